"""`docs/model-rules.md` names each model rule, where it is checked, and the tests that show it there.

`python -m tests.unit.rules.test_page` writes the table anew. A test that is gone or renamed breaks this one.
"""

from __future__ import annotations

import importlib
from pathlib import Path

import pytest

from workflow_service import rules
from workflow_service.rules.catalogue import CATALOGUE
from workflow_service.rules.model_texts import RULES as MODEL

ROOT = Path(__file__).parents[3]
PAGE = ROOT / "docs/model-rules.md"
BEGIN = "<!-- rules: begin (made by `python -m tests.unit.rules.test_page`) -->"
END = "<!-- rules: end -->"

DOORS = "acceptance.test_every_door"
GROUP = "acceptance.test_coordination_group"
DIAGRAM = "unit.rules.test_model test_what_breaks_the_model_is_told_by_its_rule"
PUBLISHING = (
    "acceptance.test_model_rules test_what_breaks_the_model_is_refused_by_the_api_its_dry_run_and_the_page"
)
PAST = "unit.casefile.test_analysis_and_plan"

# (rule, point): the tests that show it there; (T) is shown at the page and through the API, (A) past both
SHOWN: dict[tuple[str, str], tuple[str, ...]] = {
    ("INV-01", "T"): (f"{DOORS} test_the_coordinator_is_an_adviser_and_the_substitute_another",),
    ("INV-01", "A"): (
        f"{DOORS} test_the_coordinator_is_an_adviser_and_the_substitute_another",
        "unit.casefile.test_intake test_a_coordinator_outside_the_area_is_refused_even_without_the_form",
    ),
    ("INV-02", "A"): (
        f"{DOORS} test_the_coordinator_is_an_adviser_and_the_substitute_another",
        "unit.store.test_one_coordinator test_a_second_coordinator_of_the_same_case_is_refused",
        "unit.store.test_one_coordinator test_of_two_who_appoint_at_once_one_is_second",
    ),
    ("INV-03", "D"): (DIAGRAM,),
    ("INV-03", "T"): (
        f"{DOORS} test_the_assessment_meeting_needs_the_family",
        "acceptance.test_overrides test_without_the_family_the_leader_answers_and_it_is_offered_again",
    ),
    ("INV-04", "D"): (DIAGRAM, PUBLISHING),
    ("INV-04", "T"): (
        f"{DOORS} test_nobody_of_the_family_and_nobody_involved_comes_to_the_analysis_meeting",
    ),
    ("INV-04", "A"): (f"{PAST} test_family_and_involved_experts_are_refused_past_the_form",),
    ("INV-05", "T"): (
        f"{DOORS} test_nobody_of_the_family_and_nobody_involved_comes_to_the_analysis_meeting",
    ),
    ("INV-05", "A"): (f"{PAST} test_family_and_involved_experts_are_refused_past_the_form",),
    ("INV-06", "D"): (DIAGRAM, PUBLISHING),
    ("INV-06", "T"): (
        f"{DOORS} test_the_plan_is_held_to_its_rules",
        "acceptance.test_parallel_support test_refused_or_without_consent_nothing_begins",
    ),
    ("INV-06", "A"): (
        f"{DOORS} test_the_plan_is_held_to_its_rules",
        f"{PAST} test_the_same_support_is_refused_past_the_form",
    ),
    ("INV-07", "A"): (
        f"{DOORS} test_the_plan_is_held_to_its_rules",
        f"{PAST} test_a_second_version_needs_a_reason_and_keeps_the_goals_ids",
    ),
    ("INV-08", "T"): (
        "acceptance.test_status_meetings test_online_is_refused_and_a_deviation_gets_another_date",
        "unit.rules.test_team_meetings test_only_a_meeting_in_one_room_counts_as_held",
    ),
    ("INV-09", "T"): (
        "acceptance.test_status_meetings test_a_meeting_is_not_closed_while_something_is_missing",
        "unit.meetings.test_minuting test_an_absent_member_has_a_reason_and_a_deputy_from_the_team",
        "unit.rules.test_team_meetings test_an_absent_member_has_a_reason_and_a_deputy",
        "unit.rules.test_meetings test_everybody_invited_is_accounted_for",
    ),
    ("INV-10", "T"): (
        "acceptance.test_joint_financing test_thirds_lack_a_hundredth_and_each_sector_approves_its_own_share",
    ),
    ("INV-10", "A"): (
        "unit.casefile.test_financing test_a_direct_call_is_judged_like_the_form",
        "unit.casefile.test_financing test_nothing_is_in_force_before_every_sector_approved",
        "unit.casefile.test_financing test_what_an_import_brings_is_judged_again_when_it_is_written",
    ),
    ("INV-11", "D"): ("unit.rules.test_model test_the_coordination_meeting_names_the_rule_of_its_chair",),
    ("INV-11", "T"): (
        f"{GROUP} test_the_chair_is_the_head_a_decision_has_an_owner_and_the_agreement_is_renewed",
        f"{GROUP} test_a_cancelled_month_is_a_planned_deviation_and_a_missed_one_is_seen",
        "unit.rules.test_team_meetings test_the_head_of_the_area_or_the_named_deputy_chairs",
        "unit.rules.test_team_meetings test_the_members_are_heads_of_departments",
        "unit.rules.test_team_meetings test_a_month_is_cancelled_beforehand_with_a_reason",
    ),
    ("INV-12", "T"): (
        f"{DOORS} test_the_plan_is_held_to_its_rules",
        "acceptance.test_refusals test_the_plan_rests_on_what_the_child_says_now",
    ),
    ("INV-13", "A"): (
        "unit.rules.test_relay test_a_log_has_exactly_one_holder_who_said_yes",
        "unit.rules.test_relay test_a_hand_over_waits_for_the_new_holder",
    ),
    ("INV-14", "T"): (
        "acceptance.test_notifications"
        " test_abuse_restricts_the_case_and_holds_letters_until_the_officer_releases_them",
    ),
    ("INV-14", "A"): (
        "acceptance.test_notifications test_letters_wait_for_the_named_officer_and_then_leave",
    ),
    ("INV-15", "T"): (f"{DOORS} test_parents_are_not_contacted_before_the_risk_is_assessed",),
    ("INV-16", "T"): (
        f"{DOORS} test_the_plan_is_held_to_its_rules",
        "acceptance.test_active_period test_the_first_visit_is_refused_without_reason_date_or_the_child",
    ),
    ("INV-17", "T"): (
        "acceptance.test_transition"
        " test_an_area_that_is_not_settled_is_refused_and_only_a_department_head_lets_it_pass",
    ),
    ("INV-18", "A"): (
        "acceptance.test_nothing_personal test_no_address_on_any_page_and_no_line_of_the_log_names_anybody",
        "acceptance.test_nothing_personal test_a_story_leaves_no_name_in_the_log_nor_in_a_mail",
        "unit.sending.test_mails test_a_mail_with_a_cpr_number_does_not_leave",
    ),
    ("INV-19", "T"): (
        "acceptance.test_notifications"
        " test_with_support_running_somebody_new_takes_part_in_the_re_assessment",
        "acceptance.test_notifications test_in_a_known_case_coordinator_and_leader_look_at_it_together",
    ),
    ("INV-20", "A"): (
        "unit.rules.test_releases test_a_changed_file_or_a_changed_english_text_is_named",
        "unit.runtime.test_tampering test_a_definition_that_somebody_changed_runs_no_more",
        "acceptance.test_model_rules test_a_step_of_ones_own_is_published_and_new_cases_meet_it",
    ),
    ("INV-21", "D"): (DIAGRAM, PUBLISHING),
    ("INV-21", "T"): (f"{DOORS} test_the_plan_is_held_to_its_rules",),
    ("INV-21", "A"): (
        "acceptance.test_refusals test_support_without_a_decision_does_not_start",
        f"{PAST} test_an_undecided_measure_cannot_be_started_by_hand",
    ),
    ("INV-22", "T"): (
        "unit.rules.test_team_meetings test_a_case_is_not_minuted_while_somebody_stays_who_may_not_hear_it",
    ),
    ("INV-22", "A"): (
        "unit.meetings.test_minuting"
        " test_who_sits_for_a_sector_without_consent_sees_the_number_alone_and_writes_nothing",
        "unit.rules.test_team_meetings test_a_cases_text_is_for_the_sectors_that_are_covered",
    ),
    ("INV-23", "T"): (
        "acceptance.test_access_to_the_file"
        " test_the_father_gets_everything_but_the_mothers_protected_address",
    ),
    ("INV-23", "A"): (
        "unit.casefile.test_letters test_a_letter_that_names_the_protected_address_is_refused",
        "acceptance.test_letters_leave"
        " test_every_letter_on_the_way_to_a_plan_leaves_and_no_protected_address_with_it",
    ),
}
POINTS = {"D": "published", "T": "completed", "A": "written"}


def table() -> str:
    lines = ["| rule | checked when | dansk | English | shown by |", "|---|---|---|---|---|"]
    for number, one in CATALOGUE.items():
        points = ", ".join(POINTS[point] for point in one.points)
        tests = [test.replace(" ", ": ") for point in one.points for test in SHOWN.get((number, point), ())]
        cells = [number, points, one.da, one.en, "<br>".join(f"`{test}`" for test in dict.fromkeys(tests))]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def page() -> str:
    before, rest = PAGE.read_text().split(BEGIN)
    return f"{before}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


def test_the_page_lists_the_rules_as_they_are() -> None:
    assert PAGE.read_text() == page(), "write it anew: python -m tests.unit.rules.test_page"


def test_there_are_all_23_rules_in_both_languages_each_with_what_to_do() -> None:
    assert list(CATALOGUE) == [f"INV-{number:02}" for number in range(1, 24)]
    for one in CATALOGUE.values():
        assert one.points and set(one.points) <= set(POINTS)
        assert one.da.endswith(".") and one.en.endswith(".") and one.da != one.en


def test_every_rule_is_shown_at_each_of_its_points() -> None:
    wanted = {(number, point) for number, one in CATALOGUE.items() for point in one.points}
    assert wanted == SHOWN.keys()


@pytest.mark.parametrize("named", sorted({test for tests in SHOWN.values() for test in tests}))
def test_every_test_that_is_named_is_there(named: str) -> None:
    module, name = named.split(" ")
    found = getattr(importlib.import_module(f"tests.{module}"), name, None)
    assert callable(found) and name.startswith("test_")


def test_every_rule_of_a_step_or_a_diagram_is_in_the_list() -> None:
    of_diagrams = {inv for one in MODEL.values() for inv in one.inv.split(", ") if inv}
    assert rules.RULES.keys() | of_diagrams <= CATALOGUE.keys()


if __name__ == "__main__":
    PAGE.write_text(page())
