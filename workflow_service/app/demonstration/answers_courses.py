"""What people answer in the courses that run on a case: a network meeting, a change of coordinator."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

_ADVISERS = "users:child_disability_adviser"


def successor(ask: Ask) -> Answers:
    """F29: somebody else than the present coordinator, and a third person as substitute."""
    now = ask.data["current_coordinator"]
    free = [value for value, _ in ask.options(_ADVISERS) if value != now]
    return {"cause": "load", "new_contact": free[0], "substitute": free[1] if len(free) > 1 else now}


def three_way_meeting(ask: Ask) -> Answers:
    """F29: the family meets both coordinators."""
    return {
        "meeting_held": True,
        "meeting": ask.today.isoformat(),
        "meeting_place": "Hjemme hos familien",
        "took_part": [
            {"name": ask.family.parents[0].name, "role": "parent"},
            {"name": ask.data["successor_name"], "role": "coordinator"},
        ],
        "family_words": "Vi er kede af at sige farvel, men trygge ved at have mødt den nye.",
        "told_family_at": ask.today.isoformat(),
    }


def handover_summary(ask: Ask) -> Answers:
    """F29: what the new coordinator must know."""
    due = (ask.today + timedelta(days=21)).isoformat()
    wish = ask.say("Ring om formiddagen, og tal med {barn} først.")
    return {
        "what_matters": ask.data.get("what_matters") or wish,
        "agreements": [{"what": "Opfølgning på skolestart", "who": "Ny koordinator", "due": due}],
    }


def purpose(ask: Ask) -> Answers:
    """F11: the family wants the meeting."""
    return {"family_consent": True, "purpose": "Vi vil gerne have hjælp til at dele eftermiddagene."}


def invite(ask: Ask) -> Answers:
    """F11: in a week, late in the afternoon; the helper the family trusts comes, and the child's teacher."""
    when = datetime.combine(ask.today + timedelta(days=7), time(17), ask.now.tzinfo)
    return {
        "when": when.isoformat(timespec="minutes"),
        "place": "Hjemme hos familien",
        "invited_by_family": [{"name": ask.family.companion, "role": "netværk"}],
        "professionals": [*ask.rows("professionals"), {"name": "Inger Vang", "role": "lærer"}],
    }


def hold(ask: Ask) -> Answers:
    """F11: one agreement of a colleague with a login and one of the family's helper."""
    due = (ask.today + timedelta(days=14)).isoformat()
    return {
        "family_present": True,
        "attendance": [{**row, "present": True} for row in ask.rows("attendance")],
        "strengths": "Alle vil gerne hjælpe.",
        "worries": "Eftermiddagene er lange.",
        "agreements": [
            {
                "what": "Spørger fritidsordningen om tirsdage",
                "who": ask.options("case_people")[-1][0],
                "due": due,
            },
            {"what": "Henter hver torsdag", "who_name": ask.family.companion, "due": due},
        ],
    }


def agreement(ask: Ask) -> Answers:
    """F11: the agreement was kept."""
    return {"outcome": "kept"}


def free_letter(ask: Ask) -> Answers:
    """An answer to what the parents asked."""
    return {
        "receivers": [value for value, _ in ask.options("letter_receivers")],
        "subject": "Svar på jeres spørgsmål om kørsel",
        "body": ask.say(
            "I spurgte, hvem der betaler, når {barn} bliver kørt til aflastning. Det gør kommunen."
            "\n\nI skal ikke søge om det. Ring, hvis kørslen ikke kommer til tiden."
        ),
    }


def parallel_support(ask: Ask) -> Answers:
    """The mornings cannot wait for the analysis meeting."""
    return {
        "catalogue_item": "home_support",
        "purpose": ask.say("{barn} og forældrene får hjælp til morgenerne hjemme."),
        "parallel_reason": ask.say(
            "{barn} kommer ikke i skole de fleste dage, og der er lang tid til analysemødet."
        ),
        "hoped_for": ask.say("At {barn} kommer roligt af sted om morgenen, mens vi finder ud af resten."),
        "expected_duration": "4 måneder",
        "start": ask.data.get("start") or ask.today.isoformat(),
        "provider": "Familiehuset",
        "sector": "disability_child",
        "cost": 6200,
    }
