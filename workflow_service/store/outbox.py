"""The outbox: effects outside the database, written by the command that wants them (reliability.md 1).

A row is added in the command's own transaction, so it is there exactly when the command is. It is claimed in
one transaction, sent outside any, and its outcome written in another. What was claimed and got no outcome is
`unknown`: it may have left, so nothing but a person sends it again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from workflow_service.errors import Conflict, NotFound
from workflow_service.states import OutboxState
from workflow_service.store.casefile_rows import add as add_sealed
from workflow_service.store.keys import CannotOpen, KeyDestroyed
from workflow_service.store.tables.records import outbox
from workflow_service.store.uow import UnitOfWork

# the lease of an effect in hand: longer than a sender usually tries, and short enough that what a killed
# process had in hand is before a person within a minute (reliability.md 4, 1). An answer that comes later
# still counts.
CLAIM_TIME = timedelta(seconds=50)
# 1, 4, 16, 64 and 256 minutes: what cannot be sent for six hours needs a person
ATTEMPTS = 6
FIRST_PAUSE = timedelta(minutes=1)
# codes of `last_error` that this module writes itself
NO_ANSWER = "no_answer"
KEY_DESTROYED = "key_destroyed"
RESTORED = "restored"

Row = dict[str, Any]

_COLUMNS = (
    "o.id, o.kind, o.topic, o.state, o.idempotency_key, o.instance_id, o.case_id, o.created_at, o.due_at,"
    " o.since, o.sent_at, o.attempts, o.last_error, o.key_id, i.business_key"
)
_FROM = (
    " FROM outbox o LEFT JOIN process_instance i ON i.tenant_id = o.tenant_id AND i.id = o.instance_id"
    " WHERE o.tenant_id = ?"
)


@dataclass(frozen=True)
class Effect:
    """A claimed row. `key` is the name under which the other side may know it; `claim_id` is this attempt."""

    id: str
    kind: str
    topic: str
    key: str
    claim_id: str
    payload: Mapping[str, Any]


def add(
    uow: UnitOfWork,
    *,
    kind: str,
    topic: str,
    idempotency_key: str,
    payload: Mapping[str, Any],
    key_id: str,
    instance_id: str,
    case_id: str | None = None,
    ref_id: str | None = None,
) -> str:
    """Adds an effect at flush; its id. `payload` is sealed with `key_id`. `idempotency_key`: small letters,
    digits and hyphens; a second row with it cannot be committed (`Stale`)."""
    values = {
        "kind": kind,
        "topic": topic,
        "state": OutboxState.PENDING,
        "idempotency_key": idempotency_key,
        "instance_id": instance_id,
        "case_id": case_id,
        "ref_id": ref_id,
        "created_at": uow.now,
        "due_at": uow.now,
        "since": uow.now,
        "payload": dict(payload),
    }
    return add_sealed(uow, outbox, key_id, values)


# -- sending ---------------------------------------------------------------------------------------------


def is_due(uow: UnitOfWork, kind: str) -> bool:
    """Is there anything of this kind to send now?"""
    sql = (
        "SELECT 1 FROM outbox WHERE tenant_id = ? AND kind = ? AND state = 'pending' AND due_at <= ? LIMIT 1"
    )
    return uow.value(sql, uow.tenant_id, kind, uow.now) is not None


def is_overdue(uow: UnitOfWork) -> bool:
    """Has an attempt passed its deadline without an outcome?"""
    sql = "SELECT 1 FROM outbox WHERE tenant_id = ? AND state = 'sending' AND deadline_at <= ? LIMIT 1"
    return uow.value(sql, uow.tenant_id, uow.now) is not None


def claim(uow: UnitOfWork, kind: str) -> Effect | None:
    """Takes the effect of this kind that has been due longest; None when there is none that nobody else is
    taking. What an erased family's key can no longer open is parked as failed."""
    while True:
        row = uow.row(
            "SELECT id, topic, idempotency_key, key_id, payload, attempts FROM outbox WHERE tenant_id = ?"
            " AND kind = ? AND state = 'pending' AND due_at <= ? ORDER BY due_at, id LIMIT 1"
            + ("" if uow.sqlite else " FOR UPDATE SKIP LOCKED"),
            uow.tenant_id,
            kind,
            uow.now,
        )
        if row is None:
            return None
        row_id, attempts = str(row["id"]), int(row["attempts"]) + 1
        try:
            payload = uow.open(str(row["key_id"]), "outbox", row_id, "payload", row["payload"])
        except (KeyDestroyed, CannotOpen):
            _end(uow, row_id, OutboxState.FAILED, KEY_DESTROYED)
            continue
        claim_id = uow.new_id()
        values = {
            "state": OutboxState.SENDING,
            "claim_id": claim_id,
            "deadline_at": uow.now + CLAIM_TIME,
            "attempts": attempts,
        }
        uow.update(outbox, row_id, values)
        return Effect(row_id, kind, row["topic"], row["idempotency_key"], claim_id, payload)


def give_up_waiting(uow: UnitOfWork) -> int:
    """Declares unknown what was claimed and has no outcome at its deadline; how many."""
    rows = uow.rows(
        "SELECT id FROM outbox WHERE tenant_id = ? AND state = 'sending' AND deadline_at <= ? ORDER BY id"
        + ("" if uow.sqlite else " FOR UPDATE SKIP LOCKED"),
        uow.tenant_id,
        uow.now,
    )
    for row in rows:
        _end(uow, str(row["id"]), OutboxState.UNKNOWN, NO_ANSWER)
    return len(rows)


def sent(uow: UnitOfWork, effect: Effect) -> bool:
    """The attempt succeeded. An answer that comes after the deadline still counts; False when a person has
    decided meanwhile, whose word stands."""
    if not _mine(uow, effect):
        return False
    _settle(uow, effect.id, uow.now)
    return True


def not_sent(
    uow: UnitOfWork, effect: Effect, error: str, *, final: bool = False, counts: bool = True
) -> bool:
    """Nothing left the house, for certain: it is tried again later, or after `ATTEMPTS` (or when `final`)
    parked as failed. `counts` off: the way was closed, which is not this effect's fault. `error` is a code
    without personal data."""
    attempts = _mine(uow, effect)
    if not attempts:
        return False
    if final or (counts and attempts >= ATTEMPTS):
        _end(uow, effect.id, OutboxState.FAILED, error)
        return True
    pause = FIRST_PAUSE * 4 ** (attempts - 1) if counts else FIRST_PAUSE
    again = {"state": OutboxState.PENDING, "due_at": uow.now + pause, "last_error": error}
    again |= {"attempts": attempts if counts else attempts - 1}
    uow.update(outbox, effect.id, {**again, "claim_id": None, "deadline_at": None})
    return True


def unanswered(uow: UnitOfWork, effect: Effect, error: str) -> bool:
    """It may have left or not: only a person decides now."""
    if not _mine(uow, effect):
        return False
    _end(uow, effect.id, OutboxState.UNKNOWN, error)
    return True


def _mine(uow: UnitOfWork, effect: Effect) -> int:
    """The number of attempts while this attempt is the newest and nobody has decided since; else 0."""
    found = uow.value(
        "SELECT attempts FROM outbox WHERE tenant_id = ? AND id = ? AND claim_id = ?"
        " AND state IN ('sending', 'unknown')" + ("" if uow.sqlite else " FOR UPDATE"),
        uow.tenant_id,
        effect.id,
        effect.claim_id,
    )
    return int(found or 0)


def _end(uow: UnitOfWork, row_id: str, state: OutboxState, error: str) -> None:
    uow.update(outbox, row_id, {"state": state, "since": uow.now, "last_error": error})


def _settle(uow: UnitOfWork, row_id: str, sent_at: datetime) -> None:
    values = {"state": OutboxState.SENT, "since": uow.now, "sent_at": sent_at, "last_error": None}
    uow.update(outbox, row_id, {**values, "claim_id": None, "deadline_at": None, "payload": None})


# -- what a person decides -------------------------------------------------------------------------------


def read(uow: UnitOfWork, row_id: str) -> Row:
    """One effect, without its content. Raises `NotFound`."""
    row = uow.row(f"SELECT {_COLUMNS}{_FROM} AND o.id = ?", uow.tenant_id, row_id)
    if row is None:
        raise NotFound("outbox_not_found", "Forsendelsen findes ikke.", "The item does not exist.")
    return _row(uow, row)


def send_again(uow: UnitOfWork, row_id: str) -> None:
    """Lets a failed or unknown effect begin afresh. Raises `Conflict` in any other state."""
    _require_open(uow, row_id)
    fresh = {"state": OutboxState.PENDING, "due_at": uow.now, "since": uow.now, "attempts": 0}
    uow.update(outbox, row_id, {**fresh, "claim_id": None, "deadline_at": None, "last_error": None})


def mark_sent(uow: UnitOfWork, row_id: str) -> None:
    """A person knows that it arrived, or brought it themselves. Raises `Conflict` unless it is failed or
    unknown."""
    _require_open(uow, row_id)
    _settle(uow, row_id, uow.now)


def hold(uow: UnitOfWork) -> int:
    """After restoring a backup: what waits in it may have left since, so all of it is unknown; how many."""
    waits = outbox.c.state.in_((OutboxState.PENDING, OutboxState.SENDING))
    unknown = {"state": OutboxState.UNKNOWN, "since": uow.now, "last_error": RESTORED, "claim_id": None}
    update = outbox.update().where(outbox.c.tenant_id == uow.tenant_id, waits).values(unknown)
    return uow.execute(update).rowcount


def _require_open(uow: UnitOfWork, row_id: str) -> None:
    found = uow.value(
        "SELECT state FROM outbox WHERE tenant_id = ? AND id = ?" + ("" if uow.sqlite else " FOR UPDATE"),
        uow.tenant_id,
        row_id,
    )
    if found not in (OutboxState.FAILED, OutboxState.UNKNOWN):
        raise Conflict(
            "outbox_state",
            "Det kan kun gøres med en forsendelse, der ikke er sendt, eller hvor det er uvist."
            " Genindlæs siden, og se, hvordan det står til med den.",
            f"Expected an item that is failed or unknown, but it is {found}. Reload the page.",
        )


# -- what there is ---------------------------------------------------------------------------------------


def page(
    uow: UnitOfWork, filters: Mapping[str, Any], *, limit: int, after: str | None, count_limit: int
) -> tuple[list[Row], int]:
    """Effects in order of their making, without their content, and how many there are (counted up to
    `count_limit` and one). `filters`: state, kind, case_id; None means any."""
    where = ""
    given: list[Any] = [uow.tenant_id]
    for name in ("state", "kind", "case_id"):
        if filters.get(name) is not None:
            where += f" AND o.{name} = ?"
            given.append(filters[name])
    total = uow.value(
        f"SELECT count(*) FROM (SELECT 1 FROM outbox o WHERE o.tenant_id = ?{where} LIMIT ?) AS found",
        *given,
        count_limit + 1,
    )
    if after is not None:
        where += " AND o.id > ?"
        given.append(after)
    rows = uow.rows(f"SELECT {_COLUMNS}{_FROM}{where} ORDER BY o.id LIMIT ?", *given, limit)
    return [_row(uow, row) for row in rows], int(total)


def undecided(uow: UnitOfWork, limit: int) -> list[Row]:
    """What waits for a person: failed and unknown effects, the newest first."""
    rows = uow.rows(
        f"SELECT {_COLUMNS}{_FROM} AND o.state IN ('failed', 'unknown') ORDER BY o.id DESC LIMIT ?",
        uow.tenant_id,
        limit,
    )
    return [_row(uow, row) for row in rows]


def _row(uow: UnitOfWork, row: Mapping[str, Any]) -> Row:
    moments = {name: uow.moment(row[name]) for name in ("created_at", "due_at", "since", "sent_at")}
    ids = {name: None if row[name] is None else str(row[name]) for name in ("id", "instance_id", "case_id")}
    return {**row, **moments, **ids, "key_id": str(row["key_id"]), "attempts": int(row["attempts"])}


@dataclass(frozen=True)
class Waiting:
    """What waits to be sent or is on its way: how many, since when the oldest, what hindered the last try."""

    count: int
    since: datetime
    last_error: str | None


def waiting(uow: UnitOfWork) -> dict[str, Waiting]:
    """By kind; nothing for a kind of which nothing waits."""
    rows = uow.rows(
        "SELECT kind, count(*) AS n, min(since) AS oldest, max(last_error) AS error FROM outbox"
        " WHERE tenant_id = ? AND state IN ('pending', 'sending') GROUP BY kind ORDER BY kind",
        uow.tenant_id,
    )
    return {
        row["kind"]: Waiting(int(row["n"]), uow.moment(row["oldest"]) or uow.now, row["error"])
        for row in rows
    }


def counts(uow: UnitOfWork) -> dict[str, int]:
    """State -> number of effects in it, each state named."""
    rows = uow.rows(
        "SELECT state, count(*) AS n FROM outbox WHERE tenant_id = ? GROUP BY state", uow.tenant_id
    )
    found = {row["state"]: int(row["n"]) for row in rows}
    return {str(state): found.get(state, 0) for state in OutboxState}
