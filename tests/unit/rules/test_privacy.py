"""INV-18 and INV-23: what is read outside, and what one home must not learn of the other."""

from __future__ import annotations

import pytest

from workflow_service.rules import privacy

HOME = "Lejl. 3, Skjulestien 9, 4000 Egelund"


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Møde om 140317-1234", True),
        ("Møde om 1403171234", True),
        ("Møde om 140317 1234.", True),
        ("Om Noah  BERG", True),
        ("Statusmøde den 23.11.2026 kl. 13.00, sag 2026-0001", False),
        # digits that are no day: a telephone number, a link
        ("Ring 70 33 44 55 eller 9970334455", False),
        ("https://indgang.egelund.example/tasks/0190140317-12", False),
    ],
)
def test_what_is_read_outside_names_nobody(text: str, refused: bool) -> None:
    found = privacy.nothing_personal(text, ["Noah Berg", " "], "subject")
    assert [one.path for one in found] == (["subject"] if refused else [])
    assert all(one.da.endswith("(Regel 18)") and one.en.endswith("(Rule 18)") for one in found)


@pytest.mark.parametrize(
    ("text", "refused"),
    [
        ("Kom forbi skjulestien 9", True),
        ("Kom forbi SKJULESTIEN  9, 4000 Egelund", True),
        ("Kom forbi Bakken 2, 4000 Egelund", False),
        ("Kom forbi Egelund", False),
    ],
)
def test_a_hidden_address_is_found_however_it_is_written(text: str, refused: bool) -> None:
    for written in (HOME, HOME.replace(", ", "\n")):
        found = privacy.nothing_of_another_home(text, [None, "", written], "letter")
        assert [one.path for one in found] == (["letter"] if refused else [])
        assert all(one.da.endswith("(Regel 23)") and one.en.endswith("(Rule 23)") for one in found)
