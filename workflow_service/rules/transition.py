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
    pass, with a reason; nobody else. Whoever asks for that says so (`areas_open`), and nothing goes on before
    the head has answered: a submission without areas is judged by what the case holds."""
    if submission.get("areas_open") is True:
        yield from _asks(submission)
        return
    if "areas" not in submission:
        if facts.areas_asked:
            yield _waits()
        if facts.areas_asked or facts.areas_passed:
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


def _asks(submission: Mapping[str, Any]) -> Iterator[Violation]:
    if not str(submission.get("areas_open_reason") or "").strip():
        yield Violation(
            "INV-17",
            "areas_open_reason",
            "Skriv, hvorfor området ikke er på plads. Afdelingschefen skal læse det og svare. (Regel 17)",
            "Write why the area is not settled. The head of department reads it and answers. (Rule 17)",
        )


def _waits() -> Violation:
    return Violation(
        "INV-17",
        None,
        "Et område er ikke på plads, og afdelingschefen har ikke svaret endnu. Vent på svaret, eller få"
        " området på plads. (Regel 17)",
        "An area is not settled, and the head of department has not answered yet. Wait for the answer, or get"
        " the area settled. (Rule 17)",
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
