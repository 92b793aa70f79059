from dataclasses import replace
from datetime import date

import pytest

from workflow_service.errors import Malformed
from workflow_service.store import Database, law, library, packaged, parameters

ROWS = """[
  {"key": "norm", "value": "25", "unit": "count", "calendar_kind": "calendar", "valid_from": "2024-01-01",
   "label_da": "Sagstal", "label_en": "Caseload"},
  {"key": "norm", "value": "22", "unit": "count", "calendar_kind": "calendar", "valid_from": "2026-07-01",
   "label_da": "Sagstal", "label_en": "Caseload"},
  {"key": "wait", "value": "P5D", "unit": "duration", "calendar_kind": "working_day",
   "valid_from": "2024-01-01", "label_da": "Frist", "label_en": "Deadline"}
]"""
LAW = """[{"key": "s32", "law": "barnets lov", "section": "§ 32, stk. 1", "text_da": "Støtte",
  "text_en": "Support", "valid_from": "2024-01-01", "valid_to": "2026-12-31", "verified_on": "2026-01-05"}]"""


def test_a_parameter_is_read_by_the_day(database: Database) -> None:
    with database.begin() as uow:
        packaged.import_reference_data(uow, parameters=ROWS)
        for day, value in ((date(2023, 12, 31), None), (date(2026, 6, 30), 25), (date(2026, 7, 1), 22)):
            assert parameters.parameter_value(uow, "norm", day) == value
            found = parameters.load_parameters(uow).get("norm", day)
            assert (found.value if found else None) == value


def test_a_duration_stays_text_and_says_how_its_days_count(database: Database) -> None:
    with database.begin() as uow:
        packaged.import_reference_data(uow, parameters=ROWS)
        found = parameters.load_parameters(uow).get("wait", date(2026, 1, 1))
    assert found is not None and (found.value, found.calendar_kind) == ("P5D", "working_day")


def test_a_value_is_supposed_for_a_while_and_nothing_is_written(database: Database) -> None:
    day = date(2026, 6, 30)
    with database.begin() as uow:
        packaged.import_reference_data(uow, parameters=ROWS)
        found = parameters.in_force(uow, "wait", day)
        assert found is not None
        with parameters.supposing(uow, replace(found, value="P9D")):
            assert parameters.parameter_value(uow, "wait", day) == "P9D"
            assert parameters.parameter_value(uow, "norm", day) == 25
        assert parameters.parameter_value(uow, "wait", day) == "P5D"


def test_importing_again_keeps_what_the_municipality_changed(database: Database) -> None:
    with database.begin() as uow:
        assert len(packaged.import_reference_data(uow, parameters=ROWS)) == 3
        uow.rows("UPDATE parameter SET value = '30' WHERE key = 'norm' RETURNING key")
        assert packaged.import_reference_data(uow, parameters=ROWS) == []
        assert parameters.parameter_value(uow, "norm", date(2026, 8, 1)) == 30


def test_a_section_is_cited_while_it_is_in_force(database: Database) -> None:
    with database.begin() as uow:
        packaged.import_reference_data(uow, legal_bases=LAW)
        found = law.legal_basis(uow, "s32", date(2026, 12, 31))
        assert found is not None and found.citation == "barnets lov § 32, stk. 1" and found.verified
        assert law.legal_basis(uow, "s32", date(2027, 1, 1)) is None


def test_guidance_comes_in_both_languages(database: Database) -> None:
    with database.begin() as uow:
        text = '[{"key": "call", "text_da": "Ring først.", "text_en": "Call first."}]'
        packaged.import_reference_data(uow, guidance=text)
        assert library.guidance(uow, "call") == library.Guidance("Ring først.", "Call first.", ())
        assert library.guidance(uow, "nothing").text("en") == ""


@pytest.mark.parametrize("content", ["", "{", '"x"', "[1]", '[{"value": "1"}]'])
def test_a_file_that_is_no_list_of_rows_is_refused(database: Database, content: str) -> None:
    with database.begin() as uow, pytest.raises(Malformed):
        packaged.import_reference_data(uow, parameters=content)
