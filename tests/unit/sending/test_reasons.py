"""Every code of the outbox has words in both languages, and no exception's name reaches a screen."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from workflow_service import casefile, inbox, sending
from workflow_service.sending.reasons import REASONS, TOPICS, reason
from workflow_service.store import outbox

ROOMS = [Path(room.__file__ or "").parent for room in (casefile, inbox, sending)]
SOURCE = "\n".join(path.read_text() for room in ROOMS for path in sorted(room.glob("*.py")))


def test_every_code_a_sender_gives_has_words() -> None:
    given = set(re.findall(r'(?:NotSent\(f?|return |else )"((?:mail|folder|disk)_\w+)', SOURCE))
    assert given | {outbox.NO_ANSWER, outbox.KEY_DESTROYED, outbox.RESTORED} == set(REASONS)


def test_every_topic_that_is_written_has_words() -> None:
    written = set(re.findall(r'(?:topic=|send\(uow, case, |Letter\(\s*)"(\w+)"', SOURCE))
    assert written == set(TOPICS)


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
