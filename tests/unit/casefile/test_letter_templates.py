import json
from pathlib import Path
from typing import Any

import pytest

from tests.unit.casefile.journey import MOTHER, Journey
from workflow_service.casefile import letter_templates
from workflow_service.casefile.letter_language import TemplateError, names, parse, render
from workflow_service.casefile.letter_templates import LANGUAGES, OFFERED, check, pack, read, unpack
from workflow_service.errors import Conflict
from workflow_service.rules.releases import fingerprint
from workflow_service.store import casefile as query
from workflow_service.store import studio, tables

FILE = Path(__file__).parents[3] / "bpmn" / "data" / "letters.json"


def changed(letter: str, **values: Any) -> bytes:
    """The package's letters with one of them changed."""
    data = json.loads(FILE.read_bytes())
    row = next(one for one in data["letters"] if one["key"] == letter)
    row.update(values)
    return json.dumps(data).encode()


def test_the_letters_of_the_package_have_no_findings_and_every_letter_is_there() -> None:
    assert check(FILE.read_bytes(), "letters.json") == []
    keys = {one.key for one in unpack(FILE.read_bytes())}
    assert keys == {one.partition("/")[0] for one in OFFERED}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_letter_can_be_read_with_its_samples(language: str) -> None:
    for one in unpack(FILE.read_bytes()):
        found = read({"content": one.content, "version": 1})
        text = found.text_of(found.samples(found.fields, language), language)
        assert "{{" not in text and "\n\n\n" not in text
        for name, part in found.parts.items():
            assert found.part(name, found.samples(part.fields, language), language)


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"text_da": ["Kære {{cpr}}"]}, "LET-003"),
        ({"fields": ["first_name", "cpr"]}, "LET-003"),
        ({"text_da": ""}, "LET-004"),
        ({"text_da": ["{{#child}} uden slutning"]}, "LET-001"),
        ({"key": "greeting"}, "LET-002"),
        ({"fields": 3}, "LET-001"),
    ],
)
def test_a_template_that_would_go_wrong_is_a_finding(values: dict[str, Any], code: str) -> None:
    found = check(changed("welcome_letter", **values), "letters.json")
    assert code in {one.rule for one in found}


@pytest.mark.parametrize("content", [b"", b"[]", b"{}", b'{"fields": {}, "letters": [3]}', b"\xff"])
def test_a_file_that_is_no_list_of_letters_is_a_finding(content: bytes) -> None:
    assert [one.rule for one in check(content, "letters.json")] == ["LET-001"]


def test_a_part_that_the_service_needs_cannot_be_left_out() -> None:
    found = check(changed("plan_letter", parts={}), "letters.json")
    assert {one.element for one in found} >= {"plan_letter/goal", "plan_letter/plan"}


def test_what_is_merged_in_is_never_read_as_template() -> None:
    assert render("{{a}}", {"a": "{{b}}", "b": "hemmeligt"}) == "{{b}}"


def test_a_letter_with_a_hole_is_not_written() -> None:
    with pytest.raises(KeyError):
        render("Kære {{first_name}}", {})


@pytest.mark.parametrize("text", ["{{/a}}", "{{#a}}{{#b}}{{/a}}{{/b}}", "{{A B}}", "{{a", "{{#a}}"])
def test_a_text_that_is_no_template_says_where(text: str) -> None:
    with pytest.raises(TemplateError):
        parse(text)


def test_fields_inside_sections_are_named_with_their_line() -> None:
    assert list(names("a\n{{#b}}\n{{c}}{{/b}}")) == [("b", 2), ("c", 3)]


def test_packing_and_unpacking_letters_gives_the_same_letters() -> None:
    once = unpack(FILE.read_bytes())
    assert unpack(pack(one.content for one in once)) == once


def test_the_journal_keeps_which_words_a_letter_was_written_with(berg: Journey) -> None:
    berg.to_participants()
    berg.serve("send_welcome_letter", "mette")
    with berg.acting() as uow:
        (sent, *_) = query.journal(uow, berg.case_id or "", kinds=("letter",))
    assert sent["content"]["template"] == {"key": "welcome_letter", "version": 1}


def test_new_words_are_used_from_the_day_their_release_takes_effect(berg: Journey) -> None:
    berg.to_participants()
    with berg.acting() as uow:
        content = next(
            one.content
            for one in unpack(changed("welcome_letter", text_da=["Hej {{first_name}}", "{{signature}}"]))
            if one.key == "welcome_letter"
        )
        row = {"id": uow.new_id(), "kind": "letter", "key": "welcome_letter", "version": 2, "name": "x"}
        digest = fingerprint(content, None)
        more = {"file": "x", "content": content, "translation": None, "sha256": digest, "created_at": uow.now}
        studio.add_definition(uow, {**row, **more})
        old = [str(one["id"]) for one in studio.definitions(uow, "letter", None, True)]
        common = [str(one["id"]) for one in studio.definitions(uow, "letter", "common", True)]
        release = {"id": uow.new_id(), "number": 2, "effective_at": uow.now, "created_at": uow.now}
        deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
        assert common[0] in old
        studio.add_release(uow, release, [row["id"], *common], deployment)
    berg.serve("send_welcome_letter", "mette")
    with berg.acting() as uow:
        sent = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=5)
    to_mother = next(one for one in sent if one["recipients"][0]["name"] == MOTHER)
    assert to_mother["content"]["text"].startswith("Hej Sara\n")
    assert to_mother["content"]["template"]["version"] == 2


def test_a_release_without_the_letter_says_what_to_do(berg: Journey) -> None:
    berg.to_participants()
    with berg.acting() as uow:
        release = {"id": uow.new_id(), "number": 2, "effective_at": uow.now, "created_at": uow.now}
        uow.insert(tables.release, release)
    with pytest.raises(Conflict) as refused, berg.acting() as uow:
        letter_templates.template(uow, "welcome_letter")
    assert "letters.json" in refused.value.da
