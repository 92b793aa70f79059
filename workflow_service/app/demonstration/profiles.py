"""What the courses are about: for each kind of disability the words people use in the forms.

The words are data (`profiles.json`). In them {barn} is the child's first name, {han}, {Han} and {hans} its
pronoun, {mor} the first parent.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

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
    """`support`: the kinds of help the family asks for. The rest are sentences for the fields of the forms."""

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


@cache
def _profiles() -> dict[str, Profile]:
    text = files("workflow_service.app.demonstration").joinpath("profiles.json").read_text("utf-8")
    return {
        key: Profile(**{**row, "short": Goal(**row["short"]), "long": Goal(**row["long"])})
        for key, row in json.loads(text).items()
    }


def profile(family: Family) -> Profile:
    """The words of the family's course."""
    return _profiles()[family.condition]


def say(family: Family, text: str) -> str:
    """`text` with this family's names in it."""
    han, hans = ("han", "hans") if family.boy else ("hun", "hendes")
    names = {"barn": family.first, "han": han, "Han": han.capitalize(), "hans": hans}
    return text.format(mor=family.parents[0].first, **names)
