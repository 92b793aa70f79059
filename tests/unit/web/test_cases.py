"""Families: the list, one family's page, documents, the search, starting a course."""

import re

from tests.pages import COORDINATOR, INTAKE, LEADER, MANAGER, OWNER, Town


def test_my_families_show_phase_and_next_deadline(town: Town):
    page = town.enter(COORDINATOR).get("/cases").text
    assert "Noah L., 9 år" in page and "Løbende indsats" in page and "2025-0001" in page
    assert "Ingen familier passer" in town.enter(COORDINATOR).get("/cases?q=sofie").text


def test_a_leader_without_own_families_begins_with_all_that_may_be_seen(town: Town):
    page = town.enter(LEADER).get("/cases").text
    assert re.search(r'aria-current="page">Alle, jeg kan se <span class="count">4<', page)
    assert "N.L., 9 år" in page and "Noah" not in page
    assert "Du har ingen familier endnu." in town.enter(LEADER).get("/cases?view=mine").text


def test_all_families_hold_only_those_one_may_see(town: Town):
    assert "2025-0001" not in town.enter("team_leader2").get("/cases?view=all").text
    page = town.enter(INTAKE).get("/cases").text
    assert "2025-0001" not in page and "2026-0002" in page


def test_families_are_chosen_by_phase(town: Town):
    page = town.enter(LEADER).get("/cases?view=all&phase=active").text
    assert "2025-0001" in page and "2026-0002" not in page
    assert "Ingen familier passer" in town.enter(LEADER).get("/cases?view=all&phase=closed").text


def test_a_page_behind_the_last_family_is_empty(town: Town):
    page = town.enter(LEADER).get("/cases?view=all&page=9").text
    assert "2025-0001" not in page and town.enter(LEADER).get("/cases?page=x").status_code == 200


def test_the_case_page_begins_with_the_child_s_voice(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}").text
    headings = re.findall(r"<h2[^>]*>([^<]+)<", page)
    assert headings[0] == "Barnets stemme"
    for heading in (
        "Åbne opgaver",
        "Den fælles plan, version 1",
        "Møder",
        "Journal",
        "Tidslinje",
        "Mennesker",
    ):
        assert heading in headings
    assert 'aria-current="step">Løbende indsats' in page
    assert re.search(r'class="scale" data-value="\d+"', page)


def test_the_diagram_stands_in_the_page_as_a_table_too(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}").text
    assert 'data-island="bpmn-viewer"' in page
    assert "<strong>Er her nu</strong>" in page and "Gennemført" in page


def test_a_case_of_others_does_not_exist(town: Town):
    assert town.enter("team_leader2").get(f"/cases/{town.case()}").status_code == 404
    assert town.enter(OWNER).get(f"/cases/{town.case()}").status_code == 403


def test_a_look_at_a_case_is_written_down(town: Town):
    before = town.value("SELECT count(*) FROM access_log")
    town.enter(LEADER).get(f"/cases/{town.case()}?purpose=vikar")
    with town.database.begin(write=False) as uow:
        last = uow.row("SELECT purpose, case_id FROM access_log ORDER BY id DESC LIMIT 1")
    assert town.value("SELECT count(*) FROM access_log") > before
    assert last is not None and last["purpose"] == "GET /cases/<uuid:case_id> · vikar"


def test_a_letter_is_read_as_it_was_sent(town: Town):
    visitor = town.enter(COORDINATOR)
    page = visitor.get(f"/cases/{town.case()}").text
    address = re.search(r'href="(/entries/[^"]+)"[^>]*>Den fælles plan, version 1: familiens udgave<', page)
    assert address is not None
    assert "Kære Anders" in visitor.get(address[1]).text


def test_the_timeline_goes_back_to_the_beginning(town: Town):
    visitor = town.enter(COORDINATOR)
    path: str | None = f"/cases/{town.case()}/timeline"
    seen = ""
    for _ in range(6):
        if path is None:
            break
        seen = visitor.get(path).text
        onward = re.search(r'href="(/cases/[^"]+cursor=[^"]+)"', seen)
        path = onward[1].replace("&amp;", "&") if onward else None
    assert "Forløbet er startet" in seen


def test_the_search_finds_numbers_and_own_families(town: Town):
    visitor = town.enter(COORDINATOR)
    assert "Noah L., 9 år" in visitor.get("/search?q=2025-0001").text
    assert "Noah L., 9 år" in visitor.get("/search?q=noah").text
    assert "Intet passer" in town.enter("team_leader2").get("/search?q=2025-0001").text


def test_a_new_inquiry_opens_its_first_task_taken(town: Town):
    visitor = town.enter(INTAKE)
    sent = visitor.post("/start", {"process": "case_main"}, at="/start")
    page = visitor.get(sent.headers["Location"]).text
    assert sent.status_code == 303 and "Registrér henvendelsen" in page
    assert "Læg opgaven tilbage" in page and 'data-island="form-viewer"' in page


def test_only_whole_courses_can_be_started(town: Town):
    page = town.enter(INTAKE).get("/start").text
    assert re.findall(r'name="process" value="(\w+)"', page) == ["case_main", "notification_triage"]


def test_a_leader_sees_the_courses_of_the_unit(town: Town):
    page = town.enter(MANAGER).get("/overview").text
    assert "2025-0001" in page and "Løbende indsats" in page and "Beskeder, der ikke fandt en sag" not in page


def test_the_timeline_says_what_happened_and_by_whom(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}/timeline").text
    assert re.search(r'timeline-text">Foreslå indsatser</span> <span[^>]*>· afsluttet af Jonas Friis<', page)
    assert re.search(r'class="timeline-day">\w+dag den \d+\. \w+ 20\d\d<', page)
    # what falls due with the day has no hour
    assert "· frist<" in page and "kl. 00.00" not in page
