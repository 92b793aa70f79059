"""What a task is about, beside its name: two applications of one family look different in the work list.

A user task names a kind (`oef:about="matter"`). When it opens, the kind is asked with the element's inputs
and gives a code (`application:extra_costs:2026-11-20`), which stands in the clear like any code: an item of a
catalogue, a sector, a day, never a name or a word of a case. The list turns it into words without asking the
database.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.decisions import APPLIED_FOR, MATTERS
from workflow_service.rules.transition import AREAS
from workflow_service.store import UnitOfWork, notifications
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_financing as financing
from workflow_service.store import casefile_sharing as sharing

Inputs = Mapping[str, Any]

# F04p `type`
PARTS: lists.Words = {
    "investigation": ("Børnefaglig undersøgelse", "Child-protection investigation"),
    "exploration": ("Afdækning", "Exploration"),
    "screening": ("Screening alene", "Screening only"),
    "ppr_assessment": ("PPR-vurdering", "PPR assessment"),
    "health": ("Sundhed", "Health"),
    "functional_ability": ("Funktionsevne", "Functional ability"),
    "parents_employment": ("Forældre: beskæftigelse", "Parents: employment"),
    "parents_social": ("Forældre: sociale forhold", "Parents: social matters"),
    "other": ("Andet", "Other"),
}
# {what} is the word of the code, {day} the day behind it
_FRAMES: Final[Mapping[str, tuple[lists.Words, str, str]]] = {
    "application": (APPLIED_FOR, "{what}, søgt {day}", "{what}, applied for {day}"),
    "measure": (lists.MEASURES, "{what}", "{what}"),
    "change": (lists.MEASURES, "{what}, ændring", "{what}, change"),
    "end": (lists.MEASURES, "{what}, ophør", "{what}, end"),
    "matter": (MATTERS, "{what}", "{what}"),
    "part": (PARTS, "{what}", "{what}"),
    "area": (AREAS, "{what}", "{what}"),
    "sector": (lists.SECTORS, "{what}", "{what}"),
    "notification": ({}, "Underretning af {day}", "Notification of {day}"),
    "access": ({}, "Anmodning af {day}", "Request of {day}"),
}


def words(code: str | None, language: str) -> str:
    """`Merudgifter, søgt 20.11.2026`; empty without a code. A code nobody knows is shown as it is."""
    if not code:
        return ""
    kind, _, rest = code.partition(":")
    known = _FRAMES.get(kind)
    if known is None:
        return code
    item, _, day = rest.partition(":")
    told = calendar.short_date(date.fromisoformat(day), language) if day else ""
    frame = known[2] if language == "en" else known[1]
    return frame.format(what=lists.label(known[0], item, language), day=told)


def _matter(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    """S02: the application, measure or kind of matter of a decision that is prepared or stands."""
    if inputs.get("decision_id"):
        found = decided.decision(uow, str(inputs["decision_id"]))
        if found is None:
            return None
        inputs = found
    matter, matter_id = str(inputs.get("matter") or "refusal"), inputs.get("matter_id")
    if matter == "application":
        return _application(uow, case_id, {"application_id": matter_id})
    if matter in ("measure", "change", "end"):
        item = _item(uow, case_id, matter_id)
        return item and f"{matter}:{item}"
    return f"matter:{matter}"


def _item(uow: UnitOfWork, case_id: str, measure_id: Any) -> str | None:
    rows = query.measures(uow, case_id)
    return next((str(one["catalogue_item"]) for one in rows if one["id"] == measure_id), None)


def _application(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    row = decided.application(uow, str(inputs.get("application_id")))
    return None if row is None else f"application:{row['type']}:{row['received'].isoformat()}"


def _part(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    part = inputs.get("part")
    return f"part:{part['type']}" if isinstance(part, Mapping) and part.get("type") else None


def _share(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    """P08: the measure whose cost is shared."""
    row = financing.agreement(uow, str(inputs.get("financing_id")))
    item = None if row is None else _item(uow, case_id, row["measure_id"])
    return item and f"measure:{item}"


def _area(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    asked = inputs.get("application")
    return f"area:{asked['area']}" if isinstance(asked, Mapping) and asked.get("area") else None


def _notification(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    row = notifications.notification(uow, str(inputs.get("notification_id")))
    return None if row is None else f"notification::{_day(uow, row)}"


def _access(uow: UnitOfWork, case_id: str, inputs: Inputs) -> str | None:
    row = sharing.access_request(uow, str(inputs.get("request_id")))
    return None if row is None else f"access::{_day(uow, row)}"


def _day(uow: UnitOfWork, row: Mapping[str, Any]) -> str:
    day: date = row["received_at"].astimezone(uow.zone).date()
    return day.isoformat()


# oef:about -> the code, from the inputs of the element; None when there is nothing to tell
ABOUT: Final[Mapping[str, Callable[[UnitOfWork, str, Inputs], str | None]]] = {
    "matter": _matter,
    "application": _application,
    "part": _part,
    "financed_measure": _share,
    "area": _area,
    "notification": _notification,
    "access": _access,
}
