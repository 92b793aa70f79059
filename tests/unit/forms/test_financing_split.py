"""F10: what the form of a split asks across its fields (INV-10 at the form)."""

from __future__ import annotations

import pytest

from tests.unit.forms.support import load, problems, sample

SPLIT = "financing_split.split"


def shares(*percentages: str | None) -> dict:
    rows = sample(SPLIT)["shares"]
    return {"shares": [{**row, "pct": pct} for row, pct in zip(rows, percentages, strict=False)]}


def test_thirds_are_refused_with_what_is_missing_in_both_languages() -> None:
    change = shares("33.33", "33.33", "33.33")
    assert "tilsammen 99,99 %. Der mangler 0,01 %." in problems(SPLIT, change)["shares"][0]
    assert "add up to 99.99 %. 0.01 % is missing." in problems(SPLIT, change, "en")["shares"][0]
    assert problems(SPLIT, shares("33.34", "33.33", "33.33")) == {}


def test_too_much_is_refused_with_how_much() -> None:
    assert "Det er 0,5 % for meget." in problems(SPLIT, shares("50.5", "25", "25"))["shares"][0]


@pytest.mark.parametrize("pct", ["0", "-1", "100.01", "33.333", "en tredjedel", None])
def test_a_share_is_a_percentage_with_two_decimals(pct: str | None) -> None:
    assert "shares.0.pct" in problems(SPLIT, shares(pct, "33.33", "33.33"))


def test_two_sectors_at_least_and_each_once() -> None:
    assert "shares" in problems(SPLIT, shares("100"))
    rows = shares("50", "50")["shares"]
    rows[1]["sector"] = rows[0]["sector"]
    assert "Hver sektor" in problems(SPLIT, {"shares": rows})["shares"][0]


def test_the_period_ends_with_childhood_and_is_looked_at_within_a_year() -> None:
    assert "period_to" in problems(SPLIT, None, age_limit="2028-11-29")
    assert problems(SPLIT, None, age_limit="2028-11-30") == {}
    assert "reassess_on" in problems(SPLIT, {"reassess_on": "2027-12-02"})
    assert "reassess_on" in problems(SPLIT, {"reassess_on": "2026-11-23"})
    assert "period_to" in problems(SPLIT, {"period_to": "2026-12-01"})


def test_money_stays_decimal_text() -> None:
    clean = load(SPLIT, {"total_cost": "1250.10"})
    assert clean["total_cost"] == "1250.10" and clean["shares"][0]["pct"] == "33.34"
    assert "total_cost" in problems(SPLIT, {"total_cost": "0"})
    assert "total_cost" in problems(SPLIT, {"total_cost": "12.345"})
