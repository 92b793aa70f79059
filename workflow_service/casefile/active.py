"""The active period (P07) as facts: when each measure, the family and the survey are due next (INV-16)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from workflow_service import calendar
from workflow_service.casefile.base import Row, today, with_flags
from workflow_service.casefile.clocks import text_of
from workflow_service.rules.plan import FOLLOWED_KINDS
from workflow_service.runtime.operations import OutMessage
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_active as active
from workflow_service.store.casefile_rows import add, change

DEVELOPMENT = "development"
VISITS_CHANGED = "visits_changed"
CHECKINS_CHANGED = "checkins_changed"
CLOSING_CONSIDERED = "closing_considered"
REVIEWED = "benefit"
# what a status meeting decides, and why a revision then begins with the analysis meeting
NEW_ANALYSIS = "new_analysis"


def after(uow: UnitOfWork, day: date, duration: str) -> date:
    """The calendar day so long after `day` (ISO 8601 duration, may be negative)."""
    moment = calendar.add(
        calendar.end_of_day(day, uow.zone), duration, "calendar", uow.zone, calendar.DANISH_HOLIDAYS
    )
    return moment.astimezone(uow.zone).date()


def parameter(uow: UnitOfWork, key: str) -> str:
    """The value in force today."""
    return text_of(uow, key)


def active_plan(uow: UnitOfWork, case_id: str) -> Row | None:
    """The version of the plan that holds."""
    return next((one for one in query.plans(uow, case_id) if one["state"] == "active"), None)


# -- visits ------------------------------------------------------------------------------------------


def counts_from(uow: UnitOfWork, case: Row, measure: Row) -> date | None:
    """The day from which the first follow-up of a running measure is counted (INV-16, barnets lov § 95), or
    the review of a benefit; None for advice and what other sectors run, which are looked at in the same
    visits, and for support beside the investigation, which is followed up when that has ended."""
    day = today(uow)
    started = measure["started_at"].astimezone(uow.zone).date() if measure["started_at"] else None
    begins = measure["start"] or started or day
    if measure["kind"] == REVIEWED:
        return begins
    if measure["kind"] not in FOLLOWED_KINDS or _ran_beside(case, measure):
        return None
    return day if measure["existing"] else begins


def _ran_beside(case: Row, measure: Row) -> bool:
    held, started = case["analysis_held_at"], measure["started_at"]
    return bool(not measure["existing"] and held and started and started < held)


def first_counted_by(measure: Row) -> str:
    """The parameter that counts the first date of a measure."""
    return "benefit_review" if measure["kind"] == REVIEWED else "follow_up_first"


def counted_date(uow: UnitOfWork, plan: Row | None, measure: Row, start: date) -> date:
    """The first date counted from `start`: of support never after what is agreed, and never before today, so
    that it can be kept; what is overdue already (`next_follow_up`) is not made less so."""
    day, latest = today(uow), after(uow, start, parameter(uow, first_counted_by(measure)))
    day = min(day, measure["next_follow_up"] or day)
    agreed = plan["next_follow_up"] if plan and measure["kind"] != REVIEWED else None
    return max(min(agreed, latest) if agreed else latest, day)


def _first(uow: UnitOfWork, case: Row, plan: Row | None, measure: Row) -> Row:
    start = counts_from(uow, case, measure)
    if start is not None:
        return {"next_follow_up": counted_date(uow, plan, measure, start), "counted_from": start}
    beside = measure["kind"] in FOLLOWED_KINDS
    return {"next_follow_up": today(uow) if beside else None}


def running(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The measures that run now."""
    return [one for one in query.measures(uow, case_id) if one["state"] == "started"]


def with_dates(uow: UnitOfWork, case: Row) -> list[Row]:
    """The running measures, each with its next date; one that has none yet shows its first (INV-16)."""
    plan = active_plan(uow, case["id"])
    return [{**row, **_next(uow, case, plan, row)} for row in running(uow, case["id"])]


def _next(uow: UnitOfWork, case: Row, plan: Row | None, row: Row) -> Row:
    if not row["next_follow_up"]:
        return _first(uow, case, plan, row)
    new = row["kind"] in FOLLOWED_KINDS and row["followed_up"] is None
    if new and _ran_beside(case, row) and row["next_follow_up"] > today(uow):
        # the investigation ended first (barnets lov § 95, stk. 2)
        return {"next_follow_up": today(uow)}
    return {}


def dated(uow: UnitOfWork, case: Row) -> list[Row]:
    """The same, with first dates written down."""
    before = {row["id"]: row["next_follow_up"] for row in running(uow, case["id"])}
    rows = with_dates(uow, case)
    for row in rows:
        if row["next_follow_up"] != before[row["id"]]:
            values = {name: row[name] for name in ("next_follow_up", "counted_from")}
            change(uow, tables.measure, case["key_id"], row["id"], values)
    return rows


def in_visit(uow: UnitOfWork, rows: Iterable[Row]) -> list[Row]:
    """Those that one visit is about: due within `visit_window` of the first, and what has no date itself."""
    rows = list(rows)
    first = first_due(rows)
    if first is None:
        return rows
    last = after(uow, max(first, today(uow)), parameter(uow, "visit_window"))
    return [one for one in rows if one["next_follow_up"] is None or one["next_follow_up"] <= last]


def visit_clock(rows: Iterable[Row]) -> str:
    """The clock a visit ends: of support that has not been followed up yet the law's, otherwise what was
    agreed at the last follow-up (D7)."""
    followed = [one for one in rows if one["kind"] in FOLLOWED_KINDS and one["next_follow_up"]]
    return "follow_up_first" if any(one["followed_up"] is None for one in followed) else "follow_up_next"


def first_due(rows: Iterable[Row]) -> date | None:
    """The earliest next date."""
    return min((one["next_follow_up"] for one in rows if one["next_follow_up"]), default=None)


def visit_opens(uow: UnitOfWork, due: date) -> date:
    """The day the visit's task comes, so that it can be arranged (`visit_notice`)."""
    return after(uow, due, f"-{parameter(uow, 'visit_notice')}")


def visits_changed(uow: UnitOfWork, case: Row) -> tuple[OutMessage, ...]:
    """Wakes the wait for the next visit when a date has changed; nobody waits while a visit is open."""
    if case["status"] != CaseStatus.ACTIVE or active.visit_is_open(uow, case["id"]):
        return ()
    return (OutMessage(VISITS_CHANGED, case["id"]),)


# -- check-ins ---------------------------------------------------------------------------------------


def next_checkin(uow: UnitOfWork, case: Row, plan: Row | None) -> date:
    """When the family is asked next: so long after the last time as agreed in F07 (`checkin_default`)."""
    rhythm = (plan["checkin_rhythm"] if plan else None) or parameter(uow, "checkin_default")
    approved = plan["approved_at"].astimezone(uow.zone).date() if plan and plan["approved_at"] else None
    last = max((day for day in (case["last_checkin"], approved) if day), default=today(uow))
    return after(uow, last, rhythm)


def asked_family(uow: UnitOfWork, case: Row, day: date) -> tuple[OutMessage, ...]:
    """The family was asked how it goes that day: the rhythm is counted from it."""
    known = case["last_checkin"]
    if case["status"] != CaseStatus.ACTIVE or (known is not None and known >= day):
        return ()
    query.change_case(uow, case, {"last_checkin": day})
    return checkins_changed(case)


def checkins_changed(case: Row) -> tuple[OutMessage, ...]:
    if case["status"] != CaseStatus.ACTIVE:
        return ()
    return (OutMessage(CHECKINS_CHANGED, case["id"]),)


# -- developments ------------------------------------------------------------------------------------


def report_development(uow: UnitOfWork, case: Row, source: str, what: str | None) -> None:
    """Something important happened: the next status meeting gets it on its agenda (`has_development`)."""
    values = {"case_id": case["id"], "at": uow.now, "source": source, "what": what}
    add(uow, tables.development, case["key_id"], {**values, "reported_by": uow.actor.user_id})
    query.change_case(uow, case, {"flags": with_flags(case, on=[DEVELOPMENT])})


def developments_discussed(uow: UnitOfWork, case: Row) -> None:
    """A status meeting has discussed the case: what was reported until now is no news any more."""
    for row_id in active.undiscussed(uow, case["id"]):
        change(uow, tables.development, case["key_id"], row_id, {"discussed_at": uow.now})
    query.change_case(uow, case, {"flags": with_flags(case, off=[DEVELOPMENT])})


# -- surveys -----------------------------------------------------------------------------------------


def next_survey(uow: UnitOfWork, case: Row) -> date:
    """When the family is asked about the cooperation next (F20): at the start, then every `survey_interval`;
    never in the weeks of `survey_quiet_weeks`."""
    last = active.newest_survey(uow, case["id"])
    due = today(uow) if last is None else after(uow, last, parameter(uow, "survey_interval"))
    quiet = {int(week) for week in parameter(uow, "survey_quiet_weeks").split(",")}
    due = max(due, today(uow))
    while due.isocalendar().week in quiet:
        due += timedelta(days=1)
    return due


# -- closing -----------------------------------------------------------------------------------------


def run_off_until(uow: UnitOfWork, measure: Row) -> date | None:
    """Until when ended lost earnings are paid out (`run_off`); None for other measures."""
    if measure["state"] != "ended" or measure["catalogue_item"] != "lost_earnings" or not measure["end"]:
        return None
    return after(uow, measure["end"], parameter(uow, "run_off"))
