"""What a case is called on the screen (danish.md, style guide 7)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from workflow_service import calendar
from workflow_service.casefile.base import today
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_pages as query
from workflow_service.store.casefile_pages import CaseName


def names(uow: UnitOfWork, case_ids: Sequence[str]) -> dict[str, str]:
    """Case id -> what the case is called in a list: own cases by first name, others by initials.

    One query for the whole page; the look at the children is logged in one row.
    """
    found = query.case_names(uow, case_ids)
    seen = [one.child_id for one in found.values() if one.child_id and one.child_name]
    if seen:
        uow.looked_at(None, seen)
    return {case_id: display(one, today(uow), uow.actor.language) for case_id, one in found.items()}


def display(one: CaseName, day: date, language: str) -> str:
    """`Noah B., 9 år` for an own case, `N.B., 9 år, 2026-0417` for another's."""
    if not one.child_name:
        return one.number
    words = one.child_name.split()
    initial = f" {words[-1][0]}." if len(words) > 1 else ""
    name = words[0] + initial if one.own else "".join(f"{word[0]}." for word in (words[0], *words[1:][-1:]))
    age = age_text(one.birth_date, one.expected_date, day, language)
    parts = [name, age] if one.own else [name, age, one.number]
    return ", ".join(part for part in parts if part)


def age_text(birth: date | None, expected: date | None, day: date, language: str = "da") -> str:
    """`9 år`, in English `9 years`; months under two years; `ufødt` before the birth; empty when unknown."""
    english = language == "en"
    if birth is None or birth > day:
        return ("unborn" if english else "ufødt") if expected or birth else ""
    years = calendar.ages(birth, day)
    if years >= 2:
        return f"{years} years" if english else f"{years} år"
    months = (day.year - birth.year) * 12 + day.month - birth.month - (day.day < birth.day)
    if english:
        return f"{months} month" if months == 1 else f"{months} months"
    return f"{months} måned" if months == 1 else f"{months} måneder"
