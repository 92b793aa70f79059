"""Operations of joint financing (P08): weigh, describe, split, check, approve, settle, end."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from workflow_service import rules
from workflow_service.casefile import financing as joint
from workflow_service.casefile import financing_words as told
from workflow_service.casefile import guards
from workflow_service.casefile.base import Answers, Row, as_date, case_by_id, case_of, named, rows_of, today
from workflow_service.casefile.documents import write_entry
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.rules import financing as money
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing
from workflow_service.store import casefile_transition as transitions
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_rows import add, change

ENDED, LAPSED, PLAN_REVISED = "financing_ended", "financing_lapsed", "plan_revised"
_MEASURE_STATES = frozenset({"proposed", "started"})


def _agreement(uow: UnitOfWork, call: Call, case: Row, variables: Mapping[str, Any]) -> Row:
    wanted = call.inputs.get("financing_id") or variables.get("financing_id")
    return joint.open_agreement(uow, case, wanted)


def weigh_financing(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08, before D4: opens a version and returns what the table reads: `sectors_count`, `family_motivated`,
    `other_sector_gain` (null when nobody has estimated it), `gain_threshold`; and `version`.

    A new split (`previous_id`) begins with the words of the version before it. On a closed case, and from the
    18th birthday on, no sector counts, so that no split begins there.
    """
    case = case_of(uow, call)
    previous = _previous(uow, case, variables.get("previous_id"))
    content = {key: value for key, value in ((previous or {}).get("content") or {}).items() if key in _KEPT}
    motivated = (previous or {}).get("family_motivated") or "unclear"
    number = previous["number"] + 1 if previous else 1
    plans = query.plans(uow, case["id"])
    financing_id = add(
        uow,
        tables.financing_agreement,
        case["key_id"],
        {
            "case_id": case["id"],
            "number": number,
            "previous_id": previous["id"] if previous else None,
            "measure_id": previous["measure_id"] if previous else None,
            "plan_id": plans[0]["id"] if plans else None,
            "state": "weighed",
            "reason": variables.get("reason") if previous else None,
            "family_motivated": motivated,
            "interim_payer_id": joint.default_payer(uow, case),
            "content": content,
            "created_at": uow.now,
        },
    )
    over = case["status"] == CaseStatus.CLOSED or joint.is_over(uow, case)
    open_ones = 0 if over else len(joint.open_sectors(uow, case))
    known = {"financing_id": financing_id, "version": number, "sectors_count": open_ones}
    gain = _gain(uow, case, content)
    more = {"family_motivated": motivated, "other_sector_gain": gain}
    return Result(variables={**known, **more, "gain_threshold": joint.threshold(uow)})


_KEPT = frozenset({"responsible", "gains"})


def _previous(uow: UnitOfWork, case: Row, previous_id: Any) -> Row | None:
    row = financing.agreement(uow, str(previous_id)) if previous_id else None
    return row if row is not None and row["case_id"] == case["id"] else None


def _gain(uow: UnitOfWork, case: Row, content: Mapping[str, Any]) -> float | None:
    """What other sectors gain a year, as D4 compares it; None when nothing was estimated."""
    mine = joint.own_sector(uow, case)
    found = [
        money.as_decimal(one.get("annual_gain"))
        for one in rows_of(content, "gains")
        if one.get("sector") != mine
    ]
    known = [one for one in found if one is not None]
    return float(sum(known, Decimal(0))) if known else None


def record_no_financing(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08: no joint financing, and why: what D4 said, or that nobody agreed. The version before it ends, the
    measure goes on, and its interim payer carries it."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, variables)
    eligibility = str(variables.get("eligibility") or "not_eligible")
    agreed = variables.get("escalation") == "none"
    state = "not_agreed" if agreed else "not_eligible"
    joint.amend(uow, case, row, {"state": state, "eligibility": eligibility, "ended_at": uow.now})
    _end_previous(uow, case, row, "ended")
    return Result(variables={"financing_id": None, "active": False})


def _end_previous(uow: UnitOfWork, case: Row, row: Row, state: str) -> None:
    previous = _previous(uow, case, row["previous_id"])
    if previous is not None and previous["state"] == "active":
        values = {"state": state, "ended_at": uow.now}
        change(uow, tables.financing_agreement, case["key_id"], previous["id"], values)


def describe_measure_and_gain(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F10 describe: which measure, who is responsible, who gains, and whether the family wants it. Returns
    what D4 reads."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, answers)
    measure_id = str(answers.get("measure") or "")
    if measure_id not in {m["id"] for m in query.measures(uow, case["id"]) if m["state"] in _MEASURE_STATES}:
        raise Conflict(
            "measure_missing",
            "Indsatsen findes ikke længere i sagen. Vælg en anden.",
            "The measure is no longer in the case. Choose another.",
        )
    words = named(answers, "responsible", "gains")
    values = {"state": "described", "measure_id": measure_id}
    values["family_motivated"] = str(answers.get("family_motivated") or "unclear")
    joint.amend(uow, case, row, values, words)
    return Result(
        variables={
            "measure_id": measure_id,
            "family_motivated": values["family_motivated"],
            "other_sector_gain": _gain(uow, case, words),
            "sectors_count": len(joint.open_sectors(uow, case)),
        }
    )


def propose_split(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F10 split and renegotiate: cost, period and shares (INV-10)."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, answers)
    joint.write_split(uow, case, row, answers)
    return Result(variables={"financing_id": row["id"]})


def check_split(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F10 check: the controller sees whether the paying unit and the accounts are right. Returns `approved`
    and, for the repetition in the diagram, `approvals`."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, answers)
    right = answers.get("payer_is_right") is True and answers.get("account_is_right") is True
    note = {"controller_note": answers.get("controller_note") or ""}
    joint.amend(uow, case, row, {"state": "checked" if right else "proposed"}, note)
    asked = joint.approvals(uow, case, row) if right else []
    return Result(variables={"split_is_right": right, "approvals": asked})


def approve_share(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F10 approve: one sector's grant authority says yes or no to its share (INV-10).

    Raises Forbidden for somebody who grants for another sector only: a task can be handed over, competence
    cannot.
    """
    case = case_of(uow, call)
    asked = call.inputs.get("approval")
    share_id = asked.get("share_id") if isinstance(asked, Mapping) else None
    row = _agreement(uow, call, case, answers)
    share = next((one for one in financing.shares(uow, row["id"]) if one["id"] == share_id), None)
    if share is None:
        raise joint.missing(uow)
    _require_competence(uow, case, share)
    values = {
        "decision": str(answers["decision"]),
        "authority": call.inputs.get("authority"),
        "decided_by": uow.actor.user_id,
        "decided_at": uow.now,
        "body_decided_on": as_date(answers.get("body_decided_on")),
        "note": answers.get("note"),
    }
    change(uow, tables.share, case["key_id"], share["id"], values)
    return Result()


def _require_competence(uow: UnitOfWork, case: Row, share: Row) -> None:
    if share["sector"] == joint.own_sector(uow, case):
        return
    named_ones = financing.grant_authorities(uow).get(share["unit_id"], [])
    if named_ones and uow.actor.user_id not in named_ones:
        raise Forbidden(
            "not_your_share",
            "Andelen godkendes af sektorens egen bevillingsansvarlige. Giv opgaven tilbage. (Regel 10)",
            "The share is approved by the sector's own grant authority. Give the task back. (Rule 10)",
        )


def gather_approvals(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08: have all sectors said yes? Counts the round that has ended when one has not."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, variables)
    agreed = all(one["decision"] == "approved" for one in financing.shares(uow, row["id"]))
    rounds = row["rounds"] + (0 if agreed else 1)
    if not agreed:
        joint.amend(uow, case, row, {"rounds": rounds})
    return Result(variables={"all_approved": agreed, "rounds": rounds})


def activate_agreement(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08, 7: the split is in force (INV-10: complete, and approved by every sector); the version before it
    stays readable. Returns the days on which the course looks at it again."""
    case = case_of(uow, call)
    row = _agreement(uow, call, case, variables)
    lock_families(uow, case["family_id"])
    broken = rules.check("INV-10", joint.facts_of(uow, row), {"activate": True})
    guards.refuse(broken, uow.actor.language)
    _end_previous(uow, case, row, "superseded")
    joint.amend(uow, case, row, {"state": "active", "activated_at": uow.now})
    text = told.split_text(uow, row, financing.shares(uow, row["id"])) or ""
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="document",
        title=f"Finansieringsfordeling, version {row['number']}",
        content={"answers": [["Fordeling", text]]},
    )
    days = {"reassess_on": row["reassess_on"], "ends_on": row["period_to"]}
    dates = {key: day.isoformat() if day else None for key, day in days.items()}
    ends = {"ends_grant": bool(row["ends_grant"]), "measure_id": row["measure_id"]}
    return Result(variables={"financing_id": row["id"], "active": True, **dates, **ends})


def end_financing(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P08: the agreed period is over; the agreement ends by itself."""
    case = case_of(uow, call)
    row = joint.agreement_of(uow, case, variables.get("financing_id"))
    if row["state"] == "active":
        joint.amend(uow, case, row, {"state": "ended", "ended_at": uow.now})
    return Result()


def end_shares_at_18(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01, 18th birthday: every share of the case ends, and the courses that watch over them (P08). A second
    call finds nothing to end. Returns `ended_agreements` (how many)."""
    case = case_of(uow, call)
    messages = end_agreements(uow, case["id"], joint.adult_on(uow, case))
    # a split that is still being made lapses, and its tasks with it: no period is left to share
    lapsed = [OutMessage(LAPSED, key) for key in transitions.waiting_keys(uow, case["id"], LAPSED)]
    return Result(variables={"ended_agreements": len(messages)}, messages=(*messages, *lapsed))


def end_agreements(uow: UnitOfWork, case_id: str, last_day: date | None = None) -> tuple[OutMessage, ...]:
    """Ends what is in force or being made in the case (the 18th birthday, the end of the course); the
    messages that tell the courses watching over it. `last_day`: the period does not go beyond it."""
    case = case_by_id(uow, case_id)
    rows = financing.agreements(uow, case_id)
    drafts = [one for one in rows if one["state"] in financing.OPEN]
    for row in drafts:
        joint.amend(uow, case, row, {"state": "ended", "ended_at": uow.now})
    renewed = {one["previous_id"] for one in drafts}
    found = [one for one in rows if one["state"] == "active"]
    for row in found:
        values: Row = {"state": "ended", "ended_at": uow.now}
        if last_day is not None and row["period_to"] and row["period_to"] > last_day:
            values["period_to"] = last_day
        joint.amend(uow, case, row, values)
    # the course of a new split sits in it, and watches over the old one no more
    return tuple(OutMessage(ENDED, row["id"]) for row in found if row["id"] not in renewed)


def tell_of_new_plan(uow: UnitOfWork, case: Row) -> tuple[OutMessage, ...]:
    """P06 tells one split in force of the case that the plan was revised; the messages that tell the others.
    One that is being split anew already waits for none."""
    waiting = transitions.waiting_keys(uow, case["id"], PLAN_REVISED)
    return tuple(OutMessage(PLAN_REVISED, key) for key in waiting[1:])


def record_cost(
    uow: UnitOfWork, case_id: str, agreement_id: str, start: date, end: date, actual: Decimal
) -> tuple[Decimal, bool]:
    """What the measure really cost in a period of whole months; (deviation in per cent, is it beyond
    `cost_deviation_pct`?). Raises Conflict when the agreement is not in force, Invalid for a wrong period.
    """
    case = case_by_id(uow, case_id)
    row = joint.agreement_of(uow, case, agreement_id)
    if row["state"] != "active":
        raise Conflict(
            "financing_not_active",
            "Fordelingen gælder ikke. Udgiften skrives på den, der gælder.",
            "The split is not in force. Record the cost on the one that is.",
        )
    if end < start or start > today(uow):
        da = "Perioden skal slutte efter, at den begynder, og må ikke ligge i fremtiden."
        en = "The period must end after it begins and must not lie in the future."
        raise Invalid("cost_period", da, en, fields={"to": [en if uow.actor.language == "en" else da]})
    agreed = _agreed(row, start, end)
    values = {"case_id": case["id"], "agreement_id": row["id"], "period_from": start, "period_to": end}
    values |= {"actual": actual, "agreed": agreed, "recorded_at": uow.now, "recorded_by": uow.actor.user_id}
    add(uow, tables.financing_cost, case["key_id"], values)
    deviation = money.deviation_pct(agreed, actual)
    most = Decimal(str(parameters.parameter_value(uow, "cost_deviation_pct", today(uow)) or 10))
    return deviation, deviation > most


def _agreed(row: Row, start: date, end: date) -> Decimal:
    """What the agreement says of so many months, each counted that the period touches."""
    total: Decimal = row["total_cost"]
    if row["cost_basis"] == "once":
        return total
    months = (end.year - start.year) * 12 + end.month - start.month + 1
    return joint.annual(row) * months / money.MONTHS
