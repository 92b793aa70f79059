import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MASTER_DATA, MOTHER, SCREENING, SECRET, Journey
from workflow_service import casefile
from workflow_service.errors import Invalid, NotFound
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people


def test_a_case_opens_with_its_own_key_team_and_unit(berg: Journey) -> None:
    facts = berg.serve("open_case").facts
    assert facts is not None
    assert (facts.team_id, facts.unit_id) == (berg.town.team, berg.town.unit)
    with berg.acting() as uow:
        case = query.case_row(uow, facts.case_id)
        assert case is not None and case["status"] == "intake" and case["number"] == "2026-0001"
        assert uow.value("SELECT owner_kind FROM key WHERE id = ?", facts.key_id) == "family"


def test_a_siblings_case_shares_family_and_key(berg: Journey) -> None:
    berg.inquire()
    sibling = Journey(berg.town, number="2026-0002")
    result = sibling.serve("open_case", family_id=berg.process["family_id"])
    assert result.facts is not None and result.facts.key_id == berg.key_id


def test_a_family_the_actor_may_not_see_gets_no_second_case(berg: Journey) -> None:
    berg.inquire()
    stranger = Journey(berg.town, number="2026-0002")
    with pytest.raises(NotFound):
        stranger.serve("open_case", by="lis", family_id=berg.process["family_id"])


def test_names_and_addresses_are_not_readable_in_the_database(berg: Journey) -> None:
    berg.to_master_data()
    url = berg.town.database.url.database
    assert url is not None
    with berg.acting() as uow:
        uow.connection.exec_driver_sql("COMMIT")
        uow.connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
        uow.connection.exec_driver_sql("BEGIN")
    with open(url, "rb") as file:
        content = file.read()
    for secret in (CHILD, MOTHER, SECRET, "740317-1234", "20 11 22 33"):
        assert secret.encode() not in content


def test_master_data_says_what_eligibility_asks(berg: Journey) -> None:
    result = berg.to_master_data()
    assert result.variables["support_count"] == 2
    assert result.variables["birth_date"] == "2017-03-14"
    assert result.variables["parents_elsewhere"] is False


def test_parents_employment_help_counts_as_a_case_elsewhere(berg: Journey) -> None:
    result = berg.to_master_data(support_types=["extra_costs", "employment_parents"])
    assert result.variables["parents_elsewhere"] is True


def test_each_parent_lives_in_the_household_that_names_them(berg: Journey) -> None:
    berg.to_master_data()
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        homes = query.households(uow, case["family_id"])
    persons = berg.persons()
    assert {frozenset(home["members"]) for home in homes} == {
        frozenset({persons[MOTHER], persons[CHILD]}),
        frozenset({persons[FATHER]}),
    }


def test_correcting_master_data_adds_nobody_twice(berg: Journey) -> None:
    berg.to_master_data()
    berg.complete(
        "record_master_data",
        "master_data",
        {"households": [{"address": "Ny vej 1", "members": "Sara, Noah og Thomas", "protected": True}]},
        step="master_data",
    )
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        assert len(query.persons(uow, case["family_id"])) == 3
        assert len(query.relations(uow, case["family_id"])) == 2
        assert len(query.households(uow, case["family_id"])) == 1


def test_an_unborn_child_has_an_expected_date(berg: Journey) -> None:
    berg.inquire()
    answers = {**MASTER_DATA, "cpr_unknown": True, "birth_date": berg.day(60)}
    berg.complete("record_master_data", "master_data", answers, step="master_data", by="iben")
    with berg.acting() as uow:
        assert "ufødt" in casefile.names(uow, [berg.case_id or ""])[berg.case_id or ""]


def test_suspicion_of_abuse_restricts_the_case_and_keeps_its_workers(berg: Journey) -> None:
    berg.to_screening(abuse_suspicion=True)
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        assert case["restricted"] and {"restricted", "contact_hold"} <= set(case["flags"])
        held = people.holders(uow, "team_leader", "case", case["id"])
        assert held == [berg.town.ids["tove"]]
        assert people.holders(uow, "intake_worker", "case", case["id"]) == [berg.town.ids["iben"]]


def test_exactly_one_coordinator_is_active_also_after_a_change(berg: Journey) -> None:
    berg.to_coordinator()
    ids = berg.town.ids
    answers = {"coordinator": ids["jonas"], "substitute": ids["mette"]}
    berg.complete(
        "appoint_coordinator", "coordinator_appointment", answers, by="tove", guards="INV-01,INV-02"
    )
    with berg.acting() as uow:
        assert people.holders(uow, "family_coordinator", "case", berg.case_id or "") == [ids["jonas"]]


def test_a_coordinator_outside_the_area_is_refused_even_without_the_form(berg: Journey) -> None:
    berg.to_screening()
    ids = berg.town.ids
    with berg.acting("tove") as uow, pytest.raises(Invalid) as refused:
        call = berg.call(uow, "appoint_coordinator")
        answers = {"coordinator": ids["lis"], "substitute": ids["mette"]}
        casefile.OPERATIONS["appoint_coordinator"](uow, call, answers)
    assert refused.value.code == "inv_01" and "(Regel 1)" in refused.value.da
    assert list(refused.value.fields) == ["coordinator"]


def test_the_map_of_other_cases_tells_sectors_and_closes_what_is_gone(berg: Journey) -> None:
    berg.to_coordinator()
    first = berg.map_involvement("employment", "Birgit Dahl")
    assert first.variables == {"sectors": ["employment"], "parents_have_measures": True}
    again = berg.complete(
        "record_sector_involvements", "case_participants", {"no_involvements": True}, step="map"
    )
    assert again.variables == {"sectors": [], "parents_have_measures": False}
    with berg.acting() as uow:
        assert query.involvements(uow, berg.case_id or "") == []


def test_participants_get_their_role_on_the_case(berg: Journey) -> None:
    berg.to_participants()
    with berg.acting() as uow:
        held = people.holders(uow, "core_team_member", "case", berg.case_id or "")
    assert set(held) == {berg.town.ids["pia"], berg.town.ids["sune"]}


def test_a_completed_form_becomes_a_document_of_the_journal(berg: Journey) -> None:
    berg.inquire()
    with berg.acting() as uow:
        (entry,) = query.journal(uow, berg.case_id or "")
    assert (entry["kind"], entry["title"], entry["form_key"]) == ("document", "Henvendelse", "inquiry")
    assert ["Barn", CHILD] in entry["content"]["answers"]


def test_a_note_is_filed_once_and_may_count_as_the_childs_view(berg: Journey) -> None:
    berg.inquire()
    answers = {"type": "phone", "text": "Noah vil gerne hjem.", "done": True, "counts_as_child_view": True}
    berg.complete("write_note", "note", answers)
    with berg.acting() as uow:
        notes = query.journal(uow, berg.case_id or "", kinds=("note",))
        (view,) = query.newest_child_views(uow, berg.case_id or "")
    assert len(notes) == 1 and notes[0]["content"]["text"] == "Noah vil gerne hjem."
    assert view["content"]["words"] == "Noah vil gerne hjem." and view["how"] == "talk"


def test_an_application_makes_the_inquiry_a_request_that_is_decided(berg: Journey) -> None:
    assert MASTER_DATA.get("applications", []) == []
    assert berg.to_master_data().variables["applied"] is False


def test_what_was_applied_for_is_said_to_the_course(berg: Journey) -> None:
    row = {"section": "barnets_lov_86", "type": "extra_costs", "received": "2026-03-03"}
    assert berg.to_master_data(applications=[row]).variables["applied"] is True


@pytest.mark.parametrize("sign", ["acute", "abuse_suspicion"])
def test_danger_is_reported_once(berg: Journey, sign: str) -> None:
    assert berg.to_screening(**{sign: True}).variables["danger_to_report"] is True
    berg.serve("report_acute")
    again = {**SCREENING, "decided_by": berg.town.ids["iben"], sign: True}
    result = berg.complete("record_screening", "screening", again, by="iben")
    assert result.variables["danger_to_report"] is False


def test_a_calm_screening_reports_nothing(berg: Journey) -> None:
    assert berg.to_screening().variables["danger_to_report"] is False
