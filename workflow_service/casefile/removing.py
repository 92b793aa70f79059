"""Taking somebody out of a family who was written down by mistake; it can be undone for 30 days, as a merge.

Nobody is removed on whom something rests: a case, custody, an answer, a letter, a plan. The error then names
what holds the person and what to do instead. What was written in words stays as it was written.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from workflow_service import access
from workflow_service.casefile import lists, merging
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.financing_page import case_facts
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.removing_words import CURES, ELSEWHERE, HOLDS, hold_of
from workflow_service.casefile.views import Code
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.states import Event
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_merging as moving
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_quality as quality
from workflow_service.store import casefile_removal as removal
from workflow_service.store.casefile_locks import lock_families


@dataclass(frozen=True)
class Hold:
    """Something that rests on a person. `cases`: numbers of the cases it stands in, as far as the reader sees
    them."""

    code: str
    cases: tuple[str, ...] = ()

    def what(self, language: str) -> str:
        """In words, with the cases."""
        said = lists.label(HOLDS, self.code, language)
        return f"{said} ({', '.join(self.cases)})" if self.cases else said

    def cure(self, language: str) -> str:
        """What to do about it, a sentence."""
        return lists.label(CURES, CURES_OF.get(self.code, "stays"), language)


CURES_OF = {
    "child": "child",
    "custody": "custody",
    "protected": "protected",
    "course": "course",
    ELSEWHERE: ELSEWHERE,
}


@dataclass(frozen=True)
class Removal:
    """What removing somebody would do. `empty_home`: nobody else lives in one of their homes."""

    case_id: str
    number: str
    person_id: str
    name: str
    relation: Code
    holds: tuple[Hold, ...]
    empty_home: bool
    related: bool

    def cures(self, language: str) -> list[str]:
        """What to do, each once; the child of a case stays whatever else is done."""
        if any(one.code == "child" for one in self.holds):
            return [Hold("child").cure(language)]
        return list(dict.fromkeys(one.cure(language) for one in self.holds))


@dataclass(frozen=True)
class Removed:
    """Somebody who was removed, as long as it can be undone."""

    id: str
    name: str
    at: datetime
    by: str
    why: str
    undo_until: datetime


def persons(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The family of a case: id, name and relation of each; the look is logged. Raises NotFound."""
    case = visible_case(uow, case_id)
    found = query.persons(uow, case["family_id"])
    uow.looked_at(case["id"], [one["id"] for one in found])
    return [{name: one[name] for name in ("id", "name", "relation")} for one in found]


def may_remove(uow: UnitOfWork, case: Row) -> bool:
    """May the actor, who sees the case, take somebody out of its family?"""
    return access.may_remove_person(uow.actor, case_facts(case)) is None


def preview(uow: UnitOfWork, case_id: str, person_id: str) -> Removal:
    """What removing this person would do, and what holds them; the look is logged. Raises NotFound, Forbidden
    when the family is not the actor's to write."""
    case = _own(uow, case_id)
    person = _person(uow, case, person_id)
    uow.looked_at(case["id"], [person_id])
    return _removal(uow, case, person)


def remove(uow: UnitOfWork, case_id: str, person_id: str, reason: str) -> str:
    """Takes the person out of the family, its homes and every list, and writes down who did and why; the id
    of the removal.

    Raises NotFound, Forbidden as `preview`, Invalid without a reason, Conflict with what holds the person.
    """
    case = _own(uow, case_id)
    reason = _reason(reason)
    lock_families(uow, case["family_id"])
    found = _removal(uow, case, _person(uow, case, person_id))
    if found.holds:
        raise _held(found)
    family_id = case["family_id"]
    mover = merging.begin(uow, removal.REMOVAL, family_id, family_id, person_id, reason, {})
    removal.take_out(mover, person_id)
    cases = query.cases_of_family(uow, family_id)
    merging.finish(uow, mover, cases, Event.PERSON_REMOVED, reason, {"person": person_id})
    return mover.merge_id


@dataclass(frozen=True)
class Removals:
    """What the page of the family offers: may the reader remove somebody, and whom can they bring back?"""

    may: bool
    done: tuple[Removed, ...]


def removals(uow: UnitOfWork, case_id: str) -> Removals:
    """Who was removed from the family of a case and can be brought back, the newest first; nobody for a
    reader who may not write the family. The look is logged. Raises NotFound."""
    case = visible_case(uow, case_id)
    may = may_remove(uow, case)
    return Removals(may, tuple(_removed(uow, case)) if may else ())


def _removed(uow: UnitOfWork, case: Row) -> list[Removed]:
    rows = removal.removals(uow, case["family_id"])
    if not rows:
        return []
    persons = quality.persons_by_id(uow, (row["gone_id"] for row in rows))
    names = people.colleagues(uow, (row["merged_by"] for row in rows))
    uow.looked_at(case["id"], sorted(persons))
    return [
        Removed(
            row["id"],
            str(persons[row["gone_id"]]["name"] or ""),
            row["merged_at"],
            names[row["merged_by"]].name if row["merged_by"] in names else "",
            row["reason"],
            row["undo_until"],
        )
        for row in rows
        if row["gone_id"] in persons
    ]


def bring_back(uow: UnitOfWork, case_id: str, removal_id: str, reason: str) -> list[str]:
    """The person is in the family again, with the rows as they were; the names of what was changed since and
    therefore stays as it is.

    Raises NotFound, Forbidden as `preview`, Invalid without a reason, Conflict when the 30 days have passed,
    it is undone already, or a later merge or removal builds on it (that one first).
    """
    case = _own(uow, case_id)
    reason = _reason(reason)
    lock_families(uow, case["family_id"])
    found = moving.read_merge(uow, removal_id, lock=True)
    if found is None or found["kind"] != removal.REMOVAL or found["family_id"] != case["family_id"]:
        raise _not_there()
    cases = query.cases_of_family(uow, case["family_id"])
    return merging.take_back(uow, found, reason, cases, Event.REMOVAL_UNDONE)


def _own(uow: UnitOfWork, case_id: str) -> Row:
    case = visible_case(uow, case_id)
    access.require(access.may_remove_person(uow.actor, case_facts(case)))
    return case


def _person(uow: UnitOfWork, case: Row, person_id: str) -> Row:
    found = next((one for one in query.persons(uow, case["family_id"]) if one["id"] == person_id), None)
    if found is None:
        raise _not_there()
    return found


def _removal(uow: UnitOfWork, case: Row, person: Row) -> Removal:
    homes = query.households(uow, case["family_id"])
    relations = query.relations(uow, case["family_id"])
    person_id = person["id"]
    return Removal(
        case["id"],
        case["number"],
        person_id,
        str(person["name"] or ""),
        Code(person["relation"], lists.label(lists.RELATIONS, person["relation"], uow.actor.language)),
        tuple(_holds(uow, case, person, relations)),
        any(home["members"] == [person_id] and not home["protected"] for home in homes),
        any(person_id in (one["child_id"], one["adult_id"]) for one in relations),
    )


def _holds(uow: UnitOfWork, case: Row, person: Row, relations: Iterable[Row]) -> list[Hold]:
    """In the order of `HOLDS`. What stands in a case that the actor does not see is not told apart."""
    family_id, day = case["family_id"], today(uow)
    cases = {one.id: one for one in quality.family_cases(uow, (family_id,)).get(family_id, [])}
    found: dict[str, set[str]] = {}
    for one in removal.mentions(uow, family_id, sorted(cases), person["id"]):
        if cases[one.case_id].visible:
            found.setdefault(hold_of(one.table), set()).add(cases[one.case_id].number)
        else:
            found[ELSEWHERE] = set()
    if person["address_protected"]:
        found["protected"] = set()
    if any(
        one["adult_id"] == person["id"]
        and one["custody"]
        and (one["valid_to"] is None or one["valid_to"] > day)
        for one in relations
    ):
        found["custody"] = set()
    return [Hold(code, tuple(sorted(found[code]))) for code in HOLDS if code in found]


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < merging.SHORTEST_REASON:
        raise Invalid(
            "removal_reason_missing",
            "Skriv, hvorfor personen ikke hører til i familien. Begrundelsen kan læses i loggen.",
            "Write why the person does not belong to the family. The reason can be read in the log.",
            {"reason": ("Skriv, hvorfor. Begrundelsen kan læses i loggen.",)},
        )
    return reason


def _held(found: Removal) -> Conflict:
    da, en = (
        f"{', '.join(one.what(language) for one in found.holds)}. {' '.join(found.cures(language))}"
        for language in ("da", "en")
    )
    return Conflict(
        "person_held",
        f"Personen kan ikke fjernes, for noget bygger på, at personen er i familien: {da}",
        f"The person cannot be removed, because something rests on them: {en}",
    )


def _not_there() -> NotFound:
    return NotFound(
        "person_not_found",
        "Personen står ikke i familien længere, eller du har ikke adgang. Gå tilbage til familiens side.",
        "The person is no longer in the family, or you have no access. Go back to the family's page.",
    )
