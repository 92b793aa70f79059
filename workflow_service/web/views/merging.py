"""Dubletter: families and persons written down twice; merged after a look at what moves, and undone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http
from workflow_service.casefile import merging
from workflow_service.casefile.merging_preview import Preview, possible, preview
from workflow_service.errors import Invalid, NotFound
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("merging", __name__, url_prefix="/merging")

KIND_NAMES = {"family": N_("To familier"), "person": N_("To personer")}


@dataclass(frozen=True)
class Answered:
    """What was sent with a preview that could not be merged yet."""

    reason: str = ""
    choices: tuple[tuple[str, str], ...] = ()
    fields: tuple[str, ...] = ()
    error: str = ""


@blueprint.get("")
@http.permission("merging")
def show() -> Response:
    """Who may have been written down twice, and what was merged lately."""
    return page(
        "merging.html",
        t("Dubletter"),
        nav="merging",
        pairs=possible(http.current_uow()),
        done=merging.undoable(http.current_uow()),
        kinds=KIND_NAMES,
        days=merging.UNDO_DAYS,
    )


@blueprint.get("/<kind>/<uuid:kept_id>/<uuid:gone_id>")
@http.permission("merging")
def compare(kind: str, kept_id: Any, gone_id: Any) -> Response:
    """The two side by side, what moves, and what must be decided."""
    return _compare(_read(kind, kept_id, gone_id))


def _read(kind: str, kept_id: Any, gone_id: Any) -> Preview:
    if kind not in merging.KINDS:
        raise NotFound("not_found", "Det findes ikke her.", "It is not here.")
    return preview(http.current_uow(), kind, str(kept_id), str(gone_id))


def _compare(found: Preview, sent: Answered | None = None, status: int = 200) -> Response:
    sent = sent or Answered()
    return page(
        "merge.html",
        t("Læg sammen"),
        nav="merging",
        status=status,
        found=found,
        sent=sent,
        chosen=dict(sent.choices),
        days=merging.UNDO_DAYS,
        kinds=KIND_NAMES,
    )


@blueprint.post("/<kind>/<uuid:kept_id>/<uuid:gone_id>")
@http.permission("merging")
def merge(kind: str, kept_id: Any, gone_id: Any) -> BaseResponse:
    """Merges when everything is decided; otherwise the page again with what is missing."""
    uow = http.current_uow()
    found = _read(kind, kept_id, gone_id)
    reason = request.form.get("reason", "")[:1000]
    choices = {one.key: request.form.get(one.key, "") for one in found.differences}
    try:
        merging.merge(uow, kind, str(kept_id), str(gone_id), reason, choices)
    except Invalid as refused:
        sent = Answered(reason, tuple(choices.items()), tuple(refused.fields), refused.text(http.language()))
        return _compare(found, sent, 422)
    toast(t("De er lagt sammen. Det kan fortrydes i {days} dage.", days=merging.UNDO_DAYS))
    return redirect(url_for("merging.show"), 303)


@blueprint.post("/done/<uuid:merge_id>/undo")
@http.permission("merging")
def undo(merge_id: Any) -> BaseResponse:
    """Brings back the rows as they were."""
    stayed = merging.undo(http.current_uow(), str(merge_id), request.form.get("reason", "")[:1000])
    if stayed:
        what = ", ".join(stayed)
        toast(
            t(
                "Sammenlægningen er fortrudt. Noget er ændret siden og står, som det gør nu: {what}.",
                what=what,
            )
        )
    else:
        toast(t("Sammenlægningen er fortrudt. Alt står, som det gjorde før."))
    return redirect(url_for("merging.show"), 303)
