"""How a joint financing is told: the words of its codes, sums in kroner, a split in sentences."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, rows_of
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing

BASES: lists.Words = {
    "month": ("pr. måned", "per month"),
    "once": ("engang", "once"),
    "hour": ("pr. time", "per hour"),
}
STATES: lists.Words = {
    "weighed": ("Vurderes", "Being weighed"),
    "described": ("Under forberedelse", "In preparation"),
    "proposed": ("Foreslået, ikke godkendt", "Proposed, not approved"),
    "checked": ("Til godkendelse", "Up for approval"),
    "escalated": ("Venter på koordinationsgruppen", "Waits for the coordination group"),
    "active": ("Gælder nu", "In force"),
    "superseded": ("Afløst", "Superseded"),
    "ended": ("Ophørt", "Ended"),
    "not_eligible": ("Ikke fælles finansiering", "No joint financing"),
    "not_agreed": ("Ikke enighed", "No agreement"),
}
REASONS: lists.Words = {
    "reassessment": ("Tiden er kommet til en ny fordeling", "The time for a new split has come"),
    "plan_revised": ("Planen er ændret", "The plan has changed"),
    "cost_deviation": ("Udgiften afviger fra det aftalte", "The cost deviates from what was agreed"),
}
RATIONALES: lists.Words = {
    "responsibility": ("Ansvar for indsatsen", "Responsibility for the measure"),
    "gain": ("Gevinst af indsatsen", "Gain from the measure"),
    "agreement": ("Aftale", "Agreement"),
}
ELIGIBILITY: lists.Words = {
    "not_eligible": (
        "Kun én sektor er med, og ingen anden har en gevinst over grænsen.",
        "Only one sector is involved, and no other gains above the threshold.",
    ),
    "not_now": (
        "Familien ønsker ikke en fælles løsning nu. Det tages op igen, når planen ændres.",
        "The family wants no joint solution now. It comes up again when the plan changes.",
    ),
    "ask_family": (
        "Familien har ikke taget stilling. Spørg familien, og start en ny fælles finansiering.",
        "The family has not decided. Ask the family, and start a new joint financing.",
    ),
    "estimate_gain": (
        "Gevinsten for andre sektorer er ikke anslået.",
        "The gain of other sectors has not been estimated.",
    ),
}


def kroner(value: Decimal, language: str = "da") -> str:
    """`1.250,50 kr.`, in English `DKK 1,250.50`."""
    text = f"{value:,.2f}"
    if language == "en":
        return f"DKK {text}"
    return f"{text.replace(',', '_').replace('.', ',').replace('_', '.')} kr."


def measure_name(uow: UnitOfWork, case: Row, measure_id: str | None) -> str:
    row = next((one for one in query.measures(uow, case["id"]) if one["id"] == measure_id), None)
    return lists.label(lists.MEASURES, row["catalogue_item"], uow.actor.language) if row else ""


def split_text(uow: UnitOfWork, row: Row, shares: Sequence[Row]) -> str | None:
    """A split in words, for people who read it in a task: sums, shares, who pays."""
    if row["total_cost"] is None or not shares:
        return None
    language = uow.actor.language
    names = {one.id: one.name for one in financing.units(uow)}
    basis = lists.label(BASES, row["cost_basis"], language)
    lines = [f"{kroner(row['total_cost'], language)} {basis}"]
    if row["period_from"] and row["period_to"]:
        span = [calendar.short_date(day, language) for day in (row["period_from"], row["period_to"])]
        lines[0] += f", {span[0]}–{span[1]}"
    for one in shares:
        sector = lists.label(lists.SECTORS, one["sector"], language)
        rationale = lists.label(RATIONALES, one["rationale"], language)
        account = f"konto {one['account']}" if language == "da" else f"account {one['account']}"
        lines.append(
            f"{sector} ({names.get(one['unit_id'], '')}, {account}):"
            f" {money.percent_words(one['pct'], language)} = {kroner(one['amount'], language)}, {rationale}"
        )
    said = (
        ("Betalingsforpligtet", "Betaler indtil videre")
        if language == "da"
        else ("Paying unit", "Interim payer")
    )
    for word, key in zip(said, ("payer_id", "interim_payer_id"), strict=True):
        if row[key]:
            lines.append(f"{word}: {names.get(row[key], '')}")
    return "\n".join(lines)


def gains_text(uow: UnitOfWork, row: Row) -> str | None:
    """Responsibility and gains as they were described."""
    content = row["content"] or {}
    language = uow.actor.language
    lines = [str(content["responsible"])] if content.get("responsible") else []
    for one in rows_of(content, "gains"):
        sector = lists.label(lists.SECTORS, str(one.get("sector")), language)
        annual_gain = money.as_decimal(one.get("annual_gain"))
        about = f" ({kroner(annual_gain, language)})" if annual_gain else ""
        lines.append(f"{sector}: {one.get('gain') or ''}{about}")
    return "\n".join(lines) or None
