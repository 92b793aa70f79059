"""The library of publications: kept with the package, found beside the tasks they concern."""

import json
from typing import Any

from tests.statements import counted
from workflow_service.store import Database, library, packaged


def book(key: str, *concerns: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "title": key.title(), "link": "https://x.example", "concerns": concerns, **more}


def put(database: Database, *books: dict[str, Any]) -> None:
    with database.begin() as uow:
        packaged.import_reference_data(uow, library=json.dumps(books))


def test_a_task_has_its_advice_and_its_publications_in_one_statement(database: Database) -> None:
    advice = [{"key": "write_goals", "text_da": "Spørg.", "text_en": "Ask."}]
    with database.begin() as uow:
        packaged.import_reference_data(uow, guidance=json.dumps(advice))
    put(database, book("b", "write_goals"), book("a", "write_goals", "decide"), book("c", "decide"))
    with database.begin() as uow, counted(database) as seen:
        found = library.guidance(uow, "write_goals")
    assert (found.text("da"), found.text("en")) == ("Spørg.", "Ask.") and len(seen) == 1
    assert [one.key for one in found.entries] == ["a", "b"]


def test_an_underscore_in_a_key_stands_for_itself(database: Database) -> None:
    put(database, book("a", "writeXgoals"))
    with database.begin() as uow:
        assert library.guidance(uow, "write_goals").entries == ()


def test_the_library_is_listed_by_title_in_both_languages(database: Database) -> None:
    put(database, book("b", tags=["goals"]), book("a", summary_da="Om", summary_en="On"))
    with database.begin() as uow:
        first, second = library.library(uow)
    assert (first.summary("da"), first.summary("en"), second.tags) == ("Om", "On", ("goals",))


def test_a_link_that_is_not_https_is_left_out(database: Database) -> None:
    put(database, book("a", link="javascript:alert(1)"), book("b", link="http://x.example"))
    with database.begin() as uow:
        assert {one.link for one in library.library(uow)} == {""}


def test_what_the_municipality_changed_survives_a_new_deployment(database: Database) -> None:
    put(database, book("a"))
    with database.begin() as uow:
        uow.rows("UPDATE library_entry SET title = 'Vores' WHERE key = 'a' RETURNING key")
    put(database, book("a"))
    with database.begin() as uow:
        assert [one.title for one in library.library(uow)] == ["Vores"]
