"""What the courses are about: for each kind of disability the words people use in the forms.

The words are data (`profiles.json`). In them {barn} is the child's first name, {han}, {Han} and {hans} its
pronoun, {mor} the first parent, {hjælper} who stands beside the family.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from workflow_service.app.demonstration.families import Family


@dataclass(frozen=True)
class Goal:
    """`text`, how it is seen, from and to on the scale 0–10, the sector, the measure that should help."""

    text: str
    indicator: str
    baseline: int
    target: int
    sector: str
    measure: str


@dataclass(frozen=True)
class Profile:
    """`support`: the kinds of help the family asks for. The rest are sentences for the forms."""

    disability: str
    inquiry: str
    wish: str
    words: str
    observation: str
    learning: str
    development: str
    health: str
    strength: str
    challenge: str
    conclusion: str
    direction: str
    hypothesis: str
    short: Goal
    long: Goal
    support: tuple[str, ...]


def _read(name: str) -> Any:
    return json.loads(files("workflow_service.app.demonstration").joinpath(name).read_text("utf-8"))


@cache
def _profiles() -> dict[str, Profile]:
    return {
        key: Profile(**{**row, "short": Goal(**row["short"]), "long": Goal(**row["long"])})
        for key, row in _read("profiles.json").items()
    }


@cache
def phrases() -> Mapping[str, Mapping[str, Any]]:
    """Words that fit every family: `notes` by element, `headings` of ICS by key."""
    found: Mapping[str, Mapping[str, Any]] = _read("phrases.json")
    return found


def profile(family: Family) -> Profile:
    """The words of the family's course."""
    return _profiles()[family.condition]


def say(family: Family, text: str) -> str:
    """`text` with this family's names in it."""
    han, hans = ("han", "hans") if family.boy else ("hun", "hendes")
    names = {"barn": family.first, "han": han, "Han": han.capitalize(), "hans": hans}
    return text.format(mor=family.parents[0].first, hjælper=family.helper, **names)
