"""What a process owner is told about a form that is not right."""

from __future__ import annotations

import json
import random

import pytest

from tests.unit.forms.support import FORMS, KEYS, context, small
from workflow_service.errors import CheckFailed, Finding, Invalid
from workflow_service.forms import check_form, compile_form, read_form
from workflow_service.forms.findings import CURES

TEXT = {"type": "textfield", "key": "a", "label": "A"}
LIST = {"type": "dynamiclist", "path": "l", "label": "L", "components": [{**TEXT, "key": "x"}]}
ENGLISH = json.dumps({"title": "T", "texts": {"A": "A", "L": "L", "X": "X"}}).encode()


def findings_of(*components: dict, english: bytes | None = ENGLISH, **top: object) -> list[Finding]:
    """The findings on a small form."""
    schema = {
        "type": "default",
        "id": "f",
        "schemaVersion": 19,
        "properties": {"title": "T"},
        "components": components,
    }
    return check_form(json.dumps({**schema, **top}).encode(), "f.form.json", english)


def rules_of(*components: dict, english: bytes | None = ENGLISH, **top: object) -> set[str]:
    """The rule names of the findings on a small form."""
    return {found.rule for found in findings_of(*components, english=english, **top)}


def rule(**change: object) -> dict:
    return {"id": "r", "path": "a", "when": '=a = "x"', "da": "Nej", "en": "No", **change}


def test_a_sound_form_has_no_findings():
    assert rules_of(TEXT, LIST, rules=[rule()]) == set()


FAULTS = [
    ([{**TEXT, "type": "slider"}], "form.type"),
    ([{**TEXT, "properties": {"type": "iban"}}], "form.type"),
    ([{**TEXT, "properties": {"type": "user_ref", "source": "users:any"}}], "form.type"),
    ([{"type": "textfield", "label": "A"}], "form.key"),
    ([{**TEXT, "key": "a b"}], "form.key"),
    ([{"type": "textfield", "key": "a"}], "form.label"),
    ([TEXT, TEXT], "form.duplicate"),
    ([TEXT, {**TEXT, "key": "a.b"}], "form.duplicate"),
    ([{**LIST, "components": [TEXT, TEXT]}], "form.duplicate"),
    ([{**TEXT, "type": "select"}], "form.options"),
    ([{**TEXT, "type": "select", "values": []}], "form.options"),
    ([{**TEXT, "type": "select", "values": [{"label": "X"}]}], "form.options"),
    ([{**TEXT, "type": "select", "values": [{"label": "X", "value": "x"}] * 2}], "form.options"),
    ([{**TEXT, "type": "select", "properties": {"type": "user_ref"}}], "form.options"),
    ([{**TEXT, "type": "select", "valuesKey": "k", "properties": {"source": "s"}}], "form.options"),
    ([{**TEXT, "validate": {"pattern": "("}}], "form.pattern"),
    ([{**TEXT, "validate": {"pattern": "(a+)+$"}}], "form.pattern"),
    ([{**TEXT, "validate": {"pattern": "(?i)ja"}}], "form.pattern"),
    ([{**TEXT, "validate": {"validationType": "iban"}}], "form.keyword"),
    ([{**TEXT, "disabled": True, "defaultValue": "x"}], "form.keyword"),
    ([{**TEXT, "readonly": '=b = "x"'}, {**TEXT, "key": "b"}], "form.keyword"),
    ([{**TEXT, "type": "number", "increment": "a lot"}], "form.limit"),
    ([{**TEXT, "type": "number", "decimalDigits": "2"}], "form.limit"),
    ([{**TEXT, "conditional": {"hide": "=this.a = 1"}}], "form.feel_name"),
    ([{**TEXT, "validate": {"max": "many"}}], "form.limit"),
    ([{**TEXT, "conditional": {"hide": "=a ="}}], "form.feel"),
    ([{**TEXT, "conditional": {"hide": "a = 1"}}], "form.feel"),
    ([{**TEXT, "conditional": {"hide": "=nobody = 1"}}], "form.feel_name"),
    ([{**TEXT, "key": "date", "conditional": {"hide": "=date(date) = today()"}}], "form.feel_shadow"),
    ([{**LIST, "components": [{**TEXT, "conditional": {"hide": "=this.nobody = 1"}}]}], "form.feel_name"),
    ([{**TEXT, "label": "Ny tekst"}], "form.english"),
]


@pytest.mark.parametrize(("components", "expected"), FAULTS)
def test_a_fault_is_found(components, expected):
    assert expected in rules_of(*components)


def test_a_step_must_be_declared():
    hidden = {**TEXT, "conditional": {"hide": '=step != "agre"'}}
    assert "form.step" in rules_of(hidden, properties={"title": "T", "steps": ["agree"]})
    assert "form.feel_name" in rules_of(hidden)


@pytest.mark.parametrize(
    "wrong",
    [{"path": "b"}, {"when": ""}, {"da": None}, {"id": "1 2"}, {"each": "a"}, {"each": "l", "path": "y"}],
)
def test_a_rule_must_be_whole_and_point_to_a_field(wrong):
    assert "form.rule" in rules_of(TEXT, LIST, rules=[rule(**wrong)])


def test_rule_ids_are_unique():
    assert "form.rule" in rules_of(TEXT, rules=[rule(), rule()])


@pytest.mark.parametrize("raw", [b"", b"[]", b"{", b"\xff", b'{"id": NaN}', b"[" * 100_000, b" " * 1_000_001])
def test_a_file_that_is_no_form_is_told_so(raw):
    assert [found.severity for found in check_form(raw, "f.form.json", None)] == ["error"]
    with pytest.raises(CheckFailed):
        read_form(raw)


def test_too_deep_and_too_large_forms_are_refused():
    deep = LIST
    for _ in range(25):
        deep = {**LIST, "components": [deep]}
    assert rules_of(deep) == {"form.size"}
    assert rules_of(*[{**TEXT, "key": f"a{n}"} for n in range(2_001)]) == {"form.size"}


def test_a_missing_english_twin_warns_but_does_not_block():
    schema = {
        "type": "default",
        "id": "f",
        "schemaVersion": 19,
        "properties": {"title": "T"},
        "components": [TEXT],
    }
    found = check_form(json.dumps(schema).encode(), "f.form.json", None)
    assert {one.severity for one in found} == {"warning"}
    assert compile_form(schema).title("en") == "T"


def test_the_finding_of_every_rule_carries_its_cure_in_both_languages():
    found = [one for components, _ in FAULTS for one in findings_of(*components)]
    hidden = {**TEXT, "conditional": {"hide": '=step != "agre"'}}
    found += findings_of(hidden, properties={"title": "T", "steps": ["agree"]})
    found += findings_of(TEXT, rules=[rule(path="b")])
    found += findings_of(TEXT, id=None, schemaVersion=0, properties={"steps": 1}, components=None)
    found += findings_of(TEXT, properties={})
    found += [*check_form(b"[]", "f", None), *check_form(b" " * 1_000_001, "f", None)]
    assert {one.rule for one in found} == {f"form.{name}" for name in CURES}
    assert [one for one in found if not (one.cure_da and one.cure_en) or one.cure_da == one.cure_en] == []
    assert all(one.line for one in found)


def test_a_finding_on_the_whole_file_is_on_line_1_and_a_slip_of_json_on_its_own():
    assert [one.line for one in check_form(b"\n[]", "f.form.json", None)] == [1]
    assert [one.line for one in check_form(b'{\n"id": "f"\n"x": 1}', "f.form.json", None)] == [3]


def test_a_finding_names_the_line():
    raw = json.dumps(
        {"type": "default", "id": "f", "schemaVersion": 19, "components": [{**TEXT, "type": "slider"}]},
        indent=1,
    )
    found = check_form(raw.encode(), "f.form.json", None)[0]
    assert raw.splitlines()[(found.line or 0) - 1].strip() == '"key": "a",'


def test_damaged_forms_give_findings_and_never_another_exception():
    dice = random.Random(20261123)
    bad = [None, True, -1, "", "=(", [], [None], {}, [{}], "select", "dynamiclist"]
    for _ in range(300):
        schema = json.loads((FORMS / f"{dice.choice(KEYS)}.form.json").read_text())
        owner = dice.choice([schema, *schema["components"], *schema.get("rules", [])])
        owner[dice.choice(list(owner))] = dice.choice(bad)
        try:
            compile_form(schema).load({}, context("common_plan.goals"))
        except (CheckFailed, Invalid):
            continue


def test_a_form_with_errors_cannot_be_compiled():
    with pytest.raises(CheckFailed) as caught:
        small(TEXT, TEXT)
    assert caught.value.findings[0].rule == "form.duplicate"
