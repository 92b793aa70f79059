"""The standing core team: who sits in it for which sections, and what nobody covers (domain.md 2.1, 3).

Its leader takes people in and lets them go. Where a change leaves a section without anybody, the leader says
why (domain.md 2.1, item 4); that reason stands on the team's page until the section is covered again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from workflow_service import access
from workflow_service.audit import registers
from workflow_service.casefile import lists
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.states import Event
from workflow_service.store import UnitOfWork, people, teams
from workflow_service.store import casefile_people as colleagues
from workflow_service.store import law as law_query
from workflow_service.store.teams import Held, Seat, Team

LONGEST_REASON = 500
AHEAD = timedelta(days=366)
# the model reckons with this many beside the leader (domain.md 2.1, item 29)
USUAL = (3, 4)


def today(uow: UnitOfWork) -> date:
    return uow.now.astimezone(uow.zone).date()


def team_of(uow: UnitOfWork, team_id: str) -> Team:
    """Raises NotFound."""
    found = teams.all_teams(uow, team_id)
    if not found:
        raise NotFound("team_not_found", "Kerneteamet findes ikke.", "There is no such core team.")
    return found[0]


def leads(uow: UnitOfWork, team_id: str) -> bool:
    """Is the actor this team's leader?"""
    return access.leads_team(uow.actor, team_id)


def led(uow: UnitOfWork, team_id: str) -> Team:
    """The team, for its leader, held until the transaction ends. Raises NotFound, Forbidden."""
    teams.lock_team(uow, team_id)
    found = team_of(uow, team_id)
    if not leads(uow, team_id):
        raise Forbidden(
            "not_team_leader",
            "Kun teamets leder kan ændre, hvem der sidder i det.",
            "Only the team's leader can change who sits in it.",
        )
    return found


def seats_of(uow: UnitOfWork, team_id: str) -> list[Seat]:
    """Everybody who sits, sat or will sit in the team."""
    return teams.seats(uow, team_id).get(team_id, [])


def uncovered(sections: Iterable[str], seats: Iterable[Seat], on: date) -> tuple[str, ...]:
    """Those of the sections that nobody who sits in the team on that day covers."""
    covered = {key for seat in seats if seat.sits(on) for key in seat.sections}
    return tuple(key for key in sections if key not in covered)


def candidates(uow: UnitOfWork, team_id: str) -> list[colleagues.Colleague]:
    """Colleagues who could be taken in: active, no external experts, not in the team or about to be."""
    now = today(uow)
    there = {one.user_id for one in seats_of(uow, team_id) if one.sits(now) or (one.valid_from or now) > now}
    outside = {one.user_id for one in colleagues.experts(uow, ended=True)}
    everybody = colleagues.users_with_roles(uow, ())
    return [one for one in everybody if one.id not in there and one.id not in outside]


def create(uow: UnitOfWork, name: str, unit_id: str) -> str:
    """A new standing team of a unit; its id. Raises Invalid without a name or for no such unit."""
    text = name.strip()
    if not text or len(text) > 80:
        raise Invalid(
            "team_name_missing",
            "Skriv, hvad teamet hedder (højst 80 tegn).",
            "Write what the team is called (at most 80 characters).",
            {"name": ["Skriv et navn. / Write a name."]},
        )
    if not people.place_name(uow, "unit", unit_id):
        raise Invalid(
            "unit_unknown",
            "Vælg den afdeling, teamet hører til.",
            "Choose the unit that the team belongs to.",
            {"unit_id": ["Vælg en afdeling. / Choose a unit."]},
        )
    team_id = teams.create_team(uow, text, unit_id)
    registers.note(uow, registers.TEAMS, Event.TEAM_CREATED, team=team_id, unit=unit_id)
    return team_id


def set_sections(uow: UnitOfWork, team_id: str, sections: Sequence[str], reason: str = "") -> None:
    """Which sections somebody in the team must cover. Raises Invalid for unknown ones, and without a reason
    when one of them is left without anybody."""
    team = led(uow, team_id)
    wanted = _known(uow, sections)
    _judge(uow, replace(team, sections=wanted), seats_of(uow, team_id), reason)
    teams.set_sections(uow, team_id, wanted)
    registers.note(uow, registers.TEAMS, Event.TEAM_SECTIONS_SET, team=team_id, sections=list(wanted))


def add_member(
    uow: UnitOfWork,
    team_id: str,
    user_id: str,
    profession: str,
    sector: str,
    sections: Sequence[str],
    valid_from: date | None = None,
) -> None:
    """Takes a colleague into the team from today or a day to come. Raises NotFound, Forbidden, Conflict for
    somebody who sits there, Invalid for what is wrong."""
    team = led(uow, team_id)
    first = valid_from or today(uow)
    if not today(uow) <= first <= today(uow) + AHEAD:
        raise Invalid(
            "valid_from_invalid",
            "Vælg en første dag fra i dag og højst et år frem.",
            "Choose a first day from today, at most one year ahead.",
            {"valid_from": ["Vælg en anden dag. / Choose another day."]},
        )
    if user_id not in {one.id for one in candidates(uow, team_id)}:
        raise Conflict(
            "cannot_join",
            "Personen sidder i teamet allerede, er ekstern eller har ingen adgang længere.",
            "This person sits in the team already, is external or has no access any more.",
        )
    _require(profession, sector)
    seats = seats_of(uow, team_id)
    before = next((one for one in seats if one.user_id == user_id), None)
    if before is not None and before.valid_to is not None and first <= before.valid_to:
        first = before.valid_to + timedelta(days=1)
    seat = Seat(user_id, "", profession, sector, _known(uow, sections), None, None, first, None)
    teams.put_seat(uow, team_id, seat, again=before is not None)
    facts: dict[str, Any] = {"member": user_id, "profession": profession, "sections": list(seat.sections)}
    registers.note(
        uow,
        registers.TEAMS,
        Event.TEAM_MEMBER_ADDED,
        team=team_id,
        valid_from=first.isoformat(),
        **facts,
    )
    others = [one for one in seats if one.user_id != user_id]
    _forget(uow, team, _gap(uow, team, [*others, seat]))


def change_member(
    uow: UnitOfWork,
    team_id: str,
    user_id: str,
    profession: str,
    sector: str,
    sections: Sequence[str],
    reason: str = "",
) -> None:
    """Another profession, sector or other sections of a member. Raises as `add_member`, and Invalid without
    a reason when a section is left without anybody."""
    team = led(uow, team_id)
    seats = seats_of(uow, team_id)
    seat = _seat(seats, user_id, today(uow))
    _require(profession, sector)
    now = replace(seat, profession=profession, sector=sector, sections=_known(uow, sections))
    others = [one for one in seats if one.user_id != user_id]
    _judge(uow, team, [*others, now], reason)
    teams.put_seat(uow, team_id, now, again=True)
    facts: dict[str, Any] = {"member": user_id, "profession": profession, "sections": list(now.sections)}
    registers.note(uow, registers.TEAMS, Event.TEAM_MEMBER_CHANGED, team=team_id, **facts)


def work_of(uow: UnitOfWork, team_id: str, user_id: str) -> list[Held]:
    """What a member holds in the team's open cases. For the team's leader."""
    led(uow, team_id)
    return teams.work_of(uow, team_id, user_id)


def end_member(
    uow: UnitOfWork, team_id: str, user_id: str, last_day: date, reason: str = "", *, told: bool = False
) -> None:
    """The membership ends with that day. `told`: the leader has seen what the member holds; cases and tasks
    stay with the member until they are handed over.

    Raises Conflict while the member holds something and the leader was not told, Invalid for a day that has
    passed, and without a reason when a section is left without anybody.
    """
    team = led(uow, team_id)
    seats = seats_of(uow, team_id)
    seat = _seat(seats, user_id, today(uow))
    if not max(today(uow), seat.valid_from or today(uow)) <= last_day <= today(uow) + AHEAD:
        raise Invalid(
            "last_day_invalid",
            "Vælg en sidste dag fra i dag og højst et år frem.",
            "Choose a last day from today, at most one year ahead.",
            {"last_day": ["Vælg en anden dag. / Choose another day."]},
        )
    held = teams.work_of(uow, team_id, user_id)
    if held and not told:
        numbers = ", ".join(one.number for one in held[:5])
        raise Conflict(
            "member_holds_work",
            f"{seat.name} har stadig del i {len(held)} af teamets sager ({numbers}). Giv dem videre, eller"
            " bekræft, at du har set dem.",
            f"{seat.name} still has a part in {len(held)} of the team's cases ({numbers}). Hand them over,"
            " or say that you have seen them.",
        )
    ended = replace(seat, valid_to=last_day)
    others = [one for one in seats if one.user_id != user_id]
    _judge(uow, team, [*others, ended], reason)
    teams.put_seat(uow, team_id, ended, again=True)
    registers.note(
        uow,
        registers.TEAMS,
        Event.TEAM_MEMBER_ENDED,
        team=team_id,
        member=user_id,
        last_day=last_day.isoformat(),
        cases=len(held),
    )


def seat_of(uow: UnitOfWork, team_id: str, user_id: str) -> Seat:
    """A membership that runs or is to begin. Raises NotFound."""
    return _seat(seats_of(uow, team_id), user_id, today(uow))


def _seat(seats: list[Seat], user_id: str, on: date) -> Seat:
    for one in seats:
        if one.user_id == user_id and one.active and (one.valid_to is None or one.valid_to >= on):
            return one
    raise NotFound(
        "member_not_found", "Personen har ingen plads i kerneteamet.", "This person has no seat in the team."
    )


def _judge(uow: UnitOfWork, team: Team, seats: list[Seat], reason: str) -> None:
    """A section that nobody covers, today or when a membership ends, needs the leader's reason, once."""
    gap = _gap(uow, team, seats)
    fresh = [key for key in gap if key not in team.gap]
    text = reason.strip()
    if not fresh:
        _forget(uow, team, gap)
        return
    if not text or len(text) > LONGEST_REASON:
        cited = ", ".join(citations(uow, fresh))
        raise Invalid(
            "gap_reason_missing",
            f"Ingen i teamet dækker så {cited}. Skriv, hvorfor det er i orden (højst 500 tegn).",
            f"Nobody in the team then covers {cited}. Write why that is all right (at most 500 characters).",
            {"reason": ["Skriv en grund. / Write a reason."]},
        )
    teams.set_gap(uow, team.id, gap, text)
    registers.note(
        uow, registers.TEAMS, Event.TEAM_GAP_EXPLAINED, reason=text, team=team.id, sections=list(gap)
    )


def _gap(uow: UnitOfWork, team: Team, seats: list[Seat]) -> tuple[str, ...]:
    """The sections that nobody covers today, or on the day after a membership ends."""
    now = today(uow)
    days = {now, *(one.valid_to + timedelta(days=1) for one in seats if one.valid_to and one.valid_to >= now)}
    missing = {key for day in days for key in uncovered(team.sections, seats, day)}
    return tuple(key for key in team.sections if key in missing)


def _forget(uow: UnitOfWork, team: Team, gap: tuple[str, ...]) -> None:
    """A reason stands for the sections that are uncovered still."""
    left = [key for key in team.gap if key in gap]
    if len(left) < len(team.gap):
        teams.set_gap(uow, team.id, left, team.gap_reason if left else None)


def citations(uow: UnitOfWork, keys: Iterable[str]) -> list[str]:
    """Sections as people cite them; one that is unknown by its key."""
    found = {one.key: one.citation for one in law_query.legal_bases(uow, today(uow), keys)}
    return [found.get(key, key) for key in keys]


def _known(uow: UnitOfWork, sections: Sequence[str]) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(sections))
    there = {one.key for one in law_query.legal_bases(uow, today(uow), wanted)}
    if not set(wanted) <= there:
        raise Invalid(
            "sections_unknown",
            "Vælg paragraffer blandt dem, der gælder i dag.",
            "Choose sections among those in force today.",
            {"sections": ["Vælg igen. / Choose again."]},
        )
    return wanted


def _require(profession: str, sector: str) -> None:
    if profession not in lists.PROFESSIONS or sector not in lists.SECTORS:
        raise Invalid(
            "profession_or_sector_unknown",
            "Vælg faggruppe og sektor på listerne.",
            "Choose profession and sector from the lists.",
            {"profession": ["Vælg igen. / Choose again."]},
        )
