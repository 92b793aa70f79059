from datetime import date

from workflow_service import rules
from workflow_service.rules import Facts

FACTS = Facts(
    today=date(2026, 11, 23),
    advisers=frozenset({"mette", "jonas"}),
    user_names={"lis": "Lis Ravn"},
)


def test_a_coordinator_outside_the_child_disability_area_is_refused_by_name() -> None:
    (one,) = rules.check("INV-01", FACTS, {"coordinator": "lis", "substitute": "mette"})
    assert one.path == "coordinator" and "Lis Ravn" in one.da


def test_advisers_may_be_coordinator_and_substitute() -> None:
    assert rules.check("INV-01", FACTS, {"coordinator": "jonas", "substitute": "mette"}) == []


def test_the_substitute_is_another_person() -> None:
    (one,) = rules.check("INV-02", FACTS, {"coordinator": "mette", "substitute": "mette"})
    assert one.path == "substitute"


def test_a_successor_is_judged_as_a_coordinator_is() -> None:
    (outside,) = rules.check("INV-01", FACTS, {"new_contact": "lis", "substitute": "mette"})
    assert outside.path == "new_contact" and "Lis Ravn" in outside.da and outside.en.endswith("(Rule 1)")
    (nobody,) = rules.check("INV-02", FACTS, {"new_contact": None, "substitute": "mette"})
    (same,) = rules.check("INV-02", FACTS, {"new_contact": "mette", "substitute": "mette"})
    assert (nobody.path, same.path) == ("new_contact", "substitute")


def test_a_case_with_a_coordinator_has_exactly_one_active() -> None:
    for active, fine in ((("mette",), True), ((), False), (("mette", "jonas"), False)):
        facts = Facts(today=FACTS.today, coordinator_id="mette", active_coordinators=active)
        assert (rules.check("INV-02", facts, {}) == []) is fine


def test_the_risk_is_assessed_before_parents_are_contacted() -> None:
    open_risk = Facts(today=FACTS.today, honour_conflict=True)
    assessed = Facts(today=FACTS.today, honour_conflict=True, risk_assessed=True)
    assert [one.rule for one in rules.check("INV-15", open_risk, {})] == ["INV-15"]
    assert rules.check("INV-15", assessed, {}) == []


def test_a_rule_names_only_facts_that_exist() -> None:
    known = set(Facts.__dataclass_fields__)
    for rule in rules.RULES.values():
        assert rule.needs <= known, rule.id


def test_rules_without_a_check_here_ask_for_nothing() -> None:
    assert rules.needs(["INV-20", "INV-23"]) == frozenset()
    assert rules.check("INV-23", FACTS, {}) == []
