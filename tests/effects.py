"""Effects of nobody's case for the tests of the outbox, and a sender that does as it is told."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from workflow_service.store import Database, outbox, tables
from workflow_service.store.casefile_rows import add as add_sealed
from workflow_service.store.outbox import Effect

NOBODY: dict[str, Any] = {
    "kind": "letter",
    "topic": "welcome_letter",
    "instance_id": str(uuid.UUID(int=1)),
}


def add(database: Database, key: str, kind: str = "letter", **payload: Any) -> str:
    """An effect under a key of its own; its id."""
    with database.begin() as uow:
        key_id = uow.new_key("family", uow.new_id())
        return outbox.add(
            uow, **(NOBODY | {"kind": kind}), idempotency_key=key, payload=payload, key_id=key_id
        )


def write_letters(database: Database, count: int) -> list[str]:
    """So many letters in journal and outbox, each in a transaction of its own; their keys."""
    keys = []
    for _ in range(count):
        with database.begin() as uow:
            key_id, case_id = uow.new_key("family", uow.new_id()), uow.new_id()
            entry = {"case_id": case_id, "at": uow.now, "kind": "letter", "title": "Velkomstbrev"}
            entry_id = add_sealed(
                uow, tables.journal_entry, key_id, {**entry, "restricted": False, "content_hash": b"-"}
            )
            keys.append(f"letter-{entry_id}")
            payload = {"subject": "Velkomstbrev", "text": "Kære Sara"}
            outbox.add(
                uow, **NOBODY, idempotency_key=keys[-1], payload=payload, key_id=key_id, ref_id=entry_id
            )
    return keys


def claim(database: Database, kind: str = "letter") -> Effect | None:
    with database.begin() as uow:
        return outbox.claim(uow, kind)


def state_of(database: Database, key: str) -> str:
    with database.begin(write=False) as uow:
        return str(uow.value("SELECT state FROM outbox WHERE idempotency_key = ?", key))


class Told:
    """`keys` gets the key of each effect that came here; `act` may raise."""

    def __init__(self, kind: str = "letter", act: Callable[[Effect], None] = lambda effect: None) -> None:
        self.kind, self.act = kind, act
        self.keys: list[str] = []

    def send(self, effect: Effect) -> None:
        self.keys.append(effect.key)
        self.act(effect)
