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
from workflow_service.states import Event as States
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_pages as query
from workflow_service.store import casefile_people as people

_KINDS: lists.Words = {
    States.INSTANCE_STARTED: ("Forløbet er startet", "The course has begun"),
    States.INSTANCE_CANCELLED: ("Forløbet er afsluttet før tid", "The course was ended early"),
    States.INSTANCE_SUSPENDED: ("Forløbet er sat i bero", "The course is paused"),
    States.INSTANCE_RESUMED: ("Forløbet er genoptaget", "The course goes on"),
    States.TASK_POSTPONED: ("En frist er udskudt", "A deadline was postponed"),
    States.TASK_POSTPONEMENT_UNDONE: ("En udskydelse er fortrudt", "A postponement was undone"),
    States.TASK_DELAY_EXPLAINED: (
        "Det er skrevet, hvorfor en lovfrist ikke nås",
        "It is written why a legal deadline will be missed",
    ),
    States.JOB_RETRIED: ("Et opgivet job er startet igen", "A job that gave up was started again"),
    States.BASE_DATE_CORRECTED: (
        "En dato, som frister tælles fra, er rettet",
        "A date that deadlines are counted from was corrected",
    ),
    States.CLOCKS_RECOUNTED: ("Åbne frister er talt om", "Open deadlines were counted anew"),
    States.ATTACHMENT_ADDED: ("En fil er lagt på en opgave", "A file was put on a task"),
    States.ATTACHMENT_REMOVED: ("En fil er fjernet fra en opgave", "A file was removed from a task"),
    States.ATTACHMENT_RESTORED: ("En fjernet fil er lagt tilbage", "A removed file was put back"),
    States.TIMER_FIRED: ("En frist er nået", "A deadline has come"),
    States.MESSAGE_DELIVERED: ("En besked er modtaget", "A message has come"),
    States.SIGNAL_DELIVERED: ("En fælles besked er modtaget", "A message to all has come"),
    States.INCIDENT_RETRIED: ("En teknisk fejl er prøvet igen", "A technical error was tried again"),
    States.INCIDENT_EDITED: (
        "Oplysninger er rettet efter en teknisk fejl",
        "Data were corrected after a technical error",
    ),
    States.INCIDENT_SKIPPED: (
        "Et trin er sprunget over efter en teknisk fejl",
        "A step was skipped after a technical error",
    ),
    States.EXTERNAL_COMPLETED: ("Et fagsystem har svaret", "A connected system has answered"),
    States.EXTERNAL_FAILED: ("Et fagsystem har meldt fejl", "A connected system reported an error"),
    States.TASK_COMPLETED: ("Opgaven er afsluttet", "The task was completed"),
    States.TASK_CLAIMED: ("Opgaven er taget", "The task was taken"),
    States.TASK_UNCLAIMED: ("Opgaven er lagt tilbage", "The task was put back"),
    States.TASK_DELEGATED: ("En kollega er bedt om at løse opgaven", "A colleague was asked to do the task"),
    States.TASK_RESOLVED: ("Opgaven er sendt tilbage", "The task was returned"),
    States.TASK_ASSIGNED: ("Opgaven er tildelt", "The task was assigned"),
    States.TASK_UNDONE: ("Opgaven er fortrudt og åben igen", "The task was undone and is open again"),
    States.FORM_CORRECTED: ("Et svar er rettet", "An answer was corrected"),
    States.OUTBOX_RESENT: ("Et brev eller en mail er sendt igen", "A letter or mail was sent again"),
    States.OUTBOX_SETTLED: (
        "Et brev eller en mail er markeret som sendt",
        "A letter or mail was marked as sent",
    ),
    # of the municipality and its teams, never of one case
    States.LAW_WRITTEN: ("Et retsgrundlag er skrevet", "A section of law was written"),
    States.LAW_CONFIRMED: ("Et retsgrundlag er bekræftet", "A section of law was confirmed"),
    States.REFERENCE_DATA_BROUGHT: (
        "Fælles data er hentet fra pakken",
        "Data of the package were brought in",
    ),
    States.TEAM_CREATED: ("Et kerneteam er oprettet", "A core team was made"),
    States.TEAM_SECTIONS_SET: (
        "Det er valgt, hvilke lovområder et kerneteam dækker",
        "The sections that a core team covers were chosen",
    ),
    States.TEAM_MEMBER_ADDED: ("Et medlem er kommet i et kerneteam", "A member joined a core team"),
    States.TEAM_MEMBER_CHANGED: (
        "Et medlem af et kerneteam er ændret",
        "A member of a core team was changed",
    ),
    States.TEAM_MEMBER_ENDED: ("Et medlem er gået ud af et kerneteam", "A member left a core team"),
    States.TEAM_GAP_EXPLAINED: (
        "Det er skrevet, hvorfor et kerneteam mangler et lovområde",
        "It is written why a core team lacks a section",
    ),
    States.EXPERT_ADDED: ("En ekstern ekspert er tilføjet", "An external expert was added"),
    States.EXPERT_CHANGED: ("En ekstern ekspert er ændret", "An external expert was changed"),
    States.EXPERT_ENDED: (
        "En ekstern ekspert er taget af listen",
        "An external expert was taken off the list",
    ),
    States.FAMILIES_MERGED: ("To familier er lagt sammen", "Two families were merged"),
    States.PERSONS_MERGED: ("To personer er lagt sammen", "Two persons were merged"),
    States.MERGE_UNDONE: ("En sammenlægning er fortrudt", "A merge was undone"),
    States.PERSON_REMOVED: ("En person er fjernet fra familien", "A person was removed from the family"),
    States.REMOVAL_UNDONE: ("En person er sat tilbage i familien", "A person was brought back to the family"),
    States.SERIES_CREATED: ("En mødeserie er oprettet", "A series of meetings was made"),
    States.SERIES_CHANGED: ("En mødeserie er ændret", "A series of meetings was changed"),
    States.SERIES_ENDED: ("En mødeserie er afsluttet", "A series of meetings was ended"),
    States.MEETING_MOVED: ("Et møde er flyttet", "A meeting was moved"),
    States.MEETING_CANCELLED: ("Et møde er aflyst", "A meeting was cancelled"),
    States.MEETING_ADDED: ("Et møde er tilføjet", "A meeting was added"),
    States.MEETING_BEGUN: ("Et møde er begyndt", "A meeting has begun"),
    States.MEETING_ROOM: ("Et mødes sted eller form er ændret", "The place or form of a meeting was changed"),
    States.ATTENDANCE_RECORDED: ("Fremmøde er noteret", "Attendance was recorded"),
    States.ITEM_ADDED: ("Et punkt er sat på dagsordenen", "An item was put on the agenda"),
    States.ITEM_TAKEN_UP: ("Sagen er taget op på et møde", "The case was taken up at a meeting"),
    States.ITEM_MINUTED: ("Der er skrevet i mødets referat", "The minutes of a meeting were written"),
    States.ITEM_DECIDED: ("Der er valgt en beslutning på et møde", "A decision was chosen at a meeting"),
    States.ITEM_SCORED: ("Et mål er vurderet på et møde", "A goal was scored at a meeting"),
    States.ITEM_AGREED: ("Der er aftalt noget på et møde", "Something was agreed at a meeting"),
    States.ITEM_AGREEMENT_REMOVED: ("En aftale er slettet igen", "An agreement was removed again"),
    States.ITEM_HEARD_WITHOUT: ("Nogle er gået ud under sagen", "Some left the room for the case"),
    States.ITEM_DEFERRED: ("Sagen er udsat til næste møde", "The case was deferred to the next meeting"),
    States.ITEM_RECOMMENDED: (
        "Visitationsmødet har indstillet en afgørelse",
        "The visitation meeting recommended a decision",
    ),
    States.MEETING_CLOSED: ("Et møde er afsluttet", "A meeting was closed"),
    States.ITEM_DISCUSSED: ("Sagen er drøftet på et møde", "The case was discussed at a meeting"),
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
    authors = people.colleagues(uow, (row[one] for row in page for one in ("actor", "on_behalf_of")))
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
        if name and (absent := authors.get(row["on_behalf_of"])) is not None:
            name += f" {'on behalf of' if language == 'en' else 'på vegne af'} {absent.name}"
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
