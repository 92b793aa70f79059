"""The run sends each due effect once, goes on past what fails, and never sends again what may have left."""

from __future__ import annotations

from datetime import timedelta
from itertools import count

import pytest

from tests.conftest import NOW
from tests.effects import Told, add, state_of
from tests.statements import counted
from workflow_service.clock import FrozenClock
from workflow_service.sending import NotSent, Outbox, Sender
from workflow_service.sending.run import SECONDS_A_KIND
from workflow_service.store import Database, outbox
from workflow_service.store.outbox import Effect

DAY = timedelta(days=1)


def refuse(code: str, **how: bool) -> Told:
    def act(effect: Effect) -> None:
        raise NotSent(code, **how)

    return Told(act=act)


def run(database: Database, *senders: Sender) -> int:
    return Outbox(database, {one.kind: one for one in senders}).run()


def test_what_is_due_is_sent_once_in_order(database: Database) -> None:
    for n in range(3):
        add(database, f"letter-{n}")
    told = Told()
    assert run(database, told) == 3
    assert run(database, told) == 0
    assert told.keys == ["letter-0", "letter-1", "letter-2"]
    assert state_of(database, "letter-2") == "sent"


def test_a_kind_without_a_way_out_waits_and_the_others_go(database: Database) -> None:
    add(database, "letter-1")
    add(database, "mail-1", "mail")
    told = Told("mail")
    assert run(database, told) == 1
    assert (told.keys, state_of(database, "letter-1")) == (["mail-1"], "pending")


def test_one_recipient_that_is_refused_does_not_stop_the_next(database: Database) -> None:
    add(database, "letter-1")
    add(database, "letter-2")
    told = refuse("mail_refused 550", final=True)
    run(database, told)
    assert told.keys == ["letter-1", "letter-2"]
    assert state_of(database, "letter-1") == "failed"


def test_a_way_that_is_down_is_tried_with_one_effect_and_left_alone_for_a_while(database: Database) -> None:
    add(database, "letter-1")
    add(database, "letter-2")
    told, seconds = refuse("folder_missing", whole_way=True), [100.0]
    box = Outbox(database, {"letter": told}, ticking=lambda: seconds[0])
    for passed in (0, 30, 31):
        seconds[0] += passed
        box.run()
    assert told.keys == ["letter-1", "letter-2"]
    assert {state_of(database, key) for key in told.keys} == {"pending"}


def test_when_nobody_knows_whether_it_left_it_is_unknown_and_stays_so(
    database: Database, clock: FrozenClock
) -> None:
    def act(effect: Effect) -> None:
        raise TimeoutError("no answer from sara@example.dk")

    add(database, "letter-1")
    told = Told(act=act)
    run(database, told)
    clock.travel(NOW + DAY)
    run(database, told)
    assert told.keys == ["letter-1"]
    with database.begin(write=False) as uow:
        (row,) = outbox.undecided(uow, 10)
    assert (row["state"], row["last_error"]) == ("unknown", "no_answer TimeoutError")


def test_what_another_process_left_in_hand_is_unknown_after_its_deadline(
    database: Database, clock: FrozenClock
) -> None:
    add(database, "letter-1")
    with database.begin() as uow:
        outbox.claim(uow, "letter")
    told = Told()
    assert run(database, told) == 0 and state_of(database, "letter-1") == "sending"
    clock.travel(NOW + outbox.CLAIM_TIME)
    assert run(database, told) == 0 and state_of(database, "letter-1") == "unknown"
    assert told.keys == []


def test_a_slow_way_gives_the_others_their_turn(database: Database) -> None:
    for n in range(10):
        add(database, f"letter-{n}")
    add(database, "mail-1", "mail")
    seconds = count(step=SECONDS_A_KIND / 4)
    letters, mails = Told(), Told("mail")
    Outbox(database, {"letter": letters, "mail": mails}, ticking=lambda: float(next(seconds))).run()
    assert 0 < len(letters.keys) < 10 and mails.keys == ["mail-1"]


def test_a_run_that_is_told_to_stop_leaves_the_rest_pending(database: Database) -> None:
    add(database, "letter-1")
    add(database, "letter-2")
    told = Told()
    Outbox(database, {"letter": told}, stopping=lambda: len(told.keys) > 0).run()
    assert told.keys == ["letter-1"] and state_of(database, "letter-2") == "pending"


@pytest.mark.parametrize("kind", ["letter", "mail"])
def test_an_idle_run_writes_nothing(database: Database, kind: str) -> None:
    with counted(database) as found:
        assert run(database, Told(kind)) == 0
    assert not [sql for sql in found.sent if sql.startswith(("UPDATE", "INSERT", "WITH", "BEGIN IMMEDIATE"))]
