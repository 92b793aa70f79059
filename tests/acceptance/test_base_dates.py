"""A date that deadlines are counted from was wrong: seen first, then corrected at once (domain.md 8, D7)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import calendar, inbox
from workflow_service.casefile import timeline
from workflow_service.casefile.base_dates import BaseDate
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.inbox import base_dates
from workflow_service.monitoring import check
from workflow_service.store import casefile, casefile_decisions

COORDINATOR, WHY = "family_coordinator2", "Moderen ringede allerede ugen før; notatet lå i postkassen."


@pytest.fixture
def asta(town: Town) -> Story:
    """The family guide is to be offered (barnets lov § 81, stk. 4)."""
    return town.story("Asta", "offer_family_guide")


def acting(town: Town, login: str = COORDINATOR) -> Any:
    return town.driver.acting(town.driver.user(login))


def found(story: Story, login: str = COORDINATOR) -> dict[str, BaseDate]:
    """The newest of each kind."""
    with acting(story.town, login) as uow:
        return {one.kind: one for one in base_dates.read(uow, story.case_id)[1]}


def corrects(story: Story, key: str, day: date, login: str = COORDINATOR) -> int:
    with acting(story.town, login) as uow:
        return base_dates.correct(uow, story.town.neck, story.case_id, key, day, WHY)


def test_an_earlier_awareness_moves_what_is_counted_from_it_and_tells_everywhere(asta: Story) -> None:
    town, item, base = asta.town, asta.task("offer_family_guide"), found(asta)["awareness_date"]
    day = base.day - timedelta(days=10)
    with acting(town) as uow:
        seen = base_dates.preview(uow, town.neck, asta.case_id, base.key, day)
    assert [(one.kind, one.before) for one in seen.moves] == [("task", item.due_at)]
    assert asta.task("offer_family_guide").due_at == item.due_at, "a preview moves nothing"
    assert corrects(asta, base.key, day) == 1
    moved = asta.task("offer_family_guide")
    assert (moved.due_at, moved.counted_from) == (seen.moves[0].after, item.due_at)
    with acting(town) as uow:
        view = inbox.read_task(uow, town.neck, item.id)
        kinds = [one.code for one in timeline(uow, asta.case_id, limit=20).events]
        entry = casefile.journal(uow, asta.case_id, limit=1)[0]
    assert view.clock is not None and view.clock.notes[0].counted and WHY in view.clock.notes[0].reason
    assert "base_date.corrected" in kinds and entry["title"] == "Rettet dato"
    assert found(asta)["awareness_date"].day == day
    assert list(check(town.database, town.neck)) == [], "the history replays"


def test_an_applications_clock_falls_with_the_day_it_really_came_until_the_family_was_told(
    town: Town,
) -> None:
    story = town.story("Asta", "screening")
    receiver = "intake_worker1" if story.family.team == "north" else "intake_worker2"
    base = found(story, receiver)["application"]
    assert base.due is not None
    day = base.day - timedelta(days=4)
    assert corrects(story, base.key, day, receiver) == 1
    rows = {row["id"]: row for row in story.read(casefile_decisions.applications)}
    ours = rows.pop(base.row["id"])
    assert (ours["received"], ours["due"]) == (day, base.due - timedelta(days=4))
    assert [row["received"] for row in rows.values()] == [base.day], "the other application stays"
    with acting(town, receiver) as uow:
        due = {
            one.due_at.astimezone(uow.zone).date() for one in inbox.case_clocks(uow, town.neck, story.case_id)
        }
    assert due >= {ours["due"], *(row["due"] for row in rows.values())}
    with town.database.begin() as uow:
        uow.rows("UPDATE application SET told_at = ? RETURNING id", base.day)
    with pytest.raises(Conflict, match="family_told"):
        corrects(story, base.key, base.day, receiver)
    about = [one.about for one in town.driver.open_tasks(story.instance_id)]
    assert any(calendar.short_date(day, "da") in one for one in about), about
    assert list(check(town.database, town.neck)) == [], "the history replays"


def test_only_who_answers_for_the_case_corrects_and_never_to_a_day_that_cannot_be(asta: Story) -> None:
    base = found(asta)["awareness_date"]
    with pytest.raises(Forbidden):
        corrects(asta, base.key, base.day - timedelta(days=3), "core_team_member1")
    for day in (base.day, base.day + timedelta(days=900), date(1990, 1, 1)):
        with pytest.raises(Invalid, match="base_date_invalid"):
            corrects(asta, base.key, day)
    with pytest.raises(Invalid, match="reason"), acting(asta.town) as uow:
        day = base.day - timedelta(days=3)
        base_dates.correct(uow, asta.town.neck, asta.case_id, base.key, day, " ")
