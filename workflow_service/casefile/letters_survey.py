"""The survey of the family's experience as a letter, when the family is not called (P07, F20)."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service import calendar
from workflow_service.casefile import clocks
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.letters import Recipient, Written, family_for_letters, write_letter
from workflow_service.store import UnitOfWork


def survey_letter(uow: UnitOfWork, case: Row) -> Written:
    """The seven questions with a reply slip, to each custody holder; from 18 to the young person."""
    day = clocks.ends_on(uow, "survey_response", today(uow))

    def values(to: Recipient) -> Mapping[str, str]:
        own = "ja" if to.is_child else ""
        return {"to_child": own, "name": to.name, "answer_by": calendar.long_date(day, to.language)}

    return write_letter(uow, case, "survey_letter", family_for_letters(uow, case), values)
