"""Every code of the outbox has words in both languages, and no exception's name reaches a screen."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from workflow_service import casefile, inbox, meetings, sending
from workflow_service.casefile.letter_templates import COMMON
from workflow_service.sending.reasons import REASONS, TOPICS, reason
from workflow_service.store import outbox

ROOMS = [Path(room.__file__ or "").parent for room in (casefile, inbox, meetings, sending)]
# what declares the letters sends none
SOURCE = "\n".join(
    path.read_text()
    for room in ROOMS
    for path in sorted(room.glob("*.py"))
    if path.name not in ("letter_templates.py", "reasons.py")
)
LETTERS = Path(__file__).parents[3] / "bpmn" / "data" / "letters.json"


def test_every_code_a_sender_gives_has_words() -> None:
    given = set(re.findall(r'(?:NotSent\(f?|return |else )"((?:mail|folder|disk)_\w+)', SOURCE))
    assert given | {outbox.NO_ANSWER, outbox.KEY_DESTROYED, outbox.RESTORED} == set(REASONS)


def letter_keys() -> set[str]:
    """A letter goes into the outbox under the key of its words."""
    return {row["key"] for row in json.loads(LETTERS.read_text())["letters"]} - {COMMON}


def test_every_topic_that_is_written_has_words() -> None:
    mails = set(re.findall(r'(?:topic=|_mail\(.*?, )"(\w+)"', SOURCE))
    assert {"task_mail", "guest_link", "guest_code", "notification_reminder"} <= mails
    assert mails | letter_keys() == set(TOPICS)


def test_every_letter_of_the_package_is_sent_somewhere() -> None:
    by = "template|send|send_letter|write_letter|invitation|post_letter|send_to_party"
    sent = set(re.findall(rf'(?:{by})\([^"]*"(\w+)"', SOURCE))
    # these two are sent by names of their own
    sent |= set(re.findall(r'^RECEIPT, ANSWER = "(\w+)", "\w+"', SOURCE, re.M))
    sent |= set(re.findall(r'^RECEIPT, ANSWER = "\w+", "(\w+)"', SOURCE, re.M))
    assert letter_keys() - sent == set()


@pytest.mark.parametrize(
    ("error", "da"),
    [
        ("mail_refused 550", REASONS["mail_refused"][0] + " (550)"),
        ("no_answer TimeoutError", REASONS["no_answer"][0]),
        (None, ""),
    ],
)
def test_a_number_of_the_other_side_is_shown_and_a_name_of_an_exception_is_not(
    error: str | None, da: str
) -> None:
    assert reason(error)[0] == da
