"""The demonstration municipality: Egelund Kommune, invented, made by running the service."""

from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.families import Family
from workflow_service.app.demonstration.making import Made, make, package_files
from workflow_service.app.demonstration.people import PASSWORD, Login, logins
from workflow_service.app.demonstration.portfolio import FAMILIES

__all__ = ["FAMILIES", "PASSWORD", "Driver", "Family", "Login", "Made", "logins", "make", "package_files"]
