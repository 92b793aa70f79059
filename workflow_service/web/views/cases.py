"""Families: my own, one family's whole course, a document of it, and the search."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, Response, request, url_for

from workflow_service import access, casefile, http, inbox, runtime
from workflow_service.casefile import active_page, attachments, papers
from workflow_service.casefile.decision_list import decision_list
from workflow_service.casefile.exchanges import exchanges
from workflow_service.casefile.family_lists import families
from workflow_service.casefile.views import CasePage, ConsentView, Event, PersonCard
from workflow_service.inbox import TaskItem, TaskQuery, base_dates
from workflow_service.runtime import Release
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, corrections, instances
from workflow_service.store import on_case as course_query
from workflow_service.web.frame import page
from workflow_service.web.outline import Plane, planes, step_name
from workflow_service.web.texts import N_, t
from workflow_service.web.views import on_case
from workflow_service.web.views.documents import SENDING
from workflow_service.web.words import PHASES, Words, words_of

blueprint = Blueprint("cases", __name__)

VIEWS = {"mine": N_("Mine"), "all": N_("Alle, jeg kan se")}
FAMILIES = 50
SCANNED = 500
TASKS = 50
EVENTS = 12
EXCHANGES = 4
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
# what happened to a task, by somebody and by the service itself
HAPPENED = {
    "timer.fired": (N_("frist"), N_("frist")),
    "user_task.completed": (N_("afsluttet af {name}"), N_("afsluttet")),
    "user_task.claimed": (N_("taget af {name}"), N_("taget")),
    "user_task.unclaimed": (N_("lagt tilbage af {name}"), N_("lagt tilbage")),
    "user_task.delegated": (N_("{name} har bedt en kollega løse opgaven"), N_("en kollega er bedt om hjælp")),
    "user_task.resolved": (N_("sendt tilbage af {name}"), N_("sendt tilbage")),
    "user_task.postponed": (N_("fristen udskudt af {name}"), N_("fristen udskudt")),
    "user_task.postponement_undone": (N_("udskydelsen fortrudt af {name}"), N_("udskydelsen fortrudt")),
    "user_task.delay_explained": (
        N_("{name} har skrevet, hvorfor lovfristen ikke nås"),
        N_("det er skrevet, hvorfor lovfristen ikke nås"),
    ),
    "attachment.added": (N_("fil lagt på af {name}"), N_("fil lagt på")),
    "attachment.removed": (N_("fil fjernet af {name}"), N_("fil fjernet")),
    "attachment.restored": (N_("fil lagt tilbage af {name}"), N_("fil lagt tilbage")),
    "user_task.assigned": (N_("givet videre af {name}"), N_("givet videre")),
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


@blueprint.route("/cases", methods=["GET", "POST"])
@http.permission("cases")
def list_families() -> Response:
    """Families, the nearest deadline first: the reader's own, or all the reader may see. Somebody who leads
    and has none begins with all of them."""
    uow = http.current_uow()
    wanted = request.values.get("q", "").strip()[:100]
    phase = request.values.get("phase", "")
    phase = phase if phase in list(CaseStatus) else ""
    number = request.values.get("page", "1")
    at = int(number) if number.isascii() and number.isdigit() and 0 < len(number) < 5 else 1
    # names are sealed: a text is looked for in what was read
    size, offset = (SCANNED, 0) if wanted else (FAMILIES, (max(at, 1) - 1) * FAMILIES)
    asked = request.values.get("view", "")
    own = asked != "all"
    found = families(uow, own=own, phase=phase, limit=size, offset=offset)
    if not found.items and asked not in VIEWS and not wanted and not phase:
        everyone = families(uow, own=False, limit=size, offset=offset)
        own, found = not everyone.items, everyone
    shown = [one for one in found.items if wanted.casefold() in f"{one.name} {one.number}".casefold()]
    view = "mine" if own else "all"
    onward = {"view": view, **({"phase": phase} if phase else {})}
    return page(
        "cases.html",
        t("Familier"),
        nav="cases",
        found=shown,
        total=found.total,
        wanted=wanted,
        phase=phase,
        phases={str(code): t(label) for code, label in PHASES.items()},
        view=view,
        views=VIEWS,
        first=offset + 1,
        before=None if wanted or at < 2 else {**onward, "page": at - 1},
        after=None if wanted or offset + size >= found.total else {**onward, "page": at + 1},
        cut=bool(wanted) and found.total > SCANNED,
        scanned=SCANNED,
    )


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
    rows = course_query.courses(uow, case.case_id)
    release, offered = _own_release(uow, rows), on_case.offered(uow, rows)
    _, passed_on = exchanges(uow, case.case_id)
    drawn = planes(release, instances.activities(uow, case.instance_id, limit=ACTIVITIES), uow)
    return page(
        "case.html",
        t("Sag {number}", number=case.number),
        nav="cases",
        islands=("bpmn-viewer",) if drawn else (),
        case=case,
        clock_name=_clock_name(release, case),
        tasks=tasks,
        task_clocks=inbox.task_clocks(uow, rt, case.case_id),
        clocks=inbox.case_clocks(uow, rt, case.case_id),
        corrects_dates=base_dates.corrects(uow, case.case_id),
        events=_lines(uow, (release, on_case.newest(uow, rows)), line.events),
        courses=on_case.courses(uow, rows),
        # a note has a button of its own
        offered=on_case.grouped([one for one in offered if one.key != "contact_log"]),
        starts={one.key for one in offered},
        to_tell=runtime.tellable(uow, rt, rows, http.language()),
        once=uuid.uuid4().hex,
        active=active_page.active_view(uow, case.case_id),
        more_events=line.next_cursor is not None,
        people=_people(case),
        consents=_consents(case.consents),
        decisions=decision_list(uow, case.case_id),
        exchanges=passed_on[:EXCHANGES],
        all_exchanges=len(passed_on),
        drawn=drawn,
        diagram=_diagram(release, drawn) if drawn else None,
        goal_types=GOAL_TYPES,
        agreements=AGREEMENTS,
    )


def _own_release(uow: UnitOfWork, rows: on_case.Rows) -> Release:
    """The release that the case's own course runs on."""
    own = next(row for row in rows if str(row["instance_id"]) == str(row["main_id"]))
    return http.services().rt.releases.get(uow, str(own["release_id"]))


def _clock_name(release: Release, case: CasePage) -> str:
    """The next task in the reader's language, as far as the release of the course knows it."""
    clock = case.next_clock
    if clock is None or clock.process not in release.diagrams.processes:
        return clock.name if clock else ""
    return release.text(clock.process, clock.element, "name", http.language())


def _consents(found: Iterable[ConsentView]) -> dict[str, list[tuple[ConsentView, list[str]]]]:
    """By giver; what stands alike is told once, with the parties it is about."""
    givers: dict[str, dict[object, tuple[ConsentView, list[str]]]] = {}
    for one in found:
        alike = (one.state, one.valid_to, one.withdrawn_at)
        _, parties = givers.setdefault(one.giver, {}).setdefault(alike, (one, []))
        if one.party:
            parties.append(one.party)
    return {giver: list(lines.values()) for giver, lines in givers.items()}


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


@dataclass(frozen=True)
class Line:
    """A line of the timeline: `text` is what it is about, `note` what happened to it and by whom; `clock` is
    empty for what falls due with the day and not at an hour."""

    day: date
    heading: str
    at: datetime
    clock: str
    kind: str
    text: str
    note: str
    entry: str


def _lines(uow: UnitOfWork, releases: Iterable[Release | None], events: Iterable[Event]) -> list[Line]:
    """Events as a reader says them: »Tal med barnet – afsluttet af Mette Holm«. `releases`: where steps have
    their names, the case's own first; a course that began later may have steps only the newest knows."""
    words, found = words_of(uow), []
    for one in events:
        step = _step(releases, one) if one.element and one.source in WITH_STEP else ""
        moved = _happened(one) if step else ""
        day = words.local(one.at).date()
        heading = words.long_day(day)
        found.append(
            Line(
                day,
                heading[:1].upper() + heading[1:],
                one.at,
                _clock(words, one),
                EVENT_KINDS.get(one.code, "message"),
                step if moved else f"{one.label}: {step}" if step else one.label,
                moved or one.actor or "",
                one.ref if one.source == "journal" else "",
            )
        )
    return found


def _clock(words: Words, event: Event) -> str:
    with_the_day = event.code == "timer.fired" and words.local(event.at).time() == time()
    return "" if with_the_day else words.clock(event.at)


def _step(releases: Iterable[Release | None], event: Event) -> str:
    names = (step_name(release, event.element or "") for release in releases if release is not None)
    return next((name for name in names if name), "")


def _happened(event: Event) -> str:
    """What happened to the step of an event, in words; empty for other events."""
    by, alone = HAPPENED.get(event.code, ("", ""))
    if not by:
        return ""
    return t(by, name=event.actor) if event.actor else t(alone)


@blueprint.get("/cases/<uuid:case_id>/timeline")
@http.permission("cases")
def whole_timeline(case_id: Any) -> Response:
    """All that happened, page by page."""
    uow = http.current_uow()
    line = casefile.timeline(uow, str(case_id), limit=EVENTS_ALL, cursor=request.args.get("cursor"))
    rows = course_query.courses(uow, str(case_id))
    return page(
        "timeline.html",
        t("Tidslinje"),
        nav="cases",
        case_id=str(case_id),
        number=rows[0]["number"],
        events=_lines(uow, (_own_release(uow, rows), on_case.newest(uow, rows)), line.events),
        next_cursor=line.next_cursor,
    )


@blueprint.get("/entries/<uuid:entry_id>")
@http.permission("cases")
def entry(entry_id: Any) -> Response:
    """One document of the journal."""
    uow = http.current_uow()
    found = casefile.open_entry(uow, str(entry_id))
    sending, prints = papers.became(uow, str(entry_id))
    return page(
        "entry.html",
        t("Dokument"),
        nav="cases",
        found=found,
        files=[attachments.shown(one, http.language()) for one in found.content.get("attachments") or ()],
        entry=found.entry,
        sending=sending,
        prints=prints,
        receivers=papers.receivers(uow, str(entry_id)),
        sending_words=SENDING,
        corrected_by=corrections.corrected_by(uow, found.case_id, found.entry.id),
        task_id=corrections.task_of(uow, found.entry.id),
    )


@blueprint.get("/access-requests/<uuid:request_id>/bundle.pdf")
@http.permission("cases")
def access_bundle(request_id: Any) -> Response:
    """What was sent to somebody who asked for access to the file, as it was sent."""
    name, content = casefile.access_bundle(http.current_uow(), str(request_id))
    headers = {"Content-Disposition": f'inline; filename="{name}"'}
    return Response(content, mimetype="application/pdf", headers=headers)


@blueprint.route("/search", methods=["GET", "POST"])
@http.permission("cases")
def search() -> Response:
    """Cases by number, and the reader's own families and tasks by name; what was looked for is sent, so that
    no name comes to stand in an address."""
    uow = http.current_uow()
    wanted = request.values.get("q", "").strip()[:100]
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
        tasks = tuple(
            one for one in mine if wanted.casefold() in f"{one.name} {one.about} {one.subject}".casefold()
        )
    return page("search.html", t("Søgning"), wanted=wanted, hits=hits, tasks=tasks)
