"""Before a meeting is closed: what is in order, what is missing and where, and what each case will get."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow_service import access
from workflow_service.meetings import closing, coordination_closing
from workflow_service.meetings.coordination_run_page import group_run_page
from workflow_service.meetings.participants import Gathering, gathering
from workflow_service.meetings.run_page import AgendaLine, RunPage, run_page
from workflow_service.rules import Violation
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query


@dataclass(frozen=True)
class ClosingPage:
    """`room`, `people`: what is missing about the meeting (INV-08, INV-09); `cases`: each line of the agenda
    with what it lacks; `deviation`: what would still be missing if the meeting is closed as a deviation."""

    run: RunPage
    room: tuple[str, ...]
    people: tuple[str, ...]
    cases: tuple[tuple[AgendaLine, tuple[str, ...]], ...]
    deviation: tuple[str, ...]

    @property
    def is_ready(self) -> bool:
        """May it be closed as held?"""
        return not (self.room or self.people or any(missing for _, missing in self.cases))


def closing_page(uow: UnitOfWork, meeting_id: str) -> ClosingPage:
    """The checklist for the meeting's leader. Raises NotFound, Forbidden."""
    found = gathering(uow, meeting_id)
    access.require(access.may_lead_series(uow.actor, found.facts))
    if found.series["kind"] == query.COORDINATION:
        return _group(uow, found)
    meeting = found.meeting
    room = closing.room_of(uow, meeting, found.series)
    mode, place = meeting["mode"], meeting["place"]
    broken = closing.violations(uow, room, mode, place, deviation=False)
    language = uow.actor.language
    page = run_page(uow, meeting_id)
    return ClosingPage(
        page,
        _said(language, (one for one in broken if one.path in ("mode", "place"))),
        _said(language, (one for one in broken if (one.path or "").startswith("attendance"))),
        tuple((line, _said(language, _of(broken, line.id))) for line in page.lines),
        _said(language, closing.violations(uow, room, mode, place, deviation=True)),
    )


def _group(uow: UnitOfWork, found: Gathering) -> ClosingPage:
    """A meeting of the coordination group is held or not; there is no rule about its room."""
    broken = coordination_closing.violations(uow, found.meeting, found.series)
    language = uow.actor.language
    page = group_run_page(uow, found.meeting["id"])
    about = [one for one in broken if (one.path or "").startswith(("chair", "attendance"))]
    cases = tuple((line, _said(language, _of(broken, line.id))) for line in page.lines)
    return ClosingPage(page, (), _said(language, about), cases, ())


def _of(broken: Iterable[Violation], item_id: str) -> list[Violation]:
    return [one for one in broken if (one.path or "").startswith(f"items.{item_id}")]


def _said(language: str, broken: Iterable[Violation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.text(language) for one in broken))
