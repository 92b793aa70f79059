"""Papers of a case: every entry of the journal as PDF, made when asked for out of what cannot change.

Nothing is typeset while a task is completed: the entry keeps its words with a hash, and the same words give
the same paper at any time.
"""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import digital_post, lists
from workflow_service.casefile import typesetting_paper as typesetting
from workflow_service.casefile.base import Row, rows_of
from workflow_service.casefile.documents import content_hash
from workflow_service.casefile.letter_paper import pieces
from workflow_service.casefile.media import size_words
from workflow_service.casefile.pages import entry_view, may_read, visible_case
from workflow_service.casefile.prefill_plan import hidden_files, hidden_words
from workflow_service.casefile.views import EntryView
from workflow_service.errors import Conflict, NotFound
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import papers as stored
from workflow_service.store.papers import Printing, Sending

LISTED = 100
HIDDEN = "Barnet har bedt om, at dets ord ikke vises til mor og far. Giv ikke dette papir til dem."
RESTRICTED = "Begrænset adgang. Dokumentet læses kun af dem, der leder sagen."
_NAMED = {"note": "Notat", "letter": "Brev", "meeting": "Referat", "document": "Dokument"}
# what stands around a letter, in the letter's own language
_AROUND: lists.Words = {
    "case": ("Sag", "Case"),
    "letter": ("Brev", "Letter"),
    "by": ("skrevet af", "written by"),
    "mark": ("Kontroltal", "Check number"),
}


@dataclass(frozen=True)
class Pdf:
    """A file to download. `name` holds no personal data (INV-18)."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Document:
    """A line of the case's documents: the entry, what became of a letter, its prints (newest first)."""

    entry: EntryView
    sending: Sending | None
    prints: tuple[Printing, ...]


def readable(uow: UnitOfWork, entry_id: str) -> tuple[Row, Row]:
    """(case, entry). Raises NotFound also when the actor may not read it, so that nobody learns of it."""
    entry = query.journal_entry(uow, entry_id)
    case = visible_case(uow, entry["case_id"]) if entry else None
    if entry is None or case is None or not may_read(uow, case, entry):
        raise NotFound(
            "entry_not_found",
            "Dokumentet findes ikke, eller du har ikke adgang til det.",
            "The document does not exist, or you have no access to it.",
        )
    return case, entry


def documents(uow: UnitOfWork, case_id: str, before: str | None = None) -> tuple[str, list[Document], bool]:
    """(case number, documents the actor may read newest first, are there more?)."""
    case = visible_case(uow, case_id)
    entries = query.journal(uow, case_id, limit=LISTED + 1, before=before)
    shown = [one for one in entries[:LISTED] if may_read(uow, case, one)]
    authors = people.colleagues(uow, {one["author_id"] for one in shown})
    uow.looked_at(case_id, [case["child_id"]] if case["child_id"] else [])
    ids = [one["id"] for one in shown]
    sendings, prints = stored.sendings(uow, ids), stored.prints(uow, ids)
    language = uow.actor.language
    found = [
        Document(
            entry_view(one, authors, language), sendings.get(one["id"]), tuple(prints.get(one["id"], ()))
        )
        for one in shown
    ]
    return str(case["number"]), found, len(entries) > LISTED


def became(uow: UnitOfWork, entry_id: str) -> tuple[Sending | None, tuple[Printing, ...]]:
    """What became of an entry the actor may read: sent, printed."""
    ids = [entry_id]
    return stored.sendings(uow, ids).get(entry_id), tuple(stored.prints(uow, ids).get(entry_id, ()))


@dataclass(frozen=True)
class Receiver:
    """One receiver of a letter: how it goes to them in words (empty for somebody outside the family), what
    became of it, and the entry of their own copy."""

    name: str
    way: str
    entry_id: str
    sending: Sending | None
    prints: tuple[Printing, ...]


def receivers(uow: UnitOfWork, entry_id: str) -> tuple[Receiver, ...]:
    """Everybody who got the same letter, this entry's own receiver first: each has a copy of their own
    (INV-23). Empty for what is no letter. Raises NotFound as `readable`."""
    case, entry = readable(uow, entry_id)
    if entry["kind"] != "letter":
        return ()
    others = [
        one
        for one in query.letters_written(uow, case["id"], entry["at"])
        if one["id"] != entry["id"] and one["title"] == entry["title"] and may_read(uow, case, one)
    ]
    rows = [entry, *others]
    ids = [str(one["id"]) for one in rows]
    sendings, prints = stored.sendings(uow, ids), stored.prints(uow, ids)
    return tuple(
        Receiver(
            str(to.get("name") or ""),
            lists.label(digital_post.WAYS, digital_post.way_of(to), uow.actor.language),
            str(one["id"]),
            sendings.get(one["id"]),
            tuple(prints.get(one["id"], ())),
        )
        for one in rows
        for to in one["recipients"] or ()
    )


def record_print(uow: UnitOfWork, entry_id: str) -> None:
    """The actor prints the document now. Raises NotFound as `readable`."""
    case, entry = readable(uow, entry_id)
    stored.add_print(uow, case["id"], entry["id"])


def paper(uow: UnitOfWork, entry_id: str) -> Pdf:
    """The entry as PDF. Raises NotFound as `readable`, Conflict when the stored words are not those that were
    filed (`content_hash`)."""
    case, entry = readable(uow, entry_id)
    to = [str(one["person_id"]) for one in entry["recipients"] or () if one.get("person_id")]
    uow.looked_at(case["id"], [*to, *([case["child_id"]] if case["child_id"] else [])])
    mark = content_hash(uow, entry["id"], entry["title"], entry["content"], entry["recipients"])
    if not hmac.compare_digest(mark, bytes(entry["content_hash"])):
        raise Conflict(
            "document_changed",
            "Dokumentet er ikke det, der blev arkiveret. Giv systemadministratoren besked.",
            "The document is not what was filed. Tell the system administrator.",
        )
    made = entry["at"].astimezone(uow.zone)
    language = str((entry["content"] or {}).get("language") or "da")
    sheet = _sheet(uow, case, entry, calendar.long_date(made.date(), language), mark.hex()[:16])
    return Pdf(f"dokument-{case['number']}-{entry['id'][-8:]}.pdf", typesetting.typeset(sheet, made))


def _sheet(uow: UnitOfWork, case: Row, entry: Row, day: str, mark: str) -> typesetting.Sheet:
    content: Mapping[str, Any] = entry["content"] or {}
    author = people.colleagues(uow, (entry["author_id"],)).get(entry["author_id"])
    warnings = [RESTRICTED] if entry["restricted"] else []
    if _says_hidden(uow, case, content):
        warnings.append(HIDDEN)
    language = str(content.get("language") or "da")

    def word(key: str) -> str:
        return lists.label(_AROUND, key, language)

    kind = word("letter") if entry["kind"] == "letter" else _NAMED.get(entry["kind"], "")
    about = [kind, f"{word('by')} {author.name}" if author else ""]
    if entry["corrects_id"]:
        about.append("retter et tidligere dokument")
    return typesetting.Sheet(
        title=str(content.get("subject") or entry["title"]),
        sender=query.municipality(uow),
        reference=f"{word('case')} {case['number']}\n{day}",
        receiver=_receiver(entry, content),
        about=" · ".join(filter(None, about)),
        warnings=tuple(warnings),
        blocks=tuple(_blocks(content)),
        footer=f"{word('case')} {case['number']} · {word('mark')} {mark}",
        language=language,
    )


def _receiver(entry: Row, content: Mapping[str, Any]) -> str:
    """Name and address of a letter, as they stood when it was written; only the receiver's own (INV-23)."""
    if entry["kind"] != "letter":
        return ""
    names = [str(one.get("name") or "") for one in entry["recipients"] or ()]
    return "\n".join(filter(None, [*names, str(content.get("address") or "")]))


def _blocks(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """What stands in an entry: running text, or a form's answers under its headings."""
    blocks: list[Mapping[str, Any]] = []
    if content.get("date") or content.get("with_whom"):
        blocks += _note_head(content)
    for piece in pieces(str(content.get("text") or ""), content.get("headings") or ()):
        heading = bool(piece.heading)
        blocks.append(
            typesetting.heading(piece.heading) if heading else typesetting.paragraph("\n".join(piece.lines))
        )
    sections, tables = content.get("sections") or {}, content.get("tables") or {}
    for at, (label, text) in enumerate(content.get("answers") or ()):
        if str(at) in sections:
            blocks.append(typesetting.heading(str(sections[str(at)])))
        table = tables.get(str(at))
        if table:
            blocks.append(typesetting.table(str(label), table["columns"], table["rows"]))
        else:
            blocks.append(typesetting.answer(str(label), str(text)))
    return [*blocks, *_files(content)]


def _files(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The attached files by name, with the digest under which each can be known again."""
    rows = [
        [str(one["name"]), f"{one['media_type']}, {size_words(one['size'])}", _in_groups(str(one["sha256"]))]
        for one in content.get("attachments") or ()
    ]
    return [typesetting.table("Bilag", ["Fil", "Art", "Kontroltal (SHA-256)"], rows)] if rows else []


def _in_groups(digest: str) -> str:
    return " ".join(digest[at : at + 8] for at in range(0, len(digest), 8))


def _note_head(content: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    present = ", ".join(
        " ".join(filter(None, (str(row.get("name") or ""), f"({row['role']})" if row.get("role") else "")))
        for row in rows_of(content, "with_whom")
    )
    head = [("Dato", str(content.get("date") or "")), ("Med", present)]
    return [typesetting.answer(label, text) for label, text in head if text]


def _says_hidden(uow: UnitOfWork, case: Row, content: Mapping[str, Any]) -> bool:
    """Do the child's words or drawings that its parents may not see stand in it?"""
    drawn = {str(one["id"]) for one in content.get("attachments") or ()}
    if drawn & hidden_files(uow, case):
        return True
    words = [one for one in hidden_words(uow, case) if one.strip()]
    said = "\n".join(
        [str(content.get("text") or ""), *(str(text) for _, text in content.get("answers") or ())]
    )
    return any(one in said for one in words)
