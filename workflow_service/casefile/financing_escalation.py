"""An escalated split of joint financing (P08): on the coordination group's agenda, and its decision back.

The group decides the shares; sums, period, units and accounts stay as they were proposed last. Each sector
still approves its own share afterwards (INV-10 knows no override).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from workflow_service import rules
from workflow_service.casefile import financing as joint
from workflow_service.casefile import financing_words as told
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, case_by_id, case_of, today
from workflow_service.casefile.documents import write_entry
from workflow_service.errors import Conflict
from workflow_service.rules import Facts, Violation
from workflow_service.rules import financing as money
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_financing as financing
from workflow_service.store import meetings_agenda as agenda

ESCALATED = "escalated"
SPLIT, NONE, DEFERRED = "split", "none", "deferred"
OUTCOMES: lists.Words = {
    SPLIT: ("Udgiften fordeles", "The expense is shared"),
    NONE: ("Ingen fælles finansiering", "No joint financing"),
    DEFERRED: ("Udsat til næste møde", "Deferred to the next meeting"),
}


def escalate_split(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08, after the last round: the split waits for the coordination group, whose next agenda finds it by
    its state. The interim payer goes on paying."""
    case = case_of(uow, call)
    row = joint.open_agreement(uow, case, call.inputs.get("financing_id"))
    joint.amend(uow, case, row, {"state": ESCALATED}, {"escalated_on": today(uow).isoformat()})
    return Result()


def apply_escalation(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08, message `escalation_decided`: writes the group's shares (INV-10), or only its reason. Returns
    `escalation`: split or none. Raises Conflict for a decision about another split."""
    case = case_of(uow, call)
    row = joint.open_agreement(uow, case, call.inputs.get("financing_id"))
    wanted = call.inputs.get("decision_id")
    decided = agenda.decision(uow, str(wanted)) if wanted else None
    if decided is None or decided["ref_id"] != row["id"]:
        raise Conflict(
            "decision_of_another_split",
            "Koordinationsgruppens beslutning gælder en anden fordeling.",
            "The coordination group's decision is about another split.",
        )
    what = decided["what"] or {}
    if decided["outcome"] == SPLIT:
        joint.write_split(uow, case, row, _answers(uow, row, what.get("shares") or {}))
    joint.amend(uow, case, row, {}, {"escalation_reason": what.get("reason")})
    outcome = lists.label(OUTCOMES, decided["outcome"], "da")
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="document",
        title="Koordinationsgruppens beslutning om finansiering",
        content={"answers": [["Beslutning", outcome], ["Begrundelse", str(what.get("reason") or "")]]},
    )
    return Result(variables={"escalation": decided["outcome"]})


def _answers(uow: UnitOfWork, row: Row, shares: Mapping[str, str]) -> Row:
    """F10 as it was proposed last, with the group's shares (share id -> per cent)."""
    return {
        "total_cost": str(row["total_cost"]),
        "cost_basis": row["cost_basis"],
        "hours_a_month": None if row["hours_a_month"] is None else str(row["hours_a_month"]),
        "period_from": row["period_from"].isoformat(),
        "period_to": row["period_to"].isoformat(),
        "payer": row["payer_id"],
        "interim_payer": row["interim_payer_id"],
        "reassess_on": row["reassess_on"].isoformat(),
        "ends_grant": bool(row["ends_grant"]),
        "shares": [
            {
                "sector": one["sector"],
                "unit": one["unit_id"],
                "account": one["account"],
                "pct": shares.get(one["id"]),
                "rationale": one["rationale"],
                "rationale_text": one["rationale_text"],
            }
            for one in financing.shares(uow, row["id"])
        ],
    }


def refused(uow: UnitOfWork, row: Row, shares: Mapping[str, str]) -> list[Violation]:
    """INV-10 on the group's shares of one split, before they are sent to it."""
    return rules.check("INV-10", Facts(today=today(uow)), {"shares": _answers(uow, row, shares)["shares"]})


def why_text(uow: UnitOfWork, row: Row, *, paper: bool = False) -> str:
    """Why a split waits for the group: since when, after how many rounds, and who said no. `paper`: without
    what somebody wrote."""
    language = uow.actor.language
    english = language == "en"
    refusals = []
    for one in financing.shares(uow, row["id"]):
        if one["decision"] == "refused":
            sector = lists.label(lists.SECTORS, one["sector"], language)
            note = "" if paper or not one["note"] else f": {one['note']}"
            refusals.append(f"{sector} {'said no' if english else 'sagde nej'}{note}")
    rounds = row["rounds"]
    begun = f"No agreement after {rounds} rounds." if english else f"Ingen enighed efter {rounds} runder."
    return "\n".join([begun, *refusals])


def known_text(uow: UnitOfWork, row: Row) -> str:
    """What the group needs to decide: the measure, the split as proposed last, responsibility and gain."""
    case = case_by_id(uow, row["case_id"])
    parts = [
        told.measure_name(uow, case, row["measure_id"]),
        told.split_text(uow, row, financing.shares(uow, row["id"])) or "",
        told.gains_text(uow, row) or "",
    ]
    return "\n".join(part for part in parts if part)


def share_rows(uow: UnitOfWork, row: Row) -> list[Row]:
    """The shares as proposed last: id, sector in words, per cent and amount in words."""
    language = uow.actor.language
    return [
        {
            "id": one["id"],
            "sector": lists.label(lists.SECTORS, one["sector"], language),
            "pct": f"{one['pct']:f}",
            "told": f"{money.percent_words(one['pct'], language)} = {told.kroner(one['amount'], language)}",
        }
        for one in financing.shares(uow, row["id"])
    ]


def total(shares: Mapping[str, str]) -> Decimal:
    """The group's shares together, in per cent."""
    return sum((money.as_decimal(pct) or Decimal(0) for pct in shares.values()), Decimal(0))
