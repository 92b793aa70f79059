"""The overview shows letters that are stuck, and what the administrator decides about them."""

from __future__ import annotations

import re

import pytest

from tests.pages import Town
from workflow_service.sending.reasons import TOPICS
from workflow_service.store import outbox

ADMIN, OWNER = "system_admin1", "process_owner1"
REASON = {"reason": "Printcentret har den ikke."}


@pytest.fixture
def stuck(town: Town) -> str:
    """A letter of the lived-through town of which nobody knows whether it left; its id."""
    with town.database.begin() as uow:
        effect = outbox.claim(uow, "letter")
        assert effect is not None
        outbox.unanswered(uow, effect, outbox.NO_ANSWER)
    return effect.id


def test_letters_that_have_no_way_out_are_counted_and_the_cure_is_named(town: Town) -> None:
    waiting = town.value("SELECT count(*) FROM outbox WHERE state = 'pending'")
    page = town.enter(ADMIN).get("/overview").text
    assert f"{waiting} breve venter på at blive sendt." in page
    assert "Der er ingen vej ud for breve. Sæt OEF_LETTER_FOLDER op." in page
    assert "Ingen breve eller mails er gået i stå." in page


def test_a_stuck_letter_says_what_to_which_case_and_why_and_no_name(town: Town, stuck: str) -> None:
    page = town.enter(ADMIN).get("/overview").text
    section = page.split('aria-labelledby="outbox"')[1].split("</section>")[0]
    number = town.value(
        "SELECT business_key FROM process_instance i JOIN outbox o ON o.instance_id = i.id WHERE o.id = ?",
        stuck,
    )
    topic = TOPICS[town.value("SELECT topic FROM outbox WHERE id = ?", stuck)][0]
    assert topic in section and number in section and "der kom intet svar" in section
    assert "Uvist, om den er sendt" in section and f"/overview/outbox/{stuck}/resend" in section
    names = town.value("SELECT count(*) FROM person")
    assert names and not re.search(r"Kære|cpr", section)


@pytest.mark.parametrize(("act", "state"), [("resend", "pending"), ("settle", "sent")])
def test_the_administrator_decides_with_a_reason(town: Town, stuck: str, act: str, state: str) -> None:
    visitor = town.enter(ADMIN)
    sent = visitor.post(f"/overview/outbox/{stuck}/{act}", REASON, at="/overview")
    assert (sent.status_code, town.value("SELECT state FROM outbox WHERE id = ?", stuck)) == (303, state)
    assert town.value("SELECT count(*) FROM audit_event WHERE kind LIKE 'outbox.%'") == 1


def test_without_a_reason_nothing_is_decided(town: Town, stuck: str) -> None:
    sent = town.enter(ADMIN).post(f"/overview/outbox/{stuck}/settle", {"reason": " "}, at="/overview")
    assert sent.status_code == 422 and "Skriv en begrundelse" in sent.text
    assert town.value("SELECT state FROM outbox WHERE id = ?", stuck) == "unknown"


def test_a_process_owner_sees_the_failures_of_processes_but_no_letters(town: Town, stuck: str) -> None:
    visitor = town.enter(OWNER)
    assert 'aria-labelledby="outbox"' not in visitor.get("/overview").text
    sent = visitor.post(f"/overview/outbox/{stuck}/settle", REASON, at="/overview")
    assert sent.status_code == 403


def test_one_keeps_the_own_mail_address_and_a_wrong_one_is_refused(town: Town) -> None:
    visitor = town.enter(ADMIN)
    visitor.post("/profile", {"email": "jesper@egelund.example", "language": "da"}, at="/profile")
    assert 'value="jesper@egelund.example"' in visitor.get("/profile").text
    sent = visitor.post("/profile", {"email": "jesper\r\nBcc: x@y.dk"}, at="/profile")
    assert sent.status_code == 422 and "Mailadressen kan ikke bruges" in sent.text
