"""Logging in and out, the language of the screen, the statement on accessibility."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.errors import NotAuthenticated, TooMany
from workflow_service.store import people
from workflow_service.web.frame import bare_page, page, safe_path
from workflow_service.web.texts import t

blueprint = Blueprint("session", __name__)

LANGUAGE_COOKIE = "language"
A_YEAR = timedelta(days=365)


@blueprint.get("/login")
@http.permission(http.PUBLIC)
def login_form() -> Response:
    """Asks for login and password."""
    return _form()


@blueprint.post("/login")
@http.permission(http.PUBLIC)
def log_in() -> BaseResponse:
    """Checks the password and goes to where the person wanted to be."""
    login = request.form.get("login", "")
    try:
        secret = http.log_in(login, request.form.get("password", ""))
    except NotAuthenticated as error:
        return _form(error.text(http.language()), login, 401)
    except TooMany as error:
        refused = _form(error.text(http.language()), login, 429)
        refused.headers["Retry-After"] = "60"
        return refused
    response = redirect(safe_path(request.form.get("next")) or url_for("inbox.show"), 303)
    http.set_session_cookie(response, secret)  # type: ignore[arg-type]
    return response


def _form(error: str = "", login: str = "", status: int = 200) -> Response:
    wanted = request.form.get("next") or request.args.get("next")
    return bare_page(
        "login.html", t("Log ind"), status=status, error=error, login=login, wanted=safe_path(wanted) or ""
    )


@blueprint.post("/logout")
@http.permission(http.PUBLIC)
def log_out() -> BaseResponse:
    """Ends the session; harmless when there is none."""
    http.log_out()
    response = redirect(url_for("session.login_form"), 303)
    http.clear_session_cookie(response)  # type: ignore[arg-type]
    return response


@blueprint.post("/language")
@http.permission(http.PUBLIC)
def choose_language() -> BaseResponse:
    """Remembers the language in the browser, and for somebody logged in with the account."""
    chosen = request.form.get("language", "")
    response = redirect(safe_path(request.form.get("back")) or url_for("inbox.show"), 303)
    if chosen not in http.LANGUAGES:
        return response
    with http.unit_of_work(write=True) as uow:
        if uow.actor.user_id is not None:
            people.set_language(uow, uow.actor.user_id, chosen)
    response.set_cookie(
        LANGUAGE_COOKIE,
        chosen,
        max_age=A_YEAR,
        httponly=True,
        samesite="Lax",
        secure=http.services().settings.secure_cookies,
    )
    return response


@blueprint.get("/accessibility")
@http.permission(http.PUBLIC)
def accessibility() -> Response:
    """The statement the law asks for, readable without logging in."""
    with http.unit_of_work() as uow:
        known = uow.actor.user_id is not None
        if known:
            return page("accessibility.html", t("Tilgængelighed"), nav="accessibility")
    return bare_page("accessibility_bare.html", t("Tilgængelighed"))
