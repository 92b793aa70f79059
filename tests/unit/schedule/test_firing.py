"""Due jobs are fired in due order, once each; failures pause, are counted and in the end stay visible."""

import itertools
import threading
from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.unit.schedule import jobs
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, Unavailable
from workflow_service.schedule import Look, firing, run_due, run_pending, tenant_clock
from workflow_service.store import Database, UnitOfWork
from workflow_service.store import jobs as query

HOUR = timedelta(hours=1)


def test_due_jobs_fire_in_due_order_and_later_ones_wait(database: Database) -> None:
    later, second, first = jobs.add(database, NOW + HOUR, NOW, NOW - HOUR)
    log: list[str] = []
    assert run_pending(database, jobs.firing(database, log)) == 2
    assert log == [first, second]
    assert jobs.states(database, [later]) == ["pending"]


def test_three_days_of_overdue_jobs_fire_once_each(database: Database, clock: FrozenClock) -> None:
    ids = jobs.add(database, *(NOW + n * HOUR for n in range(120)))
    clock.travel(NOW + timedelta(days=6))
    log: list[str] = []
    assert run_pending(database, jobs.firing(database, log)) == 120
    assert log == ids
    assert run_pending(database, jobs.firing(database, log)) == 0


def test_a_failing_job_pauses_longer_each_time_and_the_others_go_on(
    database: Database, clock: FrozenClock
) -> None:
    bad, good = jobs.add(database, NOW, NOW)
    log: list[str] = []
    starts = []

    def work(uow: UnitOfWork, job_id: str) -> None:
        if job_id == bad:
            starts.append(uow.now)
            raise KeyError("Emil Holm")

    run_due(database, jobs.firing(database, log, work), NOW + timedelta(days=1), clock.travel)
    assert log == [good]
    pauses = [b - a for a, b in itertools.pairwise(starts)]
    longest = [timedelta(seconds=seconds) for seconds in (10, 40, 160, 640, 2560)]
    assert all(timedelta() <= pause <= most for pause, most in zip(pauses, longest, strict=True))
    assert jobs.states(database, [bad]) == ["failed"]


@pytest.mark.parametrize(("chance", "seconds"), [(0.0, 0), (0.5, 20), (1.0, 40)])
def test_a_pause_is_anything_up_to_the_longest(database: Database, chance: float, seconds: int) -> None:
    (job_id,) = jobs.add(database, NOW)
    with database.begin() as uow:
        query.failed_attempt(uow, job_id, "x", lambda: 0.0)
    with database.begin() as uow:
        query.failed_attempt(uow, job_id, "x", lambda: chance)
    with database.begin(write=False) as uow:
        assert query.next_due(uow) == (job_id, NOW + timedelta(seconds=seconds))


def test_what_failed_is_told_without_personal_data(database: Database) -> None:
    jobs.add(database, NOW)

    def work(uow: UnitOfWork, job_id: str) -> None:
        raise Conflict("instance_suspended", "Emil Holm", "Emil Holm")

    run_pending(database, jobs.firing(database, [], work))
    with database.begin(write=False) as uow:
        assert uow.value("SELECT last_error FROM job WHERE tenant_id = 1") == "instance_suspended"


def test_a_job_that_gave_up_can_be_revived(database: Database, clock: FrozenClock) -> None:
    (job_id,) = jobs.add(database, NOW)

    def broken(job_id: str) -> None:
        raise OSError

    run_due(database, broken, NOW + timedelta(days=1), clock.travel)
    with database.begin() as uow:
        (row,) = query.failed(uow)
        assert (str(row["id"]), row["attempts"], row["last_error"]) == (job_id, 6, "OSError")
        query.revive(uow, job_id)
    log: list[str] = []
    assert run_pending(database, jobs.firing(database, log)) == 1
    assert log == [job_id]


def test_a_job_left_undone_is_not_fired_for_ever(database: Database, clock: FrozenClock) -> None:
    (job_id,) = jobs.add(database, NOW)
    fired: list[str] = []
    run_due(database, fired.append, NOW + timedelta(days=1), clock.travel)
    assert jobs.states(database, [job_id]) == ["failed"]
    assert 1 <= len(fired) <= 6


def test_jobs_of_a_suspended_instance_wait_until_it_resumes(database: Database, clock: FrozenClock) -> None:
    (job_id,) = jobs.add(database, NOW)
    with database.begin() as uow:
        instance_id = jobs.add_instance(uow, "suspended")
        uow.update(jobs.JOB, job_id, {"instance_id": instance_id})
    log: list[str] = []
    assert run_due(database, jobs.firing(database, log), NOW + HOUR, clock.travel) == 0
    with database.begin() as uow:
        uow.update(jobs.INSTANCE, instance_id, {"state": "active"})
    assert run_pending(database, jobs.firing(database, log)) == 1


def test_an_absent_database_costs_a_job_no_attempt(database: Database) -> None:
    jobs.add(database, NOW)

    def away(job_id: str) -> None:
        raise Unavailable("database_unavailable", "", "")

    with pytest.raises(Unavailable):
        run_pending(database, away)
    with database.begin(write=False) as uow:
        assert uow.value("SELECT attempts FROM job WHERE tenant_id = 1") == 0


def test_time_travel_stops_at_every_due_moment_also_those_set_on_the_way(
    database: Database, clock: FrozenClock
) -> None:
    jobs.add(database, NOW + HOUR)
    moments = []

    def work(uow: UnitOfWork, job_id: str) -> None:
        moments.append(uow.now)
        jobs.add_job(uow, uow.now + 2 * HOUR)

    run_due(database, jobs.firing(database, [], work), NOW + 6 * HOUR, clock.travel)
    assert moments == [NOW + HOUR, NOW + 3 * HOUR, NOW + 5 * HOUR]
    assert clock.now() == NOW + 6 * HOUR


def test_the_municipalitys_own_test_clock_travels_and_never_back(
    database: Database, clock: FrozenClock
) -> None:
    live = Database(database.url.render_as_string(), database.master_key)
    with live.begin(write=False) as uow:
        start = uow.now
    jobs.add(live, start + 24 * HOUR)
    log: list[str] = []
    assert run_due(live, jobs.firing(live, log), start + 48 * HOUR, tenant_clock(live)) == 1
    with live.begin(write=False) as uow:
        assert uow.now >= start + 48 * HOUR
    with pytest.raises(Conflict, match="time_goes_forward"):
        tenant_clock(live)(start)
    live.close()


def test_two_transactions_cannot_claim_one_job(postgres_database: Database) -> None:
    (job_id,) = jobs.add(postgres_database, NOW)
    with postgres_database.begin() as first, postgres_database.begin() as second:
        assert query.claim(first, job_id) is not None
        assert query.claim(second, job_id) is None


def test_jobs_delivered_three_times_by_four_threads_have_one_effect_each(database: Database) -> None:
    ids = jobs.add(database, *[NOW] * 25)
    log: list[str] = []
    fire = jobs.firing(database, log)

    def deliver() -> None:
        for job_id in ids * 3:
            fire(job_id)

    threads = [threading.Thread(target=deliver) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(log) == ids


def working(log: list[str], bad: set[str]) -> Callable[[UnitOfWork, str], None]:
    """Does a job in the transaction it is given, and leaves a mark; those in `bad` fail after that."""

    def work(uow: UnitOfWork, job_id: str) -> None:
        if query.claim(uow, job_id) is None:
            return
        uow.new_key("mark", job_id)
        query.done(uow, job_id)
        if job_id in bad:
            uow.flush()
            raise KeyError("Emil Holm")
        log.append(job_id)

    return work


def marks(database: Database) -> set[str]:
    with database.begin(write=False) as uow:
        return {
            str(row["owner_id"]) for row in uow.rows("SELECT owner_id FROM key WHERE owner_kind = 'mark'")
        }


@pytest.fixture
def unhurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine must not end a shared transaction for its time."""
    monkeypatch.setattr(firing, "TOGETHER_SECONDS", 60.0)


@pytest.mark.usefixtures("unhurried")
def test_a_backlog_shares_transactions_and_one_that_fails_leaves_nothing_behind(database: Database) -> None:
    ids = jobs.add(database, *(NOW - n * HOUR for n in range(40)))[::-1]
    log: list[str] = []
    begun: list[str] = []
    database.watchers.append(
        lambda statement: begun.append(statement) if "clock_offset" in statement else None
    )
    alone = jobs.firing(database, log)
    assert run_pending(database, alone, together=working(log, {ids[3]})) == 40
    good = [one for one in ids if one != ids[3]]
    assert log == good and marks(database) == set(good)
    assert jobs.states(database, [ids[3]]) == ["pending"] and len(begun) < 20


def test_work_in_a_shared_transaction_that_does_nothing_is_not_done_for_ever(database: Database) -> None:
    ids = jobs.add(database, NOW, NOW)
    run_pending(database, lambda job_id: None, together=lambda uow, job_id: None)
    with database.begin(write=False) as uow:
        assert uow.value("SELECT min(attempts) FROM job WHERE tenant_id = 1") == 1
    assert jobs.states(database, ids) == ["pending", "pending"]


@pytest.mark.usefixtures("unhurried")
def test_when_the_database_goes_in_the_middle_nothing_of_the_transaction_stays(database: Database) -> None:
    ids = jobs.add(database, NOW - HOUR, NOW)
    log: list[str] = []
    work = working(log, set())

    def then_away(uow: UnitOfWork, job_id: str) -> None:
        work(uow, job_id)
        if job_id == ids[1]:
            raise Unavailable("database_unavailable", "", "")

    with pytest.raises(Unavailable):
        run_pending(database, jobs.firing(database, log), together=then_away)
    assert marks(database) == set() and jobs.states(database, ids) == ["pending", "pending"]


def test_what_is_due_beside_the_jobs_comes_in_order_with_them(database: Database, clock: FrozenClock) -> None:
    log: list[object] = []
    waiting = [NOW + 2 * HOUR, NOW + 3 * HOUR, NOW + 9 * HOUR]

    def tell() -> None:
        while waiting and waiting[0] <= clock.now():
            log.append(waiting.pop(0))

    first, same = jobs.add(database, NOW + HOUR, NOW + 3 * HOUR)
    look = Look(lambda uow: waiting[0] if waiting else None, tell)
    run_due(database, jobs.firing(database, log), NOW + 6 * HOUR, clock.travel, look)
    assert log == [first, NOW + 2 * HOUR, same, NOW + 3 * HOUR]
    assert (waiting, clock.now()) == ([NOW + 9 * HOUR], NOW + 6 * HOUR)


def test_a_look_that_leaves_its_work_undone_does_not_hold_up_the_journey(
    database: Database, clock: FrozenClock
) -> None:
    (job_id,) = jobs.add(database, NOW + 2 * HOUR)
    log: list[str] = []
    look = Look(lambda uow: NOW + HOUR, lambda: None)
    assert run_due(database, jobs.firing(database, log), NOW + 6 * HOUR, clock.travel, look) == 1
    assert (log, clock.now()) == ([job_id], NOW + 6 * HOUR)
