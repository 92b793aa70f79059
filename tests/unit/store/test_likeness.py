"""Names that sound alike and addresses of one place have one key."""

import pytest

from workflow_service.store.keys import MasterKey
from workflow_service.store.likeness import address_place, derived_key, name_sound


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noah Berg", "Noa Berg"),
        ("Christian Møller", "Kristian Moeller"),
        ("Åse Madsen", "Aase Massen"),
        ("Sofie Thomsen", "Sophie Tomsen"),
        ("Philip Schou", "Filip Skou"),
        ("Kjeld Lund", "Keld Lund"),
        ("Maj Lind", "Mai Lin"),
        ("Noah Nygaard Berg", "Berg, Noah"),
    ],
)
def test_danish_spellings_of_one_name_sound_alike(one: str, other: str):
    assert name_sound(one) == name_sound(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("Peter Olsen", "Petra Olsen"), ("Barn1 Berg", "Barn2 Berg"), ("Ali Khan", "Alia Khan")],
)
def test_other_names_do_not(one: str, other: str):
    assert name_sound(one) != name_sound(other)


def test_names_in_other_scripts_have_a_sound_of_their_own():
    assert name_sound("Мария Иванова") and name_sound("Мария Иванова") != name_sound("Анна Иванова")


def test_floor_case_and_lines_make_no_other_address():
    assert address_place("Bakken 2, 2. tv.\n4000 Egelund") == address_place("bakken 2, 4000 EGELUND")
    assert address_place("Bakken 2 B, 4000 Egelund") != address_place("Bakken 2, 4000 Egelund")


def test_the_key_tells_nothing_and_belongs_to_one_municipality():
    master = MasterKey(bytes(range(32)))
    key = derived_key(master, 1, "name", "Noah Berg")
    assert key == derived_key(master, 1, "name", "Noa Berg") and b"noa" not in (key or b"")
    assert key != derived_key(master, 2, "name", "Noah Berg")
    assert derived_key(master, 1, "name", "") is None
