"""What the form of master data (F01b) knows of a family when it opens, also of one with a case already."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service.casefile import digital_post, family_homes
from workflow_service.casefile.base import ADULTS, Row, is_adult, local_text, today
from workflow_service.casefile.sources import Sources, source
from workflow_service.rules.likeness import CHILDREN
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

_DETAILS = ("disability_summary", "school", "support_types", "applications", "wish")


def master_data(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """The child, its parents with custody, homes and siblings, as far as they are written down. A protected
    address stays out. `known_protection`: whether some address of the family is protected today."""
    received = case["opened_at"].astimezone(uow.zone)
    persons = query.persons(uow, case["family_id"])
    child: Row = next((one for one in persons if one["id"] == case["child_id"]), {})
    relations = _relations(uow, case)
    siblings = [one for one in persons if one["relation"] in CHILDREN and one["id"] != case["child_id"]]
    guarded = family_homes.protection(uow, case["family_id"])
    data: Row = {
        "received_at": local_text(uow, case["opened_at"]),
        "awareness_date": _day(case["awareness_date"] or received.date()),
        "child_cpr": child.get("cpr"),
        "birth_date": _day(child.get("birth_date") or child.get("expected_date")),
        "letter_language": child.get("letter_language") or "da",
        "digital_post": digital_post.known(child),
        "parents": [_parent(one, relations.get(one["id"])) for one in persons if one["relation"] in ADULTS]
        or None,
        "siblings": [_sibling(one) for one in siblings] or None,
        "households": family_homes.homes_for_form(uow, case["family_id"], uow.actor.language) or None,
        "known_protection": bool(guarded.persons or guarded.homes),
        "of_age": is_adult(child, today(uow)) if child else None,
        **{key: (child.get("details") or {}).get(key) for key in _DETAILS},
    }
    if inputs.get("step") == "correction":
        data |= {"correcting": True, "child_name": child.get("name"), "cpr_unknown": not child.get("cpr")}
    if case["awareness_date"] is not None:
        return data, {}
    return data, {"awareness_date": source("henvendelsen", "the inquiry", received.date())}


def _relations(uow: UnitOfWork, case: Row) -> dict[str, Row]:
    """What each adult is to the case's child; to a brother or sister where nothing is written of the child
    yet, because custody is mostly the same."""
    day = today(uow)
    found: dict[str, Row] = {}
    for one in query.relations(uow, case["family_id"]):
        if one["valid_to"] is not None and one["valid_to"] <= day:
            continue
        own = case["child_id"] is None or one["child_id"] == case["child_id"]
        if own or one["adult_id"] not in found:
            found[one["adult_id"]] = one
    written = {one["adult_id"] for one in found.values() if one["child_id"] == case["child_id"]}
    # as soon as somebody is written down as this child's, the others are not guessed from a sibling
    return {key: one for key, one in found.items() if not written or key in written}


def _parent(person: Row, relation: Row | None) -> Row:
    residence = "none"
    if relation is not None and relation["residence_parent"]:
        residence = "shared" if relation["contact_parent"] else "residence_parent"
    elif relation is not None and relation["contact_parent"]:
        residence = "contact_parent"
    return {
        "person": person["id"],
        "name": person["name"],
        "phone": (person["contact"] or {}).get("phone"),
        "role": person["relation"],
        "cpr": person["cpr"],
        "custody": bool(relation and relation["custody"]),
        "residence": residence,
        "interpreter": person["interpreter"],
        "letter_language": person["letter_language"] or "da",
        "digital_post": digital_post.known(person),
        "address_protected": bool(person["address_protected"]),
    }


def _sibling(person: Row) -> Row:
    return {
        "person": person["id"],
        "name": person["name"],
        "birth_date": _day(person["birth_date"] or person["expected_date"]),
        "cpr": person["cpr"],
    }


def _day(value: date | None) -> str | None:
    return None if value is None else value.isoformat()
