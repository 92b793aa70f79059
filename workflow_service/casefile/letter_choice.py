"""The language of the letters to somebody of the family: told with the master data (F01b), corrected here."""

from __future__ import annotations

from workflow_service import access
from workflow_service.casefile import lists
from workflow_service.casefile.base import ADULTS, Row
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.financing_page import case_facts
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.views import Code
from workflow_service.errors import Invalid, NotFound
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import change

LANGUAGES: lists.Words = {"da": ("dansk", "Danish"), "en": ("engelsk", "English")}


def letters_to(case: Row, person: Row, language: str) -> Code | None:
    """In which language letters to a person leave, named in the reader's `language`; None for somebody whom
    the case writes no letters to."""
    if person["relation"] not in ADULTS and person["id"] != case["child_id"]:
        return None
    code = person["letter_language"] or "da"
    return Code(code, lists.label(LANGUAGES, code, language))


def may_choose(uow: UnitOfWork, case: Row) -> bool:
    """May the actor, who sees the case, correct the language of its letters?"""
    return access.may_choose_letter_language(uow.actor, case_facts(case)) is None


def choose_letter_language(uow: UnitOfWork, case_id: str, person_id: str, language: str) -> bool:
    """Letters that are written from now on to this person leave in `language` (da, en); those that were sent
    stay as they are. The journal keeps who changed it. False when it was so already.

    Raises NotFound when the actor may not see the case, Forbidden when it is not theirs, Invalid for another
    language or somebody whom the case writes no letters to.
    """
    case = visible_case(uow, case_id)
    access.require(access.may_choose_letter_language(uow.actor, case_facts(case)))
    if language not in LANGUAGES:
        raise Invalid(
            "letter_language",
            "Breve skrives på dansk eller engelsk. Vælg et af dem.",
            "Letters are written in Danish or English. Choose one of them.",
        )
    persons = query.persons(uow, case["family_id"])
    person = next((one for one in persons if one["id"] == person_id), None)
    if person is None or letters_to(case, person, "da") is None:
        raise NotFound(
            "person_not_found",
            "Personen får ikke breve i denne sag. Gå tilbage til familiens side.",
            "The person gets no letters in this case. Go back to the family's page.",
        )
    if (person["letter_language"] or "da") == language:
        return False
    change(uow, tables.person, person["key_id"], person["id"], {"letter_language": language})
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Sprog i breve",
        content={"text": f"Breve til {person['name']} skrives fra nu af på {LANGUAGES[language][0]}."},
    )
    return True
