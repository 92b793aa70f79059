"""The queries behind the overview and the accounts, on both databases."""

from datetime import timedelta

import pytest

from tests import world
from tests.conftest import NOW
from tests.world import World
from workflow_service.store import Database, overview, people, sessions


@pytest.fixture
def small(database: Database) -> World:
    return world.build(database)


def test_a_run_and_its_release_are_found(small: World):
    (task,) = small.start("plain")
    with small.database.begin(write=False) as uow:
        row = uow.row("SELECT instance_id, release_id FROM user_task WHERE id = ?", task)
        assert row is not None
        runs = overview.runs_of(uow, [str(row["instance_id"])])
        found = overview.release(uow, str(row["release_id"]))
    assert str(runs[str(row["instance_id"])]["release_id"]) == str(row["release_id"])
    assert found is not None and (found["number"], found["running"]) == (1, 1)
    assert found["effective_at"] == NOW


def test_nothing_is_found_where_nothing_is(small: World):
    with small.database.begin(write=False) as uow:
        assert overview.release(uow, uow.new_id()) is None
        assert overview.run_of_case(uow, uow.new_id()) is None
        assert overview.runs_of(uow, []) == {}
        assert overview.unmatched_messages(uow, 5) == []


def test_active_users_come_with_their_roles_and_the_places_of_roles(small: World):
    with small.database.begin(write=False) as uow:
        (one,) = overview.acting_users(uow)
        (place,) = overview.places(uow)
    assert one[0].roles == {"intake_worker"} and one[0].name == "Anna Holm"
    assert (place["kind"], place["name"]) == ("unit", "Modtagelsen")


def test_sessions_and_tokens_are_listed_without_their_secrets(small: World):
    user_id = small.worker.user_id or ""
    with small.database.begin() as uow:
        secret = sessions.create_session(uow, user_id, NOW, timedelta(hours=8))
        sessions.create_session(uow, user_id, NOW - timedelta(minutes=5), timedelta(hours=8))
        token = sessions.create_token(uow, user_id, "Kalender", NOW)
        overview.set_phone(uow, user_id, " 51 00 00 99 ")
    with small.database.begin() as uow:
        assert [one["is_current"] for one in overview.sessions_of(uow, user_id, secret)] == [True, False]
        (kept,) = overview.tokens_of(uow, user_id)
        assert kept["label"] == "Kalender" and token not in str(kept)
        assert overview.revoke_token_named(uow, user_id, kept["name"], NOW)
        assert not overview.revoke_token_named(uow, user_id, "no hex", NOW)
    with small.database.begin(write=False) as uow:
        assert overview.tokens_of(uow, user_id) == []
        assert people.read_user(uow, user_id).phone == "51 00 00 99"
