"""Where a course is, as a table and as marks on its diagrams: a drawing alone tells not everybody."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from workflow_service import access, http
from workflow_service.engine import Element
from workflow_service.errors import NotFound
from workflow_service.runtime import Release
from workflow_service.store import UnitOfWork
from workflow_service.web.texts import t

# what a reader would call a step
STEPS = frozenset({"userTask", "manualTask", "callActivity", "subProcess", "serviceTask", "sendTask"})


@dataclass(frozen=True)
class Step:
    """A row of the table. `state`: done, active or "" (still to come, or not needed)."""

    element: str
    name: str
    who: str
    state: str
    at: datetime | None


@dataclass(frozen=True)
class Plane:
    """One process of the course: `tokens` and `done` are what the diagram shows."""

    key: str
    name: str
    tokens: dict[str, int]
    done: list[str]
    steps: tuple[Step, ...]


def planes(release: Release, rows: Iterable[Mapping[str, Any]], uow: UnitOfWork) -> list[Plane]:
    """The processes an instance has entered, in that order. `rows`: its activities, oldest first."""
    by_process: dict[str, list[Mapping[str, Any]]] = {}
    for row in rows:
        by_process.setdefault(row["process_key"], []).append(row)
    shown = release.diagrams.processes
    # a wait that lies aside of the family's way is no place where the course is
    return [
        _plane(release, key, found, uow)
        for key, found in by_process.items()
        if shown[key].attributes.get("aside") != "true"
    ]


def _plane(release: Release, key: str, rows: list[Mapping[str, Any]], uow: UnitOfWork) -> Plane:
    tokens: dict[str, int] = {}
    left: dict[str, datetime | None] = {}
    for row in rows:
        if row["state"] == "active":
            tokens[row["element"]] = tokens.get(row["element"], 0) + 1
        elif row["state"] == "completed":
            left[row["element"]] = uow.moment(row["left_at"])
    info = release.diagrams.processes[key]
    aside = {e.scope for e in info.elements.values() if e.type == "startEvent" and e.event and e.scope}
    steps = [
        Step(
            element.id,
            release.text(key, element.id, "name", http.language()),
            performer(element),
            "active" if element.id in tokens else "done" if element.id in left else "",
            left.get(element.id),
        )
        for element in info.elements.values()
        # what only happens when something goes otherwise is listed once it has happened
        if element.type in STEPS
        and (element.id in tokens or element.id in left or not {element.id, element.scope} & aside)
    ]
    done = sorted((one for one in steps if one.at is not None), key=lambda one: str(one.at))
    ahead = [one for one in steps if one.at is None]
    ahead.sort(key=lambda one: one.state != "active")
    return Plane(
        key, process_name(release, key), tokens, [one for one in left if one not in tokens], (*done, *ahead)
    )


def performer(element: Element) -> str:
    """Who does a step, for the table: a role, the service, or a course of its own."""
    if element.type in ("callActivity", "subProcess"):
        return t("delforløb")
    return who(element) or t("systemet")


def who(element: Element) -> str:
    """The role that does a step; empty for what the service does itself."""
    role = element.candidate_groups[0] if element.candidate_groups else element.lane
    human = element.type in ("userTask", "manualTask")
    return access.role_name(role, http.language()) if role and human and not role.startswith("=") else ""


def process_name(release: Release, key: str) -> str:
    """The process's name in the reader's language."""
    english = release.texts.get(key, {}).get(key, {}).get("name") if http.language() == "en" else None
    return english or release.diagrams.processes[key].name


def step_name(release: Release, element: str) -> str:
    """The name of an element wherever in the release it lies; empty when it is not there."""
    for info in release.diagrams.processes.values():
        if element in info.elements:
            try:
                return release.text(info.key, element, "name", http.language())
            except NotFound:
                return ""
    return ""
