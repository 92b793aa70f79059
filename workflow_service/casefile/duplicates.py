"""Families and persons we may know already: offered before new ones are made; a person decides, never we.

`candidates` finds them for anybody who is about to write a person down: register_inquiry and master_data
(P02) here, notifications (N01) in their own room:

    found = duplicates.candidates(uow, [Identity("Noah Berg", birth_date=born, cpr=cpr)])
    found[0].ref, found[0].label, found[0].person_id, found[0].family_id, found[0].case_id

Who may see that a family exists: whoever sees one of its cases reads the name; others read initials, year of
birth and case number. A family all of whose cases are closed to them is not offered when one of these is
restricted (INV-14): that it exists is then told to nobody who is not named on it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row
from workflow_service.errors import Choice, Invalid, Undecided
from workflow_service.rules import likeness
from workflow_service.rules.likeness import Identity
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_quality as query
from workflow_service.store.casefile_quality import FamilyCase

FIELD = "same_as"
NOBODY = "new"
OFFERED = 5

_GROUNDS: lists.Words = {
    "cpr": ("samme CPR-nummer", "same CPR number"),
    "name": ("samme eller lignende navn", "same or similar name"),
    "birth": ("samme fødselsdag", "same date of birth"),
    "address": ("samme adresse", "same address"),
}


@dataclass(frozen=True)
class Candidate:
    """Somebody we may know. `ref` is what an answer names (no name in it), `label` what the reader may know,
    in their language; `case_id` is None when the reader sees no case of the family."""

    ref: str
    person_id: str
    family_id: str
    relation: str
    of: int
    grounds: frozenset[str]
    label: str
    case_id: str | None
    number: str


def candidates(
    uow: UnitOfWork,
    wanted: Sequence[Identity],
    *,
    addresses: Iterable[str] = (),
    but_persons: Iterable[str] = (),
    limit: int = OFFERED,
) -> list[Candidate]:
    """Whom `wanted` (people about to be written down) may be the same as; the likeliest first.

    `addresses`: where they live. `but_persons`: ids of the very rows asked about; who was kept apart from
    them before is offered again only when more speaks for it now. `Candidate.of` is the place in `wanted`.
    """
    own = set(but_persons)
    keys = [query.address_key(uow, one) for one in addresses if one]
    rows = query.alike_persons(
        uow,
        name_keys=[key for one in wanted if (key := query.name_key(uow, one.name))],
        cpr_keys=[query.cpr_key(uow, one.cpr) for one in wanted if one.cpr],
        births=[one.birth_date for one in wanted if one.birth_date],
        address_keys=[key for key in keys if key],
    )
    judged = [(row, *best) for row in rows if row["id"] not in own and (best := _judge(uow, wanted, row))]
    apart = query.kept_apart(uow, own) if own and judged else {}
    judged = [one for one in judged if not _settled(apart, own, one[0]["id"], one[2])]
    cases = query.family_cases(uow, (row["family_id"] for row, _, _ in judged))
    found = [
        _candidate(uow, row, at, why, cases[row["family_id"]])
        for row, at, why in judged
        if _may_be_told(cases.get(row["family_id"], []))
    ]
    found.sort(key=lambda one: (-likeness.strength(one.grounds), one.ref))
    shown = found[:limit]
    for one in shown:
        if one.case_id is not None:
            uow.looked_at(one.case_id, [one.person_id])
    return shown


def _judge(uow: UnitOfWork, wanted: Sequence[Identity], row: Row) -> tuple[int, frozenset[str]] | None:
    """The one of `wanted` for which most speaks, and what."""
    other = Identity(row["name"] or "", row["relation"], row["birth_date"], row["cpr"])
    best: tuple[int, frozenset[str]] | None = None
    for at, one in enumerate(wanted):
        sounds = row["name_key"] is not None and query.name_key(uow, one.name) == row["name_key"]
        why = likeness.grounds(one, other, sounds_alike=sounds, same_address=row["at_address"])
        if why and (best is None or likeness.strength(why) > likeness.strength(best[1])):
            best = (at, why)
    return best


def _settled(
    apart: dict[frozenset[str], frozenset[str]], own: set[str], other: str, why: frozenset[str]
) -> bool:
    return any(why <= apart.get(frozenset((mine, other)), frozenset()) for mine in own)


def _may_be_told(cases: Sequence[FamilyCase]) -> bool:
    return bool(cases) and (any(one.visible for one in cases) or not any(one.restricted for one in cases))


def _candidate(
    uow: UnitOfWork, row: Row, at: int, why: frozenset[str], cases: Sequence[FamilyCase]
) -> Candidate:
    seen = next((one for one in cases if one.visible), None)
    case = seen or cases[0]
    mark = hashlib.sha256(row["id"].encode()).hexdigest()[:6]
    return Candidate(
        f"{case.number}/{mark}",
        row["id"],
        row["family_id"],
        row["relation"],
        at,
        why,
        _label(uow, row, why, case),
        seen.id if seen else None,
        case.number,
    )


def _label(uow: UnitOfWork, row: Row, why: frozenset[str], case: FamilyCase) -> str:
    language = uow.actor.language
    english = language == "en"
    name = str(row["name"] or "")
    born: date | None = row["birth_date"]
    if case.visible:
        who = name
        day = calendar.short_date(born, language) if born else ""
    else:
        who, day = initials(name), str(born.year) if born else ""
    role = lists.label(lists.RELATIONS, row["relation"], language)
    since = (f"born {day}" if english else f"født {day}") if day else ""
    status = lists.label(lists.STATUSES, case.status, language)
    place = f"{'case' if english else 'sag'} {case.number}"
    common = ", ".join(lists.label(_GROUNDS, code, language) for code in _GROUNDS if code in why)
    about = ", ".join(filter(None, (who, role, since)))
    return f"{about} · {place}{f', {status}' if case.visible else ''} · {common}"


def initials(name: str) -> str:
    """`N.B.` for Noah Nygaard Berg: what somebody without sight of the case reads."""
    words = name.split()
    return "".join(f"{word[0]}." for word in (*words[:1], *words[1:][-1:])) or "–"


def chosen(found: Sequence[Candidate], answer: object) -> Candidate | None:
    """What a person answered to "Er det den samme som …?": one of `found`, or None for nobody.

    Raises Undecided with the choices while nothing was answered, Invalid for an answer that is none of them.
    """
    if not found:
        if answer in (None, "", NOBODY):
            return None
        raise _gone()
    if answer in (None, ""):
        raise Undecided(
            "possible_duplicate",
            "Vi kender måske familien allerede. Vælg, om det er den samme, eller skriv en ny op.",
            "We may know the family already. Choose whether it is the same, or write down a new one.",
            FIELD,
            "Er det den samme som …?",
            "Is it the same as …?",
            [Choice(one.ref, one.label, one.label) for one in found]
            + [Choice(NOBODY, "Nej, det er ingen af dem", "No, it is none of them")],
        )
    if answer == NOBODY:
        return None
    for one in found:
        if one.ref == answer:
            return one
    raise _gone()


def keep_apart(uow: UnitOfWork, person_ids: Sequence[str | None], found: Iterable[Candidate]) -> None:
    """Remembers that the rows `person_ids` (in the order of `wanted`) are none of `found`, and is not asked
    again with the same grounds."""
    for one in found:
        mine = person_ids[one.of] if one.of < len(person_ids) else None
        if mine is not None and mine != one.person_id:
            query.keep_apart(uow, mine, one.person_id, one.grounds)


def _gone() -> Invalid:
    return Invalid(
        "same_as_unknown",
        "Den familie, du valgte, passer ikke længere. Vælg igen.",
        "The family you chose does not fit any more. Choose again.",
        {FIELD: ["Vælg igen."]},
    )
