"""The coordination group of the demonstration: it meets once a month, but not in July, and settles what the
sectors could not agree on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.families import Family
from workflow_service.inbox import TaskQuery, list_tasks
from workflow_service.meetings import planning, rescheduling, series
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query

_CHAIR, _HEADS = "coordination_chair1", ("department_head1", "department_head2")
_LASTS = timedelta(hours=2)
# decided at the meeting before it
_NO_MEETING_IN = 7


@dataclass
class Group:
    """Plans the meetings and holds them when their time has come. `stand_in`: a family for the forms, which
    are about none."""

    driver: Driver
    stand_in: Family
    due: list[tuple[datetime, str]] = field(default_factory=list)

    def plan(self) -> None:
        """The chair plans a year of meetings with the heads of departments."""
        chair, *heads = (self.driver.user(login) for login in (_CHAIR, *_HEADS))
        with self.driver.acting(chair) as uow:
            first = uow.now.astimezone(uow.zone).date() + timedelta(days=40)
            rule = "FREQ=MONTHLY;BYDAY=2TH"
            plan = planning.Plan("Koordinationsgruppen", rule, first, time(9), 120, "Rådhuset, byrådssalen")
            seats = [series.Seat(chair, deputy_id=heads[0]), *(series.Seat(one) for one in heads)]
            series_id = series.create(
                uow, query.COORDINATION, plan, seats=seats, chair_id=chair, deputy_chair_id=heads[0]
            )
            uow.flush()
            rows = query.occurrences(uow, series_id)
            self.due = sorted((one["starts_at"] + _LASTS, one["id"]) for one in rows)

    def hold_due(self) -> None:
        """Holds what should have been held by now."""
        while self.due and self.due[0][0] <= self.driver.clock.now():
            _, meeting_id = self.due.pop(0)
            self._carry_out()
            for element in ("prepare_agenda", "hold_coordination_meeting", "renew_priority_agreement"):
                self._does(element)
            self._skip_summer(meeting_id)

    def _does(self, element: str) -> None:
        """The chair does the open tasks of this kind."""
        chair = self.driver.user(_CHAIR)
        with self.driver.acting(chair) as uow:
            found = list_tasks(uow, self.driver.neck, TaskQuery("roles", limit=100)).items
        for item in found:
            if item.element == element:
                self.driver.complete(item, self.stand_in)

    def _carry_out(self) -> None:
        """Before they meet again, all have done what they took on."""
        for login in (_CHAIR, *_HEADS):
            with self.driver.acting(self.driver.user(login)) as uow:
                found = list_tasks(uow, self.driver.neck, TaskQuery("mine", limit=100)).items
            for item in found:
                if item.element == "carry_out_decision":
                    self.driver.complete(item, self.stand_in)

    def _skip_summer(self, meeting_id: str) -> None:
        """In June the group decides that July is left out (INV-11: before the month begins)."""
        with self.driver.acting(self.driver.user(_CHAIR)) as uow:
            following = self._next(uow, meeting_id)
            if following is not None and following[0].astimezone(uow.zone).month == _NO_MEETING_IN:
                why = "Juli: gruppen besluttede i juni ikke at mødes i sommerferien."
                rescheduling.cancel(uow, self.driver.neck, following[1], why)
                self.due = [one for one in self.due if one[1] != following[1]]

    def _next(self, uow: UnitOfWork, meeting_id: str) -> tuple[datetime, str] | None:
        meeting = query.meeting_row(uow, meeting_id)
        return next((one for one in self.due if meeting and one[0] > meeting["starts_at"]), None)
