"""Courses that end with their case: those whose process says `oef:endsWithCase="true"`.

What the law asks for goes on after a case is closed: a complaint, access to the file, a misdirected letter.
Each course ends in a transaction of its own, by a job: closing a case locks no other instance (decision 6).
"""

from __future__ import annotations

from workflow_service.runtime import closed_cases
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.control import cancel_instance
from workflow_service.runtime.instance import Locked
from workflow_service.states import InstanceState
from workflow_service.store import UnitOfWork, jobs
from workflow_service.store import on_case as query

KIND = "end_course"
REASON = "Sagen er afsluttet."


def end_courses(uow: UnitOfWork, case_id: str, but: str) -> None:
    """The case is being closed by the instance `but`: every other course of it is asked whether it ends."""
    for instance_id in query.beside(uow, case_id, but):
        jobs.add(uow, KIND, uow.now, instance_id=instance_id)


def end_course(uow: UnitOfWork, runtime: Runtime, locked: Locked) -> bool:
    """Ends it with the reason, and tells the case file; False for one that goes on (whoever coordinated the
    case then sees it until that has ended) or has ended."""
    release = runtime.releases.get(uow, locked.release_id)
    info = release.diagrams.processes[locked.process_key]
    if info.attributes.get("endsWithCase") != "true" or locked.state != InstanceState.ACTIVE:
        if locked.state == InstanceState.ACTIVE:
            last = query.last_coordinator(uow, locked.case_id or "")
            closed_cases.take_up(uow, locked, info, last)
        return False
    cancel_instance(uow, runtime, locked, REASON)
    if locked.case_id is not None:
        runtime.registry.ended(uow, locked.case_id, info.name)
    return True
