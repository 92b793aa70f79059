"""The only room that speaks SQL: tables, units of work, encryption and one query module per room."""

from workflow_service.store.batch import Stale
from workflow_service.store.database import Database
from workflow_service.store.keys import CannotOpen, KeyDestroyed, MasterKey
from workflow_service.store.uow import Actor, Membership, UnitOfWork, Waker

__all__ = [
    "Actor",
    "CannotOpen",
    "Database",
    "KeyDestroyed",
    "MasterKey",
    "Membership",
    "Stale",
    "UnitOfWork",
    "Waker",
]
