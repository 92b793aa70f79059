"""Who is told of a deadline, and when: each step once, whatever happens in between (domain.md 9)."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service import calendar
from workflow_service.calendar import Office, Reminder, Telling, Told
from workflow_service.errors import Invalid

ZONE = ZoneInfo("Europe/Copenhagen")
OFFICE = Office(time(8), ZONE, calendar.DANISH_HOLIDAYS)
PATH = ("family_coordinator", "team_leader", "department_head", "coordination_chair")
RULES = Telling(calendar.parse_steps("-7d,-2d,0,+2d"), PATH, ("P2D", "working_day"), OFFICE)
NOBODY = Told(frozenset(), ())
# Friday 27 March 2026: the clocks go forward on the Sunday after it
FRIDAY = calendar.end_of_day(date(2026, 3, 27), ZONE)


def local(day: int, hour: int, month: int = 3) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=ZONE)


def test_steps_are_read_in_the_order_of_time_each_once() -> None:
    steps = calendar.parse_steps("+2d, 0,-2d,-2d")
    assert steps == (Reminder("-2d", -2), Reminder("0", 0), Reminder("+2d", 2))


@pytest.mark.parametrize("text", ["", "2", "tomorrow", "-7d;0", "1.5d"])
def test_a_step_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(Invalid):
        calendar.parse_steps(text)


def test_a_deadline_in_days_is_told_of_in_the_morning_one_in_hours_to_the_hour() -> None:
    step = Reminder("+2d", 2)
    assert calendar.reminder_at(FRIDAY, step, OFFICE) == local(29, 8)
    assert calendar.reminder_at(local(27, 16), step, OFFICE) == local(27, 16) + timedelta(hours=48)


def test_after_downtime_only_the_latest_reminder_is_told() -> None:
    asleep = calendar.look(
        FRIDAY, local(1, 9), NOBODY, "family_coordinator", escalates=False, now=local(27, 9), rules=RULES
    )
    assert asleep.reminder == Reminder("0", 0) and asleep.again == local(29, 8)


def test_a_broken_deadline_in_days_goes_on_when_the_office_opens() -> None:
    assert calendar.escalates_at(FRIDAY, [], RULES.response, OFFICE) == local(30, 8)
    told = local(30, 8)
    # two working days to Wednesday night; Thursday before Easter is a holiday, so is the Friday and Monday
    assert calendar.escalates_at(FRIDAY, [told], RULES.response, OFFICE) == local(7, 8, month=4)


def test_a_broken_deadline_in_hours_goes_on_at_once() -> None:
    saturday = local(28, 16)
    assert calendar.escalates_at(saturday, [], RULES.response, OFFICE) == saturday


def test_the_path_begins_above_whoever_has_the_task() -> None:
    assert calendar.next_role(PATH, "team_leader", ()) == "department_head"
    assert calendar.next_role(PATH, "auditor", ()) == "team_leader"
    assert calendar.next_role(PATH, "family_coordinator", PATH[1:]) is None


events = st.one_of(
    st.tuples(st.just("sleep"), st.integers(1, 24 * 40)),
    st.tuples(st.just("postpone"), st.integers(1, 30)),
    st.tuples(st.just("steps"), st.sampled_from(["-7d,-2d,0,+2d", "0", "-1d,+1d,+2d", "-30d,0"])),
    st.tuples(st.just("done"), st.just(0)),
    st.tuples(st.just("undone"), st.just(0)),
)


@settings(max_examples=200, deadline=None)
@given(st.lists(events, max_size=25), st.integers(1, 20))
def test_each_step_and_each_role_is_told_once_whatever_happens(
    story: list[tuple[str, object]], days: int
) -> None:
    now = datetime(2026, 3, 3, 9, tzinfo=UTC)
    due, since, rules, is_open = calendar.end_of_day(now.date() + timedelta(days), ZONE), now, RULES, True
    told: dict[datetime, list[tuple[str, datetime]]] = {}
    for what, value in story:
        if what == "sleep":
            now += timedelta(hours=int(str(value)))
        elif what == "postpone" and is_open:
            day = max(now, due).astimezone(ZONE).date() + timedelta(int(str(value)))
            due, since = calendar.end_of_day(day, ZONE), now
        elif what == "steps":
            rules = Telling(calendar.parse_steps(str(value)), PATH, RULES.response, OFFICE)
        elif what in ("done", "undone"):
            is_open = what == "undone"
        before = len(told.get(due, ()))
        for _ in range(3 if is_open else 0):
            rows = told.setdefault(due, [])
            known = Told(
                frozenset(name for name, _ in rows if not name.startswith("to:")),
                tuple((name[3:], at) for name, at in rows if name.startswith("to:")),
            )
            found = calendar.look(
                due, since, known, "family_coordinator", escalates=True, now=now, rules=rules
            )
            if found.role is not None:
                assert now > due, "nobody is told before the deadline is broken"
                rows.append((f"to:{found.role}", now))
            if found.reminder is not None:
                rows.append((found.reminder.name, now))
                since = now
        fresh = [name for name, _ in told.get(due, ())][before:]
        assert len([name for name in fresh if not name.startswith("to:")]) <= 1
        assert len([name for name in fresh if name.startswith("to:")]) <= 1
    for rows in told.values():
        names = [name for name, _ in rows]
        assert len(names) == len(set(names))
