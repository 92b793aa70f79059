"""Waking what is due: timers, deliveries, recurring ticks. The rows are the truth, this room only wakes."""

from workflow_service.schedule.embedded import EmbeddedEngine, Engine, Health
from workflow_service.schedule.firing import Fire, run_due, run_pending, tenant_clock
from workflow_service.schedule.lock import ProcessLock

__all__ = [
    "EmbeddedEngine",
    "Engine",
    "Fire",
    "Health",
    "ProcessLock",
    "run_due",
    "run_pending",
    "tenant_clock",
]
