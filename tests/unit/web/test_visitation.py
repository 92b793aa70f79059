"""The pages of a visitation meeting without scripts (T07): series, recommendations, attendance, closing."""

import re
from datetime import timedelta

import pytest

from tests.conftest import NOW
from tests.meetings import visitation_meeting
from tests.pages import COORDINATOR, LEADER, Town

GRANT = "grant_authority1"


@pytest.fixture
def meeting(town: Town) -> str:
    return f"/meetings/{visitation_meeting(town.database)}"


def item_of(page: str) -> str:
    found = re.search(r'id="item-([^"]+)"', page)
    assert found
    return found[1]


def test_the_agenda_shows_what_is_prepared_and_what_closing_needs(town: Town, meeting: str):
    page = town.enter(GRANT).get(meeting).text
    for words in ("2025-0001 · N.", "Akut", "Afgørelserne venter ikke på mødet.", "Gem indstillingen"):
        assert words in page, words
    assert "Skriv, hvad mødet indstiller i sag 1" in page and "(Regel 9)" in page
    member = town.enter(LEADER).get(meeting).text
    assert "Gem indstillingen" in member and "Afslut mødet" not in member
    assert town.enter(COORDINATOR).get(meeting).status_code == 404


def test_a_decision_is_recommended_with_a_reason_and_not_over_another_s_words(town: Town, meeting: str):
    leader = town.enter(LEADER)
    page = leader.get(meeting).text
    at = f"{meeting}/visitation/items/{item_of(page)}"
    seen = re.search(
        r'name="version" value="(\d+)"><div class="field"><label for="outcome', re.sub(r">\s+<", "><", page)
    )
    assert seen is not None
    said = {"outcome": "partly", "reason": "To aftener om ugen.", "version": seen[1]}
    assert leader.post(f"{at}/recommend", {**said, "reason": " "}, at=meeting).status_code == 422
    assert leader.post(f"{at}/recommend", said, at=meeting).status_code == 303
    page = leader.get(meeting).text
    assert "Indstillet" in page and "To aftener om ugen." in page
    assert town.enter(GRANT).post(f"{at}/recommend", said, at=meeting).status_code == 409


def test_a_decision_is_put_off_with_a_reason_and_the_attendance_is_saved(town: Town, meeting: str):
    grant = town.enter(GRANT)
    page = grant.get(meeting).text
    at = f"{meeting}/visitation/items/{item_of(page)}"
    assert grant.post(f"{at}/defer", {"why": ""}, at=meeting).status_code == 422
    grant.post(f"{at}/defer", {"why": "Skolens udtalelse mangler."}, at=meeting)
    people = re.findall(r'name="(state-[^"]+)"', page)
    grant.post(f"{meeting}/visitation/attendance", dict.fromkeys(people, "present"), at=meeting)
    page = grant.get(meeting).text
    assert "Udsat: Skolens udtalelse mangler." in page
    assert "Indstillingerne lægges ved afgørelserne" in page
    member = town.enter(LEADER)
    assert member.post(f"{meeting}/visitation/close", at=meeting).status_code == 403


def test_the_grant_authority_plans_the_meetings_of_a_unit_and_nobody_else(town: Town, meeting: str):
    unit = str(town.value("SELECT unit_id FROM case_file WHERE number = ?", "2025-0001"))
    at = f"/meetings/visitation/new?unit={unit}"
    grant = town.enter(GRANT)
    page = grant.get(at).text
    assert "Nye visitationsmøder" in page and "Visitationsmøder i" in page
    me = str(town.value("SELECT id FROM app_user WHERE login = ?", GRANT))
    first = (NOW + timedelta(days=14)).date().isoformat()
    plan = {"name": "Onsdagsmøder", "rule_weeks": "1", "weekday": "WE", "first_on": first, "at": "09:00"}
    plan |= {"minutes": "60", "place": "Lokale 2", "mode": "physical", "member": me}
    assert grant.post(at, {**plan, "minutes": ""}, at=at).status_code == 422
    made = grant.post(at, plan, at=at)
    assert made.status_code == 303 and "Onsdagsmøder" in grant.get(made.location).text
    assert town.enter(LEADER).get(at).status_code == 403
    assert grant.get("/meetings/visitation/new?unit=nothing").status_code == 404
