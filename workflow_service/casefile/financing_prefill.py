"""What F10 knows when it opens. The same for those who do not see the case: financing, no assessment text."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import financing as joint
from workflow_service.casefile import financing_words as told
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.decisions import AUTHORITIES
from workflow_service.casefile.sources import Sources, source
from workflow_service.forms import Option
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing

Built = tuple[Row, Sources]
_WRITES = ("split", "renegotiate")


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F10 in every step: what was described and proposed, the version before, what others answered."""
    row = _version(uow, case, inputs.get("financing_id"))
    if row is None:
        return {}, {}
    language, step = uow.actor.language, inputs.get("step")
    shares = financing.shares(uow, row["id"])
    previous = _version(uow, case, row["previous_id"])
    data: Row = {
        "version": row["number"],
        "reason_text": lists.label(told.REASONS, row["reason"], language) or None,
        "previous_text": _previous_text(uow, previous),
    }
    if step == "describe":
        content = row["content"] or {}
        data |= {"measure": row["measure_id"], "responsible": content.get("responsible")}
        data["gains"] = content.get("gains")
        data["family_motivated"] = row["family_motivated"] if row["number"] > 1 else None
        return data, _told(previous, ("responsible", "gains", "measure"))
    data["measure_text"] = told.measure_name(uow, case, row["measure_id"]) or None
    data["responsible_known"] = told.gains_text(uow, row)
    data["split_text"] = told.split_text(uow, row, shares)
    data["controller_text"] = (row["content"] or {}).get("controller_note") or None
    if step in _WRITES:
        data["refusals_text"] = _refusals(uow, shares)
        data |= _split(uow, case, row if shares else previous or row, row)
        return data, {} if shares else _told(previous, ("shares", "total_cost"))
    return data | _own_share(uow, shares, inputs), {}


def _version(uow: UnitOfWork, case: Row, agreement_id: Any) -> Row | None:
    row = financing.agreement(uow, str(agreement_id)) if agreement_id else None
    return row if row is not None and row["case_id"] == case["id"] else None


def _told(previous: Row | None, keys: tuple[str, ...]) -> Sources:
    if previous is None:
        return {}
    number = previous["number"]
    return dict.fromkeys(keys, source(f"version {number} af fordelingen", f"version {number} of the split"))


def _previous_text(uow: UnitOfWork, previous: Row | None) -> str | None:
    return told.split_text(uow, previous, financing.shares(uow, previous["id"])) if previous else None


def _split(uow: UnitOfWork, case: Row, of: Row, row: Row) -> Row:
    """The split as it stands, else that of the version before, else what is known of the measure."""
    measure = next((m for m in query.measures(uow, case["id"]) if m["id"] == row["measure_id"]), None)
    day, limit = today(uow), joint.adult_on(uow, case)
    fresh = of["id"] != row["id"] or of["total_cost"] is None
    cost = of["total_cost"] if of["total_cost"] is not None else measure and measure["cost"]
    total = money.as_decimal(cost) if cost is not None else None
    begins = day if fresh else of["period_from"]
    return {
        "period_from": begins.isoformat(),
        "period_to": _iso(_clipped(None if fresh else of["period_to"], limit)),
        "age_limit": _iso(limit),
        "total_cost": None if total is None else f"{total:f}",
        "cost_basis": of["cost_basis"] or "month",
        "hours_a_month": None if of["hours_a_month"] is None else f"{of['hours_a_month']:f}",
        "payer": of["payer_id"],
        "interim_payer": of["interim_payer_id"] or joint.default_payer(uow, case),
        "reassess_on": _iso(_reassessed(uow, limit) if fresh else of["reassess_on"]),
        "shares": [
            {
                "sector": one["sector"],
                "unit": one["unit_id"],
                "account": one["account"],
                "pct": f"{one['pct']:f}",
                "rationale": one["rationale"],
                **({"rationale_text": one["rationale_text"]} if one["rationale_text"] else {}),
            }
            for one in financing.shares(uow, of["id"])
        ]
        or _proposed_shares(uow, case),
    }


def _proposed_shares(uow: UnitOfWork, case: Row) -> list[Row]:
    """A line for each sector with an open case, its own first; the percentages are the people's."""
    units = financing.units(uow)
    mine = joint.own_sector(uow, case)
    sectors = sorted(joint.open_sectors(uow, case), key=lambda one: (one != mine, one))
    found = []
    for sector in sectors:
        places = [one.id for one in units if one.sector == sector]
        unit = case["unit_id"] if case["unit_id"] in places else next(iter(places), None)
        found.append({"sector": sector, **({"unit": unit} if unit else {})})
    return found if len(found) > 1 else [*found, {}]


def _clipped(day: date | None, limit: date | None) -> date | None:
    return min(day, limit) if day and limit else day or limit


def _reassessed(uow: UnitOfWork, limit: date | None) -> date | None:
    length = parameters.parameter_value(uow, "financing_reassessment", today(uow)) or "P12M"
    due = calendar.add(uow.now, str(length), "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
    return _clipped(due.astimezone(uow.zone).date(), limit)


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _refusals(uow: UnitOfWork, shares: list[Row]) -> str | None:
    language = uow.actor.language
    no = "not approved" if language == "en" else "ikke godkendt"
    lines = [
        f"{lists.label(lists.SECTORS, one['sector'], language)}: {no}. {one['note'] or ''}".strip()
        for one in shares
        if one["decision"] == "refused"
    ]
    return "\n".join(lines) or None


def _own_share(uow: UnitOfWork, shares: list[Row], inputs: Mapping[str, Any]) -> Row:
    asked = inputs.get("approval")
    share_id = asked.get("share_id") if isinstance(asked, Mapping) else None
    one = next((share for share in shares if share["id"] == share_id), None)
    language = uow.actor.language
    authority = lists.label(AUTHORITIES, str(inputs.get("authority") or ""), language)
    if one is None:
        return {}
    sector = lists.label(lists.SECTORS, one["sector"], language)
    share_text = (
        f"{sector}: {money.percent_words(one['pct'], language)} = {told.kroner(one['amount'], language)}"
    )
    return {"share_text": share_text, "authority_text": authority or None}


def unit_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """The units that can pay, with their sector."""
    language = uow.actor.language
    return [
        Option(one.id, f"{one.name} ({lists.label(lists.SECTORS, one.sector, language)})")
        for one in financing.units(uow)
    ]


def measure_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """Measures that are proposed or run: one of them can be shared."""
    language = uow.actor.language
    return [
        Option(one["id"], lists.label(lists.MEASURES, one["catalogue_item"], language))
        for one in query.measures(uow, case["id"])
        if one["state"] in ("proposed", "started")
    ]
