"""Every route, every role of domain.md 4, every relation to a case, and nobody at all.

The expectations below are written down by hand, not read from `access`: two tellings of one rule.
Each request is rehearsed: its transaction is undone, so the order does not matter.
"""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
import sqlalchemy as sa
from werkzeug.routing import Rule

from tests import callers, postgres
from tests.callers import Callers
from tests.conftest import KEY, NOW
from tests.world import ANSWER
from workflow_service import access
from workflow_service.clock import FrozenClock
from workflow_service.store import Actor, Database, UnitOfWork
from workflow_service.store.tables import metadata

CASE_ROLES = {
    "family_coordinator",
    "core_team_member",
    "case_professional",
    "external_expert",
    "school_social_worker",
    "school_daycare_staff",
    "relay_holder",
    "regional_professional",
}
TEAM_ROLES = {"team_leader", "child_disability_adviser"}
UNIT_ROLES = {
    "intake_worker",
    "notification_officer",
    "duty_officer",
    "department_head",
    "manager",
    "controller",
}
WIDE_ROLES = {"coordination_chair", "process_owner", "system_admin", "auditor", "integration"}
ALL = CASE_ROLES | TEAM_ROLES | UNIT_ROLES | WIDE_ROLES | {"grant_authority"}
WORK = ALL - {"process_owner", "system_admin", "auditor", "integration"}

# who gets through the door of each permission class
DOOR = {
    "login": ALL,
    "tasks": WORK | {"auditor"},
    "meetings": WORK - {"external_expert"},
    "coordination": {"coordination_chair"},
    "teams": (WORK - {"external_expert"}) | {"system_admin"},
    "teams.lead": {"team_leader"},
    "experts": {"family_coordinator", "team_leader"},
    "instances.read": WORK | {"integration"},
    "instances.start": {
        "family_coordinator",
        "child_disability_adviser",
        "team_leader",
        "intake_worker",
        "notification_officer",
        "duty_officer",
        "manager",
        "coordination_chair",
        "integration",
    },
    "instances.steer": {
        "family_coordinator",
        "child_disability_adviser",
        "team_leader",
        "intake_worker",
        "manager",
        "coordination_chair",
        "integration",
    },
    "definitions.read": ALL - {"external_expert"},
    "definitions.write": {"process_owner"},
    "notifications": {"notification_officer", "duty_officer", "team_leader"},
    "messages.send": {"integration", "intake_worker", "notification_officer"},
    "signals.send": {"integration", "process_owner"},
    "operations": {"process_owner", "system_admin"},
    "outbox": {"system_admin"},
    "incidents": {"process_owner", "system_admin", "manager", "team_leader"},
    "external_tasks": {"integration"},
    "parameters": {"process_owner", "department_head"},
    "users": {"system_admin"},
    "audit": {"auditor"},
    "monitoring": {"manager", "department_head", "coordination_chair", "process_owner"},
    "imports": {"team_leader", "system_admin"},
    "merging": {"team_leader", "intake_worker"},
    "cases": WORK - {"external_expert", "controller", "grant_authority"},
    "financing": WORK - {"external_expert", "grant_authority"},
    "financing.list": {"controller"},
}
# whose case each role sees: its own, its team's or unit's, one being received there, one that is acute
SEES = {
    "family_coordinator": {"own", "secret"},
    "core_team_member": {"own", "secret"},
    "team_leader": {"team"},
    "child_disability_adviser": {"team"},
    "manager": {"team", "intake", "acute"},
    "intake_worker": {"intake"},
    "notification_officer": {"intake", "acute"},
    "duty_officer": {"acute"},
}
# whose financing a role reads without seeing the case: no text of the assessment comes with it
SEES_MONEY = {"controller": {"team", "intake", "acute"}}
RELATIONS = ("own", "secret", "team", "intake", "acute", "hidden", "foreign")
LEADS = {("team_leader", "team"), *(("manager", relation) for relation in ("team", "intake", "acute"))}
# the open task of each case is for its coordinator
OFFERED = {("family_coordinator", "own"), ("family_coordinator", "secret")}


class Rehearsal(Database):
    """Undoes every unit of work at its end while `on`."""

    on = False

    @contextmanager
    def begin(self, actor: Actor | None = None, **options: Any) -> Iterator[UnitOfWork]:
        with suppress(_Undone), super().begin(actor, **options) as uow:
            yield uow
            if self.on:
                uow.flush()
                raise _Undone


class _Undone(Exception):
    pass


class Matrix:
    """The municipality with a case in each relation and a user for each role."""

    def __init__(self, database: Rehearsal, clock: FrozenClock) -> None:
        self.callers: Callers = callers.make(database, clock, pages=True)
        self.team, self.sector = str(uuid.uuid4()), str(uuid.uuid4())
        self.unit = self.callers.unit_id
        self.cases: dict[str, str] = {}
        self.tasks: dict[str, str] = {}
        self.instances: dict[str, str] = {}
        for relation in RELATIONS:
            self.add_case(database, relation)
        for role in sorted(ALL):
            self.callers.add(role, *self.held(role))
        # a case has one coordinator (INV-02); where the helper is not it, another role lets them help
        taken = {"own", "secret"}
        everywhere = (
            ("core_team_member" if relation in taken else "family_coordinator", "case", case_id)
            for relation, case_id in self.cases.items()
        )
        self.callers.add("helper", *everywhere)
        database.on = True

    def held(self, role: str) -> list[tuple[str, str, str | None]]:
        if role in CASE_ROLES:
            return [(role, "case", self.cases["own"]), (role, "case", self.cases["secret"])]
        if role in TEAM_ROLES:
            return [(role, "team", self.team)]
        if role in UNIT_ROLES:
            return [(role, "unit", self.unit)]
        return [(role, "sector", self.sector)] if role == "grant_authority" else [(role, "tenant", None)]

    def add_case(self, database: Database, relation: str) -> None:
        instance_id, task_id = self.callers.start()
        ours = relation in ("team", "intake", "acute", "hidden")
        case_id = str(uuid.uuid4())
        place = {
            "team_id": self.team if relation in ("team", "hidden") else str(uuid.uuid4()),
            "unit_id": self.unit if ours else str(uuid.uuid4()),
        }
        with database.begin() as uow:
            key_id = uow.new_key("family", case_id)
            family = {"id": case_id, "key_id": key_id, "honour_conflict": False}
            uow.insert(metadata.tables["family"], {**family, "created_at": uow.now, "version": 1})
            uow.insert(
                metadata.tables["case_file"],
                {
                    "id": case_id,
                    "key_id": key_id,
                    "family_id": case_id,
                    "instance_id": instance_id,
                    "number": f"2026-{relation}",
                    "status": "intake" if relation == "intake" else "assessment",
                    "flags": '["acute"]' if relation == "acute" else "[]",
                    "restricted": relation in ("secret", "hidden"),
                    "opened_at": uow.now,
                    "version": 1,
                    "audit_seq": 0,
                    **place,
                },
            )
            uow.update(metadata.tables["process_instance"], instance_id, {"case_id": case_id, **place})
            scope = {"role": "family_coordinator", "scope_kind": "case", "scope_id": case_id}
            uow.update(metadata.tables["user_task"], task_id, {"case_id": case_id, **scope})
        self.cases[relation], self.instances[relation], self.tasks[relation] = case_id, instance_id, task_id


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def matrix(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Matrix]:
    clock = FrozenClock(NOW)
    if request.param == "sqlite":
        path = tmp_path_factory.mktemp("matrix") / "oef.db"
        shutil.copyfile(request.getfixturevalue("sqlite_template"), path)
        url = f"sqlite:///{path}"
    else:
        server: postgres.Server = request.getfixturevalue("postgres_server")
        name = f"t{uuid.uuid4().hex}"
        server.create(name, "oef_template")
        url = server.url(name)
    database = Rehearsal(url, KEY, clock=clock)
    if database.is_sqlite:
        sa.event.listen(database.engine, "connect", lambda c, _: c.execute("PRAGMA synchronous=OFF"))
    yield Matrix(database, clock)
    database.close()


# which class of people a route is for is asked before the database is
on_one_database = pytest.mark.parametrize("matrix", ["sqlite"], indirect=True)


def routes(matrix: Matrix) -> list[tuple[str, Rule, str]]:
    """(method, rule, permission class) of every route."""
    app = matrix.callers.app
    found = []
    for rule in app.url_map.iter_rules():
        permission = getattr(app.view_functions[rule.endpoint], "oef_permission", "")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            found.append((method, rule, permission))
    return found


@on_one_database
def test_every_route_declares_who_it_is_for(matrix: Matrix) -> None:
    static = {"static"}
    undeclared = [
        str(rule) for _, rule, permission in routes(matrix) if not permission and rule.endpoint not in static
    ]
    assert undeclared == []


def test_every_role_and_permission_class_is_expected_here() -> None:
    assert set(access.ROLES) == ALL
    assert set(access.PERMISSIONS) | {"login"} == set(DOOR)


BODIES: dict[str, Any] = {
    "start": {"key": "plain", "variables": {"round": 1}},
    "cancel": {"reason": "Oprettet ved en fejl."},
    "suspend": {"reason": "Familien er på ferie."},
    "resume": {"reason": "Familien er hjemme."},
    "resend": {"reason": "Drevet er koblet på igen."},
    "settle": {"reason": "Afleveret i hånden."},
    "complete": {"variables": ANSWER, "worker_id": "w"},
    "postpone": {"reason": "Familien er på ferie."},
    "preview-date": {"key": "awareness_date", "day": "2026-01-05"},
    "correct-date": {"key": "awareness_date", "day": "2026-01-05", "reason": "Datoen er forkert."},
    "remove": {"reason": "Skrevet op ved en fejl."},
    "bring-back": {"reason": "Hører til alligevel."},
    "tell": {"element": "family_moved"},
    "correct": {"variables": {"note": "Rettet"}, "reason": "Navnet var forkert."},
    "draft": {"variables": {"note": "Halvt"}},
    "messages": {"name": "letter_read", "correlation_key": "1"},
    "signals": {"name": "closed_week"},
    "fetch-and-lock": {"worker_id": "w", "topics": [{"topic": "letters"}]},
    "failure": {"worker_id": "w", "message": "nede"},
    "bpmn-error": {"worker_id": "w", "error_code": "refused"},
    "extend-lock": {"worker_id": "w", "lock_seconds": 10},
}


def ask(matrix: Matrix, who: str | None, method: str, rule: Rule, relation: str) -> int:
    path = rule.rule.removeprefix("/api/v1")
    known = {"instance_id": matrix.instances[relation], "task_id": matrix.tasks[relation]}
    if "external-tasks" in path:
        known = {}
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: known.get(m.group(1), str(uuid.uuid4())), path)
    last = path.rsplit("/", 1)[-1]
    body = None
    if method != "GET":
        body = {"user_id": matrix.callers.ids["helper"]} if last in ("delegate", "assign") else None
        body = body or BODIES.get("start" if last == "process-instances" else last)
        if last == "complete" and "user-tasks" in path:
            body = {"variables": ANSWER}
    status = matrix.callers.call(who, method, path, body).status_code
    assert status != 500, (who, method, path)
    return status


@on_one_database
def test_nobody_gets_anywhere_without_a_login(matrix: Matrix) -> None:
    wrong = [
        (method, rule.rule)
        for method, rule, permission in routes(matrix)
        if rule.rule.startswith("/api/") and permission != "public"
        if ask(matrix, None, method, rule, "own") != 401
    ]
    assert wrong == []


@on_one_database
@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_opens_exactly_the_doors_it_should(matrix: Matrix, role: str) -> None:
    wrong = []
    for method, rule, permission in routes(matrix):
        if not rule.rule.startswith("/api/") or permission == "public" or "<" in rule.rule:
            continue
        status = ask(matrix, role, method, rule, "foreign")
        if (status == 403) == (role in DOOR[permission]) or status == 401:
            wrong.append((method, rule.rule, status))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_reaches_exactly_the_cases_it_should(matrix: Matrix, role: str) -> None:
    wrong = []
    for method, rule, permission in routes(matrix):
        if not re.search(r"/(process-instances|user-tasks)/<", rule.rule):
            continue
        for relation in RELATIONS:
            status = ask(matrix, role, method, rule, relation)
            what = rule.rule.rsplit("/", 1)[-1]
            expected = expectation(role, relation, what, permission, method)
            if status != expected:
                wrong.append((method, rule.rule, relation, status, expected))
    assert wrong == []


def expectation(role: str, relation: str, what: str, permission: str, method: str) -> int:
    """The status that this role must get for this case."""
    if role not in DOOR[permission]:
        return 403
    if relation not in SEES.get(role, set()) and (role, relation) not in OFFERED:
        return 404
    if what in ("cancel", "suspend"):
        return 200 if (role, relation) in LEADS else 403
    if what == "resume":
        return 409 if (role, relation) in LEADS else 403
    if what == "assign":
        return 200 if (role, relation) in LEADS else 403
    if what in ("postpone", "undo"):
        # the task of this world has no deadline to move
        return 409 if (role, relation) in OFFERED | LEADS else 403
    if what in ("preview-date", "correct-date", "removal", "remove", "bring-back"):
        # the case of this world has no date and nobody in its family yet: whoever may correct finds none
        receives = (role, relation) == ("intake_worker", "intake")
        return 404 if receives or (role, relation) in OFFERED | LEADS else 403
    if what in ("claim", "delegate", "draft", "complete"):
        return 200 if (role, relation) in OFFERED else 403
    if (what == "attachments" and method == "POST") or what in ("<uuid:attachment_id>", "restore"):
        # the form of this world takes no files, so whoever may put one is told that
        return 409 if (role, relation) in OFFERED else 403
    # nobody has the task, so there is nothing to put back or return
    # and nothing was answered that could be corrected
    # and the course of this world waits for no news
    return 409 if what in ("unclaim", "resolve", "correct", "tell") else 200


# who may start a course on a case of each relation, where the diagram names no roles of its own
STARTS = {("family_coordinator", "own"), ("family_coordinator", "secret"), ("team_leader", "team")}


@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_starts_a_course_on_exactly_the_cases_it_should(matrix: Matrix, role: str) -> None:
    wrong = []
    for relation in RELATIONS:
        body = {"key": "visit", "case_id": matrix.cases[relation]}
        status = matrix.callers.call(role, "POST", "/process-instances", body).status_code
        expected = 201 if (role, relation) in STARTS else 403
        if role in DOOR["instances.start"] and relation not in SEES.get(role, set()):
            expected = 404
        if status != expected:
            wrong.append((relation, status, expected))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_lists_show_exactly_the_cases_a_role_should_see(matrix: Matrix, role: str) -> None:
    by_instance = {instance_id: relation for relation, instance_id in matrix.instances.items()}
    for path in ("/process-instances", "/user-tasks"):
        answer = matrix.callers.call(role, "GET", f"{path}?limit=200")
        if answer.status_code == 403:
            continue
        key = "id" if path == "/process-instances" else "instance_id"
        shown = {by_instance[item[key]] for item in answer.json["items"]}
        assert shown == SEES.get(role, set()), path


# -- pages ---------------------------------------------------------------------------------------------------


def pages(matrix: Matrix) -> list[tuple[str, Rule, str]]:
    return [
        found for found in routes(matrix) if not found[1].rule.startswith("/api/") and found[2] != "public"
    ]


# pages that two permission classes share
SHARED = {"/overview": DOOR["monitoring"] | DOOR["operations"]}


def visit(matrix: Matrix, who: str | None, method: str, rule: Rule, relation: str) -> int:
    known = {
        "task_id": matrix.tasks[relation],
        "case_id": matrix.cases[relation],
        "how": "delegate",
        "kind": "form",
        "key": "small_note",
        "name": "test",
        "process": "visit",
        "number": "1",
    }
    path = re.sub(r"<(?:\w+:)?(\w+)>", lambda m: known.get(m.group(1), str(uuid.uuid4())), rule.rule)
    sent: dict[str, Any] = {}
    if path.endswith(("/draft", "/complete")):
        sent["json"] = {"variables": ANSWER}
    elif method != "GET":
        sent["data"] = {"user": matrix.callers.ids["helper"]}
    with matrix.callers.client() as client:
        status = client.open(path, method=method, headers=matrix.callers.headers(who), **sent).status_code
    assert status != 500, (who, method, path)
    return status


@on_one_database
def test_whoever_is_not_logged_in_is_sent_to_the_login_and_changes_nothing(matrix: Matrix) -> None:
    wrong = []
    for method, rule, _ in pages(matrix):
        expected = 303 if method == "GET" else 403
        status = visit(matrix, None, method, rule, "own")
        if status != expected:
            wrong.append((method, rule.rule, status))
    assert wrong == []


@on_one_database
@pytest.mark.parametrize("role", sorted(ALL))
def test_a_role_opens_exactly_the_pages_it_should(matrix: Matrix, role: str) -> None:
    wrong = []
    for method, rule, permission in pages(matrix):
        status = visit(matrix, role, method, rule, "foreign")
        if (status == 403) == (role in SHARED.get(rule.rule, DOOR[permission])) or status == 401:
            wrong.append((method, rule.rule, status))
    assert wrong == []


@pytest.mark.parametrize("role", sorted(ALL))
def test_the_pages_of_a_case_and_of_its_task_are_there_for_those_who_see_it(
    matrix: Matrix, role: str
) -> None:
    wrong = []
    for method, rule, permission in pages(matrix):
        if role not in DOOR[permission] or not re.search(r"<uuid:(case|task)_id>", rule.rule):
            continue
        for relation in RELATIONS:
            there = visit(matrix, role, method, rule, relation) != 404
            money = SEES_MONEY.get(role, set()) if permission == "financing" else set()
            if there != (relation in SEES.get(role, set()) | money):
                wrong.append((method, rule.rule, relation, there))
    assert wrong == []
