"""The rows of the outbox: claimed once, tried again when nothing left, never when something may have."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.effects import NOBODY, add, claim, state_of
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, NotFound
from workflow_service.states import OutboxState
from workflow_service.store import Database, Stale, outbox
from workflow_service.store.tables import metadata

LATER = NOW + outbox.CLAIM_TIME
KEY_TABLE = metadata.tables["key"]


def test_an_effect_of_a_command_that_fails_is_not_there(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.begin() as uow:
        outbox.add(
            uow, **NOBODY, idempotency_key="letter-1", payload={}, key_id=uow.new_key("family", uow.new_id())
        )
        uow.flush()
        1 / 0  # noqa: B018
    assert claim(database) is None


def test_the_same_idempotency_key_cannot_be_committed_twice(database: Database) -> None:
    add(database, "letter-1")
    with pytest.raises(Stale):
        add(database, "letter-1")


def test_what_is_claimed_is_claimed_once_and_opened(database: Database) -> None:
    add(database, "letter-1", text="Kære Sara")
    effect = claim(database)
    assert effect is not None and (effect.key, effect.payload["text"]) == ("letter-1", "Kære Sara")
    assert claim(database) is None
    assert state_of(database, "letter-1") == OutboxState.SENDING


def test_the_content_lies_sealed_and_goes_when_it_is_sent(database: Database) -> None:
    add(database, "letter-1", text="Kære Sara")
    with database.begin() as uow:
        stored = bytes(uow.value("SELECT payload FROM outbox"))
        assert b"Sara" not in stored
        effect = outbox.claim(uow, "letter")
        assert effect is not None and outbox.sent(uow, effect)
        row = uow.row("SELECT state, payload, sent_at FROM outbox")
    assert row is not None and (row["state"], row["payload"]) == ("sent", None)
    assert uow.moment(row["sent_at"]) == NOW


def test_a_claim_without_outcome_is_unknown_at_its_deadline_and_nobody_claims_it(
    database: Database, clock: FrozenClock
) -> None:
    add(database, "letter-1")
    claim(database)
    clock.travel(LATER)
    with database.begin() as uow:
        assert outbox.is_overdue(uow) and outbox.give_up_waiting(uow) == 1
    clock.travel(LATER + timedelta(days=9))
    assert claim(database) is None
    assert state_of(database, "letter-1") == OutboxState.UNKNOWN


def test_an_answer_after_the_deadline_still_counts(database: Database, clock: FrozenClock) -> None:
    add(database, "letter-1")
    effect = claim(database)
    clock.travel(LATER)
    with database.begin() as uow:
        outbox.give_up_waiting(uow)
        assert effect is not None and outbox.sent(uow, effect)
    assert state_of(database, "letter-1") == OutboxState.SENT


def test_an_answer_after_a_persons_decision_changes_nothing(database: Database) -> None:
    row_id = add(database, "letter-1")
    effect = claim(database)
    assert effect is not None
    with database.begin() as uow:
        outbox.unanswered(uow, effect, "no_answer")
        outbox.send_again(uow, row_id)
        assert not outbox.not_sent(uow, effect, "disk_full", final=True)
    assert state_of(database, "letter-1") == OutboxState.PENDING


def test_what_certainly_did_not_leave_is_tried_six_times_with_longer_pauses_and_parked(
    database: Database, clock: FrozenClock
) -> None:
    add(database, "letter-1")
    pauses = []
    while (effect := claim(database)) is not None:
        with database.begin() as uow:
            outbox.not_sent(uow, effect, "mail_refused 450")
            due = uow.moment(uow.value("SELECT due_at FROM outbox"))
        assert due is not None
        pauses.append(int((due - clock.now()).total_seconds() // 60))
        clock.travel(due)
    assert pauses[:5] == [1, 4, 16, 64, 256] and len(pauses) == outbox.ATTEMPTS
    assert state_of(database, "letter-1") == OutboxState.FAILED


def test_a_closed_way_is_not_counted_against_the_letter(database: Database, clock: FrozenClock) -> None:
    add(database, "letter-1")
    for _ in range(3 * outbox.ATTEMPTS):
        effect = claim(database)
        assert effect is not None
        with database.begin() as uow:
            outbox.not_sent(uow, effect, "folder_missing", counts=False)
        clock.travel(clock.now() + outbox.FIRST_PAUSE)
    assert state_of(database, "letter-1") == OutboxState.PENDING


def test_what_an_erased_key_cannot_open_is_parked_and_the_next_one_comes(database: Database) -> None:
    add(database, "letter-1")
    with database.begin() as uow:
        uow.execute(KEY_TABLE.update().values(wrapped=None))
    add(database, "letter-2")
    effect = claim(database)
    assert effect is not None and effect.key == "letter-2"
    assert state_of(database, "letter-1") == OutboxState.FAILED


@pytest.mark.parametrize("decide", [outbox.send_again, outbox.mark_sent])
def test_a_person_decides_only_what_is_failed_or_unknown(database: Database, decide: object) -> None:
    row_id = add(database, "letter-1")
    with pytest.raises(Conflict, match="it is pending"), database.begin() as uow:
        decide(uow, row_id)  # type: ignore[operator]
    with pytest.raises(NotFound), database.begin() as uow:
        outbox.read(uow, uow.new_id())


def test_the_oldest_that_waits_is_known_by_kind(database: Database, clock: FrozenClock) -> None:
    add(database, "letter-1")
    clock.travel(NOW + timedelta(hours=2))
    add(database, "letter-2")
    with database.begin(write=False) as uow:
        assert outbox.waiting(uow) == {"letter": outbox.Waiting(2, NOW, None)}
        assert outbox.counts(uow) == {"pending": 2, "sending": 0, "sent": 0, "failed": 0, "unknown": 0}


def test_after_a_restore_nothing_that_waits_leaves_by_itself(database: Database) -> None:
    for n in range(3):
        add(database, f"letter-{n}")
    effect = claim(database)
    assert effect is not None
    with database.begin() as uow:
        outbox.sent(uow, effect)
        assert outbox.hold(uow) == 2
    assert claim(database) is None
    assert [state_of(database, f"letter-{n}") for n in range(3)] == ["sent", "unknown", "unknown"]


def test_two_at_once_never_claim_the_same(postgres_database: Database) -> None:
    add(postgres_database, "letter-1")
    add(postgres_database, "letter-2")
    with postgres_database.begin() as one, postgres_database.begin() as other:
        first, second = outbox.claim(one, "letter"), outbox.claim(other, "letter")
        assert outbox.claim(other, "letter") is None
    assert first is not None and second is not None
    assert {first.key, second.key} == {"letter-1", "letter-2"}
