"""Where process owners work: checking and publishing packages of definitions."""

from workflow_service.studio.check import Surroundings, check_package
from workflow_service.studio.deploy import Deployed, deploy
from workflow_service.studio.lint import Linted, lint
from workflow_service.studio.package import Package, read_archive, read_folder, sort_files

__all__ = [
    "Deployed",
    "Linted",
    "Package",
    "Surroundings",
    "check_package",
    "deploy",
    "lint",
    "read_archive",
    "read_folder",
    "sort_files",
]
