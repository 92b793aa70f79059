"""What the family has agreed to have shared (S01, F17): who is asked, what holds today, how it is told.

A party is covered when **everybody** who must consent has a consent that holds for it: one parent's yes does
not stand for the other's (domain.md 5.3, each custody holder separately).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, child_of, today
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.casefile.sources import Sources
from workflow_service.casefile.transition_dates import reaches
from workflow_service.casefile.views import ConsentView
from workflow_service.forms import Option
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing

EXTERNAL_EXPERTS = "external_expert"
PARTIES: lists.Words = {
    **lists.SECTORS,
    EXTERNAL_EXPERTS: ("Eksterne fagpersoner på analysemødet", "External experts at the analysis meeting"),
}
# how long before it lapses the coordinator is reminded to ask again
REMIND_BEFORE = timedelta(days=28)


def holds(consent: Row, day: date) -> bool:
    """Was the consent given, and does it hold on that day? Each party may be withdrawn beside."""
    return bool(
        consent["answer"] == "given"
        and consent["valid_from"] is not None
        and consent["valid_to"] is not None
        and consent["valid_from"] <= day <= consent["valid_to"]
    )


def open_parties(uow: UnitOfWork, case: Row) -> list[tuple[Row, Row]]:
    """(consent, party) of everything that may be shared today."""
    day = today(uow)
    return [
        (consent, party)
        for consent in sharing.consents(uow, case["id"])
        if holds(consent, day)
        for party in consent["parties"]
        if party["withdrawn_at"] is None
    ]


def covered(uow: UnitOfWork, case: Row) -> frozenset[str]:
    """The parties (sectors, external experts) that everybody who must consent has agreed to."""
    asked = agreement_parties(uow, case)
    given: dict[str, set[str]] = {}
    for consent, party in open_parties(uow, case):
        given.setdefault(party["party"], set()).add(consent["giver_id"])
    return frozenset(party for party, givers in given.items() if asked and givers.issuperset(asked))


def last_day(uow: UnitOfWork, case: Row, start: date) -> date:
    """The last day a consent from `start` can hold: `consent_max`, never the child's 18th birthday."""
    longest = str(parameters.parameter_value(uow, "consent_max", today(uow)) or "P12M")
    moment = uow.now.astimezone(uow.zone).replace(year=start.year, month=start.month, day=start.day)
    ends = calendar.add(moment, longest, "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
    last = ends.astimezone(uow.zone).date()
    adult = adult_on(uow, case)
    # from the birthday on the young person gives it, and there is no other limit
    return last if adult is None or start >= adult else min(last, adult - timedelta(days=1))


def adult_on(uow: UnitOfWork, case: Row) -> date | None:
    """The child's 18th birthday; 1 March for those born on 29 February."""
    child = child_of(case, query.persons(uow, case["family_id"]))
    born = child["birth_date"] if child else None
    return None if born is None else reaches(born, "P18Y")


def giver_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """Who is asked for consent, with age for the young: `Noah Berg (barnet), 16 år`."""
    persons = {one["id"]: one for one in query.persons(uow, case["family_id"])}
    return [Option(one, _giver(uow, persons[one])) for one in agreement_parties(uow, case) if one in persons]


def _giver(uow: UnitOfWork, person: Row) -> str:
    english = uow.actor.language == "en"
    text = f"{person['name']} ({lists.label(lists.RELATIONS, person['relation'], uow.actor.language)})"
    if person["birth_date"] is None:
        return text
    years = calendar.ages(person["birth_date"], today(uow))
    return f"{text}, {years} {'years' if english else 'år'}"


def party_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """What can be withdrawn: each party of each consent that holds, with whose it is."""
    names = {one["id"]: one["name"] for one in query.persons(uow, case["family_id"])}
    return [
        Option(party["id"], f"{names.get(consent['giver_id'], '')}: {party_name(uow, party)}")
        for consent, party in open_parties(uow, case)
    ]


def party_name(uow: UnitOfWork, party: Row) -> str:
    label = lists.label(PARTIES, party["party"], uow.actor.language)
    return f"{label} ({party['name']})" if party["name"] else label


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """F17: who is asked, about whom, from today for as long as it can hold."""
    if inputs.get("step") == "withdraw":
        now = uow.now.astimezone(uow.zone)
        quarter = now.replace(minute=now.minute - now.minute % 15, second=0, microsecond=0)
        rows = [{"party": party["id"], "at": quarter.isoformat()} for _, party in open_parties(uow, case)]
        # with one consent there is no doubt which; of several the person chooses
        return {"withdrawn": rows if len(rows) == 1 else None}, {}
    day = today(uow)
    adult = adult_on(uow, case)
    data: Row = {
        "giver": query.person_now(uow, case["family_id"], inputs.get("giver")),
        "for_person": case["child_id"],
        "valid_from": day.isoformat(),
        "valid_to": last_day(uow, case, day).isoformat(),
        "age_limit": None if adult is None or day >= adult else adult.isoformat(),
    }
    return data, {}


def summary(uow: UnitOfWork, case: Row) -> str:
    """The consents in words, one line for each giver, as the plan shows them (F07, `consents`)."""
    english = uow.actor.language == "en"
    names = {one["id"]: one["name"] for one in query.persons(uow, case["family_id"])}
    lines: dict[str, list[str]] = {}
    for consent, party in open_parties(uow, case):
        until = calendar.short_date(consent["valid_to"], uow.actor.language)
        told = f"{party_name(uow, party)} ({'until' if english else 'til'} {until})"
        lines.setdefault(names.get(consent["giver_id"], ""), []).append(told)
    if not lines:
        return "No consent holds in the case." if english else "Der er ikke noget gældende samtykke i sagen."
    return "\n".join(f"{name}: {', '.join(told)}" for name, told in sorted(lines.items()))


def views(uow: UnitOfWork, case: Row, names: Mapping[str, str]) -> tuple[ConsentView, ...]:
    """The newest answer of each giver to each party, as the case page shows them."""
    day, shown = today(uow), []
    for consent in sharing.consents(uow, case["id"]):
        giver = names.get(consent["giver_id"], "")
        if consent["answer"] == "refused":
            shown.append(ConsentView(consent["id"], giver, "", "refused", None, None, None))
        for party in consent["parties"]:
            state = "withdrawn" if party["withdrawn_at"] else "valid" if holds(consent, day) else "lapsed"
            if state == "valid" and consent["remind_at"] and consent["remind_at"] <= day:
                state = "expiring"
            shown.append(
                ConsentView(
                    party["id"],
                    giver,
                    party_name(uow, party),
                    state,
                    consent["valid_from"],
                    consent["valid_to"],
                    party["withdrawn_at"],
                )
            )
    return tuple(shown)
