"""Headers on every answer: the content policy, no sniffing, no framing, no storing, the request's number."""

from __future__ import annotations

import re
import uuid

from flask import Flask, Response, g, request

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self';"
    " connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
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


def register(app: Flask, *, https: bool) -> None:
    """Adds the headers to every answer of `app`; `https` also tells browsers never to come without it."""
    always = {**HEADERS, "Strict-Transport-Security": "max-age=31536000"} if https else HEADERS

    @app.before_request
    def number() -> None:
        given = request.headers.get("X-Request-Id", "")
        g.oef_request_id = given if _REQUEST_ID.fullmatch(given) else uuid.uuid4().hex

    @app.after_request
    def add(response: Response) -> Response:
        own = {name.lower() for name, _ in response.headers}
        response.headers.extend([(name, value) for name, value in always.items() if name.lower() not in own])
        if request.endpoint != "static":
            response.headers.setdefault("Cache-Control", "no-store")
        response.headers["X-Request-Id"] = g.get("oef_request_id", "")
        return response
