"""Who holds a task: every move, who may make it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests import world
from workflow_service import inbox
from workflow_service.errors import Conflict, Forbidden, NotFound
from workflow_service.store import Actor, Database, UnitOfWork, people


@dataclass
class Office:
    """Anna and Bo share a role, Carl manages the unit, Dora works elsewhere."""

    made: world.World
    task: str
    people: dict[str, Actor]

    @contextmanager
    def as_user(self, login: str) -> Iterator[UnitOfWork]:
        with self.made.database.begin(self.people[login]) as uow:
            yield uow

    def holder(self) -> tuple[str, str | None, str | None]:
        with self.made.database.begin(write=False) as uow:
            row = uow.row("SELECT state, assignee, owner FROM user_task WHERE id = ?", self.task)
        assert row is not None
        names = {actor.user_id: login for login, actor in self.people.items()}
        return row["state"], *(names.get(str(row[c])) for c in ("assignee", "owner"))


@pytest.fixture
def office(database: Database) -> Office:
    made = world.build(database)
    unit = made.worker.unit_id
    with database.begin() as uow:
        for login, role, place in (
            ("bo", "intake_worker", unit),
            ("carl", "manager", unit),
            ("dora", "intake_worker", people.create_unit(uow, "Skolen", "school")),
        ):
            user = people.create_user(uow, login, login.title(), unit_id=place)
            uow.flush()
            people.grant(uow, user, role, "unit", place)
        uow.flush()
        actors = {}
        for login in ("anna", "bo", "carl", "dora"):
            user_row = people.find_user(uow, login)
            assert user_row is not None
            actor = people.actor_of(uow, user_row.id)
            assert actor is not None
            actors[login] = actor
    return Office(made, made.start("plain")[0], actors)


def test_a_free_task_is_taken_by_one_of_its_role(office: Office) -> None:
    with office.as_user("bo") as uow:
        inbox.claim(uow, office.task)
    assert office.holder() == ("claimed", "bo", None)


def test_taking_a_colleagues_task_names_the_colleague(office: Office) -> None:
    with office.as_user("anna") as uow:
        inbox.claim(uow, office.task)
    with pytest.raises(Conflict, match="already_claimed") as refused, office.as_user("bo") as uow:
        inbox.claim(uow, office.task)
    assert "Anna Holm" in refused.value.da


def test_taking_ones_own_task_again_is_harmless(office: Office) -> None:
    for _ in range(2):
        with office.as_user("bo") as uow:
            inbox.claim(uow, office.task)
    with office.made.database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM audit_event WHERE kind = 'user_task.claimed'") == 1


def test_the_same_role_in_another_unit_does_not_see_it(office: Office) -> None:
    with pytest.raises(NotFound), office.as_user("dora") as uow:
        inbox.claim(uow, office.task)


def test_a_delegated_task_comes_back(office: Office) -> None:
    with office.as_user("anna") as uow:
        inbox.claim(uow, office.task)
    with office.as_user("anna") as uow:
        inbox.delegate(uow, office.task, str(office.people["bo"].user_id))
    assert office.holder() == ("delegated", "bo", "anna")
    with office.as_user("bo") as uow:
        inbox.resolve(uow, office.task)
    assert office.holder() == ("claimed", "anna", None)


def test_a_task_is_not_handed_to_somebody_without_access(office: Office) -> None:
    with pytest.raises(Forbidden, match="receiver_has_no_access"), office.as_user("anna") as uow:
        inbox.delegate(uow, office.task, str(office.people["dora"].user_id))


def test_only_the_leader_assigns(office: Office) -> None:
    with pytest.raises(Forbidden), office.as_user("bo") as uow:
        inbox.assign(uow, office.task, str(office.people["anna"].user_id))
    with office.as_user("carl") as uow:
        inbox.assign(uow, office.task, str(office.people["anna"].user_id))
    assert office.holder() == ("claimed", "anna", None)


def test_putting_back_frees_the_task(office: Office) -> None:
    with office.as_user("bo") as uow:
        inbox.claim(uow, office.task)
    with office.as_user("bo") as uow:
        inbox.unclaim(uow, office.task)
    assert office.holder() == ("created", None, None)


@pytest.mark.parametrize("move", [inbox.claim, inbox.unclaim, inbox.resolve])
def test_nothing_can_be_done_with_a_finished_task(
    office: Office, move: Callable[[UnitOfWork, str], None]
) -> None:
    office.made.complete(office.task, again=False)
    with pytest.raises(Conflict, match="task_completed"), office.as_user("anna") as uow:
        move(uow, office.task)


def test_the_tabs_count_what_they_show(office: Office) -> None:
    office.made.start("plain", 3)
    with office.as_user("bo") as uow:
        inbox.claim(uow, office.task)
    with office.as_user("bo") as uow:
        totals = inbox.tab_totals(uow)
        shown = {
            tab: len(inbox.list_tasks(uow, office.made.runtime, inbox.TaskQuery(tab)).items)
            for tab in ("mine", "roles")
        }
    assert (totals["mine"], totals["roles"]) == (1, 3)
    assert shown == {"mine": 1, "roles": 3}


def test_pages_by_cursor_show_every_task_once(office: Office) -> None:
    office.made.start("plain", 6)
    seen, cursor = [], None
    with office.as_user("anna") as uow:
        for _ in range(4):
            page = inbox.list_tasks(uow, office.made.runtime, inbox.TaskQuery("roles", 2, cursor))
            seen += [item.id for item in page.items]
            cursor = page.next_cursor
    assert (len(seen), len(set(seen)), cursor) == (7, 7, None)
