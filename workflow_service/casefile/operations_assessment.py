"""Operations of the assessment (P03): the meeting with the family, the child's voice, parts, one report."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile import assessment_parts, guards, letters, letters_meetings, letters_report
from workflow_service.casefile.base import Answers, Row, as_date, as_moment, case_of, named, rows_of, today
from workflow_service.casefile.facts import held_assessment, planned_meeting
from workflow_service.casefile.override_rows import note_child_view
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add, change

PART_OF_ROLE = {
    "parent": "family",
    "guardian": "family",
    "child": "family",
    "network": "family",
    "bisidder": "family",
    "interpreter": "interpreter",
    "coordinator": "coordinator",
    "core_member": "core_team",
    "case_professional": "case_professional",
    "external_expert": "external_expert",
}
# the report's own answers; the rest of a submission belongs to its step
REPORT_KEYS = (
    "summary_child",
    "summary_parents",
    "summary_family",
    "child_words",
    "needs",
    "dependencies",
    "draft_goals",
    "joint_conclusion",
    "proposed_direction",
    "dissent",
)


def plan_assessment_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03m prepare: the meeting with its invited, and an invitation to each of the family; called again, it
    is moved, and they are told."""
    case = case_of(uow, call)
    moved = planned_meeting(uow, case["id"], "assessment") is not None
    values = {
        "mode": answers.get("mode"),
        "planned_at": as_moment(uow, answers.get("when")),
        "place": answers.get("place"),
        "minutes": named(answers, "child_participation", "child_through", "bisidder", "interpreter"),
    }
    meeting_id = write_meeting(uow, case, "assessment", values)
    write_attendance(uow, case, meeting_id, rows_of(answers, "attendance"), held=False)
    letters.deliver(uow, case, letters_meetings.assessment_invitation(uow, case, answers, moved=moved))
    return Result(variables={"meeting_id": meeting_id, "meeting_at": answers.get("when")})


def write_meeting(uow: UnitOfWork, case: Row, type: str, values: Mapping[str, Any]) -> str:
    """The planned meeting of this type, new or moved; its list of people is cleared for the new one."""
    planned = planned_meeting(uow, case["id"], type)
    if planned is None:
        base = {"case_id": case["id"], "type": type, "state": "planned"}
        return add(uow, tables.meeting, case["key_id"], {**base, **values})
    query.clear_attendances(uow, planned["id"])
    change(uow, tables.meeting, case["key_id"], planned["id"], {**values, "version": planned["version"] + 1})
    return str(planned["id"])


def write_attendance(
    uow: UnitOfWork, case: Row, meeting_id: str, rows: list[Mapping[str, Any]], *, held: bool
) -> None:
    """The people of a meeting. `held`: who came, otherwise who is invited."""
    for row in rows:
        present = row.get("present") if held else None
        add(
            uow,
            tables.attendance,
            case["key_id"],
            {
                "meeting_id": meeting_id,
                "part": PART_OF_ROLE.get(str(row.get("role")), "case_professional"),
                "who": named(row, "name", "role", "contact", "organisation", "reason"),
                "invited": True,
                "present": present,
                "reason_code": "absent" if present is False else None,
            },
        )


def hold_assessment_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03m hold: the meeting is held with family and core team (INV-03); its words are the minutes."""
    guards.enforce(uow, call.case_id, ("INV-03",), answers)
    case = case_of(uow, call)
    keys = (
        "family_declined",
        "family_declined_reason",
        "child_participation",
        "child_through",
        "bisidder",
        "interpreter",
        "child_needs_said",
        "parent_needs_said",
        "resources",
        "expectations",
        "draft_goals",
        "proposed_parts",
        "agreements",
    )
    when = as_moment(uow, answers.get("when")) or uow.now
    values = {
        "mode": answers.get("mode"),
        "planned_at": when,
        "held_at": when,
        "place": answers.get("place"),
        # the leader who is asked to go on without the family sees who asks (INV-03)
        "minutes": {**named(answers, *keys), "minuted_by": uow.actor.user_id},
        "state": "held",
    }
    meeting_id = write_meeting(uow, case, "assessment", values)
    write_attendance(uow, case, meeting_id, rows_of(answers, "attendance"), held=True)
    declined = answers.get("family_declined") is True
    return Result(variables={"meeting_id": meeting_id, "family_declined": declined})


def hold_meeting_again(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03m hold: the meeting that a family took up on the second offer. In no diagram does it stand for the
    first one, by which the assessment begins."""
    return hold_assessment_meeting(uow, call, answers)


def offer_meeting_again(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03m offer: a family that was not at the first meeting is offered another before the report is written
    (INV-03). It may decline again; then its words stand with the meeting, and nobody is asked anew."""
    accepted = answers.get("offer_accepted") is True
    if accepted:
        planned = plan_assessment_meeting(uow, call, answers)
        return Result(variables={**planned.variables, "offer_accepted": True})
    case = case_of(uow, call)
    held = held_assessment(uow, case["id"])
    if held is not None:
        said = {"on": today(uow).isoformat(), **named(answers, "declined_again_reason")}
        minutes = {**(held["minutes"] or {}), "offered_again": said}
        change(uow, tables.meeting, case["key_id"], held["id"], {"minutes": minutes})
    return Result(variables={"offer_accepted": False})


def record_child_view(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F28: the child's own words, never rewritten; may be kept from the parents."""
    case = case_of(uow, call)
    content = named(
        answers,
        "words",
        "observation",
        "through",
        "place",
        "present",
        "bisidder_told",
        "not_by_talk_reason",
        "hide_reason",
        "about",
        "attachments",
    )
    how = ",".join(str(one) for one in answers["how"])
    view_id = add(
        uow,
        tables.child_view,
        case["key_id"],
        {
            "case_id": case["id"],
            "child_id": answers.get("child") or case["child_id"],
            "date": as_date(answers["date"]),
            "how": how,
            "content": content,
            "hide_from_parents": answers.get("hide_from_parents") is True,
        },
    )
    note_child_view(uow, case, view_id, how, str(content.get("not_by_talk_reason") or ""))
    return Result()


def choose_assessment_parts(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F04p: the parts of the assessment, each with owner and due date: what the parallel tasks run over;
    and when an exploration must be finished. Not before the family was met, or the team leader approved that
    it was not (INV-03)."""
    guards.enforce(uow, call.case_id, ("INV-03",), named(answers, "parts"))
    case = case_of(uow, call)
    rows = rows_of(answers, "parts")
    names = people.colleagues(uow, (row.get("owner") for row in rows))
    parts = []
    for row in rows:
        owner = names.get(str(row.get("owner")))
        due = as_date(row.get("due"))
        part_id = add(
            uow,
            tables.assessment_part,
            case["key_id"],
            {
                "case_id": case["id"],
                "type": str(row["type"]),
                "owner_id": owner.id if owner else None,
                "content": {"why": row.get("why"), "heading_set": answers.get("heading_set")},
                "due": due,
            },
        )
        parts.append(
            {
                "id": part_id,
                "type": str(row["type"]),
                "owner": owner.id if owner else None,
                "owner_name": owner.name if owner else None,
                "due": due.isoformat() if due else None,
            }
        )
    due = assessment_parts.exploration_due(uow, as_date(call.inputs.get("assessment_from")))
    return Result(variables={"parts": parts, "exploration_due": due.isoformat()})


def record_assessment_part(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F04 part: one part of the assessment is done."""
    given = call.inputs.get("part")
    part_id = given.get("id") if isinstance(given, Mapping) else given
    part = query.assessment_part(uow, str(part_id)) if part_id else None
    if part is None or part["case_id"] != call.case_id:
        raise Conflict(
            "part_not_found",
            "Delen af udredningen findes ikke i sagen længere.",
            "The part of the assessment is no longer in the case.",
        )
    content = {**(part["content"] or {}), "answers": dict(answers)}
    values = {"content": content, "completed_at": uow.now}
    change(uow, tables.assessment_part, part["key_id"], part["id"], values)
    return Result()


def record_synthesis(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F04 synthesis: the parts become one picture of child, parents and family."""
    case = case_of(uow, call)
    add(
        uow,
        tables.assessment_part,
        case["key_id"],
        {
            "case_id": case["id"],
            "type": "synthesis",
            "owner_id": uow.actor.user_id,
            "content": {"answers": dict(answers), "heading_set": answers.get("heading_set")},
            "completed_at": uow.now,
        },
    )
    return Result()


def draft_report(uow: UnitOfWork, case_id: str) -> Row | None:
    """The report's draft, while no version was published after it."""
    reports = query.reports(uow, case_id)
    return reports[0] if reports and reports[0]["state"] == "draft" else None


def write_report_draft(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F05 draft: one joint report, as a draft that the team reads and that leaves for the family by letter; a
    preliminary assessment is not sent for comments."""
    case = case_of(uow, call)
    if call.inputs.get("step") == "draft":
        letters.deliver(uow, case, letters_report.draft_letter(uow, case, answers))
    draft = draft_report(uow, case["id"])
    content = {**(draft["content"] if draft else {}), **named(answers, *REPORT_KEYS)}
    if draft is not None:
        values = {"content": content, "written_at": uow.now}
        change(uow, tables.joint_report, case["key_id"], draft["id"], values)
        return Result(variables={"report_id": draft["id"]})
    report_id = add(
        uow,
        tables.joint_report,
        case["key_id"],
        {"case_id": case["id"], "state": "draft", "number": 0, "content": content, "written_at": uow.now},
    )
    return Result(variables={"report_id": report_id})


def _amend_draft(uow: UnitOfWork, call: Call, more: Row, **clear: Any) -> Result:
    case = case_of(uow, call)
    draft = draft_report(uow, case["id"])
    if draft is None:
        raise Conflict(
            "report_missing",
            "Der er intet udkast til rapporten. Skriv udkastet først.",
            "There is no draft of the report. Write the draft first.",
        )
    values = {"content": {**draft["content"], **more}, **clear}
    change(uow, tables.joint_report, case["key_id"], draft["id"], values)
    return Result(variables={"report_id": draft["id"]})


def record_family_comments(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F05 family_comments: what the family says to the draft, in their words."""
    return _amend_draft(uow, call, named(answers, "family_comments"))


def approve_report_draft(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F05 approve: the involved members (or their deputies) stand behind the draft."""
    more = {**named(answers, "dissent"), "draft_approvals": rows_of(answers, "approvals")}
    return _amend_draft(uow, call, more, approved_at=uow.now)
