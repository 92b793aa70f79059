"""Families whose plan has changed since it was made (P06), so that its versions can be compared; one is being
changed now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from workflow_service.app.demonstration import course
from workflow_service.app.demonstration.beside import Acts, Scene, Story

# the steps of a revision, and how many days after its beginning each is done at the earliest
_STEPS = (
    (0, "09:20", "describe_development"),
    (1, "10:40", "adjust_goals"),
    (2, "13:15", "revise_measures"),
    (6, "11:05", "agree_with_family"),
    (7, "14:30", "approve_plan"),
)
# a working day each: what changes a measure is decided, who is of another mind is talked with
_MEANWHILE = (*course.DECISION, "offer_new_talk", "agree_after_new_talk")


def _revision(days: int, words: str, *, stops: str = "") -> Callable[[Scene], Acts]:
    """The coordinator changes the plan so many days ago, after a talk with the child, who says `words`; the
    draft waits at the task `stops`."""

    def tell(scene: Scene) -> Acts:
        yield scene.at(days + 2, "15:10")
        _hears_child(scene, words)
        run = ""
        for after, clock, element in _STEPS:
            if element == stops:
                return
            while run and scene.waits_for(run, *_MEANWHILE):
                yield _later(scene, 1)
                scene.goes_on(run)
            yield max(scene.at(days - after, clock), _later(scene, 0))
            run = run or scene.on_case("plan_revision")
            scene.does(run, element)

    return tell


def _later(scene: Scene, days: int) -> datetime:
    """The same day, or so many working days on."""
    now = scene.driver.clock.now().astimezone(scene.zone)
    return course.ahead(now, days, 10) if days else now + timedelta(minutes=50)


def _hears_child(scene: Scene, words: str) -> None:
    """A note of a visit that counts as the child's view (INV-12): the last talk is months ago."""
    run = scene.on_case("contact_log")
    with_whom = [{"name": scene.family.first, "role": "barn"}]
    told = {"type": "meeting", "with_whom": with_whom, "text": words, "checkin": False}
    scene.does(run, "write_contact", **told, counts_as_child_view=True)


STORIES: tuple[Story, ...] = (
    Story(1, _revision(24, "Nu sover jeg næsten hver nat. Jeg vil gerne selv kunne slukke lyset.")),
    Story(33, _revision(31, "Jeg vil have en, der kommer hjem til mig og leger.")),
    Story(51, _revision(3, "Klubben er god. Jeg savner en at snakke med i skolen.", stops="revise_measures")),
)
