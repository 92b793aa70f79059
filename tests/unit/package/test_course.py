"""A family's whole course runs through the real engine and the real tables, from inquiry to closing."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from tests.unit.package.files import BPMN, PACKAGE, PROCESSES, rows
from workflow_service import decisions, engine, feel

ZONE = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
VALUES = {row["key"]: row["value"] for row in rows("parameters")}
ANSWERS = json.loads((Path(__file__).parent / "answers.json").read_text())
IDS = count(1)


@cache
def shipped() -> engine.CompiledRelease:
    """The package's diagrams, compiled once for all courses: a release never changes."""
    return engine.compile_release({key: (BPMN / key / f"{key}.bpmn").read_bytes() for key in PROCESSES})


class Course:
    """Starts a case, or another process, and answers every task and operation; `trail` is what happened."""

    def __init__(
        self,
        process: str = "case_main",
        variables: Mapping[str, Any] = {},
        begins: str | None = None,
        **changed: Mapping[str, Any],
    ) -> None:
        self.answers = ANSWERS | changed
        self.now = NOW
        self.release = shipped()
        self.open: dict[str, engine.OpenTask] = {}
        self.timers: dict[str, engine.Timer] = {}
        self.subscriptions: dict[str, str] = {}
        self.trail: list[str] = []
        started = engine.start(self.release, process, variables, self.context(), "2026-0417", begins)
        self.settle(started)

    def context(self) -> engine.Context:
        return engine.Context(
            now=self.now,
            zone=ZONE,
            new_id=lambda: f"id-{next(IDS)}",
            parameter=VALUES.__getitem__,
            decide=self.decide,
            deadline=lambda start, value: start + timedelta(days=5),
        )

    def decide(self, key: str, variables: Mapping[str, Any]) -> Any:
        file = next(file for file in PACKAGE["decisions"] if Path(file).stem == key)
        model = decisions.parse_decisions((BPMN / file).read_bytes(), file)
        return feel.to_json(model.evaluate(key, variables, feel.Scope(now=self.now, zone=ZONE)))

    def settle(self, execution: engine.Execution) -> None:
        while wanted := execution.wanted():
            self.trail.append(wanted[0].topic)
            answer = self.answers.get(wanted[0].topic, {})
            execution.apply(engine.CompleteOperation(wanted[0].id, answer))
        outcome = execution.outcome()
        assert outcome.incidents == ()
        self.state, self.snapshot = outcome.state, execution.snapshot()
        self.open = {i: t for i, t in self.open.items() if i not in outcome.closed}
        self.open |= {task.id: task for task in outcome.opened}
        self.timers = {r: t for r, t in self.timers.items() if r not in outcome.timers_gone}
        self.timers |= {timer.ref: timer for timer in outcome.timers}
        gone = set(outcome.subscriptions_gone)
        self.subscriptions = {n: ref for n, ref in self.subscriptions.items() if ref not in gone}
        self.subscriptions |= {one.name: one.ref for one in outcome.subscriptions}
        self.trail += [thrown.name for thrown in outcome.thrown]

    def apply(self, command: engine.Command) -> None:
        execution = engine.load(self.release, self.snapshot, self.context())
        execution.apply(command)
        self.settle(execution)

    def fire(self, element: str) -> None:
        timer = next(t for t in self.timers.values() if t.element == element)
        self.now = max(self.now, timer.due_at)
        self.apply(engine.FireTimer(timer.ref, timer.due_at))

    def hear(self, message: str, **variables: Any) -> None:
        """A message of this name reaches the course."""
        self.apply(engine.DeliverMessage(message, self.subscriptions[message], variables))

    def run(self, until: str = "") -> Course:
        """Complete the oldest task, or let the meeting begin, until `until` is open, support runs or all is
        done."""
        while self.state == "active" and until not in (task.element for task in self.open.values()):
            if not self.open:
                if "closing_agreed" in self.subscriptions:
                    break
                self.fire("meeting_time")
                continue
            task = next(iter(self.open.values()))
            self.trail.append(task.element)
            self.apply(engine.CompleteUserTask(task.id, self.answers.get(task.element, {})))
        return self

    def complete(self, element: str) -> None:
        """Completes the oldest open task of this element."""
        task = next(one for one in self.open.values() if one.element == element)
        self.trail.append(element)
        self.apply(engine.CompleteUserTask(task.id, self.answers.get(element, {})))

    def elements(self) -> set[str]:
        return {task.element for task in self.open.values()}


def clocks(course: Course) -> set[str]:
    """The timers of the legal deadline that run."""
    law = ("first_warning_due", "second_warning_due", "law_deadline_due")
    return {one.element for one in course.timers.values() if one.element in law}


def test_a_family_comes_from_inquiry_to_a_closed_case() -> None:
    course = Course().run()
    course.hear("closing_agreed")
    course.run()
    milestones = ["open_case", "appoint_coordinator", "hold_assessment_meeting", "compile_joint_report"]
    milestones += ["hold_analysis_meeting", "finalise_report", "start_measures", "approve_plan"]
    milestones += ["plan_active", "closure_assessment", "close_case"]
    assert course.state == "completed"
    assert [step for step in course.trail if step in milestones] == milestones


def test_a_family_outside_the_target_group_is_advised_and_the_case_closed() -> None:
    screening = ANSWERS["screening"] | {"significant_lasting": "no"}
    course = Course(screening=screening).run()
    assert course.trail[-2:] == ["redirect_family", "close_case"]
    assert course.state == "completed"


def test_an_unclear_screening_comes_back_to_a_person() -> None:
    course = Course(screening=ANSWERS["screening"] | {"significant_lasting": "unclear"}).run("screening")
    course.answers = course.answers | {"screening": ANSWERS["screening"]}
    assert course.run("first_talk").trail.count("screening") == 1


def test_an_acute_need_is_reported_once_and_intake_goes_on_meanwhile() -> None:
    urgent = {"acute": True, "abuse_suspicion": False, "honour_risk": False, "danger_to_report": True}
    course = Course(screening=urgent).run("appoint_coordinator")
    assert course.trail.count("acute_need") == 1 and "decide_eligibility" not in course.trail
    known = Course(screening=urgent | {"danger_to_report": False}).run("appoint_coordinator")
    assert "acute_need" not in known.trail


def test_everybody_with_custody_is_asked_for_consent_after_the_first_talk() -> None:
    course = Course().run("map_open_sector_cases")
    assert course.trail[-3:] == ["find_consent_givers", "obtain_consent", "obtain_consent"]
    assert course.trail[-4] == "first_talk"


def test_a_request_is_refused_by_a_decision_before_the_family_is_advised() -> None:
    outside = ANSWERS["screening"] | {"significant_lasting": "no"}
    applied = ANSWERS["complete_master_data"] | {"applied": True}
    course = Course(screening=outside, complete_master_data=applied).run("prepare_decision")
    assert course.elements() == {"prepare_decision"}
    assert course.run().trail[-3:] == ["decision_made", "redirect_family", "close_case"]


def test_an_investigation_is_decided_in_intake_beside_the_first_talk_and_not_again() -> None:
    course = Course(screening=ANSWERS["investigated"]).run("first_talk")
    assert course.elements() == {"first_talk", "prepare_decision"}
    course.run("carry_out_part")
    assert course.trail.count("decide") == 1
    assert course.trail.index("decide") < course.trail.index("prepare_assessment_meeting")


def test_intake_ends_only_when_the_investigation_is_decided() -> None:
    course = Course(screening=ANSWERS["investigated"]).run("first_talk")
    for element in ("first_talk", "obtain_consent", "obtain_consent", "map_open_sector_cases"):
        course.complete(element)
    course.complete("confirm_involved")
    course.complete("offer_family_guide")
    assert course.elements() == {"prepare_decision"}


DECLINED = {"family_declined": True}
YES, NO = {"decline_approved": True}, {"decline_approved": False}


def test_without_the_family_the_assessment_waits_for_the_leader_who_sends_it_back() -> None:
    course = Course(hold_assessment_meeting=DECLINED, approve_without_family=NO)
    course.run("approve_without_family")
    assert course.elements() == {"approve_without_family"}
    course.complete("approve_without_family")
    assert course.elements() == {"prepare_assessment_meeting"}


def test_with_the_leaders_leave_it_goes_on_and_the_meeting_is_offered_before_the_report() -> None:
    approved = {"hold_assessment_meeting": DECLINED, "approve_without_family": YES}
    offer = {"offer_accepted": True, "meeting_at": "2027-01-20T13:00:00+01:00"}
    course = Course(**approved, offer_meeting_again=offer).run("ics_synthesis")
    assert course.trail[-2:] == ["offer_meeting_again", "hold_meeting_again"]
    again = Course(**approved, offer_meeting_again={"offer_accepted": False}).run("ics_synthesis")
    assert again.trail[-1] == "offer_meeting_again" and again.trail.count("approve_without_family") == 1


def test_a_duty_found_in_the_assessment_is_decided_there_before_the_synthesis() -> None:
    serious = ANSWERS["screening"] | {"placement_considered": True}
    course = Course(screening=serious).run("carry_out_part")
    assert "prepare_decision" in course.elements()
    for _ in range(2):
        course.complete("carry_out_part")
    assert course.elements() == {"prepare_decision"} and not clocks(course)
    course.complete("prepare_decision")
    course.complete("decide")
    assert course.elements() == {"ics_synthesis"} and len(clocks(course)) == 3


def test_an_investigation_that_is_refused_starts_no_legal_clock() -> None:
    serious = ANSWERS["screening"] | {"violent_home": True}
    refused = ANSWERS["decide"] | {"outcome": "refused", "granted": False}
    course = Course(screening=serious, decide=refused).run("ics_synthesis")
    assert course.elements() == {"ics_synthesis"} and not clocks(course)


def test_an_exploration_has_a_deadline_of_its_own() -> None:
    part = {"id": "part-1", "type": "exploration", "owner": None, "owner_name": "A", "due": "2026-12-10"}
    course = Course(choose_assessment_parts=ANSWERS["choose_assessment_parts"] | {"parts": [part]})
    course.run("carry_out_part")
    (due,) = [one.due_at for one in course.timers.values() if one.element == "exploration_late"]
    assert str(due.astimezone(ZONE).date()) == "2027-01-04"
    course.fire("exploration_late")
    assert course.elements() == {"carry_out_part", "exploration_overdue"}
    other = Course().run("carry_out_part")
    other.fire("exploration_late")
    assert other.elements() == {"carry_out_part"}


def test_the_legal_deadline_runs_from_the_awareness_date_only_when_an_investigation_is_decided() -> None:
    plain = Course().run("carry_out_part")
    decided = Course(screening=ANSWERS["investigated"]).run("carry_out_part")
    due = {timer.element: str(timer.due_at.astimezone(ZONE).date()) for timer in decided.timers.values()}
    assert not any("warning" in timer.element for timer in plain.timers.values())
    assert due["first_warning_due"] == "2027-02-20"
    assert (due["second_warning_due"], due["law_deadline_due"]) == ("2027-03-07", "2027-03-20")


def test_the_deadline_of_the_appointment_gives_the_team_leader_a_task_beside_it() -> None:
    course = Course().run("appoint_coordinator")
    course.fire("appoint_deadline_reached")
    assert course.elements() == {"appoint_coordinator", "appointment_overdue"}


def test_too_few_at_the_analysis_meeting_means_a_new_date_and_a_new_check() -> None:
    course = Course(hold_analysis_meeting={"quorum": False}).run("reschedule_analysis_meeting")
    course.answers = course.answers | {"hold_analysis_meeting": {"quorum": True}}
    course.run("approve_minutes")
    assert course.trail.count("check_expert_conflicts") == 2


def test_disagreement_offers_one_talk_and_then_the_team_leader_decides() -> None:
    words = {"agreement": "disagree"}
    course = Course(agree_with_family=words, agree_after_new_talk=words).run()
    asked = [s for s in course.trail if s in ("offer_new_talk", "decide_disagreement", "approve_plan")]
    assert asked == ["offer_new_talk", "decide_disagreement", "approve_plan"]


def test_a_family_that_moves_ends_the_course_from_anywhere() -> None:
    course = Course().run("child_conversation")
    course.apply(engine.DeliverMessage("family_moved", course.subscriptions["family_moved"], {}))
    assert course.elements() == {"notify_new_municipality"}
    assert course.run().trail[-1] == "close_case"


def test_a_family_may_decline_while_the_course_goes_on() -> None:
    course = Course().run("first_talk")
    course.apply(engine.DeliverMessage("family_withdraws", course.subscriptions["family_withdraws"], {}))
    assert course.elements() == {"first_talk", "record_withdrawal"}


def test_corrected_involvements_are_proposed_from_anew_and_confirmed_by_a_person() -> None:
    """D2b reads what stands now: a parent's case with the job centre, a child of nine that needs PPR."""
    now = {"birth_date": "2017-03-14", "support_types": ["ppr"], "sectors": ["employment"]}
    told = now | {"abuse_suspicion": False, "serious_or_complex": False}
    course = Course("involved_correction", {"case_id": "case-1"}, correct_involvements=told)
    course.run("correct_participants")
    [task] = course.open.values()
    assert task.data["proposed_professions"] == ["ppr", "employment_adviser"]
    assert course.run().trail == ["correct_involvements", "correct_participants"]


def test_the_plan_hears_of_a_sector_that_joined_after_the_intake() -> None:
    course = Course(review_with_family={"sectors": ["ppr"], "parents_have_measures": True})
    assert course.run("invite_sector_goals").elements() == {"invite_sector_goals"}
