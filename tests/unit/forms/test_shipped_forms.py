"""The forms in `forms/`: each is sound, bilingual, and takes a realistic answer."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from tests.unit.forms.support import FORMS, KEYS, SAMPLES, SETTING, context, form, load, sample
from workflow_service.forms import check_form, heading_rows, options_key
from workflow_service.forms.translate import every_component


@pytest.mark.parametrize("key", KEYS)
def test_form_has_no_findings_in_either_language(key):
    schema, english = FORMS / f"{key}.form.json", FORMS / f"{key}.en.json"
    assert check_form(schema.read_bytes(), schema.name, english.read_bytes()) == []
    assert form(key).key == key
    assert form(key).title("da") and form(key).title("en")


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_loads_clean_in_both_languages(name):
    clean = load(name)
    assert clean == load(name, language="en")
    assert json.loads(json.dumps(clean)) == clean


@pytest.mark.parametrize("name", SAMPLES)
def test_every_answer_of_a_sample_is_kept(name):
    """A key that a step hides would be dropped: a sample must not hold one."""
    given = {key for key, value in sample(name).items() if value not in (None, [])}
    kept = {key for key, value in load(name).items() if value not in (None, [])}
    assert given <= kept


def test_every_step_of_every_form_has_a_sample():
    steps = {f"{key}.{step}" for key in KEYS for step in form(key).steps}
    assert steps <= set(SAMPLES)
    assert {name.partition(".")[0] for name in SAMPLES} == set(KEYS)


def test_every_option_source_is_served_by_the_test_context():
    assert frozenset().union(*(form(key).sources for key in KEYS)) == set(SETTING["options"])


@pytest.mark.parametrize("name", SAMPLES)
def test_a_step_needs_no_options_but_those_of_the_fields_it_can_show(name):
    key, _, step = name.partition(".")
    every = context(name)
    own = {source: every.options[source] for source in form(key).sources_at(step)}
    assert form(key).load(sample(name), replace(every, options=own)) == load(name)


def test_a_step_that_asks_for_no_persons_needs_no_list_of_them():
    assert "family_members" in form("assessment_meeting").sources
    assert "family_members" not in form("assessment_meeting").sources_at("prepare")
    assert "family_members" in form("assessment_meeting").sources_at("hold")


@pytest.mark.parametrize("key", KEYS)
def test_browser_schema_keeps_secrets_of_the_server(key):
    schema = form(key).schema("da")
    assert "properties" not in schema and all("da" not in rule for rule in schema["rules"])
    inner = list(every_component(schema))
    assert not any("source" in one.get("properties", {}) for one in inner)
    offered = {one.get("valuesKey") for one in inner}
    assert {options_key(source) for source in form(key).sources} <= offered


def test_browser_schema_is_translated():
    labels = {one.get("label") for one in form("note").schema("en")["components"]}
    assert {"Text", "Done", "Check-in with the family"} <= labels


def test_heading_rows_follow_the_set_and_its_default():
    data = json.loads((FORMS.parent / "workflow_service/casefile/ics_headings.json").read_text())
    assert [len(heading_rows(data, name, "da")) for name in ("ics_2", "ics_1", "bvc", None)] == [
        10,
        16,
        0,
        10,
    ]
    assert heading_rows(data, "ics_2", "en")[0]["heading_text"] == "Health"
