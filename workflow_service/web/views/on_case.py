"""Starting a course on a case from its page: asked once more, then its first task."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, casefile, http, inbox, runtime
from workflow_service.errors import Conflict, Forbidden
from workflow_service.runtime import Release
from workflow_service.store import UnitOfWork, idempotency
from workflow_service.store import on_case as query
from workflow_service.store.idempotency import Answer
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name
from workflow_service.web.texts import N_, t

blueprint = Blueprint("on_case", __name__)

Rows = list[Mapping[str, Any]]
GROUPS = {
    "support": N_("Støtte og plan"),
    "letters": N_("Breve og aktindsigt"),
    "facts": N_("Oplysninger og samtykke"),
    "course": N_("Sagens gang"),
}


@dataclass(frozen=True)
class Course:
    """A course that runs or ran on the case beside its own."""

    name: str
    started_at: datetime | None
    ended_at: datetime | None
    state: str


def courses(uow: UnitOfWork, rows: Rows) -> list[Course]:
    """The case's further courses, the newest first, each named by the release it runs on."""
    releases = http.services().rt.releases
    return [
        Course(
            process_name(releases.get(uow, str(row["release_id"])), row["process_key"]),
            uow.moment(row["started_at"]),
            uow.moment(row["ended_at"]),
            str(row["state"]),
        )
        for row in reversed(rows)
        if str(row["instance_id"]) != str(row["main_id"])
    ]


def newest(uow: UnitOfWork, rows: Rows) -> Release | None:
    """The release in effect: what is started now starts on it."""
    found = rows[0]["newest_id"] if rows else None
    return http.services().rt.releases.get(uow, str(found)) if found else None


@dataclass(frozen=True)
class Offer:
    """A course the reader may start: `label` is the text of the button, `group` what it is about."""

    key: str
    label: str
    group: str | None


def offered(uow: UnitOfWork, rows: Rows) -> list[Offer]:
    """What the reader may start here."""
    release = newest(uow, rows)
    if release is None:
        return []
    return [
        Offer(key, runtime.start_label(release, key, http.language()), runtime.start_group(release, key))
        for key in runtime.startable_on(uow, release, rows[0])
    ]


def grouped(offers: list[Offer]) -> list[tuple[str, list[Offer]]]:
    """(heading, courses) in the order of the groups; last what belongs to none."""
    names = [(code, t(GROUPS[code])) for code in runtime.START_GROUPS]
    found = [(name, [one for one in offers if one.group == code]) for code, name in names]
    found.append((t("Andet"), [one for one in offers if one.group is None]))
    return [(name, some) for name, some in found if some]


@blueprint.get("/cases/<uuid:case_id>/tell/<element>")
@http.permission("cases")
def confirm_news(case_id: Any, element: str) -> Response:
    """What the course does when it hears this, before it does."""
    uow, rt = http.current_uow(), http.services().rt
    news = runtime.the_news(uow, rt, str(case_id), element, http.language())
    return page(
        "start_on_case.html",
        news.label,
        nav="cases",
        case_id=str(case_id),
        number=query.courses(uow, str(case_id))[0]["number"],
        child=casefile.names(uow, [str(case_id)]).get(str(case_id), ""),
        label=news.label,
        address=url_for("on_case.tell", case_id=case_id, element=element),
        about=news.about,
        running=[],
        once="",
    )


@blueprint.post("/cases/<uuid:case_id>/tell/<element>")
@http.permission("cases")
def tell(case_id: Any, element: str) -> BaseResponse:
    """The course hears it; back to the case, where the tasks that follow stand."""
    uow = http.current_uow()
    runtime.tell(uow, http.services().rt, str(case_id), element)
    toast(t("Det er skrevet på sagen. De opgaver, der følger, står blandt sagens åbne opgaver."))
    return redirect(url_for("cases.show", case_id=case_id), 303)


def _asked(uow: UnitOfWork, case_id: str, process: str) -> tuple[Rows, Release, str]:
    """The case's courses, the release and the button's text, for somebody who may start this here."""
    rows = query.courses(uow, case_id)
    if not rows:
        access.require_sight(access.NOT_SEEN)
    access.require_sight(access.may_see_case(uow.actor, runtime.case_facts(rows[0])))
    release = newest(uow, rows)
    label = next((one.label for one in offered(uow, rows) if one.key == process), None)
    if release is None or label is None:
        raise Conflict(
            "not_startable_here",
            "Det kan du ikke starte på denne sag. Vælg noget af det, sagens side viser.",
            "You cannot start this on this case. Choose something that the case page shows.",
        )
    return rows, release, label


@blueprint.get("/cases/<uuid:case_id>/start/<process>")
@http.permission("cases")
def confirm(case_id: Any, process: str) -> Response:
    """What will happen, before it does."""
    uow = http.current_uow()
    rows, release, label = _asked(uow, str(case_id), process)
    english = release.texts.get(process, {}).get(process, {}).get("documentation", "")
    info = release.diagrams.processes[process]
    return page(
        "start_on_case.html",
        label,
        nav="cases",
        case_id=str(case_id),
        number=rows[0]["number"],
        child=casefile.names(uow, [str(case_id)]).get(str(case_id), ""),
        label=label,
        address=url_for("on_case.start", case_id=case_id, process=process),
        about=english if http.language() == "en" and english else info.documentation,
        running=_running(rows, process),
        once=uuid.uuid4().hex,
    )


def _running(rows: Iterable[Mapping[str, Any]], process: str) -> list[Mapping[str, Any]]:
    return [row for row in rows if row["process_key"] == process and row["ended_at"] is None]


@blueprint.post("/cases/<uuid:case_id>/start/<process>")
@http.permission("cases")
def start(case_id: Any, process: str) -> BaseResponse:
    """Starts it and opens its first task, taken by whoever started it when the role is theirs."""
    uow = http.current_uow()
    _asked(uow, str(case_id), process)
    once = request.form.get("once", "")[:40]
    # a second press of the button must not begin a second course
    key, me = f"start-{case_id}-{process}-{once}", uow.actor.user_id or ""
    before = idempotency.claim(uow, me, key, "start") if once else None
    if before is not None:
        return redirect(before.body.decode(), 303)
    address = _begin(uow, str(case_id), process)
    if once:
        idempotency.remember(uow, me, key, Answer(303, address.encode()))
    return redirect(address, 303)


def _begin(uow: UnitOfWork, case_id: str, process: str) -> str:
    """Starts the course; where to go."""
    done = runtime.start_instance(uow, http.services().rt, process, {}, case_id=case_id)
    uow.flush()
    for task_id in done.task_ids:
        try:
            inbox.claim(uow, task_id)
        except (Conflict, Forbidden):
            # for somebody else's role, or with somebody already: it is in their list
            continue
        toast(t("Forløbet er startet i sagen. Her er den første opgave."))
        return url_for("tasks.show", task_id=task_id)
    toast(t("Forløbet er startet i sagen. Den første opgave ligger hos dem, der har rollen."))
    return url_for("cases.show", case_id=case_id)
