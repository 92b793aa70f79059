"""Families we may know are offered before a new one is made; a person decides."""

from __future__ import annotations

import pytest

from tests.unit.casefile.journey import CHILD, MASTER_DATA, MOTHER, Journey
from workflow_service.casefile import duplicates
from workflow_service.errors import Invalid, Undecided
from workflow_service.rules.likeness import Identity
from workflow_service.store import casefile as query
from workflow_service.store import casefile_quality as quality


def family_id(one: Journey) -> str:
    with one.acting() as uow:
        return str((query.case_row(uow, one.case_id or "") or {})["family_id"])


def another(berg: Journey) -> Journey:
    return Journey(berg.town, number="2026-0002")


def asked(one: Journey, **more: object) -> Undecided:
    with pytest.raises(Undecided) as caught:
        one.inquire(**{"same_as": None, **more})
    return caught.value


def test_a_new_name_is_asked_about_nobody(berg: Journey) -> None:
    berg.inquire(same_as=None)
    assert list(berg.persons()) == [CHILD]


def test_a_child_we_know_is_offered_with_nobody_as_a_choice(berg: Journey) -> None:
    berg.to_master_data()
    question = asked(another(berg), child="Noa Berg")
    assert question.field == "same_as" and question.code == "possible_duplicate"
    assert [one.value for one in question.choices][-1] == "new" and len(question.choices) == 2
    assert "samme eller lignende navn" in question.choices[0].da


def test_whoever_sees_the_case_reads_the_name_and_others_initials(berg: Journey) -> None:
    berg.to_screening()
    with berg.acting("iben") as uow:
        (seen,) = duplicates.candidates(uow, [Identity(CHILD)])
    berg.complete(
        "appoint_coordinator",
        "coordinator_appointment",
        {"coordinator": berg.town.ids["mette"], "substitute": berg.town.ids["jonas"]},
        by="tove",
    )
    with berg.acting("lis") as uow:
        (hidden,) = duplicates.candidates(uow, [Identity(CHILD)])
    assert seen.label.startswith("Noah Berg, barnet, født 14.03.2017") or "Noah Berg" in seen.label
    assert "Berg" not in hidden.label and hidden.label.startswith("N.B.") and "2017" in hidden.label
    assert hidden.case_id is None and berg.number in hidden.label


def test_a_restricted_family_is_not_offered_to_those_who_do_not_see_it(berg: Journey) -> None:
    berg.to_screening(abuse_suspicion=True)
    with berg.acting("lis") as uow:
        assert duplicates.candidates(uow, [Identity(CHILD)]) == []
    with berg.acting("iben") as uow:
        assert duplicates.candidates(uow, [Identity(CHILD)])


def test_the_one_that_was_chosen_brings_the_case_into_its_family(berg: Journey) -> None:
    berg.to_master_data()
    two = another(berg)
    question = asked(two, child="Noa Berg")
    answers = {"source": "family", "who": "x", "child": "Noa Berg", "what": "y", "acute": False}
    two.complete("record_inquiry", "inquiry", {**answers, "same_as": question.choices[0].value}, by="iben")
    assert family_id(two) == family_id(berg) and two.persons() == berg.persons()


def test_two_cpr_numbers_are_never_silently_one_child(berg: Journey) -> None:
    berg.to_master_data()
    two = another(berg)
    two.inquire(child="Noah Nygaard Berg")
    answers = {**MASTER_DATA, "child_cpr": "740317-9999", "same_as": None}
    with pytest.raises(Undecided) as caught:
        two.complete("record_master_data", "master_data", answers, step="master_data", by="iben")
    chosen = {**answers, "same_as": caught.value.choices[0].value}
    with pytest.raises(Invalid) as refused:
        two.complete("record_master_data", "master_data", chosen, step="master_data", by="iben")
    assert refused.value.code == "two_cpr_numbers" and "child_cpr" in refused.value.fields


def test_master_data_find_the_child_by_its_cpr_number_and_join_the_rows(berg: Journey) -> None:
    berg.to_master_data()
    two = another(berg)
    two.inquire(child="N. Bjerg")
    answers = {**MASTER_DATA, "same_as": None}
    with pytest.raises(Undecided) as caught:
        two.complete("record_master_data", "master_data", answers, step="master_data", by="iben")
    assert "samme CPR-nummer" in caught.value.choices[0].da
    two.complete(
        "record_master_data",
        "master_data",
        {**answers, "same_as": caught.value.choices[0].value},
        step="master_data",
        by="iben",
    )
    assert family_id(two) == family_id(berg) and two.persons() == berg.persons()
    assert len(two.persons()) == 3


def test_who_was_kept_apart_is_asked_about_again_only_when_more_speaks_for_it(berg: Journey) -> None:
    berg.to_master_data()
    two = another(berg)
    two.inquire(child=CHILD)
    mine = two.persons()[CHILD]
    with two.acting() as uow:
        assert duplicates.candidates(uow, [Identity(CHILD)], but_persons=[mine]) == []
        asked_again = duplicates.candidates(uow, [Identity(CHILD, cpr="740317-1234")], but_persons=[mine])
    assert [one.grounds for one in asked_again] == [frozenset({"cpr", "name"})]


def test_a_parent_at_the_same_address_is_offered(berg: Journey) -> None:
    berg.to_master_data()
    homes = [str(one["address"]) for one in MASTER_DATA["households"]]
    with berg.acting() as uow:
        found = duplicates.candidates(uow, [Identity("Sarah Nygård Berg", "parent")], addresses=homes)
    assert [one.person_id for one in found] == [berg.persons()[MOTHER]]
    assert "address" in found[0].grounds


def test_an_answer_that_is_none_of_the_choices_is_refused(berg: Journey) -> None:
    berg.to_master_data()
    with pytest.raises(Invalid):
        another(berg).inquire(child="Noa Berg", same_as="2026-0001/zzzzzz")


def test_no_name_is_stored_in_the_clear_to_find_it_again(berg: Journey) -> None:
    berg.to_master_data()
    with berg.acting() as uow:
        keys = [row["name_key"] for row in uow.rows("SELECT name_key FROM person")]
        assert quality.name_key(uow, CHILD) in [bytes(one) for one in keys]
    assert all(b"oah" not in bytes(one) and len(bytes(one)) == 32 for one in keys)
