"""Processes that begin by themselves (BPMN 2.0, 10.5.2): timer start events are jobs, conditional ones asked.

A job belongs to a version of its process: when a release with another one is in effect, it does nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

import orjson

from workflow_service import engine
from workflow_service.engine import Context, ProcessInfo, StartMoment, StartTrigger
from workflow_service.errors import Conflict
from workflow_service.runtime.context import Runtime, engine_context
from workflow_service.runtime.releases import Release
from workflow_service.store import UnitOfWork, jobs, ticks
from workflow_service.store import running as query

KIND = "start"


def arm_starts(
    uow: UnitOfWork, runtime: Runtime, release: Release, changed: Collection[str], effective_at: datetime
) -> None:
    """A job for each timer start event of the diagrams in the files `changed`, counted from the moment the
    release takes effect. A diagram that stays as it was goes on with the job it has."""
    context = replace(engine_context(uow, runtime, release, []), now=effective_at)
    for info in release.diagrams.processes.values():
        for trigger in info.starts if info.file in changed else ():
            moment = engine.start_moment(trigger, context) if trigger.kind == "timer" else None
            if moment is not None:
                _add(uow, release, info, trigger, moment)


def due_start(
    uow: UnitOfWork, runtime: Runtime, job: Mapping[str, Any]
) -> tuple[ProcessInfo, StartTrigger] | None:
    """What a due job starts now, with the job of its next turn added; None when another version of the
    process is in effect. After downtime a cycle begins it once; the turns that were missed are counted."""
    ref = orjson.loads(job["ref"])
    found = query.current_release(uow, uow.now)
    release = None if found is None else runtime.releases.get(uow, str(found["id"]))
    info = None if release is None else release.diagrams.processes.get(ref["process"])
    if release is None or info is None or release.process_ids.get(info.file) != ref["definition"]:
        return None
    trigger = next(one for one in info.starts if one.element == ref["element"])
    due_at = uow.moment(job["timer_at"])
    assert due_at is not None
    anchor = datetime.fromisoformat(ref["anchor"]) if ref["anchor"] else None
    before = StartMoment(due_at, anchor, ref["turn"], ref["last"])
    upcoming = engine.next_moment(trigger, before, _context(uow, runtime, release))
    if upcoming is not None:
        _add(uow, release, info, trigger, upcoming)
        missed = upcoming.turn - before.turn - 1
        ticks.note(uow, f"{info.key}/{trigger.element}", 0, uow.now, runs=1, owner="", missed=missed)
    return info, trigger


def chosen_start(
    uow: UnitOfWork, runtime: Runtime, release: Release, info: ProcessInfo, variables: Mapping[str, Any]
) -> str | None:
    """The start event when none is named: None for the plain one. A process that begins on conditions only
    begins on the first that holds for `variables`; raises `Conflict` when none does."""
    if not info.starts or any(trigger.kind != "conditional" for trigger in info.starts):
        return None
    context = _context(uow, runtime, release)
    for trigger in info.starts:
        if engine.condition_holds(trigger, variables, context):
            return trigger.element
    told = ", ".join(trigger.text or "" for trigger in info.starts)
    raise Conflict(
        "start_condition_not_met",
        f"»{info.name}« begynder, når dette gælder: {told}. Det gør det ikke for de sendte oplysninger.",
        f"“{info.name}” begins when this holds: {told}. It does not for the variables that were sent.",
    )


def _context(uow: UnitOfWork, runtime: Runtime, release: Release) -> Context:
    return engine_context(uow, runtime, release, [])


def _add(
    uow: UnitOfWork, release: Release, info: ProcessInfo, trigger: StartTrigger, moment: StartMoment
) -> None:
    ref = {
        "definition": release.process_ids[info.file],
        "process": info.key,
        "element": trigger.element,
        "anchor": moment.anchor.isoformat() if moment.anchor else None,
        "turn": moment.turn,
        "last": moment.last,
    }
    jobs.add(uow, KIND, moment.due_at, element=trigger.element, ref=orjson.dumps(ref).decode())


__all__ = ["KIND", "arm_starts", "chosen_start", "due_start"]
