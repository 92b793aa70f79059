"""Each receiver's letters leave in their own language, wholly in one, and the journal keeps which."""

import json

import pytest

from tests.unit.casefile.journey import FATHER, MOTHER, Journey
from tests.unit.casefile.test_letter_templates import changed
from tests.unit.casefile.test_letters import letters
from workflow_service.casefile.family_page import family_page
from workflow_service.casefile.letter_choice import choose_letter_language
from workflow_service.casefile.letter_paper import Piece, headings, pieces, plain
from workflow_service.casefile.letter_templates import check, unpack
from workflow_service.casefile.papers import paper
from workflow_service.errors import Forbidden, Invalid, NotFound
from workflow_service.rules.releases import fingerprint
from workflow_service.store import casefile as query
from workflow_service.store import studio


def reads_english(berg: Journey, name: str) -> bool:
    person = berg.persons()[name]
    with berg.acting("mette") as uow:
        return choose_letter_language(uow, berg.case_id or "", person, "en")


def publish_without_english(berg: Journey) -> None:
    """The municipality writes its own welcome letter, in Danish only."""
    content = changed("welcome_letter", text_en=[])
    with berg.acting() as uow:
        own = next(one.content for one in unpack(content) if one.key == "welcome_letter")
        row = {"id": uow.new_id(), "kind": "letter", "key": "welcome_letter", "version": 2, "name": "x"}
        row |= {"file": "x", "content": own, "translation": None, "created_at": uow.now}
        studio.add_definition(uow, {**row, "sha256": fingerprint(own, None)})
        common = [str(one["id"]) for one in studio.definitions(uow, "letter", "common", True)]
        release = {"id": uow.new_id(), "number": 2, "effective_at": uow.now, "created_at": uow.now}
        deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
        studio.add_release(uow, release, [row["id"], *common], deployment)


def test_parents_who_live_together_each_get_the_letter_in_their_own_language(berg: Journey) -> None:
    berg.to_participants()
    assert reads_english(berg, FATHER) and not reads_english(berg, FATHER)
    berg.serve("send_welcome_letter", "mette")
    sent = letters(berg, "Velkomstbrev")
    assert (sent[MOTHER]["language"], sent[FATHER]["language"]) == ("da", "en")
    assert (
        sent[MOTHER]["text"].startswith("Kære Sara") and "Familiekoordinator: Mette" in sent[MOTHER]["text"]
    )
    assert sent[FATHER]["text"].startswith("Dear ") and "Family coordinator: Mette" in sent[FATHER]["text"]
    assert sent[FATHER]["subject"] == "Welcome letter"


def test_the_plan_is_english_from_its_headings_to_its_dates(berg: Journey) -> None:
    berg.to_analysis_closed()
    reads_english(berg, FATHER)
    goals = [berg.goal("Noah er glad"), berg.goal("Noah har en ven", "long")]
    answers = {"scope": "whole_family", "family_vision": "Ro.", "goals": goals}
    berg.complete("write_goals", "common_plan", answers, step="goals")
    berg.complete("approve_plan", "common_plan", {"approved": True}, by="tove", step="approve")
    berg.serve("publish_plan", "mette")
    told = letters(berg, "Den fælles plan")[FATHER]
    assert told["subject"].startswith("The common plan, version 1") and "Short-term goals" in told["headings"]
    assert "Mål på" not in told["text"] and "## " not in told["text"] and " By " in told["text"]


def test_a_letter_the_municipality_wrote_in_danish_only_leaves_in_danish(berg: Journey) -> None:
    berg.to_participants()
    reads_english(berg, FATHER)
    publish_without_english(berg)
    berg.serve("send_welcome_letter", "mette")
    told = letters(berg, "Velkomstbrev")[FATHER]
    assert told["language"] == "da" and told["text"].startswith("Kære ")
    found = check(changed("welcome_letter", text_en=[]), "letters.json")
    assert [(one.rule, one.severity) for one in found] == [("LET-005", "warning")]


def test_an_english_letter_is_an_english_paper(berg: Journey) -> None:
    berg.to_participants()
    reads_english(berg, FATHER)
    berg.serve("send_welcome_letter", "mette")
    with berg.acting("mette") as uow:
        rows = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=9)
        entry = next(one for one in rows if one["content"]["language"] == "en")
        content = paper(uow, entry["id"]).content
    assert b"en" in content.partition(b"/Lang")[2][:12]


def test_the_family_page_tells_the_language_and_the_journal_keeps_the_change(berg: Journey) -> None:
    berg.to_participants()
    reads_english(berg, FATHER)
    with berg.acting("mette") as uow:
        page = family_page(uow, berg.case_id or "")
        (note, *_) = query.journal(uow, berg.case_id or "", kinds=("note",))
    told = {one.name: one.letters.code if one.letters else None for one in page.members}
    assert (told[MOTHER], told[FATHER], page.chooses_language) == ("da", "en", True)
    assert note["title"] == "Sprog i breve" and "engelsk" in note["content"]["text"]


def test_another_language_another_family_and_another_reader_are_refused(berg: Journey) -> None:
    berg.to_participants()
    case, father = berg.case_id or "", berg.persons()[FATHER]
    with pytest.raises(Invalid), berg.acting("mette") as uow:
        choose_letter_language(uow, case, father, "de")
    with pytest.raises(NotFound), berg.acting("mette") as uow:
        choose_letter_language(uow, case, berg.town.ids["mette"], "en")
    with pytest.raises((Forbidden, NotFound)), berg.acting("pia") as uow:
        choose_letter_language(uow, case, father, "en")


def test_marked_lines_are_headings_and_leave_as_plain_text() -> None:
    text = "Kære Sara\n\n## Begrundelse\nDerfor.\nOg derfor.\n\nVenlig hilsen\nMette"
    assert plain(text) == text.replace("## ", "") and headings(text) == ["Begrundelse"]
    shown = [Piece(lines=("Kære Sara",)), Piece("Begrundelse"), Piece(lines=("Derfor.", "Og derfor."))]
    assert pieces(plain(text), headings(text)) == [*shown, Piece(lines=("Venlig hilsen", "Mette"))]


def test_every_letter_of_the_package_is_written_in_both_languages() -> None:
    for one in unpack(changed("welcome_letter")):
        row = json.loads(one.content)
        both = [row, *(row.get("parts") or {}).values()]
        assert all(bool(part.get("text_da")) == bool(part.get("text_en")) for part in both), one.key
