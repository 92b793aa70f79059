"""Operations of the analysis meeting (P04): experts from outside, no family, then report version 1."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from workflow_service import calendar, rules
from workflow_service.casefile import consents, guards, letters
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_moment,
    case_of,
    first_name,
    named,
    rows_of,
    today,
)
from workflow_service.casefile.facts import facts, planned_meeting
from workflow_service.casefile.minutes import amend_minutes
from workflow_service.casefile.operations_assessment import (
    REPORT_KEYS,
    draft_report,
    write_attendance,
    write_meeting,
)
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add, change

# a quorum without the people who know the case would be a meeting of strangers
LEAST_CORE_MEMBERS = 2
MINUTES = (
    "facts",
    "facts_not_discussed",
    "observations",
    "observations_not_discussed",
    "hypotheses",
    "options",
    "recommended",
    "least_intrusive_considered",
    "least_intrusive_reason",
    "existing_support",
    "financing_idea",
    "message_to_family",
)


def suggested(uow: UnitOfWork, case: Row) -> list[people.Expert]:
    """Experts of the register who are not involved with the family, those whose themes the assessment
    names first."""
    known = facts(uow, case["id"], ("INV-05",))
    parts = query.assessment_parts(uow, case["id"])
    themes = {one["type"] for one in parts} | {
        str(row.get("domain"))
        for one in parts
        for row in rows_of((one["content"] or {}).get("answers") or {}, "headings")
        if row.get("challenges")
    }
    free = [
        one
        for one in people.experts(uow)
        if rules.expert_conflict(
            known, rules.Invited(one.name, "external_expert", one.user_id, None, one.contact or "")
        )
        is None
    ]
    return sorted(free, key=lambda one: -len(themes & set(one.tags)))


def suggest_experts(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P04, 1: how many experts the register offers for this family; the form lists them."""
    return Result(variables={"suggested_experts": len(suggested(uow, case_of(uow, call)))})


def propose_experts(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06a experts: calls the meeting (or moves it). Nobody of the family (INV-04), nobody with a case with
    it (INV-05)."""
    guards.enforce(uow, call.case_id, ("INV-04", "INV-05"), answers)
    case = case_of(uow, call)
    minutes = named(answers, "questions", "material_form", "delivery")
    values = {
        "mode": answers.get("mode"),
        "planned_at": as_moment(uow, answers.get("when")),
        "place": answers.get("place"),
        "minutes": minutes,
    }
    meeting_id = write_meeting(uow, case, "analysis", values)
    experts = _invite_experts(uow, case, meeting_id, rows_of(answers, "experts"))
    members = [str(one) for one in answers.get("core_members") or ()]
    _invite_colleagues(uow, case, meeting_id, members)
    identifiable = answers.get("material_form") == "identifiable" and consent_identifiable(uow, case)
    return Result(
        variables={
            "meeting_id": meeting_id,
            "meeting_at": answers.get("when"),
            "identifiable": identifiable,
            "experts": experts,
        }
    )


def consent_identifiable(uow: UnitOfWork, case: Row) -> bool:
    """May material with names be shared with experts? Only when everybody with custody, and the young person
    from 15, has agreed to it (S01)."""
    return consents.EXTERNAL_EXPERTS in consents.covered(uow, case)


def _invite_experts(
    uow: UnitOfWork, case: Row, meeting_id: str, rows: list[Mapping[str, Any]]
) -> list[dict[str, str]]:
    register = {one.id: one for one in people.experts(uow, ended=True)}
    experts = []
    for row in rows:
        known = register.get(str(row.get("register_id")))
        attendance_id = add(
            uow,
            tables.attendance,
            case["key_id"],
            {
                "meeting_id": meeting_id,
                "user_id": known.user_id if known else None,
                "part": "external_expert",
                "who": {
                    **named(row, "name", "organisation", "expertise", "contact", "register_id"),
                    "role": "external_expert",
                },
                "invited": True,
            },
        )
        experts.append({"id": attendance_id, "name": str(row["name"])})
    return experts


def _invite_colleagues(uow: UnitOfWork, case: Row, meeting_id: str, members: list[str]) -> None:
    coordinator = case["coordinator_id"]
    found = people.colleagues(uow, (*members, coordinator))
    for user_id in dict.fromkeys((coordinator, *members)):
        if user_id in found:
            role = "coordinator" if user_id == coordinator else "core_member"
            add(
                uow,
                tables.attendance,
                case["key_id"],
                {
                    "meeting_id": meeting_id,
                    "user_id": user_id,
                    "part": "coordinator" if user_id == coordinator else "core_team",
                    "who": {"name": found[user_id].name, "role": role},
                    "invited": True,
                },
            )


def check_expert_conflicts(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P04, 3 (INV-05): is any invited expert involved with the family now? `conflict_reason` is a code
    (team_role, task, sector_involvement), because process data carries no names."""
    case = case_of(uow, call)
    known = facts(uow, case["id"], ("INV-05",))
    reasons = [
        reason
        for one in known.invited
        if one.part == "external_expert" and (reason := rules.expert_conflict(known, one)) is not None
    ]
    return Result(variables={"conflict": bool(reasons), "conflict_reason": reasons[0] if reasons else None})


def record_declaration(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06a declaration: an expert declares to have no case with the family and to keep silence."""
    given = call.inputs.get("expert")
    wanted = given.get("id") if isinstance(given, Mapping) else given
    case = case_of(uow, call)
    meeting = planned_meeting(uow, case["id"], "analysis")
    rows = query.attendances(uow, meeting["id"]) if meeting else []
    row = next((one for one in rows if one["id"] == wanted), None)
    if row is None:
        raise Conflict(
            "expert_not_invited",
            "Fagpersonen er ikke indkaldt til mødet længere.",
            "The professional is no longer invited to the meeting.",
        )
    who = {**row["who"], **named(answers, "given")}
    change(uow, tables.attendance, case["key_id"], row["id"], {"declared_at": today(uow), "who": who})
    return Result()


def _amend_meeting(uow: UnitOfWork, case: Row, more: Row, *, state: str = "planned") -> Row:
    meeting = next((m for m in query.meetings(uow, case["id"], "analysis") if m["state"] == state), None)
    if meeting is None:
        raise Conflict(
            "meeting_missing",
            "Der er ikke indkaldt til analysemøde. Indkald først.",
            "No analysis meeting is called. Call it first.",
        )
    amend_minutes(uow, case, meeting, {}, more)
    return meeting


def record_pseudonymised(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06a pseudonymise: which words are replaced in the material; a person has read it through."""
    case = case_of(uow, call)
    _amend_meeting(uow, case, {**named(answers, "replacements"), "material_checked": True})
    return Result()


def send_analysis_invitation(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P04, 6: each expert's own invitation, without names of the family. An expert with a login may read
    the material until some days after the meeting (`expert_access_days`)."""
    guards.enforce(uow, call.case_id, ("INV-04", "INV-05"), {})
    case = case_of(uow, call)
    meeting = planned_meeting(uow, case["id"], "analysis")
    if meeting is None:
        return Result()
    for row in query.attendances(uow, meeting["id"]):
        if row["part"] != "external_expert":
            continue
        to = {"attendance_id": row["id"], "name": row["who"]["name"]}
        reach = {"address": None, **named(row["who"], "organisation", "contact")}
        values = _invitation(uow, meeting, row["who"])
        letters.post_letter(uow, case, "expert_invitation", values, letters.Way(to, reach))
        if row["user_id"]:
            until = (meeting["planned_at"] or uow.now) + expert_days(uow)
            people.grant(uow, row["user_id"], "external_expert", case["id"], "participant", until)
    return Result()


def expert_days(uow: UnitOfWork) -> timedelta:
    """How long after the meeting an expert may read its material (`expert_access_days`, seven unless set)."""
    days = parameters.parameter_value(uow, "expert_access_days", today(uow))
    if isinstance(days, str) and days.startswith("P"):
        return timedelta(days=calendar.parse_duration(days).days)
    return timedelta(days=int(days or 7))


def without_names(minutes: Mapping[str, Any], text: str) -> str:
    """`text` with the agreed words in the place of names (F06a pseudonymise)."""
    words = {str(row["original"]): str(row["replacement"]) for row in rows_of(minutes, "replacements")}
    if not words:
        return text
    # the longest first, so that a whole name goes before the first name in it
    any_word = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.sub(rf"(?<!\w)(?:{any_word})(?!\w)", lambda found: words[found[0]], text)


def _invitation(uow: UnitOfWork, meeting: Row, who: Mapping[str, Any]) -> dict[str, str]:
    """The fields of an expert's invitation; in the questions the agreed words stand for names."""
    minutes = meeting["minutes"] or {}
    questions = "\n".join(f"{n}. {q['text']}" for n, q in enumerate(rows_of(minutes, "questions"), start=1))
    questions = without_names(minutes, questions)
    delivery = str(minutes.get("delivery"))
    return {
        "name": str(who["name"]),
        "when": calendar.moment_text(meeting["planned_at"], uow.zone) if meeting["planned_at"] else "",
        "place": str(meeting["place"]),
        "questions": questions,
        **{way: "ja" if way == delivery else "" for way in ("login", "numbered_paper", "screen_only")},
    }


def inform_family(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06a inform_family: why the family does not take part, and when it hears the result (INV-23)."""
    case = case_of(uow, call)
    meeting = _amend_meeting(uow, case, named(answers, "family_informed_at"))
    family = letters.family_for_letters(uow, case, with_young=True)
    body = str(answers.get("letter") or "").strip()

    def proposal(language: str) -> str:
        return letters.analysis_letter_text(uow, case, first_name(family.child["name"]), meeting, language)

    # words of one's own stand as they were written; the proposal is known in both languages
    own = body != proposal("da")
    letters.send_letter(
        uow, case, "analysis_letter", family, lambda to: {"body": body if own else proposal(to.language)}
    )
    return Result()


def hold_analysis_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06b hold: the minutes, without the family (INV-04) and with experts from outside (INV-05).

    Without a quorum (coordinator or core team, and `external_experts_min` experts) the meeting is not held
    and a new date is found.
    """
    guards.enforce(uow, call.case_id, ("INV-04", "INV-05"), answers)
    case = case_of(uow, call)
    rows = rows_of(answers, "attendance")
    quorum = has_quorum(uow, rows)
    meeting = planned_meeting(uow, case["id"], "analysis")
    minutes = {**((meeting["minutes"] or {}) if meeting else {}), **named(answers, *MINUTES)}
    values: Row = {"minutes": minutes, "state": "held" if quorum else "no_quorum"}
    if quorum:
        planned = meeting["planned_at"] if meeting else None
        values["held_at"] = min(planned or uow.now, uow.now)
    declared = _declared(uow, meeting)
    meeting_id = write_meeting(uow, case, "analysis", values)
    write_attendance(uow, case, meeting_id, rows, held=True)
    _keep_declarations(uow, case, meeting_id, declared)
    return Result(variables={"quorum": quorum, "meeting_id": meeting_id})


def has_quorum(uow: UnitOfWork, rows: list[Mapping[str, Any]]) -> bool:
    """Enough people who know the case, and enough from outside."""
    present = [str(row.get("role")) for row in rows if row.get("present") is True]
    least = parameters.parameter_value(uow, "external_experts_min", today(uow))
    inside = present.count("core_member") + present.count("coordinator")
    return inside >= LEAST_CORE_MEMBERS and present.count("external_expert") >= int(least or 2)


def _declared(uow: UnitOfWork, meeting: Row | None) -> dict[str, Row]:
    rows = query.attendances(uow, meeting["id"]) if meeting else []
    return {str(row["who"]["name"]): row for row in rows if row["who"]}


def _keep_declarations(uow: UnitOfWork, case: Row, meeting_id: str, before: Mapping[str, Row]) -> None:
    """What an expert declared, and who is a user, stays on the list of those who came."""
    for row in query.attendances(uow, meeting_id):
        known = before.get(str((row["who"] or {}).get("name")))
        if known is not None and (known["declared_at"] or known["user_id"]):
            values = {
                "declared_at": known["declared_at"],
                "user_id": known["user_id"],
                "who": {**known["who"], **row["who"]},
            }
            change(uow, tables.attendance, case["key_id"], row["id"], values)


def approve_minutes(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F06b approve: the minutes stand, with their corrections."""
    case = case_of(uow, call)
    more = {**named(answers, "corrections"), "approved_at": uow.now.isoformat()}
    _amend_meeting(uow, case, more, state="held")
    return Result()


def finalise_report(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F05 final: the next version, with what the analysis meeting added; the draft stays readable."""
    case = case_of(uow, call)
    reports = query.reports(uow, case["id"])
    draft = draft_report(uow, case["id"])
    number = max((one["number"] for one in reports), default=0) + 1
    content = {
        **(draft["content"] if draft else {}),
        **named(answers, *REPORT_KEYS, "qualified_at_analysis"),
        "approvals": rows_of(answers, "approvals"),
    }
    report_id = add(
        uow,
        tables.joint_report,
        case["key_id"],
        {
            "case_id": case["id"],
            "state": "version",
            "number": number,
            "content": content,
            "written_at": uow.now,
            "approved_at": uow.now,
        },
    )
    return Result(variables={"report_id": report_id})


def close_analysis(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P04, 12: from now on support may start (INV-06); the experts' access ends some days after."""
    case = case_of(uow, call)
    held = next((m for m in query.meetings(uow, case["id"], "analysis") if m["state"] == "held"), None)
    if held is None:
        raise Conflict(
            "analysis_not_held",
            "Analysemødet er ikke holdt endnu. Skriv referatet først. (Regel 6)",
            "The analysis meeting has not been held yet. Write its minutes first. (Rule 6)",
        )
    query.change_case(uow, case, {"analysis_held_at": held["held_at"]})
    query.end_access(uow, case["id"], held["held_at"] + expert_days(uow), "external_expert")
    return Result(variables={"analysis_held": True})
