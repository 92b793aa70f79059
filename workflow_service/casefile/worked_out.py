"""Dates of a course that operations worked out from a parameter, and what they are with another value of it.

The parameter is only supposed (`store.parameters.supposing`): each date is asked of the function that worked
it out first, with the day it was counted from then. So the case file remembers that day, and no date has a
second way of being counted (domain.md 8, D7, and 9).

What a party was told in writing stays: an announced time limit binds the municipality until it writes again
(retssikkerhedsloven § 3, stk. 2; forvaltningsloven § 19), and the citizen acts by the letter.
What people agreed on (consents, splits of expenses, the rhythm and the visits in a plan) is not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import active, assessment_parts, clocks, decisions, lists, operations_revision
from workflow_service.casefile import counting as count
from workflow_service.casefile.base import Row, as_date, today
from workflow_service.casefile.transition import contact_due
from workflow_service.casefile.transition_dates import AGES, child_reaches
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import casefile_transition as transitions
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import change

LABELS: lists.Words = {
    "application": ("Ansøgning afgøres senest", "Application decided by"),
    "access_request": ("Aktindsigt besvares senest", "Access to the file answered by"),
    "complaint": ("Klage genvurderes senest", "Complaint re-assessed by"),
    "notification": ("Underretning: vurdering og kvittering", "Notification: assessment and receipt"),
    "acute": ("Akut situation vurderes senest", "Acute situation assessed by"),
    "catch_up": ("Analysemøde efter akut støtte senest", "Analysis meeting after acute support by"),
    "misdirected": ("Databrud vurderes senest", "Data breach assessed by"),
    "hearing": ("Svar på partshøring senest", "Reply to the hearing by"),
    "complaint_time": ("Klage over afgørelsen senest", "Complaint about the decision by"),
    "child_plan": ("Barnets plan klar senest", "The child's plan ready by"),
    "visit": ("Indsats følges op senest", "Measure followed up by"),
    "checkin": ("Familien spørges næste gang", "The family is asked next"),
    "survey": ("Næste spørgeskema", "Next survey"),
    "revision": ("Ny version af planen senest", "New version of the plan by"),
    "exploration": ("Afdækning færdig senest", "Exploration finished by"),
    "contact": ("Første samtale om overgangen senest", "First talk about the transition by"),
    "age": ("Barnet når en alder", "The child reaches an age"),
}


@dataclass(frozen=True)
class RowDate:
    """A date of a row of the case file that gets another value."""

    table: Any
    row: Row
    values: Row
    before: datetime
    after: datetime


@dataclass(frozen=True)
class WorkedOut:
    """Dates of one kind that move together. `variables`: of the course that counts from them, `of`: only
    where this variable has this value. `told_on`: the day of the letter that says them; then they stay."""

    kind: str
    rows: tuple[RowDate, ...]
    variables: Mapping[str, str] = field(default_factory=dict)
    of: count.Of = None
    told_on: date | None = None

    def label(self, language: str) -> str:
        return lists.label(LABELS, self.kind, language)


@dataclass(frozen=True)
class Course:
    """`value_of` gives a variable of the course."""

    instance_id: str
    case: Row | None
    value_of: Callable[[str], object]


@dataclass(frozen=True)
class Source:
    """`keys`: the parameters that count in it; `names`: the variables that a course waiting for it reads."""

    keys: Callable[[str], bool]
    names: tuple[str, ...]
    find: Callable[[UnitOfWork, Course, str], Iterator[WorkedOut]]


def of_course(uow: UnitOfWork, course: Course, key: str) -> list[WorkedOut]:
    """The dates of the course that the parameter `key` counts, with the value in force or supposed. Whether
    the course itself knows them (`of`) is for the caller to ask."""
    return [one for source in SOURCES if source.keys(key) for one in source.find(uow, course, key)]


def names_counted_by(key: str) -> frozenset[str]:
    """The variables that hold what the parameter counts."""
    return frozenset(name for source in SOURCES if source.keys(key) for name in source.names)


def courses_beside(uow: UnitOfWork, key: str) -> list[str]:
    """Courses with dates that the parameter counts and no variable of theirs holds."""
    return notified.courses_with_open_clocks(uow) if _NOTIFICATION(key) else []


def write(uow: UnitOfWork, found: WorkedOut) -> None:
    """The dates on their rows."""
    for one in found.rows:
        change(uow, one.table, str(one.row["key_id"]), str(one.row["id"]), one.values)


def moment(uow: UnitOfWork, value: date | datetime) -> datetime:
    """A day as the moment at which it ends."""
    return value if isinstance(value, datetime) else calendar.end_of_day(value, uow.zone)


def _rows(uow: UnitOfWork, table: Any, row: Row, values: Row) -> tuple[RowDate, ...]:
    return tuple(
        RowDate(table, row, {name: value}, moment(uow, row[name]), moment(uow, value))
        for name, value in values.items()
        if row[name] is not None and row[name] != value
    )


def _of(
    uow: UnitOfWork, kind: str, table: Any, row: Row, it: count.Counted, told: date | None = None
) -> WorkedOut:
    return WorkedOut(kind, _rows(uow, table, row, it.values), it.variables, it.of, told)


# -- what somebody asked for or complained about -----------------------------------------------------


def _applications(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in decided.applications(uow, course.case["id"]) if course.case else ():
        if row["state"] == "received" and decisions.application_key(uow, row["section"]) == key:
            it = count.application(uow, row, row["received"])
            yield _of(uow, "application", tables.application, row, it, row["told_at"])


def _access(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in sharing.access_requests(uow, course.case["id"]) if course.case else ():
        if row["state"] != "sent":
            told = row["delay_told_at"]
            it = count.access(uow, row, row["received_at"])
            day = count.local_day(uow, told) if told else None
            yield _of(uow, "access_request", tables.access_request, row, it, day)


def _complaints(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in decided.complaints(uow, course.case["id"]) if course.case else ():
        if row["state"] == "received" and row["received_at"] is not None and row["due"] is not None:
            it = count.complaint(uow, row, row["received_at"])
            yield _of(uow, "complaint", tables.complaint, row, it)


def _misdirected(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in sharing.misdirected_letters(uow, course.case["id"]) if course.case else ():
        if row["assessed_at"] is None:
            it = count.misdirected(uow, row)
            yield _of(uow, "misdirected", tables.misdirected_letter, row, it)


# -- notifications and acute situations --------------------------------------------------------------


def _notifications(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    name, done = ("assess_by", "assessed_at") if key == _ASSESSED else ("receipt_by", "receipt_state")
    for row in notified.all_of_instance(uow, course.instance_id):
        if row[done] is None and row["state"] != "closed":
            it = count.notification(uow, row, row["received_at"])
            ours = count.Counted({name: it.values[name]}, {}, it.of)
            yield _of(uow, "notification", tables.notification, row, ours)


def _acute(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in notified.acutes(uow, course.case["id"]) if course.case else ():
        if row["state"] == "open":
            yield _of(uow, "acute", tables.acute_assessment, row, count.acute(uow, row))


def _catch_up(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    for row in notified.acutes(uow, course.case["id"]) if course.case else ():
        started = [
            one["started_at"]
            for one in notified.early_starts(uow, row["case_id"])
            if one["acute_id"] == row["id"] and one["started_at"]
        ]
        if row["catch_up_by"] is not None and started:
            it = count.catch_up(uow, row, max(started))
            yield _of(uow, "catch_up", tables.acute_assessment, row, it)


# -- what a letter says: it stays --------------------------------------------------------------------


def _hearings(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    """F26 proposes the day by `hearing_deadline`; from the letter on it is the parties' own."""
    for row in _decisions(uow, course, "prepared"):
        for sent in decided.hearings(uow, row["id"]):
            if sent["closed_at"] is None:
                day = count.local_day(uow, sent["sent_at"])
                due = clocks.ends_on(uow, "hearing_deadline", day)
                it = count.Counted({"due": due}, {}, ("decision_id", row["id"]))
                yield _of(uow, "hearing", tables.party_hearing, sent, it, day)


def _child_plans(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    """The first of the decisions that want one; the decision's letter says the day."""
    rows = [row for row in _decisions(uow, course, "decided") if row["plan_due"]]
    row = min(rows, key=lambda one: (one["plan_due"], one["id"]), default=None)
    if row is not None:
        day = count.local_day(uow, row["decided_at"])
        it = count.Counted({"plan_due": decisions.plan_due(uow, day)})
        name = {"child_plan_due": row["plan_due"].isoformat()}
        found = _of(uow, "child_plan", tables.decision, row, it, _letter_day(uow, row))
        yield WorkedOut(found.kind, found.rows, name, None, found.told_on)


def _decisions(uow: UnitOfWork, course: Course, state: str) -> list[Row]:
    found = decided.decisions(uow, course.case["id"]) if course.case else []
    return [row for row in found if row["state"] == state]


def _letter_day(uow: UnitOfWork, row: Row) -> date:
    return count.local_day(uow, row["sent_at"] or row["decided_at"])


# -- support, plan and transition --------------------------------------------------------------------


def _visits(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    """First dates of measures that were never followed up, and the visit that comes first (`find_visit`)."""
    case = course.case
    if case is None or case["status"] != CaseStatus.ACTIVE:
        return
    plan = active.active_plan(uow, case["id"])
    dated: list[Row] = []
    rows: list[RowDate] = []
    for row in active.running(uow, case["id"]):
        start, counts = row["counted_from"], active.first_counted_by(row) == key
        values = {"next_follow_up": active.counted_date(uow, plan, row, start)} if start and counts else {}
        rows += _rows(uow, tables.measure, row, values)
        dated.append({**row, **values})
    due = active.first_due(dated)
    if due is not None:
        dates = {"next_visit": active.visit_opens(uow, due).isoformat(), "visit_due": due.isoformat()}
        yield WorkedOut("visit", tuple(rows), dates)


def _checkin(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    case = course.case
    if case is not None and case["status"] == CaseStatus.ACTIVE:
        due = active.next_checkin(uow, case, active.active_plan(uow, case["id"]))
        yield WorkedOut("checkin", (), {"next_checkin": due.isoformat()})


def _survey(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    case = course.case
    if case is not None and case["status"] == CaseStatus.ACTIVE:
        yield WorkedOut("survey", (), {"next_survey": active.next_survey(uow, case).isoformat()})


def _revision(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    plans = query.plans(uow, course.case["id"]) if course.case else []
    began = ((plans[0]["content"] or {}).get("revision") or {}).get("began") if plans else None
    if began is not None and plans[0]["state"] == "draft":
        day = count.local_day(uow, datetime.fromisoformat(began))
        due = operations_revision.revision_due(uow, day).isoformat()
        yield WorkedOut("revision", (), {"revision_due": due}, ("plan_id", plans[0]["id"]))


def _exploration(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    began = as_date(course.value_of("assessment_from"))
    if began is not None:
        due = assessment_parts.exploration_due(uow, began)
        yield WorkedOut("exploration", (), {"exploration_due": due.isoformat()})


def _contact(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    plan = transitions.transition(uow, course.case["id"]) if course.case else None
    if course.case is not None and plan is not None and plan["state"] == "begun":
        due = contact_due(uow, course.case, plan["begun_on"])
        yield WorkedOut("contact", (), {"contact_due": due.isoformat()}, ("transition_id", plan["id"]))


def _ages(uow: UnitOfWork, course: Course, key: str) -> Iterator[WorkedOut]:
    if course.case is None or transitions.birth_date(uow, course.case["child_id"]) is None:
        return
    day = child_reaches(uow, course.case, key)
    yield WorkedOut("age", (), {"falls_on": day.isoformat()}, ("age_key", key))


def complaint_times(uow: UnitOfWork, limit: int) -> list[tuple[str, RowDate, date]]:
    """Case number, date and day of the letter of each decision about which a complaint is still in time. They
    are told in the decision's letter (domain.md 8, D7) and stay."""
    found = []
    for number, row in decided.open_to_complaint(uow, today(uow), limit):
        values = {"complaint_until": decisions.complaint_until(uow, count.local_day(uow, row["decided_at"]))}
        for one in _rows(uow, tables.decision, row, values):
            found.append((number, one, _letter_day(uow, row)))
    return found


def _one(*keys: str) -> Callable[[str], bool]:
    return frozenset(keys).__contains__


_ASSESSED = "notification_assessment"
_NOTIFICATION = _one(_ASSESSED, "notification_receipt", "weekday_definition")
SOURCES = (
    Source(lambda key: key.startswith("application_deadline"), ("application_due",), _applications),
    Source(_one("access_deadline"), ("due_at",), _access),
    Source(_one("complaint_reassessment"), ("reassess_due",), _complaints),
    Source(_one("breach_deadline"), ("due_at",), _misdirected),
    Source(_NOTIFICATION, (), _notifications),
    Source(_one("acute_response"), ("assess_by",), _acute),
    Source(_one("acute_analysis_deadline"), (), _catch_up),
    Source(_one("hearing_deadline"), ("hearing_due",), _hearings),
    Source(_one("child_plan_deadline"), ("child_plan_due",), _child_plans),
    Source(_one("follow_up_first", "benefit_review", "visit_notice"), ("next_visit", "visit_due"), _visits),
    Source(_one("checkin_default"), ("next_checkin",), _checkin),
    Source(_one("survey_interval", "survey_quiet_weeks"), ("next_survey",), _survey),
    Source(_one("revision_due"), ("revision_due",), _revision),
    Source(_one("exploration_deadline"), ("exploration_due",), _exploration),
    Source(_one("transition_contact_deadline", "transition_age"), ("contact_due",), _contact),
    Source(_one(*AGES), ("falls_on",), _ages),
)

__all__ = [
    "Course",
    "RowDate",
    "WorkedOut",
    "complaint_times",
    "courses_beside",
    "moment",
    "names_counted_by",
    "of_course",
    "write",
]
