"""S04: a letter to the wrong person is taken back, assessed within 72 hours, and those affected are told."""

from __future__ import annotations

from datetime import timedelta

from tests.acceptance.story import Story, Town
from tests.acceptance.test_access_to_the_file import form_of, refusal
from tests.acceptance.test_consent import answered, begins, coordinator
from workflow_service.store import casefile_sharing as sharing

AUDITOR = "auditor1"
ASSESSED = {"reported": True, "assessment": "Adressen er beskyttet. Vi kontrollerer nu modtageren to gange."}


def reported(story: Story, login: str) -> str:
    """The coordinator tells of the letter."""
    run = begins(story, "misdirected_letter", login)
    item, known = form_of(story, run, login)
    letter = known["options_letters"][0]["value"]
    at = story.town.driver.clock.now().isoformat()
    told = {"letter": letter, "what": "Velkomstbrev med navne", "went_to": "Naboen", "recalled": "no"}
    answered(story, item, login, **told, discovered_at=at)
    return run


def test_the_auditor_assesses_within_72_hours_without_seeing_the_case(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    run = reported(sofia, coordinator(sofia))
    item, known = form_of(sofia, run, AUDITOR)
    (letter,) = sofia.read(sharing.misdirected_letters)
    assert (item.element, item.role, item.clock_type) == ("assess_breach", "auditor", "law")
    assert item.due_at == letter["discovered_at"] + timedelta(hours=72)
    assert known["told_what"] == "Velkomstbrev med navne → Naboen (ikke hentet tilbage)"
    # nothing else of the case comes along
    assert set(known) == {"step", "letter_id", "told_what"}


def test_with_a_high_risk_those_affected_are_always_told(town: Town) -> None:
    sofia = town.story("Sofia", "prepare_assessment_meeting")
    login = coordinator(sofia)
    run = reported(sofia, login)
    item, _ = form_of(sofia, run, AUDITOR)
    assert "tell_persons" in refusal(sofia, item, AUDITOR, **ASSESSED, risk="high", tell_persons=False).fields
    answered(sofia, item, AUDITOR, **ASSESSED, risk="high", tell_persons=True)
    item, known = form_of(sofia, run, login)
    assert (item.element, item.role) == ("tell_affected", "family_coordinator")
    person = known["options_family_members"][0]["value"]
    answered(sofia, item, login, told_persons=[person], told_text="Brevet kom til naboen.")
    (letter,) = sofia.read(sharing.misdirected_letters)
    assert letter["risk"] == "high" and letter["reported"] and letter["told_at"] is not None
    assert sofia.town.driver.open_tasks(run) == []
