"""The journal: every completed form becomes one entry, and every note and letter (domain.md 3, Journal)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from workflow_service.casefile import active, attachments
from workflow_service.casefile.base import Answers, Row, as_date, case_by_id, case_of, named, rows_of, today
from workflow_service.casefile.override_rows import note_child_view
from workflow_service.forms.sheet import Sheet
from workflow_service.runtime.operations import Call, OutMessage, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store.casefile_rows import add

# these two are read by those who may know, not by everybody who works on the case (INV-15)
_RESTRICTED_FORMS = frozenset({"risk_assessment"})
_MEETING_STEPS = frozenset(
    {
        ("assessment_meeting", "hold"),
        ("analysis_minutes", "hold"),
        ("network_meeting", "hold"),
        ("handover", "meeting"),
        ("transition_plan", "meeting"),
    }
)
# what is only proposed is not called by the name of what is decided
_TITLES: Mapping[tuple[str | None, object], str] = {
    ("decision", "prepare"): "Forslag til afgørelse",
    ("case_pause", "resume"): "Sagen taget op igen",
}
_NOTE_TYPES = {
    "phone": "Telefonnotat",
    "meeting": "Mødenotat",
    "mail": "Notat om mail",
    "letter": "Notat om brev",
    "other": "Notat",
}


def file_document(
    uow: UnitOfWork,
    call: Call,
    form_title: str,
    answers: Sequence[tuple[str, str]] | Sheet,
    files: Mapping[str, Any] | None = None,
) -> str | None:
    """Files a completed form in the journal and returns the entry's id.

    `form_title` and `answers` ((label, text), or with headings and tables) are Danish. A note is filed by its
    own operation (`write_note`), which knows what it corrects; None is returned then. `files`: what the
    document says of the files that were attached (`attachments.told`).
    """
    form_key = call.element.form
    if call.case_id is None or call.element.attributes.get("operation") == "write_note":
        return None
    held = (form_key, call.inputs.get("step")) in _MEETING_STEPS
    return write_entry(
        uow,
        case_id=call.case_id,
        key_id=call.key_id,
        kind="meeting" if held else "document",
        title=_TITLES.get((form_key, call.inputs.get("step")), form_title),
        content={**form_content(answers), **(files or {})},
        form_key=form_key,
        submission_id=call.submission_id,
        restricted=form_key in _RESTRICTED_FORMS,
    )


def file_correction(
    uow: UnitOfWork,
    call: Call,
    form_title: str,
    answers: Sheet,
    reason: str,
    corrects_id: str | None,
    files: Mapping[str, Any] | None = None,
) -> str:
    """Files corrected answers as a document of their own that names the one it corrects, the reason first."""
    first = (("Rettet, fordi", reason), *answers.answers)
    sections = {at + 1: heading for at, heading in answers.sections.items()}
    tables = {at + 1: one for at, one in answers.tables.items()}
    form_key = call.element.form
    held = (form_key, call.inputs.get("step")) in _MEETING_STEPS
    return write_entry(
        uow,
        case_id=str(call.case_id),
        key_id=call.key_id,
        kind="meeting" if held else "document",
        title=f"{_TITLES.get((form_key, call.inputs.get('step')), form_title)} (rettet)",
        content={**form_content(Sheet(first, sections, tables)), **(files or {})},
        form_key=form_key,
        submission_id=call.submission_id,
        corrects_id=corrects_id,
        restricted=form_key in _RESTRICTED_FORMS,
    )


def form_content(answers: Sequence[tuple[str, str]] | Sheet) -> dict[str, Any]:
    """What the journal keeps of a completed form: all its paper needs, for the form and the names in its
    lists may change."""
    if not isinstance(answers, Sheet):
        return {"answers": [[label, text] for label, text in answers]}
    content: dict[str, Any] = {"answers": [[label, text] for label, text in answers.answers]}
    if answers.sections:
        content["sections"] = {str(at): heading for at, heading in answers.sections.items()}
    if answers.tables:
        content["tables"] = {
            str(at): {"columns": list(one.columns), "rows": [list(row) for row in one.rows]}
            for at, one in answers.tables.items()
        }
    return content


def write_entry(
    uow: UnitOfWork,
    *,
    case_id: str,
    key_id: str,
    kind: str,
    title: str,
    content: Mapping[str, Any],
    recipients: Sequence[Mapping[str, Any]] | None = None,
    form_key: str | None = None,
    submission_id: str | None = None,
    corrects_id: str | None = None,
    restricted: bool = False,
) -> str:
    """One journal entry. Entries are never changed: an error is corrected by a new one that names the old."""
    told = None if recipients is None else [dict(one) for one in recipients]
    entry_id = uow.new_id()
    return add(
        uow,
        tables.journal_entry,
        key_id,
        {
            "id": entry_id,
            "case_id": case_id,
            "submission_id": submission_id,
            "author_id": uow.actor.user_id,
            "at": uow.now,
            "kind": kind,
            "form_key": form_key,
            "title": title,
            "content": dict(content),
            "recipients": told,
            "corrects_id": corrects_id,
            "restricted": restricted,
            "content_hash": content_hash(uow, entry_id, title, content, told),
        },
    )


def content_hash(
    uow: UnitOfWork, entry_id: str, title: str, content: Mapping[str, Any], recipients: Any
) -> bytes:
    """The keyed hash of what an entry says. Keyed, so that nobody who reads the table can guess short
    contents; a print carries its beginning and can be compared with the entry."""
    said = orjson.dumps([title, content, recipients], option=orjson.OPT_SORT_KEYS).decode()
    return uow.master_key.blind_index(uow.tenant_id, f"journal_entry/{entry_id}/{said}")


def write_note(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F00: a note, and an entry of the contact log. Ticked as the child's view, it is one (INV-12); as a
    development, the next status meeting hears of it; as a check-in, the rhythm is counted from it. A
    correction names the old entry."""
    case = case_of(uow, call)
    kind = str(answers.get("type") or "other")
    content = {**note_content(answers), **attachments.told(uow, answers)}
    entry_id = write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title=_note_title(call, kind),
        content=content,
        form_key="note",
        submission_id=call.submission_id,
        corrects_id=answers.get("corrects"),
    )
    day = as_date(answers.get("date"))
    if answers.get("counts_as_child_view") is True and day is not None:
        values = {
            "case_id": case["id"],
            "child_id": case["child_id"],
            "date": day,
            "how": "talk" if kind in ("phone", "meeting") else "through_person",
            "content": {"words": answers.get("text"), "not_by_talk_reason": _written(kind)},
        }
        view_id = add(uow, tables.child_view, case["key_id"], values)
        reason = str(values["content"]["not_by_talk_reason"] or "")
        note_child_view(uow, case, view_id, values["how"], reason)
    return Result(messages=_log_contact(uow, case, entry_id, answers, content["with_whom"]))


def note_content(answers: Answers) -> dict[str, Any]:
    """What the journal keeps of a note."""
    content = named(answers, "date", "type", "text", "asked", "development", "checkin")
    content["with_whom"] = [named(row, "name", "role", "phone") for row in rows_of(answers, "with_whom")]
    return content


def _log_contact(
    uow: UnitOfWork, case: Row, entry_id: str, answers: Answers, with_whom: list[Row]
) -> tuple[OutMessage, ...]:
    day = as_date(answers.get("date")) or today(uow)
    values = {
        "case_id": case["id"],
        "entry_id": entry_id,
        "author_id": uow.actor.user_id,
        "date": day,
        "asked": as_date(answers.get("asked")),
        "type": str(answers.get("type") or "other"),
        "checkin": answers.get("checkin") is True,
        "with_whom": with_whom,
    }
    add(uow, tables.contact, case["key_id"], values)
    if answers.get("development") is True:
        active.report_development(uow, case, "note", answers.get("text"))
    return active.asked_family(uow, case, day) if answers.get("checkin") is True else ()


def course_ended(uow: UnitOfWork, case_id: str, name: str) -> None:
    """A note that a course beside the case's own was ended, because the case is closed."""
    case = case_by_id(uow, case_id)
    text = (
        "Sagen er afsluttet. Derfor er forløbet stoppet, og dets åbne opgaver er faldet bort. Det, der er"
        " skrevet i det, bliver i sagen."
    )
    content = {"type": "other", "text": text}
    title = f"Forløbet »{name}« er stoppet"
    write_entry(uow, case_id=case["id"], key_id=case["key_id"], kind="note", title=title, content=content)


def _written(kind: str) -> str | None:
    return None if kind in ("phone", "meeting") else "Barnets syn kom skriftligt (notat)."


def _note_title(call: Call, kind: str) -> str:
    """A note that closes a task is called by the task; one of its own by its type."""
    own = call.inputs.get("closes_task") is False
    return _NOTE_TYPES.get(kind, "Notat") if own or not call.element.name else call.element.name
