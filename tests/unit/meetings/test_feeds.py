"""A calendar link shows its owner's meetings as they stand, names nobody, and ends when it should."""

from __future__ import annotations

from datetime import timedelta

import pytest
import vobject

from tests.conftest import NOW
from tests.unit.casefile.journey import Journey
from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import PLAN, WHY, local, make, rows
from workflow_service.errors import NotFound
from workflow_service.meetings import feeds, rescheduling
from workflow_service.runtime import Runtime
from workflow_service.store import people, tables
from workflow_service.store.casefile_rows import add

BASE = "https://indgang.egelund.example"


def link(town: Municipality, login: str, series_id: str | None = None) -> str:
    with town.database.begin(town.actor(login), purpose="test") as uow:
        return feeds.make(uow, series_id, NOW)


def fetch(town: Municipality, secret: str) -> feeds.Fetched:
    with town.database.begin(purpose="test", write=False) as uow:
        return feeds.fetched(uow, secret, BASE)


def events(town: Municipality, secret: str) -> dict[str, vobject.base.Component]:
    found = vobject.readOne(fetch(town, secret).body.decode())
    found.validate(raiseException=True)
    return {one.uid.value: one for one in getattr(found, "vevent_list", [])}


def test_only_a_hash_of_the_secret_is_kept(town: Municipality) -> None:
    secret = link(town, "tove")
    assert len(secret) == 43
    with town.database.begin(write=False) as uow:
        kept = repr([dict(row) for row in uow.rows("SELECT * FROM calendar_feed")])
    assert secret not in kept and secret.encode() not in kept.encode()


def test_a_moved_meeting_keeps_its_uid_and_a_cancelled_one_says_so(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    secret = link(town, "tove", series_id)
    before = events(town, secret)
    with town.database.begin(write=False) as uow:
        third, fourth = [one["id"] for one in rows(uow, series_id)][2:4]
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        rescheduling.move(uow, rt, third, local(2026, 5, 8), WHY, place="Lokale 4")
        rescheduling.cancel(uow, rt, fourth, WHY)
    after = events(town, secret)
    assert after[third].dtstart.value == local(2026, 5, 8) and after[third].location.value == "Lokale 4"
    assert int(after[third].sequence.value) > int(before[third].sequence.value)
    assert after[fourth].status.value == "CANCELLED" and WHY not in repr(after)
    assert after[third].summary.value == PLAN.name and after[third].url.value == f"{BASE}/meetings/{third}"


def test_the_etag_changes_with_a_date_and_not_with_the_time_of_day(town: Municipality, rt: Runtime) -> None:
    series_id = make(town)
    secret = link(town, "tove")
    first = fetch(town, secret).etag
    assert fetch(town, secret).etag == first
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        rescheduling.cancel(uow, rt, rows(uow, series_id)[2]["id"], WHY)
    assert fetch(town, secret).etag != first


def test_a_meeting_of_a_case_has_no_name_no_kind_and_no_place(town: Municipality) -> None:
    berg = Journey(town)
    berg.to_participants()
    with town.database.begin(purpose="test") as uow:
        case = uow.row("SELECT * FROM case_file WHERE tenant_id = 1 AND number = ?", berg.number)
        assert case is not None
        values = {
            "case_id": str(case["id"]),
            "type": "network",
            "planned_at": uow.now + timedelta(days=3),
            "place": "Hos familien Berg, Skovvej 4",
            "minutes": {"purpose": "Noahs skolegang"},
            "state": "planned",
        }
        meeting = add(uow, tables.meeting, str(case["key_id"]), values)
        coordinator = str(case["coordinator_id"])
    login = next(name for name, user_id in town.ids.items() if user_id == coordinator)
    event = events(town, link(town, login))[meeting]
    assert event.summary.value == "Møde i en sag" and not hasattr(event, "location")
    assert event.url.value == f"{BASE}/cases/{values['case_id']}"
    text = fetch(town, link(town, login)).body.decode()
    for word in ("Berg", "Noah", "Skovvej", "netværk", "network", berg.number):
        assert word.casefold() not in text.casefold()
    # somebody without the case has nothing of it
    assert meeting not in events(town, link(town, "iben"))


def test_a_new_link_ends_the_one_before_and_a_closed_one_opens_nothing(town: Municipality) -> None:
    old, new = link(town, "tove"), link(town, "tove")
    with pytest.raises(NotFound):
        fetch(town, old)
    feed_id = fetch(town, new).feed.id
    with town.database.begin(town.actor("iben"), purpose="test") as uow, pytest.raises(NotFound):
        feeds.revoke(uow, feed_id, NOW)
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        feeds.revoke(uow, feed_id, NOW)
    with pytest.raises(NotFound):
        fetch(town, new)


def test_somebody_outside_the_team_gets_no_link_to_it_and_who_leaves_the_house_none_at_all(
    town: Municipality,
) -> None:
    series_id = make(town)
    with pytest.raises(NotFound):
        link(town, "iben", series_id)
    secret = link(town, "tove", series_id)
    with town.database.begin(purpose="test") as uow:
        people.end_access(uow, town.ids["tove"], NOW)
    with pytest.raises(NotFound):
        fetch(town, secret)
