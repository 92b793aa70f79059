"""The answers of Egelund's staff to every form: what a person would write, for any family and any step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow_service.app.demonstration import (
    answers_active,
    answers_analysis,
    answers_assessment,
    answers_consent,
    answers_courses,
    answers_decision,
    answers_entry,
    answers_financing,
    answers_intake,
    answers_plan,
    answers_transition,
)
from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

_FORMS: Mapping[tuple[str, str], Callable[[Ask], Answers]] = {
    ("inquiry", ""): answers_intake.inquiry,
    ("master_data", ""): answers_intake.master_data,
    ("screening", ""): answers_intake.screening,
    ("risk_assessment", ""): answers_intake.risk_assessment,
    ("coordinator_appointment", ""): answers_intake.coordinator_appointment,
    ("note", ""): answers_intake.note,
    ("case_participants", "map"): answers_intake.sector_involvements,
    ("case_participants", "confirm"): answers_intake.participants,
    ("family_checkin", "first_talk"): answers_intake.first_talk,
    ("notification", ""): answers_entry.notification,
    ("notification_24h", ""): answers_entry.assess,
    ("notification_screening", "reassess"): answers_entry.reassess,
    ("notification_screening", "local"): answers_entry.reassess,
    ("notification_screening", "screen"): answers_entry.screen,
    ("notification_screening", "inform"): answers_entry.inform,
    ("access_request", "register"): answers_entry.register_access,
    ("access_request", "exemptions"): answers_entry.exemptions,
    ("access_request", "redact"): answers_entry.redact,
    ("consent", "obtain"): answers_consent.obtain,
    ("acute_assessment", ""): answers_intake.acute_assessment,
    ("assessment_meeting", "prepare"): answers_assessment.prepare_meeting,
    ("assessment_meeting", "hold"): answers_assessment.hold_meeting,
    ("child_view", ""): answers_assessment.child_view,
    ("assessment_parts", ""): answers_assessment.parts,
    ("ics_assessment", "part"): answers_assessment.one_part,
    ("ics_assessment", "synthesis"): answers_assessment.synthesis,
    ("joint_report", "draft"): answers_assessment.report_draft,
    ("joint_report", "preliminary"): answers_assessment.preliminary,
    ("joint_report", "family_comments"): answers_assessment.family_comments,
    ("joint_report", "approve"): answers_assessment.approve_draft,
    ("analysis_invitation", "experts"): answers_analysis.invite_experts,
    ("expert_declaration", ""): answers_analysis.declaration,
    ("analysis_invitation", "pseudonymise"): answers_analysis.pseudonymise,
    ("analysis_invitation", "inform_family"): answers_analysis.inform_family,
    ("analysis_minutes", "hold"): answers_analysis.minutes,
    ("analysis_minutes", "approve"): answers_analysis.approve_minutes,
    ("joint_report", "final"): answers_analysis.final_report,
    ("family_checkin", "review"): answers_plan.review,
    ("family_checkin", "new_talk"): answers_plan.new_talk,
    ("common_plan", "sector_goals"): answers_plan.sector_goals,
    ("common_plan", "goals"): answers_plan.goals,
    ("common_plan", "measures"): answers_plan.measures,
    ("common_plan", "agree"): answers_plan.agree,
    ("common_plan", "disagreement"): answers_plan.disagreement,
    ("common_plan", "approve"): answers_plan.approve,
    ("common_plan", "development"): answers_plan.development,
    ("common_plan", "adjust"): answers_plan.adjust,
    ("common_plan", "revise"): answers_plan.revise,
    ("decision", "prepare"): answers_decision.prepare,
    ("decision", "decide"): answers_decision.decide,
    ("party_hearing", "send"): answers_decision.send_hearing,
    ("party_hearing", "replies"): answers_decision.replies,
    ("complaint", "register"): answers_decision.register_complaint,
    ("complaint", "late"): answers_decision.late_complaint,
    ("complaint", "reassess"): answers_decision.reassess,
    ("follow_up", "follow_up"): answers_active.follow_up,
    ("follow_up", "benefit_review"): answers_active.follow_up,
    ("family_checkin", "checkin"): answers_active.checkin,
    ("family_survey", ""): answers_active.survey,
    ("closure_proposal", ""): answers_active.closing,
    ("closure", ""): answers_plan.closure,
    ("financing_split", "describe"): answers_financing.describe,
    ("financing_split", "split"): answers_financing.split,
    ("financing_split", "check"): answers_financing.check,
    ("financing_split", "approve"): answers_financing.approve,
    ("financing_split", "renegotiate"): answers_financing.split,
    ("handover", "successor"): answers_courses.successor,
    ("handover", "meeting"): answers_courses.three_way_meeting,
    ("handover", "summary"): answers_courses.handover_summary,
    ("handover", "adult"): answers_transition.hand_over,
    ("transition_plan", "meeting"): answers_transition.meeting,
    ("transition_plan", "areas"): answers_transition.areas,
    ("transition_plan", "youth_plan"): answers_transition.youth_plan,
    ("transition_plan", "holistic_plan"): answers_transition.holistic_plan,
    ("transition_plan", "application"): answers_transition.application,
    ("transition_plan", "escalation"): answers_transition.escalation,
    ("transition_plan", "readiness"): answers_transition.readiness,
    ("transition_plan", "confirm"): answers_transition.confirm,
    ("birth_date", ""): answers_transition.birth_date,
    ("network_meeting", "purpose"): answers_courses.purpose,
    ("network_meeting", "invite"): answers_courses.invite,
    ("network_meeting", "hold"): answers_courses.hold,
    ("network_meeting", "agreement"): answers_courses.agreement,
}


def answer(ask: Ask) -> Answers:
    """What the form asked for is answered with. Raises `KeyError` for a form nobody has learnt to answer."""
    if ask.element == "write_contact":
        return answers_active.contact(ask)
    build = _FORMS.get((ask.form, ask.step)) or _FORMS[ask.form, ""]
    return build(ask)
