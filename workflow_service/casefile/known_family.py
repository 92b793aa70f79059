"""The question "Er det den samme som …?" in the forms of intake, and what a person's answer does (P02)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow_service.casefile import duplicates, merging
from workflow_service.casefile.base import Answers, Row, as_date, case_by_id, rows_of
from workflow_service.casefile.duplicates import Candidate
from workflow_service.errors import Invalid
from workflow_service.rules.likeness import CHILDREN, Identity
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_quality as quality
from workflow_service.store.casefile_rows import change

_REASON = "Valgt ved registreringen: det er samme familie."


@dataclass(frozen=True)
class Answered:
    """What was offered and what a person chose; `case` is the case as it is afterwards, in the family that
    was chosen. `same`: place among the people of the form -> id of the person it is."""

    case: Row
    offered: tuple[Candidate, ...]
    same: Mapping[int, str]


def of_inquiry(uow: UnitOfWork, case: Row, name: str, answers: Answers) -> Answered:
    """F01a: is the child somebody we know? Raises Undecided with the choices until it is answered."""
    own = [case["child_id"]] if case["child_id"] else []
    return _settle(uow, case, [Identity(name)], (), own, answers)


def of_master_data(uow: UnitOfWork, case: Row, known: Sequence[Row], answers: Answers) -> Answered:
    """F01b: the same with birth date, CPR numbers, parents and addresses. The child of the case, when it is
    somebody else's row too, goes on as that row."""
    child = next((one for one in known if one["id"] == case["child_id"]), None)
    if child is None:
        return Answered(case, (), {})
    cpr = answers.get("child_cpr")
    wanted = [Identity(child["name"], "child", as_date(answers.get("birth_date")), cpr)]
    wanted += [_adult(row) for row in rows_of(answers, "parents")]
    addresses = [str(row.get("address") or "") for row in rows_of(answers, "households")]
    done = _settle(uow, case, wanted, addresses, [one["id"] for one in known], answers)
    kept_id = done.same.get(0)
    if kept_id is None or kept_id == child["id"]:
        return done
    _require_one_cpr(uow, kept_id, cpr)
    merging.move_persons(uow, kept_id, child["id"], _REASON)
    return Answered(case_by_id(uow, case["id"]), done.offered, done.same)


def remember(uow: UnitOfWork, done: Answered, person_ids: Sequence[str | None]) -> None:
    """Those who were offered and are not the same are not asked about again for the same reasons."""
    if done.offered and not done.same:
        duplicates.keep_apart(uow, person_ids, done.offered)


def _settle(
    uow: UnitOfWork,
    case: Row,
    wanted: Sequence[Identity],
    addresses: Sequence[str],
    own: Sequence[str],
    answers: Answers,
) -> Answered:
    found = duplicates.candidates(uow, wanted, addresses=addresses, but_persons=own)
    one = duplicates.chosen(found, answers.get(duplicates.FIELD))
    if one is None:
        return Answered(case, tuple(found), {})
    if one.family_id != case["family_id"]:
        merging.move_families(uow, one.family_id, case["family_id"], _REASON)
        case = case_by_id(uow, case["id"])
    if one.of == 0 and one.relation in CHILDREN - {"child"}:
        row = quality.persons_by_id(uow, (one.person_id,))[one.person_id]
        change(uow, tables.person, row["key_id"], one.person_id, {"relation": "child"})
    return Answered(case, tuple(found), {one.of: one.person_id})


def _adult(row: Mapping[str, Any]) -> Identity:
    cpr = row.get("cpr")
    role = str(row.get("role") or "parent")
    return Identity(str(row.get("name") or ""), role, as_date(row.get("birth_date")), cpr)


def _require_one_cpr(uow: UnitOfWork, person_id: str, cpr: str | None) -> None:
    """Two CPR numbers are two people, or one was written wrongly: a person finds out which."""
    before = quality.persons_by_id(uow, (person_id,))[person_id]["cpr"]
    if before and cpr and quality.cpr_key(uow, before) != quality.cpr_key(uow, cpr):
        raise Invalid(
            "two_cpr_numbers",
            "Barnet, du valgte, har et andet CPR-nummer. Ret nummeret, eller vælg, at det er et andet barn.",
            "The child you chose has another CPR number. Correct it, or choose that it is another child.",
            {"child_cpr": ["Barnet, du valgte, har et andet CPR-nummer."]},
        )
