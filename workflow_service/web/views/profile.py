"""Min side: my own phone, language, password, where I am logged in, and keys for programs of mine."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.errors import NotFound, Rejection
from workflow_service.http.login import cookie_name
from workflow_service.store import UnitOfWork, logins, overview, people, sessions
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("profile", __name__, url_prefix="/profile")

LIFETIMES = (30, 90, 365)


@blueprint.get("")
@http.permission(http.LOGIN)
def show() -> Response:
    """My own account."""
    return _show()


def _me(uow: UnitOfWork) -> str:
    assert uow.actor.user_id is not None
    return uow.actor.user_id


def _show(*, error: str = "", secret: str = "", status: int = 200) -> Response:
    uow = http.current_uow()
    me = _me(uow)
    return page(
        "profile.html",
        t("Min side"),
        nav="profile",
        status=status,
        user=people.read_user(uow, me),
        roles=_roles(uow),
        sessions=overview.sessions_of(uow, me, request.cookies.get(cookie_name())),
        tokens=overview.tokens_of(uow, me),
        lifetimes=LIFETIMES,
        error=error,
        secret=secret,
        shortest=logins.SHORTEST_PASSWORD,
    )


def _roles(uow: UnitOfWork) -> list[tuple[str, int]]:
    """(role in words, on how many cases; 0 for a role that is not held on cases)."""
    found: dict[str, int] = {}
    for held in uow.actor.memberships:
        found[held.role] = found.get(held.role, 0) + (held.scope_kind == "case")
    return [(access.role_name(role, http.language()), count) for role, count in found.items()]


@blueprint.post("")
@http.permission(http.LOGIN)
def save() -> BaseResponse:
    """Phone, mail address and language."""
    uow = http.current_uow()
    try:
        if "email" in request.form:
            overview.set_email(uow, _me(uow), request.form["email"])
    except Rejection as refused:
        return _show(error=refused.text(http.language()), status=422)
    overview.set_phone(uow, _me(uow), request.form.get("phone", "")[:40])
    people.set_language(uow, _me(uow), request.form.get("language", uow.actor.language))
    toast(t("Dine valg er gemt."))
    return redirect(url_for("profile.show"), 303)


@blueprint.post("/password")
@http.permission(http.LOGIN)
def change_password() -> BaseResponse:
    """A new password, for whoever knows the old one; every other session ends."""
    uow = http.current_uow()
    at = http.services().clock.now()
    attempt = logins.attempt_login(uow, uow.actor.login, request.form.get("old", ""), at)
    if attempt.user_id is None:
        return _show(
            error=t("Den nuværende adgangskode er forkert. Adgangskoden er ikke ændret."), status=422
        )
    if request.form.get("new") != request.form.get("again"):
        return _show(error=t("De to nye adgangskoder er ikke ens. Skriv den samme to gange."), status=422)
    try:
        logins.set_password(uow, _me(uow), request.form.get("new", ""))
    except Rejection as refused:
        return _show(error=refused.text(http.language()), status=422)
    toast(t("Adgangskoden er ændret. Du er logget ud alle andre steder."))
    return _new_session(uow)


@blueprint.post("/sessions/end")
@http.permission(http.LOGIN)
def end_others() -> BaseResponse:
    """Ends every session but this one, which gets a new secret."""
    uow = http.current_uow()
    sessions.end_sessions(uow, _me(uow))
    toast(t("Du er logget ud alle andre steder."))
    return _new_session(uow)


def _new_session(uow: UnitOfWork) -> BaseResponse:
    found = http.services()
    secret = sessions.create_session(uow, _me(uow), found.clock.now(), found.settings.session_absolute)
    response = redirect(url_for("profile.show"), 303)
    http.set_session_cookie(response, secret)  # type: ignore[arg-type]
    return response


@blueprint.post("/tokens")
@http.permission(http.LOGIN)
def create_token() -> Response:
    """A key for a program; its secret is shown on this page and nowhere else."""
    uow = http.current_uow()
    label = request.form.get("label", "").strip()[:80]
    if not label:
        return _show(error=t("Skriv, hvad adgangsnøglen skal bruges til."), status=422)
    days = request.form.get("days", 90, int)
    at = http.services().clock.now()
    ends = at + timedelta(days=days if days in LIFETIMES else 90)
    secret = sessions.create_token(uow, _me(uow), label, at, ends)
    uow.flush()
    return _show(secret=secret)


@blueprint.post("/tokens/<name>/revoke")
@http.permission(http.LOGIN)
def revoke_token(name: Any) -> BaseResponse:
    """Ends one of my keys."""
    uow = http.current_uow()
    if not overview.revoke_token_named(uow, _me(uow), str(name), http.services().clock.now()):
        raise NotFound("token_not_found", "Adgangsnøglen findes ikke.", "The key does not exist.")
    toast(t("Adgangsnøglen virker ikke længere."))
    return redirect(url_for("profile.show"), 303)
