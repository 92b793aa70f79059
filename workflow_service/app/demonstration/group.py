"""The coordination group of the demonstration: it meets once a month, but not in July, and settles what the
sectors could not agree on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from workflow_service import meetings
from workflow_service.app.demonstration import answers_coordination
from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.families import Family
from workflow_service.inbox import TaskQuery, list_tasks
from workflow_service.meetings import attendance, group_points, minuting, planning, rescheduling, series
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored

_CHAIR, _HEADS = "coordination_chair1", ("department_head1", "department_head2")
_LASTS = timedelta(hours=2)
# the chair makes the agenda ready when the meeting is this near
_SOON = timedelta(days=8)
# what is decided is done before they meet again
_UNTIL_THEN = timedelta(days=35)
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
        """Makes the agenda ready for what comes next, and holds what should have been held by now."""
        if self.due and self.due[0][0] - self.driver.clock.now() < _SOON:
            self._does("prepare_agenda")
        while self.due and self.due[0][0] <= self.driver.clock.now():
            _, meeting_id = self.due.pop(0)
            self._carry_out()
            self._hold(meeting_id)
            self._does("renew_priority_agreement")
            self._skip_summer(meeting_id)

    def _does(self, element: str) -> None:
        """The chair does the open tasks of this kind."""
        chair = self.driver.user(_CHAIR)
        with self.driver.acting(chair) as uow:
            found = list_tasks(uow, self.driver.neck, TaskQuery("roles", limit=100)).items
        for item in found:
            if item.element == element:
                self.driver.complete(item, self.stand_in)

    def _hold(self, meeting_id: str) -> None:
        """The meeting is minuted on its page, one item after the other, and closed."""
        chair = self.driver.user(_CHAIR)
        with self.driver.acting(chair) as uow:
            attendance.everybody_is_here(uow, meeting_id)
        with self.driver.acting(chair) as uow:
            minuting.begin(uow, meeting_id)
        with self.driver.database.begin(write=False) as uow:
            items = [(one["id"], group_points.kind_of(one)) for one in stored.items(uow, meeting_id)]
        for item_id, kind in items:
            with self.driver.acting(chair) as uow:
                self._minute(uow, item_id, kind)
        with self.driver.acting(chair) as uow:
            meetings.close(uow, self.driver.neck, meeting_id)

    def _minute(self, uow: UnitOfWork, item_id: str, kind: str) -> None:
        day = uow.now.astimezone(uow.zone).date()
        minuting.write_text(uow, item_id, "development", "", answers_coordination.SAID[kind])
        uow.flush()
        if kind == group_points.TOPIC:
            what = answers_coordination.decision_of(day.month)
            owner = self.driver.user((_CHAIR, *_HEADS)[day.month % 3])
            minuting.agree(uow, item_id, what, owner, day + _UNTIL_THEN)
        elif kind == group_points.RAISED:
            minuting.choose(uow, item_id, "decision", None, "split")
            uow.flush()
            minuting.write_text(uow, item_id, "decision_note", "", answers_coordination.WHY_SHARED)
            uow.flush()
            shares = list(group_points.shares_of(uow, stored.item_row(uow, item_id) or {}))
            for share, pct in zip(shares, answers_coordination.SHARES[len(shares)], strict=True):
                group_points.set_share(uow, item_id, share, "", pct)
                uow.flush()
        uow.flush()
        minuting.finish(uow, item_id)

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
