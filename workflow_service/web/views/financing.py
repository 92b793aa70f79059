"""Joint financing of a case: the sheet with its chart, versions, the spreadsheet in and out, real costs."""

from __future__ import annotations

import uuid
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, runtime
from workflow_service.casefile import financing as joint
from workflow_service.casefile import financing_page as pages
from workflow_service.casefile import financing_sheet as sheets
from workflow_service.casefile import financing_words as told
from workflow_service.casefile import lists
from workflow_service.casefile.financing_operations import record_cost
from workflow_service.casefile.financing_paper import financing_paper
from workflow_service.errors import Conflict, Malformed
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_financing as query
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("financing", __name__)

APPROVALS = {"approved": N_("Godkendt"), "refused": N_("Ikke godkendt")}
COST_DEVIATED = "cost_deviated"
MOST_TEXT = 50_000


def _version() -> str | None:
    """The version asked for in the address. Raises Malformed for what is no id."""
    given = request.args.get("version", "")
    if not given:
        return None
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise Malformed(
            "version_id",
            "Versionen findes ikke. Vælg en version fra listen.",
            "There is no such version. Choose a version from the list.",
        ) from None


@blueprint.get("/financing")
@http.permission("financing.list")
def list_agreements() -> Response:
    """A controller's agreements, those to be looked at first on top; cases by number only."""
    found = pages.agreements_to_watch(http.current_uow())
    return page("financing_list.html", t("Finansiering"), nav="financing", found=found)


@blueprint.get("/cases/<uuid:case_id>/financing")
@http.permission("financing")
def show(case_id: Any) -> Response:
    """Who pays now, the split with its chart, its versions and what changed."""
    found = pages.financing_page(http.current_uow(), str(case_id), _version())
    return page(
        "financing.html",
        t("Fælles finansiering"),
        nav="cases" if found.sees_case else "financing",
        found=found,
        sheet=found.sheet,
        approvals=APPROVALS,
    )


@blueprint.get("/cases/<uuid:case_id>/financing/sheet.xlsx")
@http.permission("financing")
def sheet(case_id: Any) -> Response:
    """The version shown on the page as a spreadsheet."""
    uow = http.current_uow()
    case = pages.seen_case(uow, str(case_id))
    found = pages.financing_page(uow, str(case_id), _version())
    row = query.agreement(uow, found.sheet.line.id) if found.sheet else None
    if row is None:
        raise joint.missing(uow)
    name = f"finansiering-{case['number']}-v{row['number']}.xlsx"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(sheets.write_sheet(uow, case, row), mimetype=sheets.TYPE, headers=headers)


@blueprint.get("/cases/<uuid:case_id>/financing/sheet.pdf")
@http.permission("financing")
def paper(case_id: Any) -> Response:
    """The version shown on the page as a paper."""
    found = financing_paper(http.current_uow(), str(case_id), _version())
    headers = {"Content-Disposition": f'attachment; filename="{found.name}"'}
    return Response(found.content, mimetype="application/pdf", headers=headers)


def _open_version(uow: UnitOfWork, case_id: str) -> tuple[Any, Any]:
    """The case and the version that is being made, for somebody who may write it."""
    case = pages.writable_case(uow, case_id)
    row = next((one for one in query.agreements(uow, case_id) if one["state"] in pages.WRITABLE), None)
    if row is None:
        raise Conflict(
            "financing_not_open",
            "Der er ingen fordeling under arbejde. Et ark kan læses ind, når en fordeling skal foreslås.",
            "No split is being made. A sheet can be read in when a split is to be proposed.",
        )
    return case, row


@blueprint.post("/cases/<uuid:case_id>/financing/import")
@http.permission("financing")
def preview(case_id: Any) -> Response:
    """What a spreadsheet says, line by line, before anything is written."""
    uow = http.current_uow()
    _open_version(uow, str(case_id))
    sent = request.files.get("sheet")
    read = sheets.read_sheet(uow, sent.read(sheets.LARGEST + 1) if sent else b"")
    return page(
        "financing_import.html",
        t("Se arket, før det læses ind"),
        nav="cases",
        case_id=str(case_id),
        read=read,
        units={one.id: one.name for one in query.units(uow)},
        total=_total(read),
        amounts=_amounts(read),
        percent=_percent,
        sectors=_sector,
        payload=orjson.dumps(read.answers).decode(),
        status=422 if read.errors else 200,
    )


def _amounts(read: sheets.SheetRead) -> list[str]:
    return (
        [] if read.errors else [told.kroner(one, http.language()) for one in sheets.amounts_of(read.answers)]
    )


def _percent(value: str) -> str:
    found = money.as_decimal(value)
    return "" if found is None else money.percent_words(found, http.language())


def _sector(code: str | None) -> str:
    return lists.label(lists.SECTORS, code, http.language())


def _total(read: sheets.SheetRead) -> str:
    found = money.as_decimal(read.answers.get("total_cost"))
    return "" if found is None else told.kroner(found, http.language())


@blueprint.post("/cases/<uuid:case_id>/financing/import/confirm")
@http.permission("financing")
def confirm(case_id: Any) -> BaseResponse:
    """Writes the whole split that was shown, or nothing: it is judged once more (INV-10)."""
    uow = http.current_uow()
    case, row = _open_version(uow, str(case_id))
    joint.write_split(uow, case, row, _payload())
    toast(t("Fordelingen er læst ind. Den står nu i opgaven og kan rettes der."))
    return redirect(url_for("financing.show", case_id=str(case_id), version=row["id"]), 303)


def _payload() -> dict[str, Any]:
    text = request.form.get("payload", "")
    try:
        found = orjson.loads(text) if len(text) <= MOST_TEXT else None
    except orjson.JSONDecodeError:
        found = None
    rows = found.get("shares") if isinstance(found, dict) else None
    if (
        not isinstance(found, dict)
        or not isinstance(rows, list)
        or not all(isinstance(r, dict) for r in rows)
    ):
        raise Malformed(
            "import_unreadable",
            "Arket kunne ikke læses ind. Vælg det igen.",
            "The sheet could not be read in. Choose it again.",
        )
    return found


@blueprint.post("/cases/<uuid:case_id>/financing/cost")
@http.permission("financing")
def cost(case_id: Any) -> BaseResponse:
    """What the measure really cost. Beyond the municipality's limit a new split begins by itself (P08)."""
    uow = http.current_uow()
    pages.writable_case(uow, str(case_id))
    start, end = _day("from"), _day("to")
    actual = _written_amount(request.form.get("actual", ""))
    if start is None or end is None or actual is None or actual < 0:
        raise Malformed(
            "cost_unreadable",
            "Skriv to datoer og et beløb som 12.500,50.",
            "Enter two dates and an amount like 12,500.50.",
        )
    agreement_id = request.form.get("agreement", "")
    deviation, beyond = record_cost(uow, str(case_id), _id(agreement_id), start, end, actual)
    words = money.percent_words(deviation, http.language())
    if beyond:
        runtime.correlate(uow, http.services().rt, COST_DEVIATED, _id(agreement_id), {})
        toast(t("Udgiften afviger {percent} fra det aftalte. En ny fordeling er begyndt.", percent=words))
    else:
        toast(t("Udgiften er skrevet ned. Den afviger {percent} fra det aftalte.", percent=words))
    return redirect(url_for("financing.show", case_id=str(case_id)), 303)


def _written_amount(text: str) -> Decimal | None:
    """An amount as people write it in their language: `12.500,50` or `12,500.50`."""
    group, point = (",", ".") if http.language() == "en" else (".", ",")
    found = money.as_decimal(text.strip().replace(group, "").replace(point, "."))
    return found if found is not None and found < joint.LARGEST else None


def _id(given: str) -> str:
    try:
        return str(uuid.UUID(given))
    except ValueError:
        raise joint.missing(http.current_uow()) from None


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return None
