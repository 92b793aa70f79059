"""INV-17: before the 18th birthday each area of the transition is settled (barnets lov § 123)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from workflow_service.rules.facts import Facts, TransitionArea, Violation

# key: (Danish, English), in the order of domain.md 5.1 (P10, step 3)
AREAS: Mapping[str, tuple[str, str]] = {
    "support": ("Støttebehov", "Need for support"),
    "education": ("Uddannelse", "Education"),
    "employment": ("Beskæftigelse og forsørgelse", "Employment and income"),
    "housing": ("Bolig", "Housing"),
    "social": ("Sociale forhold", "Social life"),
    "other": ("Øvrigt", "Other"),
}


def is_settled(area: TransitionArea) -> bool:
    """Is it decided, or does somebody answer for it, with a date either way?"""
    return (area.decided or area.owned) and area.start_date is not None


def areas_are_settled(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-17: each of the six areas is decided, or has an owner, and a date. A department head may let one
    pass, with a reason; nobody else."""
    if submission.get("head_approved_by"):
        yield from _override(facts, submission)
        return
    listed = dict(_areas(facts, submission))
    for code, (da, en) in AREAS.items():
        path, area = listed.get(code, ("areas", None))
        if area is None or not is_settled(area):
            yield Violation(
                "INV-17",
                path,
                f"{da} er ikke på plads. Skriv, hvad der er besluttet, eller hvem der er ansvarlig, og en"
                " dato. Så begynder støtten, når den unge fylder 18 år. (Regel 17)",
                f"{en} is not settled. Write what is decided, or who is responsible, and a date. Then the"
                " support begins when the young person turns 18. (Rule 17)",
            )


def _override(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    if submission["head_approved_by"] not in facts.department_heads:
        yield Violation(
            "INV-17",
            "head_approved_by",
            "Kun en afdelingschef kan godkende, at et område ikke er på plads. Vælg en afdelingschef."
            " (Regel 17)",
            "Only a head of department can approve that an area is not settled. Choose one. (Rule 17)",
        )
    if not str(submission.get("head_reason") or "").strip():
        yield Violation(
            "INV-17",
            "head_reason",
            "Skriv, hvorfor afdelingschefen godkender det. (Regel 17)",
            "Write why the head of department approves it. (Rule 17)",
        )


def _areas(facts: Facts, submission: Mapping[str, Any]) -> Iterator[tuple[str, tuple[str, TransitionArea]]]:
    """The areas a submission brings by code with their path, or those of the case when it brings none."""
    if "areas" not in submission:
        for one in facts.transition_areas:
            yield one.area, ("areas", one)
        return
    for at, row in enumerate(submission["areas"] or ()):
        area = TransitionArea(
            str(row.get("area")),
            decided=bool(str(row.get("decision") or "").strip()),
            owned=bool(row.get("owner") or str(row.get("owner_name") or "").strip()),
            start_date=row.get("start_date"),
        )
        yield area.area, (f"areas.{at}.decision", area)
