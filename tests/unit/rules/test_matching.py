import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service.rules import matching


@pytest.mark.parametrize(
    ("text", "name", "found"),
    [
        ("Birgit Dahl, 70 33 44 55", "Birgit Dahl", True),
        ("Dahl, Birgit (jobcentret)", "Birgit Dahl", True),
        ("Birgit M. Dahl", "Birgit Dahl", True),
        ("Birgit Holm og Per Dahl fra jobcentret", "Birgit Dahl", False),
        ("Birgit fra jobcentret", "Birgit Dahl", False),
        ("Birgit Dahl", "Birgit", False),
    ],
)
def test_a_person_is_found_in_a_line_of_free_text(text: str, name: str, found: bool) -> None:
    assert matching.mentions(text, name) is found


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Åse Møller-Juhl", "aase moeller juhl", True),
        ("José García", "Jose Garcia", True),
        ("Sara Nygaard Berg", "Sara Berg", True),
        ("Sara Berg", "Sara Bergmann", False),
        ("Mette", "Mette", False),
        ("", "", False),
    ],
)
def test_names_are_compared_as_people_write_them(one: str, other: str, same: bool) -> None:
    assert matching.same_name(one, other) is same and matching.same_name(other, one) is same


@pytest.mark.parametrize("text", ["20 11 22 33", "+45 20112233", "0045 2011 2233", "tlf.: 20-11-22-33"])
def test_a_danish_number_is_the_same_however_it_is_written(text: str) -> None:
    assert matching.phones(text) == {"20112233"}


@settings(derandomize=True, max_examples=80, deadline=None, database=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_no_text_breaks_the_comparison(one: str, other: str) -> None:
    assert matching.same_name(one, other) == matching.same_name(other, one)
    assert matching.same_contact(one, other) == matching.same_contact(other, one)
