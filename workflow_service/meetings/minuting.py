"""Writing the minutes while a meeting is held: what each of several people may write at the same time.

Every write says what its writer saw before (`base`). Texts of two writers are merged, choices of two are laid
before whoever came second: nothing is ever overwritten unseen. Each write is one transaction under the lock
of the meeting's row, whose version grows with it.
"""

from __future__ import annotations

import json
from datetime import date

from workflow_service import access
from workflow_service.casefile import guards, lists
from workflow_service.casefile.status_meetings import DECISIONS, FINANCING
from workflow_service.errors import Invalid
from workflow_service.meetings import agenda, base, cadence, group_points
from workflow_service.meetings.case_news import goals_of
from workflow_service.meetings.participants import there_now
from workflow_service.meetings.record import (
    LONGEST_TEXT,
    Minuted,
    Saved,
    change_item,
    go_on,
    minuted,
    pick,
    say,
    stopped,
    take_up_item,
    undecided,
    write,
)
from workflow_service.rules import team_meetings as rule
from workflow_service.runtime import Runtime
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row, add, change

LONGEST_ACTION = 500
TEXTS = ("development", "decision_note")
CHOICES: dict[str, lists.Words] = {"decision": DECISIONS, "financing": FINANCING}

_CASE_DEFERRED = ("sagen udsættes", "the case is deferred")
_NOT_COVERED = access.Denial(
    "case_not_covered",
    "Familien har ikke givet samtykke til, at du hører sagen. Du ser kun dens nummer. (Regel 22)",
    "The family has not consented to your hearing this case. You only see its number. (Rule 22)",
)


def minuted_item(uow: UnitOfWork, item_id: str) -> tuple[Minuted, Row]:
    """The meeting and one item of its agenda for somebody who may hear the case (INV-22).

    Raises NotFound, Forbidden, Conflict.
    """
    found = stored.item_row(uow, item_id)
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    run = minuted(uow, found["meeting_id"])
    item = stored.item_row(uow, item_id) or found
    if run.of_the_group:
        # a raised case is for the whole group, whatever the family has consented to (domain.md 4)
        return run, item
    if item["ref_id"] is not None:
        # what is said about a prepared decision has rules of its own (T07)
        access.require_sight(access.NOT_SEEN)
    access.require(None if run.sight.shown(_case(uow, item)) else _NOT_COVERED)
    return run, item


# -- the meeting -------------------------------------------------------------------------------------


def begin(uow: UnitOfWork, meeting_id: str, rt: Runtime | None = None) -> None:
    """Opens the minutes and takes up the first case. With `rt` what has happened since this morning comes on
    the agenda now, which is kept fresh until the meeting; without it the agenda stays as it was read, for
    minutes that are sent when people have met already. Raises NotFound, Forbidden, Conflict."""
    run = minuted(uow, meeting_id, ("open", "running"))
    if run.meeting["state"] == "running":
        return
    if rt is not None and run.series["kind"] == query.STATUS:
        agenda.build(uow, cadence.weeks_undiscussed(uow, rt), run.meeting, run.series, only_add=True)
        uow.flush()
        run.touch(agenda_at=uow.now)
    run.touch(state="running", opened_at=uow.now, minutes_state="draft")
    run.note(Event.MEETING_BEGUN)
    waiting = [one for one in stored.items(uow, meeting_id) if one["state"] == "waiting"]
    if waiting:
        take_up_item(run, waiting[0])


def set_room(uow: UnitOfWork, meeting_id: str, mode: str, place: str) -> None:
    """How and where the meeting is held (INV-08 is asked when it is closed). Raises Invalid."""
    run = minuted(uow, meeting_id, ("open", "running"))
    place = place.strip()
    if mode not in ("physical", "online", "hybrid") or not place or len(place) > 200:
        said = say(
            uow, "Vælg mødeform, og skriv, hvor mødet holdes.", "Choose the form and write where it is held."
        )
        raise Invalid("room_missing", *said[:2], {"place": [said[2]]})
    if (mode, place) != (run.meeting["mode"], run.meeting["place"]):
        run.touch(mode=mode, place=place)
        run.note(Event.MEETING_ROOM, mode=mode)


# -- one case ----------------------------------------------------------------------------------------


def take_up(uow: UnitOfWork, item_id: str) -> None:
    """This case is talked about now; the one before waits again. Raises NotFound, Forbidden, Conflict."""
    found = stored.item_row(uow, item_id)
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    run = minuted(uow, found["meeting_id"])
    item = stored.item_row(uow, item_id) or found
    if item["state"] != "now":
        take_up_item(run, item)


def write_text(uow: UnitOfWork, item_id: str, field: str, before: str, text: str) -> Saved:
    """Writes a text of the minutes. `before`: what the writer's own text was made from; what others have
    written since is kept (see `merging`). Raises NotFound, Forbidden, Conflict, Invalid."""
    run, item = minuted_item(uow, item_id)
    if field not in TEXTS or (run.of_the_group and not group_points.takes(item, field)):
        da, en, told = say(uow, "Teksten hører ikke til punktet.", "The text does not belong to the item.")
        raise Invalid("text_unknown", da, en, {field: [told]})
    return write(run, item, field, before, text)


def choose(uow: UnitOfWork, item_id: str, field: str, before: str | None, value: str) -> None:
    """Chooses the decision or what becomes of the financing. `before`: what the chooser saw chosen.

    Raises Undecided when somebody else has chosen otherwise meanwhile; NotFound, Forbidden, Conflict,
    Invalid.
    """
    run, item = minuted_item(uow, item_id)
    words = group_points.choices(item, field) if run.of_the_group else CHOICES.get(field, {})
    pick(run, item, field, words, before, value)


def score(uow: UnitOfWork, item_id: str, goal_uid: str, before: int | None, value: int) -> None:
    """Where a goal stands, 0 to 10. `before`: the score of this meeting that the writer saw.

    Raises Undecided when somebody else has given another meanwhile; NotFound, Forbidden, Conflict, Invalid.
    """
    run, item = minuted_item(uow, item_id)
    goals = [] if run.of_the_group else goals_of(uow, item["case_id"])
    known = {goal["goal_uid"] for goal in goals}
    if goal_uid not in known or not 0 <= value <= 10:
        said = say(uow, "Vælg et tal fra 0 til 10.", "Choose a number from 0 to 10.")
        raise Invalid("score_unknown", *said[:2], {"score": [said[2]]})
    field = f"score {goal_uid}"
    row = stored.scores(uow, item_id).get(goal_uid)
    if row is not None and row["score"] == value:
        return
    if row is not None and row["score"] != before and row["scored_by"] != uow.actor.user_id:
        theirs, mine = str(row["score"]), str(value)
        raise undecided(uow, item, field, (theirs, theirs), theirs, (mine, mine), mine)
    values = {"score": value, "scored_by": uow.actor.user_id, "scored_at": uow.now}
    if row is None:
        add(uow, tables.agenda_goal_score, None, {**values, "item_id": item_id, "goal_uid": goal_uid})
    else:
        change(uow, tables.agenda_goal_score, "", row["id"], values)
    change_item(run, item, field)
    run.touch()
    run.note(Event.ITEM_SCORED, item_id=item_id, goal_uid=goal_uid, score=value)


def agree(uow: UnitOfWork, item_id: str, what: str, owner_id: str, due_on: date | None) -> str:
    """Somebody does something by a day; the id of the agreement. Raises NotFound, Forbidden, Conflict,
    Invalid."""
    run, item = minuted_item(uow, item_id)
    what = what.strip()
    missing: dict[str, list[str]] = {}
    day = uow.now.astimezone(uow.zone).date()
    if not what or len(what) > LONGEST_ACTION:
        missing["what"] = [say(uow, "Skriv, hvad der skal gøres.", "Write what is to be done.")[2]]
    if owner_id not in run.people:
        missing["owner"] = [say(uow, "Vælg, hvem der gør det.", "Choose who does it.")[2]]
    if due_on is None or due_on < day:
        missing["due_on"] = [say(uow, "Vælg en dato fra i dag.", "Choose a date from today.")[2]]
    if missing:
        raise Invalid(
            "action_incomplete",
            "En aftale skal have en opgave, en ansvarlig og en dato fra i dag.",
            "An agreement needs a task, somebody responsible and a date from today.",
            missing,
        )
    values = {"item_id": item_id, "case_id": item["case_id"], "what": what, "owner_id": owner_id}
    action_id = add(uow, tables.agenda_action, item["key_id"], {**values, "due_on": due_on})
    run.touch()
    run.note(Event.ITEM_AGREED, item_id=item_id, action_id=action_id)
    return action_id


def take_back(uow: UnitOfWork, action_id: str) -> None:
    """Removes an agreement that was not meant so, while the meeting runs."""
    found = stored.action_row(uow, action_id)
    if found is None:
        return
    run, item = minuted_item(uow, found["item_id"])
    uow.batch.delete(tables.agenda_action, {"tenant_id": uow.tenant_id, "id": action_id})
    run.touch()
    run.note(Event.ITEM_AGREEMENT_REMOVED, item_id=item["id"], action_id=action_id)


def _case(uow: UnitOfWork, item: Row) -> stored.ItemCase:
    return stored.cases(uow, [item["case_id"]])[item["case_id"]]


# -- leaving a case ----------------------------------------------------------------------------------


def defer(uow: UnitOfWork, item_id: str, why: str) -> str | None:
    """Puts the case off to the next meeting; the id of the item that is taken up instead.

    Raises NotFound, Forbidden, Conflict, Invalid (without a reason).
    """
    run, item = minuted_item(uow, item_id)
    what = ("punktet udsættes", "the item is deferred") if run.of_the_group else _CASE_DEFERRED
    reason = base.said(why, what)
    change_item(run, item, state="deferred", deferred_why=reason, discussed_at=None, **stopped(run, item))
    run.touch()
    run.note(Event.ITEM_DEFERRED, item_id=item_id)
    return go_on(run, item)


def finish(uow: UnitOfWork, item_id: str) -> str | None:
    """The case has been discussed; the id of the item that is taken up next, None after the last.

    Raises Invalid for what is missing (F08s: development, decision, agreements unless nothing changes; F21:
    see `group_points`) and when somebody heard the case who may not (INV-22); NotFound, Forbidden, Conflict.
    """
    run, item = minuted_item(uow, item_id)
    values: Row = {"discussed_at": uow.now}
    if run.of_the_group:
        group_points.require_whole(uow, item)
    else:
        _require_whole(uow, item)
        values |= _heard_by(run, item)
    change_item(run, item, state="discussed", **values, **stopped(run, item))
    run.touch()
    run.note(Event.ITEM_DISCUSSED, item_id=item_id, decision=item["decision"])
    return go_on(run, item)


def _heard_by(run: Minuted, item: Row) -> Row:
    """INV-22 of one case that has been discussed: which sectors were not there for it."""
    uow, item_id, case = run.uow, item["id"], _case(run.uow, item)
    there = there_now(uow, run.meeting["id"])
    left = [user for user, row in there.items() if item_id in json.loads(row["left_for"] or "[]")]
    members = [rule.TeamMember(m.user_id, m.name, m.sector) for m in run.sight.members if m.user_id in there]
    covered, carriers = run.sight.covered(case), run.sight.carriers(case)
    guards.refuse(rule.nobody_hears_uncovered(members, covered, left, carriers), uow.actor.language)
    without = json.dumps(list(run.sight.uncovered(case))) if run.sight.uncovered(case) else None
    return {"discussed_without": without, "financing": item["financing"] or "unchanged"}


def _require_whole(uow: UnitOfWork, item: Row) -> None:
    missing: dict[str, list[str]] = {}
    if not (item["development"] or "").strip():
        said = "Skriv udviklingen siden sidst, også små fremskridt."
        missing["development"] = [say(uow, said, "Write the development, small progress too.")[2]]
    if item["decision"] is None:
        missing["decision"] = [say(uow, "Vælg en beslutning.", "Choose a decision.")[2]]
    elif item["decision"] != "no_change" and not stored.actions(uow, item["id"]):
        said = "Skriv mindst én aftale med ansvarlig og dato."
        missing["action"] = [say(uow, said, "Write at least one agreement with owner and date.")[2]]
    if missing:
        raise Invalid(
            "case_not_minuted",
            "Sagen mangler noget, før I kan gå videre. Skriv det, eller udsæt sagen.",
            "The case lacks something before you can go on. Write it, or defer the case.",
            missing,
        )


__all__ = [
    "CHOICES",
    "LONGEST_ACTION",
    "LONGEST_TEXT",
    "TEXTS",
    "Minuted",
    "Saved",
    "agree",
    "begin",
    "choose",
    "defer",
    "finish",
    "minuted",
    "minuted_item",
    "score",
    "set_room",
    "take_back",
    "take_up",
    "write_text",
]
