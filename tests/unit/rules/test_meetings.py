from datetime import date
from typing import Any

import pytest

from workflow_service import rules
from workflow_service.rules import Facts, FamilyMember, Invited, Involvement
from workflow_service.rules.overrides import leader_answers

TODAY = date(2026, 11, 23)
FAMILY = (
    FamilyMember("p1", "Noah Berg", "child"),
    FamilyMember("p2", "Sara Nygaard Berg", "parent", phones=("20 11 22 33",), emails=("sara@berg.example",)),
)
FACTS = Facts(
    today=TODAY,
    family=FAMILY,
    coordinator_id="u1",
    core_team=frozenset({"u1", "u2"}),
    user_names={"u1": "Mette Holm", "u2": "Pia Ørsted", "u3": "Karen Bro"},
    involvements=(Involvement("p2", "employment", "Birgit Dahl, 70 33 44 55"),),
    working_users=frozenset({"u1", "u2"}),
    task_users=frozenset({"u3"}),
)


def broken(rule: str, submission: dict[str, Any], facts: Facts = FACTS) -> list[str | None]:
    return [one.path for one in rules.check(rule, facts, submission)]


def expert(name: str, contact: str = "ny@viso.example") -> dict[str, Any]:
    return {"experts": [{"name": name, "contact": contact}]}


@pytest.mark.parametrize(
    "row",
    [
        expert("Sara Nygaard Berg"),
        expert("sara  BERG"),
        expert("Sara N. Berg"),
        expert("En Ven", "tlf. +45 20112233"),
        expert("En Ven", "SARA@berg.example"),
    ],
)
def test_a_parent_is_found_however_the_invitation_is_written(row: dict[str, Any]) -> None:
    assert broken("INV-04", row) == ["experts.0.name"]


@pytest.mark.parametrize("row", [expert("Sara Holm"), expert("Sara"), expert("Kirsten Bach", "20 11 22 34")])
def test_a_stranger_is_no_family_member(row: dict[str, Any]) -> None:
    assert broken("INV-04", row) == []


def test_a_network_person_in_the_minutes_is_refused_by_role() -> None:
    rows = [{"name": "Onkel Bo", "role": "network", "present": True}]
    assert broken("INV-04", {"attendance": rows}) == ["attendance.0.name"]


def test_a_family_member_by_id_is_refused() -> None:
    rows = [{"name": "S.", "role": "external_expert", "person_id": "p2", "present": True}]
    assert broken("INV-04", {"attendance": rows}) == ["attendance.0.name"]


def test_a_colleague_with_a_parents_name_may_come() -> None:
    family = (FamilyMember("p9", "Pia Ørsted", "parent"),)
    rows = [{"name": "Pia Ørsted", "role": "core_member", "present": True}]
    assert broken("INV-04", {"attendance": rows}, Facts(**{**vars(FACTS), "family": family})) == []


def test_those_invited_before_are_judged_when_nothing_new_is_listed() -> None:
    facts = Facts(**{**vars(FACTS), "invited": (Invited("Sara Berg", "external_expert"),)})
    assert broken("INV-04", {}, facts) == [""]


@pytest.mark.parametrize(
    ("name", "contact", "reason"),
    [
        ("Birgit Dahl", "", "sector_involvement"),
        ("B. Dahl", "ring 70334455", "sector_involvement"),
        ("Mette Holm", "", "team_role"),
        ("Karen Bro", "", "task"),
        ("Kirsten Bach", "kirsten@viso.example", None),
    ],
)
def test_an_expert_is_from_outside_or_refused(name: str, contact: str, reason: str | None) -> None:
    one = Invited(name, "external_expert", contact=contact)
    assert rules.expert_conflict(FACTS, one) == reason
    assert broken("INV-05", expert(name, contact)) == ([] if reason is None else ["experts.0.name"])


def meeting(*roles: str, **more: Any) -> dict[str, Any]:
    rows = [{"name": f"N{n}", "role": role, "present": True} for n, role in enumerate(roles)]
    return {"attendance": rows, **more}


def test_the_assessment_meeting_needs_family_coordinator_and_two_of_the_team() -> None:
    whole = ("parent", "coordinator", "core_member", "core_member")
    assert broken("INV-03", meeting(*whole)) == []
    for missing in range(4):
        assert broken("INV-03", meeting(*(r for n, r in enumerate(whole) if n != missing)))


def test_a_declining_family_needs_a_reason() -> None:
    roles = ("coordinator", "core_member", "core_member")
    declined = {"family_declined": True, "family_declined_reason": "syg"}
    assert broken("INV-03", meeting(*roles, **declined)) == []
    assert broken("INV-03", meeting(*roles, family_declined=True)) == ["family_declined_reason"]


@pytest.mark.parametrize(
    ("begun", "says"), [("", "Hold mødet først"), ("declined", "har ikke godkendt det endnu")]
)
def test_nothing_goes_on_before_the_family_was_met_or_the_leader_has_approved(begun: str, says: str) -> None:
    facts = Facts(today=TODAY, assessment_meeting=begun)
    (one,) = rules.check("INV-03", facts, {"parts": []})
    assert says in one.da and one.en.endswith("(Rule 3)")


@pytest.mark.parametrize("begun", ["held", "approved"])
def test_it_goes_on_with_the_family_or_with_the_leaders_approval(begun: str) -> None:
    assert rules.check("INV-03", Facts(today=TODAY, assessment_meeting=begun), {"parts": []}) == []


def test_only_the_leader_whom_the_rule_names_answers() -> None:
    for rule in ("INV-03", "INV-17"):
        assert leader_answers(rule, {"tove"}, "tove") == []
        for nobody in ("mette", None):
            (one,) = leader_answers(rule, {"tove"}, nobody)
            assert one.rule == rule and one.da.startswith("Kun ")


def test_an_absent_parent_does_not_count_as_taking_part() -> None:
    submission = meeting("parent", "coordinator", "core_member", "core_member")
    submission["attendance"][0]["present"] = False
    assert broken("INV-03", submission) == ["attendance"]


def test_everybody_invited_is_accounted_for() -> None:
    facts = Facts(today=TODAY, invited=(Invited("Pia Ørsted", "core_team"), Invited("Ole Munk", "x")))
    rows = [{"name": "pia ørsted", "present": False}]
    assert broken("INV-09", {"attendance": rows}, facts) == ["attendance.0.reason", "attendance"]


def test_every_sentence_ends_with_its_rule_in_both_languages() -> None:
    submissions = (expert("Sara Berg"), meeting(), expert("Mette Holm"))
    found = [
        one for r in ("INV-03", "INV-04", "INV-05") for s in submissions for one in rules.check(r, FACTS, s)
    ]
    assert len(found) > 4
    for one in found:
        number = int(one.rule[4:])
        assert one.da.endswith(f"(Regel {number})") and one.en.endswith(f"(Rule {number})")
