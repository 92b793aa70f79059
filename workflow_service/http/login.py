"""Logging in and out: the session cookie, bearer tokens, and protection against forged requests."""

from __future__ import annotations

from datetime import datetime

from flask import Flask, Request, Response, request, session
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface
from flask_wtf.csrf import CSRFError, CSRFProtect
from limits import parse

from workflow_service.errors import Forbidden, TooMany
from workflow_service.http.problems import API_PREFIX
from workflow_service.http.services import services
from workflow_service.http.streams import EVENT_STREAM
from workflow_service.store import UnitOfWork, logins, sessions

COOKIE = "oef_session"


def cookie_name() -> str:
    """The session cookie's name. Over HTTPS the prefix binds it to this host and to HTTPS (RFC 6265bis)."""
    return f"__Host-{COOKIE}" if services().settings.secure_cookies else COOKIE


def is_polling() -> bool:
    """Does an open page ask by itself, every few seconds, whether anything is new? Nobody may be there."""
    return request.headers.get("X-Requested-With") == "poll" or request.headers.get("Accept") == EVENT_STREAM


def presented_login(uow: UnitOfWork, at: datetime) -> sessions.Login | None:
    """Who the request says it comes from: the bearer token when one is sent, else the session cookie."""
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        return sessions.actor_by_token(uow, token.strip(), at) if scheme.lower() == "bearer" else None
    secret = request.cookies.get(cookie_name())
    if not secret:
        return None
    return sessions.actor_by_session(uow, secret, at, services().settings.session_idle)


def log_in(login: str, password: str) -> str:
    """Checks a password and makes a session; its secret, for `set_session_cookie`.

    Raises `NotAuthenticated` for a wrong password and `TooMany` for a locked account or too many attempts
    from one address. Any session the browser brought along is ended: a login always gets a new one.
    """
    found = services()
    # counted here alone: a limiter that is asked on every request costs more than it keeps out
    place = request.remote_addr or "unknown"
    if not found.limiter.hit(parse(found.settings.login_rate), "login", place):
        raise TooMany(
            "too_many_logins",
            "Der er for mange forsøg fra dit sted. Vent et minut, og prøv igen.",
            "There are too many attempts from your place. Wait a minute and try again.",
        )
    at = found.clock.now()
    with found.db.begin(purpose="login") as uow:
        attempt = logins.attempt_login(uow, login.strip().lower(), password, at)
        if attempt.user_id is not None:
            old = request.cookies.get(cookie_name())
            if old:
                sessions.end_session(uow, old)
            secret = sessions.create_session(uow, attempt.user_id, at, found.settings.session_absolute)
    if attempt.refused is not None:
        raise attempt.refused
    session.clear()
    return secret


def log_out() -> None:
    """Ends the session of the request."""
    secret = request.cookies.get(cookie_name())
    if secret:
        with services().db.begin(purpose="logout") as uow:
            sessions.end_session(uow, secret)
    session.clear()


def set_session_cookie(response: Response, secret: str) -> None:
    """Gives the browser its session."""
    response.set_cookie(
        cookie_name(),
        secret,
        httponly=True,
        samesite="Lax",
        secure=services().settings.secure_cookies,
        path="/",
    )


def clear_session_cookie(response: Response) -> None:
    """Takes the session from the browser."""
    response.delete_cookie(
        cookie_name(), httponly=True, samesite="Lax", secure=services().settings.secure_cookies, path="/"
    )


class BrowserSessions(SecureCookieSessionInterface):
    """Flask's signed cookie, which holds the CSRF token. A program that calls the API has none."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        """None, which Flask takes for a session that cannot be written, for a call with a token."""
        program = "Authorization" in request.headers and request.path.startswith(API_PREFIX)
        return None if program else super().open_session(app, request)


def protect_from_forgery(app: Flask, secret_key: str) -> None:
    """Asks a CSRF token of every write that a browser could be tricked into.

    The token comes from `csrf_token()` in pages, and back in the field `csrf_token` or the header
    X-CSRF-Token. A bearer token is never sent by itself, so such requests need none.
    """
    secure = services(app).settings.secure_cookies
    app.config.update(
        SECRET_KEY=secret_key,
        SESSION_COOKIE_NAME="__Host-oef_csrf" if secure else "oef_csrf",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        WTF_CSRF_CHECK_DEFAULT=False,
        # as long as the session: a form may lie open all day
        WTF_CSRF_TIME_LIMIT=None,
    )
    app.session_interface = BrowserSessions()
    protection = CSRFProtect(app)

    @app.before_request
    def check() -> None:
        if "Authorization" in request.headers:
            return
        if request.path.startswith(API_PREFIX) and not request.cookies.get(cookie_name()):
            # nobody is logged in: the view says so
            return
        try:
            protection.protect()
        except CSRFError:
            raise Forbidden(
                "csrf",
                "Siden er for gammel, eller forespørgslen kom ikke herfra. Hent siden igen, og prøv på ny.",
                "The page is too old, or the request did not come from here. Reload the page and try again.",
            ) from None
