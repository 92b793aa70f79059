"""What the forms of the active period (P07) and of the closing already know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import active, lists
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.prefill_plan import child_words
from workflow_service.casefile.sources import Sources, source
from workflow_service.rules.plan import FOLLOWED_KINDS
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided

Built = tuple[Row, Sources]

KINDS: lists.Words = {
    "supportive": ("støttende indsats", "supportive measure"),
    "placement": ("anbringelse", "placement"),
    "benefit": ("ydelse", "benefit"),
    "advice": ("rådgivning", "advice"),
    "other_sector": ("anden sektor", "another sector"),
}


def follow_up(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F08f: every measure that is due near the others, the goals as last scored, the child's view."""
    language = uow.actor.language
    rows = active.in_visit(uow, active.with_dates(uow, case))
    measures = [
        {
            "measure_uid": one["id"],
            "measure_name": measure_line(one, language),
            "first_time": one["kind"] in FOLLOWED_KINDS and one["followed_up"] is None,
        }
        for one in rows
    ]
    plan = active.active_plan(uow, case["id"])
    goals = query.goals(uow, plan["id"]) if plan else []
    scores = [
        {"goal_uid": one["goal_uid"], "goal_text": one["text"], "score": one["latest"]} for one in goals
    ]
    words, told = child_words(uow, case)
    first = any(one["first_time"] for one in measures)
    data: Row = {
        "measures": measures,
        "goal_scores": scores,
        "child_view": words,
        "first_time": first,
        "next_date": _proposed(uow, rows),
    }
    return data, {"child_view": told} if told else {}


def measure_line(one: Row, language: str) -> str:
    """`Aflastning (støttende indsats), senest 4.3.2027`."""
    name = lists.label(lists.MEASURES, one["catalogue_item"], language)
    kind = lists.label(KINDS, one["kind"], language)
    if one["next_follow_up"] is None:
        return f"{name} ({kind})"
    by = "by" if language == "en" else "senest"
    return f"{name} ({kind}), {by} {calendar.short_date(one['next_follow_up'], language)}"


def _proposed(uow: UnitOfWork, rows: list[Row]) -> str:
    """Half a year ahead; benefits alone are looked at once in `benefit_review`."""
    followed = any(one["kind"] in FOLLOWED_KINDS for one in rows)
    ahead = active.parameter(uow, "follow_up_next" if followed else "benefit_review")
    return active.after(uow, today(uow), ahead).isoformat()


def closure_proposal(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """What still runs, so that the coordinator sees whether it is time."""
    language = uow.actor.language
    names = [measure_line(one, language) for one in active.running(uow, case["id"])]
    return {"measures_running": "; ".join(names) or None}, {}


def closure(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F08c: the goals to be judged, what the proposal said, and the decision by which measures ended."""
    plan = active.active_plan(uow, case["id"])
    goals = query.goals(uow, plan["id"]) if plan else []
    ends = [
        one
        for one in decided.decisions(uow, case["id"])
        if one["matter"] == "end" and one["state"] == "decided" and one["outcome"] == "ended"
    ]
    data: Row = {
        "goals_outcome": [{"goal_uid": one["goal_uid"], "goal_text": one["text"]} for one in goals],
        "measures_end": bool(ends) or bool(active.running(uow, case["id"])),
        "decision_ref": ends[0]["id"] if ends else None,
    }
    said = ((plan["content"] or {}) if plan else {}).get("closing_proposed") or {}
    data |= {key: said[key] for key in ("reason", "family_heard_text") if said.get(key)}
    told = source("forslaget om at afslutte", "the proposal to close")
    return data, {key: told for key in ("reason", "family_heard_text") if said.get(key)}
