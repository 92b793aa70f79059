"""What is to be assessed (F04p): what is proposed, and which clock runs for it (D7)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile.base import Row, as_date, today
from workflow_service.casefile.sources import Sources
from workflow_service.store import UnitOfWork, parameters


def exploration_due(uow: UnitOfWork, began: date | None) -> date:
    """When an exploration must be finished: `exploration_deadline` after the assessment began (D7, local);
    counted from today when the diagram does not say when that was."""
    return _after(uow, began or today(uow), "exploration_deadline", "P6W")


def _after(uow: UnitOfWork, start: date, key: str, otherwise: str) -> date:
    length = str(parameters.parameter_value(uow, key, today(uow)) or otherwise)
    begins = calendar.end_of_day(start, uow.zone)
    return (
        calendar.add(begins, length, "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
        .astimezone(uow.zone)
        .date()
    )


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """F04p: an investigation is proposed when there is a duty to make one; the clocks stand beside it."""
    serious = "serious_or_complex" in case["flags"]
    abuse = "abuse_suspicion" in case["flags"]
    must = serious or abuse or inputs.get("investigation_required") is True
    data: Row = {
        "serious_or_complex": serious,
        "abuse_suspicion": abuse,
        "investigation_required": must,
        "heading_set": "ics_2",
        "parts": [{"type": "investigation"}] if must else None,
        "clocks_text": _clocks(uow, case, as_date(inputs.get("assessment_from"))),
    }
    return data, {}


def _clocks(uow: UnitOfWork, case: Row, began: date | None) -> str:
    """The last day of an exploration, and of an investigation once it is decided (barnets lov § 20)."""
    language = uow.actor.language
    explored = calendar.long_date(exploration_due(uow, began), language)
    english = language == "en"
    lines = [f"Exploration: {explored}" if english else f"Afdækning: {explored}"]
    if case["awareness_date"] is not None:
        due = _after(uow, case["awareness_date"], "investigation_deadline", "P4M")
        told = calendar.long_date(due, language)
        lines.append(
            f"Child-protection investigation, once decided: {told}"
            if english
            else f"Børnefaglig undersøgelse, når den er besluttet: {told}"
        )
    return "\n\n".join(lines)
