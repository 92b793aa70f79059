"""Core teams and the register of experts over the API."""

from __future__ import annotations

from tests.callers import Callers


def test_the_leader_keeps_the_team_and_the_register(api: Callers) -> None:
    api.add("admin", ("system_admin", "tenant", None))
    body = {"name": "Vest", "unit_id": api.unit_id}
    made = api.call("admin", "POST", "/core-teams", body).json["id"]
    api.add("leader", ("team_leader", "team", made))
    seat = {"user_id": api.ids["leader"], "profession": "adviser", "sector": "school"}
    at = f"/core-teams/{made}"
    assert api.call("leader", "POST", f"{at}/members", {**seat, "profession": "baker"}).status_code == 422
    found = api.call("leader", "POST", f"{at}/members", seat).json
    assert [one["name"] for one in found["members"]] == ["Leader"] and found["uncovered"] == []
    proposal = api.call("leader", "GET", at).json["proposal"]
    assert proposal == {"cases": None, "least": 5, "needs": [], "missing": [], "many_or_few": False}
    assert api.call("leader", "PUT", f"{at}/sections", {"sections": ["none"]}).status_code == 422
    assert api.call("leader", "PUT", f"{at}/sections", {"sections": []}).status_code == 200
    member = f"{at}/members/{api.ids['leader']}"
    assert api.call("leader", "GET", f"{member}/work").json == {"items": []}
    change = {"profession": "ppr", "sector": "ppr"}
    assert api.call("leader", "PUT", member, change).json["members"][0]["profession"] == "ppr"
    day = api.clock.now().date().isoformat()
    assert api.call("leader", "POST", f"{member}/end", {"last_day": day}).status_code == 200
    assert api.call("leader", "GET", "/core-teams").json["items"][0]["members"][0]["valid_to"] == day
    expert = {"name": "Ulrik Bo", "organisation": "Klinikken", "expertise": "Søvn"}
    made = api.call("leader", "POST", "/experts", expert).json["id"]
    assert api.call("leader", "POST", "/experts", expert).status_code == 409
    assert api.call("leader", "PUT", f"/experts/{made}", {**expert, "tags": ["x"]}).status_code == 422
    assert api.call("leader", "POST", f"/experts/{made}/end", {"last_day": day}).json["valid_to"] == day
    assert api.call("anna", "GET", "/experts").json["items"][0]["name"] == "Ulrik Bo"
