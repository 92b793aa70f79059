"""The leader chooses beside each member of the core team who stands in for them."""

from __future__ import annotations

import re

from tests.meetings import status_meeting
from tests.pages import LEADER, Town


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
    assert " selected>" not in leader.get(at).text
