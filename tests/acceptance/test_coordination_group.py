"""The coordination group (T02): its months, an escalated split decided at its meeting, its agreement."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Answers, Change, Story, Town
from tests.acceptance.test_joint_financing import FIRST, approves, course_of, thirds, versions
from tests.acceptance.test_status_meetings import holds
from workflow_service import inbox
from workflow_service.errors import Invalid, Rejection
from workflow_service.inbox import TaskItem, TaskQuery, list_tasks
from workflow_service.meetings import coordination_page, planning, series
from workflow_service.store import coordination as group
from workflow_service.store import meetings as query
from workflow_service.store import meetings_agenda as agenda
from workflow_service.store.casefile_rows import Row

CHAIR, HEAD, OTHER = "coordination_chair1", "department_head1", "department_head2"


class Group:
    """The group of the municipality: the chair, two heads of department, one of them deputy chair."""

    def __init__(self, town: Town) -> None:
        self.town, self.driver = town, town.driver
        self.chair, self.head, self.other = (self.driver.user(one) for one in (CHAIR, HEAD, OTHER))
        first = self.now().date() + timedelta(days=20)
        plan = planning.Plan(
            "Koordinationsgruppen", "FREQ=MONTHLY;BYDAY=2TH", first, time(9), 120, "Rådhuset, lokale 1"
        )
        seats = [series.Seat(self.chair, "", "disability_child"), series.Seat(self.head, deputy_id=self.other)]
        seats.append(series.Seat(self.other, "", "adult_social"))
        with self.acting(self.chair) as uow:
            self.series_id = series.create(
                uow, query.COORDINATION, plan, seats=seats, chair_id=self.chair, deputy_chair_id=self.head
            )

    def now(self) -> datetime:
        with self.town.database.begin(write=False) as uow:
            return uow.now.astimezone(uow.zone)

    def acting(self, user_id: str) -> Any:
        return self.driver.acting(user_id)

    def read(self, what: Any, *args: Any) -> Any:
        with self.town.database.begin(write=False) as uow:
            return what(uow, *args)

    def meetings(self) -> list[Row]:
        rows: list[Row] = self.read(query.occurrences, self.series_id)
        return rows

    def meeting(self, number: int = 0) -> Row:
        return self.meetings()[number]

    def task(self, element: str, user_id: str | None = None) -> TaskItem:
        """The task as the chair's list shows it, or its owner's."""
        with self.acting(user_id or self.chair) as uow:
            tab = "roles" if user_id is None else "mine"
            found = list_tasks(uow, self.town.neck, TaskQuery(tab)).items
        (item,) = [one for one in found if one.element == element][:1] or [None]
        assert item is not None, [one.element for one in found]
        return item

    def form(self, item: TaskItem, user_id: str | None = None) -> Answers:
        with self.acting(user_id or self.chair) as uow:
            return dict(inbox.read_form(uow, self.town.neck, item.id).data)

    def does(self, element: str, change: Change = dict) -> None:
        item = self.task(element)
        self.town.complete(self.chair, item.id, self.answers(item, change))

    def refused(self, element: str, change: Change) -> Rejection:
        item = self.task(element)
        given = self.answers(item, change)
        with pytest.raises(Rejection) as caught:
            self.town.complete(self.chair, item.id, given)
        return caught.value

    def answers(self, item: TaskItem, change: Change) -> Answers:
        given = usual(self, item)
        change(given)
        return given

    def to(self, moment: datetime) -> None:
        self.driver.travel(moment)

    def begins(self, number: int = 0) -> Row:
        """The agenda is ready and the meeting begins."""
        meeting = self.meeting(number)
        self.to(meeting["starts_at"] - timedelta(days=4))
        self.does("prepare_agenda")
        self.to(meeting["starts_at"] + timedelta(minutes=1))
        return self.meeting(number)


def usual(group: Group, item: TaskItem) -> Answers:
    """What the chair answers to each step when nothing is special."""
    data, day = group.form(item), group.now().date()
    if item.element == "prepare_agenda":
        return {"agenda_ready": True, "topics": [{"what": "Ventetid på PPR", "why": "Tallet er steget"}]}
    if item.element == "renew_priority_agreement":
        signed = [{**row, "agreed": True, "agreed_on": day.isoformat()} for row in data["signatures"]]
        dates = {key: data[key] for key in ("valid_from", "valid_to")}
        return {"agreement_text": "Akutte sager kommer først.", **dates, "signatures": signed}
    decided = {"what": "Find en fast PPR-psykolog.", "owner": group.head}
    given: Answers = {
        "was_held": True,
        "chair": data["chair"],
        "attendance": [{**row, "state": "present"} for row in data["attendance"]],
        "decisions": [{**decided, "due": (day + timedelta(days=14)).isoformat()}],
        "minutes": "Alle var enige.",
    }
    if data.get("escalations"):
        reason = "Ansvaret er børnehandicaps, gevinsten er delt."
        given["escalations"] = [{**row, "outcome": "split", "reason": reason} for row in data["escalations"]]
        given["escalated_shares"] = data["escalated_shares"]
    return given


def escalates(story: Story) -> Any:
    """The sectors do not agree on the split of this family; the course."""
    course = course_of(story)
    course.runs(*FIRST)

    def no(given: Answers) -> None:
        given.clear()
        given.update(decision="refused", note="Der er ikke midler i år.")

    for last in (False, False, True):
        course.does("sector_approval", no)
        approves(course)
        if not last:
            course.runs("renegotiate", "controller_check")
    return course


@pytest.fixture
def family(town: Town) -> Story:
    return town.inquiry("Noah").comes_to("agree_with_family")


def test_an_escalated_split_comes_on_the_agenda_and_the_decision_goes_back_to_the_case(family: Story) -> None:
    people = Group(family.town)
    course = escalates(family)
    assert course.tasks() == {} and versions(family)[0]["state"] == "escalated"
    meeting = people.begins()
    assert [row["ref_id"] for row in people.read(group.items, meeting["id"])] == [versions(family)[0]["id"]]
    form = people.form(people.task("hold_coordination_meeting"))
    (case,) = form["escalations"]
    assert case["case_text"].startswith("N.") and "Der er ikke midler i år." in case["why_text"]
    first, second = (row["share"] for row in form["escalated_shares"][:2])

    def lacking(given: Answers) -> None:
        for row in given["escalated_shares"]:
            row["pct"] = "33.33"

    refusal = people.refused("hold_coordination_meeting", lacking)
    assert isinstance(refusal, Invalid) and "(Regel 10)" in refusal.fields["escalated_shares"][0]

    def settle(given: Answers) -> None:
        parts = {first: "70.00", second: "30.00"}
        for row in given["escalated_shares"]:
            row["pct"] = parts[row["share"]]

    people.does("hold_coordination_meeting", settle)
    people.to(people.now() + timedelta(minutes=1))
    # the split goes on where the task of the chair led before: the controller looks at it
    assert set(course.tasks()) == {"controller_check"}
    course.runs("controller_check")
    approves(course)
    now = versions(family)[0]
    shares = family.read(lambda uow, case: query_shares(uow, now["id"]))
    assert now["state"] == "active" and sorted(shares) == ["30.00", "70.00"]
    titles = [entry["title"] for entry in family.journal("document")]
    assert "Koordinationsgruppens beslutning om finansiering" in titles
    # the decision is a task of its owner
    item = people.task("carry_out_decision", people.head)
    assert "PPR-psykolog" in people.form(item, people.head)["decision_text"]
    people.town.complete(people.head, item.id, {"outcome": "done"})
    held = people.meeting()
    kept = people.read(agenda.decisions, held["id"])
    assert {row["kind"]: row["outcome"] for row in kept} == {"action": "done", "escalation": "split"}
    assert held["state"] == "held" and held["report"]["escalations"][0]["case"]
    holds(people)  # type: ignore[arg-type]


def query_shares(uow: Any, agreement_id: str) -> list[str]:
    from workflow_service.store import casefile_financing as financing

    return [f"{one['pct']:f}" for one in financing.shares(uow, agreement_id)]
