"""What the views need of the running service, hung on the Flask app by `app.create_app`."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask import Flask, current_app
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from workflow_service.clock import Clock, SystemClock
from workflow_service.config import Settings
from workflow_service.http.meter import Meter
from workflow_service.http.problems import ErrorPage
from workflow_service.meetings.live import Live
from workflow_service.runtime import Runtime
from workflow_service.store import Database

EXTENSION = "oef"


@dataclass
class Services:
    """`clock` is real time, for sessions and tokens; business time comes from the unit of work.

    `error_page` draws errors outside the API (set by `web`); without it they are problem details as well.
    `live` tells those who follow a meeting that something has changed.
    """

    db: Database
    rt: Runtime
    settings: Settings
    clock: Clock = field(default_factory=SystemClock)
    error_page: ErrorPage | None = None
    meter: Meter = field(default_factory=Meter)
    live: Live = field(init=False)
    limiter: MovingWindowRateLimiter = field(default_factory=lambda: MovingWindowRateLimiter(MemoryStorage()))

    def __post_init__(self) -> None:
        self.live = Live(self.settings.live_places)


def services(app: Flask | None = None) -> Services:
    """The services of the current app."""
    found: Services = (app or current_app).extensions[EXTENSION]
    return found


__all__ = ["EXTENSION", "Services", "services"]
