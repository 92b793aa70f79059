"""Writing the people of a family as the form of master data says (F01b)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import digital_post
from workflow_service.casefile.base import Answers, Row, as_date, named, today
from workflow_service.errors import Conflict
from workflow_service.rules.likeness import ADULTS, CHILDREN
from workflow_service.rules.matching import plain_name
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import add, change


def write_child(uow: UnitOfWork, case: Row, known: list[Row], answers: Answers) -> str:
    """The facts of the case's child; its id. What is not answered stands. Raises Conflict when no inquiry
    named it."""
    child = next((one for one in known if one["id"] == case["child_id"]), None)
    if child is None:
        raise Conflict(
            "child_missing",
            "Barnet er ikke skrevet op endnu. Registrér henvendelsen først.",
            "The child is not written down yet. Register the inquiry first.",
        )
    values: Row = {
        **({"name": str(answers["child_name"]).strip()} if answers.get("child_name") else {}),
        **_number(uow, child, answers.get("child_cpr")),
        **named(answers, "letter_language"),
        **digital_post.told(answers),
        "details": {
            **(child["details"] or {}),
            **named(answers, "disability_summary", "school", "support_types", "applications", "wish"),
            **named(answers, "replacement_id"),
        },
    }
    born = as_date(answers.get("birth_date"))
    if born is not None:
        unborn = born > today(uow)
        values |= {"birth_date": None if unborn else born, "expected_date": born if unborn else None}
    # a row of the family may be older than the case, and so have a key of its own
    change(uow, tables.person, child["key_id"], child["id"], values)
    return str(child["id"])


def write_parent(
    uow: UnitOfWork,
    case: Row,
    known: list[Row],
    child_id: str,
    row: Mapping[str, Any],
    same: str | None = None,
) -> str:
    """An adult of the family with what they are to the case's child; the id. Whoever is known by CPR number
    or name is corrected; `same` is the one that somebody said it is."""
    relation = str(row.get("role") or "parent")
    before = _known(uow, known, ADULTS, row, same)
    contact = {**((before or {}).get("contact") or {}), "phone": row.get("phone")}
    values: Row = {
        "relation": relation,
        "name": str(row["name"]).strip(),
        "address_protected": row.get("address_protected") is True,
        "interpreter": row.get("interpreter"),
        **named(row, "letter_language"),
        **digital_post.told(row),
        "contact": named(contact, *contact),
        **_number(uow, before, row.get("cpr")),
    }
    if before is None:
        adult_id = add(uow, tables.person, case["key_id"], {"family_id": case["family_id"], **values})
    else:
        if same is not None:
            # the form did not know them when it was opened: what it does not say is not an answer
            values = {key: value for key, value in values.items() if value not in (None, "", {}, False)}
        change(uow, tables.person, before["key_id"], before["id"], values)
        adult_id = str(before["id"])
    _write_relation(uow, case, child_id, adult_id, row)
    return adult_id


def write_sibling(uow: UnitOfWork, case: Row, known: list[Row], row: Mapping[str, Any]) -> str:
    """A brother or sister; the id. Who has a case of their own is in the family already: nothing that stands
    there is changed from a sibling's case."""
    before = _known(uow, [one for one in known if one["id"] != case["child_id"]], CHILDREN, row, None)
    values: Row = {
        "name": str(row["name"]).strip(),
        "birth_date": as_date(row.get("birth_date")),
        **_number(uow, before, row.get("cpr")),
    }
    if before is None:
        more = {"family_id": case["family_id"], "relation": "sibling"}
        return add(uow, tables.person, case["key_id"], {**more, **values})
    own_case = before["relation"] == "child"
    values = {
        key: value
        for key, value in values.items()
        if value not in (None, "") and not (own_case and before[key])
    }
    if values:
        change(uow, tables.person, before["key_id"], before["id"], values)
    return str(before["id"])


def _number(uow: UnitOfWork, before: Row | None, cpr: Any) -> Row:
    """The CPR number with its index. One that is known is not forgotten because nobody had it at hand."""
    if not cpr:
        return {} if before is not None else {"cpr": None, "cpr_index": None}
    return {"cpr": cpr, "cpr_index": uow.master_key.blind_index(uow.tenant_id, cpr)}


def _known(
    uow: UnitOfWork, known: list[Row], among: frozenset[str], row: Mapping[str, Any], same: str | None
) -> Row | None:
    """Whom of the family a row is about: who was chosen (by `same` or in the row), else by CPR number, else
    by name."""
    cpr = row.get("cpr")
    index = uow.master_key.blind_index(uow.tenant_id, cpr) if cpr else None
    name = plain_name(str(row["name"]))
    alike = [one for one in known if one["relation"] in among]
    return (
        next((one for one in known if one["id"] == same), None)
        or next((one for one in alike if one["id"] == row.get("person")), None)
        or next((one for one in alike if index is not None and one["cpr_index"] == index), None)
        or next((one for one in alike if plain_name(one["name"] or "") == name), None)
    )


def _write_relation(uow: UnitOfWork, case: Row, child_id: str, adult_id: str, row: Mapping[str, Any]) -> None:
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
    now = today(uow)
    if relation is not None and relation["valid_from"] is not None and relation["valid_from"] < now:
        if all(relation[key] == value for key, value in values.items()):
            return
        # what was stays readable beside what is
        change(uow, tables.parent_relation, relation["key_id"], relation["id"], {"valid_to": now})
        relation = None
    elif relation is None and not any(values.values()) and _ended(uow, case, child_id, adult_id):
        return
    if relation is None:
        ids = {"family_id": case["family_id"], "child_id": child_id, "adult_id": adult_id}
        add(uow, tables.parent_relation, case["key_id"], {**ids, **values, "valid_from": now})
    else:
        change(uow, tables.parent_relation, relation["key_id"], relation["id"], values)


def _ended(uow: UnitOfWork, case: Row, child_id: str, adult_id: str) -> bool:
    """Was this adult something to the child before (until it turned 18)?"""
    rows = query.relations(uow, case["family_id"])
    return any(one["child_id"] == child_id and one["adult_id"] == adult_id for one in rows)
