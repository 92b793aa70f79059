"""INV-10: shares of a joint financing, and the sums behind them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_service import rules
from workflow_service.rules import Facts, FinancingShare, Violation
from workflow_service.rules.financing import amounts, annual, as_decimal, deviation_pct

FACTS = Facts(today=date(2026, 11, 23))
SECTORS = ("disability_child", "employment", "school", "health")


def check(*percentages: Any, sectors: tuple[str, ...] = SECTORS) -> list[Violation]:
    rows = [{"sector": sector, "pct": pct} for sector, pct in zip(sectors, percentages, strict=False)]
    return rules.check("INV-10", FACTS, {"shares": rows})


def test_thirds_are_refused_with_what_is_missing_and_taken_with_the_last_hundredth() -> None:
    (one,) = check("33.33", "33.33", "33.33")
    assert one.path == "shares" and "99,99 %" in one.da and "Der mangler 0,01 %" in one.da
    assert "0.01 % is missing" in one.en and one.da.endswith("(Regel 10)")
    assert check("33.34", "33.33", "33.33") == []


def test_too_much_is_refused_with_how_much() -> None:
    (one,) = check("60", "50.5")
    assert "110,50 %" in one.da and "10,50 % for meget" in one.da


@pytest.mark.parametrize("pct", [0, "-1", "33.333", "NaN", "", None, "1e400", True])
def test_a_share_is_above_zero_with_at_most_two_decimals(pct: Any) -> None:
    assert any(one.path == "shares.1.pct" for one in check("100", pct))


def test_one_sector_alone_shares_with_nobody() -> None:
    assert "mindst to sektorer" in check("100")[0].da


def test_a_sector_stands_on_one_line() -> None:
    (one,) = check("50", "50", sectors=("school", "school"))
    assert "Hver sektor" in one.da


@pytest.mark.parametrize("shares", [None, "x", [], [1, 2]])
def test_what_is_no_list_of_shares_is_refused(shares: Any) -> None:
    assert rules.check("INV-10", FACTS, {"shares": shares})


def test_another_submission_is_not_asked() -> None:
    assert rules.check("INV-10", FACTS, {"decision": "approved"}) == []


@pytest.mark.parametrize("answer", [None, "refused"])
def test_a_split_is_in_force_only_when_every_sector_approved(answer: str | None) -> None:
    half = Decimal("50.00")
    shares = (FinancingShare("school", half, "approved"), FinancingShare("health", half, answer))
    (one,) = rules.check("INV-10", Facts(today=FACTS.today, shares=shares), {"activate": True})
    assert "godkendt sin andel" in one.da
    done = (shares[0], FinancingShare("health", half, "approved"))
    assert rules.check("INV-10", Facts(today=FACTS.today, shares=done), {"activate": True}) == []


cents = st.decimals("0.01", "99999999.99", places=2)


@given(cents, st.lists(st.integers(1, 10_000), min_size=1, max_size=8))
def test_amounts_always_add_up_and_differ_by_less_than_a_cent_each(total: Decimal, parts: list[int]) -> None:
    whole = sum(parts)
    percentages = [(Decimal(10_000 * part // whole) / 100) for part in parts]
    percentages[0] += Decimal(100) - sum(percentages)
    found = amounts(total, percentages)
    assert sum(found) == total
    exact = [total * pct / 100 for pct in percentages]
    largest = max(range(len(found)), key=lambda at: (percentages[at], -at))
    others = [at for at in range(len(found)) if at != largest]
    assert all(abs(found[at] - exact[at]) <= Decimal("0.005") for at in others)


def test_the_cost_of_a_year_follows_its_basis() -> None:
    total = Decimal("1000.50")
    assert annual(total, "month") == Decimal("12006.00")
    assert annual(total, "once") == total
    assert annual(Decimal("250"), "hour", Decimal("10.5")) == Decimal("31500.00")


def test_a_deviation_has_no_sign() -> None:
    assert deviation_pct(Decimal("1000"), Decimal("890")) == deviation_pct(Decimal("1000"), Decimal("1110"))


def test_numbers_are_read_exactly_or_not_at_all() -> None:
    assert as_decimal("33.33") == as_decimal(33.33) == Decimal("33.33")
    assert as_decimal("0.1") == Decimal("0.10") and as_decimal("1e3") == Decimal("1000.00")
    assert as_decimal("33.333") is None and as_decimal(True) is None and as_decimal("inf") is None
