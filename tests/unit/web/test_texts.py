"""Every text of the pages is marked, and every marked text has an English twin."""

import re

import pytest

from tests.unit.web.marks import CODE, TEMPLATES, bare, marked, unmarked
from workflow_service.web.texts import english


def test_every_marked_text_has_an_english_twin_and_no_twin_is_left_over():
    assert marked() == set(english())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_shows_no_words_without_a_mark(path):
    assert bare(path.read_text()) == []


def test_words_without_a_mark_are_found():
    assert bare('<p title="Hej {{ name }}">Dav <b>du</b> {{ t("Godt") }}</p>') == ["Dav", "du", "Hej"]


def test_twins_keep_the_places_of_their_values():
    for danish, twin in english().items():
        assert sorted(re.findall(r"\{\w+\}", danish)) == sorted(re.findall(r"\{\w+\}", twin)), danish


def test_danish_sentences_in_the_code_are_marked_or_stand_in_an_error_with_its_twin():
    for path in CODE:
        loose = [text for text in unmarked(path.read_text()) if re.search(r"[æøåÆØÅ]", text)]
        assert loose == [], path.name


def test_no_template_holds_what_the_content_policy_refuses():
    for path in TEMPLATES:
        source = path.read_text()
        assert not re.search(r'\sstyle="|\son\w+="|<style|hx-on|javascript:', source), path.name
        for script in re.findall(r"<script[^>]*>", source):
            assert 'src="' in script or 'type="application/json"' in script
