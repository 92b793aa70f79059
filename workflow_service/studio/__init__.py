"""Where process owners work: checking and publishing packages of definitions."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from workflow_service.studio.lint import Linted, lint
from workflow_service.studio.package import Package, read_archive, read_folder, sort_files

if TYPE_CHECKING:
    from workflow_service.studio.check import Surroundings, check_package
    from workflow_service.studio.deploying import Deployed, deploy

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

# Fetched when first asked for: `oef lint` needs neither the database nor the runtime and must begin at once.
_LATER = {
    "Deployed": "deploying",
    "Surroundings": "check",
    "check_package": "check",
    "deploy": "deploying",
}


def __getattr__(name: str) -> object:
    if name not in _LATER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(import_module(f"{__name__}.{_LATER[name]}"), name)
    globals()[name] = found
    return found
