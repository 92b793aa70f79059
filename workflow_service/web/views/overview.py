"""Overblik: which courses are under way, what has stopped, and what did not find its case."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http, sending
from workflow_service.casefile import override_page
from workflow_service.meetings import report
from workflow_service.store import UnitOfWork, instances, job_lists, outbox, overview
from workflow_service.web.access_to import require_any
from workflow_service.web.frame import page, toast
from workflow_service.web.outline import process_name, step_name
from workflow_service.web.texts import N_, n, t
from workflow_service.web.words import STATES

blueprint = Blueprint("overview", __name__, url_prefix="/overview")

SHOWN = 50
# kind -> how many wait (one, many), and what to do when no way out is set up
WAITING = {
    "letter": (
        N_("{count} brev venter på at blive sendt."),
        N_("{count} breve venter på at blive sendt."),
        N_("Der er ingen vej ud for breve. Sæt OEF_LETTER_FOLDER op."),
    ),
    "mail": (
        N_("{count} mail venter på at blive sendt."),
        N_("{count} mails venter på at blive sendt."),
        N_("Der er ingen vej ud for mails. Sæt OEF_MAIL_HOST op."),
    ),
}


@blueprint.get("")
@http.permission(http.LOGIN)
def show() -> Response:
    """Each section only for those whose role it is: leaders see their courses, operators the failures."""
    uow = http.current_uow()
    require_any(uow.actor, "monitoring", "operations")
    operates = access.may_pass(uow.actor, "operations") is None
    sends = access.may_pass(uow.actor, "outbox") is None
    leads = access.may_pass(uow.actor, "monitoring") is None
    state = request.args.get("state", "active")
    state = state if state in STATES else "active"
    after = request.args.get("after")
    rows = instances.page(uow, {"state": state}, newest_first=True, limit=SHOWN + 1, after=after or None)
    failures, total = instances.incidents(
        uow, resolved=False, instance_id=None, limit=SHOWN, after=None, everywhere=operates
    )
    return page(
        "overview.html",
        t("Overblik"),
        nav="overview",
        state=state,
        states=STATES,
        rows=[_instance(uow, row) for row in rows[:SHOWN]],
        next_after=str(rows[SHOWN - 1]["id"]) if len(rows) > SHOWN else "",
        incidents=_incidents(uow, failures),
        incident_total=total,
        operates=operates,
        repairs=access.may_pass(uow.actor, "incidents") is None,
        messages=overview.unmatched_messages(uow, SHOWN) if operates else [],
        failed=job_lists.counts(uow)["failed"] if operates else 0,
        overrides=override_page.overrides(uow, report.period_start(uow)) if leads else None,
        sends=sends,
        effects=_effects(uow) if sends else [],
        waiting=_waiting(uow) if sends else [],
    )


def _instance(uow: UnitOfWork, row: Any) -> dict[str, Any]:
    release = http.services().rt.releases.get(uow, str(row["release_id"]))
    return {
        **row,
        "id": str(row["id"]),
        "case_id": None if row["case_id"] is None else str(row["case_id"]),
        "name": process_name(release, row["process_key"]),
        "started_at": uow.moment(row["started_at"]),
        "ended_at": uow.moment(row["ended_at"]),
    }


def _incidents(uow: UnitOfWork, rows: list[Any]) -> list[dict[str, Any]]:
    """Failures in words, with the number of the case and the name of the step; nothing of what it held."""
    runs = overview.runs_of(uow, (str(row["instance_id"]) for row in rows))
    found = []
    for row in rows:
        run = runs[str(row["instance_id"])]
        release = http.services().rt.releases.get(uow, str(run["release_id"]))
        found.append(
            {
                "id": str(row["id"]),
                "created_at": uow.moment(row["created_at"]),
                "number": run["business_key"],
                "step": step_name(release, row["element"]) or row["element"],
                "text": row["en"] if http.language() == "en" else row["da"],
            }
        )
    return found


def _effects(uow: UnitOfWork) -> list[dict[str, Any]]:
    """Letters and mails that wait for a person, in words; nothing of what they say."""
    return [
        {
            **row,
            "what": http.say(*sending.topic_name(row["topic"])),
            "why": http.say(*sending.reason(row["last_error"])),
        }
        for row in outbox.undecided(uow, SHOWN)
    ]


def _waiting(uow: UnitOfWork) -> list[dict[str, Any]]:
    """What waits to be sent, one line a kind. `closed` is the cure when no way out is set up."""
    ways = sending.open_ways(http.services().settings)
    found = []
    for kind, one in outbox.waiting(uow).items():
        few, many, cure = WAITING[kind]
        why = http.say(*sending.reason(one.last_error))
        closed = "" if kind in ways else t(cure)
        found.append({"text": n(few, many, one.count), "since": one.since, "closed": closed, "why": why})
    return found


@blueprint.post("/outbox/<uuid:effect_id>/resend")
@http.permission("outbox")
def resend(effect_id: Any) -> BaseResponse:
    """Sends a letter or mail again that did not leave, or may have."""
    sending.resend(http.current_uow(), str(effect_id), request.form.get("reason", ""))
    toast(t("Forsendelsen er på vej igen."))
    return redirect(url_for("overview.show"), 303)


@blueprint.post("/outbox/<uuid:effect_id>/settle")
@http.permission("outbox")
def settle(effect_id: Any) -> BaseResponse:
    """A letter or mail is known to have arrived."""
    sending.settle(http.current_uow(), str(effect_id), request.form.get("reason", ""))
    toast(t("Forsendelsen er markeret som sendt."))
    return redirect(url_for("overview.show"), 303)
