"""Core teams and external experts on their pages."""

from __future__ import annotations

import re

from tests.pages import ADMIN, COORDINATOR, LEADER, Town
from tests.unit.casefile.municipality import child_case


def team_of(town: Town, name: str = "Nord") -> str:
    return str(town.value("SELECT id FROM core_team WHERE name LIKE ?", f"%{name}"))


def test_everybody_who_works_reads_who_sits_in_the_teams(town: Town) -> None:
    visitor, at = town.enter(COORDINATOR), f"/teams/{team_of(town)}"
    assert "Lis Ravn" in visitor.get("/teams").text
    page = visitor.get(at).text
    assert "Familiebehandler" in page and "Tag en kollega med" not in page
    assert visitor.get(f"{at}/members/{town.value('SELECT user_id FROM team_membership')}").status_code == 403


def test_the_page_says_what_the_open_cases_point_to_and_who_is_missing(town: Town) -> None:
    visitor, team = town.enter(COORDINATOR), team_of(town, "Syd")
    assert "Forslaget vises, når teamet har mindst 5 åbne sager." in visitor.get(f"/teams/{team}").text
    with town.database.begin() as uow:
        for _ in range(6):
            child_case(uow, team, "supportive_measure", sector="addiction")
    page = visitor.get(f"/teams/{team}").text
    shown = re.findall(r"<td>([^<]*)</td><td data-label=.Brug for[^>]*>(\d+ % af sagerne|[^<]*)</td>", page)
    assert {name for name, said in shown if said.endswith("0 % af sagerne")} == {
        "Familiebehandler",
        "Voksenrådgiver",
    }
    assert ("Børnehandicaprådgiver", "altid med") in shown
    assert re.search(r"Mangler i teamet</span> [^<]*Voksenrådgiver", page)
    with town.counted() as sent:
        visitor.get(f"/teams/{team}")
    assert len([sql for sql in sent if "p.details" in sql or "sector_involvement" in sql]) == 2


def test_the_leader_takes_in_changes_and_lets_go(town: Town) -> None:
    leader, at = town.enter(LEADER), f"/teams/{team_of(town)}"
    page = leader.get(at).text
    assert 'id="team-barnets_lov_87"' in page and 'id="add-barnets_lov_87"' not in page
    chosen = re.search(r'<option value="([0-9a-f-]{36})">Birgit Kvist', page)
    assert chosen is not None
    today = town.clock.now().date().isoformat()
    seat = {"member": chosen[1], "profession": "teacher", "sector": "school", "valid_from": today}
    assert leader.post(f"{at}/members", {**seat, "valid_from": ""}, at=at).status_code == 422
    assert leader.post(f"{at}/members", {**seat, "sections": "barnets_lov_3"}, at=at).status_code == 303
    wanted = {"sections": ["barnets_lov_3", "barnets_lov_87"]}
    refused = leader.post(f"{at}/sections", wanted, at=at)
    assert refused.status_code == 422 and "Ingen i teamet dækker så barnets lov § 87" in refused.text
    assert leader.post(f"{at}/sections", {**wanted, "reason": "Syd gør det."}, at=at).status_code == 303
    assert "Syd gør det." in leader.get(at).text
    one = f"{at}/members/{chosen[1]}"
    change = {"profession": "teacher", "sector": "school", "sections": wanted["sections"]}
    assert leader.post(one, change, at=one).status_code == 303
    assert "Syd gør det." not in leader.get(at).text
    refused = leader.post(f"{one}/end", {"last_day": today}, at=one)
    assert refused.status_code == 422 and "Skriv, hvorfor det er i orden" in refused.text
    assert leader.post(f"{one}/end", {"last_day": today, "reason": "Syd."}, at=one).status_code == 303


def test_whom_a_member_leaves_behind_is_shown_before_the_end(town: Town) -> None:
    leader, team = town.enter(LEADER), team_of(town)
    holder = town.value(
        "SELECT t.user_id FROM team_membership t JOIN membership m ON m.user_id = t.user_id"
        " JOIN case_file c ON c.id = m.scope_id AND c.team_id = t.team_id AND c.closed_at IS NULL"
        " WHERE m.role = 'core_team_member' AND t.team_id = ?",
        team,
    )
    one, today = f"/teams/{team}/members/{holder}", town.clock.now().date().isoformat()
    assert re.search(r"20\d\d-\d{4}</a> · deltager", leader.get(one).text)
    refused = leader.post(f"{one}/end", {"last_day": today, "reason": "Flytter"}, at=one)
    assert refused.status_code == 422 and "har stadig del i" in refused.text
    end = {"last_day": today, "reason": "Flytter", "told": "yes"}
    assert leader.post(f"{one}/end", end, at=one).status_code == 303


def test_the_system_administrator_makes_a_team(town: Town) -> None:
    admin = town.enter(ADMIN)
    unit = str(town.value("SELECT unit_id FROM core_team"))
    assert admin.post("/teams", {"name": "Vest", "unit_id": "x"}, at="/teams").status_code == 422
    assert admin.post("/teams", {"name": "Vest", "unit_id": unit}, at="/teams").status_code == 303
    assert "Vest" in admin.get("/teams").text


def test_an_expert_is_written_in_by_the_coordinator_and_ended_by_the_leader(town: Town) -> None:
    coordinator, leader, at = town.enter(COORDINATOR), town.enter(LEADER), "/experts"
    form = {"name": "Ulrik Bo", "organisation": "Klinikken", "expertise": "Søvn", "tags": ["health"]}
    assert coordinator.post(at, {**form, "name": ""}, at=at).status_code == 422
    assert coordinator.post(at, form, at=at).status_code == 303
    made = str(town.value("SELECT id FROM expert WHERE name = 'Ulrik Bo'"))
    one = f"{at}/{made}"
    assert coordinator.post(one, {**form, "contact": "51 00"}, at=one).status_code == 303
    assert "51 00" in coordinator.get("/experts?q=søvn").text
    assert coordinator.post(f"{one}/end", {"last_day": "2026-01-01"}, at=one).status_code == 403
    today = town.clock.now().date().isoformat()
    assert leader.post(f"{one}/end", {"last_day": "i går"}, at=one).status_code == 422
    assert leader.post(f"{one}/end", {"last_day": today}, at=one).status_code == 303
    assert "til og med" in leader.get("/experts?q=ulrik").text
