"""Headers on every answer: the content policy, no sniffing, no framing, no storing, the request's number."""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import request

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

NUMBER = "oef.request_id"

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; media-src 'self';"
    " font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)

HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # the CSRF check over HTTPS wants a referrer from our own pages
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_REQUEST_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


class Headers:
    """A WSGI layer around `app` that adds the headers to every answer and numbers every request.

    Outside Flask, because it must hold for every answer, also one that Flask could not make, and because
    it is a handful of list appends here. `https` also tells browsers never to come without it.
    """

    def __init__(self, app: WSGIApplication, *, https: bool) -> None:
        self._app = app
        always = {**HEADERS, "Strict-Transport-Security": "max-age=31536000"} if https else HEADERS
        self._always = [(name, name.lower(), value) for name, value in always.items()]

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        given = environ.get("HTTP_X_REQUEST_ID", "")
        number = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        environ[NUMBER] = number

        def start(status: str, headers: list[tuple[str, str]], exc_info: Any = None) -> Any:
            own = {name.lower() for name, _ in headers}
            headers += [(name, value) for name, lower, value in self._always if lower not in own]
            if "cache-control" not in own:
                headers.append(("Cache-Control", "no-store"))
            headers.append(("X-Request-Id", number))
            return start_response(status, headers, exc_info)

        return self._app(environ, start)


def request_id() -> str:
    """The number of the current request, as the answer tells it: for logs and for support."""
    found: str = request.environ.get(NUMBER, "")
    return found
