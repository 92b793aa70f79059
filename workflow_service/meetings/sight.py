"""Who reads what in a meeting about several families (INV-22): a case's text is for those whose sector the
family has consented to, and for those who work on the case. Others see »Sag 3« and leave the room.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from workflow_service.casefile import consents
from workflow_service.casefile.base import case_by_id
from workflow_service.rules import team_meetings as rule
from workflow_service.rules.team_meetings import TeamMember
from workflow_service.store import UnitOfWork, visibility
from workflow_service.store.meetings import Member
from workflow_service.store.meetings_run import ItemCase


@dataclass
class Sight:
    """What the unit of work's actor sees in one meeting. `members` are those of its series that day.

    A deputy sits there for the sector of the member they stand in for. Who does not belong to the meeting
    reads no case here, whatever they may read elsewhere.
    """

    uow: UnitOfWork
    members: Sequence[Member]
    _covered: dict[str, frozenset[str]] = field(default_factory=dict)

    def shown(self, case: ItemCase) -> bool:
        """May the actor read the text of this case?"""
        me = self.uow.actor.user_id
        sectors = {
            one.sector for one in self.members if me is not None and me in (one.user_id, one.deputy_id)
        }
        if me is None or not sectors:
            return False
        if case.restricted and not visibility.may_see(self.uow, case.case_id):
            return False
        if me in self.carriers(case) or any(rule.shown_to((), one) for one in sectors):
            return True
        covered = self.covered(case)
        return any(rule.shown_to(covered, one) for one in sectors)

    def covered(self, case: ItemCase) -> frozenset[str]:
        """The sectors that everybody who must consent has agreed to."""
        if case.case_id not in self._covered:
            row = case_by_id(self.uow, case.case_id)
            self._covered[case.case_id] = consents.covered(self.uow, row)
        return self._covered[case.case_id]

    def carriers(self, case: ItemCase) -> frozenset[str]:
        """Who hears the case whatever their sector: coordinator, substitute, team leader."""
        return case.carriers | {one.user_id for one in self.members if one.profession == "team_leader"}

    def leaving(self, case: ItemCase, there: Iterable[str]) -> tuple[TeamMember, ...]:
        """The members among `there` (user ids) who are not in the room while the case is discussed."""
        present = set(there)
        found = [TeamMember(one.user_id, one.name, one.sector) for one in self.members]
        return rule.leaves_the_room(
            [one for one in found if one.user_id in present], self.covered(case), self.carriers(case)
        )

    def uncovered(self, case: ItemCase) -> tuple[str, ...]:
        """The members' sectors that the family has not agreed to, in the members' order."""
        all_of_them = self.leaving(case, [one.user_id for one in self.members])
        return tuple(dict.fromkeys(one.sector for one in all_of_them))
