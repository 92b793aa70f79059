"""Mails that put a team's meeting into the calendars of its people, move it there and take it away.

A mail is written once for each state of the meeting and each member; nothing of a family stands in it
(INV-18). Where no mail can leave the house, the page of the meeting and the calendar links tell.
"""

from __future__ import annotations

from collections.abc import Sequence

from workflow_service import calendar
from workflow_service.meetings import deputies
from workflow_service.meetings.base import local
from workflow_service.meetings.participants import everybody
from workflow_service.store import UnitOfWork, absences, feeds, meetings_run, outbox
from workflow_service.store import meetings as query
from workflow_service.store.casefile_rows import Row
from workflow_service.store.meetings import Member

INVITED, CANCELLED = "invited", "cancelled"
# mails that take the meeting out of the calendar again
_TAKEN_AWAY = frozenset({"meeting_cancelled", "meeting_deputy_not_needed"})


def invite(uow: UnitOfWork, meeting: Row, series: Row, instance_id: str) -> None:
    """Invites everybody who belongs to it, and the deputies of those who cannot come (T−7 days). Whoever was
    told this time and place already gets no second mail."""
    people = [*everybody(uow, series), *deputies.called_in(uow, meeting, series)]
    _invite(uow, meeting, series, instance_id, people)


def invite_deputies(uow: UnitOfWork, meeting: Row, series: Row) -> None:
    """Invites who is to come instead of somebody who said no, or has become away, after the invitations left.
    Before they leave there is nothing to do."""
    if feeds.invitations(uow, meeting["id"]):
        called = deputies.called_in(uow, meeting, series)
        _invite(uow, meeting, series, meeting["instance_id"], called)


def withdraw_deputies(uow: UnitOfWork, meeting: Row, series: Row, named: Sequence[str | None] = ()) -> None:
    """Takes the invitation back from deputies whose member comes after all: it leaves their calendars.
    `named`: deputies who stood on the list until now, beside those that the members have."""
    told = feeds.invitations(uow, meeting["id"])
    members = query.members(uow, series, local(uow, meeting["starts_at"]).date())
    called = [*everybody(uow, series), *deputies.called_in(uow, meeting, series)]
    stand_ins = {*named, *(one.deputy_id for one in members)} - {one.user_id for one in called}
    freed = [user for user in told if user in stand_ins and told[user]["state"] == INVITED]
    for one in _reachable(uow, meetings_run.users(uow, freed)):
        known = told[one.user_id]
        _tell(uow, meeting, series, one, known, known["instance_id"], topic="meeting_deputy_not_needed")


def _invite(uow: UnitOfWork, meeting: Row, series: Row, instance_id: str, people: Sequence[Member]) -> None:
    told = feeds.invitations(uow, meeting["id"])
    for one in _reachable(uow, people):
        known = told.get(one.user_id)
        if known is None or not _same(known, meeting):
            _tell(uow, meeting, series, one, known, instance_id, topic="meeting_invitation")


def tell_moved(uow: UnitOfWork, meeting: Row, series: Row) -> None:
    """Tells those who were invited of another time or place, at once."""
    told = feeds.invitations(uow, meeting["id"])
    for one in _reachable(uow, meetings_run.users(uow, told)):
        known = told[one.user_id]
        if not _same(known, meeting):
            _tell(uow, meeting, series, one, known, known["instance_id"], topic="meeting_moved")


def tell_cancelled(uow: UnitOfWork, meeting: Row, series: Row) -> None:
    """Takes the meeting out of the calendars of those who were invited, whether they belong to it still."""
    told = feeds.invitations(uow, meeting["id"])
    for one in _reachable(uow, meetings_run.users(uow, told)):
        known = told[one.user_id]
        if known["state"] == INVITED:
            _tell(uow, meeting, series, one, known, known["instance_id"], topic="meeting_cancelled")


def _reachable(uow: UnitOfWork, people: Sequence[Member]) -> list[Member]:
    """Each of these people once, those who get a mail."""
    if "mail" not in uow.ways:
        return []
    # whoever is ill gets no mail; the page of the meeting shows the team that they are away
    ill = absences.quiet(uow, [one.user_id for one in people])
    each = {one.user_id: one for one in people}.values()
    return [one for one in each if one.email and one.user_id not in ill]


def _same(known: Row, meeting: Row) -> bool:
    return known["state"] == INVITED and all(
        known[name] == meeting[name] for name in ("starts_at", "ends_at", "place")
    )


def _tell(
    uow: UnitOfWork,
    meeting: Row,
    series: Row,
    member: Member,
    known: Row | None,
    instance_id: str,
    *,
    topic: str,
) -> None:
    language = "en" if member.language == "en" else "da"
    at = local(uow, meeting["starts_at"])
    when = f"{calendar.long_date(at.date(), language)} {calendar.clock_text(at, uow.zone, language)}"
    # each mail goes beyond the one before, also about the same time and place (RFC 5546, SEQUENCE)
    sequence = max(meeting["version"], known["sequence"] + 1 if known else 0)
    place = {"starts_at": meeting["starts_at"], "ends_at": meeting["ends_at"], "place": meeting["place"]}
    feeds.write_invitation(
        uow,
        known,
        {
            "meeting_id": meeting["id"],
            "user_id": member.user_id,
            "instance_id": instance_id,
            "state": CANCELLED if topic in _TAKEN_AWAY else INVITED,
            "sequence": sequence,
            **place,
        },
    )
    outbox.add(
        uow,
        kind="mail",
        topic=topic,
        idempotency_key=f"meeting-{meeting['id']}-{member.user_id}-{sequence}",
        payload={
            "to": member.email,
            "language": language,
            "at": uow.now.isoformat(),
            "meeting_id": meeting["id"],
            "meeting_name": series["name"],
            "when": when,
            "place": meeting["place"],
            "starts_at": meeting["starts_at"].isoformat(),
            "ends_at": meeting["ends_at"].isoformat(),
            "zone": uow.zone.key,
            "sequence": sequence,
        },
        key_id=series["key_id"],
        instance_id=instance_id,
    )
