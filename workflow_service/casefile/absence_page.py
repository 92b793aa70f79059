"""The page »Fravær«: one's own, that of the people one leads, and whom one stands in for (T08)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from workflow_service import access
from workflow_service.casefile.base import Row, today
from workflow_service.errors import Conflict
from workflow_service.runtime import Runtime, cancel_instance, correlate, lock, start_instance
from workflow_service.states import InstanceState
from workflow_service.store import UnitOfWork, running, tables
from workflow_service.store import absences as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add, change

PROCESS = "absence_cover"
START = "absence_known"
BACK, WITHDRAWN = "came_back", "absence_withdrawn"


@dataclass(frozen=True)
class Absence:
    """Days away. `last_on` None: nobody knows. `substitutes`: names, the general one first. `task_id`: the
    form that is not filled in yet. `mine`: the reader's own."""

    id: str
    user_id: str
    name: str
    state: str
    first_on: date
    last_on: date | None
    quiet: bool
    substitutes: tuple[str, ...]
    mine: bool
    task_id: str | None = None


@dataclass(frozen=True)
class Begun:
    """An absence that waits for its form, the task `task_id`."""

    id: str
    task_id: str


@dataclass(frozen=True)
class Absences:
    """What the page shows. `led`: (id, name) of those for whom the reader may register an absence."""

    own: tuple[Absence, ...]
    others: tuple[Absence, ...]
    covered: tuple[Absence, ...]
    led: tuple[tuple[str, str], ...]


def absences(uow: UnitOfWork) -> Absences:
    """What is not past."""
    me = uow.actor.user_id or ""
    led = led_people(uow)
    rows = query.shown(uow, [me, *led], today(uow))
    covered = query.stood_in_for(uow, me)
    covers = query.covers(uow, [one["id"] for one in (*rows, *covered)])
    known = people.colleagues(
        uow,
        [
            *(one["user_id"] for one in (*rows, *covered)),
            *(one["substitute_id"] for one in covers),
        ],
    )
    names = {one.id: one.name for one in known.values()}
    tasks = query.open_forms(uow, [one["instance_id"] for one in rows if one["state"] == "draft"], me)
    seen = [_absence(one, covers, names, me, tasks) for one in rows]
    return Absences(
        tuple(one for one in seen if one.mine),
        tuple(one for one in seen if not one.mine and one.state != "draft"),
        tuple(_absence(one, covers, names, me, {}) for one in covered),
        tuple((key, name) for key, name in led.items() if key != me),
    )


def covering(uow: UnitOfWork) -> tuple[str, ...]:
    """For whom the reader works now, by name; asks nothing while there is nobody."""
    absent = [one.absent_id for one in uow.actor.stands_in]
    names = (one.name for one in people.colleagues(uow, absent).values()) if absent else ()
    return tuple(sorted(set(names)))


def _absence(
    row: Row, covers: Iterable[Row], names: dict[str, str], me: str, tasks: dict[str, str]
) -> Absence:
    # "all" comes before the parts that other people have
    standing = [names.get(one["substitute_id"], "–") for one in covers if one["absence_id"] == row["id"]]
    return Absence(
        row["id"],
        row["user_id"],
        names.get(row["user_id"], "–"),
        row["state"],
        row["first_on"],
        row["last_on"],
        bool(row["quiet"]),
        tuple(dict.fromkeys(standing)),
        row["user_id"] == me,
        tasks.get(row["instance_id"] or ""),
    )


def led_people(uow: UnitOfWork) -> dict[str, str]:
    """Those whose leader the actor is, by name: of a team, of a unit."""
    teams = [m.scope_id for m in uow.actor.memberships if m.role == "team_leader" and m.scope_kind == "team"]
    heads = ("manager", "department_head")
    units = [m.scope_id for m in uow.actor.memberships if m.role in heads and m.scope_kind == "unit"]
    return query.people_of(uow, [one for one in teams if one], [one for one in units if one])


def register(uow: UnitOfWork, rt: Runtime, user_id: str) -> Begun:
    """Begins the absence of somebody, oneself or whom one leads: the course with its form. Raises NotFound
    for others, Conflict when an absence of theirs waits to be filled in."""
    if not _is_mine(uow, user_id):
        access.require_sight(access.NOT_SEEN)
    open_one = query.draft_of(uow, user_id)
    if open_one is not None:
        raise Conflict(
            "absence_unfinished",
            "Der er begyndt et fravær, som ikke er skrevet færdigt. Gør det færdigt, eller slet det.",
            "An absence was begun and not finished. Finish it, or delete it.",
        )
    absence_id = uow.new_id()
    key_id = uow.new_key("absence", absence_id)
    values = {
        "id": absence_id,
        "user_id": user_id,
        "state": "draft",
        "first_on": today(uow),
        "registered_by": uow.actor.user_id,
        "registered_at": uow.now,
    }
    add(uow, tables.absence, key_id, values)
    uow.flush()
    variables = {"absence_id": absence_id, "registrar": uow.actor.user_id, "absent_id": user_id}
    started = start_instance(uow, rt, PROCESS, variables, start_event=START)
    change(uow, tables.absence, key_id, absence_id, {"instance_id": started.locked.id})
    return Begun(absence_id, started.task_ids[0])


def come_back(uow: UnitOfWork, rt: Runtime, absence_id: str) -> None:
    """The absent one is back before it was planned. Raises NotFound, Conflict when they are not away."""
    row = _own(uow, absence_id)
    if row["state"] != "running":
        raise Conflict(
            "not_away",
            "Fraværet er ikke begyndt, eller det er forbi. Hent siden igen.",
            "The absence has not begun, or it is over. Load the page again.",
        )
    correlate(uow, rt, BACK, absence_id, {})


def withdraw(uow: UnitOfWork, rt: Runtime, absence_id: str) -> None:
    """It comes to nothing. Raises NotFound, Conflict once it has begun."""
    row = _own(uow, absence_id)
    if row["state"] == "draft":
        begun = lock(uow, row["instance_id"])
        if begun.state == InstanceState.ACTIVE:
            cancel_instance(uow, rt, begun, "Fraværet blev ikke skrevet færdigt.")
        change(uow, tables.absence, row["key_id"], absence_id, {"state": "withdrawn"})
        return
    if row["state"] != "planned":
        raise Conflict(
            "absence_begun",
            "Fraværet er begyndt. Tryk »Tilbage i dag«, når det er forbi.",
            "The absence has begun. Press “Back today” when it is over.",
        )
    correlate(uow, rt, WITHDRAWN, absence_id, {})


def _own(uow: UnitOfWork, absence_id: str) -> Row:
    row = query.absence(uow, absence_id)
    if row is None or not _is_mine(uow, row["user_id"]):
        access.require_sight(access.NOT_SEEN)
    assert row is not None
    running.lock_instance(uow, row["instance_id"])
    found = query.absence(uow, absence_id)
    assert found is not None
    return found


def _is_mine(uow: UnitOfWork, user_id: str) -> bool:
    return uow.actor.user_id == user_id or user_id in led_people(uow)


__all__ = ["Absence", "Absences", "Begun", "absences", "come_back", "covering", "register", "withdraw"]
