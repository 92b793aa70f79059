"""Clocks that would move, as a preview shows them: of a parameter, or of a date that was wrong."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow_service.engine import Recounted
from workflow_service.runtime import Locked, Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store import deadlines as query

# a moment that was counted to the millisecond is the same to the second
SAME_SECONDS = 61.0


@dataclass(frozen=True)
class Move:
    """A clock that would move. `number`: the case's, no name; `kind`: task, timer, or date (of the
    case file)."""

    name: str
    kind: str
    clock_type: str
    number: str | None
    before: datetime
    after: datetime

    @staticmethod
    def of(uow: UnitOfWork, runtime: Runtime, locked: Locked, one: Recounted, before: datetime) -> Move:
        """A clock of the course with the words of its diagram."""
        assert one.after is not None
        release = runtime.releases.get(uow, locked.release_id)
        name = release.text(one.process, one.element, "name", uow.actor.language)
        row = query.clock_row(uow, one.ref) if one.kind == "task" else None
        attributes = release.diagrams.element(one.process, one.element).attributes
        clock = release.clock(attributes.get("clock", ""))
        kind = row["clock_type"] if row else clock.type if clock else ""
        return Move(name, one.kind, kind, locked.business_key, before, one.after)


def moved(
    uow: UnitOfWork, locked: Locked, counted: Iterable[Recounted]
) -> tuple[list[tuple[Recounted, datetime]], int]:
    """The clocks of the course that would move, each with its moment now, and how many stay as agreed."""
    found: list[tuple[Recounted, datetime]] = []
    kept = 0
    postponed = _postponed(uow, locked.id)
    for one in counted:
        row = query.clock_row(uow, one.ref) if one.kind == "task" else None
        before = one.before if row is None else uow.moment(row["due_at"])
        if one.after is None or before is None:
            continue
        if abs((one.after - before).total_seconds()) < SAME_SECONDS:
            continue
        with_task = (abs((at - before).total_seconds()) < SAME_SECONDS for at in postponed)
        if any(with_task) if row is None else row["first_due"] is not None:
            kept += 1
        else:
            found.append((one, before))
    return found, kept


def _postponed(uow: UnitOfWork, instance_id: str) -> list[datetime]:
    """The deadlines of the course that a person has moved; their timers moved with them."""
    return [at for value in query.postponed_in(uow, instance_id) if (at := uow.moment(value)) is not None]


def groups(moves: Iterable[Move]) -> dict[str, list[Move]]:
    """The moves by the name of their step."""
    found: dict[str, list[Move]] = {}
    for one in moves:
        found.setdefault(one.name, []).append(one)
    return found


__all__ = ["Move", "groups", "moved"]
