"""INV-08, INV-09, INV-11 and INV-22: what a team's meeting and the coordination group are held to."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from workflow_service.rules import Violation, team_meetings
from workflow_service.rules.team_meetings import Attended, Month, TeamMember

METTE = TeamMember("u1", "Mette Holm", "disability_child")
PIA = TeamMember("u2", "Pia Ørsted", "ppr")
OLE = TeamMember("u3", "Ole Munk", "employment")
TEAM = (METTE, PIA, OLE)
MARCH = date(2027, 3, 1)


def paths(found: Iterable[Violation]) -> list[str | None]:
    return [one.path for one in found]


@pytest.mark.parametrize(
    ("mode", "place", "broken"),
    [
        ("physical", "Rådhuset, lokale 2", []),
        ("physical", "  ", ["place"]),
        ("physical", None, ["place"]),
        ("online", "Rådhuset", ["mode"]),
        ("hybrid", "Rådhuset", ["mode"]),
        (None, None, ["mode", "place"]),
    ],
)
def test_only_a_meeting_in_one_room_counts_as_held(
    mode: str | None, place: str | None, broken: list[str]
) -> None:
    assert paths(team_meetings.held_in_one_room(mode, place)) == broken


@pytest.mark.parametrize(
    ("line", "broken"),
    [
        (Attended("u2", "present"), []),
        (Attended("u2", None), ["attendance.1"]),
        (Attended("u2", "absent"), ["attendance.1.reason", "attendance.1.deputy"]),
        (Attended("u2", "absent", "Syg", "u9"), []),
        (Attended("u2", "absent", " ", "u9"), ["attendance.1.reason"]),
        (Attended("u2", "deputy", "Ferie", "u9"), []),
        (Attended("u2", "deputy", "Ferie"), ["attendance.1.deputy"]),
        # nobody stands in for oneself, nor does somebody who is away too
        (Attended("u2", "deputy", "Ferie", "u2"), ["attendance.1.deputy"]),
        (Attended("u2", "deputy", "Ferie", "u3"), ["attendance.1.deputy"]),
    ],
)
def test_an_absent_member_has_a_reason_and_a_deputy(line: Attended, broken: list[str]) -> None:
    others = [Attended("u1", "present"), Attended("u3", "absent", "Kursus", "u8")]
    assert paths(team_meetings.members_are_accounted_for(TEAM, [*others, line])) == broken


def test_a_member_of_whom_nothing_is_written_is_named() -> None:
    (found,) = team_meetings.members_are_accounted_for(
        TEAM, [Attended("u1", "present"), Attended("u2", "present")]
    )
    assert found.path == "attendance.2" and "Ole Munk" in found.da and "Ole Munk" in found.en


def test_a_deputy_who_came_counts_towards_the_quorum_and_one_who_takes_over_does_not() -> None:
    there = [Attended("u1", "present"), Attended("u2", "deputy", "Ferie", "u9")]
    away = Attended("u3", "absent", "Syg", "u8")
    assert not team_meetings.has_quorum(TEAM, [*there, away], Decimal("0.75"))
    assert team_meetings.has_quorum(TEAM, [*there, away], Decimal("0.66"))
    # somebody who is no member makes no quorum
    assert not team_meetings.has_quorum(
        TEAM, [Attended("u8", "present"), Attended("u9", "present")], Decimal("0.5")
    )


@pytest.mark.parametrize(
    ("chair", "fine"), [("head", True), ("deputy", True), ("other_head", False), (None, False)]
)
def test_the_head_of_the_area_or_the_named_deputy_chairs(chair: str | None, fine: bool) -> None:
    found = team_meetings.chaired_by_the_head(chair, {"head"}, {"deputy"})
    assert paths(found) == ([] if fine else ["chair"])


def test_nobody_named_is_no_head_even_where_the_post_is_empty() -> None:
    assert team_meetings.chaired_by_the_head(None, set(), set())


def test_the_members_are_heads_of_departments() -> None:
    group = (TeamMember("h1", "Hanne Lund"), TeamMember("u2", "Pia Ørsted"), TeamMember("c1", "Bo Krag"))
    found = team_meetings.members_are_heads(group, {"h1"}, {"c1"})
    assert paths(found) == ["members.1"] and "Pia Ørsted" in found[0].da


@pytest.mark.parametrize(
    ("month", "planned", "refused"),
    [
        (Month(MARCH, False, date(2027, 2, 28), "Vinterferie"), True, []),
        (Month(MARCH, False, date(2027, 2, 28), " "), False, ["cancelled_why"]),
        (Month(MARCH, False, MARCH, "Vinterferie"), False, ["cancelled"]),
        (Month(MARCH, False), False, ["cancelled", "cancelled_why"]),
    ],
)
def test_a_month_is_cancelled_beforehand_with_a_reason(
    month: Month, planned: bool, refused: list[str]
) -> None:
    assert team_meetings.is_planned_deviation(month) is planned
    assert paths(team_meetings.cancelled_beforehand(month)) == refused


def test_a_month_that_passed_without_a_meeting_is_reported() -> None:
    december = Month(date(2026, 12, 1), False)
    months = [
        december,
        Month(date(2027, 1, 1), True),
        Month(date(2027, 2, 1), False, date(2027, 1, 15), "Vinterferie"),
        Month(MARCH, False),
    ]
    assert team_meetings.months_missed(months, date(2026, 12, 31)) == []
    assert team_meetings.months_missed(months, date(2027, 1, 1)) == [december.first]
    assert team_meetings.months_missed(months, date(2027, 3, 31)) == [december.first]
    assert team_meetings.months_missed(months, date(2027, 4, 1)) == [december.first, MARCH]


def test_a_cases_text_is_for_the_sectors_that_are_covered() -> None:
    assert team_meetings.shown_to({"ppr"}, "ppr")
    assert not team_meetings.shown_to({"ppr"}, "employment")
    # the area that carries the case reads it by law, whatever the family says
    assert team_meetings.shown_to((), "disability_child")
    assert not team_meetings.shown_to({"ppr"}, None) and not team_meetings.shown_to({"ppr"}, "")


def test_who_leaves_the_room_is_said_and_those_who_carry_the_case_stay() -> None:
    assert team_meetings.leaves_the_room(TEAM, {"ppr"}) == (OLE,)
    assert team_meetings.leaves_the_room(TEAM, ()) == (PIA, OLE)
    assert team_meetings.leaves_the_room(TEAM, (), carriers={"u3"}) == (PIA,)


def test_a_case_is_not_minuted_while_somebody_stays_who_may_not_hear_it() -> None:
    (found,) = team_meetings.nobody_hears_uncovered(TEAM, {"ppr"}, left=())
    assert found.rule == "INV-22" and "Ole Munk" in found.da and "Pia" not in found.da
    assert team_meetings.nobody_hears_uncovered(TEAM, {"ppr"}, left={"u3"}) == []
    assert team_meetings.nobody_hears_uncovered(TEAM, {"ppr"}, left=(), carriers={"u3"}) == []


def test_others_see_a_number() -> None:
    assert (team_meetings.case_line(3), team_meetings.case_line(3, "en")) == ("Sag 3", "Case 3")


def test_every_sentence_ends_with_its_rule_in_both_languages() -> None:
    found = [
        *team_meetings.held_in_one_room(None, None),
        *team_meetings.members_are_accounted_for(
            TEAM, [Attended("u1", "absent"), Attended("u2", "deputy", "", "u1")]
        ),
        *team_meetings.chaired_by_the_head(None, ()),
        *team_meetings.members_are_heads(TEAM, ()),
        *team_meetings.cancelled_beforehand(Month(MARCH, False)),
        *team_meetings.nobody_hears_uncovered(TEAM, (), ()),
    ]
    assert {one.rule for one in found} == {"INV-08", "INV-09", "INV-11", "INV-22"}
    for one in found:
        number = int(one.rule[4:])
        assert one.da.endswith(f"(Regel {number})") and one.en.endswith(f"(Rule {number})")
