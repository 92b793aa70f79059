"""The named officer lets automatic contact with the parents begin again (INV-14), letters first."""

from __future__ import annotations

from workflow_service.casefile import guards
from workflow_service.casefile.base import Row, with_flags
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.letters import Letter, post
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.restricted import HOLD
from workflow_service.casefile.views import HeldContact
from workflow_service.errors import Conflict, Forbidden, Invalid
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people
from workflow_service.store import notifications as notified
from workflow_service.store.casefile_rows import change


def held_contact(uow: UnitOfWork, case_id: str) -> HeldContact | None:
    """What is held back in a case and who releases it; None when contact is free. Raises NotFound when the
    actor may not see the case."""
    case = visible_case(uow, case_id)
    if HOLD not in case["flags"]:
        return None
    hold = notified.open_hold(uow, case_id)
    officer_id = hold["officer_id"] if hold else None
    officer = people.colleagues(uow, (officer_id,)).get(officer_id or "")
    return HeldContact(
        since=hold["placed_at"] if hold else case["opened_at"],
        ground=hold["ground"] if hold else "honour",
        officer=officer.name if officer else "",
        mine=_may_release(uow, case, officer_id),
        letters=tuple(
            f"{one['title']} → {one['letter']['to'].get('name')}"
            for one in notified.held_letters(uow, case_id)
        ),
    )


def _may_release(uow: UnitOfWork, case: Row, officer_id: str | None) -> bool:
    """The officer; where nobody was named, who leads the case."""
    if officer_id is not None:
        return uow.actor.user_id == officer_id
    return any(
        m.role == "team_leader" and m.scope_id in (case["id"], case["team_id"]) for m in uow.actor.memberships
    )


def release_contact(uow: UnitOfWork, case_id: str, reason: str, *, send: bool) -> int:
    """Contact with the parents is free again; the letters that waited leave, or are dropped. How many left.

    The case stays restricted. Raises NotFound, Conflict when nothing is held, Invalid without a reason or
    when another person was named (INV-14), or while a risk is not assessed (INV-15), Forbidden for somebody
    who does not lead a case where nobody was named.
    """
    case = visible_case(uow, case_id)
    if HOLD not in case["flags"]:
        raise Conflict(
            "contact_not_held",
            "Forældrene må gerne kontaktes. Der er intet at frigive.",
            "The parents may be contacted. There is nothing to release.",
        )
    if not reason.strip():
        da = "Skriv, hvorfor forældrene nu må kontaktes."
        en = "Write why the parents may be contacted now."
        raise Invalid("reason_missing", da, en, {"reason": [en if uow.actor.language == "en" else da]})
    told = {"release": True, "released_by": uow.actor.user_id}
    guards.enforce(uow, case_id, ("INV-14", "INV-15"), told)
    hold = notified.open_hold(uow, case_id)
    if not _may_release(uow, case, hold["officer_id"] if hold else None):
        raise Forbidden(
            "release_not_yours",
            "Kun teamlederen kan frigive brevene, når ingen er navngivet.",
            "Only the team leader can release the letters when nobody was named.",
        )
    if hold is not None:
        values = {"released_at": uow.now, "released_by": uow.actor.user_id, "reason": reason.strip()}
        change(uow, tables.contact_hold, case["key_id"], hold["id"], values)
    query.change_case(uow, case, {"flags": with_flags(case, off=(HOLD,))})
    left = sum(_settle(uow, case, one, send) for one in notified.held_letters(uow, case_id))
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title="Forældrene må kontaktes igen",
        content={"text": reason.strip()},
        restricted=True,
    )
    return left


def _settle(uow: UnitOfWork, case: Row, row: Row, send: bool) -> int:
    entry_id = None
    if send:
        kept = row["letter"]
        letter = Letter(
            row["topic"],
            row["title"],
            kept["text"],
            kept["to"],
            kept["reach"],
            refers=kept.get("refers") or {},
            language=kept.get("language") or "da",
            subject=kept.get("subject") or row["title"],
        )
        entry_id = post(uow, case, letter)
    values = {
        "state": "sent" if send else "dropped",
        "settled_at": uow.now,
        "settled_by": uow.actor.user_id,
        "entry_id": entry_id,
    }
    change(uow, tables.held_letter, case["key_id"], row["id"], values)
    return int(send)
