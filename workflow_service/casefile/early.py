"""Support that begins before the analysis meeting: the two ways past INV-06 (domain.md 6), acute and
parallel, each with its decision and its reason."""

from __future__ import annotations

from dataclasses import replace

from workflow_service import rules
from workflow_service.casefile import active, guards
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.facts import facts, measure_facts
from workflow_service.casefile.override_rows import note_override
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import add, change

ACUTE, PARALLEL = "acute", "parallel"
# (began before the analysis meeting, the meeting was held first)
_TITLES = {
    ACUTE: ("Akut indsats sat i gang før analysemødet", "Akut indsats sat i gang"),
    PARALLEL: ("Støtte under udredningen sat i gang før analysemødet", "Støtte sat i gang"),
}


def allow(
    uow: UnitOfWork, case: Row, measure_id: str, ground: str, reason: str, acute_id: str | None = None
) -> None:
    """Writes why a measure may begin before the analysis meeting; it waits for its decision (INV-21)."""
    values = {
        "case_id": case["id"],
        "measure_id": measure_id,
        "acute_id": acute_id,
        "ground": ground,
        "reason": reason,
        "allowed_at": uow.now,
    }
    add(uow, tables.early_start, case["key_id"], values)


def allowed(uow: UnitOfWork, case: Row, measure_id: object) -> Row | None:
    """What lets this measure begin before the analysis meeting; None when nothing does."""
    rows = notified.early_starts(uow, case["id"])
    return next((one for one in rows if one["measure_id"] == measure_id), None)


def begin(uow: UnitOfWork, case: Row, measure: Row, early: Row) -> None:
    """The measure begins now, counted as early (K06) when the analysis meeting is not held. The decision's
    own words go before those of the proposal. Raises Invalid without a decision (INV-21)."""
    known = facts(uow, case["id"], ("INV-06",))
    going = replace(measure_facts(measure), early_ground=early["ground"])
    gone = replace(going, state="started")
    broken = rules.check("INV-06", replace(known, measures=(going,)), {})
    undecided = rules.check("INV-21", replace(known, measures=(gone,)), {})
    guards.refuse([*broken, *undecided], uow.actor.language)
    before = case["analysis_held_at"] is None
    values: Row = {"state": "started", "started_at": uow.now}
    if early["ground"] == PARALLEL:
        values |= _first_dates(uow, measure)
    change(uow, tables.measure, case["key_id"], measure["id"], values)
    marked = {"started_at": uow.now, "started_before_analysis": before}
    change(uow, tables.early_start, case["key_id"], early["id"], marked)
    reason = _decided_reason(uow, measure) or str(early["reason"] or "")
    if before:
        note_override(uow, case, "INV-06", early["ground"], reason, about_id=measure["id"])
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title=_TITLES[early["ground"]][0 if before else 1],
        content={"text": f"{measure['purpose'] or ''}\n\n{reason}".strip(), "measure_id": measure["id"]},
    )


def _first_dates(uow: UnitOfWork, measure: Row) -> Row:
    """It begins on the day that was decided, or today when that is past, and is followed up within
    `follow_up_first` (barnets lov § 95), however long the assessment takes."""
    start = max(measure["start"] or today(uow), today(uow))
    first = active.after(uow, start, active.parameter(uow, "follow_up_first"))
    return {"start": start, "next_follow_up": first}


def _decided_reason(uow: UnitOfWork, measure: Row) -> str:
    found = decided.decision(uow, measure["decision_id"]) if measure["decision_id"] else None
    return str(((found["content"] or {}) if found else {}).get("parallel_reason") or "").strip()


def ready(uow: UnitOfWork, case: Row, measure_id: object) -> Row | None:
    """The measure, when it is granted, not held back for want of consent (§ 32, stk. 2) and not begun."""
    row = next((one for one in query.measures(uow, case["id"]) if one["id"] == measure_id), None)
    waits = row is None or row["state"] != "proposed" or row["held_back"] or not row["decision_id"]
    return None if waits else row
