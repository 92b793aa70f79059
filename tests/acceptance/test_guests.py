"""An expert without an account takes part in one meeting: by a link, a code, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests import apps
from tests.acceptance.story import Story, Town
from workflow_service.casefile import guests
from workflow_service.config import Settings
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.sending.mails import Mailer, Server
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add
from workflow_service.store.outbox import Effect

WAYS = frozenset({"mail"})
MAILER = Mailer(Server("localhost", 25, "none"), "indgang@egelund.example", "https://indgang.example")


@dataclass
class Meeting:
    """A story that waits for the experts' declarations, and the service as it is met from outside."""

    story: Story
    client: FlaskClient

    def coordinator(self) -> Any:
        driver = self.story.town.driver
        return driver.acting(driver.user("family_coordinator1"))

    def case(self, uow: Any) -> dict[str, Any]:
        return query.case_row(uow, self.story.case_id) or {}

    def experts(self) -> list[guests.Expert]:
        with self.coordinator() as uow:
            return guests.experts_of(uow, self.case(uow))[1]

    def invite(self, at: int = 0, email: str = "kirsten@viso.example") -> str:
        """The coordinator sends a link; the secret in it, as the mail carries it."""
        one = self.experts()[at]
        with self.coordinator() as uow:
            uow.ways = WAYS
            guests.invite(uow, self.case(uow), one.attendance_id, email)
        found = re.search(r"https://indgang\.example/guest/(\S+)", self.mail().get_content())
        assert found
        return found[1]

    def mail(self) -> Any:
        """The newest mail, as it leaves the house."""
        with self.story.town.database.begin() as uow:
            row = uow.row("SELECT * FROM outbox WHERE kind = 'mail' ORDER BY id DESC LIMIT 1")
            assert row is not None
            key, row_id = str(row["key_id"]), str(row["id"])
            payload = uow.open(key, "outbox", row_id, "payload", row["payload"])
        return MAILER.compose(Effect(row_id, "mail", row["topic"], row["idempotency_key"], row_id, payload))

    def post(self, path: str, form: dict[str, Any], at: str) -> TestResponse:
        token = re.search(r'name="csrf_token" value="([^"]+)"', self.client.get(at).text)
        assert token, at
        return self.client.post(path, data={"csrf_token": token[1], **form})

    def code(self, link: str) -> str:
        assert self.post("/guest/code", {"link": link}, f"/guest/{link}").status_code == 200
        found = re.search(r"\b(\d{6})\b", self.mail().get_content())
        assert found
        return found[1]

    def enter(self, link: str) -> None:
        sent = self.post("/guest/enter", {"link": link, "code": self.code(link)}, f"/guest/{link}")
        assert sent.status_code == 303 and sent.headers["Location"].endswith("/guest"), sent.text

    def declares(self) -> TestResponse:
        return self.post("/guest/declaration", {"no_open_case": "yes", "confidentiality": "yes"}, "/guest")

    def a_minute_passes(self) -> None:
        """For the limit of requests from one place, which goes by the machine's own time."""
        self.client.application.extensions["oef"].limiter.storage.reset()

    def travel(self, days: float) -> None:
        clock = self.story.town.driver.clock
        clock.travel(clock.now() + timedelta(days=days))


@pytest.fixture
def meeting(town: Town, tmp_path: Any) -> Iterator[Meeting]:
    story = town.story("Asta", "propose_experts")

    def by_login(answers: dict[str, Any]) -> None:
        answers["delivery"] = "login"

    story.does("propose_experts", by_login)
    story.waits("expert_declaration")
    settings = Settings(data_folder=tmp_path, secret_key="s" * 32)
    app = apps.service(town.database, town.neck, settings, town.driver.clock)
    yield Meeting(story, app.test_client())


def test_an_expert_takes_part_by_link_and_code_and_sees_no_name(meeting: Meeting) -> None:
    link = meeting.invite()
    assert meeting.client.get(f"/guest/{link}").status_code == 200
    meeting.enter(link)
    page = meeting.client.get("/guest").text
    assert "Du kan læse materialet, når du har givet din erklæring." in page
    before = len(meeting.story.town.driver.open_tasks(meeting.story.instance_id))
    assert meeting.declares().status_code == 303
    assert len(meeting.story.town.driver.open_tasks(meeting.story.instance_id)) == before - 1
    assert meeting.experts()[0].declared
    assert "Materialet bliver gjort klar." in meeting.client.get("/guest").text
    meeting.story.does("expert_declaration")
    meeting.story.does("pseudonymise_material")
    page = meeting.client.get("/guest").text
    assert "Fælles konklusion" in page
    with meeting.coordinator() as uow:
        persons = query.persons(uow, meeting.case(uow)["family_id"])
    names = {word for one in persons for word in one["name"].split()}
    assert not [name for name in names if re.search(rf"\b{name}\b", page)]
    sent = meeting.post("/guest/contribution", {"text": "Kortere dage hjælper ofte."}, "/guest")
    assert sent.status_code == 303 and "Dit bidrag er modtaget." in meeting.client.get("/guest").text
    titles = [one["title"] for one in meeting.story.journal("document")]
    assert "Bidrag fra ekstern fagperson til analysemødet" in titles


def test_every_look_of_a_guest_is_logged_with_its_purpose(meeting: Meeting) -> None:
    meeting.enter(meeting.invite())
    meeting.declares()
    with meeting.story.town.database.begin(write=False) as uow:
        (row,) = uow.rows("SELECT id FROM guest_invitation")
        said = [one["purpose"] for one in uow.rows("SELECT * FROM access_log WHERE user_id = ?", row["id"])]
    assert {"guest · entered", "guest · declaration"} <= set(said)


def test_mails_and_links_hold_no_name_number_or_case(meeting: Meeting) -> None:
    link = meeting.invite()
    texts = [meeting.mail().as_string()]
    meeting.code(link)
    texts.append(meeting.mail().as_string())
    with meeting.coordinator() as uow:
        case = meeting.case(uow)
        words = {w for one in query.persons(uow, case["family_id"]) for w in one["name"].split()}
    assert not [w for w in (*words, case["number"], "Kirsten Bach") for text in texts if w in text]
    with meeting.story.town.database.begin(write=False) as uow:
        stored = uow.row("SELECT * FROM guest_invitation")
    assert stored is not None and link.encode() not in b"".join(
        bytes(value) for value in stored.values() if isinstance(value, bytes | memoryview)
    )


def test_guesses_are_counted_and_a_code_is_used_once(meeting: Meeting) -> None:
    link = meeting.invite()
    right = meeting.code(link)
    wrong = f"{(int(right) + 1) % 1_000_000:06}"
    at = f"/guest/{link}"
    for _ in range(guests.CODE_ATTEMPTS):
        assert meeting.post("/guest/enter", {"link": link, "code": wrong}, at).status_code == 401
    assert meeting.post("/guest/enter", {"link": link, "code": right}, at).status_code == 401
    meeting.travel(0.001)
    meeting.enter(link)
    assert meeting.post("/guest/enter", {"link": link, "code": right}, at).status_code == 401


def test_a_code_runs_out_and_codes_are_not_sent_without_end(meeting: Meeting) -> None:
    link = meeting.invite()
    old = meeting.code(link)
    assert meeting.post("/guest/code", {"link": link}, f"/guest/{link}").status_code == 429
    meeting.travel(0.01)
    sent = meeting.post("/guest/enter", {"link": link, "code": old}, f"/guest/{link}")
    assert sent.status_code == 401
    for _ in range(guests.MOST_CODES - 1):
        meeting.code(link)
        meeting.travel(0.001)
        meeting.a_minute_passes()
    assert meeting.post("/guest/code", {"link": link}, f"/guest/{link}").status_code == 429


def test_wrong_links_are_refused_alike_and_few_a_minute(meeting: Meeting) -> None:
    link = meeting.invite()
    pages = {meeting.client.get(f"/guest/{one}").status_code for one in ("x", link[:-1], link + "A")}
    assert pages == {401}
    for _ in range(30):
        last = meeting.client.get("/guest/guess").status_code
    assert last == 429


def test_a_guest_is_nobody_everywhere_else(meeting: Meeting) -> None:
    meeting.enter(meeting.invite())
    case_id = meeting.story.case_id
    for path in ("/", "/cases", f"/cases/{case_id}", f"/cases/{case_id}/guests", "/search", "/library"):
        sent = meeting.client.get(path)
        assert sent.status_code == 303 and "/login" in sent.headers["Location"], path
    for path in ("/api/v1/user-tasks", "/api/v1/process-instances"):
        assert meeting.client.get(path).status_code == 401, path


def test_a_forged_request_does_nothing(meeting: Meeting) -> None:
    meeting.enter(meeting.invite())
    sent = meeting.client.post("/guest/declaration", data={"no_open_case": "yes", "confidentiality": "yes"})
    assert sent.status_code == 403 and not meeting.experts()[0].declared


def test_the_address_of_a_link_goes_to_no_other_site_and_into_no_store(meeting: Meeting) -> None:
    page = meeting.client.get(f"/guest/{meeting.invite()}")
    assert page.headers["Referrer-Policy"] == "same-origin" and page.headers["Cache-Control"] == "no-store"
    assert page.headers["X-Robots-Tag"] == "noindex" and not re.search(r'href="https?://', page.text)


def test_the_coordinator_ends_the_access_at_once(meeting: Meeting) -> None:
    link = meeting.invite()
    meeting.enter(link)
    invitation = str(meeting.experts()[0].invitation_id)
    with meeting.coordinator() as uow:
        guests.revoke(uow, meeting.case(uow), invitation)
    assert meeting.client.get("/guest").status_code == 401
    assert meeting.client.get(f"/guest/{link}").status_code == 401


def test_a_new_link_ends_the_old_one(meeting: Meeting) -> None:
    old, new = meeting.invite(), meeting.invite()
    assert meeting.client.get(f"/guest/{old}").status_code == 401
    assert meeting.client.get(f"/guest/{new}").status_code == 200


def test_an_expert_who_got_a_case_with_the_family_is_turned_away_at_the_next_use(meeting: Meeting) -> None:
    link = meeting.invite()
    meeting.enter(link)
    expert = meeting.experts()[0]
    with meeting.story.town.database.begin() as uow:
        case = meeting.case(uow)
        values = {"case_id": case["id"], "sector": "employment", "professional": expert.name}
        add(uow, tables.sector_involvement, case["key_id"], values)
    assert meeting.client.get("/guest").status_code == 403
    assert meeting.client.get(f"/guest/{link}").status_code == 403
    with pytest.raises(Forbidden), meeting.coordinator() as uow:
        uow.ways = WAYS
        guests.invite(uow, meeting.case(uow), expert.attendance_id, "kirsten@viso.example")


def test_the_access_ends_by_itself_a_week_after_the_meeting(meeting: Meeting) -> None:
    link = meeting.invite()
    with meeting.coordinator() as uow:
        (planned,) = query.meetings(uow, meeting.story.case_id, "analysis")
    clock = meeting.story.town.driver.clock
    clock.travel(planned["planned_at"] + timedelta(days=6, hours=23))
    assert meeting.client.get(f"/guest/{link}").status_code == 200
    clock.travel(planned["planned_at"] + timedelta(days=7))
    assert meeting.client.get(f"/guest/{link}").status_code == 401


def test_an_invitation_needs_an_expert_an_address_and_a_way_for_mails(meeting: Meeting) -> None:
    one = meeting.experts()[0].attendance_id
    for attendance, email, ways, refused in (
        (meeting.story.case_id, "k@viso.example", WAYS, Conflict),
        (one, "ikke en adresse", WAYS, Invalid),
        (one, "k@viso.example", frozenset(), Conflict),
    ):
        with pytest.raises(refused), meeting.coordinator() as uow:
            uow.ways = ways
            guests.invite(uow, meeting.case(uow), attendance, email)
