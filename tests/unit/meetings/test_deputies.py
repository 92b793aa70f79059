"""A member of the team has a deputy, who sees the meetings and is invited when the member cannot come."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, make, rows
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.meetings import attendance, base, daily, deputies, invitations, pages, series
from workflow_service.meetings.base import change_meeting
from workflow_service.runtime import DueJob, Runtime
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row, add


def name(town: Municipality, series_id: str, member: str, deputy: str | None, by: str = "tove") -> None:
    with town.database.begin(town.actor(by), purpose="test") as uow:
        deputies.set_deputy(uow, series_id, town.ids[member], town.ids[deputy] if deputy else None)


def open_first(town: Municipality, series_id: str) -> Row:
    """The first meeting, its course begun."""
    with town.database.begin() as uow:
        meeting = rows(uow, series_id)[0]
        change_meeting(uow, meeting, {"state": "open", "instance_id": uow.new_id()})
    return meeting


def invite(uow: UnitOfWork, meeting: Row) -> None:
    found = query.series_row(uow, meeting["series_id"])
    assert found is not None
    invitations.invite(uow, meeting, found, meeting["instance_id"])


def invited(town: Municipality) -> dict[str, str]:
    """Who has what in the calendar: state by log-in."""
    with town.database.begin() as uow:
        found = {str(one["user_id"]): one["state"] for one in uow.rows("SELECT * FROM meeting_invitation")}
    return {login: found[user_id] for login, user_id in town.ids.items() if user_id in found}


def away(town: Municipality, login: str) -> None:
    with town.database.begin() as uow:
        days = {"first_on": date(2026, 3, 11), "last_on": date(2026, 3, 13)}
        row = {"user_id": town.ids[login], "state": "planned", "registered_at": uow.now}
        add(uow, tables.absence, uow.new_key("absence", uow.new_id()), {**row, **days})


def test_the_leader_names_a_colleague_of_the_profession_or_the_team(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        offered = pages.series_page(uow, rt, series_id).deputies
    names = {login: [one for _, one in offered[town.ids[login]]] for login in ("mette", "pia")}
    # Sune and Pia sit in the team, and hold no role: to be named opens the meetings
    assert names == {"mette": ["Jonas Friis", "Pia Ørsted", "Sune Aagaard"],
                     "pia": ["Mette Holm", "Sune Aagaard"]}  # fmt: skip
    name(town, series_id, "mette", "jonas")
    with town.database.begin(town.actor("jonas"), purpose="test") as uow:
        found = pages.series_page(uow, rt, series_id)
        assert found.names == {town.ids["jonas"]: "Jonas Friis"} and found.deputies == {}
    name(town, series_id, "mette", None)
    with town.database.begin(town.actor("jonas"), purpose="test") as uow, pytest.raises(NotFound):
        base.series_of(uow, series_id)


def test_nobody_else_names_one_and_nobody_unfit_is_named(town: Municipality) -> None:
    series_id = make(town)
    with pytest.raises(Forbidden):
        name(town, series_id, "mette", "jonas", by="mette")
    with pytest.raises(NotFound):
        name(town, series_id, "mette", "jonas", by="jonas")
    with pytest.raises(Invalid, match="deputy_unknown"):
        name(town, series_id, "mette", "lis")
    with pytest.raises(NotFound):
        name(town, series_id, "lis", "jonas")
    with town.database.begin() as uow:
        seat = series.Seat(town.ids["mette"], "", "health")
        other = series.create(uow, query.VISITATION, PLAN, unit_id=town.unit, seats=[seat])
        with pytest.raises(Conflict, match="members_are_named"):
            deputies.set_deputy(uow, other, town.ids["mette"], town.ids["jonas"])


def test_the_deputy_of_a_member_who_becomes_away_is_invited_and_told_of_the_end(
    town: Municipality, rt: Runtime
) -> None:
    series_id = make(town)
    name(town, series_id, "mette", "jonas")
    meeting = open_first(town, series_id)
    town.database.ways = frozenset({"mail"})
    try:
        with town.database.begin() as uow:
            invite(uow, meeting)
        assert "jonas" not in invited(town), "Mette comes herself"
        away(town, "mette")
        with town.database.begin() as uow:
            daily.run_series(uow, rt, DueJob("j", daily.SERIES_JOB, series_id, uow.now))
        assert invited(town)["jonas"] == "invited"
        name(town, series_id, "mette", None)
        with town.database.begin() as uow:
            found = query.series_row(uow, series_id)
            now = query.meeting_row(uow, meeting["id"])
            assert found is not None and now is not None
            change_meeting(uow, now, {"state": "cancelled"})
            invitations.tell_cancelled(uow, now, found)
        assert invited(town)["jonas"] == "cancelled", "a deputy no longer is told too"
    finally:
        town.database.ways = frozenset()


def test_who_says_no_after_the_invitation_sends_for_the_deputy(town: Municipality) -> None:
    series_id = make(town)
    name(town, series_id, "mette", "jonas")
    meeting = open_first(town, series_id)
    town.database.ways = frozenset({"mail"})
    try:
        with town.database.begin(town.actor("mette"), purpose="test") as uow:
            attendance.attend(uow, meeting["id"], town.ids["mette"], "absent", reason="leave")
        assert invited(town) == {}, "no invitation has left yet"
        with town.database.begin(town.actor("mette"), purpose="test") as uow:
            attendance.attend(uow, meeting["id"], town.ids["mette"], "present")
            found = query.meeting_row(uow, meeting["id"])
            assert found is not None
            invite(uow, found)
        assert "jonas" not in invited(town) and "pia" in invited(town)
        with town.database.begin(town.actor("mette"), purpose="test") as uow:
            attendance.attend(uow, meeting["id"], town.ids["mette"], "absent", reason="leave")
        assert invited(town)["jonas"] == "invited"
        with town.database.begin(town.actor("mette"), purpose="test") as uow:
            attendance.attend(uow, meeting["id"], town.ids["mette"], "present")
        assert invited(town)["jonas"] == "cancelled", "she comes after all"
        assert invited(town)["mette"] == "invited"
        with town.database.begin(town.actor("mette"), purpose="test") as uow:
            attendance.attend(uow, meeting["id"], town.ids["mette"], "absent", reason="leave")
        assert invited(town)["jonas"] == "invited", "and again, with a mail of its own"
        with town.database.begin(write=False) as uow:
            sent = uow.rows("SELECT topic FROM outbox WHERE topic LIKE 'meeting_deputy%'")
        assert len(sent) == 1
    finally:
        town.database.ways = frozenset()
