"""Answers of the assessment: the meeting, the child's voice, the parts, the joint draft."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration import course
from workflow_service.app.demonstration.answers_intake import ways
from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.profiles import phrases

Answers = dict[str, Any]
_PLACES = ("Familiehuset, lokale 2", "Rådhuset, lokale 4", "Familiehuset, lokale 1")


def prepare_meeting(ask: Ask) -> Answers:
    when = ask.ahead.get("hold_meeting_again" if ask.step == "offer" else "hold_assessment_meeting")
    begins = (when - timedelta(minutes=90)).replace(minute=0) if when else course.ahead(ask.now, 7, 13)
    return {
        "when": begins.isoformat(timespec="minutes"),
        "place": ask.family.pick(_PLACES, "place"),
        "mode": "physical",
        "attendance": ask.rows("attendance"),
        "child_participation": ways(ask),
        "child_through": ask.family.companion,
        "bisidder": ask.family.companion,
        "interpreter": next((p.interpreter for p in ask.family.parents if p.interpreter), None),
    }


def offer_again(ask: Ask) -> Answers:
    """A family that was not at the first meeting comes to the second."""
    return {"offer_accepted": True, **prepare_meeting(ask)}


def approve(ask: Ask) -> Answers:
    """The leader lets it go on as it was asked."""
    return {"approved": True}


def _without_family(ask: Ask) -> Answers:
    """The family stayed away; the professionals met."""
    away = {"present": False, "reason": "Ønskede ikke at være med."}
    ours = ("coordinator", "core_member", "case_professional")
    return {
        "when": ask.data["when"],
        "place": ask.data["place"],
        "mode": "physical",
        "attendance": [
            {**row, "present": True} if row["role"] in ours else {**row, **away}
            for row in ask.rows("attendance")
        ],
        "family_declined": True,
        "family_declined_reason": ask.say("{mor} vil ikke sidde over for så mange på én gang. Måske senere."),
        "child_participation": ways(ask),
        "child_through": ask.family.companion,
    }


def hold_meeting(ask: Ask) -> Answers:
    family = ask.family
    if family.has("declines") and ask.element == "hold_assessment_meeting":
        return _without_family(ask)
    child = ask.person(family.child)
    attendance = []
    for row in ask.rows("attendance"):
        away = row["role"] == "case_professional" and family.number % 4 == 0
        reason = {"reason": "Syg. Har sendt sine bemærkninger skriftligt."} if away else {}
        attendance.append({**row, "present": not away, **reason})
    return {
        "when": ask.data["when"],
        "place": ask.data["place"],
        "mode": "physical",
        "attendance": attendance,
        "family_declined": False,
        "child_participation": ways(ask),
        "child_through": family.companion,
        "bisidder": family.companion,
        "interpreter": ask.data.get("interpreter"),
        "child_needs_said": ask.say(
            f"{{barn}} har brug for voksne, der kender {{hans}} hverdag. {ask.profile.wish}"
        ),
        "parent_needs_said": ask.say(
            "{mor} har brug for at vide, hvem hun skal ringe til, og for tid til de andre."
        ),
        "resources": ask.say(
            f"{{barn}}: {ask.profile.strength} Familien taler godt sammen, og {family.helper} hjælper."
        ),
        "expectations": "Vi mødes igen, når udredningen er færdig. Koordinatoren ringer hver anden fredag.",
        "draft_goals": [
            {"text": ask.say(ask.profile.short.text), "whose": child},
            {"text": ask.say(ask.profile.long.text), "whose": child},
        ],
        "proposed_parts": [{"text": ask.say("Nogen skal se på, hvordan {barn} har det i løbet af dagen.")}],
        "agreements": [
            {
                "what": "Henter udtalelse fra dem, der ser barnet hver dag",
                "who": "Koordinatoren",
                "when": (ask.today + timedelta(days=14)).isoformat(),
            }
        ],
    }


def child_view(ask: Ask) -> Answers:
    family = ask.family
    small = family.age < 4
    answers: Answers = {
        "child": ask.data["child"],
        "date": ask.today.isoformat(),
        "how": ["observation", "through_person"]
        if small
        else ["talk", "drawing"]
        if family.age < 13
        else ["talk"],
        "place": ask.say("{barn}s værelse") if family.age >= 4 else "Hjemme i stuen",
        "present": [{"name": family.companion, "role": "Bisidder"}],
        "bisidder_told": True,
        "words": ask.say(ask.profile.words),
        "observation": ask.say(ask.profile.observation),
        "hide_from_parents": False,
        "about": ask.data["about"],
        "attachments": [],
    }
    if small:
        answers["through"] = family.companion
        answers["not_by_talk_reason"] = ask.say(
            "{barn} er for lille til en samtale. Set gennem en, {han} er tryg ved."
        )
    return answers


_PARTS = {
    "investigation": "Der er pligt til en børnefaglig undersøgelse af hele barnets situation.",
    "exploration": "Vi mangler viden om familiens hverdag og kræfter.",
    "ppr_assessment": "Skolegangen skal ses på, før vi ved, hvad der hjælper.",
    "health": "Sundhedsplejen skal vurdere trivsel, mad og søvn.",
}


def parts(ask: Ask) -> Answers:
    family = ask.family
    kinds = ["exploration", "ppr_assessment" if family.age >= 6 else "health"]
    if ask.data.get("investigation_required"):
        kinds[0] = "investigation"
    owners = [value for value, _ in ask.options("case_professionals")]
    coordinator = _known(ask, "Mette Holm", "Jonas Friis", "Birgitte Lund", "Søren Kjeldsen")
    expert = _known(ask, *(("Karen Dahl", "Ulla Vang") if family.age >= 6 else ("Peter Moos", "Maja Rønne")))
    rows = []
    for at, kind in enumerate(kinds, start=1):
        owner = (coordinator if at == 1 else expert) or owners[0]
        due = ask.ahead.get(f"carry_out_part:{at}")
        day = due.date() if due else course.workday_after(ask.today, 14 + at * 4)
        rows.append({"type": kind, "why": _PARTS[kind], "owner": owner, "due": day.isoformat()})
    return {"heading_set": "ics_2", "parts": rows}


def _known(ask: Ask, *names: str) -> str | None:
    return next((value for value, label in ask.options("case_professionals") if label in names), None)


def _heading(ask: Ask, key: str) -> list[str]:
    """Information, its source, assessment and strength for a heading of ICS."""
    words, seen_by = ask.profile, "Dem, der ser barnet hver dag"
    own = {
        "health": [words.health, "Forældrene og lægen", words.health, "Familien kender tegnene."],
        "day_care_school_learning": [words.learning, seen_by, words.learning, words.strength],
        "development_behaviour": [words.development, "PPR", words.development, words.strength],
    }
    known = phrases()["headings"]
    return [ask.say(text) for text in own.get(key) or known.get(key) or known["social_network"]]


def _covered(ask: Ask, row: Answers) -> Answers:
    information, source, assessment, strength = _heading(ask, row["heading"])
    return {
        **row,
        "status": "covered",
        "information": [{"text": information, "source": source}],
        "assessment": assessment,
        "strengths": strength,
        "challenges": ask.say(ask.profile.challenge),
    }


def one_part(ask: Ask) -> Answers:
    own = {
        "ppr_assessment": ("day_care_school_learning", "development_behaviour"),
        "health": ("health", "development_behaviour"),
    }.get(
        str(ask.data.get("part_type")),
        ("health", "leisure_friendships", "safe_care", "housing_employment_economy"),
    )
    rows = [
        _covered(ask, row) if row["heading"] in own else {**row, "status": "not_covered"}
        for row in ask.rows("headings")
    ]
    need = ask.family.pick(("moderate", "considerable", "comprehensive"), "need")
    ability = {"communication": ask.say(ask.profile.development), "communication_need": need}
    return {"headings": rows, "functional_ability": ability}


def synthesis(ask: Ask) -> Answers:
    rows = [row if row.get("status") == "covered" else _covered(ask, row) for row in ask.rows("headings")]
    for row in rows:
        row.setdefault("strengths", ask.say(ask.profile.strength))
    need = ask.family.pick(("slight", "moderate", "considerable"), "sleep")
    ability = {"behaviour": ask.say(ask.profile.challenge), "behaviour_need": need}
    return {"headings": rows, "functional_ability": ability}


def report_draft(ask: Ask) -> Answers:
    child, first = ask.family.child, ask.family.parents[0].name
    summary = ask.say(f"{{barn}}: {ask.profile.disability} {ask.profile.learning} {ask.profile.strength}")
    return {
        "summary_child": summary,
        "summary_parents": ask.say("{mor} og familien samarbejder godt. De er trætte og mangler aflastning."),
        "summary_family": ask.say(
            f"Søskende og netværk er set med. {ask.family.companion} er en fast støtte."
        ),
        "needs": [
            {
                "person": ask.person(child),
                "priority": "high",
                "need": ask.say(ask.profile.wish),
                "said_by_family": True,
            },
            {
                "person": ask.person(first),
                "priority": "medium",
                "need": "Aflastning og overblik.",
                "said_by_family": True,
            },
        ],
        "dependencies": [{"text": ask.say(ask.profile.hypothesis)}],
        "draft_goals": [{"text": ask.say(ask.profile.short.text), "whose": ask.person(child)}],
        "joint_conclusion": ask.say(ask.profile.conclusion),
        "proposed_direction": ask.say(ask.profile.direction),
        # of the letter that brings the draft; a preliminary assessment is not sent
        "answer_by": ask.data.get("answer_by"),
        "without_parents": ask.data.get("without_parents"),
        "dissent": None,
    }


def preliminary(ask: Ask) -> Answers:
    draft = report_draft(ask)
    return {key: draft[key] for key in ("summary_child", "needs", "joint_conclusion", "proposed_direction")}


def family_comments(ask: Ask) -> Answers:
    said = (
        "Vi blev skilt året før, end der står. Ellers er det rigtigt.",
        "Vi kan genkende det hele og er glade for, at det er skrevet så tydeligt.",
        "Der mangler, at vi selv har prøvet en fast aftenrutine siden foråret.",
    )
    return {"family_comments": ask.family.pick(said, "comments")}


def approve_draft(ask: Ask) -> Answers:
    dissent = ask.say("PPR mener, at skolen bør være først.") if ask.family.number % 5 == 0 else None
    return {"dissent": dissent, "approvals": approvals(ask)}


def approvals(ask: Ask) -> list[Answers]:
    known = {value for value, _ in ask.options("case_professionals")}
    rows = [row for row in ask.rows("approvals") if row["member"] in known]
    return [{"member": row["member"], "date": ask.today.isoformat()} for row in rows]
