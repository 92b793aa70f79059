"""Errors as pages in plain words; islands and htmx get theirs as problem details."""

from __future__ import annotations

from urllib.parse import urlencode

from flask import Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.web.frame import bare_page, is_fragment, wants_json


def error_page(problem: http.Problem) -> Response:
    """`Services.error_page`: whoever is not logged in goes to the log-in, others read what happened."""
    if wants_json() or is_fragment():
        response = jsonify(http.problem_body(problem))
        response.status_code = problem.status
        response.mimetype = "application/problem+json"
        return response
    if problem.status == 401:
        back = request.full_path.rstrip("?") if request.method == "GET" else "/"
        target = url_for("session.login_form") + "?" + urlencode({"next": back})
        return _as_response(redirect(target, 303))
    return bare_page(
        "error.html",
        problem.title,
        status=problem.status,
        problem=problem,
        reference=http.request_id()[:12],
        lines=[line for lines in problem.fields.values() for line in lines if line != problem.detail],
    )


def _as_response(found: BaseResponse) -> Response:
    response = Response(status=found.status_code)
    response.headers["Location"] = found.headers["Location"]
    return response
