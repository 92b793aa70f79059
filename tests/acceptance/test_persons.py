"""Somebody who was written down in a family by mistake is taken out over the API, on both databases."""

from __future__ import annotations

import uuid

import pytest

from tests import callers
from tests.callers import Callers, refused
from tests.unit.api.test_start_on_case import add_case
from workflow_service.clock import FrozenClock
from workflow_service.store import Database, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import add

WHY = "Skrevet op ved en fejl."


@pytest.fixture
def api(database: Database, clock: FrozenClock) -> Callers:
    return callers.make(database, clock)


@pytest.fixture
def ids(api: Callers) -> dict[str, str]:
    """A child with a case, an adult with custody, and Karl, who lives in a home of his own."""
    case_id, found = add_case(api), {}
    with api.world.database.begin() as uow:
        case = query.case_row(uow, case_id) or {}
        ours, key = {"family_id": case["family_id"]}, case["key_id"]
        for name, relation in (("Noah", "child"), ("Sara", "parent"), ("Karl", "guardian")):
            found[name] = add(uow, tables.person, key, {**ours, "name": name, "relation": relation})
        query.change_case(uow, case, {"child_id": found["Noah"]})
        for name, custody in (("Sara", True), ("Karl", False)):
            two = {"child_id": found["Noah"], "adult_id": found[name], "custody": custody}
            add(uow, tables.parent_relation, key, {**ours, **two})
        home = add(uow, tables.household, key, {**ours, "address": "Åvej 4", "protected": False})
        uow.insert(tables.household_member, {"household_id": home, "person_id": found["Karl"]})
        found["course"] = str(case["instance_id"])
    return found


def path(ids: dict[str, str], rest: str = "persons") -> str:
    return f"/process-instances/{ids['course']}/{rest}"


def names(api: Callers, ids: dict[str, str]) -> set[str]:
    answer = api.call("mette", "GET", path(ids))
    assert answer.status_code == 200 and answer.json is not None, answer.text
    return {one["name"] for one in answer.json["items"]}


def test_a_removal_is_previewed_done_listed_and_undone(api: Callers, ids: dict[str, str]) -> None:
    seen = api.call("mette", "GET", path(ids, f"persons/{ids['Karl']}/removal")).json
    assert seen is not None and (seen["removable"], seen["related"], seen["empty_home"]) == (True,) * 3
    before = api.fingerprint()
    done = api.call("mette", "POST", path(ids, f"persons/{ids['Karl']}/remove"), {"reason": WHY})
    assert done.status_code == 200 and done.json is not None, done.text
    assert names(api, ids) == {"Noah", "Sara"} and api.fingerprint() != before
    listed = api.call("mette", "GET", path(ids)).json
    assert listed is not None and listed["may_remove"]
    assert [(one["id"], one["name"], one["why"]) for one in listed["removed"]] == [
        (done.json["removal_id"], "Karl", WHY)
    ]
    back = api.call(
        "mette", "POST", path(ids, f"removals/{done.json['removal_id']}/bring-back"), {"reason": WHY}
    )
    assert back.json == {"stayed": []} and names(api, ids) == {"Noah", "Sara", "Karl"}
    with api.world.database.begin(write=False) as uow:
        assert uow.value("SELECT count(*) FROM household_member") == 1
        assert uow.value("SELECT count(*) FROM parent_relation") == 2


def test_who_is_held_stays_and_the_answer_says_why(api: Callers, ids: dict[str, str]) -> None:
    before = api.fingerprint()
    for name, words in (("Noah", "the child of a case (2026-0007)"), ("Sara", "custody of a child")):
        answer = api.call(
            "mette",
            "POST",
            path(ids, f"persons/{ids[name]}/remove"),
            {"reason": WHY},
            headers={"Accept-Language": "en"},
        )
        problem = refused(answer, 409)
        assert words in problem["detail"] or "Ret stamdata" in problem["detail"]
        seen = api.call("mette", "GET", path(ids, f"persons/{ids[name]}/removal")).json
        assert seen is not None and not seen["removable"] and all(one["cure"] for one in seen["holds"])
    assert api.fingerprint() == before


def test_what_a_hidden_case_holds_is_not_told_apart(api: Callers, ids: dict[str, str]) -> None:
    hidden = add_case(api, number="2026-0008", restricted=True, team_id=str(uuid.uuid4()))
    with api.world.database.begin() as uow:
        case, ours = query.case_row(uow, hidden) or {}, uow.row("SELECT family_id FROM person LIMIT 1")
        assert ours is not None
        query.change_case(uow, case, {"family_id": str(ours["family_id"]), "child_id": ids["Karl"]})
        membership = tables.metadata.tables["membership"]
        uow.execute(membership.delete().where(membership.c.scope_id == hidden))
    seen = api.call("mette", "GET", path(ids, f"persons/{ids['Karl']}/removal")).json
    assert seen is not None and [one["code"] for one in seen["holds"]] == ["elsewhere"]
    assert "2026-0008" not in str(seen)


@pytest.mark.parametrize("body", [{}, {"reason": "nej"}, {"reason": 7}, {"reason": "x" * 1001}, {"why": WHY}])
def test_bad_input_is_refused_and_changes_nothing(api: Callers, ids: dict[str, str], body: object) -> None:
    before = api.fingerprint()
    refused(api.call("mette", "POST", path(ids, f"persons/{ids['Karl']}/remove"), body), 422)
    refused(api.call("mette", "POST", path(ids, f"removals/{uuid.uuid4()}/bring-back"), body), 422)
    refused(api.call("mette", "POST", path(ids, f"persons/{uuid.uuid4()}/remove"), {"reason": WHY}), 404)
    refused(api.call("mette", "POST", path(ids, f"removals/{uuid.uuid4()}/bring-back"), {"reason": WHY}), 404)
    refused(api.call("anna", "POST", path(ids, f"persons/{ids['Karl']}/remove"), {"reason": WHY}), 404)
    assert api.fingerprint() == before
