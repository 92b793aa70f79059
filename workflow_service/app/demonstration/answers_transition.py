"""What people answer in the transition to adulthood (P10): the six areas, the checks at 17½ and at 18."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration import course
from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

_DECIDED = {
    "support": "Fast kontaktperson fortsætter efter 18 år",
    "education": "Særligt tilrettelagt ungdomsuddannelse",
    "employment": "Uddannelseshjælp under uddannelsen",
    "housing": "Bliver boende hjemme til næste sommer",
    "social": "Går til svømning i foreningen",
    "other": "Hjælp til transport",
}


def invite(ask: Ask) -> Answers:
    """F-T: the meeting is called for when somebody from the adult services can come."""
    return {
        "when": course.ahead(ask.now, 14, 14).isoformat(timespec="minutes"),
        "place": "Ungehuset, lokale 1",
        "invited": [*ask.rows("invited"), {"name": "Gerda Ploug", "role": "voksenrådgiver"}],
    }


def meeting(ask: Ask) -> Answers:
    """F-T: the young person says what matters, the parents listen."""
    return {
        "meeting_on": ask.today.isoformat(),
        "took_part": [
            {"name": ask.family.child, "role": "den unge"},
            {"name": ask.family.parents[0].name, "role": "forælder"},
        ],
        "young_view": "Jeg vil bo selv en dag og have et job med dyr.",
        "parents_view": "Vi vil gerne hjælpe, men ikke bestemme.",
        "own_digital_post": "no",
    }


def areas(ask: Ask) -> Answers:
    """F-T: four areas are settled; help as an adult is applied for in two."""
    rows = []
    for row in ask.rows("areas"):
        code = row["area"]
        found = {**row, "status": "yellow", "owner_name": "Gerda Ploug"}
        if code in ("support", "education"):
            found["application"] = True
        found["start_date"] = (ask.today + timedelta(days=90)).isoformat()
        rows.append(found)
    return {"areas": rows, "plan_type": "youth_plan"}


def youth_plan(ask: Ask) -> Answers:
    """F-T: the youth plan in the young person's terms."""
    return {"plan_text": "Vi ses hver anden måned. Praktik på dyrehospitalet i foråret."}


def holistic_plan(ask: Ask) -> Answers:
    """F-T: the young person would rather have a youth plan."""
    return {"holistic_consent": False, "no_consent_words": "Jeg vil hellere have en ungeplan."}


def application(ask: Ask) -> Answers:
    """F-T: applied for at the adult services."""
    return {"applied_where": "Voksen og Handicap", "applied_on": ask.today.isoformat()}


def escalation(ask: Ask) -> Answers:
    """F-T: a head of department finds somebody."""
    return {"head_answer": "Voksenafdelingen tager boligen, og vi følger op om en måned."}


def _decided(ask: Ask) -> list[dict[str, Any]]:
    begins = (ask.today + timedelta(days=180)).isoformat()
    return [
        {
            **row,
            "status": "green",
            "decision": row.get("decision") or _DECIDED[row["area"]],
            "start_date": row.get("start_date") or begins,
        }
        for row in ask.rows("areas")
    ]


def readiness(ask: Ask) -> Answers:
    """F-T at 17½: everything is in place."""
    return {
        "areas": _decided(ask),
        "guardianship": "not_relevant",
        "own_digital_post": "yes",
        "adult_contact_name": "Gerda Ploug",
        "adult_contact_role": "voksenrådgiver",
        "adult_contact_phone": "51 00 00 16",
    }


def confirm(ask: Ask) -> Answers:
    """F-T at 18: the support has begun; no new consents yet."""
    return {
        "areas": _decided(ask),
        "guardianship": "not_relevant",
        "own_digital_post": "yes",
        "no_new_consents_reason": "Spørges ved næste møde.",
        "started_note": "Kontaktpersonen har været der to gange.",
    }


def hand_over(ask: Ask) -> Answers:
    """F29: the young person meets the adult contact."""
    return {
        "adult_contact_name": "Gerda Ploug",
        "adult_contact_role": "voksenrådgiver",
        "adult_contact_phone": "51 00 00 16",
        "meeting_held": True,
        "meeting": ask.today.isoformat(),
        "meeting_place": "Voksen og Handicap",
        "took_part": [{"name": ask.family.child, "role": "child"}],
        "told_family_at": ask.today.isoformat(),
        "what_matters": "Send en sms i stedet for at ringe.",
        "agreements": [],
    }


def birth_date(ask: Ask) -> Answers:
    """The date was a day wrong."""
    return {"birth_date": ask.data["known_birth_date"], "reason": "Folkeregisteret"}
