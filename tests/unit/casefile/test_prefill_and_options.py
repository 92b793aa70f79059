import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from tests.unit.casefile.municipality import ROOT, form
from workflow_service import casefile
from workflow_service.casefile.prefill_report import heading_data
from workflow_service.errors import NotFound

FORMS = sorted(path.name.removesuffix(".form.json") for path in (ROOT / "forms").glob("*.form.json"))


@pytest.mark.parametrize("key", FORMS)
def test_every_source_of_every_form_is_known(berg: Journey, key: str) -> None:
    berg.inquire()
    with berg.acting() as uow:
        for source in form(key).sources:
            for option in casefile.options(uow, berg.case_id, source):
                assert option.value and option.label


def test_an_unknown_source_is_refused(berg: Journey) -> None:
    berg.inquire()
    with berg.acting() as uow, pytest.raises(NotFound):
        casefile.options(uow, berg.case_id, "nonsense")


def test_users_come_in_alphabetical_order_with_their_role(berg: Journey) -> None:
    berg.inquire()
    with berg.acting() as uow:
        offered = casefile.options(uow, berg.case_id, "users:child_disability_adviser+team_leader")
    assert [one.label for one in offered] == ["Jonas Friis", "Mette Holm", "Tove Krag"]


def test_agreement_is_asked_of_custody_holders_and_of_the_young_person(berg: Journey) -> None:
    berg.to_master_data()
    with berg.acting() as uow:
        labels = [one.label for one in casefile.options(uow, berg.case_id, "agreement_parties")]
    assert labels == [f"{MOTHER} (forælder)", f"{FATHER} (forælder)"]
    young = Journey(berg.town, number="2026-0002")
    young.to_master_data(birth_date="2010-03-01", child_cpr="610310-1234")
    with young.acting() as uow:
        labels = [one.label for one in casefile.options(uow, young.case_id, "agreement_parties")]
    assert f"{CHILD} (barnet)" in labels


def test_only_what_a_family_can_apply_for_is_offered_as_application(berg: Journey) -> None:
    berg.inquire()
    with berg.acting() as uow:
        keys = {str(one.value) for one in casefile.options(uow, berg.case_id, "legal_basis:application")}
    assert {"barnets_lov_32", "barnets_lov_86", "barnets_lov_87"} <= keys
    assert not keys & {"barnets_lov_18", "barnets_lov_46_47", "barnets_lov_91", "barnets_lov_133"}


def test_the_familys_draft_goals_come_from_the_assessment_meeting(berg: Journey) -> None:
    berg.to_assessment_meeting()
    with berg.acting("mette") as uow:
        known = casefile.prefill(uow, berg.case_id or "", "common_plan", "write_goals", {"step": "goals"})
    assert known.data["goals"][0]["text"] == "Noah er glad for skolen"
    assert known.sources["goals"] == {
        "da": "Hentet fra udredningsmødet 10.3.2026",
        "en": "Taken from the assessment meeting 10 Mar 2026",
    }


def test_the_synthesis_shows_what_the_parts_said(berg: Journey) -> None:
    berg.to_report()
    with berg.acting("mette") as uow:
        inputs = {"step": "synthesis"}
        known = casefile.prefill(uow, berg.case_id or "", "ics_assessment", "ics_synthesis", inputs)
    assert known.data["headings"][0]["assessment"] == "Søvn er svært."
    assert known.data["headings"][0]["information"] == [{"text": "Sover dårligt", "source": "mor"}]


def test_the_own_inputs_of_a_task_come_along(berg: Journey) -> None:
    berg.inquire()
    with berg.acting() as uow:
        known = casefile.prefill(uow, berg.case_id or "", "note", "x", {"step": "note", "extra": 1})
    assert known.data["extra"] == 1 and known.data["closes_task"] is True


def test_sources_name_only_fields_that_are_filled(berg: Journey) -> None:
    berg.to_analysis()
    for key in FORMS:
        for step in (*form(key).steps, None):
            with berg.acting("mette") as uow:
                known = casefile.prefill(uow, berg.case_id or "", key, "x", {"step": step})
            assert set(known.sources) <= set(known.data), (key, step)


def test_the_caseload_is_shown_against_the_norm(berg: Journey) -> None:
    berg.to_coordinator()
    with berg.acting("tove") as uow:
        known = casefile.prefill(uow, berg.case_id or "", "coordinator_appointment", "x", {})
    assert known.data["caseload_norm"] == 25
    assert known.data["caseloads"] == {berg.town.ids["mette"]: 1, berg.town.ids["jonas"]: 0}


def test_the_proposed_members_are_those_of_the_proposed_professions(berg: Journey) -> None:
    berg.to_coordinator()
    inputs = {"step": "confirm", "proposed_professions": ["ppr", "doctor"]}
    with berg.acting("mette") as uow:
        known = casefile.prefill(uow, berg.case_id or "", "case_participants", "x", inputs)
    assert known.data["proposed_members"] == [berg.town.ids["pia"]]


def test_every_domain_of_every_heading_set_is_named() -> None:
    data = heading_data()
    domains = {one["key"] for one in data["domains"]}
    for chosen in data["sets"].values():
        assert {row["domain"] for row in chosen["headings"]} <= domains


def test_a_child_that_keeps_its_words_does_not_stop_the_plan(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child("Jeg er bange.", hide_from_parents=True, hide_reason="Vil ikke")
    with berg.acting("mette") as uow:
        known = casefile.prefill(uow, berg.case_id or "", "common_plan", "write_goals", {"step": "goals"})
    assert known.data["child_words"] == "Barnet har bedt om, at ordene ikke vises her."
