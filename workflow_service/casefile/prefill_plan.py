"""What the plan's forms already know: the family's draft goals, the plan so far, the child's words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import measure_changes
from workflow_service.casefile.base import ADULT, Row, child_of, is_adult, rows_of, today
from workflow_service.casefile.sources import Sources, source
from workflow_service.casefile.transition_dates import ADULT_HOUSING
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

# asked from well before the age at which D6 begins for whoever needs such a home
ADULT_HOUSING_ASKED = 14
Built = tuple[Row, Sources]


WITHHELD = "Barnet har bedt om, at ordene ikke vises her."


def child_words(uow: UnitOfWork, case: Row) -> tuple[str | None, Mapping[str, str] | None]:
    """The child's newest words that its parents may read (F28, `hide_from_parents`), and where they are from.

    When the child keeps everything to itself, a sentence says so; None when nobody asked the child yet.
    """
    views = query.newest_child_views(uow, case["id"], 20)
    view = next((one for one in views if not one["hide_from_parents"]), None)
    if view is None:
        return (WITHHELD if views else None), None
    return words_of(view), source("barnets stemme", "the child's voice", view["date"])


def hidden_words(uow: UnitOfWork, case: Row) -> frozenset[str]:
    """What the child said and does not want mother and father to see."""
    return frozenset(
        str(view["content"].get("words") or "")
        for view in query.newest_child_views(uow, case["id"], 20)
        if view["hide_from_parents"]
    )


def hidden_files(uow: UnitOfWork, case: Row) -> frozenset[str]:
    """The ids of what the child drew or spoke and does not want mother and father to see."""
    return frozenset(
        str(one)
        for view in query.newest_child_views(uow, case["id"], 20)
        if view["hide_from_parents"]
        for one in view["content"].get("attachments") or ()
    )


def words_of(view: Row) -> str:
    """The child's words; without words (a drawing, a picture) what was observed, or that it is attached."""
    content = view["content"]
    return str(content.get("words") or content.get("observation") or "Se bilaget til barnets stemme.")


def family_draft_goals(uow: UnitOfWork, case: Row) -> tuple[list[Row], date | None]:
    """The goals the family put in its own words at the assessment meeting, and that meeting's day."""
    held = next((m for m in query.meetings(uow, case["id"], "assessment") if m["state"] == "held"), None)
    if held is None:
        return [], None
    goals = [dict(row) for row in rows_of(held["minutes"] or {}, "draft_goals")]
    return goals, held["held_at"].astimezone(uow.zone).date()


def common_plan(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F07, by step."""
    plans = query.plans(uow, case["id"])
    plan = plans[0] if plans else None
    step = inputs.get("step")
    data: Row = {
        "parents_have_measures": _parents_have_measures(uow, case),
        "plan_version": _version(plans),
    }
    sources: Sources = {}
    if step == "goals":
        _goals_step(uow, case, plan, data, sources)
    elif step == "sector_goals":
        data["goals"] = (plan["content"] or {}).get("sector_goals") if plan else None
    elif step == "revise" and plan is not None:
        uids = {one["goal_uid"] for one in query.goals(uow, plan["id"])}
        data["measures"] = _revisable(plan, query.measures(uow, case["id"]), uids) or None
        data["next_follow_up"] = _iso(plan["next_follow_up"])
        data |= _adult_housing(uow, case)
    elif step == "development":
        data["expected_intrusiveness"] = max(intrusiveness_now(uow, case), 1)
    elif step == "approve" and plan is not None:
        data["change_reason"] = plan["change_reason"]
    elif step == "adjust" and plan is not None:
        data["goals"] = [{**goal_answers(one), "change": "keep"} for one in query.goals(uow, plan["id"])]
    elif step == "measures":
        data["measures"] = [measure_answers(one) for one in query.measures(uow, case["id"])] or None
        data["next_follow_up"] = _iso(plan["next_follow_up"]) if plan else None
        data |= _adult_housing(uow, case)
    elif step == "agree":
        data["agreements"] = ((plan["content"] or {}).get("agreements") if plan else None) or [
            {"party": one} for one in agreement_parties(uow, case)
        ]
        data["checkin_rhythm"] = (plan["checkin_rhythm"] if plan else None) or "P56D"
    return data, sources


def _adult_housing(uow: UnitOfWork, case: Row) -> Row:
    """Is it asked whether a home for adults is expected (D6)? Of a young person whose transition is near."""
    child = child_of(case, query.persons(uow, case["family_id"]))
    born = child["birth_date"] if child else None
    asks = born is not None and ADULT_HOUSING_ASKED <= calendar.ages(born, today(uow)) < ADULT
    known = (child["details"] or {}).get(ADULT_HOUSING) if child else None
    return {"asks_adult_housing": asks, ADULT_HOUSING: known if asks else None}


def _revisable(plan: Row, measures: list[Row], goals: set[str]) -> list[Row]:
    """What may go on, change or end, as the form's rows; what this draft proposes already stands so. A goal
    that was closed is served no more."""
    said = measure_changes.entries(plan)
    proposed = {one["measure_id"]: one for one in said if one["change"] != "goal"}
    served = {one["measure_id"]: one["goal_uid"] for one in said if one["change"] == "goal"}
    rows = []
    for one in measures:
        if one["state"] not in measure_changes.OPEN:
            continue
        entry = proposed.get(one["id"], {})
        values = measure_changes.stored(entry["values"]) if entry.get("values") else {}
        change = {"release": "keep"}.get(str(entry.get("change")), entry.get("change") or "keep")
        goal = served.get(one["id"], one["goal_uid"])
        values["goal_uid"] = goal if goal in goals else None
        row = {**measure_answers({**one, **values}), "change": change}
        if one["held_back"]:
            row |= {"waits_for": "consent", "consent_now": entry.get("change") == "release" or None}
        rows.append({key: value for key, value in row.items() if value is not None})
    return rows


def intrusiveness_now(uow: UnitOfWork, case: Row) -> int:
    """The highest step on the ladder of what runs in the case; 0 when nothing does."""
    running = [one for one in query.measures(uow, case["id"]) if one["state"] == "started"]
    return max((one["intrusiveness"] or 0 for one in running), default=0)


def _version(plans: list[Row]) -> int:
    """The number of the version being written."""
    if not plans:
        return 1
    return int(plans[0]["number"]) + (0 if plans[0]["state"] == "draft" else 1)


def _goals_step(uow: UnitOfWork, case: Row, plan: Row | None, data: Row, sources: Sources) -> None:
    content = (plan["content"] or {}) if plan else {}
    data["scope"] = (plan["scope"] if plan else None) or (
        "whole_family" if data["parents_have_measures"] else None
    )
    data["family_vision"] = content.get("family_vision")
    data["family_tasks"] = content.get("family_tasks")
    data["child_words"], told = child_words(uow, case)
    if told is not None:
        sources["child_words"] = told
    goals = query.goals(uow, plan["id"]) if plan else []
    if goals and plan is not None:
        data["goals"] = [goal_answers(one) for one in goals]
        number = plan["number"]
        sources["goals"] = source(f"planen, version {number}", f"the plan, version {number}")
        return
    drafts, met = family_draft_goals(uow, case)
    if drafts:
        data["goals"] = [
            {"text": one.get("text"), "whose_need": one.get("whose"), "from_family": True} for one in drafts
        ]
        sources["goals"] = source("udredningsmødet", "the assessment meeting", met)


def goal_answers(goal: Row) -> Row:
    """A stored goal as the form's row."""
    plain = (
        "goal_uid",
        "text",
        "goal_type",
        "horizon",
        "whose_need",
        "from_family",
        "indicator",
        "baseline",
        "target",
        "sector",
        "responsible",
        "source_plan",
        "legal_basis",
    )
    row = {key: goal[key] for key in plain if goal[key] is not None}
    return {**row, "start": _iso(goal["start"]), "end": _iso(goal["end"])}


def measure_answers(measure: Row) -> Row:
    """A stored measure as the form's row."""
    row: Row = {
        "measure_uid": measure["id"],
        "goal": measure["goal_uid"],
        "start": _iso(measure["start"]),
        "end": _iso(measure["end"]),
        "cost": None if measure["cost"] is None else float(measure["cost"]),
        "decision_ref": measure["decision_id"],
    }
    for key in (
        "kind",
        "catalogue_item",
        "existing",
        "team_initiated",
        "purpose",
        "expected_duration",
        "provider",
        "sector",
        "intrusiveness",
    ):
        row[key] = measure[key]
    return {key: value for key, value in row.items() if value is not None}


def _iso(value: date | None) -> str | None:
    return None if value is None else value.isoformat()


def _parents_have_measures(uow: UnitOfWork, case: Row) -> bool:
    rows = query.family_involvements(uow, case["family_id"])
    adults = {
        one["id"]
        for one in query.persons(uow, case["family_id"])
        if one["relation"] in ("parent", "guardian")
    }
    return any(row["person_id"] in adults for row in rows)


def agreement_parties(uow: UnitOfWork, case: Row) -> list[str]:
    """Who answers whether they agree: every parent with custody, and the young person from 15; from 18 the
    young person alone, because nobody has custody any more."""
    day = today(uow)
    persons = query.persons(uow, case["family_id"])
    if is_adult(child_of(case, persons), day):
        return [case["child_id"]]
    holders = [
        one["adult_id"]
        for one in query.relations(uow, case["family_id"])
        if one["child_id"] == case["child_id"]
        and one["custody"]
        and (one["valid_to"] is None or one["valid_to"] > day)
    ]
    child = child_of(case, persons)
    born = child["birth_date"] if child else None
    young = (
        born is not None and (day.year - born.year - ((day.month, day.day) < (born.month, born.day))) >= 15
    )
    return [*dict.fromkeys(holders), *([case["child_id"]] if young else [])]


def checkin(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F09: the parents as those one talks with; what the first talk said about the child's way."""
    persons = query.persons(uow, case["family_id"])
    rows = [
        {"name": one["name"], "role": "Forælder" if one["relation"] == "parent" else "Værge"}
        for one in persons
        if one["relation"] in ("parent", "guardian")
    ]
    return {"participants": rows or None}, {}
