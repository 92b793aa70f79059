"""The work list: tabs, groups, filters, taking a task, news."""

import re
from datetime import timedelta

from tests.pages import COORDINATOR, INTAKE, LEADER, Town, Visitor
from workflow_service.store import people, tables


def rows(page: str) -> list[str]:
    """Names of the tasks on a page of the list."""
    return re.findall(r'class="task-title"[^>]*>([^<]+)<', page)


def test_tabs_show_exact_totals(town: Town):
    page = town.enter(INTAKE).get("/").text
    found = dict(re.findall(r'href="/(?:\?tab=)?(\w*)"[^>]*>[^<]+<span class="count">(\d+)</span>', page))
    assert found["roles"] == "2"
    assert len(rows(town.enter(INTAKE).get("/?tab=roles").text)) == 2


def test_a_row_says_why_the_task_is_there(town: Town):
    page = town.enter(LEADER).get("/?tab=roles").text
    assert "Udpeg familiekoordinator" in page
    assert "Opstart · Familien skal have én fast kontaktperson" in page


def test_a_task_moves_from_this_week_to_overdue_as_time_goes(town: Town):
    assert 'data-group="week"' in town.enter(LEADER).get("/?tab=roles").text
    town.clock.travel(town.clock.now() + timedelta(days=4))
    page = town.enter(LEADER).get("/?tab=roles&due=overdue").text
    assert rows(page)[-1] == "Udpeg familiekoordinator"
    # the deadline is the municipality's own: red words, no red bar
    assert 'data-state="overdue"' in page and 'data-state="overdue-law"' not in page


def test_another_s_case_is_called_by_initials_and_number(town: Town):
    page = town.enter(LEADER).get("/?tab=roles").text
    assert "A.H., 15 år" in page and "Amira" not in page


def test_a_task_is_taken_from_the_list(town: Town):
    visitor, task = town.enter(LEADER), town.task("appoint_coordinator")
    sent = visitor.post(f"/tasks/{task}/claim", {"list": "tab=roles"}, at="/?tab=roles")
    assert sent.headers["Location"] == f"/tasks/{task}?list=tab%3Droles"
    assert town.value("SELECT state FROM user_task WHERE id = ?", task) == "claimed"


def test_taking_what_a_colleague_has_names_the_colleague(town: Town):
    task = town.task("register_inquiry")
    with town.database.begin() as uow:
        second = people.find_user(uow, "intake_worker2")
        unit = uow.value("SELECT unit_id FROM process_instance WHERE business_key = '2026-0002'")
        assert second is not None
        people.grant(uow, second.id, "intake_worker", "unit", str(unit))
    town.enter(INTAKE).post(f"/tasks/{task}/claim", at="/?tab=roles")
    sent = town.enter("intake_worker2").post(f"/tasks/{task}/claim", at="/")
    assert sent.status_code == 409 and "Opgaven ligger hos Ida Lund" in sent.text


def narrowed(visitor: Visitor, text: str) -> str:
    sent = visitor.post("/inbox/filter", {"tab": "roles", "q": text}, at="/")
    return visitor.get(sent.headers["Location"]).text


def test_text_finds_a_task_by_its_name_and_by_the_child(town: Town):
    visitor = town.enter(LEADER)
    assert rows(narrowed(visitor, "udpeg")) == ["Udpeg familiekoordinator"]
    found = rows(narrowed(visitor, "A.H."))
    # while there is no coordinator, the leader is offered the family's application too
    assert [name.split(":")[0] for name in found] == ["Forbered afgørelsen", "Udpeg familiekoordinator"]
    assert found[0].startswith("Forbered afgørelsen: Tabt arbejdsfortjeneste, søgt ")
    assert "Ingen opgaver passer til filtrene." in narrowed(visitor, "findes ikke")


def test_an_empty_day_says_when_the_next_deadline_is(town: Town):
    page = town.enter(LEADER).get("/?tab=roles&due=today").text
    assert "Du har ingen opgaver med frist i dag." in page
    assert "Næste frist er onsdag den 4. marts 2026." in page


def test_the_law_filter_leaves_other_clocks_out(town: Town):
    assert rows(town.enter(LEADER).get("/?tab=roles&clock=law").text) == []
    local = rows(town.enter(LEADER).get("/?tab=roles&clock=local").text)
    names = [name.split(":")[0] for name in local]
    assert names == ["Følg op på en overskredet frist", "Forbered afgørelsen", "Udpeg familiekoordinator"]


def test_a_long_list_shows_more_from_the_top(town: Town):
    page = town.enter(COORDINATOR).get("/?tab=done").text
    assert len(rows(page)) == 38 and "Vis flere" not in page
    assert "38 opgaver" in page


def test_news_are_told_once_and_cost_nothing_while_there_are_none(town: Town):
    visitor = town.enter(INTAKE)
    address = re.search(r'data-poll="([^"]+)"', visitor.get("/?tab=roles").text)
    assert address is not None
    path = address[1].replace("&amp;", "&")
    assert visitor.get(path).status_code == 204
    started = visitor.post("/start", {"process": "case_main"}, at="/start")
    task = started.headers["Location"].rsplit("/", 1)[1]
    visitor.post(f"/tasks/{task}/unclaim", at="/")
    told = visitor.get(path)
    again = visitor.get(path, headers={"If-None-Match": told.headers["ETag"]})
    assert "1 ny opgave." in told.text and "?tab=roles" in told.text
    assert again.status_code == 304 and not again.data


def test_completed_tasks_are_listed_newest_first(town: Town):
    page = town.enter(COORDINATOR).get("/?tab=done").text
    moments = re.findall(r'class="due-word">([^<]+)<', page)
    found = rows(page)
    assert len(moments) == len(found) and found.index("Foreslå indsatser") < found.index("Tal med barnet")


def test_the_preview_is_a_part_of_a_page(town: Town):
    task = town.task("appoint_coordinator")
    page = town.enter(LEADER).get(f"/tasks/{task}/preview").text
    assert "<html" not in page and "Hvorfor får jeg opgaven?" in page and "Tag opgaven" in page


def planned(town: Town, days: float) -> str:
    """Plans a meeting of the active family so many days from now; returns the coordinator's page."""
    at = town.clock.now() + timedelta(days=days)
    with town.database.begin() as uow:
        one = uow.value("SELECT id FROM meeting WHERE case_id = ? LIMIT 1", town.case())
        changed = {"state": "planned", "held_at": None, "planned_at": at}
        uow.execute(tables.meeting.update().where(tables.meeting.c.id == one).values(changed))
    return town.enter(COORDINATOR).get("/").text


def test_the_strip_tells_the_meetings_of_today_and_tomorrow(town: Town):
    strip = re.search(r'class="day-strip".*?</section>', planned(town, 0.1), re.DOTALL)
    assert strip and "Tirsdag den 3. marts 2026" in strip[0] and "Noah L., 9 år" in strip[0]
    assert "Næste møde" not in strip[0] and "I morgen" in planned(town, 1)


def test_the_strip_tells_the_next_meeting_of_a_quiet_day(town: Town):
    assert "Næste møde: fre. 6.3." in planned(town, 3)


def test_the_first_row_is_chosen_and_previewed(town: Town):
    page = town.enter(LEADER).get("/?tab=roles").text
    assert re.search(r'task-row" id="[^"]+" aria-current="true"', page)
    assert "Hvorfor får jeg opgaven?" in page.split('id="preview"')[1]
