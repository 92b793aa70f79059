"""Which professions the team's open cases point to as standing members: the table D2a (domain.md 8).

The case mix is what D2b proposes in each of the team's open cases; both tables are asked in the release in
effect, so that the municipality can change them. A person decides who sits in the team.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from workflow_service.casefile import involvements, teams
from workflow_service.runtime import Runtime
from workflow_service.runtime.context import current_tables
from workflow_service.store import UnitOfWork
from workflow_service.store import teams as query
from workflow_service.store.teams import Seat

STANDING, PARTICIPANTS = "core_team", "case_participants"
SMALL_COUNT = 5


@dataclass(frozen=True)
class Need:
    """A profession of the case mix. `share`: of the open cases (0–1), None when it is needed in some but in
    fewer than may be told; `proposed`: D2a proposes it as a standing member; `members`: who has it in the
    team today, by a seat or as one of its advisers."""

    profession: str
    share: Decimal | None
    proposed: bool
    members: tuple[str, ...]

    @property
    def missing(self) -> bool:
        """Is it proposed although nobody in the team has it?"""
        return self.proposed and not self.members


@dataclass(frozen=True)
class Proposal:
    """What the cases point to, proposed professions first. `cases`: open cases it is worked out from, None
    when they are fewer than `least`: then nothing is proposed, for a share would tell of the single case."""

    cases: int | None
    least: int
    needs: tuple[Need, ...]

    @property
    def proposed(self) -> int:
        """How many professions are proposed."""
        return sum(one.proposed for one in self.needs)

    @property
    def many_or_few(self) -> bool:
        """Are other than the usual three or four proposed (domain.md 8, D2a)?"""
        return bool(self.needs) and not teams.USUAL[0] <= self.proposed <= teams.USUAL[1]

    @property
    def missing(self) -> tuple[str, ...]:
        """Proposed professions that nobody in the team has."""
        return tuple(one.profession for one in self.needs if one.missing)


def proposed(uow: UnitOfWork, rt: Runtime, team_id: str, seats: Iterable[Seat]) -> Proposal:
    """D2a on the team's open cases. `seats`: everybody of the team; who sits in it today counts."""
    values, today = rt.parameters(uow), teams.today(uow)
    found = values.get("small_count", today)
    least = int(found.value) if found is not None else SMALL_COUNT
    mix = query.case_mix(uow, team_id)
    if len(mix) < max(least, 1):
        return Proposal(None, least, ())
    ask = current_tables(uow, rt)
    counted: Counter[str] = Counter()
    for one in mix:
        facts = {**involvements.needs(one, one["flags"]), "sectors": one["sectors"]}
        counted.update(set(ask(PARTICIPANTS, facts) or ()))
    shares = {profession: Decimal(count) / len(mix) for profession, count in counted.items()}
    standing = list(ask(STANDING, {"case_mix": shares}) or ())
    names = _names(uow, team_id, seats)
    needs = [
        Need(
            profession,
            None if 0 < counted[profession] < least else shares.get(profession, Decimal(0)),
            profession in standing,
            tuple(names.get(profession, {}).values()),
        )
        for profession in dict.fromkeys([*standing, *shares])
    ]
    # the ones that may not be told stand together: their order would tell
    needs.sort(key=lambda one: (not one.proposed, -(one.share or 0), one.profession))
    return Proposal(len(mix), least, tuple(needs))


def _names(uow: UnitOfWork, team_id: str, seats: Iterable[Seat]) -> dict[str, dict[str, str]]:
    """{profession: {user id: name}} of the team today. Its advisers belong to it by their role, not by a
    seat (domain.md 4)."""
    today = teams.today(uow)
    found: dict[str, dict[str, str]] = {}
    for seat in seats:
        if seat.sits(today):
            found.setdefault(seat.profession, {})[seat.user_id] = seat.name
    for profession, user_id, name in query.by_role(uow, team_id):
        found.setdefault(profession, {})[user_id] = name
    return found
