"""The families of Egelund Kommune, all invented: who they are, what is special, and where they stand.

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


def _couple(mother: str, father: str, **both: str | None) -> tuple[Parent, ...]:
    interpreter = both.get("interpreter")
    return (
        Parent(mother, "Mor", interpreter=interpreter),
        Parent(father, "Far", interpreter=interpreter),
    )


def _apart(mother: str, father: str, *, protected: bool = False) -> tuple[Parent, ...]:
    return (
        Parent(mother, "Mor", "residence_parent", 0, protected=protected),
        Parent(father, "Far", "contact_parent", 1),
    )


def _family(
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


def _mother(name: str) -> tuple[Parent, ...]:
    return (Parent(name, "Mor", "residence_parent"),)


FAMILIES: tuple[Family, ...] = (
    _family(1, "Noah Bech Lindahl*", 9.3, "autism_epilepsy", _apart("Sofie Bech", "Anders Lindahl"),
            "north follow_up 62", "partly", "employment"),
    _family(2, "Ella Bech Lindahl", 6.4, "adhd", _apart("Sofie Bech", "Anders Lindahl"),
            "north hold_assessment_meeting 6", sibling_of=1),
    _family(3, "Amira Haddad", 15.4, "autism_school",
            _couple("Rania Haddad", "Samir Haddad", interpreter="Arabisk"),
            "north appoint_coordinator 2", "honour", helper="skolens socialrådgiver"),
    _family(4, "Emil Krogh*", 4.2, "cerebral_palsy", _couple("Tine Krogh", "Mads Krogh"),
            "south write_goals 5", siblings=(("Selma Krogh", 7),)),
    _family(5, "Freja Mølgaard", 2.3, "down", _couple("Rikke Mølgaard", "Jens Mølgaard"),
            "south active 41", "no_support", helper="farmor Inga"),
    _family(6, "Malthe Østergaard*", 12.4, "adhd", _apart("Heidi Østergaard", "Carsten Riis"),
            "north active 20", "disagree", "stays"),
    _family(7, "Sofia Brandt", 7.2, "autism_school", _apart("Julie Brandt", "Kim Lauritsen", protected=True),
            "north inform_family_about_meeting 2", "employment", helper="moster Bente"),
    _family(8, "Oliver Damgaard*", 14.3, "autism_school", _couple("Pernille Damgaard", "Lars Damgaard"),
            "north carry_out_part:2 38", "investigation"),
    _family(9, "Alma Thygesen", -0.25, "premature", _couple("Maria Thygesen", "Thomas Thygesen"),
            "south first_talk 2", "unborn"),
    _family(10, "Viktor Lassen*", 10.1, "adhd", _couple("Gitte Lassen", "Ole Lassen"),
            "north end 55", "guidance"),
    _family(11, "Ida Skovgaard", 5.3, "deaf", _couple("Lea Skovgaard", "Martin Skovgaard"),
            "south redirect_family 3", "guidance"),
    _family(12, "Lucas Hvidberg*", 8.2, "muscular", _couple("Nanna Hvidberg", "Simon Hvidberg"),
            "north ics_synthesis 70", "moved"),
    _family(13, "Clara Ibsen", 11.4, "autism_epilepsy", _couple("Dorthe Ibsen", "Allan Ibsen"),
            "south child_conversation 9", "moves"),
    _family(14, "Magnus Toft*", 13.2, "muscular", _couple("Charlotte Toft", "Brian Toft"),
            "north hold_analysis_meeting 2", siblings=(("Agnes Toft", 10),)),
    _family(15, "Nora Vestergaard", 3.3, "rare", _mother("Stine Vestergaard"),
            "south prepare_assessment_meeting 8", helper="mormor Karin"),
    _family(16, "Aksel Bruun*", 16.4, "autism_school", _couple("Lene Bruun", "Finn Bruun"),
            "north approve_plan 3", siblings=(("Vega Bruun", 12),)),
    _family(17, "Liv Nygaard", 6.1, "deaf", _couple("Sanne Nygaard", "Jakob Nygaard"),
            "north register_inquiry 0"),
    _family(18, "Storm Kjær*", 1.2, "premature", _mother("Louise Kjær"),
            "south complete_master_data 1", helper="mormor Bodil"),
    _family(19, "Asta Holst", 8.3, "autism_epilepsy", _couple("Kirstine Holst", "Nikolaj Holst"),
            "north screening 5"),
    _family(20, "Elias Yilmaz*", 9.1, "down", _couple("Fatma Yilmaz", "Emre Yilmaz", interpreter="Tyrkisk"),
            "north child_conversation 3", helper="onkel Deniz"),
    _family(21, "Villads Ravnkilde*", 7.4, "adhd", _apart("Trine Ravnkilde", "Kenneth Bo Olsen"),
            "south choose_assessment_parts 1"),
    _family(22, "Karla Fuglsang", 12.2, "autism_school", _mother("Mette Fuglsang"),
            "north handle_acute 0", "acute"),
    _family(23, "Anton Meldgaard*", 15.2, "adhd", _apart("Jeanette Meldgaard", "Bjarne Meldgaard"),
            "south first_talk 4", "abuse"),
    _family(24, "Ellen Dalsgaard", 10.4, "cerebral_palsy", _couple("Vibeke Dalsgaard", "Morten Dalsgaard"),
            "south reschedule_analysis_meeting 1", "no_quorum"),
    _family(25, "Theo Winther*", 5.1, "rare", _couple("Anja Winther", "Christian Winther"),
            "south propose_experts 4"),
    _family(26, "Mille Overgaard", 13.3, "adhd", _apart("Susanne Overgaard", "Flemming Holm Overgaard"),
            "north propose_measures 4", "employment"),
    _family(27, "Johan Kirkegaard*", 9.2, "autism_epilepsy", _apart("Katrine Kirkegaard", "Peter Nissen"),
            "south decide_disagreement 2", "disagree"),
    _family(28, "Esther Bjerre", 1.4, "premature", _couple("Sara Bjerre", "Daniel Bjerre"),
            "north end 30", "no_support", "withdrawn"),
    _family(29, "Bertil Søgaard*", 11.1, "autism_school", _couple("Lone Søgaard", "Erik Søgaard"),
            "south share_draft_with_family 5"),
    _family(30, "Gry Nørgaard", 17.1, "muscular", _couple("Bente Nørgaard", "Hans Nørgaard"),
            "north map_open_sector_cases 3", "withdraws"),
    _family(31, "Otto Lindberg*", 6.3, "rare", _couple("Eva Lindberg", "Tobias Lindberg"),
            "north carry_out_part:1 4", siblings=(("Rosa Lindberg", 9),)),
    _family(32, "Sigrid Aagaard", 8.4, "deaf", _couple("Winnie Aagaard", "Poul Aagaard"),
            "south offer_family_guide 6", "unclear"),
    _family(33, "Valdemar Iversen*", 6.2, "cerebral_palsy", _couple("Christina Iversen", "Anton Iversen"),
            "north active 75", siblings=(("Lærke Iversen", 3),)),
    _family(34, "Josefine Hansson", 14.1, "autism_school", _apart("Marie Hansson", "Jesper Kold"),
            "south active 33", "partly"),
    _family(35, "Aya Karimi", 5.2, "down", _couple("Leila Karimi", "Omid Karimi", interpreter="Farsi"),
            "north active 12", "employment", helper="tante Shirin"),
    _family(36, "Konrad Lyhne*", 3.1, "rare", _couple("Emma Lyhne", "Rune Lyhne"),
            "south approve_minutes 1"),
    _family(37, "Nanna Frost", 9.4, "autism_epilepsy", _couple("Ditte Frost", "Kristian Frost"),
            "north team_approves_draft 3", siblings=(("Bo Frost", 12),)),
)  # fmt: skip
