from collections.abc import Callable
from typing import Any

import pytest

from tests.statements import counted
from tests.unit.casefile.journey import FATHER, MOTHER, Journey
from workflow_service import casefile
from workflow_service.errors import Malformed, NotFound
from workflow_service.store import UnitOfWork


@pytest.fixture
def planned(berg: Journey) -> Journey:
    berg.to_plan()
    return berg


def count(berg: Journey, by: str, read: Callable[[UnitOfWork], Any]) -> int:
    with berg.acting(by) as uow, counted(berg.town.database) as seen:
        read(uow)
    return len(seen)


def test_the_case_page_costs_the_same_few_statements_early_and_late(berg: Journey) -> None:
    berg.to_participants()
    early = count(berg, "mette", lambda uow: casefile.case_page(uow, berg.case_id or ""))
    assert early <= 16
    berg.hear_child()
    for _ in range(5):
        berg.complete("write_note", "note", {"type": "phone", "text": "x", "done": True})
    late = count(berg, "mette", lambda uow: casefile.case_page(uow, berg.case_id or ""))
    assert late - early <= 1


def test_names_of_a_whole_list_take_one_statement(berg: Journey) -> None:
    cases = []
    for number in range(1, 6):
        one = Journey(berg.town, number=f"2026-{number:04}")
        one.inquire(child=f"Barn{number} Berg")
        cases.append(one.case_id or "")
    assert count(berg, "iben", lambda uow: casefile.names(uow, cases)) == 1


def test_my_families_and_timeline_take_few_statements(planned: Journey) -> None:
    assert count(planned, "mette", casefile.my_families) == 1
    assert count(planned, "mette", lambda uow: casefile.timeline(uow, planned.case_id or "")) <= 6


def test_own_cases_are_called_by_name_and_others_by_initials(planned: Journey) -> None:
    case_id = planned.case_id or ""
    with planned.acting("mette") as uow:
        assert casefile.names(uow, [case_id]) == {case_id: "Noah B., 9 år"}
    with planned.acting("lis") as uow:
        assert casefile.names(uow, [case_id]) == {case_id: "N.B., 9 år, 2026-0001"}


def test_the_page_shows_people_with_telephone_and_no_protected_address(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        page = casefile.case_page(uow, planned.case_id or "")
    family = {one.name: one for one in page.family}
    assert family[MOTHER].address_protected and family[MOTHER].addresses == ()
    assert family[FATHER].addresses == ("Bakken 2, 4000 Egelund",)
    assert page.child is not None and page.child.address_protected and page.child.addresses == ()
    assert page.coordinator is not None and page.coordinator.phone
    assert page.substitute is not None and page.substitute.name == "Jonas Friis"


def test_the_childs_voice_is_on_the_page_and_marked_when_old(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        voice = casefile.case_page(uow, planned.case_id or "").voice
    assert voice is not None and voice.words == "Jeg vil gerne have en ven." and not voice.old
    planned.travel(120)
    with planned.acting("mette") as uow:
        later = casefile.case_page(uow, planned.case_id or "").voice
    assert later is not None and later.old


def test_who_may_not_see_the_case_finds_no_page(planned: Journey) -> None:
    for read in (casefile.case_page, casefile.timeline):
        with planned.acting("lis") as uow, pytest.raises(NotFound):
            read(uow, planned.case_id or "")


def test_looking_at_a_page_is_logged_with_its_people(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        casefile.case_page(uow, planned.case_id or "")
    with planned.acting("mette") as uow:
        row = uow.row(
            "SELECT subjects, purpose FROM access_log WHERE case_id = ? ORDER BY id DESC", planned.case_id
        )
    assert row is not None and row["purpose"] == "test"
    assert all(person in row["subjects"] for person in planned.persons().values())


def test_the_status_follows_the_phases_of_the_diagram(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        casefile.enter_phase(uow, planned.case_id or "", "planning")
        page = casefile.case_page(uow, planned.case_id or "")
    assert page.status.label == "Plan og afgørelse"
    assert [state for _, state in page.phases] == ["done", "done", "done", "current", "ahead"]


def test_the_timeline_goes_on_where_a_page_ended(planned: Journey) -> None:
    case_id = planned.case_id or ""
    with planned.acting("mette") as uow:
        whole = [event.ref for event in casefile.timeline(uow, case_id, 200).events]
        pieces: list[str] = []
        cursor = None
        while True:
            page = casefile.timeline(uow, case_id, 7, cursor)
            pieces += [event.ref for event in page.events]
            cursor = page.next_cursor
            if cursor is None:
                break
    assert pieces == whole and len(whole) > 20


@pytest.mark.parametrize("cursor", ["x", "WzFd", "bm90IGpzb24=", "æ"])
def test_a_foreign_cursor_is_refused(planned: Journey, cursor: str) -> None:
    with planned.acting("mette") as uow, pytest.raises(Malformed):
        casefile.timeline(uow, planned.case_id or "", 5, cursor)


def test_a_restricted_entry_is_read_by_who_leads_the_case_only(berg: Journey) -> None:
    berg.to_screening(honour_risk=True)
    answers = {
        "signs": [{"text": "Truet"}],
        "risk_to_child": "low",
        "risk_to_child_text": "x",
        "safe_contact": "Skolen",
        "who_may_know": [berg.town.ids["tove"]],
        "conclusion": "Ring til skolen",
    }
    berg.complete("record_risk_assessment", "risk_assessment", answers, by="iben")
    seen = {}
    for login in ("iben", "tove", "jonas"):
        with berg.acting(login) as uow:
            seen[login] = {one.title for one in casefile.case_page(uow, berg.case_id or "").journal}
    title = "Risikovurdering, æresrelateret"
    assert [title in seen[login] for login in ("iben", "tove", "jonas")] == [True, True, False]


def test_a_journal_entry_opens_with_its_answers(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        page = casefile.case_page(uow, planned.case_id or "")
        letter = next(one for one in page.journal if one.kind == "letter")
        opened = casefile.open_entry(uow, letter.id)
    assert opened.text.startswith("Kære ") and opened.entry.recipients


def test_search_finds_a_case_by_the_beginning_of_its_number(planned: Journey) -> None:
    with planned.acting("mette") as uow:
        assert [hit.number for hit in casefile.search(uow, "2026-00")] == ["2026-0001"]
        assert casefile.search(uow, "202") == [] and casefile.search(uow, "2026%") != []
    with planned.acting("lis") as uow:
        assert casefile.search(uow, "2026-0001") == []
