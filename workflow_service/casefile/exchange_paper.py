"""The register of information exchanges as the last page of an access to the file (S03).

It tells no more than the documents that are given whole: a line whose document is left out, or of which a
part is taken out, is left out with it (INV-14, INV-23).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from workflow_service import calendar
from workflow_service.casefile import access_file
from workflow_service.casefile import exchange_words as words
from workflow_service.casefile.base import Row
from workflow_service.casefile.exchanges import Exchange, register
from workflow_service.casefile.typesetting import Paper
from workflow_service.store import UnitOfWork

TITLE = "Udvekslede oplysninger"
ABOUT = "Det, kommunen har givet videre om sagen, så vidt det står i de dokumenter, der er givet hele."


def exchange_paper(
    uow: UnitOfWork, case: Row, requester_id: str | None, whole: Collection[str], taken: Iterable[str]
) -> Paper | None:
    """The register for whoever asked, in Danish as the documents are; None when it holds nothing for them.
    `whole`: the ids of the entries that are given whole; `taken`: words this reader must not learn."""
    lines = [one for one in register(uow, case, "da") if _given(one, requester_id, whole)]
    if not lines:
        return None
    return access_file.without(Paper(TITLE, ABOUT, tuple(_line(one, whole) for one in lines)), taken)


def _given(one: Exchange, requester_id: str | None, whole: Collection[str]) -> bool:
    """Who notified is told to nobody; nor is what another of the family asked to see."""
    if one.kind == words.ANSWER or one.entry_id not in whole:
        return False
    return one.person_id is None or one.person_id == requester_id


def _line(one: Exchange, whole: Collection[str]) -> str:
    grounds = [
        # a consent whose document is left out keeps its giver to itself
        f"{ground.text}, {calendar.short_date(ground.day)}"
        for ground in one.consents
        if ground.entry_id in whole
    ]
    basis = ", ".join(grounds) or ("Med samtykke" if one.consents else words.WITHOUT[0])
    cited = f" ({one.law.citation})" if one.law else ""
    to = ", ".join(filter(None, [one.to, one.role]))
    told = [
        f"{calendar.short_date(one.day)}: {one.title or one.what}",
        f"Til: {to}",
        f"Grundlag: {basis}{cited}. {one.why}".strip(),
        f"Givet af: {one.by}",
    ]
    return "\n".join(told)
