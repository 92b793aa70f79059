"""The family's page: two homes kept apart, nothing secret on it, and nothing of the other parent on paper."""

from dataclasses import asdict

import pytest

from tests.statements import counted
from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, SECRET, Journey
from workflow_service.casefile.family_page import contact_sheet, family_page, masked, reveal
from workflow_service.errors import Invalid, NotFound
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add


@pytest.fixture
def known(berg: Journey) -> Journey:
    berg.to_participants()
    berg.map_involvement("health", "Ole Munk, Region Øst")
    return berg


def ids(berg: Journey) -> dict[str, str]:
    with berg.acting("mette") as uow:
        return {one.name: one.id for one in family_page(uow, berg.case_id or "").members}


def test_the_two_homes_stand_apart_and_the_protected_address_is_not_on_the_page(known: Journey) -> None:
    with known.acting("mette") as uow:
        page = family_page(uow, known.case_id or "")
    mothers, fathers = page.homes
    assert [one.name for one in mothers.members] == [CHILD, MOTHER] and mothers.protected
    assert mothers.address is None and SECRET not in str(asdict(page))
    assert (fathers.address, [one.name for one in fathers.members]) == ("Bakken 2, 4000 Egelund", [FATHER])


def test_cpr_numbers_are_masked(known: Journey) -> None:
    with known.acting("mette") as uow:
        page = family_page(uow, known.case_id or "")
    assert {one.name: one.cpr for one in page.members}[CHILD] == "740317-••••"
    assert "1234" not in str(asdict(page)) and masked(None) is None


def test_custody_sectors_and_the_coordinator_s_card_are_there(known: Journey) -> None:
    with known.acting("mette") as uow:
        page = family_page(uow, known.case_id or "")
    assert {(one.adult, one.custody, one.residence) for one in page.custody} == {
        (MOTHER, True, True),
        (FATHER, True, False),
    }
    assert [(one.sector, one.professional) for one in page.involvements][-1][1] == "Ole Munk, Region Øst"
    assert page.coordinator is not None and page.coordinator.name == "Mette Holm" and page.coordinator.phone
    assert page.substitute is not None and page.substitute.name == "Jonas Friis"


def test_one_parent_s_sheet_holds_nothing_of_the_other_s_home(known: Journey) -> None:
    """INV-23, on paper."""
    people = ids(known)
    with known.acting("mette") as uow:
        fathers = contact_sheet(uow, known.case_id or "", people[FATHER])
        mothers = contact_sheet(uow, known.case_id or "", people[MOTHER])
    for secret in (SECRET, "20 11 22 33", MOTHER, "Ole Munk"):
        assert secret not in str(asdict(fathers)), secret
    for others in ("Bakken 2", "20 44 55 66", FATHER):
        assert others not in str(asdict(mothers)), others
    assert [home.address for home in mothers.homes] == [SECRET]


def test_what_is_hidden_is_shown_alone_and_the_purpose_is_kept(known: Journey) -> None:
    child = ids(known)[CHILD]
    with known.acting("mette") as uow:
        shown = reveal(uow, known.case_id or "", "cpr", child, "Opslag i  folkeregistret")
    assert (shown.value, shown.of) == ("740317-1234", (CHILD,))
    with known.acting("mette") as uow:
        row = uow.row("SELECT purpose, subjects FROM access_log ORDER BY id DESC LIMIT 1")
    assert row is not None and row["purpose"].endswith("cpr: Opslag i folkeregistret")
    assert child in row["subjects"] and row["subjects"].count("-") == 4


def test_a_protected_address_is_shown_to_who_says_why(known: Journey) -> None:
    with known.acting("mette") as uow:
        home = family_page(uow, known.case_id or "").homes[0]
        shown = reveal(uow, known.case_id or "", "address", home.id, "Hjemmebesøg på fredag")
    assert (shown.value, shown.of) == (SECRET, (CHILD, MOTHER))


def test_nothing_is_shown_without_a_purpose_or_to_a_stranger(known: Journey) -> None:
    people = ids(known)
    child = people[CHILD]
    with known.acting("mette") as uow:
        for why in ("", "   ", "abc"):
            with pytest.raises(Invalid):
                reveal(uow, known.case_id or "", "cpr", child, why)
        for kind, wanted in (("cpr", people[MOTHER]), ("name", child), ("cpr", "x"), ("address", child)):
            with pytest.raises(NotFound):
                reveal(uow, known.case_id or "", kind, wanted, "Hjemmebesøg")
    with known.acting("lis") as uow:
        with pytest.raises(NotFound):
            reveal(uow, known.case_id or "", "cpr", child, "Hjemmebesøg")
        with pytest.raises(NotFound):
            family_page(uow, known.case_id or "")


def test_only_cases_the_reader_sees_are_named(known: Journey) -> None:
    """A sibling has a case in the team and another in a team elsewhere."""
    with known.acting() as uow:
        own = query.case_row(uow, known.case_id or "") or {}
        shared = {key: own[key] for key in ("family_id", "instance_id", "status", "unit_id", "opened_at")}
        for number, team in (("2026-0801", known.town.team), ("2026-0802", uow.new_id())):
            row = {**shared, "number": number, "team_id": team, "flags": "[]", "restricted": False}
            add(uow, tables.case_file, own["key_id"], row)
    with known.acting("mette") as uow:
        cases = family_page(uow, known.case_id or "").cases
    assert [(one.number, one.here) for one in cases] == [("2026-0001", True), ("2026-0801", False)]


def test_the_family_takes_few_statements(known: Journey) -> None:
    with known.acting("mette") as uow, counted(known.town.database) as seen:
        family_page(uow, known.case_id or "")
    assert len(seen) <= 10
