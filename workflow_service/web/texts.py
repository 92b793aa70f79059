"""The words of the pages: written in Danish where they stand, their English twins in `en.json`.

`t`, `n` and `N_` mark a text; a test fails when a marked one has no twin or a template has words unmarked.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from workflow_service import http

CATALOGUE = Path(__file__).with_name("en.json")


@cache
def english() -> Mapping[str, str]:
    """Danish text -> English text."""
    found: dict[str, str] = json.loads(CATALOGUE.read_text(encoding="utf-8"))
    return found


def t(danish: str, **values: Any) -> str:
    """`danish` in the reader's language, with {name} replaced by `values`."""
    text = english().get(danish, danish) if http.language() == "en" else danish
    return text.format(**values) if values else text


def n(one: str, many: str, count: int, **values: Any) -> str:
    """The form for one or for many; {count} is the number."""
    return t(one if count == 1 else many, count=count, **values)


def N_(danish: str) -> str:
    """Marks a text that stands in a table and is translated where it is shown."""
    return danish
