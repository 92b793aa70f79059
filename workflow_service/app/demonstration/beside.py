"""What comes to Egelund beside the families' own way: notifications, network meetings, access to the file,
complaints. Each is a small story that yields the moment of its next act."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from workflow_service import calendar, inbox
from workflow_service.app.demonstration.driver import Driver
from workflow_service.app.demonstration.families import Family, family, mother
from workflow_service.inbox import TaskItem
from workflow_service.store import casefile as case_query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import notifications as notified

_OFFICER = "notification_officer1"


@dataclass(frozen=True)
class Scene:
    """Where a story takes place. `case`: the case row of the family it is about, as it stands then."""

    driver: Driver
    family: Family
    until: datetime
    zone: ZoneInfo
    case: Callable[[], Mapping[str, Any]]

    def at(self, days: int, clock: str) -> datetime:
        """So many days before the end, on a working day, at this local time (`09.15`)."""
        day = self.until.astimezone(self.zone).date() - timedelta(days=days)
        while not calendar.counts(day, "working_day", calendar.DANISH_HOLIDAYS):
            day -= timedelta(days=1)
        return datetime.combine(day, time.fromisoformat(clock), tzinfo=self.zone)

    def task(self, instance_id: str) -> TaskItem:
        """What is open in a course, the newest of several; those without a case, too."""
        driver = self.driver
        driver.travel(driver.clock.now())
        with driver.database.begin(write=False) as uow:
            found = notified.open_task(uow, instance_id)
            if found is None:
                raise LookupError(f"nothing is open in course {instance_id}")
            return inbox.read_task(uow, driver.neck, found).item

    def does(self, instance_id: str, element: str, **changed: Any) -> None:
        """The right person completes this task, which is the one that waits."""
        item = self.task(instance_id)
        if item.element != element:
            raise LookupError(f"course {instance_id} waits for {item.element}, not for {element}")
        self.driver.complete(item, self.family, changed)

    def goes_on(self, instance_id: str) -> None:
        """What waits is done, whatever it is."""
        self.driver.complete(self.task(instance_id), self.family)

    def waits_for(self, instance_id: str, *elements: str) -> bool:
        """Is one of these what a course waits for? Also of one that has ended."""
        with self.driver.database.begin(write=False) as uow:
            found = notified.open_task(uow, instance_id)
            return (
                found is not None and inbox.read_task(uow, self.driver.neck, found).item.element in elements
            )

    def child(self) -> dict[str, Any]:
        """How the child of a known family is known; nothing of a family without a case."""
        case = self.case()
        if not case:
            return {}
        with self.driver.database.begin(write=False) as uow:
            persons = case_query.persons(uow, str(case["family_id"]))
        child = next(one for one in persons if one["id"] == case["child_id"])
        return {"child_cpr": child["cpr"], "child_birth_date": child["birth_date"].isoformat()}

    def on_case(self, process: str) -> str:
        """The coordinator starts a course on the family's case."""
        case = self.case()
        return self.driver.start_on_case(str(case["coordinator_id"]), process, str(case["id"]))


Acts = Iterator[datetime]


@dataclass(frozen=True)
class Story:
    """`about`: the number of the family of the portfolio, or the family itself when nobody knows it."""

    about: int | Family
    tell: Callable[[Scene], Acts]


def _notification(days: int, *, stops: str = "") -> Callable[[Scene], Acts]:
    """A teacher notifies so many days ago; it is dealt with up to the task `stops`."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "10:20")
        run = scene.driver.start(_OFFICER, process="notification_triage")
        scene.does(run, "receive_notification", **scene.child())
        steps = [(days, "14:05", "assess_24h")]
        if scene.case():
            steps.append((days - 3, "09:40", "reassess_case"))
        steps += [
            (days - 4, "11:15", "screen_notification"),
            (days - 5, "13:30", "inform_professional_notifier"),
        ]
        for ago, clock, element in steps:
            if element == stops:
                # somebody has begun on it
                scene.driver.claim(scene.task(run))
                return
            yield scene.at(ago, clock)
            scene.does(run, element)

    return tell


def _just_now(scene: Scene) -> Acts:
    """A notification of today: its 24 hours run."""
    yield scene.until - timedelta(hours=5)
    run = scene.driver.start(_OFFICER, process="notification_triage")
    scene.does(run, "receive_notification")


def _network_meeting(days: int, *, held: bool) -> Callable[[Scene], Acts]:
    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "09:10")
        run = scene.on_case("network_meeting")
        scene.does(run, "agree_purpose_with_family")
        yield scene.at(days - 2, "13:20")
        scene.does(run, "invite_network")
        if held:
            # it is called for a week ahead, at five in the afternoon
            yield scene.driver.clock.now() + timedelta(days=8)
            scene.does(run, "hold_network_meeting")

    return tell


def _access(days: int, *, sent: bool) -> Callable[[Scene], Acts]:
    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "10:45")
        run = scene.on_case("access_request")
        scene.does(run, "register_access_request")
        if sent:
            yield scene.at(days - 4, "11:30")
            scene.does(run, "assess_exemptions")
            scene.does(run, "redact_bundle")
            # what is not given is decided
            for step in ("prepare_decision", "decide"):
                if scene.waits_for(run, step):
                    scene.does(run, step)

    return tell


def _letter(days: int) -> Callable[[Scene], Acts]:
    """The coordinator answers the parents in writing."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "14:40")
        scene.does(scene.on_case("free_letter"), "write_letter")

    return tell


def _parallel_support(days: int) -> Callable[[Scene], Acts]:
    """The family gets help at home while it is assessed."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "09:50")
        run = scene.on_case("parallel_support")
        scene.does(run, "describe_support")
        yield scene.at(days - 1, "10:30")
        for step in ("prepare_decision", "obtain_child_view", "decide"):
            if scene.waits_for(run, step):
                scene.does(run, step)

    return tell


def _complaint(days: int, *, answered: bool) -> Callable[[Scene], Acts]:
    """A parent complains of the newest decision; somebody else looks at it again."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "12:10")
        with scene.driver.database.begin(write=False) as uow:
            found = decided.decisions(uow, str(scene.case()["id"]))
        newest = next(one for one in found if one["decided_at"] is not None)
        told = {"decision_id": newest["id"]}
        run = scene.driver.tell("intake_worker1", "complaint_received", newest["id"], told)
        scene.does(str(run), "register_complaint")
        if answered:
            yield scene.at(days - 9, "10:00")
            scene.does(str(run), "reassess_decision")

    return tell


def _rests(days: int) -> Callable[[Scene], Acts]:
    """The family is away: the leader of its team sets the case to rest."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days, "11:40")
        leader = "team_leader1" if scene.family.team == "north" else "team_leader2"
        user_id = scene.driver.user(leader)
        run = scene.driver.start_on_case(user_id, "case_pause", str(scene.case()["id"]))
        scene.does(run, "pause_case")

    return tell


STORIES: tuple[Story, ...] = (
    Story(family(201, "Karla Munk", 8.2, "adhd", mother("Dorit Munk"), "north none 0"), _notification(33)),
    Story(38, _notification(16)),
    Story(
        family(202, "Birk Salling*", 9.4, "autism_school", mother("Jane Salling"), "north none 0", "course"),
        _notification(8),
    ),
    Story(
        family(203, "Maya Lorenzen", 6.1, "rare", mother("Ann Lorenzen"), "south none 0"),
        _notification(2, stops="screen_notification"),
    ),
    Story(family(204, "Noam Abdi*", 11.3, "adhd", mother("Hodan Abdi"), "north none 0"), _just_now),
    Story(35, _network_meeting(24, held=True)),
    Story(47, _network_meeting(5, held=False)),
    Story(38, _access(15, sent=True)),
    Story(49, _access(3, sent=False)),
    Story(49, _letter(2)),
    Story(53, _complaint(34, answered=True)),
    Story(16, _complaint(1, answered=False)),
    Story(5, _rests(6)),
    Story(29, _parallel_support(4)),
)
