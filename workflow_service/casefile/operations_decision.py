"""Operations of a decision (S02): prepare, hear the parties, decide, and let every party know."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from workflow_service import access, rules
from workflow_service.casefile import (
    active,
    acute,
    decisions,
    financing,
    guards,
    letters,
    letters_applications,
    measure_changes,
)
from workflow_service.casefile.base import Answers, Row, as_date, case_of, named, rows_of, today
from workflow_service.casefile.facts import facts
from workflow_service.casefile.letters import Recipient
from workflow_service.casefile.letters_decision import send_decision, send_hearing_letters, send_to_party
from workflow_service.casefile.transition_dates import facts_changed
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.states import CaseStatus
from workflow_service.store import UnitOfWork, people, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store.casefile_rows import add, change

FAVOURABLE = frozenset({"granted", "partly"})
_WORDS = (
    "facts",
    "child_view",
    "child_view_draft",
    "reason",
    "purpose",
    "duration",
    "plan_position",
    "consent",
    "parallel_reason",
    "complaint_guidance",
    "body_decided_on",
    "ends_on",
    "annual_amount",
    "sector",
)


def decision_of(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Row:
    """The decision a step of S02 works on. Raises Conflict when the diagram names none of this case."""
    decision_id = call.inputs.get("decision_id") or variables.get("decision_id")
    row = decided.decision(uow, str(decision_id)) if decision_id else None
    if row is None or row["case_id"] != call.case_id:
        raise Conflict(
            "decision_missing",
            "Der er ikke forberedt en afgørelse. Forbered den først.",
            "No decision has been prepared. Prepare it first.",
        )
    return row


def application_of(uow: UnitOfWork, call: Call) -> Row:
    """The application that this occurrence of P01's event sub-process is about. Raises Conflict when the
    diagram names none of this case."""
    named_id = call.inputs.get("application_id")
    row = decided.application(uow, str(named_id)) if named_id else None
    if row is None or row["case_id"] != call.case_id:
        raise Conflict(
            "application_missing",
            "Ansøgningen findes ikke i sagen. Vælg den i diagrammet med application_id.",
            "The application is not in the case. Name it in the diagram by application_id.",
        )
    return row


def prepare_decision(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F25 prepare: what the decision is about, the facts, the proposal. What D5 and the gateways read is
    returned: `kind`, `sector`, `annual_amount`, `burdensome`, whether the child's view is missing, and
    `by_level`: whether the level D5 names is asked, as of a share of P08 (`_by_level`)."""
    case = case_of(uow, call)
    matter = decisions.matter_of(uow, case, call.inputs)
    unheard = _unheard(uow, case, matter)
    of_file = matter["matter"] == decisions.ACCESS
    decision_id = add(
        uow,
        tables.decision,
        case["key_id"],
        {
            "case_id": case["id"],
            "matter": matter["matter"],
            "matter_id": matter["matter_id"],
            "kind": matter["kind"],
            "state": "prepared",
            "outcome": answers.get("outcome"),
            "legal_basis": answers.get("legal_basis"),
            "content": {**named(answers, *_WORDS), **unheard},
            "prepared_at": uow.now,
            "prepared_by": uow.actor.user_id,
        },
    )
    known = facts(uow, case["id"], ("INV-12",))
    return Result(
        variables={
            "decision_id": decision_id,
            "kind": matter["kind"],
            "sector": answers.get("sector"),
            "annual_amount": answers.get("annual_amount"),
            "burdensome": answers.get("burdensome") is True and not unheard and not of_file,
            "child_view_missing": not of_file and bool(rules.check("INV-12", known, {})),
            "by_level": _by_level(uow, case, answers.get("sector")),
        }
    )


def _by_level(uow: UnitOfWork, case: Row, sector: Any) -> bool:
    """Whether a level of the case's own house decides. Another sector's help is granted by a grant authority,
    and so is what is decided before the case has a team, where nobody is adviser or team leader."""
    own = not sector or sector == financing.own_sector(uow, case)
    return own and case["team_id"] is not None


def _require_level(uow: UnitOfWork, call: Call, case: Row) -> None:
    """Who decides has the competence D5 names, of their own or of the one they stand in for (T08)."""
    level = str(call.inputs.get("authority") or "") if call.inputs.get("by_level") is True else ""
    actor = uow.actor
    if actor.on_behalf_of is not None:
        lent = people.memberships(uow, actor.on_behalf_of)
        actor = replace(actor, memberships=(*actor.memberships, *lent))
    flags = frozenset(case["flags"])
    restricted = bool(case["restricted"])
    facts_of = access.CaseFacts(
        case["id"], case["team_id"], case["unit_id"], case["status"], restricted, flags
    )
    access.require(access.may_decide(actor, facts_of, level))


def _unheard(uow: UnitOfWork, case: Row, matter: Row) -> Row:
    """Why the parties of an acute measure are not heard first (P12); empty when they are."""
    if "acute" not in case["flags"] or matter["matter"] != "measure":
        return {}
    reason = acute.hearing_left_out(uow, case, matter["matter_id"])
    return {"hearing_left_out": reason} if reason else {}


def send_hearing(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F26 send: the information against the family goes to each party in a letter of its own (INV-23)."""
    guards.enforce(uow, call.case_id, ("INV-15",), {})
    case = case_of(uow, call)
    row = decision_of(uow, call, answers)
    due = as_date(answers.get("due"))
    add(
        uow,
        tables.party_hearing,
        case["key_id"],
        {
            "case_id": case["id"],
            "decision_id": row["id"],
            "due": due,
            "content": named(answers, "recipients", "information"),
            "sent_at": uow.now,
        },
    )
    send_hearing_letters(uow, case, row, answers)
    return Result(variables={"hearing_due": due.isoformat() if due else None})


def record_hearing(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F26 replies: what each party answered and what it means; nobody need answer."""
    case = case_of(uow, call)
    row = decision_of(uow, call, answers)
    hearings = decided.hearings(uow, row["id"])
    if hearings:
        content = {**(hearings[0]["content"] or {}), "replies": rows_of(answers, "replies")}
        content |= named(answers, "changed")
        values = {"content": content, "closed_at": uow.now}
        change(uow, tables.party_hearing, case["key_id"], hearings[0]["id"], values)
    return Result()


def decide(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F25 decide: outcome with legal basis, reason, the child's view and complaint guidance (INV-12, INV-21).

    What was applied for or proposed is decided with it; nothing starts here. Raises Forbidden when the level
    D5 names is above whoever decides.
    """
    row = decision_of(uow, call, answers)
    guards.enforce(uow, call.case_id, ("INV-12", "INV-21"), {**answers, "matter": row["matter"]})
    case = case_of(uow, call)
    _require_level(uow, call, case)
    outcome = str(answers["outcome"])
    views = query.newest_child_views(uow, case["id"], 1) if row["matter"] != decisions.ACCESS else []
    wants_plan = answers.get("plan_position") == "yes" or (
        row["kind"] == "placement" and outcome in FAVOURABLE
    )
    values: Row = {
        "state": "decided",
        "outcome": outcome,
        "legal_basis": answers.get("legal_basis"),
        "authority": call.inputs.get("authority"),
        "content": {**(row["content"] or {}), **named(answers, *_WORDS)},
        "child_view_id": views[0]["id"] if views else None,
        "decided_at": uow.now,
        "decided_by": uow.actor.user_id,
        "complaint_until": decisions.complaint_until(uow, today(uow)),
        "plan_due": decisions.plan_due(uow, today(uow)) if wants_plan else None,
    }
    change(uow, tables.decision, case["key_id"], row["id"], values)
    taken = {**row, **values}
    apply_decision(uow, case, taken)
    due, last = values["plan_due"], measure_changes.ends_on(taken, today(uow))
    ahead = last is not None and last > today(uow) and case["status"] == CaseStatus.ACTIVE
    return Result(
        variables={
            "outcome": outcome,
            "granted": outcome in FAVOURABLE,
            "plan_due": due.isoformat() if due else None,
        },
        # P07 waits for the day
        messages=(OutMessage("end_decided", case["id"], {"ends_on": str(last)}),) if ahead else (),
    )


def apply_decision(uow: UnitOfWork, case: Row, row: Row) -> None:
    """The application or measure learns what was decided about it. Without consent support does not begin,
    and what ends with notice runs until its day (`end_on_its_day`)."""
    favourable = row["outcome"] in FAVOURABLE
    if row["matter"] == "application":
        values: Row = {"state": "decided", "decision_id": row["id"]}
        change(uow, tables.application, case["key_id"], row["matter_id"], values)
    elif row["matter"] == "measure":
        values = {"decision_id": row["id"], "state": "proposed" if favourable else "refused"}
        if (row["content"] or {}).get("consent") is False:
            # § 32, stk. 2: it is granted, and begins when the custody holders consent
            values["held_back"] = True
        change(uow, tables.measure, case["key_id"], row["matter_id"], values)
    elif row["matter"] == "end" and row["outcome"] == "ended":
        values = {"decision_id": row["id"], **measure_changes.ending(row, today(uow))}
        change(uow, tables.measure, case["key_id"], row["matter_id"], values)


def send_decision_letters(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """S02, 6: each party gets its own letter; held back while INV-14 or INV-15 forbid contact.

    The municipality hears of it by the message `decision_made`, which the diagram throws.
    """
    case = case_of(uow, call)
    row = decision_of(uow, call, variables)
    sent = send_decision(uow, case, row)
    if sent:
        change(uow, tables.decision, case["key_id"], row["id"], {"sent_at": uow.now})
    return Result(variables={"letters_sent": sent})


def send_complaint_guidance(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P05, after a disagreement: each custody holder gets the team leader's decision and how to complain."""
    case = case_of(uow, call)
    plans = query.plans(uow, case["id"])
    said = str(((plans[0]["content"] or {}) if plans else {}).get("leader_decision") or "")

    def values(to: Recipient) -> Mapping[str, str]:
        guidance = decisions.complaint_guidance(uow, to.language, to_child=to.is_child)
        return {"leader_decision": said, "guidance": guidance, "to_child": "ja" if to.is_child else ""}

    told = decisions.parties(uow, case, "advice")
    sent = send_to_party(uow, case, told, "complaint_guidance", values)
    return Result(variables={"letters_sent": sent})


def start_benefit(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """P01: what was granted on the application begins (INV-21: only with its decision). A refusal starts
    nothing; benefits never wait for the analysis meeting (INV-06). A second call finds nothing to do."""
    case, row = case_of(uow, call), application_of(uow, call)
    found = decided.decision(uow, row["decision_id"]) if row["decision_id"] else None
    begins = found is not None and found["outcome"] in FAVOURABLE and not row["measure_id"]
    if found is not None and begins:
        measure_id = _grant(uow, case, row, found)
        change(uow, tables.application, case["key_id"], row["id"], {"measure_id": measure_id})
    guards.enforce(uow, case["id"], ("INV-21",), {})
    # each benefit has its review (INV-16)
    woken = (*active.visits_changed(uow, case), *facts_changed(uow, case)) if begins else ()
    return Result(variables={"started_measures": int(begins)}, messages=woken)


def _grant(uow: UnitOfWork, case: Row, row: Row, found: Row) -> str:
    content = found["content"] or {}
    kind = decisions.kind_of_section(row["section"])
    # support that was applied for goes into the plan and waits for the analysis meeting (INV-06)
    starts = kind == "benefit"
    amount = content.get("annual_amount")
    return add(
        uow,
        tables.measure,
        case["key_id"],
        {
            "case_id": case["id"],
            "kind": kind,
            "catalogue_item": _CATALOGUE.get(row["type"], row["type"]),
            "sector": content.get("sector"),
            "purpose": content.get("purpose"),
            "expected_duration": content.get("duration"),
            "start": today(uow) if starts else None,
            "cost": None if amount is None else round(float(amount) / 12, 2),
            "decision_id": found["id"],
            "state": "started" if starts else "proposed",
            "started_at": uow.now if starts else None,
        },
    )


_CATALOGUE = {"supportive_measure": "home_support", "personal_assistance": "other", "ppr": "ppr_support"}
_CATALOGUE |= {"employment_parents": "employment_support"}


def receive_applications(
    uow: UnitOfWork, case: Row, rows: Sequence[Mapping[str, Any]]
) -> tuple[OutMessage, ...]:
    """F01b and later: each application is written down with its deadline, and the course hears of it by the
    message `benefit_application`. One known already (same section, type, day) is not sent twice."""
    known = {(one["section"], one["type"], one["received"]) for one in decided.applications(uow, case["id"])}
    sent = []
    for row in rows:
        received = as_date(row.get("received")) or today(uow)
        section, kind = str(row["section"]), str(row["type"])
        if (section, kind, received) in known:
            continue
        due = decisions.application_due(uow, section, received)
        values = {"case_id": case["id"], "section": section, "type": kind, "received": received}
        values |= {"due": due, "state": "received"}
        application_id = add(uow, tables.application, case["key_id"], values)
        dates = {"application_due": due.isoformat(), "application_received": received.isoformat()}
        told = {"application_id": application_id, **dates}
        sent.append(OutMessage("benefit_application", str(case["number"]), told))
    return tuple(sent)


def register_application(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """An application that comes after the first form, in whatever phase (domain.md 5.1, P01): it gets its
    deadline, and its decision begins. Raises Invalid when it is known already (same section, type, day)."""
    case = case_of(uow, call)
    sent = receive_applications(uow, case, [answers])
    if not sent:
        raise _known_already(uow)
    if case["coordinator_id"]:
        letters_applications.send_receipts(uow, case)
    return Result(variables=sent[0].variables, messages=sent)


def _known_already(uow: UnitOfWork) -> Invalid:
    da = "Ansøgningen er registreret i forvejen: samme paragraf, type og dag. Ret det, eller luk opgaven."
    en = "The application is registered already: same section, type and day. Correct it, or give the task up."
    return Invalid("application_known", da, en, {"received": [da if uow.actor.language == "da" else en]})


def tell_new_date(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """`notify_deadline_missed`: each party gets a letter that the deadline does not hold, with the reason and
    the new date (retssikkerhedsloven § 3, stk. 2). While contact is held back nobody has been told."""
    case, row = case_of(uow, call), application_of(uow, call)
    left = letters.deliver(uow, case, letters_applications.new_date_letter(uow, case, row, answers))
    values: Row = {"new_date": as_date(answers.get("new_date"))}
    if left:
        values["told_at"] = today(uow)
    change(uow, tables.application, case["key_id"], row["id"], values)
    return Result()
