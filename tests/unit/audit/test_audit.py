"""Tampering with the audit is found: edited, deleted, reordered, cut and forged (reliability.md 4, 21)."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.conftest import NOW
from workflow_service import audit
from workflow_service.audit.chain import event_hash
from workflow_service.clock import FrozenClock
from workflow_service.store import Actor, Database, UnitOfWork
from workflow_service.store import audit as query
from workflow_service.store.tables import metadata

EVENT = metadata.tables["audit_event"]
INSTANCE = metadata.tables["process_instance"]
SEAL = metadata.tables["seal"]
ANNA = Actor("00000000-0000-7000-8000-000000000001", "anna", "Anna Holm")


def _owner(uow: UnitOfWork) -> audit.Chain:
    """An instance row whose chain has no events yet."""
    chain = audit.Chain(uow.new_id(), None, 0)
    row = {
        "id": chain.id,
        "release_id": uow.new_id(),
        "process_key": "p",
        "state": "active",
        "key_id": uow.new_key("instance", chain.id),
        "started_at": uow.now,
        "version": 1,
        "audit_seq": 0,
    }
    uow.insert(INSTANCE, row)
    return chain


def _record(uow: UnitOfWork, chain: audit.Chain, *kinds: str) -> None:
    for kind in kinds:
        audit.record(uow, chain, kind, instance_id=chain.id, facts={"priority": 50, "form": "consent"})
    uow.update(INSTANCE, chain.id, {"audit_head": chain.head, "audit_seq": chain.seq})


@pytest.fixture
def chain(database: Database, tmp_path: Path) -> audit.Chain:
    """Four events, sealed and anchored."""
    with database.begin(ANNA) as uow:
        chain = _owner(uow)
        _record(uow, chain, "started", "claimed", "delegated", "completed")
    with database.begin() as uow:
        assert audit.seal(uow) == 1
    with database.begin() as uow:
        assert audit.anchor(uow, tmp_path / "anchor") == 1
    return chain


def _kinds(database: Database, folder: Path) -> set[tuple[str, str | None]]:
    with database.begin(write=False) as uow:
        return {(found.kind, found.chain_id) for found in audit.verify_all(uow, folder / "anchor")}


def _tamper(database: Database, *statements: sa.Executable) -> None:
    with database.begin() as uow:
        for statement in statements:
            uow.execute(statement)


def _at(chain: audit.Chain, seq: int) -> sa.ColumnElement[bool]:
    return (EVENT.c.chain_id == chain.id) & (EVENT.c.seq == seq)


def test_an_untouched_audit_holds(database: Database, chain: audit.Chain, tmp_path: Path) -> None:
    assert _kinds(database, tmp_path) == set()


@pytest.mark.parametrize(
    "values", [{"kind": "refused"}, {"facts": "{}"}, {"actor": None}, {"at": NOW - timedelta(microseconds=1)}]
)
def test_an_edited_event_is_found(
    database: Database, chain: audit.Chain, tmp_path: Path, values: dict[str, object]
) -> None:
    _tamper(database, EVENT.update().where(_at(chain, 2)).values(**values))
    assert _kinds(database, tmp_path) == {("changed", chain.id)}


def test_a_deleted_event_is_found(database: Database, chain: audit.Chain, tmp_path: Path) -> None:
    _tamper(database, EVENT.delete().where(_at(chain, 2)))
    assert _kinds(database, tmp_path) == {("missing", chain.id)}


def test_two_events_in_each_others_place_are_found(
    database: Database, chain: audit.Chain, tmp_path: Path
) -> None:
    swap = [(2, 99), (3, 2), (99, 3)]
    _tamper(database, *(EVENT.update().where(_at(chain, a)).values(seq=b) for a, b in swap))
    assert _kinds(database, tmp_path) == {("changed", chain.id)}


def test_a_cut_tail_is_found_even_when_the_head_is_moved_back(
    database: Database, chain: audit.Chain, tmp_path: Path
) -> None:
    with database.begin(write=False) as uow:
        before = query.events(uow, chain.id)[2]["hash"]
    _tamper(
        database,
        EVENT.delete().where(_at(chain, 4)),
        INSTANCE.update().where(INSTANCE.c.id == chain.id).values(audit_seq=3, audit_head=before),
    )
    assert _kinds(database, tmp_path) == {("cut", chain.id)}


def test_a_chain_rewritten_with_right_hashes_is_found_by_its_seal(
    database: Database, chain: audit.Chain, tmp_path: Path
) -> None:
    _rewrite_last(database, chain)
    assert _kinds(database, tmp_path) == {("forged", chain.id)}


def test_a_forged_seal_is_found_by_the_anchor(database: Database, chain: audit.Chain, tmp_path: Path) -> None:
    _rewrite_last(database, chain)
    _tamper(database, SEAL.delete())
    with database.begin() as uow:
        audit.seal(uow)
    assert _kinds(database, tmp_path) == {("forged", None)}


def test_removed_seals_are_found_by_the_anchor(
    database: Database, chain: audit.Chain, tmp_path: Path
) -> None:
    _tamper(database, SEAL.delete())
    assert _kinds(database, tmp_path) == {("cut", None)}


def _rewrite_last(database: Database, chain: audit.Chain) -> None:
    """What an attacker with the database's password can do: forge the last event and every hash after it."""
    with database.begin() as uow:
        third, last = query.events(uow, chain.id)[2:]
        forged = {**last, "kind": "cancelled"}
        digest = event_hash(uow.tenant_id, third["hash"], forged)
        uow.execute(EVENT.update().where(_at(chain, 4)).values(kind="cancelled", hash=digest))
        uow.execute(INSTANCE.update().where(INSTANCE.c.id == chain.id).values(audit_head=digest))


def test_events_of_a_removed_case_are_found(database: Database, chain: audit.Chain, tmp_path: Path) -> None:
    _tamper(database, INSTANCE.delete().where(INSTANCE.c.id == chain.id))
    assert _kinds(database, tmp_path) == {("orphaned", chain.id)}


def test_a_reason_is_sealed_and_erasing_its_key_leaves_the_chain_valid(
    database: Database, tmp_path: Path
) -> None:
    with database.begin(ANNA) as uow:
        chain = _owner(uow)
        key_id = uow.new_key("family", uow.new_id())
        audit.record(uow, chain, "sight.broken", key_id=key_id, reason="Akut bekymring for Emil")
        uow.update(INSTANCE, chain.id, {"audit_head": chain.head, "audit_seq": chain.seq})
    with database.begin() as uow:
        event = query.events(uow, chain.id)[0]
        assert b"Emil" not in bytes(event["reason"])
        assert uow.open(key_id, "audit_event", f"{chain.id}/1", "reason", event["reason"]).endswith("Emil")
        key = metadata.tables["key"]
        uow.execute(key.update().where(key.c.id == key_id).values(wrapped=None))
    assert _kinds(database, tmp_path) == set()


def test_a_seal_takes_only_chains_that_moved(
    database: Database, clock: FrozenClock, chain: audit.Chain, tmp_path: Path
) -> None:
    with database.begin() as uow:
        assert audit.seal(uow) is None
        other = _owner(uow)
        _record(uow, other, "started")
    clock.travel(NOW + timedelta(minutes=1))
    with database.begin() as uow:
        assert audit.seal(uow) == 2
        sealed = query.last_seal(uow)
    assert sealed is not None
    assert other.id in sealed["heads"]
    assert chain.id not in sealed["heads"]
    assert _kinds(database, tmp_path) == set()
