"""The coordination group (T02): its months, an escalated split decided at its meeting, its agreement."""

from __future__ import annotations

import json
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest

from tests.acceptance.story import Answers, Change, Story, Town
from tests.acceptance.test_joint_financing import FIRST, approves, course_of, versions
from tests.acceptance.test_meetings_api import Api
from workflow_service import inbox
from workflow_service.audit import verify_all
from workflow_service.errors import Invalid, NotFound, Rejection
from workflow_service.inbox import TaskItem, TaskQuery, list_tasks
from workflow_service.meetings import coordination_page, coordination_paper, planning, rescheduling, series
from workflow_service.monitoring import check
from workflow_service.store import casefile_financing as financing
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
        seats = [
            series.Seat(self.chair, "", "disability_child"),
            series.Seat(self.head, deputy_id=self.other),
        ]
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
    return town.story("Noah", "agree_with_family")


def test_an_escalated_split_comes_on_the_agenda_and_the_decision_goes_back_to_the_case(family: Story) -> None:
    people = Group(family.town)
    course = escalates(family)
    assert course.tasks() == {} and versions(family)[0]["state"] == "escalated"
    meeting = people.begins()
    assert [row["ref_id"] for row in people.read(group.items, meeting["id"])] == [versions(family)[0]["id"]]
    form = people.form(people.task("hold_coordination_meeting"))
    (case,) = form["escalations"]
    assert case["case_text"].startswith("N.") and "Der er ikke midler i år." in case["why_text"]
    shares = [row["share"] for row in form["escalated_shares"]]
    parts = dict(zip(shares, PARTS[len(shares)], strict=True))
    is_minuted_by_two_programs(people, meeting, parts)
    people.to(people.now() + timedelta(minutes=1))
    # the split goes on where the task of the chair led before: the controller looks at it
    assert set(course.tasks()) == {"controller_check"}
    course.runs("controller_check")
    approves(course)
    now = versions(family)[0]
    kept = [f"{one['pct']:f}" for one in family.read(lambda uow, case: financing.shares(uow, now["id"]))]
    assert now["state"] == "active" and tuple(kept) == PARTS[len(shares)]
    titles = [entry["title"] for entry in family.journal("document")]
    assert "Koordinationsgruppens beslutning om finansiering" in titles
    # the decision is a task of its owner
    item = people.task("carry_out_decision", people.head)
    assert "PPR-psykolog" in people.form(item, people.head)["decision_text"]
    people.town.complete(people.head, item.id, {"outcome": "done"})
    held = people.meeting()
    found = people.read(agenda.decisions, held["id"])
    assert {row["kind"]: row["outcome"] for row in found} == {"action": "done", "escalation": "split"}
    assert held["state"] == "held" and held["report"]["escalations"][0]["case"]
    sees_no_names(people, family, held)
    assert people.read(verify_all) == []
    assert list(check(family.town.database, family.town.neck)) == []


def sees_no_names(people: Group, family: Story, meeting: Row) -> None:
    """The report kept with the minutes names neither the child nor anybody who works; the group alone reads
    the case, by initials."""
    told = json.dumps(meeting["report"], ensure_ascii=False)
    with people.town.database.begin(write=False) as uow:
        names = [str(row["name"]) for row in uow.rows("SELECT name FROM app_user")]
    assert family.family.first not in told and not [one for one in names if one in told]
    with people.acting(people.other) as uow:
        page = coordination_page.group_meeting(uow, meeting["id"])
        assert page.raised[0].name.startswith("N.") and page.report is not None
        assert {one.key for one in page.report.figures if one.masked} >= {"K11", "K15"}
        assert coordination_paper.report_paper(uow, meeting["id"]).content.startswith(b"%PDF")
    for login in ("team_leader1", "family_coordinator1", "controller1"):
        with pytest.raises(NotFound), people.acting(people.driver.user(login)) as uow:
            coordination_page.group_meeting(uow, meeting["id"])


def is_minuted_by_two_programs(people: Group, meeting: Row, parts: dict[str, str]) -> None:
    """The whole meeting over the API: the chair and a head write at once, the chair closes it."""
    api, at = Api(people.town, people.chair), f"/meetings/{meeting['id']}"
    found = api.ok("GET", at)
    report, raised, topic = [one["id"] for one in found["items"]]
    assert [one["title"] for one in found["items"]][::2] == ["Ledelsesinformation", "Ventetid på PPR"]
    there = [{"user_id": one["user_id"], "state": "present"} for one in found["attendance"]]
    away = {**there.pop(), "state": "absent", "reason": "ill", "deputy_id": people.head}
    api.ok("PUT", f"{at}/attendance", {"members": [*there, away]})
    assert api.call("POST", f"{at}/close", {})[0] == 422
    api.ok("POST", f"{at}/begin")
    assert api.call("PUT", f"{at}/chair", {"user_id": people.other})[1]["code"] == "inv_11"
    api.ok("PUT", f"{at}/chair", {"user_id": people.head})
    api.ok("POST", f"{at}/minutes/{report}/finish")
    split = f"{at}/minutes/{raised}"
    reason = "Ansvaret er børnehandicaps, gevinsten er delt."
    api.ok("PUT", split, {"decision": {"value": "split"}, "decision_note": {"text": reason}})
    uneven = [{"share_id": share, "value": "33,33"} for share in parts]
    api.ok("PUT", split, {"shares": uneven})
    status, answer = api.call("POST", f"{split}/finish")
    assert status == 422 and "(Regel 10)" in answer["errors"]["shares"][0]
    api.ok("PUT", split, {"shares": [{"share_id": one, "value": pct} for one, pct in parts.items()]})
    status, answer = api.call("PUT", split, {"decision": {"value": "none"}}, people.other)
    assert (status, [one["value"] for one in answer["question"]["choices"]]) == (409, ["split", "none"])
    api.ok("POST", f"{split}/finish")
    words = f"{at}/minutes/{topic}"
    api.ok("PUT", words, {"development": {"text": "Ni uger."}})
    api.ok("PUT", words, {"development": {"base": "Ni uger.", "text": "Ni uger. To mangler."}}, people.other)
    saved = api.ok("PUT", words, {"development": {"base": "Ni uger.", "text": "Ni uger. Vi slår op."}})
    assert "To mangler." in saved["texts"]["development"] and "Vi slår op." in saved["texts"]["development"]
    due = (people.now().date() + timedelta(days=14)).isoformat()
    decided = {"what": "Find en fast PPR-psykolog.", "owner_id": people.head, "due_on": due}
    api.ok("POST", f"{words}/actions", decided, people.other)
    api.ok("POST", f"{words}/finish")
    later = api.ok("POST", f"{at}/topics", {"what": "Nyt lokale"})["id"]
    api.ok("POST", f"{at}/minutes/{later}/defer", {"reason": "Tiden er gået."})
    assert api.call("POST", f"{at}/close", {}, people.other)[0] == 403
    closed = api.ok("POST", f"{at}/close", {})
    assert (closed["state"], closed["deferred"]) == ("held", 1)
    assert [one["decision"] for one in closed["sent"]] == ["split"]
    told = api.ok("GET", f"{at}/report", user=people.other)
    assert told["frozen"] and [one["what"] for one in told["decisions"]] == [decided["what"]]
    assert told["raised"][0]["outcome"] == "Udgiften fordeles" and told["figures"][0]["key"] == "K01"
    stranger = people.driver.user("team_leader1")
    for path in (at, f"{at}/report", f"/meeting-series/{people.series_id}/agreements"):
        assert api.call("GET", path, user=stranger)[0] == 404, path


PARTS = {2: ("70.00", "30.00"), 3: ("50.00", "30.00", "20.00")}


def test_the_chair_is_the_head_a_decision_has_an_owner_and_the_agreement_is_renewed(town: Town) -> None:
    people = Group(town)
    with pytest.raises(Invalid) as told, people.acting(people.chair) as uow:
        series.set_group(
            uow, people.series_id, [series.Seat(people.driver.user("team_leader1"))], people.head, None
        )
    assert {"chair", "members.0"} <= set(told.value.fields or {})
    people.begins()
    hold = "hold_coordination_meeting"
    refusal = people.refused(hold, lambda given: given.update(chair=people.other))
    assert isinstance(refusal, Invalid) and "(Regel 11)" in (refusal.fields or {})["chair"][0]
    refusal = people.refused(hold, lambda given: given["decisions"][0].pop("owner"))
    assert isinstance(refusal, Invalid) and "decisions.0.owner" in (refusal.fields or {})

    def alone(given: Answers) -> None:
        for row in given["attendance"][1:]:
            row.update(state="absent", reason="ill", deputy=people.chair)

    assert "(Regel 9)" in people.refused(hold, alone).da
    people.does(hold, lambda given: given.update(chair=people.head))  # the deputy chair may
    people.does("renew_priority_agreement")
    (agreed,) = people.read(group.agreements, people.series_id)
    assert [one["agreed"] for one in agreed["content"]["signatures"]] == [True] * 3
    with people.acting(people.other) as uow:
        assert coordination_page.group_agreements(uow, people.series_id).found[0].in_force
    api = Api(town, people.other)
    (listed,) = api.ok("GET", f"/meeting-series/{people.series_id}/agreements")["items"]
    assert listed == api.ok("GET", f"/agreements/{agreed['id']}") and listed["in_force"]
    assert len(listed["signatures"]) == 3 and listed["text"] == "Akutte sager kommer først."
    with people.acting(people.other) as uow:
        assert coordination_paper.agreement_paper(uow, agreed["id"]).content.startswith(b"%PDF")
    # it holds for a year: the next meeting asks for none
    people.begins(1)
    people.does(hold)
    assert people.read(group.open_task_of, people.meeting(1)["instance_id"]) is None


def test_a_cancelled_month_is_a_planned_deviation_and_a_missed_one_is_seen(town: Town) -> None:
    people = Group(town)
    first, second, third = people.meetings()[:3]
    with people.acting(people.chair) as uow:
        rescheduling.cancel(uow, town.neck, second["id"], "Juli: gruppen holder ferie.")
    people.to(first["starts_at"] + timedelta(minutes=1))
    people.does("hold_coordination_meeting", not_held)
    people.to(third["starts_at"] - timedelta(days=3))
    refusal = people.refused("prepare_agenda", lambda given: cancelled(given, people.now().date()))
    assert isinstance(refusal, Invalid) and "(Regel 11)" in (refusal.fields or {})["cancelled_decided_at"][0]
    with pytest.raises(Invalid), people.acting(people.chair) as uow:
        rescheduling.cancel(uow, town.neck, third["id"], "For sent.")
    people.does(
        "prepare_agenda", lambda given: cancelled(given, people.now().date().replace(day=1) - timedelta(1))
    )
    assert people.meeting(2)["state"] == "cancelled"
    fourth = people.begins(3)
    states = [one["state"] for one in fourth["report"]["months"]]
    assert "missed" in states and states.count("planned_deviation") == 2
    with people.acting(people.chair) as uow:
        report = coordination_page.group_meeting(uow, fourth["id"]).report
    assert report is not None and any(one.endswith("ikke holdt") for one in report.months)


def not_held(given: Answers) -> None:
    given.clear()
    given.update(was_held=False, not_held_reason="To af tre var syge.")


def cancelled(given: Answers, on: date) -> None:
    given.clear()
    given.update(cancelled=True, cancelled_reason="Ingen punkter.", cancelled_decided_at=on.isoformat())
