"""Errors as problem details (RFC 9457), in the caller's language; a bug is logged, never shown.

The API always answers so. Pages draw theirs with `Services.error_page`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson
from flask import Flask, Response, current_app, request
from werkzeug.exceptions import HTTPException

from workflow_service import errors
from workflow_service.http.headers import request_id
from workflow_service.http.language import language, say
from workflow_service.store import KeyDestroyed, Stale

log = logging.getLogger(__name__)

API_PREFIX = "/api/"

# class -> status; the order does not matter, none is another's parent
STATUS: Mapping[type[errors.Rejection], int] = {
    errors.Malformed: 400,
    errors.NotAuthenticated: 401,
    errors.Forbidden: 403,
    errors.NotFound: 404,
    errors.Conflict: 409,
    errors.TooLarge: 413,
    errors.Invalid: 422,
    errors.CheckFailed: 422,
    errors.TooMany: 429,
    errors.Unavailable: 503,
}

# status -> title and, where nothing better is known, the sentence; Danish and English
TEXTS: Mapping[int, tuple[str, str, str, str]] = {
    400: (
        "Forespørgslen kan ikke læses",
        "The request cannot be read",
        "Ret forespørgslen, og send den igen.",
        "Correct the request and send it again.",
    ),
    401: (
        "Du er ikke logget på",
        "You are not logged in",
        "Log på, eller send en gyldig adgangsnøgle.",
        "Log in, or send a valid bearer token.",
    ),
    403: (
        "Det har du ikke adgang til",
        "You have no access to this",
        "Bed systemadministratoren om adgang, hvis du har brug for det.",
        "Ask the system administrator for access if you need it.",
    ),
    404: (
        "Det findes ikke her",
        "It is not here",
        "Se efter, om adressen er rigtig.",
        "Check that the address is right.",
    ),
    405: (
        "Det kan man ikke her",
        "This cannot be done here",
        "Adressen findes, men ikke med denne metode.",
        "The address exists, but not with this method.",
    ),
    409: (
        "Det kan ikke lade sig gøre nu",
        "This is not possible now",
        "Andre har ændret det imens. Hent det igen, og prøv på ny.",
        "Somebody changed it meanwhile. Fetch it again and retry.",
    ),
    410: (
        "Oplysningerne er slettet",
        "The data were erased",
        "Familiens oplysninger er slettet og kan ikke hentes frem igen.",
        "The family's data were erased and cannot be brought back.",
    ),
    413: (
        "Det er for stort",
        "It is too large",
        "Send mindre ad gangen.",
        "Send less at a time.",
    ),
    415: (
        "Indholdstypen passer ikke",
        "The content type does not fit",
        "Send JSON med Content-Type: application/json, eller filer som multipart/form-data.",
        "Send JSON as Content-Type: application/json, or files as multipart/form-data.",
    ),
    422: (
        "Noget mangler eller er forkert",
        "Something is missing or wrong",
        "Ret de felter, der er nævnt, og send igen.",
        "Correct the fields named and send again.",
    ),
    429: (
        "For mange forsøg",
        "Too many attempts",
        "Vent lidt, og prøv igen.",
        "Wait a little and try again.",
    ),
    500: (
        "Der er sket en fejl hos os",
        "Something went wrong on our side",
        "Intet er ændret. Prøv igen. Bliver det ved, så giv supporten nummeret på forespørgslen.",
        "Nothing was changed. Try again. If it goes on, give support the number of the request.",
    ),
    503: (
        "Systemet svarer ikke lige nu",
        "The service does not answer right now",
        "Prøv igen om lidt. Intet er ændret.",
        "Try again shortly. Nothing was changed.",
    ),
}


@dataclass(frozen=True)
class Problem:
    """An error ready to be shown: `fields` by field path, `findings` of a refused deployment, `question` of
    what only a person can decide."""

    status: int
    code: str
    title: str
    detail: str
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    findings: list[dict[str, Any]] = field(default_factory=list)
    headers: Mapping[str, str] = field(default_factory=dict)
    question: Mapping[str, Any] | None = None


ErrorPage = Callable[[Problem], Response]


def plain_problem(status: int, code: str | None = None) -> Problem:
    """The problem of a status about which nothing more is known."""
    title_da, title_en, da, en = TEXTS.get(status, TEXTS[500 if status >= 500 else 400])
    return Problem(status, code or f"http_{status}", say(title_da, title_en), say(da, en))


def problem_of(error: errors.Rejection) -> Problem:
    """A rejection as a problem."""
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 400)
    title_da, title_en, _, _ = TEXTS[status]
    detail = error.text(language())
    headers = {}
    if status == 401:
        headers["WWW-Authenticate"] = 'Bearer realm="oef"'
    if status in (429, 503):
        headers["Retry-After"] = "60" if status == 429 else "2"
    fields: dict[str, list[str]] = {}
    if isinstance(error, errors.Invalid):
        fields = {path: [str(s) for s in sentences] or [detail] for path, sentences in error.fields.items()}
    findings = [finding_body(f) for f in error.findings] if isinstance(error, errors.CheckFailed) else []
    title = say(title_da, title_en)
    if isinstance(error, errors.Undecided):
        return Problem(status, error.code, title, detail, headers=headers, question=_question(error))
    return Problem(status, error.code, title, detail, fields, findings, headers)


def _question(error: errors.Undecided) -> Mapping[str, Any]:
    """What is asked, and the answers there are: the request comes again with one of them under `field`."""
    choices = [{"value": one.value, "label": say(one.da, one.en)} for one in error.choices]
    return {"field": error.field, "ask": say(error.ask_da, error.ask_en), "choices": choices}


def finding_body(finding: errors.Finding) -> dict[str, Any]:
    """One remark of a check, in the caller's language."""
    return {
        "file": finding.file,
        "element": finding.element,
        "line": finding.line,
        "rule": finding.rule,
        "severity": finding.severity,
        "text": say(finding.da, finding.en),
        "cure": say(finding.cure_da, finding.cure_en),
    }


def problem_body(problem: Problem) -> dict[str, Any]:
    """The members of the problem document."""
    body: dict[str, Any] = {
        "type": f"urn:oef:problem:{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": problem.detail,
        "instance": request.path,
        "code": problem.code,
        "request_id": request_id(),
    }
    if problem.fields:
        body["errors"] = problem.fields
    if problem.findings:
        body["findings"] = problem.findings
    if problem.question:
        body["question"] = dict(problem.question)
    return body


def respond(problem: Problem) -> Response:
    """The answer to the client: a document under /api/, else the page that `web` draws."""
    found = current_app.extensions.get("oef")
    draw: ErrorPage | None = None if found is None else found.error_page
    if draw is not None and not request.path.startswith(API_PREFIX):
        response = draw(problem)
    else:
        response = Response(
            orjson.dumps(problem_body(problem)), problem.status, mimetype="application/problem+json"
        )
    response.headers.extend(dict(problem.headers))
    return response


def _http_problem(error: HTTPException) -> Response | HTTPException:
    if error.response is not None or (error.code is not None and error.code < 400):
        # a redirect, or a response somebody aborted with on purpose
        return error
    status = error.code or 500
    problem = plain_problem(status)
    if status == 405 and getattr(error, "valid_methods", None):
        allow = {"Allow": ", ".join(sorted(error.valid_methods))}  # type: ignore[attr-defined]
        problem = Problem(status, problem.code, problem.title, problem.detail, headers=allow)
    return respond(problem)


def _unexpected(error: Exception) -> Response:
    log.exception(
        "request %s failed: %s %s",
        request_id(),
        request.method,
        request.url_rule,
        exc_info=error,
    )
    return respond(plain_problem(500, "internal_error"))


def register(app: Flask) -> None:
    """Answers every error of `app` as described above."""
    app.register_error_handler(errors.Rejection, lambda error: respond(problem_of(error)))
    app.register_error_handler(Stale, lambda error: respond(plain_problem(409, "changed_meanwhile")))
    app.register_error_handler(KeyDestroyed, lambda error: respond(plain_problem(410, "erased")))
    app.register_error_handler(HTTPException, _http_problem)
    app.register_error_handler(Exception, _unexpected)
