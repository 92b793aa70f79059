"""The homes of a family and the protection of its addresses, when master data come again (F01b, INV-23)."""

from typing import Any

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MASTER_DATA, MOTHER, SECRET, Journey
from workflow_service import casefile
from workflow_service.casefile.letters import family_for_letters
from workflow_service.errors import Invalid
from workflow_service.store import casefile as query

SIBLING = "Ella Berg"
LIFTED = "protection_lifted"


@pytest.fixture
def sibling(berg: Journey) -> Journey:
    """A second child's case in a family that is written down; nothing but its name is told yet."""
    berg.to_master_data()
    other = Journey(berg.town, number="2026-0002")
    other.process["family_id"] = berg.process["family_id"]
    other.serve("open_case", family_id=berg.process["family_id"])
    inquiry = {"source": "family", "who": MOTHER, "child": SIBLING, "what": "Også.", "acute": False}
    other.complete("record_inquiry", "inquiry", {**inquiry, "same_as": "new"}, by="iben")
    return other


def tell(case: Journey, **more: Any) -> None:
    """F01b as it is prefilled, with what this case's child needs and what the test is about."""
    own = {
        "child_cpr": "650620-6114",
        "birth_date": "2020-06-05",
        "support_types": ["respite"],
        "wish": "Ro.",
    }
    case.complete("record_master_data", "master_data", {**own, **more}, step="master_data", by="iben")


def homes(case: Journey) -> dict[str, tuple[set[str], bool]]:
    """Address -> who lives there, and whether it is protected."""
    with case.acting() as uow:
        row = query.case_row(uow, case.case_id or "") or {}
        names = {one["id"]: one["name"] for one in query.persons(uow, row["family_id"])}
        return {
            one["address"]: ({names[who] for who in one["members"]}, bool(one["protected"]))
            for one in query.households(uow, row["family_id"])
        }


def known(case: Journey) -> dict[str, Any]:
    with case.acting() as uow:
        return dict(casefile.prefill(uow, case.case_id or "", "master_data", "t", {}).data)


def flags(case: Journey) -> list[str]:
    with case.acting() as uow:
        return list((query.case_row(uow, case.case_id or "") or {})["flags"])


def test_a_siblings_form_knows_homes_siblings_and_custody_but_no_protected_address(sibling: Journey) -> None:
    data = known(sibling)
    assert [row["members"] for row in data["households"]] == [f"{CHILD}, {MOTHER}", FATHER]
    assert data["households"][0]["address"] == "Beskyttet adresse (hjem 1)"
    assert SECRET not in str(data)
    assert [row["name"] for row in data["siblings"]] == [CHILD]
    assert all(row["custody"] for row in data["parents"])
    assert data["parents"][1]["residence"] == "contact_parent"


def test_a_siblings_form_sent_as_it_came_changes_nothing_of_the_first_child(sibling: Journey) -> None:
    before = homes(sibling)
    tell(sibling)
    assert homes(sibling) == before and before[SECRET] == ({CHILD, MOTHER}, True)
    assert sibling.persons().keys() == {CHILD, MOTHER, FATHER, SIBLING}


def test_who_the_form_does_not_name_stays_where_they_live(sibling: Journey) -> None:
    tell(
        sibling,
        siblings=[],
        households=[{"address": SECRET.upper(), "members": "Sara og Ella", "protected": True}],
    )
    assert homes(sibling)[SECRET] == ({CHILD, MOTHER, SIBLING}, True)
    assert homes(sibling)["Bakken 2, 4000 Egelund"] == ({FATHER}, False)


@pytest.mark.parametrize(
    "change",
    [
        {"households": [{"address": SECRET, "members": "Sara og Ella", "protected": False}]},
        {"households": [{"address": "Ny vej 1", "members": "Sara, Noah og Ella", "protected": False}]},
        {"parents": [{**MASTER_DATA["parents"][0], "address_protected": False}]},
    ],
)
def test_protection_never_falls_away_silently(sibling: Journey, change: dict[str, Any]) -> None:
    before = homes(sibling)
    with pytest.raises(Invalid) as refused:
        tell(sibling, **change)
    assert refused.value.code == "protection_would_end" and LIFTED in refused.value.fields
    assert homes(sibling) == before


def test_protection_ends_by_an_answer_of_its_own_and_stands_in_the_journal(
    berg: Journey, sibling: Journey
) -> None:
    rows = known(sibling)
    parents = [{**row, "address_protected": False} for row in rows["parents"]]
    households = [{**row, "protected": False} for row in rows["households"]]
    tell(sibling, parents=parents, households=households, protection_lifted=True)
    assert homes(sibling)[SECRET] == ({CHILD, MOTHER}, False)
    assert "protected_address" not in flags(berg)
    with sibling.acting() as uow:
        titles = [one["title"] for one in query.journal(uow, sibling.case_id or "")]
    assert "Adressebeskyttelse er ophørt" in titles


def test_protection_told_in_one_case_marks_every_case_of_the_family(berg: Journey, sibling: Journey) -> None:
    tell(sibling)
    assert "protected_address" in flags(berg) and "protected_address" in flags(sibling)


def test_a_full_name_lives_there_and_not_everybody_whose_name_it_contains(berg: Journey) -> None:
    berg.to_master_data(
        siblings=[{"name": "Noah Berg Lind", "birth_date": "2020-06-05"}],
        households=[{"address": SECRET, "members": "Noah Berg Lind og Sara", "protected": True}],
    )
    assert homes(berg)[SECRET][0] == {"Noah Berg Lind", MOTHER}


def correct(case: Journey, **more: Any) -> None:
    """*Ret stamdata*: the form as it is prefilled, with what has changed."""
    with case.acting() as uow:
        data = casefile.prefill(uow, case.case_id or "", "master_data", "t", {"step": "correction"}).data
    assert data["correcting"] is True
    given = {"reason": "Sofie ringede.", **more}
    case.complete("correct_master_data", "master_data", given, step="correction", by="iben")


def rows(case: Journey, key: str) -> list[dict[str, Any]]:
    return [dict(row) for row in known(case)[key]]


def test_what_stands_is_kept_when_nothing_is_corrected(berg: Journey) -> None:
    berg.to_master_data()
    before, persons = homes(berg), berg.persons()
    correct(berg)
    assert (homes(berg), berg.persons()) == (before, persons)
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        assert case["awareness_date"] is not None and len(query.relations(uow, case["family_id"])) == 2
        (child,) = (one for one in query.persons(uow, case["family_id"]) if one["name"] == CHILD)
    assert child["birth_date"].isoformat() == "2017-03-14" and child["details"]["wish"]


def test_a_name_is_corrected_without_writing_the_person_down_again(berg: Journey) -> None:
    berg.to_master_data()
    parents = rows(berg, "parents")
    parents[0]["name"] = "Sara Nygaard Holm"
    correct(berg, parents=parents, child_name="Noah Holm")
    assert berg.persons().keys() == {"Noah Holm", "Sara Nygaard Holm", FATHER}


def test_custody_that_ends_leaves_letters_to_the_other_at_once(berg: Journey) -> None:
    berg.to_master_data()
    berg.travel(1)
    parents = rows(berg, "parents")
    parents[1] |= {"custody": False, "residence": "none"}
    correct(berg, parents=parents)
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        letters = family_for_letters(uow, case)
        ended = [one for one in query.relations(uow, case["family_id"]) if one["valid_to"] is not None]
    assert [one.name for one in letters.recipients] == [MOTHER]
    assert len(ended) == 1 and ended[0]["custody"]


def test_a_family_that_moves_gets_its_letters_at_the_new_address(berg: Journey) -> None:
    berg.to_master_data()
    households = rows(berg, "households")
    households[1]["address"] = "Engvej 3, 4000 Egelund"
    correct(berg, households=households)
    assert homes(berg)["Engvej 3, 4000 Egelund"] == ({FATHER}, False)
    assert "Bakken 2, 4000 Egelund" not in homes(berg) and homes(berg)[SECRET][1]
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        found = {one.name: one.address for one in family_for_letters(uow, case).recipients}
    assert found == {MOTHER: None, FATHER: "Engvej 3, 4000 Egelund"}


def test_a_family_without_custody_is_refused_while_the_child_is_young(berg: Journey) -> None:
    berg.to_master_data()
    parents = [{**row, "custody": False} for row in rows(berg, "parents")]
    with pytest.raises(Invalid):
        correct(berg, parents=parents)
