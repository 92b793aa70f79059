"""The family's version of the common plan: plain words, one print for each recipient (INV-23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import ADULTS, Row, first_name, rows_of
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.letter_paper import headings, plain
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.letters import Family, Recipient, family_for_letters, send_letter
from workflow_service.casefile.prefill_plan import hidden_words
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

# how often the family is talked to, in words (danish.md 4)
_RHYTHMS: lists.Words = {
    "P14D": ("hver 14. dag", "every fortnight"),
    "P28D": ("hver 4. uge", "every 4 weeks"),
    "P56D": ("hver 8. uge", "every 8 weeks"),
    "P84D": ("hver 12. uge", "every 12 weeks"),
}
_ANSWERS = {"agree": "agree", "partly": "partly_agree", "disagree": "disagree"}


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
    own_copy = plan_text(uow, family, plan, goals, measures, hidden, None)
    write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="document",
        title=f"Den fælles plan, version {plan['number']}",
        content={"text": plain(own_copy), "headings": headings(own_copy), "plan_id": plan["id"]},
    )

    def values(to: Recipient) -> Mapping[str, str]:
        body = plan_text(uow, family, plan, goals, measures, hidden, to)
        return {"version": str(plan["number"]), "plan": body}

    send_letter(uow, case, "plan_letter", family, values, {"plan_id": plan["id"]})


def plan_text(
    uow: UnitOfWork,
    family: Family,
    plan: Row,
    goals: list[Row],
    measures: list[Row],
    hidden: frozenset[str],
    to: Recipient | None,
) -> str:
    """The plan in plain words, in the language of the recipient (`to`; None is the journal's own copy, in
    Danish). A recipient's is without what concerns an adult of another household, and without words the child
    keeps from its parents."""
    content = plan["content"] or {}
    language = to.language if to else "da"
    words = template(uow, "plan_letter")

    def say(part: str, known: Mapping[str, str]) -> str:
        return words.part(part, known, language)

    names = {one["id"]: one["name"] for one in family.persons}
    private = others(family, to)
    shown = [goal for goal in goals if goal["whose_need"] not in private]
    uids = {goal["goal_uid"] for goal in goals} - {goal["goal_uid"] for goal in shown}
    said = str(content.get("child_words") or "")
    agreed = [row for row in rows_of(content, "agreements") if row.get("party") not in private]
    values = {
        "child": first_name(family.child["name"]),
        "to_child": "ja" if to is not None and to.is_child else "",
        "vision": str(content.get("family_vision") or ""),
        "child_words": said if to is None or to.is_child or said not in hidden else "",
        **{
            f"goals_{horizon}": _lines(
                say("goal", _goal(goal, names, language)) for goal in shown if goal["horizon"] == horizon
            )
            for horizon in ("short", "long")
        },
        "measures": _lines(
            say("measure", _measure(one, language)) for one in measures if one["goal_uid"] not in uids
        ),
        "family_tasks": _lines(
            say("task", {"text": str(row["text"])}) for row in rows_of(content, "family_tasks")
        ),
        "agreements": _lines(say("agreement", _agreement(row, names)) for row in agreed),
        "leader_decision": "" if private else str(content.get("leader_decision") or ""),
        "rhythm": _rhythm(plan.get("checkin_rhythm"), language),
        "next_follow_up": _day(plan.get("next_follow_up"), language),
    }
    return say("plan", values)


def _lines(found: Iterable[str]) -> str:
    return "\n".join(found)


def _day(value: date | None, language: str) -> str:
    return calendar.long_date(value, language) if value else ""


def _rhythm(value: Any, language: str) -> str:
    return lists.label(_RHYTHMS, str(value), language) if str(value) in _RHYTHMS else ""


def others(family: Family, to: Recipient | None) -> frozenset[str]:
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


def _goal(goal: Row, names: Mapping[str, str], language: str) -> dict[str, str]:
    return {
        "who": first_name(names.get(goal["whose_need"], "")),
        "text": _sentence(goal["text"]),
        "sign": _sentence(goal["indicator"]) if goal["indicator"] else "",
        "until": _day(goal["end"], language),
    }


def _sentence(text: str) -> str:
    """`text` with a full stop, unless it ends with a sign of its own."""
    said = text.strip()
    return said if said.endswith((".", "!", "?")) else said + "."


def _measure(measure: Row, language: str) -> dict[str, str]:
    return {
        "text": lists.label(lists.MEASURES, measure["catalogue_item"], language),
        "start": _day(measure["start"], language),
        "started": "ja" if measure["state"] == "started" else "",
    }


def _agreement(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, str]:
    answer = _ANSWERS.get(str(row.get("answer")), "agree")
    return {
        "who": first_name(names.get(str(row.get("party")), "")),
        **{one: "ja" if one == answer else "" for one in _ANSWERS.values()},
        "words": str(row.get("words") or ""),
    }
