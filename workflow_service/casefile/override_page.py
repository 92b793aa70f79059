"""Where model rules were passed by, for those who lead: how often, and why in the cases they see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from workflow_service import access
from workflow_service.casefile import override_words as words
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile_people as people
from workflow_service.store import overrides as query

SHOWN = 50


@dataclass(frozen=True)
class Override:
    """One of them. `by`: whose act it was; `asked_by`: who asked that person, "" when nobody had to."""

    at: datetime
    rule: str
    what: str
    case_id: str
    number: str
    reason: str
    by: str
    asked_by: str


@dataclass(frozen=True)
class Overrides:
    """`lines`: how often, by rule, in all cases of the units the reader leads; `rows`: the newest ones in the
    cases the reader sees."""

    since: datetime
    total: int
    lines: tuple[str, ...]
    rows: tuple[Override, ...]


def overrides(uow: UnitOfWork, since: datetime) -> Overrides:
    """What passed by a model rule since then; what is read of a case is noted in its access log."""
    language = uow.actor.language
    counted = query.counts(uow, since, access.led_units(uow.actor))
    found = query.visible(uow, since, SHOWN)
    names = people.colleagues(uow, (one[key] for one in found for key in ("decided_by", "asked_by")))
    for one in found:
        uow.looked_at(one["case_id"])
    rows = tuple(
        Override(
            one["decided_at"],
            words.rule_name(one["rule"], language),
            words.what(one["ground"], language),
            one["case_id"],
            one["number"],
            str(one["reason"] or ""),
            names[one["decided_by"]].name if one["decided_by"] in names else "",
            names[one["asked_by"]].name if one["asked_by"] in names else "",
        )
        for one in found
    )
    lines = tuple(words.line(one._asdict(), language) for one in counted)
    return Overrides(since, sum(one.times for one in counted), lines, rows)
