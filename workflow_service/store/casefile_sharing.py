"""Queries of consents, access to the file and misdirected letters (domain.md 5.3, S01, S03, S04)."""

from __future__ import annotations

import json
from typing import Any

from workflow_service.store.casefile_rows import Row, fetch
from workflow_service.store.tables import sharing as tables
from workflow_service.store.uow import UnitOfWork


def consents(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Every answer about consent in a case, newest first, each with its `parties`."""
    rows = fetch(uow, tables.consent, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")
    if not rows:
        return []
    parties = fetch(uow, tables.consent_party, "t.case_id = ?", case_id, tail="ORDER BY t.id")
    for row in rows:
        row["purposes"] = json.loads(row["purposes"])
        row["information_types"] = json.loads(row["information_types"])
        row["parties"] = [one for one in parties if one["consent_id"] == row["id"]]
    return rows


def consent_party(uow: UnitOfWork, party_id: str) -> Row | None:
    found = fetch(uow, tables.consent_party, "t.id = ?", party_id)
    return found[0] if found else None


def access_request(uow: UnitOfWork, request_id: str) -> Row | None:
    found = fetch(uow, tables.access_request, "t.id = ?", request_id)
    return found[0] if found else None


def access_requests(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The case's requests for access to the file, newest first."""
    return fetch(uow, tables.access_request, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def access_documents(uow: UnitOfWork, request_id: str) -> list[Row]:
    """The documents of a request in the order of the bundle, with what was decided on each."""
    return fetch(
        uow, tables.access_document, "t.request_id = ?", request_id, tail="ORDER BY t.position, t.id"
    )


def misdirected_letter(uow: UnitOfWork, letter_id: str) -> Row | None:
    found = fetch(uow, tables.misdirected_letter, "t.id = ?", letter_id)
    return found[0] if found else None


def misdirected_letters(uow: UnitOfWork, case_id: str) -> list[Row]:
    """Letters of the case that went to the wrong person, newest first."""
    return fetch(uow, tables.misdirected_letter, "t.case_id = ?", case_id, tail="ORDER BY t.id DESC")


def codes(values: Any) -> str:
    """A list of codes as its column stores it."""
    return json.dumps([str(one) for one in values or ()])
