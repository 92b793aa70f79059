"""Operations of a plan revision (P06): what has happened, and what becomes of goals and measures.

A revision is written in a draft that begins as a copy of the plan in force: goals keep their stable id, their
latest score and whatever was noted about them. The plan in force stays as it is until the draft is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import rules
from workflow_service.casefile import active as period
from workflow_service.casefile import clocks, guards, lists, measure_changes
from workflow_service.casefile.base import Answers, Row, as_date, case_of, named, rows_of, today
from workflow_service.casefile.facts import measure_facts
from workflow_service.casefile.operations_plan import (
    add_goal,
    amend,
    draft_of,
    expect_adult_housing,
    measure_values,
)
from workflow_service.casefile.prefill_plan import child_words, goal_answers, intrusiveness_now
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing
from workflow_service.store.casefile_rows import add, change

OWN_SECTOR = "disability_child"
_COPIED = ("family_vision", "child_words", "family_tasks")


def describe_development(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 development: opens the draft of a new version as a copy of the plan in force, with the reason
    (INV-07). Returns `plan_id`, `revision_due` (ISO date) and whether a new analysis meeting is needed.

    Raises Conflict when no plan is in force, and while another revision of it is being written.
    """
    case = case_of(uow, call)
    plans = query.plans(uow, case["id"])
    active = next((one for one in plans if one["state"] == "active"), None)
    if active is None:
        raise Conflict(
            "plan_not_active",
            "Der er ingen gældende plan at ændre. Gør den fælles plan færdig først.",
            "There is no plan in force to change. Finish the common plan first.",
        )
    if plans[0]["state"] == "draft":
        raise Conflict(
            "revision_under_way",
            "Planen er allerede ved at blive ændret. Skriv udviklingen ind dér, eller vent, til den nye"
            " version gælder.",
            "The plan is already being changed. Enter the development there, or wait until the new version"
            " is in force.",
        )
    revision = {
        **named(answers, "development", "new_problem_area", "expected_intrusiveness"),
        "reason": call.inputs.get("reason"),
        "began": uow.now.isoformat(),
        "intrusiveness": intrusiveness_now(uow, case),
    }
    plan_id = _copy(uow, case, active, revision, answers.get("change_reason"))
    return Result(
        variables={
            "plan_id": plan_id,
            "revision_due": revision_due(uow, today(uow)).isoformat(),
            "needs_analysis": needs_analysis(uow, case, revision, answers.get("expected_intrusiveness")),
        }
    )


def _copy(uow: UnitOfWork, case: Row, active: Row, revision: Row, reason: Any) -> str:
    """The draft of the next version: the plan in force, word for word, with the child's words of today."""
    content = {**named(active["content"] or {}, *_COPIED), "revision": revision}
    words, _ = child_words(uow, case)
    if words:
        content["child_words"] = words
    plan_id = add(
        uow,
        tables.common_plan,
        case["key_id"],
        {
            "case_id": case["id"],
            "number": active["number"] + 1,
            "state": "draft",
            "scope": active["scope"],
            "content": content,
            "change_reason": reason,
            "written_at": uow.now,
            "next_follow_up": active["next_follow_up"],
            "checkin_rhythm": active["checkin_rhythm"],
        },
    )
    for position, goal in enumerate(query.goals(uow, active["id"])):
        add_goal(uow, case, plan_id, goal, position, goal["latest"])
    return plan_id


def revision_due(uow: UnitOfWork, began: date) -> date:
    """When the new version must be in force (`revision_due`), from the day its development was described."""
    return clocks.ends_on(uow, "revision_due", began)


def needs_analysis(uow: UnitOfWork, case: Row, revision: Mapping[str, Any], step: Any) -> bool:
    """Must the analysis meeting be held again (P06)? When a status meeting has decided so, for a new problem
    area, and for help so many steps more intrusive than what runs (`reanalysis_step`); never twice in one
    revision."""
    held = case["analysis_held_at"]
    if held is not None and held.isoformat() > str(revision.get("began")):
        return False
    if revision.get("reason") == period.NEW_ANALYSIS:
        return True
    least = int(parameters.parameter_value(uow, "reanalysis_step", today(uow)) or 2)
    higher = step is not None and int(step) - int(revision.get("intrusiveness") or 0) >= least
    return revision.get("new_problem_area") is True or higher


def adjust_goals(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 adjust: each goal is kept, adjusted or closed with its outcome, and new ones are written (INV-07).

    A closed goal leaves the new version and stays in the one before; nothing disappears by being left out.
    Raises Invalid.
    """
    guards.enforce(uow, call.case_id, ("INV-07",), answers)
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    known = {one["goal_uid"]: one for one in query.goals(uow, plan["id"])}
    rows = rows_of(answers, "goals")
    _refuse_lost_goals(known, rows)
    closed: list[Row] = []
    kept: list[tuple[Mapping[str, Any], Any]] = []
    for at, row in enumerate(rows):
        before = known.get(str(row.get("goal_uid")))
        change = row.get("change")
        if before is None or change == "new":
            kept.append(({**row, "goal_uid": None}, row.get("baseline")))
        elif change == "close":
            closed.append({**named(before, "goal_uid", "text", "latest"), "outcome": row.get("outcome")})
        elif change == "keep":
            _refuse_silent_change(at, before, row)
            kept.append((before, before["latest"]))
        else:
            kept.append((row, before["latest"]))
    query.clear_goals(uow, plan["id"])
    for position, (row, latest) in enumerate(kept):
        add_goal(uow, case, plan["id"], row, position, latest)
    # after a new analysis meeting the goals are gone through again
    before_that = rows_of(plan["content"] or {}, "closed_goals")
    amend(uow, case, plan, {"closed_goals": [*before_that, *closed]})
    return Result(variables={"goals_count": len(kept), "goals_closed": len(closed)})


def _refuse_lost_goals(known: Mapping[str, Row], rows: list[Mapping[str, Any]]) -> None:
    told = [str(row["goal_uid"]) for row in rows if row.get("goal_uid") and row.get("change") != "new"]
    for uid, goal in known.items():
        if told.count(uid) != 1:
            name = str(goal["text"])
            da = f"Målet »{name}« skal stå på listen én gang. Er det slut, så vælg »Afsluttes« og resultatet."
            en = f'The goal "{name}" must be on the list once. If it is over, choose "Closed" and an outcome.'
            raise Invalid("goal_lost", da, en, {"goals": [da]})


def _refuse_silent_change(at: int, before: Row, row: Mapping[str, Any]) -> None:
    """What is kept is kept word for word: a change shows as one in the comparison of versions."""
    stored = {**goal_answers(before), "from_family": bool(before["from_family"])}
    said = {**row, "start": as_date(row.get("start")), "end": as_date(row.get("end"))}
    said |= {key: value.isoformat() for key, value in said.items() if isinstance(value, date)}
    if any(stored.get(key) != (said.get(key) or stored.get(key)) for key in stored):
        da = "Målet er ændret, men der er valgt »Beholdes«. Vælg »Justeres«."
        en = 'The goal was changed, but "Kept" was chosen. Choose "Adjusted".'
        raise Invalid("goal_changed", da, en, {f"goals.{at}.change": [da]})


def revise_measures(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F07 revise: each measure goes on, changes or ends, and new ones are proposed. Nothing happens here:
    what INV-21 asks for is decided first (`decisions`, one call of S02 each), then `start_measures` carries
    it out.

    Also returns `measures_changed`, `financing_affected` (P08 is to begin), and `needs_analysis` when
    something proposed is so much more intrusive that the analysis meeting is held first. Raises Invalid.
    """
    guards.enforce(uow, call.case_id, ("INV-06", "INV-16"), answers)
    case = case_of(uow, call)
    plan = draft_of(uow, case)
    measures = query.measures(uow, case["id"])
    known = {one["id"]: one for one in measures if one["state"] in measure_changes.OPEN}
    rows = rows_of(answers, "measures")
    _refuse_lost_measures(uow, plan, known, rows)
    entries: list[Row] = []
    for at, row in enumerate(rows):
        entries += _proposed(uow, case, plan, known.get(str(row.get("measure_uid"))), row, at)
    follow_up = as_date(answers.get("next_follow_up")) or plan["next_follow_up"]
    amend(uow, case, plan, {"measure_changes": entries}, next_follow_up=follow_up)
    now = {one["id"]: one for one in query.measures(uow, case["id"])}
    changed = [one for one in entries if one["change"] in ("new", "adjust", "end")]
    steps = [_step(one, now[one["measure_id"]]) for one in changed if one["change"] != "end"]
    revision = (plan["content"] or {}).get("revision") or {}
    return Result(
        variables={
            "decisions": [found for one in entries for found in _matter(one, now[one["measure_id"]])],
            "measures_changed": bool(entries),
            "financing_affected": any(_costs(one, now[one["measure_id"]]) for one in changed)
            and _is_first_split(uow, case),
            "needs_analysis": needs_analysis(
                uow, case, {**revision, "new_problem_area": False}, max(steps, default=0)
            ),
        },
        messages=expect_adult_housing(uow, case, answers),
    )


def _proposed(
    uow: UnitOfWork, case: Row, plan: Row, before: Row | None, row: Mapping[str, Any], at: int
) -> list[Row]:
    """The entries of one row; what is new is written down as proposed, as in P05."""
    values = measure_values(case, plan, row)
    what = row.get("change")
    if before is None:
        state = "started" if row.get("existing") is True else "proposed"
        new_id = add(uow, tables.measure, case["key_id"], {**values, "state": state})
        return [{"measure_id": new_id, "change": "new"}]
    entry = {"measure_id": before["id"], "change": what}
    if before["state"] == "proposed" and before["decision_id"] is None and what != "end":
        # nothing was decided about it: it is proposed as it now stands
        change(uow, tables.measure, case["key_id"], before["id"], {**values, "plan_id": before["plan_id"]})
        return [{**entry, "change": "new"}]
    if what == "keep":
        if measure_changes.differs(before, values):
            _refuse_row(
                at,
                "measure_changed",
                "Indsatsen er ændret, men der er valgt »Fortsætter uændret«. Vælg »Ændres«.",
                'The measure was changed, but "Goes on unchanged" was chosen. Choose "Changes".',
            )
        released = [{**entry, "change": "release"}] if row.get("consent_now") is True else []
        return [*released, *_served(before, values)]
    if what == "adjust":
        if not measure_changes.differs(before, values):
            _refuse_row(
                at,
                "measure_unchanged",
                "Der er valgt »Ændres«, men intet er ændret. Ret det, der skal være anderledes.",
                '"Changes" was chosen, but nothing is different. Correct what is to change.',
            )
        return [{**entry, "values": measure_changes.plain(values)}, *_served(before, values)]
    return [entry]


def _served(before: Row, values: Row) -> list[Row]:
    """Another goal that the measure serves from the new version on; that alone is decided nowhere."""
    if before["goal_uid"] == values["goal_uid"]:
        return []
    return [{"measure_id": before["id"], "change": "goal", "goal_uid": values["goal_uid"]}]


def _refuse_row(at: int, code: str, da: str, en: str) -> None:
    raise Invalid(code, da, en, {f"measures.{at}.change": [da]})


def _refuse_lost_measures(
    uow: UnitOfWork, plan: Row, known: Mapping[str, Row], rows: list[Mapping[str, Any]]
) -> None:
    """Only what this very draft proposed may be taken off the list again."""
    told = [str(row["measure_uid"]) for row in rows if row.get("measure_uid")]
    for measure_id, row in known.items():
        own = row["plan_id"] == plan["id"] and row["state"] == "proposed" and row["decision_id"] is None
        if own and measure_id not in told:
            query.drop_measure(uow, measure_id)
        elif told.count(measure_id) != 1:
            name = lists.label(lists.MEASURES, row["catalogue_item"], "da")
            english = lists.label(lists.MEASURES, row["catalogue_item"], "en")
            da = f"»{name}« skal stå på listen én gang. Vælg »Ophører«, hvis indsatsen skal slutte."
            en = f'"{english}" must be on the list once. Choose "Ends" when the measure is to end.'
            raise Invalid("measure_lost", da, en, {"measures": [da]})


def _matter(entry: Row, row: Row) -> list[Row]:
    """What S02 is called with for this change; nothing when no decision is asked for (INV-21)."""
    if entry["change"] == "new":
        wanted = row["state"] == "proposed" and rules.needs_decision(measure_facts(row))
        return [{"matter": "measure", "matter_id": row["id"]}] if wanted else []
    if entry["change"] in ("adjust", "end") and measure_changes.is_decided(row):
        matter = "change" if entry["change"] == "adjust" else "end"
        return [{"matter": matter, "matter_id": row["id"]}]
    return []


def _step(entry: Row, row: Row) -> int:
    values = entry.get("values") or row
    return int(values.get("intrusiveness") or 0)


def _is_first_split(uow: UnitOfWork, case: Row) -> bool:
    """Should joint financing (P08) begin? With other sectors in the family and no agreement yet; one that is
    there is split anew when it hears that the plan is revised."""
    if all(one["sector"] == OWN_SECTOR for one in query.involvements(uow, case["id"])):
        return False
    going = (*financing.OPEN, "active")
    return all(one["state"] not in going for one in financing.agreements(uow, case["id"]))


def _costs(entry: Row, row: Row) -> bool:
    """Does the change touch money? What is new or ends and costs something, and another cost."""
    if entry["change"] == "adjust":
        return (entry.get("values") or {}).get("cost") != measure_changes.plain(row).get("cost")
    return bool(row["cost"])
