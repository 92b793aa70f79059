"""Waking what is due: timers, deliveries, recurring ticks. The rows are the truth, this room only wakes."""

from workflow_service.schedule.embedded import EmbeddedEngine, Engine, Health
from workflow_service.schedule.firing import Fire, Look, run_due, run_pending, tenant_clock
from workflow_service.schedule.lock import ProcessLock
from workflow_service.schedule.status import ClockStatus, clock_status

__all__ = [
    "ClockStatus",
    "EmbeddedEngine",
    "Engine",
    "Fire",
    "Health",
    "Look",
    "ProcessLock",
    "clock_status",
    "run_due",
    "run_pending",
    "tenant_clock",
]
