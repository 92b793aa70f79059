"""What is different between two versions of the common plan. Pure: values in, differences out.

Goals are the same goal when they have the same `goal_uid` (INV-07), however much their words changed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any

from workflow_service.casefile.views import Code, GoalView

# what makes a goal adjusted; its latest score is progress, not a change of the plan
WORDED = ("text", "indicator")
PLAIN = ("horizon", "goal_type", "whose", "sector", "responsible", "baseline", "target", "start", "end")
# of a measure: its state and what it may wait for are how it goes, not what the plan says
MEASURED = (
    "sector",
    "provider",
    "purpose",
    "duration",
    "intrusiveness",
    "cost",
    "start",
    "end",
)
# below this share of common words the text was written anew: scattered marks would only disturb
ANOTHER_TEXT = 0.4
_WORD = re.compile(r"\s+|[^\W_]+|.", re.DOTALL)


class Change(StrEnum):
    ADJUSTED = "adjusted"
    NEW = "new"
    CLOSED = "closed"
    KEPT = "kept"


@dataclass(frozen=True)
class Piece:
    """A run of text; `changed` when the other version does not have it."""

    text: str
    changed: bool


Pieces = tuple[Piece, ...]


@dataclass(frozen=True)
class Worded:
    """A text in both versions, cut where the words differ."""

    before: Pieces
    after: Pieces

    @property
    def changed(self) -> bool:
        return any(one.changed for one in (*self.before, *self.after))


@dataclass(frozen=True)
class Plain:
    """A value of a goal or measure in both versions."""

    field: str
    before: Any
    after: Any

    @property
    def changed(self) -> bool:
        return bool(self.before != self.after)


@dataclass(frozen=True)
class PlanMeasure:
    """A measure as a version of the plan says it, or as it is now. `cost`: kroner a month."""

    id: str
    name: str
    kind: Code
    sector: str
    provider: str
    purpose: str
    duration: str
    intrusiveness: int | None
    start: date | None
    end: date | None
    state: str
    existing: bool
    held_back: bool
    cost: float | None = None


@dataclass(frozen=True)
class ComparedMeasure:
    """One measure: `before` is None for a new one, `after` for one that ended."""

    id: str
    change: Change
    before: PlanMeasure | None
    after: PlanMeasure | None
    values: tuple[Plain, ...]

    @property
    def name(self) -> str:
        found = self.after or self.before
        return found.name if found else ""


@dataclass(frozen=True)
class ComparedGoal:
    """One goal: `before` is None for a new one, `after` for one that was closed, with its `outcome`."""

    uid: str
    change: Change
    before: GoalView | None
    after: GoalView | None
    text: Worded
    indicator: Worded
    values: tuple[Plain, ...]
    outcome: str = ""


@dataclass(frozen=True)
class Comparison:
    """Everything, what changed first. `said`: the family's and the child's words by key."""

    said: Mapping[str, Worded]
    goals: tuple[ComparedGoal, ...]
    measures: tuple[ComparedMeasure, ...] = ()

    def count(self, change: str) -> int:
        return sum(one.change == change for one in self.goals)

    def count_measures(self, change: str) -> int:
        return sum(one.change == change for one in self.measures)


@dataclass(frozen=True)
class Side:
    """One version: words by key, goals with the name of who is responsible, measures, and with which
    outcome (in words, by goal) this version closed goals of the one before."""

    said: Mapping[str, str]
    goals: Sequence[tuple[GoalView, str]]
    measures: Sequence[PlanMeasure] = ()
    outcomes: Mapping[str, str] = field(default_factory=dict)


def compare(before: Side, after: Side) -> Comparison:
    """What is different between two versions; a goal and a measure are known by their ids."""
    old = {goal.uid: (goal, responsible) for goal, responsible in before.goals}
    new = {goal.uid: (goal, responsible) for goal, responsible in after.goals}
    outcomes = after.outcomes
    goals = [_compared(uid, old.get(uid), new.get(uid), outcomes.get(uid, "")) for uid in {**new, **old}]
    had, has = ({one.id: one for one in side.measures} for side in (before, after))
    measures = [_compared_measure(uid, had.get(uid), has.get(uid)) for uid in {**has, **had}]
    order = list(Change)
    said = {key: changed_words(before.said.get(key, ""), text) for key, text in after.said.items()}
    return Comparison(
        said,
        tuple(sorted(goals, key=lambda one: order.index(one.change))),
        tuple(sorted(measures, key=lambda one: order.index(one.change))),
    )


def _compared_measure(uid: str, old: PlanMeasure | None, new: PlanMeasure | None) -> ComparedMeasure:
    values = tuple(Plain(key, getattr(old, key, None), getattr(new, key, None)) for key in MEASURED)
    if old is None or new is None:
        return ComparedMeasure(uid, Change.NEW if old is None else Change.CLOSED, old, new, values)
    differs = old.name != new.name or any(one.changed for one in values)
    return ComparedMeasure(uid, Change.ADJUSTED if differs else Change.KEPT, old, new, values)


def changed_words(before: str, after: str) -> Worded:
    """Both texts in pieces; a piece that only one has is marked there. Words are kept whole."""
    old, new = _WORD.findall(before), _WORD.findall(after)
    left: list[Piece] = []
    right: list[Piece] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < ANOTHER_TEXT:
        return Worded(*(((Piece(text, True),) if text else ()) for text in (before, after)))
    for kind, a, b, c, d in matcher.get_opcodes():
        for side, words in ((left, old[a:b]), (right, new[c:d])):
            if words:
                side.append(Piece("".join(words), kind != "equal"))
    return Worded(_joined(left), _joined(right))


def _joined(pieces: list[Piece]) -> Pieces:
    """Two changes with only a space between them are one: fewer marks to hear and to see."""
    found: list[Piece] = []
    for at, piece in enumerate(pieces):
        between = not piece.changed and not piece.text.strip() and 0 < at < len(pieces) - 1
        changed = piece.changed or (between and pieces[at - 1].changed and pieces[at + 1].changed)
        if found and found[-1].changed == changed:
            found[-1] = Piece(found[-1].text + piece.text, changed)
        else:
            found.append(Piece(piece.text, changed))
    return tuple(found)


def _compared(
    uid: str, old: tuple[GoalView, str] | None, new: tuple[GoalView, str] | None, outcome: str
) -> ComparedGoal:
    before, after = old[0] if old else None, new[0] if new else None
    text, indicator = (
        changed_words(str(getattr(before, key, None) or ""), str(getattr(after, key, None) or ""))
        for key in WORDED
    )
    values = tuple(Plain(key, _value(old, key), _value(new, key)) for key in PLAIN)
    if before is None or after is None:
        change = Change.NEW if before is None else Change.CLOSED
        # a goal that stands alone has nothing to differ from: unmarked text, the change says it all
        text, indicator = _unmarked(text), _unmarked(indicator)
    else:
        differs = text.changed or indicator.changed or any(one.changed for one in values)
        change = Change.ADJUSTED if differs else Change.KEPT
    return ComparedGoal(uid, change, before, after, text, indicator, values, outcome)


def _unmarked(text: Worded) -> Worded:
    return Worded(
        tuple(Piece(one.text, False) for one in text.before),
        tuple(Piece(one.text, False) for one in text.after),
    )


def _value(side: tuple[GoalView, str] | None, key: str) -> Any:
    if side is None:
        return None
    return side[1] if key == "responsible" else getattr(side[0], key)
