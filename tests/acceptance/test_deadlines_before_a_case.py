"""A deadline that is missed in a course without a case: the next leader gets one task about it, and what the
diagram draws itself stays as it is (domain.md 5.2 T01, 5.3 N01; 9, `escalation_path`)."""

from __future__ import annotations

from datetime import timedelta

from tests.acceptance.notified import registered
from tests.acceptance.story import Town
from tests.acceptance.test_deadlines import HEAD, acting, later, offered, sees, tells
from tests.acceptance.test_status_meetings import Team, holds
from workflow_service import inbox, meetings
from workflow_service.inbox import complete_task


def test_minutes_that_nobody_approves_are_told_to_the_head_of_department_until_they_are(town: Town) -> None:
    team = Team(town, "north")
    first = team.coming()[0]
    team.to(first["starts_at"] + timedelta(hours=1))
    team.minutes(first)
    with team.acting() as uow:
        meetings.close(uow, town.neck, first["id"])
    waiting = team.tasks(first)["approve_status_minutes"]
    clock = sees(town, "team_leader1", waiting).clock
    assert clock is not None and (clock.type, clock.starts) == ("model", "Statusmødet blev holdt")
    assert clock.since is not None and clock.breach == "Den næste leder får en opgave"
    later(town, days=6)
    tells(town)
    assert tells(town) == 0
    (told,) = offered(town, HEAD)
    view = sees(town, HEAD, told.id)
    assert (view.only_told, view.previous, view.item.case_number) == (True, (), None)
    with acting(town, HEAD) as uow:
        form = inbox.read_form(uow, town.neck, told.id).data
    assert (form["overdue_name"], form["overdue_holder"]) == (
        "Godkend referatet",
        "Teamleder, Kerneteam Nord",
    )
    with acting(town, "team_leader1") as uow:
        complete_task(uow, town.neck, waiting, {"minutes_read": True})
    tells(town)
    assert offered(town, HEAD) == []
    holds(team)


def test_a_notification_keeps_the_one_follow_up_that_its_diagram_draws(town: Town) -> None:
    note = registered(town)
    later(town, days=6)
    tells(town)
    drawn = {"leader_follow_up", "duty_follow_up"} & note.tasks().keys()
    told = [offered(town, login) for login in ("team_leader1", HEAD, "duty_officer1")]
    assert len(drawn) == 1 and told == [[], [], []]
