"""Answers of the analysis meeting: experts, declarations, letters, minutes, report version 1."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from workflow_service.app.demonstration import course
from workflow_service.app.demonstration.answers_assessment import approvals
from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]


def _meeting(ask: Ask) -> datetime:
    later = ask.ahead.get(
        "hold_analysis_meeting" if ask.element == "propose_experts" else "hold_analysis_meeting:2"
    )
    if later is None:
        return course.ahead(ask.now, 8, 9)
    return (later - timedelta(minutes=100)).replace(minute=0)


def invite_experts(ask: Ask) -> Answers:
    return {
        "experts": ask.rows("experts"),
        "core_members": list(ask.data.get("core_members") or ()),
        "when": _meeting(ask).isoformat(timespec="minutes"),
        "place": "Rådhuset, lokale 4",
        "mode": "physical",
        "questions": [
            {"text": "Hvad kan forklare det, vi ser?"},
            {"text": "Hvad er det mindst indgribende, der kan virke?"},
        ],
        "material_form": "pseudonymised",
        "delivery": ask.family.pick(("numbered_paper", "screen_only", "login"), "delivery"),
    }


def declaration(ask: Ask) -> Answers:
    given = "self" if ask.number % 2 else "oral_to_coordinator"
    return {"no_open_case": True, "confidentiality": True, "given": given}


def pseudonymise(ask: Ask) -> Answers:
    child = "Drengen" if ask.family.boy else "Pigen"
    return {
        "replacements": [
            {"original": ask.family.child, "replacement": child},
            *({"original": parent.name, "replacement": parent.role} for parent in ask.family.parents),
            {"original": "Åskolen", "replacement": "Skolen"},
        ],
        "material_checked": True,
    }


def inform_family(ask: Ask) -> Answers:
    return {"letter": str(ask.data["letter"]), "family_informed_at": ask.today.isoformat()}


def minutes(ask: Ask) -> Answers:
    too_few = ask.family.has("no_quorum") and ask.number == 1
    attendance: list[Answers] = []
    for row in ask.rows("attendance"):
        away = (
            too_few
            and row["role"] == "external_expert"
            and not any(r["present"] is False for r in attendance)
        )
        reason = {"reason": "Aflyste samme morgen."} if away else {}
        attendance.append({**row, "present": not away, **reason})
    words = ask.profile
    child = "Drengen" if ask.family.boy else "Pigen"
    return {
        "attendance": attendance,
        "facts": [{"text": ask.say(words.learning).replace(ask.family.first, child)}],
        "observations": [{"text": ask.say(words.observation).replace(ask.family.first, child)}],
        "hypotheses": [{"text": ask.say(words.hypothesis)}],
        "options": [
            {
                "text": "Støtte i hjemmet",
                "pro": "Kan begynde straks.",
                "con": "Endnu en voksen.",
                "intrusiveness": 2,
            },
            {
                "text": "Støtte i hverdagen ude",
                "pro": "Tæt på barnet.",
                "con": "Kræver timer.",
                "intrusiveness": 1,
            },
        ],
        "recommended": ask.say(words.direction),
        "least_intrusive_considered": True,
        "least_intrusive_reason": "Vejledning alene er prøvet og er ikke nok.",
        "financing_idea": ask.family.pick(("yes", "no", "unclear"), "financing"),
        "message_to_family": ask.say(f"Fagfolkene peger på en mulig forklaring: {words.hypothesis}"),
    }


def approve_minutes(ask: Ask) -> Answers:
    corrections = "Ordet »altid« er rettet til »ofte«." if ask.family.number % 3 == 0 else None
    return {"corrections": corrections, "approved": True}


def final_report(ask: Ask) -> Answers:
    return {
        "joint_conclusion": ask.say(ask.profile.conclusion),
        "proposed_direction": ask.say(ask.profile.direction),
        "qualified_at_analysis": ask.say(
            f"De eksterne pegede på: {ask.profile.hypothesis} Det er skrevet ind."
        ),
        "dissent": None,
        "approvals": approvals(ask),
    }
