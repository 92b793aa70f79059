"""Meetings in the lived-through municipality, their agenda made and ready to begin: a status meeting of a
core team, a meeting of the coordination group."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.conftest import NOW
from workflow_service.meetings import base, coordination_agenda, report
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import add

REASONS = ({"code": "development", "at": "2026-11-19", "count": 1}, {"code": "acute_measure"})


def status_meeting(database: Database, *numbers: str) -> str:
    """A meeting of the team of the first of these cases, today, with the cases on its agenda; its id."""
    with database.begin() as uow:
        cases = [_case(uow, number) for number in numbers]
        key_id = uow.new_key("series", uow.new_id())
        series = add(
            uow,
            tables.meeting_series,
            key_id,
            {
                "kind": query.STATUS,
                "team_id": cases[0]["team_id"],
                "unit_id": cases[0]["unit_id"],
                "name": "Kerneteam Nord",
                "rule": "FREQ=WEEKLY;INTERVAL=4;BYDAY=MO",
                "first_on": NOW.date(),
                "at": "13:00",
                "minutes": 120,
                "place": "Rådhuset, lokale 2.14",
                "mode": "physical",
                "state": "active",
                "created_at": NOW,
            },
        )
        meeting = add(
            uow,
            tables.team_meeting,
            key_id,
            {
                "series_id": series,
                "nominal_on": NOW.date(),
                "starts_at": NOW,
                "ends_at": NOW + timedelta(hours=2),
                "place": "Rådhuset, lokale 2.14",
                "mode": "physical",
                "state": "open",
                "minutes_state": "none",
            },
        )
        for position, case in enumerate(cases, 1):
            _put(uow, meeting, case, position)
    return meeting


def _case(uow: UnitOfWork, number: str) -> dict[str, str]:
    found = uow.row("SELECT id, key_id, family_id, team_id, unit_id FROM case_file WHERE number = ?", number)
    assert found is not None
    return {name: str(value) for name, value in found.items()}


def _put(uow: UnitOfWork, meeting: str, case: dict[str, str], position: int) -> None:
    values = {
        "meeting_id": meeting,
        "case_id": case["id"],
        "family_id": case["family_id"],
        "position": position,
        "planned_minutes": 10,
        "reasons": json.dumps([REASONS[position % 2]]),
        "state": "waiting",
    }
    add(uow, tables.agenda_item, case["key_id"], values)


def group_meeting(database: Database, *topics: str) -> str:
    """A meeting of the coordination group, today: the report, the split of the town's case raised to it, and
    these topics; its id."""
    with database.begin() as uow:
        _raise_a_split(uow)
        chair, head, other = (_user(uow, one) for one in ("coordination_chair1", *HEADS))
        key_id = uow.new_key("series", uow.new_id())
        plan = {"kind": query.COORDINATION, "name": "Koordinationsgruppen", "rule": "FREQ=MONTHLY;BYDAY=2TH"}
        plan |= {"first_on": NOW.date(), "at": "09:00", "minutes": 120, "place": "Lokale 1"}
        state = {"mode": "physical", "state": "active", "created_at": NOW}
        chairs = {"chair_id": chair, "deputy_chair_id": head}
        series = add(uow, tables.meeting_series, key_id, {**plan, **state, **chairs})
        for user in (chair, head, other):
            seat = {"series_id": series, "user_id": user, "valid_from": NOW.date()}
            add(uow, tables.series_member, None, seat)
        when = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=2), "nominal_on": NOW.date()}
        held = {"series_id": series, "place": "Lokale 1", "mode": "physical", "minutes_state": "none"}
        meeting = add(uow, tables.team_meeting, key_id, {**when, **held, "state": "planned"})
        uow.flush()
        row = query.meeting_row(uow, meeting)
        assert row is not None
        coordination_agenda.refresh(uow, row)
        for what in topics:
            coordination_agenda.put_topic(uow, row, what, "Tallet er steget")
        made = query.series_row(uow, series)
        assert made is not None
        base.change_meeting(uow, row, {"state": "open", "report": report.collect(uow, row, made)})
    return meeting


HEADS = ("department_head1", "department_head2")


def _user(uow: UnitOfWork, login: str) -> str:
    return str(uow.value("SELECT id FROM app_user WHERE login = ?", login))


def _raise_a_split(uow: UnitOfWork) -> None:
    """The newest split of the town waits for the group."""
    found = uow.value("SELECT id FROM financing_agreement ORDER BY id DESC LIMIT 1")
    uow.rows("UPDATE financing_agreement SET state = 'escalated', rounds = 2 WHERE id = ?", found)


def visitation_meeting(database: Database) -> str:
    """A visitation meeting of the town's unit, today, one decision of its case being prepared; its id."""
    with database.begin() as uow:
        case = uow.row("SELECT id, key_id, family_id, unit_id FROM case_file WHERE number = ?", "2025-0001")
        assert case is not None
        found = uow.row("SELECT id FROM decision WHERE case_id = ? ORDER BY id DESC LIMIT 1", case["id"])
        assert found is not None
        uow.rows("UPDATE decision SET state = 'prepared', decided_at = NULL WHERE id = ?", found["id"])
        key_id, unit = uow.new_key("series", uow.new_id()), str(case["unit_id"])
        plan = {"kind": query.VISITATION, "name": "Visitationsmøder", "rule": "FREQ=WEEKLY;BYDAY=MO"}
        plan |= {"first_on": NOW.date(), "at": "09:00", "minutes": 60, "place": "Lokale 1", "unit_id": unit}
        series = add(
            uow,
            tables.meeting_series,
            key_id,
            {**plan, "mode": "physical", "state": "active", "created_at": NOW},
        )
        for login in ("grant_authority1", "team_leader1"):
            seat = {"user_id": _user(uow, login), "sector": "disability_child", "valid_from": NOW.date()}
            add(uow, tables.series_member, None, {**seat, "series_id": series})
        when = {"starts_at": NOW, "ends_at": NOW + timedelta(hours=1), "nominal_on": NOW.date()}
        held = {"series_id": series, "place": "Lokale 1", "mode": "physical", "minutes_state": "none"}
        meeting = add(uow, tables.team_meeting, key_id, {**when, **held, "state": "open"})
        reason = {"code": "prepared", "at": NOW.date().isoformat(), "task": "", "acute": True}
        about = {"case_id": str(case["id"]), "family_id": str(case["family_id"]), "ref_id": str(found["id"])}
        item = {"meeting_id": meeting, "position": 1, "planned_minutes": 8, "state": "waiting"}
        add(
            uow,
            tables.agenda_item,
            str(case["key_id"]),
            {**about, **item, "reasons": json.dumps([reason])},
        )
    return meeting
