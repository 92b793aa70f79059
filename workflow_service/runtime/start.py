"""Starting a process instance on the release in effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import engine
from workflow_service.audit import Chain
from workflow_service.errors import Conflict, NotFound
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.neck import Advanced, begin_turn, settle
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork
from workflow_service.store import running as query


def start_instance(
    uow: UnitOfWork,
    runtime: Runtime,
    process_key: str,
    variables: Mapping[str, Any],
    *,
    business_key: str | None = None,
    start_event: str | None = None,
) -> Advanced:
    """Starts `process_key` on the newest release in effect (INV-20: it stays on it until it is moved), at its
    plain start event unless `start_event` names another.

    A process that is numbered gets the next case number of the year ("2026-0417") when no `business_key` is
    given. Raises `Conflict` when nothing is published, `NotFound` for an unknown key.
    """
    found = query.current_release(uow, uow.now)
    if found is None:
        raise Conflict(
            "nothing_published",
            "Der er ikke udgivet nogen arbejdsgange endnu. Bed en procesejer udgive pakken.",
            "Nothing is published yet. Ask a process owner to publish the package.",
        )
    release = runtime.releases.get(uow, str(found["id"]))
    if process_key not in release.diagrams.processes:
        raise NotFound(
            "process_not_found",
            f"Arbejdsgangen »{process_key}« findes ikke i den gældende udgivelse.",
            f"The process “{process_key}” does not exist in the release in effect.",
        )
    instance_id = uow.new_id()
    numbered = release.diagrams.processes[process_key].attributes.get("numbered") == "true"
    if business_key is None and numbered:
        year = uow.now.astimezone(uow.zone).year
        business_key = f"{year}-{query.next_case_number(uow, year):04d}"
    locked = Locked(
        id=instance_id,
        release_id=release.id,
        process_key=process_key,
        business_key=business_key,
        state=InstanceState.ACTIVE,
        phase=None,
        key_id="",
        case_id=None,
        team_id=None,
        unit_id=uow.actor.unit_id,
        started_by=uow.actor.user_id,
        version=0,
        snapshot=None,
        chain=Chain(instance_id, None, 0),
        is_new=True,
    )
    turn = begin_turn(uow, runtime, locked)
    turn.event = Event.INSTANCE_STARTED
    turn.given = {
        "process_key": process_key,
        "variables": dict(variables),
        "business_key": business_key,
        "start_event": start_event,
    }
    execution = engine.start(
        release.diagrams, process_key, variables, turn.context(), business_key, start_event
    )
    return settle(turn, execution, None, "start_instance")
