"""Letters to the family and to experts: one to each recipient, with nothing of another's (INV-23)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import guards
from workflow_service.casefile.base import Row, case_of, child_of, first_name, is_adult, today
from workflow_service.casefile.contacts import contacts
from workflow_service.casefile.digital_post import EXEMPT
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.letter_paper import headings, plain
from workflow_service.casefile.letter_templates import COMMON, Template, spoken, template
from workflow_service.casefile.restricted import HOLD, keep_back
from workflow_service.errors import Invalid
from workflow_service.rules.privacy import nothing_of_another_home
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, outbox
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people

YOUNG_PERSON = 15


@dataclass(frozen=True)
class Recipient:
    """Who gets a letter. `address` is the recipient's own, None when protected or unknown (Digital Post)."""

    person_id: str
    name: str
    address: str | None
    households: frozenset[str]
    is_child: bool = False
    cpr: str | None = None
    digital_post: str | None = None
    # of the letters to them: da, en
    language: str = "da"

    @property
    def on_paper(self) -> bool:
        """Exempt from Digital Post, or a child that has none of its own."""
        return self.digital_post == EXEMPT or (self.is_child and self.cpr is None)


@dataclass(frozen=True)
class Way:
    """How a letter reaches one receiver: `to` and `reach` as in `Letter`, and the language they read."""

    to: Mapping[str, Any]
    reach: Mapping[str, Any]
    language: str = "da"


@dataclass(frozen=True)
class Letter:
    """A letter to one recipient. `to` names them in the journal (ids, name); `reach` is what only the gateway
    needs to find them (address, CPR number, Digital Post). `title` is its Danish name in the journal,
    `subject` the heading it leaves with when it is in another `language`."""

    topic: str
    title: str
    text: str
    to: Mapping[str, Any]
    reach: Mapping[str, Any]
    # files that go with it, as the gateway gets them: name, media type, content in base64
    attachments: tuple[Mapping[str, str], ...] = ()
    # what the journal keeps beside the text
    refers: Mapping[str, Any] = field(default_factory=dict)
    language: str = "da"
    subject: str = ""


@dataclass(frozen=True)
class Family:
    """The family as letters need it."""

    child: Row
    persons: tuple[Row, ...]
    households: tuple[Row, ...]
    recipients: tuple[Recipient, ...]


def family_for_letters(uow: UnitOfWork, case: Row, *, with_young: bool = False) -> Family:
    """The family with its recipients: every custody holder, and the young person from 15 when `with_young`
    (own Digital Post, domain.md 12); from 18 the young person alone."""
    persons = query.persons(uow, case["family_id"])
    child = child_of(case, persons)
    if child is None:
        raise Invalid(
            "child_missing",
            "Sagen har intet barn endnu, så brevet kan ikke skrives. Registrér henvendelsen først.",
            "The case has no child yet, so the letter cannot be written. Register the inquiry first.",
        )
    households = query.households(uow, case["family_id"])
    day = today(uow)
    holders = {
        one["adult_id"]
        for one in query.relations(uow, case["family_id"])
        if one["child_id"] == child["id"]
        and one["custody"]
        and (one["valid_to"] is None or one["valid_to"] > day)
    }
    adult = is_adult(child, day)
    wanted = [one for one in persons if one["id"] in holders and not adult]
    born = child["birth_date"]
    if (with_young or adult) and born is not None and calendar.ages(born, day) >= YOUNG_PERSON:
        wanted.append(child)
    recipients = tuple(recipient_of(one, households, one is child) for one in wanted)
    return Family(child, tuple(persons), tuple(households), recipients)


def recipient_of(person: Row, households: list[Row], is_child: bool) -> Recipient:
    """A person as the recipient of a letter, with the own address only when it is known and not protected."""
    homes = [home for home in households if person["id"] in home["members"]]
    hidden = person["address_protected"] or any(home["protected"] for home in homes)
    address = homes[0]["address"] if len(homes) == 1 and not hidden else None
    return Recipient(
        person["id"],
        person["name"],
        address,
        frozenset(home["id"] for home in homes),
        is_child,
        person["cpr"],
        person["digital_post_status"],
        person["letter_language"] or "da",
    )


def way_to(uow: UnitOfWork, case: Row, person_id: str | None, other: Mapping[str, Any]) -> Way:
    """How a letter reaches one person: somebody of the family, at the own address only, or `other` by name
    and address, in Danish."""
    person = next((one for one in query.persons(uow, case["family_id"]) if one["id"] == person_id), None)
    if person is None:
        return Way({"name": other.get("name")}, {"address": other.get("address")})
    one = recipient_of(person, query.households(uow, case["family_id"]), person["id"] == case["child_id"])
    return Way(_to(one), _reach(one), one.language)


def _to(one: Recipient) -> dict[str, Any]:
    # the journal says of whom a letter goes on paper, and what was known of the Digital Post
    paper = {"on_paper": True} if one.on_paper else {}
    return {"person_id": one.person_id, "name": one.name, "digital_post": one.digital_post, **paper}


def _reach(one: Recipient) -> dict[str, Any]:
    return {
        "address": one.address,
        "cpr": one.cpr,
        "digital_post": one.digital_post,
        "on_paper": one.on_paper,
    }


@dataclass(frozen=True)
class Written:
    """A letter as it is written to each receiver, before anything leaves: what a preview shows."""

    words: Template
    family: Family
    letters: tuple[tuple[Recipient, Letter], ...]


def write_letter(
    uow: UnitOfWork,
    case: Row,
    key: str,
    family: Family,
    values: Mapping[str, str] | Callable[[Recipient], Mapping[str, str]],
    refers: Mapping[str, Any] | None = None,
) -> Written:
    """The letter `key` of the package to each recipient in their own language, its fields filled in with
    `values` (for all, or for each; the recipient's `language` is the one the letter is written in) over those
    that every letter has. Raises `Conflict` when the package has no such letter."""
    words = template(uow, key)
    told = {"template": stamp(words), **(refers or {})}
    found = [replace(one, language=spoken(uow, words, one.language)) for one in family.recipients]
    bases = {
        language: common_values(uow, case, family, language)
        for language in {"da", *(one.language for one in found)}
    }

    def own(one: Recipient) -> Mapping[str, str]:
        known = {**bases[one.language], "first_name": first_name(one.name)}
        return {**known, **(values(one) if callable(values) else values)}

    written = [
        Letter(
            key,
            words.title_of(own(replace(one, language="da"))),
            words.text_of(own(one), one.language),
            _to(one),
            _reach(one),
            refers=told,
            language=one.language,
            subject=words.title_of(own(one), one.language),
        )
        for one in found
    ]
    return Written(words, family, tuple(zip(found, written, strict=True)))


def send_letter(
    uow: UnitOfWork,
    case: Row,
    key: str,
    family: Family,
    values: Mapping[str, str] | Callable[[Recipient], Mapping[str, str]],
    refers: Mapping[str, Any] | None = None,
) -> int:
    """Writes the letter (`write_letter`) and lets it leave (`deliver`); how many got it."""
    return deliver(uow, case, write_letter(uow, case, key, family, values, refers))


def deliver(uow: UnitOfWork, case: Row, written: Written) -> int:
    """Each letter goes into the journal and the outbox, with nothing of another home (INV-23); how many left.
    It is held back while a suspicion of abuse or an honour-related conflict forbids automatic contact
    (INV-14, INV-15): then one restricted note says which letter waits for a person's release. Raises
    `Invalid` when one would name a protected address."""
    for one, letter in written.letters:
        refuse_protected_addresses(uow, written.family, one, f"{letter.subject}\n{letter.text}")
    if HOLD in case["flags"]:
        _hold(uow, case, written.words, [letter for _, letter in written.letters])
        return 0
    for _, letter in written.letters:
        post(uow, case, letter)
    return len(written.letters)


def _hold(uow: UnitOfWork, case: Row, words: Template, letters: list[Letter]) -> None:
    """The letters wait as they would have left, and a note says so."""
    title = letters[0].title if letters else words.name["da"]
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title=f"Brev holdt tilbage: {title}",
        content={"text": template(uow, COMMON).part("held_back", {})},
        restricted=True,
    )
    kept: list[Row] = [
        {
            "to": dict(one.to),
            "reach": dict(one.reach),
            "text": one.text,
            "refers": dict(one.refers),
            "language": one.language,
            "subject": one.subject,
        }
        for one in letters
    ]
    keep_back(uow, case, words.key, title, kept)


def post_letter(
    uow: UnitOfWork,
    case: Row,
    key: str,
    values: Mapping[str, str] | Callable[[str], Mapping[str, str]],
    way: Way,
    attachments: tuple[Mapping[str, str], ...] = (),
    refers: Mapping[str, Any] | None = None,
) -> str:
    """The letter `key` to one receiver, in the family or outside it, in the language they read (`values` may
    depend on it); the journal entry's id."""
    words = template(uow, key)
    language = spoken(uow, words, way.language)

    def own(tongue: str) -> Mapping[str, str]:
        return {**common_values(uow, case, None, tongue), **(values(tongue) if callable(values) else values)}

    letter = Letter(
        key,
        words.title_of(own("da")),
        words.text_of(own(language), language),
        way.to,
        way.reach,
        attachments,
        {"template": stamp(words), **(refers or {})},
        language,
        words.title_of(own(language), language),
    )
    return post(uow, case, letter)


def common_values(uow: UnitOfWork, case: Row, family: Family | None, language: str = "da") -> dict[str, str]:
    """The fields that every letter may merge in."""
    return {
        "child": first_name(family.child["name"]) if family else "",
        "contact_card": contact_card(uow, case, language),
        "signature": signature(uow, case, language),
        "case_number": str(case["number"]),
        "municipality": query.municipality(uow),
    }


def stamp(words: Template) -> dict[str, Any]:
    """Which words a letter was written with, as the journal keeps it."""
    return {"key": words.key, "version": words.version}


def post(uow: UnitOfWork, case: Row, letter: Letter) -> str:
    """One letter into the journal and, in the same transaction, into the outbox; the journal entry's id."""
    entry_id = write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="letter",
        title=letter.title,
        content={
            "text": plain(letter.text),
            "headings": headings(letter.text),
            "language": letter.language,
            "subject": letter.subject or letter.title,
            "address": letter.reach.get("address"),
            **letter.refers,
        },
        recipients=[letter.to],
    )
    outbox.add(
        uow,
        kind="letter",
        topic=letter.topic,
        # one entry is one letter
        idempotency_key=f"letter-{entry_id}",
        payload={
            "case_number": case["number"],
            "written_at": uow.now.isoformat(),
            "language": letter.language,
            "subject": letter.subject or letter.title,
            "text": plain(letter.text),
            "recipient": {**letter.to, **letter.reach},
            **({"attachments": [dict(one) for one in letter.attachments]} if letter.attachments else {}),
        },
        key_id=case["key_id"],
        instance_id=case["instance_id"],
        case_id=case["id"],
        ref_id=entry_id,
    )
    return entry_id


def refuse_protected_addresses(uow: UnitOfWork, family: Family, recipient: Recipient, text: str) -> None:
    """Raises Invalid when `text` names a protected address that is not the recipient's own (INV-23)."""
    protected = {one["id"] for one in family.persons if one["address_protected"]}
    hidden = [
        home["address"]
        for home in family.households
        if home["id"] not in recipient.households
        and (home["protected"] or protected.intersection(home["members"]))
    ]
    guards.refuse(nothing_of_another_home(text, hidden, "letter"), uow.actor.language)


def contact_card(uow: UnitOfWork, case: Row, language: str = "da") -> str:
    """The family's way in: coordinator and substitute with telephone and mail."""
    found = contacts(uow, case)
    words = template(uow, COMMON)
    values = {"coordinator": "", "substitute": "", "case_number": str(case["number"])}
    for part, one in (("coordinator", found.coordinator), ("substitute", found.substitute)):
        if one is not None:
            known = {"name": one.name, "phone": one.phone or "", "email": one.email or ""}
            away = {"away": found.away(language)} if part == "coordinator" else {}
            values[part] = words.part(part, {**known, **away}, language)
    return words.part("contact_card", values, language)


def signature(uow: UnitOfWork, case: Row, language: str = "da") -> str:
    """Who stands under a letter: the coordinator, and the municipality."""
    found = people.colleagues(uow, (case["coordinator_id"],))
    signer = next((one.name for one in found.values()), "")
    values = {"signer": signer, "municipality": query.municipality(uow)}
    return template(uow, COMMON).part("signature", values, language)


def send_welcome_letter(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P02, 12: the welcome letter with the contact card, to each custody holder."""
    case = case_of(uow, call)
    send_letter(uow, case, "welcome_letter", family_for_letters(uow, case), {})
    return Result()


def analysis_letter_text(
    uow: UnitOfWork, case: Row, child: str, meeting: Row | None, language: str = "da"
) -> str:
    """The proposal for the letter about the analysis meeting, which the coordinator edits (danish.md 37)."""
    planned = meeting["planned_at"] if meeting is not None else None
    when = calendar.moment_text(planned, uow.zone, language) if planned is not None else ""
    words = template(uow, "analysis_letter")
    return words.part("proposal", {"when": when, "child": child}, language)
