"""The visitation meeting (T07): the prepared decisions (F25) by deadline, and what it recommends (F34).

The decisions wait at `decide` in S02 all the while: whoever decides may do so before the meeting, which an
urgent one never waits for, and afterwards has the recommendation in front of them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import access
from workflow_service.casefile import guards, visitation
from workflow_service.casefile.base import rows_of
from workflow_service.casefile.status_meetings import Occasion
from workflow_service.casefile.visitation import RECOMMENDATIONS, Recommended
from workflow_service.errors import Conflict, Invalid
from workflow_service.meetings import attendance, closing, course, invitations
from workflow_service.meetings.base import (
    change_meeting,
    facts_of,
    led_meeting,
    note,
    parameter,
    require_version,
    said,
)
from workflow_service.meetings.participants import there_now
from workflow_service.meetings.record import Minuted, minuted
from workflow_service.rules import Violation
from workflow_service.rules import team_meetings as rule
from workflow_service.runtime import Advanced, Call, InstanceFacts, Operation, Result, Runtime
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as run_query
from workflow_service.store import meetings_visitation as stored
from workflow_service.store.casefile_rows import Row, add, change
from workflow_service.store.meetings_visitation import Waiting

HOLD = "hold_visitation_meeting"
LONGEST_REASON = 4000
_WRITABLE = ("open", "running")


def build(uow: UnitOfWork, meeting: Row, series: Row) -> int:
    """Makes the agenda, or brings it up to date: every prepared decision of the unit by its deadline. One
    that was decided meanwhile goes away unless the meeting has talked about it. How many are on it."""
    if series["kind"] != query.VISITATION or series["unit_id"] is None:
        return 0
    present = {one["ref_id"]: one for one in stored.items(uow, meeting["id"])}
    minutes = int(parameter(uow, "agenda_minutes", "8"))
    count = 0
    for position, one in enumerate(stored.waiting(uow, series["unit_id"]), 1):
        known = present.pop(one.decision_id, None)
        count += 1
        if known is None:
            _put(uow, meeting, one, position, minutes)
        elif known["position"] != position or json.loads(known["reasons"]) != [_reason(one)]:
            values = {"position": position, "reasons": json.dumps([_reason(one)])}
            uow.update(tables.agenda_item, known["id"], values)
    for gone in present.values():
        if gone["state"] != "discussed":
            uow.batch.delete(tables.agenda_item, {"tenant_id": uow.tenant_id, "id": gone["id"]})
    return count


def _reason(one: Waiting) -> dict[str, Any]:
    due = one.due.isoformat() if one.due else None
    return {"code": "prepared", "at": due, "task": one.task_id, "acute": one.acute}


def _put(uow: UnitOfWork, meeting: Row, one: Waiting, position: int, minutes: int) -> None:
    values = {
        "meeting_id": meeting["id"],
        "case_id": one.case_id,
        "family_id": one.family_id,
        "ref_id": one.decision_id,
        "position": position,
        "planned_minutes": minutes,
        "reasons": json.dumps([_reason(one)]),
        "state": "waiting",
    }
    add(uow, tables.agenda_item, one.key_id, values)


def refresh(uow: UnitOfWork, meeting_id: str) -> int:
    """Brings the agenda up to date now, for the leader. Raises NotFound, Forbidden, Conflict when closed."""
    meeting, series = led_meeting(uow, meeting_id)
    if meeting["state"] not in _WRITABLE:
        raise _closed()
    count = build(uow, meeting, series)
    change_meeting(uow, meeting, {"agenda_at": uow.now})
    return count


def _closed() -> Conflict:
    return Conflict(
        "agenda_not_open",
        "Dagsordenen kan kun ændres, fra den er lavet, til mødet er lukket.",
        "The agenda can only be changed from when it is made until the meeting is closed.",
    )


# -- what the meeting says ---------------------------------------------------------------------------


def _item(uow: UnitOfWork, item_id: str) -> tuple[Minuted, Row]:
    """The meeting, locked, and one item of it for somebody who hears the case. Raises NotFound, Forbidden."""
    found = run_query.item_row(uow, item_id)
    if found is None or found["ref_id"] is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    run = minuted(uow, found["meeting_id"], _WRITABLE)
    item = run_query.item_row(uow, item_id) or found
    case = run_query.cases(uow, [item["case_id"]])[item["case_id"]]
    leads = access.may_lead_series(uow.actor, facts_of(uow, run.series)) is None
    if not leads and not run.sight.shown(case):
        access.require_sight(access.NOT_SEEN)
    return run, item


def recommend(
    uow: UnitOfWork,
    item_id: str,
    outcome: str,
    reason: str,
    *,
    version: int | None = None,
    left: bool = False,
) -> None:
    """What the meeting recommends about one prepared decision, and why. `left`: those whom the family has not
    consented to were out of the room (INV-22). `version`: of the item as the writer saw it.

    Raises NotFound, Forbidden, Invalid per field, Conflict (changed meanwhile, closed).
    """
    run, item = _item(uow, item_id)
    require_version(item, version)
    reason = reason.strip()
    _require_whole(uow, outcome, reason)
    values = {"state": "discussed", "decision": outcome, "decision_note": reason}
    _say(run, item, {**values, "deferred_why": None})
    run.note(Event.ITEM_RECOMMENDED, item_id=item_id, value=outcome)
    if left:
        uow.flush()
        attendance.go_out(run, run_query.item_row(uow, item_id) or item)


def _require_whole(uow: UnitOfWork, outcome: str, reason: str) -> None:
    english = uow.actor.language == "en"
    missing: dict[str, list[str]] = {}
    if outcome not in RECOMMENDATIONS:
        da = "Vælg, hvad mødet indstiller."
        missing["outcome"] = ["Choose what the meeting recommends." if english else da]
    if not reason or len(reason) > LONGEST_REASON:
        da = f"Skriv en begrundelse på højst {LONGEST_REASON} tegn."
        missing["reason"] = [f"Write a reason, at most {LONGEST_REASON} characters." if english else da]
    if missing:
        raise Invalid(
            "recommendation_incomplete",
            "En indstilling skal have et resultat og en begrundelse.",
            "A recommendation needs an outcome and a reason.",
            missing,
        )


def _say(run: Minuted, item: Row, values: Row) -> None:
    uow = run.uow
    values = {**values, "discussed_at": uow.now if values["state"] == "discussed" else None}
    values["version"] = item["version"] + 1
    change(uow, tables.agenda_item, item["key_id"], item["id"], values)
    run.touch()


def defer(uow: UnitOfWork, item_id: str, why: str) -> None:
    """Not this time: the decision is on the next agenda, or is taken before. Raises Invalid without why."""
    run, item = _item(uow, item_id)
    reason = said(why, ("afgørelsen udsættes", "the decision is deferred"))
    cleared = {"decision": None, "decision_note": None}
    _say(run, item, {"state": "deferred", "deferred_why": reason, **cleared})
    run.note(Event.ITEM_DEFERRED, item_id=item["id"])


# -- closing -----------------------------------------------------------------------------------------


def close(uow: UnitOfWork, rt: Runtime, meeting_id: str) -> Advanced:
    """Closes the meeting for its leader; each decision has its recommendation from now on.

    Raises Invalid with every field that is missing, Conflict when it has not begun or is closed, NotFound,
    Forbidden.
    """
    meeting, _ = led_meeting(uow, meeting_id)
    closing.require_running(uow, meeting)
    answers = {"place": meeting["place"], "mode": meeting["mode"]}
    return course.complete(uow, rt, meeting, HOLD, answers)


def violations(uow: UnitOfWork, meeting: Row, series: Row) -> list[Violation]:
    """What stands in the way of closing (F34, INV-09, INV-22); paths `attendance.<n>`, `items.<id>`."""
    room = closing.room_of(uow, meeting, series)
    found = rule.members_are_accounted_for(room.members, room.attended())
    rows = stored.items(uow, meeting["id"])
    known = visitation.asked(uow, [(one["case_id"], one["ref_id"]) for one in rows])
    for number, one in enumerate(rows, 1):
        path = f"items.{one['id']}"
        if one["state"] not in ("discussed", "deferred") and known[one["ref_id"]].is_open:
            da = f"Skriv, hvad mødet indstiller i sag {number}, eller udsæt den."
            en = f"Write what the meeting recommends in case {number}, or defer it."
            found.append(Violation("F34", path, da, en))
        elif one["state"] == "discussed":
            heard = closing.heard_by_uncovered(uow, room, one)
            found += [Violation(v.rule, f"{path}.{v.path}", v.da, v.en) for v in heard]
    return found


def close_visitation_meeting(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F34 hold: what is answered is added to what the page has, then every recommendation is written."""
    meeting, series = course.own_meeting(uow, call)
    closing.require_running(uow, meeting)
    _take(uow, meeting, answers)
    meeting = query.meeting_row(uow, meeting["id"]) or meeting
    mode = str(answers.get("mode") or meeting["mode"])
    place = str(answers.get("place") or meeting["place"]).strip()
    guards.refuse(violations(uow, meeting, series), uow.actor.language)
    there = there_now(uow, meeting["id"])
    occasion = Occasion(meeting["id"], meeting["starts_at"], mode, place)
    rows = stored.items(uow, meeting["id"])
    known = visitation.asked(uow, [(one["case_id"], one["ref_id"]) for one in rows])
    for one in rows:
        # what was decided without the meeting needs no recommendation any more
        if one["state"] != "discussed" or not known[one["ref_id"]].is_open:
            continue
        heard = [
            row["deputy_id"] if row["state"] == rule.DEPUTY and row["deputy_id"] else user
            for user, row in there.items()
            if one["id"] not in json.loads(row["left_for"] or "[]")
        ]
        told = Recommended(one["ref_id"], one["decision"], one["decision_note"], heard)
        visitation.write_recommendation(uow, one["case_id"], occasion, told)
        values = {"sent_at": uow.now, "version": one["version"] + 1}
        change(uow, tables.agenda_item, one["key_id"], one["id"], values)
    values = {"state": "held", "closed_at": uow.now, "closed_by": uow.actor.user_id, "mode": mode}
    change_meeting(uow, meeting, {**values, "place": place, "minutes_state": "approved"})
    note(uow, series, Event.MEETING_CLOSED, meeting_id=meeting["id"])
    return Result()


def _take(uow: UnitOfWork, meeting: Row, answers: Mapping[str, Any]) -> None:
    """Attendance and items that come with the form itself, as a program fills it."""
    by_decision = {one["ref_id"]: one["id"] for one in stored.items(uow, meeting["id"])}
    for row in rows_of(answers, "attendance"):
        attendance.attend(
            uow,
            meeting["id"],
            str(row.get("member") or ""),
            str(row.get("status") or ""),
            reason=row.get("reason") or None,
            deputy_id=row.get("deputy") or None,
        )
        uow.flush()
    for row in rows_of(answers, "items"):
        item_id = by_decision.get(str(row.get("decision_ref")))
        if item_id is None:
            access.require_sight(access.NOT_SEEN)
        assert item_id is not None
        recommend(uow, item_id, str(row.get("outcome") or ""), str(row.get("reason") or ""))
        uow.flush()


# -- the course --------------------------------------------------------------------------------------


def list_prepared_decisions(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The course takes its meeting: the agenda is made, the members are invited (INV-18: without names)."""
    meeting, series = course.own_meeting(uow, call)
    build(uow, meeting, series)
    change_meeting(uow, meeting, {"state": "open", "instance_id": call.instance_id, "agenda_at": uow.now})
    invitations.invite(uow, meeting, series, call.instance_id)
    return Result(facts=InstanceFacts(None, series["key_id"], None, series["unit_id"]))


def refresh_prepared_decisions(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """What was prepared since is added, what was decided goes away. Is there anything to talk about?"""
    meeting, series = course.own_meeting(uow, call)
    count = build(uow, meeting, series)
    change_meeting(uow, meeting, {"agenda_at": uow.now})
    return Result(variables={"has_decisions": count > 0})


def skip_visitation_meeting(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """Nothing is prepared: the meeting falls out, and says why."""
    meeting, series = course.own_meeting(uow, call)
    why = "Der var ingen forberedte afgørelser."
    values = {"state": "cancelled", "cancelled_at": uow.now, "cancelled_why": why}
    change_meeting(uow, meeting, values)
    note(uow, series, Event.MEETING_CANCELLED, why, meeting=meeting["id"])
    return Result()


OPERATIONS: Mapping[str, Operation] = {
    operation.__name__: operation
    for operation in (
        list_prepared_decisions,
        refresh_prepared_decisions,
        skip_visitation_meeting,
        close_visitation_meeting,
    )
}


def due_of(item: Row) -> date | None:
    """The deadline as the agenda knows it."""
    reasons = json.loads(item["reasons"] or "[]")
    return date.fromisoformat(reasons[0]["at"]) if reasons and reasons[0].get("at") else None


__all__ = [
    "OPERATIONS",
    "RECOMMENDATIONS",
    "build",
    "close",
    "defer",
    "due_of",
    "recommend",
    "refresh",
    "violations",
]
