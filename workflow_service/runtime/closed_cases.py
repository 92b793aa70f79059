"""Courses on a closed case: access to the file, a misdirected letter and a note do not wait for a reopening.

Nobody sees a closed case by a role on it. Whoever coordinated it last sees it again while such a course runs,
if they still work there; otherwise the team's leader does the coordinator's tasks (`records.STAND_INS`).
"""

from __future__ import annotations

from workflow_service.engine import ProcessInfo
from workflow_service.runtime.instance import Locked
from workflow_service.runtime.releases import Release
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as casefile_query
from workflow_service.store import casefile_people as people
from workflow_service.store import on_case as query

COORDINATOR = "family_coordinator"


def opens_closed(info: ProcessInfo) -> bool:
    """Does it run on a closed case as on an open one (`oef:startOnClosed="true"`)?"""
    return info.attributes.get("startOnClosed") == "true"


def take_up(uow: UnitOfWork, locked: Locked, info: ProcessInfo, last: str | None) -> None:
    """The course begins, or goes on, on a closed case: `last`, who coordinated it, sees the case again."""
    if locked.case_id is None or locked.case_status != CaseStatus.CLOSED or not opens_closed(info):
        return
    held = people.holders(uow, COORDINATOR, "case", locked.case_id)
    if not held and last is not None and people.works_at(uow, last, locked.team_id, locked.unit_id):
        people.grant(uow, last, COORDINATOR, locked.case_id, "assigned")
        held = [last]
    locked.coordinator_id = held[0] if held else None


def leave(uow: UnitOfWork, locked: Locked, release: Release) -> None:
    """The course has ended: with the last one of its kind nobody sees the closed case by a role any more."""
    if locked.case_id is None or locked.case_status != CaseStatus.CLOSED:
        return
    kinds = {info.key for info in release.diagrams.processes.values() if opens_closed(info)}
    if locked.process_key in kinds and not query.runs_beside(uow, locked.case_id, locked.id, kinds):
        casefile_query.end_access(uow, locked.case_id, uow.now)
