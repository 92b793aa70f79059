"""Telling the family's own course from its page what has happened: the family moves, or declines.

The start event of an event sub-process says with `oef:startLabel` that a person may tell it, with
`oef:startRoles` who (without it the coordinator and the team leader). The English of the label stands in the
process's twin at the start event. What happens then is the documentation of the sub-process.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow_service import access
from workflow_service.engine import Element
from workflow_service.errors import Conflict, NotFound
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.deliver import correlate
from workflow_service.runtime.on_case import DEFAULT_ROLES, case_facts
from workflow_service.runtime.releases import Release
from workflow_service.store import UnitOfWork
from workflow_service.store import on_case as query


@dataclass(frozen=True)
class News:
    """`element` of the family's course hears the message `name`; `label` is the text of the button, `about`
    says what happens then."""

    element: str
    name: str
    label: str
    about: str


def news_of(uow: UnitOfWork, runtime: Runtime, case_id: str, language: str) -> list[News]:
    """What the actor may tell the course of this case now, in the order of the labels. Raises `NotFound` for
    a case that the actor may not see."""
    rows = query.courses(uow, case_id)
    if not rows:
        raise NotFound(access.NOT_SEEN.code, access.NOT_SEEN.da, access.NOT_SEEN.en)
    access.require_sight(access.may_see_case(uow.actor, case_facts(rows[0])))
    return tellable(uow, runtime, rows, language)


def tellable(
    uow: UnitOfWork, runtime: Runtime, rows: Sequence[Mapping[str, Any]], language: str
) -> list[News]:
    """The same of the courses of a case that was looked at (`store.on_case.courses`)."""
    row = next((row for row in rows if str(row["instance_id"]) == str(row["main_id"])), None)
    if row is None:
        return []
    case, process = case_facts(row), str(row["process_key"])
    release = runtime.releases.get(uow, str(row["release_id"]))
    found = []
    for element, name in query.waits_for(uow, str(row["instance_id"])).items():
        start = release.diagrams.processes[process].elements.get(element)
        if start is None:
            # it stands in a course that this one has called
            continue
        named = start.attributes.get("startRoles", DEFAULT_ROLES).split(",")
        roles = frozenset(role.strip() for role in named)
        if "startLabel" in start.attributes and access.may_start_on_case(uow.actor, case, roles) is None:
            about = release.text(process, start.scope, "documentation", language) if start.scope else ""
            found.append(News(element, name, _label(release, start, language), about))
    return sorted(found, key=lambda news: news.label)


def _label(release: Release, start: Element, language: str) -> str:
    english = release.texts.get(start.process, {}).get(start.id, {}).get("startLabel", "")
    return english if language == "en" and english else start.attributes["startLabel"]


def the_news(uow: UnitOfWork, runtime: Runtime, case_id: str, element: str, language: str) -> News:
    """One of them. Raises `Conflict` for what cannot be told, or not by the actor, or not any more."""
    for news in news_of(uow, runtime, case_id, language):
        if news.element == element:
            return news
    raise Conflict(
        "not_to_be_told",
        "Det kan ikke skrives på sagen nu. Måske er det skrevet allerede. Se sagens side.",
        "This cannot be told of the case now. Perhaps it was told already. See the case page.",
    )


def tell(uow: UnitOfWork, runtime: Runtime, case_id: str, element: str) -> None:
    """The course hears it. Raises `NotFound` and `Conflict` as above."""
    locked = query.lock_case(uow, case_id)
    news = the_news(uow, runtime, case_id, element, "da")
    assert locked is not None
    correlate(uow, runtime, news.name, str(locked["number"]), {})
