"""Who is away in Egelund: one coordinator is on holiday and a colleague stands in, another plans one."""

from __future__ import annotations

from datetime import timedelta

from workflow_service import inbox
from workflow_service.app.demonstration.driver import Driver
from workflow_service.casefile import absence_page

# absent, substitute, first day from today, days away, what the substitute must know
_AWAY = (
    (
        "family_coordinator4",
        "child_disability_adviser3",
        0,
        14,
        "Familierne ved, at jeg er på ferie. Ring, hvis et hjælpemiddel er forsinket.",
    ),
    ("child_disability_adviser1", "child_disability_adviser2", 40, 5, "Jeg er på kursus hele ugen."),
)


def register(driver: Driver) -> None:
    """Registers the absences as of now; the one that begins today begins."""
    for absent, substitute, ahead, days, note in _AWAY:
        user_id = driver.user(absent)
        with driver.acting(user_id) as uow:
            first = uow.now.astimezone(uow.zone).date() + timedelta(days=ahead)
            task_id = absence_page.register(uow, driver.neck, user_id).task_id
        given = {
            "first_on": first.isoformat(),
            "last_on": (first + timedelta(days=days - 1)).isoformat(),
            "substitute": driver.user(substitute),
            "tasks": "all",
            "note": note,
        }
        with driver.acting(user_id) as uow:
            inbox.complete_task(uow, driver.neck, task_id, given)
    driver.travel(driver.clock.now())
