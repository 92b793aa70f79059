"""The main job: completing a task, what it costs and what it refuses."""

from __future__ import annotations

import pytest

from tests import world
from tests.statements import counted
from workflow_service import inbox
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.store import Actor, Database, people


def test_the_plain_path_costs_so_many_statements_and_one_transaction(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    task = made.complete(task) or ""
    with counted(database) as found:
        made.complete(task)
    # design.md 5 allows 16 on SQLite (it has no writing CTE) and 8 on PostgreSQL, the log-in included
    assert (len(found), found.transactions) == (12 if database.is_sqlite else 5, 1), str(found)


def test_the_cost_is_the_same_at_the_hundredth_completion(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    for _ in range(100):
        task = made.complete(task) or ""
    with counted(database) as found:
        made.complete(task)
    assert len(found) == (12 if database.is_sqlite else 5)


def test_a_second_completion_hears_who_was_first_and_changes_nothing(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    made.complete(task)
    with pytest.raises(Conflict, match="task_completed") as refused:
        made.complete(task)
    assert "Anna Holm" in refused.value.da
    with database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM form_submission") == 1


def test_a_wrong_answer_is_refused_per_field_and_leaves_the_task_open(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    with pytest.raises(Invalid) as refused:
        made.complete(task, note="", points="mange")
    assert set(refused.value.fields) == {"note", "points"}
    with database.begin(write=False) as uow:
        assert uow.value("SELECT state FROM user_task WHERE id = ?", task) == "created"


def test_a_field_the_form_does_not_know_never_reaches_the_process(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    made.complete(task, round=99, approved=True)
    with database.begin(made.worker, write=False) as uow:
        [item] = inbox.list_tasks(uow, made.runtime, inbox.TaskQuery("roles")).items
        assert inbox.read_form(uow, made.runtime, item.id).data["round"] == 2


def test_somebody_without_the_role_does_not_learn_that_the_task_exists(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    with database.begin() as uow:
        stranger = people.actor_of(uow, people.create_user(uow, "bo", "Bo Dam"))
    assert stranger is not None
    with pytest.raises(NotFound), database.begin(stranger) as uow:
        inbox.complete_task(uow, made.runtime, task, world.ANSWER)


def test_completing_forgets_the_drafts(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    with database.begin(made.worker) as uow:
        inbox.save_draft(uow, task, {"note": "Halvt fær"})
    made.complete(task)
    with database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM task_draft") == 0


def test_a_draft_is_private_and_need_not_be_valid(database: Database) -> None:
    made = world.build(database)
    task = made.start("plain")[0]
    with database.begin(made.worker) as uow:
        inbox.save_draft(uow, task, {"points": "mange"})
    with database.begin(made.worker, write=False) as uow:
        assert inbox.read_form(uow, made.runtime, task).data["points"] == "mange"
    colleague = Actor(uow.new_id(), "bo", "Bo", memberships=made.worker.memberships)
    with database.begin(colleague, write=False) as uow:
        assert "points" not in inbox.read_form(uow, made.runtime, task).data
