"""The page of a meeting without scripts, its big screen, and how it is followed."""

import re
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.meetings import status_meeting
from tests.pages import COORDINATOR, INTAKE, LEADER, Town, Visitor
from workflow_service import http
from workflow_service.http.streams import EVENT_STREAM, on_own_thread

CASE, NAME = "2025-0001", "Noah L."
# counted with three cases on the agenda and one of them shown
MOST_FOR_PAGE, MOST_FOR_NOTHING_NEW, MOST_FOR_SAVING = 45, 8, 22


@pytest.fixture
def run(town: Town) -> str:
    return f"/meetings/{status_meeting(town.database, CASE, '2026-0001', '2026-0002')}/run"


def begun(town: Town, run: str, login: str = COORDINATOR) -> Visitor:
    visitor = town.enter(login)
    for path, form in ((f"{run}/attendance", {"everybody": "1"}), (f"{run}/begin", {})):
        assert visitor.post(path, form, at=run).status_code == 303
    return visitor


def sits_for_nobody(town: Town, login: str) -> None:
    """The member sits for a sector that no family of the town has consented to."""
    with town.database.begin() as uow:
        uow.rows(
            "UPDATE team_membership SET sector = 'addiction' WHERE user_id IN"
            " (SELECT id FROM app_user WHERE login = ?)",
            login,
        )


def moves_to(town: Town, case_id: str, team: str | None) -> None:
    """The case is another team's, or nobody's."""
    with town.database.begin() as uow:
        uow.rows("UPDATE case_file SET team_id = ? WHERE id = ? RETURNING id", team, case_id)


def act(page: str, kind: str) -> str:
    """Where the form of that kind on the page goes."""
    found = re.search(rf'action="(/meetings/[^"]+/items/[^"]+/{kind})"', page)
    assert found, kind
    return found[1]


def test_before_the_meeting_the_page_says_what_is_ready_and_begins_it(town: Town, run: str):
    visitor = town.enter(LEADER)
    page = visitor.get(run).text
    assert "Før mødet" in page and "Fremmødet er noteret: 0 af 9" in page and "Begynd mødet" in page
    begun(town, run, LEADER)
    page = visitor.get(run).text
    for words in (
        "Derfor er sagen på:",
        "Udvikling og små fremskridt",
        "Fremmøde 9 af 9",
        "Gem og gå til sag 2",
    ):
        assert words in page


def test_a_case_is_minuted_with_forms_alone(town: Town, run: str):
    visitor = begun(town, run)
    page = visitor.get(run).text
    goal = re.search(r'name="goal" value="([^"]+)"', page)
    owner = re.search(r'<option value="([^"]+)" selected>Jonas Friis', page)
    assert goal and owner
    due = (NOW + timedelta(days=4)).date().isoformat()
    for kind, form in (
        ("text", {"text": "Tre skoledage om ugen.", "base": "", "field": "development"}),
        ("score", {"goal": goal[1], "value": "5", "base": ""}),
        ("choice", {"field": "decision", "value": "revise_plan", "base": ""}),
        ("actions", {"what": "Ring til familien", "owner": owner[1], "due_on": due}),
        ("left", {}),
    ):
        assert visitor.post(act(page, kind), form, at=run).status_code == 303, kind
    after = visitor.get(run).text
    assert "Tre skoledage om ugen." in after and "2</strong>" not in after and "→ 5" in after
    assert "Ring til familien" in after and 'value="revise_plan" checked' in after
    visitor.post(act(page, "finish"), at=run)
    assert "besluttet: revidér plan" in visitor.get(run).text


def test_what_is_missing_is_told_on_the_page_and_as_a_problem_to_a_script(town: Town, run: str):
    visitor = begun(town, run)
    finish = act(visitor.get(run).text, "finish")
    visitor.post(finish, at=run)
    assert "Vælg en beslutning." in visitor.get(run).text
    refused = visitor.post(finish, at=run, headers={"Accept": "application/json"})
    assert refused.status_code == 422 and set(refused.json["errors"]) == {"development", "decision"}


def test_a_choice_against_another_s_is_laid_before_the_second(town: Town, run: str):
    first, second = begun(town, run), town.enter(LEADER)
    choice = act(first.get(run).text, "choice")
    script = {"Accept": "application/json"}
    first.post(choice, {"field": "decision", "value": "close", "base": ""}, at=run)
    mine = {"field": "decision", "value": "no_change", "base": ""}
    asked = second.post(choice, mine, at=run, headers=script)
    assert asked.status_code == 409
    assert [one["value"] for one in asked.json["question"]["choices"]] == ["close", "no_change"]
    assert (
        second.post(choice, {**mine, "base": "close"}, at=run, headers=script).json["saved"]
        == "gemt kl. 10.00"
    )


def test_the_big_screen_holds_no_name_until_it_is_asked_for(town: Town, run: str):
    visitor = begun(town, run)
    assert NAME in visitor.get(run).text
    screen = visitor.get(f"{run}/screen").text
    assert NAME not in screen and CASE not in screen and 'data-screen="big"' in screen
    assert "Storskærm: navne skjult" in screen and "Sag 1</strong> · 9 år" in screen
    now = re.search(r'data-case="([^"]+)"', screen)
    assert now is not None
    shown = visitor.get(f"{run}/screen?names={now[1]}").text
    assert NAME in shown and 'id="development"' not in shown and "tekst er skjult" in shown
    assert 'id="development"' in visitor.get(f"{run}/screen?text={now[1]}").text
    # what was shown of one case is not shown of another
    assert NAME not in visitor.get(f"{run}/screen?names=shown").text
    assert NAME not in visitor.get(f"{run}/parts?screen=1").text


def test_a_member_without_consent_is_shown_the_number_alone(town: Town, run: str):
    """INV-22, on the page, in its parts and for each thing that can be written."""
    sits_for_nobody(town, "core_team_member1")
    page = begun(town, run).get(run).text
    member = town.enter("core_team_member1")
    for path in (run, f"{run}/screen?names=shown", f"{run}/parts"):
        shown = member.get(path).text
        assert "Gå ud, mens den drøftes" in shown and "Noah" not in shown and CASE not in shown
    for kind in ("text", "choice", "score", "actions", "left", "defer", "finish"):
        refused = member.post(act(page, kind), {"value": "1"}, at=run, headers={"Accept": "application/json"})
        assert refused.status_code == 403, kind


def test_who_does_not_take_part_finds_nothing(town: Town, run: str):
    for login in (INTAKE, "core_team_member9"):
        visitor = town.enter(login)
        for path in (run, f"{run}/screen", f"{run}/parts"):
            assert visitor.get(path).status_code in (403, 404)
        with on_own_thread():
            assert visitor.get(f"{run}/live", headers={"Accept": EVENT_STREAM}).status_code in (403, 404)


def test_the_parts_are_sent_again_only_when_something_changed(town: Town, run: str):
    visitor = begun(town, run)
    first = visitor.get(f"{run}/parts")
    tag = {"If-None-Match": first.headers["ETag"], "X-Requested-With": "poll"}
    with town.counted() as asked:
        assert visitor.get(f"{run}/parts", headers=tag).status_code == 304
    assert len(asked) <= MOST_FOR_NOTHING_NEW
    visitor.post(act(first.text, "choice"), {"field": "decision", "value": "close", "base": ""}, at=run)
    assert visitor.get(f"{run}/parts", headers=tag).status_code == 200


def test_a_page_that_follows_is_one_look_at_the_case(town: Town, run: str):
    visitor = begun(town, run)
    sql = "SELECT COUNT(*) FROM access_log WHERE case_id = ?"
    visitor.get(run)
    before = town.value(sql, town.case())
    for _ in range(3):
        visitor.get(f"{run}/parts")
    assert town.value(sql, town.case()) == before >= 1


def test_what_the_page_asks_of_the_database(town: Town, run: str):
    visitor = begun(town, run)
    visitor.get(run)
    with town.counted() as page:
        text = visitor.get(run).text
    with town.counted() as saving:
        visitor.post(act(text, "text"), {"text": "Ny tekst.", "field": "development"}, at="/login")
    assert len(page) <= MOST_FOR_PAGE, len(page)
    assert len(saving) <= MOST_FOR_SAVING, len(saving)


def test_followers_are_told_that_something_changed_and_never_what(town: Town, run: str):
    visitor, writer = begun(town, run), town.enter(LEADER)
    page = visitor.get(run).text
    with on_own_thread():
        answer = visitor.get(f"{run}/live", headers={"Accept": EVENT_STREAM}, buffered=False)
        events = answer.iter_encoded()
        assert answer.mimetype == EVENT_STREAM and next(events).startswith(b"event: revision\ndata: ")
        writer.post(act(page, "text"), {"text": "Hemmelig tekst.", "field": "development"}, at=run)
        told = next(events)
    assert re.fullmatch(rb"event: revision\ndata: \d+\n\n", told)
    answer.close()
    assert http.services(town.app).live.taken == 0


def test_where_no_answer_may_stay_open_the_page_is_sent_away_to_ask(town: Town, run: str):
    visitor = begun(town, run)
    assert visitor.get(f"{run}/live", headers={"Accept": EVENT_STREAM}).status_code == 204
    http.services(town.app).live.places = 0
    with on_own_thread():
        assert visitor.get(f"{run}/live", headers={"Accept": EVENT_STREAM}).status_code == 204


def test_whoever_minutes_puts_a_case_on_while_the_meeting_runs_and_all_see_it(town: Town):
    run = f"/meetings/{status_meeting(town.database, CASE)}/run"
    visitor, leader, more = town.enter(COORDINATOR), town.enter(LEADER), town.case("2026-0002")
    wanted = {"case": more}
    assert visitor.get(f"{run}/cases").status_code == 303, "not before the meeting runs"
    assert visitor.post(f"{run}/cases", wanted, at=run).status_code == 403
    team = town.value("SELECT team_id FROM case_file WHERE number = ?", CASE)
    moves_to(town, more, None)
    begun(town, run)
    # the agenda was brought up to date when the meeting began: the team got this case since
    moves_to(town, more, team)
    before = leader.get(f"{run}/parts")
    page = visitor.get(f"{run}/cases").text
    assert f'{run}/cases"' in visitor.get(run).text and f'value="{more}"' in page
    assert f'{run}/cases"' not in visitor.get(f"{run}/screen").text
    assert visitor.post(f"{run}/cases", wanted, at=f"{run}/cases").status_code == 303
    after = leader.get(f"{run}/parts", headers={"If-None-Match": before.headers["ETag"]})
    assert after.status_code == 200 and "Sat på under mødet" in after.text
    assert f'value="{more}"' not in visitor.get(f"{run}/cases").text
    visitor.post(f"{run}/cases", wanted, at=f"{run}/cases")
    assert "står allerede på dagsordenen" in visitor.get(run).text
