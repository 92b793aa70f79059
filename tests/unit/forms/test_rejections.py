"""What the shipped forms refuse: each case is a realistic sample with one thing wrong."""

from __future__ import annotations

import pytest

from tests.unit.forms.support import load, problems, sample


def rows(name: str, path: str, index: int, **change: object) -> dict:
    """The list `path` of a sample with one row changed."""
    found = sample(name)[path]
    found[index] |= change
    return {path: found}


CASES = [
    ("note.note", {"text": "   "}, "text"),
    ("note.note", {"done": False}, "done"),
    ("note.note", {"date": "2026-11-24"}, "date"),
    ("note.note", {"type": "telefon"}, "type"),
    ("inquiry.inquiry", {"acute": None}, "acute"),
    ("inquiry.inquiry", {"source": None}, "source"),
    ("master_data.master_data", {"awareness_date": "2026-09-03"}, "awareness_date"),
    ("master_data.master_data", {"child_cpr": "741317-5432"}, "child_cpr"),
    ("master_data.master_data", {"birth_date": "2008-11-23"}, "birth_date"),
    ("master_data.master_data", {"cpr_unknown": True, "birth_date": "2027-10-01"}, "birth_date"),
    ("master_data.master_data", {"support_types": []}, "support_types"),
    ("master_data.master_data", {"households": []}, "households"),
    ("screening.screening", {"abuse_suspicion": None}, "abuse_suspicion"),
    ("screening.screening", {"serious_or_complex": True}, "outcome"),
    ("screening.screening", {"placement_considered": True}, "outcome"),
    ("screening.screening", {"violent_home": True}, "outcome"),
    ("screening.screening", {"heard": []}, "heard"),
    ("screening.screening", {"decided_by": "user:karen_dahl"}, "decided_by"),
    ("risk_assessment.risk_assessment", {"signs": []}, "signs"),
    ("risk_assessment.risk_assessment", {"who_may_know": ["person:anders"]}, "who_may_know"),
    ("coordinator_appointment.coordinator_appointment", {"coordinator": "user:lis_ravn"}, "coordinator"),
    ("coordinator_appointment.coordinator_appointment", {"substitute": "user:mette_holm"}, "substitute"),
    ("coordinator_appointment.coordinator_appointment", {"reason": ""}, "reason"),
    ("case_participants.map", {"sector_involvements": []}, "sector_involvements"),
    ("case_participants.confirm", {"team_members": []}, "team_members"),
    ("case_participants.confirm", {"reason": None}, "reason"),
    ("assessment_meeting.prepare", {"when": "2026-11-20T13:00+01:00"}, "when"),
    ("assessment_meeting.hold", {"when": "2026-11-24T13:00+01:00"}, "when"),
    ("assessment_meeting.hold", {"child_participation": []}, "child_participation"),
    ("assessment_meeting.hold", {"child_through": None}, "child_through"),
    ("assessment_meeting.hold", {"family_declined": True}, "family_declined_reason"),
    ("assessment_parts.assessment_parts", {"parts": []}, "parts"),
    ("ics_assessment.synthesis", {"headings": []}, "headings"),
    ("joint_report.draft", {"needs": []}, "needs"),
    ("joint_report.draft", {"joint_conclusion": None}, "joint_conclusion"),
    ("joint_report.family_comments", {"family_comments": ""}, "family_comments"),
    ("joint_report.final", {"qualified_at_analysis": None}, "qualified_at_analysis"),
    ("joint_report.final", {"approvals": []}, "approvals"),
    ("analysis_invitation.experts", {"core_members": ["user:lis_ravn"]}, "core_members"),
    ("analysis_invitation.experts", {"questions": [{"text": "Hvad?"}] * 6}, "questions"),
    ("analysis_invitation.experts", {"material_form": "identifiable"}, "material_form"),
    ("analysis_invitation.experts", {"when": "2026-11-22T09:00+01:00"}, "when"),
    ("analysis_invitation.pseudonymise", {"material_checked": False}, "material_checked"),
    ("analysis_invitation.inform_family", {"family_informed_at": "2026-11-24"}, "family_informed_at"),
    ("expert_declaration.expert_declaration", {"no_open_case": False}, "no_open_case"),
    ("expert_declaration.expert_declaration", {"confidentiality": None}, "confidentiality"),
    ("analysis_minutes.hold", {"facts": []}, "facts"),
    ("analysis_minutes.hold", {"observations": []}, "observations"),
    ("analysis_minutes.hold", {"least_intrusive_considered": None}, "least_intrusive_considered"),
    ("analysis_minutes.approve", {"approved": False}, "approved"),
    ("common_plan.goals", {"scope": "child_only"}, "scope"),
    ("common_plan.goals", {"family_vision": None}, "family_vision"),
    ("common_plan.sector_goals", {"goals": []}, "goals"),
    ("common_plan.measures", {"next_follow_up": None}, "next_follow_up"),
    ("common_plan.measures", {"next_follow_up": "2027-04-02"}, "next_follow_up"),
    ("common_plan.measures", {"next_follow_up": "2026-11-23"}, "next_follow_up"),
    ("common_plan.agree", {"agreements": []}, "agreements"),
    ("common_plan.agree", {"checkin_rhythm": "P1D"}, "checkin_rhythm"),
    ("common_plan.disagreement", {"leader_decision": None}, "leader_decision"),
    ("family_checkin.first_talk", {"interpreter_needed": None}, "interpreter_needed"),
    ("family_checkin.first_talk", {"own_control": 6}, "own_control"),
    ("family_checkin.checkin", {"development_flag": None}, "development_flag"),
    ("family_checkin.new_talk", {"words": None}, "words"),
    ("child_view.child_view", {"words": None}, "words"),
    ("child_view.child_view", {"how": ["drawing"]}, "not_by_talk_reason"),
    ("child_view.child_view", {"date": "2026-11-24"}, "date"),
    ("child_view.child_view", {"child": "person:sofie"}, "child"),
    ("closure.closure", {"goals_outcome": []}, "goals_outcome"),
    ("closure.closure", {"decision_ref": None}, "decision_ref"),
    ("closure.closure", {"outcome_wellbeing": 10.5}, "outcome_wellbeing"),
]


@pytest.mark.parametrize(
    ("name", "change", "path"), CASES, ids=[f"{c[0]}-{c[2]}-{i}" for i, c in enumerate(CASES)]
)
def test_one_wrong_answer_gives_one_error_in_each_language(name, change, path):
    danish, english = problems(name, change), problems(name, change, "en")
    assert path in danish
    assert set(danish) == set(english)
    assert all(danish[at] != english[at] for at in danish)


ROW_CASES = [
    ("master_data.master_data", "applications", 0, {"received": "2026-11-24"}, "applications.0.received"),
    ("master_data.master_data", "parents", 1, {"custody": None}, "parents.1.custody"),
    (
        "case_participants.map",
        "sector_involvements",
        0,
        {"person": "person:x"},
        "sector_involvements.0.person",
    ),
    ("assessment_meeting.hold", "attendance", 2, {"present": False, "reason": "Syg"}, "attendance"),
    ("assessment_meeting.hold", "attendance", 4, {"role": "network"}, "attendance"),
    ("assessment_meeting.hold", "attendance", 5, {"reason": None}, "attendance.5.reason"),
    ("assessment_parts.assessment_parts", "parts", 1, {"due": "2026-11-22"}, "parts.1.due"),
    ("assessment_parts.assessment_parts", "parts", 1, {"type": "screening"}, "parts"),
    ("ics_assessment.synthesis", "headings", 0, {"information": []}, "headings.0.information"),
    ("ics_assessment.synthesis", "headings", 0, {"heading": "made_up"}, "headings.0.heading"),
    ("ics_assessment.synthesis", "headings", 1, {"heading": "health"}, "headings"),
    (
        "ics_assessment.synthesis",
        "headings",
        3,
        {"status": "not_covered", "status_reason": None},
        "headings.3.status_reason",
    ),
    ("joint_report.approve", "approvals", 0, {"date": "2026-11-24"}, "approvals.0.date"),
    ("joint_report.approve", "approvals", 1, {"member": "user:mette_holm"}, "approvals"),
    ("analysis_minutes.hold", "options", 0, {"intrusiveness": 6}, "options.0.intrusiveness"),
    ("analysis_minutes.hold", "attendance", 3, {"reason": None}, "attendance.3.reason"),
    ("analysis_minutes.hold", "attendance", 3, {"role": "parent"}, "attendance.3.role"),
    ("common_plan.goals", "goals", 0, {"end": "2026-12-15"}, "goals.0.end"),
    ("common_plan.goals", "goals", 0, {"end": "2027-06-16"}, "goals.0.end"),
    ("common_plan.goals", "goals", 0, {"target": 2}, "goals.0.target"),
    ("common_plan.goals", "goals", 2, {"baseline": 11}, "goals.2.baseline"),
    ("common_plan.goals", "goals", 1, {"horizon": "short", "end": "2027-05-01"}, "goals"),
    ("common_plan.goals", "goals", 1, {"responsible": "user:nobody"}, "goals.1.responsible"),
    ("common_plan.adjust", "goals", 2, {"change": "keep"}, "goals.2.change"),
    ("common_plan.measures", "measures", 0, {"purpose": None}, "measures.0.purpose"),
    ("common_plan.measures", "measures", 0, {"end": "2026-12-31"}, "measures.0.end"),
    ("common_plan.measures", "measures", 0, {"cost": 10.001}, "measures.0.cost"),
    ("common_plan.measures", "measures", 2, {"team_initiated": None}, "measures.2.team_initiated"),
    ("common_plan.agree", "agreements", 1, {"words": ""}, "agreements.1.words"),
    ("common_plan.agree", "agreements", 1, {"party": "person:sofie"}, "agreements"),
    ("closure.closure", "goals_outcome", 0, {"outcome": None}, "goals_outcome.0.outcome"),
]


@pytest.mark.parametrize(
    ("name", "path", "index", "change", "at"),
    ROW_CASES,
    ids=[f"{c[0]}-{c[4]}-{i}" for i, c in enumerate(ROW_CASES)],
)
def test_a_wrong_row_is_named_by_its_place(name, path, index, change, at):
    assert set(problems(name, rows(name, path, index, **change))) == {at}


def test_a_strength_is_asked_for_in_every_domain_of_the_synthesis():
    headings = sample("ics_assessment.synthesis")["headings"]
    for row in headings:
        if row["domain"] == "parenting_capacity":
            row["strengths"] = " "
    assert set(problems("ics_assessment.synthesis", {"headings": headings})) == {"headings"}


def test_the_newer_method_writes_its_own_headings():
    own = [
        {**row, "heading_text": "Egen", "heading": None}
        for row in sample("ics_assessment.synthesis")["headings"]
        if row["heading"] in ("health", "safe_care", "social_network")
    ]
    name, given = "ics_assessment.synthesis", {"heading_set": "bvc", "headings": []}
    assert problems(name, {"own_headings": own}, **given) == {}
    assert set(problems(name, {"own_headings": own[:2]}, **given)) == {"own_headings"}


def test_two_experts_are_asked_for_by_the_parameter():
    one = sample("analysis_invitation.experts")["experts"][:1]
    assert problems("analysis_invitation.experts", {"experts": one}) == {"experts": ["Tilføj mindst 2."]}


def test_an_acute_screening_ends_early_and_drops_the_rest():
    clean = load("screening.screening", {"acute": True, "outcome": None, "heard": "nonsense"})
    assert set(clean) == {"acute", "abuse_suspicion", "honour_risk", "reason", "decided_by"}


def test_a_declined_assessment_meeting_needs_a_reason_instead_of_a_parent_and_no_words_of_the_family():
    people = [row for row in sample("assessment_meeting.hold")["attendance"] if row["role"] != "parent"]
    declined = {
        "attendance": people,
        "family_declined": True,
        "family_declined_reason": "Noah er indlagt.",
        "child_needs_said": None,
    }
    assert "attendance" in problems("assessment_meeting.hold", {"attendance": people})
    assert problems("assessment_meeting.hold", declined) == {}


def test_a_family_that_declines_the_second_offer_says_why_and_nobody_else_is_asked():
    declined = {"offer_accepted": False, "declined_again_reason": "Vi magter det ikke."}
    assert load("assessment_meeting.offer", declined) == declined
    assert "declined_again_reason" in problems("assessment_meeting.offer", {"offer_accepted": False})


def test_the_childs_words_cannot_be_rewritten_by_the_writer_of_the_report():
    clean = load("joint_report.draft", {"child_words": "Alt er fint."})
    assert clean["child_words"].startswith("Jeg vil gerne sove")


def test_the_result_of_the_agreement_is_worked_out_by_the_server():
    assert load("common_plan.agree", {"agreement": "agree"})["agreement"] == "partly"


def test_an_investigation_is_mandatory_when_the_decision_says_so():
    name = "assessment_parts.assessment_parts"
    assert set(problems(name, investigation_required=True)) == {"parts"}
