"""Guidance: the advice written for a task, and the publications worth knowing (domain.md 2.3)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service.store.uow import UnitOfWork


@dataclass(frozen=True)
class LibraryEntry:
    """A publication. `link` is an https address or empty; `tags` are topics."""

    key: str
    title: str
    publisher: str
    summary_da: str
    summary_en: str
    link: str
    tags: tuple[str, ...]

    def summary(self, language: str) -> str:
        return self.summary_en if language == "en" else self.summary_da


@dataclass(frozen=True)
class Guidance:
    """What stands beside a task: its advice in both languages, and what to read more in."""

    text_da: str
    text_en: str
    entries: tuple[LibraryEntry, ...]

    def text(self, language: str) -> str:
        return self.text_en if language == "en" else self.text_da


_COLUMNS = "key, title, publisher, summary_da, summary_en, link, tags, concerns"


def guidance(uow: UnitOfWork, key: str) -> Guidance:
    """The advice with this key and the publications that concern its task, in one statement. Without a row
    the texts are empty: advice may be missing, the task is there all the same."""
    rows = uow.rows(
        f"SELECT 0 AS place, {_COLUMNS} FROM (SELECT key, '' AS title, '' AS publisher,"
        " text_da AS summary_da, text_en AS summary_en, '' AS link, '[]' AS tags, '[]' AS concerns"
        " FROM guidance WHERE tenant_id = ? AND key = ?) g"
        f" UNION ALL SELECT 1, {_COLUMNS} FROM library_entry WHERE tenant_id = ? AND concerns LIKE ?"
        " ORDER BY place, title",
        uow.tenant_id,
        key,
        uow.tenant_id,
        f'%"{key}"%',
    )
    advice = next((row for row in rows if row["place"] == 0), None)
    # LIKE takes the underscores of a key for any character
    entries = tuple(_entry(row) for row in rows if row["place"] == 1 and key in json.loads(row["concerns"]))
    return Guidance(advice["summary_da"] if advice else "", advice["summary_en"] if advice else "", entries)


def library(uow: UnitOfWork) -> list[LibraryEntry]:
    """Every publication, by title, in one statement."""
    rows = uow.rows(
        f"SELECT {_COLUMNS} FROM library_entry WHERE tenant_id = ? ORDER BY title, key", uow.tenant_id
    )
    return [_entry(row) for row in rows]


def library_row(row: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of the package's file as it is stored. A link that is not https is left out: it would be
    offered to readers as ours."""
    link = str(row.get("link") or "")
    return {
        "key": row["key"],
        "title": str(row.get("title") or row["key"]),
        "publisher": str(row.get("publisher") or ""),
        "summary_da": str(row.get("summary_da") or ""),
        "summary_en": str(row.get("summary_en") or ""),
        "link": link if link.startswith("https://") else "",
        "tags": json.dumps([str(one) for one in row.get("tags") or ()]),
        "concerns": json.dumps([str(one) for one in row.get("concerns") or ()]),
    }


def _entry(row: Mapping[str, Any]) -> LibraryEntry:
    return LibraryEntry(
        row["key"],
        row["title"],
        row["publisher"],
        row["summary_da"],
        row["summary_en"],
        row["link"],
        tuple(json.loads(row["tags"])),
    )
