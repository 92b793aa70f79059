"""One unit of work a request: who asks is found in the same transaction that does the work."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from typing import Any, TypeVar

from flask import g, request

from workflow_service import access
from workflow_service.errors import NotAuthenticated
from workflow_service.http.language import use_language
from workflow_service.http.login import is_polling, presented_login
from workflow_service.http.services import services
from workflow_service.store import Actor, UnitOfWork, sessions

ANONYMOUS = Actor(None, "", "")
READING = ("GET", "HEAD", "OPTIONS")

View = TypeVar("View", bound=Callable[..., Any])


def permission(name: str, *, upload: bool = False, lazy: bool = False) -> Callable[[View], View]:
    """Declares the permission class of a view (`access.PERMISSIONS`, "login" or "public"); the outermost
    decorator of every view, a test fails on a view without.

    It opens the request's unit of work (reading for GET, else writing) once the body has arrived, so that a
    slow client holds no lock. `upload`: files are sent, the larger body limit holds. `lazy`: the view opens
    its own units of work (long polling); the class is checked when each is opened.
    """
    if name not in (access.PUBLIC, access.LOGIN, *access.PERMISSIONS):
        raise ValueError(f"no permission class {name!r}")

    def decorate(view: View) -> View:
        @wraps(view)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            g.oef_permission = name
            if name == access.PUBLIC or lazy:
                return view(*args, **kwargs)
            _receive()
            with unit_of_work():
                return view(*args, **kwargs)

        wrapper.oef_permission = name  # type: ignore[attr-defined]
        wrapper.oef_upload = upload  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate


def _receive() -> None:
    if request.method in READING:
        return
    if request.mimetype in ("multipart/form-data", "application/x-www-form-urlencoded"):
        _ = request.form
    else:
        request.get_data(cache=True)


@contextmanager
def unit_of_work(*, write: bool | None = None, purpose: str | None = None) -> Iterator[UnitOfWork]:
    """The request's unit of work, opened when it is not open yet; its actor is the caller.

    `write` None: by the request's method. `purpose`: what the person says they look for (`?purpose=`),
    noted with the route in the access log. Commits when the outermost `with` ends, rolls back on an error.
    Raises `NotAuthenticated` and `Forbidden` by the view's permission class.
    """
    current: UnitOfWork | None = g.get("oef_uow")
    if current is not None:
        if write and not g.oef_writing:
            raise RuntimeError("this view reads; open its unit of work with write=True")
        yield current
        return
    writing = request.method not in READING if write is None else write
    found = services()
    at = found.clock.now()
    with found.db.begin(ANONYMOUS, purpose=_purpose(purpose), write=writing) as uow:
        login = presented_login(uow, at)
        admit(uow, login)
        g.oef_uow, g.oef_writing = uow, writing
        try:
            yield uow
        finally:
            del g.oef_uow
        # a reading transaction of SQLite cannot begin to write: another one may have written meanwhile
        after = uow.sqlite and not writing
        seen, uow.seen = (uow.seen, {}) if after else ({}, uow.seen)
        # a page left open asks on: only what a person does keeps the session alive (ASVS 7.3.1)
        used = login is not None and login.stale_since is not None and not is_polling()
        stale = login.session if login is not None and used else None
        if stale is not None and not after:
            sessions.touch_session(uow, stale, at)
    if seen or (after and stale is not None):
        # still before the answer is sent: nobody sees a person without the log saying so
        with found.db.begin(uow.actor, purpose=uow.purpose) as log:
            log.seen = seen
            if stale is not None:
                sessions.touch_session(log, stale, at)


def admit(uow: UnitOfWork, login: sessions.Login | None) -> None:
    """Sets the actor and checks the view's permission class."""
    if login is not None:
        uow.actor = login.actor
        use_language(login.actor.language)
    wanted: str = g.get("oef_permission", access.LOGIN)
    if wanted != access.PUBLIC and uow.actor.user_id is None:
        raise NotAuthenticated(
            "not_authenticated",
            "Du er ikke logget på, eller din adgang er udløbet. Log på igen.",
            "You are not logged in, or your access has run out. Log in again.",
        )
    access.require(access.may_pass(uow.actor, wanted))


def current_uow() -> UnitOfWork:
    """The unit of work that `permission` opened for this view."""
    found: UnitOfWork = g.oef_uow
    return found


def _purpose(said: str | None) -> str:
    route = f"{request.method} {request.url_rule.rule if request.url_rule else request.path}"
    why = said or request.args.get("purpose", "")
    return f"{route} · {why[:200]}" if why else route
