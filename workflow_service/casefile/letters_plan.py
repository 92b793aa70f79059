"""The family's version of the common plan: plain words, one print for each recipient (INV-23)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import ADULTS, Row, first_name, rows_of
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.letters import (
    Family,
    Recipient,
    contact_card,
    family_for_letters,
    send,
    signature,
)
from workflow_service.casefile.prefill_plan import hidden_words
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

_RHYTHMS = {
    rhythm: f"Vi taler sammen {words}, og I kan altid ringe."
    for rhythm, words in (
        ("P14D", "hver 14. dag"),
        ("P28D", "hver 4. uge"),
        ("P56D", "hver 8. uge"),
        ("P84D", "hver 12. uge"),
    )
}
_ANSWERS = {"agree": "enig", "partly": "delvis enig", "disagree": "uenig"}


def send_plan(uow: UnitOfWork, case: Row, plan: Row) -> None:
    """Files the plan in the journal and sends each recipient their own print."""
    family = family_for_letters(uow, case, with_young=True)
    goals = query.goals(uow, plan["id"])
    measures = [
        one
        for one in query.measures(uow, case["id"])
        if one["state"] not in ("ended", "refused") and not one["held_back"]
    ]
    hidden = hidden_words(uow, case)
    title = f"Den fælles plan, version {plan['number']}"
    sign = signature(uow, case)
    card = contact_card(uow, case)
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="document",
        title=title,
        content={"text": plan_text(uow, family, plan, goals, measures, hidden, None), "plan_id": plan["id"]},
    )

    def text(to: Recipient) -> str:
        body = plan_text(uow, family, plan, goals, measures, hidden, to)
        return f"Kære {first_name(to.name)}\n\n{title}\n\n{body}\n\n{card}\n\n{sign}"

    send(uow, case, "plan_letter", f"{title}: familiens udgave", family, text)


def plan_text(
    uow: UnitOfWork,
    family: Family,
    plan: Row,
    goals: list[Row],
    measures: list[Row],
    hidden: frozenset[str],
    to: Recipient | None,
) -> str:
    """The plan in plain Danish. For a recipient (`to`; None is the journal's own copy) without what concerns
    an adult of another household, and without words the child keeps from its parents."""
    content = plan["content"] or {}
    names = {one["id"]: one["name"] for one in family.persons}
    private = _others(family, to)
    shown = [goal for goal in goals if goal["whose_need"] not in private]
    parts: list[str] = []
    if content.get("family_vision"):
        parts.append(f"Det er vigtigt for os\n{content['family_vision']}")
    words = content.get("child_words")
    if words and (to is None or to.is_child or words not in hidden):
        parts.append(f"{first_name(family.child['name'])} siger\n{words}")
    for horizon, heading in (("short", "Mål på kort sigt"), ("long", "Mål på langt sigt")):
        lines = [_goal_line(goal, names) for goal in shown if goal["horizon"] == horizon]
        if lines:
            parts.append(heading + "\n" + "\n".join(lines))
    uids = {goal["goal_uid"] for goal in goals} - {goal["goal_uid"] for goal in shown}
    lines = [_measure_line(one) for one in measures if one["goal_uid"] not in uids]
    if lines:
        parts.append("Hjælp og støtte\n" + "\n".join(lines))
    tasks = [f"– {row['text']}" for row in rows_of(content, "family_tasks")]
    if tasks:
        parts.append("Det gør vi selv\n" + "\n".join(tasks))
    agreements = [
        _agreement_line(row, names)
        for row in rows_of(content, "agreements")
        if row.get("party") not in private
    ]
    if agreements:
        parts.append("Enighed\n" + "\n".join(agreements))
    if content.get("leader_decision") and not private:
        parts.append(f"Teamlederens beslutning\n{content['leader_decision']}")
    parts.append(_contact_line(plan))
    return "\n\n".join(parts)


def _others(family: Family, to: Recipient | None) -> frozenset[str]:
    """Adults whose private matters the recipient must not read: those who live in another household."""
    if to is None:
        return frozenset()
    return frozenset(
        one["id"]
        for one in family.persons
        if one["relation"] in ADULTS
        and one["id"] != to.person_id
        and not any(
            one["id"] in home["members"] and home["id"] in to.households for home in family.households
        )
    )


def _goal_line(goal: Row, names: Mapping[str, str]) -> str:
    who = names.get(goal["whose_need"], "")
    until = f" Senest {calendar.long_date(goal['end'])}." if goal["end"] else ""
    sign = f" Tegn på, at vi er på vej: {_sentence(goal['indicator'])}" if goal["indicator"] else ""
    text = _sentence(goal["text"])
    return f"– {first_name(who)}: {text}{sign}{until}" if who else f"– {text}{sign}{until}"


def _sentence(text: str) -> str:
    """`text` with a full stop, unless it ends with a sign of its own."""
    said = text.strip()
    return said if said.endswith((".", "!", "?")) else said + "."


def _measure_line(measure: Row) -> str:
    name = lists.label(lists.MEASURES, measure["catalogue_item"], "da")
    start = f" fra {calendar.long_date(measure['start'])}" if measure["start"] else ""
    if measure["state"] == "started":
        return f"– {name}{start}"
    return f"– {name} (begynder, når der er truffet afgørelse)"


def _agreement_line(row: Mapping[str, Any], names: Mapping[str, str]) -> str:
    who = first_name(names.get(str(row.get("party")), ""))
    words = f": »{row['words']}«" if row.get("words") else ""
    return f"– {who} er {_ANSWERS.get(str(row.get('answer')), 'enig')}{words}"


def _contact_line(plan: Row) -> str:
    said = _RHYTHMS.get(str(plan.get("checkin_rhythm")), "I kan altid ringe.")
    follow = plan.get("next_follow_up")
    next_time = f" Næste opfølgning er {calendar.long_date(follow)}." if follow else ""
    return f"Sådan holder vi kontakt\n{said}{next_time}"
