"""The pages on which somebody is taken out of a family who was written down by mistake."""

import re

import pytest

from tests.pages import COORDINATOR, LEADER, OWNER, Town, csrf
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add

WHY = "Naboen, der ringede; hører ikke til familien."
# 54 and 64 were counted: a query for each table of a case in which somebody can be named
ASKED, DONE = 58, 68


@pytest.fixture
def stranger(town: Town) -> str:
    with town.database.begin() as uow:
        case = query.case_row(uow, town.case()) or {}
        values = {"family_id": case["family_id"], "relation": "guardian", "name": "Karl Holst"}
        return add(uow, tables.person, case["key_id"], values)


def family(town: Town) -> str:
    return f"/cases/{town.case()}/family"


def test_the_family_leads_to_the_page_that_tells_what_happens(town: Town, stranger: str) -> None:
    visitor, path = town.enter(COORDINATOR), f"{family(town)}/removal?person={stranger}"
    assert f'href="{path}"' in visitor.get(family(town)).text
    page = visitor.get(path).text
    assert "Fjern en person, der er skrevet op ved en fejl" in page and "Karl Holst" in page
    assert "i 30 dage" in page and "Et hjem, hvor ingen" not in page


def test_removing_and_bringing_back_on_the_page(town: Town, stranger: str) -> None:
    visitor, at = town.enter(COORDINATOR), family(town)
    form = {"person": stranger, "reason": WHY}
    assert visitor.post(f"{at}/removal", form, at=at).status_code == 303
    page = visitor.get(at).text
    assert "Fjernet for nylig" in page and WHY in page and f"person={stranger}" not in page
    assert "Karl Holst" not in visitor.get(f"{at}/print").text
    (undo,) = re.findall(r'action="(/cases/[^"]+/removals/[^"]+/undo)"', page)
    assert visitor.post(undo, {"reason": "nej"}, at=at).status_code == 422
    assert visitor.post(undo, {"reason": "Han er barnets onkel."}, at=at).status_code == 303
    page = visitor.get(at).text
    assert f"person={stranger}" in page and "Fjernet for nylig" not in page


def test_without_a_reason_nobody_is_removed_and_what_was_written_stays(town: Town, stranger: str) -> None:
    visitor, at = town.enter(COORDINATOR), family(town)
    sent = visitor.post(f"{at}/removal", {"person": stranger, "reason": "nej"}, at=at)
    assert sent.status_code == 422 and ">nej</textarea>" in sent.text
    assert visitor.post(f"{at}/removal", {}, at=at).status_code == 422
    unknown = visitor.post(f"{at}/removal", {"person": "x", "reason": WHY}, at=at)
    assert unknown.status_code == 404 and town.value("SELECT count(*) FROM merge") == 0


def test_who_is_held_is_told_by_what_and_what_to_do(town: Town, stranger: str) -> None:
    visitor, at = town.enter(COORDINATOR), family(town)
    with town.database.begin(write=False) as uow:
        child = str((query.case_row(uow, town.case()) or {})["child_id"])
    page = visitor.get(f"{at}/removal?person={child}").text
    assert "Personen kan ikke fjernes" in page and "barnet i en sag (2025-0001)" in page
    assert "Dubletter" in page and "<textarea" not in page
    sent = visitor.post(f"{at}/removal", {"person": child, "reason": WHY}, at=at)
    assert sent.status_code == 409 and "barnet i en sag (2025-0001)" in sent.text


def test_others_neither_see_the_button_nor_get_through(town: Town, stranger: str) -> None:
    path = f"{family(town)}/removal?person={stranger}"
    assert town.enter(OWNER).get(path).status_code == 403
    assert town.enter("team_leader2").get(path).status_code == 404
    assert town.enter(LEADER).get(path).status_code == 200
    bare = town.enter(COORDINATOR).get(f"{family(town)}/removal")
    assert bare.status_code == 303 and bare.headers["Location"].endswith("/family")


def test_the_page_is_there_in_english(town: Town, stranger: str) -> None:
    visitor = town.enter(COORDINATOR)
    visitor.post("/profile", {"name": "Mette Holm", "phone": "", "language": "en"}, at="/profile")
    page = visitor.get(f"{family(town)}/removal?person={stranger}").text
    assert "Remove a person who was written down by mistake" in page


def test_asking_what_holds_somebody_takes_one_query_a_table(town: Town, stranger: str) -> None:
    visitor, at = town.enter(COORDINATOR), family(town)
    path = f"{at}/removal?person={stranger}"
    visitor.get(path)
    with town.counted() as asked:
        visitor.get(path)
    form = {"person": stranger, "reason": WHY, "csrf_token": csrf(visitor.get(path).text)}
    with town.counted() as done:
        assert visitor.client.post(f"{at}/removal", data=form).status_code == 303
    assert len(asked) <= ASKED and len(done) <= DONE
