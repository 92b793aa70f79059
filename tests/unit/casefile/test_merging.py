"""Merging families and persons, and bringing back the very rows."""

from __future__ import annotations

from datetime import date

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from workflow_service import audit
from workflow_service.casefile import consents, merging
from workflow_service.casefile.facts import facts
from workflow_service.casefile.merging_preview import preview
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store.casefile_merging import PERSON_COLUMNS
from workflow_service.store.casefile_rows import change
from workflow_service.store.columns import metadata
from workflow_service.store.tables import casefile as tables

# what a merge writes about itself
BOOKS = {"merge", "merge_row", "audit_event", "access_log", "idempotency"}
LEDGER = {"audit_head", "audit_seq"}


def rows_of(one: Journey) -> dict[str, list[str]]:
    """Every stored row, but for what a merge writes about itself."""
    found = {}
    with one.acting() as uow:
        for name, table in metadata.tables.items():
            if name not in BOOKS:
                found[name] = sorted(
                    repr({k: v for k, v in row.items() if k not in LEDGER})
                    for row in uow.rows(sa.select(table))
                )
    return found


def family_of(uow: UnitOfWork, one: Journey) -> str:
    return str((query.case_row(uow, one.case_id or "") or {})["family_id"])


@pytest.fixture
def twice(berg: Journey) -> Journey:
    """The Berg family written down a second time; `berg` is the first."""
    berg.to_coordinator()
    two = Journey(berg.town, number="2026-0002")
    two.to_coordinator()
    return two


def ids(berg: Journey, two: Journey) -> tuple[str, str]:
    with berg.acting() as uow:
        return family_of(uow, berg), family_of(uow, two)


def merge_families(berg: Journey, two: Journey, by: str = "tove") -> str:
    kept, gone = ids(berg, two)
    with berg.acting(by) as uow:
        chosen = {one.key: one.options[0][0] for one in preview(uow, "family", kept, gone).differences}
        return merging.merge(uow, "family", kept, gone, "Skrevet op to gange.", chosen)


def merge_children(berg: Journey, two: Journey, choice: str = "kept") -> str:
    with berg.acting("tove") as uow:
        cases = [query.case_row(uow, one.case_id or "") or {} for one in (berg, two)]
        kept, gone = (str(case["child_id"]) for case in cases)
        chosen = {one.key: choice for one in preview(uow, "person", kept, gone).differences}
        return merging.merge(uow, "person", kept, gone, "Samme barn, to rækker.", chosen)


def undo(one: Journey, merge_id: str, by: str = "tove") -> list[str]:
    with one.acting(by) as uow:
        return merging.undo(uow, merge_id, "Det var to familier.")


def test_a_merged_family_has_both_cases_and_everybody(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    kept, other = ids(berg, twice)
    assert kept == other
    with berg.acting("tove") as uow:
        assert len(query.cases_of_family(uow, kept)) == 2 and len(query.persons(uow, kept)) == 6
        assert query.case_row(uow, twice.case_id or "") is not None


def test_a_course_that_keeps_the_old_id_goes_on_in_the_family_of_today(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    kept, _ = ids(berg, twice)
    assert twice.process["family_id"] != kept
    # its next steps write into the family of today, where the other case finds it
    twice.map_involvement("health", "Ole Munk, Region Øst")
    with berg.acting("mette") as uow:
        known = facts(uow, berg.case_id, ("INV-05",))
    assert "Ole Munk, Region Øst" in {one.professional for one in known.involvements}


def test_a_siblings_case_opened_with_the_old_id_is_one_of_the_family_of_today(
    berg: Journey, twice: Journey
) -> None:
    merge_id = merge_families(berg, twice)
    kept, _ = ids(berg, twice)
    gone = twice.process["family_id"]
    sibling = Journey(berg.town, number="2026-0003")
    opened = sibling.serve("open_case", "tove", family_id=gone)
    assert opened.variables["family_id"] == kept and sibling.key_id == berg.key_id
    # what came after the merge is said, and stays, when it is undone
    undo(berg, merge_id)
    with berg.acting() as uow:
        assert family_of(uow, twice) == gone and family_of(uow, sibling) == kept


def test_an_id_of_a_merged_person_means_the_person_of_today_until_the_merge_is_undone(
    berg: Journey, twice: Journey
) -> None:
    merge_families(berg, twice)
    with berg.acting("mette") as uow:
        kept, gone = (
            str((query.case_row(uow, one.case_id or "") or {})["child_id"]) for one in (berg, twice)
        )
    merge_id = merge_children(berg, twice)
    with berg.acting("mette") as uow:
        family = family_of(uow, berg)
        # a course that asks for a consent keeps the id of who is asked
        case = query.case_row(uow, berg.case_id or "") or {}
        asked, _ = consents.prefill(uow, case, {"step": "obtain", "giver": gone})
        assert asked["giver"] == kept and query.person_now(uow, family, None) is None
        assert query.person_now(uow, family, "somebody-else") == "somebody-else"
    undo(berg, merge_id)
    with berg.acting("mette") as uow:
        assert query.person_now(uow, family_of(uow, berg), gone) == gone


def test_undoing_a_merge_of_families_restores_the_very_rows(berg: Journey, twice: Journey) -> None:
    before = rows_of(berg)
    merge_id = merge_families(berg, twice)
    assert rows_of(berg) != before
    assert undo(berg, merge_id) == []
    assert rows_of(berg) == before


def test_undoing_a_merge_of_persons_restores_the_very_rows(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    before = rows_of(berg)
    merge_id = merge_children(berg, twice)
    with berg.acting("tove") as uow:
        names = [one["name"] for one in query.persons(uow, family_of(uow, berg))]
    assert names.count(CHILD) == 1
    assert undo(berg, merge_id) == [] and rows_of(berg) == before


def test_no_row_is_lost_or_made_by_a_merge_of_families(berg: Journey, twice: Journey) -> None:
    before = {name: len(rows) for name, rows in rows_of(berg).items()}
    merge_families(berg, twice)
    assert {name: len(rows) for name, rows in rows_of(berg).items()} == before


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_any_order_of_merges_undone_from_the_last_restores_the_rows(
    berg: Journey, twice: Journey, data: st.DataObject
) -> None:
    before, done = rows_of(berg), [merge_families(berg, twice)]
    for name in data.draw(st.permutations([MOTHER, FATHER, CHILD])):
        with berg.acting("tove") as uow:
            same = [one for one in query.persons(uow, family_of(uow, berg)) if one["name"] == name]
            kept, gone = data.draw(st.permutations([one["id"] for one in same]))
            chosen = {one.key: one.options[-1][0] for one in preview(uow, "person", kept, gone).differences}
            done.append(merging.merge(uow, "person", kept, gone, "Samme person.", chosen))
    with berg.acting("tove") as uow:
        assert len(query.persons(uow, family_of(uow, berg))) == 3
    for merge_id in reversed(done):
        assert undo(berg, merge_id) == []
    assert rows_of(berg) == before


def test_a_merge_that_dies_half_way_leaves_nothing(berg: Journey, twice: Journey) -> None:
    before, (kept, gone) = rows_of(berg), ids(berg, twice)
    with pytest.raises(RuntimeError), berg.acting("tove") as uow:
        merging.move_families(uow, kept, gone, "Skrevet op to gange.")
        raise RuntimeError("the machine stopped")
    assert rows_of(berg) == before


def test_two_open_cases_with_two_coordinators_are_said_before_they_become_one_family(
    berg: Journey, twice: Journey
) -> None:
    with twice.acting("tove") as uow:
        case = query.case_row(uow, twice.case_id or "") or {}
        query.change_case(uow, case, {"coordinator_id": berg.town.ids["jonas"]})
    kept, gone = ids(berg, twice)
    with pytest.raises(Invalid) as refused, berg.acting("tove") as uow:
        merging.merge(uow, "family", kept, gone, "Skrevet op to gange.", {"protected": "seen"})
    assert set(refused.value.fields) == {"coordinators"}
    with berg.acting("tove") as uow:
        said = {one.key: one.text for one in preview(uow, "family", kept, gone).differences}
    assert "Mette Holm" in said["coordinators"] and "Jonas Friis" in said["coordinators"]
    assert "beskyttet adresse" in said["protected"]


def test_two_cpr_numbers_must_be_decided_and_are_shown_masked(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    with berg.acting("tove") as uow:
        case = query.case_row(uow, twice.case_id or "") or {}
        change(uow, tables.person, case["key_id"], case["child_id"], {"cpr": "740317-9999"})
    with berg.acting("tove") as uow:
        rows = [query.case_row(uow, one.case_id or "") or {} for one in (berg, twice)]
        (one,) = preview(uow, "person", rows[0]["child_id"], rows[1]["child_id"]).differences
    assert one.key == "cpr" and "740317-••••" in one.options[0][1] and "9999" not in str(one.options)
    merge_children(berg, twice, "gone")
    with berg.acting("tove") as uow:
        (child,) = [p for p in query.persons(uow, family_of(uow, berg)) if p["name"] == CHILD]
    assert child["cpr"] == "740317-9999"


def test_a_protection_is_never_lost_by_chance(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    with berg.acting("tove") as uow:
        mothers = [p for p in query.persons(uow, family_of(uow, berg)) if p["name"] == MOTHER]
        case = query.case_row(uow, berg.case_id or "") or {}
        change(uow, tables.person, case["key_id"], mothers[0]["id"], {"address_protected": False})
        merging.move_persons(uow, mothers[0]["id"], mothers[1]["id"], "Samme mor.")
    with berg.acting("tove") as uow:
        (mother,) = [p for p in query.persons(uow, family_of(uow, berg)) if p["name"] == MOTHER]
    assert mother["address_protected"]


def test_a_merge_needs_a_reason_and_somebody_who_sees_both_families(berg: Journey, twice: Journey) -> None:
    kept, gone = ids(berg, twice)
    with pytest.raises(Invalid) as refused, berg.acting("tove") as uow:
        merging.merge(uow, "family", kept, gone, " ", {"protected": "seen"})
    assert "reason" in refused.value.fields
    with pytest.raises(NotFound), berg.acting("lis") as uow:
        merging.merge(uow, "family", kept, gone, "Skrevet op to gange.", {})


def test_after_thirty_days_a_merge_stands(berg: Journey, twice: Journey) -> None:
    merge_id = merge_families(berg, twice)
    berg.travel(31)
    with pytest.raises(Conflict) as refused:
        undo(berg, merge_id)
    assert refused.value.code == "merge_not_undoable"


def test_the_latest_merge_is_undone_first(berg: Journey, twice: Journey) -> None:
    first = merge_families(berg, twice)
    second = merge_children(berg, twice)
    with pytest.raises(Conflict) as refused:
        undo(berg, first)
    assert refused.value.code == "merge_built_upon"
    undo(berg, second)
    undo(berg, first)
    with pytest.raises(Conflict):
        undo(berg, first)


def test_what_was_changed_since_stays_and_is_named(berg: Journey, twice: Journey) -> None:
    merge_families(berg, twice)
    merge_id = merge_children(berg, twice)
    with berg.acting("tove") as uow:
        case = query.case_row(uow, twice.case_id or "") or {}
        query.change_case(uow, case, {"child_id": None})
    assert undo(berg, merge_id) == ["Sager"]


def test_a_merge_stands_in_the_audit_of_every_case_it_moved(berg: Journey, twice: Journey) -> None:
    merge_id = merge_families(berg, twice)
    undo(berg, merge_id)
    with berg.acting("tove") as uow:
        rows = uow.rows("SELECT kind, case_id, facts FROM audit_event WHERE kind LIKE '%erge%' ORDER BY seq")
        assert {row["kind"] for row in rows} == {"families.merged", "merge.undone"}
        case = query.case_row(uow, str(rows[0]["case_id"])) or {}
        chain = audit.Chain(case["id"], case["audit_head"], case["audit_seq"])
        assert chain.seq == 2 and audit.verify_chain(uow, chain) == []
    assert all("Berg" not in str(row["facts"]) for row in rows)


def test_no_column_names_a_person_that_a_merge_would_forget(berg: Journey) -> None:
    berg.to_plan()
    with berg.acting() as uow:
        persons = {str(row["id"]) for row in uow.rows("SELECT id FROM person")}
        forgotten = set()
        for table in metadata.sorted_tables:
            for column in table.columns:
                if isinstance(column.type, sa.Uuid) and table.name not in BOOKS | {"known_apart"}:
                    values = {str(row["v"]) for row in uow.rows(sa.select(column.label("v")).distinct())}
                    named = column.name in PERSON_COLUMNS or (table.name, column.name) == ("person", "id")
                    if values & persons and not named:
                        forgotten.add(f"{table.name}.{column.name}")
    assert forgotten == set()


def test_goals_of_a_merged_child_name_the_one_that_was_kept(berg: Journey) -> None:
    berg.to_plan()
    with berg.acting("tove") as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        copy = {"family_id": case["family_id"], "relation": "sibling", "name": "Noa Berg"}
        kept = merging.add(uow, tables.person, case["key_id"], {**copy, "birth_date": date(2017, 3, 14)})
    with berg.acting("tove") as uow:
        merging.move_persons(uow, kept, case["child_id"], "Samme barn.")
    with berg.acting("tove") as uow:
        goals = query.goals(uow, query.plans(uow, berg.case_id or "")[0]["id"])
        assert {goal["whose_need"] for goal in goals} == {kept}
