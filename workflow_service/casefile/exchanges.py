"""The register of information exchanges (domain.md 3, `InfoExchange`): what was passed on in a case, to whom,
with which consent or by which law, and by whom.

A view, no table: each line is read from the row where it was done. Who may not read a document does not see
its line either (INV-14, INV-15).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from workflow_service.casefile import consents, lists
from workflow_service.casefile import exchange_words as words
from workflow_service.casefile.base import Row, as_date, as_moment, rows_of, today
from workflow_service.casefile.notifications_letters import ANSWER
from workflow_service.casefile.pages import may_read, visible_case
from workflow_service.rules.team_meetings import COVERED_BY_LAW
from workflow_service.store import UnitOfWork, law
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import exchanges as store
from workflow_service.store import notifications as notified
from workflow_service.store.exchanges import Document, Step
from workflow_service.store.law import LegalBasis

# as many letters as an access to the file collects documents
LONGEST = 500
NETWORK_YES, NETWORK_HELD = "agree_purpose_with_family", "hold_network_meeting"
ANALYSIS_HELD = "hold_analysis_meeting"
DRAFTED, DRAFT_APPROVED = "compile_joint_report", "team_approves_draft"
CONSENTS = frozenset({"obtain_consent", "renew_consent"})
SECTOR_GOALS, APPLICATION, HANDOVER = "invite_sector_goals", "adult_applications", "hand_over_contact"
WORDED = frozenset({SECTOR_GOALS, APPLICATION, HANDOVER, DRAFT_APPROVED})
ELEMENTS = WORDED | CONSENTS | {NETWORK_YES, NETWORK_HELD, ANALYSIS_HELD, DRAFTED}
# the letters to people outside the family, by their template
LETTERS: Mapping[str, str] = {
    "expert_invitation": words.INVITATION,
    ANSWER: words.ANSWER,
    "access_bundle": words.ACCESS,
    "decision_letter": words.ACCESS_DECISION,
    "complaint_letter": words.ACCESS_DECISION,
    "complaint_file": words.COMPLAINT,
}
# they tell when something was received or will be answered: nothing of the case is passed on by them
TELL_NOTHING = frozenset({"notification_receipt", "access_delay"})


@dataclass(frozen=True)
class Ground:
    """A yes that held when something was passed on. `entry_id`: its document, None where the reader may not
    read it; `text`: whose it is, in the reader's language; `giver`: the name in it, "" where it has none."""

    text: str
    giver: str
    day: date
    entry_id: str | None


@dataclass(frozen=True)
class Exchange:
    """One line. `to` and `role`: who got it; `by`: who passed it on; `title`: a letter's own Danish name, for
    those that have no kind of their own; `why`: the reason where no consent was asked for; `person_id`: the
    one of the family who got it; `entry_id`: the document that says it."""

    day: date
    kind: str
    what: str
    title: str
    to: str
    role: str
    by: str
    entry_id: str | None
    consents: tuple[Ground, ...]
    law: LegalBasis | None
    why: str
    person_id: str | None


@dataclass(frozen=True)
class _Passed:
    """A line before names and law are looked up. `party`: whose consent is asked for (a sector, external
    experts), as it was `at` that moment where one is known; `yes`: the answer that stands for a consent;
    `about` belongs to what was passed on, `giver` is the sector it came from."""

    day: date
    kind: str
    to: str
    role: str = ""
    by: str | None = None
    document: Document | None = None
    about: str = ""
    title: str = ""
    party: str = ""
    at: datetime | None = None
    yes: Step | None = None
    person_id: str | None = None
    giver: str = ""


@dataclass
class _Register:
    """What the lines of one case are read from."""

    uow: UnitOfWork
    case: Row
    language: str
    steps: list[Step] = field(init=False)
    consents: list[Row] = field(init=False)

    def __post_init__(self) -> None:
        self.steps = store.steps(self.uow, self.case["id"], ELEMENTS, WORDED)
        self.consents = sharing.consents(self.uow, self.case["id"])

    def local(self, at: datetime) -> date:
        return at.astimezone(self.uow.zone).date()

    def said(self, one: tuple[str, str]) -> str:
        return words.said(one, self.language)

    def of(self, *elements: str) -> Iterator[Step]:
        return (one for one in self.steps if one.element in elements)

    def readable(self, document: Document | None) -> bool:
        if document is None:
            return True
        row = {"restricted": document.restricted, "author_id": document.author_id}
        return may_read(self.uow, self.case, row)

    def passed(self) -> Iterator[_Passed]:
        """Every line, in no order."""
        yield from self.letters()
        yield from self.kept_answers()
        yield from self.meetings()
        yield from self.links()
        yield from self.from_answers()

    # -- letters ------------------------------------------------------------------------------------

    def letters(self) -> Iterator[_Passed]:
        """Letters to people outside the family, and the documents that somebody of it asked to see."""
        for entry in query.journal(self.uow, self.case["id"], limit=LONGEST, kinds=("letter",)):
            key = str(((entry["content"] or {}).get("template") or {}).get("key") or "")
            for to in entry["recipients"] or ():
                person_id = to.get("person_id")
                if key in TELL_NOTHING or (person_id and key != "access_bundle"):
                    continue
                kind = LETTERS.get(key, words.LETTER)
                restricted = bool(entry["restricted"]) or (kind == words.ANSWER and self.notifier_hidden())
                yield _Passed(
                    self.local(entry["at"]),
                    kind,
                    str(to.get("name") or ""),
                    self.role_of_receiver(kind, bool(person_id)),
                    entry["author_id"],
                    Document(entry["id"], entry["author_id"], restricted),
                    title=str(entry["title"]) if kind == words.LETTER else "",
                    person_id=person_id,
                )

    def role_of_receiver(self, kind: str, of_family: bool) -> str:
        roles = {words.INVITATION: words.EXPERT, words.ANSWER: words.NOTIFIER}
        if kind in (words.ACCESS, words.ACCESS_DECISION) and not of_family:
            return self.said(words.WHO_ASKED)
        return self.said(roles[kind]) if kind in roles else ""

    def notifier_hidden(self) -> bool:
        """While a notification of the case is restricted, so is whom it came from (INV-14)."""
        return any(one["restricted"] for one in notified.of_case(self.uow, self.case["id"]))

    def kept_answers(self) -> Iterator[_Passed]:
        """Answers that left before the notification belonged to a case: they stand with it."""
        for row in notified.of_case(self.uow, self.case["id"]):
            if row["restricted"] and not self.readable(Document("", row["assessed_by"], True)):
                continue
            for letter in row["letters"] or ():
                at = as_moment(self.uow, letter.get("at"))
                if letter.get("key") == ANSWER and at is not None:
                    to = str((row["notifier"] or {}).get("name") or "")
                    yield _Passed(self.local(at), words.ANSWER, to, self.said(words.NOTIFIER))

    # -- meetings -----------------------------------------------------------------------------------

    def meetings(self) -> Iterator[_Passed]:
        """Professionals who were told something at a network or analysis meeting."""
        held = {
            one["id"]: one
            for one in query.meetings(self.uow, self.case["id"])
            if one["held_at"] is not None and one["type"] in ("network", "analysis")
        }
        parts = {"network": "case_professional", "analysis": "external_expert"}
        for row in store.attendances(self.uow, sorted(held)):
            meeting = held[row["meeting_id"]]
            if row["present"] is True and row["part"] == parts[meeting["type"]]:
                network = meeting["type"] == "network"
                yield self.at_network(meeting, row) if network else self.at_analysis(meeting, row)

    def at_network(self, meeting: Row, row: Row) -> _Passed:
        course = (meeting["minutes"] or {}).get("instance")
        mine = {one.element: one for one in self.steps if one.instance_id == course}
        told, yes = mine.get(NETWORK_HELD), mine.get(NETWORK_YES)
        return self.at_meeting(words.NETWORK, meeting, row, told, yes=yes)

    def at_analysis(self, meeting: Row, row: Row) -> _Passed:
        told = next((one for one in self.of(ANALYSIS_HELD) if one.at >= meeting["held_at"]), None)
        kind = words.NAMED if is_named(meeting) else words.NAMELESS
        party = consents.EXTERNAL_EXPERTS if kind == words.NAMED else ""
        return self.at_meeting(kind, meeting, row, told, party=party)

    def at_meeting(self, kind: str, meeting: Row, row: Row, told: Step | None, **more: Any) -> _Passed:
        who = row["who"] or {}
        role = str(who.get("organisation") or who.get("role") or "")
        return _Passed(
            self.local(meeting["held_at"]),
            kind,
            str(who.get("name") or ""),
            self.said(words.EXPERT) if role in ("", "external_expert") else role,
            told.by if told else None,
            told.document if told else None,
            at=meeting["held_at"],
            **more,
        )

    def links(self) -> Iterator[_Passed]:
        """External professionals who came in by a link (P04)."""
        found = store.used_links(self.uow, self.case["id"])
        meetings = {one["id"]: one for one in query.meetings(self.uow, self.case["id"])} if found else {}
        for row in found:
            meeting = meetings.get(row["meeting_id"])
            party = consents.EXTERNAL_EXPERTS if meeting is not None and is_named(meeting) else ""
            at, role, by = row["first_used_at"], self.said(words.EXPERT), row["created_by"]
            yield _Passed(self.local(at), words.BY_LINK, str(row["name"]), role, by, party=party, at=at)

    # -- what stands in an answer --------------------------------------------------------------------

    def from_answers(self) -> Iterator[_Passed]:
        """Goals that sectors gave, the draft for the other sectors, what went to the adult services."""
        for step in self.of(SECTOR_GOALS):
            yield from self.goals(step)
        for step in self.of(DRAFT_APPROVED):
            yield from self.draft(step)
        for step in self.of(APPLICATION):
            if step.data.get("applied_where"):
                day = as_date(step.data.get("applied_on")) or self.local(step.at)
                about, to = str(step.data.get("area_name_now") or ""), str(step.data["applied_where"])
                yield _Passed(day, words.APPLICATION, to, "", step.by, step.document, about)
        for step in self.of(HANDOVER):
            to = str(step.data.get("adult_contact_name") or "")
            role = str(step.data.get("adult_contact_role") or "") or self.said(words.ADULT_SERVICES)
            day, by, document = self.local(step.at), step.by, step.document
            yield _Passed(day, words.HANDOVER, to, role, by, document, party="adult_social", at=step.at)

    def goals(self, step: Step) -> Iterator[_Passed]:
        """One line for each sector whose goals were written down."""
        for sector in dict.fromkeys(str(row.get("sector") or "") for row in rows_of(step.data, "goals")):
            giver = lists.label(lists.SECTORS, sector, self.language)
            yield _Passed(
                self.local(step.at),
                words.GOALS,
                self.said(words.COMMON_PLAN),
                "",
                step.by,
                step.document,
                party=sector,
                at=step.at,
                giver=giver,
            )

    def draft(self, step: Step) -> Iterator[_Passed]:
        """The members of other sectors who read the draft before it stood; whoever wrote it gave it."""
        written = [one for one in self.of(DRAFTED) if one.at <= step.at]
        by = written[-1].by if written else step.by
        present = {one["user_id"]: one for one in store.participants_ever(self.uow, self.case["id"])}
        for row in rows_of(step.data, "approvals"):
            member = present.get(str(row.get("member")))
            sector = str(member["sector"] or "") if member else ""
            if sector and sector not in COVERED_BY_LAW:
                day = as_date(row.get("date")) or self.local(step.at)
                role = lists.label(lists.SECTORS, sector, self.language)
                to = str(row["member"])
                yield _Passed(day, words.DRAFT, to, role, by, step.document, party=sector)


def is_named(meeting: Row) -> bool:
    """Did the experts get the material with names? What somebody read through for names had none."""
    minutes = meeting["minutes"] or {}
    return minutes.get("material_form") == "identifiable" and minutes.get("material_checked") is not True


def exchanges(uow: UnitOfWork, case_id: str) -> tuple[str, list[Exchange]]:
    """(case number, everything that was passed on in the case and that the actor may read, the newest first);
    the look is logged. Raises NotFound."""
    case = visible_case(uow, case_id)
    uow.looked_at(case_id, [one["id"] for one in query.persons(uow, case["family_id"])])
    return str(case["number"]), register(uow, case, uow.actor.language)


def register(uow: UnitOfWork, case: Row, language: str) -> list[Exchange]:
    """The same of a case at hand, in this language; nothing is logged."""
    read = _Register(uow, case, language)
    found = [one for one in read.passed() if read.readable(one.document)]
    ids = {one.by for one in found} | {one.to for one in found if one.kind == words.DRAFT}
    colleagues = people.colleagues(uow, ids)
    keys = {_law_key(one) for one in found}
    laws = {one.key: one for one in law.legal_bases(uow, today(uow), keys - {""})}
    persons = {one["id"]: one for one in query.persons(uow, case["family_id"])}
    lines = [_line(read, one, colleagues, laws, persons) for one in found]
    # whoever leads a meeting, or wrote the draft, is among those who were there: nothing is passed on to them
    return sorted((one for one in lines if one.to != one.by), key=lambda one: one.day, reverse=True)


def _law_key(one: _Passed) -> str:
    return words.PARTY_LAW if one.kind == words.ACCESS and one.person_id else words.LAW.get(one.kind, "")


def _line(
    read: _Register,
    one: _Passed,
    colleagues: Mapping[str, people.Colleague],
    laws: Mapping[str, LegalBasis],
    persons: Mapping[str, Row],
) -> Exchange:
    grounds = tuple(_grounds(read, one, persons))
    author = colleagues.get(one.by or "")
    by = author.name if author else read.said(words.SERVICE)
    what = lists.label(words.KINDS, one.kind, read.language)
    # whoever is named by a login is a colleague
    to = colleagues[one.to].name if one.kind == words.DRAFT and one.to in colleagues else one.to
    receiver = persons.get(one.person_id or "")
    role = lists.label(lists.RELATIONS, receiver["relation"], read.language) if receiver else one.role
    nameless = one.kind == words.BY_LINK and one.party
    why = words.REASONS[words.NAMED if nameless else one.kind]
    return Exchange(
        one.day,
        one.kind,
        f"{what}: {one.about}" if one.about else what,
        one.title,
        to,
        role,
        f"{one.giver} ({by})" if one.giver else by,
        one.document.entry_id if one.document else None,
        grounds,
        laws.get(_law_key(one)),
        "" if grounds else read.said(why),
        one.person_id,
    )


def _grounds(read: _Register, one: _Passed, persons: Mapping[str, Row]) -> Iterator[Ground]:
    """The consents that held for its party on that day, each with its document."""
    if one.yes is not None:
        entry_id = _readable_id(read, one.yes.document)
        yield Ground(read.said(words.FAMILYS_YES), "", read.local(one.yes.at), entry_id)
    for consent in read.consents if one.party else ():
        if consents.holds(consent, one.day) and _open(read, consent["parties"], one):
            giver = str(persons[consent["giver_id"]]["name"] or "") if consent["giver_id"] in persons else ""
            text = read.said(words.CONSENT_OF).format(name=giver)
            entry_id = _readable_id(read, _document_of(read.of(*CONSENTS), consent["submission_id"]))
            yield Ground(text, giver, consent["valid_from"], entry_id)


def _open(read: _Register, parties: Iterable[Row], one: _Passed) -> bool:
    return any(row["party"] == one.party and _not_yet(read, row["withdrawn_at"], one) for row in parties)


def _not_yet(read: _Register, withdrawn: datetime | None, one: _Passed) -> bool:
    if withdrawn is None:
        return True
    return withdrawn > one.at if one.at is not None else read.local(withdrawn) > one.day


def _document_of(steps: Iterable[Step], submission_id: str | None) -> Document | None:
    return next((one.document for one in steps if submission_id in one.submission_ids), None)


def _readable_id(read: _Register, document: Document | None) -> str | None:
    return document.entry_id if document is not None and read.readable(document) else None


__all__ = ["Exchange", "Ground", "exchanges", "is_named", "register"]
