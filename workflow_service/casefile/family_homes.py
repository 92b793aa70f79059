"""The homes of a family as the form of master data says (F01b), and the protection of its addresses.

A home that the form does not name, and whoever the form does not name, stay as they are: one child's form
knows little of another's. A protected address is never part of a form: its row says which home is meant.
Protection ends by an answer of its own and stands in the journal; else the form is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service.casefile.base import Answers, Row, case_by_id, first_name, with_flags
from workflow_service.casefile.documents import write_entry
from workflow_service.errors import Invalid
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import add, change

FLAG = "protected_address"
LIFTED = "protection_lifted"
_HIDDEN = {"da": "Beskyttet adresse (hjem {})", "en": "Protected address (home {})"}
_MEANT = re.compile(r"(?:Beskyttet adresse \(hjem|Protected address \(home) (\d+)\)")


@dataclass(frozen=True)
class Protection:
    """Who and what is protected: `persons` by themselves, `homes` as a home; `covered` is everybody who is
    protected one way or the other, `there` are all homes."""

    persons: frozenset[str]
    homes: frozenset[str]
    covered: frozenset[str]
    there: Mapping[str, frozenset[str]]


def protection(uow: UnitOfWork, family_id: str) -> Protection:
    """What is protected in a family now."""
    homes = query.households(uow, family_id)
    persons = frozenset(one["id"] for one in query.persons(uow, family_id) if one["address_protected"])
    there = {home["id"]: frozenset(home["members"]) for home in homes}
    marked = frozenset(home["id"] for home in homes if home["protected"])
    return Protection(persons, marked, persons.union(*(there[one] for one in marked)), there)


def settle_protection(uow: UnitOfWork, case: Row, before: Protection, answers: Answers) -> None:
    """After the form is written: protection that was there before is still there, or somebody answered that
    it has ended, which the journal keeps. Every case of the family carries the flag. Raises Invalid."""
    now = protection(uow, case["family_id"])
    opened = {one for one in before.homes if one in now.there and one not in now.homes}
    ended = (before.persons - now.persons) | (before.covered - now.covered)
    ended = ended.union(*(before.there[one] for one in opened))
    if (opened or ended) and answers.get(LIFTED) is not True:
        raise Invalid(
            "protection_would_end",
            "En adresse, der er beskyttet i dag, ville ikke være det længere. Markér den som beskyttet, eller"
            " sæt kryds ved, at beskyttelsen er ophørt.",
            "An address that is protected today would no longer be. Mark it as protected, or tick that the"
            " protection has ended.",
            {LIFTED: ("Er beskyttelsen ophørt? Sæt kryds her, eller markér adressen som beskyttet.",)},
        )
    if opened or ended:
        _note(uow, case, ended)
    on, off = ([FLAG], []) if now.persons or now.homes else ([], [FLAG])
    for case_id in query.cases_of_family(uow, case["family_id"]):
        one = case if case_id == case["id"] else case_by_id(uow, case_id)
        flags = with_flags(one, on=on, off=off)
        if flags != sorted(one["flags"]):
            query.change_case(uow, one, {"flags": flags})


def _note(uow: UnitOfWork, case: Row, ended: Iterable[str]) -> None:
    gone = set(ended)
    names = [str(one["name"]) for one in query.persons(uow, case["family_id"]) if one["id"] in gone]
    whom = f" for {', '.join(names)}" if names else ""
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Adressebeskyttelse er ophørt",
        content={"text": f"Adressebeskyttelsen er ophørt{whom}. Adressen kan igen stå på sider og i breve."},
    )


def homes_for_form(uow: UnitOfWork, family_id: str, language: str) -> list[Row]:
    """The known homes as rows of the form. A protected address stays out: the row names the home only."""
    persons = query.persons(uow, family_id)
    hidden = {one["id"] for one in persons if one["address_protected"]}
    return [
        {
            "address": _HIDDEN["en" if language == "en" else "da"].format(number)
            if home["protected"] or not hidden.isdisjoint(home["members"])
            else home["address"],
            "members": ", ".join(str(one["name"]) for one in persons if one["id"] in home["members"]),
            "protected": bool(home["protected"]),
        }
        for number, home in enumerate(query.households(uow, family_id), 1)
    ]


def write_homes(uow: UnitOfWork, case: Row, rows: list[Mapping[str, Any]]) -> None:
    """Each home with its own address (INV-23). Who stands in `members` lives there and in the other homes
    that name them; who stands nowhere stays where they live. A known home nobody lives in any more, and that
    is not on the form, is forgotten."""
    names = {one["id"]: str(one["name"] or "") for one in query.persons(uow, case["family_id"])}
    known = query.households(uow, case["family_id"])
    left = list(known)
    living: list[tuple[str, set[str], set[str]]] = []
    for row in rows:
        home = _meant(known, left, str(row.get("address") or ""))
        protected = row.get("protected") is True
        if home is None:
            values = {"family_id": case["family_id"], "address": row.get("address"), "protected": protected}
            home_id, before = add(uow, tables.household, case["key_id"], values), set()
        else:
            left.remove(home)
            home_id, before = home["id"], set(home["members"])
            change(uow, tables.household, home["key_id"], home_id, {"protected": protected})
        living.append((home_id, before, _members(str(row.get("members") or ""), names)))
    placed = set().union(*(who for _, _, who in living))
    living += [(home["id"], set(home["members"]), set()) for home in left]
    for home_id, before, who in living:
        now = who | (before - placed)
        for person_id in sorted(before - now):
            query.move_out(uow, home_id, person_id)
        for person_id in sorted(now - before):
            uow.insert(tables.household_member, {"household_id": home_id, "person_id": person_id})
        if not now and any(home["id"] == home_id for home in left):
            query.forget_household(uow, home_id)
    uow.flush()


def _meant(known: list[Row], left: list[Row], said: str) -> Row | None:
    """The home a row is about, if we know it and no row before was about it."""
    hidden = _MEANT.fullmatch(said.strip())
    if hidden is None:
        place = _place(said)
        return next((home for home in left if _place(home["address"] or "") == place), None)
    number = int(hidden[1])
    home = known[number - 1] if 0 < number <= len(known) else None
    if home is None or home not in left:
        raise Invalid(
            "home_unknown",
            "Hjemmet med den beskyttede adresse findes ikke længere. Skriv adressen.",
            "The home with the protected address no longer exists. Enter the address.",
            {"households": ("Hjemmet med den beskyttede adresse findes ikke længere. Skriv adressen.",)},
        )
    return home


def _place(address: str) -> str:
    return " ".join(re.findall(r"\w+", address.casefold()))


def _members(said: str, names: Mapping[str, str]) -> set[str]:
    """`members` is free text: whose name stands in it, by full name or by a first name that only one of the
    family has."""
    words = re.findall(r"\w+", said.casefold())
    text = f" {' '.join(words)} "
    plain = {person_id: " ".join(re.findall(r"\w+", name.casefold())) for person_id, name in names.items()}
    firsts = [first_name(name) for name in plain.values()]
    # a name of signs alone has no words
    found = {one for one, name in names.items() if not plain[one] and name and name in said}
    # the longest first: Noah Berg Lindahl is not Noah Berg as well
    for name in sorted(set(plain.values()), key=len, reverse=True):
        if name and f" {name} " in text:
            found |= {person_id for person_id, other in plain.items() if other == name}
            text = text.replace(f" {name} ", " ")
    left = set(text.split())
    return found | {
        person_id
        for person_id, name in plain.items()
        if first_name(name) in left and firsts.count(first_name(name)) == 1
    }
