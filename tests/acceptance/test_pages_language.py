"""Every page exists in both languages: in English nothing of the service's own words is left in Danish."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.pages import ADMIN, COORDINATOR, INTAKE, LEADER, MANAGER, OWNER, Town, live_through, open_app
from workflow_service.web.texts import english

PAGES = (
    (COORDINATOR, "/", "/?tab=done", "/?tab=waiting", "/?due=today", "/cases", "/cases?q=nobody", "/search"),
    (COORDINATOR, "/cases/{case}", "/cases/{case}/timeline", "/tasks/{closing}", "/tasks/{done}", "/profile"),
    (COORDINATOR, "/tasks/{closing}/preview", "/tasks/{closing}/hand-over/delegate", "/accessibility"),
    (COORDINATOR, "/cases/00000000-0000-7000-8000-000000000000", "/releases", "/admin/users"),
    (COORDINATOR, "/cases/{case}/financing", "/cases/{case}/documents", "/cases/{case}/guests"),
    (LEADER, "/?tab=roles", "/?tab=team", "/tasks/{appoint}", "/notifications", "/merging", "/imports"),
    (INTAKE, "/?tab=roles", "/start", "/cases"),
    (MANAGER, "/overview", "/overview?state=completed"),
    (OWNER, "/releases", "/releases/{release}", "/releases/{release}/processes/case_main", "/overview"),
    (OWNER, "/letters"),
    (
        ADMIN,
        "/overview",
        "/jobs",
        "/jobs?show=waiting",
        "/jobs?show=failed",
        "/admin/users",
        "/admin/users?show=all",
    ),
)
# the same in both languages, or too short to tell; a choice of language names each in itself
SAME = {danish for danish, twin in english().items() if danish == twin or len(danish) < 4} | {"Dansk"}


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("language")
    neck = live_through(sqlite_template, folder / "t.db")
    found = open_app(folder / "t.db", folder, neck)
    with found.database.begin() as uow:
        uow.rows("UPDATE app_user SET language = 'en' RETURNING id")
    yield found
    found.database.close()


def ids(town: Town) -> dict[str, str]:
    done = "SELECT id FROM user_task WHERE element = 'write_goals' AND state = 'completed' LIMIT 1"
    return {
        "case": town.case(),
        "closing": town.task("follow_up"),
        "appoint": town.task("appoint_coordinator"),
        "done": str(town.value(done)),
        "release": str(town.value("SELECT id FROM release")),
    }


def spoken(page: str) -> set[str]:
    """Texts of a page, one by one, without what people wrote and without the data of islands."""
    page = re.sub(r"<script.*?</script>", "", page, flags=re.DOTALL)
    spoken = re.findall(r'(?:aria-label|placeholder|title|data-label|data-confirm)="([^"]*)"', page)
    between = re.split(r"<[^>]*>", page)
    return {html.unescape(part).strip() for part in (*between, *spoken)} - {""}


@pytest.mark.parametrize(("login", "paths"), [(one[0], one[1:]) for one in PAGES])
def test_an_english_reader_meets_no_danish_words_of_ours(
    town: Town, login: str, paths: tuple[str, ...]
) -> None:
    visitor, known = town.enter(login), ids(town)
    danish = set(english()) - SAME - set(english().values())
    for path in paths:
        page = visitor.get(path.format(**known)).text
        if "<html" in page:
            assert '<html lang="en"' in page, path
        assert spoken(page) & danish == set(), path


def test_an_english_reader_s_errors_are_english(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    assert "You have no access" in visitor.get("/admin/users").text
    task = town.task("appoint_coordinator")
    sent = visitor.post(f"/tasks/{task}/claim", at="/")
    assert sent.status_code in (403, 404) and "task" in sent.text


def test_those_without_case_work_reach_no_case(town: Town) -> None:
    """Process owners and administrators see no case text (domain.md 4)."""
    for login in (OWNER, ADMIN):
        visitor = town.enter(login)
        for path in ("/cases", "/cases/{case}", "/tasks/{closing}", "/search?q=noah", "/inbox/news"):
            sent = visitor.get(path.format(**ids(town)))
            assert sent.status_code == 403 and "Noah" not in sent.text, path
        assert "Noah" not in visitor.get("/overview").text
