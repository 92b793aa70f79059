"""Operations of the network meeting (P09): the family's purpose, whom it invites, the meeting, agreements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import letters, letters_meetings
from workflow_service.casefile.base import Answers, Row, as_date, as_moment, case_of, named, rows_of, today
from workflow_service.casefile.minutes import amend_minutes
from workflow_service.casefile.sources import Sources, source
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add

MEETING = "network"


def agree_network_purpose(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F11 purpose: what the family wants with the meeting, or that it does not want it (domain.md 5.1)."""
    case = case_of(uow, call)
    wanted = answers.get("family_consent") is True
    minutes = {**named(answers, "purpose", "not_wanted_reason"), "instance": call.instance_id}
    meeting = _meeting(uow, case, call.instance_id)
    state = "planned" if wanted else "not_wanted"
    if meeting is None:
        base = {"case_id": case["id"], "type": MEETING, "state": state, "minutes": minutes}
        meeting_id = add(uow, tables.meeting, case["key_id"], base)
    else:
        meeting_id = meeting["id"]
        amend_minutes(uow, case, meeting, {"state": state}, minutes)
    return Result(variables={"meeting_id": meeting_id})


def _meeting(uow: UnitOfWork, case: Row, instance_id: str) -> Row | None:
    """This course's meeting: a case may have several."""
    rows = query.meetings(uow, case["id"], MEETING)
    return next((one for one in rows if (one["minutes"] or {}).get("instance") == instance_id), None)


def _required(uow: UnitOfWork, case: Row, instance_id: str) -> Row:
    found = _meeting(uow, case, instance_id)
    if found is None or found["state"] == "not_wanted":
        raise Conflict(
            "family_has_not_agreed",
            "Familien har ikke sagt ja til mødet. Aftal formålet med familien først.",
            "The family has not agreed to the meeting. Agree the purpose with the family first.",
        )
    return found


def invite_network(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F11 invite: time and place, the network the family chose and the professionals; an invitation to each
    of the family."""
    case = case_of(uow, call)
    meeting = _required(uow, case, call.instance_id)
    purpose, moved = str((meeting["minutes"] or {}).get("purpose") or ""), meeting["planned_at"] is not None
    values = {
        "mode": "physical",
        "planned_at": as_moment(uow, answers.get("when")),
        "place": answers.get("place"),
        "state": "planned",
    }
    amend_minutes(uow, case, meeting, values, {})
    query.clear_attendances(uow, meeting["id"])
    for key, part in (("invited_by_family", "family"), ("professionals", "case_professional")):
        for row in rows_of(answers, key):
            who = named(row, "name", "role", "phone")
            _attend(uow, case, meeting["id"], {"part": part, "who": who, "present": None})
    letters.deliver(uow, case, letters_meetings.network_invitation(uow, case, answers, purpose, moved=moved))
    return Result(variables={"meeting_at": answers.get("when")})


def _attend(uow: UnitOfWork, case: Row, meeting_id: str, values: Row) -> None:
    add(uow, tables.attendance, case["key_id"], {"meeting_id": meeting_id, "invited": True, **values})


def hold_network_meeting(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F11 hold: the minutes, and each agreement as {id, owner, due} for the task it becomes; the words stay
    in the case file. Without the family the meeting is not held. For a person without a login the coordinator
    follows the agreement up."""
    case = case_of(uow, call)
    meeting = _required(uow, case, call.instance_id)
    if answers.get("family_present") is not True:
        amend_minutes(uow, case, meeting, {"state": "not_held"}, named(answers, "not_held_reason"))
        return Result(variables={"held": False, "agreements": []})
    rows = rows_of(answers, "agreements")
    colleagues = people.colleagues(uow, [str(row["who"]) for row in rows if row.get("who")])
    names = _names(uow, case, colleagues)
    written = [
        {
            "id": str(number),
            "what": row["what"],
            "who": names.get(str(row.get("who"))) or row.get("who_name"),
            "due": row["due"],
        }
        for number, row in enumerate(rows, 1)
    ]
    minutes = {**named(answers, "strengths", "worries", "next"), "agreements": written}
    amend_minutes(uow, case, meeting, {"state": "held", "held_at": meeting["planned_at"] or uow.now}, minutes)
    _write_present(uow, case, meeting, rows_of(answers, "attendance"))
    tasks = [
        {
            "id": one["id"],
            "owner": str(row["who"]) if row.get("who") in colleagues else case["coordinator_id"],
            "due": one["due"],
        }
        for one, row in zip(written, rows, strict=True)
    ]
    return Result(variables={"held": True, "agreements": tasks})


def _names(uow: UnitOfWork, case: Row, colleagues: Mapping[str, people.Colleague]) -> dict[str, str]:
    names = {one["id"]: str(one["name"]) for one in query.persons(uow, case["family_id"])}
    others = [one for one in query.participants(uow, case["id"]) if one["person"]]
    names |= {one["id"]: str(one["person"]["name"]) for one in others}
    return {**names, **{key: one.name for key, one in colleagues.items()}}


def _write_present(uow: UnitOfWork, case: Row, meeting: Row, rows: list[Mapping[str, Any]]) -> None:
    parts = {
        str((one["who"] or {}).get("name")): one["part"] for one in query.attendances(uow, meeting["id"])
    }
    query.clear_attendances(uow, meeting["id"])
    for row in rows:
        part = parts.get(str(row.get("name")), "family")
        who = named(row, "name", "role")
        _attend(uow, case, meeting["id"], {"part": part, "who": who, "present": row.get("present") is True})


def _agreement(call_inputs: Mapping[str, Any], meeting: Row | None) -> Row | None:
    wanted = call_inputs.get("agreement")
    found = wanted.get("id") if isinstance(wanted, Mapping) else None
    rows = (meeting["minutes"] or {}).get("agreements") or [] if meeting is not None else []
    return next((one for one in rows if one["id"] == found), None)


def record_agreement_outcome(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F11 agreement: how it went, written beside the agreement in the minutes."""
    case = case_of(uow, call)
    meeting = _required(uow, case, call.instance_id)
    mine = _agreement(call.inputs, meeting)
    if mine is not None:
        rows = meeting["minutes"]["agreements"]
        told = named(answers, "outcome", "outcome_text")
        changed = [{**one, **told} if one["id"] == mine["id"] else one for one in rows]
        amend_minutes(uow, case, meeting, {}, {"agreements": changed})
    return Result()


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What F11 knows when it opens."""
    if inputs.get("step") == "agreement":
        return own_agreement(uow, case, inputs)
    meetings = query.meetings(uow, case["id"], MEETING)
    meeting = next((one for one in meetings if one["id"] == inputs.get("meeting_id")), None)
    if meeting is None:
        return {}, {}
    data: Row = {"family_purpose": (meeting["minutes"] or {}).get("purpose")}
    if inputs.get("step") == "invite":
        return {**data, "professionals": _professionals(uow, case)}, {}
    people_there = [
        {"name": one["who"].get("name"), "role": one["who"].get("role")}
        for one in query.attendances(uow, meeting["id"])
    ]
    told = source("indkaldelsen", "the invitation", meeting["planned_at"].astimezone(uow.zone).date())
    return {**data, "attendance": [*_parents(uow, case), *people_there]}, {"attendance": told}


def _parents(uow: UnitOfWork, case: Row) -> list[Row]:
    persons = query.persons(uow, case["family_id"])
    return [
        {"name": one["name"], "role": "forælder" if one["relation"] == "parent" else "værge"}
        for one in persons
        if one["relation"] in ("parent", "guardian")
    ]


def _professionals(uow: UnitOfWork, case: Row) -> list[Row] | None:
    """The coordinator, to begin with: the others come because the family wants them there."""
    found = people.colleagues(uow, (case["coordinator_id"],))
    rows = [
        {"name": one.name, "role": "familiekoordinator", **({"phone": one.phone} if one.phone else {})}
        for one in found.values()
    ]
    return rows or None


def own_agreement(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """The one agreement of this task, also for somebody who does not see the case."""
    meetings = query.meetings(uow, case["id"], MEETING)
    meeting = next((one for one in meetings if one["id"] == inputs.get("meeting_id")), None)
    mine = _agreement(inputs, meeting)
    if mine is None:
        return {}, {}
    due = as_date(mine["due"]) or today(uow)
    text = f"{mine['what']}\nHvem: {mine['who']}\nHvornår: {calendar.short_date(due)}"
    return {"agreement_text": text}, {}
