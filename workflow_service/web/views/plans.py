"""The common plan of a case: one version, and two versions side by side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, request

from workflow_service import http
from workflow_service.casefile.active_page import progress_of
from workflow_service.casefile.plan_comparison import Change, ComparedGoal, ComparedMeasure, Plain
from workflow_service.casefile.plan_page import compare_page, plan_page
from workflow_service.errors import Malformed
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t
from workflow_service.web.words import Words, words_of

blueprint = Blueprint("plans", __name__)

HORIZONS = {
    "short": N_("Mål på kort sigt (højst 6 måneder)"),
    "long": N_("Mål på langt sigt"),
}
HORIZON = {"short": N_("kort sigt"), "long": N_("langt sigt")}
GOAL_TYPES = {
    "develop": N_("udvikle"),
    "maintain": N_("fastholde"),
    "prevent_loss": N_("forebygge tab"),
}
SCOPES = {
    "child_only": N_("Planen handler om barnet alene."),
    "whole_family": N_("Planen handler om hele familien."),
}
RHYTHMS = {
    "P14D": N_("Hver 2. uge"),
    "P28D": N_("Hver 4. uge"),
    "P56D": N_("Hver 8. uge"),
    "P84D": N_("Hver 12. uge"),
}
ANSWERS = {"agree": N_("Enig"), "partly": N_("Delvist enig"), "disagree": N_("Uenig")}
STATES = {"draft": N_("Udkast"), "active": N_("Gælder nu"), "superseded": N_("Afløst")}
MEASURE_STATES = {
    "proposed": N_("foreslået"),
    "started": N_("i gang"),
    "refused": N_("afslag"),
    "ended": N_("ophørt"),
}
CHANGES = {
    Change.ADJUSTED: N_("Justeret"),
    Change.NEW: N_("Nyt mål"),
    Change.CLOSED: N_("Afsluttet"),
    Change.KEPT: N_("Uændret"),
}
MEASURE_CHANGES = {
    Change.ADJUSTED: N_("Ændret"),
    Change.NEW: N_("Ny indsats"),
    Change.CLOSED: N_("Ophørt"),
    Change.KEPT: N_("Uændret"),
}
MEASURE_FIELDS = {
    "sector": N_("Sektor"),
    "provider": N_("Hvem leverer den?"),
    "purpose": N_("Formål"),
    "duration": N_("Forventet varighed"),
    "intrusiveness": N_("Trin på indsatstrappen"),
    "cost": N_("Udgift om måneden"),
    "start": N_("Fra"),
    "end": N_("Til"),
}
FIELDS = {
    "horizon": N_("Sigt"),
    "goal_type": N_("Måltype"),
    "whose": N_("Hvis behov?"),
    "sector": N_("Ansvarlig sektor"),
    "responsible": N_("Ansvarlig person"),
    "baseline": N_("Udgangspunkt"),
    "target": N_("Ønsket"),
    "start": N_("Fra"),
    "end": N_("Til"),
}
SAID = {"family_vision": N_("Det er vigtigt for os"), "child_words": N_("Barnets egne ord")}


def version_number(name: str) -> int | None:
    """The version asked for in the address. Raises `Malformed` for what is no number."""
    given = request.args.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit() and len(given) < 6):
        raise Malformed(
            "version_number",
            "En version er et nummer. Vælg en version fra listen.",
            "A version is a number. Choose a version from the list.",
        )
    return int(given)


@blueprint.get("/cases/<uuid:case_id>/plan")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """The plan that is in force, or the version asked for."""
    uow = http.current_uow()
    found = plan_page(uow, str(case_id), version_number("version"))
    return page(
        "plan.html",
        t("Den fælles plan"),
        nav="cases",
        found=found,
        plan=found.plan,
        history=progress_of(uow, str(case_id)),
        horizons=HORIZONS,
        goal_types=GOAL_TYPES,
        scopes=SCOPES,
        answers=ANSWERS,
        states=STATES,
        measure_states=MEASURE_STATES,
        rhythms=RHYTHMS,
    )


@dataclass(frozen=True)
class Cell:
    """A value of a goal in words, in both versions."""

    label: str
    before: str
    after: str
    changed: bool


@blueprint.get("/cases/<uuid:case_id>/plan/compare")
@http.permission("cases")
def compare(case_id: Any) -> Response:
    """Two versions side by side; without a choice the two newest."""
    uow = http.current_uow()
    found = compare_page(uow, str(case_id), version_number("before"), version_number("after"))
    words = words_of(uow)
    comparison = found.comparison
    goals = comparison.goals if comparison else ()
    measures = comparison.measures if comparison else ()
    return page(
        "plan_compare.html",
        t("Sammenlign versioner af planen"),
        nav="cases",
        found=found,
        comparison=comparison,
        states=STATES,
        said={SAID[key]: text for key, text in comparison.said.items()} if comparison else {},
        changes=CHANGES,
        counts=[(label, comparison.count(change)) for change, label in CHANGES.items()] if comparison else [],
        cells={goal.uid: _cells(goal, words) for goal in goals},
        measure_changes=MEASURE_CHANGES,
        measure_counts=[
            (label, comparison.count_measures(change)) for change, label in MEASURE_CHANGES.items()
        ]
        if comparison
        else [],
        measure_cells={one.id: _measure_cells(one, words) for one in measures},
    )


def _cells(goal: ComparedGoal, words: Words) -> list[Cell]:
    """The values of a goal that say something in one of the versions."""
    cells = [Cell(t(FIELDS[one.field]), *_both(one, words), one.changed) for one in goal.values]
    return [one for one in cells if one.before or one.after]


def _measure_cells(measure: ComparedMeasure, words: Words) -> list[Cell]:
    cells = [Cell(t(MEASURE_FIELDS[one.field]), *_both(one, words), one.changed) for one in measure.values]
    return [one for one in cells if one.before or one.after]


def _both(one: Plain, words: Words) -> tuple[str, str]:
    return _in_words(one.field, one.before, words), _in_words(one.field, one.after, words)


def amount(kroner: float, language: str) -> str:
    """`1.250,50 kr.`, in English `DKK 1,250.50`."""
    text = f"{kroner:,.2f}"
    if language == "en":
        return f"DKK {text}"
    return f"{text.translate(str.maketrans(',.', '.,'))} kr."


def _in_words(field: str, value: Any, words: Words) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, date):
        return words.day(value)
    if field == "cost":
        return amount(value, words.language)
    named: Mapping[str, str] = {"horizon": HORIZON, "goal_type": GOAL_TYPES}.get(field, {})
    if field in ("baseline", "target"):
        return t("{value} af 10", value=value)
    return t(named[value]) if value in named else str(value)
