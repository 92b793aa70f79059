"""The dates that clocks of a case are counted from, and writing another when one was wrong (domain.md 8, D7).

What is counted from a date is worked out here as the operation did that wrote it down first; moving what runs
is the affair of `inbox.base_dates`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time

from workflow_service import calendar
from workflow_service.casefile import counting as count
from workflow_service.casefile import decisions, lists
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.counting import Counted
from workflow_service.casefile.documents import form_content, write_entry
from workflow_service.casefile.notifications import clock_runs, may_read
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import change

AWARENESS, APPLICATION, ACCESS, COMPLAINT = "awareness_date", "application", "access_request", "complaint"
NOTIFICATION, HEARING = "notification", "hearing"
LABELS: lists.Words = {
    AWARENESS: ("Kommunen blev opmærksom på behovet", "The municipality became aware of the need"),
    APPLICATION: ("Ansøgningen blev modtaget", "The application was received"),
    ACCESS: ("Anmodningen om aktindsigt blev modtaget", "The request for access was received"),
    COMPLAINT: ("Klagen blev modtaget", "The complaint was received"),
    NOTIFICATION: ("Underretningen blev modtaget", "The notification was received"),
    HEARING: ("Høringsbrevet blev sendt", "The letter of the hearing was sent"),
}
CLOCKS: lists.Words = {
    "assess_by": ("Vurderes senest", "Assessed by"),
    "receipt_by": ("Kvittering senest", "Receipt sent by"),
}
TITLE = "Rettet dato"
# a date that lies further back is a slip of the pen
YEARS_BACK = 20


@dataclass(frozen=True)
class BaseDate:
    """`key` names it in addresses, `kind` says which it is, `about` tells several of a kind apart (no name).
    `due`: the last day of what is counted from it, where one day is. `told_on`: the day on which the family
    (or who asked) was told in writing of a later date. `moment`: to the hour, where it is known; `hours`:
    what is counted from it is counted in hours."""

    key: str
    kind: str
    about: str
    day: date
    due: date | None
    told_on: date | None
    row: Row
    moment: datetime | None = None
    not_before: date = date.min

    @property
    def hours(self) -> bool:
        return self.kind == NOTIFICATION

    def label(self, language: str) -> str:
        return lists.label(LABELS, self.kind, language)


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
    found += _hearings(uow, case)
    seen = frozenset({str(case["id"])})
    rows = [row for row in notified.of_case(uow, case["id"]) if may_read(uow.actor, row, seen)]
    return found + [received(uow, row) for row in rows if clock_runs(row)]


def _hearings(uow: UnitOfWork, case: Row) -> list[BaseDate]:
    """The letters to which the parties have not answered yet."""
    found = []
    for row in decided.decisions(uow, case["id"]):
        for sent in decided.hearings(uow, row["id"]) if row["state"] == "prepared" else ():
            if sent["closed_at"] is None:
                about = decisions.matter_name(uow, case, row)
                one = _of(HEARING, sent, about, _day(uow, sent["sent_at"]), sent["due"], None)
                found.append(replace(one, not_before=_day(uow, row["prepared_at"])))
    return found


def received(uow: UnitOfWork, notification: Row) -> BaseDate:
    """The moment a notification came."""
    return _of(NOTIFICATION, notification, "", _day(uow, notification["received_at"]), None, None)


_MOMENTS = {ACCESS: "received_at", COMPLAINT: "received_at", NOTIFICATION: "received_at", HEARING: "sent_at"}


def _of(kind: str, row: Row, about: str, day: date, due: date | None, told: date | None) -> BaseDate:
    moment = row[_MOMENTS[kind]] if kind in _MOMENTS else None
    return BaseDate(f"{kind}:{row['id']}", kind, about, day, due, told, row, moment)


def _day(uow: UnitOfWork, moment: datetime) -> date:
    return moment.astimezone(uow.zone).date()


def _moment_text(uow: UnitOfWork, moment: datetime) -> str:
    return calendar.moment_text(moment, uow.zone)


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


def corrected(uow: UnitOfWork, base: BaseDate, day: date, hour: time | None = None) -> Counted:
    """What follows from another day (and `hour`, local, where hours count); nothing is written. Raises
    `Invalid` for a day that cannot be, `Conflict` when the course has already decided on the old one."""
    row, moment = base.row, _moment(uow, base, day, hour)
    _require_possible(uow, base, day, moment)
    if base.kind == APPLICATION:
        found = count.application(uow, row, day)
        known = f"application:{row['type']}:"
        return replace(found, about=(f"{known}{base.day}", f"{known}{day}"))
    if base.kind == ACCESS:
        found = count.access(uow, row, moment)
        return replace(found, about=(f"access::{base.day.isoformat()}", f"access::{day.isoformat()}"))
    if base.kind == COMPLAINT:
        _require_as_late(uow, base, day)
        return count.complaint(uow, row, moment)
    if base.kind == NOTIFICATION:
        return count.notification(uow, row, moment)
    if base.kind == HEARING:
        return count.hearing(uow, row, moment)
    return Counted({"awareness_date": day}, {"awareness_date": day.isoformat()})


def _moment(uow: UnitOfWork, base: BaseDate, day: date, hour: time | None) -> datetime:
    """That day at the hour that is known or given, now at the latest."""
    known = base.moment.astimezone(uow.zone).time() if base.moment else time()
    return min(datetime.combine(day, hour or known, uow.zone).astimezone(UTC), uow.now)


def _require_possible(uow: UnitOfWork, base: BaseDate, day: date, moment: datetime) -> None:
    now, known = today(uow), base.moment
    same = moment == known if base.hours else day == base.day
    if same:
        raise _invalid("Datoen er den samme. Skriv den rigtige.", "It is the same date. Write the right one.")
    if day > now or day.year < now.year - YEARS_BACK:
        raise _invalid("Vælg en dag, der er gået.", "Choose a day that has passed.")
    if base.kind == AWARENESS and (day - _day(uow, base.row["opened_at"])).days > 1:
        raise _invalid(
            "Kommunen kan ikke være blevet opmærksom på behovet, efter at henvendelsen kom.",
            "The municipality cannot have become aware of the need after the inquiry came.",
        )
    if base.kind == HEARING and day < base.not_before:
        raise _invalid(
            "Brevet kan ikke være sendt, før afgørelsen var forberedt.",
            "The letter cannot have been sent before the decision was prepared.",
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


def said(uow: UnitOfWork, base: BaseDate, found: Counted, language: str = "da") -> tuple[str, str]:
    """The date before and now, in words; to the minute where hours count."""
    now = next(iter(found.values.values()))
    if base.hours and base.moment is not None:
        before = calendar.moment_text(base.moment, uow.zone, language)
        return before, calendar.moment_text(now, uow.zone, language)
    day = now if not isinstance(now, datetime) else _day(uow, now)
    return calendar.long_date(base.day, language), calendar.long_date(day, language)


@dataclass(frozen=True)
class End:
    """A clock in hours: what ends, when it did, and when it would."""

    name: str
    before: datetime
    after: datetime


def ends(base: BaseDate, found: Counted, language: str) -> list[End]:
    """The clocks of a date where hours count."""
    return [
        End(words[language == "en"], base.row[name], found.values[name])
        for name, words in CLOCKS.items()
        if base.hours
    ]


def write(uow: UnitOfWork, base: BaseDate, found: Counted) -> None:
    """The right date on its row."""
    more = {"version": int(base.row["version"]) + 1} if base.kind == AWARENESS else {}
    change(uow, _TABLES[base.kind], str(base.row["key_id"]), base.row["id"], {**found.values, **more})


def enter(uow: UnitOfWork, case: Row, base: BaseDate, found: Counted, reason: str) -> None:
    """An entry in the journal with the old date, the right one, and why."""
    before, now = said(uow, base, found)
    told = [("Dato", base.label("da") + (f": {base.about}" if base.about else ""))]
    told += [("Før", before), ("Nu", now)]
    for one in ends(base, found, "da"):
        told.append((one.name, f"{_moment_text(uow, one.after)} (før {_moment_text(uow, one.before)})"))
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


_TABLES = {
    AWARENESS: tables.case_file,
    APPLICATION: tables.application,
    ACCESS: tables.access_request,
    COMPLAINT: tables.complaint,
    NOTIFICATION: tables.notification,
    HEARING: tables.party_hearing,
}

__all__ = [
    "BaseDate",
    "End",
    "base_date",
    "base_dates",
    "corrected",
    "ends",
    "enter",
    "received",
    "said",
    "write",
]
