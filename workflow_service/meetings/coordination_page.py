"""What the pages of the coordination group show: one meeting with its report, and the priority agreement.

The escalated cases are for the group alone (domain.md 4: heads read »case on escalation«); whoever only sees
that the group meets reads the dates.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow_service import access
from workflow_service.casefile import coordination, lists, management_report, override_words
from workflow_service.casefile import financing_escalation as escalation
from workflow_service.casefile.management_report import Figure
from workflow_service.meetings import coordination_agenda
from workflow_service.meetings.base import facts_of, meeting_of, series_of, today
from workflow_service.meetings.months import months, state_of
from workflow_service.meetings.pages import MeetingLine, meeting_line
from workflow_service.meetings.words import ABSENT, reason_words, word
from workflow_service.rules import team_meetings as rule
from workflow_service.store import UnitOfWork, visibility
from workflow_service.store import casefile_financing as financing
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store.casefile_rows import Row

ATTENDED = {
    rule.PRESENT: ("Til stede", "Present"),
    rule.DEPUTY: ("Afløst", "Deputy came"),
    rule.ABSENT: ("Fraværende", "Absent"),
}
OUTCOMES = {
    "done": ("Udført", "Done"),
    "not_needed": ("Blev ikke nødvendigt", "Was not needed"),
    "not_done": ("Lykkedes ikke", "Did not succeed"),
}


@dataclass(frozen=True)
class Topic:
    """An item about no family. `text`: what was minuted of it."""

    what: str
    why: str
    state: str
    text: str
    deferred_why: str


@dataclass(frozen=True)
class Raised:
    """An escalated case. `case_id` only for those who may open it; `text`: what was minuted of it."""

    id: str
    case_id: str | None
    name: str
    why: tuple[str, ...]
    known: str
    state: str
    outcome: str
    note: str
    text: str


@dataclass(frozen=True)
class Attendee:
    """`state` in words, empty before the meeting; `deputy`: who came or takes over."""

    name: str
    state: str
    reason: str
    deputy: str


@dataclass(frozen=True)
class Decided:
    """A decision of the group. `outcome` in words; empty while it is open."""

    what: str
    owner: str
    due_on: date | None
    late: bool
    done_at: datetime | None
    outcome: str
    note: str


@dataclass(frozen=True)
class Deviated:
    """A status meeting that was not held as it should be. `why`: what its leader wrote."""

    line: str
    why: str


@dataclass(frozen=True)
class ReportView:
    """The report in the reader's words. `frozen`: it is the one kept with the minutes."""

    made: date
    since: date
    figures: tuple[Figure, ...]
    deviations: tuple[Deviated, ...]
    disputes: tuple[str, ...]
    clocks: tuple[str, ...]
    financing: tuple[str, ...]
    months: tuple[str, ...]
    overrides: tuple[str, ...]
    frozen: bool


@dataclass(frozen=True)
class GroupMeeting:
    """One meeting. `reads`: the reader belongs to the group. `task_id`, `task`: the open step of its course,
    for whoever may do it."""

    meeting: Row
    series: Row
    line: MeetingLine
    reads: bool
    leads: bool
    task_id: str | None
    task: str
    chair: str
    topics: tuple[Topic, ...]
    raised: tuple[Raised, ...]
    attendance: tuple[Attendee, ...]
    decisions: tuple[Decided, ...]
    open_decisions: tuple[Decided, ...]
    text: str
    report: ReportView | None
    agreed_until: date | None


def is_of_group(uow: UnitOfWork, meeting_id: str) -> bool:
    """Is it a meeting of the coordination group?"""
    meeting = query.meeting_row(uow, meeting_id)
    series = query.series_row(uow, meeting["series_id"]) if meeting is not None else None
    return series is not None and series["kind"] == query.COORDINATION


def of_the_group(uow: UnitOfWork, series: Row) -> bool:
    """Is the reader a member, a deputy or the chair?"""
    facts = facts_of(uow, series)
    return uow.actor.user_id in facts.people or access.may_lead_series(uow.actor, facts) is None


def group_meeting(uow: UnitOfWork, meeting_id: str) -> GroupMeeting:
    """The meeting as this reader may see it; names of escalated cases are initials, and the look is logged.
    Raises NotFound for those who do not see the series."""
    meeting, series = meeting_of(uow, meeting_id)
    reads = of_the_group(uow, series)
    minutes = meeting["minutes"] or {}
    kept = agenda_query.decisions(uow, meeting_id) if reads else []
    still_open = group.open_decisions(uow, series["id"]) if reads else []
    earlier = [one for one in still_open if one["meeting_id"] != meeting_id]
    here = {row["user_id"]: row for row in agenda_query.attendance(uow, meeting_id)} if reads else {}
    people = [one["owner_id"] for one in (*kept, *earlier)] + [minutes.get("chair") or series["chair_id"]]
    people += [row["deputy_id"] for row in here.values()]
    names = query.user_names(uow, [one for one in people if one])
    task = _task(uow, meeting) if reads else None
    return GroupMeeting(
        meeting,
        series,
        meeting_line(uow, series, meeting),
        reads,
        access.may_lead_series(uow.actor, facts_of(uow, series)) is None,
        task["id"] if task else None,
        task["element"] if task else "",
        names.get(minutes.get("chair") or series["chair_id"] or "", ""),
        tuple(_topic(one) for one in group.topics(uow, meeting_id)) if reads else (),
        tuple(_raised(uow, meeting)) if reads else (),
        tuple(_attendance(uow, series, here, names)),
        tuple(_decided(uow, one, names) for one in kept if one["kind"] == group.ACTION),
        tuple(_decided(uow, one, names) for one in earlier),
        _minutes_text(uow, meeting) if reads else "",
        report_view(uow, meeting) if reads and meeting["report"] else None,
        group.last_day_agreed(uow, series["id"]) if reads else None,
    )


def _task(uow: UnitOfWork, meeting: Row) -> Row | None:
    """The open step of the meeting's course, when it is the reader's to do."""
    found = group.open_task_of(uow, meeting["instance_id"]) if meeting["instance_id"] else None
    if found is None:
        return None
    mine = found["assignee"] == uow.actor.user_id
    chair = access.holds(uow.actor, "coordination_chair", "tenant", None)
    return found if mine or (chair and found["assignee"] is None) else None


def _topic(one: Row) -> Topic:
    subject = one["subject"] or {}
    return Topic(
        str(subject.get("what") or ""),
        str(subject.get("why") or ""),
        one["state"],
        one["development"] or "",
        one["deferred_why"] or "",
    )


def _minutes_text(uow: UnitOfWork, meeting: Row) -> str:
    """What is minuted about the whole: under the report while the meeting ran, or in the form."""
    items = [one for one in agenda_query.items(uow, meeting["id"]) if coordination_agenda.is_report(one)]
    said = [(one["development"] or "") for one in items] + [str((meeting["minutes"] or {}).get("text") or "")]
    return "\n\n".join(one for one in said if one)


def _raised(uow: UnitOfWork, meeting: Row) -> list[Raised]:
    items = group.items(uow, meeting["id"])
    names = coordination.case_names(uow, [one["case_id"] for one in items])
    found = []
    for one in items:
        row = financing.agreement(uow, one["ref_id"])
        waits = row is not None and row["state"] == escalation.ESCALATED
        why = [reason_words(uow, reason) for reason in one["reasons"]]
        if row is not None and waits:
            why += escalation.why_text(uow, row).split("\n")
        found.append(
            Raised(
                one["id"],
                one["case_id"] if visibility.may_see(uow, one["case_id"]) else None,
                names.get(one["case_id"], ""),
                tuple(why),
                escalation.known_text(uow, row) if row is not None and waits else "",
                one["state"],
                lists.label(escalation.OUTCOMES, one["decision"] or "", uow.actor.language),
                str(one["decision_note"] or one["deferred_why"] or ""),
                one["development"] or "",
            )
        )
    return found


def _attendance(
    uow: UnitOfWork, series: Row, here: Mapping[str, Row], names: Mapping[str, str]
) -> list[Attendee]:
    language, found = uow.actor.language, []
    for one in query.members(uow, series, today(uow)):
        row = here.get(one.user_id, {})
        found.append(
            Attendee(
                one.name,
                word(ATTENDED, row.get("state"), language),
                word(ABSENT, row.get("reason_code"), language),
                names.get(row.get("deputy_id") or "", ""),
            )
        )
    return found


def _decided(uow: UnitOfWork, one: Row, names: Mapping[str, str]) -> Decided:
    return Decided(
        str((one["what"] or {}).get("text") or ""),
        names.get(one["owner_id"] or "", ""),
        one["due_on"],
        one["done_at"] is None and one["due_on"] is not None and one["due_on"] < today(uow),
        one["done_at"],
        word(OUTCOMES, one["outcome"], uow.actor.language),
        str(one["done_note"] or ""),
    )


def report_view(uow: UnitOfWork, meeting: Row) -> ReportView:
    """The report kept with a meeting in the reader's words; for somebody of the group."""
    report, language = meeting["report"], uow.actor.language
    return ReportView(
        date.fromisoformat(report["at"]),
        date.fromisoformat(report["since"]),
        tuple(management_report.figures(report, language)),
        tuple(_deviated(uow, one) for one in report["deviations"]),
        tuple(management_report.split_line(one, language) for one in report["disputes"]),
        tuple(management_report.clock_line(one, language) for one in report["clocks"]),
        tuple(management_report.financing_lines(report["financing"], language)),
        tuple(management_report.month_line(one, language) for one in report["months"]),
        tuple(override_words.line(one, language) for one in report.get("overrides") or ()),
        meeting["closed_at"] is not None,
    )


def _deviated(uow: UnitOfWork, one: Mapping[str, str]) -> Deviated:
    """The reason is read where it was written: it is no part of the report that is kept."""
    row = query.meeting_row(uow, one["id"]) or {}
    why = row.get("deviation_why") or row.get("cancelled_why") or ""
    return Deviated(management_report.deviation_line(one, uow.actor.language), str(why))


# -- the priority agreement --------------------------------------------------------------------------


@dataclass(frozen=True)
class Signature:
    """Who agreed on which day; `note`: why somebody did not."""

    name: str
    on: date | None
    note: str


@dataclass(frozen=True)
class AgreementView:
    id: str
    text: str
    file: str
    valid_from: date
    valid_to: date
    in_force: bool
    signatures: tuple[Signature, ...]


@dataclass(frozen=True)
class GroupAgreements:
    """The agreements of the group, the newest first, with its months (INV-11)."""

    series: Row
    leads: bool
    found: tuple[AgreementView, ...]
    months: tuple[str, ...]


def group_agreements(uow: UnitOfWork, series_id: str) -> GroupAgreements:
    """Raises NotFound for those who are not of the group."""
    series = series_of(uow, series_id)
    if series["kind"] != query.COORDINATION or not of_the_group(uow, series):
        access.require_sight(access.NOT_SEEN)
    known = [
        {"first": one.first.isoformat(), "state": state_of(one, today(uow))} for one in months(uow, series)
    ]
    return GroupAgreements(
        series,
        access.may_lead_series(uow.actor, facts_of(uow, series)) is None,
        tuple(_agreement(uow, row) for row in group.agreements(uow, series_id)),
        tuple(management_report.month_line(one, uow.actor.language) for one in reversed(known[-12:])),
    )


def one_agreement(uow: UnitOfWork, agreement_id: str) -> tuple[Row, AgreementView]:
    """(series, agreement) for somebody of the group. Raises NotFound."""
    row = group.agreement(uow, agreement_id)
    if row is None:
        access.require_sight(access.NOT_SEEN)
    assert row is not None
    series = series_of(uow, row["series_id"])
    if not of_the_group(uow, series):
        access.require_sight(access.NOT_SEEN)
    return series, _agreement(uow, row)


def _agreement(uow: UnitOfWork, row: Row) -> AgreementView:
    content = row["content"] or {}
    return AgreementView(
        row["id"],
        str(content.get("text") or ""),
        str(content.get("file") or ""),
        row["valid_from"],
        row["valid_to"],
        row["valid_from"] <= today(uow) <= row["valid_to"],
        tuple(
            Signature(
                str(one.get("name") or ""),
                date.fromisoformat(one["on"]) if one.get("on") else None,
                str(one.get("note") or ""),
            )
            for one in content.get("signatures") or ()
        ),
    )


__all__ = [
    "GroupAgreements",
    "GroupMeeting",
    "group_agreements",
    "group_meeting",
    "is_of_group",
    "of_the_group",
    "one_agreement",
    "report_view",
]
