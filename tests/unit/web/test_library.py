"""The library of publications and what of it stands beside a task."""

import re

from tests.pages import ADMIN, COORDINATOR, Town
from tests.unit.web.test_costs import cost
from workflow_service.store.library import library
from workflow_service.web.views.library import TAGS


def titles(page: str) -> list[str]:
    return re.findall(r'<h2 lang="da">([^<]+)</h2>', page)


def test_everybody_reads_the_library(town: Town):
    page = town.enter(ADMIN).get("/library").text
    assert len(titles(page)) >= 20 and "Viden" in page


def test_it_is_searched_by_words_and_topic(town: Town):
    visitor = town.enter(COORDINATOR)
    assert titles(visitor.get("/library?q=ics+håndbog").text) == ["Barnets velfærd i centrum – ICS-håndbog"]
    finance = titles(visitor.get("/library?tag=finance").text)
    assert len(finance) == 2 and "Helhedsindsats for udsatte familier" in finance
    assert "Ingen viden passer til filtrene." in visitor.get("/library?q=zebra").text


def test_every_topic_of_the_package_has_words(town: Town):
    with town.database.begin(write=False) as uow:
        used = {tag for one in library(uow) for tag in one.tags}
    assert used == set(TAGS)


def test_publications_stand_beside_the_task_they_concern(town: Town):
    page = town.enter(COORDINATOR).get(f"/tasks/{town.task('follow_up')}").text
    assert "Læs mere" in page and "Effektvurdering" in page and "Hjemmetræning" not in page


def test_an_empty_library_says_who_fills_it(town: Town):
    with town.database.begin() as uow:
        uow.rows("DELETE FROM library_entry RETURNING key")
    assert "Biblioteket er tomt." in town.enter(COORDINATOR).get("/library").text


def test_the_library_is_one_statement(town: Town):
    assert cost(town, COORDINATOR, "/library") == 3
