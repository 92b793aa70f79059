"""The minutes of a status meeting told at once, with every field of F08s, as a program sends them.

Each field goes the way it goes on the meeting page: what somebody has minuted meanwhile is never overwritten
unseen, texts of two writers are merged, another's choice is a question.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from workflow_service import access
from workflow_service.meetings import attendance, minuting
from workflow_service.meetings.attendance import go_out
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings_run as stored


@dataclass(frozen=True)
class Attendee:
    """F08s `attendance[]`: status present, deputy or absent, with reason and deputy."""

    user_id: str
    state: str
    reason: str | None = None
    deputy_id: str | None = None


@dataclass(frozen=True)
class Agreement:
    """F08s `actions[]`: what, who, when."""

    what: str
    owner_id: str
    due_on: date


@dataclass(frozen=True)
class CaseMinutes:
    """F08s `cases[]`. `deferred_why`: it was not taken up; then nothing else is said of it. `left`: those
    whom the family has not agreed to were out of the room (INV-22)."""

    item_id: str
    development: str = ""
    decision: str | None = None
    note: str = ""
    financing: str | None = None
    scores: Mapping[str, int] = field(default_factory=dict)
    actions: Sequence[Agreement] = ()
    deferred_why: str | None = None
    left: bool = False


def write(
    uow: UnitOfWork,
    meeting_id: str,
    mode: str,
    place: str,
    there: Sequence[Attendee],
    cases: Sequence[CaseMinutes],
) -> None:
    """Begins the meeting when nobody has, and minutes all of it; closing is a step of its own. Raises what
    each of the fields raises on the page; nothing is written then."""
    minuting.begin(uow, meeting_id)
    minuting.set_room(uow, meeting_id, mode, place)
    for one in there:
        attendance.attend(uow, meeting_id, one.user_id, one.state, reason=one.reason, deputy_id=one.deputy_id)
        uow.flush()
    for case in cases:
        own_item(uow, meeting_id, case.item_id)
        _minute(uow, case)
        uow.flush()


def own_item(uow: UnitOfWork, meeting_id: str, item_id: str) -> None:
    """Raises NotFound for an item that stands on another agenda."""
    found = stored.item_row(uow, item_id)
    if found is None or found["meeting_id"] != meeting_id:
        access.require_sight(access.NOT_SEEN)


def _minute(uow: UnitOfWork, case: CaseMinutes) -> None:
    minuting.take_up(uow, case.item_id)
    uow.flush()
    if case.deferred_why is not None:
        minuting.defer(uow, case.item_id, case.deferred_why)
        return
    if case.left:
        go_out(*minuting.minuted_item(uow, case.item_id))
        uow.flush()
    for name, text in (("development", case.development), ("decision_note", case.note)):
        if text:
            minuting.write_text(uow, case.item_id, name, "", text)
            uow.flush()
    for name, value in (("decision", case.decision), ("financing", case.financing)):
        if value is not None:
            minuting.choose(uow, case.item_id, name, None, value)
            uow.flush()
    for goal_uid, score in case.scores.items():
        minuting.score(uow, case.item_id, goal_uid, None, score)
        uow.flush()
    for one in case.actions:
        minuting.agree(uow, case.item_id, one.what, one.owner_id, one.due_on)
    uow.flush()
    minuting.finish(uow, case.item_id)
