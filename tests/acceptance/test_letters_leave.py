"""A family's letters are handed over to the gateway, once, and nobody wonders where they went."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest

from tests.acceptance.story import Story, Town
from workflow_service import sending
from workflow_service.casefile import timeline
from workflow_service.monitoring import check
from workflow_service.sending import LetterFolder, Outbox
from workflow_service.store import outbox

ADMIN = "system_admin1"
GREETINGS = {
    "da": ("Kære", "Velkomstbrev", ("Afgørelse: ", "Kvittering for ansøgning: ")),
    "en": ("Dear", "Welcome letter", ("Decision: ", "Receipt of an application: ")),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The municipality's hand-over folder."""
    place = tmp_path / "letters"
    place.mkdir()
    return place


def send(town: Town, folder: Path) -> int:
    """The tick that the service runs every few seconds."""
    return Outbox(town.database, {"letter": LetterFolder(folder)}).run()


def handed_over(folder: Path) -> list[dict[str, Any]]:
    return [orjson.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]


def test_each_parent_gets_the_own_welcome_letter_as_one_file(town: Town, folder: Path) -> None:
    asta = town.story("Asta", "complete_master_data")
    asta.does("complete_master_data", lambda said: said["parents"][1].update(letter_language="en"))
    asta.comes_to("prepare_assessment_meeting")
    written = asta.journal("letter")
    assert send(town, folder) == len(written) > 0
    assert send(town, folder) == 0
    files = handed_over(folder)
    names = {row["recipients"][0]["name"] for row in written}
    assert {one["recipient"]["name"] for one in files} == names and len(files) == len(written)
    english = asta.family.parents[1].name
    for one in files:
        first, name = one["recipient"]["name"].split()[0], one["recipient"]["name"]
        # they live together, and each reads the letter in the own language
        language = "en" if name == english else "da"
        greeting, welcome, decision = GREETINGS[language]
        assert one["language"] == language and one["text"].startswith(f"{greeting} {first}\n")
        # the benefits they applied for are decided beside the intake
        assert one["subject"] == welcome or one["subject"].startswith(decision)
        assert one["case_number"] == asta.page().number and one["recipient"]["person_id"]
    assert list(check(town.database, town.neck)) == []


def test_every_letter_on_the_way_to_a_plan_leaves_and_no_protected_address_with_it(
    town: Town, folder: Path
) -> None:
    sofia = town.story("Sofia", "active")
    send(town, folder)
    files = handed_over(folder)
    assert len(files) == len(sofia.journal("letter"))
    subjects = {one["subject"].partition(",")[0].partition(":")[0] for one in files}
    assert subjects == {
        "Afgørelse",
        "Velkomstbrev",
        "Kvittering for ansøgning",
        "Indkaldelse til udredningsmøde",
        "Udkast til samlet rapport",
        "Brev om analysemødet",
        "Indkaldelse til analysemøde",
        "Den fælles plan",
    }
    experts = [one for one in files if one["subject"] == "Indkaldelse til analysemøde"]
    assert all(one["recipient"]["attendance_id"] and not one["recipient"]["address"] for one in experts)
    assert list(check(town.database, town.neck)) == []


def test_a_letter_held_back_for_the_familys_safety_never_comes_near_the_way_out(
    town: Town, folder: Path
) -> None:
    town.story("Amira", "risk_assessment").does("risk_assessment")
    assert send(town, folder) == 0 and handed_over(folder) == []


def test_letters_wait_while_there_is_no_way_out_and_leave_when_there_is(town: Town, folder: Path) -> None:
    asta = town.story("Asta", "prepare_assessment_meeting")
    assert Outbox(town.database, {}).run() == 0
    with town.database.begin(write=False) as uow:
        waiting = outbox.waiting(uow)["letter"].count
    assert waiting == len(asta.journal("letter"))
    assert send(town, folder) == waiting


def test_a_share_that_is_not_mounted_loses_nothing(town: Town, folder: Path) -> None:
    asta = town.story("Asta", "prepare_assessment_meeting")
    folder.rmdir()
    assert send(town, folder) == 0
    folder.mkdir()
    town.driver.travel(town.driver.clock.now() + timedelta(minutes=2))
    assert send(town, folder) == len(asta.journal("letter"))


def test_the_coordinator_reads_in_the_case_who_sent_a_doubtful_letter_again(town: Town, folder: Path) -> None:
    asta = town.story("Asta", "prepare_assessment_meeting")
    doubtful = killed_after_claiming(town)
    send(town, folder)
    assert doubtful not in {path.stem for path in folder.iterdir()}
    decide(town, "Printcentret har den ikke.")
    send(town, folder)
    assert doubtful in {path.stem for path in folder.iterdir()}
    with town.driver.acting(town.driver.user("family_coordinator1")) as uow:
        events = timeline(uow, asta.case_id).events
    said = [one.actor for one in events if one.label == "Et brev eller en mail er sendt igen"]
    assert said == ["Jesper Ørum"]


def killed_after_claiming(town: Town) -> str:
    """A process took a letter and was never heard of again; the letter's key."""
    with town.database.begin() as uow:
        effect = outbox.claim(uow, "letter")
    assert effect is not None
    town.driver.travel(town.driver.clock.now() + outbox.CLAIM_TIME)
    return effect.key


def decide(town: Town, reason: str) -> None:
    """The administrator asks the print centre and sends again."""
    with town.driver.acting(town.driver.user(ADMIN)) as uow:
        (row,) = outbox.undecided(uow, 10)
        assert (row["state"], row["topic"]) == ("unknown", "application_receipt")
        sending.resend(uow, row["id"], reason)


def test_a_restart_between_writing_and_sending_loses_no_letter(town: Town, folder: Path) -> None:
    asta: Story = town.story("Asta", "prepare_assessment_meeting")
    town.reopen(town.database.url.render_as_string(hide_password=False))
    assert send(town, folder) == len(asta.journal("letter"))
