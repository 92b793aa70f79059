"""When two rows may be the same person."""

from datetime import date

import pytest

from workflow_service.rules.likeness import Identity, grounds, strength

BORN = date(2017, 3, 14)


def test_a_cpr_number_is_enough_with_or_without_its_hyphen():
    one, other = Identity("Noah Berg", cpr="740317-1234"), Identity("N. Bjerg", cpr="7403171234")
    assert "cpr" in grounds(one, other)


@pytest.mark.parametrize("name", ["Noah Nygaard Berg", "Berg, Noah", "Noha Berg", "NOAH BERG"])
def test_the_same_name_and_birth_date(name: str):
    assert grounds(Identity("Noah Berg", "child", BORN), Identity(name, "sibling", BORN)) == {"name", "birth"}


def test_a_name_alone_is_asked_about_only_while_a_birth_date_is_missing():
    assert grounds(Identity("Noah Berg"), Identity("Noah Berg", "child", BORN)) == {"name"}
    assert not grounds(Identity("Noah Berg", "child", date(2012, 1, 1)), Identity("Noah Berg", "child", BORN))


def test_a_birth_date_or_an_address_alone_says_nothing():
    one, other = Identity("Noah Berg", "child", BORN), Identity("Asta Lund", "child", BORN)
    assert not grounds(one, other) and not grounds(one, other, same_address=True)


def test_a_child_is_never_its_parent():
    assert not grounds(Identity("Kim Berg", "child", BORN), Identity("Kim Berg", "parent"))


def test_names_that_sound_alike_count_as_the_same():
    one, other = Identity("Christian Møller", "parent", BORN), Identity("Kristian Moeller", "parent", BORN)
    assert grounds(one, other, sounds_alike=True) == {"name", "birth"}


def test_a_cpr_number_speaks_louder_than_all_the_rest():
    assert strength(frozenset({"cpr"})) > strength(frozenset({"name", "birth", "address"}))
