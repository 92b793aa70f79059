"""Writing the people and homes of a family as the form of master data says (F01b)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from workflow_service.casefile.base import Answers, Row, as_date, first_name, named, today
from workflow_service.errors import Conflict
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import add, change


def write_child(uow: UnitOfWork, case: Row, known: list[Row], answers: Answers) -> str:
    """The facts of the case's child; its id. Raises Conflict when no inquiry named it."""
    child = next((one for one in known if one["id"] == case["child_id"]), None)
    if child is None:
        raise Conflict(
            "child_missing",
            "Barnet er ikke skrevet op endnu. Registrér henvendelsen først.",
            "The child is not written down yet. Register the inquiry first.",
        )
    born = as_date(answers.get("birth_date"))
    unborn = born is not None and born > today(uow)
    # a number that is known already is not forgotten because somebody did not have it at hand
    cpr = answers.get("child_cpr") or child["cpr"]
    values: Row = {
        "birth_date": None if unborn else born,
        "expected_date": born if unborn else None,
        "cpr": cpr,
        "cpr_index": uow.master_key.blind_index(uow.tenant_id, cpr) if cpr else None,
        **named(answers, "letter_language"),
        "details": {
            **(child["details"] or {}),
            **named(answers, "disability_summary", "school", "support_types", "applications", "wish"),
            **named(answers, "replacement_id"),
        },
    }
    # a row of the family may be older than the case, and so have a key of its own
    change(uow, tables.person, child["key_id"], child["id"], values)
    return str(child["id"])


def write_person(
    uow: UnitOfWork,
    case: Row,
    known: list[Row],
    relation: str,
    row: Mapping[str, Any],
    same: str | None = None,
) -> str:
    """Adds a person, or corrects the one of that name and relation when the form comes a second time; `same`
    is the one that somebody said it is."""
    cpr = row.get("cpr")
    values: Row = {
        "relation": relation,
        "name": str(row["name"]).strip(),
        "birth_date": as_date(row.get("birth_date")),
        "address_protected": row.get("address_protected") is True,
        "interpreter": row.get("interpreter"),
        **named(row, "letter_language"),
        "contact": named(row, "phone", "email"),
        "cpr": cpr,
        "cpr_index": uow.master_key.blind_index(uow.tenant_id, cpr) if cpr else None,
    }
    named_so = (p for p in known if p["relation"] == relation and p["name"] == values["name"])
    before = next((p for p in known if p["id"] == same), None) or next(named_so, None)
    if before is None:
        return add(uow, tables.person, case["key_id"], {"family_id": case["family_id"], **values})
    if same is not None:
        values = {key: value for key, value in values.items() if value not in (None, "", {}, False)}
    change(uow, tables.person, before["key_id"], before["id"], values)
    return str(before["id"])


def write_parent(
    uow: UnitOfWork,
    case: Row,
    known: list[Row],
    child_id: str,
    row: Mapping[str, Any],
    same: str | None = None,
) -> str:
    adult_id = write_person(uow, case, known, str(row.get("role") or "parent"), row, same)
    residence = row.get("residence")
    values = {
        "custody": row.get("custody") is True,
        "residence_parent": residence in ("residence_parent", "shared"),
        "contact_parent": residence in ("contact_parent", "shared"),
    }
    relation = next(
        (
            one
            for one in query.relations(uow, case["family_id"])
            if one["child_id"] == child_id and one["adult_id"] == adult_id and one["valid_to"] is None
        ),
        None,
    )
    if relation is None:
        ids = {"family_id": case["family_id"], "child_id": child_id, "adult_id": adult_id}
        add(uow, tables.parent_relation, case["key_id"], {**ids, **values, "valid_from": today(uow)})
    else:
        change(uow, tables.parent_relation, case["key_id"], relation["id"], values)
    return adult_id


def write_households(
    uow: UnitOfWork, case: Row, rows: list[Mapping[str, Any]], names: Mapping[str, str]
) -> None:
    """Each household with its own address (INV-23). `members` is free text: whose name stands in it, by full
    name or by a first name that only one of the family has, lives there."""
    query.clear_households(uow, case["family_id"])
    firsts = [first_name(name).casefold() for name in names.values()]
    for row in rows:
        household_id = add(
            uow,
            tables.household,
            case["key_id"],
            {
                "family_id": case["family_id"],
                "address": row.get("address"),
                "protected": row.get("protected") is True,
            },
        )
        said = str(row.get("members") or "").casefold()
        words = set(re.findall(r"\w+", said))
        for person_id, name in names.items():
            first = first_name(name).casefold()
            if name.casefold() in said or (first in words and firsts.count(first) == 1):
                uow.insert(tables.household_member, {"household_id": household_id, "person_id": person_id})
