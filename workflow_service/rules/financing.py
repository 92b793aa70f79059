"""INV-10: the shares of a joint financing, and the sums behind them. Decimals only, never floats."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from workflow_service.rules.facts import Facts, FinancingShare, Violation

WHOLE = Decimal("100.00")
CENT = Decimal("0.01")
MONTHS = 12


@dataclass(frozen=True)
class _Read:
    """A share as a submission gives it; `pct` is None when it is no percentage with two decimals."""

    sector: str
    pct: Decimal | None


def as_decimal(value: Any) -> Decimal | None:
    """A number or decimal text with at most two places, exactly; None for anything else.

    >>> as_decimal("33.33"), as_decimal("33.333"), as_decimal(33.33)
    (Decimal('33.33'), None, Decimal('33.33'))
    """
    if value is None or isinstance(value, bool):
        return None
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        return None
    cut = number.quantize(CENT)
    return cut if cut == number else None


def percent_words(value: Decimal, language: str = "da") -> str:
    """`99,99 %`, in English `99.99 %`."""
    text = f"{value:.2f}"
    return f"{text if language == 'en' else text.replace('.', ',')} %"


def shares_are_complete(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-10. Of a submission with `shares`: at least two sectors, each once, each above 0, exactly 100.00 %
    together. Of one with `activate`: the stored shares are that, and every sector has approved its own.

    No override exists (domain.md 6).
    """
    if "shares" in submission:
        rows = submission.get("shares")
        listed = [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []
        yield from _complete([_Read(str(r.get("sector") or ""), as_decimal(r.get("pct"))) for r in listed])
    elif submission.get("activate") is True:
        yield from _complete([_Read(one.sector, one.pct) for one in facts.shares])
        yield from _approved(facts.shares)


def _complete(rows: Sequence[_Read]) -> Iterator[Violation]:
    wrong = False
    for at, row in enumerate(rows):
        if row.pct is None or row.pct <= 0:
            wrong = True
            yield Violation(
                "INV-10",
                f"shares.{at}.pct",
                "Andelen skal være over 0 med højst to decimaler. Ret den, eller fjern linjen. (Regel 10)",
                "The share must be above 0 and have at most two decimals. Correct it, or remove the line."
                " (Rule 10)",
            )
    sectors = [row.sector for row in rows if row.sector]
    if len(set(sectors)) < len(rows):
        yield Violation(
            "INV-10",
            "shares",
            "Hver sektor står på én linje. Læg andele fra samme sektor sammen. (Regel 10)",
            "Each sector has one line. Add up shares of the same sector. (Rule 10)",
        )
    elif len(rows) < 2:
        yield Violation(
            "INV-10",
            "shares",
            "Fælles finansiering deles af mindst to sektorer. Tilføj den sektor, der mangler. (Regel 10)",
            "A joint financing is shared by at least two sectors. Add the one that is missing. (Rule 10)",
        )
    if not wrong:
        yield from _sum(sum((row.pct for row in rows if row.pct is not None), Decimal(0)))


def _sum(total: Decimal) -> Iterator[Violation]:
    missing = WHOLE - total
    if not missing:
        return
    size = abs(missing)
    da = f"Der mangler {percent_words(size)}" if missing > 0 else f"Det er {percent_words(size)} for meget"
    size_en = percent_words(size, "en")
    en = f"{size_en} is missing" if missing > 0 else f"That is {size_en} too much"
    yield Violation(
        "INV-10",
        "shares",
        f"Andelene er tilsammen {percent_words(total)}. {da}. De skal være præcis 100,00 %. Brug »Læg resten"
        " på«, eller ret en andel. (Regel 10)",
        f'The shares add up to {percent_words(total, "en")}. {en}. They must be exactly 100.00 %. Use "Put'
        ' the rest on", or correct a share. (Rule 10)',
    )


def _approved(shares: Iterable[FinancingShare]) -> Iterator[Violation]:
    waiting = [one.sector for one in shares if one.decision != "approved"]
    if waiting:
        yield Violation(
            "INV-10",
            None,
            "Fordelingen gælder først, når hver sektors bevillingsansvarlige har godkendt sin andel. Der"
            f" mangler {len(waiting)}. (Regel 10)",
            "The split is in force only when each sector's grant authority has approved its share."
            f" {len(waiting)} missing. (Rule 10)",
        )


def amounts(total: Decimal, percentages: Sequence[Decimal]) -> list[Decimal]:
    """The amount of each share in kroner and øre; what rounding leaves over stands on the largest share (the
    first of several), so that the amounts add up to `total` (F10).

    >>> thirds = [Decimal("33.34"), Decimal("33.33"), Decimal("33.33")]
    >>> [str(one) for one in amounts(Decimal("100.00"), thirds)]
    ['33.34', '33.33', '33.33']
    """
    found = [(total * pct / WHOLE).quantize(CENT, ROUND_HALF_UP) for pct in percentages]
    if found:
        largest = max(range(len(found)), key=lambda at: (percentages[at], -at))
        found[largest] += total - sum(found)
    return found


def annual(total: Decimal, basis: str, hours_a_month: Decimal | None = None) -> Decimal:
    """What the measure costs a year, for the table D5. `basis`: month, once, hour (then with hours)."""
    if basis == "month":
        return total * MONTHS
    if basis == "hour":
        return (total * (hours_a_month or Decimal(0)) * MONTHS).quantize(CENT, ROUND_HALF_UP)
    return total


def deviation_pct(agreed: Decimal, actual: Decimal) -> Decimal:
    """How far the real cost lies from the agreed one, in per cent of the agreed, without sign."""
    return (abs(actual - agreed) * WHOLE / agreed).quantize(CENT, ROUND_HALF_UP)
