"""The minutes of a case name everybody who was in the room for it; the quorum counts members only."""

from __future__ import annotations

from tests.unit.meetings.minuted import hold
from workflow_service.casefile import status_meetings
from workflow_service.casefile.status_meetings import Minuted, Occasion
from workflow_service.meetings import closing
from workflow_service.meetings.attendance import attend, has_left
from workflow_service.store import Database
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda_query


def test_a_coordinator_outside_the_team_stands_in_the_minutes_and_does_not_count(
    sqlite_database: Database,
) -> None:
    """Mette coordinates and is a member, Jonas is her substitute and none; Sune goes out for the case."""
    held = hold(sqlite_database).begin()
    with held.acting("tove") as uow:
        ids = held.town.ids
        attend(uow, held.meeting, ids["pia"], "deputy", reason="ill", deputy_id=ids["mette"])
        has_left(uow, held.item)
    with held.acting("tove") as uow:
        meeting = query.meeting_row(uow, held.meeting)
        assert meeting is not None
        series = query.series_row(uow, meeting["series_id"])
        assert series is not None
        room = closing.room_of(uow, meeting, series)
        case_id = agenda_query.items(uow, held.meeting)[0]["case_id"]
        assert {one.name for one in room.members} == {"Mette Holm", "Pia Ørsted", "Sune Aagaard", "Tove Krag"}
        said = Minuted("Bedre.", "no_change", None, "unchanged", room.present(held.item))
        written = status_meetings.write_minutes(
            uow, case_id, Occasion(held.meeting, uow.now, "physical", "Lokale 2"), said
        )
    with held.acting("tove") as uow:
        rows = uow.rows("SELECT user_id FROM attendance WHERE meeting_id = ?", written)
        names = query.user_names(uow, [str(one["user_id"]) for one in rows])
    assert set(names.values()) == {"Jonas Friis", "Mette Holm", "Tove Krag"}
    assert len(rows) == 3, "Mette is there once, for Pia too"
