"""The documents of a case: the list, each as PDF, and who printed it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile import papers
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

blueprint = Blueprint("documents", __name__)

KINDS = {
    "note": N_("Notat"),
    "letter": N_("Brev"),
    "meeting": N_("Referat"),
    "document": N_("Dokument"),
}
# what became of a letter, by the state of its sending
SENDING = {
    "pending": N_("Venter på at blive sendt"),
    "sending": N_("Er ved at blive sendt"),
    "sent": N_("Sendt {when}"),
    "failed": N_("Kunne ikke sendes"),
    "unknown": N_("Måske sendt. Systemadministratoren skal undersøge det"),
}


@blueprint.get("/cases/<uuid:case_id>/documents")
@http.permission("cases")
def list_documents(case_id: Any) -> Response:
    """Every document of the case that the reader may read, newest first."""
    before = request.args.get("before", "")
    # an id of a document, nothing else
    before = before if len(before) == 36 else ""
    number, found, more = papers.documents(http.current_uow(), str(case_id), before or None)
    return page(
        "documents.html",
        t("Dokumenter"),
        nav="cases",
        case_id=str(case_id),
        number=number,
        found=found,
        newer={one.entry.corrects_id: one.entry.id for one in found if one.entry.corrects_id},
        more=found[-1].entry.id if more and found else "",
        kinds=KINDS,
        sending_words=SENDING,
    )


@blueprint.get("/documents/<uuid:entry_id>.pdf")
@http.permission("cases")
def pdf(entry_id: Any) -> Response:
    """A document as PDF, made now from what was filed."""
    found = papers.paper(http.current_uow(), str(entry_id))
    response = Response(found.content, mimetype="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="{found.name}"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


@blueprint.post("/documents/<uuid:entry_id>/print")
@http.permission("cases")
def print_document(entry_id: Any) -> BaseResponse:
    """Notes that the reader prints the document, and shows it ready for the printer."""
    papers.record_print(http.current_uow(), str(entry_id))
    return redirect(url_for("documents.pdf", entry_id=entry_id), 303)
