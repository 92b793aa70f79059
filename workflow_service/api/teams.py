"""Standing core teams: who sits in them for which sections, and their leader's changes."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from workflow_service import http
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.schemas import teams as schemas
from workflow_service.casefile import core_team, teams
from workflow_service.store import UnitOfWork
from workflow_service.store import teams as query
from workflow_service.store.teams import Seat, Team

blueprint = Blueprint("core_teams", __name__, "Standing core teams with their members")


def _told(uow: UnitOfWork, team: Team, seats: list[Seat]) -> dict[str, Any]:
    uncovered = teams.uncovered(team.sections, seats, teams.today(uow))
    return {**asdict(team), "uncovered": uncovered, "members": seats}


@blueprint.route("/core-teams")
@http.permission("teams")
@blueprint.response(200, schemas.TeamListSchema)
def list_teams() -> dict[str, Any]:
    """List the standing teams with everybody who sits, sat or will sit in them"""
    uow = http.current_uow()
    seats = query.seats(uow)
    return {"items": [_told(uow, one, seats.get(one.id, [])) for one in query.all_teams(uow)]}


@blueprint.route("/core-teams", methods=["POST"])
@http.permission("users")
@http.idempotent
@blueprint.arguments(schemas.NewTeamSchema)
@blueprint.response(201, schemas.TeamIdSchema)
def create_team(body: dict[str, Any]) -> dict[str, Any]:
    """Make a standing team of a unit"""
    return {"id": teams.create(http.current_uow(), body["name"], str(body["unit_id"]))}


@blueprint.route("/core-teams/<uuid:team_id>")
@http.permission("teams")
@blueprint.response(200, schemas.TeamWithProposalSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def show_team(team_id: Any) -> dict[str, Any]:
    """Read one team, and which professions its open cases point to"""
    found, uow = _team(str(team_id)), http.current_uow()
    proposal = core_team.proposed(uow, http.services().rt, str(team_id), found["members"])
    return {**found, "proposal": proposal}


def _team(team_id: str) -> dict[str, Any]:
    uow = http.current_uow()
    uow.flush()
    return _told(uow, teams.team_of(uow, team_id), teams.seats_of(uow, team_id))


@blueprint.route("/core-teams/<uuid:team_id>/sections", methods=["PUT"])
@http.permission("teams.lead")
@blueprint.arguments(schemas.TeamSectionsSchema)
@blueprint.response(200, schemas.TeamSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def set_sections(body: dict[str, Any], team_id: Any) -> dict[str, Any]:
    """Say which sections somebody in the team must cover"""
    teams.set_sections(http.current_uow(), str(team_id), body["sections"], body["reason"])
    return _team(str(team_id))


@blueprint.route("/core-teams/<uuid:team_id>/members", methods=["POST"])
@http.permission("teams.lead")
@http.idempotent
@blueprint.arguments(schemas.NewTeamMemberSchema)
@blueprint.response(201, schemas.TeamSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def add_member(body: dict[str, Any], team_id: Any) -> dict[str, Any]:
    """Take a colleague into the team"""
    teams.add_member(
        http.current_uow(),
        str(team_id),
        str(body["user_id"]),
        body["profession"],
        body["sector"],
        body["sections"],
        body["valid_from"],
    )
    return _team(str(team_id))


@blueprint.route("/core-teams/<uuid:team_id>/members/<uuid:user_id>", methods=["PUT"])
@http.permission("teams.lead")
@blueprint.arguments(schemas.TeamMemberSchema)
@blueprint.response(200, schemas.TeamSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def change_member(body: dict[str, Any], team_id: Any, user_id: Any) -> dict[str, Any]:
    """Change a member's profession, sector or sections"""
    teams.change_member(
        http.current_uow(),
        str(team_id),
        str(user_id),
        body["profession"],
        body["sector"],
        body["sections"],
        body["reason"],
    )
    return _team(str(team_id))


@blueprint.route("/core-teams/<uuid:team_id>/members/<uuid:user_id>/work")
@http.permission("teams.lead")
@blueprint.response(200, schemas.TeamWorkListSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def show_work(team_id: Any, user_id: Any) -> dict[str, Any]:
    """Read what a member holds in the team's open cases"""
    return {"items": teams.work_of(http.current_uow(), str(team_id), str(user_id))}


@blueprint.route("/core-teams/<uuid:team_id>/members/<uuid:user_id>/end", methods=["POST"])
@http.permission("teams.lead")
@http.idempotent
@blueprint.arguments(schemas.EndTeamMemberSchema)
@blueprint.response(200, schemas.TeamSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def end_member(body: dict[str, Any], team_id: Any, user_id: Any) -> dict[str, Any]:
    """End a membership with a day"""
    teams.end_member(
        http.current_uow(),
        str(team_id),
        str(user_id),
        body["last_day"],
        body["reason"],
        told=body["told"],
    )
    return _team(str(team_id))
