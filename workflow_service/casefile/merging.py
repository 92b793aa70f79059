"""Merging two families or two persons that a person found to be the same; it can be undone for 30 days.

Nothing is guessed: where the two say different things, the one who merges chooses, and every change is kept
so that an undo brings back the very rows. A merge never closes, opens or joins cases: two open cases stay two
cases in one family, and that is said before it happens.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflow_service import audit
from workflow_service.audit import Chain
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.casefile.merging_preview import (
    FIELDS,
    GONE,
    TABLES,
    Difference,
    families_of,
    not_found,
    persons_of,
    preview,
    sees,
)
from workflow_service.errors import Conflict, Invalid
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_merging as moving
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_quality as quality
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_merging import Mover
from workflow_service.store.casefile_rows import add

KINDS = ("family", "person")
UNDO_DAYS = 30
SHORTEST_REASON = 5


@dataclass(frozen=True)
class Merged:
    """A merge that still can be undone."""

    id: str
    kind: str
    name: str
    merged_at: datetime
    by: str
    undo_until: datetime


def merge(
    uow: UnitOfWork, kind: str, kept_id: str, gone_id: str, reason: str, choices: Mapping[str, str]
) -> str:
    """Merges, and writes down why; the id of the merge. `choices`: an answer for every difference of the
    preview. Raises Invalid naming what was not decided, and as `preview`."""
    lock_families(uow, *families_of(uow, kind, kept_id, gone_id))
    found = preview(uow, kind, kept_id, gone_id)
    reason = " ".join(reason.split())
    _require_all(found.differences, reason, choices)
    chosen = {one.key: choices[one.key] for one in found.differences}
    if kind == "family":
        return move_families(uow, kept_id, gone_id, reason, chosen)
    return move_persons(uow, kept_id, gone_id, reason, chosen)


def move_families(
    uow: UnitOfWork, kept_id: str, gone_id: str, reason: str, choices: Mapping[str, str] | None = None
) -> str:
    """The merge itself, without asking who may: for `merge`, and for a person's answer that an inquiry is
    about a family we know (`known_families`)."""
    affected = [one.id for one in quality.family_cases(uow, (gone_id,)).get(gone_id, [])]
    mover = begin(uow, "family", kept_id, kept_id, gone_id, reason, choices or {})
    moving.give_key(mover, kept_id, gone_id)
    moving.move_family(mover, kept_id, gone_id)
    finish(uow, mover, affected, Event.FAMILIES_MERGED, reason, {"kept": kept_id, "gone": gone_id})
    return mover.merge_id


def move_persons(
    uow: UnitOfWork, kept_id: str, gone_id: str, reason: str, choices: Mapping[str, str] | None = None
) -> str:
    """The same for two rows of one person in one family. What only the row that goes away knows is kept."""
    kept, gone = persons_of(uow, kept_id, gone_id)
    family_id = kept["family_id"]
    affected = [one.id for one in quality.family_cases(uow, (family_id,)).get(family_id, [])]
    mover = begin(uow, "person", family_id, kept_id, gone_id, reason, choices or {})
    values = _taken_over(kept, gone, choices or {})
    _choose_custody(mover, kept, gone, choices or {})
    moving.move_person(mover, kept_id, gone_id)
    if values:
        (raw,) = moving.raw_rows(uow, tables.person, id=kept_id)
        mover.change(tables.person, raw, _stored(uow, kept, values))
    moving.rewrite_ids(mover, moving.keys_of(uow, family_id), kept_id, gone_id)
    finish(uow, mover, affected, Event.PERSONS_MERGED, reason, {"kept": kept_id, "gone": gone_id})
    return mover.merge_id


def undo(uow: UnitOfWork, merge_id: str, reason: str) -> list[str]:
    """Brings back the rows as they were; the names of what was changed since and therefore stays as it is.

    Raises NotFound, Conflict when the 30 days have passed, it is undone already, or a later merge builds on
    it (that one first), Invalid without a reason.
    """
    found = moving.read_merge(uow, merge_id, lock=True)
    if found is None or found["kind"] not in KINDS or not sees(uow, found):
        raise not_found()
    reason = " ".join(reason.split())
    _require_all((), reason, {})
    both = (found["family_id"], found["gone_id"])
    affected = [one.id for cases in quality.family_cases(uow, both).values() for one in cases]
    return take_back(uow, found, reason, affected, Event.MERGE_UNDONE)


def take_back(uow: UnitOfWork, found: Row, reason: str, case_ids: Sequence[str], event: str) -> list[str]:
    """The undo itself, of a merge or a removal (`removing`), without asking who may; `case_ids` are told.
    Raises Conflict as `undo`."""
    merge_id = str(found["id"])
    if found["undone_at"] is not None or found["undo_until"] <= uow.now:
        raise Conflict(
            "merge_not_undoable",
            "Det kan ikke fortrydes mere: det er allerede fortrudt, eller der er gået 30 dage.",
            "It can no longer be undone: it is undone already, or 30 days have passed.",
        )
    if moving.later_merges(uow, found):
        raise Conflict(
            "merge_built_upon",
            "Der er lagt mere sammen eller fjernet en person siden. Fortryd det seneste først.",
            "More was merged, or a person was removed, since. Undo the latest of these first.",
        )
    stayed = moving.undo(uow, merge_id)
    if found["kind"] == "family":
        both = (found["kept_id"], found["gone_id"])
        moving.follow_cases(uow, merge_id, *both)
        case_ids = [one.id for cases in quality.family_cases(uow, both).values() for one in cases]
    key_id = str(found["key_id"])
    values = {"undone_at": uow.now, "undone_by": uow.actor.user_id}
    sealed = uow.seal(key_id, "merge", merge_id, "undo_reason", reason)
    uow.update(tables.merge, merge_id, {**values, "undo_reason": sealed})
    _note(uow, sorted(set(case_ids)), event, reason, {"merge": merge_id})
    language = uow.actor.language
    return sorted({lists.label(TABLES, name, language) for name in stayed})


def undoable(uow: UnitOfWork) -> list[Merged]:
    """The merges the actor may undo, the newest first."""
    rows = [row for row in moving.merges_that_can_be_undone(uow) if row["kind"] in KINDS and sees(uow, row)]
    names = people.colleagues(uow, (row["merged_by"] for row in rows))
    persons = quality.persons_by_id(uow, (row["kept_id"] for row in rows if row["kind"] == "person"))
    out = []
    for row in rows:
        by = names.get(row["merged_by"])
        if row["kind"] == "person":
            name = str(persons[row["kept_id"]]["name"] or "") if row["kept_id"] in persons else ""
        else:
            family = query.family_of(uow, row["kept_id"])
            name = str(family["display_name"] or "") if family else ""
        out.append(
            Merged(row["id"], row["kind"], name, row["merged_at"], by.name if by else "", row["undo_until"])
        )
    return out


def _require_all(differences: Sequence[Difference], reason: str, choices: Mapping[str, str]) -> None:
    fields = {}
    if len(reason) < SHORTEST_REASON:
        fields["reason"] = ["Skriv, hvorfor. Begrundelsen kan læses i loggen."]
    for one in differences:
        if choices.get(one.key) not in {value for value, _ in one.options}:
            fields[one.key] = [f"Vælg: {one.title}."]
    if fields:
        raise Invalid(
            "merge_undecided",
            "Der mangler et valg eller en begrundelse, før der kan lægges sammen.",
            "A choice or a reason is missing before the two can be merged.",
            fields,
        )


# -- doing it ---------------------------------------------------------------------------------------------


def begin(
    uow: UnitOfWork,
    kind: str,
    family_id: str,
    kept_id: str,
    gone_id: str,
    reason: str,
    choices: Mapping[str, str],
) -> Mover:
    """Writes down who merges (or removes), when and why; the mover that keeps each row's way back."""
    family = query.family_of(uow, family_id)
    if family is None:
        raise not_found()
    merge_id = add(
        uow,
        tables.merge,
        family["key_id"],
        {
            "kind": kind,
            "family_id": family_id,
            "kept_id": kept_id,
            "gone_id": gone_id,
            "reason": reason,
            "choices": json.dumps(dict(choices), sort_keys=True),
            "merged_at": uow.now,
            "merged_by": uow.actor.user_id,
            "undo_until": uow.now + timedelta(days=UNDO_DAYS),
        },
    )
    return Mover(uow, merge_id)


def _taken_over(kept: Row, gone: Row, choices: Mapping[str, str]) -> Row:
    """What the kept row gets from the other: what it did not know itself, and what was chosen. A protection
    that nobody decided on is never lost."""
    values: Row = {}
    for name in (*FIELDS, "expected_date"):
        if choices.get(name) == GONE or (kept[name] in (None, "", {}) and gone[name] not in (None, "", {})):
            values[name] = gone[name]
    if gone["address_protected"] and "address_protected" not in choices:
        values["address_protected"] = True
    details = {**(gone["details"] or {}), **(kept["details"] or {})}
    if details != (kept["details"] or {}):
        values["details"] = details
    if gone["relation"] == "child" and kept["relation"] == "sibling":
        values["relation"] = "child"
    return values


def _choose_custody(mover: Mover, kept: Row, gone: Row, choices: Mapping[str, str]) -> None:
    """Where the relation of the row that goes away was chosen, the kept one says the same."""
    table = tables.parent_relation
    for mine, theirs in (("child_id", "adult_id"), ("adult_id", "child_id")):
        own = {str(row[theirs]): row for row in moving.raw_rows(mover.uow, table, **{mine: kept["id"]})}
        for row in moving.raw_rows(mover.uow, table, **{mine: gone["id"]}):
            if choices.get(f"custody-{row['id']}") == GONE and str(row[theirs]) in own:
                mover.change(table, own[str(row[theirs])], {"custody": row["custody"]})


def _stored(uow: UnitOfWork, kept: Row, values: Row) -> Row:
    """Values as the row stores them: sealed, and findable again."""
    out: Row = {}
    for name, value in values.items():
        sealed = tables.person.columns[name].info.get("sealed")
        out[name] = uow.seal(kept["key_id"], "person", kept["id"], name, value) if sealed else value
    if "cpr" in values:
        out["cpr_index"] = quality.cpr_key(uow, values["cpr"]) if values["cpr"] else None
    if "name" in values:
        out["name_key"] = quality.name_key(uow, str(values["name"]))
    return out


def finish(
    uow: UnitOfWork, mover: Mover, case_ids: Sequence[str], event: str, reason: str, facts: Mapping[str, str]
) -> None:
    """Tells the audit of every case concerned what was moved."""
    uow.flush()
    known = {**facts, "merge": mover.merge_id, "moved": mover.moved}
    _note(uow, case_ids, event, reason, known)


def _note(
    uow: UnitOfWork, case_ids: Sequence[str], event: str, reason: str, facts: Mapping[str, Any]
) -> None:
    """The event in the chain of every case it concerns."""
    for case_id in case_ids:
        case = query.case_row(uow, case_id)
        if case is None:
            continue
        chain = Chain(case["id"], case["audit_head"], case["audit_seq"])
        audit.record(uow, chain, event, case_id=case["id"], key_id=case["key_id"], reason=reason, facts=facts)
        uow.flush()
        uow.update(tables.case_file, case["id"], {"audit_head": chain.head, "audit_seq": chain.seq})
    uow.flush()
