"""The checker: does the database hold together, instance by instance (reliability.md 4)?

It reads only. After a crash, a race or a restored backup it says what was lost or done twice, in plain words.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from workflow_service import audit
from workflow_service.errors import Rejection
from workflow_service.monitoring.replay import CannotReplay, replay
from workflow_service.runtime import Runtime, begin_turn, from_row
from workflow_service.runtime.neck import load
from workflow_service.states import InstanceState
from workflow_service.store import CannotOpen, Database, KeyDestroyed, UnitOfWork, attachments
from workflow_service.store import check as query
from workflow_service.store import running as running_query

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Problem:
    """`code` is stable; `where` is the id of an instance, task or chain (None: the whole database)."""

    code: str
    where: str | None
    da: str
    en: str


def check(
    database: Database,
    runtime: Runtime,
    *,
    anchor: Path | None = None,
    acknowledged: Iterable[str] = (),
    histories: bool = True,
) -> Iterator[Problem]:
    """Everything that does not hold together; nothing when all is well.

    `anchor`: the file of the audit's seals outside the database. `acknowledged`: tasks a client was told are
    completed. `histories`: also replay each instance's commands and compare the state (slow).
    """
    with database.begin(write=False) as uow:
        yield from _counts(uow)
        yield from _acknowledged(uow, list(acknowledged))
        yield from _outbox(uow)
        for found in audit.verify_all(uow, anchor):
            yield Problem(f"audit_{found.kind}", found.chain_id, found.da, found.en)
        ids = list(query.instance_ids(uow))
    for instance_id in ids:
        # one short transaction an instance: the checker runs beside a service at work
        with database.begin(write=False) as uow:
            yield from _instance(uow, runtime, instance_id, histories)


def _counts(uow: UnitOfWork) -> Iterator[Problem]:
    for row in query.transitions(uow):
        yield Problem(
            "transitions",
            str(row["id"]),
            f"Forløbet har version {row['version']}, men {row['commands']} kommandoer",
            f"The instance has version {row['version']} but {row['commands']} commands",
        )
    for row in query.completions(uow):
        submissions, events = row["submissions"], row["events"]
        yield Problem(
            "completion",
            str(row["id"]),
            f"Den afsluttede opgave har {submissions} svar og {events} hændelser i stedet for 1 af hver",
            f"The completed task has {submissions} submissions and {events} events instead of 1 of each",
        )
    for row in query.submissions_of_open_tasks(uow):
        yield Problem(
            "half_completion",
            str(row["task_id"]),
            "Der er gemt et svar, men opgaven er ikke afsluttet",
            "A submission was kept, but the task is not completed",
        )
    for attachment_id in attachments.broken(uow):
        yield Problem(
            "attachment_broken",
            attachment_id,
            "Filen mangler en del, sit svar eller sin række",
            "The file lacks a part, its answer or its row",
        )
    failed, late = query.overdue_jobs(uow)
    if failed:
        yield Problem(
            "jobs_failed", None, f"{failed} job er opgivet efter flere forsøg", f"{failed} jobs gave up"
        )
    if late > 60:
        yield Problem(
            "jobs_late",
            None,
            f"Det ældste job skulle være kørt for {late} sekunder siden",
            f"The oldest pending job was due {late} seconds ago",
        )


def _outbox(uow: UnitOfWork) -> Iterator[Problem]:
    """Every letter is in the journal and in the outbox, and nothing hangs between sending and its outcome."""
    stuck, late = query.stuck_effects(uow)
    if late > 60:
        yield Problem(
            "outbox_stuck",
            None,
            f"{stuck} breve eller mails sendes stadig {late} sekunder efter fristen. Kører tjenesten?",
            f"{stuck} letters or mails are still being sent {late} seconds past the deadline. Does the"
            " service run?",
        )
    for code, ids, da, en in (
        (
            "outbox_sent",
            query.timeless_effects(uow),
            "Brevet eller mailen er sendt uden tidspunkt, eller har et tidspunkt uden at være sendt",
            "The letter or mail is sent without a time, or has a time without being sent",
        ),
        (
            "letter_not_posted",
            query.unposted_letters(uow),
            "Brevet står i journalen, men kom aldrig i udbakken",
            "The letter is in the journal but never came into the outbox",
        ),
        (
            "letter_not_written",
            query.unwritten_letters(uow),
            "Brevet er i udbakken, men står ikke i journalen",
            "The letter is in the outbox but not in the journal",
        ),
    ):
        for found in ids:
            yield Problem(code, found, da, en)


def _acknowledged(uow: UnitOfWork, task_ids: list[str]) -> Iterator[Problem]:
    done = query.completed_tasks(uow, task_ids)
    for task_id in task_ids:
        if task_id not in done:
            yield Problem(
                "lost",
                task_id,
                "Opgaven blev kvitteret som afsluttet, men er det ikke",
                "The task was acknowledged as completed, but it is not",
            )


def _instance(uow: UnitOfWork, runtime: Runtime, instance_id: str, histories: bool) -> Iterator[Problem]:
    row = running_query.read_instance(uow, instance_id)
    if row is None:
        return
    try:
        yield from _waits(uow, runtime, instance_id)
        if histories and not replay(uow, runtime, from_row(uow, row)):
            yield Problem(
                "history",
                instance_id,
                "Historikken fører ikke til den gemte tilstand",
                "The history does not lead to the stored state",
            )
    except KeyDestroyed:
        # the family was erased: nothing is left to compare
        return
    except CannotReplay as error:
        log.info("instance %s cannot be replayed: %s", instance_id, error)
    except (CannotOpen, Rejection) as error:
        yield Problem(
            "unreadable",
            instance_id,
            f"Forløbet kan ikke læses: {error}",
            f"The instance cannot be read: {error}",
        )


def _waits(uow: UnitOfWork, runtime: Runtime, instance_id: str) -> Iterator[Problem]:
    row = running_query.read_instance(uow, instance_id)
    assert row is not None
    locked = from_row(uow, row)
    inside = query.Waits()
    if locked.state in (InstanceState.ACTIVE, InstanceState.SUSPENDED):
        execution = load(begin_turn(uow, runtime, locked))
        operations = frozenset(wanted.id for wanted in execution.wanted())
        # what a cancellation would end is what the instance waits for; nothing of it is written
        execution.cancel()
        ended = execution.outcome()
        inside = query.Waits(
            frozenset(ended.closed),
            frozenset(ended.timers_gone),
            frozenset(ended.subscriptions_gone),
            operations,
            frozenset(ended.incidents_gone),
        )
    outside = query.waits(uow, instance_id)
    for name, da, en in (
        ("tasks", "opgaver", "tasks"),
        ("timers", "frister", "timers"),
        ("subscriptions", "abonnementer", "subscriptions"),
        ("operations", "eksterne opgaver", "external tasks"),
        ("incidents", "tekniske fejl", "incidents"),
    ):
        state, rows = getattr(inside, name), getattr(outside, name)
        if state != rows:
            apart = len(state ^ rows)
            yield Problem(
                f"waiting_{name}",
                instance_id,
                f"Tilstanden venter på {len(state)} {da}, tabellerne på {len(rows)} ({apart} afviger)",
                f"The state waits for {len(state)} {en}, the tables for {len(rows)} ({apart} differ)",
            )
