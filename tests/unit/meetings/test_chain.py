"""Two meetings of one series are written at once, and the audit chain of the series stays one."""

from tests.unit.meetings.minuted import hold
from workflow_service.audit import verify_all
from workflow_service.meetings import base, minuting
from workflow_service.states import Event
from workflow_service.store import Database
from workflow_service.store import meetings as query


def test_what_another_has_noted_meanwhile_stands_before_it_in_the_chain(postgres_database: Database) -> None:
    held = hold(postgres_database).begin()
    with held.acting("tove") as uow:
        _, series = base.meeting_of(uow, held.meeting)
        held.write("mette", "", "Tre skoledage om ugen.")
        base.note(uow, series, Event.SERIES_CHANGED)
    with held.acting("pia") as uow:
        minuting.choose(uow, held.item, "decision", None, "no_change")
    with held.acting("tove") as uow:
        assert verify_all(uow) == []
        row = query.series_row(uow, series["id"])
        events = uow.value("SELECT count(*) FROM audit_event WHERE chain_id = ?", series["id"])
    assert row is not None and row["audit_seq"] == events
