"""Sections of law over the API: read by all, written and confirmed by those who keep the values."""

from __future__ import annotations

from tests.callers import Callers
from workflow_service.store import packaged

ROW = """[{"key": "s32", "law": "barnets lov", "section": "§ 32", "text_da": "Støtte", "text_en": "Support",
  "valid_from": "2024-01-01"}]"""
TEXT = {"law": "barnets lov", "section": "§ 32 a", "text_da": "Hjælp", "reason": "Ny lov"}


def test_a_section_is_read_written_and_confirmed(api: Callers) -> None:
    with api.world.database.begin() as uow:
        packaged.import_reference_data(uow, legal_bases=ROW)
    api.add("owner", ("process_owner", "tenant", None))
    assert api.call("anna", "GET", "/legal-bases?unconfirmed=true").json["items"][0]["key"] == "s32"
    body = {**TEXT, "valid_from": "2027-01-01"}
    assert api.call("anna", "POST", "/legal-bases/s32/rows", body).status_code == 403
    made = api.call("owner", "POST", "/legal-bases/s32/rows", body)
    assert (made.status_code, made.json["citation"]) == (201, "barnets lov § 32 a")
    seen = {"verified_on": "2026-01-05", "source": "LBK 282"}
    assert api.call("owner", "POST", "/legal-bases/s32/confirm", seen).json["verified_on"] == "2026-01-05"
    found = api.call("anna", "GET", "/legal-bases/s32").json
    assert [row["citation"] for row in found["rows"]] == ["barnets lov § 32", "barnets lov § 32 a"]
    assert found["in_force"]["verified_source"] == "LBK 282" and found["rows"][1]["written_by"] == "Owner"
    assert api.call("owner", "POST", "/legal-bases", {**body, "key": "s32"}).status_code == 409
    assert api.call("owner", "POST", "/legal-bases", {**body, "key": "s33"}).status_code == 201


def test_bad_input_is_told_by_field(api: Callers) -> None:
    api.add("owner", ("process_owner", "tenant", None))
    for path in ("/legal-bases", "/legal-bases/none/rows", "/legal-bases/none/confirm"):
        assert api.call("owner", "POST", path, {"reason": 5, "more": 1}).status_code == 422, path
    assert api.call("anna", "GET", "/legal-bases/none").status_code == 404
    wrong = {**TEXT, "key": "Ø", "valid_from": "2027-01-01"}
    answer = api.call("owner", "POST", "/legal-bases", wrong)
    assert (answer.status_code, answer.json["code"]) == (422, "legal_basis_key_invalid")
