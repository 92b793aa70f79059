"""External experts without an account: a link and a code by mail open one meeting, and nothing else.

domain.md 4, `external_expert`: only the analysis material of one meeting, from the invitation to
`expert_access_days` after it. The link holds a secret and no name, the database its hash; the code is a
second factor that lasts ten minutes and five attempts. Each use asks again whether the meeting still stands,
the expert is still on its list, and has no case with the family (INV-05).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from workflow_service import rules
from workflow_service.casefile.base import Row, case_by_id
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.facts import facts
from workflow_service.casefile.operations_analysis import expert_days
from workflow_service.errors import Conflict, Forbidden, Invalid, NotAuthenticated, Rejection, TooMany
from workflow_service.rules.matching import emails, plain_name
from workflow_service.store import UnitOfWork, outbox
from workflow_service.store import casefile as query
from workflow_service.store import guests as store

CODE_LASTS = timedelta(minutes=10)
CODE_ATTEMPTS = 5
# so many wrong guesses are left to anybody, whatever they do: then the coordinator sends a new link
MOST_CODES = 8
CODE_PAUSE = timedelta(seconds=30)
SESSION_LASTS = timedelta(hours=2)
LONGEST = 20_000
ROLES = ("family_coordinator", "team_leader")


@dataclass(frozen=True)
class Expert:
    """An expert of the planned meeting as the coordinator sees them. `state`: none, sent, used, revoked."""

    attendance_id: str
    name: str
    email: str
    declared: bool
    state: str
    invitation_id: str | None
    sent_at: datetime | None
    contributed: bool


@dataclass(frozen=True)
class Guest:
    """Who came in by a link, and for which meeting. `until`: when the access ends by itself."""

    row: Row
    case: Row
    meeting: Row
    attendance: Row
    until: datetime

    @property
    def name(self) -> str:
        return str(self.row["name"])

    @property
    def declared(self) -> bool:
        return self.attendance["declared_at"] is not None


@dataclass(frozen=True)
class Entered:
    """What came of a code: the session's secret, or why not. Not raised, because the attempt must be kept."""

    session: str | None
    refused: Rejection | None


# -- the coordinator ------------------------------------------------------------------------------------


def experts_of(uow: UnitOfWork, case: Row) -> tuple[Row | None, list[Expert]]:
    """The newest analysis meeting of the case and its external experts."""
    meeting = _meeting_of(uow, case["id"])
    if meeting is None:
        return None, []
    sent: dict[str, Row] = {}
    for newer in reversed(store.invitations(uow, meeting["id"])):
        sent[plain_name(newer["name"])] = newer
    out = []
    for one in _experts(uow, meeting["id"]):
        who = one["who"] or {}
        row = sent.get(plain_name(str(who.get("name") or "")))
        known = sorted(emails(str(who.get("contact") or "")))
        out.append(
            Expert(
                one["id"],
                str(who.get("name") or ""),
                str(row["email"]) if row else (known[0] if known else ""),
                one["declared_at"] is not None,
                _state(row),
                row["id"] if row else None,
                row["created_at"] if row else None,
                bool(row and row["contributed_at"]),
            )
        )
    return meeting, out


def _state(row: Row | None) -> str:
    if row is None:
        return "none"
    if row["revoked_at"] is not None:
        return "revoked"
    return "used" if row["first_used_at"] is not None else "sent"


def invite(uow: UnitOfWork, case: Row, attendance_id: str, email: str) -> str:
    """Sends an expert of the planned meeting a link; earlier links of theirs end. Returns the invitation's
    id. Raises Conflict (no such expert, no mail server, a case with the family), Invalid (no address)."""
    meeting = _meeting_of(uow, case["id"])
    rows = _experts(uow, meeting["id"]) if meeting is not None else []
    one = next((row for row in rows if row["id"] == attendance_id), None)
    if meeting is None or one is None:
        raise Conflict(
            "expert_not_invited",
            "Fagpersonen er ikke indkaldt til mødet længere.",
            "The professional is no longer invited to the meeting.",
        )
    if emails(email) != {email.strip().casefold()}:
        raise Invalid(
            "email_invalid",
            "Skriv fagpersonens mailadresse. Linket og koden bliver sendt dertil.",
            "Write the professional's mail address. The link and the code are sent there.",
            {"email": ["Skriv en mailadresse."]},
        )
    if "mail" not in uow.ways:
        raise Conflict(
            "mail_missing",
            "Der kan ikke sendes mails herfra. Skriv erklæringen ind for fagpersonen, og brug papir.",
            "No mails can be sent from here. Enter the declaration for the professional, and use paper.",
        )
    name = str((one["who"] or {}).get("name") or "")
    _require_no_case(uow, case, name, email)
    for before in store.invitations(uow, meeting["id"]):
        if plain_name(before["name"]) == plain_name(name) and before["revoked_at"] is None:
            _end(uow, before["id"])
    link = store.secret()
    values = {
        "case_id": case["id"],
        "meeting_id": meeting["id"],
        "name": name,
        "email": email.strip().casefold(),
    }
    invitation_id = store.add_invitation(uow, case["key_id"], values, link)
    _mail(uow, case, invitation_id, "guest_link", values["email"], {"secret": link})
    return invitation_id


def revoke(uow: UnitOfWork, case: Row, invitation_id: str) -> None:
    """Ends a guest's access now. Raises Conflict when the case has no such invitation."""
    row = store.invitation(uow, invitation_id)
    if row is None or row["case_id"] != case["id"]:
        raise Conflict(
            "guest_not_found",
            "Der er ikke sendt et link til den fagperson. Genindlæs siden.",
            "No link was sent to that professional. Reload the page.",
        )
    _end(uow, invitation_id)


def _end(uow: UnitOfWork, invitation_id: str) -> None:
    store.change_invitation(uow, invitation_id, {"revoked_at": uow.now, "code_hash": None})
    store.end_sessions(uow, invitation_id)


# -- the guest ------------------------------------------------------------------------------------------


def behind_link(uow: UnitOfWork, link: str) -> Guest:
    """Who is invited by this link. Raises NotAuthenticated for a link that is wrong, used up or over; one
    answer for all of them."""
    return _standing(uow, store.by_link(uow, link))


def send_code(uow: UnitOfWork, link: str, at: datetime) -> None:
    """Mails a new code to the invited address; an earlier one ends. Raises TooMany after eight codes or when
    the last one is half a minute old."""
    guest = _standing(uow, store.by_link(uow, link, lock=True))
    row = guest.row
    last = row["last_code_at"]
    if row["codes_sent"] >= MOST_CODES or (last is not None and at - last < CODE_PAUSE):
        raise TooMany(
            "too_many_codes",
            "Der er lige sendt en kode, eller der er sendt for mange. Vent lidt, eller bed kommunen om et nyt"
            " link.",
            "A code was just sent, or too many were. Wait a little, or ask the municipality for a new link.",
        )
    fresh = store.code()
    number = int(row["codes_sent"]) + 1
    store.change_invitation(
        uow,
        row["id"],
        {
            "code_hash": store.code_hash(uow, row["id"], fresh),
            "code_expires_at": at + CODE_LASTS,
            "code_attempts": 0,
            "codes_sent": number,
            "last_code_at": at,
        },
    )
    _mail(uow, guest.case, row["id"], "guest_code", str(row["email"]), {"code": fresh}, number)


def enter(uow: UnitOfWork, link: str, text: str, at: datetime) -> Entered:
    """Checks a code; it counts once. Five wrong ones end it."""
    guest = _standing(uow, store.by_link(uow, link, lock=True))
    row = guest.row
    usable = (
        row["code_hash"] is not None
        and row["code_expires_at"] is not None
        and row["code_expires_at"] > at
        and row["code_attempts"] < CODE_ATTEMPTS
    )
    right = usable and store.same_code(uow, row, "".join(c for c in text if c.isdigit()))
    if not right:
        store.change_invitation(uow, row["id"], {"code_attempts": int(row["code_attempts"]) + 1})
        return Entered(
            None,
            NotAuthenticated(
                "code_wrong",
                "Koden er forkert, brugt eller for gammel. Bed om en ny.",
                "The code is wrong, used or too old. Ask for a new one.",
            ),
        )
    used = {"code_hash": None, "first_used_at": row["first_used_at"] or uow.now}
    store.change_invitation(uow, row["id"], used)
    store.note_look(uow, row, [], "guest · entered")
    return Entered(store.begin_session(uow, row["id"], at, SESSION_LASTS), None)


def behind_session(uow: UnitOfWork, session: str, at: datetime) -> Guest:
    """Who a guest's session belongs to. Raises NotAuthenticated, Forbidden (INV-05)."""
    return _standing(uow, store.by_session(uow, session, at) if session else None)


def contribute(uow: UnitOfWork, guest: Guest, text: str) -> None:
    """The expert's contribution becomes a document of the case. Raises Invalid (empty, too long), Conflict
    before the declaration."""
    said = text.strip()
    if not 1 <= len(said) <= LONGEST:
        raise Invalid(
            "contribution_length",
            f"Skriv dit bidrag. Det må højst have {LONGEST} tegn.",
            f"Write your contribution. It may have {LONGEST} characters at most.",
            {"text": ["Skriv dit bidrag."]},
        )
    if not guest.declared:
        raise Conflict(
            "not_declared",
            "Giv først din erklæring.",
            "Give your declaration first.",
        )
    write_entry(
        uow,
        case_id=guest.case["id"],
        key_id=guest.case["key_id"],
        kind="document",
        title="Bidrag fra ekstern fagperson til analysemødet",
        content={"answers": [["Fagperson", guest.name], ["Bidrag", said]]},
    )
    store.change_invitation(uow, guest.row["id"], {"contributed_at": uow.now})
    store.note_look(uow, guest.row, [], "guest · contribution")


def declaration_task(uow: UnitOfWork, guest: Guest) -> str | None:
    """The open task in which this expert's declaration is written (P04)."""
    for row in store.open_declaration(uow, guest.case["id"]):
        inputs = uow.open(str(row["key_id"]), "user_task", str(row["id"]), "inputs", row["inputs"]) or {}
        expert = inputs.get("expert")
        if isinstance(expert, Mapping) and expert.get("id") == guest.attendance["id"]:
            return str(row["id"])
    return None


def note_declaration(uow: UnitOfWork, guest: Guest) -> None:
    store.change_invitation(uow, guest.row["id"], {"declared_at": uow.now})
    store.note_look(uow, guest.row, [], "guest · declaration")


# -- what stands -----------------------------------------------------------------------------------------


def _standing(uow: UnitOfWork, row: Row | None) -> Guest:
    """The guest, when everything that opens the meeting to them still holds now."""
    if row is None or row["revoked_at"] is not None:
        raise _closed()
    case = case_by_id(uow, row["case_id"])
    meetings = query.meetings(uow, case["id"], "analysis")
    meeting = next((one for one in meetings if one["id"] == row["meeting_id"]), None)
    if meeting is None or meeting["state"] not in ("planned", "held"):
        raise _closed()
    attendance = next(
        (
            one
            for one in _experts(uow, meeting["id"])
            if plain_name(str((one["who"] or {}).get("name") or "")) == plain_name(row["name"])
        ),
        None,
    )
    begins = meeting["held_at"] or meeting["planned_at"] or row["created_at"]
    until = begins + expert_days(uow)
    if attendance is None or uow.now >= until:
        raise _closed()
    _require_no_case(uow, case, str(row["name"]), str(row["email"]))
    return Guest(row, case, meeting, attendance, until)


def _require_no_case(uow: UnitOfWork, case: Row, name: str, email: str) -> None:
    """INV-05, asked at every use of the link."""
    known = facts(uow, case["id"], ("INV-05",))
    if rules.expert_conflict(known, rules.Invited(name, "external_expert", None, None, email)) is not None:
        raise Forbidden(
            "inv_05",
            "Du kan ikke deltage: analysemødet skal have øjne udefra. Kontakt kommunen. (Regel 5)",
            "You cannot take part: the analysis meeting needs eyes from outside. Contact the municipality."
            " (Rule 5)",
        )


def _meeting_of(uow: UnitOfWork, case_id: str) -> Row | None:
    meetings = query.meetings(uow, case_id, "analysis")
    return next((one for one in meetings if one["state"] in ("planned", "held")), None)


def _experts(uow: UnitOfWork, meeting_id: str) -> list[Row]:
    """External experts on the list who have no account of their own."""
    return [
        row
        for row in query.attendances(uow, meeting_id)
        if row["part"] == "external_expert" and row["user_id"] is None
    ]


def _closed() -> NotAuthenticated:
    return NotAuthenticated(
        "guest_link_closed",
        "Linket gælder ikke. Det kan være lukket eller udløbet. Bed kommunen om et nyt.",
        "The link does not work. It may be closed or have run out. Ask the municipality for a new one.",
    )


def _mail(
    uow: UnitOfWork,
    case: Row,
    invitation_id: str,
    topic: str,
    to: str,
    more: Mapping[str, str],
    number: int = 0,
) -> None:
    """A mail without names, case number or content (INV-18): mail is an open letter."""
    outbox.add(
        uow,
        kind="mail",
        topic=topic,
        idempotency_key=f"{topic.replace('_', '-')}-{invitation_id}-{number}",
        payload={"to": to, "language": "da", "at": uow.now.isoformat(), **more},
        key_id=case["key_id"],
        instance_id=case["instance_id"],
        case_id=case["id"],
        ref_id=invitation_id,
    )
