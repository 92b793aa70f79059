"""The page about joint financing: who pays now, each version with its shares, and what changed.

Financing data only, no assessment text: a controller of the unit reads it without seeing the case.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow_service import access
from workflow_service.casefile import financing as joint
from workflow_service.casefile import financing_words as told
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.casefile.decisions import AUTHORITIES
from workflow_service.casefile.financing_chart import Slice, slices
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork, people
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing

# the form of the split is open in these states: an import may still write it
WRITABLE = ("described", "proposed")


@dataclass(frozen=True)
class ShareLine:
    """One sector's share in words and numbers. `approval`: approved, refused, or none yet."""

    sector: str
    unit: str
    account: str
    pct: str
    amount: str
    rationale: str
    authority: str
    approval: str | None
    approved_by: str
    approved_at: datetime | None
    note: str
    slice: Slice


@dataclass(frozen=True)
class VersionLine:
    """A version in the list: its id, number, state, and what it is about."""

    id: str
    number: int
    state: str
    state_label: str
    measure: str
    created_at: datetime
    reason: str


@dataclass(frozen=True)
class Difference:
    """A sector in two versions; None where it has no share."""

    sector: str
    before: str | None
    after: str | None


@dataclass(frozen=True)
class Sheet:
    """One version. `pays_now`: the unit that pays today, with why."""

    line: VersionLine
    total: str
    basis: str
    period_from: date | None
    period_to: date | None
    reassess_on: date | None
    payer: str
    interim_payer: str
    not_shared: str
    shares: tuple[ShareLine, ...]
    text: str
    previous: VersionLine | None
    total_before: str
    differences: tuple[Difference, ...]
    costs: tuple[tuple[date, date, str, str, str], ...]


@dataclass(frozen=True)
class FinancingPage:
    """`sheet` is None before anything was weighed. `writable`: the version an import may write."""

    case_id: str
    number: str
    sees_case: bool
    may_write: bool
    pays_now: str
    versions: tuple[VersionLine, ...]
    sheet: Sheet | None
    writable: str | None


def case_facts(case: Row) -> access.CaseFacts:
    """What access decides on, from the case row."""
    return access.CaseFacts(
        case["id"],
        case["team_id"],
        case["unit_id"],
        case["status"],
        bool(case["restricted"]),
        frozenset(case["flags"]),
    )


def seen_case(uow: UnitOfWork, case_id: str) -> Row:
    """The case, for somebody who may read its financing. Raises NotFound."""
    case = query.case_row(uow, case_id)
    if case is None:
        access.require_sight(access.NOT_SEEN)
    assert case is not None
    access.require_sight(access.may_see_financing(uow.actor, case_facts(case)))
    uow.looked_at(case_id)
    return case


def writable_case(uow: UnitOfWork, case_id: str) -> Row:
    """The same for somebody who may write it. Raises NotFound, Forbidden."""
    case = seen_case(uow, case_id)
    access.require(access.may_write_financing(uow.actor, case_facts(case)))
    return case


def financing_page(uow: UnitOfWork, case_id: str, version_id: str | None = None) -> FinancingPage:
    """The page with one version: the asked one, else the one in force, else the newest. Raises NotFound."""
    case = seen_case(uow, case_id)
    rows = financing.agreements(uow, case_id)
    by_id = {row["id"]: row for row in rows}
    if version_id is not None and version_id not in by_id:
        access.require_sight(access.NOT_SEEN)
    active = next((row for row in rows if row["state"] == "active"), None)
    shown = by_id.get(version_id or "") or active or (rows[0] if rows else None)
    named_units = {one.id: one.name for one in financing.units(uow)}
    writable = next((row["id"] for row in rows if row["state"] in WRITABLE), None)
    return FinancingPage(
        case_id=case_id,
        number=str(case["number"]),
        sees_case=access.may_see_case(uow.actor, case_facts(case)) is None,
        may_write=access.may_write_financing(uow.actor, case_facts(case)) is None,
        pays_now=_pays_now(uow, case, active, rows, named_units),
        versions=tuple(_line(uow, case, row) for row in rows),
        sheet=_sheet(uow, case, shown, by_id, named_units) if shown else None,
        writable=writable,
    )


def _pays_now(
    uow: UnitOfWork, case: Row, active: Row | None, rows: Sequence[Row], units: Mapping[str, str]
) -> str:
    """The unit that pays today: by the split in force, else the interim payer, who never lets a measure
    wait (P08)."""
    if active is not None:
        return units.get(str(active["payer_id"]), "")
    newest = rows[0] if rows else None
    interim = newest["interim_payer_id"] if newest and newest["interim_payer_id"] else None
    return units.get(str(interim or joint.default_payer(uow, case)), "")


def _line(uow: UnitOfWork, case: Row, row: Row) -> VersionLine:
    language = uow.actor.language
    return VersionLine(
        row["id"],
        row["number"],
        row["state"],
        lists.label(told.STATES, row["state"], language),
        told.measure_name(uow, case, row["measure_id"]),
        row["created_at"],
        lists.label(told.REASONS, row["reason"], language),
    )


def _sheet(uow: UnitOfWork, case: Row, row: Row, by_id: Mapping[str, Row], units: Mapping[str, str]) -> Sheet:
    language = uow.actor.language
    shares = financing.shares(uow, row["id"])
    previous = by_id.get(str(row["previous_id"]))
    before = financing.shares(uow, previous["id"]) if previous else []
    ended_so = row["state"] in ("not_eligible", "not_agreed")
    return Sheet(
        line=_line(uow, case, row),
        total="" if row["total_cost"] is None else told.kroner(row["total_cost"], language),
        basis=lists.label(told.BASES, row["cost_basis"], language),
        period_from=row["period_from"],
        period_to=row["period_to"],
        reassess_on=row["reassess_on"],
        payer=units.get(str(row["payer_id"]), ""),
        interim_payer=units.get(str(row["interim_payer_id"]), ""),
        not_shared=_not_shared(row, language) if ended_so else "",
        shares=_share_lines(uow, shares, units),
        text=_pie_text(shares, language),
        previous=_line(uow, case, previous) if previous else None,
        total_before=""
        if previous is None or previous["total_cost"] is None
        else told.kroner(previous["total_cost"], language),
        differences=_differences(before, shares, language) if previous and before and shares else (),
        costs=_costs(uow, row, language),
    )


def _not_shared(row: Row, language: str) -> str:
    if row["state"] == "not_agreed":
        return str((row["content"] or {}).get("escalation_reason") or "")
    return lists.label(told.ELIGIBILITY, row["eligibility"], language)


def _share_lines(uow: UnitOfWork, shares: Sequence[Row], units: Mapping[str, str]) -> tuple[ShareLine, ...]:
    language = uow.actor.language
    names = {one.id: one.name for one in _people(uow, [row["decided_by"] for row in shares])}
    drawn = slices([row["pct"] for row in shares])
    return tuple(
        ShareLine(
            sector=lists.label(lists.SECTORS, row["sector"], language),
            unit=units.get(row["unit_id"], ""),
            account=str(row["account"] or ""),
            pct=money.percent_words(row["pct"], language),
            amount=told.kroner(row["amount"], language),
            rationale=", ".join(
                part
                for part in (lists.label(told.RATIONALES, row["rationale"], language), row["rationale_text"])
                if part
            ),
            authority=lists.label(AUTHORITIES, row["authority"], language),
            approval=row["decision"],
            approved_by=names.get(str(row["decided_by"]), ""),
            approved_at=row["decided_at"],
            note=str(row["note"] or ""),
            slice=piece,
        )
        for row, piece in zip(shares, drawn, strict=True)
    )


def _people(uow: UnitOfWork, ids: Sequence[Any]) -> list[people.User]:
    return [people.read_user(uow, one) for one in dict.fromkeys(str(i) for i in ids if i)]


def _pie_text(shares: Sequence[Row], language: str) -> str:
    """The chart in words: `A Børnehandicap 60,00 %, B Beskæftigelse 40,00 %`."""
    drawn = slices([row["pct"] for row in shares])
    return ", ".join(
        f"{piece.letter} {lists.label(lists.SECTORS, row['sector'], language)}"
        f" {money.percent_words(row['pct'], language)}"
        for row, piece in zip(shares, drawn, strict=True)
    )


def _differences(before: Sequence[Row], after: Sequence[Row], language: str) -> tuple[Difference, ...]:
    old, new = ({row["sector"]: row for row in rows} for rows in (before, after))

    def words(row: Row | None) -> str | None:
        if row is None:
            return None
        pct: Decimal = row["pct"]
        return f"{money.percent_words(pct, language)} ({told.kroner(row['amount'], language)})"

    return tuple(
        Difference(lists.label(lists.SECTORS, code, language), words(old.get(code)), words(new.get(code)))
        for code in dict.fromkeys((*old, *new))
    )


def _costs(uow: UnitOfWork, row: Row, language: str) -> tuple[tuple[date, date, str, str, str], ...]:
    return tuple(
        (
            one["period_from"],
            one["period_to"],
            told.kroner(one["agreed"], language),
            told.kroner(one["actual"], language),
            money.percent_words(money.deviation_pct(one["agreed"], one["actual"]), language),
        )
        for one in financing.costs(uow, row["id"])
    )


@dataclass(frozen=True)
class Listed:
    """A line of the list of agreements: the case by its number, never by name."""

    case_id: str
    agreement_id: str
    case_number: str
    number: int
    state_label: str
    total: str
    reassess_on: date | None


def agreements_to_watch(uow: UnitOfWork, limit: int = 200) -> list[Listed]:
    """For a controller: the agreements of the own units' cases, the next to be looked at first."""
    held = [m.scope_id for m in uow.actor.memberships if m.role == "controller" and m.scope_kind == "unit"]
    language = uow.actor.language
    found = []
    for row in financing.agreements_of_units(uow, [str(one) for one in held if one], limit):
        total = money.as_decimal(row["total_cost"])
        found.append(
            Listed(
                str(row["case_id"]),
                str(row["id"]),
                str(row["case_number"]),
                int(row["number"]),
                lists.label(told.STATES, row["state"], language),
                "" if total is None else told.kroner(total, language),
                row["reassess_on"],
            )
        )
    return found
