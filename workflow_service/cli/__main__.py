"""`python -m workflow_service.cli` is `oef`."""

from workflow_service.cli import main

main(prog_name="oef")
