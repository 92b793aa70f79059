"""The dates that clocks of a case are counted from, and writing another when one was wrong (domain.md 8, D7).

What is counted from a date is worked out here as the operation did that wrote it down first; moving what runs
is the affair of `inbox.base_dates`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, decisions, lists
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.documents import form_content, write_entry
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import change

AWARENESS, APPLICATION, ACCESS, COMPLAINT = "awareness_date", "application", "access_request", "complaint"
LABELS: lists.Words = {
    AWARENESS: ("Kommunen blev opmærksom på behovet", "The municipality became aware of the need"),
    APPLICATION: ("Ansøgningen blev modtaget", "The application was received"),
    ACCESS: ("Anmodningen om aktindsigt blev modtaget", "The request for access was received"),
    COMPLAINT: ("Klagen blev modtaget", "The complaint was received"),
}
TITLE = "Rettet dato"
# a date that lies further back is a slip of the pen
YEARS_BACK = 20


@dataclass(frozen=True)
class BaseDate:
    """`key` names it in addresses, `kind` says which it is, `about` tells several of a kind apart (no name).
    `due`: the last day of what is counted from it, where one day is. `told_on`: the day on which the family
    (or who asked) was told in writing of a later date."""

    key: str
    kind: str
    about: str
    day: date
    due: date | None
    told_on: date | None
    row: Row

    def label(self, language: str) -> str:
        return lists.label(LABELS, self.kind, language)


@dataclass(frozen=True)
class Corrected:
    """Another day for it: what is written on its row, and the variables of the courses that count from it.
    `of`: only where this variable has this value."""

    due: date | None
    values: Row
    variables: Mapping[str, str]
    of: tuple[str, str] | None
    # how open tasks tell what they are about (`task_subjects`): before, and with the right day
    about: tuple[str, str] | None = None


def base_dates(uow: UnitOfWork, case: Row) -> list[BaseDate]:
    """Those from which something is still counted; the case's own first."""
    found = []
    if case["awareness_date"] is not None:
        found.append(BaseDate(AWARENESS, AWARENESS, "", case["awareness_date"], None, None, case))
    for row in decided.applications(uow, case["id"]):
        if row["state"] == "received":
            about = lists.label(decisions.APPLIED_FOR, row["type"], uow.actor.language)
            found.append(_of(APPLICATION, row, about, row["received"], row["due"], row["told_at"]))
    for row in sharing.access_requests(uow, case["id"]):
        if row["state"] != "sent":
            day, due = _day(uow, row["received_at"]), _day(uow, row["due_at"])
            told = row["delay_told_at"]
            found.append(_of(ACCESS, row, "", day, due, _day(uow, told) if told else None))
    for row in decided.complaints(uow, case["id"]):
        if row["state"] == "received" and row["received_at"] is not None and row["due"] is not None:
            found.append(_of(COMPLAINT, row, "", _day(uow, row["received_at"]), row["due"], None))
    return found


def _of(kind: str, row: Row, about: str, day: date, due: date | None, told: date | None) -> BaseDate:
    return BaseDate(f"{kind}:{row['id']}", kind, about, day, due, told, row)


def _day(uow: UnitOfWork, moment: datetime) -> date:
    return moment.astimezone(uow.zone).date()


def base_date(uow: UnitOfWork, case: Row, key: str) -> BaseDate:
    """Raises `NotFound` when nothing is counted from it (any more)."""
    found = next((one for one in base_dates(uow, case) if one.key == key), None)
    if found is None:
        raise NotFound(
            "base_date_not_found",
            "Der tælles ingen åbne frister fra denne dato.",
            "No open deadline is counted from this date.",
        )
    return found


def corrected(uow: UnitOfWork, case: Row, base: BaseDate, day: date) -> Corrected:
    """What follows from another day; nothing is written. Raises `Invalid` for a day that cannot be,
    `Conflict` when the course has already decided on the old one."""
    _require_possible(uow, case, base, day)
    if base.kind == AWARENESS:
        return Corrected(None, {"awareness_date": day}, {"awareness_date": day.isoformat()}, None)
    if base.kind == APPLICATION:
        due = decisions.application_due(uow, str(base.row["section"]), day)
        dates = {"application_due": due.isoformat(), "application_received": day.isoformat()}
        known = f"application:{base.row['type']}:"
        of = ("application_id", str(base.row["id"]))
        return Corrected(
            due, {"received": day, "due": due}, dates, of, (f"{known}{base.day}", f"{known}{day}")
        )
    moment = _same_hour(uow, base.row["received_at"], day)
    if base.kind == ACCESS:
        until = clocks.ends_at(uow, "access_deadline", moment)
        dates = {"received_at": moment.isoformat(), "due_at": until.isoformat()}
        values: dict[str, Any] = {"received_at": moment, "due_at": until}
        about = (f"access::{base.day.isoformat()}", f"access::{day.isoformat()}")
        return Corrected(_day(uow, until), values, dates, ("request_id", base.row["id"]), about)
    _require_as_late(uow, base, day)
    due = decisions.reassessed_by(uow, day)
    ends = calendar.end_of_day(due, uow.zone).isoformat()
    dates = {"complained_at": moment.isoformat(), "reassess_due": ends}
    return Corrected(due, {"received_at": moment, "due": due}, dates, ("complaint_id", base.row["id"]))


def _same_hour(uow: UnitOfWork, moment: datetime, day: date) -> datetime:
    local = moment.astimezone(uow.zone)
    return min(datetime.combine(day, local.time(), uow.zone).astimezone(moment.tzinfo), uow.now)


def _require_possible(uow: UnitOfWork, case: Row, base: BaseDate, day: date) -> None:
    now = today(uow)
    if day == base.day:
        raise _invalid("Datoen er den samme. Skriv den rigtige.", "It is the same date. Write the right one.")
    if day > now or day.year < now.year - YEARS_BACK:
        raise _invalid("Vælg en dag, der er gået.", "Choose a day that has passed.")
    opened = _day(uow, case["opened_at"])
    if base.kind == AWARENESS and (day - opened).days > 1:
        raise _invalid(
            "Kommunen kan ikke være blevet opmærksom på behovet, efter at henvendelsen kom.",
            "The municipality cannot have become aware of the need after the inquiry came.",
        )


def _invalid(da: str, en: str) -> Invalid:
    return Invalid("base_date_invalid", da, en, {"day": [da]})


def _require_as_late(uow: UnitOfWork, base: BaseDate, day: date) -> None:
    found = decided.decision(uow, str(base.row["decision_id"]))
    until = found["complaint_until"] if found is not None else None
    if until is not None and (day > until) != bool(base.row["late"]):
        raise Conflict(
            "complaint_lateness",
            "Med den dato skifter klagen mellem at være rettidig og for sen, og det er der taget stilling"
            " til. Skriv et notat, og tal med teamlederen.",
            "With that date the complaint would change between in time and late, which has been decided on."
            " Write a note, and talk to the team leader.",
        )


def write(uow: UnitOfWork, case: Row, base: BaseDate, found: Corrected, day: date, reason: str) -> None:
    """The right date on its row, and an entry in the journal with the old one and why."""
    table = {
        AWARENESS: tables.case_file,
        APPLICATION: tables.application,
        ACCESS: tables.access_request,
        COMPLAINT: tables.complaint,
    }[base.kind]
    key_id = str(base.row["key_id"])
    more = {"version": int(case["version"]) + 1} if base.kind == AWARENESS else {}
    change(uow, table, key_id, base.row["id"], {**found.values, **more})
    told = [("Dato", base.label("da") + (f": {base.about}" if base.about else ""))]
    told += [("Før", calendar.long_date(base.day)), ("Nu", calendar.long_date(day))]
    if base.due is not None and found.due is not None:
        told += [("Fristen før", calendar.long_date(base.due)), ("Fristen nu", calendar.long_date(found.due))]
    told.append(("Rettet, fordi", reason))
    write_entry(
        uow,
        case_id=case["id"],
        key_id=str(case["key_id"]),
        kind="note",
        title=TITLE,
        content=form_content(told),
    )


__all__ = ["BaseDate", "Corrected", "base_date", "base_dates", "corrected", "write"]
