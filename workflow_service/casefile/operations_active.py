"""Operations of the active period (P07): visits, check-ins, developments, surveys, ends of measures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from workflow_service import calendar, rules
from workflow_service.casefile import active, guards, letters, letters_survey, lists, measure_changes
from workflow_service.casefile.base import Answers, Row, as_date, case_of, named, rows_of, today
from workflow_service.casefile.facts import facts, measure_facts
from workflow_service.casefile.operations_plan import amend
from workflow_service.casefile.transition_dates import facts_changed
from workflow_service.errors import Conflict
from workflow_service.rules.plan import DECIDED_KINDS, FOLLOWED_KINDS
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import on_case as courses
from workflow_service.store.casefile_rows import add, change

CLOSING = "closure_proposal"
_ENDS = "ends"
_REVISES = frozenset({"revise_plan", active.NEW_ANALYSIS})
SCORES = (
    "coherence",
    "involvement",
    "flexibility",
    "trust",
    "entry",
    "everyday",
    "ownership",
    "wellbeing_child",
    "wellbeing_parent",
)
# the family has gone or grown up: advice and what other sectors do does not hold the closing back
_GONE = frozenset({"moved", "adult"})


# -- visits ------------------------------------------------------------------------------------------


def find_visit(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """What the next visit is about and when. `visit`: `follow_up` when a measure under § 95 is in it,
    `benefit_review` when only benefits are, `none` until its task is to come on the day `next_visit`."""
    case = case_of(uow, call)
    rows = active.dated(uow, case)
    due = active.first_due(rows)
    if due is None:
        # nothing runs: looked at again when something starts, or after the longest interval
        again = active.after(uow, today(uow), active.parameter(uow, "benefit_review"))
        return _visit("none", again, again)
    opens = active.visit_opens(uow, due)
    if opens > today(uow):
        return _visit("none", opens, due)
    kinds = {one["kind"] for one in active.in_visit(uow, rows) if one["next_follow_up"]}
    kind = "follow_up" if kinds & FOLLOWED_KINDS else "benefit_review"
    known = facts(uow, case["id"], ("INV-12",))
    clock = active.visit_clock(active.in_visit(uow, rows))
    return _visit(kind, opens, due, clock, child_view_missing=bool(rules.check("INV-12", known, {})))


def _visit(
    kind: str, opens: Any, due: Any, clock: str | None = None, *, child_view_missing: bool = False
) -> Result:
    return Result(
        variables={
            "visit": kind,
            "next_visit": opens.isoformat(),
            "visit_due": due.isoformat(),
            "visit_clock": clock,
            "child_view_missing": child_view_missing,
        }
    )


def record_follow_up(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F08f: one visit about all measures that are due. Each gets its next date (INV-16) or comes to its end,
    which is decided (INV-21); the goals get their scores; the child was heard (INV-12)."""
    guards.enforce(uow, call.case_id, ("INV-12", "INV-16"), answers)
    case = case_of(uow, call)
    day, next_date = today(uow), as_date(answers.get("next_date"))
    assert next_date is not None
    wanted = answers.get("plan_needed") is True
    content = named(
        answers, "wellbeing_by", "child_view", "parent_view", "interval_reason", "measures", "goal_scores"
    )
    visit_id = add(
        uow,
        tables.follow_up,
        case["key_id"],
        {
            "case_id": case["id"],
            "submission_id": call.submission_id,
            "date": day,
            "kind": str(call.inputs.get("step") or "follow_up"),
            "wellbeing": answers.get("child_wellbeing"),
            "plan_needed": wanted,
            "next_date": next_date,
            "content": content,
        },
    )
    score(uow, case, visit_id, rows_of(answers, "goal_scores"))
    messages = _measures_after(uow, case, rows_of(answers, "measures"), next_date)
    if wanted:
        messages.append(OutMessage("revision_needed", case["id"], {"reason": "follow_up"}))
    return Result(variables={"plan_needed": wanted}, messages=tuple(messages))


def score(uow: UnitOfWork, case: Row, visit_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
    """Progress notes of a visit or a status meeting; the goal's own latest score in every version of the plan
    that is not history."""
    goals = [
        goal
        for plan in query.plans(uow, case["id"])
        if plan["state"] != "superseded"
        for goal in query.goals(uow, plan["id"])
    ]
    for row in rows:
        values = {"case_id": case["id"], "follow_up_id": visit_id, "goal_uid": row["goal_uid"]}
        values |= {"date": today(uow), "score": row["score"], "note": row.get("note")}
        add(uow, tables.progress_note, case["key_id"], values)
        for goal in goals:
            if goal["goal_uid"] == row["goal_uid"]:
                change(uow, tables.goal, case["key_id"], goal["id"], {"latest": row["score"]})


def _measures_after(
    uow: UnitOfWork, case: Row, rows: list[Mapping[str, Any]], next_date: Any
) -> list[OutMessage]:
    """Sets the next dates and ends what needs no decision; what does is asked for by a message each."""
    answered = {str(row["measure_uid"]): row for row in rows}
    wanted = any(row.get("adjust") == _ENDS for row in rows)
    known = measure_changes.newest_ends(uow, case["id"]) if wanted else {}
    messages = []
    for measure in active.dated(uow, case):
        row = answered.get(measure["id"])
        if row is None:
            continue
        if row.get("adjust") == _ENDS and measure["kind"] not in DECIDED_KINDS:
            _end(uow, case, measure, None)
            continue
        values: Row = {"followed_up": today(uow), "counted_from": None}
        if measure["next_follow_up"] is not None:
            values["next_follow_up"] = as_date(row.get("own_date")) or next_date
        change(uow, tables.measure, case["key_id"], measure["id"], values)
        # one that ends with notice has its decision
        if (
            row.get("adjust") == _ENDS
            and measure_changes.ends_on(known.get(measure["id"]), today(uow)) is None
        ):
            messages.append(OutMessage("measure_ends", case["id"], {"measure_id": measure["id"]}))
    return messages


def end_measure(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P07, after S02: what was decided to end ends (INV-21). Every such measure of the case is looked at,
    so that a second call finds nothing to do; one that the decision lets go on keeps its next date, and one
    that ends with notice runs until its day."""
    case = case_of(uow, call)
    known = measure_changes.newest_ends(uow, case["id"])
    ended = 0
    for measure in query.measures(uow, case["id"]):
        decision = known.get(measure["id"])
        last = measure_changes.ends_on(decision, today(uow))
        if last is None or last > today(uow):
            continue
        ended += 1
        if measure["state"] == "started":
            _end(uow, case, measure, decision)
    left = active.running(uow, case["id"])
    # D6 asks whether support runs: the wait for the transition looks again
    woken = (*active.visits_changed(uow, case), *(facts_changed(uow, case) if ended else ()))
    messages = (*woken, *(() if left else closing_considered(uow, case)))
    return Result(variables={"ended_measures": ended}, messages=messages)


def end_on_its_day(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P07, on the day that a decision to end names (F25): nothing new is decided, what it says is done.
    One that a complaint has let go on meanwhile goes on."""
    return end_measure(uow, call, variables)


def _end(uow: UnitOfWork, case: Row, measure: Row, decision: Row | None) -> None:
    """Raises Invalid when what ends needs a decision and has none (INV-21)."""
    guards.refuse(rules.ends_undecided(measure_facts(measure), decision is not None), uow.actor.language)
    last = measure_changes.ends_on(decision, today(uow)) or today(uow)
    values = measure_changes.ended(min(last, today(uow)))
    if decision is not None:
        values["decision_id"] = decision["id"]
    change(uow, tables.measure, case["key_id"], measure["id"], values)


def follow_new_plan(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P07, after a revision: the dates agreed in the new version hold from now on (INV-16)."""
    case = case_of(uow, call)
    plan = active.active_plan(uow, case["id"])
    agreed = plan["next_follow_up"] if plan else None
    for row in active.dated(uow, case):
        if row["kind"] in FOLLOWED_KINDS and agreed is not None and agreed > today(uow):
            first = row["followed_up"] is None and not row["existing"]
            values: Row = {"next_follow_up": min(agreed, row["next_follow_up"]) if first else agreed}
            # a first date stays counted: what is agreed limits it
            values |= {} if first else {"counted_from": None}
            change(uow, tables.measure, case["key_id"], row["id"], values)
    return Result(messages=(*active.visits_changed(uow, case), *active.checkins_changed(case)))


def bring_visit_forward(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """`follow_up_now`: what has a date is due today, so that its visit comes at once. The dates are agreed
    again at the visit. Does nothing while a visit is open.

    Raises Conflict before the active period.
    """
    case = case_of(uow, call)
    if case["status"] != CaseStatus.ACTIVE:
        raise Conflict(
            "not_active",
            "Forløbet er ikke i den løbende indsats endnu. Der er ingen støtte at følge op på.",
            "The course is not in the active period yet. There is no support to follow up.",
        )
    messages = active.visits_changed(uow, case)
    for row in active.dated(uow, case) if messages else ():
        if row["next_follow_up"] is not None and row["next_follow_up"] > today(uow):
            values = {"next_follow_up": today(uow), "counted_from": None}
            change(uow, tables.measure, case["key_id"], row["id"], values)
    return Result(messages=messages)


# -- check-ins, developments, status meetings --------------------------------------------------------


def find_checkin(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """When the family is asked next, and whether that is today."""
    case = case_of(uow, call)
    due = active.next_checkin(uow, case, active.active_plan(uow, case["id"]))
    return Result(variables={"checkin_due": due <= today(uow), "next_checkin": due.isoformat()})


def register_development(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The message `development_reported`: sets `has_development` on the case, with the `text` it came with,
    or what a network meeting of the case (`meeting_id`) worried about."""
    case = case_of(uow, call)
    told = str(call.inputs.get("text") or "").strip()
    wanted = call.inputs.get("meeting_id")
    meeting = next((one for one in query.meetings(uow, case["id"], "network") if one["id"] == wanted), None)
    if meeting is not None and not told:
        minutes = meeting["minutes"] or {}
        told = str(minutes.get("worries") or minutes.get("strengths") or "").strip()
    active.report_development(uow, case, "message" if meeting is None else "network_meeting", told or None)
    return Result()


def note_status_decision(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The message `status_meeting_decision`: what was reported has been discussed; `revise` says whether the
    plan is to be revised, and `reason` whether by way of a new analysis meeting. A meeting that wants the
    course closed asks the coordinator about it."""
    case = case_of(uow, call)
    said = str(variables.get("status_decision") or "no_change")
    active.developments_discussed(uow, case)
    messages = closing_considered(uow, case) if said == "close" else ()
    reason = active.NEW_ANALYSIS if said == active.NEW_ANALYSIS else "status_meeting"
    return Result(variables={"revise": said in _REVISES, "reason": reason}, messages=messages)


# -- surveys -----------------------------------------------------------------------------------------


def find_survey(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """When the family is asked about the cooperation next (F20), and whether that is today."""
    due = active.next_survey(uow, case_of(uow, call))
    return Result(variables={"survey_due": due <= today(uow), "next_survey": due.isoformat()})


def record_survey(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F20: what the family answered, written down for it; a round nobody answered counts too (K16). Sent as a
    letter, nothing is written down yet: the survey stays due, and its task comes again."""
    case = case_of(uow, call)
    if answers.get("send_letter") is True:
        letters.deliver(uow, case, letters_survey.survey_letter(uow, case))
        return Result(variables={"survey_letter_on": calendar.short_date(today(uow))})
    add(
        uow,
        tables.family_survey,
        case["key_id"],
        {
            "case_id": case["id"],
            "date": today(uow),
            "answered": answers.get("answered") is True,
            "way": answers.get("way"),
            **{name: answers.get(name) for name in SCORES},
            "content": named(answers, "answered_by", "comment", "not_answered_reason"),
        },
    )
    return Result(variables={"survey_letter_on": None})


# -- closing -----------------------------------------------------------------------------------------


def closing_considered(uow: UnitOfWork, case: Row) -> tuple[OutMessage, ...]:
    """Asks the coordinator whether it is time to close, unless that is being asked already."""
    if case["status"] != CaseStatus.ACTIVE or courses.running(uow, case["id"], CLOSING):
        return ()
    return (OutMessage(active.CLOSING_CONSIDERED, case["id"]),)


def propose_closing(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """`closure_proposal`: the coordinator says that it is time to close, or not yet. It is time when nothing
    runs any more, or the family has moved or the young person is an adult, and the family has been heard.
    Support, a placement or a benefit has ended by its decision before, whatever the reason (INV-21).

    Raises Conflict that says what still stands in the way.
    """
    case = case_of(uow, call)
    closing = answers.get("time_to_close") is True
    if closing:
        _require_nothing_open(uow, case, str(answers.get("reason")))
        plan = active.active_plan(uow, case["id"])
        if plan is not None:
            said = named(answers, "reason", "family_heard_text")
            amend(uow, case, plan, {"closing_proposed": said})
    return Result(variables={"time_to_close": closing})


def _names(measures: list[Row], language: str) -> str:
    return ", ".join(lists.label(lists.MEASURES, one["catalogue_item"], language) for one in measures)


def _require_nothing_open(uow: UnitOfWork, case: Row, reason: str) -> None:
    if case["status"] != CaseStatus.ACTIVE:
        raise Conflict(
            "not_active",
            "Forløbet er ikke i den løbende indsats endnu. Det kan først afsluttes derfra.",
            "The course is not in the active period yet. It can only be closed from there.",
        )
    left = active.running(uow, case["id"])
    if reason in _GONE:
        left = [one for one in left if one["kind"] in DECIDED_KINDS]
    if left:
        da, en = (_names(left, language) for language in ("da", "en"))
        raise Conflict(
            "measures_run",
            f"Der løber stadig støtte: {da}. Afslut den ved en opfølgning med en afgørelse først.",
            f"Support still runs: {en}. End it at a follow-up with a decision first.",
        )
    if any(one["state"] == "prepared" for one in decided.decisions(uow, case["id"])):
        raise Conflict(
            "decision_open",
            "En afgørelse er ikke truffet færdig. Gør den færdig først.",
            "A decision has not been finished. Finish it first.",
        )
    plans = query.plans(uow, case["id"])
    if plans and plans[0]["state"] == "draft":
        raise Conflict(
            "revision_open",
            "Planen er ved at blive revideret. Gør revisionen færdig først.",
            "The plan is being revised. Finish the revision first.",
        )


def record_closure(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F08c: the outcome of every goal and what the family says; the child was heard (INV-12). What still runs
    ends, advice without more, anything else only by the decision about it (INV-21)."""
    guards.enforce(uow, call.case_id, ("INV-12",), answers)
    case = case_of(uow, call)
    ended = {
        one["matter_id"]: one
        for one in decided.decisions(uow, case["id"])
        if one["matter"] == "end" and one["outcome"] == "ended"
    }
    measures = query.measures(uow, case["id"])
    for measure in measures:
        if measure["state"] == "started":
            _end(uow, case, measure, ended.get(measure["id"]))
    plans = query.plans(uow, case["id"])
    plan = next((one for one in plans if one["state"] == "active"), plans[0] if plans else None)
    if plan is not None:
        outcome = named(answers, "reason", "goals_outcome", "outcome_wellbeing", "family_heard_text")
        outcome |= named(answers, "informed", "where_to_turn", "handover_to", "decision_ref")
        outcome |= {"family_heard": answers.get("family_heard") is True, "ladder_step": ladder_step(measures)}
        amend(uow, case, plan, {"closure": outcome})
    return Result()


def ladder_step(measures: list[Row]) -> int:
    """The highest step on the ladder of measures that the family had (0: no support)."""
    had = [one for one in measures if one["state"] in ("started", "ended")]
    return max((one["intrusiveness"] or 0 for one in had), default=0)
