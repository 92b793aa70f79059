"""Kerneteam: who sits in the standing teams, for which sections; the leader's changes (domain.md 2.1, 3)."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http
from workflow_service.casefile import core_team, lists, teams
from workflow_service.errors import Conflict, Invalid
from workflow_service.store import UnitOfWork, overview
from workflow_service.store import law as law_query
from workflow_service.store import meetings as meeting_query
from workflow_service.store import teams as query
from workflow_service.store.law import LegalBasis
from workflow_service.store.teams import Seat, Team
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import N_, t

blueprint = Blueprint("teams", __name__, url_prefix="/teams")

PARTS = {
    "coordinator": N_("familiekoordinator"),
    "substitute": N_("afløser for koordinatoren"),
    "member": N_("deltager"),
}


@blueprint.get("")
@http.permission("teams")
def list_teams() -> Response:
    """Every standing team with its members of today and what nobody covers."""
    return _list({}, "")


def _list(form: dict[str, str], problem: str) -> Response:
    uow = http.current_uow()
    seats, today = query.seats(uow), teams.today(uow)
    found = query.all_teams(uow)
    cited = _cited(uow, [key for one in found for key in one.sections])
    rows = [
        {
            "team": one,
            "members": [seat for seat in seats.get(one.id, []) if seat.sits(today)],
            "gap": [cited[key] for key in teams.uncovered(one.sections, seats.get(one.id, []), today)],
        }
        for one in found
    ]
    creates = access.may_pass(uow.actor, "users") is None
    return page(
        "teams.html",
        t("Kerneteam"),
        nav="teams",
        status=422 if problem else 200,
        rows=rows,
        professions=_words(lists.PROFESSIONS),
        creates=creates,
        units=[row for row in overview.places(uow) if row["kind"] == "unit"] if creates else [],
        form={"name": "", "unit_id": "", **form},
        problem=problem,
    )


def _words(words: lists.Words) -> dict[str, str]:
    return {code: lists.label(words, code, http.language()) for code in words}


def _cited(uow: UnitOfWork, keys: list[str]) -> dict[str, str]:
    return dict(zip(keys, teams.citations(uow, keys), strict=True))


@blueprint.post("")
@http.permission("users")
def create() -> BaseResponse:
    """A new team of a unit."""
    form = {name: request.form.get(name, "") for name in ("name", "unit_id")}
    try:
        team_id = teams.create(http.current_uow(), form["name"], form["unit_id"])
    except Invalid as error:
        return _list(form, http.say(error.da, error.en))
    toast(t("Kerneteamet er oprettet. Giv nu en leder rollen teamleder under Brugere."))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@blueprint.get("/<uuid:team_id>")
@http.permission("teams")
def show(team_id: Any) -> Response:
    """One team: members with their days, what is covered, and the leader's acts."""
    return _page(str(team_id))


def _page(team_id: str, form: dict[str, Any] | None = None, problem: str = "", act: str = "") -> Response:
    uow = http.current_uow()
    team = teams.team_of(uow, team_id)
    seats, today = teams.seats_of(uow, team_id), teams.today(uow)
    leads = teams.leads(uow, team_id)
    sections = law_query.legal_bases(uow, today) if leads else []
    keys = [*team.sections, *team.gap, *(key for seat in seats for key in seat.sections)]
    now, cited = [one for one in seats if one.sits(today)], _cited(uow, keys)
    return page(
        "team.html",
        team.name,
        nav="teams",
        status=422 if problem else 200,
        team=team,
        now=now,
        later=[one for one in seats if one.valid_from and one.valid_from > today],
        before=[one for one in seats if one.valid_to and one.valid_to < today],
        cover=_cover(team, now),
        cited=cited,
        gap=", ".join(cited[key] for key in teams.uncovered(team.sections, seats, today)),
        proposal=core_team.proposed(uow, http.services().rt, team_id, seats),
        few=not teams.USUAL[0] <= len(now) <= teams.USUAL[1],
        professions=_words(lists.PROFESSIONS),
        sectors=_words(lists.SECTORS),
        leads=leads,
        every=sections,
        sections=_offered(sections, team.sections),
        candidates=teams.candidates(uow, team_id) if leads else [],
        series_id=_series(uow, team_id) if leads else None,
        form={"reason": "", "sections": [], "member": "", "profession": "", "sector": "", **(form or {})},
        today=today,
        problem=problem,
        act=act,
    )


def _offered(sections: list[LegalBasis], keys: tuple[str, ...]) -> list[LegalBasis]:
    """What a member can cover: the sections of the team, or all when none have been chosen for it."""
    return [one for one in sections if one.key in keys] or sections


def _cover(team: Team, now: list[Seat]) -> list[tuple[str, list[str]]]:
    """Each section the team must cover, with the names of those who do."""
    return [(key, [one.name for one in now if key in one.sections]) for key in team.sections]


def _series(uow: UnitOfWork, team_id: str) -> str | None:
    """The team's status meetings, on whose page deputies are named."""
    for one in meeting_query.all_series(uow):
        if one["kind"] == meeting_query.STATUS and one["team_id"] == team_id:
            return str(one["id"])
    return None


@blueprint.post("/<uuid:team_id>/sections")
@http.permission("teams.lead")
def set_sections(team_id: Any) -> BaseResponse:
    """What somebody in the team must cover."""
    wanted, reason = request.form.getlist("sections"), request.form.get("reason", "")
    try:
        teams.set_sections(http.current_uow(), str(team_id), wanted, reason)
    except Invalid as error:
        form = {"wanted": wanted, "reason": reason}
        return _page(str(team_id), form, http.say(error.da, error.en), "sections")
    toast(t("Paragrafferne er gemt."))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@blueprint.post("/<uuid:team_id>/members")
@http.permission("teams.lead")
def add_member(team_id: Any) -> BaseResponse:
    """Takes a colleague into the team."""
    form = _member_form()
    try:
        first = _day(request.form.get("valid_from", ""))
        teams.add_member(
            http.current_uow(),
            str(team_id),
            form["member"],
            form["profession"],
            form["sector"],
            form["sections"],
            first,
        )
    except (Invalid, Conflict) as error:
        return _page(str(team_id), form, http.say(error.da, error.en), "add")
    toast(t("Medlemmet er med i teamet."))
    return redirect(url_for("teams.show", team_id=team_id), 303)


def _member_form() -> dict[str, Any]:
    names = ("member", "profession", "sector", "reason")
    found: dict[str, Any] = {name: request.form.get(name, "") for name in names}
    return {**found, "sections": request.form.getlist("sections")}


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("date_missing", "Vælg en dag.", "Choose a day.") from None


@blueprint.get("/<uuid:team_id>/members/<uuid:user_id>")
@http.permission("teams.lead")
def member(team_id: Any, user_id: Any) -> Response:
    """One membership: its profession and sections, what the member holds, and its end."""
    return _member_page(str(team_id), str(user_id), None, "")


def _member_page(team_id: str, user_id: str, form: dict[str, Any] | None, problem: str) -> Response:
    uow = http.current_uow()
    team = teams.led(uow, team_id)
    today = teams.today(uow)
    seat = teams.seat_of(uow, team_id, user_id)
    own = {"profession": seat.profession, "sector": seat.sector, "sections": list(seat.sections)}
    return page(
        "team_member.html",
        t("Medlem af kerneteamet"),
        nav="teams",
        status=422 if problem else 200,
        team=team,
        seat=seat,
        held=teams.work_of(uow, team_id, user_id),
        parts=PARTS,
        professions=_words(lists.PROFESSIONS),
        sectors=_words(lists.SECTORS),
        sections=_offered(
            law_query.legal_bases(uow, today), team.sections and (*team.sections, *seat.sections)
        ),
        form={"reason": "", "last_day": "", "told": "", **own, **(form or {})},
        today=today,
        problem=problem,
    )


@blueprint.post("/<uuid:team_id>/members/<uuid:user_id>")
@http.permission("teams.lead")
def change_member(team_id: Any, user_id: Any) -> BaseResponse:
    """Another profession, sector or other sections."""
    form = _member_form()
    try:
        teams.change_member(
            http.current_uow(),
            str(team_id),
            str(user_id),
            form["profession"],
            form["sector"],
            form["sections"],
            form["reason"],
        )
    except Invalid as error:
        return _member_page(str(team_id), str(user_id), form, http.say(error.da, error.en))
    toast(t("Medlemmet er ændret."))
    return redirect(url_for("teams.show", team_id=team_id), 303)


@blueprint.post("/<uuid:team_id>/members/<uuid:user_id>/end")
@http.permission("teams.lead")
def end_member(team_id: Any, user_id: Any) -> BaseResponse:
    """The membership ends on a day; what the member holds has been shown."""
    form = {name: request.form.get(name, "") for name in ("last_day", "reason", "told")}
    try:
        teams.end_member(
            http.current_uow(),
            str(team_id),
            str(user_id),
            _day(form["last_day"]),
            form["reason"],
            told=form["told"] == "yes",
        )
    except (Invalid, Conflict) as error:
        return _member_page(str(team_id), str(user_id), form, http.say(error.da, error.en))
    toast(t("Medlemskabet slutter den dag."))
    return redirect(url_for("teams.show", team_id=team_id), 303)
