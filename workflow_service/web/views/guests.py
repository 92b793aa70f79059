"""External experts without an account: what the coordinator sends, and the one meeting a guest comes to.

A guest has a cookie of its own, which no other page reads: everywhere else a guest is nobody.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, make_response, redirect, request, url_for
from limits import parse
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http, inbox, runtime
from workflow_service.casefile import guest_material, guests
from workflow_service.casefile.base import Row, case_by_id
from workflow_service.casefile.guests import Guest
from workflow_service.errors import NotAuthenticated, Rejection, TooMany
from workflow_service.store import Actor, UnitOfWork
from workflow_service.store import guests as store
from workflow_service.store import on_case as course_query
from workflow_service.web.frame import bare_page, page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("guests", __name__)

COOKIE = "oef_guest"
RATE = "20/minute"
STATES = {
    "none": N_("Intet link sendt"),
    "sent": N_("Link sendt"),
    "used": N_("Link brugt"),
    "revoked": N_("Adgang lukket"),
}


# -- the coordinator ------------------------------------------------------------------------------------


def _case(case_id: Any) -> Row:
    """The case, for its coordinator and its team's leader. Raises NotFound, Forbidden."""
    uow = http.current_uow()
    rows = course_query.courses(uow, str(case_id))
    if not rows:
        access.require_sight(access.NOT_SEEN)
    facts = runtime.case_facts(rows[0])
    access.require_sight(access.may_see_case(uow.actor, facts))
    access.require(access.may_start_on_case(uow.actor, facts, guests.ROLES))
    return case_by_id(uow, str(case_id))


@blueprint.get("/cases/<uuid:case_id>/guests")
@http.permission("cases")
def show(case_id: Any) -> Response:
    """The external experts of the analysis meeting, and who may come in by a link."""
    uow, case = http.current_uow(), _case(case_id)
    meeting, experts = guests.experts_of(uow, case)
    return page(
        "guests.html",
        t("Eksterne fagpersoner"),
        nav="cases",
        case_id=case["id"],
        number=case["number"],
        meeting=meeting,
        experts=experts,
        states=STATES,
        can_mail="mail" in uow.ways,
    )


@blueprint.post("/cases/<uuid:case_id>/guests")
@http.permission("cases")
def invite(case_id: Any) -> BaseResponse:
    """Sends a link; an earlier one ends."""
    case = _case(case_id)
    uow = http.current_uow()
    guests.invite(uow, case, request.form.get("expert", "")[:40], request.form.get("email", "")[:200])
    toast(t("Linket er sendt."))
    return redirect(url_for("guests.show", case_id=case_id), 303)


@blueprint.post("/cases/<uuid:case_id>/guests/<uuid:invitation_id>/revoke")
@http.permission("cases")
def revoke(case_id: Any, invitation_id: Any) -> BaseResponse:
    """Ends a guest's access at once."""
    guests.revoke(http.current_uow(), _case(case_id), str(invitation_id))
    toast(t("Fagpersonens adgang er lukket."))
    return redirect(url_for("guests.show", case_id=case_id), 303)


# -- the guest ------------------------------------------------------------------------------------------


def _cookie() -> str:
    secure = http.services().settings.secure_cookies
    return f"__Secure-{COOKIE}" if secure else COOKIE


def _slow_down() -> None:
    """Guesses from one place are few a minute, whichever link they try."""
    if not http.services().limiter.hit(parse(RATE), "guest", request.remote_addr or "unknown"):
        raise TooMany(
            "too_many_guests",
            "Der er for mange forsøg fra dit sted. Vent et minut, og prøv igen.",
            "There are too many attempts from your place. Wait a minute and try again.",
        )


def _door(link: str, *, step: str, error: str = "", status: int = 200) -> Response:
    title = t("Deltag som fagperson")
    found = bare_page("guest_door.html", title, link=link, step=step, error=error, status=status)
    found.headers["X-Robots-Tag"] = "noindex"
    return found


def _refused(error: Rejection, link: str = "", step: str = "closed") -> Response:
    status = 429 if isinstance(error, TooMany) else 401 if isinstance(error, NotAuthenticated) else 403
    return _door(link, step=step, error=error.text(http.language()), status=status)


@blueprint.get("/guest/<link>")
@http.permission(http.PUBLIC)
def door(link: str) -> Response:
    """What the link opens, before anything is sent: a mail program that looks at links sends no code."""
    try:
        _slow_down()
        with http.services().db.begin(purpose="guest", write=False) as uow:
            guests.behind_link(uow, link)
    except Rejection as error:
        return _refused(error)
    return _door(link, step="ask")


@blueprint.post("/guest/code")
@http.permission(http.PUBLIC)
def send_code() -> Response:
    """Mails a code to the address the municipality wrote."""
    link = request.form.get("link", "")[:100]
    found = http.services()
    try:
        _slow_down()
        with found.db.begin(purpose="guest") as uow:
            guests.send_code(uow, link, found.clock.now())
    except TooMany as error:
        return _refused(error, link, "enter")
    except Rejection as error:
        return _refused(error)
    return _door(link, step="enter")


@blueprint.post("/guest/enter")
@http.permission(http.PUBLIC)
def enter() -> BaseResponse:
    """Checks the code and gives the guest's own cookie."""
    link, found = request.form.get("link", "")[:100], http.services()
    try:
        _slow_down()
        with found.db.begin(purpose="guest") as uow:
            done = guests.enter(uow, link, request.form.get("code", "")[:20], found.clock.now())
    except TooMany as error:
        return _refused(error, link, "enter")
    except Rejection as error:
        return _refused(error)
    if done.session is None:
        assert done.refused is not None
        return _refused(done.refused, link, "enter")
    response = make_response(redirect(url_for("guests.room"), 303))
    secure = found.settings.secure_cookies
    response.set_cookie(
        _cookie(), done.session, httponly=True, samesite="Strict", secure=secure, path="/guest"
    )
    return response


def _guest(uow: UnitOfWork) -> Guest:
    """Whose cookie this is."""
    return guests.behind_session(uow, request.cookies.get(_cookie(), ""), http.services().clock.now())


@blueprint.get("/guest")
@http.permission(http.PUBLIC)
def room() -> Response:
    """The one meeting: when, its questions, the declaration, the material, the contribution."""
    return _room()


def _room(error: str = "", text: str = "", status: int = 200) -> Response:
    language = http.language()
    try:
        with http.services().db.begin(purpose="guest · meeting") as uow:
            guest = _guest(uow)
            shown = {
                "when": guest_material.when(uow, guest, language),
                "place": str(guest.meeting["place"] or ""),
                "questions": guest_material.questions(uow, guest),
                "material": guest_material.material(uow, guest, language),
                "until": guest.until.astimezone(uow.zone),
                "name": guest.name,
                "declared": guest.declared,
                "given": guest.row["contributed_at"] is not None,
            }
    except Rejection as refused:
        return _refused(refused)
    found = bare_page(
        "guest_room.html", t("Deltag som fagperson"), status=status, error=error, text=text, **shown
    )
    found.headers["X-Robots-Tag"] = "noindex"
    return found


@blueprint.post("/guest/declaration")
@http.permission(http.PUBLIC)
def declare() -> BaseResponse:
    """F06a, given by the expert: it completes the coordinator's task with the same form and operation."""
    answers = {
        "no_open_case": request.form.get("no_open_case") == "yes",
        "confidentiality": request.form.get("confidentiality") == "yes",
        "given": "self",
    }
    if not (answers["no_open_case"] and answers["confidentiality"]):
        return _room(t("Sæt kryds ved begge dele for at give din erklæring."), status=422)
    try:
        with http.services().db.begin(purpose="guest · declaration") as uow:
            guest = _guest(uow)
            task_id = guests.declaration_task(uow, guest)
            if task_id is None:
                return _room(t("Erklæringen er skrevet ind, eller mødet er flyttet."), status=409)
            # a guest is no user: the service completes the task, the journal says who gave it
            uow.actor = Actor.system()
            inbox.complete_task(uow, http.services().rt, task_id, answers)
            guests.note_declaration(uow, guest)
    except Rejection as refused:
        return _refused(refused)
    return redirect(url_for("guests.room"), 303)


@blueprint.post("/guest/contribution")
@http.permission(http.PUBLIC)
def contribute() -> BaseResponse:
    """Keeps the expert's contribution as a document of the case."""
    text = request.form.get("text", "")
    try:
        with http.services().db.begin(purpose="guest · contribution") as uow:
            guests.contribute(uow, _guest(uow), text)
    except NotAuthenticated as refused:
        return _refused(refused)
    except Rejection as refused:
        return _room(refused.text(http.language()), text[: guests.LONGEST], 422)
    return redirect(url_for("guests.room"), 303)


@blueprint.post("/guest/leave")
@http.permission(http.PUBLIC)
def leave() -> BaseResponse:
    """Ends the guest's session; harmless when there is none."""
    found = http.services()
    secret = request.cookies.get(_cookie(), "")
    with found.db.begin(purpose="guest") as uow:
        row = store.by_session(uow, secret, found.clock.now()) if secret else None
        if row is not None:
            store.end_sessions(uow, row["id"])
    response = make_response(_door("", step="left"))
    response.delete_cookie(_cookie(), path="/guest", samesite="Strict", httponly=True)
    return response
