"""What the browser accepts the server accepts, and the other way round, for every form and every keyword.

The same submissions go to the built island in Chromium and to our compiler; compared are the faults, field
by field with their sentences, and the data that comes out. OEF_FORM_SUBMISSIONS makes it longer.

What only one of the two can see:

| difference | why it stays |
|---|---|
| wrong JSON types, unknown keys, another's goal_uid | no browser sends them (see test_hostile.py) |
| an option that is gone, sent by a program | the browser empties it at first, the server refuses it |
| a key that is absent | the browser fills in the default value or the first empty row, which people see |
| a rule that cannot be worked out | the server refuses (fail closed); the browser leaves it to the server |
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser.form_page import FormPage
from tests.browser.submissions import submissions
from tests.unit.forms.support import FORMS, SAMPLES, context, form, sample
from workflow_service.errors import Invalid
from workflow_service.forms import Form, FormContext, compile_form, options_key

pytestmark = pytest.mark.browser

COUNT = int(os.environ.get("OEF_FORM_SUBMISSIONS", "5"))
SEED = int(os.environ.get("OEF_FORM_SEED", "11"))
EVERY = json.loads((Path(__file__).parents[1] / "data" / "every_keyword.json").read_text())


@pytest.fixture(scope="module")
def pages(chromium: Browser) -> Iterator[dict[str, FormPage]]:
    # an English reader in New York sees the municipality's day and clock all the same
    found = {"da": FormPage(chromium, "da"), "en": FormPage(chromium, "en", "America/New_York")}
    yield found
    for one in found.values():
        one.page.close()


def judged(one: Form, data: Any, asked: FormContext) -> tuple[dict[str, Any], Any]:
    """The server's faults and, when there are none, the data that comes out."""
    try:
        return {}, one.load(data, asked)
    except Invalid as error:
        return dict(error.fields), None


def options_of(one: Form, asked: FormContext) -> dict[str, list[Any]]:
    """The options as the task page gives them to the browser."""
    return {
        options_key(source): [{"value": o.value, "label": o.label} for o in asked.options.get(source, ())]
        for source in one.sources
    }


def asked_for(one: Form, written: dict[str, Any]) -> dict[str, Any]:
    """The answers that a person gives, without those that the server knows itself."""
    return {key: value for key, value in written.items() if key not in one.own_keys}


def untouched(raw: Any, written: Any) -> bool:
    """Whether the browser shows every answer that is asked for as it was sent."""
    if isinstance(written, dict):
        given = raw if isinstance(raw, dict) else {}
        return all(untouched(given.get(key), inner) for key, inner in written.items())
    if isinstance(written, list) and isinstance(raw, list) and written and isinstance(written[0], dict):
        return len(raw) == len(written) and all(map(untouched, raw, written))
    return raw == written or (raw in (None, "", []) and written in (None, "", [], False))


def differences(
    page: FormPage, one: Form, asked: FormContext, known: dict[str, Any], answers: list[Any]
) -> list[Any]:
    """Every submission on which browser and server do not agree, with what each says."""
    found = []
    prefill = {**asked.variables, **known}
    told = page.judge(one.schema(asked.language), one.setting(asked), [{**prefill, **raw} for raw in answers])
    for raw, browser in zip(answers, told, strict=True):
        faults, clean = judged(one, browser["written"], asked)
        shown = {path: texts for path, texts in faults.items() if not set(texts) <= set(browser["loose"])}
        if shown != browser["errors"] or bool(faults) != bool(browser["errors"] or browser["loose"]):
            found.append(
                {"server": shown, "browser": browser["errors"], "loose": browser["loose"], "raw": raw}
            )
        elif clean is not None and clean != browser["clean"]:
            found.append({"server": clean, "browser": browser["clean"]})
        elif untouched(raw, asked_for(one, browser["written"])) and judged(one, raw, asked) != (
            faults,
            clean,
        ):
            found.append({"direct": judged(one, raw, asked), "through the browser": (faults, clean)})
    return found


@pytest.mark.parametrize("name", SAMPLES)
def test_browser_and_server_agree_on_a_form_of_the_package(pages: dict[str, FormPage], name: str) -> None:
    key = name.partition(".")[0]
    language = "en" if SAMPLES.index(name) % 2 else "da"
    one, asked = form(key), context(name, language)
    known = options_of(one, asked)
    base = {field: value for field, value in sample(name).items() if field not in one.own_keys}
    schema = json.loads((FORMS / f"{key}.form.json").read_text())
    answers = list(submissions(schema, base, known, COUNT, SEED + len(name)))
    assert differences(pages[language], one, asked, known, answers) == []
    assert pages[language].faults == []


@pytest.mark.parametrize("language", ["da", "en"])
def test_browser_and_server_agree_on_every_field_type_and_keyword(
    pages: dict[str, FormPage], language: str
) -> None:
    one = compile_form(EVERY["form"])
    asked = replace(context("", language, **EVERY["variables"]), parameter={"least": 1}.get)
    known = options_of(one, asked)
    answers = list(
        submissions(EVERY["form"], EVERY["base"], {**known, **EVERY["variables"]}, 4 * COUNT, SEED)
    )
    found = differences(pages[language], one, asked, known, answers)
    assert found == []
    accepted = sum(not judged(one, raw, asked)[0] for raw in answers)
    assert 0 < accepted < len(answers)
    assert pages[language].faults == []
