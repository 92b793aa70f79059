"""A letter in the caseworker's own words, from the case page (»Skriv brev«)."""

from __future__ import annotations

from dataclasses import replace

from workflow_service.casefile.base import Answers, Row, case_of
from workflow_service.casefile.letters import Written, deliver, family_for_letters, write_letter
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork


def free_letter(uow: UnitOfWork, case: Row, answers: Answers) -> Written:
    """`subject` and `body` to each of `receivers`, of those whom the case writes to: custody holders and the
    young person from 15, from 18 the young person alone."""
    family = family_for_letters(uow, case, with_young=True)
    wanted = set(answers.get("receivers") or ())
    chosen = tuple(one for one in family.recipients if one.person_id in wanted)
    values = {key: str(answers.get(key) or "").strip() for key in ("subject", "body")}
    return write_letter(uow, case, "free_letter", replace(family, recipients=chosen), values)


def send_free_letter(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """Sends the letter as `free_letter` writes it; held back like every other (INV-14, INV-15)."""
    case = case_of(uow, call)
    deliver(uow, case, free_letter(uow, case, answers))
    return Result()
