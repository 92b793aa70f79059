"""Users and the roles they hold. Passwords: `store.logins`; sessions and tokens: `store.sessions`.

Roles begin and end by the business clock of the unit of work (`uow.now`); logins by real time (`at`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from workflow_service import access
from workflow_service.errors import Conflict, NotFound
from workflow_service.store import absences, teams
from workflow_service.store.logins import hash_password, invalid_field
from workflow_service.store.sessions import end_sessions
from workflow_service.store.sorting import sort_key
from workflow_service.store.tables.absences import cover
from workflow_service.store.tables.people import api_token, app_user, membership, unit
from workflow_service.store.uow import Actor, Membership, UnitOfWork

_LOGIN = re.compile(r"[a-z0-9][a-z0-9._@+-]{0,79}")


@dataclass(frozen=True)
class User:
    """A user of the service, as lists and pages show one."""

    id: str
    login: str
    name: str
    profession: str | None
    phone: str | None
    email: str | None
    unit_id: str | None
    language: str
    active: bool
    valid_to: date | None = None


_USER = [
    app_user.c.id,
    app_user.c.login,
    app_user.c.name,
    app_user.c.profession,
    app_user.c.phone,
    app_user.c.email,
    app_user.c.unit_id,
    app_user.c.language,
    app_user.c.active,
    app_user.c.valid_to,
]


def create_unit(uow: UnitOfWork, name: str, sector: str) -> str:
    """A unit of the municipality; its id."""
    unit_id = uow.new_id()
    uow.insert(unit, {"id": unit_id, "name": name, "sector": sector})
    return unit_id


def create_user(
    uow: UnitOfWork,
    login: str,
    name: str,
    *,
    password: str | None = None,
    unit_id: str | None = None,
    language: str = "da",
    profession: str | None = None,
    phone: str | None = None,
    email: str | None = None,
    valid_to: date | None = None,
) -> str:
    """A new user; the id. Without `password` the user cannot log in with one (a connected system, a person
    who comes by the municipality's own login).

    Raises `Invalid` for a login or password that will not do and `Conflict` when the login is taken.
    """
    if not _LOGIN.fullmatch(login):
        raise invalid_field(
            "login",
            "Brugernavnet må kun have små bogstaver a–z, tal og . _ @ + - og højst 80 tegn.",
            "The login may only have small letters a–z, digits and . _ @ + - and at most 80 characters.",
        )
    if not name.strip():
        raise invalid_field("name", "Navnet mangler. Skriv personens navn.", "The name is missing. Write it.")
    if find_user(uow, login) is not None:
        raise Conflict(
            "login_taken",
            f"Brugernavnet {login} er optaget. Vælg et andet.",
            f"The login {login} is taken. Choose another.",
        )
    user_id = uow.new_id()
    uow.insert(
        app_user,
        {
            "id": user_id,
            "login": login,
            "name": name.strip(),
            "sort_name": sort_key(name.strip()),
            "profession": profession,
            "phone": phone,
            "email": email,
            "unit_id": unit_id,
            "language": language,
            "password_hash": None if password is None else hash_password(password),
            "active": True,
            "failed_logins": 0,
            "locked_until": None,
            "created_at": uow.now,
            "valid_to": valid_to,
        },
    )
    return user_id


def find_user(uow: UnitOfWork, login: str) -> User | None:
    """The user with this login."""
    return _user(uow.row(_of_tenant(uow).where(app_user.c.login == login)))


def read_user(uow: UnitOfWork, user_id: str) -> User:
    """The user with this id. Raises `NotFound`."""
    found = _user(uow.row(_of_tenant(uow).where(app_user.c.id == user_id)))
    if found is None:
        raise NotFound("user_not_found", "Brugeren findes ikke.", "The user does not exist.")
    return found


def list_users(
    uow: UnitOfWork, *, active: bool | None = True, after: str = "", limit: int = 50
) -> list[User]:
    """Users in Danish alphabetical order; `after` is the `sort_key` + id of the last one shown."""
    query = _of_tenant(uow).order_by(app_user.c.sort_name, app_user.c.id).limit(limit)
    if active is not None:
        query = query.where(app_user.c.active == active)
    if after:
        name, _, last = after.partition("/")
        after_that = sa.tuple_(sa.literal(name), sa.literal(last, app_user.c.id.type))
        query = query.where(sa.tuple_(app_user.c.sort_name, app_user.c.id) > after_that)
    return [user for row in uow.rows(query) if (user := _user(row))]


def set_language(uow: UnitOfWork, user_id: str, language: str) -> None:
    """The language of the user's pages and errors: da or en."""
    if language not in ("da", "en"):
        raise invalid_field("language", "Vælg dansk eller engelsk.", "Choose Danish or English.")
    uow.update(app_user, user_id, {"language": language})


# -- roles and leaving -------------------------------------------------------------------------------------


def grant(
    uow: UnitOfWork,
    user_id: str,
    role: str,
    scope_kind: str,
    scope_id: str | None = None,
    *,
    ground: str = "assigned",
    valid_to: datetime | None = None,
) -> str:
    """Gives a user a role somewhere from now on; the id of the membership, the old one when it is held
    already. `ground` is assigned, substitute or participant. Raises `Invalid` for an unknown role or scope.
    """
    if role not in access.ROLES:
        raise invalid_field("role", f"Rollen {role} findes ikke.", f"There is no role {role}.")
    kinds = {str(scope) for scope in access.Scope}
    if scope_kind not in kinds or (scope_kind == access.Scope.TENANT) != (scope_id is None):
        raise invalid_field(
            "scope_kind",
            "En rolle gælder en sag, et team, en afdeling, en sektor eller hele kommunen. Vælg hvor.",
            "A role is held for a case, a team, a unit, a sector or the whole municipality. Choose where.",
        )
    same = [membership.c.role == role, membership.c.user_id == user_id, *_at_scope(uow, scope_kind, scope_id)]
    held = uow.value(sa.select(membership.c.id).where(*same, *_in_force(uow)))
    if held is not None:
        return str(held)
    membership_id = uow.new_id()
    uow.insert(
        membership,
        {
            "id": membership_id,
            "user_id": user_id,
            "role": role,
            "scope_kind": scope_kind,
            "scope_id": scope_id,
            "valid_from": uow.now,
            "valid_to": valid_to,
            "ground": ground,
        },
    )
    return membership_id


def end_membership(uow: UnitOfWork, membership_id: str) -> None:
    """Ends a role now; the row stays as history."""
    uow.update(membership, membership_id, {"valid_to": uow.now})


def end_role(
    uow: UnitOfWork, role: str, scope_kind: str, scope_id: str | None, user_id: str | None = None
) -> int:
    """Ends a role at a scope for everybody, or for one user; how many memberships ended."""
    where = [membership.c.role == role, *_at_scope(uow, scope_kind, scope_id), *_in_force(uow)]
    if user_id is not None:
        where.append(membership.c.user_id == user_id)
    return uow.execute(membership.update().where(*where).values(valid_to=uow.now)).rowcount


def place_name(uow: UnitOfWork, scope_kind: str, scope_id: str | None) -> str:
    """What the team or the unit of a scope is called; "" for other scopes."""
    table = {"team": "core_team", "unit": "unit"}.get(scope_kind)
    if table is None or scope_id is None:
        return ""
    found = uow.value(f"SELECT name FROM {table} WHERE tenant_id = ? AND id = ?", uow.tenant_id, scope_id)
    return "" if found is None else str(found)


def holders(uow: UnitOfWork, role: str, scope_kind: str, scope_id: str | None) -> list[User]:
    """Who holds a role at a scope now, in alphabetical order."""
    query = (
        _of_tenant(uow)
        .join(
            membership,
            sa.and_(membership.c.tenant_id == app_user.c.tenant_id, membership.c.user_id == app_user.c.id),
        )
        .where(
            membership.c.role == role,
            *_at_scope(uow, scope_kind, scope_id),
            *_in_force(uow),
            app_user.c.active,
        )
        .order_by(app_user.c.sort_name)
        .distinct()
        .add_columns(app_user.c.sort_name)
    )
    return [user for row in uow.rows(query) if (user := _user(row))]


def memberships(uow: UnitOfWork, user_id: str) -> tuple[Membership, ...]:
    """The roles a user holds now."""
    query = (
        sa.select(membership.c.role, membership.c.scope_kind, membership.c.scope_id, cover.c.absent_id)
        .join_from(
            membership,
            cover,
            sa.and_(cover.c.tenant_id == membership.c.tenant_id, cover.c.id == membership.c.cover_id),
            isouter=True,
        )
        .where(membership.c.tenant_id == uow.tenant_id, membership.c.user_id == user_id, *_in_force(uow))
        .order_by(membership.c.id)
    )
    return tuple(
        Membership(r["role"], r["scope_kind"], r["scope_id"], r["absent_id"]) for r in uow.rows(query)
    )


def actor_of(uow: UnitOfWork, user_id: str) -> Actor | None:
    """The user as somebody who could act now (to be handed a task); None when unknown or no longer active."""
    user = _user(uow.row(_of_tenant(uow).where(app_user.c.id == user_id)))
    today = uow.now.astimezone(uow.zone).date()
    if user is None or not user.active or (user.valid_to is not None and user.valid_to < today):
        return None
    held = memberships(uow, user_id)
    stands_in = absences.of_substitute(uow, user_id)
    meets = teams.has_seat(uow, user_id)
    return Actor(user.id, user.login, user.name, user.language, user.unit_id, held, stands_in, meets=meets)


def end_access(uow: UnitOfWork, user_id: str, at: datetime) -> None:
    """Deactivates a user: no login, no session, no token, no role from now on. Raises `Stale` for nobody."""
    uow.update(app_user, user_id, {"active": False})
    end_sessions(uow, user_id)
    uow.execute(
        api_token.update()
        .where(
            api_token.c.tenant_id == uow.tenant_id,
            api_token.c.user_id == user_id,
            api_token.c.revoked_at.is_(None),
        )
        .values(revoked_at=at)
    )
    uow.execute(
        membership.update()
        .where(membership.c.tenant_id == uow.tenant_id, membership.c.user_id == user_id, *_in_force(uow))
        .values(valid_to=uow.now)
    )


def _in_force(uow: UnitOfWork) -> list[sa.ColumnElement[bool]]:
    ended = membership.c.valid_to
    return [membership.c.valid_from <= uow.now, sa.or_(ended.is_(None), ended > uow.now)]


def _at_scope(uow: UnitOfWork, scope_kind: str, scope_id: str | None) -> list[sa.ColumnElement[bool]]:
    return [
        membership.c.tenant_id == uow.tenant_id,
        membership.c.scope_kind == scope_kind,
        membership.c.scope_id.is_(None) if scope_id is None else membership.c.scope_id == scope_id,
    ]


def _of_tenant(uow: UnitOfWork) -> sa.Select[Any]:
    return sa.select(*_USER).where(app_user.c.tenant_id == uow.tenant_id)


def _user(row: Mapping[str, Any] | None) -> User | None:
    if row is None:
        return None
    return User(
        str(row["id"]),
        row["login"],
        row["name"],
        row["profession"],
        row["phone"],
        row["email"],
        None if row["unit_id"] is None else str(row["unit_id"]),
        row["language"],
        bool(row["active"]),
        row["valid_to"],
    )
