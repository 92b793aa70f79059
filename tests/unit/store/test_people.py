"""Accounts, passwords that are guessed, sessions and tokens."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.conftest import NOW
from workflow_service.clock import FrozenClock
from workflow_service.errors import Conflict, Invalid, NotAuthenticated, TooMany
from workflow_service.store import Database, logins, people, sessions
from workflow_service.store.sorting import sort_key

PASSWORD = "rød grød med fløde"
IDLE = timedelta(minutes=30)
DAY = timedelta(hours=8)


@pytest.fixture
def mette(database: Database) -> str:
    with database.begin() as uow:
        unit_id = people.create_unit(uow, "Børn og familie", "social")
        user_id = people.create_user(uow, "mette", "Mette Holm", password=PASSWORD, unit_id=unit_id)
        people.grant(uow, user_id, "team_leader", "team", unit_id)
        people.grant(uow, user_id, "process_owner", "tenant")
    return user_id


def attempt(database: Database, password: str, minutes: float = 0) -> logins.Attempt:
    with database.begin() as uow:
        return logins.attempt_login(uow, "mette", password, NOW + timedelta(minutes=minutes))


def test_names_sort_in_danish_with_aa_as_the_last_letter() -> None:
    names = ["Åse", "Aage", "Ærø", "Østen", "zebra", "Adam", "Élise", "Eva", "Ida Bo", "Ida-Lis", "Idå"]
    ordered = ["Adam", "Élise", "Eva", "Ida Bo", "Ida-Lis", "Idå", "zebra", "Ærø", "Østen", "Aage", "Åse"]
    assert sorted(names, key=sort_key) == ordered


def test_users_are_listed_in_danish_order_page_by_page(database: Database) -> None:
    with database.begin() as uow:
        for login, name in (("a", "Åse Ø"), ("b", "Bo A"), ("c", "Ærlig Æ")):
            people.create_user(uow, login, name)
        first = people.list_users(uow, limit=1)[0]
        rest = people.list_users(uow, after=f"{sort_key(first.name)}/{first.id}")
        assert [first.name, *(user.name for user in rest)] == ["Bo A", "Ærlig Æ", "Åse Ø"]


def test_the_right_password_logs_in(database: Database, mette: str) -> None:
    assert attempt(database, PASSWORD).user_id == mette


def test_an_unknown_login_gets_the_same_answer_as_a_wrong_password(database: Database, mette: str) -> None:
    with database.begin() as uow:
        unknown = logins.attempt_login(uow, "nobody", PASSWORD, NOW).refused
    wrong = attempt(database, "forkert").refused
    assert isinstance(wrong, NotAuthenticated) and wrong == unknown


def test_the_fifth_wrong_password_locks_the_account_and_each_further_one_for_longer(
    database: Database, mette: str
) -> None:
    refused = [attempt(database, "forkert").refused for _ in range(5)]
    assert [type(r) for r in refused] == [*[NotAuthenticated] * 4, TooMany]
    assert isinstance(attempt(database, PASSWORD, 0.9).refused, TooMany)
    assert isinstance(attempt(database, "forkert", 1.1).refused, TooMany)
    assert isinstance(attempt(database, PASSWORD, 2.5).refused, TooMany)
    assert attempt(database, PASSWORD, 3.2).user_id == mette
    assert isinstance(attempt(database, "forkert", 4).refused, NotAuthenticated)


def test_a_short_password_and_a_taken_login_are_refused(database: Database, mette: str) -> None:
    with database.begin() as uow:
        with pytest.raises(Invalid):
            logins.set_password(uow, mette, "kort")
        with pytest.raises(Conflict):
            people.create_user(uow, "mette", "En anden")


def test_a_token_brings_user_unit_and_roles_in_one_statement(database: Database, mette: str) -> None:
    with database.begin() as uow:
        token = sessions.create_token(uow, mette, "prøve", NOW)
    with database.begin(write=False) as uow:
        login = sessions.actor_by_token(uow, token, NOW)
        assert login is not None
        assert (login.actor.user_id, login.actor.login) == (mette, "mette")
        assert login.actor.roles == {"team_leader", "process_owner"}
        assert login.actor.holds("team_leader", "team", login.actor.unit_id)
        assert sessions.actor_by_token(uow, token + "x", NOW) is None
        assert sessions.actor_by_token(uow, "oef_", NOW) is None


def test_the_secret_of_a_token_is_not_in_the_database(sqlite_database: Database) -> None:
    with sqlite_database.begin() as uow:
        user_id = people.create_user(uow, "system", "Fagsystem")
        token = sessions.create_token(uow, user_id, "prøve", NOW)
        rows = uow.rows("SELECT * FROM api_token")
    assert token.startswith("oef_") and len(token) == 47
    assert token not in str(rows)


def test_an_expired_or_revoked_token_opens_nothing(database: Database, mette: str) -> None:
    with database.begin() as uow:
        short = sessions.create_token(uow, mette, "kort", NOW, NOW + timedelta(hours=1))
        gone = sessions.create_token(uow, mette, "væk", NOW)
        sessions.revoke_token(uow, gone, NOW)
        assert sessions.actor_by_token(uow, gone, NOW) is None
        assert sessions.actor_by_token(uow, short, NOW + timedelta(minutes=59)) is not None
        assert sessions.actor_by_token(uow, short, NOW + timedelta(minutes=60)) is None


def test_a_session_ends_when_idle_and_in_any_case_after_the_working_day(
    database: Database, mette: str
) -> None:
    with database.begin() as uow:
        secret = sessions.create_session(uow, mette, NOW, DAY)
        assert sessions.actor_by_session(uow, secret, NOW + timedelta(minutes=29), IDLE) is not None
        assert sessions.actor_by_session(uow, secret, NOW + timedelta(minutes=30), IDLE) is None
        for hours in range(32):
            at = NOW + timedelta(minutes=15 * hours)
            login = sessions.actor_by_session(uow, secret, at, IDLE)
            assert login is not None and login.session is not None
            sessions.touch_session(uow, login.session, at)
        assert sessions.actor_by_session(uow, secret, NOW + DAY, IDLE) is None


def test_logins_follow_real_time_when_the_business_clock_travels(
    database: Database, clock: FrozenClock, mette: str
) -> None:
    with database.begin() as uow:
        secret = sessions.create_session(uow, mette, NOW, DAY)
    clock.travel(NOW + timedelta(days=120))
    with database.begin() as uow:
        assert sessions.actor_by_session(uow, secret, NOW + timedelta(minutes=5), IDLE) is not None


def test_who_leaves_loses_sessions_tokens_and_roles_at_once(database: Database, mette: str) -> None:
    with database.begin() as uow:
        secret = sessions.create_session(uow, mette, NOW, DAY)
        token = sessions.create_token(uow, mette, "prøve", NOW)
    with database.begin() as uow:
        people.end_access(uow, mette, NOW)
    with database.begin() as uow:
        assert sessions.actor_by_session(uow, secret, NOW, IDLE) is None
        assert sessions.actor_by_token(uow, token, NOW) is None
        assert people.memberships(uow, mette) == ()
    assert isinstance(attempt(database, PASSWORD).refused, NotAuthenticated)


def test_a_new_password_ends_the_sessions(database: Database, mette: str) -> None:
    with database.begin() as uow:
        secret = sessions.create_session(uow, mette, NOW, DAY)
        logins.set_password(uow, mette, "en helt ny kode")
        assert sessions.actor_by_session(uow, secret, NOW, IDLE) is None


def test_a_role_is_held_once_and_ends_when_told(database: Database, clock: FrozenClock, mette: str) -> None:
    with database.begin() as uow:
        first = people.grant(uow, mette, "process_owner", "tenant")
        assert people.grant(uow, mette, "process_owner", "tenant") == first
        assert [u.id for u in people.holders(uow, "process_owner", "tenant", None)] == [mette]
        assert people.end_role(uow, "process_owner", "tenant", None) == 1
    with database.begin() as uow:
        assert people.holders(uow, "process_owner", "tenant", None) == []


def test_an_unknown_role_or_a_scope_that_does_not_fit_is_refused(database: Database, mette: str) -> None:
    with database.begin() as uow:
        for role, kind, place in (
            ("king", "tenant", None),
            ("manager", "unit", None),
            ("manager", "planet", mette),
        ):
            with pytest.raises(Invalid):
                people.grant(uow, mette, role, kind, place)


def test_a_user_can_be_thought_of_as_an_actor_while_active(database: Database, mette: str) -> None:
    with database.begin() as uow:
        actor = people.actor_of(uow, mette)
        assert actor is not None and actor.roles == {"team_leader", "process_owner"}
        people.end_access(uow, mette, NOW)
        assert people.actor_of(uow, mette) is None
