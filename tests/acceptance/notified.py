"""A notification told step by step: who holds a task answers its form as it opens."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox, runtime
from workflow_service.errors import Rejection
from workflow_service.inbox import TaskItem
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import fetch
from workflow_service.store.tables.casefile import person

OFFICER, DUTY, LEADER = "notification_officer1", "duty_officer1", "team_leader1"
TEACHER = {
    "notifier_type": "school",
    "notifier_name": "Lone Birk",
    "notifier_contact": "Åskolen, Skolevej 4, 8600 Egelund",
    "concern_text": "»Han har blå mærker og vil ikke hjem«, siger klasselæreren.",
}
CALM: dict[str, Any] = {
    "abuse_suspicion": False,
    "danger_24h": False,
    "danger_reason": "Barnet er trygt hos mormor.",
}


@dataclass
class Notification:
    """One notification's course."""

    town: Town
    instance_id: str

    def tasks(self) -> dict[str, TaskItem]:
        """The open tasks by element, those of a course without a case, too."""
        with self.town.database.begin(write=False) as uow:
            rows = uow.rows(
                "SELECT id FROM user_task WHERE instance_id = ? AND state IN ('created', 'claimed')"
                " ORDER BY id",
                self.instance_id,
            )
            found = [inbox.read_task(uow, self.town.neck, str(row["id"])).item for row in rows]
        return {item.element: item for item in found}

    def item(self, element: str) -> TaskItem:
        found = self.tasks()
        assert element in found, f"open are {sorted(found)}"
        return found[element]

    def form(self, element: str, login: str) -> dict[str, Any]:
        """What the form knows when this user opens it."""
        with self.town.driver.acting(self.town.driver.user(login)) as uow:
            return dict(inbox.read_form(uow, self.town.neck, self.item(element).id).data)

    def does(self, element: str, login: str, **answers: Any) -> None:
        item, known = self.item(element), self.form(element, login)
        self.town.complete(self.town.driver.user(login), item.id, {**known, **answers})

    def refused(self, element: str, login: str, **answers: Any) -> Rejection:
        with pytest.raises(Rejection) as caught:
            self.does(element, login, **answers)
        return caught.value

    def row(self) -> dict[str, Any]:
        with self.town.database.begin(write=False) as uow:
            found = notified.of_instance(uow, self.instance_id)
        assert found is not None
        return found

    def messages_arrive(self) -> None:
        """What was thrown is delivered."""
        self.town.driver.travel(self.town.driver.clock.now())

    def assessed(self, login: str = OFFICER, **answers: Any) -> None:
        took = [self.town.driver.user(login)]
        self.does("assess_24h", login, **{**CALM, "match": "none", "took_part": took, **answers})
        self.messages_arrive()


def at(town: Town, moment: str) -> None:
    """The clock stands at this local moment; what fell due has happened."""
    driver = town.driver
    with driver.database.begin(write=False) as uow:
        local = datetime.fromisoformat(moment).replace(tzinfo=uow.zone)
    driver.travel(local)


def registered(town: Town, login: str = OFFICER, **answers: Any) -> Notification:
    """Somebody registers a notification by hand."""
    driver = town.driver
    with driver.acting(driver.user(login)) as uow:
        run = runtime.start_instance(uow, town.neck, "notification_triage", {}).locked.id
    found = Notification(town, run)
    found.does("receive_notification", login, **{**TEACHER, "child_name": "Karla Munk", **answers})
    return found


def sent(town: Town, **brought: Any) -> Notification:
    """A connected system sends a notification."""
    driver = town.driver
    with driver.acting(driver.user("integration1")) as uow:
        found = runtime.correlate(uow, town.neck, "notification_received", "brev-1", brought)
    assert found.instance_id is not None
    return Notification(town, found.instance_id)


def child_of(story: Story) -> dict[str, Any]:
    """How the family's child is known to a notifier."""
    with story.town.database.begin(write=False) as uow:
        row = uow.row("SELECT child_id FROM case_file WHERE id = ?", story.case_id)
        assert row is not None
        (child,) = fetch(uow, person, "t.id = ?", str(row["child_id"]))
    return child
