"""Wiring: settings become a database, a runtime with its operations, a scheduler and the Flask app."""

from workflow_service.app.factory import create_app
from workflow_service.app.wiring import (
    make_engine,
    make_fire,
    make_look,
    make_runtime,
    open_database,
    secret_key,
    start_schedule,
)

__all__ = [
    "create_app",
    "make_engine",
    "make_fire",
    "make_look",
    "make_runtime",
    "open_database",
    "secret_key",
    "start_schedule",
]
