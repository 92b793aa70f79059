"""The transition plan on a page of its own (F-T): what the young person wants, the six areas, the dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from workflow_service.casefile.base import Row, child_of
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.prefill_transition import STATUS, area_name
from workflow_service.casefile.transition_dates import age_key, reaches
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_transition as query


@dataclass(frozen=True)
class Area:
    """One of the six areas. `status`: red, yellow, green; `label` says it in words."""

    name: str
    status: str
    label: str
    decision: str
    owner: str
    start_date: date | None
    applied: str


@dataclass(frozen=True)
class TransitionPage:
    """What is known of a young person's transition. `begun_on` None: it has not begun; then `begins_on` is
    the 16th birthday, when it is known."""

    case_id: str
    number: str
    young_person: str
    begins_on: date | None
    begun_on: date | None
    check_on: date | None
    adult_on: date | None
    young_view: str = ""
    parents_view: str = ""
    areas: tuple[Area, ...] = ()
    plan_type: str = ""
    plan_text: str = ""
    guardianship: str = ""
    own_digital_post: str = ""
    adult_contact: str = ""
    head_answers: tuple[str, ...] = ()
    state: str = ""


def transition_page(uow: UnitOfWork, case_id: str) -> TransitionPage:
    """The page of a case's transition plan; the look at the young person is logged. Raises NotFound for a
    case the actor does not see."""
    case = visible_case(uow, case_id)
    child = child_of(case, case_query.persons(uow, case["family_id"]))
    uow.looked_at(case_id, [child["id"]] if child else [])
    born = (child["birth_date"] or child["expected_date"]) if child else None
    begins, check, adult = (
        None if born is None else reaches(born, age_key(uow, key))
        for key in ("transition_age", "transition_readiness_age", "adult_age")
    )
    name = str(child["name"] or "") if child else ""
    plan = query.transition(uow, case_id)
    base = TransitionPage(case_id, case["number"], name, begins, None, check, adult)
    return base if plan is None else _whole(uow, base, plan)


def _whole(uow: UnitOfWork, base: TransitionPage, plan: Row) -> TransitionPage:
    content = plan["content"] or {}
    rows = query.areas(uow, plan["id"])
    found = people.colleagues(uow, [one["owner_id"] for one in rows])
    contact = content.get("adult_contact") or {}
    return TransitionPage(
        base.case_id,
        base.number,
        base.young_person,
        base.begins_on,
        plan["begun_on"],
        base.check_on,
        base.adult_on,
        str(content.get("young_view") or ""),
        str(content.get("parents_view") or ""),
        tuple(_area(uow, one, {key: who.name for key, who in found.items()}) for one in rows),
        str(plan["plan_type"] or ""),
        str(content.get("plan_text") or ""),
        str(plan["guardianship"] or ""),
        str(plan["own_digital_post"] or ""),
        ", ".join(str(contact[part]) for part in ("name", "role", "phone") if contact.get(part)),
        tuple(str(one.get("head_answer") or "") for one in content.get("head_answers") or ()),
        plan["state"],
    )


def _area(uow: UnitOfWork, row: Row, names: dict[str, str]) -> Area:
    language = uow.actor.language
    content = row["content"] or {}
    return Area(
        area_name(row["area"], language),
        row["status"],
        STATUS[row["status"]][1 if language == "en" else 0],
        str(content.get("decision") or ""),
        names.get(row["owner_id"] or "", "") or str(content.get("owner_name") or ""),
        row["start_date"],
        str(content.get("applied_where") or ""),
    )


__all__ = ["Area", "TransitionPage", "transition_page"]
