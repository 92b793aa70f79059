"""INV-13: exactly one holder of a relay log, and a hand-over that is accepted."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_service.rules import relay
from workflow_service.rules.relay import Holding

START = datetime(2026, 11, 23, 8, tzinfo=UTC)
DAY = timedelta(days=1)
ACCEPTED = START + DAY


def days(number: int) -> datetime:
    return START + number * DAY


@pytest.mark.parametrize(
    ("holdings", "path"),
    [
        ([Holding("a", START)], None),
        ([Holding("a", START, days(2)), Holding("b", days(2), None, days(2))], None),
        # nobody, two, a gap, an overlap, an old one that came back, one who never said yes
        ([], "holder"),
        ([Holding("a", START, days(1))], "holder"),
        ([Holding("a", START), Holding("b", START, None, START)], "holder"),
        ([Holding("a", START, days(1)), Holding("b", days(2), None, days(2))], "holder"),
        ([Holding("a", START, days(3)), Holding("b", days(2), None, days(2))], "holder"),
        ([Holding("a", START), Holding("b", days(1), days(2), days(1))], "holder"),
        ([Holding("a", START, days(2)), Holding("b", days(2))], "accepted_at"),
    ],
)
def test_a_log_has_exactly_one_holder_who_said_yes(holdings: list[Holding], path: str | None) -> None:
    assert [one.path for one in relay.one_holder(holdings)] == ([] if path is None else [path])


@given(st.lists(st.integers(1, 9), min_size=1, max_size=6), st.randoms())
def test_any_chain_of_accepted_hand_overs_keeps_the_rule_in_any_order(lengths: list[int], any_order) -> None:
    ends = [sum(lengths[: at + 1]) for at in range(len(lengths))]
    chain = [
        Holding(f"u{at}", days(end - lengths[at]), days(end), days(end)) for at, end in enumerate(ends[:-1])
    ]
    chain.append(Holding("last", days(ends[-1] - lengths[-1]), None, days(ends[-1])))
    any_order.shuffle(chain)
    assert relay.one_holder(chain) == []


@pytest.mark.parametrize(
    ("to", "accepted_by", "path"),
    [
        ("b", "b", None),
        ("b", None, "accepted_at"),
        ("b", "a", "accepted_at"),
        ("a", "a", "handover_to"),
        (None, None, "handover_to"),
    ],
)
def test_a_hand_over_waits_for_the_new_holder(
    to: str | None, accepted_by: str | None, path: str | None
) -> None:
    found = relay.handed_over("a", to, accepted_by)
    assert [one.path for one in found] == ([] if path is None else [path])
    assert all(one.da.endswith("(Regel 13)") and one.en.endswith("(Rule 13)") for one in found)
