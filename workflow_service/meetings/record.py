"""What minuting any meeting rests on: the meeting held under its lock, the item that is talked about and its
clock, and who wrote what last, so that nothing is overwritten unseen."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service import access
from workflow_service.errors import Choice, Conflict, Invalid, Undecided
from workflow_service.meetings import base
from workflow_service.meetings.merging import Clash, merge
from workflow_service.meetings.participants import gathering
from workflow_service.meetings.sight import Sight
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row, change

LONGEST_TEXT = 8000


@dataclass
class Minuted:
    """A meeting that is being minuted, held under its lock. `people`: ids of all who can be given a task."""

    uow: UnitOfWork
    meeting: Row
    series: Row
    sight: Sight
    people: frozenset[str]

    @property
    def of_the_group(self) -> bool:
        """Is it a meeting of the coordination group?"""
        return bool(self.series["kind"] == query.COORDINATION)

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
    people = found.facts.people
    if found.series["kind"] == query.COORDINATION:
        people |= found.facts.chairs
    return Minuted(uow, found.meeting, found.series, Sight(uow, found.people), people)


def say(uow: UnitOfWork, da: str, en: str) -> tuple[str, str, str]:
    """Both texts, and the one in the actor's language."""
    return da, en, en if uow.actor.language == "en" else da


# -- which item --------------------------------------------------------------------------------------


def take_up_item(run: Minuted, item: Row) -> None:
    """This item is talked about now; the one before waits again, or is done if it was."""
    for one in stored.items(run.uow, run.meeting["id"]):
        if one["state"] == "now" and one["id"] != item["id"]:
            state = "discussed" if one["discussed_at"] else "waiting"
            change_item(run, one, state=state, **stopped(run, one))
    change_item(run, item, state="now", now_since=run.uow.now, deferred_why=None)
    run.touch()
    run.note(Event.ITEM_TAKEN_UP, item_id=item["id"])


def stopped(run: Minuted, item: Row) -> dict[str, Any]:
    """The item's clock stops."""
    since = item["now_since"]
    spent = int((run.uow.now - since).total_seconds()) if since is not None else 0
    return {"now_since": None, "seconds_used": item["seconds_used"] + max(0, spent)}


def go_on(run: Minuted, item: Row) -> str | None:
    """Takes up the next item that waits: after this one, else from the top; its id."""
    waiting = [one for one in stored.items(run.uow, run.meeting["id"]) if one["state"] == "waiting"]
    waiting = [one for one in waiting if one["id"] != item["id"]]
    after = [one for one in waiting if (one["position"], one["id"]) > (item["position"], item["id"])]
    chosen = next(iter(after or waiting), None)
    if chosen is not None:
        take_up_item(run, chosen)
    return chosen["id"] if chosen else None


# -- what is written in it ---------------------------------------------------------------------------


def write(run: Minuted, item: Row, field: str, before: str, text: str) -> Saved:
    """The text of a field together with what others have written since `before`. Raises Invalid (length)."""
    uow = run.uow
    if len(text) > LONGEST_TEXT or len(before) > LONGEST_TEXT:
        da, en, told = say(
            uow,
            f"Teksten er for lang. Der er plads til {LONGEST_TEXT} tegn.",
            f"The text is too long. There is room for {LONGEST_TEXT} characters.",
        )
        raise Invalid("text_too_long", da, en, {field: [told]})
    stands = item[field] or ""
    found = merge(_lines(before), _lines(text), stands)
    if found.text != stands:
        first = written_by(item, field) != uow.actor.user_id
        change_item(run, item, field, **{field: found.text or None})
        run.touch()
        if first:
            # once for each turn of a writer: a text that saves itself would fill the audit
            run.note(Event.ITEM_MINUTED, item_id=item["id"], field=field)
    return Saved(found.text, found.clashes)


def _lines(text: str) -> str:
    """A form sends CR LF, a script LF: two writers' lines must be the same."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def pick(
    run: Minuted, item: Row, field: str, words: Mapping[str, tuple[str, str]], before: str | None, value: str
) -> None:
    """Chooses one of `words`. Raises Invalid for another, Undecided when somebody else has chosen otherwise
    since `before`."""
    if value not in words:
        da, en, told = say(run.uow, "Vælg en af mulighederne.", "Choose one of the options.")
        raise Invalid("choice_unknown", da, en, {field: [told]})
    stands = item[field]
    if stands == value:
        return
    if stands not in (before or None, None) and written_by(item, field) != run.uow.actor.user_id:
        raise undecided(run.uow, item, field, words[stands], stands, words[value], value)
    change_item(run, item, field, **{field: value})
    run.touch()
    run.note(Event.ITEM_DECIDED, item_id=item["id"], field=field, value=value)


def undecided(
    uow: UnitOfWork,
    item: Row,
    field: str,
    theirs: tuple[str, str],
    stands: str,
    mine: tuple[str, str],
    value: str,
) -> Undecided:
    """Two people have chosen differently: whoever came second says what holds."""
    by = written_by(item, field)
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


# -- rows --------------------------------------------------------------------------------------------


def marks(item: Row) -> dict[str, dict[str, Any]]:
    """Who wrote each field last, and when: {field: {n, by, at}}."""
    found: dict[str, dict[str, Any]] = json.loads(item["field_versions"] or "{}")
    return found


def written_by(item: Row, field: str) -> str | None:
    """Who wrote the field last."""
    found: str | None = marks(item).get(field, {}).get("by")
    return found


def change_item(run: Minuted, item: Row, field: str = "", **values: Any) -> None:
    """Changes the item and notes who wrote `field` and when, so that others see who writes with them."""
    if field:
        uow, known = run.uow, marks(item)
        count = known.get(field, {}).get("n", 0) + 1
        known[field] = {"n": count, "by": uow.actor.user_id, "at": uow.now.isoformat()}
        values["field_versions"] = json.dumps(known)
    item.update(values)
    item["version"] += 1
    change(run.uow, tables.agenda_item, item["key_id"], item["id"], {**values, "version": item["version"]})
