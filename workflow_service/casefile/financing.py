"""Joint financing (P08): one version of an agreement, its shares, and who grants each.

Every way of writing a split (form, import, direct call) goes through `write_split`, under the family's lock.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from workflow_service import calendar, rules
from workflow_service.casefile import financing_words as words
from workflow_service.casefile import guards, lists
from workflow_service.casefile.base import Answers, Row, as_date, child_of, rows_of, today
from workflow_service.errors import Conflict, Invalid
from workflow_service.rules import Facts, FinancingShare
from workflow_service.rules import financing as money
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_rows import add, change

ADULT = 18
LARGEST = Decimal(10) ** 9
HOURS_OF_A_MONTH = Decimal(744)


def missing(uow: UnitOfWork) -> Conflict:
    return Conflict(
        "financing_missing",
        "Der er ingen fælles finansiering under arbejde. Start en fra sagens side.",
        "No joint financing is being made. Start one from the case page.",
    )


def agreement_of(uow: UnitOfWork, case: Row, agreement_id: Any) -> Row:
    """The version that a step works on. Raises Conflict when the case has none of this id."""
    row = financing.agreement(uow, str(agreement_id)) if agreement_id else None
    if row is None or row["case_id"] != case["id"]:
        raise missing(uow)
    return row


def open_agreement(uow: UnitOfWork, case: Row, agreement_id: Any) -> Row:
    """The same, still being made: what is in force or ended is never written again (INV-20's spirit)."""
    row = agreement_of(uow, case, agreement_id)
    if row["state"] not in financing.OPEN:
        raise Conflict(
            "financing_settled",
            "Fordelingen er afsluttet og kan ikke ændres. Start en ny fordeling i stedet.",
            "The split is settled and cannot be changed. Start a new split instead.",
        )
    return row


def amend(uow: UnitOfWork, case: Row, row: Row, values: Row, more: Row | None = None) -> None:
    """Changes a version; `more` joins its words."""
    changed = {**values, "version": row["version"] + 1}
    if more is not None:
        changed["content"] = {**(row["content"] or {}), **more}
    change(uow, tables.financing_agreement, case["key_id"], row["id"], changed)
    row.update(changed)


def own_sector(uow: UnitOfWork, case: Row) -> str:
    """The sector of the family's own unit."""
    return next((one.sector for one in financing.units(uow) if one.id == case["unit_id"]), "disability_child")


def open_sectors(uow: UnitOfWork, case: Row) -> frozenset[str]:
    """Sectors with an open case in the family: its own, and those that were mapped (D4)."""
    others = {one["sector"] for one in query.involvements(uow, case["id"])}
    return frozenset({own_sector(uow, case), *others})


def threshold(uow: UnitOfWork) -> float:
    """`gain_threshold` in kroner a year."""
    return float(parameters.parameter_value(uow, "gain_threshold", today(uow)) or 50_000)


def default_payer(uow: UnitOfWork, case: Row) -> str | None:
    """The unit that pays until a split is agreed: of the sector `default_payer_unit`, the family's own first.

    A split never delays a measure that the law demands (P08).
    """
    sector = str(parameters.parameter_value(uow, "default_payer_unit", today(uow)) or "disability_child")
    found = [one for one in financing.units(uow) if one.sector == sector]
    own = next((one.id for one in found if one.id == case["unit_id"]), None)
    return own or (found[0].id if found else case["unit_id"])


def adult_on(uow: UnitOfWork, case: Row) -> date | None:
    """The child's 18th birthday, when every share ends."""
    child = child_of(case, query.persons(uow, case["family_id"]))
    return None if child is None or child["birth_date"] is None else birthday(child["birth_date"], ADULT)


def is_over(uow: UnitOfWork, case: Row) -> bool:
    """Has the child turned 18, so that nothing is shared any more?"""
    adult = adult_on(uow, case)
    return adult is not None and adult <= today(uow)


def birthday(born: date, years: int) -> date:
    """The day somebody is so many years old; who is born on 29 February on the 1 March after it."""
    try:
        return born.replace(year=born.year + years)
    except ValueError:
        return date(born.year + years, 3, 1)


def _fault(field: str, da: str, en: str, language: str) -> Invalid:
    return Invalid("financing_field", da, en, fields={field: [en if language == "en" else da]})


def _amount(uow: UnitOfWork, answers: Answers, key: str) -> Decimal:
    found = money.as_decimal(answers.get(key))
    if found is None or not 0 < found < LARGEST:
        raise _fault(
            key,
            "Skriv et beløb over 0 kr. og under 1 mia. kr. med højst to decimaler.",
            "Enter an amount above 0 and below 1 billion DKK with at most two decimals.",
            uow.actor.language,
        )
    return found


def write_split(uow: UnitOfWork, case: Row, row: Row, answers: Answers) -> None:
    """Writes a whole split: period, cost and shares, all or nothing (INV-10, under the family's lock).

    Every earlier approval falls away with it. Raises Invalid for what breaks the rule, for a sum that is no
    sum, a unit that does not exist, or a period beyond the 18th birthday.
    """
    lock_families(uow, case["family_id"])
    refuse_broken(uow, answers)
    total = _amount(uow, answers, "total_cost")
    period_from, period_to = as_date(answers.get("period_from")), as_date(answers.get("period_to"))
    reassess_on = as_date(answers.get("reassess_on"))
    _check_period(uow, case, period_from, period_to, reassess_on)
    rows = rows_of(answers, "shares")
    _check_codes(uow, answers, rows)
    _check_units(uow, answers, rows)
    values = {
        "state": "proposed",
        "total_cost": total,
        "cost_basis": str(answers.get("cost_basis") or "month"),
        "hours_a_month": _hours(uow, answers),
        "period_from": period_from,
        "period_to": period_to,
        "payer_id": answers.get("payer"),
        "interim_payer_id": answers.get("interim_payer") or default_payer(uow, case),
        "reassess_on": reassess_on,
        "ends_grant": answers.get("ends_grant") is True,
    }
    amend(uow, case, row, values)
    _replace_shares(uow, case, row, total, rows)


def refuse_broken(uow: UnitOfWork, answers: Answers) -> None:
    """INV-10 on the shares of an answer, wherever it comes from. Raises Invalid."""
    known = Facts(today=today(uow))
    broken = rules.check("INV-10", known, {"shares": answers.get("shares")})
    guards.refuse(broken, uow.actor.language)


def _hours(uow: UnitOfWork, answers: Answers) -> Decimal | None:
    """Hours a month, which a price per hour needs to become a sum a year."""
    if answers.get("cost_basis") != "hour":
        return None
    found = money.as_decimal(answers.get("hours_a_month"))
    if found is None or not 0 < found <= HOURS_OF_A_MONTH:
        raise _fault(
            "hours_a_month",
            "Skriv, hvor mange timer indsatsen er om måneden.",
            "Enter how many hours a month the measure is.",
            uow.actor.language,
        )
    return found


def _check_codes(uow: UnitOfWork, answers: Answers, rows: Sequence[Mapping[str, Any]]) -> None:
    """The words of the lists: what a form offers and a sheet or a call might not."""
    given = [("cost_basis", answers.get("cost_basis"), words.BASES)]
    for at, row in enumerate(rows):
        given.append((f"shares.{at}.sector", row.get("sector"), lists.SECTORS))
        given.append((f"shares.{at}.rationale", row.get("rationale"), words.RATIONALES))
    for field, code, known in given:
        if code not in known:
            raise _fault(
                field,
                "Svaret er ikke på listen. Vælg et fra listen.",
                "The answer is not on the list. Choose one from the list.",
                uow.actor.language,
            )


def _check_period(
    uow: UnitOfWork, case: Row, start: date | None, end: date | None, reassess_on: date | None
) -> None:
    language = uow.actor.language
    if reassess_on is None or (start is not None and reassess_on > _latest(uow, start)):
        raise _fault(
            "reassess_on",
            "Fordelingen skal ses efter senest 12 måneder, efter at den begynder. Vælg en tidligere dag.",
            "The split must be looked at again within 12 months of its beginning. Choose an earlier day.",
            language,
        )
    if start is None or end is None or end <= start:
        raise _fault(
            "period_to",
            "Perioden skal slutte efter den dag, den begynder.",
            "The period must end after the day it begins.",
            language,
        )
    limit = adult_on(uow, case)
    if limit is not None and end > limit:
        raise _fault(
            "period_to",
            "Perioden slutter senest på barnets 18-årsdag. Vælg en tidligere dag.",
            "The period ends at the latest on the child's 18th birthday. Choose an earlier day.",
            language,
        )


def _latest(uow: UnitOfWork, start: date) -> date:
    """The last day on which a split from `start` is looked at again (`financing_reassessment`)."""
    length = parameters.parameter_value(uow, "financing_reassessment", today(uow)) or "P12M"
    begins = calendar.end_of_day(start, uow.zone)
    due = calendar.add(begins, str(length), "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
    return due.astimezone(uow.zone).date()


def _check_units(uow: UnitOfWork, answers: Answers, rows: Iterable[Mapping[str, Any]]) -> None:
    known = {one.id for one in financing.units(uow)}
    named_units = [(f"shares.{at}.unit", row.get("unit")) for at, row in enumerate(rows)]
    given = [("payer", answers.get("payer"))]
    given += [("interim_payer", answers["interim_payer"])] if answers.get("interim_payer") else []
    for field, unit_id in (*named_units, *given):
        if unit_id not in known:
            raise _fault(
                field,
                "Afdelingen findes ikke. Vælg en fra listen.",
                "There is no such unit. Choose one from the list.",
                uow.actor.language,
            )


def _replace_shares(
    uow: UnitOfWork, case: Row, row: Row, total: Decimal, rows: Sequence[Mapping[str, Any]]
) -> None:
    financing.clear_shares(uow, row["id"])
    percentages = [money.as_decimal(one.get("pct")) or Decimal(0) for one in rows]
    for position, (one, pct, amount) in enumerate(
        zip(rows, percentages, money.amounts(total, percentages), strict=True)
    ):
        add(
            uow,
            tables.share,
            case["key_id"],
            {
                "case_id": case["id"],
                "agreement_id": row["id"],
                "position": position,
                "sector": str(one["sector"]),
                "unit_id": str(one["unit"]),
                "account": one.get("account"),
                "pct": pct,
                "amount": amount,
                "rationale": str(one.get("rationale") or "agreement"),
                "rationale_text": one.get("rationale_text"),
            },
        )


def annual(row: Row) -> Decimal:
    """What the whole agreement costs a year, for D5."""
    return money.annual(row["total_cost"], row["cost_basis"], row["hours_a_month"])


def approvals(uow: UnitOfWork, case: Row, row: Row) -> list[Row]:
    """Who is asked: one entry for each share, as the diagram repeats over it. `own`: the family's own sector,
    where D5 routes to a role of the case; else `approver` is the grant authority of the paying unit, when it
    has one (otherwise whoever holds that role around the family is asked)."""
    authorities = financing.grant_authorities(uow)
    kind = next((m["kind"] for m in query.measures(uow, case["id"]) if m["id"] == row["measure_id"]), None)
    mine, year = own_sector(uow, case), annual(row)
    return [
        {
            "share_id": one["id"],
            "sector": one["sector"],
            "own": one["sector"] == mine,
            "approver": None
            if one["sector"] == mine
            else next(iter(authorities.get(one["unit_id"], [])), None),
            "kind": kind,
            # a number that only the decision table compares; the money itself stays in the case file
            "annual_amount": float(_part(year, one)),
        }
        for one in financing.shares(uow, row["id"])
    ]


def _part(year: Decimal, share: Row) -> Decimal:
    pct: Decimal = share["pct"]
    return (year * pct / money.WHOLE).quantize(money.CENT)


def facts_of(uow: UnitOfWork, row: Row) -> Facts:
    """What INV-10 reads before an agreement comes into force."""
    shares = tuple(
        FinancingShare(one["sector"], one["pct"], one["decision"]) for one in financing.shares(uow, row["id"])
    )
    return replace(Facts(today=today(uow), case_id=row["case_id"]), shares=shares)
