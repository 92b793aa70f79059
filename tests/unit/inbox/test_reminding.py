"""A deadline that is missed before there is a case: who of the unit is told, and what they see."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import orjson
import pytest

from tests import world
from workflow_service import inbox
from workflow_service.app import make_fire, make_look
from workflow_service.casefile.escalation import record_escalation
from workflow_service.clock import FrozenClock
from workflow_service.errors import NotFound
from workflow_service.inbox import TaskItem, TaskQuery
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Registry, Runtime, start_instance
from workflow_service.schedule import run_due
from workflow_service.store import Actor, Database, UnitOfWork, deadlines, packaged, people, teams
from workflow_service.store import studio as studio_query

ROOT = Path(__file__).parents[3]
# the looping process of the small world, with a deadline that escalates (D7); its course has no case
LATE = """camunda:dueDate='=parameter("minutes_deadline")' oef:clock="status_minutes" camunda:formRef="""
HELD = {
    "anna": ("intake_worker", "unit"),
    "lene": ("team_leader", "team"),
    "hans": ("department_head", "unit"),
}
PEOPLE = (*HELD, "nina")
FOLLOWED_UP = {"action": "agreed", "note": "Anna skriver det ned i dag."}


@dataclass
class Unit:
    """Anna receives, Lene leads the unit's standing team, Hans heads the department; Nina leads elsewhere."""

    database: Database
    runtime: Runtime
    clock: FrozenClock
    team: str = ""
    task: str = ""

    @contextmanager
    def acting(self, login: str) -> Iterator[UnitOfWork]:
        with self.database.begin(write=False) as uow:
            user = people.find_user(uow, login)
            assert user is not None
            actor = people.actor_of(uow, user.id)
        assert isinstance(actor, Actor)
        with self.database.begin(actor) as uow:
            yield uow

    def told(self, login: str) -> list[TaskItem]:
        """The escalations that this person is offered."""
        with self.acting(login) as uow:
            items = inbox.list_tasks(uow, self.runtime, TaskQuery("roles")).items
        return [one for one in items if one.element == "handle_overdue"]

    def everybody(self) -> dict[str, int]:
        return {login: found for login in PEOPLE if (found := len(self.told(login)))}

    def later(self, **time: int) -> int:
        self.clock.travel(self.clock.now() + timedelta(**time))
        return inbox.tell_of_deadlines(self.database, self.runtime)


def _publish(uow: UnitOfWork) -> None:
    folder = ROOT / "bpmn" / "deadline_escalation"
    late = world.diagram("late").decode().replace("camunda:formRef=", LATE).encode()
    files = [
        ("process", "late", late),
        ("process", "deadline_escalation", (folder / "deadline_escalation.bpmn").read_bytes()),
        ("decision", "deadlines", (folder / "deadlines.dmn").read_bytes()),
        ("form", "overdue_deadline", (ROOT / "forms" / "overdue_deadline.form.json").read_bytes()),
        ("form", "small_note", orjson.dumps(world.FORM)),
    ]
    ids = []
    for kind, key, content in files:
        ids.append(uow.new_id())
        row = {"id": ids[-1], "kind": kind, "key": key, "version": 1, "name": key, "file": f"{key}.{kind}"}
        digest = fingerprint(content, None)
        more = {"content": content, "translation": None, "sha256": digest, "created_at": uow.now}
        studio_query.add_definition(uow, {**row, **more})
    release = {"id": uow.new_id(), "number": 1, "effective_at": uow.now, "created_at": uow.now}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
    studio_query.add_release(uow, release, ids, deployment)


@pytest.fixture
def unit(database: Database, clock: FrozenClock) -> Unit:
    made = Unit(database, Runtime(Registry(operations={"record_escalation": record_escalation})), clock)
    with database.begin() as uow:
        place = people.create_unit(uow, "Modtagelsen", "social")
        made.team = teams.create_team(uow, "Kerneteam Nord", place)
        elsewhere = teams.create_team(uow, "Kerneteam Syd", people.create_unit(uow, "Skolen", "school"))
        scopes = {"unit": place, "team": made.team}
        for login, (role, kind) in HELD.items():
            user_id = people.create_user(uow, login, login.title(), unit_id=place)
            people.grant(uow, user_id, role, kind, scopes[kind])
        people.grant(uow, people.create_user(uow, "nina", "Nina"), "team_leader", "team", elsewhere)
        packaged.import_reference_data(uow, parameters=(ROOT / "bpmn/data/parameters.json").read_bytes())
        _publish(uow)
    with made.acting("anna") as uow:
        made.task = start_instance(uow, made.runtime, "late", {"round": 1}).task_ids[0]
    return made


def test_the_leaders_of_the_unit_are_told_one_after_the_other_once_each(unit: Unit) -> None:
    assert unit.later(days=1) == 0 and unit.everybody() == {}
    unit.later(days=3)
    assert unit.everybody() == {"lene": 1}
    assert unit.later(hours=1) == 0
    unit.later(days=5)
    assert unit.everybody() == {"lene": 1, "hans": 1}
    unit.later(days=30)
    assert unit.everybody() == {"lene": 1, "hans": 1}, "the chair of the group holds no role here"


def test_a_journey_of_the_clock_tells_each_leader_at_the_moment_and_not_at_its_end(unit: Unit) -> None:
    look, until = make_look(unit.database, unit.runtime), unit.clock.now() + timedelta(days=30)
    run_due(unit.database, make_fire(unit.database, unit.runtime), until, unit.clock.travel, look)
    assert unit.everybody() == {"lene": 1, "hans": 1}
    with unit.database.begin(write=False) as uow:
        steps = [(row["step"], uow.moment(row["at"])) for row in deadlines.steps_of(uow, unit.task)]
        due = uow.moment(uow.value("SELECT due_at FROM user_task WHERE id = ?", unit.task))
    moments = dict(steps)
    assert due is not None and moments["0"] < due < moments["to:team_leader"] < moments["+2d"]
    assert moments["to:department_head"] < due + timedelta(days=8), "not on the day of arrival"


def test_a_role_that_nobody_holds_there_is_passed_over(unit: Unit) -> None:
    with unit.database.begin() as uow:
        people.end_role(uow, "team_leader", "team", unit.team)
    unit.later(days=4)
    assert unit.everybody() == {"hans": 1}


def test_without_any_leader_nobody_is_told_and_the_clock_goes_on(unit: Unit) -> None:
    with unit.database.begin() as uow:
        people.end_role(uow, "team_leader", "team", unit.team)
        for row in uow.rows("SELECT id FROM membership WHERE role = 'department_head'"):
            people.end_membership(uow, str(row["id"]))
    unit.later(days=4)
    assert unit.everybody() == {}
    with unit.acting("anna") as uow:
        assert inbox.read_task(uow, unit.runtime, unit.task).item.told == "+2d"


def test_it_says_which_task_and_opens_no_more_than_one_may_see(unit: Unit) -> None:
    unit.later(days=4)
    (told,) = unit.told("lene")
    with unit.acting("lene") as uow:
        view = inbox.read_task(uow, unit.runtime, told.id)
        form = inbox.read_form(uow, unit.runtime, told.id).data
        with pytest.raises(NotFound):
            inbox.read_task(uow, unit.runtime, unit.task)
    assert view.only_told and view.overdue is None and view.previous == ()
    assert (form["overdue_name"], form["overdue_holder"]) == ("Skriv et notat", "Modtagelse, Modtagelsen")
    assert form["overdue_due"] == "torsdag den 5. marts 2026"


def test_following_up_needs_no_journal_and_leaves_the_late_task_to_whoever_has_it(unit: Unit) -> None:
    unit.later(days=4)
    (told,) = unit.told("lene")
    with unit.acting("lene") as uow:
        inbox.complete_task(uow, unit.runtime, told.id, FOLLOWED_UP)
    assert unit.everybody() == {}
    with unit.acting("anna") as uow:
        assert inbox.read_task(uow, unit.runtime, unit.task).item.state == "created"


def test_it_ends_when_the_task_is_done(unit: Unit) -> None:
    unit.later(days=4)
    with unit.acting("anna") as uow:
        inbox.complete_task(uow, unit.runtime, unit.task, {**world.ANSWER, "again": False})
    unit.later(minutes=1)
    assert unit.everybody() == {}


def test_another_deadline_ends_it_and_is_told_of_anew(unit: Unit) -> None:
    unit.later(days=4)
    with unit.acting("anna") as uow:
        inbox.claim(uow, unit.task)
        day = (uow.now + timedelta(days=6)).date()
        inbox.postpone(uow, unit.runtime, unit.task, day, "Familien er på ferie.")
    unit.later(minutes=1)
    assert unit.everybody() == {}
    unit.later(days=10)
    assert unit.everybody() == {"lene": 1}


def test_it_is_sealed_with_the_key_of_the_course_it_is_about(unit: Unit) -> None:
    unit.later(days=4)
    with unit.database.begin(write=False) as uow:
        rows = uow.rows("SELECT process_key, key_id, business_key, case_id FROM process_instance")
    assert {row["process_key"] for row in rows} == {"late", "deadline_escalation"}
    assert len({(str(row["key_id"]), row["business_key"], row["case_id"]) for row in rows}) == 1
