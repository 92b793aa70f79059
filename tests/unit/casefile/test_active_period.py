"""P07: when visits, talks and surveys are due, what a visit writes, and what ends by which decision."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.unit.casefile.journey import Journey
from tests.unit.casefile.municipality import Municipality
from workflow_service import rules
from workflow_service.casefile import active, operations_active
from workflow_service.casefile.active_page import active_view
from workflow_service.casefile.facts import measure_facts
from workflow_service.casefile.operations_active import ladder_step
from workflow_service.errors import Conflict, Invalid
from workflow_service.rules import Facts
from workflow_service.runtime.operations import OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import casefile as query
from workflow_service.store import casefile_active as stored
from workflow_service.store import parameters, tables
from workflow_service.store.casefile_rows import add, change


@pytest.fixture
def berg(town: Municipality) -> Iterator[Journey]:
    """Support runs: one supportive measure from next week, one piece of advice."""
    journey = Journey(town)
    journey.to_plan()
    with journey.acting() as uow:
        case = query.case_row(uow, journey.case_id or "") or {}
        query.change_case(uow, case, {"status": CaseStatus.ACTIVE})
        for one in query.measures(uow, case["id"]):
            begun = {"state": "started", "started_at": uow.now}
            change(uow, tables.measure, case["key_id"], one["id"], begun)
    yield journey


def case_of(journey: Journey, uow: Any) -> dict[str, Any]:
    return query.case_row(uow, journey.case_id or "") or {}


def measures(journey: Journey) -> dict[str, dict[str, Any]]:
    with journey.acting() as uow:
        return {one["kind"]: one for one in query.measures(uow, journey.case_id or "")}


def visit(journey: Journey, **more: Any) -> Result:
    journey.hear_child()
    rows = [
        {"measure_uid": one["id"], "measure_name": one["kind"], "adjust": more.pop(one["kind"], "unchanged")}
        for one in measures(journey).values()
        if one["state"] == "started"
    ]
    with journey.acting() as uow:
        plan = active.active_plan(uow, journey.case_id or "") or {}
        goals = query.goals(uow, plan["id"])
    answers = {
        "measures": rows,
        "child_wellbeing": 6,
        "wellbeing_by": "Mor",
        "parent_view": "Bedre.",
        "goal_scores": [{"goal_uid": one["goal_uid"], "goal_text": one["text"], "score": 5} for one in goals],
        "plan_needed": False,
        "next_date": journey.day(150),
        "interval_reason": "Det går godt.",
    }
    return journey.complete(
        "record_follow_up", "follow_up", {**answers, **more}, step="follow_up", guards="INV-12,INV-16"
    )


def find(journey: Journey) -> dict[str, Any]:
    return dict(journey.serve("find_visit", "mette").variables)


def test_the_first_follow_up_is_what_was_agreed_and_at_most_three_months_away(berg: Journey) -> None:
    found = find(berg)
    assert found["visit"] == "none"
    first = measures(berg)["supportive"]["next_follow_up"]
    assert found["visit_due"] == first.isoformat()
    assert date.fromisoformat(found["next_visit"]) == first - timedelta(days=14)
    assert measures(berg)["advice"]["next_follow_up"] is None


def test_another_value_never_makes_an_overdue_first_follow_up_less_so(berg: Journey) -> None:
    find(berg)
    berg.travel(200)
    row, now = measures(berg)["supportive"], berg.now().date()
    start, due = row["counted_from"], row["next_follow_up"]
    assert due < now
    with berg.acting() as uow:
        known = parameters.in_force(uow, "follow_up_first", now)
        assert known is not None
        for length, day in (("P1M", due), ("P12M", active.after(uow, start, "P12M"))):
            with parameters.supposing(uow, replace(known, value=length)):
                assert active.counted_date(uow, None, row, start) == day


def test_a_visit_opens_two_weeks_before_its_date_and_asks_for_the_child_s_view(berg: Journey) -> None:
    due = date.fromisoformat(find(berg)["next_visit"])
    berg.travel((due - berg.now().date()).days)
    assert find(berg)["visit"] == "follow_up"
    berg.travel(100)
    assert find(berg)["child_view_missing"] is True


def test_measures_due_near_each_other_share_a_visit_and_others_do_not(berg: Journey) -> None:
    day = berg.now().date()
    with berg.acting() as uow:
        rows = [{"id": n, "next_follow_up": day + timedelta(days=n)} for n in (3, 20, 60)]
        rows.append({"id": 0, "next_follow_up": None})
        assert {one["id"] for one in active.in_visit(uow, rows)} == {0, 3, 20}


def test_a_visit_writes_scores_with_history_and_the_next_date(berg: Journey) -> None:
    visit(berg)
    berg.travel(30)
    with berg.acting() as uow:
        before = {one["goal_uid"]: one["score"] for one in stored.progress(uow, berg.case_id or "")}
    assert set(before.values()) == {5}
    support = measures(berg)["supportive"]
    assert support["followed_up"] and support["next_follow_up"] > berg.now().date()


def test_a_visit_without_a_date_ahead_or_the_first_reason_breaks_rule_16(berg: Journey) -> None:
    (support,) = (one for kind, one in measures(berg).items() if kind == "supportive")
    known = Facts(today=berg.now().date(), measures=(measure_facts(support),))
    rows = [{"measure_uid": support["id"], "adjust": "unchanged", "own_date": "2020-01-01"}]
    broken = rules.check("INV-16", known, {"measures": rows, "next_date": berg.day()})
    assert [one.path for one in broken] == ["next_date", "measures.0.own_date", "interval_reason"]
    again = Facts(today=known.today, measures=(replace(known.measures[0], followed=True),))
    assert rules.check("INV-16", again, {"measures": rows[:0], "next_date": berg.day(9)}) == []


def test_advice_ends_at_the_visit_and_support_asks_for_a_decision(berg: Journey) -> None:
    result = visit(berg, advice="ends", supportive="ends")
    ends = [one for one in result.messages if one.name == "measure_ends"]
    now = measures(berg)
    assert [one.variables["measure_id"] for one in ends] == [now["supportive"]["id"]]
    assert (now["advice"]["state"], now["supportive"]["state"]) == ("ended", "started")
    assert now["supportive"]["next_follow_up"] is not None


def decided_end(journey: Journey, outcome: str) -> None:
    with journey.acting() as uow:
        case = case_of(journey, uow)
        row = {
            "case_id": case["id"],
            "matter": "end",
            "matter_id": measures_id(uow, case),
            "kind": "supportive",
        }
        row |= {"state": "decided", "outcome": outcome, "content": {}, "prepared_at": uow.now}
        add(uow, tables.decision, case["key_id"], row)


def measures_id(uow: Any, case: dict[str, Any]) -> str:
    return next(one["id"] for one in query.measures(uow, case["id"]) if one["kind"] == "supportive")


@pytest.mark.parametrize(("outcome", "state"), [("ended", "ended"), ("changed", "started")])
def test_a_measure_ends_only_when_that_was_decided(berg: Journey, outcome: str, state: str) -> None:
    berg.serve("end_measure", "mette")
    assert measures(berg)["supportive"]["state"] == "started"
    decided_end(berg, outcome)
    berg.serve("end_measure", "mette")
    assert measures(berg)["supportive"]["state"] == state


def test_an_end_wakes_the_wait_for_the_transition_which_asks_whether_support_runs(
    berg: Journey, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken = OutMessage("transition_facts_changed", "key")
    monkeypatch.setattr(operations_active, "facts_changed", lambda uow, case: (woken,))
    assert woken not in berg.serve("end_measure", "mette").messages
    decided_end(berg, "ended")
    assert woken in berg.serve("end_measure", "mette").messages


def test_the_last_end_asks_whether_it_is_time_to_close(berg: Journey) -> None:
    visit(berg, advice="ends")
    decided_end(berg, "ended")
    sent = [one.name for one in berg.serve("end_measure", "mette").messages]
    assert sent == ["visits_changed", "closing_considered"]


def propose(journey: Journey, reason: str) -> Result:
    answers = {"time_to_close": True, "reason": reason, "family_heard": True, "family_heard_text": "Ja."}
    return journey.complete("propose_closing", "closure_proposal", answers)


@pytest.mark.parametrize("reason", ["goals_met", "moved", "adult"])
def test_running_support_holds_the_closing_back_whatever_the_reason(berg: Journey, reason: str) -> None:
    """INV-21 has no exception for a family that moves or a child that grows up."""
    with pytest.raises(Conflict) as caught:
        propose(berg, reason)
    assert caught.value.code == "measures_run" and "støtte i hjemmet" in caught.value.da


def test_advice_that_runs_holds_only_a_family_back_that_stays(berg: Journey) -> None:
    decided_end(berg, "ended")
    berg.serve("end_measure", "mette")
    assert measures(berg)["advice"]["state"] == "started"
    with pytest.raises(Conflict):
        propose(berg, "goals_met")
    assert propose(berg, "moved").variables["time_to_close"] is True


def test_the_closing_ends_no_support_without_the_decision_about_it(berg: Journey) -> None:
    """Not by the form's choice either, whatever decision it names."""
    closing = {"reason": "moved", "family_heard": True, "goals_outcome": []}
    with pytest.raises(Invalid) as caught:
        berg.serve("record_closure", "mette", **closing, decision_ref=other_decision(berg))
    assert caught.value.code == "inv_21"
    decided_end(berg, "ended")
    berg.serve("record_closure", "mette", **closing)
    assert {one["state"] for one in measures(berg).values()} == {"ended"}


def other_decision(journey: Journey) -> str:
    """A decision that ends something else."""
    with journey.acting() as uow:
        case = case_of(journey, uow)
        row = {"case_id": case["id"], "matter": "end", "matter_id": uow.new_id(), "outcome": "ended"}
        more = {"kind": "supportive", "state": "decided", "content": {}, "prepared_at": uow.now}
        return add(uow, tables.decision, case["key_id"], row | more)


def test_a_talk_is_due_so_long_after_the_last_one_as_was_agreed(berg: Journey) -> None:
    day = berg.now().date()
    with berg.acting() as uow:
        case = case_of(berg, uow)
        plan = active.active_plan(uow, case["id"]) or {}
        change(uow, tables.common_plan, case["key_id"], plan["id"], {"checkin_rhythm": "P28D"})
        sent = active.asked_family(uow, case, day)
        assert [one.name for one in sent] == ["checkins_changed"]
        assert active.asked_family(uow, case, day - timedelta(days=3)) == ()
    due = berg.serve("find_checkin", "mette").variables["next_checkin"]
    assert due == berg.day(28)


def test_no_survey_in_the_summer_holidays(berg: Journey) -> None:
    with berg.acting() as uow:
        case = case_of(berg, uow)
        row = {"case_id": case["id"], "date": date(2027, 1, 12), "answered": False, "content": {}}
        add(uow, tables.family_survey, case["key_id"], row)
    with berg.acting() as uow:
        due = active.next_survey(uow, case_of(berg, uow))
    assert due == date(2027, 8, 9) and due.isocalendar().week == 32


def test_a_status_meeting_takes_the_news_off_the_list(berg: Journey) -> None:
    berg.serve("register_development", "mette")
    with berg.acting() as uow:
        assert "development" in case_of(berg, uow)["flags"]
    result = berg.serve("note_status_decision", "mette", status_decision="revise_plan")
    assert result.variables == {"revise": True, "reason": "status_meeting"}
    again = berg.serve("note_status_decision", "mette", status_decision="new_analysis")
    assert again.variables == {"revise": True, "reason": "new_analysis"}
    with berg.acting() as uow:
        assert "development" not in case_of(berg, uow)["flags"]
        assert stored.undiscussed(uow, berg.case_id or "") == []


def test_ended_lost_earnings_show_how_long_they_run_off(berg: Journey) -> None:
    day = berg.now().date()
    with berg.acting() as uow:
        case = case_of(berg, uow)
        row = {"case_id": case["id"], "kind": "benefit", "catalogue_item": "lost_earnings", "state": "ended"}
        add(uow, tables.measure, case["key_id"], {**row, "end": day})
    with berg.acting() as uow:
        shown = active_view(uow, berg.case_id or "").measures
    assert [one.run_off for one in shown if one.run_off] == [day + timedelta(weeks=14)]


def test_the_step_on_the_ladder_is_the_highest_that_was_used() -> None:
    rows = [{"state": "ended", "intrusiveness": 3}, {"state": "refused", "intrusiveness": 5}]
    assert ladder_step(rows) == 3 and ladder_step([]) == 0
