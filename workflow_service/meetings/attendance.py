"""Who is at a meeting (INV-09), and who leaves the room for a case (INV-22)."""

from __future__ import annotations

import json

from workflow_service.casefile import lists
from workflow_service.errors import Conflict, Invalid
from workflow_service.meetings import invitations
from workflow_service.meetings.minuting import minuted_item
from workflow_service.meetings.participants import there_now
from workflow_service.meetings.record import Minuted, minuted
from workflow_service.meetings.words import ABSENT
from workflow_service.rules import team_meetings as rule
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row, add, change

STATES: lists.Words = {
    rule.PRESENT: ("Til stede", "Present"),
    rule.DEPUTY: ("Afløst", "Deputy came"),
    rule.ABSENT: ("Fraværende", "Absent"),
}


def attend(
    uow: UnitOfWork,
    meeting_id: str,
    user_id: str,
    state: str,
    *,
    reason: str | None = None,
    deputy_id: str | None = None,
) -> None:
    """Records a member as present, absent or stood in for. `reason` and `deputy_id` can follow later: they
    are asked for when the meeting is closed (INV-09). Raises NotFound, Forbidden, Conflict, Invalid."""
    run = minuted(uow, meeting_id, ("open", "running"))
    members = {one.user_id: one for one in run.sight.members}
    people = run.people
    wrong = user_id not in members or state not in STATES or (reason or "ill") not in ABSENT
    if wrong or (deputy_id and (deputy_id not in people or deputy_id == user_id)):
        da = "Vælg, om medlemmet er til stede, og hvem fra teamet der ellers afløser."
        en = "Choose whether the member is present, and else who of the team stands in."
        raise Invalid("attendance_unknown", da, en, {"state": [en if uow.actor.language == "en" else da]})
    there = state == rule.PRESENT
    before = stored.attendance(uow, meeting_id).get(user_id)
    values: Row = {
        "state": state,
        "reason_code": None if there else reason or None,
        "deputy_id": None if there else deputy_id or members[user_id].deputy_id,
        "recorded_by": uow.actor.user_id,
        "recorded_at": uow.now,
    }
    _record(uow, meeting_id, user_id, values)
    run.touch()
    run.note(Event.ATTENDANCE_RECORDED, user_id=user_id, state=state)
    if run.meeting["state"] == "open":
        uow.flush()
        if not there:
            invitations.invite_deputies(uow, run.meeting, run.series)
        # who comes after all, or sends somebody else, frees the deputy who was asked
        freed = [before["deputy_id"]] if before else []
        invitations.withdraw_deputies(uow, run.meeting, run.series, freed)


def everybody_is_here(uow: UnitOfWork, meeting_id: str) -> None:
    """Records all of whom nothing is recorded yet as present."""
    run = minuted(uow, meeting_id, ("open", "running"))
    recorded = stored.attendance(uow, meeting_id)
    values: Row = {"state": rule.PRESENT, "recorded_by": uow.actor.user_id, "recorded_at": uow.now}
    for one in run.sight.members:
        row = recorded.get(one.user_id)
        if row is None or row["state"] is None:
            _record(uow, meeting_id, one.user_id, values)
    run.touch()
    run.note(Event.ATTENDANCE_RECORDED, state=rule.PRESENT)
    if run.meeting["state"] == "open":
        uow.flush()
        invitations.withdraw_deputies(uow, run.meeting, run.series)


def has_left(uow: UnitOfWork, item_id: str) -> None:
    """Those whom the family has not consented to have left the room for this case (INV-22)."""
    run, item = minuted_item(uow, item_id)
    if run.of_the_group or not go_out(run, item):
        raise Conflict(
            "nobody_leaves",
            "Samtykket dækker alle, der er til stede. Ingen skal gå ud.",
            "The consent covers everybody present. Nobody has to leave.",
        )


def go_out(run: Minuted, item: Row) -> bool:
    """Notes that those present whom the consent does not cover are out of the room; was there anybody?"""
    uow, item_id = run.uow, item["id"]
    there = there_now(uow, run.meeting["id"])
    case = stored.cases(uow, [item["case_id"]])[item["case_id"]]
    leaving = run.sight.leaving(case, there)
    if not leaving:
        return False
    for one in leaving:
        row = there[one.user_id]
        left = sorted({*json.loads(row["left_for"] or "[]"), item_id})
        _record(uow, run.meeting["id"], one.user_id, {"left_for": json.dumps(left)})
    run.touch()
    run.note(Event.ITEM_HEARD_WITHOUT, item_id=item_id, users=[one.user_id for one in leaving])
    return True


def _record(uow: UnitOfWork, meeting_id: str, user_id: str, values: Row) -> None:
    known = stored.attendance(uow, meeting_id).get(user_id)
    if known is None:
        add(uow, tables.team_attendance, None, {**values, "meeting_id": meeting_id, "user_id": user_id})
    else:
        changed = {**values, "version": known["version"] + 1}
        change(uow, tables.team_attendance, "", known["id"], changed)
