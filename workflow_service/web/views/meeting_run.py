"""The page of a meeting while it is held: for laptop, phone and big screen; live to all present."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import Forbidden, Malformed, NotAuthenticated, NotFound, Rejection
from workflow_service.http import streams
from workflow_service.meetings import agenda, attendance, group_points, minuting, pages, run_page
from workflow_service.meetings.coordination_run_page import live_page
from workflow_service.meetings.live import Live, Look
from workflow_service.meetings.run_page import RunPage
from workflow_service.store import Database, UnitOfWork
from workflow_service.store import meetings_run as stored
from workflow_service.web.frame import fragment, page, toast, wants_json
from workflow_service.web.meeting_words import shown_words
from workflow_service.web.texts import N_, t
from workflow_service.web.words import words_of

blueprint = Blueprint("meeting_run", __name__)

TITLES = {
    "status": N_("Statusmøde"),
    "coordination": N_("Møde i koordinationsgruppen"),
    "visitation": N_("Visitationsmøde"),
}
# an open answer ends after this, and the page comes again: access is decided anew each time
LONGEST_ANSWER = 12
HEARTBEAT_SECONDS = 10.0


def _item() -> str | None:
    """The case asked for in the address; None follows the meeting."""
    return request.args.get("item") or None


def _context(found: RunPage, *, screen: bool) -> dict[str, Any]:
    uow = http.current_uow()
    # what the big screen shows is asked for case by case: the next one is hidden again
    at = found.chosen.id if found.chosen else ""
    names, text = (bool(at) and request.args.get(what) == at for what in ("names", "text"))
    return {
        "found": found,
        "screen": screen,
        "hidden": screen and not names,
        "resting": screen and not text,
        "pinned": _item() is not None,
        "heading": t(TITLES.get(found.kind, TITLES["status"])),
        "told": shown_words(words_of(uow), found),
        "me": uow.actor.user_id,
    }


def _show(meeting_id: Any, *, screen: bool) -> BaseResponse:
    uow = http.current_uow()
    found = live_page(uow, str(meeting_id), _item())
    if found.kind == "visitation":
        # held on the page of its agenda
        return redirect(url_for("meetings.show_meeting", meeting_id=meeting_id), 303)
    context = _context(found, screen=screen)
    return page("meeting_run.html", context["heading"], islands=("meeting-run",), **context)


@blueprint.get("/meetings/<uuid:meeting_id>/run")
@http.permission("meetings")
def show(meeting_id: Any) -> BaseResponse:
    """The meeting on one's own laptop or phone."""
    return _show(meeting_id, screen=False)


@blueprint.get("/meetings/<uuid:meeting_id>/run/screen")
@http.permission("meetings")
def screen(meeting_id: Any) -> BaseResponse:
    """The meeting on the big screen: large, names hidden until somebody asks for them."""
    return _show(meeting_id, screen=True)


@blueprint.get("/meetings/<uuid:meeting_id>/run/parts")
@http.permission("meetings")
def parts(meeting_id: Any) -> BaseResponse:
    """The page's parts for one that follows the meeting; 304 while nothing has changed."""
    uow = http.current_uow()
    revision = run_page.revision(uow, str(meeting_id))
    asked = f"{uow.actor.user_id}/{meeting_id}/{revision}/{request.query_string!r}/{http.language()}"
    tag = hashlib.sha256(asked.encode()).hexdigest()[:20]
    if request.if_none_match.contains(tag):
        response = Response(status=304)
    else:
        found = live_page(uow, str(meeting_id), _item())
        on_screen = request.args.get("screen") == "1"
        response = fragment("_meeting_run.html", **_context(found, screen=on_screen))
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@blueprint.get("/meetings/<uuid:meeting_id>/run/live")
@http.permission("meetings", lazy=True)
def live(meeting_id: Any) -> Response:
    """Tells the page at once that something has changed (never what). 204 when every place is taken: the page
    then asks every two seconds."""
    found = http.services()
    with http.unit_of_work(write=False) as uow:
        run_page.revision(uow, str(meeting_id))
    if not streams.may_stay_open() or found.live.taken >= found.live.places:
        return streams.no_place()
    return streams.open_answer(_events(found.live, str(meeting_id), _looks_at(found.db)))


def _looks_at(db: Database) -> Look:
    def look(meeting_id: str) -> int:
        with db.begin(write=False) as uow:
            return stored.revision(uow, meeting_id)

    return look


def _events(place: Live, meeting_id: str, look: Look) -> Iterator[bytes]:
    with place.follow(meeting_id, look) as follower:
        if follower is None:
            yield streams.event("full", "")
            return
        yield streams.event("revision", str(follower.seen))
        for _ in range(LONGEST_ANSWER):
            revision = follower.next(HEARTBEAT_SECONDS)
            if follower.over:
                return
            yield streams.comment() if revision is None else streams.event("revision", str(revision))


# -- writing -----------------------------------------------------------------------------------------

Work = Callable[[UnitOfWork], dict[str, Any] | None]


def _write(meeting_id: Any, work: Work) -> BaseResponse:
    """Does one write in its own unit of work, then tells all who follow. A script gets JSON; a form goes back
    to the page, with what was refused in words."""
    form = request.form
    try:
        with http.unit_of_work() as uow:
            answer = work(uow) or {}
            revision = stored.revision(uow, str(meeting_id))
            saved = t("gemt {clock}", clock=words_of(uow).clock(uow.now))
    except (Forbidden, NotFound, NotAuthenticated):
        # no page of the meeting to go back to
        raise
    except Rejection as error:
        if wants_json():
            raise
        lines = getattr(error, "fields", {})
        said = [error.text(http.language()), *(line for some in lines.values() for line in some)]
        toast(" ".join(dict.fromkeys(said)), "error")
    else:
        http.services().live.announce(str(meeting_id), revision)
        if wants_json():
            return jsonify({**answer, "saved": saved, "revision": revision})
    endpoint = "meeting_run.screen" if form.get("on") == "screen" else "meeting_run.show"
    names, text = (form.get(f"shown-{what}") or None for what in ("names", "text"))
    stay = form.get("stay") or None
    return redirect(url_for(endpoint, meeting_id=meeting_id, item=stay, names=names, text=text), 303)


@blueprint.post("/meetings/<uuid:meeting_id>/run/begin")
@http.permission("meetings", lazy=True)
def begin(meeting_id: Any) -> BaseResponse:
    """Opens the minutes and takes up the first case."""
    return _write(meeting_id, lambda uow: minuting.begin(uow, str(meeting_id), http.services().rt))


@blueprint.post("/meetings/<uuid:meeting_id>/run/room")
@http.permission("meetings", lazy=True)
def room(meeting_id: Any) -> BaseResponse:
    """How and where the meeting is held."""
    mode, place = request.form.get("mode", ""), request.form.get("place", "")
    return _write(meeting_id, lambda uow: minuting.set_room(uow, str(meeting_id), mode, place))


@blueprint.get("/meetings/<uuid:meeting_id>/run/cases")
@http.permission("meetings")
def choose_case(meeting_id: Any) -> BaseResponse:
    """A case more while the meeting runs: which one. A page of its own, so that the names of a whole team are
    neither on the big screen nor read each time something of the meeting changes."""
    uow = http.current_uow()
    found = live_page(uow, str(meeting_id), None)
    if not (found.kind == "status" and found.state == "running" and found.may_minute):
        return redirect(url_for("meeting_run.show", meeting_id=meeting_id), 303)
    cases = pages.addable(uow, str(meeting_id))
    told = shown_words(words_of(uow), found)
    return page("meeting_run_case.html", t("Tilføj sag"), nav="meetings", run=found, cases=cases, told=told)


@blueprint.post("/meetings/<uuid:meeting_id>/run/cases")
@http.permission("meetings", lazy=True)
def add_case(meeting_id: Any) -> BaseResponse:
    """A case more on the agenda of the meeting that runs."""
    case_id = request.form.get("case", "")

    def work(uow: UnitOfWork) -> dict[str, Any]:
        item_id = agenda.add_case(uow, str(meeting_id), case_id)
        if not wants_json():
            toast(t("Sagen er sat på dagsordenen."))
        return {"id": item_id}

    return _write(meeting_id, work)


@blueprint.post("/meetings/<uuid:meeting_id>/run/attendance")
@http.permission("meetings", lazy=True)
def attend(meeting_id: Any) -> BaseResponse:
    """Who is there, who came instead, who is absent and why."""
    form = request.form

    def work(uow: UnitOfWork) -> None:
        if form.get("everybody"):
            attendance.everybody_is_here(uow, str(meeting_id))
            return
        attendance.attend(
            uow,
            str(meeting_id),
            form.get("user", ""),
            form.get("state", ""),
            reason=form.get("reason") or None,
            deputy_id=form.get("deputy") or None,
        )

    return _write(meeting_id, work)


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/<act>")
@http.permission("meetings", lazy=True)
def move(meeting_id: Any, item_id: Any, act: str) -> BaseResponse:
    """Takes a case up, notes who has left the room for it, puts it off, or ends it and goes on."""

    def work(uow: UnitOfWork) -> dict[str, Any] | None:
        if act == "now":
            minuting.take_up(uow, str(item_id))
        elif act == "left":
            attendance.has_left(uow, str(item_id))
        elif act == "defer":
            return {"next": minuting.defer(uow, str(item_id), request.form.get("why", ""))}
        elif act == "finish":
            return {"next": minuting.finish(uow, str(item_id))}
        else:
            raise NotFound("page_not_found", "Siden findes ikke.", "The page does not exist.")
        return None

    return _write(meeting_id, work)


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/text")
@http.permission("meetings", lazy=True)
def text(meeting_id: Any, item_id: Any) -> BaseResponse:
    """Saves a text of the minutes, together with what others have written in it since."""
    form = request.form

    def work(uow: UnitOfWork) -> dict[str, Any]:
        field, before = form.get("field", "development"), form.get("base", "")
        saved = minuting.write_text(uow, str(item_id), field, before, form.get("text", ""))
        clashes = [{"mine": one.mine, "theirs": one.theirs} for one in saved.clashes]
        if clashes and not wants_json():
            toast(_both_stand())
        return {"text": saved.text, "clashes": clashes, "told": _both_stand() if clashes else ""}

    return _write(meeting_id, work)


def _both_stand() -> str:
    return t("I har rettet de samme ord. Begge udgaver står i teksten med en skråstreg imellem.")


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/choice")
@http.permission("meetings", lazy=True)
def choice(meeting_id: Any, item_id: Any) -> BaseResponse:
    """Chooses the decision, or what becomes of the financing."""
    form = request.form
    field, before, value = form.get("field", ""), form.get("base", ""), form.get("value", "")
    return _write(meeting_id, lambda uow: minuting.choose(uow, str(item_id), field, before or None, value))


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/score")
@http.permission("meetings", lazy=True)
def score(meeting_id: Any, item_id: Any) -> BaseResponse:
    """Where a goal stands."""
    form = request.form

    def work(uow: UnitOfWork) -> None:
        value = _number("value")
        if value is None:
            raise Malformed("score_unreadable", "Vælg et tal fra 0 til 10.", "Choose a number from 0 to 10.")
        minuting.score(uow, str(item_id), form.get("goal", ""), _number("base"), value)

    return _write(meeting_id, work)


# -- what only the coordination group says -----------------------------------------------------------


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/share")
@http.permission("meetings", lazy=True)
def share(meeting_id: Any, item_id: Any) -> BaseResponse:
    """What one sector pays of a raised expense."""
    form = request.form
    told = (form.get("share", ""), form.get("base", ""), form.get("value", ""))
    return _write(meeting_id, lambda uow: group_points.set_share(uow, str(item_id), *told))


@blueprint.post("/meetings/<uuid:meeting_id>/run/chair")
@http.permission("meetings", lazy=True)
def chair(meeting_id: Any) -> BaseResponse:
    """Who leads the meeting of the group (INV-11)."""
    chosen = request.form.get("value", "")
    return _write(meeting_id, lambda uow: group_points.set_chair(uow, str(meeting_id), chosen))


@blueprint.post("/meetings/<uuid:meeting_id>/run/topics")
@http.permission("meetings", lazy=True)
def topic(meeting_id: Any) -> BaseResponse:
    """An item that somebody of the group raises at the meeting."""
    what, why = request.form.get("what", ""), request.form.get("why", "")

    def work(uow: UnitOfWork) -> dict[str, Any]:
        return {"id": group_points.add_topic(uow, str(meeting_id), what, why)}

    return _write(meeting_id, work)


# -- what a form says --------------------------------------------------------------------------------


def _number(name: str) -> int | None:
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 3 else None


@blueprint.post("/meetings/<uuid:meeting_id>/run/items/<uuid:item_id>/actions")
@http.permission("meetings", lazy=True)
def agree(meeting_id: Any, item_id: Any) -> BaseResponse:
    """Adds an agreement with owner and date, or takes one back."""
    form = request.form

    def work(uow: UnitOfWork) -> None:
        if form.get("remove"):
            minuting.take_back(uow, form["remove"])
            return
        minuting.agree(uow, str(item_id), form.get("what", ""), form.get("owner", ""), _day("due_on"))

    return _write(meeting_id, work)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
