"""`oef demo`: a few of its families are lived through as all of them are, and what is found afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.conftest import KEY
from workflow_service import inbox
from workflow_service.app.demonstration import FAMILIES, Driver, Family, course, make
from workflow_service.app.demonstration.families import cpr
from workflow_service.app.wiring import make_fire, make_runtime
from workflow_service.casefile.plan_page import compare_page
from workflow_service.clock import FrozenClock
from workflow_service.inbox import TaskQuery
from workflow_service.monitoring import check
from workflow_service.runtime import Runtime
from workflow_service.store import Database

# a Sunday evening: nothing of the demonstration may depend on the hour it is made
UNTIL = datetime(2026, 11, 22, 19, 30, tzinfo=UTC)
# a first inquiry, urgent, restricted, honour risk, siblings in two homes, statutory, moved, closed, planned
SOME = (1, 2, 3, 8, 12, 17, 22, 23, 28)
FEW = (2, 1, 22)


def some(numbers: tuple[int, ...]) -> list[Family]:
    return [family for family in FAMILIES if family.number in numbers]


@pytest.fixture(scope="module")
def neck() -> Runtime:
    return make_runtime()


@pytest.fixture(scope="module")
def clock() -> FrozenClock:
    return FrozenClock(UNTIL)


@pytest.fixture(scope="module")
def made(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory, clock: FrozenClock, neck: Runtime
) -> Iterator[Database]:
    """Lived through once; the tests below only look."""
    path = tmp_path_factory.mktemp("demonstration") / "oef.db"
    shutil.copyfile(sqlite_template, path)
    database = Database(f"sqlite:///{path}", KEY, clock=clock)
    make(database, neck, clock, UNTIL, families=some(SOME))
    yield database
    database.close()


def test_each_family_stands_where_it_should(made: Database, neck: Runtime, clock: FrozenClock) -> None:
    driver = Driver(made, neck, clock, make_fire(made, neck))
    with made.begin(write=False) as uow:
        ids = [row["instance_id"] for row in uow.rows("SELECT instance_id, opened_at FROM case_file")]
    open_now = sorted(item.element for one in ids for item in driver.open_tasks(str(one)))
    resting = ("end", course.ACTIVE)
    stops = [one.stop.partition(":")[0] for one in some(SOME) if one.stop not in resting]
    stops.remove("ics_synthesis")  # where it was when it moved
    stops.append("register_inquiry")  # a notification became a case
    warnings = ["assessment_overdue", "chase_parts", "first_law_warning", "preliminary_assessment"]
    late = ["second_law_warning", "first_talk_overdue", *course.DECISION, "notify_deadline_missed"]
    late += ["family_checkin", "family_survey"]
    late += ["assess_danger"]
    assert [one for one in open_now if one not in (*warnings, *late)] == sorted(stops)
    assert set(warnings) <= set(open_now)


def test_nothing_lies_in_the_future_and_everything_holds_together(made: Database, neck: Runtime) -> None:
    with made.begin(write=False) as uow:
        assert uow.now == UNTIL
        ahead = uow.value("SELECT count(*) FROM user_task WHERE created_at > ?", UNTIL)
        later = uow.value("SELECT count(*) FROM audit_event WHERE at > ?", UNTIL)
    assert (ahead, later) == (0, 0)
    assert list(check(made, neck)) == []


def test_the_first_familys_plan_has_two_versions_to_compare(made: Database) -> None:
    with made.begin(write=False) as uow:
        case_id = uow.value("SELECT case_id FROM common_plan WHERE number = 2 AND state = 'active'")
        compared = compare_page(uow, str(case_id)).comparison
    assert compared is not None
    found = {(str(one.change), one.outcome) for one in compared.goals}
    assert {("closed", "nået"), ("new", ""), ("adjusted", "")} <= found
    assert compared.count_measures("adjusted") == 1


def test_a_closed_case_has_no_open_task(made: Database) -> None:
    """Two ended measures ask for a closing at once; the second request is answered by the first."""
    with made.begin(write=False) as uow:
        left = uow.rows(
            "SELECT c.number, t.element FROM user_task t JOIN case_file c ON c.id = t.case_id"
            " WHERE c.status = 'closed' AND t.state NOT IN ('completed', 'cancelled')"
        )
    assert list(left) == []


def test_the_work_list_has_overdue_and_coming_work(made: Database, neck: Runtime, clock: FrozenClock) -> None:
    driver = Driver(made, neck, clock, make_fire(made, neck))
    with driver.acting(driver.user("family_coordinator1")) as uow:
        mine = inbox.list_tasks(uow, neck, TaskQuery("mine")).items
    with driver.acting(driver.user("intake_worker1")) as uow:
        free = inbox.list_tasks(uow, neck, TaskQuery("roles")).items
    assert any(item.due_at and item.due_at < UNTIL for item in mine)
    assert "register_inquiry" in {item.element for item in free}


def test_the_intake_has_notifications_to_assess_and_to_screen(
    made: Database, neck: Runtime, clock: FrozenClock
) -> None:
    driver = Driver(made, neck, clock, make_fire(made, neck))
    with driver.acting(driver.user("notification_officer1")) as uow:
        free = {item.element: item for item in inbox.list_tasks(uow, neck, TaskQuery("roles")).items}
        mine = [item.element for item in inbox.list_tasks(uow, neck, TaskQuery("mine")).items]
    assert "assess_24h" in free and mine == ["screen_notification"]
    left = free["assess_24h"].due_at
    assert left is not None and timedelta(hours=18) < left - UNTIL < timedelta(hours=20)


def test_a_second_call_changes_nothing(made: Database, neck: Runtime, clock: FrozenClock) -> None:
    lines: list[str] = []
    again = make(made, neck, clock, UNTIL, say=lines.append)
    assert (again.families, again.steps) == (0, 0) and len(again.logins) > 30
    assert lines == ["The database is in use already. Nothing was changed."]


def test_it_is_made_on_postgresql_too(postgres_database: Database, clock: FrozenClock) -> None:
    neck = make_runtime()
    database = Database(postgres_database.url, KEY, clock=clock)
    assert make(database, neck, clock, UNTIL, families=some(FEW)).families == len(FEW)
    assert list(check(database, neck)) == []
    database.close()


@pytest.mark.parametrize("family", FAMILIES, ids=lambda one: one.child)
def test_a_family_lives_on_working_days_in_the_last_year(family: Family) -> None:
    start, steps = course.plan(family, UNTIL, ZoneInfo("Europe/Copenhagen"))
    moments = [start, *(step.at for step in steps)]
    assert moments == sorted(moments) and moments[-1] <= UNTIL
    assert (UNTIL - start).days < 300


def test_no_cpr_number_of_the_demonstration_can_be_a_persons() -> None:
    for family in FAMILIES:
        number = cpr(family.born(UNTIL.date()), family.number, family.boy)
        assert 61 <= int(number[:2]) <= 91 and len(number) == 11
