"""Figures of the report that compare two moments of a case (domain.md 11: K02, K07, K08, K13, K16, K20, K22).

What is counted comes from `store.coordination_trends`; here it is compared, in local days.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from itertools import pairwise
from statistics import fmean, median
from typing import Any

from workflow_service import calendar
from workflow_service.meetings.base import local
from workflow_service.store import UnitOfWork
from workflow_service.store import coordination_trends as stored
from workflow_service.store.coordination_report import Ratio

# (key, value, how many cases are behind it)
Counted = tuple[str, float | None, int]

# »start → 12 months«: the first survey at least so long after the first one
_A_YEAR_ON = timedelta(days=330)
_YEAR = timedelta(days=365.25)


def counted(uow: UnitOfWork, since: datetime) -> list[Counted]:
    """The figures as they stand now, looking back to `since`."""
    wellbeing, experience, response = _surveys(uow, local(uow, since).date())
    mean, laddered = stored.ladder(uow)
    return [
        _share("K02", _investigations(uow, since)),
        _share("K07", _answers(uow, local(uow, since).date())),
        _share("K08", stored.steady_cases(uow, since)),
        *_revisions(uow, since),
        _share("K16a", response),
        experience,
        _share("K20", wellbeing),
        ("K22a", None if mean is None else round(mean, 1), laddered),
        _share("K22b", stored.placed(uow)),
    ]


def _share(key: str, one: Ratio) -> Counted:
    return key, round(100 * one.part / one.whole, 1) if one.whole else None, one.behind


def _ratio(kept: Iterable[tuple[str, bool]]) -> Ratio:
    """(case, kept?) -> how many were, of how many, in how many cases."""
    found = list(kept)
    return Ratio(sum(one for _, one in found), len(found), len({case for case, _ in found}))


def _investigations(uow: UnitOfWork, since: datetime) -> Ratio:
    """K02: finished within four months after it was decided."""
    return _ratio(
        (case, finished <= calendar.add(decided, "P4M", "calendar", uow.zone, frozenset()))
        for case, decided, finished in stored.investigations(uow, since)
    )


def _answers(uow: UnitOfWork, since: date) -> Ratio:
    """K07: answered within one working day."""
    days = calendar.working_days_between
    return _ratio(
        (case, days(asked, answered, calendar.DANISH_HOLIDAYS) <= 1)
        for case, asked, answered in stored.answers(uow, since)
    )


def _revisions(uow: UnitOfWork, since: datetime) -> list[Counted]:
    """K13: how often plans are revised, and the days from what happened last to the plan that answers it."""
    reported = stored.developments(uow)
    by_case: dict[str, list[dict[str, Any]]] = {}
    for row in stored.plans(uow):
        by_case.setdefault(row["case_id"], []).append(row)
    years, revised, waits = 0.0, 0, []
    for case_id, rows in by_case.items():
        until = min(rows[0]["closed_at"] or uow.now, uow.now)
        years += max(timedelta(0), until - max(rows[0]["approved_at"], since)) / _YEAR
        for before, after in pairwise(rows):
            if after["approved_at"] < since:
                continue
            revised += 1
            told = [
                at for at in reported.get(case_id, []) if before["approved_at"] < at <= after["approved_at"]
            ]
            if told:
                waits.append((case_id, _days(uow, told[-1], after["approved_at"])))
    often = round(revised / years, 1) if years else None
    wait = median(days for _, days in waits) if waits else None
    return [("K13a", often, len(by_case)), ("K13b", wait, len({case for case, _ in waits}))]


def _days(uow: UnitOfWork, start: datetime, end: datetime) -> int:
    return (local(uow, end).date() - local(uow, start).date()).days


def _surveys(uow: UnitOfWork, since: date) -> tuple[Ratio, Counted, Ratio]:
    """(K20, K16b, K16a): whose wellbeing rose by one or more within a year, how the items changed, and how
    many answered."""
    asked = stored.surveys(uow)
    lately = _ratio((one["case_id"], one["answered"]) for one in asked if one["date"] >= since)
    first: dict[str, dict[str, Any]] = {}
    pairs: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {}
    for one in asked:
        begun = first.setdefault(one["case_id"], one) if one["answered"] else None
        if begun is not None and one["date"] - begun["date"] >= _A_YEAR_ON:
            pairs.setdefault(one["case_id"], (begun, one))
    rose, changes = [], []
    for case_id, (then, now) in pairs.items():
        for name in ("wellbeing_child", "wellbeing_parent"):
            if (change := _change(then, now, name)) is not None:
                rose.append((case_id, change >= 1))
        changed = [_change(then, now, name) for name in stored.ITEMS]
        changes += [change for change in changed if change is not None]
    mean = round(fmean(changes), 1) if changes else None
    return _ratio(rose), ("K16b", mean, len(pairs)), lately


def _change(then: dict[str, Any], now: dict[str, Any], name: str) -> int | None:
    before, after = then[name], now[name]
    return None if before is None or after is None else int(after) - int(before)
