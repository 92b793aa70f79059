"""The leader chooses beside each member of the core team who stands in for them."""

from __future__ import annotations

import re

from tests.meetings import status_meeting
from tests.pages import LEADER, Town
from workflow_service.app import demonstration
from workflow_service.store import people, teams


def test_the_leader_chooses_a_deputy_on_the_page_of_the_series(town: Town) -> None:
    status_meeting(town.database, "2025-0001")
    series = str(town.value("SELECT id FROM meeting_series WHERE kind = 'status'"))
    at = f"/meetings/series/{series}"
    leader = town.enter(LEADER)
    page = leader.get(at).text
    field = next(
        found
        for found in re.findall(r'<select[^>]*name="(deputy-[^"]+)".*?</select>', page, re.S)
        if re.search(rf'name="{found}".*?<option value="[0-9a-f-]{{36}}"', page, re.S)
    )
    chosen = re.search(rf'name="{field}".*?<option value="([0-9a-f-]{{36}})"', page, re.S)
    assert chosen is not None
    answer = leader.post(f"{at}/deputies", {field: chosen[1]}, at=at)
    assert answer.status_code == 303
    assert f'<option value="{chosen[1]}" selected>' in leader.get(at).text
    assert leader.post(f"{at}/deputies", {field: ""}, at=at).status_code == 303
    left = re.search(rf'<select[^>]*name="{field}".*?</select>', leader.get(at).text, re.S)
    assert left is not None and " selected>" not in left[0]


def test_a_member_of_the_team_opens_meetings_calendar_and_absence_before_the_first_role(town: Town) -> None:
    """Who neither sits in a team nor is a deputy, and holds no role, is shut out as before."""
    with town.database.begin() as uow:
        password = demonstration.PASSWORD
        new = {
            one: people.create_user(uow, one, one.title(), password=password) for one in ("nyansat", "gaest")
        }
        team_id = str(uow.value("SELECT id FROM core_team ORDER BY id LIMIT 1"))
        teams.add_member(uow, team_id, new["nyansat"], profession="teacher", sector="school")
    for login, status in (("nyansat", 200), ("gaest", 403)):
        inside = town.enter(login)
        for page in ("/meetings", "/calendar", "/absences"):
            assert inside.get(page).status_code == status, page
        assert inside.get("/cases").status_code == 403
