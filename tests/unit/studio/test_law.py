"""The municipality writes another text of a section and confirms one; a deployment says what it meets."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import pytest

from tests.unit.casefile.municipality import Municipality
from workflow_service import audit
from workflow_service.errors import Conflict, Finding, Invalid, NotFound
from workflow_service.runtime import Runtime
from workflow_service.store import Database, UnitOfWork
from workflow_service.store.law import LegalBasis
from workflow_service.studio import deploy, law

KEY = "barnets_lov_135"


@pytest.fixture
def town(database: Database) -> Municipality:
    return Municipality(database).found()


@pytest.fixture
def rt() -> Runtime:
    return Runtime()


TEXT = {"law": "barnets lov", "section": "§ 135", "text_da": "Alle skal underrette.", "text_en": ""}


def tomorrow(uow: UnitOfWork) -> date:
    return date.fromordinal(law.today(uow).toordinal() + 1)


def write(uow: UnitOfWork, key: str = KEY, text: Mapping[str, str] = TEXT, **other: Any) -> LegalBasis:
    first, reason = other.pop("first", tomorrow(uow)), other.pop("reason", "Ny bekendtgørelse")
    return law.write(uow, key, text, first, reason, **other)


def test_another_text_holds_from_its_day_and_the_old_one_stays(town: Municipality) -> None:
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        written = write(uow, text={**TEXT, "section": "§ 135 a"})
        assert written.replaces == "barnets lov § 135" and not written.verified
        rows = law.history(uow, KEY)
        assert [one.basis.citation for one in rows] == ["barnets lov § 135", "barnets lov § 135 a"]
        assert rows[1].written_by and rows[1].reason == "Ny bekendtgørelse"
        assert law.in_force(rows, law.today(uow)) == rows[0]
        again = write(uow, text={**TEXT, "section": "§ 136 b"})
        assert [one.basis for one in law.history(uow, KEY)][1:] == [again], (
            "one that had not begun is replaced"
        )
    with town.database.begin() as uow:
        assert audit.verify_all(uow) == []


def test_what_cannot_be_a_text_of_a_section_is_refused(town: Municipality) -> None:
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        for wrong in ({"law": ""}, {"text_da": " "}, {"link": "http://x.dk"}, {"source": "x" * 301}):
            with pytest.raises(Invalid, match="legal_basis_invalid"):
                write(uow, text={**TEXT, **wrong})
        with pytest.raises(Invalid, match="valid_from_invalid"):
            write(uow, first=date(2024, 1, 1))
        with pytest.raises(Invalid, match="valid_to_invalid"):
            write(uow, valid_to=law.today(uow))
        with pytest.raises(Invalid, match="reason_missing"):
            write(uow, reason=" ")
        with pytest.raises(NotFound):
            write(uow, key="barnets_lov_999")
        with pytest.raises(Conflict):
            write(uow, new=True)
        with pytest.raises(Invalid, match="key_invalid"):
            write(uow, key="§ 12", new=True)
        assert write(uow, key="kommunens_regel_1", new=True).text_en == TEXT["text_da"]


def test_a_section_is_confirmed_with_day_and_source_by_name(town: Municipality) -> None:
    with town.database.begin(town.actor("tove"), purpose="test") as uow:
        today = law.today(uow)
        assert law.confirm(uow, KEY, today, "LBK nr. 282").verified_on == today
        with pytest.raises(Invalid, match="source_missing"):
            law.confirm(uow, KEY, today, " ")
        with pytest.raises(Invalid, match="verified_on_invalid"):
            law.confirm(uow, KEY, tomorrow(uow), "LBK nr. 282")
        with pytest.raises(NotFound):
            law.confirm(uow, KEY, today, "LBK nr. 282", date(1999, 1, 1))
        assert law.history(uow, KEY)[0].verified_by == "Tove Krag"


def test_a_deployment_says_which_own_texts_it_would_change_and_leaves_them(
    town: Municipality, rt: Runtime
) -> None:
    def brought(text: str, *, dry_run: bool) -> list[Finding]:
        row = {"key": KEY, "valid_from": "2024-01-01", "law": "barnets lov", "text_da": text}
        files = {"data/legal_bases.json": json.dumps([row]).encode()}
        with town.database.begin() as uow:
            done = deploy(uow, rt, files, dry_run=dry_run)
        return [one for one in done.findings if one.rule.startswith("DATA")]

    assert [one.rule for one in brought("Fra pakken", dry_run=True)] == ["DATA-003"]
    with town.database.begin() as uow:
        uow.rows("UPDATE legal_basis SET text_da = 'Vores' WHERE key = ? RETURNING key", KEY)
    assert [one.rule for one in brought("Fra pakken", dry_run=True)] == ["DATA-001"]
    found = brought("Fra pakken", dry_run=False)
    assert [(one.rule, one.severity, one.element) for one in found] == [("DATA-001", "warning", KEY)]
    with town.database.begin() as uow:
        assert law.history(uow, KEY)[0].basis.text_da == "Vores"
        assert audit.verify_all(uow) == []
