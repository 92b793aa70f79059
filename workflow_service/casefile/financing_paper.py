"""The financing sheet on paper (domain.md 7, F10): who pays what, the pie, approvals, what changed.

Financing data only, as on its page; in the language of whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service import calendar
from workflow_service.casefile import financing as joint
from workflow_service.casefile import typesetting_paper as typesetting
from workflow_service.casefile.financing_chart import drawn
from workflow_service.casefile.financing_page import FinancingPage, ShareLine, Sheet, financing_page
from workflow_service.casefile.papers import Pdf
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

_WORDS = {
    "title": ("Finansieringsark, version {number}", "Financing sheet, version {number}"),
    "case": ("Sag {number}", "Case {number}"),
    "measure": ("Indsats", "Measure"),
    "total": ("Samlet udgift", "Total cost"),
    "period": ("Periode", "Period"),
    "reassess": ("Ny fordeling senest", "New split at the latest"),
    "payer": ("Betalingsforpligtet", "Liable to pay"),
    "interim": ("Betaler indtil videre", "Pays for the time being"),
    "now": ("Betaler nu", "Pays now"),
    "shares": ("Andele", "Shares"),
    "sector": ("Sektor", "Sector"),
    "unit": ("Afdeling, konto", "Unit, account"),
    "share": ("Andel", "Share"),
    "amount": ("Beløb", "Amount"),
    "reason": ("Begrundelse", "Reason"),
    "approval": ("Godkendelse", "Approval"),
    "approved": ("Godkendt", "Approved"),
    "refused": ("Ikke godkendt", "Not approved"),
    "waiting": ("Afventer svar", "Waiting for an answer"),
    "difference": ("Forskel fra version {number}", "Difference from version {number}"),
    "before": ("Før", "Before"),
    "after": ("Nu", "Now"),
    "none": ("ingen andel", "no share"),
    "costs": ("Udgift indtil nu", "Cost so far"),
    "agreed": ("Aftalt", "Agreed"),
    "actual": ("Faktisk", "Actual"),
    "deviation": ("Afvigelse", "Deviation"),
}


class _Words:
    """The words of the paper in one language, and its days in the municipality's zone."""

    def __init__(self, language: str, zone: ZoneInfo) -> None:
        self._at = 1 if language == "en" else 0
        self._language, self._zone = language, zone

    def __call__(self, key: str, **values: Any) -> str:
        return _WORDS[key][self._at].format(**values)

    def day(self, when: date | None) -> str:
        day = when.astimezone(self._zone).date() if isinstance(when, datetime) else when
        return calendar.short_date(day, self._language) if day else ""

    def span(self, start: date | None, end: date | None) -> str:
        return f"{self.day(start)} – {self.day(end)}" if start else ""


def financing_paper(uow: UnitOfWork, case_id: str, version_id: str | None = None) -> Pdf:
    """The version that the page shows, as PDF. Raises NotFound as `financing_page`, and when nothing was
    weighed yet. The file's name says the case number and the version (INV-18)."""
    page = financing_page(uow, case_id, version_id)
    if page.sheet is None:
        raise joint.missing(uow)
    word = _Words(uow.actor.language, uow.zone)
    made = uow.now.astimezone(uow.zone)
    day = calendar.long_date(made.date(), uow.actor.language)
    paper = typesetting.Sheet(
        title=word("title", number=page.sheet.line.number),
        sender=query.municipality(uow),
        reference=f"{word('case', number=page.number)}\n{day}",
        receiver="",
        about=page.sheet.line.state_label,
        warnings=(),
        blocks=tuple(_blocks(page, page.sheet, word)),
        footer=word("case", number=page.number),
        language=uow.actor.language,
    )
    name = f"finansiering-{page.number}-v{page.sheet.line.number}.pdf"
    return Pdf(name, typesetting.typeset(paper, made))


def _blocks(page: FinancingPage, sheet: Sheet, word: _Words) -> Iterator[Mapping[str, Any]]:
    facts = (
        ("measure", sheet.line.measure),
        ("now", page.pays_now),
        ("total", f"{sheet.total} {sheet.basis}".strip()),
        ("period", word.span(sheet.period_from, sheet.period_to)),
        ("reassess", word.day(sheet.reassess_on)),
        ("payer", sheet.payer),
        ("interim", sheet.interim_payer),
    )
    yield from (typesetting.answer(word(key), told) for key, told in facts if told)
    if sheet.not_shared:
        yield typesetting.paragraph(sheet.not_shared)
    if sheet.shares:
        yield typesetting.heading(word("shares"))
        yield typesetting.drawing(drawn([one.slice for one in sheet.shares]), sheet.text)
        columns = [word(key) for key in ("sector", "unit", "share", "amount", "reason", "approval")]
        yield typesetting.table(word("shares"), columns, [_row(one, word) for one in sheet.shares])
    if sheet.differences and sheet.previous is not None:
        rows = [
            [one.sector, one.before or word("none"), one.after or word("none")] for one in sheet.differences
        ]
        title = word("difference", number=sheet.previous.number)
        yield typesetting.table(title, [word("sector"), word("before"), word("after")], rows)
    if sheet.costs:
        rows = [
            [word.span(start, end), agreed, actual, deviation]
            for start, end, agreed, actual, deviation in sheet.costs
        ]
        columns = [word(key) for key in ("period", "agreed", "actual", "deviation")]
        yield typesetting.table(word("costs"), columns, rows)


def _row(one: ShareLine, word: _Words) -> list[str]:
    answered = word(one.approval) if one.approval in ("approved", "refused") else word("waiting")
    approval = [f"{answered} {word.day(one.approved_at)}".strip(), one.approved_by, one.authority, one.note]
    return [
        f"{one.slice.letter} · {one.sector}",
        "\n".join(filter(None, (one.unit, one.account))),
        one.pct,
        one.amount,
        one.rationale,
        "\n".join(filter(None, approval)),
    ]
