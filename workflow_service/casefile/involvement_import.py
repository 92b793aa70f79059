"""Reading other sectors' open cases from a file: checked line by line, all or nothing (docs/imports.md).

What is read stands beside what people write down: INV-05 asks it for experts, D2b and D4 for sectors. The
outcome is counts and faults by line and column; no name, no number and no CPR goes into it, so that it can be
shown, printed and logged, and so that nobody learns from it who is known here.
"""

from __future__ import annotations

import csv
import hashlib
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from marshmallow import ValidationError

from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, today
from workflow_service.errors import TooLarge
from workflow_service.forms.fieldtypes import Cpr
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile_imports as query
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_rows import add, change

COLUMNS = ("cpr", "sektor", "afdeling", "fagperson", "sagsnummer", "oprettet", "lukket")
MOST_BYTES = 1_000_000
MOST_LINES = 5_000
MOST_FAULTS = 100
LONGEST = 200
_REQUIRED = ("cpr", "sektor", "fagperson")
_DATE = re.compile(r"(\d{1,2})[.\-/](\d{1,2})[.\-/](\d{4})")
# a spreadsheet takes a cell that begins so for a formula
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Fault:
    """What is wrong in one place; `line` counts from 1 (the heading), `column` is empty for a whole line."""

    line: int
    column: str
    da: str
    en: str

    def text(self, language: str) -> str:
        word, said = ("Line", self.en) if language == "en" else ("Linje", self.da)
        return f"{word} {self.line}{f', {self.column}' if self.column else ''}: {said}"


@dataclass(frozen=True)
class Line:
    """One open or closed case of another sector with a person."""

    number: int
    cpr: str
    sector: str
    unit: str
    professional: str
    reference: str
    opened: date | None
    closed: date | None


@dataclass(frozen=True)
class Outcome:
    """What reading the file does, or would do. `outside`: lines about people who have no open case here;
    `read_before`: when the very same file was read last."""

    lines: int = 0
    added: int = 0
    changed: int = 0
    closed: int = 0
    unchanged: int = 0
    outside: int = 0
    faults: tuple[Fault, ...] = ()
    read_before: datetime | None = None
    done: bool = False


@dataclass
class _Plan:
    adds: list[tuple[Row, Line]] = field(default_factory=list)
    changes: list[tuple[Row, Line]] = field(default_factory=list)
    closings: int = 0
    unchanged: int = 0
    outside: int = 0
    families: set[str] = field(default_factory=set)


def import_involvements(uow: UnitOfWork, content: bytes, *, dry_run: bool = False) -> Outcome:
    """Reads a file of sector involvements; with faults, or when `dry_run`, nothing is written. Reading the
    same file again changes nothing. Raises TooLarge."""
    if len(content) > MOST_BYTES:
        raise TooLarge(
            "import_too_large",
            f"Filen er for stor. Den må højst fylde {MOST_BYTES // 1000} kB. Del den op.",
            f"The file is too large. It may have {MOST_BYTES // 1000} kB at most. Split it.",
        )
    digest = hashlib.sha256(content).hexdigest()
    before = query.read_before(uow, digest)
    found, faults = parse(content, today(uow))
    if faults:
        return Outcome(lines=len(found), faults=tuple(faults[:MOST_FAULTS]), read_before=before)
    plan = _compare(uow, found)
    outcome = Outcome(
        len(found),
        len(plan.adds),
        len(plan.changes),
        plan.closings,
        plan.unchanged,
        plan.outside,
        read_before=before,
        done=not dry_run,
    )
    if not dry_run:
        _write(uow, plan, outcome, digest)
    return outcome


def parse(content: bytes, day: date) -> tuple[list[Line], list[Fault]]:
    """The lines of a file, and everything that is wrong in it; `day` is today, for dates to come."""
    text, faults = _decoded(content)
    rows: list[tuple[int, list[str]]] = []
    if not faults:
        rows, faults = _rows(text)
    lines: list[Line] = []
    seen: dict[tuple[str, str, str], int] = {}
    for number, cells in rows:
        line, wrong = _line(number, cells, day)
        faults += wrong
        if line is None:
            continue
        same = (line.cpr, line.sector, line.reference or line.professional.casefold())
        if same in seen:
            faults.append(
                Fault(number, "", f"står også i linje {seen[same]}.", f"is line {seen[same]} once more.")
            )
        seen.setdefault(same, number)
        lines.append(line)
    return lines, faults


def _decoded(content: bytes) -> tuple[str, list[Fault]]:
    """UTF-8, with or without its mark, else Windows-1252 as Danish spreadsheets save it."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text, []
    return "", [
        Fault(
            1,
            "",
            "Filen er hverken UTF-8 eller Windows-1252. Gem den som CSV igen.",
            "The file is neither UTF-8 nor Windows-1252. Save it as CSV again.",
        )
    ]


def _rows(text: str) -> tuple[list[tuple[int, list[str]]], list[Fault]]:
    heading = ";".join(COLUMNS)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";", strict=True)
    rows: list[tuple[int, list[str]]] = []
    try:
        first = [cell.strip().casefold() for cell in next(reader, [])]
        if first != list(COLUMNS):
            return [], [Fault(1, "", f"Overskriften skal være {heading}.", f"The heading must be {heading}.")]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                rows.append((reader.line_num, [cell.strip() for cell in cells]))
            if len(rows) > MOST_LINES:
                da = f"Filen har mere end {MOST_LINES} linjer. Del den op."
                return [], [
                    Fault(
                        reader.line_num,
                        "",
                        da,
                        f"The file has more than {MOST_LINES} lines. Split it.",
                    )
                ]
    except csv.Error:
        at = reader.line_num
        return [], [
            Fault(at, "", "Anførselstegnene passer ikke sammen.", "The quotation marks do not match.")
        ]
    if not rows:
        return [], [Fault(1, "", "Filen har ingen linjer.", "The file has no lines.")]
    return rows, []


def _line(number: int, cells: Sequence[str], day: date) -> tuple[Line | None, list[Fault]]:
    if len(cells) != len(COLUMNS):
        da = f"Der er {len(cells)} felter, og der skal være {len(COLUMNS)}."
        en = f"There are {len(cells)} fields and there must be {len(COLUMNS)}."
        return None, [Fault(number, "", da, en)]
    values = dict(zip(COLUMNS, cells, strict=True))
    faults = list(_plain_faults(number, values))
    cpr = _cpr(number, values["cpr"], faults)
    sector = _sector(number, values["sektor"], faults)
    opened = _day(number, "oprettet", values["oprettet"], faults)
    closed = _day(number, "lukket", values["lukket"], faults)
    for name, value in (("oprettet", opened), ("lukket", closed)):
        if value is not None and value > day:
            faults.append(Fault(number, name, "Datoen ligger i fremtiden.", "The date lies in the future."))
    if opened and closed and closed < opened:
        da, en = "Datoen ligger før oprettet.", "The date lies before oprettet."
        faults.append(Fault(number, "lukket", da, en))
    if faults or cpr is None or sector is None:
        return None, faults
    about = (values["afdeling"], values["fagperson"], values["sagsnummer"])
    return Line(number, cpr, sector, *about, opened, closed), []


def _plain_faults(number: int, values: Mapping[str, str]) -> Iterator[Fault]:
    for name, value in values.items():
        if name in _REQUIRED and not value:
            yield Fault(number, name, "Feltet er tomt.", "The field is empty.")
        elif value.startswith(_FORMULA):
            yield Fault(
                number,
                name,
                "Feltet ligner en formel. Fjern tegnet foran.",
                "The field looks like a formula. Remove the character in front.",
            )
        elif len(value) > LONGEST or not value.isprintable():
            yield Fault(
                number,
                name,
                f"Feltet er længere end {LONGEST} tegn eller har tegn, der ikke kan læses.",
                f"The field is longer than {LONGEST} characters or has some that cannot be read.",
            )


def _cpr(number: int, value: str, faults: list[Fault]) -> str | None:
    try:
        return str(Cpr().deserialize(value)) if value else None
    except ValidationError:
        da = "Det er ikke et CPR-nummer (ddmmåå-nnnn)."
        faults.append(Fault(number, "cpr", da, "It is no CPR number (ddmmyy-nnnn)."))
        return None


def _sector(number: int, value: str, faults: list[Fault]) -> str | None:
    """By code or by name; "Beskæftigelse" and "employment" are the same."""
    for code, words in lists.SECTORS.items():
        if value.casefold() in (code, words[0].casefold()):
            return code
    if value:
        da, en = "Sektoren kendes ikke.", "The sector is not known."
        faults.append(Fault(number, "sektor", da, en))
    return None


def _day(number: int, name: str, value: str, faults: list[Fault]) -> date | None:
    if not value:
        return None
    found = _DATE.fullmatch(value)
    try:
        if found is None:
            return date.fromisoformat(value)
        return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError:
        da, en = "Det er ikke en dato (dd.mm.åååå).", "It is no date (dd.mm.yyyy)."
        faults.append(Fault(number, name, da, en))
        return None


def _compare(uow: UnitOfWork, lines: Sequence[Line]) -> _Plan:
    """What each line means for the rows there are."""
    plan = _Plan()
    places = query.open_places(uow, {line.cpr for line in lines})
    known = query.involvements_of_persons(
        uow, {place["person_id"] for found in places.values() for place in found}
    )
    for line in lines:
        found = places.get(line.cpr, [])
        plan.outside += not found
        for place in found:
            plan.families.add(place["family_id"])
            row = _same(known.get(place["person_id"], []), line)
            if row is None:
                plan.adds.append((place, line))
            elif _values(row) == _wanted(line):
                plan.unchanged += 1
            else:
                plan.closings += row["closed"] is None and line.closed is not None
                plan.changes.append((row, line))
    return plan


def _same(rows: Sequence[Row], line: Line) -> Row | None:
    """The row that this line is about: by the sector's own number, else by the professional."""
    for row in rows:
        if row["sector"] != line.sector:
            continue
        if line.reference and row["reference"] == line.reference:
            return row
        nameless = not line.reference or not row["reference"]
        if nameless and str(row["professional"] or "").casefold() == _who(line).casefold():
            return row
    return None


def _who(line: Line) -> str:
    """The professional with the unit: what people write down by hand, and INV-05 looks for."""
    return ", ".join(filter(None, (line.professional, line.unit)))


def _wanted(line: Line) -> tuple[object, ...]:
    return (_who(line), line.reference or None, line.opened, line.closed)


def _values(row: Row) -> tuple[object, ...]:
    return (row["professional"], row["reference"], row["opened"], row["closed"])


def _write(uow: UnitOfWork, plan: _Plan, outcome: Outcome, digest: str) -> None:
    import_id = uow.new_id()
    # an expert who is checked at this moment is checked against what is written here (INV-05)
    lock_families(uow, *plan.families)
    for place, line in plan.adds:
        values = {
            "case_id": place["case_id"],
            "person_id": place["person_id"],
            "sector": line.sector,
            **_columns(line),
            "import_id": import_id,
        }
        add(uow, tables.sector_involvement, place["key_id"], values)
        uow.looked_at(place["case_id"], [place["person_id"]])
    for row, line in plan.changes:
        change(uow, tables.sector_involvement, row["key_id"], row["id"], _columns(line))
        uow.looked_at(row["case_id"], [row["person_id"]])
    query.add_import(
        uow,
        {
            "id": import_id,
            "digest": digest,
            "lines": outcome.lines,
            "added": outcome.added,
            "changed": outcome.changed,
            "closed": outcome.closed,
        },
    )


def _columns(line: Line) -> Row:
    names = ("professional", "reference", "opened", "closed")
    return dict(zip(names, _wanted(line), strict=True))
