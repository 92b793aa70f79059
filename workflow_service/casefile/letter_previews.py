"""The letters that completing a task will send, as they stand in its draft: read before anything leaves."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service.casefile import (
    digital_post,
    letters_applications,
    letters_free,
    letters_meetings,
    letters_report,
    letters_survey,
    lists,
)
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.letter_paper import Piece, pieces
from workflow_service.casefile.letters import Written
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.restricted import HOLD
from workflow_service.errors import Conflict
from workflow_service.store import UnitOfWork, law
from workflow_service.store import casefile_decisions as decided

Data = Mapping[str, Any]


@dataclass(frozen=True)
class LetterPreview:
    """One receiver's letter: `way` says how it goes, `language` in which it is written."""

    name: str
    way: str
    subject: str
    language: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Previewed:
    """`held`: contact is held back, so that the letters would wait (INV-14, INV-15). `unconfirmed`: sections
    that the letters refer to and nobody has confirmed (domain.md 12)."""

    case_id: str
    letters: tuple[LetterPreview, ...]
    held: bool
    unconfirmed: tuple[str, ...] = ()


def _network(uow: UnitOfWork, case: Row, data: Data) -> Written:
    return letters_meetings.network_invitation(uow, case, data, str(data.get("family_purpose") or ""))


def _new_date(uow: UnitOfWork, case: Row, data: Data) -> Written:
    rows = decided.applications(uow, case["id"])
    row = next(one for one in rows if one["id"] == data.get("application_id"))
    return letters_applications.new_date_letter(uow, case, row, data)


# by form and step
_WRITERS: Mapping[tuple[str, str], Callable[[UnitOfWork, Row, Data], Written]] = {
    ("assessment_meeting", "prepare"): letters_meetings.assessment_invitation,
    ("network_meeting", "invite"): _network,
    ("transition_plan", "invite"): letters_meetings.transition_invitation,
    ("joint_report", "draft"): letters_report.draft_letter,
    ("new_decision_date", "new_decision_date"): _new_date,
    ("family_survey", "family_survey"): lambda uow, case, _: letters_survey.survey_letter(uow, case),
    ("free_letter", "free_letter"): letters_free.free_letter,
}


def writes_letters(form_key: str | None, step: Any) -> bool:
    """Does completing this form send letters that can be read before?"""
    return (form_key or "", str(step)) in _WRITERS


def preview(uow: UnitOfWork, case_id: str, form_key: str, data: Data) -> Previewed:
    """The letters as `data` (prefilled answers with the reader's draft over them) would write them.

    Raises NotFound when the actor may not see the case, Conflict while the draft says too little.
    """
    case = visible_case(uow, case_id)
    try:
        written = _WRITERS[form_key, str(data.get("step"))](uow, case, data)
    except (KeyError, TypeError, ValueError, StopIteration) as error:
        raise Conflict(
            "letter_unfinished",
            "Brevet kan ikke vises endnu. Udfyld felterne i formularen, og prøv igen.",
            "The letter cannot be shown yet. Fill in the fields of the form and try again.",
        ) from error
    uow.looked_at(case["id"], [to.person_id for to, _ in written.letters])
    shown = tuple(
        LetterPreview(
            to.name,
            lists.label(digital_post.WAYS, digital_post.way_of(letter.to), uow.actor.language),
            letter.subject,
            letter.language,
            pieces(letter.text),
        )
        for to, letter in written.letters
    )
    texts = "\n".join(letter.text for _, letter in written.letters)
    return Previewed(str(case["id"]), shown, HOLD in case["flags"], unconfirmed(uow, texts))


def unconfirmed(uow: UnitOfWork, text: str) -> tuple[str, ...]:
    """The citations in a text that nobody has confirmed, each once; an act without a section is none."""
    plain = text.replace("\u00a0", " ")
    doubtful = {one.citation for one in law.legal_bases(uow, today(uow)) if one.section and not one.verified}
    return tuple(sorted(one for one in doubtful if re.search(rf"{re.escape(one)}(?!\d)", plain)))
