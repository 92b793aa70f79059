"""The weekly visitation meeting (T07): prepared decisions by deadline, recommended, and decided by the one
who has the task; an urgent decision never waits for it."""

from __future__ import annotations

from datetime import time as clock
from datetime import timedelta
from typing import Any

import pytest

from tests.acceptance.doors import app_of, by_api
from tests.acceptance.story import Story, Town
from tests.acceptance.test_meetings_api import Api
from workflow_service.audit import verify_all
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.inbox import TaskQuery, list_tasks, read_form
from workflow_service.meetings import attendance, planning, series, visitation
from workflow_service.meetings.series import Seat
from workflow_service.meetings.visitation_page import VisitationPage, visitation_page
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row

MEMBERS = ("grant_authority1", "team_leader1", "child_disability_adviser1")


class Group:
    """The visitation meeting of Asta's unit, on Wednesdays at nine, with two decisions that are prepared."""

    def __init__(self, town: Town) -> None:
        self.town = town
        self.asta: Story = town.story("Asta", "first_talk")
        unit = self.asta.read(case_query.case_row)["unit_id"]
        seats = [Seat(town.driver.user(one), "", "disability_child") for one in MEMBERS]
        with self.acting() as uow:
            today = uow.now.astimezone(uow.zone).date()
            first = today + timedelta(days=(2 - today.weekday()) % 7 + 7)
            plan = planning.Plan("Visitationsmøder", "FREQ=WEEKLY;BYDAY=WE", first, clock(9), 60, "Lokale 1")
            self.series_id = series.create(uow, query.VISITATION, plan, unit_id=unit, seats=seats)

    def acting(self, login: str = "grant_authority1") -> Any:
        return self.town.driver.acting(self.town.driver.user(login))

    def prepare(self) -> None:
        for element in ("prepare_decision", "obtain_child_view"):
            while element in self.asta.tasks():
                self.asta.does(element)

    def first(self) -> Row:
        with self.town.database.begin(write=False) as uow:
            return query.occurrences(uow, self.series_id)[0]

    def to(self, meeting: Row, **after: int) -> None:
        self.town.driver.travel(meeting["starts_at"] + timedelta(**after))

    def page(self, meeting: Row, login: str = "grant_authority1") -> VisitationPage:
        with self.acting(login) as uow:
            return visitation_page(uow, meeting["id"])

    def all_are_there(self, meeting: Row) -> None:
        with self.acting() as uow:
            attendance.everybody_is_here(uow, meeting["id"])

    def course_task(self, meeting: Row) -> str | None:
        with self.town.database.begin(write=False) as uow:
            row = query.meeting_row(uow, meeting["id"])
            assert row is not None
            return query.open_task(uow, row["instance_id"], visitation.HOLD, None)


@pytest.fixture
def group(town: Town) -> Group:
    return Group(town)


def test_a_meeting_recommends_and_the_urgent_decision_does_not_wait(group: Group) -> None:
    asta, meeting = group.asta, group.first()
    group.prepare()
    group.to(meeting, days=-2)
    lines = group.page(meeting).lines
    assert len(lines) == 2 and [one.due for one in lines] == sorted(one.due for one in lines if one.due)
    number = asta.read(case_query.case_row)["number"]
    assert {one.title for one in lines} == {f"{number} · A.H."}
    assert all(one.matter and one.section and one.wish for one in lines)
    # one of them is urgent: it is decided now, and is gone from the agenda when they meet
    asta.does("decide")
    group.to(meeting, minutes=30)
    (line,) = group.page(meeting).lines
    group.all_are_there(meeting)
    with pytest.raises(Invalid) as told, group.acting() as uow:
        visitation.close(uow, group.town.neck, meeting["id"])
    assert set(told.value.fields or {}) == {f"items.{line.id}"}
    with group.acting("team_leader1") as uow:
        visitation.recommend(uow, line.id, "partly", "Behovet er klart for to aftener om ugen.")
    with pytest.raises(Conflict), group.acting() as uow:
        visitation.recommend(uow, line.id, "granted", "Set på samme tid.", version=line.version)
    with pytest.raises(Forbidden), group.acting("team_leader1") as uow:
        visitation.close(uow, group.town.neck, meeting["id"])
    with group.acting() as uow:
        visitation.close(uow, group.town.neck, meeting["id"])
    shown = _form(asta, "decide")
    assert shown["meeting_text"].startswith("Delvis bevilget (mødet ")
    assert "to aftener" in shown["meeting_text"]
    (entry,) = [one for one in asta.journal("meeting") if one["title"] == "Referat af visitationsmødet"]
    assert ["Indstilling", "Delvis bevilget"] in entry["content"]["answers"]
    asta.does("decide")
    assert {row["state"] for row in asta.read(decided.decisions)} == {"decided"}
    holds(group)


def _form(story: Story, element: str) -> dict[str, Any]:
    item = story.task(element)
    with story.town.driver.acting(story.town.driver.who(item)) as uow:
        return dict(read_form(uow, story.town.neck, item.id).data)


def test_a_meeting_without_decisions_falls_out_and_the_next_week_comes(group: Group) -> None:
    meeting = group.first()
    group.to(meeting, minutes=5)
    with group.town.database.begin(write=False) as uow:
        rows = query.occurrences(uow, group.series_id)
    assert [one["state"] for one in rows[:2]] == ["cancelled", "planned"]
    assert rows[0]["cancelled_why"] == "Der var ingen forberedte afgørelser."
    group.prepare()
    group.to(rows[1], minutes=5)

    def offered(login: str) -> set[str]:
        with group.acting(login) as uow:
            return {one.element for one in list_tasks(uow, group.town.neck, TaskQuery("roles")).items}

    # the meeting recommends; small sums are decided by an adviser (D5)
    assert visitation.HOLD in offered("grant_authority1")
    assert "decide" in offered("child_disability_adviser1") - offered("grant_authority1")


def test_the_form_over_the_api_says_all_and_refuses_what_is_missing(group: Group) -> None:
    group.prepare()
    meeting = group.first()
    group.to(meeting, minutes=30)
    with group.acting() as uow:
        item = next(
            one
            for one in list_tasks(uow, group.town.neck, TaskQuery("roles")).items
            if one.element == visitation.HOLD
        )
    ids = {one: group.town.driver.user(one) for one in MEMBERS}
    there = [{"member": ids[one], "status": "present"} for one in MEMBERS[:2]]
    waiting = [row["id"] for row in group.asta.read(decided.decisions)]
    items = [{"decision_ref": one, "outcome": "granted", "reason": "Reglen er klar."} for one in waiting]
    given = {"mode": "physical", "place": "Lokale 1", "attendance": there, "items": items}
    app, leader = app_of(group.town), ids["grant_authority1"]
    status, body = by_api(app, group.town, item, leader, given)
    assert (status, set(body["errors"])) == (422, {"attendance.1"}), body
    there.append({"member": ids[MEMBERS[2]], "status": "absent", "reason": "ill", "deputy": ids[MEMBERS[1]]})
    status, body = by_api(app, group.town, item, leader, given)
    assert status == 200, body
    assert group.page(meeting).meeting["state"] == "held"
    assert _form(group.asta, "decide")["meeting_text"].startswith("Bevilget")


def test_a_meeting_recommends_defers_and_closes_call_by_call(group: Group) -> None:
    group.prepare()
    meeting, ids = group.first(), {one: group.town.driver.user(one) for one in MEMBERS}
    group.to(meeting, minutes=30)
    leader, member, last = ids.values()
    api, at = Api(group.town, leader), f"/meetings/{meeting['id']}"
    found = api.ok("GET", at)
    first, second = found["prepared_decisions"]
    assert (found["kind"], found["items"], first["state"]) == ("visitation", [], "waiting")
    said = {"outcome": "partly", "reason": "To aftener om ugen.", "version": first["version"]}
    one, other = (f"{at}/minutes/{row['id']}" for row in (first, second))
    api.ok("PUT", f"{one}/recommendation", said, member)
    status, answer = api.call("PUT", f"{one}/recommendation", {**said, "outcome": "granted"})
    assert (status, answer["code"]) == (409, "changed_meanwhile")
    assert api.call("PUT", f"{one}/recommendation", {**said, "outcome": "perhaps"})[0] == 422
    stranger = group.town.driver.user("family_coordinator1")
    assert api.call("PUT", f"{one}/recommendation", said, stranger)[0] == 404
    status, answer = api.call("POST", f"{at}/close", {})
    assert status == 422 and {"attendance.0", f"items.{second['id']}"} <= set(answer["errors"])
    assert api.call("POST", f"{other}/defer", {"reason": ""})[0] == 422
    api.ok("POST", f"{other}/defer", {"reason": "Skolens udtalelse mangler."})
    there = [{"user_id": user, "state": "present"} for user in (leader, member)]
    away = {"user_id": last, "state": "absent", "reason": "ill", "deputy_id": member}
    api.ok("PUT", f"{at}/attendance", {"members": [*there, away]})
    assert api.call("POST", f"{at}/close", {}, member)[0] == 403
    assert api.ok("POST", f"{at}/close", {})["state"] == "held"
    assert api.call("POST", f"{at}/close", {})[0] == 409
    lines = api.ok("GET", at)["prepared_decisions"]
    assert [row["outcome"] for row in lines] == ["partly", None]
    assert lines[1]["deferred_why"] == "Skolens udtalelse mangler."
    # the one that was put off is on the next agenda, the other is decided with the recommendation beside it
    with group.town.database.begin(write=False) as uow:
        coming = query.occurrences(uow, group.series_id)[1]
    group.to(coming, days=-1)
    waiting = api.ok("GET", f"/meetings/{coming['id']}")["prepared_decisions"]
    assert second["title"] in {row["title"] for row in waiting} and len(waiting) == 2
    holds(group)


def test_only_members_and_the_grant_authority_see_it(group: Group) -> None:
    group.prepare()
    meeting = group.first()
    group.to(meeting, days=-1)
    for login in ("family_coordinator1", "grant_authority2"):
        seen = login.startswith("grant")
        if seen:
            assert group.page(meeting, login).lines[0].shown
            continue
        with pytest.raises(NotFound):
            group.page(meeting, login)
    (one, _) = group.page(meeting).lines
    with pytest.raises(NotFound), group.acting("family_coordinator1") as uow:
        visitation.recommend(uow, one.id, "granted", "Ja.")
    with pytest.raises(Invalid) as told, group.acting() as uow:
        visitation.recommend(uow, one.id, "perhaps", " ")
    assert set(told.value.fields or {}) == {"outcome", "reason"}
    with pytest.raises(Conflict), group.acting() as uow:
        visitation.close(uow, group.town.neck, meeting["id"])
    with group.acting() as uow:
        visitation.defer(uow, one.id, "Vi mangler skolens udtalelse.")
    assert group.page(meeting).lines[0].deferred_why == "Vi mangler skolens udtalelse."


def holds(group: Group) -> None:
    """History replays, and every chain is whole."""
    with group.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(group.town.database, group.town.neck)) == []
