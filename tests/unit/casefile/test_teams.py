"""The leader says who sits in the core team, and why when a section is left without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest

from tests.unit.casefile.municipality import Municipality
from workflow_service import audit
from workflow_service.casefile import experts, teams
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import casefile_people as people

SECTIONS = ["barnets_lov_32", "barnets_lov_82_90"]


@pytest.fixture
def town(database: Database) -> Municipality:
    return Municipality(database).found()


@contextmanager
def by(town: Municipality, login: str = "tove") -> Iterator[UnitOfWork]:
    with town.database.begin(town.actor(login), purpose="test") as uow:
        yield uow


def add(town: Municipality, uow: UnitOfWork, login: str, *sections: str, first: date | None = None) -> None:
    teams.add_member(uow, town.team, town.ids[login], "adviser", "social_child", sections, first)
    uow.flush()


def tomorrow(uow: UnitOfWork) -> date:
    return teams.today(uow) + timedelta(days=1)


def gap(town: Municipality, uow: UnitOfWork, on: date | None = None) -> tuple[str, ...]:
    team = teams.team_of(uow, town.team)
    return teams.uncovered(team.sections, teams.seats_of(uow, town.team), on or teams.today(uow))


def test_a_section_left_to_nobody_needs_the_leaders_reason_which_stands_until_it_is_covered(
    town: Municipality,
) -> None:
    with by(town) as uow:
        with pytest.raises(Invalid, match="gap_reason_missing"):
            teams.set_sections(uow, town.team, SECTIONS)
        teams.set_sections(uow, town.team, SECTIONS, "Vi ansætter i april.")
        uow.flush()
        assert gap(town, uow) == tuple(SECTIONS)
        assert teams.team_of(uow, town.team).gap_reason == "Vi ansætter i april."
        add(town, uow, "lis", SECTIONS[0])
        assert teams.team_of(uow, town.team).gap == (SECTIONS[1],)
        teams.change_member(uow, town.team, town.ids["lis"], "adviser", "social_child", SECTIONS)
        uow.flush()
        found = teams.team_of(uow, town.team)
        assert (found.gap, found.gap_reason, gap(town, uow)) == ((), None, ())
        with pytest.raises(Invalid, match="gap_reason_missing"):
            teams.change_member(uow, town.team, town.ids["lis"], "adviser", "social_child", [])
    with town.database.begin() as uow:
        assert audit.verify_all(uow) == []


def test_a_membership_ends_on_a_day_and_begins_again(town: Municipality, clock: FrozenClock) -> None:
    with by(town) as uow:
        add(town, uow, "lis", SECTIONS[0])
        teams.set_sections(uow, town.team, SECTIONS[:1])
        uow.flush()
        with pytest.raises(Conflict, match="cannot_join"):
            add(town, uow, "lis")
        with pytest.raises(Invalid, match="last_day_invalid"):
            teams.end_member(uow, town.team, town.ids["lis"], date(2020, 1, 1), "Flytter")
        with pytest.raises(Invalid, match="gap_reason_missing"):
            teams.end_member(uow, town.team, town.ids["lis"], teams.today(uow))
        teams.end_member(uow, town.team, town.ids["lis"], teams.today(uow), "Flytter til Syd")
        uow.flush()
        assert gap(town, uow) == () and gap(town, uow, tomorrow(uow)) == (SECTIONS[0],)
        with pytest.raises(Conflict):
            add(town, uow, "lis")
    clock.travel(clock.now() + timedelta(days=2))
    with by(town) as uow:
        add(town, uow, "lis", SECTIONS[0])
        assert gap(town, uow) == () and teams.team_of(uow, town.team).gap == ()


def test_whoever_holds_cases_is_let_go_only_when_the_leader_has_seen_them(town: Municipality) -> None:
    with by(town) as uow:
        row = {"number": "2026-0009", "team_id": town.team, "unit_id": town.unit, "status": "active"}
        key_id, case_id = uow.new_key("family", uow.new_id()), uow.new_id()
        more = {"flags": "[]", "restricted": False, "opened_at": uow.now, "version": 1, "audit_seq": 0}
        ids = {"id": case_id, "key_id": key_id, "family_id": uow.new_id(), "instance_id": uow.new_id()}
        uow.insert(tables.case_file, {**row, **more, **ids, "coordinator_id": town.ids["mette"]})
        uow.flush()
        held = teams.work_of(uow, town.team, town.ids["mette"])
        assert [(one.number, one.parts, one.tasks) for one in held] == [("2026-0009", ("coordinator",), 0)]
        with pytest.raises(Conflict, match="2026-0009"):
            teams.end_member(uow, town.team, town.ids["mette"], teams.today(uow))
        teams.end_member(uow, town.team, town.ids["mette"], teams.today(uow), told=True)
        uow.flush()
        ended = {one.user_id: one.valid_to for one in teams.seats_of(uow, town.team)}
        assert ended[town.ids["mette"]] == teams.today(uow)


def test_nobody_but_the_leader_changes_the_team_and_nothing_unknown_is_written(town: Municipality) -> None:
    with by(town, "mette") as uow, pytest.raises(Forbidden):
        add(town, uow, "lis")
    with by(town) as uow:
        with pytest.raises(NotFound):
            teams.team_of(uow, uow.new_id())
        with pytest.raises(NotFound):
            teams.end_member(uow, town.team, town.ids["lis"], teams.today(uow))
        with pytest.raises(Invalid, match="sections_unknown"):
            add(town, uow, "lis", "barnets_lov_999")
        with pytest.raises(Invalid, match="valid_from_invalid"):
            add(town, uow, "lis", first=date(2020, 1, 1))
        with pytest.raises(Invalid, match="profession_or_sector"):
            teams.add_member(uow, town.team, town.ids["lis"], "baker", "school", [])
        with pytest.raises(Invalid, match="team_name_missing"):
            teams.create(uow, " ", town.unit)
        with pytest.raises(Invalid, match="unit_unknown"):
            teams.create(uow, "Kerneteam Syd", uow.new_id())
        made = teams.create(uow, "Kerneteam Syd", town.unit)
        uow.flush()
        assert teams.team_of(uow, made).unit == "Børnehandicap"


def test_an_expert_is_added_corrected_and_no_longer_suggested_after_the_last_day(town: Municipality) -> None:
    texts = {"name": "Hanne Juhl", "organisation": "Klinikken", "expertise": "Epilepsi"}
    with by(town) as uow:
        made = experts.add(uow, texts, ["health"])
        uow.flush()
        with pytest.raises(Conflict):
            experts.add(uow, {**texts, "name": "hanne juhl"}, [])
        for wrong in ({"name": ""}, {"organisation": "x" * 121}):
            with pytest.raises(Invalid, match="expert_invalid"):
                experts.add(uow, {**texts, **wrong}, [])
        with pytest.raises(Invalid, match="expert_invalid"):
            experts.change(uow, made, texts, ["baking"])
        experts.change(uow, made, {**texts, "contact": "51 00 00 61"}, ["health", "ppr_assessment"])
        uow.flush()
        assert experts.read(uow, made).tags == ("health", "ppr_assessment")
        with pytest.raises(Invalid, match="last_day_invalid"):
            experts.end(uow, made, date(2020, 1, 1))
        experts.end(uow, made, teams.today(uow) - timedelta(days=1))
        uow.flush()
        assert made not in {one.id for one in people.experts(uow)}
        assert made in {one.id for one in people.experts(uow, ended=True)}
        experts.end(uow, made, None)
        uow.flush()
        assert made in {one.id for one in people.experts(uow)}
