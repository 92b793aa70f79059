"""What is taken out of a file before others read it: notifiers, protected homes, what the child keeps."""

from tests.unit.casefile.journey import FATHER, MOTHER, Journey
from workflow_service.casefile import access_file
from workflow_service.casefile.access_file import ADDRESS, CHILD, NOTIFIER
from workflow_service.casefile.base import case_by_id
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add


def hidden(berg: Journey, reader: str) -> dict[str, set[str]]:
    """Why → the words that this reader must not learn."""
    person_id = berg.persons()[reader]
    with berg.acting("mette") as uow:
        found = access_file.secrets(uow, case_by_id(uow, berg.case_id), person_id)
    return {one.why: {each.words for each in found if each.why == one.why} for one in found}


def test_who_sent_a_notification_is_taken_out_for_the_parents(berg: Journey) -> None:
    berg.to_coordinator()
    with berg.acting("mette") as uow:
        case = case_by_id(uow, berg.case_id)
        moments = dict.fromkeys(("received_at", "assess_by", "receipt_by"), uow.now)
        notifier = {"name": "Inge Bork", "contact": "Åskolen\n20 30 40 50"}
        values = {"case_id": case["id"], "instance_id": uow.new_id(), "state": "closed", "restricted": False}
        add(uow, tables.notification, case["key_id"], {**values, **moments, "notifier": notifier})
    assert hidden(berg, FATHER)[NOTIFIER] == {"Inge Bork", "Åskolen", "20 30 40 50"}


def test_the_fathers_copy_lacks_the_mothers_protected_home(berg: Journey) -> None:
    berg.to_coordinator()
    assert any("Skjulestien" in words for words in hidden(berg, FATHER)[ADDRESS])
    assert not any("Skjulestien" in words for words in hidden(berg, MOTHER).get(ADDRESS, ()))


def test_what_the_child_keeps_is_taken_out_for_its_parents(berg: Journey) -> None:
    berg.to_coordinator()
    berg.hear_child("Jeg er bange om natten.", hide_from_parents=True, hide_reason="Barnet bad om det")
    assert "Jeg er bange om natten." in hidden(berg, MOTHER)[CHILD]


def test_words_are_found_whatever_stands_between_them() -> None:
    text = "Bork,  Inge ringede; INGE\nBORK skrev."
    assert access_file.redact(text, ["Inge Bork"]) == f"Bork,  Inge ringede; {access_file.OMITTED} skrev."
