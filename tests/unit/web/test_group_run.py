"""The page of a coordination group's meeting without scripts (T02): the same page as every meeting's, one
item at a time, with the chair's rule, shares and decisions."""

import re
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.meetings import group_meeting
from tests.pages import COORDINATOR, LEADER, Town, Visitor

CHAIR, HEAD = "coordination_chair1", "department_head1"
TOPIC = "Ventetid i PPR"
SCRIPT = {"Accept": "application/json"}
# counted with three items on the agenda and the raised case shown
MOST_FOR_PAGE, MOST_FOR_SAVING = 25, 14


@pytest.fixture
def run(town: Town) -> str:
    return f"/meetings/{group_meeting(town.database, TOPIC)}/run"


def begun(town: Town, run: str, login: str = CHAIR) -> Visitor:
    visitor = town.enter(login)
    for path, form in ((f"{run}/attendance", {"everybody": "1"}), (f"{run}/begin", {})):
        assert visitor.post(path, form, at=run).status_code == 303
    return visitor


def items(page: str) -> list[str]:
    """The items of the agenda, in its order: the report, the raised case, the topic."""
    return re.findall(r'id="line-([^"]+)"', page)


def takes_up(visitor: Visitor, run: str, number: int) -> str:
    item = items(visitor.get(run).text)[number]
    visitor.post(f"{run}/items/{item}/now", at=run)
    return item


def test_the_meeting_begins_with_its_report_and_names_no_case_to_others(town: Town, run: str):
    before = town.enter(HEAD).get(run).text
    assert "Mødelederen er valgt" in before and "Dagsordenen har 3 punkter" in before
    page = begun(town, run).get(run).text
    assert "Punkt 1" in page and "Ledelsesinformation" in page and "K04" in page
    assert "Fremmøde 3 af 3" in page and "Gem og gå til punkt 2" in page
    assert TOPIC in page and "N.L., 9 år, 2025-0001" in page
    for login in (COORDINATOR, LEADER):
        for path in (run, f"{run}/parts", f"{run}/screen"):
            assert town.enter(login).get(path).status_code in (403, 404), (login, path)


def test_a_topic_is_minuted_by_two_and_decided_with_owner_and_date(town: Town, run: str):
    chair, head = begun(town, run), town.enter(HEAD)
    item = takes_up(chair, run, 2)
    at = f"{run}/items/{item}"
    assert chair.post(f"{at}/finish", at=run, headers=SCRIPT).status_code == 422
    owner = re.search(r'<option value="([^"]+)">', chair.get(run).text.split('id="owner"')[1])
    assert owner is not None
    due = (NOW + timedelta(days=14)).date().isoformat()
    chair.post(f"{at}/text", {"text": "Ni måneders ventetid.", "base": ""}, at=run)
    both = {"text": "Ni måneders ventetid. To psykologer.", "base": "Ni måneders ventetid."}
    head.post(f"{at}/text", both, at=run)
    late = {"text": "Ni måneders ventetid. Staten spørger.", "base": "Ni måneders ventetid."}
    said = chair.post(f"{at}/text", late, at=run, headers=SCRIPT).json["text"]
    assert "To psykologer." in said and "Staten spørger." in said
    decided = {"what": "Find en psykolog", "owner": owner[1], "due_on": due}
    head.post(f"{at}/actions", decided, at=run)
    assert "Find en psykolog" in chair.get(run).text
    chair.post(f"{at}/finish", at=run)
    assert 'data-state="discussed"' in chair.get(run).text


def test_a_raised_case_is_decided_with_shares_that_give_a_hundred(town: Town, run: str):
    chair = begun(town, run)
    at = f"{run}/items/{takes_up(chair, run, 1)}"
    assert "Ingen enighed efter 2 runder." in chair.get(run).text
    chair.post(f"{at}/choice", {"field": "decision", "value": "split", "base": ""}, at=run)
    chair.post(f"{at}/text", {"field": "decision_note", "text": "Gevinsten er delt.", "base": ""}, at=run)
    page = chair.get(run).text
    shares = re.findall(
        r'name="share" value="([^"]+)"><input type="hidden" name="base" value="([^"]+)"', page
    )
    assert len(shares) > 1 and "I alt 100,00 %" in page
    (share, before), *_ = shares
    given = {"share": share, "base": before, "value": "1,5"}
    assert chair.post(f"{at}/share", given, at=run, headers=SCRIPT).status_code == 200
    assert "Andelene skal give 100 % tilsammen." in chair.get(run).text
    refused = chair.post(f"{at}/finish", at=run, headers=SCRIPT)
    assert refused.status_code == 422 and set(refused.json["errors"]) == {"shares"}
    # another who saw the old number is asked
    asked = town.enter(HEAD).post(f"{at}/share", {**given, "value": "2"}, at=run, headers=SCRIPT)
    assert asked.status_code == 409
    assert [one["value"] for one in asked.json["question"]["choices"]] == ["1.50", "2.00"]
    assert chair.post(f"{at}/share", {**given, "value": "mange"}, at=run, headers=SCRIPT).status_code == 422


def test_the_chair_is_the_head_or_the_deputy_and_an_item_can_be_raised_at_the_meeting(town: Town, run: str):
    chair = begun(town, run)
    people = dict(re.findall(r'<option value="([^"]+)"[^>]*>([^<]+)</option>', chair.get(run).text))
    names = town.value("SELECT name FROM app_user WHERE login = ?", "department_head2")
    other = next(user for user, name in people.items() if name == names)
    refused = chair.post(f"{run}/chair", {"value": other}, at=run, headers=SCRIPT)
    assert refused.status_code == 422 and refused.json["code"] == "inv_11"
    deputy = str(town.value("SELECT id FROM app_user WHERE login = ?", HEAD))
    assert chair.post(f"{run}/chair", {"value": deputy}, at=run, headers=SCRIPT).status_code == 200
    chair.post(f"{run}/topics", {"what": "Nyt lokale", "why": ""}, at=run)
    assert "Dagsorden" in chair.get(run).text and "Nyt lokale" in chair.get(run).text
    assert chair.post(f"{run}/topics", {"what": " "}, at=run, headers=SCRIPT).status_code == 422


def test_the_big_screen_shows_topics_and_hides_whose_case_it_is(town: Town, run: str):
    chair = begun(town, run)
    item = takes_up(chair, run, 1)
    screen = chair.get(f"{run}/screen").text
    assert TOPIC in screen and "N.L." not in screen and "2025-0001" not in screen
    assert "Sagens tekst er skjult" in screen and "Ingen enighed" not in screen
    assert "N.L." in chair.get(f"{run}/screen?names={item}").text


def test_the_closing_page_says_what_each_item_lacks(town: Town, run: str):
    chair = begun(town, run)
    page = chair.get(f"{run}/close").text
    assert "Tag stilling til punkt 2" in page and "Mødet kan ikke afsluttes endnu" in page
    for number in (1, 2):
        chair.post(f"{run}/items/{takes_up(chair, run, number)}/defer", {"why": "Tiden er gået."}, at=run)
    assert "Hver beslutning bliver en opgave" in chair.get(f"{run}/close").text
    assert town.enter(HEAD).get(f"{run}/close").status_code == 200
    assert town.enter("department_head2").get(f"{run}/close").status_code == 403


def test_what_the_page_of_the_group_asks_of_the_database(town: Town, run: str):
    chair = begun(town, run)
    item = takes_up(chair, run, 1)
    chair.get(run)
    with town.counted() as page:
        chair.get(run)
    with town.counted() as saving:
        chair.post(f"{run}/items/{item}/text", {"text": "Ny tekst.", "base": ""}, at="/login")
    assert len(page) <= MOST_FOR_PAGE, len(page)
    assert len(saving) <= MOST_FOR_SAVING, len(saving)
