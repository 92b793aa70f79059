"""Job: what the service does by itself in time, what is late, what gave up, and whether the clock goes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.clock import SystemClock
from workflow_service.runtime import retry_job
from workflow_service.schedule import clock_status
from workflow_service.store import UnitOfWork, job_lists
from workflow_service.store import running as running_query
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name, step_name
from workflow_service.web.texts import N_, n, t

blueprint = Blueprint("jobs", __name__, url_prefix="/jobs")

SHOWN = 50
VIEWS = {
    "due": N_("Køres nu"),
    "waiting": N_("Venter på deres tid"),
    "held": N_("Sat på pause"),
    "failed": N_("Opgivet"),
}
EMPTY = {
    "due": N_("Der er ingen job, der skal køres nu."),
    "waiting": N_("Der er ingen job, der venter."),
    "held": N_("Der er ingen job på pause."),
    "failed": N_("Ingen job er opgivet."),
}
# what a job stands for; the rooms that add kinds of their own have their words here
KINDS = {
    "timer": N_("Frist eller ventetid"),
    "start": N_("Forløb, der begynder af sig selv"),
    "message": N_("Besked til et forløb"),
    "signal": N_("Besked til alle forløb"),
    "signal_to": N_("Besked til alle forløb"),
    "end_course": N_("Forløb, der slutter med sagen"),
    "series": N_("Møde i en møderække"),
    "series_day": N_("Dagens arbejde med møderækkerne"),
    "series_today": N_("Dagens arbejde med én møderække"),
    "external": N_("Andet system"),
}
TICKS = {
    "jobs": N_("Ser efter job"),
    "seal": N_("Forsegler loggen"),
    "purge": N_("Rydder op i det, der er udløbet"),
    "outbox": N_("Sender breve og mails"),
    "deadlines": N_("Minder om frister og giver dem videre"),
}


@blueprint.get("")
@http.permission("operations")
def show() -> Response:
    """One view of the jobs at a time, with how the clock stands above it."""
    uow = http.current_uow()
    view = request.args.get("show", "due")
    view = view if view in VIEWS else "due"
    kinds = job_lists.kinds(uow, view)
    kind = request.args.get("kind", "")
    kind = kind if kind in kinds else ""
    rows, more = job_lists.page(
        uow, view, kind=kind or None, limit=SHOWN, after=request.args.get("after") or None
    )
    status = clock_status(uow, SystemClock().now())
    counts = {"due": status.overdue, "waiting": status.waiting, "failed": status.failed}
    return page(
        "jobs.html",
        t("Job"),
        nav="jobs",
        view=view,
        views=VIEWS,
        counts={name: _counted(many) for name, many in counts.items()},
        kind=kind,
        kinds={code: kind_words(code) for code in kinds},
        rows=[_row(uow, row) for row in rows],
        more=more,
        empty=EMPTY[view],
        clock=status,
        late=duration_words(status.late),
        ahead=duration_words(status.offset),
        ticks=[(tick_words(tick.name), interval_words(tick.every), tick) for tick in status.ticks],
    )


@blueprint.post("/<uuid:job_id>/retry")
@http.permission("operations")
def retry(job_id: Any) -> BaseResponse:
    """Lets a job that gave up begin again; why is kept."""
    retry_job(http.current_uow(), http.services().rt, str(job_id), request.form.get("reason", ""))
    toast(t("Jobbet begynder forfra."))
    return redirect(url_for("jobs.show", show="failed"), 303)


def kind_words(code: str) -> str:
    """What a job of this kind stands for, in the reader's language."""
    return t(KINDS[code]) if code in KINDS else code


def tick_words(name: str) -> str:
    """What recurs; a process that begins again and again has the name of its diagram's file."""
    return t(TICKS[name]) if name in TICKS else name


def duration_words(length: timedelta) -> str:
    """Roughly: "under et minut", "3 minutter", "2 timer", "5 dage"."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return t("under et minut")
    if minutes < 120:
        return n("1 minut", "{count} minutter", minutes)
    hours = minutes // 60
    return t("{count} timer", count=hours) if hours < 48 else t("{count} dage", count=hours // 24)


def interval_words(seconds: float) -> str:
    """How often: "5 sekunder", "1 minut"."""
    if seconds < 60:
        return n("1 sekund", "{count} sekunder", round(seconds))
    return duration_words(timedelta(seconds=seconds))


def _counted(many: int) -> str:
    most = job_lists.COUNTED
    return f"{most // 1000}{'.' if http.language() == 'da' else ','}000+" if many > most else str(many)


def _row(uow: UnitOfWork, row: Any) -> dict[str, Any]:
    """In words: what it is, where, whose; never what it carries."""
    late = uow.now - row["due_at"] if row["state"] == "pending" else timedelta()
    return {
        **row,
        "what": kind_words(row["kind"]),
        "where": _where(uow, row),
        "late": duration_words(late) if late >= timedelta(minutes=1) else "",
    }


def _where(uow: UnitOfWork, row: Any) -> str:
    """The step, or the process that is to begin."""
    if row["release_id"] is not None:
        release = http.services().rt.releases.get(uow, str(row["release_id"]))
        process = process_name(release, row["process_key"])
        step = step_name(release, row["element"]) if row["element"] else ""
        return f"{process}: {step}" if step else process
    if row["kind"] == "start" and row["ref"]:
        key = orjson.loads(row["ref"]).get("process", "")
        found = running_query.current_release(uow, uow.now)
        if found is not None:
            release = http.services().rt.releases.get(uow, str(found["id"]))
            return process_name(release, key) if key in release.diagrams.processes else key
    return ""
