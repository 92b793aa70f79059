"""The items of the coordination group's agenda (T02) while they are talked about: the report, a case that was
raised to the group with its shares, a topic of the chair's or of the meeting's own.

Everything that all meetings share (the item that is up, texts of two writers, agreed decisions) is
`minuting`; here is what only this group says.
"""

from __future__ import annotations

import json
from decimal import Decimal

from workflow_service import access
from workflow_service.casefile import financing_escalation as escalation
from workflow_service.casefile import guards, lists
from workflow_service.errors import Conflict, Invalid
from workflow_service.meetings import coordination_agenda
from workflow_service.meetings.record import Minuted, change_item, minuted, say, undecided, written_by
from workflow_service.rules import Violation
from workflow_service.rules import financing as money
from workflow_service.rules import team_meetings as rule
from workflow_service.states import Event
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_financing as financing
from workflow_service.store import coordination as group
from workflow_service.store import meetings_run as stored
from workflow_service.store.casefile_rows import Row

REPORT, RAISED, TOPIC = "report", "raised", "topic"
# a raised case is put off like any other item, with a reason of its own
OUTCOMES: lists.Words = {
    code: words for code, words in escalation.OUTCOMES.items() if code != escalation.DEFERRED
}
CHAIRS = "coordination_chair"
_OPEN = ("open", "running")


def kind_of(item: Row) -> str:
    """report, raised or topic."""
    if item["ref_id"] is not None:
        return RAISED
    return REPORT if coordination_agenda.is_report(item) else TOPIC


def takes(item: Row, field: str) -> bool:
    """Is there such a text at this item? What was said: everywhere; a reason: where a case is decided."""
    return field == "development" or kind_of(item) == RAISED


def choices(item: Row, field: str) -> lists.Words:
    """What can be chosen at this item."""
    return OUTCOMES if field == "decision" and kind_of(item) == RAISED else {}


def require_whole(uow: UnitOfWork, item: Row) -> None:
    """Raises Invalid for what the item lacks before the meeting goes on: a raised case its decision, its
    reason and shares that keep INV-10; a topic what was said, or a decision."""
    guards.refuse(missing(uow, item), uow.actor.language)


def missing(uow: UnitOfWork, item: Row) -> list[Violation]:
    """What the item lacks; paths `decision`, `decision_note`, `shares`, `development`."""
    kind = kind_of(item)
    if kind == RAISED:
        return _raised_lacks(uow, item)
    if kind == TOPIC and not (item["development"] or "").strip() and not stored.actions(uow, item["id"]):
        da = "Skriv, hvad gruppen talte om, eller en beslutning."
        return [Violation("F21", "development", da, "Write what the group talked about, or a decision.")]
    return []


def _raised_lacks(uow: UnitOfWork, item: Row) -> list[Violation]:
    found = []
    if item["decision"] is None:
        found.append(Violation("F21", "decision", "Vælg gruppens beslutning.", "Choose what was decided."))
    if not (item["decision_note"] or "").strip():
        da = "Skriv begrundelsen for beslutningen. Sagen får den."
        en = "Write the reason for the decision. The case gets it."
        found.append(Violation("F21", "decision_note", da, en))
    split = financing.agreement(uow, item["ref_id"])
    if split is not None and item["decision"] == escalation.SPLIT:
        broken = escalation.refused(uow, split, shares_of(uow, item))
        found += [Violation(one.rule, "shares", one.da, one.en) for one in broken[:1]]
    return found


def shares_of(uow: UnitOfWork, item: Row) -> dict[str, str]:
    """Per cent by share: what the group has said, else as the sectors proposed last."""
    said: dict[str, str] = json.loads(item["shares"] or "{}")
    return {
        one["id"]: said.get(one["id"], f"{one['pct']:f}") for one in financing.shares(uow, item["ref_id"])
    }


# -- what only this group says -----------------------------------------------------------------------


def _group(run: Minuted) -> Minuted:
    if not run.of_the_group:
        access.require_sight(access.NOT_SEEN)
    return run


def set_share(uow: UnitOfWork, item_id: str, share_id: str, before: str, value: str) -> None:
    """What one sector pays of a raised expense, in per cent (»33,33«). `before`: what the writer saw.

    Raises Undecided when somebody else has said otherwise meanwhile; NotFound, Forbidden, Conflict, Invalid.
    """
    found = stored.item_row(uow, item_id)
    if found is None or found["ref_id"] is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    run = _group(minuted(uow, found["meeting_id"]))
    item = stored.item_row(uow, item_id) or found
    known, given = shares_of(uow, item), _percent(value)
    if share_id not in known or given is None:
        da = "Skriv andelen som et tal fra 0,01 til 100 med højst to decimaler."
        en = "Write the share as a number from 0.01 to 100 with at most two decimals."
        raise Invalid("share_unreadable", *say(uow, da, en)[:2], {"pct": [say(uow, da, en)[2]]})
    field, stands = f"share {share_id}", known[share_id]
    if Decimal(stands) == given:
        return
    seen = _percent(before)
    if seen is not None and Decimal(stands) != seen and written_by(item, field) != uow.actor.user_id:
        theirs, mine = _told(Decimal(stands)), _told(given)
        raise undecided(uow, item, field, theirs, stands, mine, f"{given:f}")
    said = {**json.loads(item["shares"] or "{}"), share_id: f"{given:f}"}
    change_item(run, item, field, shares=json.dumps(said))
    run.touch()
    run.note(Event.ITEM_DECIDED, item_id=item_id, field="shares", value=f"{given:f}")


def _percent(value: str) -> Decimal | None:
    given = money.as_decimal(value.strip().replace(",", "."))
    return given if given is not None and 0 < given <= money.WHOLE else None


def _told(value: Decimal) -> tuple[str, str]:
    return money.percent_words(value, "da"), money.percent_words(value, "en")


def set_chair(uow: UnitOfWork, meeting_id: str, chair_id: str) -> None:
    """Who leads this meeting: the head of the area or the deputy chair (INV-11). Raises NotFound, Forbidden,
    Conflict, Invalid."""
    run = _group(minuted(uow, meeting_id, _OPEN))
    deputies = {run.series["deputy_chair_id"]} - {None}
    broken = rule.chaired_by_the_head(chair_id, group.holders(uow, CHAIRS), deputies)
    guards.refuse(broken, uow.actor.language)
    minutes = run.meeting["minutes"] or {}
    if minutes.get("chair") != chair_id:
        run.touch(minutes={**minutes, "chair": chair_id})
        run.note(Event.ATTENDANCE_RECORDED, user_id=chair_id, state="chair")


def chairs(uow: UnitOfWork, series: Row) -> list[tuple[str, str]]:
    """(user id, name) of those who may lead a meeting of the group (INV-11)."""
    found = dict(group.names_of(uow, CHAIRS))
    deputy = series["deputy_chair_id"]
    if deputy and deputy not in found:
        found |= stored.user_names(uow, [deputy])
    return list(found.items())


def chair_of(meeting: Row, series: Row) -> str | None:
    """Who leads the meeting: as it is written, else the chair of the group."""
    said: str | None = (meeting["minutes"] or {}).get("chair")
    return said or series["chair_id"]


def add_topic(uow: UnitOfWork, meeting_id: str, what: str, why: str) -> str:
    """An item that somebody raises at the meeting itself; its id. Raises NotFound, Forbidden, Conflict,
    Invalid."""
    run = _group(minuted(uow, meeting_id, _OPEN))
    what, why = what.strip(), why.strip()
    if (
        not what
        or len(what) > coordination_agenda.LONGEST_TOPIC
        or len(why) > coordination_agenda.LONGEST_TOPIC
    ):
        da = f"Skriv, hvad punktet er, med højst {coordination_agenda.LONGEST_TOPIC} tegn."
        en = f"Write what the item is, with at most {coordination_agenda.LONGEST_TOPIC} characters."
        raise Invalid("topic_missing", *say(uow, da, en)[:2], {"what": [say(uow, da, en)[2]]})
    if len(stored.items(uow, meeting_id)) >= coordination_agenda.MOST_ITEMS:
        raise Conflict(
            "agenda_full",
            "Der er ikke plads til flere punkter på dagsordenen.",
            "There is no room for more items on the agenda.",
        )
    item_id = coordination_agenda.put_topic(uow, run.meeting, what, why)
    run.touch()
    run.note(Event.ITEM_ADDED, item_id=item_id)
    return item_id
