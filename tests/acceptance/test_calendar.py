"""A team's meetings reach calendars: by link and by mail, moved and cancelled there too, and name nobody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
import vobject

from tests.acceptance.story import Town
from tests.acceptance.test_status_meetings import WHY, Team
from workflow_service.meetings import feeds, rescheduling
from workflow_service.sending.mails import Mailer, Server
from workflow_service.store.outbox import Effect

MAILER = Mailer(Server("localhost", 25, "none"), "indgang@egelund.example", "https://indgang.example")


@pytest.fixture
def team(town: Town) -> Iterator[Team]:
    """A team with status meetings, in a municipality whose mails leave."""
    town.database.ways = frozenset({"mail"})
    yield Team.of(town.inquiry("Asta").comes_to("active"))
    town.database.ways = frozenset()


def mails(team: Team, topic: str) -> list[vobject.base.Component]:
    """The events of all mails of this topic, in order."""
    found = []
    with team.town.database.begin(write=False) as uow:
        for row in uow.rows("SELECT * FROM outbox WHERE topic = ? ORDER BY id", topic):
            payload = uow.open(str(row["key_id"]), "outbox", str(row["id"]), "payload", row["payload"])
            effect = Effect(str(row["id"]), "mail", topic, row["idempotency_key"], "", payload)
            (part,) = [
                p for p in MAILER.compose(effect).iter_parts() if p.get_content_subtype() == "calendar"
            ]
            assert "Asta" not in part.get_content() and WHY not in part.get_content()
            found.append(vobject.readOne(part.get_content()))
    return found


def test_an_invitation_is_moved_and_taken_back_in_the_members_calendars(team: Team) -> None:
    first = team.coming()[0]
    team.to(first["starts_at"] - timedelta(days=6))
    invited = mails(team, "meeting_invitation")
    people = {one.vevent.attendee.value for one in invited}
    assert len(people) == len(invited) > 2
    assert {one.vevent.uid.value for one in invited} == {first["id"]}
    later = first["starts_at"] + timedelta(days=1)
    with team.acting() as uow:
        rescheduling.move(uow, team.town.neck, first["id"], later, WHY)
    moved = mails(team, "meeting_moved")
    assert {one.vevent.attendee.value for one in moved} == people and len(moved) == len(people)
    assert {one.vevent.dtstart.value for one in moved} == {later}
    # the course that begins anew invites nobody who knows already
    team.to(team.now() + timedelta(days=1))
    assert len(mails(team, "meeting_invitation")) == len(invited)
    with team.acting() as uow:
        rescheduling.cancel(uow, team.town.neck, first["id"], WHY)
    off = mails(team, "meeting_cancelled")
    assert {one.method.value for one in off} == {"CANCEL"} and len(off) == len(people)
    sequences = [int(batch[0].vevent.sequence.value) for batch in (invited, moved, off)]
    assert sequences == sorted(set(sequences))
    with team.acting() as uow:
        link = feeds.make(uow, None, uow.now)
    with team.town.database.begin(write=False) as uow:
        events = vobject.readOne(feeds.fetched(uow, link, "https://x.example").body.decode()).vevent_list
    mine = next(one for one in events if one.uid.value == first["id"])
    assert mine.status.value == "CANCELLED" and int(mine.sequence.value) >= sequences[-1]


def test_a_meeting_nobody_was_invited_to_is_moved_and_cancelled_without_a_mail(team: Team) -> None:
    third = team.coming()[2]
    with team.acting() as uow:
        rescheduling.move(uow, team.town.neck, third["id"], third["starts_at"] + timedelta(days=1), WHY)
    with team.acting() as uow:
        rescheduling.cancel(uow, team.town.neck, third["id"], WHY)
    assert mails(team, "meeting_moved") == [] and mails(team, "meeting_cancelled") == []
