"""Answers of decisions: the proposal, the hearing, the decision, and what comes of a complaint."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]
_FOLLOWED = ("supportive", "placement")
_FAVOURABLE = ("granted", "partly")


def application(ask: Ask) -> Answers:
    """The family applies for respite after the case has begun."""
    return {
        "section": "barnets_lov_82_90",
        "type": "respite",
        "received": ask.today.isoformat(),
        "note": ask.say("{barn}s mor sendte skemaet med post."),
    }


def new_date(ask: Ask) -> Answers:
    """The decision cannot come in time."""
    return {
        "delay_reason": ask.say("Vi venter på en udtalelse om {barn}. Den er lovet om tre uger."),
        "new_date": (ask.today + timedelta(days=28)).isoformat(),
    }


def _outcome(ask: Ask) -> str:
    return {"refusal": "refused", "change": "changed", "end": "ended"}.get(
        str(ask.data.get("matter")), "granted"
    )


def prepare(ask: Ask) -> Answers:
    """Everything is granted that was asked for, unless the course itself is refused or support ends."""
    kind = str(ask.data.get("kind"))
    if ask.data.get("matter") == "access":
        return {
            "facts": "En del af dokumenterne handler om andre end den, der har bedt om aktindsigt.",
            "outcome": "partly",
            "legal_basis": ask.data.get("legal_basis") or "forvaltningsloven_9",
            "reason": "Det, der er taget ud, er den anden forælders private forhold. Resten er givet.",
        }
    answers: Answers = {
        "facts": ask.say(ask.profile.challenge),
        "burdensome": False,
        "child_view_draft": ask.say("{barn} har selv fortalt, hvad der hjælper. Det er lagt til grund."),
        "outcome": _outcome(ask),
        "legal_basis": ask.data.get("legal_basis") or "barnets_lov_82_90",
        "sector": ask.data.get("sector") or "disability_child",
        "annual_amount": ask.data.get("annual_amount") or 14400,
        "reason": ask.say("Hjælpen gør, at {barn} og familien kan holde til hverdagen."),
    }
    if answers["outcome"] == "ended":
        answers["ends_on"] = ask.data.get("ends_on") or ask.today.isoformat()
    if kind in _FOLLOWED and answers["outcome"] in (*_FAVOURABLE, "changed"):
        answers |= {
            "purpose": ask.data.get("purpose") or ask.say(ask.profile.direction),
            "duration": ask.data.get("duration") or "12 måneder",
            "plan_position": "exists" if answers["outcome"] == "changed" else "yes",
        }
        if ask.data.get("analysis_held") is False:
            told = ask.data.get("parallel_reason")
            answers["parallel_reason"] = told or "Familien kan ikke vente på mødet."
    return answers


def decide(ask: Ask) -> Answers:
    """The grant authority agrees with the proposal."""
    kept = ("facts", "outcome", "legal_basis", "reason", "purpose", "duration", "plan_position", "ends_on")
    answers: Answers = {key: ask.data[key] for key in kept if ask.data.get(key) is not None}
    if ask.data.get("parallel_reason"):
        answers["parallel_reason"] = ask.data["parallel_reason"]
    answers["child_view"] = ask.data.get("child_view") or ask.say("{barn} er hørt og er enig.")
    asked = answers["outcome"] in _FAVOURABLE or ask.data.get("matter") == "change"
    if ask.data.get("kind") == "supportive" and asked and answers["outcome"] != "refused":
        answers["consent"] = not ask.family.has("disagree")
    if ask.data.get("authority") in ("committee", "statutory_body"):
        answers["body_decided_on"] = ask.today.isoformat()
    return answers


def send_hearing(ask: Ask) -> Answers:
    return {
        "recipients": list(ask.data.get("recipients") or ()),
        "information": ask.say("Skolen skriver, at {barn} ikke har været træt i den sidste måned."),
        "due": ask.data.get("due") or (ask.today + timedelta(days=14)).isoformat(),
    }


def replies(ask: Ask) -> Answers:
    party, _ = ask.options("decision_parties")[0]
    words = ask.say("Det er, fordi {barn} sov hos {hjælper}.".replace("{hjælper}", ask.family.helper))
    return {
        "replies": [{"party": party, "date": ask.today.isoformat(), "text": words}],
        "changed": "Svaret forklarer skolens oplysning. Den taler ikke imod hjælpen.",
    }


def register_complaint(ask: Ask) -> Answers:
    others = [value for value, _ in ask.options("users:grant_authority")]
    return {
        "received_at": ask.now.isoformat(timespec="minutes"),
        "complainant": ask.person(ask.family.parents[-1].name),
        "text": "Jeg er uenig i afgørelsen. Det er ikke nok.",
        "reassessed_by": next(one for one in others if one != ask.data.get("decided_by")),
    }


def late_complaint(ask: Ask) -> Answers:
    return {
        "accept_late": False,
        "late_reason": "Klagen kom efter fristen, og der er ingen særlig grund.",
        "family_told_at": ask.today.isoformat(),
    }


def reassess(ask: Ask) -> Answers:
    return {
        "outcome": "maintained",
        "reason": "Vi har set på det igen og holder fast. Oplysningerne er de samme.",
        "sent_on_at": ask.today.isoformat(),
        "family_told_at": ask.today.isoformat(),
    }
