"""Answers at the doors beside the course: a notification (N01), access to the file (S03)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.families import cpr

Answers = dict[str, Any]

_CALM = "Barnet har en tryg voksen hjemme i dag, og skolen ser barnet igen i morgen."


def notification(ask: Ask) -> Answers:
    """F12a: what the teacher says, in the teacher's words, and how the child is known."""
    family = ask.family
    born = family.born(ask.today)
    return {
        "received_at": ask.data.get("received_at"),
        "notifier_type": "school",
        "notifier_name": "Lone Birk",
        "notifier_contact": "Åskolen, Skolevej 4, 8999 Egelund",
        "child_name": family.child,
        "child_cpr": cpr(born, family.number, family.boy),
        "child_birth_date": born.isoformat(),
        "concern_text": ask.say("»{barn} er træt og alene det meste af dagen«, siger klasselæreren."),
    }


def assess(ask: Ask) -> Answers:
    """F12b: no danger now; the family is the one that is known, when one is."""
    offered = [value for value, _ in ask.options("notification_matches")]
    return {
        "match": ask.data.get("match") or offered[0],
        "abuse_suspicion": False,
        "danger_24h": False,
        "danger_reason": _CALM,
        "took_part": [ask.choose("users:any", "Pia Holbæk")],
    }


def reassess(ask: Ask) -> Answers:
    """F12c: the leader and somebody who never worked with the family (INV-19); or coordinator and leader."""
    leader = "Anne Skov" if ask.family.team == "north" else "Per Halberg"
    new = "Mogens Tang" if ask.data.get("independent") else "Mette Holm"
    return {
        "reassessed_by": [ask.choose("users:any", leader), ask.choose("users:any", new)],
        "reassessment": "Støtten er stadig den rette. Skolen og hjemmet taler sammen hver uge.",
    }


def screen(ask: Ask) -> Answers:
    """F12c: the family's course for those who need several kinds of help, otherwise nothing more."""
    if ask.family.has("course"):
        reason = "Barnet har brug for flere slags hjælp. Familien tilbydes det fælles forløb."
        return {"concern_types": ["disability_support"], "outcome": "course", "reason": reason}
    reason = "Skolen og familien er allerede i gang med det, der hjælper."
    return {"concern_types": ["school_absence"], "outcome": "none", "reason": reason}


def inform(ask: Ask) -> Answers:
    """F12c: the teacher hears whether something was begun, and no more."""
    return {
        "notifier_informed": "yes",
        "notifier_text": "Vi har set på det, du skrev, og taget stilling. Tak, fordi du skrev.",
    }


def register_access(ask: Ask) -> Answers:
    """F31: a parent wants to read everything."""
    return {
        "requester_id": ask.person(ask.family.parents[-1].name),
        "relation": "custody",
        "scope": ask.say("Alt, hvad der står om {barn} og mig."),
        "received_at": ask.data.get("received_at") or (ask.now - timedelta(hours=1)).isoformat(),
    }


def exemptions(ask: Ask) -> Answers:
    """F31: what is proposed for each document."""
    return {"documents": ask.rows("documents")}


def redact(ask: Ask) -> Answers:
    """F31: the words that were found are taken out."""
    return {"redactions": ask.rows("redactions")}
