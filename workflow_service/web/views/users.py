"""Brugere: who may log in, for system administrators. No case content."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.access import Scope
from workflow_service.errors import Conflict, Rejection
from workflow_service.store import UnitOfWork, overview, people
from workflow_service.store.people import User
from workflow_service.store.sorting import sort_key
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("users", __name__, url_prefix="/admin/users")

SHOWN = 100
# roles on a case come from the work on the case
GIVEN_HERE = tuple(
    role for role in access.ROLES.values() if role.scope in (Scope.TENANT, Scope.UNIT, Scope.TEAM)
)
EVERYWHERE = "tenant"
KINDS = {"unit": N_("afdeling"), "team": N_("team")}


@blueprint.get("")
@http.permission("users")
def list_users() -> Response:
    """Everybody in alphabetical order."""
    return _list()


def _list(*, error: str = "", form: dict[str, str] | None = None, status: int = 200) -> Response:
    uow = http.current_uow()
    show_all = request.args.get("show") == "all"
    found = people.list_users(
        uow, active=None if show_all else True, after=request.args.get("after", ""), limit=SHOWN + 1
    )
    language = http.language()
    return page(
        "users.html",
        t("Brugere"),
        nav="users",
        status=status,
        users=found[:SHOWN],
        next_after=_place(found[SHOWN - 1]) if len(found) > SHOWN else "",
        held=_held(uow),
        show_all=show_all,
        roles=[(role.id, access.role_name(role.id, language)) for role in GIVEN_HERE],
        places=[
            (f"{row['kind']}/{row['id']}", row["name"], t(KINDS[row["kind"]])) for row in overview.places(uow)
        ],
        error=error,
        form=form or {},
    )


def _place(user: User) -> str:
    return f"{sort_key(user.name)}/{user.id}"


def _held(uow: UnitOfWork) -> dict[str, str]:
    """User id -> roles in words, each once."""
    return {
        actor.user_id or "": ", ".join(
            dict.fromkeys(access.role_name(m.role, http.language()) for m in actor.memberships)
        )
        for actor, _ in overview.acting_users(uow)
    }


@blueprint.post("")
@http.permission("users")
def create() -> BaseResponse:
    """A new person, with the first role when one was chosen."""
    uow = http.current_uow()
    form = {key: request.form.get(key, "").strip() for key in ("login", "name", "phone", "role", "place")}
    kind, _, place_id = form["place"].partition("/")
    password = request.form.get("password", "") or None
    with uow.savepoint() as undo:
        try:
            user_id = people.create_user(
                uow,
                form["login"].lower(),
                form["name"],
                password=password,
                phone=form["phone"] or None,
                unit_id=place_id if kind == "unit" else None,
            )
            uow.flush()
            if form["role"]:
                _give(uow, user_id, form["role"], kind, place_id)
            uow.flush()
        except Rejection as refused:
            undo()
            return _list(error=refused.text(http.language()), form=form, status=422)
    toast(t("Brugeren er oprettet."))
    return redirect(url_for("users.list_users"), 303)


def _give(uow: UnitOfWork, user_id: str, role: str, kind: str, place_id: str) -> None:
    """The role where it was said, or in the whole municipality when that is how it is held."""
    everywhere = access.ROLE_SCOPE.get(role) == Scope.TENANT or not place_id
    people.grant(uow, user_id, role, EVERYWHERE if everywhere else kind, None if everywhere else place_id)


@blueprint.post("/<uuid:user_id>/deactivate")
@http.permission("users")
def deactivate(user_id: Any) -> BaseResponse:
    """Ends somebody's access: no login, no session, no key, no role from now on."""
    uow = http.current_uow()
    if str(user_id) == uow.actor.user_id:
        raise Conflict(
            "own_access",
            "Du kan ikke lukke din egen adgang. Bed en anden systemadministrator om det.",
            "You cannot end your own access. Ask another system administrator.",
        )
    people.read_user(uow, str(user_id))
    people.end_access(uow, str(user_id), http.services().clock.now())
    toast(t("Adgangen er lukket."))
    return redirect(url_for("users.list_users"), 303)
