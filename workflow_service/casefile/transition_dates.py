"""When a child reaches an age: what the transition and the end of the parents' custody wait for.

The date is read from the case file each time, never kept in the process, so that a corrected birth date moves
what waits for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile.base import Row, case_of, today
from workflow_service.errors import Conflict, Invalid
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.store import UnitOfWork, parameters
from workflow_service.store import casefile_transition as query

# used when the municipality has not set the parameter (domain.md 8, D6 and 5.1 P10)
AGES = {
    "transition_housing_age": "P15Y6M",
    "transition_age": "P16Y",
    "transition_letter_age": "P17Y",
    "transition_escalation_age": "P17Y",
    "transition_readiness_age": "P17Y6M",
    "adult_age": "P18Y",
}
CORRECTED = "birth_date_corrected"
FACTS_CHANGED = "transition_facts_changed"
# what is known of the child (person.details): a home for adults with support around the clock is expected
ADULT_HOUSING = "adult_housing_expected"


def reaches(born: date, age: str) -> date:
    """The day on which somebody born on `born` is `age` old (ISO 8601, years and months).

    A day that does not exist falls on the next one: whoever is born on 29 February turns 18 on 1 March.

    >>> reaches(date(2008, 2, 29), "P18Y"), reaches(date(2008, 8, 31), "P17Y6M")
    (datetime.date(2026, 3, 1), datetime.date(2026, 3, 1))
    """
    years, month = divmod(born.year * 12 + born.month - 1 + calendar.parse_duration(age).months, 12)
    try:
        return date(years, month + 1, born.day)
    except ValueError:
        return date(years + (month + 1) // 12, (month + 1) % 12 + 1, 1)


def age_key(uow: UnitOfWork, key: str) -> str:
    """The age a parameter stands for."""
    return str(parameters.parameter_value(uow, key, today(uow)) or AGES[key])


def child_reaches(uow: UnitOfWork, case: Row, key: str) -> date:
    """The day on which the case's child reaches the age of this parameter. Raises Conflict without a date of
    birth."""
    born = query.birth_date(uow, case["child_id"])
    if born is None:
        raise Conflict(
            "birth_date_missing",
            "Barnets fødselsdato mangler. Skriv den med »Ret fødselsdato« på sagens side.",
            "The child's date of birth is missing. Enter it with “Correct date of birth” on the case page.",
        )
    return reaches(born, age_key(uow, key))


def find_birthday(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """`wait_for_age`: the day the child reaches the age of the parameter `age_key`."""
    falls_on = child_reaches(uow, case_of(uow, call), str(call.inputs["age_key"]))
    return Result(variables={"falls_on": falls_on.isoformat()})


def corrected(uow: UnitOfWork, case: Row) -> tuple[OutMessage, ...]:
    """A message to each course of the case that waits for a birthday, so that it looks at the date again."""
    return tuple(OutMessage(CORRECTED, key) for key in query.waiting_keys(uow, case["id"], CORRECTED))


def facts_changed(uow: UnitOfWork, case: Row) -> tuple[OutMessage, ...]:
    """A message to the course that waits for the next age of D6: support began, the child was placed, or a
    home as an adult is expected. Nobody waits once the transition has begun."""
    found = query.waiting_keys(uow, case["id"], FACTS_CHANGED)
    return tuple(OutMessage(FACTS_CHANGED, key) for key in found)


def require_birth_date(uow: UnitOfWork, born: date | None) -> date:
    """The date of birth of somebody who is born. Raises Invalid."""
    if born is None or born > today(uow):
        da = "Fødselsdatoen kan ikke ligge i fremtiden. Skriv den dag, barnet er født."
        en = "The date of birth cannot be in the future. Enter the day the child was born."
        raise Invalid("birth_date_future", da, en, {"birth_date": [da if uow.actor.language == "da" else en]})
    return born


__all__ = [
    "ADULT_HOUSING",
    "age_key",
    "child_reaches",
    "corrected",
    "facts_changed",
    "find_birthday",
    "reaches",
    "require_birth_date",
]
