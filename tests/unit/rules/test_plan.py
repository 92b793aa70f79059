from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workflow_service import rules
from workflow_service.rules import ChildView, Facts, Measure

TODAY = date(2026, 11, 23)


def broken(rule: str, facts: Facts, submission: dict[str, Any] | None = None) -> list[str | None]:
    return [one.path for one in rules.check(rule, facts, submission or {})]


def row(kind: str, **more: Any) -> dict[str, Any]:
    return {"measures": [{"kind": kind, "existing": False, "start": "2026-12-01", **more}]}


@pytest.mark.parametrize(
    ("measure", "held_back"),
    [
        (row("supportive"), True),
        (row("supportive", existing=True), False),
        (row("other_sector", team_initiated=True), True),
        (row("other_sector", team_initiated=False), False),
        (row("benefit"), False),
        (row("advice"), False),
        (row("placement"), False),
    ],
)
def test_only_new_support_and_the_teams_own_measures_wait_for_the_meeting(
    measure: dict[str, Any], held_back: bool
) -> None:
    expected = ["measures.0.start"] if held_back else []
    assert broken("INV-06", Facts(today=TODAY), measure) == expected
    assert broken("INV-06", Facts(today=TODAY, analysis_held=TODAY), measure) == []


def test_support_dated_before_the_meeting_is_refused() -> None:
    facts = Facts(today=TODAY, analysis_held=TODAY)
    (one,) = rules.check("INV-06", facts, row("supportive", start="2026-11-22"))
    assert one.path == "measures.0.start"
    assert one.da == (
        "Analysemødet blev holdt den 23.11.2026. Støtten kan først starte bagefter: vælg en senere dag. Er"
        " det akut, så vælg »Akut indsats«. (Regel 6)"
    )


def test_the_refusal_says_the_way_out_and_the_rule() -> None:
    (one,) = rules.check("INV-06", Facts(today=TODAY), row("supportive"))
    assert one.da == (
        "Analysemødet er ikke holdt endnu. Støtten kan først starte bagefter. Er det akut, så vælg"
        " »Akut indsats«; kan det ikke vente på udredningen, så vælg »Støtte under udredningen«. (Regel 6)"
    )


def test_a_second_version_needs_a_reason() -> None:
    facts = Facts(today=TODAY, plan_version=2)
    assert broken("INV-07", facts, {"approved": True, "change_reason": "  "}) == ["change_reason"]
    assert broken("INV-07", facts, {"approved": True, "change_reason": "Ny skole"}) == []
    assert broken("INV-07", Facts(today=TODAY, plan_version=1), {"approved": True}) == []


def test_a_goal_says_whose_need_and_which_sector() -> None:
    goals = [{"text": "Ro", "whose_need": "p1", "sector": None}]
    assert broken("INV-07", Facts(today=TODAY), {"goals": goals}) == ["goals.0.sector"]


VIEW = ChildView(date(2026, 10, 1), ("talk",))
LIMIT = {"child_view_oldest": date(2026, 8, 23)}


@pytest.mark.parametrize(
    ("views", "ok"),
    [
        ((), False),
        ((VIEW,), True),
        ((ChildView(date(2026, 8, 22), ("talk",)),), False),
        ((ChildView(date(2026, 8, 23), ("talk",)),), True),
        ((ChildView(date(2026, 10, 1), ("observation",)),), False),
        ((ChildView(date(2026, 10, 1), ("observation",), "Taler ikke"),), True),
        ((ChildView(date(2026, 1, 1), ("talk",)), VIEW), True),
    ],
)
def test_a_decision_rests_on_a_recent_view_of_the_child(views: tuple[ChildView, ...], ok: bool) -> None:
    facts = Facts(today=TODAY, child_views=views, parameters=LIMIT)
    assert (broken("INV-12", facts) == []) is ok


def test_support_has_a_first_follow_up_within_three_months() -> None:
    facts = Facts(today=TODAY)
    assert broken("INV-16", facts, row("supportive")) == ["next_follow_up"]
    assert broken("INV-16", facts, {**row("supportive"), "next_follow_up": "2027-02-28"}) == []
    assert broken("INV-16", facts, {**row("supportive"), "next_follow_up": "2027-04-01"}) == [
        "next_follow_up"
    ]
    assert broken("INV-16", facts, row("advice")) == []


def test_how_late_the_first_follow_up_may_lie_is_a_parameter() -> None:
    facts = Facts(today=TODAY, parameters={"follow_up_first": "P6W"})
    late = {**row("supportive"), "next_follow_up": "2027-02-28"}
    (told,) = rules.check("INV-16", facts, late)
    assert "6 uger" in told.da and "6 weeks" in told.en
    assert rules.check("INV-16", Facts(today=TODAY, parameters={"follow_up_first": "P6M"}), late) == []


def measure(kind: str, decision: str | None = None, existing: bool = False) -> Measure:
    return Measure("m", kind, existing, False, None, decision, "started")


@pytest.mark.parametrize("kind", ["supportive", "placement", "benefit"])
def test_nothing_that_needs_a_decision_starts_without_one(kind: str) -> None:
    assert broken("INV-21", Facts(today=TODAY, measures=(measure(kind),))) == [None]
    assert broken("INV-21", Facts(today=TODAY, measures=(measure(kind, "d1"),))) == []
    assert broken("INV-21", Facts(today=TODAY, measures=(measure(kind, existing=True),))) == []


@pytest.mark.parametrize("change", ["keep", "adjust", "end"])
def test_a_revision_neither_holds_back_nor_dates_anew_what_runs_already(change: str) -> None:
    """A measure of last year goes on though the analysis meeting was held again yesterday."""
    facts = Facts(today=TODAY, analysis_held=TODAY)
    old = {**row("supportive", start="2025-01-07", change=change), "next_follow_up": "2027-05-01"}
    assert broken("INV-06", facts, old) == [] and broken("INV-16", facts, old) == []


def test_new_support_in_a_revision_keeps_both_rules() -> None:
    fresh = {**row("supportive", change="new"), "next_follow_up": "2027-05-01"}
    assert broken("INV-06", Facts(today=TODAY), fresh) and broken("INV-16", Facts(today=TODAY), fresh)


def test_what_has_ended_needs_no_next_follow_up() -> None:
    over = replace(measure("supportive", "d1"), state="ended")
    assert broken("INV-16", Facts(today=TODAY, measures=(over,))) == []
