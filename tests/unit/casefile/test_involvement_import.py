"""Other sectors' cases from a file: all or nothing, counts only, the same file twice is once."""

from __future__ import annotations

import pytest

from tests.unit.casefile.journey import EXPERTS, MOTHER, Journey
from workflow_service import casefile
from workflow_service.casefile.involvement_import import COLUMNS, MOST_LINES, Outcome, import_involvements
from workflow_service.errors import Invalid, TooLarge
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import change

HEADING = ";".join(COLUMNS)
CPR = "610180-1112"
LINE = f"{CPR};Beskæftigelse;Jobcenter Nord;Birgit Dahl;2026-88;01.02.2026;"


@pytest.fixture
def known(berg: Journey) -> Journey:
    """The Berg family, whose mother's number is known."""
    berg.to_screening()
    mother = berg.persons()[MOTHER]
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        index = uow.master_key.blind_index(uow.tenant_id, CPR)
        change(uow, tables.person, case["key_id"], mother, {"cpr": CPR, "cpr_index": index})
    return berg


def read(one: Journey, *lines: str, encoding: str = "utf-8", dry_run: bool = False) -> Outcome:
    with one.acting("tove") as uow:
        text = "\r\n".join((HEADING, *lines))
        return import_involvements(uow, text.encode(encoding), dry_run=dry_run)


def rows(one: Journey) -> list[tuple[object, ...]]:
    with one.acting() as uow:
        found = query.involvements(uow, one.case_id or "")
        return [(row["sector"], row["professional"], row["reference"], str(row["opened"])) for row in found]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_a_file_in_either_encoding_is_read(known: Journey, encoding: str) -> None:
    done = read(known, LINE, encoding=encoding)
    assert (done.lines, done.added, done.outside, done.done) == (1, 1, 0, True)
    assert rows(known) == [("employment", "Birgit Dahl, Jobcenter Nord", "2026-88", "2026-02-01")]


def test_the_same_file_twice_is_once_and_says_so(known: Journey) -> None:
    read(known, LINE)
    again = read(known, LINE)
    assert (again.added, again.changed, again.unchanged) == (0, 0, 1) and again.read_before
    assert len(rows(known)) == 1


def test_a_preview_writes_nothing(known: Journey) -> None:
    done = read(known, LINE, dry_run=True)
    assert done.added == 1 and not done.done and rows(known) == []


def test_a_number_finds_its_row_when_the_professional_changes_and_a_date_closes_it(known: Journey) -> None:
    read(known, LINE)
    done = read(known, LINE.replace("Birgit Dahl", "Kurt Dam"))
    assert done.changed == 1 and rows(known)[0][1] == "Kurt Dam, Jobcenter Nord"
    done = read(known, f"{LINE}01.03.2026")
    assert (done.changed, done.closed) == (1, 1) and rows(known) == []


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (LINE.replace(CPR, "320180-1112"), "cpr"),
        (LINE.replace(CPR, ""), "cpr"),
        (LINE.replace("Beskæftigelse", "Skat"), "sektor"),
        (LINE.replace("Birgit Dahl", "=HYPERLINK(1)"), "fagperson"),
        (LINE.replace("Birgit Dahl", "+4570102030"), "fagperson"),
        (LINE.replace("Birgit Dahl", "x" * 201), "fagperson"),
        (LINE.replace("Jobcenter Nord", "@SUM(A1)"), "afdeling"),
        (LINE.replace("01.02.2026", "31.02.2026"), "oprettet"),
        (LINE.replace("01.02.2026", "01.02.2036"), "oprettet"),
        (f"{LINE}01.01.2026", "lukket"),
        (f"{LINE};", ""),
        (f'{LINE}"', ""),
    ],
)
def test_one_wrong_line_stops_the_whole_file_and_is_named_without_its_content(
    known: Journey, line: str, column: str
) -> None:
    done = read(known, LINE, line)
    assert not done.done and rows(known) == []
    assert column in {one.column for one in done.faults} and 3 in {one.line for one in done.faults}
    told = " ".join(one.text(language) for one in done.faults for language in ("da", "en"))
    assert not [word for word in ("Birgit", "1112", "HYPERLINK", "Jobcenter") if word in told]


def test_a_line_that_stands_twice_is_a_fault(known: Journey) -> None:
    assert "linje 2" in read(known, LINE, LINE).faults[0].text("da")


def test_an_empty_file_another_heading_and_bytes_that_are_no_text(known: Journey) -> None:
    with known.acting("tove") as uow:
        for content in (b"", b"cpr;navn\r\n1;2", b"\x81\x8d\x00\xff", HEADING.encode()):
            assert import_involvements(uow, content).faults


def test_too_many_lines_and_too_many_bytes(known: Journey) -> None:
    assert read(known, *[LINE] * (MOST_LINES + 1)).faults[0].column == ""
    with pytest.raises(TooLarge):
        read(known, "x" * 1_000_001)


def test_people_without_an_open_case_are_passed_over(known: Journey) -> None:
    done = read(known, LINE.replace(CPR, "610180-9999"))
    assert (done.outside, done.added, done.done) == (1, 0, True)


def test_an_expert_who_stands_in_the_file_is_refused_by_rule_5(known: Journey) -> None:
    read(known, LINE.replace("Birgit Dahl", EXPERTS[0]["name"]))
    with pytest.raises(Invalid) as refused, known.acting("mette") as uow:
        casefile.enforce(uow, known.case_id, ("INV-05",), {"experts": [EXPERTS[0]]})
    assert refused.value.code == "inv_05"


def test_what_was_read_stands_on_the_list_of_sectors_that_is_confirmed(known: Journey) -> None:
    read(known, LINE)
    with known.acting("iben") as uow:
        filled = casefile.prefill(
            uow, known.case_id or "", "case_participants", "map_open_sector_cases", {"step": "map"}
        )
    assert [one["sector"] for one in filled.data["sector_involvements"]] == ["employment"]


def test_reading_is_logged_with_whom_and_what_and_no_name(known: Journey) -> None:
    read(known, LINE)
    with known.acting() as uow:
        kept = uow.row("SELECT * FROM involvement_import")
        seen = uow.rows("SELECT subjects FROM access_log WHERE user_id = ?", known.town.ids["tove"])
    assert kept is not None and kept["added"] == 1 and str(kept["read_by"]) == known.town.ids["tove"]
    assert any(known.persons()[MOTHER] in row["subjects"] for row in seen)
    assert "Birgit" not in str(kept) and CPR not in str(kept)
