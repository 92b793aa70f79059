"""Answers while support runs: visits, check-ins, surveys, and whether it is time to close."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.answers_intake import talked_with
from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]


def follow_up(ask: Ask) -> Answers:
    """F08f: everything goes on, or all of it ends for a family that stops; each goal is a step further than
    last time, up to 8."""
    first = ask.data.get("first_time") is True
    adjust = "ends" if ask.family.has("withdrawn") else "unchanged"
    answers: Answers = {
        "measures": [{**row, "adjust": adjust} for row in ask.rows("measures")],
        "child_wellbeing": 5 + ask.family.number % 4,
        "wellbeing_by": ask.say("{mor} og {barn}, samtale med trivselsskala"),
        "parent_view": "Hverdagen er blevet roligere, men morgenerne er stadig svære.",
        "goal_scores": [
            {**row, "score": min(8, int(row.get("score") or 0) + 1)} for row in ask.rows("goal_scores")
        ],
        "plan_needed": False,
        "next_date": (ask.today + timedelta(days=182)).isoformat(),
    }
    if first:
        answers["interval_reason"] = "Støtten er faldet til ro, og familien taler med os hver måned."
    return answers


def checkin(ask: Ask) -> Answers:
    """F09: a telephone call; now and then something important has happened."""
    return {
        "contact": "phone",
        "participants": talked_with(ask),
        "how_is_it": ask.say("{barn} har det godt. Familien ønsker mere ro om eftermiddagen."),
        "development_flag": ask.family.number % 5 == 0,
        "own_control": 3 + ask.family.number % 3,
    }


def survey(ask: Ask) -> Answers:
    """F20: answered on the telephone."""
    scores = ("coherence", "involvement", "flexibility", "trust", "entry", "everyday", "ownership")
    return {
        "answered": True,
        "way": "phone",
        "answered_by": ask.family.parents[0].name,
        **{name: 3 + (ask.family.number + at) % 3 for at, name in enumerate(scores)},
        "wellbeing_child": 5 + ask.family.number % 4,
        "wellbeing_parent": 4 + ask.family.number % 4,
        "comment": "Det er godt kun at skulle ringe ét sted hen.",
    }


def closing(ask: Ask) -> Answers:
    """The family is content to stop."""
    return {
        "time_to_close": True,
        "reason": "wish",
        "family_heard": True,
        "family_heard_text": ask.say("{mor} og familien er trygge ved at stoppe nu."),
    }


def contact(ask: Ask) -> Answers:
    """F00: a call that was also a check-in."""
    return {
        "date": ask.today.isoformat(),
        "type": "phone",
        "with_whom": [{"name": ask.family.parents[0].name, "role": "forælder"}],
        "text": ask.say("{mor} ringede. Det går fremad, og hun ringer igen, hvis noget ændrer sig."),
        "checkin": True,
    }


def pause(ask: Ask) -> Answers:
    """The family is away for two months."""
    away = ask.say("Familien er hos {mor}s forældre i udlandet. Støtten er aflyst efter aftale.")
    return {"pause_reason": away, "resume_on": (ask.today + timedelta(days=56)).isoformat()}


def resume(ask: Ask) -> Answers:
    """They come home early."""
    return {"resume_reason": "Familien er kommet hjem før tid."}
