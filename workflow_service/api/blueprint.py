"""The blueprint every group of calls is made with, and the API document it fills."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, TypeVar

import flask_smorest
import orjson
from flask import Response, request

from workflow_service.api.parsing import StrictParser, load_body
from workflow_service.api.schemas.common import ProblemSchema

_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": False,
    "schema": {"type": "string", "maxLength": 200},
    "description": "A repeated key gets the first answer again; for another request it is 422.",
}


View = TypeVar("View", bound=Callable[..., Any])


class Blueprint(flask_smorest.Blueprint):  # type: ignore[misc]
    """Strict arguments; errors and the Idempotency-Key are in the document of every call."""

    ARGUMENTS_PARSER = StrictParser()

    def __init__(self, name: str, import_name: str, description: str) -> None:
        super().__init__(name, import_name, description=description)
        self._prepare_doc_cbks.append(self._prepare_ours)

    # flask-smorest has no types: these say what its decorators do to a view's
    def route(self, rule: str, **options: Any) -> Callable[[View], View]:
        """Serves the view at `rule`."""
        decorate: Callable[[View], View] = super().route(rule, **options)
        return decorate

    def arguments(self, schema: Any, **options: Any) -> Callable[[View], View]:
        """Gives the view what `schema` loaded."""
        # given the class, the parser would build the schema anew for every request
        made = schema() if isinstance(schema, type) else schema
        described: Callable[[View], View] = super().arguments(made, **options)
        if options.get("location", "json") != "json":
            return described

        def decorate(view: View) -> View:
            @wraps(view)
            def reading(*args: Any, **kwargs: Any) -> Any:
                return view(load_body(request, made), *args, **kwargs)

            found: View = _with_document(reading, described(view))
            return found

        return decorate

    def response(self, status_code: int, schema: Any = None, **options: Any) -> Callable[[View], View]:
        """Answers with what the view returns, dumped by `schema`; a whole response goes as it is. A view with
        several good answers returns the pair of result and status."""
        made = schema() if isinstance(schema, type) else schema
        described: Callable[[View], View] = super().response(status_code, made, **options)

        def decorate(view: View) -> View:
            @wraps(view)
            def answering(*args: Any, **kwargs: Any) -> Any:
                result = view(*args, **kwargs)
                if isinstance(result, Response):
                    return result
                status = status_code
                if isinstance(result, tuple):
                    result, status = result
                body = orjson.dumps(result if made is None else made.dump(result))
                return Response(body, status, mimetype="application/json")

            found: View = _with_document(answering, described(view))
            return found

        return decorate

    def alt_response(self, status_code: int, response: Any = None, **options: Any) -> Callable[[View], View]:
        """Describes another answer."""
        decorate: Callable[[View], View] = super().alt_response(status_code, response, **options)
        return decorate

    @staticmethod
    def doc(**content: Any) -> Callable[[View], View]:
        """Adds to the call's description."""
        decorate: Callable[[View], View] = flask_smorest.Blueprint.doc(**content)
        return decorate

    @staticmethod
    def _prepare_ours(doc: dict[str, Any], info: Mapping[str, Any], **_: Any) -> dict[str, Any]:
        if info.get("oef_idempotent"):
            doc.setdefault("parameters", []).append(_KEY)
        responses = doc.setdefault("responses", {})
        for name in ("UNAUTHORIZED", "FORBIDDEN"):
            responses.setdefault({"UNAUTHORIZED": "401", "FORBIDDEN": "403"}[name], name)
        return doc


def _with_document(view: Any, described: Any) -> Any:
    """flask-smorest describes the call; reading and answering it in its way took twice as long as needed."""
    view._apidoc = described._apidoc
    return view


class Api(flask_smorest.Api):  # type: ignore[misc]
    """flask-smorest's document without its pages and error handlers: ours are in `http` and `api.docs`."""

    ERROR_SCHEMA = ProblemSchema
    DEFAULT_ERROR_RESPONSE_NAME = "DEFAULT_ERROR"

    def _register_error_handlers(self) -> None:
        """`http.problems` answers every error."""
