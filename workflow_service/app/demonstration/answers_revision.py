"""Answers of a plan revision (P06): most families keep the plan as it is; a few have come further.

`reached`: the goal near at hand is reached, a new one takes its place, the help for it is cut down.
`another_goal`: what there is goes on, a goal and a course for the parents come.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.answers_plan import goal_row, housing, measure_row
from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.profiles import Goal

Answers = dict[str, Any]
_WORDS = {
    "reached": (
        "{barn} sover nu hele natten de fleste nætter. Skolen melder om flere timer og færre konflikter.",
        "Målet om nattesøvn er nået. Der er brug for mindre aflastning og for et mål om at sove selv.",
    ),
    "another_goal": (
        "{barn} er begyndt at spørge efter legekammerater, og forældrene vil gerne lære, hvordan de "
        "hjælper {barn} i gang.",
        "Familien ønsker et mål om venskaber ved siden af dem, der allerede er i planen.",
    ),
    "": (
        "{barn} har fået det bedre i skolen, og familien vil prøve noget nyt.",
        "Det går bedre i skolen, så planen skal følge med.",
    ),
}
_SLEEPS_ALONE = Goal(
    "{barn} falder i søvn i sin egen seng uden en voksen ved siden af.",
    "Søvndagbog",
    3,
    8,
    "disability_child",
    "respite",
)
_FRIENDS = Goal(
    "{barn} leger hver uge med et barn, {han} selv har valgt.",
    "Forældrenes og pædagogernes iagttagelser",
    2,
    6,
    "disability_child",
    "parent_course",
)


def _news(ask: Ask) -> str:
    return next((one for one in _WORDS if one and ask.family.has(one)), "")


def development(ask: Ask) -> Answers:
    """What has happened, and why the plan changes."""
    happened, why = _WORDS[_news(ask)]
    return {
        "development": ask.say(happened),
        "new_problem_area": False,
        "expected_intrusiveness": ask.data.get("expected_intrusiveness") or 1,
        "change_reason": ask.say(why),
    }


def adjust(ask: Ask) -> Answers:
    """Every goal is kept as it stands, if nothing else was reached or wished for."""
    rows = ask.rows("goals")
    if _news(ask) == "reached":
        short = next(row for row in rows if row.get("horizon") == "short" and not row.get("source_plan"))
        short |= {"change": "close", "outcome": "achieved"}
        for row in rows:
            if row.get("horizon") == "long":
                row |= {"change": "adjust", "text": _whole_days(row["text"]), "target": 9}
        rows.append({**goal_row(ask, _SLEEPS_ALONE, "short", 5), "change": "new"})
    elif _news(ask) == "another_goal":
        rows.append({**goal_row(ask, _FRIENDS, "short", 6), "change": "new"})
    return {"goals": rows}


def _whole_days(text: str) -> str:
    return text.removesuffix(".") + " og bliver hele dagen."


def revise(ask: Ask) -> Answers:
    """Every measure goes on; who waits for consent goes on waiting."""
    rows = [{**row, "consent_now": False} if row.get("waits_for") else row for row in ask.rows("measures")]
    goals = {label: value for value, label in ask.options("plan_goals")}
    if _news(ask) == "reached":
        respite = next(row for row in rows if row.get("catalogue_item") == _SLEEPS_ALONE.measure)
        respite |= {"change": "adjust", "cost": round(float(respite["cost"]) * 0.6)}
        respite |= {"goal": goals[ask.say(_SLEEPS_ALONE.text)], "expected_duration": "6 måneder"}
    elif _news(ask) == "another_goal":
        rows.append({**measure_row(ask, _FRIENDS), "provider": "Forældreskolen", "change": "new"})
    answers: Answers = {"measures": rows, **housing(ask)}
    follow_up = ask.data.get("next_follow_up")
    if follow_up:
        # what was agreed stands while it is ahead
        answers["next_follow_up"] = max(follow_up, (ask.today + timedelta(days=10)).isoformat())
    return answers
