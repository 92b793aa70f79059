"""Joint financing as operations, import and page do it: INV-10 at every way of writing."""

from __future__ import annotations

import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest

from tests.unit.casefile.journey import Journey
from workflow_service import casefile
from workflow_service.casefile import financing as joint
from workflow_service.casefile.financing_chart import slices
from workflow_service.casefile.financing_operations import end_agreements
from workflow_service.casefile.financing_sheet import plain, read_sheet, safe, write_sheet
from workflow_service.errors import Conflict, Forbidden, Invalid, Malformed, Rejection
from workflow_service.store import casefile as query
from workflow_service.store import casefile_financing as financing
from workflow_service.store import people, tables
from workflow_service.store.casefile_rows import add

HALVES = ("60.00", "40.00")


class Split:
    """A case with a measure and a version of an agreement that is being made."""

    def __init__(self, berg: Journey) -> None:
        berg.to_participants()  # employment has a case with the mother
        self.berg = berg
        with berg.acting() as uow:
            self.job = people.create_unit(uow, "=Jobcenter", "employment")
            case = query.case_row(uow, berg.case_id or "") or {}
            values = {"case_id": case["id"], "kind": "supportive", "catalogue_item": "respite"}
            values |= {"state": "started", "existing": False, "team_initiated": False, "held_back": False}
            self.measure = add(uow, tables.measure, case["key_id"], values)
        result = berg.serve("weigh_financing")
        self.weighed = dict(result.variables)
        self.id = str(result.variables["financing_id"])

    def answers(self, *percentages: Any, **more: Any) -> dict[str, Any]:
        units = (self.berg.town.unit, self.job, self.job)
        rows = [
            {"sector": sector, "unit": unit, "account": "5.38.40", "pct": pct, "rationale": "gain"}
            for sector, unit, pct in zip(
                ("disability_child", "employment", "health"), units, percentages, strict=False
            )
        ]
        begins = self.berg.day()
        return {
            "financing_id": self.id,
            "period_from": begins,
            "period_to": self.berg.day(300),
            "reassess_on": self.berg.day(200),
            "total_cost": "1000.01",
            "cost_basis": "month",
            "payer": self.berg.town.unit,
            "shares": rows,
            **more,
        }

    def shares(self) -> list[dict[str, Any]]:
        with self.berg.acting() as uow:
            return financing.shares(uow, self.id)

    def row(self) -> dict[str, Any]:
        with self.berg.acting() as uow:
            return financing.agreement(uow, self.id) or {}

    def asked(self, operation: str, answers: dict[str, Any], by: str = "mette", **inputs: Any) -> Any:
        """A task as the diagram completes it, without its form."""
        with self.berg.acting(by) as uow:
            call = self.berg.call(uow, operation, inputs={"financing_id": self.id, **inputs})
            return casefile.OPERATIONS[operation](uow, call, answers)


@pytest.fixture
def split(berg: Journey) -> Split:
    return Split(berg)


def test_two_sectors_are_counted_and_the_interim_payer_is_there_from_the_first_day(split: Split) -> None:
    assert split.weighed["sectors_count"] == 2 and split.weighed["family_motivated"] == "unclear"
    assert split.weighed["other_sector_gain"] is None and split.weighed["gain_threshold"] == 50_000
    assert split.row()["interim_payer_id"] == split.berg.town.unit


def test_the_operation_refuses_thirds_and_writes_the_other_with_amounts_that_add_up(split: Split) -> None:
    with pytest.raises(Invalid) as refused:
        split.asked("propose_split", split.answers("33.33", "33.33", "33.33"))
    assert "Der mangler 0,01 %" in refused.value.fields["shares"][0] and split.shares() == []
    split.asked("propose_split", split.answers("33.34", "33.33", "33.33"))
    assert [str(one["amount"]) for one in split.shares()] == ["333.41", "333.30", "333.30"]
    assert split.row()["total_cost"] == Decimal("1000.01")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"total_cost": "0"}, "total_cost"),
        ({"total_cost": "1e12"}, "total_cost"),
        ({"total_cost": None}, "total_cost"),
        ({"period_to": "2020-01-01"}, "period_to"),
        ({"period_to": "2040-01-01"}, "period_to"),
        ({"reassess_on": None}, "reassess_on"),
        ({"payer": "nobody"}, "payer"),
        ({"cost_basis": "year"}, "cost_basis"),
        ({"cost_basis": "hour"}, "hours_a_month"),
        ({"shares": "all"}, "shares"),
    ],
)
def test_a_direct_call_is_judged_like_the_form(split: Split, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Invalid) as refused:
        split.asked("propose_split", split.answers(*HALVES) | change)
    assert field in refused.value.fields and split.shares() == []


def test_nothing_is_in_force_before_every_sector_approved(split: Split) -> None:
    split.asked("propose_split", split.answers(*HALVES))
    checked = split.asked("check_split", {"payer_is_right": True, "account_is_right": True}).variables
    mine, other = checked["approvals"]
    assert (mine["own"], other["own"]) == (True, False)
    split.asked("approve_share", {"decision": "approved"}, approval=mine, authority="adviser")
    with pytest.raises(Invalid) as refused:
        split.asked("activate_agreement", {})
    assert "godkendt sin andel" in refused.value.da and split.row()["state"] == "checked"
    split.asked("approve_share", {"decision": "approved"}, approval=other, authority="team_leader")
    assert split.asked("gather_approvals", {}).variables["all_approved"] is True
    told = split.asked("activate_agreement", {}).variables
    assert told["active"] is True and told["reassess_on"] == split.berg.day(200)
    with pytest.raises(Conflict):
        split.asked("propose_split", split.answers(*HALVES))


def test_a_new_split_takes_every_earlier_approval_away(split: Split) -> None:
    split.asked("propose_split", split.answers(*HALVES))
    asked = split.asked("check_split", {"payer_is_right": True, "account_is_right": True}).variables
    for one in asked["approvals"]:
        split.asked("approve_share", {"decision": "approved"}, approval=one)
    split.asked("propose_split", split.answers("50.00", "50.00"))
    assert {one["decision"] for one in split.shares()} == {None}


def test_competence_cannot_be_handed_over_to_another_sector(split: Split) -> None:
    with split.berg.acting() as uow:
        people.grant(uow, split.berg.town.ids["lis"], "grant_authority", "unit", split.job)
    split.asked("propose_split", split.answers(*HALVES))
    asked = split.asked("check_split", {"payer_is_right": True, "account_is_right": True}).variables
    other = asked["approvals"][1]
    assert other["approver"] == split.berg.town.ids["lis"]
    with pytest.raises(Forbidden):
        split.asked("approve_share", {"decision": "approved"}, approval=other)
    split.asked("approve_share", {"decision": "approved"}, by="lis", approval=other)


def test_every_share_ends_on_the_18th_birthday_and_the_course_hears_of_it(split: Split) -> None:
    split.asked("propose_split", split.answers(*HALVES))
    asked = split.asked("check_split", {"payer_is_right": True, "account_is_right": True}).variables
    for one in asked["approvals"]:
        split.asked("approve_share", {"decision": "approved"}, approval=one)
    split.asked("activate_agreement", {})
    ended = split.berg.serve("end_shares_at_18")
    assert ended.variables == {"ended_agreements": 1}
    assert [(one.name, one.correlation_key) for one in ended.messages] == [("financing_ended", split.id)]
    assert split.row()["state"] == "ended"
    with split.berg.acting() as uow:
        assert end_agreements(uow, split.berg.case_id or "") == ()


# -- the sheet ----------------------------------------------------------------------------------------


def exported(split: Split) -> bytes:
    with split.berg.acting() as uow:
        case = query.case_row(uow, split.berg.case_id or "") or {}
        return write_sheet(uow, case, financing.agreement(uow, split.id) or {})


def read(split: Split, content: bytes) -> Any:
    with split.berg.acting() as uow:
        return read_sheet(uow, content)


def test_a_sheet_comes_back_as_it_went(split: Split) -> None:
    answers = split.answers(*HALVES, interim_payer=split.berg.town.unit)
    answers["shares"][0]["account"] = "=HYPERLINK(1)"
    split.asked("propose_split", answers)
    back = read(split, exported(split))
    assert back.errors == ()
    sent = {key: value for key, value in answers.items() if key != "financing_id"}
    assert {key: value for key, value in back.answers.items() if value is not None and key != "shares"} == {
        key: value for key, value in sent.items() if key != "shares"
    }
    rows = [{k: v for k, v in row.items() if v is not None} for row in back.answers["shares"]]
    assert rows == answers["shares"]
    with split.berg.acting() as uow:
        case = query.case_row(uow, split.berg.case_id or "") or {}
        joint.write_split(uow, case, financing.agreement(uow, split.id) or {}, back.answers)
    assert [str(one["pct"]) for one in split.shares()] == list(HALVES)


def test_no_cell_of_the_sheet_is_a_formula(split: Split) -> None:
    answers = split.answers(*HALVES)
    answers["shares"][1] |= {"account": "@SUM(A1)", "rationale_text": "+45"}
    split.asked("propose_split", answers)
    sheet = openpyxl.load_workbook(io.BytesIO(exported(split))).active
    assert sheet is not None
    assert not any(cell.data_type == "f" for row in sheet.iter_rows() for cell in row)
    assert all(plain(safe(text)) == text for text in ("=1", "+45", "'x", "-", "@", "almindelig"))


def changed(content: bytes, **cells: Any) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    sheet = book.active
    assert sheet is not None
    for place, value in cells.items():
        sheet[place] = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("cells", "line", "words"),
    [
        ({"D12": 59.99}, 0, "Der mangler 0,01 %"),
        ({"A13": "Fodbold"}, 13, "ikke på listen"),
        ({"B13": "Ukendt"}, 13, "findes ikke"),
        ({"D13": "mange"}, 13, "ikke et tal"),
        ({"D13": "=40"}, 13, "formel"),
        ({"D13": None}, 13, "mangler"),
        ({"B5": "i morgen"}, 5, "ikke en dato"),
        ({"B2": None}, 0, "mangler"),
    ],
)
def test_each_fault_of_a_sheet_names_its_line_and_nothing_is_written(
    split: Split, cells: dict[str, Any], line: int, words: str
) -> None:
    split.asked("propose_split", split.answers(*HALVES))
    found = read(split, changed(exported(split), **cells))
    assert [(one.line, words in one.da) for one in found.errors] == [(line, True)]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"x" * 2_000_000, b"<html>"])
def test_what_is_no_sheet_of_ours_is_a_sentence(split: Split, content: bytes) -> None:
    with pytest.raises(Malformed):
        read(split, content)


def test_what_an_import_brings_is_judged_again_when_it_is_written(split: Split) -> None:
    with split.berg.acting() as uow:
        case = query.case_row(uow, split.berg.case_id or "") or {}
        row = financing.agreement(uow, split.id) or {}
        with pytest.raises(Rejection):
            joint.write_split(uow, case, row, split.answers("33.33", "33.33", "33.33"))


def test_the_slices_fill_the_circle() -> None:
    found = slices([Decimal("60"), Decimal("40")])
    assert [one.letter for one in found] == ["A", "B"]
    assert found[0].path.endswith("Z") and "0 1 1" in found[0].path and "0 0 1" in found[1].path
    assert slices([Decimal("100")])[0].path.count("A") == 2
