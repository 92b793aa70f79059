"""What a decision (S02, F25) is about, who its parties are, and what stands in it for everybody."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks, lists, measure_changes
from workflow_service.casefile.base import Row, child_of, is_adult, today
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.errors import Conflict
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing

# barnets lov § 3: a party from 10 in support and placement, not in benefits (§§ 81-90)
CHILD_PARTY_AGE = 10
# of support as an adult the young person is the party, too
CHILD_PARTY_KINDS = frozenset({"supportive", "placement", "adult_support"})
_PLACEMENT = "barnets_lov_46_47"
_SUPPORT = "barnets_lov_32"
# whether somebody gets a copy of a document: no decision about the child's circumstances (barnets lov § 5),
# so the child need not be heard about it, and the one who asked is its only party
ACCESS = "access"

MATTERS: lists.Words = {
    "application": ("Ansøgning", "Application"),
    "measure": ("Indsats", "Measure"),
    "investigation": ("Børnefaglig undersøgelse", "Child-protection investigation"),
    "refusal": ("Familien er ikke i målgruppen for forløbet", "The family is not in the target group"),
    "change": ("Indsatsen ændres", "The measure changes"),
    "end": ("Indsatsen ophører", "The measure ends"),
    "adult_support": ("Støtte som voksen", "Support as an adult"),
    "access": ("Aktindsigt", "Access to the file"),
}
OUTCOMES: lists.Words = {
    "granted": ("Bevilget", "Granted"),
    "partly": ("Delvis bevilget", "Granted in part"),
    "refused": ("Afslag", "Refused"),
    "changed": ("Ændret", "Changed"),
    "ended": ("Ophør", "Ended"),
}
AUTHORITIES: lists.Words = {
    "adviser": ("Rådgiver", "Adviser"),
    "team_leader": ("Teamleder", "Team leader"),
    "department_head": ("Afdelingschef", "Head of department"),
    "committee": ("Udvalg", "Committee"),
    "statutory_body": ("Børne- og ungeudvalget", "Children and young people committee"),
}
APPLIED_FOR: lists.Words = {
    **lists.MEASURES,
    "supportive_measure": ("Støttende indsats", "Supportive measure"),
    "personal_assistance": ("Personlig hjælp", "Personal assistance"),
    "ppr": ("PPR", "Educational psychology (PPR)"),
    "employment_parents": ("Beskæftigelse (forældre)", "Employment (parents)"),
}


def kind_of_section(section: str) -> str:
    """The kind of help behind a legal basis that one can apply for (domain.md 3, kinds of measures)."""
    return {_SUPPORT: "supportive", _PLACEMENT: "placement"}.get(section, "benefit")


def matter_of(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any], language: str | None = None) -> Row:
    """The matter a call of S02 names: `matter`, `matter_id`, `kind`, `name` (in `language`, else the
    actor's), `legal_basis`, and of a measure `purpose`, `duration`, `sector`, `annual_amount`.

    Raises Conflict when the application or measure is not this case's.
    """
    tongue = language or uow.actor.language
    matter = str(inputs.get("matter") or "refusal")
    matter_id = inputs.get("matter_id")
    found: Row = {"matter": matter, "matter_id": matter_id, "kind": matter, "legal_basis": None}
    found["name"] = lists.label(MATTERS, matter, tongue)
    if matter == "application":
        row = _own(decided.applications(uow, case["id"]), matter_id)
        found |= {"kind": kind_of_section(row["section"]), "legal_basis": row["section"]}
        found["name"] = lists.label(APPLIED_FOR, row["type"], tongue)
    elif matter in ("measure", "change", "end"):
        row = _own(query.measures(uow, case["id"]), matter_id)
        if matter == "change":
            # what the revision of the plan proposes is what is decided
            row = {**row, **measure_changes.pending(uow, case, row["id"])}
        found |= {"kind": row["kind"], "legal_basis": _basis_of(row["kind"]), "sector": row["sector"]}
        found |= {"purpose": row["purpose"], "duration": row["expected_duration"]}
        found["annual_amount"] = None if row["cost"] is None else round(float(row["cost"]) * 12, 2)
        found["name"] = lists.label(lists.MEASURES, row["catalogue_item"], tongue)
    elif matter == "investigation":
        found |= {"legal_basis": "barnets_lov_20", "annual_amount": 0}
    elif matter == "adult_support":
        # decided by the adult authority, on the ground it names itself
        found |= {"sector": "adult_social"}
    elif matter == "refusal":
        found |= {"legal_basis": "barnets_lov_18", "annual_amount": 0}
    elif matter == "access":
        _own(sharing.access_requests(uow, case["id"]), matter_id)
        found |= {"legal_basis": "forvaltningsloven_9", "annual_amount": 0}
    return found


def _basis_of(kind: str) -> str | None:
    return {"supportive": _SUPPORT, "placement": _PLACEMENT, "benefit": "barnets_lov_82_90"}.get(kind)


def _own(rows: list[Row], row_id: Any) -> Row:
    row = next((one for one in rows if one["id"] == row_id), None)
    if row is None:
        raise Conflict(
            "matter_missing",
            "Det, der skal træffes afgørelse om, findes ikke længere i sagen.",
            "What is to be decided is no longer in the case.",
        )
    return row


def parties(uow: UnitOfWork, case: Row, kind: str) -> list[str]:
    """Person ids of the parties: each custody holder, and the child from 10 where § 3 makes it a party; from
    18 the young person alone."""
    day = today(uow)
    found = [one for one in agreement_parties(uow, case) if one != case["child_id"]]
    child = child_of(case, query.persons(uow, case["family_id"]))
    if child is None or child["birth_date"] is None:
        return found
    if is_adult(child, day):
        return [child["id"]]
    if kind in CHILD_PARTY_KINDS and calendar.ages(child["birth_date"], day) >= CHILD_PARTY_AGE:
        found.append(child["id"])
    return found


def parties_of(uow: UnitOfWork, case: Row, row: Mapping[str, Any]) -> list[str]:
    """Person ids of the parties of a matter or a stored decision. Access to the file is a right of the one
    who asked (forvaltningsloven § 9): nobody else is a party, and nobody of the family when somebody else
    asked (`requester_of`)."""
    if row["matter"] != ACCESS:
        return parties(uow, case, str(row["kind"]))
    asked = requester_of(uow, row)
    return [asked["requester_id"]] if asked["requester_id"] else []


def requester_of(uow: UnitOfWork, row: Mapping[str, Any]) -> Row:
    """The request for access that a decision on part refusal is about. Raises Conflict when it is gone."""
    found = sharing.access_request(uow, str(row["matter_id"]))
    return found if found is not None else _own([], row["matter_id"])


def complaint_until(uow: UnitOfWork, received: date) -> date:
    """The last day of a complaint about a decision that was received that day (`complaint_deadline`)."""
    return clocks.ends_on(uow, "complaint_deadline", received)


def reassessed_by(uow: UnitOfWork, complained: date) -> date:
    """When a re-assessment must be finished (`complaint_reassessment`)."""
    return clocks.ends_on(uow, "complaint_reassessment", complained)


def plan_due(uow: UnitOfWork, decided: date) -> date:
    """When a child's plan must be ready (`child_plan_deadline`, barnets lov § 91)."""
    return clocks.ends_on(uow, "child_plan_deadline", decided)


def application_due(uow: UnitOfWork, section: str, received: date) -> date:
    """When an application must be decided: the deadline the council set for its section, else the usual."""
    return clocks.ends_on(uow, application_key(uow, section), received)


def application_key(uow: UnitOfWork, section: str) -> str:
    """The parameter that counts the deadline of an application under this section."""
    own = f"application_deadline_{section.removeprefix('barnets_lov_')}"
    known = parameters.parameter_value(uow, own, today(uow)) is not None
    return own if known else "application_deadline"


def complaint_guidance(uow: UnitOfWork, language: str = "da", *, to_child: bool = False) -> str:
    """How one complains about a decision of today, as it stands in the letter: parents are addressed as I,
    the child or young person as du."""
    time = calendar.in_words(clocks.text_of(uow, "complaint_deadline"), language)
    values = {"time": time, "to_child": "ja" if to_child else ""}
    return template(uow, "decision_letter").part("guidance", values, language)


def title_of(uow: UnitOfWork, row: Row, name: str, language: str) -> str:
    """`Aflastning: bevilget 23.11.2026`."""
    outcome = lists.label(OUTCOMES, row["outcome"], language).casefold()
    day = row["decided_at"].astimezone(uow.zone).date() if row["decided_at"] else None
    return f"{name}: {outcome}" + (f" {calendar.short_date(day, language)}" if day else "")


def matter_name(uow: UnitOfWork, case: Row, row: Row, language: str | None = None) -> str:
    """What a stored decision is about, in `language` (else the actor's); the kind of matter when the thing
    itself is gone."""
    try:
        return str(matter_of(uow, case, row, language)["name"])
    except Conflict:
        return lists.label(MATTERS, row["matter"], language or uow.actor.language)
