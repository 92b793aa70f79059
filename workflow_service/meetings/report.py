"""The report pack of the coordination group (T02): collected as codes, dates and numbers.

Kept with the meeting as it was when it was made; `casefile.management_report` says it in words. Names of
children and employees never come into it; a case is its number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from statistics import median
from typing import Any

from workflow_service import calendar
from workflow_service.meetings import trends
from workflow_service.meetings.base import local, parameter, today
from workflow_service.meetings.group_points import chair_of
from workflow_service.meetings.months import months, state_of
from workflow_service.store import UnitOfWork, overrides
from workflow_service.store import coordination as group
from workflow_service.store import coordination_report as stored
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row
from workflow_service.store.coordination_report import Ratio

Report = dict[str, Any]
# INV-12's age of a child's view, and what the group looks ahead when no next meeting is planned
_NEXT = timedelta(days=31)


def collect(uow: UnitOfWork, meeting: Row, series: Row) -> Report:
    """The report as it stands now (domain.md 5.2, T02: KPIs, deviations, escalations, financing disputes)."""
    since = period_start(uow)
    last = _last_meeting(uow, meeting, since)
    known = [
        {"first": one.first.isoformat(), "state": state_of(one, today(uow))} for one in months(uow, series)
    ]
    least = int(parameter(uow, "small_count", "5"))
    upcoming = query.next_after(uow, series["id"], meeting["starts_at"]) or meeting["starts_at"] + _NEXT
    most = int(float(parameter(uow, "cost_deviation_pct", "10")))
    escalated, disputed = group.escalated(uow), group.disputed(uow)
    numbers = group.case_numbers(uow, [one["case_id"] for one in (*escalated, *disputed)])
    open_ones = group.open_decisions(uow, series["id"])
    return {
        "at": today(uow).isoformat(),
        "since": local(uow, since).date().isoformat(),
        "last": local(uow, last).date().isoformat(),
        "figures": _figures(uow, series, since, known, least),
        "deviations": [_deviation(uow, one) for one in stored.deviations(uow, last)],
        "escalations": [_split(one, numbers) for one in escalated],
        "disputes": [_split(one, numbers) for one in disputed],
        "clocks": [_clock(kind, one, least) for kind, one in sorted(stored.late_tasks(uow).items())],
        "financing": stored.financing(uow, local(uow, upcoming).date(), most, local(uow, last).date()),
        "months": known,
        "overrides": _overrides(uow, series, since, known),
        "open_decisions": len(open_ones),
        "late_decisions": sum(1 for one in open_ones if one["due_on"] and one["due_on"] < today(uow)),
    }


def period_start(uow: UnitOfWork) -> datetime:
    """From when on the management's information counts (`report_period`)."""
    return _back(uow, parameter(uow, "report_period", "P12M"))


def _overrides(uow: UnitOfWork, series: Row, since: datetime, known: list[dict[str, str]]) -> list[Report]:
    """How often a model rule was passed by as it allows (domain.md 6, Override). Small numbers are told too:
    they say nothing of a family, and leaders shall see each."""
    found = [one._asdict() for one in overrides.counts(uow, since)]
    led = [
        one
        for one in query.latest_held(uow, series["id"], 12)
        if one["state"] == "held" and one["starts_at"] >= since
    ]
    deputy = series["deputy_chair_id"]
    of_group = {
        "deputy_chair": sum(1 for one in led if deputy and chair_of(one, series) == deputy),
        "month_cancelled": sum(1 for one in known if one["state"] == "planned_deviation"),
    }
    found += [
        {"rule": "INV-11", "ground": ground, "times": times, "cases": 0}
        for ground, times in of_group.items()
        if times
    ]
    return sorted(found, key=lambda one: (one["rule"], one["ground"]))


def _back(uow: UnitOfWork, duration: str) -> datetime:
    """The beginning of the day so long ago."""
    length, day = calendar.parse_duration(duration), today(uow)
    moved = day.year * 12 + day.month - 1 - length.months
    year, month = divmod(moved, 12)
    first = date(year, month + 1, min(day.day, 28)) - timedelta(days=length.days + 7 * length.weeks)
    return datetime.combine(first, datetime.min.time(), tzinfo=uow.zone)


def _last_meeting(uow: UnitOfWork, meeting: Row, since: datetime) -> datetime:
    """When the group met last before this meeting; the whole period when it has not."""
    held = [
        one["starts_at"]
        for one in query.latest_held(uow, meeting["series_id"], 12)
        if one["state"] == "held" and one["starts_at"] < meeting["starts_at"]
    ]
    return max(held, default=since)


def _figures(
    uow: UnitOfWork, series: Row, since: datetime, known: list[dict[str, str]], least: int
) -> list[Report]:
    day, three_months = today(uow), local(uow, _back(uow, parameter(uow, "child_view_max_age", "P3M"))).date()
    experts = int(parameter(uow, "external_experts_min", "2"))
    over = [one for one in known if one["state"] != "coming"]
    met = Ratio(sum(1 for one in over if one["state"] == "held"), len(over), len(over))
    days = stored.days_to_plan(uow, since)
    ratios = {
        "K03": stored.notifications_assessed(uow, since),
        "K06": stored.early_measures(uow, since),
        "K09a": stored.family_goals(uow),
        "K09b": stored.children_heard(uow, three_months),
        "K10": stored.concrete_plans(uow),
        "K11": stored.analyses_with_experts(uow, since, experts),
        "K14": stored.shared_cases(uow),
        "K27a": stored.applications_in_time(uow, local(uow, since).date(), day),
        "K27b": stored.complaints_changed(uow, since),
    }
    # meetings, seats, months and tasks are no cases: nobody is recognised by a small number of them
    open_ones = {
        "K04": stored.status_meetings(uow, since),
        "K05": stored.seats_filled(uow, since),
        "K17a": met,
        "K17b": stored.decisions_in_time(uow, series["id"], day),
        "K24": _all_tasks(uow),
    }
    found = [shown("K01", median(days) if days else None, len(days), least)]
    found += [shown(key, _percent(one), one.behind, least) for key, one in ratios.items()]
    found += [shown(key, _percent(one), one.whole, 0) for key, one in open_ones.items()]
    found += [shown(key, value, behind, least) for key, value, behind in trends.counted(uow, since)]
    found.append(_load(uow, least))
    return sorted(found, key=lambda one: str(one["key"]))


def _all_tasks(uow: UnitOfWork) -> Ratio:
    late = stored.late_tasks(uow).values()
    whole = sum(one.whole for one in late)
    return Ratio(sum(one.part for one in late), whole, whole)


def _load(uow: UnitOfWork, least: int) -> Report:
    load = stored.cases_of_coordinators(uow)
    mean = round(load.part / load.whole, 1) if load.whole else None
    return {**shown("K15", mean, load.behind, least), "norm": parameter(uow, "caseload_norm", "")}


def _percent(one: Ratio) -> float | None:
    return round(100 * one.part / one.whole, 1) if one.whole else None


def shown(key: str, value: float | None, behind: int, least: int) -> Report:
    """A figure; one that rests on fewer cases than `least` says neither its value nor their number."""
    if value is not None and behind < least:
        return {"key": key, "value": None, "masked": True, "least": least}
    return {"key": key, "value": value, "behind": behind}


def _clock(kind: str, one: Ratio, least: int) -> Report:
    if 0 < one.behind < least:
        return {"type": kind, "masked": True, "least": least}
    return {"type": kind, "late": one.part, "of": one.whole, "cases": one.behind}


def _deviation(uow: UnitOfWork, one: Mapping[str, Any]) -> Report:
    on = local(uow, one["starts_at"]).date().isoformat()
    return {"id": one["id"], "series": one["name"], "on": on, "state": one["state"], "mode": one["mode"]}


def _split(one: Row, numbers: Mapping[str, str]) -> Report:
    content = one["content"] or {}
    return {
        "financing": one["id"],
        "case": numbers.get(one["case_id"], ""),
        "since": content.get("escalated_on"),
        "rounds": one["rounds"],
    }
