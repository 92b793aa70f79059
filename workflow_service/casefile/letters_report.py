"""The draft of the joint report on its way to the family (P03): one letter each, with the day to answer by
and nothing of an adult in another home (INV-23)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import clocks
from workflow_service.casefile.base import ADULTS, Answers, Row, as_date, first_name, rows_of, today
from workflow_service.casefile.letter_templates import template
from workflow_service.casefile.letters import Family, Recipient, Written, family_for_letters, write_letter
from workflow_service.casefile.letters_plan import others
from workflow_service.casefile.prefill_plan import hidden_words
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query


def sharing_prefill(uow: UnitOfWork, case: Row) -> Row:
    """What F05 draft proposes of the letter: as long to answer as in a hearing, and, where parents live
    apart, the letters without the part on the parents."""
    persons = query.persons(uow, case["family_id"])
    homes = query.households(uow, case["family_id"])
    adults = [one["id"] for one in persons if one["relation"] in ADULTS]
    together = any(set(adults) <= set(home["members"]) for home in homes)
    return {
        "answer_by": clocks.ends_on(uow, "hearing_deadline", today(uow)).isoformat(),
        "without_parents": None if together or len(adults) < 2 else adults,
    }


def draft_letter(uow: UnitOfWork, case: Row, answers: Answers) -> Written:
    """F05 draft: the draft to each custody holder and the young person from 15. `answer_by`: the day;
    `without_parents`: whose letter has no part on the parents."""
    family = family_for_letters(uow, case, with_young=True)
    hidden = hidden_words(uow, case)
    day = as_date(answers.get("answer_by"))
    without = set(answers.get("without_parents") or ())
    words = template(uow, "report_draft")

    def values(to: Recipient) -> Mapping[str, str]:
        kept = frozenset[str]() if to.is_child else hidden
        slip = {"name": to.name, "case_number": str(case["number"])}
        told = _draft(family, answers, to, kept, with_parents=to.person_id not in without)
        return {
            "to_child": "ja" if to.is_child else "",
            "answer_by": calendar.long_date(day, to.language) if day else "",
            "left_out": "ja" if to.person_id in without or others(family, to) else "",
            "draft": words.part("draft", told, to.language),
            "slip": words.part("slip", slip, to.language),
        }

    return write_letter(uow, case, "report_draft", family, values)


def _draft(
    family: Family, answers: Answers, to: Recipient, hidden: frozenset[str], *, with_parents: bool
) -> dict[str, str]:
    names = {one["id"]: first_name(one["name"]) for one in family.persons}
    private = others(family, to)

    def said(key: str) -> str:
        text = str(answers.get(key) or "")
        return "" if any(words and words in text for words in hidden) else text

    def of(rows: Iterable[Mapping[str, Any]], whose: str, text: str) -> str:
        return _lines(
            f"{names.get(str(row.get(whose)), '')}: {row[text]}"
            for row in rows
            if row.get(whose) not in private
        )

    return {
        **{key: said(key) for key in ("summary_child", "summary_family", "child_words")},
        "summary_parents": said("summary_parents") if with_parents else "",
        "needs": of(rows_of(answers, "needs"), "person", "need"),
        "dependencies": _lines(str(row.get("text") or "") for row in rows_of(answers, "dependencies")),
        "goals": of(rows_of(answers, "draft_goals"), "whose", "text"),
        "conclusion": said("joint_conclusion"),
        "direction": said("proposed_direction"),
        "to_child": "ja" if to.is_child else "",
    }


def _lines(found: Iterable[str]) -> str:
    return "\n".join(f"– {one}" for one in found)
