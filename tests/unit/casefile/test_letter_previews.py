from typing import Any

import pytest

from tests.unit.casefile.journey import FATHER, MOTHER, SECRET, Journey
from tests.unit.casefile.test_letters import letters
from tests.unit.casefile.test_letters_meetings import PREPARED
from workflow_service import casefile
from workflow_service.casefile import letter_previews
from workflow_service.casefile.restricted import HOLD
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import casefile as query

WORDS = {"subject": "Svar om kørsel", "body": "Kommunen betaler.\n\nI skal ikke søge."}


def see(berg: Journey, form_key: str, data: dict[str, Any]) -> letter_previews.Previewed:
    with berg.acting("mette") as uow:
        return letter_previews.preview(uow, berg.case_id or "", form_key, data)


def write(berg: Journey, **more: Any) -> dict[str, dict[str, str]]:
    answers = {**WORDS, "receivers": [berg.persons()[FATHER]], **more}
    berg.complete("send_free_letter", "free_letter", answers, step="free_letter")
    return letters(berg, WORDS["subject"])


def test_a_letter_of_own_words_reaches_those_chosen_and_nobody_else(berg: Journey) -> None:
    berg.to_participants()
    sent = write(berg)
    assert set(sent) == {FATHER}
    assert sent[FATHER]["text"].startswith("Kære Thomas\n\nKommunen betaler.\n\nI skal ikke søge.")


def test_nobody_beside_those_the_case_writes_to_can_be_chosen(berg: Journey) -> None:
    berg.to_participants()
    with pytest.raises(Invalid):
        write(berg, receivers=[berg.town.ids["mette"]])


@pytest.mark.parametrize("field", ["subject", "body"])
def test_a_letter_of_own_words_never_names_the_hidden_home(berg: Journey, field: str) -> None:
    berg.to_participants()
    with pytest.raises(Invalid) as refused:
        write(berg, **{field: f"Mød op på {SECRET}."})
    assert "(Regel 23)" in refused.value.da


def test_a_preview_is_the_letter_that_then_leaves_and_sends_nothing(berg: Journey) -> None:
    berg.to_participants()
    data = {**WORDS, "receivers": [berg.persons()[FATHER]], "step": "free_letter"}
    found = see(berg, "free_letter", data)
    (one,) = found.letters
    assert (one.name, one.subject, found.held) == (FATHER, "Svar om kørsel", False)
    shown = "\n\n".join("\n".join(piece.lines) for piece in one.pieces)
    assert letters(berg, "Svar om kørsel") == {}
    assert write(berg)[FATHER]["text"] == shown


def test_a_preview_while_contact_is_held_back_says_so(berg: Journey) -> None:
    berg.to_participants()
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        query.change_case(uow, case, {"flags": [HOLD]})
    data = {**PREPARED, "when": berg.at(7), "step": "prepare"}
    found = see(berg, "assessment_meeting", data)
    assert found.held and {one.name for one in found.letters} == {MOTHER, FATHER}


def test_a_draft_that_says_too_little_is_told_so(berg: Journey) -> None:
    berg.to_participants()
    with pytest.raises(Conflict) as refused:
        see(berg, "assessment_meeting", {**PREPARED, "when": "i morgen", "step": "prepare"})
    assert refused.value.code == "letter_unfinished"
    assert not letter_previews.writes_letters("assessment_meeting", "hold")


def test_a_letter_that_refers_to_an_unconfirmed_section_says_so_before_it_leaves(berg: Journey) -> None:
    berg.to_participants()
    body = "Se barnets lov §\u00a0135 og § 5, og forvaltningsloven § 190."
    data = {**WORDS, "body": body, "receivers": [berg.persons()[FATHER]], "step": "free_letter"}
    assert see(berg, "free_letter", data).unconfirmed == ("barnets lov § 135",)
    assert see(berg, "free_letter", {**data, "body": "Se barnets lov § 5."}).unconfirmed == ()


def test_a_decision_marks_the_sections_that_nobody_has_confirmed(berg: Journey) -> None:
    berg.to_participants()
    with berg.acting("mette") as uow:
        found = {str(one.value): one.label for one in casefile.options(uow, berg.case_id, "legal_basis")}
    assert found["barnets_lov_135"] == "barnets lov § 135 (ikke bekræftet)"
    assert found["barnets_lov_32"] == "barnets lov § 32"
