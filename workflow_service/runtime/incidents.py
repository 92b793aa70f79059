"""Incidents: what stands still, why, and setting it going again by hand.

Trying again, changing data and trying again, passing by a local step: each is one transition through the
neck, with its command, and an event in the audit that says why and what was changed, sealed like free text.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service import audit
from workflow_service.engine import EditData, Element, Retry, Skip, Standstill, require_small
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.instance import Locked, from_row, lock
from workflow_service.runtime.neck import Turn, advance, begin_turn, load, write_command
from workflow_service.runtime.start import RESERVED
from workflow_service.states import Event, InstanceState
from workflow_service.store import UnitOfWork, external, jobs, tables
from workflow_service.store import running as query


@dataclass(frozen=True)
class Incident:
    """One incident as somebody who repairs it sees it. `detail` is what the step said, for a technician;
    `standstill` is None when it is resolved or its instance does not run (`state`)."""

    id: str
    locked: Locked
    element: Element
    code: str
    da: str
    en: str
    detail: str
    created_at: datetime
    resolved_at: datetime | None
    standstill: Standstill | None
    # the diagram waits, but its clock gave up: it can be tried again and nothing else
    by_clock: bool = False

    @property
    def state(self) -> str:
        return self.locked.state

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.da


def read_incident(uow: UnitOfWork, runtime: Runtime, incident_id: str) -> Incident:
    """The incident without a lock. Raises `NotFound`. Who may see it is for the caller to ask."""
    found = query.open_incident(uow, incident_id)
    row = None if found is None else query.read_instance(uow, str(found["instance_id"]))
    if found is None or row is None:
        raise incident_not_found()
    locked = from_row(uow, row)
    turn = begin_turn(uow, runtime, locked)
    standstill = None
    if found["resolved_at"] is None and locked.state == InstanceState.ACTIVE and not _is_job(found):
        standstill = load(turn).standstill(_ref(found))
    created = uow.moment(found["created_at"])
    assert created is not None
    return Incident(
        id=incident_id,
        locked=locked,
        element=_element(turn, found, standstill),
        code=found["code"],
        da=found["da"],
        en=found["en"],
        detail=uow.open(locked.key_id, "incident", incident_id, "detail", found["detail"]) or "",
        created_at=created,
        resolved_at=uow.moment(found["resolved_at"]),
        standstill=standstill,
        by_clock=_is_job(found),
    )


def retry_incident(uow: UnitOfWork, runtime: Runtime, incident_id: str, reason: str = "") -> Locked:
    """Tries the failed step again; when it fails for another reason there is a new incident. Raises
    `NotFound`, and `Conflict` when it was resolved already or the instance does not run."""
    turn, found = _begin(uow, runtime, incident_id, Event.INCIDENT_RETRIED, reason)
    if _is_job(found):
        # the diagram has waited all along: only the clock had given up
        turn.locked.require_active()
        _revive(uow, found)
        _note(turn, "retry_job")
        return turn.locked
    if not _is_external(found):
        return advance(turn, Retry(found["ref"])).locked
    # the diagram has waited all along: only the connected systems had given up
    turn.locked.require_active()
    external.revive(uow, found)
    _note(turn, "retry_external")
    return turn.locked


def retry_job(uow: UnitOfWork, runtime: Runtime, job_id: str, reason: str) -> None:
    """Lets a job that gave up begin again now, with an event that says who and why: on its instance's chain,
    or on one of its own. Raises `NotFound`, `Invalid` without a reason, and `Conflict` when it has not given
    up or its instance does not run."""
    said = _required(reason)
    row = query.read_job(uow, job_id)
    if row is None:
        raise NotFound("job_not_found", "Jobbet findes ikke.", "The job does not exist.")
    facts = {"job": job_id, "kind": row["kind"]}
    if row["instance_id"] is not None:
        turn = begin_turn(uow, runtime, lock(uow, str(row["instance_id"])))
        turn.locked.require_active()
        turn.event, turn.element, turn.reason, turn.facts = Event.JOB_RETRIED, row["element"], said, facts
        jobs.revive(uow, job_id)
        _note(turn, "retry_job")
        return
    query.read_job(uow, job_id, lock=True)
    jobs.revive(uow, job_id)
    head, seq = jobs.audit_of(uow, job_id)
    chain = audit.Chain(job_id, head, seq)
    audit.record(uow, chain, Event.JOB_RETRIED, key_id=query.tenant_key(uow), reason=said, facts=facts)
    uow.update(tables.job, job_id, {"audit_head": chain.head, "audit_seq": chain.seq})


def edit_incident(
    uow: UnitOfWork, runtime: Runtime, incident_id: str, variables: Mapping[str, Any], reason: str
) -> Locked:
    """Changes `variables` as the failed step sees them and tries it again. Raises like `retry_incident`, and
    `Invalid` without a reason, for variables of another kind than before, for those that the service sets
    itself and for those too large."""
    turn, found = _begin(uow, runtime, incident_id, Event.INCIDENT_EDITED, _required(reason))
    _expect_token(found)
    if not variables:
        raise Invalid(
            "variables_missing",
            "Angiv mindst én oplysning, der skal ændres.",
            "Give at least one variable to change.",
        )
    _expect_changeable(runtime, variables)
    _keep_changes(turn, found, variables)
    advance(turn, EditData(_ref(found), dict(variables)))
    if _is_external(found):
        query.resolve_incident(uow, incident_id)
    return turn.locked


def skip_incident(
    uow: UnitOfWork, runtime: Runtime, incident_id: str, variables: Mapping[str, Any], reason: str
) -> Locked:
    """Goes on behind the failed activity, as if it had brought `variables`. Raises like `edit_incident`, and
    `Conflict` for a core step of the model and for what is no activity."""
    turn, found = _begin(uow, runtime, incident_id, Event.INCIDENT_SKIPPED, _required(reason))
    _expect_token(found)
    _expect_changeable(runtime, variables)
    _keep_changes(turn, found, variables)
    advance(turn, Skip(_ref(found), dict(variables)))
    if _is_external(found):
        query.resolve_incident(uow, incident_id)
    return turn.locked


def _begin(
    uow: UnitOfWork, runtime: Runtime, incident_id: str, event: Event, reason: str
) -> tuple[Turn, Mapping[str, Any]]:
    """The instance's lock decides who is first; what was read before it may be old."""
    found = query.open_incident(uow, incident_id)
    if found is None:
        raise incident_not_found()
    locked = lock(uow, str(found["instance_id"]))
    found = query.open_incident(uow, incident_id)
    if found is None or found["resolved_at"] is not None:
        raise Conflict(
            "incident_resolved", "Fejlen er allerede løst.", "The incident has already been resolved."
        )
    turn = begin_turn(uow, runtime, locked)
    turn.event, turn.element, turn.reason = event, found["element"], reason.strip() or None
    turn.facts = {"incident": incident_id, "code": found["code"]}
    return turn, found


def _revive(uow: UnitOfWork, found: Mapping[str, Any]) -> None:
    job_id = str(found["ref"]).removeprefix(jobs.REF)
    try:
        jobs.revive(uow, job_id)
    except Conflict:
        # the course went another way meanwhile: nothing waits for the job any more
        jobs.resolve_incident(uow, job_id)


def _expect_token(found: Mapping[str, Any]) -> None:
    """Where a job gave up, the diagram itself does not stand still: there is nothing to change or pass by."""
    if _is_job(found):
        raise Conflict(
            "incident_of_a_job",
            "Her er det uret, der har givet op. Prøv igen, når årsagen er rettet.",
            "Here it is the clock that gave up. Retry when the cause is mended.",
        )


def _keep_changes(turn: Turn, found: Mapping[str, Any], variables: Mapping[str, Any]) -> None:
    turn.locked.require_active()
    seen = load(turn).standstill(_ref(found)).variables
    turn.facts["variables"] = sorted(variables)
    turn.changes = {
        "before": {name: seen.get(name) for name in variables},
        "after": dict(variables),
    }


def _required(reason: str) -> str:
    if not reason.strip():
        told = "Skriv hvorfor. / Say why."
        raise Invalid(
            "reason_missing",
            "Skriv en begrundelse. Den gemmes sammen med ændringen.",
            "Give a reason. It is kept with the change.",
            {"reason": [told]},
        )
    return reason


def _expect_changeable(runtime: Runtime, variables: Mapping[str, Any]) -> None:
    own = sorted(RESERVED & variables.keys())
    if own:
        raise Invalid(
            "variable_reserved",
            f"{', '.join(own)} sættes af tjenesten og kan ikke ændres.",
            f"{', '.join(own)} is set by the service and cannot be changed.",
            {f"variables.{name}": ["Fjern den. / Remove it."] for name in own},
        )
    require_small(variables, runtime.budgets)


def _note(turn: Turn, name: str) -> None:
    """A transition that leaves the diagram's state as it is."""
    uow, locked = turn.uow, turn.locked
    locked.version += 1
    write_command(turn, None, name)
    assert turn.event is not None
    audit.record(
        uow,
        locked.chain,
        turn.event,
        case_id=locked.case_id,
        instance_id=locked.id,
        element=turn.element,
        key_id=locked.key_id if turn.reason else None,
        reason=turn.reason,
        facts=turn.facts,
    )
    values = {"version": locked.version, "audit_head": locked.chain.head, "audit_seq": locked.chain.seq}
    uow.update(tables.process_instance, locked.id, values)


def _is_external(found: Mapping[str, Any]) -> bool:
    return str(found["ref"]).startswith(external.REF)


def _is_job(found: Mapping[str, Any]) -> bool:
    return str(found["ref"]).startswith(jobs.REF)


def _ref(found: Mapping[str, Any]) -> str:
    """The token: an incident of a connected system names its task, which has the token's id."""
    return str(found["ref"]).removeprefix(external.REF)


def _element(turn: Turn, found: Mapping[str, Any], standstill: Standstill | None) -> Element:
    """Where it stands; of a resolved one the process is not known any more, so it is looked for."""
    diagrams, element = turn.release.diagrams, str(found["element"])
    if standstill is not None:
        return diagrams.element(standstill.process, standstill.element)
    own = diagrams.processes[turn.locked.process_key]
    for info in (own, *diagrams.processes.values()):
        if element in info.elements:
            return info.elements[element]
    raise AssertionError(f"element {element} is in no process of release {turn.release.id}")


def incident_not_found() -> NotFound:
    """The same sentence for one that is not there and one that the caller may not know of."""
    return NotFound("incident_not_found", "Den tekniske fejl findes ikke.", "The incident does not exist.")
