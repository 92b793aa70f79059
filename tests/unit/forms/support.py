"""Forms and submissions of the repository, and the context in which they are judged."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from workflow_service.errors import Invalid
from workflow_service.forms import Form, FormContext, Option, compile_form, read_form

ROOT = Path(__file__).resolve().parents[3]
FORMS = ROOT / "forms"
SUBMISSIONS = ROOT / "tests" / "data" / "submissions"
KEYS = sorted(path.name.removesuffix(".form.json") for path in FORMS.glob("*.form.json"))
SAMPLES = sorted(path.stem for path in SUBMISSIONS.glob("*.json") if path.stem != "context")
SETTING = json.loads((SUBMISSIONS / "context.json").read_text())


@lru_cache
def form(key: str) -> Form:
    """The compiled form with its English twin."""
    return read_form((FORMS / f"{key}.form.json").read_bytes(), (FORMS / f"{key}.en.json").read_bytes())


def sample(name: str) -> dict:
    """A fresh copy of the submission `<key>.<step>`."""
    return json.loads((SUBMISSIONS / f"{name}.json").read_text())


def context(name: str = "", language: str = "da", **variables: object) -> FormContext:
    """The context of a sample; more variables may be given."""
    step = name.partition(".")[2]
    return FormContext(
        language=language,
        now=datetime.fromisoformat(SETTING["now"]),
        zone=ZoneInfo(SETTING["zone"]),
        variables={"step": step, **SETTING["variables"].get(name, {}), **variables},
        options={
            source: [Option(one["value"], one["label"]) for one in found]
            for source, found in SETTING["options"].items()
        },
        parameter=SETTING["parameters"].get,
    )


def load(name: str, change: dict | None = None, language: str = "da", **variables: object) -> dict:
    """Load a sample with some top-level answers changed."""
    data = {**sample(name), **(change or {})}
    return form(name.partition(".")[0]).load(data, context(name, language, **variables))


def problems(name: str, change: dict | None = None, language: str = "da", **variables: object) -> dict:
    """The field errors of a changed sample; {} when it is accepted."""
    try:
        load(name, change, language, **variables)
    except Invalid as error:
        return dict(error.fields)
    return {}


def small(*components: dict, rules: list | None = None, **properties: object) -> Form:
    """A form of a few components, for tests of one behaviour."""
    return compile_form(
        {
            "type": "default",
            "id": "small",
            "schemaVersion": 19,
            "properties": {"title": "Lille", **properties},
            "components": list(components),
            "rules": rules or [],
        }
    )


def judge(one: Form, data: object, **variables: object) -> dict:
    """The field errors of `data`; {} when it is accepted."""
    try:
        one.load(data, context(**variables))
    except Invalid as error:
        return dict(error.fields)
    return {}
