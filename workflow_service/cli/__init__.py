"""The command `oef`: thin; what it does lives in the rooms below."""

from workflow_service.cli import clock as _clock  # noqa: F401 - adds its commands to `main`
from workflow_service.cli import demo as _demo  # noqa: F401 - adds its command to `main`
from workflow_service.cli.commands import main

__all__ = ["main"]
