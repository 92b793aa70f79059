"""Starting a process instance on the release in effect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import engine
from workflow_service.audit import Chain
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Beside, Locked
from workflow_service.runtime.neck import Advanced, begin_turn, settle
from workflow_service.runtime.on_case import bind, require_place
from workflow_service.runtime.starts import chosen_start
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork
from workflow_service.store import running as query

# a family may be named (a sibling's case): `open_case` lets only those in who see it
RESERVED = frozenset({"case_id"})


def start_instance(
    uow: UnitOfWork,
    runtime: Runtime,
    process_key: str,
    variables: Mapping[str, Any],
    *,
    business_key: str | None = None,
    start_event: str | None = None,
    case_id: str | None = None,
    beside: Beside | None = None,
) -> Advanced:
    """Starts `process_key` on the newest release in effect (INV-20: it stays on it until it is moved), at its
    plain start event unless `start_event` names another. A process that begins on a condition only begins
    when it holds for `variables` (`Conflict` otherwise).

    A process that runs on a case (`oef:startable="case"`, see `runtime.on_case`) needs `case_id`, the id or
    number of a case that the actor sees and may start it on. It is of that case from its first step: sealed
    with its key, with its number, with `case_id`, `family_id` and `child_id` as variables.

    With `beside` it is about another course that has no case yet, and has its place, number and key: only the
    service itself starts one like this, also of a process that runs on a case otherwise.

    A process that is numbered gets the next case number of the year ("2026-0417") when no `business_key` is
    given. Raises `Conflict` when nothing is published or the number is taken, `NotFound` for an unknown key
    or a case that the actor does not see, `Invalid` for what the variables hold or a case that is missing,
    `Forbidden` for a case where other roles start it.
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
    info = release.diagrams.processes[process_key]
    if beside is None:
        require_place(info, case_id)
    else:
        business_key = beside.business_key
    _check_variables(variables)
    engine.require_small(variables, runtime.budgets)
    if start_event is None:
        start_event = chosen_start(uow, runtime, release, info, variables)
    instance_id = uow.new_id()
    numbered = info.attributes.get("numbered") == "true"
    if business_key is not None and numbered and query.business_key_taken(uow, process_key, business_key):
        raise Conflict(
            "case_number_taken",
            f"Der er allerede en sag med nummeret {business_key}. Udelad det, så får sagen det næste.",
            f"There is already a case numbered {business_key}. Leave it out to be given the next number.",
        )
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
        key_id="" if beside is None else beside.key_id,
        case_id=None,
        team_id=None if beside is None else beside.team_id,
        unit_id=uow.actor.unit_id if beside is None else beside.unit_id,
        started_by=uow.actor.user_id,
        version=0,
        snapshot=None,
        chain=Chain(instance_id, None, 0),
        is_new=True,
    )
    started = dict(variables)
    if case_id is not None:
        started |= bind(uow, info, locked, case_id)
        business_key = locked.business_key
    turn = begin_turn(uow, runtime, locked)
    turn.event = Event.INSTANCE_STARTED
    if case_id is not None:
        # the case's own course began with the case; of the others its timeline says which
        turn.element = start_event or next(one.element for one in info.starts if one.kind == "none")
    turn.given = {
        "process_key": process_key,
        "variables": started,
        "business_key": business_key,
        "start_event": start_event,
    }
    execution = engine.start(
        release.diagrams, process_key, started, turn.context(), business_key, start_event
    )
    return settle(turn, execution, None, "start_instance")


def _check_variables(variables: Mapping[str, Any]) -> None:
    """What the service itself sets is not for a caller to claim: a foreign `case_id` would be the address of
    messages to another family."""
    claimed = sorted(RESERVED & variables.keys())
    if claimed:
        raise Invalid(
            "variable_reserved",
            f"{', '.join(claimed)} sættes af tjenesten og kan ikke gives med fra starten.",
            f"{', '.join(claimed)} is set by the service and cannot be given at the start.",
            {f"variables.{name}": ["Fjern den. / Remove it."] for name in claimed},
        )
