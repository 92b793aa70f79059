"""A small municipality in whose core team one case is on the agenda; Sune sits there for Health."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tests.meetings import status_meeting
from tests.unit.casefile.journey import Journey
from tests.unit.casefile.municipality import Municipality
from workflow_service.meetings import minuting
from workflow_service.meetings.attendance import everybody_is_here
from workflow_service.store import Database, UnitOfWork
from workflow_service.store import meetings_run as stored

TEXT = "Tre skoledage om ugen."


@dataclass
class Held:
    """`item` is the Berg family's place on the agenda."""

    town: Municipality
    berg: Journey
    meeting: str
    item: str

    @contextmanager
    def acting(self, login: str) -> Iterator[UnitOfWork]:
        with self.town.database.begin(self.town.actor(login), purpose="test") as uow:
            yield uow

    def begin(self) -> Held:
        """Everybody is here, and the first case is taken up."""
        with self.acting("tove") as uow:
            everybody_is_here(uow, self.meeting)
        with self.acting("tove") as uow:
            minuting.begin(uow, self.meeting)
        return self

    def write(self, login: str, before: str, text: str) -> minuting.Saved:
        with self.acting(login) as uow:
            return minuting.write_text(uow, self.item, "development", before, text)


def hold(database: Database) -> Held:
    """The municipality with the meeting of today, not begun yet."""
    town = Municipality(database).found()
    berg = Journey(town)
    berg.to_participants()
    with database.begin() as uow:
        uow.rows(
            "UPDATE team_membership SET sector = 'health' WHERE tenant_id = 1 AND user_id = ?",
            town.ids["sune"],
        )
    meeting = status_meeting(database, berg.number)
    with database.begin(write=False) as uow:
        item = stored.items(uow, meeting)[0]["id"]
    return Held(town, berg, meeting, item)
