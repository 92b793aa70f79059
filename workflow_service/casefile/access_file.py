"""Access to the file (S03, F31): what a document says, what its reader must not learn, and its redaction.

Redaction takes the words out of the text before it is typeset: nothing is covered, so nothing can be found
under it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import attachments
from workflow_service.casefile.base import Row, rows_of
from workflow_service.casefile.sources import Sources
from workflow_service.casefile.typesetting import Paper
from workflow_service.forms import Option
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_people as people
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store import notifications as notified

OMITTED = "[udeladt]"
FILES_LEFT_OUT = "Bilagene er ikke med, fordi kun en del af dokumentet gives."
LONGEST_FILE = 500
ADDRESS, CHILD, NOTIFIER, RESTRICTED = "address", "child", "notifier", "restricted"
# why something is left out, as the letter says it: it must not tell what it hides
REASONS: Mapping[str, str] = {
    ADDRESS: "Oplysninger om en andens private forhold er taget ud. (Regel 23)",
    CHILD: "Barnet har bedt om at holde det for sig selv.",
    NOTIFIER: "Oplysninger om den, der har henvendt sig, er taget ud.",
    RESTRICTED: "Dokumentet har begrænset adgang.",
}


@dataclass(frozen=True)
class Secret:
    """Words that this reader must not learn, and why."""

    words: str
    why: str
    # the id of a file that says it, then there may be no words
    file: str = ""


def secrets(uow: UnitOfWork, case: Row, requester_id: str | None) -> tuple[Secret, ...]:
    """What must not reach whoever asks: protected addresses and numbers of others (INV-23), words the child
    keeps, and who sent a notification."""
    persons = query.persons(uow, case["family_id"])
    found = [*_addresses(uow, case, persons, requester_id), *_numbers(persons, requester_id)]
    if requester_id != case["child_id"] or requester_id is None:
        for view in query.newest_child_views(uow, case["id"], 50):
            if view["hide_from_parents"]:
                said = [view["content"].get(key) for key in ("words", "observation")]
                found += [Secret(str(text), CHILD) for text in said if text]
                drawn = attachments.told(uow, view["content"]).get("attachments", ())
                found += [Secret(str(one["name"]), CHILD, str(one["id"])) for one in drawn]
    inquiry = query.submissions(uow, case["id"], ["register_inquiry"]).get("register_inquiry")
    told = (inquiry or {}).get("data") or {}
    if told.get("source") == "notification" and told.get("who"):
        found.append(Secret(str(told["who"]), NOTIFIER))
    for row in notified.of_case(uow, case["id"]):
        notifier = row["notifier"] or {}
        parts = [notifier.get("name"), *str(notifier.get("contact") or "").splitlines()]
        found += [Secret(str(part), NOTIFIER) for part in parts if part and str(part).strip()]
    return tuple(dict.fromkeys(found))


def _parts(address: Any) -> list[str]:
    """`Birkevej 3`, `8600 Silkeborg`: the parts of an address that say where."""
    parts = [part.strip() for part in re.split(r"[,\n]", str(address or ""))]
    return [part for part in parts if any(c.isdigit() for c in part)]


def _addresses(uow: UnitOfWork, case: Row, persons: list[Row], requester_id: str | None) -> Iterable[Secret]:
    protected = {one["id"] for one in persons if one["address_protected"]}
    homes = query.households(uow, case["family_id"])
    known = {
        part.casefold()
        for home in homes
        if requester_id in home["members"]
        for part in _parts(home["address"])
    }
    for home in homes:
        hidden = home["protected"] or protected.intersection(home["members"])
        if hidden and requester_id not in home["members"]:
            yield from (
                Secret(part, ADDRESS) for part in _parts(home["address"]) if part.casefold() not in known
            )


def _numbers(persons: list[Row], requester_id: str | None) -> Iterable[Secret]:
    for one in persons:
        if one["address_protected"] and one["id"] != requester_id:
            contact = one["contact"] or {}
            yield from (Secret(str(contact[key]), ADDRESS) for key in ("phone", "email") if contact.get(key))


def _pattern(words: str) -> re.Pattern[str]:
    tokens = [re.escape(token) for token in re.split(r"[\s,]+", words) if token]
    return re.compile(r"(?<!\w)" + r"[\s,]+".join(tokens) + r"(?!\w)", re.IGNORECASE)


def contains(text: str, words: str) -> bool:
    """Do the words stand in the text, whatever the spaces, commas and capitals between them?"""
    return bool(words.strip()) and _pattern(words).search(text) is not None


def redact(text: str, words: Iterable[str]) -> str:
    """The text without the words, the longest taken first.

    >>> redact("Far bor Birkevej  3, 2. tv.", ["birkevej 3"])
    'Far bor [udeladt], 2. tv.'
    """
    for one in sorted(words, key=len, reverse=True):
        if one.strip():
            text = _pattern(one).sub(OMITTED, text)
    return text


def paper(uow: UnitOfWork, entry: Row, authors: Mapping[str, Any]) -> Paper:
    """A journal entry as it is given: never the address a letter went to."""
    content = entry["content"] or {}
    parts = [str(content["text"])] if content.get("text") else []
    parts += [f"{label}\n{text}" for label, text in content.get("answers") or ()]
    present = ", ".join(str(row.get("name") or "") for row in rows_of(content, "with_whom"))
    if present:
        parts.append(f"Med: {present}")
    author = authors.get(entry["author_id"])
    to = ", ".join(str(one.get("name") or "") for one in entry["recipients"] or ())
    day = calendar.long_date(entry["at"].astimezone(uow.zone).date())
    about = [day, author.name if author else "", f"til {to}" if to else ""]
    files = tuple(str(one["id"]) for one in content.get("attachments") or ())
    return Paper(str(entry["title"]), " · ".join(filter(None, about)), tuple(parts), files)


def without(one: Paper, words: Iterable[str]) -> Paper:
    """The paper with the words taken out of its title, its head and its text."""
    taken = list(words)
    parts = tuple(redact(part, taken) for part in one.parts)
    return Paper(redact(one.title, taken), redact(one.about, taken), parts, one.files)


def without_files(one: Paper) -> Paper:
    """The paper of which a part is given: a file cannot be given in part, so none of them is."""
    return replace(one, parts=(*one.parts, FILES_LEFT_OUT), files=()) if one.files else one


def told_in(one: Paper, found: Iterable[Secret]) -> list[Secret]:
    """The secrets that stand in the paper."""
    text = "\n".join((one.title, one.about, *one.parts))
    return [secret for secret in found if secret.file in one.files or contains(text, secret.words)]


def papers(uow: UnitOfWork, case: Row, request: Row) -> list[tuple[Row, Row, Paper]]:
    """(document row, journal entry, paper) in the order of the bundle."""
    entries = {one["id"]: one for one in query.journal(uow, case["id"], limit=LONGEST_FILE)}
    authors = people.colleagues(uow, {one["author_id"] for one in entries.values()})
    return [
        (row, entries[row["entry_id"]], paper(uow, entries[row["entry_id"]], authors))
        for row in sharing.access_documents(uow, request["id"])
        if row["entry_id"] in entries
    ]


def document_options(uow: UnitOfWork, case: Row) -> list[Option]:
    """The documents of the newest request of which a part is given."""
    newest = next(iter(sharing.access_requests(uow, case["id"])), None)
    if newest is None:
        return []
    return [
        Option(row["id"], _title(uow, row, entry))
        for row, entry, _ in papers(uow, case, newest)
        if row["verdict"] == "partly"
    ]


def _title(uow: UnitOfWork, row: Row, entry: Row) -> str:
    day = calendar.short_date(entry["at"].astimezone(uow.zone).date())
    return f"{row['position']}. {entry['title']}, {day}"


def upheld(uow: UnitOfWork, case: Row, request_id: str | None) -> Row | None:
    """The newest decision by which a complaint about a refused part of this request was upheld, all or in
    part."""
    known = {row["id"]: row for row in decided.decisions(uow, case["id"]) if row["matter_id"] == request_id}
    agreed = any(
        one["outcome"] in ("upheld", "partly") and one["decision_id"] in known
        for one in decided.complaints(uow, case["id"])
    )
    return next((row for row in known.values() if row["state"] == "decided"), None) if agreed else None


def prefill(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """F31 by step: the documents with what is proposed for each, the words to take out."""
    step = inputs.get("step")
    if step == "register":
        now = uow.now.astimezone(uow.zone)
        return {"received_at": now.replace(minute=0, second=0, microsecond=0).isoformat()}, {}
    request = sharing.access_request(uow, str(inputs.get("request_id") or ""))
    if request is None or request["case_id"] != case["id"] or step not in ("exemptions", "redact"):
        return {}, {}
    hidden = secrets(uow, case, request["requester_id"])
    found = papers(uow, case, request)
    if step == "exemptions":
        again = upheld(uow, case, request["repeats_id"]) if request["repeats_id"] else None
        data: Row = {"documents": [_proposal(uow, *one, hidden) for one in found] or None}
        return data | ({"upheld_text": (again["content"] or {}).get("reason")} if again else {}), {}
    rows = [
        {"document_ref": row["id"], "words": words}
        for row, _, one in found
        if row["verdict"] == "partly"
        for words in dict.fromkeys([*(row["redactions"] or ()), *(hit.words for hit in told_in(one, hidden))])
    ]
    return {"redactions": rows or None}, {}


def _proposal(uow: UnitOfWork, row: Row, entry: Row, one: Paper, hidden: tuple[Secret, ...]) -> Row:
    proposed: Row = {"document": row["id"], "document_title": _title(uow, row, entry), "verdict": "give"}
    if row["verdict"]:
        # it was assessed before: that stands until somebody says otherwise
        return {**proposed, "verdict": row["verdict"], "reason": row["reason"]}
    if entry["restricted"]:
        return {**proposed, "verdict": "refuse", "reason": REASONS[RESTRICTED]}
    reasons = list(dict.fromkeys(REASONS[secret.why] for secret in told_in(one, hidden)))
    return {**proposed, "verdict": "partly", "reason": " ".join(reasons)} if reasons else proposed
