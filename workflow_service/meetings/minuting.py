"""Writing the minutes while a meeting is held: what each of several people may write at the same time.

Every write says what its writer saw before (`base`). Texts of two writers are merged, choices of two are laid
before whoever came second: nothing is ever overwritten unseen. Each write is one transaction under the lock
of the meeting's row, whose version grows with it.
"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow_service import access
from workflow_service.casefile import guards, lists
from workflow_service.casefile.status_meetings import DECISIONS, FINANCING
from workflow_service.errors import Choice, Conflict, Invalid, Undecided
from workflow_service.meetings import base
from workflow_service.meetings.case_news import goals_of
from workflow_service.meetings.merging import Clash, merge
from workflow_service.meetings.participants import gathering, there_now
from workflow_service.meetings.sight import Sight
from workflow_service.rules import team_meetings as rule
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row, add, change

LONGEST_TEXT = 8000
LONGEST_ACTION = 500
TEXTS = ("development", "decision_note")
CHOICES: dict[str, lists.Words] = {"decision": DECISIONS, "financing": FINANCING}

_NOT_COVERED = access.Denial(
    "case_not_covered",
    "Familien har ikke givet samtykke til, at du hører sagen. Du ser kun dens nummer. (Regel 22)",
    "The family has not consented to your hearing this case. You only see its number. (Rule 22)",
)


@dataclass
class Minuted:
    """A meeting that is being minuted, held under its lock. `people`: ids of all who can be given a task."""

    uow: UnitOfWork
    meeting: Row
    series: Row
    sight: Sight
    people: frozenset[str]

    def touch(self, **values: Any) -> None:
        """Something of the meeting has changed: everybody who follows it asks anew."""
        base.change_meeting(self.uow, self.meeting, values)

    def note(self, event: Event, **facts: Any) -> None:
        base.note(self.uow, self.series, event, meeting_id=self.meeting["id"], **facts)


@dataclass(frozen=True)
class Saved:
    """What stands in a text field now. `clashes`: places where both writers' words stand side by side."""

    text: str
    clashes: tuple[Clash, ...] = ()


def minuted(uow: UnitOfWork, meeting_id: str, states: Collection[str] = ("running",)) -> Minuted:
    """The meeting, locked, for somebody who may minute it. Raises NotFound, Forbidden, Conflict."""
    query.lock_meeting(uow, meeting_id)
    found = gathering(uow, meeting_id)
    access.require(access.may_minute(uow.actor, found.facts))
    if found.meeting["state"] not in states:
        raise Conflict(
            "meeting_not_running",
            "Mødet er ikke i gang. Begynd mødet, før du skriver i referatet. Er det afsluttet, kan referatet"
            " ikke ændres her.",
            "The meeting is not running. Begin it before you minute. When it is closed, its minutes cannot be"
            " changed here.",
        )
    return Minuted(uow, found.meeting, found.series, Sight(uow, found.people), found.facts.people)


def minuted_item(uow: UnitOfWork, item_id: str) -> tuple[Minuted, Row]:
    """The meeting and one item of its agenda for somebody who may hear the case (INV-22).

    Raises NotFound, Forbidden, Conflict.
    """
    found = stored.item_row(uow, item_id)
    if found is None or found["ref_id"] is not None:
        # what is said about a prepared decision has rules of its own (T07)
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    run = minuted(uow, found["meeting_id"])
    item = stored.item_row(uow, item_id) or found
    case = stored.cases(uow, [item["case_id"]])[item["case_id"]]
    access.require(None if run.sight.shown(case) else _NOT_COVERED)
    return run, item


# -- the meeting -------------------------------------------------------------------------------------


def begin(uow: UnitOfWork, meeting_id: str) -> None:
    """Opens the minutes and takes up the first case. Raises NotFound, Forbidden, Conflict."""
    run = minuted(uow, meeting_id, ("open", "running"))
    if run.meeting["state"] == "running":
        return
    run.touch(state="running", opened_at=uow.now, minutes_state="draft")
    run.note(Event.MEETING_BEGUN)
    waiting = [one for one in stored.items(uow, meeting_id) if one["state"] == "waiting"]
    if waiting:
        _take_up(run, waiting[0])


def set_room(uow: UnitOfWork, meeting_id: str, mode: str, place: str) -> None:
    """How and where the meeting is held (INV-08 is asked when it is closed). Raises Invalid."""
    run = minuted(uow, meeting_id, ("open", "running"))
    place = place.strip()
    if mode not in ("physical", "online", "hybrid") or not place or len(place) > 200:
        said = _say(
            uow, "Vælg mødeform, og skriv, hvor mødet holdes.", "Choose the form and write where it is held."
        )
        raise Invalid("room_missing", *said[:2], {"place": [said[2]]})
    if (mode, place) != (run.meeting["mode"], run.meeting["place"]):
        run.touch(mode=mode, place=place)
        run.note(Event.MEETING_ROOM, mode=mode)


def _say(uow: UnitOfWork, da: str, en: str) -> tuple[str, str, str]:
    """Both texts, and the one in the actor's language."""
    return da, en, en if uow.actor.language == "en" else da


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
        _take_up(run, item)


def _take_up(run: Minuted, item: Row) -> None:
    for one in stored.items(run.uow, run.meeting["id"]):
        if one["state"] == "now" and one["id"] != item["id"]:
            _change(run, one, state="discussed" if one["discussed_at"] else "waiting", **_stopped(run, one))
    _change(run, item, state="now", now_since=run.uow.now, deferred_why=None)
    run.touch()
    run.note(Event.ITEM_TAKEN_UP, item_id=item["id"])


def _stopped(run: Minuted, item: Row) -> dict[str, Any]:
    """The item's clock stops."""
    since = item["now_since"]
    spent = int((run.uow.now - since).total_seconds()) if since is not None else 0
    return {"now_since": None, "seconds_used": item["seconds_used"] + max(0, spent)}


def write_text(uow: UnitOfWork, item_id: str, field: str, before: str, text: str) -> Saved:
    """Writes a text of the minutes. `before`: what the writer's own text was made from; what others have
    written since is kept (see `merging`). Raises NotFound, Forbidden, Conflict, Invalid."""
    run, item = minuted_item(uow, item_id)
    if field not in TEXTS or len(text) > LONGEST_TEXT or len(before) > LONGEST_TEXT:
        said = _say(
            uow,
            f"Teksten er for lang. Der er plads til {LONGEST_TEXT} tegn.",
            f"The text is too long. There is room for {LONGEST_TEXT} characters.",
        )
        raise Invalid("text_too_long", *said[:2], {field: [said[2]]})
    stands = item[field] or ""
    found = merge(_lines(before), _lines(text), stands)
    if found.text != stands:
        first = _by(item, field) != uow.actor.user_id
        _change(run, item, field, **{field: found.text or None})
        run.touch()
        if first:
            # once for each turn of a writer: a text that saves itself would fill the audit
            run.note(Event.ITEM_MINUTED, item_id=item["id"], field=field)
    return Saved(found.text, found.clashes)


def _lines(text: str) -> str:
    """A form sends CR LF, a script LF: two writers' lines must be the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def choose(uow: UnitOfWork, item_id: str, field: str, before: str | None, value: str) -> None:
    """Chooses the decision or what becomes of the financing. `before`: what the chooser saw chosen.

    Raises Undecided when somebody else has chosen otherwise meanwhile; NotFound, Forbidden, Conflict,
    Invalid.
    """
    run, item = minuted_item(uow, item_id)
    words = CHOICES.get(field, {})
    if value not in words:
        said = _say(uow, "Vælg en af mulighederne.", "Choose one of the options.")
        raise Invalid("choice_unknown", *said[:2], {field: [said[2]]})
    stands = item[field]
    if stands == value:
        return
    if stands not in (before or None, None) and _by(item, field) != uow.actor.user_id:
        raise _undecided(uow, item, field, words[stands], stands, words[value], value)
    _change(run, item, field, **{field: value})
    run.touch()
    run.note(Event.ITEM_DECIDED, item_id=item["id"], field=field, value=value)


def _undecided(
    uow: UnitOfWork,
    item: Row,
    field: str,
    theirs: tuple[str, str],
    stands: str,
    mine: tuple[str, str],
    value: str,
) -> Undecided:
    by = _by(item, field)
    who = stored.user_names(uow, [by]).get(by) if by else None
    return Undecided(
        "chosen_meanwhile",
        f"{who or 'En anden'} har valgt »{theirs[0]}« imens. Vælg, hvad der gælder.",
        f"{who or 'Somebody else'} has chosen “{theirs[1]}” meanwhile. Choose what holds.",
        field=field,
        ask_da="Hvad gælder?",
        ask_en="What holds?",
        choices=(Choice(stands, *theirs), Choice(value, *mine)),
    )


def score(uow: UnitOfWork, item_id: str, goal_uid: str, before: int | None, value: int) -> None:
    """Where a goal stands, 0 to 10. `before`: the score of this meeting that the writer saw.

    Raises Undecided when somebody else has given another meanwhile; NotFound, Forbidden, Conflict, Invalid.
    """
    run, item = minuted_item(uow, item_id)
    known = {goal["goal_uid"] for goal in goals_of(uow, item["case_id"])}
    if goal_uid not in known or not 0 <= value <= 10:
        said = _say(uow, "Vælg et tal fra 0 til 10.", "Choose a number from 0 to 10.")
        raise Invalid("score_unknown", *said[:2], {"score": [said[2]]})
    field = f"score {goal_uid}"
    row = stored.scores(uow, item_id).get(goal_uid)
    if row is not None and row["score"] == value:
        return
    if row is not None and row["score"] != before and row["scored_by"] != uow.actor.user_id:
        theirs, mine = str(row["score"]), str(value)
        raise _undecided(uow, item, field, (theirs, theirs), theirs, (mine, mine), mine)
    values = {"score": value, "scored_by": uow.actor.user_id, "scored_at": uow.now}
    if row is None:
        add(uow, tables.agenda_goal_score, None, {**values, "item_id": item_id, "goal_uid": goal_uid})
    else:
        change(uow, tables.agenda_goal_score, "", row["id"], values)
    _change(run, item, field)
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
        missing["what"] = [_say(uow, "Skriv, hvad der skal gøres.", "Write what is to be done.")[2]]
    if owner_id not in run.people:
        missing["owner"] = [_say(uow, "Vælg, hvem der gør det.", "Choose who does it.")[2]]
    if due_on is None or due_on < day:
        missing["due_on"] = [_say(uow, "Vælg en dato fra i dag.", "Choose a date from today.")[2]]
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
    reason = base.said(why, ("sagen udsættes", "the case is deferred"))
    _change(run, item, state="deferred", deferred_why=reason, discussed_at=None, **_stopped(run, item))
    run.touch()
    run.note(Event.ITEM_DEFERRED, item_id=item_id)
    return _go_on(run, item)


def finish(uow: UnitOfWork, item_id: str) -> str | None:
    """The case has been discussed; the id of the item that is taken up next, None after the last.

    Raises Invalid for what is missing (F08s: development, decision, agreements unless nothing changes) and
    when somebody heard the case who may not (INV-22); NotFound, Forbidden, Conflict.
    """
    run, item = minuted_item(uow, item_id)
    _require_whole(uow, item)
    case = _case(uow, item)
    there = there_now(uow, run.meeting["id"])
    left = [user for user, row in there.items() if item_id in json.loads(row["left_for"] or "[]")]
    members = [rule.TeamMember(m.user_id, m.name, m.sector) for m in run.sight.members if m.user_id in there]
    covered, carriers = run.sight.covered(case), run.sight.carriers(case)
    guards.refuse(rule.nobody_hears_uncovered(members, covered, left, carriers), uow.actor.language)
    without = json.dumps(list(run.sight.uncovered(case))) if run.sight.uncovered(case) else None
    values = {"discussed_at": uow.now, "discussed_without": without, "financing": item["financing"]}
    values["financing"] = values["financing"] or "unchanged"
    _change(run, item, state="discussed", **values, **_stopped(run, item))
    run.touch()
    run.note(Event.ITEM_DISCUSSED, item_id=item_id, decision=item["decision"])
    return _go_on(run, item)


def _require_whole(uow: UnitOfWork, item: Row) -> None:
    missing: dict[str, list[str]] = {}
    if not (item["development"] or "").strip():
        said = "Skriv udviklingen siden sidst, også små fremskridt."
        missing["development"] = [_say(uow, said, "Write the development, small progress too.")[2]]
    if item["decision"] is None:
        missing["decision"] = [_say(uow, "Vælg en beslutning.", "Choose a decision.")[2]]
    elif item["decision"] != "no_change" and not stored.actions(uow, item["id"]):
        said = "Skriv mindst én aftale med ansvarlig og dato."
        missing["action"] = [_say(uow, said, "Write at least one agreement with owner and date.")[2]]
    if missing:
        raise Invalid(
            "case_not_minuted",
            "Sagen mangler noget, før I kan gå videre. Skriv det, eller udsæt sagen.",
            "The case lacks something before you can go on. Write it, or defer the case.",
            missing,
        )


def _go_on(run: Minuted, item: Row) -> str | None:
    """Takes up the next case that waits: after this one, else from the top."""
    waiting = [one for one in stored.items(run.uow, run.meeting["id"]) if one["state"] == "waiting"]
    waiting = [one for one in waiting if one["id"] != item["id"]]
    after = [one for one in waiting if (one["position"], one["id"]) > (item["position"], item["id"])]
    chosen = next(iter(after or waiting), None)
    if chosen is not None:
        _take_up(run, chosen)
    return chosen["id"] if chosen else None


# -- rows --------------------------------------------------------------------------------------------


def _marks(item: Row) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = json.loads(item["field_versions"] or "{}")
    return found


def _by(item: Row, field: str) -> str | None:
    """Who wrote the field last."""
    found: str | None = _marks(item).get(field, {}).get("by")
    return found


def _change(run: Minuted, item: Row, field: str = "", **values: Any) -> None:
    """Changes the item and notes who wrote `field` and when, so that others see who writes with them."""
    if field:
        uow, marks = run.uow, _marks(item)
        count = marks.get(field, {}).get("n", 0) + 1
        marks[field] = {"n": count, "by": uow.actor.user_id, "at": uow.now.isoformat()}
        values["field_versions"] = json.dumps(marks)
    item.update(values)
    item["version"] += 1
    change(run.uow, tables.agenda_item, item["key_id"], item["id"], {**values, "version": item["version"]})
