"""What the page of a coordination group's meeting shows while it is held (T02): one item at a time. It stands
in the same frame as every meeting page (`run_page`); only the middle is its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from workflow_service import access
from workflow_service.casefile import coordination
from workflow_service.casefile import financing_escalation as escalation
from workflow_service.meetings import group_points
from workflow_service.meetings.coordination_page import ReportView, of_the_group, report_view
from workflow_service.meetings.group_points import RAISED, REPORT
from workflow_service.meetings.participants import Gathering, gathering
from workflow_service.meetings.run_page import (
    ONE_LOOK,
    Action,
    AgendaLine,
    RunPage,
    chosen_of,
    frame,
    page_of,
    writers,
)
from workflow_service.meetings.words import reason_words
from workflow_service.rules.financing import WHOLE
from workflow_service.store import UnitOfWork, visibility
from workflow_service.store import casefile_financing as financing
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row


@dataclass(frozen=True)
class Share:
    """What a sector pays: `pct` as the group has said or the sectors proposed last; `told`: the proposal;
    `rest`: what would make the shares 100 together, None when this one cannot."""

    id: str
    sector: str
    pct: str
    told: str
    rest: str | None


@dataclass(frozen=True)
class Point:
    """The item in the middle. `kind`: report, raised, topic; `case_id` only for those who may open the case;
    `others`: who else writes right now; `total`: the shares together, in per cent."""

    line: AgendaLine
    kind: str
    why: tuple[str, ...]
    known: str
    case_id: str | None
    text: str
    written_at: datetime | None
    others: tuple[str, ...]
    outcome: str | None
    reason: str
    shares: tuple[Share, ...]
    total: str
    decisions: tuple[Action, ...]
    report: ReportView | None


@dataclass(frozen=True)
class GroupRunPage(RunPage):
    """`chairs`: who may lead the meeting (INV-11), as (id, name); `chair_id`: who does."""

    point: Point | None
    chair_id: str | None
    chairs: tuple[tuple[str, str], ...]


def live_page(uow: UnitOfWork, meeting_id: str, item_id: str | None = None) -> RunPage:
    """The page of any meeting that is minuted live, as the actor may see it. Raises NotFound."""
    found = gathering(uow, meeting_id)
    if found.series["kind"] != query.COORDINATION:
        return page_of(uow, found, item_id)
    return _group_page(uow, found, item_id)


def group_run_page(uow: UnitOfWork, meeting_id: str, item_id: str | None = None) -> GroupRunPage:
    """The same for a meeting of the group. Raises NotFound for everybody else, and for another meeting."""
    found = gathering(uow, meeting_id)
    if found.series["kind"] != query.COORDINATION:
        access.require_sight(access.NOT_SEEN)
    return _group_page(uow, found, item_id)


def _group_page(uow: UnitOfWork, found: Gathering, item_id: str | None) -> GroupRunPage:
    meeting, series = found.meeting, found.series
    if not of_the_group(uow, series):
        access.require_sight(access.NOT_SEEN)
    items = agenda_query.items(uow, meeting["id"])
    lines = _lines(uow, items)
    chosen = chosen_of(lines, item_id)
    page = frame(uow, found, lines, chosen, stored.attendance(uow, meeting["id"]), ((), ()))
    chair = group_points.chair_of(meeting, series)
    there = tuple(replace(one, leads=one.user_id == chair) for one in page.attendance)
    item = next((one for one in items if chosen and one["id"] == chosen.id), None)
    point = _point(uow, meeting, chosen, item, dict(page.people)) if chosen and item else None
    parts: dict[str, Any] = {**vars(page), "attendance": there}
    chairs = tuple(group_points.chairs(uow, series))
    return GroupRunPage(**parts, point=point, chair_id=chair, chairs=chairs)


def _lines(uow: UnitOfWork, items: list[Row]) -> tuple[AgendaLine, ...]:
    raised = [one["case_id"] for one in items if one["case_id"]]
    called = coordination.called(uow, raised)
    me = uow.actor.user_id
    for case_id in raised:
        if me is not None and not stored.looked_lately(uow, case_id, me, ONE_LOOK):
            child = called[case_id].child_id
            uow.looked_at(case_id, [child] if child else [])
    agreed = stored.action_counts(uow, [one["id"] for one in items])
    found = []
    for number, one in enumerate(items, 1):
        case = called.get(one["case_id"] or "")
        subject = one["subject"] or {}
        found.append(
            AgendaLine(
                one["id"],
                number,
                one["state"],
                one["planned_minutes"],
                True,
                case.name if case else str(subject.get("what") or _REPORT[uow.actor.language == "en"]),
                case.age if case else "",
                tuple(one["reasons"]),
                one["decision"],
                agreed.get(one["id"], 0),
                one["seconds_used"],
                one["now_since"],
                one["sent_at"],
            )
        )
    return tuple(found)


_REPORT = ("Ledelsesinformation", "Management information")


def _point(uow: UnitOfWork, meeting: Row, line: AgendaLine, item: Row, named: Mapping[str, str]) -> Point:
    kind = group_points.kind_of(item)
    written_at, others = writers(uow, item, named)
    split = financing.agreement(uow, item["ref_id"]) if kind == RAISED else None
    why = [reason_words(uow, one) for one in item["reasons"]] if kind == RAISED else []
    known, shares = "", tuple[Share, ...]()
    if split is not None:
        why += escalation.why_text(uow, split).split("\n")
        known = escalation.known_text(uow, split)
        shares = _shares(uow, item, split)
    elif kind != REPORT:
        why = [str((item["subject"] or {}).get("why") or "")]
    total = escalation.total({one.id: one.pct for one in shares})
    may_open = item["case_id"] is not None and visibility.may_see(uow, item["case_id"])
    return Point(
        line,
        kind,
        tuple(one for one in why if one),
        known,
        item["case_id"] if may_open else None,
        item["development"] or "",
        written_at,
        others,
        item["decision"],
        item["decision_note"] or "",
        shares,
        f"{total:.2f}",
        tuple(
            Action(one["id"], one["what"], named.get(one["owner_id"] or "", ""), one["due_on"])
            for one in stored.actions(uow, item["id"])
        ),
        report_view(uow, meeting) if kind == REPORT and meeting["report"] else None,
    )


def _shares(uow: UnitOfWork, item: Row, split: Row) -> tuple[Share, ...]:
    said = group_points.shares_of(uow, item)
    missing = WHOLE - escalation.total(said)
    found = []
    for one in escalation.share_rows(uow, split):
        rest = Decimal(said[one["id"]]) + missing
        shown = f"{rest:f}" if missing and 0 < rest < WHOLE else None
        found.append(Share(one["id"], one["sector"], said[one["id"]], one["told"], shown))
    return tuple(found)
