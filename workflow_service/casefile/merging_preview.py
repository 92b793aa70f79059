"""What a merge would move, and where the two say different things: read before anybody merges."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.casefile.family_page import masked
from workflow_service.errors import Conflict, NotFound
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_quality as quality
from workflow_service.store.casefile_quality import FamilyCase

KEEP, GONE, SEEN = "kept", "gone", "seen"

# columns of a person in which two rows can say different things, with their words
FIELDS: lists.Words = {
    "name": ("Navn", "Name"),
    "cpr": ("CPR-nummer", "CPR number"),
    "birth_date": ("Fødselsdag", "Date of birth"),
    "contact": ("Telefon og e-mail", "Telephone and e-mail"),
    "interpreter": ("Tolk", "Interpreter"),
    "letter_language": ("Sprog i breve", "Language of letters"),
    "digital_post_status": ("Digital Post", "Digital Post"),
    "address_protected": ("Beskyttet adresse", "Protected address"),
}
TABLES: lists.Words = {
    "case_file": ("Sager", "Cases"),
    "person": ("Personer", "Persons"),
    "household": ("Hjem", "Homes"),
    "parent_relation": ("Forældremyndighed", "Custody"),
    "consent": ("Samtykker", "Consents"),
    "notification": ("Underretninger", "Notifications"),
}


@dataclass(frozen=True)
class Difference:
    """Something that must be decided. `options` are (value, text); one alone is only acknowledged."""

    key: str
    title: str
    text: str
    options: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Side:
    """One of the two as the reader sees it."""

    id: str
    name: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What a merge would move, and what must be decided first."""

    kind: str
    kept: Side
    gone: Side
    moves: tuple[tuple[str, int], ...]
    differences: tuple[Difference, ...]


def preview(uow: UnitOfWork, kind: str, kept_id: str, gone_id: str) -> Preview:
    """What merging `gone_id` into `kept_id` would do. Raises NotFound unless the actor sees a case of both
    families and every restricted one, Conflict when they cannot be merged."""
    if kind == "family":
        return _preview_families(uow, kept_id, gone_id)
    kept, gone = _two_persons(uow, kept_id, gone_id)
    cases = cases_of(uow, kept["family_id"])
    uow.looked_at(cases[0].id, [kept["id"], gone["id"]])
    return Preview(
        "person",
        _person_side(uow, kept),
        _person_side(uow, gone),
        (),
        tuple(_person_differences(uow, kept, gone)),
    )


def _two_persons(uow: UnitOfWork, kept_id: str, gone_id: str) -> tuple[Row, Row]:
    kept, gone = persons_of(uow, kept_id, gone_id)
    cases_of(uow, kept["family_id"])
    cases_of(uow, gone["family_id"])
    if kept["family_id"] != gone["family_id"]:
        raise Conflict(
            "persons_of_two_families",
            "De to står i hver sin familie. Læg først familierne sammen.",
            "The two stand in different families. Merge the families first.",
        )
    return kept, gone


def persons_of(uow: UnitOfWork, kept_id: str, gone_id: str) -> tuple[Row, Row]:
    found = quality.persons_by_id(uow, (kept_id, gone_id))
    if kept_id == gone_id or len(found) < 2 or any(one["merged_into_id"] for one in found.values()):
        raise not_found()
    return found[kept_id], found[gone_id]


def cases_of(uow: UnitOfWork, family_id: str) -> list[FamilyCase]:
    """The family's cases, for somebody who may merge it: who sees one of them, and each restricted one."""
    cases = quality.family_cases(uow, (family_id,)).get(family_id, [])
    seen = [one for one in cases if one.visible]
    if not seen or any(one.restricted and not one.visible for one in cases):
        raise not_found()
    return seen


def families_of(uow: UnitOfWork, kind: str, kept_id: str, gone_id: str) -> list[str]:
    if kind == "family":
        return [kept_id, gone_id]
    return [one["family_id"] for one in persons_of(uow, kept_id, gone_id)]


def sees(uow: UnitOfWork, found: Row) -> bool:
    try:
        cases_of(uow, found["family_id"])
    except NotFound:
        return False
    return True


def not_found() -> NotFound:
    return NotFound(
        "merge_not_found",
        "Det findes ikke, eller du har ikke adgang til det. Gå tilbage til listen over mulige dubletter.",
        "It does not exist, or you have no access to it. Go back to the list of possible duplicates.",
    )


def _preview_families(uow: UnitOfWork, kept_id: str, gone_id: str) -> Preview:
    rows = [query.family_of(uow, one) for one in (kept_id, gone_id)]
    if kept_id == gone_id or any(row is None or row["merged_into_id"] for row in rows):
        raise not_found()
    cases = {one: cases_of(uow, one) for one in (kept_id, gone_id)}
    persons = {one: query.persons(uow, one) for one in (kept_id, gone_id)}
    for family_id, mine in cases.items():
        uow.looked_at(mine[0].id, [one["id"] for one in persons[family_id]])
    sides = [_family_side(uow, row, cases[row["id"]], persons[row["id"]]) for row in rows if row is not None]
    language = uow.actor.language
    moves = (
        (lists.label(TABLES, "case_file", language), len(query.cases_of_family(uow, gone_id))),
        (lists.label(TABLES, "person", language), len(persons[gone_id])),
        (lists.label(TABLES, "household", language), len(query.households(uow, gone_id))),
    )
    differences = tuple(_family_differences(uow, cases[kept_id], cases[gone_id], (kept_id, gone_id)))
    return Preview("family", sides[0], sides[1], moves, differences)


def _family_side(uow: UnitOfWork, row: Row, cases: Sequence[FamilyCase], persons: Sequence[Row]) -> Side:
    language = uow.actor.language
    lines = [f"{one['name']} ({lists.label(lists.RELATIONS, one['relation'], language)})" for one in persons]
    for one in cases:
        word = "Case" if language == "en" else "Sag"
        lines.append(f"{word} {one.number}, {lists.label(lists.STATUSES, one.status, language)}")
    return Side(row["id"], str(row["display_name"] or ""), tuple(lines))


def _family_differences(
    uow: UnitOfWork, kept: Sequence[FamilyCase], gone: Sequence[FamilyCase], families: Sequence[str]
) -> list[Difference]:
    """Two open cases with different coordinators, and addresses that the others must not learn."""
    english = uow.actor.language == "en"
    out = []
    open_ones = [(one, two) for one in kept for two in gone if not one.closed and not two.closed]
    apart = [(one, two) for one, two in open_ones if one.coordinator_id != two.coordinator_id]
    if apart:
        one, two = apart[0]
        names = people.colleagues(uow, (one.coordinator_id, two.coordinator_id))
        who = [names[key].name if key in names else "–" for key in (one.coordinator_id, two.coordinator_id)]
        out.append(
            Difference(
                "coordinators",
                "Two open cases" if english else "To åbne sager",
                f"{one.number} is with {who[0]} and {two.number} with {who[1]}. Both cases stay open with the"
                " coordinator they have. Change the coordinator afterwards if the family is to have one."
                if english
                else f"{one.number} ligger hos {who[0]} og {two.number} hos {who[1]}. Begge sager bliver ved"
                " med at være åbne hos den koordinator, de har. Skift koordinator bagefter, hvis familien"
                " skal have én.",
                ((SEEN, "I know" if english else "Det ved jeg"),),
            )
        )
    protected = [
        home for family_id in families for home in query.households(uow, family_id) if home["protected"]
    ]
    if protected or any(
        one["address_protected"] for family_id in families for one in query.persons(uow, family_id)
    ):
        out.append(
            Difference(
                "protected",
                "Protected address" if english else "Beskyttet adresse",
                "Somebody of the family has a protected address. It stays protected, and no address is"
                " copied from one home to the other."
                if english
                else "Nogen i familien har beskyttet adresse. Den bliver ved med at være beskyttet, og ingen"
                " adresse kopieres fra det ene hjem til det andet. (Regel 23)",
                ((SEEN, "I know" if english else "Det ved jeg"),),
            )
        )
    return out


def _person_side(uow: UnitOfWork, row: Row) -> Side:
    language = uow.actor.language
    lines = [lists.label(lists.RELATIONS, row["relation"], language)]
    lines += [
        f"{lists.label(FIELDS, name, language)}: {_shown(uow, name, row[name])}"
        for name in FIELDS
        if name != "name" and row[name] not in (None, "", {}, False)
    ]
    return Side(row["id"], str(row["name"] or ""), tuple(lines))


def _person_differences(uow: UnitOfWork, kept: Row, gone: Row) -> list[Difference]:
    """Fields in which both say something, and not the same; custody of one child said in two ways."""
    language = uow.actor.language
    out = []
    for name in FIELDS:
        mine, theirs = kept[name], gone[name]
        if name == "address_protected" or mine in (None, "", {}) or theirs in (None, "", {}):
            differ = name == "address_protected" and bool(mine) != bool(theirs)
        else:
            differ = _comparable(name, mine) != _comparable(name, theirs)
        if differ:
            title = lists.label(FIELDS, name, language)
            options = ((KEEP, _shown(uow, name, mine)), (GONE, _shown(uow, name, theirs)))
            out.append(Difference(name, title, "", options))
    return [*out, *_custody_differences(uow, kept, gone)]


def _custody_differences(uow: UnitOfWork, kept: Row, gone: Row) -> list[Difference]:
    rows = query.relations(uow, kept["family_id"])
    english = uow.actor.language == "en"
    out = []
    for mine, theirs in (("child_id", "adult_id"), ("adult_id", "child_id")):
        own = {one[theirs]: one for one in rows if one[mine] == kept["id"]}
        for other in (one for one in rows if one[mine] == gone["id"] and one[theirs] in own):
            if other["custody"] != own[other[theirs]]["custody"]:
                title = "Custody" if english else "Forældremyndighed"
                said = {True: "Yes" if english else "Ja", False: "No" if english else "Nej"}
                options = ((KEEP, said[own[other[theirs]]["custody"]]), (GONE, said[other["custody"]]))
                out.append(Difference(f"custody-{other['id']}", title, "", options))
    return out


def _comparable(name: str, value: Any) -> Any:
    if name == "cpr":
        return "".join(c for c in str(value) if c.isdigit())
    return " ".join(str(value).split()).casefold() if isinstance(value, str) else value


def _shown(uow: UnitOfWork, name: str, value: Any) -> str:
    english = uow.actor.language == "en"
    if name == "cpr":
        return masked(value) or "–"
    if name == "address_protected":
        return ("Yes" if english else "Ja") if value else ("No" if english else "Nej")
    if name == "birth_date" and value:
        return calendar.short_date(value, uow.actor.language)
    if isinstance(value, Mapping):
        return ", ".join(str(one) for one in value.values() if one) or "–"
    return str(value or "–")


@dataclass(frozen=True)
class Pair:
    """Two rows that may be one person: what to compare first, and how they are called."""

    kind: str
    kept_id: str
    gone_id: str
    one: str
    other: str


def possible(uow: UnitOfWork) -> list[Pair]:
    """Persons whom the actor may see and who may have been written down twice, and were not kept apart; of
    two families the families are compared first. The older row is proposed to be kept."""
    pairs = quality.alike_pairs(uow)
    apart = quality.kept_apart(uow, {row["id"] for pair in pairs for row in pair})
    cases = quality.family_cases(uow, {row["family_id"] for pair in pairs for row in pair})
    out: dict[tuple[str, str], Pair] = {}
    for one, other in pairs:
        if frozenset((one["id"], other["id"])) in apart:
            continue
        within = one["family_id"] == other["family_id"]
        what = ("person", one["id"], other["id"])
        found = what if within else ("family", one["family_id"], other["family_id"])
        names = [_called(uow, row, cases.get(row["family_id"], [])) for row in (one, other)]
        out.setdefault(found[1:], Pair(*found, *names))
        for row in (one, other):
            seen = next((case for case in cases.get(row["family_id"], []) if case.visible), None)
            uow.looked_at(seen.id if seen else None, [row["id"]])
    return list(out.values())


def _called(uow: UnitOfWork, row: Row, cases: Sequence[FamilyCase]) -> str:
    language = uow.actor.language
    born = calendar.short_date(row["birth_date"], language) if row["birth_date"] else ""
    numbers = ", ".join(case.number for case in cases if case.visible)
    about = (row["name"], lists.label(lists.RELATIONS, row["relation"], language), born, numbers)
    return ", ".join(filter(None, about))
