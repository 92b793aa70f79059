"""Indlæsning: other sectors' open cases from a file, checked before anything is written. Only counts are
shown: whoever reads a file in must not learn from it who is known here."""

from __future__ import annotations

import base64
import binascii

from flask import Blueprint, Response, request

from workflow_service import http
from workflow_service.casefile import involvement_import as importing
from workflow_service.casefile.involvement_import import Outcome
from workflow_service.errors import Invalid
from workflow_service.web.frame import page
from workflow_service.web.texts import t

blueprint = Blueprint("imports", __name__, url_prefix="/imports")


@blueprint.get("")
@http.permission("imports")
def show() -> Response:
    """Chooses a file."""
    return _page()


def _page(outcome: Outcome | None = None, content: str = "", error: str = "", status: int = 200) -> Response:
    return page(
        "imports.html",
        t("Indlæsning"),
        nav="imports",
        status=status,
        outcome=outcome,
        content=content,
        error=error,
        faults=[fault.text(http.language()) for fault in outcome.faults] if outcome else [],
        most=importing.MOST_FAULTS,
        columns=importing.COLUMNS,
        kilobytes=importing.MOST_BYTES // 1000,
        lines=importing.MOST_LINES,
    )


@blueprint.post("")
@http.permission("imports", upload=True)
def read() -> Response:
    """Checks the file that was chosen; the one that was checked is read when somebody says so."""
    uow = http.current_uow()
    checked = request.form.get("content", "")
    if checked:
        outcome = importing.import_involvements(uow, _content(checked))
        return _page(outcome, status=422 if outcome.faults else 200)
    file = request.files.get("file")
    content = b""
    if file:
        with file.stream:
            content = file.stream.read(importing.MOST_BYTES + 1)
    if not content:
        return _page(error=t("Vælg en fil, der ikke er tom."), status=422)
    outcome = importing.import_involvements(uow, content, dry_run=True)
    if outcome.faults:
        return _page(outcome, status=422)
    return _page(outcome, base64.b64encode(content).decode())


def _content(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(
            "import_content",
            "Filen kom ikke hel frem. Vælg den igen.",
            "The file did not arrive whole. Choose it again.",
            {"file": ()},
        ) from None
