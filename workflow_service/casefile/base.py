"""What every operation of the case file begins with: the case, the local day, and answers read as values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from workflow_service import calendar
from workflow_service.errors import NotFound
from workflow_service.runtime.operations import Call
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

Row = dict[str, Any]
Answers = Mapping[str, Any]

FAMILY_RELATIONS = ("child", "parent", "guardian", "sibling", "network")
ADULTS = ("parent", "guardian")
ADULT = 18


def case_by_id(uow: UnitOfWork, case_id: str | None) -> Row:
    """The case row; raises NotFound when there is none."""
    found = query.case_row(uow, case_id) if case_id else None
    if found is None:
        raise NotFound(
            "case_not_found",
            "Sagen findes ikke, eller du har ikke adgang til den.",
            "The case does not exist, or you have no access to it.",
        )
    return found


def case_of(uow: UnitOfWork, call: Call) -> Row:
    """The case an operation writes in."""
    return case_by_id(uow, call.case_id)


def today(uow: UnitOfWork) -> date:
    """The local day of the unit of work."""
    return uow.now.astimezone(uow.zone).date()


def as_date(value: Any) -> date | None:
    """The date of an answer (ISO text, with or without a time)."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    return date.fromisoformat(value[:10]) if isinstance(value, str) and len(value) >= 10 else None


def as_moment(uow: UnitOfWork, value: Any) -> datetime | None:
    """The moment of an answer; a time without a zone is meant in the municipality's."""
    if value is None or value == "":
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=uow.zone)


def rows_of(answers: Answers, key: str) -> list[Mapping[str, Any]]:
    """The rows of a list answer; an absent or hidden list has none."""
    found = answers.get(key)
    return [row for row in found if isinstance(row, Mapping)] if isinstance(found, list) else []


def named(answers: Answers, *keys: str) -> Row:
    """The answers among `keys` that were given."""
    return {key: answers[key] for key in keys if answers.get(key) not in (None, "", [])}


def child_of(case: Row, persons: Iterable[Row]) -> Row | None:
    """The case's focus child among its family."""
    return next((one for one in persons if one["id"] == case["child_id"]), None)


def is_adult(person: Mapping[str, Any] | None, day: date) -> bool:
    """Has this person turned 18? Then nobody has custody of them any more."""
    born = person["birth_date"] if person else None
    return born is not None and calendar.ages(born, day) >= ADULT


def with_flags(case: Row, *, on: Iterable[str] = (), off: Iterable[str] = ()) -> list[str]:
    """The case's flags after some were raised and some lowered."""
    return sorted((set(case["flags"]) | set(on)) - set(off))


def first_name(name: str) -> str:
    return name.split()[0] if name.split() else name


def family_name(name: str) -> str:
    """What the family is called after its child: `Familien Berg`."""
    parts = name.split()
    return f"Familien {parts[-1]}" if len(parts) > 1 else f"Familien til {name}"


def local_text(uow: UnitOfWork, moment: datetime | None) -> str | None:
    """A moment as a form takes it: ISO text in the municipality's zone."""
    return None if moment is None else moment.astimezone(uow.zone).isoformat(timespec="minutes")
