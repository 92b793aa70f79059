"""What the screen says when an answer cannot be used: calm, concrete, in Danish and English.

The sentences are data (`messages.json`), because the form in the browser says the same ones.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files

from workflow_service.forms.answers import number_text

MESSAGES: Mapping[str, Mapping[str, str]] = json.loads(
    files("workflow_service.forms").joinpath("messages.json").read_text("utf-8")
)


def message(code: str, language: str, n: object = "", m: object = "") -> str:
    """The sentence for `code` in `language` ("da" or "en"); `n` and `m` are the numbers or names in it."""
    tongue = "en" if language == "en" else "da"
    text = MESSAGES[code][tongue]
    return text.replace("{n}", word(n, tongue)).replace("{m}", word(m, tongue))


def word(value: object, language: str) -> str:
    """A value inside a sentence: numbers as the language writes them."""
    number = isinstance(value, int | float) and not isinstance(value, bool)
    return number_text(value, language) if number else str(value)  # type: ignore[arg-type]


def summary(count: int, language: str) -> str:
    """The sentence on top of a form with `count` answers to mend."""
    return message("summary_one" if count == 1 else "summary_many", language, count)
