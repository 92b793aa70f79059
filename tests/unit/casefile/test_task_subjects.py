"""What tells tasks of one name apart: a code when the task opens, words when a list is read."""

from __future__ import annotations

import pytest

from workflow_service.casefile.task_subjects import words


@pytest.mark.parametrize(
    ("code", "danish", "english"),
    [
        (
            "application:extra_costs:2026-11-20",
            "Merudgifter, søgt 20.11.2026",
            "Extra costs, applied for 20 Nov 2026",
        ),
        ("end:respite", "Aflastning, ophør", "Respite care, end"),
        ("measure:respite", "Aflastning", "Respite care"),
        ("matter:investigation", "Børnefaglig undersøgelse", "Child-protection investigation"),
        ("part:ppr_assessment", "PPR-vurdering", "PPR assessment"),
        ("area:housing", "Bolig", "Housing"),
        ("notification::2026-11-20", "Underretning af 20.11.2026", "Notification of 20 Nov 2026"),
        ("access::2026-11-20", "Anmodning af 20.11.2026", "Request of 20 Nov 2026"),
    ],
)
def test_a_code_becomes_words_in_both_languages(code: str, danish: str, english: str) -> None:
    assert (words(code, "da"), words(code, "en")) == (danish, english)


def test_a_task_whose_name_says_it_all_has_no_words_and_an_unknown_code_is_shown_as_it_is() -> None:
    assert words(None, "da") == "" and words("", "en") == ""
    assert words("weather:rain", "da") == "weather:rain"
