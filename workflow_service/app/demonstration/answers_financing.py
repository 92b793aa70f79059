"""What people answer about the joint financing of a measure (F10)."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

from workflow_service.app.demonstration import answers_coordination
from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

# per cent by how many share: what cannot be divided stands on the first
_EVENLY = {2: ("60.00", "40.00"), 3: ("33.34", "33.33", "33.33"), 4: ("40.00", "20.00", "20.00", "20.00")}
_SECOND = {"disability_child": "employment"}
_UNITS = {"employment": "Jobcenter", "disability_child": "Børn og Familie"}


def describe(ask: Ask) -> Answers:
    """F10: the first measure that can be shared; the family wants it."""
    return {
        "measure": ask.data.get("measure") or ask.options("financing_measures")[0][0],
        "family_motivated": "yes",
        "responsible": "Børnehandicap har ansvaret for indsatsen.",
        "gains": ask.rows("gains")
        or [
            {
                "sector": "employment",
                "annual_gain": "60000",
                "gain": ask.say("En forælder kan arbejde flere timer, når {barn} har det bedre."),
            }
        ],
    }


def split(ask: Ask) -> Answers:
    """F10: each sector with an open case takes part; the family's own has the responsibility."""
    rows = _rows(ask)
    whole = sum(Decimal(str(row.get("pct") or 0)) for row in rows) == 100
    for number, (row, pct) in enumerate(zip(rows, _EVENLY[len(rows)], strict=True)):
        row["pct"] = row["pct"] if whole else pct
        row["account"] = row.get("account") or f"5.38.{40 + number}"
        row["rationale"] = row.get("rationale") or ("gain" if number else "responsibility")
    begins = ask.today
    return {
        "period_from": begins.isoformat(),
        "period_to": min(ask.data.get("age_limit") or "9999", (begins + timedelta(days=720)).isoformat()),
        "total_cost": ask.data.get("total_cost") or "12000.00",
        "cost_basis": ask.data.get("cost_basis") or "month",
        "shares": rows,
        "payer": rows[0]["unit"],
        "interim_payer": ask.data.get("interim_payer") or rows[0]["unit"],
        "reassess_on": min(ask.data.get("reassess_on") or "9999", (begins + timedelta(days=360)).isoformat()),
        **({"ends_grant": False} if ask.data.get("version", 1) > 1 else {}),
    }


def _rows(ask: Ask) -> list[Answers]:
    """The proposed lines; a lone sector finds a second one to share with."""
    rows = [row for row in ask.rows("shares") if row.get("sector")]
    if len(rows) == 1:
        rows.append({"sector": _SECOND.get(rows[0]["sector"], "disability_child")})
    for row in rows:
        unit = row.get("unit") or ask.choose("units", _UNITS.get(row["sector"], ""))
        row["unit"] = unit
    return rows[:4]


def check(ask: Ask) -> Answers:
    """F10: the controller finds payer and account right."""
    return {"payer_is_right": True, "account_is_right": True}


def _of_the_group(share: str) -> bool:
    """Is this one of the shares as the group divides them?"""
    parts = {pct.replace(".", ",") for parts in answers_coordination.SHARES.values() for pct in parts}
    return any(f" {pct} %" in share for pct in parts)


def approve(ask: Ask) -> Answers:
    """F10: the sector approves; over the limit on the day the committee decided. Where the sectors do not
    agree, only what the coordination group divided is approved."""
    if ask.family.has("disputed") and not _of_the_group(str(ask.data.get("share_text") or "")):
        return {"decision": "refused", "note": "Andelen er større, end gevinsten er for os."}
    if ask.data.get("authority") in ("committee", "statutory_body"):
        return {"decision": "approved", "body_decided_on": ask.today.isoformat()}
    return {"decision": "approved"}
