"""Letters to whoever notified: the receipt, and the answer to a professional (barnets lov §§ 133-138)."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service import calendar
from workflow_service.casefile.base import Row, case_by_id, first_name
from workflow_service.casefile.letter_paper import plain
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.letters import Letter, post, stamp
from workflow_service.casefile.restricted import HOLD, keep_back
from workflow_service.rules.notification import FAMILY_NOTIFIERS
from workflow_service.store import UnitOfWork, outbox, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import change

RECEIPT, ANSWER = "notification_receipt", "notification_answer"


def send_to_notifier(uow: UnitOfWork, row: Row, key: str, values: Mapping[str, str]) -> bool:
    """Writes to the notifier. False when the letter is held back: a parent gets nothing while a suspicion of
    abuse forbids contact (INV-14).

    A notification of a known case has its letters in that case's journal, another keeps them itself.
    """
    words = template(uow, key)
    notifier = row["notifier"] or {}
    filled = {
        "first_name": first_name(str(notifier.get("name") or "")),
        "received": calendar.long_date(row["received_at"].astimezone(uow.zone).date()),
        "municipality": query.municipality(uow),
        **values,
    }
    title, text = words.title_of(filled), words.text_of(filled)
    to = {"name": notifier.get("name")}
    reach = {"address": notifier.get("contact")}
    refers = {"template": stamp(words)}
    case = case_by_id(uow, row["case_id"]) if row["case_id"] else None
    if row["notifier_type"] in FAMILY_NOTIFIERS and _held(row, case):
        if case is not None:
            keep_back(uow, case, key, title, [{"to": to, "reach": reach, "text": text, "refers": refers}])
        return False
    if case is not None:
        post(uow, case, Letter(key, title, text, to, reach, refers=refers))
        return True
    _post_without_case(uow, row, key, title, text, {**to, **reach})
    return True


def _held(row: Row, case: Row | None) -> bool:
    return bool(row["abuse_suspicion"]) if case is None else HOLD in case["flags"]


def _post_without_case(
    uow: UnitOfWork, row: Row, key: str, title: str, text: str, recipient: Mapping[str, object]
) -> None:
    kept = [
        *(row["letters"] or ()),
        {"key": key, "title": title, "text": plain(text), "at": uow.now.isoformat()},
    ]
    change(uow, tables.notification, row["key_id"], row["id"], {"letters": kept})
    row["letters"] = kept
    outbox.add(
        uow,
        kind="letter",
        topic=key,
        idempotency_key=f"notification-{row['id']}-{len(kept)}",
        payload={
            "case_number": None,
            "written_at": uow.now.isoformat(),
            # whoever notified is nobody of whom a language is known
            "language": "da",
            "subject": title,
            "text": plain(text),
            "recipient": dict(recipient),
        },
        key_id=row["key_id"],
        instance_id=row["instance_id"],
        ref_id=row["id"],
    )


__all__ = ["ANSWER", "RECEIPT", "send_to_notifier"]
