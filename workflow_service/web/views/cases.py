"""Families: my own, one family's whole course, a document of it, and the search."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask import Blueprint, Response, request, url_for

from workflow_service import access, casefile, http, inbox
from workflow_service.casefile.views import CasePage, Event, PersonCard
from workflow_service.inbox import TaskItem, TaskQuery
from workflow_service.runtime import Release
from workflow_service.store import instances, overview
from workflow_service.web.frame import page
from workflow_service.web.outline import Plane, planes, step_name
from workflow_service.web.texts import N_, t

blueprint = Blueprint("cases", __name__)

TASKS = 50
EVENTS = 12
EVENTS_ALL = 50
ACTIVITIES = 2000
WITH_STEP = ("event", "submission")
# what a line of the timeline looks like: domain code -> kind of the style sheet
EVENT_KINDS = {
    "user_task.completed": "completed",
    "note": "note",
    "letter": "message",
    "assessment": "decision",
    "analysis": "decision",
    "status": "decision",
}
# how a goal is meant to move, in words
GOAL_TYPES = {
    "develop": N_("udvikle"),
    "maintain": N_("fastholde"),
    "prevent_loss": N_("forebygge tab"),
}
AGREEMENTS = {
    "agree": N_("Familien er enig i planen."),
    "partly": N_("Familien er delvist enig i planen."),
    "disagree": N_("Familien er uenig i planen."),
}


@blueprint.get("/cases")
@http.permission("cases")
def list_families() -> Response:
    """Mine familier, the nearest deadline first."""
    uow = http.current_uow()
    wanted = request.args.get("q", "").strip()[:100]
    phase = request.args.get("phase", "")
    everyone = casefile.my_families(uow)
    found = [
        one
        for one in everyone
        if wanted.casefold() in f"{one.name} {one.number}".casefold() and phase in ("", one.status.code)
    ]
    phases = {one.status.code: one.status.label for one in everyone}
    return page(
        "cases.html", t("Mine familier"), nav="cases", found=found, total=len(everyone), wanted=wanted,
        phase=phase, phases=phases,
    )  # fmt: skip


@blueprint.get("/cases/<uuid:case_id>")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """One family's course on one page."""
    uow, rt = http.current_uow(), http.services().rt
    case = casefile.case_page(uow, str(case_id))
    line = casefile.timeline(uow, case.case_id, limit=EVENTS)
    tasks = inbox.list_tasks(
        uow, rt, TaskQuery("all", limit=TASKS, filters={"case_id": case.case_id, "open": True})
    )
    run = overview.run_of_case(uow, case.case_id) or {}
    release = rt.releases.get(uow, str(run["release_id"]))
    drawn = planes(release, instances.activities(uow, case.instance_id, limit=ACTIVITIES), uow)
    return page(
        "case.html",
        t("Sag {number}", number=case.number),
        nav="cases",
        islands=("bpmn-viewer",) if drawn else (),
        case=case,
        clock_name=_clock_name(release, case),
        tasks=tasks,
        events=_named(release, line.events),
        more_events=line.next_cursor is not None,
        event_kinds=EVENT_KINDS,
        people=_people(case),
        drawn=drawn,
        diagram=_diagram(release, drawn) if drawn else None,
        goal_types=GOAL_TYPES,
        agreements=AGREEMENTS,
    )


def _clock_name(release: Release, case: CasePage) -> str:
    """The next task in the reader's language, as far as the release of the course knows it."""
    clock = case.next_clock
    if clock is None or clock.process not in release.diagrams.processes:
        return clock.name if clock else ""
    return release.text(clock.process, clock.element, "name", http.language())


def _people(case: CasePage) -> list[PersonCard]:
    """The coordinator and substitute, the child, the family, the professionals; each once."""
    everybody = (case.coordinator, case.substitute, case.child, *case.family, *case.colleagues)
    found: dict[str, PersonCard] = {}
    for one in everybody:
        if one is not None:
            found.setdefault(one.id, one)
    return list(found.values())


def _diagram(release: Release, drawn: list[Plane]) -> dict[str, Any]:
    """The parameters of the diagram island: the innermost process that is under way."""
    here = next((plane for plane in reversed(drawn) if plane.tokens), drawn[0])
    return {
        "key": here.key,
        "name": here.name,
        "island": {
            "xmlUrl": url_for("releases.diagram", release_id=release.id, key=here.key),
            "tokens": here.tokens,
            "done": here.done,
            "label": t("Diagram over {name}. Tabellen nedenfor viser det samme.", name=here.name),
        },
    }


def _named(release: Release, events: Iterable[Event]) -> list[tuple[Event, str]]:
    """Events with the step they are about: »Opgaven er afsluttet: Registrér henvendelse«."""
    return [
        (event, step_name(release, event.element) if event.element and event.source in WITH_STEP else "")
        for event in events
    ]


@blueprint.get("/cases/<uuid:case_id>/timeline")
@http.permission("cases")
def whole_timeline(case_id: Any) -> Response:
    """All that happened, page by page."""
    uow, rt = http.current_uow(), http.services().rt
    line = casefile.timeline(uow, str(case_id), limit=EVENTS_ALL, cursor=request.args.get("cursor"))
    run = overview.run_of_case(uow, str(case_id)) or {}
    release = rt.releases.get(uow, str(run["release_id"]))
    return page(
        "timeline.html",
        t("Tidslinje"),
        nav="cases",
        case_id=str(case_id),
        number=run["number"],
        events=_named(release, line.events),
        event_kinds=EVENT_KINDS,
        next_cursor=line.next_cursor,
    )


@blueprint.get("/entries/<uuid:entry_id>")
@http.permission("cases")
def entry(entry_id: Any) -> Response:
    """One document of the journal."""
    found = casefile.open_entry(http.current_uow(), str(entry_id))
    return page("entry.html", t("Dokument"), nav="cases", found=found, entry=found.entry)


@blueprint.get("/search")
@http.permission("cases")
def search() -> Response:
    """Cases by number, and the reader's own families and tasks by name."""
    uow = http.current_uow()
    wanted = request.args.get("q", "").strip()[:100]
    hits = [(one.case_id, one.number, one.name, "") for one in casefile.search(uow, wanted)]
    known = {hit[0] for hit in hits}
    if wanted:
        for one in casefile.my_families(uow):
            text = f"{one.name} {one.number}".casefold()
            if wanted.casefold() in text and one.case_id not in known:
                hits.append((one.case_id, one.number, one.name, one.status.label))
    tasks: tuple[TaskItem, ...] = ()
    if wanted and access.may_pass(uow.actor, "tasks") is None:
        mine = inbox.list_tasks(uow, http.services().rt, TaskQuery("mine", limit=200)).items
        tasks = tuple(one for one in mine if wanted.casefold() in f"{one.name} {one.subject}".casefold())
    return page("search.html", t("Søgning"), wanted=wanted, hits=hits, tasks=tasks)
