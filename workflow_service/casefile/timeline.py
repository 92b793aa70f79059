"""The timeline of a case: a view over events, submissions, journal and meetings (design.md 3)."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime

import orjson

from workflow_service.casefile import lists
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.views import Event, Timeline
from workflow_service.errors import Malformed
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_pages as query
from workflow_service.store import casefile_people as people

_KINDS: lists.Words = {
    "process_instance.started": ("Forløbet er startet", "The course has begun"),
    "process_instance.start": ("Forløbet er startet", "The course has begun"),
    "process_instance.cancelled": ("Forløbet er afsluttet før tid", "The course was ended early"),
    "process_instance.suspended": ("Forløbet er sat i bero", "The course is paused"),
    "process_instance.resumed": ("Forløbet er genoptaget", "The course goes on"),
    "process_instance.fire_timer": ("En frist er nået", "A deadline has come"),
    "process_instance.deliver_message": ("En besked er modtaget", "A message has come"),
    "user_task.completed": ("Opgaven er afsluttet", "The task was completed"),
    "user_task.claimed": ("Opgaven er taget", "The task was taken"),
    "user_task.unclaimed": ("Opgaven er lagt tilbage", "The task was put back"),
    "user_task.delegated": ("En kollega er bedt om at løse opgaven", "A colleague was asked to do the task"),
    "user_task.resolved": ("Opgaven er sendt tilbage", "The task was returned"),
    "user_task.assigned": ("Opgaven er tildelt", "The task was assigned"),
    "note": ("Notat", "Note"),
    "letter": ("Brev", "Letter"),
    "document": ("Dokument", "Document"),
    "meeting": ("Referat", "Minutes"),
}
MOST = 200


def timeline(uow: UnitOfWork, case_id: str, limit: int = 50, cursor: str | None = None) -> Timeline:
    """The newest events first; `next_cursor` goes on where this page ends (None: that was all).

    Raises NotFound when the actor may not see the case, Malformed for a cursor that is none of ours.
    """
    case = visible_case(uow, case_id)
    wanted = max(1, min(limit, MOST))
    rows = query.events(uow, case_id, wanted + 1, _read(cursor))
    page = rows[:wanted]
    titles = query.entries(uow, (row["ref"] for row in page if row["source"] == "journal"))
    authors = people.colleagues(uow, (row["actor"] for row in page))
    uow.looked_at(case_id, [case["child_id"]] if case["child_id"] else [])
    language = uow.actor.language
    events = []
    for row in page:
        entry = titles.get(row["ref"])
        if entry is not None and entry["restricted"]:
            label = lists.label(_KINDS, row["kind"], language)
        elif entry is not None:
            label = str(entry["title"])
        elif row["source"] == "meeting":
            label = lists.label(lists.MEETINGS, row["kind"], language)
        else:
            label = lists.label(_KINDS, row["kind"], language)
        author = authors.get(row["actor"])
        name = author.name if author else None
        events.append(Event(row["at"], row["kind"], label, name, row["source"], row["ref"], row["element"]))
    last = page[-1] if len(rows) > wanted else None
    return Timeline(tuple(events), _cursor(last["at"], last["source"], last["ref"]) if last else None)


def _cursor(at: datetime, source: str, ref: str) -> str:
    return base64.urlsafe_b64encode(orjson.dumps([at.isoformat(), source, ref])).decode()


def _read(cursor: str | None) -> tuple[datetime, str, str] | None:
    if not cursor:
        return None
    try:
        at, source, ref = orjson.loads(base64.urlsafe_b64decode(cursor.encode()))
        moment = datetime.fromisoformat(at)
        if moment.tzinfo is None:
            raise ValueError(at)
        return moment, str(source), str(ref)
    except (ValueError, TypeError, binascii.Error):
        raise Malformed(
            "cursor_invalid",
            "Siden kan ikke vises. Begynd forfra med den første.",
            "The page cannot be shown. Begin again with the first one.",
        ) from None
