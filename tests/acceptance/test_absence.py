"""Scenario 17: somebody is away for three weeks. Families see the substitute, no hand-over starts, deadlines
are covered, and everything comes back by itself (T08, F30)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Answers, Story, Town
from workflow_service import inbox
from workflow_service.audit import verify_all
from workflow_service.casefile import absence_page, timeline
from workflow_service.casefile.family_page import family_page
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.inbox import TaskQuery
from workflow_service.store import absences as query
from workflow_service.store import people

PROCESS = "absence_cover"


@dataclass
class Holiday:
    """The coordinator of a family goes on holiday."""

    story: Story
    absent: str
    first: date
    last: date
    course: str = ""

    @classmethod
    def next_week(cls, story: Story, absent: str) -> Holiday:
        """Three weeks from next Monday on."""
        today = story.town.driver.clock.now().date()
        monday = today + timedelta(days=7 - today.weekday())
        return cls(story, absent, monday, monday + timedelta(days=18))

    def found(self) -> None:
        """The course of the absence that was begun on its page."""
        with self.town.database.begin(write=False) as uow:
            found = uow.value("SELECT instance_id FROM absence WHERE user_id = ?", self.absent)
        self.course = str(found)

    @property
    def town(self) -> Town:
        return self.story.town

    def registers(self, login: str | None = None, **changed: Any) -> None:
        """The absence is written on its page and its form, by the absent one or by `login`."""
        user_id = self.town.driver.user(login) if login else self.absent
        with self.town.driver.acting(user_id) as uow:
            absence_page.register(uow, self.town.neck, self.absent)
        self.found()
        self.answers(user_id, "register_absence", {**self.answer(), **changed})

    def answer(self) -> Answers:
        return {
            "first_on": self.first.isoformat(),
            "last_on": self.last.isoformat(),
            "substitute": self.substitute,
            "tasks": "all",
            "note": "Ring til Asta om hjælpemidlet.",
        }

    @property
    def substitute(self) -> str:
        """Another adviser than the one the family already knows as substitute."""
        with self.town.database.begin(write=False) as uow:
            known = uow.value("SELECT substitute_id FROM case_file WHERE id = ?", self.story.case_id)
            rows = uow.rows(
                "SELECT DISTINCT user_id FROM membership WHERE role = 'child_disability_adviser'"
                " ORDER BY user_id"
            )
        others = [str(row["user_id"]) for row in rows if str(row["user_id"]) not in (self.absent, str(known))]
        return others[0]

    def open(self) -> dict[str, str]:
        """The open tasks of the absence's own course."""
        with self.town.database.begin(write=False) as uow:
            rows = uow.rows(
                "SELECT element, id FROM user_task WHERE instance_id = ? AND state IN ('created', 'claimed')",
                self.course,
            )
        return {row["element"]: str(row["id"]) for row in rows}

    def answers(self, user_id: str, element: str, given: Answers) -> None:
        self.town.complete(user_id, self.open()[element], given)

    def form(self, user_id: str, element: str) -> dict[str, Any]:
        with self.town.driver.acting(user_id) as uow:
            return dict(inbox.read_form(uow, self.town.neck, self.open()[element]).data)

    def comes(self, day: date, hour: int = 8) -> None:
        with self.town.database.begin(write=False) as uow:
            zone = uow.zone
        self.town.driver.travel(datetime.combine(day, time(hour), tzinfo=zone))

    def mine(self, user_id: str) -> set[str]:
        """What stands on this person's own list."""
        with self.town.driver.acting(user_id) as uow:
            return {
                one.id for one in inbox.list_tasks(uow, self.town.neck, TaskQuery("mine", limit=200)).items
            }

    def name(self, user_id: str) -> str:
        with self.town.database.begin(write=False) as uow:
            return people.read_user(uow, user_id).name


@pytest.fixture
def holiday(town: Town) -> Holiday:
    story = town.story("Asta", "prepare_assessment_meeting")
    coordinator = story.page().coordinator
    assert coordinator is not None
    return Holiday.next_week(story, coordinator.id)


def test_three_weeks_away_cost_the_family_nothing(holiday: Holiday) -> None:
    story, substitute = holiday.story, holiday.substitute
    holiday.registers()
    task = story.task("prepare_assessment_meeting")
    assert task.id not in holiday.mine(substitute)

    holiday.comes(holiday.first)
    page = story.page()
    assert page.away.startswith("til og med fredag den ")
    assert page.substitute is not None and page.substitute.id == substitute
    with holiday.town.driver.acting(substitute) as uow:
        family = family_page(uow, story.case_id)
        assert family.substitute is not None and family.substitute.name == holiday.name(substitute)
    # the absent one still sees it; the substitute has it as well, and knows what must be known
    assert {task.id} <= holiday.mine(substitute) & holiday.mine(holiday.absent)
    read = holiday.form(substitute, "read_handover")
    assert read["note_read"] == "Ring til Asta om hjælpemidlet." and "Asta" in read["families"]
    assert "consider_successor" not in holiday.open()
    assert "choose_successor" not in story.tasks()

    given = story.answers("prepare_assessment_meeting")
    holiday.town.complete(substitute, task.id, given)
    with holiday.town.driver.acting(substitute) as uow:
        newest = next(one for one in timeline(uow, story.case_id).events if one.source == "submission")
    assert newest.actor == f"{holiday.name(substitute)} på vegne af {holiday.name(holiday.absent)}"

    holiday.comes(holiday.last + timedelta(days=1))
    assert story.page().away == ""
    assert not holiday.mine(substitute) & {one.id for one in story.tasks().values()}
    assert "Forbered udredningsmødet" in holiday.form(holiday.absent, "return_briefing")["meanwhile"]
    holiday.answers(holiday.absent, "return_briefing", {})
    with holiday.town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
        assert uow.value("SELECT state FROM process_instance WHERE id = ?", holiday.course) == "completed"


def test_what_the_substitute_took_comes_back(holiday: Holiday) -> None:
    story, substitute = holiday.story, holiday.substitute
    holiday.registers()
    holiday.comes(holiday.first)
    task = story.task("prepare_assessment_meeting")
    with holiday.town.driver.acting(substitute) as uow:
        # given up by the substitute, it is free for the coordinator's role, and the substitute takes it
        inbox.unclaim(uow, task.id)
    with holiday.town.driver.acting(substitute) as uow:
        inbox.claim(uow, task.id)
    assert story.task("prepare_assessment_meeting").assignee == substitute

    with holiday.town.driver.acting(holiday.absent) as uow:
        mine = absence_page.absences(uow).own
        absence_page.come_back(uow, holiday.town.neck, mine[0].id)
    holiday.comes(holiday.first, 9)
    assert story.task("prepare_assessment_meeting").assignee == holiday.absent
    with holiday.town.driver.acting(substitute) as uow:
        assert query.of_substitute(uow, substitute) == ()
    with pytest.raises(Conflict), holiday.town.driver.acting(holiday.absent) as uow:
        absence_page.come_back(uow, holiday.town.neck, mine[0].id)


def test_only_a_long_or_unknown_absence_asks_for_a_new_coordinator(holiday: Holiday) -> None:
    leader = holiday.town.driver.user("team_leader1")
    holiday.registers("team_leader1", unknown_end=True, ill=True)
    holiday.comes(holiday.first)
    assert holiday.story.page().away == "indtil videre"
    given = {"decision": "cover", "reason": "Vi venter en måned."}
    holiday.answers(leader, "consider_successor", given)
    with holiday.town.database.begin(write=False) as uow:
        assert query.reached_instead(uow, holiday.absent) == holiday.substitute


def test_a_substitute_of_a_coordinator_is_an_adviser(holiday: Holiday) -> None:
    other = holiday.town.driver.user("core_team_member1")
    with pytest.raises(Invalid, match="INV-01"):
        holiday.registers(substitute=other)
    with pytest.raises(NotFound), holiday.town.driver.acting(other) as uow:
        absence_page.register(uow, holiday.town.neck, holiday.absent)


def test_an_absence_that_comes_to_nothing_leaves_nothing(holiday: Holiday) -> None:
    holiday.registers()
    with holiday.town.driver.acting(holiday.absent) as uow:
        absence_page.withdraw(uow, holiday.town.neck, absence_page.absences(uow).own[0].id)
    holiday.comes(holiday.first)
    assert holiday.story.page().away == ""
    assert not holiday.mine(holiday.substitute)
    with holiday.town.database.begin(write=False) as uow:
        assert uow.value("SELECT state FROM process_instance WHERE id = ?", holiday.course) == "completed"


def test_another_family_can_have_another_substitute(holiday: Holiday) -> None:
    known = holiday.story.page().substitute
    assert known is not None
    part = [{"what": f"case:{holiday.story.case_id}", "substitute": known.id}]
    holiday.registers(others=part)
    holiday.comes(holiday.first)
    task = holiday.story.task("prepare_assessment_meeting")
    assert task.id in holiday.mine(known.id)
    assert task.id not in holiday.mine(holiday.substitute)
    page = holiday.story.page()
    assert page.substitute is not None and page.substitute.id == known.id
