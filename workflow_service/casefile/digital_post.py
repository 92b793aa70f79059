"""Whether somebody of the family has Digital Post (domain.md 12): told with the master data (F01b) and, of
the young person, in the transition (F-T). Who is exempt gets letters on paper."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from workflow_service.casefile import lists
from workflow_service.casefile.base import Answers, Row, child_of
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_rows import change

UNKNOWN: Final = "unknown"
EXEMPT: Final = "exempt"
STATUSES: Final[lists.Words] = {
    "active": ("har Digital Post", "has Digital Post"),
    "none": ("ikke Digital Post endnu", "no Digital Post yet"),
    EXEMPT: ("fritaget for Digital Post, får breve på papir", "exempt from Digital Post, letters on paper"),
}
# what F-T answers of the young person's own
_OWN: Final = {"yes": "active", "no": "none", EXEMPT: EXEMPT}


# how a letter reaches somebody of the family, as the journal kept it
WAYS: Final[lists.Words] = {
    EXEMPT: ("på papir, fritaget for Digital Post", "on paper, exempt from Digital Post"),
    "paper": ("på papir", "on paper"),
    "active": ("Digital Post", "Digital Post"),
    UNKNOWN: ("Digital Post, ellers på papir", "Digital Post, otherwise on paper"),
}


def way_of(to: Mapping[str, Any]) -> str | None:
    """How a letter to this receiver of the journal goes (`WAYS`); None for somebody outside the family."""
    if not to.get("person_id"):
        return None
    status = to.get("digital_post")
    if to.get("on_paper"):
        # letters of old say nothing of the status: then on paper means exempt
        return EXEMPT if status == EXEMPT or "digital_post" not in to else "paper"
    return "active" if status == "active" else UNKNOWN


def told(row: Mapping[str, Any]) -> Row:
    """The column as F01b answers it (active, none, exempt, unknown); nothing where it is not asked."""
    said = row.get("digital_post")
    if said == UNKNOWN:
        return {"digital_post_status": None}
    return {"digital_post_status": said} if said in STATUSES else {}


def known(person: Mapping[str, Any]) -> str:
    """The status as F01b shows it."""
    return str(person.get("digital_post_status") or UNKNOWN)


def words(person: Mapping[str, Any], language: str) -> str:
    """The status in words; empty while it is unknown."""
    status = person["digital_post_status"]
    return lists.label(STATUSES, status, language) if status in STATUSES else ""


def write_own(uow: UnitOfWork, case: Row, answers: Answers) -> None:
    """F-T `own_digital_post`: the young person's letters follow it from now on."""
    child = child_of(case, query.persons(uow, case["family_id"]))
    status = _OWN.get(str(answers.get("own_digital_post") or ""))
    if child is not None and status is not None and status != child["digital_post_status"]:
        change(uow, tables.person, child["key_id"], child["id"], {"digital_post_status": status})
