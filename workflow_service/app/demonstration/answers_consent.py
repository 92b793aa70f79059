"""Answers of consent (S01): what each parent, and the young person from 15, says for themselves."""

from __future__ import annotations

from typing import Any

from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

_SHARED = ("disability_child", "school", "ppr", "health", "day_care")
_GIVEN = ("giver", "for_person", "valid_from", "valid_to")


def obtain(ask: Ask) -> Answers:
    """Most say yes to those who work together about the child; where the family disagrees the last one says
    no. Some do not want experts from outside to know their name."""
    family = ask.family
    known = {key: ask.data.get(key) for key in _GIVEN}
    if family.has("disagree") and ask.data.get("giver") == ask.person(family.parents[-1].name):
        return {**known, "if_no": _IF_NO, "answer": "refused"}
    offered = {value for value, _ in ask.options("consent_parties")}
    parties = [one for one in _SHARED if one in offered]
    if family.has("employment"):
        parties.append("employment")
    if family.number % 3 == 0:
        parties.append("external_expert")
    written = family.number % 2 == 0
    return {
        **known,
        "if_no": _IF_NO,
        "answer": "given",
        "parties": [{"party": one} for one in parties],
        "purposes": ["assessment", "analysis", "plan", "follow_up"],
        "information_types": ["health", "school", "social", "report", "plan"],
        "form": "written" if written else "oral_witness",
        **({} if written else {"witness": family.companion}),
    }


_IF_NO = "Så taler vi kun med andre om jer, når loven siger det, og uden at nævne navne, hvor vi kan."
