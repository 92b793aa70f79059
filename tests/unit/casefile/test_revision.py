"""P06: the plan changes in a new version; nothing is lost, and nothing happens to a measure undecided."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.casefile.journey import FATHER, MOTHER, Journey
from workflow_service import casefile
from workflow_service.casefile.plan_page import compare_page, plan_page
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime.operations import Result
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import change as change_row

DEVELOPMENT = {
    "development": "Noah er begyndt at gå til fodbold.",
    "new_problem_area": False,
    "expected_intrusiveness": 1,
    "change_reason": "Fodbolden fylder nu.",
}


class Revision(Journey):
    """The steps of P06 after `to_plan`, as the forms send them."""

    def describes(self, **more: Any) -> Result:
        return self.complete(
            "describe_development", "common_plan", {**DEVELOPMENT, **more}, step="development"
        )

    def goals(self) -> list[dict[str, Any]]:
        return self.shown("adjust")["goals"]

    def shown(self, step: str) -> dict[str, Any]:
        with self.acting("mette") as uow:
            found = casefile.prefill(uow, self.case_id or "", "common_plan", "x", {"step": step})
        return dict(found.data)

    def adjusts(self, goals: list[dict[str, Any]] | None = None) -> Result:
        answers = {"goals": self.goals() if goals is None else goals}
        return self.complete("adjust_goals", "common_plan", answers, step="adjust", guards="INV-07")

    def measures(self) -> dict[str, dict[str, Any]]:
        return {row["kind"]: row for row in self.shown("revise")["measures"]}

    def revises(self, *rows: dict[str, Any]) -> Result:
        answers = {"measures": list(rows) or list(self.measures().values()), "next_follow_up": self.day(60)}
        return self.complete("revise_measures", "common_plan", answers, step="revise", guards="INV-06,INV-16")

    def carries_out(self) -> Result:
        with self.acting("mette") as uow:
            call = self.call(uow, "start_measures", inputs={"plan_id": self.process["plan_id"]})
            return casefile.OPERATIONS["start_measures"](uow, call, {})

    def decides(self, matter: str, measure_id: str, outcome: str, **more: Any) -> None:
        given = {
            "facts": "Aftalt.",
            "outcome": outcome,
            "legal_basis": "barnets_lov_32",
            "reason": "Det hjælper.",
        }
        if outcome in ("granted", "changed"):
            given |= {"purpose": "Ro", "duration": "6 måneder", "plan_position": "no"}
        prepared = {**given, "burdensome": False, "sector": "disability_child", "annual_amount": 1000}
        inputs = {"matter": matter, "matter_id": measure_id}
        found = self.complete("prepare_decision", "decision", prepared, step="prepare", **inputs)
        known = {"decision_id": found.variables["decision_id"], "authority": "adviser", "by_level": True}
        decided = {**given, "child_view": "Noah er glad for det.", **more}
        self.complete("decide", "decision", decided, step="decide", **known)

    def publishes(self) -> None:
        self.complete("approve_plan", "common_plan", {"approved": True}, by="tove", step="approve")
        self.serve("publish_plan", "mette")

    def measure_rows(self) -> dict[str, dict[str, Any]]:
        with self.acting() as uow:
            return {one["kind"]: one for one in query.measures(uow, self.case_id or "")}

    def plans(self) -> list[dict[str, Any]]:
        with self.acting() as uow:
            return query.plans(uow, self.case_id or "")

    def goals_of(self, plan_id: str) -> list[dict[str, Any]]:
        with self.acting() as uow:
            return query.goals(uow, plan_id)


@pytest.fixture
def berg(town: Any) -> Revision:
    """An active plan, whose support is decided and runs."""
    found = Revision(town)
    found.to_plan()
    support = found.measure_rows()["supportive"]
    found.decides("measure", support["id"], "granted", consent=True)
    found.serve("start_measures", "mette")
    return found


def scored(berg: Revision, score: int) -> None:
    """A follow-up scores every goal of the plan in force."""
    with berg.acting("mette") as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        plan = next(one for one in query.plans(uow, case["id"]) if one["state"] == "active")
        for goal in query.goals(uow, plan["id"]):
            change_row(uow, tables.goal, case["key_id"], goal["id"], {"latest": score})


def test_a_revision_begins_as_a_copy_of_the_plan_with_its_reason(berg: Revision) -> None:
    scored(berg, 5)
    found = berg.describes().variables
    draft, active = berg.plans()
    assert (draft["state"], draft["number"], active["state"]) == ("draft", 2, "active")
    assert draft["change_reason"] == "Fodbolden fylder nu." and found["plan_id"] == draft["id"]
    before, after = berg.goals_of(active["id"]), berg.goals_of(draft["id"])
    assert [(one["goal_uid"], one["text"], one["latest"]) for one in after] == [
        (one["goal_uid"], one["text"], 5) for one in before
    ]
    assert found["revision_due"] == berg.day(14) and found["needs_analysis"] is False


@pytest.mark.parametrize(
    ("told", "needed"),
    [
        ({"new_problem_area": True}, True),
        ({"expected_intrusiveness": 1}, False),
        ({"expected_intrusiveness": 2}, True),
    ],
)
def test_a_new_problem_or_far_more_intrusive_help_needs_the_analysis_meeting(
    berg: Revision, told: dict[str, Any], needed: bool
) -> None:
    assert berg.describes(**told).variables["needs_analysis"] is needed


def test_an_analysis_that_a_status_meeting_decided_is_asked_for_by_nobody_again(berg: Revision) -> None:
    told = {key: DEVELOPMENT[key] for key in ("development", "change_reason")}
    inputs = {"step": "development", "reason": "new_analysis"}
    found = berg.complete("describe_development", "common_plan", told, **inputs)
    assert found.variables["needs_analysis"] is True


def test_only_a_plan_in_force_is_revised_and_by_one_at_a_time(berg: Revision, town: Any) -> None:
    early = Revision(town, number="2026-0002")
    early.to_coordinator()
    with pytest.raises(Conflict, match="plan_not_active"):
        early.describes()
    berg.describes()
    with pytest.raises(Conflict, match="revision_under_way"):
        berg.describes()


def test_goals_are_kept_adjusted_closed_and_added_with_their_ids_and_scores(berg: Revision) -> None:
    scored(berg, 5)
    berg.describes()
    kept, closed = berg.goals()
    closed |= {"change": "close", "outcome": "achieved"}
    adjusted = {**kept, "change": "adjust", "target": 9}
    fresh = {**berg.goal("Noah spiller fodbold", "long"), "change": "new"}
    berg.adjusts([adjusted, closed, fresh])
    draft, active = berg.plans()
    first, second = berg.goals_of(draft["id"])
    assert (first["goal_uid"], first["target"], first["latest"]) == (kept["goal_uid"], 9, 5)
    assert second["text"] == "Noah spiller fodbold" and second["latest"] == second["baseline"]
    (gone,) = draft["content"]["closed_goals"]
    assert (gone["goal_uid"], gone["outcome"], gone["latest"]) == (closed["goal_uid"], "achieved", 5)
    assert closed["goal_uid"] in [one["goal_uid"] for one in berg.goals_of(active["id"])]


def test_no_goal_gets_lost_or_changed_behind_the_word_kept(berg: Revision) -> None:
    berg.describes()
    first, second = berg.goals()
    with pytest.raises(Invalid) as lost:
        berg.adjusts([first, {**berg.goal("Noah spiller fodbold", "long"), "change": "new"}])
    assert lost.value.code == "goal_lost" and "skal stå på listen" in lost.value.da
    with pytest.raises(Invalid) as silent:
        berg.adjusts([first, {**second, "text": "Noget andet"}])
    assert silent.value.code == "goal_changed" and list(silent.value.fields) == ["goals.1.change"]


def test_goals_written_again_keep_their_latest_score(berg: Revision) -> None:
    berg.write_goals_again()
    scored(berg, 7)
    berg.complete(
        "approve_plan", "common_plan", {"approved": True, "change_reason": "Ny"}, by="tove", step="approve"
    )
    berg.serve("publish_plan", "mette")
    assert [one["latest"] for one in berg.goals_of(berg.plans()[0]["id"])] == [7, 7]


def test_what_is_scored_during_the_revision_counts_in_the_new_version(berg: Revision) -> None:
    berg.describes()
    scored(berg, 6)
    berg.adjusts()
    berg.publishes()
    assert {one["latest"] for one in berg.goals_of(berg.plans()[0]["id"])} == {6}


def test_a_running_measure_changes_only_by_a_decision(berg: Revision) -> None:
    berg.describes()
    support = berg.measures()["supportive"]
    changed = {**support, "change": "adjust", "cost": 4000}
    found = berg.revises(changed, berg.measures()["advice"]).variables
    assert found["decisions"] == [{"matter": "change", "matter_id": support["measure_uid"]}]
    assert found["measures_changed"] and found["financing_affected"]
    berg.carries_out()
    assert berg.measure_rows()["supportive"]["cost"] is None
    berg.decides("change", support["measure_uid"], "changed", consent=True)
    berg.carries_out()
    row = berg.measure_rows()["supportive"]
    assert (float(row["cost"]), row["state"]) == (4000.0, "started")


@pytest.mark.parametrize(("outcome", "consent"), [("refused", None), ("changed", False)])
def test_a_change_that_is_refused_or_not_consented_to_is_not_carried_out(
    berg: Revision, outcome: str, consent: bool | None
) -> None:
    berg.describes()
    support = berg.measures()["supportive"]
    berg.revises({**support, "change": "adjust", "provider": "Holdet"}, berg.measures()["advice"])
    berg.decides("change", support["measure_uid"], outcome, consent=consent)
    berg.carries_out()
    assert berg.measure_rows()["supportive"]["provider"] is None


def test_support_ends_by_a_decision_and_advice_without(berg: Revision) -> None:
    berg.describes()
    rows = berg.measures()
    found = berg.revises(*({**row, "change": "end"} for row in rows.values())).variables
    assert found["decisions"] == [{"matter": "end", "matter_id": rows["supportive"]["measure_uid"]}]
    berg.carries_out()
    assert {kind: row["state"] for kind, row in berg.measure_rows().items()} == {
        "supportive": "started",
        "advice": "ended",
    }
    berg.decides("end", rows["supportive"]["measure_uid"], "ended")
    berg.carries_out()
    assert berg.measure_rows()["supportive"]["state"] == "ended"


def test_new_support_is_decided_before_it_starts(berg: Revision) -> None:
    berg.describes()
    fresh = {**berg.measure("placement", "respite"), "change": "new", "intrusiveness": 1}
    found = berg.revises(*berg.measures().values(), fresh).variables
    row = berg.measure_rows()["placement"]
    assert found["decisions"] == [{"matter": "measure", "matter_id": row["id"]}]
    berg.carries_out()
    assert berg.measure_rows()["placement"]["state"] == "proposed"
    berg.decides("measure", row["id"], "granted")
    berg.carries_out()
    assert berg.measure_rows()["placement"]["state"] == "started"


def test_what_is_far_more_intrusive_goes_to_the_analysis_meeting_once(berg: Revision) -> None:
    berg.describes()
    fresh = {**berg.measure("placement", "respite"), "change": "new", "intrusiveness": 4}
    assert berg.revises(*berg.measures().values(), fresh).variables["needs_analysis"] is True
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        query.change_case(uow, case, {"analysis_held_at": uow.now.replace(microsecond=999999)})
    again = berg.shown("revise")["measures"]
    assert [row["change"] for row in again] == ["keep", "keep", "new"]
    found = berg.revises(*again).variables
    assert found["needs_analysis"] is False and len(berg.measure_rows()) == 3


def test_a_measure_whose_goal_is_closed_serves_another_from_the_new_version_on(berg: Revision) -> None:
    served, other = (one["goal_uid"] for one in berg.goals_of(berg.plans()[0]["id"]))
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        for row in query.measures(uow, case["id"]):
            change_row(uow, tables.measure, case["key_id"], row["id"], {"goal_uid": served})
    berg.describes()
    first, second = berg.goals()
    fresh = {**berg.goal("Noah cykler", "short"), "change": "new"}
    berg.adjusts([{**first, "change": "close", "outcome": "partly"}, second, fresh])
    rows = berg.measures()
    assert "goal" not in rows["supportive"]
    found = berg.revises({**rows["supportive"], "goal": other}, rows["advice"]).variables
    assert found["decisions"] == [] and berg.measure_rows()["supportive"]["goal_uid"] == served
    berg.carries_out()
    assert [one["goal_uid"] for one in berg.measure_rows().values()] == [other, None]


def test_a_measure_is_not_lost_nor_changed_behind_the_word_unchanged(berg: Revision) -> None:
    berg.describes()
    support, advice = berg.measures()["supportive"], berg.measures()["advice"]
    with pytest.raises(Invalid, match="measure_lost"):
        berg.revises(advice)
    with pytest.raises(Invalid, match="measure_changed"):
        berg.revises({**support, "cost": 99}, advice)
    with pytest.raises(Invalid, match="measure_unchanged"):
        berg.revises({**support, "change": "adjust"}, advice)


def test_support_held_back_begins_when_everybody_consents(town: Any) -> None:
    berg = Revision(town)
    berg.to_plan()
    support = berg.measure_rows()["supportive"]
    berg.decides("measure", support["id"], "granted", consent=False)
    berg.serve("start_measures", "mette")
    assert berg.measure_rows()["supportive"]["held_back"]
    berg.describes()
    waiting = berg.measures()["supportive"]
    assert waiting["waits_for"] == "consent"
    berg.revises({**waiting, "consent_now": True}, berg.measures()["advice"])
    berg.carries_out()
    row = berg.measure_rows()["supportive"]
    assert (row["state"], row["held_back"]) == ("started", False)


def consents(berg: Revision, name: str, answer: str = "given") -> None:
    given: dict[str, Any] = {"if_no": "Så begynder støtten ikke.", "answer": answer}
    given |= {"parties": [{"party": "disability_child"}], "purposes": ["support"], "form": "digital"}
    given["information_types"] = ["plan"]
    berg.complete("record_consent", "consent", given, step="obtain", giver=berg.persons()[name])


def test_support_held_back_begins_when_the_last_custody_holder_consents(town: Any) -> None:
    berg = Revision(town)
    berg.to_plan()
    support = berg.measure_rows()["supportive"]
    berg.decides("measure", support["id"], "granted", consent=False)
    consents(berg, MOTHER)
    assert berg.measure_rows()["supportive"]["held_back"]
    consents(berg, FATHER, "refused")
    assert berg.measure_rows()["supportive"]["state"] == "proposed"
    consents(berg, FATHER)
    row = berg.measure_rows()["supportive"]
    assert (row["state"], row["held_back"]) == ("started", False)
    with berg.acting() as uow:
        titles = [one["title"] for one in query.journal(uow, berg.case_id or "", kinds=("note",))]
    assert "Praktisk og pædagogisk støtte i hjemmet: begynder efter samtykke" in titles


def test_the_version_before_says_what_it_said_about_measures(berg: Revision) -> None:
    berg.describes()
    rows = berg.measures()
    berg.revises({**rows["supportive"]}, {**rows["advice"], "change": "adjust", "provider": "Familiehuset"})
    berg.carries_out()
    berg.agree()
    berg.publishes()
    with berg.acting("mette") as uow:
        now, before = (plan_page(uow, berg.case_id or "", number).plan for number in (2, 1))
    assert now is not None and before is not None
    found = [{one.kind.code: one.provider for one in plan.loose_measures} for plan in (before, now)]
    assert [one["advice"] for one in found] == ["", "Familiehuset"]


def test_two_versions_show_what_changed_in_goals_and_measures(berg: Revision) -> None:
    berg.describes()
    kept, closed = berg.goals()
    fresh = {**berg.goal("Noah spiller fodbold", "long"), "change": "new"}
    berg.adjusts([kept, {**closed, "change": "close", "outcome": "partly"}, fresh])
    rows = berg.measures()
    berg.revises(
        rows["supportive"],
        {**rows["advice"], "change": "end"},
        {**berg.measure("advice", "parent_course"), "change": "new"},
    )
    berg.carries_out()
    berg.publishes()
    with berg.acting("mette") as uow:
        found = compare_page(uow, berg.case_id or "").comparison
    assert found is not None
    assert [(one.change, one.outcome) for one in found.goals] == [
        ("new", ""),
        ("closed", "delvis nået"),
        ("kept", ""),
    ]
    assert [one.change for one in found.measures] == ["new", "closed", "kept"]
    assert found.measures[0].name == "Forældrekursus" and found.measures[1].after is None
