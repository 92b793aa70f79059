"""The case file: families, people, meetings, reports and plans, and the operations diagrams ask for.

What diagrams may ask is `OPERATIONS`; what pages read is below; the facts for the model rules are in `facts`.
"""

from collections.abc import Mapping

from workflow_service.casefile import (
    documents,
    handover,
    letters,
    misdirected,
    network,
    operations_access,
    operations_analysis,
    operations_assessment,
    operations_complaint,
    operations_consent,
    operations_decision,
    operations_intake,
    operations_plan,
    operations_revision,
)
from workflow_service.casefile.documents import file_document, write_entry
from workflow_service.casefile.facts import facts
from workflow_service.casefile.family_lists import my_families, search
from workflow_service.casefile.guards import check_guards, enforce
from workflow_service.casefile.naming import names
from workflow_service.casefile.operations_plan import enter_phase, start_measure
from workflow_service.casefile.options import options
from workflow_service.casefile.pages import access_bundle, case_page, open_entry
from workflow_service.casefile.prefill import Prefilled, prefill
from workflow_service.casefile.timeline import timeline
from workflow_service.runtime.operations import Operation

OPERATIONS: Mapping[str, Operation] = {
    operation.__name__: operation
    for operation in (
        operations_intake.open_case,
        operations_intake.record_inquiry,
        operations_intake.record_master_data,
        operations_intake.record_screening,
        operations_intake.record_risk_assessment,
        operations_intake.appoint_coordinator,
        operations_intake.record_checkin,
        operations_intake.record_sector_involvements,
        operations_intake.confirm_participants,
        letters.send_welcome_letter,
        documents.write_note,
        operations_assessment.plan_assessment_meeting,
        operations_assessment.hold_assessment_meeting,
        operations_assessment.record_child_view,
        operations_assessment.choose_assessment_parts,
        operations_assessment.record_assessment_part,
        operations_assessment.record_synthesis,
        operations_assessment.write_report_draft,
        operations_assessment.record_family_comments,
        operations_assessment.approve_report_draft,
        operations_analysis.suggest_experts,
        operations_analysis.propose_experts,
        operations_analysis.check_expert_conflicts,
        operations_analysis.record_declaration,
        operations_analysis.record_pseudonymised,
        operations_analysis.send_analysis_invitation,
        operations_analysis.inform_family,
        operations_analysis.hold_analysis_meeting,
        operations_analysis.approve_minutes,
        operations_analysis.finalise_report,
        operations_analysis.close_analysis,
        operations_decision.prepare_decision,
        operations_decision.send_hearing,
        operations_decision.record_hearing,
        operations_decision.decide,
        operations_decision.send_decision_letters,
        operations_decision.send_complaint_guidance,
        operations_decision.start_benefit,
        operations_decision.tell_new_date,
        operations_complaint.open_complaint,
        operations_complaint.record_complaint,
        operations_complaint.assess_late_complaint,
        operations_complaint.reassess_decision,
        operations_complaint.send_complaint_answer,
        operations_complaint.forward_complaint,
        operations_plan.write_sector_goals,
        operations_plan.write_goals,
        operations_plan.merge_existing_plans,
        operations_plan.propose_measures,
        operations_plan.start_measures,
        operations_plan.record_agreement,
        operations_plan.decide_disagreement,
        operations_plan.approve_plan,
        operations_plan.publish_plan,
        operations_plan.record_closure,
        operations_plan.close_case,
        operations_revision.describe_development,
        operations_revision.adjust_goals,
        operations_revision.revise_measures,
        network.agree_network_purpose,
        network.invite_network,
        network.hold_network_meeting,
        network.record_agreement_outcome,
        handover.choose_successor,
        handover.record_handover_meeting,
        handover.record_handover_summary,
        handover.transfer_case,
        handover.send_contact_card,
        misdirected.record_misdirected,
        misdirected.assess_breach,
        misdirected.tell_affected,
        operations_access.register_access_request,
        operations_access.collect_documents,
        operations_access.assess_exemptions,
        operations_access.redact_bundle,
        operations_access.tell_access_delay,
        operations_access.send_bundle,
        operations_consent.find_consent_givers,
        operations_consent.record_consent,
        operations_consent.record_consent_withdrawal,
    )
}

__all__ = [
    "OPERATIONS",
    "Prefilled",
    "access_bundle",
    "case_page",
    "check_guards",
    "enforce",
    "enter_phase",
    "facts",
    "file_document",
    "my_families",
    "names",
    "open_entry",
    "options",
    "prefill",
    "search",
    "start_measure",
    "timeline",
    "write_entry",
]
