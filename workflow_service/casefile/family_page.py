"""The family on a page of its own (domain.md 3): homes, people, custody, siblings, sectors, whom to ring.

A protected address and a whole CPR number are never part of the page: they are shown alone, to whoever says
what for, and the access log keeps the answer. What is printed for one parent holds nothing of the other's
home (INV-23).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from workflow_service.casefile import digital_post, lists
from workflow_service.casefile.base import ADULTS, Row, today
from workflow_service.casefile.contacts import contacts
from workflow_service.casefile.letter_choice import letters_to, may_choose
from workflow_service.casefile.naming import age_text, display
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.views import Code
from workflow_service.errors import Invalid, NotFound
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_pages as pages_query
from workflow_service.store.casefile_people import Colleague

REVEALED = ("cpr", "address")
SHORTEST_PURPOSE = 5
_HIDDEN_DIGITS = "-••••"


@dataclass(frozen=True)
class FamilyMember:
    """Somebody of the family. `cpr` is masked, None when it is not known; `homes` are numbers of homes."""

    id: str
    name: str
    relation: Code
    age: str
    cpr: str | None
    phone: str
    email: str
    interpreter: str
    address_protected: bool
    homes: tuple[int, ...]
    # in which language letters to them leave; None for who gets none in this case
    letters: Code | None
    # about Digital Post, in words; empty while unknown
    post: str


@dataclass(frozen=True)
class Home:
    """A household. `address` is None when it is protected or not known; `protected` says which."""

    id: str
    number: int
    members: tuple[FamilyMember, ...]
    address: str | None
    protected: bool


@dataclass(frozen=True)
class Custody:
    """What an adult is to a child; `valid_to` lies behind for a relation that has ended."""

    child: str
    adult: str
    custody: bool
    residence: bool
    contact: bool
    valid_from: date | None
    valid_to: date | None
    ended: bool


@dataclass(frozen=True)
class FamilyCase:
    """A case of the family that the reader may see; `here` is the one the page was opened from."""

    case_id: str
    number: str
    name: str
    status: Code
    coordinator: str
    closed: bool
    here: bool


@dataclass(frozen=True)
class Involvement:
    """Another sector that works with somebody of the family, as mapped in a case the reader sees."""

    person: str
    sector: str
    professional: str
    opened: date | None


@dataclass(frozen=True)
class Contact:
    """The coordinator or substitute as the family knows them."""

    name: str
    profession: str
    phone: str
    email: str


@dataclass(frozen=True)
class WholeFamily:
    case_id: str
    number: str
    name: str
    homes: tuple[Home, ...]
    members: tuple[FamilyMember, ...]
    custody: tuple[Custody, ...]
    cases: tuple[FamilyCase, ...]
    involvements: tuple[Involvement, ...]
    coordinator: Contact | None
    substitute: Contact | None
    # »til og med …« while the coordinator is away; empty otherwise
    away: str
    # may the reader correct the language of letters?
    chooses_language: bool

    @property
    def recipients(self) -> tuple[FamilyMember, ...]:
        """For whom the contact sheet can be printed."""
        return tuple(one for one in self.members if one.relation.code in ADULTS)


@dataclass(frozen=True)
class ContactSheet:
    """What one parent gets on paper: their own home and nothing of another (INV-23)."""

    case_id: str
    number: str
    to: FamilyMember
    homes: tuple[Home, ...]
    children: tuple[FamilyMember, ...]
    coordinator: Contact | None
    substitute: Contact | None
    away: str


@dataclass(frozen=True)
class Revealed:
    """What was hidden, shown alone. `kind`: cpr or address; `of` the names it belongs to."""

    case_id: str
    number: str
    kind: str
    of: tuple[str, ...]
    value: str


def family_page(uow: UnitOfWork, case_id: str) -> WholeFamily:
    """The family of a case; the look at its people is logged. Raises NotFound."""
    case = visible_case(uow, case_id)
    persons = query.persons(uow, case["family_id"])
    uow.looked_at(case["id"], [one["id"] for one in persons])
    return _family(uow, case, persons)


def contact_sheet(uow: UnitOfWork, case_id: str, person_id: str) -> ContactSheet:
    """What is printed for one adult of the family: own homes with their address, the children, whom to ring.
    Other homes, other adults and what other sectors do stay out (INV-23). Raises NotFound."""
    case = visible_case(uow, case_id)
    persons = query.persons(uow, case["family_id"])
    uow.looked_at(case["id"], [one["id"] for one in persons])
    family = _family(uow, case, persons)
    to = next((one for one in family.recipients if one.id == person_id), None)
    if to is None:
        raise _nobody()
    rows = {one["id"]: one for one in query.households(uow, case["family_id"])}
    # somebody's own address is no secret to them: it stands on their sheet, also when it is protected
    own = tuple(
        Home(
            home.id,
            home.number,
            tuple(one for one in home.members if one.id == to.id or one.relation.code not in ADULTS),
            rows[home.id]["address"],
            home.protected,
        )
        for home in family.homes
        if home.number in to.homes
    )
    children = tuple(one for one in family.members if one.relation.code == "child")
    return ContactSheet(
        family.case_id, family.number, to, own, children, family.coordinator, family.substitute, family.away
    )


def reveal(uow: UnitOfWork, case_id: str, kind: str, wanted: str, why: str) -> Revealed:
    """The CPR number of person `wanted` or the address of household `wanted`; who looked, at whom and `why`
    go to the access log. Raises NotFound, Invalid without a purpose."""
    case = visible_case(uow, case_id)
    why = " ".join(why.split())
    if len(why) < SHORTEST_PURPOSE:
        raise Invalid(
            "purpose_missing",
            "Skriv, hvad du skal bruge oplysningen til, før den bliver vist.",
            "Write what you need the information for before it is shown.",
            {"why": ("Skriv, hvad du skal bruge oplysningen til.",)},
        )
    persons = query.persons(uow, case["family_id"])
    if kind == "cpr":
        found = next((one for one in persons if one["id"] == wanted and one["cpr"]), None)
        shown, value = ([found] if found else []), str(found["cpr"]) if found else ""
    else:
        homes = query.households(uow, case["family_id"]) if kind == "address" else []
        home = next((one for one in homes if one["id"] == wanted and one["address"]), None)
        shown = [one for one in persons if home and one["id"] in home["members"]]
        value = str(home["address"]) if home else ""
    if not value:
        raise _nobody()
    uow.purpose = f"{uow.purpose or ''} · {kind}: {why[:200]}"
    uow.looked_at(case["id"], [one["id"] for one in shown])
    names = tuple(str(one["name"] or "") for one in shown)
    return Revealed(case["id"], case["number"], kind, names, value)


def masked(cpr: str | None) -> str | None:
    """A CPR number as lists show it: the day of birth and four dots."""
    return cpr[:6] + _HIDDEN_DIGITS if cpr else None


def _nobody() -> NotFound:
    return NotFound(
        "person_not_found",
        "Oplysningen findes ikke længere. Gå tilbage til familiens side.",
        "The information no longer exists. Go back to the family's page.",
    )


def _family(uow: UnitOfWork, case: Row, persons: list[Row]) -> WholeFamily:
    language, day = uow.actor.language, today(uow)
    rows = query.households(uow, case["family_id"])
    members = {one["id"]: _member(case, one, rows, day, language) for one in persons}
    hidden = {one["id"] for one in persons if one["address_protected"]}
    names = {key: one.name for key, one in members.items()}
    cases = pages_query.visible_family_cases(uow, case["family_id"])
    calling = contacts(uow, case)
    return WholeFamily(
        case["id"],
        case["number"],
        case["family_name"],
        tuple(_home(number, row, members, hidden) for number, row in enumerate(rows, 1)),
        tuple(members.values()),
        tuple(_custody(one, names, day) for one in query.relations(uow, case["family_id"])),
        tuple(
            FamilyCase(
                one.name.case_id,
                one.name.number,
                display(one.name, day, language),
                Code(one.status, lists.label(lists.STATUSES, one.status, language)),
                one.coordinator,
                one.closed,
                one.name.case_id == case["id"],
            )
            for one in cases
        ),
        _involvements(uow, [one.name.case_id for one in cases], names),
        _contact(calling.coordinator, language),
        _contact(calling.substitute, language),
        calling.away(language),
        may_choose(uow, case),
    )


def _member(case: Row, row: Row, homes: list[Row], day: date, language: str) -> FamilyMember:
    contact = row["contact"] or {}
    numbers = tuple(number for number, home in enumerate(homes, 1) if row["id"] in home["members"])
    adult = row["relation"] in ADULTS
    return FamilyMember(
        row["id"],
        row["name"] or "",
        Code(row["relation"], lists.label(lists.RELATIONS, row["relation"], language)),
        "" if adult else age_text(row["birth_date"], row["expected_date"], day, language),
        masked(row["cpr"]),
        contact.get("phone") or "",
        contact.get("email") or "",
        row["interpreter"] or "",
        bool(row["address_protected"]) or any(homes[number - 1]["protected"] for number in numbers),
        numbers,
        letters_to(case, row, language),
        digital_post.words(row, language),
    )


def _home(number: int, row: Row, members: Mapping[str, FamilyMember], protected: set[str]) -> Home:
    """A home is protected when it says so itself or when somebody who lives there is."""
    hidden = bool(row["protected"]) or not protected.isdisjoint(row["members"])
    who = tuple(one for key, one in members.items() if key in row["members"])
    return Home(row["id"], number, who, None if hidden else row["address"], hidden)


def _custody(row: Row, names: Mapping[str, str], day: date) -> Custody:
    return Custody(
        names.get(row["child_id"], ""),
        names.get(row["adult_id"], ""),
        bool(row["custody"]),
        bool(row["residence_parent"]),
        bool(row["contact_parent"]),
        row["valid_from"],
        row["valid_to"],
        row["valid_to"] is not None and row["valid_to"] <= day,
    )


def _involvements(
    uow: UnitOfWork, case_ids: Iterable[str], names: Mapping[str, str]
) -> tuple[Involvement, ...]:
    """Of the cases the reader sees: what a hidden sibling's case holds is not told here."""
    language = uow.actor.language
    return tuple(
        Involvement(
            names.get(one["person_id"], ""),
            lists.label(lists.SECTORS, one["sector"], language),
            one["professional"] or "",
            one["opened"],
        )
        for one in pages_query.involvements_of(uow, case_ids)
    )


def _contact(one: Colleague | None, language: str) -> Contact | None:
    if one is None:
        return None
    profession = lists.label(lists.PROFESSIONS, one.profession, language)
    return Contact(one.name, profession, one.phone or "", one.email or "")
