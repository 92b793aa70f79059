"""A form as somebody of the municipality sees it before answering."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow_service.app.demonstration.families import Family
from workflow_service.app.demonstration.profiles import Profile, profile, say
from workflow_service.forms import options_key


@dataclass(frozen=True)
class Ask:
    """`data`: what the form shows (earlier answers, inputs, options). `now`: local. `number`: which time this
    element is answered. `ahead`: when the course's later steps take place, by element."""

    family: Family
    element: str
    form: str
    data: Mapping[str, Any]
    now: datetime
    number: int = 1
    ahead: Mapping[str, datetime] = field(default_factory=dict)

    @property
    def step(self) -> str:
        return str(self.data.get("step") or "")

    @property
    def today(self) -> date:
        return self.now.date()

    @property
    def profile(self) -> Profile:
        return profile(self.family)

    def say(self, text: str) -> str:
        """`text` with the family's names in it."""
        return say(self.family, text)

    def rows(self, key: str) -> list[dict[str, Any]]:
        """The rows of a prefilled list."""
        return [dict(row) for row in self.data.get(key) or ()]

    def options(self, source: str) -> list[tuple[str, str]]:
        """(value, label) of what a field with this source offers."""
        return [(row["value"], row["label"]) for row in self.data.get(options_key(source)) or ()]

    def choose(self, source: str, begins: str) -> str:
        """The option whose label begins so. Raises `LookupError` when the list does not offer it."""
        for value, label in self.options(source):
            if label.startswith(begins):
                return value
        raise LookupError(f"{source} offers no {begins}")

    def person(self, name: str, source: str = "family_members") -> str:
        """The person with this full name."""
        return self.choose(source, name)
