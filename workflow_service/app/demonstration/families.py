"""A family of Egelund Kommune, as the demonstration makes it: who it is, what is special, where it stands.

CPR numbers carry a day raised by 60, which no person has. Dates count back from the day the municipality is
made, so that its inbox is always of today.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TypeVar

Choice = TypeVar("Choice")


@dataclass(frozen=True)
class Parent:
    """`home`: which of the family's households; `residence`: shared, residence_parent or contact_parent."""

    name: str
    role: str
    residence: str = "shared"
    home: int = 0
    interpreter: str | None = None
    # of the letters to them
    letters: str = "da"
    protected: bool = False

    @property
    def first(self) -> str:
        return self.name.split()[0]


@dataclass(frozen=True)
class Family:
    """One course. `stop`: the step that is open now ("end" when the course is over); `waiting`: working days
    since it opened. `traits` change the way through the diagram, see `course`."""

    number: int
    child: str
    boy: bool
    age: float
    condition: str
    parents: tuple[Parent, ...]
    team: str
    stop: str
    waiting: int = 0
    traits: frozenset[str] = field(default_factory=frozenset)
    siblings: tuple[tuple[str, int], ...] = ()
    helper: str = "mormor Grethe"
    sibling_of: int | None = None

    @property
    def first(self) -> str:
        return self.child.split()[0]

    @property
    def companion(self) -> str:
        """Who stands beside the family, as a name begins: `Mormor Grethe`."""
        return self.helper[0].upper() + self.helper[1:]

    def has(self, trait: str) -> bool:
        return trait in self.traits

    def pick(self, choices: Sequence[Choice], salt: str) -> Choice:
        """One of `choices`, always the same for this family and `salt`."""
        return choices[zlib.crc32(f"{self.number}/{salt}".encode()) % len(choices)]

    def born(self, today: date) -> date:
        """The child's birthday; in the future for one who is not born yet."""
        return today - timedelta(days=round(self.age * 365.25) + self.number)


def cpr(born: date, serial: int, male: bool) -> str:
    """A number that looks like a CPR number and cannot be one: the day is raised by 60."""
    century = 5 if born.year >= 2000 else 1
    date_part = f"{born.day + 60:02}{born.month:02}{born.year % 100:02}"
    return f"{date_part}-{century}{serial % 100:02}{1 if male else 2}"


_STREETS = (
    "Enghaven",
    "Møllestien",
    "Skovbrynet",
    "Kirkevej",
    "Åvænget",
    "Teglgården",
    "Lærkevej",
    "Søtoften",
)


def address(family: Family, home: int) -> str:
    """An address in the invented town of Egelund."""
    street = _STREETS[(family.number * 3 + home * 5) % len(_STREETS)]
    return f"{street} {family.number * 2 + home}, 8999 Egelund"


def couple(mother: str, father: str, **both: str | None) -> tuple[Parent, ...]:
    """Two parents in one home; `letters`: the language of the mother's letters."""
    interpreter = both.get("interpreter")
    return (
        Parent(mother, "Mor", interpreter=interpreter, letters=both.get("letters") or "da"),
        Parent(father, "Far", interpreter=interpreter),
    )


def apart(mother: str, father: str, *, protected: bool = False) -> tuple[Parent, ...]:
    """Two parents in two homes; `protected`: the mother's address."""
    return (
        Parent(mother, "Mor", "residence_parent", 0, protected=protected),
        Parent(father, "Far", "contact_parent", 1),
    )


def family(
    number: int,
    child: str,
    age: float,
    condition: str,
    parents: tuple[Parent, ...],
    place: str,
    *traits: str,
    **more: object,
) -> Family:
    """`place`: "team stop waiting"; a child whose name ends with * is a boy."""
    team, stop, waiting = place.split()
    name, boy = child.rstrip("*"), child.endswith("*")
    return Family(
        number,
        name,
        boy,
        age,
        condition,
        parents,
        team,
        stop,
        int(waiting),
        frozenset(traits),
        **more,  # type: ignore[arg-type]
    )


def mother(name: str) -> tuple[Parent, ...]:
    """One parent."""
    return (Parent(name, "Mor", "residence_parent"),)
