"""May these two rows be the same person? Grounds for asking; only a person answers (domain.md 3, Person)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher

from workflow_service.rules.matching import plain_name, same_name

CHILDREN = frozenset({"child", "sibling"})
ADULTS = frozenset({"parent", "guardian"})
# two names of which about one letter in eight differs: Noha for Noah, Emilie for Emelie
NEAR = 0.84
STRENGTH = {"cpr": 8, "name": 2, "birth": 2, "address": 1}


@dataclass(frozen=True)
class Identity:
    """What a person can be recognised by. `cpr` is ten digits, with or without a hyphen."""

    name: str
    relation: str = "child"
    birth_date: date | None = None
    cpr: str | None = None


def grounds(
    one: Identity, other: Identity, *, sounds_alike: bool = False, same_address: bool = False
) -> frozenset[str]:
    """What the two have in common, as codes (cpr, name, birth, address); empty when they cannot be the same.

    A CPR number is enough. A name needs a birth date or an address beside it, or that one of the two birth
    dates is unknown; a name with another birth date, or an address alone, says nothing. `sounds_alike`: the
    names sound the same in Danish; `same_address`: they live at one address.
    """
    same_cpr = bool(one.cpr and other.cpr) and _digits(one.cpr) == _digits(other.cpr)
    if not same_cpr and not _could_be(one.relation, other.relation):
        return frozenset()
    known = one.birth_date is not None and other.birth_date is not None
    same_birth = known and one.birth_date == other.birth_date
    alike = sounds_alike or alike_names(one.name, other.name)
    near = same_birth and near_names(one.name, other.name)
    found = frozenset(
        code
        for code, holds in (
            ("cpr", same_cpr),
            ("name", alike or near),
            ("birth", same_birth),
            ("address", same_address),
        )
        if holds
    )
    enough = same_cpr or ("name" in found and (same_birth or same_address or not known))
    return found if enough else frozenset()


def alike_names(one: str, other: str) -> bool:
    """The same name, or, of people known by a single name only, the same word."""
    first, second = plain_name(one), plain_name(other)
    return bool(first) and (same_name(one, other) or first == second)


def near_names(one: str, other: str) -> bool:
    """Nearly the same letters: a slip of the pen."""
    first, second = plain_name(one), plain_name(other)
    return bool(first and second) and SequenceMatcher(None, first, second).ratio() >= NEAR


def strength(found: frozenset[str]) -> int:
    """How much speaks for it: the strongest is offered first."""
    return sum(STRENGTH[code] for code in found)


def _could_be(one: str, other: str) -> bool:
    """A child is never the same as a parent; somebody of the network may be anybody."""
    for kind in (CHILDREN, ADULTS):
        if one in kind:
            return other in kind or other == "network"
    return True


def _digits(cpr: str | None) -> str:
    return "".join(c for c in cpr or "" if c.isdigit())
