"""Closing a status meeting: what must be in order, and what goes back to each case exactly once.

The minutes of each case, its scores, the agreed actions and the message `status_meeting_decision` are written
in the transaction that completes the meeting's task: either all of it has happened or nothing has.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from workflow_service.casefile import consents, guards, status_meetings
from workflow_service.casefile.status_meetings import Agreed, Minuted, Occasion
from workflow_service.errors import Conflict
from workflow_service.meetings import course, replacing
from workflow_service.meetings.base import change_meeting, led_meeting, parameter, said, today
from workflow_service.meetings.participants import people_of
from workflow_service.rules import Violation
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import Attended, TeamMember
from workflow_service.runtime import Call, OutMessage, Result, Runtime
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as case_query
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row, change

HOLD = "hold_status_meeting"
DECISION, NETWORK, ACTION = "status_meeting_decision", "network_meeting_decided", "action_agreed"
# what needs a plan that is in force
_ACTIVE_ONLY = frozenset({"revise_plan", "new_analysis", "close"})
_RUNNING = ("open", "running")
# who leads a meeting as its member: they never leave it
_LEADERS = frozenset({"team_leader", "grant_authority"})


@dataclass(frozen=True)
class Sent:
    """What one case got: its decision, how many agreed actions became tasks, and whether a course began by it
    (`plan_revision`, `network_meeting`, `closure_proposal`, or None)."""

    item_id: str
    case_id: str
    decision: str
    actions: int
    started: str | None


@dataclass(frozen=True)
class Closed:
    """`state`: held or deviation. `replacement_at`: the date proposed for a meeting that was a deviation (a
    task for the leader confirms it). `next_task_ids`: the tasks that closing opened."""

    meeting_id: str
    state: str
    sent: tuple[Sent, ...]
    deferred: int
    replacement_at: datetime | None
    next_task_ids: tuple[str, ...]


_COURSES = {
    "revise_plan": "plan_revision",
    "new_analysis": "plan_revision",
    "network_meeting": "network_meeting",
    "close": "closure_proposal",
}


def close(uow: UnitOfWork, rt: Runtime, meeting_id: str, *, deviation_why: str | None = None) -> Closed:
    """Closes the meeting for the leader: as held, or with `deviation_why` as a deviation (not physical, no
    quorum). Completes the task `hold_status_meeting`.

    Raises Invalid with every field that is missing (INV-08, INV-09, INV-22, F08s), Conflict when it has not
    begun or is closed, NotFound, Forbidden.
    """
    meeting, series = led_meeting(uow, meeting_id)
    require_running(uow, meeting)
    answers: Row = {"place": meeting["place"], "mode": meeting["mode"]}
    if deviation_why is not None:
        reason = said(deviation_why, ("mødet ikke blev holdt, som det skal", "the meeting was a deviation"))
        answers["deviation_reason"] = reason
    done = course.complete(uow, rt, meeting, HOLD, answers)
    uow.flush()
    items = agenda_query.items(uow, meeting_id)
    actions = _actions_by_item(uow, meeting_id)
    sent = tuple(
        Sent(
            one["id"],
            one["case_id"],
            one["decision"],
            len(actions[one["id"]]),
            _COURSES.get(one["decision"]),
        )
        for one in items
        if one["sent_at"] is not None
    )
    deviated = deviation_why is not None
    return Closed(
        meeting_id,
        "deviation" if deviated else "held",
        sent,
        sum(one["state"] == "deferred" for one in items),
        replacing.proposed_at(uow, meeting, series) if deviated else None,
        done.task_ids,
    )


def require_running(uow: UnitOfWork, meeting: Row) -> None:
    """Raises Conflict for a meeting that is closed, or has not begun."""
    if meeting["state"] not in _RUNNING:
        raise Conflict(
            "meeting_not_running",
            "Mødet er lukket, aflyst eller ikke åbnet endnu.",
            "The meeting is closed, cancelled, or not open yet.",
        )
    if uow.now < meeting["starts_at"]:
        raise Conflict(
            "meeting_not_begun",
            "Mødet kan først lukkes, når det er begyndt. Flyt det, hvis I mødes tidligere.",
            "The meeting can be closed when it has begun. Move it if you meet earlier.",
        )


# -- what must be in order ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Room:
    """A meeting as closing looks at it. `members` are counted (INV-09); `people`: ids of all who take
    part, the coordinators of its cases too, in the order of the meeting page."""

    meeting: Row
    series: Row
    items: list[Row]
    members: list[TeamMember]
    people: tuple[str, ...]
    attendance: dict[str, Row]
    actions: Mapping[str, list[Row]]
    scores: Mapping[str, dict[str, int]]
    leaders: frozenset[str] = field(default_factory=frozenset)

    @property
    def there(self) -> list[TeamMember]:
        """The members who were there, or had a deputy there."""
        came = {rule.PRESENT, rule.DEPUTY}
        return [one for one in self.members if self.attendance.get(one.user_id, {}).get("state") in came]

    def present(self, item_id: str) -> list[str]:
        """Ids of those who were in the room for a case, whether they are members or brought one; a deputy in
        the place of whom they stood in for."""
        gone, found = self.left_for(item_id), []
        # whoever took part when it was recorded was there, even if the case has another coordinator now
        for user_id in dict.fromkeys((*self.people, *self.attendance)):
            row = self.attendance.get(user_id)
            if row is None or user_id in gone:
                continue
            if row["state"] == rule.PRESENT:
                found.append(user_id)
            elif row["state"] == rule.DEPUTY:
                found.append(row["deputy_id"] or user_id)
        return list(dict.fromkeys(found))

    def left_for(self, item_id: str) -> frozenset[str]:
        return frozenset(user for user, row in self.attendance.items() if item_id in row["left_for"])

    def attended(self) -> list[Attended]:
        return [
            Attended(one["user_id"], one["state"], one["reason_code"] or "", one["deputy_id"])
            for one in self.attendance.values()
        ]


def _actions_by_item(uow: UnitOfWork, meeting_id: str) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for one in agenda_query.actions(uow, meeting_id):
        found[one["item_id"]].append(one)
    return found


def room_of(uow: UnitOfWork, meeting: Row, series: Row) -> Room:
    """Everything closing decides on."""
    members = query.members(uow, series, today(uow))
    scores: dict[str, dict[str, int]] = defaultdict(dict)
    for one in agenda_query.scores(uow, meeting["id"]):
        scores[one["item_id"]][one["goal_uid"]] = one["score"]
    return Room(
        meeting,
        series,
        agenda_query.items(uow, meeting["id"]),
        [TeamMember(one.user_id, one.name, one.sector) for one in members],
        tuple(one.user_id for one in people_of(uow, meeting, series)),
        {one["user_id"]: one for one in agenda_query.attendance(uow, meeting["id"])},
        _actions_by_item(uow, meeting["id"]),
        scores,
        frozenset(one.user_id for one in members if one.profession in _LEADERS),
    )


def violations(uow: UnitOfWork, room: Room, mode: str, place: str, *, deviation: bool) -> list[Violation]:
    """What stands in the way of closing; the paths name the place on the meeting page (`items.<id>.<field>`,
    `attendance.<n>`, `mode`, `place`). A deviation answers for the cases that were discussed only."""
    found: list[Violation] = []
    if not deviation:
        found += rule.held_in_one_room(mode, place)
        found += rule.members_are_accounted_for(room.members, room.attended())
        share = Decimal(parameter(uow, "status_quorum", "0.75"))
        if not found and not rule.has_quorum(room.members, room.attended(), share):
            found.append(_no_quorum())
    for number, item in enumerate(room.items, 1):
        path = f"items.{item['id']}"
        if item["state"] == "discussed":
            found += _minuted(uow, room, item, path)
        elif item["state"] != "deferred" and not deviation:
            found.append(_undecided(number, path))
    return found


def _no_quorum() -> Violation:
    return Violation(
        "INV-09",
        "attendance",
        "For få var til stede til, at mødet gælder. Afslut det som afvigelse, og vælg en ny dato. (Regel 9)",
        "Too few were present for the meeting to count. Close it as a deviation with a new date. (Rule 9)",
    )


def _undecided(number: int, path: str) -> Violation:
    return Violation(
        "F08s",
        path,
        f"Tag stilling til sag {number}: vælg en beslutning, eller udsæt den med en grund.",
        f"Decide about case {number}: choose a decision, or defer it with a reason.",
    )


def _minuted(uow: UnitOfWork, room: Room, item: Row, path: str) -> list[Violation]:
    """One case that was discussed: F08s and INV-22."""
    found = [
        Violation("F08s", f"{path}.{name}", da, en)
        for name, da, en in _MISSING
        if not str(item[name] or "").strip()
    ]
    found += _agreed(room.actions.get(item["id"], []), item, path)
    case = case_query.case_row(uow, item["case_id"])
    assert case is not None
    if case["status"] == CaseStatus.CLOSED or (
        case["status"] != CaseStatus.ACTIVE and item["decision"] in _ACTIVE_ONLY
    ):
        found.append(Violation("F08s", f"{path}.decision", *_NO_PLAN))
    heard = heard_by_uncovered(uow, room, item)
    return found + [Violation(one.rule, f"{path}.{one.path}", one.da, one.en) for one in heard]


def heard_by_uncovered(uow: UnitOfWork, room: Room, item: Row) -> list[Violation]:
    """INV-22 of one case: who was in the room for it although the family has not agreed to them."""
    case = case_query.case_row(uow, item["case_id"])
    assert case is not None
    carriers = room.leaders | {one for one in (case["coordinator_id"], case["substitute_id"]) if one}
    return rule.nobody_hears_uncovered(
        room.there, consents.covered(uow, case), room.left_for(item["id"]), carriers
    )


_MISSING = (
    (
        "development",
        "Skriv, hvad der er sket siden sidst, også de små fremskridt.",
        "Write what has happened since last time, small progress too.",
    ),
    ("decision", "Vælg en beslutning.", "Choose a decision."),
)
_NO_PLAN = (
    "Forløbet har ingen plan, der gælder lige nu. Vælg ingen ændring eller netværksmøde, eller udsæt sagen.",
    "The course has no plan in force now. Choose no change or a network meeting, or defer the case.",
)


def _agreed(actions: list[Row], item: Row, path: str) -> list[Violation]:
    if not actions and item["decision"] not in (None, "no_change"):
        da = "Skriv mindst én aftale: hvad, hvem og hvornår."
        return [Violation("F08s", f"{path}.actions", da, "Write at least one action: what, who and when.")]
    if any(not one["what"] or not one["owner_id"] or not one["due_on"] for one in actions):
        da = "Hver aftale skal have en, der står for den, og en dato."
        return [Violation("F08s", f"{path}.actions", da, "Each action needs an owner and a date.")]
    return []


# -- the operation -----------------------------------------------------------------------------------


def close_status_meeting(uow: UnitOfWork, call: Call, answers: Mapping[str, Any]) -> Result:
    """F08s hold: writes the minutes of each case into it, and sends it what was decided. `was_held` is False
    for a deviation."""
    meeting, series = course.own_meeting(uow, call)
    require_running(uow, meeting)
    room = room_of(uow, meeting, series)
    reason = str(answers.get("deviation_reason") or "").strip() or None
    mode = str(answers.get("mode") or meeting["mode"])
    place = str(answers.get("place") or meeting["place"]).strip()
    broken = violations(uow, room, mode, place, deviation=reason is not None)
    guards.refuse(broken, uow.actor.language)
    occasion = Occasion(meeting["id"], meeting["starts_at"], mode, place, deviation=reason is not None)
    messages: list[OutMessage] = []
    for item in room.items:
        if item["state"] == "discussed" and item["sent_at"] is None:
            messages += _write(uow, room, item, occasion)
    state = "held" if reason is None else "deviation"
    values = {"state": state, "closed_at": uow.now, "closed_by": uow.actor.user_id, "minutes_state": "draft"}
    change_meeting(uow, meeting, {**values, "mode": mode, "place": place, "deviation_why": reason})
    return Result(variables={"was_held": reason is None}, messages=tuple(messages))


def _write(uow: UnitOfWork, room: Room, item: Row, occasion: Occasion) -> list[OutMessage]:
    """The minutes of one case, and its messages: the decision, a network meeting, each agreed action."""
    case_id, decision = item["case_id"], item["decision"]
    left = room.left_for(item["id"])
    without = sorted({one.sector for one in room.there if one.user_id in left})
    actions = [
        Agreed(one["id"], one["what"], one["owner_id"], one["due_on"])
        for one in room.actions.get(item["id"], [])
    ]
    said_of_it = Minuted(
        item["development"],
        decision,
        item["decision_note"],
        item["financing"] or "unchanged",
        room.present(item["id"]),
        without,
        room.scores.get(item["id"], {}),
        actions,
    )
    status_meetings.write_minutes(uow, case_id, occasion, said_of_it)
    values: Row = {"sent_at": uow.now, "discussed_at": item["discussed_at"] or uow.now}
    values |= {"discussed_without": json.dumps(without), "financing": said_of_it.financing}
    change(uow, tables.agenda_item, item["key_id"], item["id"], {**values, "version": item["version"] + 1})
    case = case_query.case_row(uow, case_id)
    messages = []
    if case is not None and case["status"] == CaseStatus.ACTIVE:
        messages.append(OutMessage(DECISION, case_id, {"decision": decision}))
    if decision == "network_meeting":
        messages.append(OutMessage(NETWORK, case_id))
    for one in actions:
        told = {"action_id": one.id, "owner_id": one.owner_id, "due": one.due_on.isoformat()}
        messages.append(OutMessage(ACTION, case_id, told))
    return messages
