"""Nothing personal is in an address, a line of the log or a mail (domain.md 6, INV-18)."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from tests.acceptance.story import Town as StoryTown
from tests.pages import COORDINATOR, LEADER, Town, Visitor, live_through, open_app
from workflow_service.sending.mails import Mailer, Server
from workflow_service.store import Database
from workflow_service.store import casefile as query
from workflow_service.store.outbox import Effect

MAILER = Mailer(Server("localhost", 25, "none"), "indgang@egelund.example", "https://indgang.example")
# the pages one can reach by clicking, so far
PAGES = 40


@pytest.fixture(scope="module")
def town(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    folder = tmp_path_factory.mktemp("personal")
    neck = live_through(sqlite_template, folder / "t.db")
    found = open_app(folder / "t.db", folder, neck)
    yield found
    found.database.close()


def secrets_of(database: Database) -> list[str]:
    """Whole names, surnames and CPR numbers of everybody in the case file."""
    with database.begin(write=False) as uow:
        families = [str(row["id"]) for row in uow.rows("SELECT id FROM family")]
        persons = [one for family in families for one in query.persons(uow, family)]
    words = {str(one["name"]) for one in persons}
    words |= {str(one["name"]).split()[-1] for one in persons}
    words |= {str(one["cpr"]) for one in persons if one["cpr"]}
    words |= {word.replace("-", "") for word in words if re.fullmatch(r"\d{6}-\d{4}", word)}
    return [word.casefold() for word in words if len(word) > 2]


def told(text: str, secrets: list[str]) -> list[str]:
    plain = unquote_plus(text).casefold()
    return [word for word in secrets if re.search(rf"(?<!\w){re.escape(word)}(?!\w)", plain)]


def addresses(page: str) -> set[str]:
    return set(re.findall(r'(?:href|action|src|data-poll|hx-get|hx-post)="([^"]+)"', page))


def walk(visitor: Visitor, start: str) -> Iterator[str]:
    """Every address on every page one reaches by following links."""
    seen, waiting = set[str](), [start]
    while waiting and len(seen) < PAGES:
        path = waiting.pop(0).replace("&amp;", "&").partition("#")[0]
        if path in seen or not path.startswith("/") or path.startswith("/static"):
            continue
        seen.add(path)
        sent = visitor.get(path)
        yield path
        found = addresses(sent.text) if sent.mimetype == "text/html" else set()
        yield from found
        yield sent.headers.get("Location", "")
        waiting += sorted(found - seen)


@pytest.mark.parametrize("login", [COORDINATOR, LEADER])
def test_no_address_on_any_page_and_no_line_of_the_log_names_anybody(
    town: Town, login: str, caplog: pytest.LogCaptureFixture
) -> None:
    secrets = secrets_of(town.database)
    assert len(secrets) > 10
    with caplog.at_level(logging.DEBUG, "workflow_service"):
        found = [address for address in walk(town.enter(login), "/") if told(address, secrets)]
    assert found == []
    assert [one for one in caplog.messages if told(one, secrets)] == []


def test_what_is_looked_for_by_name_is_sent_and_not_written_in_the_address(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    for path in ("/cases", "/"):
        for form in re.findall(r'<form class="(?:topbar-search|filter-bar)".*?>', visitor.get(path).text):
            assert 'method="post"' in form
    name = secrets_of(town.database)[0]
    assert visitor.post("/search", {"q": name}, at="/cases").status_code == 200
    assert visitor.post("/cases", {"q": name, "view": "all"}, at="/cases").status_code == 200
    kept = visitor.post("/inbox/filter", {"q": name, "tab": "mine"}, at="/").headers["Location"]
    page = visitor.get(kept).text
    assert f'value="{name}"' in page and not told(kept, [name])
    assert not [one for one in addresses(page) if told(one, [name])]


def test_a_story_leaves_no_name_in_the_log_nor_in_a_mail(
    story_town: StoryTown, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "workflow_service"):
        story = story_town.inquiry("Asta").comes_to("propose_experts")
        story.refused("propose_experts", lambda answers: answers.update(experts=[]))
    secrets = secrets_of(story_town.database)
    assert len(secrets) > 3 and [one for one in caplog.messages if told(one, secrets)] == []
    with story_town.database.begin() as uow:
        for row in uow.rows("SELECT * FROM outbox WHERE kind = 'mail' AND payload IS NOT NULL"):
            payload = uow.open(str(row["key_id"]), "outbox", str(row["id"]), "payload", row["payload"])
            effect = Effect(str(row["id"]), "mail", row["topic"], row["idempotency_key"], "", payload)
            assert not told(MAILER.compose(effect).as_string(), secrets)
