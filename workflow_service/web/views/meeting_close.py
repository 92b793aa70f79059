"""Closing a meeting: the checklist before, and what was sent where after."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, meetings
from workflow_service.errors import Forbidden, NotAuthenticated, NotFound, Rejection
from workflow_service.meetings import coordination_page
from workflow_service.meetings.closing_page import closing_page
from workflow_service.meetings.coordination_run_page import GroupRunPage
from workflow_service.store import meetings_run as stored
from workflow_service.web.frame import page, toast
from workflow_service.web.meeting_words import shown_words
from workflow_service.web.texts import t
from workflow_service.web.words import words_of

blueprint = Blueprint("meeting_close", __name__)


@blueprint.get("/meetings/<uuid:meeting_id>/run/close")
@http.permission("meetings")
def show(meeting_id: Any) -> BaseResponse:
    """What is in order, what is missing, and what each case will get. A closed meeting shows what it got."""
    uow = http.current_uow()
    found = closing_page(uow, str(meeting_id))
    group = isinstance(found.run, GroupRunPage)
    if found.run.state not in ("open", "running"):
        return redirect(url_for("meeting_run.show", meeting_id=meeting_id), 303)
    response: Response = page(
        "coordination_close.html" if group else "meeting_close.html",
        t("Afslut møde"),
        nav="meetings",
        found=found,
        run=found.run,
        told=shown_words(words_of(uow), found.run),
    )
    return response


@blueprint.post("/meetings/<uuid:meeting_id>/run/close")
@http.permission("meetings", lazy=True)
def close(meeting_id: Any) -> BaseResponse:
    """Closes it as held, or with a reason as a deviation; each case gets what was decided, once."""
    why = request.form.get("why") if request.form.get("as") == "deviation" else None
    try:
        with http.unit_of_work() as uow:
            group = coordination_page.is_of_group(uow, str(meeting_id))
            closed = meetings.close(uow, http.services().rt, str(meeting_id), deviation_why=why)
            revision = stored.revision(uow, str(meeting_id))
            words = words_of(uow)
            day = words.long_day(closed.replacement_at) if closed.replacement_at else ""
    except (Forbidden, NotFound, NotAuthenticated):
        # no page of the meeting to go back to
        raise
    except Rejection as error:
        toast(error.text(http.language()), "error")
        return redirect(url_for("meeting_close.show", meeting_id=meeting_id), 303)
    http.services().live.announce(str(meeting_id), revision)
    if day:
        toast(t("Mødet er afsluttet som afvigelse. Forslag til ny dato: {day}.", day=day))
    elif group:
        toast(t("Mødet er afsluttet.") if why is None else t("Mødet er noteret som ikke holdt."))
        return redirect(url_for("meetings.show_meeting", meeting_id=meeting_id), 303)
    else:
        toast(t("Mødet er afsluttet. Hver sag har fået sit."))
    return redirect(url_for("meeting_run.show", meeting_id=meeting_id), 303)
