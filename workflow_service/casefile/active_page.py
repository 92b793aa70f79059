"""What the case page shows while support runs: measures and their next dates, talks, news, contacts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow_service import calendar
from workflow_service.casefile import active, lists
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.prefill_active import KINDS
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_active as stored

_TYPES: lists.Words = {
    "phone": ("Telefon", "Phone"),
    "meeting": ("Møde", "Meeting"),
    "mail": ("Mail", "E-mail"),
    "letter": ("Brev", "Letter"),
    "other": ("Andet", "Other"),
}
_SOURCES: lists.Words = {
    "note": ("notat", "note"),
    "checkin": ("afstemning med familien", "check-in with the family"),
    "follow_up": ("opfølgning", "follow-up"),
    "network_meeting": ("netværksmøde", "network meeting"),
    "message": ("meldt fra et møde eller en anden enhed", "reported by a meeting or another unit"),
}


@dataclass(frozen=True)
class Running:
    """A measure that runs, until `ends_on` when that is known, or ended lost earnings that are still paid out
    (`run_off`: until when)."""

    name: str
    kind: str
    provider: str
    next_date: date | None
    run_off: date | None = None
    ends_on: date | None = None


@dataclass(frozen=True)
class News:
    """A development. `discussed`: a status meeting has had it."""

    at: datetime
    source: str
    what: str
    discussed: bool


@dataclass(frozen=True)
class Contact:
    """An entry of the contact log. `days`: working days from the family's question to the answer (K07)."""

    date: date
    type: str
    with_whom: str
    checkin: bool
    days: int | None
    entry_id: str


@dataclass(frozen=True)
class Progress:
    """What a visit said about a goal."""

    date: date
    score: int
    note: str


@dataclass(frozen=True)
class ActiveView:
    """`runs`: the case is in the active period; `nothing_runs`: then it may be time to close."""

    runs: bool
    measures: tuple[Running, ...]
    next_checkin: date | None
    next_survey: date | None
    news: tuple[News, ...]
    contacts: tuple[Contact, ...]

    @property
    def nothing_runs(self) -> bool:
        return self.runs and not any(one.run_off is None for one in self.measures)


def active_view(uow: UnitOfWork, case_id: str) -> ActiveView:
    """The active period of a case whose reader was let in before. Two statements more than the page has, and
    one for the survey while support runs."""
    case = case_by_id(uow, case_id)
    runs = case["status"] == CaseStatus.ACTIVE
    language = uow.actor.language
    found = []
    for one in active.with_dates(uow, case) if runs else ():
        found.append(_running(one, language))
    for one in query.measures(uow, case_id):
        until = active.run_off_until(uow, one)
        if until is not None and until >= uow.now.astimezone(uow.zone).date():
            found.append(_running(one, language, until))
    return ActiveView(
        runs,
        tuple(found),
        active.next_checkin(uow, case, active.active_plan(uow, case_id)) if runs else None,
        active.next_survey(uow, case) if runs else None,
        tuple(
            News(
                one["at"],
                lists.label(_SOURCES, one["source"], language),
                str(one["what"] or ""),
                one["discussed_at"] is not None,
            )
            for one in stored.developments(uow, case_id, 5)
        ),
        _contacts(uow, case_id, language),
    )


def _running(one: Mapping[str, object], language: str, run_off: date | None = None) -> Running:
    next_date, last = one["next_follow_up"], one["end"]
    return Running(
        lists.label(lists.MEASURES, str(one["catalogue_item"]), language),
        lists.label(KINDS, str(one["kind"]), language),
        str(one["provider"] or ""),
        next_date if isinstance(next_date, date) and run_off is None else None,
        run_off,
        last if isinstance(last, date) and run_off is None else None,
    )


def _contacts(uow: UnitOfWork, case_id: str, language: str) -> tuple[Contact, ...]:
    return tuple(
        Contact(
            one["date"],
            lists.label(_TYPES, one["type"], language),
            ", ".join(str(who.get("name") or "") for who in one["with_whom"] or ()),
            bool(one["checkin"]),
            _working_days(one["asked"], one["date"]),
            one["entry_id"],
        )
        for one in stored.contacts(uow, case_id, 6)
    )


def _working_days(asked: date | None, answered: date) -> int | None:
    if asked is None:
        return None
    return calendar.working_days_between(asked, answered, calendar.DANISH_HOLIDAYS)


def progress_of(uow: UnitOfWork, case_id: str) -> dict[str, tuple[Progress, ...]]:
    """The scores of each goal (by its stable id), the newest first."""
    found: dict[str, list[Progress]] = {}
    for one in stored.progress(uow, case_id):
        shown = Progress(one["date"], one["score"], str(one["note"] or ""))
        found.setdefault(one["goal_uid"], []).append(shown)
    return {uid: tuple(rows) for uid, rows in found.items()}
