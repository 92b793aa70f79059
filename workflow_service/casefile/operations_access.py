"""Operations of access to the file (S03): the request, what is given of each document, and the bundle."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn

from workflow_service import calendar
from workflow_service.casefile import access_file, clocks
from workflow_service.casefile.attached_pages import shown_files
from workflow_service.casefile.base import (
    Answers,
    Row,
    as_date,
    as_moment,
    case_of,
    first_name,
    named,
    rows_of,
)
from workflow_service.casefile.exchange_paper import exchange_paper
from workflow_service.casefile.letters import post_letter, way_to
from workflow_service.casefile.typesetting import Bundle, Paper, typeset_bundle
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import add, change

TITLE = "Aktindsigt"


def register_access_request(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F31 register: the clock `access_deadline` runs from when the request came, not from when it was written
    down."""
    case = case_of(uow, call)
    received = as_moment(uow, answers.get("received_at")) or uow.now
    due = clocks.ends_at(uow, "access_deadline", received)
    name = _requester(uow, case, answers)
    values = {
        "case_id": case["id"],
        "requester_id": answers.get("requester_id"),
        "requester": {"name": name, **named(answers, "address")},
        "relation": answers["relation"],
        "scope": answers["scope"],
        "received_at": received,
        "due_at": due,
        "state": "registered",
    }
    request_id = add(uow, tables.access_request, case["key_id"], values)
    dates = {"received_at": received.isoformat(), "due_at": due.isoformat()}
    return Result(variables={"request_id": request_id, **dates})


def _requester(uow: UnitOfWork, case: Row, answers: Answers) -> str:
    asked = answers.get("requester_id")
    person = next((one for one in query.persons(uow, case["family_id"]) if one["id"] == asked), None)
    if asked and person is None:
        _refuse(
            "requester_id",
            "Personen hører ikke til familien. Vælg en af dem, der vises, eller skriv navnet.",
            "The person does not belong to the family. Choose one of those shown, or write the name.",
        )
    return str(person["name"] if person else answers.get("requester") or "").strip()


def _refuse(field: str, da: str, en: str, code: str = "access_request") -> NoReturn:
    raise Invalid(code, da, en, {field: [da]})


def _request(uow: UnitOfWork, case: Row, call: Call) -> Row:
    """The request that the element works on. Raises NotFound for one of another case."""
    found = sharing.access_request(uow, str(call.inputs.get("request_id") or ""))
    if found is None or found["case_id"] != case["id"]:
        raise NotFound(
            "access_request_not_found",
            "Anmodningen om aktindsigt findes ikke i sagen.",
            "The request for access does not exist in the case.",
        )
    return found


def collect_documents(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """S03: everything in the journal up to now, the oldest first."""
    case = case_of(uow, call)
    request = _request(uow, case, call)
    entries = query.journal(uow, case["id"], limit=access_file.LONGEST_FILE)
    for position, entry in enumerate(reversed(entries), start=1):
        values = {"request_id": request["id"], "entry_id": entry["id"], "position": position}
        add(uow, tables.access_document, case["key_id"], values)
    change(uow, tables.access_request, case["key_id"], request["id"], {"state": "collected"})
    return Result(variables={"document_count": len(entries)})


def repeat_access_request(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """S03, after a complaint about a refused part was upheld: the same documents are assessed anew for the
    same person, with what was said of each before. The clock runs from the day the complaint was decided;
    what was sent first stays as it was sent.

    Raises NotFound for a request of another case, Conflict when no complaint about it was upheld.
    """
    case = case_of(uow, call)
    before = _request(uow, case, call)
    if access_file.upheld(uow, case, before["id"]) is None:
        raise Conflict(
            "access_not_upheld",
            "Ingen klage over denne aktindsigt har fået medhold. Registrér en ny anmodning i stedet.",
            "No complaint about this access was upheld. Register a new request instead.",
        )
    due = clocks.ends_at(uow, "access_deadline", uow.now)
    kept = ("case_id", "requester_id", "requester", "relation", "scope")
    values = {**{key: before[key] for key in kept}, "received_at": uow.now, "due_at": due}
    values |= {"state": "collected", "repeats_id": before["id"]}
    request_id = add(uow, tables.access_request, case["key_id"], values)
    for row in sharing.access_documents(uow, before["id"]):
        said = {key: row[key] for key in ("entry_id", "position", "verdict", "reason", "redactions")}
        add(uow, tables.access_document, case["key_id"], {"request_id": request_id, **said})
    dates = {"received_at": uow.now.isoformat(), "due_at": due.isoformat()}
    return Result(variables={"request_id": request_id, **dates})


def assess_exemptions(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F31 exemptions: what is given of every document. One that holds what the reader must not learn is never
    given whole (INV-23)."""
    case = case_of(uow, call)
    request = _request(uow, case, call)
    hidden = access_file.secrets(uow, case, request["requester_id"])
    given = {str(row.get("document")): row for row in rows_of(answers, "documents")}
    for row, _, paper in access_file.papers(uow, case, request):
        answer = given.get(row["id"])
        if answer is None:
            _refuse(
                "documents",
                "Der mangler svar for et dokument. Tag stilling til dem alle.",
                "An answer for a document is missing. Decide on all of them.",
            )
        if answer["verdict"] == "give" and access_file.told_in(paper, hidden):
            _not_whole(paper)
        values = {"verdict": answer["verdict"], "reason": answer.get("reason")}
        change(uow, tables.access_document, case["key_id"], row["id"], values)
    change(uow, tables.access_request, case["key_id"], request["id"], {"state": "assessed"})
    return Result()


def _not_whole(paper: Paper) -> NoReturn:
    _refuse(
        "documents",
        f"»{paper.title}« indeholder noget, modtageren ikke må få at vide. Vælg en del af dokumentet eller"
        " intet af det. (Regel 23)",
        f"“{paper.title}” holds something the receiver must not learn. Choose a part of it, or nothing."
        " (Rule 23)",
        "inv_23",
    )


def redact_bundle(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F31 redact: the words taken out of each document of which a part is given. Nothing that the reader must
    not learn is left (INV-23), and words that do not stand there are no redaction. `part_refused`: something
    is not given, which is decided (S02)."""
    case = case_of(uow, call)
    request = _request(uow, case, call)
    words: dict[str, list[str]] = {}
    for row in rows_of(answers, "redactions"):
        words.setdefault(str(row["document_ref"]), []).append(str(row["words"]))
    for row, _, paper in access_file.papers(uow, case, request):
        if row["verdict"] != "partly":
            continue
        taken = words.get(row["id"], [])
        missing = [one for one in taken if not access_file.told_in(paper, [access_file.Secret(one, "")])]
        if missing or not (taken or paper.files):
            _refuse(
                "redactions",
                f"»{paper.title}« gives kun delvist. Skriv ordene, der tages ud, præcis som de står i"
                " dokumentet.",
                f"Only a part of “{paper.title}” is given. Write the words to take out exactly as they stand"
                " there.",
            )
        change(uow, tables.access_document, case["key_id"], row["id"], {"redactions": taken})
        row["redactions"] = taken
    given = _given(uow, case, request)
    change(uow, tables.access_request, case["key_id"], request["id"], {"state": "redacted"})
    return Result(variables={"part_refused": any(row["verdict"] != "give" for row, _ in given)})


def _given(uow: UnitOfWork, case: Row, request: Row) -> list[tuple[Row, Paper]]:
    """The documents as they leave, refused ones without a word of them. Raises Invalid while one still holds
    what the reader must not learn (INV-23)."""
    uow.flush()
    hidden = access_file.secrets(uow, case, request["requester_id"])
    left: list[tuple[Row, Paper]] = []
    for row, _, paper in access_file.papers(uow, case, request):
        if row["verdict"] == "refuse":
            left.append((row, Paper(f"Dokument {row['position']}: ikke givet", "", (str(row["reason"]),))))
            continue
        clean = access_file.without(paper, row["redactions"] or ())
        if row["verdict"] == "partly":
            clean = access_file.without_files(clean)
        if access_file.told_in(clean, hidden):
            _refuse(
                "redactions",
                f"»{clean.title}« indeholder stadig noget, modtageren ikke må få at vide. Tag det ud."
                " (Regel 23)",
                f"“{clean.title}” still holds something the receiver must not learn. Take it out. (Rule 23)",
                "inv_23",
            )
        why = (f"Udeladt: {row['reason']}",) if row["verdict"] == "partly" else ()
        left.append((row, replace(clean, parts=(*clean.parts, *why))))
    return left


def send_bundle(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """S03: one PDF with index and page numbers, at its end what was passed on (domain.md 3, `InfoExchange`),
    kept as it was sent, and the letter that brings it."""
    case = case_of(uow, call)
    request = _request(uow, case, call)
    given = _given(uow, case, request)
    name = str(request["requester"]["name"])
    papers = [paper for _, paper in given]
    register = _register(uow, case, request, [row for row, _ in given])
    bundle = _typeset(uow, case, request, [*papers, register] if register else papers)
    omitted = sum(row["verdict"] != "give" for row, _ in given)
    values = {
        "first_name": first_name(name),
        "documents": str(len(given)),
        "pages": str(bundle.pages),
        "omitted": str(omitted or ""),
    }
    way = way_to(uow, case, request["requester_id"], request["requester"])
    attached = {
        "name": f"aktindsigt-{case['number']}.pdf",
        "media_type": "application/pdf",
        "content": base64.b64encode(bundle.content).decode("ascii"),
    }
    told = {"access_request": request["id"]}
    post_letter(uow, case, "access_bundle", values, way, (attached,), told)
    changed: Row = {"state": "sent", "sent_at": uow.now, "pages": bundle.pages, "bundle": attached["content"]}
    change(uow, tables.access_request, case["key_id"], request["id"], changed)
    return Result(variables={"pages": bundle.pages})


def _register(uow: UnitOfWork, case: Row, request: Row, documents: list[Row]) -> Paper | None:
    """What was passed on, as far as the documents that are given say it: without any word this reader must
    not learn, and without those that were taken out of another document."""
    hidden = access_file.secrets(uow, case, request["requester_id"])
    taken = [secret.words for secret in hidden]
    taken += [str(one) for row in documents for one in row["redactions"] or ()]
    whole = {row["entry_id"] for row in documents if row["verdict"] == "give"}
    return exchange_paper(uow, case, request["requester_id"], whole, taken)


def _typeset(uow: UnitOfWork, case: Row, request: Row, papers: list[Paper]) -> Bundle:
    asked = calendar.long_date(request["received_at"].astimezone(uow.zone).date())
    introduction = [
        f"Til {request['requester']['name']}",
        f"Anmodning modtaget {asked}. Den gælder: {request['scope']}",
        f"{access_file.OMITTED} viser, hvor noget er taget ud. Grunden står under dokumentet.",
    ]
    return typeset_bundle(
        TITLE,
        introduction,
        papers,
        sender=query.municipality(uow),
        footer=f"Sag {case['number']}",
        at=uow.now,
        attached=shown_files(uow, [one for paper in papers for one in paper.files]),
    )


def tell_access_delay(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F31 delay: the written notice that the answer comes later, why, and when."""
    case = case_of(uow, call)
    request = _request(uow, case, call)
    day = as_date(answers.get("new_date"))
    name = str(request["requester"]["name"])

    def values(language: str) -> Mapping[str, str]:
        return {
            "first_name": first_name(name),
            "delay_reason": str(answers["delay_reason"]),
            "answer_by": calendar.long_date(day, language) if day else "",
        }

    way = way_to(uow, case, request["requester_id"], request["requester"])
    post_letter(uow, case, "access_delay", values, way)
    change(uow, tables.access_request, case["key_id"], request["id"], {"delay_told_at": uow.now})
    return Result()
