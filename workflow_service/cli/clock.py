"""`oef clock`: how the clock of the service stands, and the municipality's travelling test clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

import click

from workflow_service.cli.commands import main
from workflow_service.cli.opening import fail, opened, plain_words, say, settings
from workflow_service.clock import SystemClock
from workflow_service.errors import Conflict

if TYPE_CHECKING:
    from workflow_service.schedule import ClockStatus

# travelling jumps from due moment to due moment; further in one go is asked for in steps
MOST_DAYS = 400


@main.group()
def clock() -> None:
    """Deadlines and everything else that has a date."""


@clock.command("status")
def status() -> None:
    """Say what comes next, what is late and who fires; exit code 1 when jobs are late or gave up."""
    from workflow_service.schedule import clock_status

    with plain_words():
        with opened(settings()) as database, database.begin(write=False) as uow:
            found, zone = clock_status(uow, SystemClock().now()), uow.zone

        def local(moment: datetime | None) -> str:
            return "none" if moment is None else moment.astimezone(zone).strftime("%Y-%m-%d %H:%M:%S")

        _tell(found, local(found.now), local(found.next_due), local(found.seen_at))
        for tick in found.ticks:
            often = f"every {tick.every:g} s" if tick.every else "as its diagram says"
            more = f", {tick.problem}" if tick.problem else ""
            told = f"{tick.runs} runs, {tick.missed} missed while down{more}"
            say(f"  {tick.name:<24} {often:<20} last {local(tick.ran_at)}, {told}")
        if found.failed or found.late.total_seconds() >= 60:
            fail()


def _tell(found: ClockStatus, now: str, next_due: str, seen_at: str) -> None:
    ahead = found.offset.total_seconds()
    say(f"time        {now}" + (f", the test clock is {ahead:.0f} s ahead of real time" if ahead else ""))
    say(f"leader      {found.leader or 'nobody fires'}, last seen {seen_at}")
    say(f"next due    {next_due}")
    say(f"overdue     {_many(found.overdue)}, the oldest by {found.late.total_seconds():.0f} s")
    say(f"waiting     {_many(found.waiting)}")
    say(f"gave up     {_many(found.failed)}")


def _many(count: int) -> str:
    from workflow_service.store.job_lists import COUNTED

    return f"more than {COUNTED}" if count > COUNTED else str(count)


@clock.command("travel")
@click.option(
    "--to",
    "moment",
    required=True,
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"]),
    help="The day, or day and time, in the municipality's own time; 08:00 when only a day is given.",
)
@click.option("--municipality", "name", required=True, help="Its name, so that no other is moved by mistake.")
def travel(moment: datetime, name: str) -> None:
    """Live through the time up to a moment, for demonstrations: all that is due on the way happens in order.

    The clock of the whole municipality is moved and cannot be turned back: never do this where real families
    are. `oef serve` must not run meanwhile on SQLite; letters leave with its next start.
    """
    from workflow_service import app
    from workflow_service.schedule import ProcessLock, run_due, tenant_clock
    from workflow_service.store import tenants

    with plain_words():
        found = settings()
        with opened(found) as database:
            lock = ProcessLock(found.data_folder / "oef.db.lock") if database.is_sqlite else None
            if lock is not None:
                lock.acquire()
            try:
                with database.begin(write=False) as uow:
                    _expect(tenants.tenant_name(uow) or "", name)
                    to = moment.replace(hour=moment.hour or 8).replace(tzinfo=uow.zone)
                    _expect_near(to - uow.now)
                neck = app.make_runtime(found)
                fire, look = app.make_fire(database, neck), app.make_look(database, neck)
                count = run_due(database, fire, to, tenant_clock(database), look)
            finally:
                if lock is not None:
                    lock.release()
        say(f"It is {to:%Y-%m-%d %H:%M}. {count} jobs were done on the way.")


def _expect(known: str, named: str) -> None:
    if known != named:
        raise Conflict(
            "other_municipality",
            f"Her er {known}, ikke {named}. Uret er ikke flyttet.",
            f"This is {known}, not {named}. The clock was not moved.",
        )


def _expect_near(ahead: timedelta) -> None:
    if ahead < timedelta():
        raise Conflict(
            "time_goes_forward", "Uret kan kun stilles frem.", "The clock can only be moved forward."
        )
    if ahead.days > MOST_DAYS:
        raise Conflict(
            "travel_too_far",
            f"Rejsen er for lang: højst {MOST_DAYS} dage ad gangen.",
            f"That is too far: at most {MOST_DAYS} days at a time.",
        )
