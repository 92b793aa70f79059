"""The financing sheet as a spreadsheet: written for Excel and LibreOffice, read back line by line.

What comes in is judged by the same rule as the form (INV-10) and written by the same function, or not at all.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.chart import PieChart, Reference

from workflow_service.casefile import financing_words as told
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.errors import Malformed
from workflow_service.rules import Facts
from workflow_service.rules import check as check_rule
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_financing as financing

TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST = 1_000_000
_UNPACKED = 20_000_000
_MOST_LINES = 60
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")

_HEAD = (
    ("total_cost", "Samlet udgift"),
    ("cost_basis", "Grundlag"),
    ("hours_a_month", "Timer om måneden"),
    ("period_from", "Fra"),
    ("period_to", "Til"),
    ("reassess_on", "Ny fordeling senest"),
    ("payer", "Betalingsforpligtet"),
    ("interim_payer", "Betaler indtil videre"),
)
_COLUMNS = (
    ("sector", "Sektor"),
    ("unit", "Afdeling"),
    ("account", "Konto"),
    ("pct", "Andel %"),
    ("amount", "Beløb"),
    ("rationale", "Begrundelse"),
    ("rationale_text", "Uddybning"),
)


@dataclass(frozen=True)
class LineError:
    """What is wrong with a line of the sheet (`line` counts as Excel does; 0: the sheet as a whole)."""

    line: int
    da: str
    en: str


@dataclass(frozen=True)
class SheetRead:
    """`answers` as the form would give them; usable only without `errors`."""

    answers: Mapping[str, Any]
    errors: tuple[LineError, ...] = ()
    lines: tuple[tuple[int, Mapping[str, Any]], ...] = field(default=())


def safe(value: str) -> str:
    """A text that a spreadsheet cannot take for a formula; `plain` gives it back."""
    return f"'{value}" if value.startswith(_DANGEROUS) or value.startswith("'") else value


def plain(value: str) -> str:
    return value[1:] if value.startswith("'") else value


def write_sheet(uow: UnitOfWork, case: Row, row: Row) -> bytes:
    """One version as a workbook: sums, shares, and a pie. Danish, as the municipality's accounts are."""
    units = {one.id: one.name for one in financing.units(uow)}
    shares = financing.shares(uow, row["id"])
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Fordeling"
    sheet.append([f"Finansieringsfordeling, version {row['number']}", f"Sag {case['number']}"])
    values = {
        "total_cost": row["total_cost"],
        "cost_basis": lists.label(told.BASES, row["cost_basis"], "da"),
        "hours_a_month": row["hours_a_month"],
        "period_from": row["period_from"],
        "period_to": row["period_to"],
        "reassess_on": row["reassess_on"],
        "payer": units.get(str(row["payer_id"]), ""),
        "interim_payer": units.get(str(row["interim_payer_id"]), ""),
    }
    for key, label in _HEAD:
        sheet.append([label, _cell(values[key])])
    sheet.append([])
    sheet.append([label for _, label in _COLUMNS])
    first = len(_HEAD) + 4
    for one in shares:
        line = {
            **one,
            "sector": lists.label(lists.SECTORS, one["sector"], "da"),
            "unit": units.get(one["unit_id"], ""),
            "rationale": lists.label(told.RATIONALES, one["rationale"], "da"),
        }
        sheet.append([_cell(line[key]) for key, _ in _COLUMNS])
    for letter, width in zip("ABCDEFG", (28, 30, 16, 12, 16, 26, 40), strict=True):
        sheet.column_dimensions[letter].width = width
    if shares:
        _draw(sheet, first, len(shares))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(value: Any) -> Any:
    return safe(value) if isinstance(value, str) else value


def _draw(sheet: Any, first: int, count: int) -> None:
    chart = PieChart()
    chart.title = "Fordeling"
    chart.add_data(Reference(sheet, min_col=4, min_row=first, max_row=first + count - 1))
    chart.set_categories(Reference(sheet, min_col=1, min_row=first, max_row=first + count - 1))
    sheet.add_chart(chart, f"A{first + count + 2}")


def read_sheet(uow: UnitOfWork, content: bytes) -> SheetRead:
    """The split of a workbook as the form would give it, with what is wrong line by line.

    Raises Malformed for what is no workbook of ours or is too large.
    """
    rows = list(_rows(content))
    found: dict[str, Any] = {}
    errors: list[LineError] = []
    lines: list[tuple[int, Mapping[str, Any]]] = []
    labels = {label.casefold(): key for key, label in _HEAD}
    header = next((at for at, row in enumerate(rows) if _is_header(row)), None)
    if header is None:
        raise _foreign()
    for number, row in enumerate(rows[:header], start=1):
        key = labels.get(str(row[0] or "").strip().casefold()) if row else None
        if key:
            found[key] = _value(uow, key, row[1] if len(row) > 1 else None, number, errors)
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if not any(cell not in (None, "") for cell in row[: len(_COLUMNS)]):
            break
        padded = [*row, *[None] * len(_COLUMNS)]
        share = {
            key: _value(uow, key, padded[at], number, errors)
            for at, (key, _) in enumerate(_COLUMNS)
            if key != "amount"
        }
        lines.append((number, share))
    found["shares"] = [share for _, share in lines]
    errors += _judge(found, [number for number, _ in lines], errors)
    return SheetRead(found, tuple(errors), tuple(lines))


def _is_header(row: Sequence[Any]) -> bool:
    wanted = [label.casefold() for _, label in _COLUMNS[:4]]
    return [str(cell or "").strip().casefold() for cell in row[:4]] == wanted


def _rows(content: bytes) -> Iterable[tuple[Any, ...]]:
    if len(content) > LARGEST:
        raise _foreign()
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > _UNPACKED:
                raise _foreign()
        book = load_workbook(io.BytesIO(content), read_only=True)
        sheet = book.worksheets[0]
        return [tuple(row) for row in sheet.iter_rows(max_row=_MOST_LINES, max_col=12, values_only=True)]
    except Malformed:
        raise
    except Exception as broken:  # a broken workbook makes the library raise whatever it stumbles over
        raise _foreign() from broken


def _foreign() -> Malformed:
    return Malformed(
        "sheet_foreign",
        "Filen er ikke et finansieringsark. Hent arket her på siden, udfyld det, og vælg det igen.",
        "The file is no financing sheet. Fetch the sheet on this page, fill it in, and choose it again.",
    )


def _value(uow: UnitOfWork, key: str, cell: Any, line: int, errors: list[LineError]) -> Any:
    if isinstance(cell, str):
        if cell.startswith("="):
            errors.append(
                LineError(
                    line,
                    "Cellen har en formel. Skriv selve værdien.",
                    "The cell holds a formula. Enter the value itself.",
                )
            )
            return None
        cell = plain(cell).strip() or None
    if cell is None:
        return None
    if key in ("total_cost", "hours_a_month", "pct"):
        return _number(cell, line, errors)
    if key in ("period_from", "period_to", "reassess_on"):
        return _day(cell, line, errors)
    words = {"cost_basis": told.BASES, "rationale": told.RATIONALES, "sector": lists.SECTORS}.get(key)
    if words is not None:
        return _code(words, str(cell), line, errors)
    if key in ("unit", "payer", "interim_payer"):
        return _unit(uow, str(cell), line, errors)
    return str(cell)


def _number(cell: Any, line: int, errors: list[LineError]) -> str | None:
    text = str(cell).replace("\u00a0", "").replace(" ", "")
    if isinstance(cell, str) and "," in text:
        text = text.replace(".", "").replace(",", ".")
    found = money.as_decimal(text)
    if found is None:
        errors.append(
            LineError(
                line,
                f"»{cell}« er ikke et tal med højst to decimaler.",
                f"“{cell}” is no number with at most two decimals.",
            )
        )
        return None
    return f"{found:f}"


def _day(cell: Any, line: int, errors: list[LineError]) -> str | None:
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        return date.fromisoformat(str(cell)).isoformat()
    except ValueError:
        errors.append(LineError(line, f"»{cell}« er ikke en dato.", f"“{cell}” is no date."))
        return None


def _code(words: lists.Words, cell: str, line: int, errors: list[LineError]) -> str | None:
    wanted = cell.casefold()
    for code, labels in words.items():
        if wanted in (code, labels[0].casefold(), labels[1].casefold()):
            return code
    errors.append(
        LineError(
            line,
            f"»{cell}« er ikke på listen. Skriv: {', '.join(one[0] for one in words.values())}.",
            f"“{cell}” is not on the list. Write: {', '.join(one[1] for one in words.values())}.",
        )
    )
    return None


def _unit(uow: UnitOfWork, cell: str, line: int, errors: list[LineError]) -> str | None:
    wanted = cell.casefold()
    found = next((one.id for one in financing.units(uow) if one.name.casefold() == wanted), None)
    if found is None:
        errors.append(
            LineError(line, f"Afdelingen »{cell}« findes ikke.", f"There is no unit called “{cell}”.")
        )
    return found


_NEEDED = ("total_cost", "cost_basis", "period_from", "period_to", "reassess_on", "payer")


def _judge(found: Mapping[str, Any], lines: Sequence[int], before: Sequence[LineError]) -> list[LineError]:
    """What is missing, and INV-10 with the line it belongs to; one fault a line is enough."""
    known = {one.line for one in before}
    out = []
    labels = dict(_HEAD)
    for key in _NEEDED:
        if found.get(key) is None and not before:
            out.append(LineError(0, f"»{labels[key]}« mangler.", f"“{labels[key]}” is missing."))
    for number, share in zip(lines, found["shares"], strict=True):
        if number in known:
            continue
        for key, label in _COLUMNS[:4]:
            if share.get(key) is None:
                known.add(number)
                out.append(LineError(number, f"»{label}« mangler.", f"“{label}” is missing."))
    for one in check_rule("INV-10", Facts(today=date.min), {"shares": list(found["shares"])}):
        parts = (one.path or "").split(".")
        at = int(parts[1]) if len(parts) == 3 else None
        line = lines[at] if at is not None else 0
        if line not in known and not (line == 0 and any(number in known for number in lines)):
            out.append(LineError(line, one.da, one.en))
    return out


def amounts_of(answers: Mapping[str, Any]) -> list[Decimal]:
    """The amounts an answer comes to, for the preview."""
    total = money.as_decimal(answers.get("total_cost")) or Decimal(0)
    return money.amounts(total, [money.as_decimal(one.get("pct")) or Decimal(0) for one in answers["shares"]])
