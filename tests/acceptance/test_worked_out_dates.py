"""Dates that steps worked out from a parameter follow it when somebody says so: on their rows, in the course,
with tasks, timers and reminders; what a letter told a party stays (domain.md 8 D7, 9)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from tests.acceptance.notified import registered
from tests.acceptance.story import Story, Town
from tests.acceptance.test_access_to_the_file import asked_for_access, family_of
from tests.acceptance.test_acute import reported as danger
from tests.acceptance.test_consent import coordinator, tasks_of
from tests.acceptance.test_courses_on_a_case import begin
from tests.acceptance.test_misdirected_letter import reported as misdirected
from workflow_service.inbox import recounting
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import notifications

OWNER, WHY = "process_owner1", "Byrådet har sat en anden frist."


def looks(town: Town, key: str, value: str) -> recounting.Preview:
    """What another value would move."""
    with town.driver.acting(town.driver.user(OWNER)) as uow:
        tomorrow = (uow.now + timedelta(days=1)).astimezone(uow.zone).date()
        new = recounting.proposed(uow, town.neck, key, value, tomorrow)
        return recounting.preview(uow, town.neck, new)


def changes(town: Town, key: str, value: str) -> recounting.Preview:
    """The process owner has looked, and moves what runs; what was seen before."""
    seen = looks(town, key, value)
    with town.driver.acting(town.driver.user(OWNER)) as uow:
        recounting.change_parameter(uow, town.neck, seen.value, WHY, move=True)
    town.driver.travel(town.driver.clock.now() + timedelta(seconds=1))
    assert looks(town, key, value).moves == (), "nothing is left to move"
    return seen


def day_of(town: Town, moment: datetime | None) -> date:
    assert moment is not None
    with town.database.begin(write=False) as uow:
        return moment.astimezone(uow.zone).date()


def timers(town: Town, element: str) -> list[date]:
    """When the timers at this element fall."""
    with town.database.begin(write=False) as uow:
        rows = uow.rows("SELECT timer_at FROM job WHERE element = ? AND state = 'pending'", element)
        return [uow.moment(row["timer_at"]).astimezone(uow.zone).date() for row in rows]


def kinds(seen: recounting.Preview) -> list[str]:
    return sorted({one.kind for one in seen.moves})


def test_an_application_follows_the_councils_deadline_and_a_hearing_stays_as_its_letter_says(
    town: Town,
) -> None:
    asta = town.story("Asta", "first_talk")
    asta.does("prepare_decision", lambda answers: answers.update(burdensome=True))
    asta.does("send_hearing")
    first, other = asta.read(decided.applications)
    with town.database.begin() as uow:
        uow.rows(
            "UPDATE application SET told_at = ? WHERE id = ? RETURNING id", other["received"], other["id"]
        )
    assert changes(town, "hearing_deadline", "P4D").moves == ()
    (stays,) = looks(town, "hearing_deadline", "P3D").stays
    (heard,) = asta.read(lambda uow, _: decided.hearings(uow, heard_about(asta)))
    assert (day_of(town, stays.due), stays.told_on) == (heard["due"], day_of(town, heard["sent_at"]))
    for row in (first, other):
        seen = changes(town, f"application_deadline_{row['section'][-2:]}", "P10W")
        told = row is other
        assert (kinds(seen), len(seen.stays)) == ([] if told else ["date", "timer"], int(told))
    moved, stood = asta.read(decided.applications)
    assert moved["due"] == first["received"] + timedelta(weeks=10) != first["due"]
    assert stood["due"] == other["due"], "the family was told another date in writing"
    notice = {one - timedelta(days=3) for one in (moved["due"], stood["due"])}
    assert notice >= set(timers(town, "application_deadline_near")) >= {moved["due"] - timedelta(days=3)}
    assert list(check(town.database, town.neck)) == [], "the history replays"


def heard_about(story: Story) -> str:
    """The decision that is being prepared."""
    (found,) = [row["id"] for row in story.read(decided.decisions) if row["state"] == "prepared"]
    return str(found)


def test_visits_talks_and_revisions_of_running_support_follow_theirs(town: Town) -> None:
    asta = town.story("Asta", "active")
    asta.does("family_survey")
    before = {row["id"]: row for row in asta.read(case_query.measures) if row["counted_from"]}
    assert {row["kind"] for row in before.values()} == {"supportive", "benefit"}
    assert kinds(changes(town, "follow_up_first", "P1M")) == ["date", "timer"]
    (support,) = [row for row in asta.read(case_query.measures) if row["kind"] == "supportive"]
    assert support["next_follow_up"] < before[support["id"]]["next_follow_up"]
    changes(town, "visit_notice", "P7D")
    assert timers(town, "visit_time") == [support["next_follow_up"] - timedelta(days=7)]
    at = timers(town, "survey_time")
    assert kinds(changes(town, "survey_interval", "P9M")) == ["timer"] and timers(town, "survey_time") > at
    revision = begin(asta, "plan_revision", "family_coordinator2")
    revision.does("describe_development")
    began = town.driver.clock.now()
    assert kinds(changes(town, "revision_due", "P28D")) == ["task", "timer"]
    assert day_of(town, revision.task("adjust_goals").due_at) == day_of(town, began + timedelta(days=28))
    assert list(check(town.database, town.neck)) == []


def test_clocks_of_the_law_follow_on_their_rows_and_in_their_courses(story_town: Town) -> None:
    town = story_town
    asta = danger(town)
    login = coordinator(asta)
    parent = next(one["id"] for one in family_of(asta) if one["relation"] == "parent")
    asked = asked_for_access(asta, parent, login)
    letter = misdirected(asta, login)
    note = registered(town)
    for key, value in (
        ("access_deadline", "P20D"),
        ("breach_deadline", "PT96H"),
        ("acute_response", "PT48H"),
        ("notification_assessment", "PT48H"),
        ("notification_receipt", "P12D"),
    ):
        assert "date" in kinds(changes(town, key, value)), key
    (request,) = asta.read(sharing.access_requests)
    (wrong,) = asta.read(sharing.misdirected_letters)
    (acute,) = asta.read(notifications.acutes)
    assert [one.due_at for one in tasks_of(asta, asked)] == [request["due_at"]]
    assert [one.due_at for one in tasks_of(asta, letter)] == [wrong["due_at"]]
    assert wrong["due_at"] == wrong["discovered_at"] + timedelta(hours=96)
    assert asta.task("assess_danger").due_at == acute["assess_by"]
    assert acute["assess_by"] == acute["reported_at"] + timedelta(hours=48)
    row = note.row()
    assert note.item("assess_24h").due_at == row["assess_by"] == row["received_at"] + timedelta(hours=48)
    assert row["receipt_by"] - row["received_at"] > timedelta(days=12)
    assert list(check(town.database, town.neck)) == []
