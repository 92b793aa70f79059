"""A package's reference data meets what the municipality keeps: its own text stands, and that is said."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from workflow_service.errors import Malformed
from workflow_service.store import Database, law, packaged, parameters
from workflow_service.store.uow import UnitOfWork

DAY, TODAY = date(2024, 1, 1), date(2026, 3, 2)
SECTION = {"key": "s32", "law": "barnets lov", "section": "§ 32", "text_da": "Støtte", "text_en": "Support"}


def section(**other: Any) -> str:
    return json.dumps([{**SECTION, "valid_from": "2024-01-01", **other}])


def value(text: str, since: str = "2024-01-01") -> str:
    return json.dumps([{"key": "norm", "value": text, "unit": "count", "valid_from": since}])


def bring(uow: UnitOfWork, **files: str) -> list[str]:
    return [one.what for one in packaged.import_reference_data(uow, **files)]


def text_of(uow: UnitOfWork) -> str:
    found = law.legal_basis(uow, "s32", TODAY)
    assert found is not None
    return found.text_da


def test_a_changed_row_that_nobody_edited_is_taken(database: Database) -> None:
    with database.begin() as uow:
        assert bring(uow, legal_bases=section(), parameters=value("25")) == ["added", "added"]
        assert bring(uow, legal_bases=section(), parameters=value("25")) == []
        assert bring(uow, legal_bases=section(text_da="Hjælp"), parameters=value("22")) == ["taken", "taken"]
        assert text_of(uow) == "Hjælp" and parameters.parameter_value(uow, "norm", TODAY) == 22


def test_a_value_that_somebody_set_for_the_same_day_stands_and_only_news_is_told(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, parameters=value("25"))
        found = parameters.in_force(uow, "norm", TODAY)
        assert found is not None
        parameters.set_parameter(uow, replace(found, value=30))
        assert bring(uow, parameters=value("25")) == [], "the package says what it said before"
        assert bring(uow, parameters=value("28")) == ["kept"]
        assert parameters.parameter_value(uow, "norm", TODAY) == 30


def test_a_text_written_for_a_day_that_the_package_brings_later_stands(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, legal_bases=section())
        old = law.legal_basis(uow, "s32", TODAY)
        assert old is not None
        own = replace(old, text_da="Vores", valid_from=date(2026, 2, 1))
        law.put(uow, own, "Ny bekendtgørelse", instead=False)
        assert bring(uow, legal_bases=section(valid_from="2026-02-01", text_da="Deres")) == ["kept"]
        assert text_of(uow) == "Vores"
        later = section(valid_from="2027-01-01", text_da="Næste")
        assert bring(uow, legal_bases=later) == ["takes_over"]


def test_a_confirmation_is_kept_with_its_text_and_lost_with_it(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, legal_bases=section())
        law.confirm(uow, "s32", DAY, TODAY, "LBK 282")
        uow.rows("UPDATE legal_basis SET verified_by = ? WHERE key = 's32' RETURNING key", uow.new_id())
        assert bring(uow, legal_bases=section(verified_on="2025-01-01")) == []
        found = law.legal_basis(uow, "s32", TODAY)
        assert found is not None and found.verified_on == TODAY
        changes = packaged.import_reference_data(uow, legal_bases=section(text_da="Hjælp"))
        assert [(one.what, one.confirmed) for one in changes] == [("taken", True)]
        found = law.legal_basis(uow, "s32", TODAY)
        assert found is not None and not found.verified


def test_the_package_confirms_a_section_that_nobody_here_did(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, legal_bases=section())
        assert bring(uow, legal_bases=section(verified_on="2026-01-05")) == ["marked"]
        found = law.legal_basis(uow, "s32", TODAY)
        assert found is not None and found.verified_on == date(2026, 1, 5)


def test_an_older_text_does_not_come_back_when_the_newest_one_ends(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, legal_bases=section())
        bring(uow, legal_bases=section(valid_from="2026-01-01", valid_to="2026-02-01"))
        assert law.legal_basis(uow, "s32", date(2026, 2, 1)) is not None
        assert law.legal_basis(uow, "s32", date(2026, 2, 2)) is None


def test_a_link_that_is_not_https_is_left_out(database: Database) -> None:
    with database.begin() as uow:
        bring(uow, legal_bases=section(link="javascript:alert(1)"))
        found = law.legal_basis(uow, "s32", TODAY)
        assert found is not None and found.link is None


@pytest.mark.parametrize("day", ["31.1.2026", 5, "2026-02-30"])
def test_a_day_that_is_none_is_refused(database: Database, day: Any) -> None:
    with database.begin() as uow, pytest.raises(Malformed):
        bring(uow, legal_bases=section(valid_from=day))
