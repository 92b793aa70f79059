"""Logging in and out, the language, what nobody may send, what nobody may see."""

import re

import pytest

from tests.pages import ADMIN, COORDINATOR, LEADER, OWNER, Town
from workflow_service import access
from workflow_service.app.demonstration import PASSWORD


def test_a_page_sends_a_stranger_to_the_log_in_and_back(town: Town):
    visitor = town.enter()
    sent = visitor.get("/cases?q=noah")
    assert sent.status_code == 303
    assert sent.headers["Location"] == "/login?next=%2Fcases%3Fq%3Dnoah"
    form = {"login": COORDINATOR, "password": PASSWORD, "next": "/cases?q=noah"}
    assert visitor.post("/login", form, at="/login").headers["Location"] == "/cases?q=noah"


@pytest.mark.parametrize("target", ["//evil.example", "https://evil.example", "/\\evil.example", "evil"])
def test_the_log_in_never_leads_to_another_site(town: Town, target: str):
    form = {"login": COORDINATOR, "password": PASSWORD, "next": target}
    assert town.enter().post("/login", form, at="/login").headers["Location"] == "/"


def test_a_wrong_password_is_answered_in_plain_words(town: Town):
    sent = town.enter().post("/login", {"login": COORDINATOR, "password": "forkert"}, at="/login")
    assert sent.status_code == 401
    assert "Brugernavn eller adgangskode er forkert." in sent.text
    assert f'value="{COORDINATOR}"' in sent.text


def test_too_many_wrong_passwords_lock_the_account_for_a_while(town: Town):
    visitor = town.enter()
    for _ in range(6):
        sent = visitor.post("/login", {"login": COORDINATOR, "password": "forkert"}, at="/login")
    assert sent.status_code == 429 and sent.headers["Retry-After"] == "60"
    assert "for mange gange" in sent.text


def test_a_form_without_its_token_is_refused(town: Town):
    visitor = town.enter(COORDINATOR)
    sent = visitor.client.post("/start", data={"process": "case_main"})
    assert sent.status_code == 403
    assert "Siden er for gammel" in sent.text


def test_logging_out_ends_the_session(town: Town):
    visitor = town.enter(COORDINATOR)
    visitor.post("/logout", at="/")
    assert visitor.get("/").status_code == 303


def test_the_language_of_the_account_is_changed_and_kept(town: Town):
    visitor = town.enter(COORDINATOR)
    visitor.post("/language", {"language": "en"}, at="/")
    assert 'lang="en"' in visitor.get("/").text
    assert "<h1>Tasks</h1>" in town.enter(COORDINATOR).get("/").text


def test_a_stranger_chooses_english_for_the_log_in(town: Town):
    visitor = town.enter()
    visitor.post("/language", {"language": "en", "back": "/login"}, at="/login")
    assert "Password" in visitor.get("/login").text


def test_names_are_hidden_from_the_first_painting(town: Town):
    visitor = town.enter(COORDINATOR)
    visitor.client.set_cookie("names", "hidden")
    assert 'data-names="hidden"' in visitor.get("/").text


def test_errors_are_pages_in_plain_words(town: Town):
    visitor = town.enter(COORDINATOR)
    missing = visitor.get("/tasks/00000000-0000-7000-8000-000000000000")
    assert missing.status_code == 404
    assert "Opgaven findes ikke, eller du har ikke adgang til den." in missing.text
    assert visitor.get("/admin/users").status_code == 403


def test_an_island_gets_its_error_as_json(town: Town):
    sent = town.enter().get("/", headers={"Accept": "application/json"})
    assert sent.status_code == 401 and sent.json is not None
    assert sent.json["code"] == "not_authenticated"


def test_whoever_has_no_tasks_lands_where_the_work_is(town: Town):
    assert town.enter(OWNER).get("/").headers["Location"] == "/releases"
    assert town.enter(ADMIN).get("/").headers["Location"] == "/overview"


def test_every_view_declares_its_permission_class(town: Town):
    known = {access.PUBLIC, access.LOGIN, *access.PERMISSIONS}
    for name, view in town.app.view_functions.items():
        assert getattr(view, "oef_permission", None) in known, name


def test_the_menu_shows_only_what_the_reader_may_open(town: Town):
    coordinator, owner = town.enter(COORDINATOR).get("/").text, town.enter(OWNER).get("/releases").text
    assert 'href="/admin/users"' not in coordinator and 'href="/releases"' not in coordinator
    assert 'href="/releases"' in owner and 'href="/cases"' not in owner


def test_teams_and_experts_stand_with_the_set_up_pages_for_the_leader(town: Town):
    def parts(login: str) -> list[list[str]]:
        menu = town.enter(login).get("/teams").text.split('id="side-menu"')[1].split("</nav>")[0]
        return [re.findall('href="(/(?:library|teams|experts))"', part) for part in menu.split("<ul")[1:3]]

    assert parts(LEADER) == [["/library"], ["/teams", "/experts"]]
    assert parts(COORDINATOR) == [["/library", "/teams", "/experts"], []]
    assert parts("core_team_member1") == [["/library", "/teams", "/experts"], []]


def test_files_of_the_front_end_are_kept_for_ever_and_sent_packed(town: Town):
    page = town.enter().get("/login").text
    address = page.split('<link rel="stylesheet" href="')[1].split('"')[0]
    sent = town.enter().get(address, headers={"Accept-Encoding": "gzip"})
    assert sent.headers["Content-Encoding"] == "gzip"
    assert "immutable" in sent.headers["Cache-Control"]
    assert town.enter().get("/static/dist/../../config.py").status_code == 404
