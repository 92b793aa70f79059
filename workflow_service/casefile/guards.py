"""Where the model rules meet the case file: before a task completes, and before anything is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow_service import rules
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.facts import facts
from workflow_service.errors import Invalid
from workflow_service.rules import Facts, Violation
from workflow_service.runtime.operations import Call
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_decisions as decided
from workflow_service.store.casefile_locks import lock_families

# what is written elsewhere in the family at the same moment could break them
_LOCKED = frozenset({"INV-05", "INV-06", "INV-10"})


def check_guards(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> None:
    """Judges a submission by the rules its element names (`oef:guards="INV-03,INV-12"`).

    Raises Invalid with the rules' sentences and the fields they belong to. Ids that have no check at run time
    (INV-20, INV-23 ...) are passed over: their place is elsewhere.
    """
    declared = call.element.attributes.get("guards", "")
    ids = [one.strip() for one in declared.split(",") if one.strip() in rules.RULES]
    if ids and call.case_id is not None:
        enforce(uow, call.case_id, ids, {**variables, **_matter(uow, call)})


def _matter(uow: UnitOfWork, call: Call) -> Mapping[str, Any]:
    """What a decision is about is no answer of its form: the decision that was prepared says it."""
    row = decided.decision(uow, str(call.inputs["decision_id"])) if call.inputs.get("decision_id") else None
    return {} if row is None else {"matter": row["matter"]}


def enforce(
    uow: UnitOfWork, case_id: str | None, rule_ids: Iterable[str], submission: Mapping[str, Any]
) -> Facts:
    """The same for rules the code itself demands, whatever the diagram says (the (A) of domain.md 6).

    INV-05, INV-06 and INV-10 are decided under the lock of the family's row: what two people write at once
    cannot break them together.

    Returns the facts it decided on. Raises Invalid.
    """
    ids = list(rule_ids)
    if case_id is not None and not _LOCKED.isdisjoint(ids):
        lock_families(uow, case_by_id(uow, case_id)["family_id"])
    known = facts(uow, case_id, ids)
    refuse([one for rule_id in ids for one in rules.check(rule_id, known, submission)], uow.actor.language)
    return known


def known(uow: UnitOfWork, case_id: str, *rule_ids: str) -> Facts:
    """The facts of a case that these rules are decided on."""
    return facts(uow, case_id, rule_ids)


def refuse(violations: list[Violation], language: str) -> None:
    """Raises Invalid when there are violations: the first as the sentence, all of them by field."""
    if not violations:
        return
    fields: dict[str, list[str]] = {}
    for one in violations:
        said = fields.setdefault(one.path or "", [])
        if one.text(language) not in said:
            said.append(one.text(language))
    first = violations[0]
    raise Invalid(first.rule.lower().replace("-", "_"), first.da, first.en, fields=fields)
