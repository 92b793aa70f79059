"""The grant authority's weekly visitation meeting in the demonstration."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.people import UNITS, Place
from workflow_service.meetings import attendance, planning, series, visitation
from workflow_service.meetings.series import Seat
from workflow_service.store import meetings as query
from workflow_service.store import meetings_visitation as stored

_UNIT = "north"
_CHAIR = "grant_authority1"
_MEMBERS = (_CHAIR, "team_leader1", "child_disability_adviser1")
_LASTS = timedelta(hours=1)
# the meetings begin this long before today; a week without prepared decisions falls out
_BEFORE = timedelta(weeks=26)
# somebody looks at least this often
_LOOK_BACK = timedelta(days=14)
_SAID = "Forslaget svarer til det, andre familier i samme situation har fået."


@dataclass
class Visitation:
    """Plans the meetings some weeks before the end, and holds what falls due."""

    driver: Driver
    place: Place
    until: datetime
    series_id: str | None = None

    def plan(self) -> None:
        """The series of the unit, once its time has come."""
        if self.series_id is not None or self.driver.clock.now() < self.until - _BEFORE:
            return
        with self.driver.acting(self.driver.user(_CHAIR)) as uow:
            day = uow.now.astimezone(uow.zone).date()
            first = day + timedelta(days=(2 - day.weekday()) % 7 or 7)
            name = f"Visitationsmøder i {UNITS[_UNIT][0]}"
            rule = "FREQ=WEEKLY;INTERVAL=1;BYDAY=WE"
            plan = planning.Plan(name, rule, first, time(9), 60, "Rådhuset, lokale 1")
            seats = [Seat(self.driver.user(one), "", UNITS[_UNIT][1]) for one in _MEMBERS]
            unit_id = self.place.units[_UNIT]
            self.series_id = series.create(uow, query.VISITATION, plan, unit_id=unit_id, seats=seats)

    def hold_due(self) -> None:
        """Holds the meetings whose hour is over; one without decisions has fallen out by itself."""
        self.plan()
        if self.series_id is None:
            return
        with self.driver.database.begin(write=False) as uow:
            rows = query.occurrences(uow, self.series_id, self.driver.clock.now() - _LOOK_BACK, limit=4)
        for row in rows:
            if row["state"] == "open" and row["starts_at"] + _LASTS <= self.driver.clock.now():
                self._hold(row["id"])

    def _hold(self, meeting_id: str) -> None:
        chair = self.driver.user(_CHAIR)
        with self.driver.acting(chair) as uow:
            attendance.everybody_is_here(uow, meeting_id)
            items = stored.items(uow, meeting_id)
        for item in items:
            with self.driver.acting(chair) as uow:
                visitation.recommend(uow, item["id"], "granted", _SAID)
        with self.driver.acting(chair) as uow:
            visitation.close(uow, self.driver.neck, meeting_id)
