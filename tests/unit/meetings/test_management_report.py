"""The report of the coordination group in words: small numbers say nothing, a missed month is seen (T02)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from workflow_service.casefile import management_report as told
from workflow_service.meetings.months import state_of
from workflow_service.meetings.report import shown
from workflow_service.rules.team_meetings import Month


@pytest.mark.parametrize(("behind", "masked"), [(0, False), (1, True), (4, True), (5, False)])
def test_a_figure_of_fewer_than_five_cases_says_neither_its_value_nor_their_number(
    behind: int, masked: bool
) -> None:
    found = shown("K01", 80.0 if behind else None, behind, least=5)
    (figure,) = told.figures({"figures": [found]}, "da")
    assert figure.masked is masked
    if masked:
        assert figure.value == "Under 5 sager – vises ikke" and figure.behind == ""
        assert found.keys() == {"key", "value", "masked", "least"}


def test_every_figure_has_a_name_and_a_definition_in_both_languages() -> None:
    for key, (name, definition, unit) in told.FIGURES.items():
        assert unit in ("percent", "days", "cases", "number", "change") and all(
            one.endswith(".") for one in definition
        ), key
        assert name[0] != name[1] and definition[0] != definition[1]


@pytest.mark.parametrize(
    ("figure", "danish", "english"),
    [
        ({"key": "K04", "value": 83.3, "behind": 12}, "83,3 %", "83.3%"),
        ({"key": "K01", "value": 61.5, "behind": 8}, "61,5 dage", "61.5 days"),
        ({"key": "K16b", "value": 0.5, "behind": 6}, "+0,5", "+0.5"),
        ({"key": "K15", "value": 11.0, "behind": 44, "norm": "25"}, "11,0", "11.0"),
    ],
)
def test_a_value_is_written_as_the_language_writes_it(
    figure: dict[str, Any], danish: str, english: str
) -> None:
    assert [told.figures({"figures": [figure]}, one)[0].value for one in ("da", "en")] == [danish, english]


@pytest.mark.parametrize(
    ("month", "state"),
    [
        (Month(date(2026, 9, 1), held=True), "held"),
        (Month(date(2026, 9, 1), False, date(2026, 8, 31), "Ferie."), "planned_deviation"),
        (Month(date(2026, 9, 1), False, date(2026, 9, 1), "For sent."), "missed"),
        (Month(date(2026, 9, 1), held=False), "missed"),
        (Month(date(2026, 11, 1), held=False), "coming"),
    ],
)
def test_a_month_without_a_meeting_is_missed_unless_it_was_cancelled_before_it_began(
    month: Month, state: str
) -> None:
    assert state_of(month, date(2026, 11, 23)) == state


def test_a_deviation_is_told_without_what_somebody_wrote_about_it() -> None:
    row = {"series": "Kerneteam Nord", "on": "2026-11-12", "state": "deviation", "mode": "online"}
    assert told.deviation_line(row, "da") == "Kerneteam Nord, 12.11.2026: holdt som afvigelse (online)"
    assert told.month_line({"first": "2026-07-01", "state": "planned_deviation"}, "da") == (
        "Juli 2026: planlagt afvigelse"
    )
