"""Where a course is, as a table and as marks on its diagrams: the drawing alone tells nobody who cannot see it."""

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
    return [_plane(release, key, found, uow) for key, found in by_process.items()]


def _plane(release: Release, key: str, rows: list[Mapping[str, Any]], uow: UnitOfWork) -> Plane:
    tokens: dict[str, int] = {}
    left: dict[str, datetime | None] = {}
    for row in rows:
        if row["state"] == "active":
            tokens[row["element"]] = tokens.get(row["element"], 0) + 1
        elif row["state"] == "completed":
            left[row["element"]] = uow.moment(row["left_at"])
    info = release.diagrams.processes[key]
    steps = tuple(
        Step(
            element.id,
            release.text(key, element.id, "name", http.language()),
            who(element),
            "active" if element.id in tokens else "done" if element.id in left else "",
            left.get(element.id),
        )
        for element in info.elements.values()
        if element.type in STEPS
    )
    return Plane(key, process_name(release, key), tokens, [one for one in left if one not in tokens], steps)


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
