"""What the course of a status meeting (T01) asks of the service: agenda, invitation, updates, a new date."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile.base import as_moment
from workflow_service.errors import Invalid
from workflow_service.meetings import agenda, course, invitations, occurrences, replacing
from workflow_service.meetings.base import change_meeting, closures, local, today
from workflow_service.meetings.closing import close_status_meeting
from workflow_service.meetings.planning import meets_that_day
from workflow_service.runtime import Call, InstanceFacts, Operation, Result
from workflow_service.store import UnitOfWork, absences
from workflow_service.store import meetings_agenda as agenda_query


def build_agenda(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The course takes its meeting: the agenda is made, and the tasks go to the team."""
    meeting, series = course.own_meeting(uow, call)
    agenda.build(uow, course.limits_of(variables), meeting, series)
    change_meeting(uow, meeting, {"state": "open", "instance_id": call.instance_id, "agenda_at": uow.now})
    return Result(facts=InstanceFacts(None, series["key_id"], series["team_id"], series["unit_id"]))


def send_status_invitation(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """A mail to each member with time and place and nothing of any family (INV-18); a second one for the same
    time is not written. Where no mail can leave the house, the page of the meeting tells."""
    meeting, series = course.own_meeting(uow, call)
    invitations.invite(uow, meeting, series, call.instance_id)
    return Result()


def confirm_agenda(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s agenda: the leader has looked at it."""
    meeting, _ = course.own_meeting(uow, call)
    change_meeting(uow, meeting, {})
    return Result()


def refresh_agenda(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """Brings the agenda up to date, and says whose cases are on it: each coordinator once, or the substitute
    of one who is away on the day; cases without a coordinator are the leader's."""
    meeting, series = course.own_meeting(uow, call)
    agenda.build(uow, course.limits_of(variables), meeting, series)
    change_meeting(uow, meeting, {"agenda_at": uow.now})
    uow.flush()
    rows = agenda_query.bare_items(uow, meeting["id"])
    on = [case_id for case_id, row in rows.items() if row["state"] != "deferred"]
    found = agenda_query.coordinators(uow, on)
    day = today(uow)
    people = {one for pair in found.values() for one in pair if one}
    away = {
        row["user_id"] for row in absences.between(uow, people, day, local(uow, meeting["starts_at"]).date())
    }
    ids = sorted(
        {
            substitute if coordinator in away and substitute else coordinator
            for coordinator, substitute in found.values()
            if coordinator
        }
    )
    return Result(variables={"coordinators": [{"id": one} for one in ids]})


def record_case_updates(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s update: the coordinator has written what the team must know; the words stand on the agenda."""
    course.own_meeting(uow, call)
    return Result()


def plan_replacement(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s deviation: the team meets again within `replacement_window`, on a day that is open and on which it
    does not meet anyway. Raises Invalid for any other, Conflict for a day that has a meeting."""
    meeting, series = course.own_meeting(uow, call)
    wanted = as_moment(uow, answers.get("replacement_at")) or replacing.proposed_at(uow, meeting, series)
    ends = replacing.window_ends(uow, meeting)
    day = local(uow, wanted).date()
    why = closures(uow).why(day, uow.actor.language)
    if wanted <= uow.now or wanted > max(ends, replacing.proposed_at(uow, meeting, series)) or why:
        last = calendar.long_date(local(uow, ends).date(), "da")
        last_en = calendar.long_date(local(uow, ends).date(), "en")
        da = f"Vælg en arbejdsdag senest {last}."
        en = f"Choose a working day, {last_en} at the latest."
        raise Invalid("replacement_invalid", da, en, {"replacement_at": [da]})
    if replacing.meeting_days(uow, meeting, day, day):
        raise meets_that_day()
    minutes = int((meeting["ends_at"] - meeting["starts_at"]).total_seconds() // 60)
    occurrences.add_extra(uow, series, wanted, minutes, why=None, replacement_of=meeting["id"])
    return Result()


def approve_status_minutes(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s approve: what is said about the meeting itself; those of each case stand in the case."""
    meeting, _ = course.own_meeting(uow, call)
    told = str(answers.get("general_minutes") or "").strip()
    minutes = {"text": told} if told else meeting["minutes"]
    change_meeting(uow, meeting, {"minutes_state": "approved", "minutes": minutes})
    return Result()


def chase_minutes(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s overdue: the head of department says what was agreed, kept with the meeting."""
    meeting, _ = course.own_meeting(uow, call)
    told = {**(meeting["minutes"] or {}), "chased": str(answers.get("follow_up_note") or "")}
    change_meeting(uow, meeting, {"minutes": told})
    return Result()


OPERATIONS: Mapping[str, Operation] = {
    operation.__name__: operation
    for operation in (
        build_agenda,
        send_status_invitation,
        confirm_agenda,
        refresh_agenda,
        record_case_updates,
        close_status_meeting,
        plan_replacement,
        approve_status_minutes,
        chase_minutes,
    )
}
