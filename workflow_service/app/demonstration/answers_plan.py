"""Answers of the common plan: the talk, goals, measures, agreement and disagreement, approval, closing."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.answers_intake import talked_with
from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.profiles import Goal

Answers = dict[str, Any]
_KINDS = {
    "respite": "supportive",
    "family_treatment": "supportive",
    "contact_person": "supportive",
    "companion": "benefit",
    "special_day_care": "benefit",
    "home_training": "benefit",
    "aids": "other_sector",
    "special_education": "other_sector",
    "ppr_support": "other_sector",
    "health_visits": "other_sector",
    "counselling": "advice",
    "family_adviser": "advice",
    "parent_course": "advice",
}
_SUPPORT = ("supportive", "placement")


def review(ask: Ask) -> Answers:
    return {
        "contact": "meeting",
        "participants": talked_with(ask),
        "how_is_it": ask.say("De kan genkende billedet af {barn} og er glade for forslaget."),
        "development_flag": False,
        "own_control": 2 + ask.family.number % 3,
        "bisidder": ask.family.companion,
    }


def new_talk(ask: Ask) -> Answers:
    answers = review(ask) | {"agreement": "agree", "how_is_it": "Vi talte planen igennem én gang til."}
    if ask.family.has("disagree"):
        answers |= {"agreement": "partly", "words": "Jeg vil have, at det begynder senere og med mindre."}
    return answers


def goal_row(ask: Ask, goal: Goal, horizon: str, months: int) -> Answers:
    start = ask.today + timedelta(days=7)
    parents = ask.family.parents
    return {
        "text": ask.say(goal.text),
        "goal_type": "develop",
        "horizon": horizon,
        "whose_need": ask.person(ask.family.child),
        "from_family": True,
        "indicator": ask.say(goal.indicator),
        "baseline": goal.baseline,
        "target": goal.target,
        "sector": goal.sector,
        "responsible": ask.person(parents[-1].name, "case_people"),
        "start": start.isoformat(),
        "end": (start + timedelta(days=months * 30)).isoformat(),
    }


def _work_goal(ask: Ask) -> Answers:
    """A parent's own goal in the plan of the job centre."""
    parent = ask.family.parents[0]
    goal = Goal(
        "{mor} beholder sit arbejde på halv tid.", "Lønseddel og egne ord", 5, 5, "employment", "other"
    )
    return {
        **goal_row(ask, goal, "short", 5),
        "goal_type": "maintain",
        "whose_need": ask.person(parent.name),
        "responsible": ask.person(parent.name, "case_people"),
        "source_plan": "employment",
    }


def sector_goals(ask: Ask) -> Answers:
    return {"goals": [_work_goal(ask)]}


def goals(ask: Ask) -> Answers:
    rows = [goal_row(ask, ask.profile.short, "short", 5), goal_row(ask, ask.profile.long, "long", 12)]
    whole = bool(ask.data.get("parents_have_measures")) or len(ask.family.siblings) > 0
    return {
        "scope": "whole_family" if whole else "child_only",
        "family_vision": ask.say(ask.profile.wish),
        "goals": rows,
        "family_tasks": [
            {"text": "Vi laver den samme aftenrutine hver dag."},
            {"text": ask.say(f"{ask.family.companion} kommer hver onsdag.")},
        ],
    }


def measures(ask: Ask) -> Answers:
    rows = (
        []
        if ask.family.has("no_support")
        else [measure_row(ask, ask.profile.short), measure_row(ask, ask.profile.long)]
    )
    if rows and "health_visits" not in (ask.profile.short.measure, ask.profile.long.measure):
        rows.append(_running(ask))
    answers: Answers = {"measures": rows, **housing(ask)}
    if any(row["kind"] in _SUPPORT for row in rows):
        answers["next_follow_up"] = (ask.today + timedelta(days=90)).isoformat()
    return answers


def housing(ask: Ask) -> Answers:
    """Of a young person it is asked whether a home for adults is expected; nobody here expects one."""
    return {"adult_housing_expected": False} if ask.data.get("asks_adult_housing") else {}


def measure_row(ask: Ask, goal: Goal) -> Answers:
    kind = _KINDS.get(goal.measure, "other_sector")
    uids = {label: value for value, label in ask.options("plan_goals")}
    row: Answers = {
        "kind": kind,
        "catalogue_item": goal.measure,
        "existing": False,
        "goal": uids.get(ask.say(goal.text)),
        "sector": goal.sector,
        "provider": ask.family.pick(
            ("Familiehuset Skoven", "Støttecentret", "Holdet på Åskolen"), goal.measure
        ),
        "start": (ask.today + timedelta(days=10)).isoformat(),
        "end": (ask.today + timedelta(days=370)).isoformat(),
        "cost": 2450.5 + ask.family.number * 125,
        "intrusiveness": 2 if kind in _SUPPORT else 1,
    }
    if kind == "other_sector":
        row["team_initiated"] = True
    if kind in _SUPPORT:
        row |= {"purpose": ask.say(ask.profile.direction), "expected_duration": "12 måneder"}
    return row


def _running(ask: Ask) -> Answers:
    """Help of another sector that ran before the course began."""
    return {
        "kind": "other_sector",
        "catalogue_item": "health_visits",
        "existing": True,
        "team_initiated": False,
        "sector": "health",
        "provider": "Sundhedsplejen",
        "start": (ask.today - timedelta(days=60)).isoformat(),
        "cost": 640,
    }


def agree(ask: Ask) -> Answers:
    """The first time somebody may be of another mind; after the new talk only who `disagree`s still is."""
    family = ask.family
    first = ask.element == "agree_with_family"
    unhappy = family.has("disagree") or (family.has("partly") and first)
    rows: list[Answers] = []
    for value, label in ask.options("agreement_parties"):
        row: Answers = {"party": value, "answer": "agree"}
        if unhappy and label.startswith(family.parents[-1].name):
            words = "Jeg er enig i det meste, men synes, at hver anden weekend er for tit."
            row |= {"answer": "disagree" if family.has("disagree") else "partly", "words": words}
        rows.append(row)
    return {"agreements": rows, "checkin_rhythm": family.pick(("P28D", "P56D", "P84D"), "rhythm")}


def disagreement(ask: Ask) -> Answers:
    return {
        "leader_decision": "Planen gælder. Den del, der er uenighed om, begynder ikke, før der er truffet "
        "afgørelse. Begge forældre får klagevejledning.",
        "not_started": [value for value, _ in ask.options("plan_measures")][:1],
    }


def approve(ask: Ask) -> Answers:
    reason = ask.data.get("change_reason")
    return {"approved": True, **({"change_reason": reason} if reason else {})}


def closure(ask: Ask) -> Answers:
    rows = [{**row, "outcome": "maintained"} for row in ask.rows("goals_outcome")]
    ended = ask.data.get("decision_ref")
    decision = {"decision_ref": ended} if ended else {}
    return {
        "reason": "wish",
        **decision,
        "goals_outcome": rows,
        "family_heard": True,
        "family_heard_text": ask.say(
            "{mor} og familien er trygge ved at stoppe nu og ved, hvor de kan henvende sig."
        ),
        "informed": talked_with(ask),
        "where_to_turn": "Familiehuset, telefon 51 02 00 40, hverdage kl. 9–14",
        "handover_to": "Sundhedsplejen",
        "outcome_wellbeing": 6 + ask.family.number % 4,
    }
