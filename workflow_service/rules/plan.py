"""Rules about the plan and its measures: INV-06, INV-07, INV-12, INV-16, INV-21."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Final
from zoneinfo import ZoneInfo

from workflow_service import calendar
from workflow_service.calendar import short_date
from workflow_service.rules.facts import Facts, Measure, Violation

# domain.md 3: kinds that a decision must carry; advice needs none
DECIDED_KINDS = frozenset({"supportive", "placement", "benefit"})
FOLLOWED_KINDS = frozenset({"supportive", "placement"})
_WAIT_DA = (
    "Analysemødet er ikke holdt endnu. Støtten kan først starte bagefter. Er det akut, så vælg"
    " »Akut indsats«; kan det ikke vente på udredningen, så vælg »Støtte under udredningen«. (Regel 6)"
)
_WAIT_EN = (
    "The analysis meeting has not been held yet. Support can start only afterwards. If it is urgent, choose"
    ' "Acute measure"; if it cannot wait for the assessment, choose "Support during the assessment". (Rule 6)'
)
_EARLIER_DA = (
    "Analysemødet blev holdt den {day}. Støtten kan først starte bagefter: vælg en senere dag. Er det akut,"
    " så vælg »Akut indsats«. (Regel 6)"
)
_EARLIER_EN = (
    "The analysis meeting was held on {day}. Support can start only afterwards: choose a later day. If it is"
    ' urgent, choose "Acute measure". (Rule 6)'
)
# days are counted, no hours: any zone will do
_NOWHERE = ZoneInfo("UTC")
# barnets lov § 95, unless `follow_up_first` says otherwise
_FIRST_FOLLOW_UP = "P3M"


def held_back_until_analysis(measure: Measure) -> bool:
    """Does INV-06 hold this measure back? Only new support, and what the team itself sets going elsewhere.
    Not what an acute situation or parallel support lets begin (P12; § 32, stk. 4; § 95, stk. 2)."""
    if measure.existing or measure.early_ground is not None:
        return False
    return measure.kind == "supportive" or (measure.kind == "other_sector" and measure.team_initiated)


def no_support_before_analysis(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-06: no new supportive measure, and no other sector's that the team sets going, starts before the
    analysis meeting is held. Benefits, advice, running measures and placements are never held back."""
    for path, measure in _measures(facts, submission):
        if measure.state != "proposed" or not held_back_until_analysis(measure):
            continue
        held = facts.analysis_held
        if held is None:
            yield Violation("INV-06", path, _WAIT_DA, _WAIT_EN)
        elif measure.start is not None and measure.start < held:
            da, en = (short_date(held, language) for language in ("da", "en"))
            yield Violation("INV-06", path, _EARLIER_DA.format(day=da), _EARLIER_EN.format(day=en))


def a_change_has_a_reason(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-07: from version 2 on a plan says why it changed; every goal says whose need and which sector."""
    approving = "approved" in submission
    if approving and facts.plan_version > 1 and not str(submission.get("change_reason") or "").strip():
        yield Violation(
            "INV-07",
            "change_reason",
            "Skriv, hvorfor planen ændres. Familien skal kunne læse det. (Regel 7)",
            "Write why the plan changes. The family must be able to read it. (Rule 7)",
        )
    if approving and facts.goals_without_owner:
        yield Violation(
            "INV-07",
            None,
            "Et mål mangler, hvis behov det er, eller en ansvarlig sektor. Ret målene. (Regel 7)",
            "A goal does not say whose need it is or its responsible sector. Correct the goals. (Rule 7)",
        )
    for at, goal in enumerate(submission.get("goals") or ()):
        for key, da, en in (
            (
                "whose_need",
                "Vælg, hvis behov målet handler om. (Regel 7)",
                "Choose whose need it is. (Rule 7)",
            ),
            ("sector", "Vælg den ansvarlige sektor. (Regel 7)", "Choose the responsible sector. (Rule 7)"),
        ):
            if not goal.get(key):
                yield Violation("INV-07", f"goals.{at}.{key}", da, en)


# the matter of a decision on access to the file (S03)
ACCESS: Final = "access"


def child_was_heard(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-12: a decision rests on the child's view, not older than `child_view_max_age`, and when it was not
    got by a talk, with the special reason. "Not obtained" is no option.

    What somebody gets to read of the file (`matter` access, S03) is no decision about the child's
    circumstances (barnets lov § 5), and rests on no view of the child."""
    if submission.get("matter") == ACCESS:
        return
    newest = max(facts.child_views, key=lambda view: view.date, default=None)
    oldest_allowed = facts.parameters.get("child_view_oldest")
    if newest is None:
        yield Violation(
            "INV-12",
            None,
            "Barnets syn mangler. Tal med barnet, eller indhent synet på anden måde, før der besluttes."
            " (Regel 12)",
            "The child's view is missing. Talk with the child, or learn the view in another way, before you"
            " decide. (Rule 12)",
        )
    elif isinstance(oldest_allowed, date) and newest.date < oldest_allowed:
        yield Violation(
            "INV-12",
            None,
            f"Barnets syn fra {newest.date.day}.{newest.date.month}.{newest.date.year} er for gammelt."
            " Spørg barnet igen. (Regel 12)",
            f"The child's view is of {newest.date.isoformat()} and too old. Ask the child again. (Rule 12)",
        )
    elif "talk" not in newest.how and not newest.not_by_talk_reason:
        yield Violation(
            "INV-12",
            None,
            "Barnets syn er ikke indhentet ved en samtale. Skriv den særlige grund. (Regel 12)",
            "The child's view was not learnt by a talk. Write the special reason. (Rule 12)",
        )


def measures_are_followed_up(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-16: a measure under § 95 has a next date, the first within `follow_up_first` of its start (three
    months unless set)."""
    if "next_date" in submission:
        yield from a_visit_sets_next_dates(facts, submission)
        return
    followed = [
        (path, one)
        for path, one in _measures(facts, submission)
        if one.kind in FOLLOWED_KINDS and one.state not in ("ended", "refused")
    ]
    if not followed:
        return
    told = submission.get("next_follow_up")
    next_date = date.fromisoformat(told) if isinstance(told, str) else facts.next_follow_up
    if next_date is None:
        yield Violation(
            "INV-16",
            "next_follow_up" if "measures" in submission else None,
            "Støtten mangler en dato for næste opfølgning. Sæt den ved indsatserne. (Regel 16)",
            "The support has no date of the next follow-up. Set it with the measures. (Rule 16)",
        )
        return
    within = str(facts.parameters.get("follow_up_first") or _FIRST_FOLLOW_UP)
    # after that time the first follow-up is past; a revision of the plan sets a later date with reason
    starts = [
        one.start
        for _, one in followed
        if one.start
        and not one.existing
        and (one.state == "proposed" or _after(one.start, within) >= facts.today)
    ]
    if starts and next_date > _after(min(starts), within):
        da, en = calendar.in_words(within), calendar.in_words(within, "en")
        yield Violation(
            "INV-16",
            "next_follow_up" if "measures" in submission else None,
            f"Første opfølgning skal ligge senest {da} efter, at støtten starter. (Regel 16)",
            f"The first follow-up must lie within {en} of the start of the support. (Rule 16)",
        )


def _after(day: date, duration: str) -> date:
    """The calendar day so long after `day`."""
    ends = calendar.add(
        calendar.end_of_day(day, _NOWHERE), duration, "calendar", _NOWHERE, calendar.DANISH_HOLIDAYS
    )
    return ends.astimezone(_NOWHERE).date()


def change_needs_decision(kind: str) -> bool:
    """Does INV-21 ask for a decision (F25) before a running measure of this kind is changed or ended?"""
    return kind in DECIDED_KINDS


def needs_decision(measure: Measure) -> bool:
    """Does INV-21 ask for a decision (F25) before this measure starts?"""
    return measure.kind in DECIDED_KINDS and not measure.existing and measure.decision_id is None


def nothing_starts_undecided(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-21: support, placement and benefit start only with a decision. Read on what is being started now:
    `facts.measures` in state "started" without one."""
    for measure in facts.measures:
        if measure.state == "started" and needs_decision(measure):
            yield Violation(
                "INV-21",
                None,
                "Indsatsen har ingen afgørelse. Træf afgørelsen med begrundelse og klagevejledning først."
                " (Regel 21)",
                "The measure has no decision. Decide first, with reason and complaint guidance. (Rule 21)",
            )


def ends_undecided(measure: Measure, decided: bool) -> list[Violation]:
    """INV-21 for an end: support, placement and benefit end only by a decision."""
    if decided or measure.kind not in DECIDED_KINDS:
        return []
    da = "Indsatsen kan kun ophøre ved en afgørelse med begrundelse og klagevejledning. (Regel 21)"
    en = "The measure can end only by a decision with reason and complaint guidance. (Rule 21)"
    return [Violation("INV-21", "decision_ref", da, en)]


def a_visit_sets_next_dates(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-16 at a visit (F08f): what goes on has a date after today, and the first interval of a measure
    under § 95 has its reason."""
    going = [row for row in submission.get("measures") or () if row.get("adjust") != "ends"]
    told = [("next_date", submission.get("next_date"))]
    told += [
        (f"measures.{at}.own_date", row["own_date"]) for at, row in enumerate(going) if row.get("own_date")
    ]
    for path, value in told:
        if not isinstance(value, str) or date.fromisoformat(value[:10]) <= facts.today:
            yield Violation(
                "INV-16",
                path,
                "Sæt en dato for næste opfølgning efter i dag. (Regel 16)",
                "Set a date of the next follow-up after today. (Rule 16)",
            )
    known = {one.id: one for one in facts.measures}
    first = [
        row
        for row in going
        if (one := known.get(str(row.get("measure_uid")))) and one.kind in FOLLOWED_KINDS and not one.followed
    ]
    if first and not str(submission.get("interval_reason") or "").strip():
        yield Violation(
            "INV-16",
            "interval_reason",
            "Skriv, hvorfor der går så længe til næste opfølgning. (Regel 16)",
            "Write why the next follow-up is that far away. (Rule 16)",
        )


# what a row of a plan revision says about a measure that is known (F07, P06)
_REVISED = {"keep": "started", "adjust": "started", "end": "ended"}


def _measures(facts: Facts, submission: Mapping[str, Any]) -> Iterator[tuple[str | None, Measure]]:
    """The measures a submission proposes, or those of the case when it proposes none."""
    if "measures" not in submission:
        for measure in facts.measures:
            yield None, measure
        return
    for at, row in enumerate(submission.get("measures") or ()):
        start = row.get("start")
        yield (
            f"measures.{at}.start",
            Measure(
                str(row.get("measure_uid") or at),
                str(row.get("kind")),
                row.get("existing") is True,
                row.get("team_initiated") is True,
                date.fromisoformat(start[:10]) if isinstance(start, str) else None,
                row.get("decision_ref"),
                _REVISED.get(str(row.get("change")), "proposed"),
            ),
        )
