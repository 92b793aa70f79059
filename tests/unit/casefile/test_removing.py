"""Taking somebody out of a family who was written down by mistake, and bringing back the very rows."""

from __future__ import annotations

from typing import Any

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MASTER_DATA, MOTHER, Journey
from tests.unit.casefile.test_homes import correct
from tests.unit.casefile.test_merging import rows_of
from workflow_service import audit
from workflow_service.casefile import merging, removing
from workflow_service.casefile.removing_words import _TABLES, CURES, HOLDS
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound
from workflow_service.store import casefile as query
from workflow_service.store import casefile_removal as removal
from workflow_service.store.casefile_rows import change
from workflow_service.store.columns import metadata
from workflow_service.store.tables import casefile as tables

STRANGER = "Karl Holst"
WHY = "Naboen, der ringede; hører ikke til familien."
FARAWAY = "Åvej 4, 4000 Egelund"


@pytest.fixture
def told(berg: Journey) -> Journey:
    """The Berg family with a guardian who is none: he lives alone and was written to have contact."""
    stranger: dict[str, Any] = {
        "name": STRANGER,
        "phone": "20 77 88 99",
        "role": "guardian",
        "custody": False,
        "residence": "contact_parent",
        "address_protected": False,
    }
    parents = [*MASTER_DATA["parents"], stranger]
    home = {"address": FARAWAY, "members": "Karl", "protected": False}
    berg.to_master_data(parents=parents, households=[*MASTER_DATA["households"], home])
    return berg


def remove(case: Journey, name: str = STRANGER, by: str = "iben", why: str = WHY) -> str:
    person_id = case.persons()[name]
    with case.acting(by) as uow:
        return removing.remove(uow, case.case_id or "", person_id, why)


def back(case: Journey, removal_id: str, by: str = "iben") -> list[str]:
    with case.acting(by) as uow:
        return removing.bring_back(uow, case.case_id or "", removal_id, "Han er barnets onkel.")


def held(case: Journey, name: str) -> set[str]:
    person_id = case.persons()[name]
    with case.acting("tove") as uow:
        return {one.code for one in removing.preview(uow, case.case_id or "", person_id).holds}


def family(case: Journey) -> str:
    with case.acting() as uow:
        return str((query.case_row(uow, case.case_id or "") or {})["family_id"])


def addresses(case: Journey) -> set[str]:
    ours = family(case)
    with case.acting() as uow:
        return {str(one["address"]) for one in query.households(uow, ours)}


def test_the_removed_leaves_family_homes_and_relations(told: Journey) -> None:
    gone = told.persons()[STRANGER]
    remove(told)
    assert STRANGER not in told.persons() and FARAWAY not in addresses(told)
    ours = family(told)
    with told.acting() as uow:
        relations = query.relations(uow, ours)
    assert gone not in {one["adult_id"] for one in relations} and len(relations) == 2


def test_bringing_back_restores_the_very_rows(told: Journey) -> None:
    before = rows_of(told)
    removal_id = remove(told)
    assert rows_of(told) != before
    assert back(told, removal_id) == [] and rows_of(told) == before


def test_a_protected_home_outlives_the_last_who_lived_there(told: Journey) -> None:
    ours = family(told)
    with told.acting() as uow:
        (home,) = [one for one in query.households(uow, ours) if one["address"] == FARAWAY]
        change(uow, tables.household, home["key_id"], home["id"], {"protected": True})
    remove(told)
    assert FARAWAY in addresses(told)


def test_child_custody_and_protection_hold_and_the_error_says_what_to_do(told: Journey) -> None:
    assert held(told, STRANGER) == set()
    assert "child" in held(told, CHILD) and "custody" in held(told, FATHER)
    assert held(told, MOTHER) >= {"custody", "protected"}
    before = rows_of(told)
    with pytest.raises(Conflict) as refused:
        remove(told, MOTHER)
    assert refused.value.code == "person_held" and "forældremyndigheden til nej" in refused.value.da
    assert "custody of a child" in refused.value.en and MOTHER not in refused.value.da
    assert rows_of(told) == before


def test_what_was_said_agreed_and_sent_holds(berg: Journey) -> None:
    berg.to_plan()
    assert {"letter", "plan"} <= held(berg, FATHER) and {"letter", "plan", "sector"} <= held(berg, MOTHER)
    assert {"child", "child_view", "plan", "report"} <= held(berg, CHILD)


def test_correcting_the_master_data_does_not_hold_whom_it_names(told: Journey) -> None:
    correct(told, wish="At Noah får det godt.")
    assert held(told, STRANGER) == set()
    remove(told)
    correct(told, wish="At Noah får det godt i skolen.")
    assert STRANGER not in told.persons()


def test_custody_that_was_set_to_no_no_longer_holds(told: Journey) -> None:
    ours = family(told)
    with told.acting() as uow:
        for one in query.relations(uow, ours):
            change(uow, tables.parent_relation, one["key_id"], one["id"], {"custody": False})
    assert "custody" not in held(told, FATHER)


def test_a_reason_and_somebody_who_writes_the_family_are_needed(told: Journey) -> None:
    with pytest.raises(Invalid) as refused:
        remove(told, why="  nej ")
    assert "reason" in refused.value.fields
    with pytest.raises(NotFound):
        remove(told, by="lis")
    with pytest.raises(NotFound), told.acting("iben") as uow:
        removing.remove(uow, told.case_id or "", "nobody", WHY)


def test_who_removed_whom_and_why_is_read_while_it_can_be_undone_by_those_who_may(told: Journey) -> None:
    removal_id = remove(told)
    with told.acting("tove") as uow:
        (one,) = removing.removals(uow, told.case_id or "").done
    assert (one.id, one.name, one.why, one.by) == (removal_id, STRANGER, WHY, "Iben Lund")
    # a colleague of the team sees the case
    with pytest.raises(Forbidden), told.acting("mette") as uow:
        removing.bring_back(uow, told.case_id or "", removal_id, "Hører til alligevel.")
    with told.acting("mette") as uow:
        assert removing.removals(uow, told.case_id or "") == removing.Removals(False, ())


def test_the_audit_of_the_case_keeps_who_when_and_why(told: Journey) -> None:
    back(told, remove(told))
    with told.acting() as uow:
        rows = uow.rows("SELECT kind, actor, facts FROM audit_event WHERE kind LIKE '%remov%' ORDER BY seq")
        case = query.case_row(uow, told.case_id or "") or {}
        chain = audit.Chain(case["id"], case["audit_head"], case["audit_seq"])
        assert audit.verify_chain(uow, chain) == []
    assert [row["kind"] for row in rows] == ["person.removed", "removal.undone"]
    assert {str(row["actor"]) for row in rows} == {told.town.ids["iben"]}
    assert all("Holst" not in str(row["facts"]) for row in rows)


def test_after_thirty_days_and_after_an_undo_it_stands(told: Journey) -> None:
    removal_id = remove(told)
    back(told, removal_id)
    with pytest.raises(Conflict) as refused:
        back(told, removal_id)
    assert refused.value.code == "merge_not_undoable"
    second = remove(told)
    told.travel(31)
    with told.acting("iben") as uow:
        assert removing.removals(uow, told.case_id or "").done == ()
    with pytest.raises(Conflict):
        back(told, second)


def test_a_removal_is_no_merge_and_is_undone_where_it_was_made(told: Journey) -> None:
    removal_id = remove(told)
    with told.acting("tove") as uow:
        assert merging.undoable(uow) == []
        with pytest.raises(NotFound):
            merging.undo(uow, removal_id, "Hører til alligevel.")


def test_every_table_of_a_case_is_asked_and_named() -> None:
    asked = set()
    for table in metadata.sorted_tables:
        columns = set(table.columns.keys())
        sealed = any(column.info.get("sealed") for column in table.columns)
        names = bool(columns & removal.PERSON_COLUMNS)
        if not (sealed or names) or not {"id", "key_id"} <= columns or table.name in removal.ELSEWHERE:
            continue
        assert table.name in removal.PARENTS or columns & {"case_id"} or table.name == "case_file", table.name
        asked.add(table.name)
    assert asked - set(_TABLES) == {"rule_override"}
    assert set(_TABLES.values()) <= set(HOLDS) and set(removing.CURES_OF.values()) <= set(CURES)
