"""A family's way through the diagrams and the moments of its steps, counted back from where it stands now."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from workflow_service import calendar
from workflow_service.app.demonstration.families import Family

PARTS = 2
# a family whose support runs: what is due by then is done week by week, beside its way
ACTIVE = "active"
EXPERTS = 2

# the steps of a decision (S02), in their order: taken when they come, beside the family's way
DECISION = ("prepare_decision", "send_hearing", "party_hearing", "obtain_child_view", "decide")

# one task for each person who is asked: all of them answer the same day
EACH = "obtain_consent"

# working days between a step and the one before it; 0: the same day
_GAPS = {
    "register_inquiry": 0,
    "risk_assessment": 0,
    "screening": 2,
    "appoint_coordinator": 3,
    "first_talk": 2,
    "obtain_consent": 0,
    "map_open_sector_cases": 2,
    "confirm_involved": 2,
    "offer_family_guide": 3,
    "prepare_assessment_meeting": 2,
    "hold_assessment_meeting": 7,
    "approve_without_family": 2,
    "child_conversation": 3,
    "choose_assessment_parts": 2,
    "carry_out_part:1": 8,
    "carry_out_part:2": 2,
    "offer_meeting_again": 2,
    "hold_meeting_again": 7,
    "ics_synthesis": 3,
    "compile_joint_report": 3,
    "share_draft_with_family": 3,
    "team_approves_draft": 2,
    "propose_experts": 2,
    "hold_analysis_meeting": 7,
    "finalise_report": 2,
    "review_with_family": 2,
    "invite_sector_goals": 2,
    "write_goals": 3,
    "propose_measures": 2,
    "agree_with_family": 3,
    "offer_new_talk": 3,
    "agree_after_new_talk": 2,
    "decide_disagreement": 2,
    "approve_plan": 2,
    "active": 0,
    "follow_up_now": 20,
    "follow_up": 3,
    "review_benefit": 3,
    "propose_closure": 9,
    "closure_assessment": 2,
    "redirect_family": 3,
    "family_moved": 4,
    "notify_new_municipality": 2,
}
# steps that take a family more or less time
_SLOW = {"appoint_coordinator": 2, "first_talk": 2, "offer_family_guide": 4, "carry_out_part:1": 3}


@dataclass(frozen=True)
class Step:
    """`element` is done at `at`; `number` counts its repetitions from 1."""

    element: str
    number: int
    at: datetime


def path(family: Family) -> list[str]:
    """The steps of this family's way in order, `element` or `element:number` where one comes again."""
    steps = ["register_inquiry", "complete_master_data", "screening"]
    if family.has("unclear"):
        steps.append("screening:2")
    if family.has("honour"):
        steps.append("risk_assessment")
    if family.has("guidance"):
        return [*steps, "redirect_family"]
    steps += ["appoint_coordinator", "first_talk", "obtain_consent"]
    steps += ["map_open_sector_cases", "confirm_involved", "offer_family_guide"]
    steps += ["prepare_assessment_meeting", "hold_assessment_meeting"]
    if family.has("declines"):
        steps.append("approve_without_family")
    steps += ["child_conversation", "choose_assessment_parts"]
    steps += [f"carry_out_part:{n}" for n in range(1, PARTS + 1)]
    if family.has("declines"):
        steps += ["offer_meeting_again", "hold_meeting_again"]
    steps += ["ics_synthesis", "compile_joint_report", "share_draft_with_family", "team_approves_draft"]
    return [*steps, *_analysis(family), *_plan(family), *_support(family)]


def _analysis(family: Family) -> list[str]:
    after = ["pseudonymise_material", "inform_family_about_meeting", "hold_analysis_meeting"]
    steps = ["propose_experts", *(f"expert_declaration:{n}" for n in range(1, EXPERTS + 1)), *after]
    if family.has("no_quorum"):
        again = [f"expert_declaration:{n}" for n in range(EXPERTS + 1, 2 * EXPERTS + 1)]
        steps += ["reschedule_analysis_meeting", *again, *(f"{step}:2" for step in after)]
    return [*steps, "approve_minutes", "finalise_report"]


def _plan(family: Family) -> list[str]:
    steps = ["review_with_family"]
    if family.has("employment"):
        steps.append("invite_sector_goals")
    steps += ["write_goals", "propose_measures", "agree_with_family"]
    if family.has("disagree") or family.has("partly"):
        steps += ["offer_new_talk", "agree_after_new_talk"]
    if family.has("disagree"):
        steps.append("decide_disagreement")
    return [*steps, "approve_plan"]


def _support(family: Family) -> list[str]:
    """Support runs; nobody has a task until a visit or a talk is due. A family may stop."""
    if family.has("withdrawn"):
        return [ACTIVE, "follow_up_now", "review_benefit", "propose_closure", "closure_assessment"]
    return [ACTIVE, "follow_up"]


def plan(family: Family, now: datetime, zone: ZoneInfo) -> tuple[datetime, list[Step]]:
    """When the family's inquiry came, and its steps up to the one that is open, each on a working day.

    The last step was done `family.waiting` working days before `now` (aware), so that the open one is due
    as planned. A family that moves ends with `family_moved`, which is a message.
    """
    names = path(family)
    if family.stop != "end":
        names = names[: names.index(family.stop)]
    names = [name for name in names if name != ACTIVE]
    if family.has("moved") or family.has("moves"):
        names.append("family_moved")
    if family.has("moved"):
        names.append("notify_new_municipality")
    moments = _moments(family, names, now.astimezone(zone))
    start = _before(family, "start", moments[0] if moments else _latest(family, now.astimezone(zone)), 0)
    steps = []
    for name, at in zip(names, moments, strict=True):
        element, _, number = name.partition(":")
        steps.append(Step(element, int(number or 1), at))
    return start, steps


def _latest(family: Family, now: datetime) -> datetime:
    return _back(now, family.waiting, family, "latest") if family.waiting else now - timedelta(minutes=50)


def _moments(family: Family, names: Sequence[str], now: datetime) -> list[datetime]:
    """Counted back from the last one, because the open task must be as old as planned."""
    if not names:
        return []
    moments = [_latest(family, now)]
    for at in range(len(names) - 1, 0, -1):
        moments.append(_before(family, names[at], moments[-1], _gap(family, names[at])))
    return moments[::-1]


def _gap(family: Family, name: str) -> int:
    gap = _GAPS.get(name, _GAPS.get(name.partition(":")[0], 1))
    return gap + _hash(family, name) % (_SLOW.get(name, 0) + 1)


def _before(family: Family, name: str, at: datetime, days: int) -> datetime:
    return _back(at, days, family, name) if days else at - timedelta(minutes=35 + _hash(family, name) % 40)


def _back(at: datetime, days: int, family: Family, name: str) -> datetime:
    """So many working days earlier, in office hours."""
    day = at.date()
    while days:
        day -= timedelta(days=1)
        days -= calendar.counts(day, "working_day", calendar.DANISH_HOLIDAYS)
    # meetings begin in the morning or after lunch and are written up when they are over
    first, span = (10 * 60 + 45, 240) if name.startswith("hold_") else (8 * 60 + 20, 400)
    minutes = first + _hash(family, name) % span
    return datetime.combine(day, time(minutes // 60, minutes % 60), tzinfo=at.tzinfo)


def ahead(at: datetime, days: int, hour: int) -> datetime:
    """So many working days after `at` (local), at a full hour: for meetings that are still to come."""
    day = at.date()
    while days:
        day += timedelta(days=1)
        days -= calendar.counts(day, "working_day", calendar.DANISH_HOLIDAYS)
    return datetime.combine(day, time(hour), tzinfo=at.tzinfo)


def workday_after(day: date, days: int) -> date:
    """The day so many days after `day`, or the next working day when that is none."""
    return calendar.next_working_day(day + timedelta(days=days), calendar.DANISH_HOLIDAYS)


def _hash(family: Family, name: str) -> int:
    return zlib.crc32(f"{family.number}:{name}".encode())
