"""How often a team meets and how long a case may stay undiscussed: the tables D3 A and B (domain.md 8).

The tables are asked in the release in effect, so that the municipality can change them; a person decides on
what they propose.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass

from workflow_service.meetings.base import today
from workflow_service.runtime import Runtime
from workflow_service.runtime.context import current_tables
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings as query

CADENCE, UNDISCUSSED = "cadence", "max_weeks_undiscussed"
DEFAULT_WEEKS, DEFAULT_UNDISCUSSED = 4, 12
_DAYS_A_MONTH = 30.44


@dataclass(frozen=True)
class Portfolio:
    """What D3 A looks at: whole months since go-live (None: not live yet), open cases, acute ones."""

    months: int | None
    cases: int
    acute: int


@dataclass(frozen=True)
class Proposal:
    """Weeks between two meetings, and which of the table's rules says so (`code`)."""

    weeks: int
    code: str
    portfolio: Portfolio

    @property
    def reason(self) -> str:
        """The reason as it is stored: codes and numbers."""
        found = {"code": self.code, "weeks": self.weeks, "months": self.portfolio.months}
        return json.dumps({**found, "cases": self.portfolio.cases, "acute": self.portfolio.acute})


def portfolio(uow: UnitOfWork, team_id: str) -> Portfolio:
    """The team's portfolio today."""
    cases, acute = query.portfolio(uow, team_id)
    live = query.went_live(uow)
    months = None if live is None else int((today(uow) - live).days / _DAYS_A_MONTH)
    return Portfolio(months, cases, acute)


def proposed(uow: UnitOfWork, rt: Runtime, team_id: str) -> Proposal:
    """D3 A on the team's portfolio."""
    known = portfolio(uow, team_id)
    asked = {"months_live": known.months, "open_cases": known.cases, "acute_cases": known.acute}
    answer = current_tables(uow, rt)(CADENCE, asked)
    if isinstance(answer, Mapping) and answer.get("weeks"):
        return Proposal(int(answer["weeks"]), str(answer.get("why") or "default"), known)
    return Proposal(DEFAULT_WEEKS, "default", known)


def weeks_undiscussed(uow: UnitOfWork, rt: Runtime) -> dict[tuple[bool, bool, bool], int]:
    """D3 B for every combination of (acute or new, goals falling, transition year): weeks a case may stay
    undiscussed. A portfolio of thousands asks the table eight times."""
    found, ask = {}, current_tables(uow, rt)
    for pressing in (True, False):
        for falling in (True, False):
            for transition in (True, False):
                asked = {"acute_or_new": pressing, "goals_falling": falling, "transition_year": transition}
                answer = ask(UNDISCUSSED, asked)
                found[pressing, falling, transition] = int(answer) if answer else DEFAULT_UNDISCUSSED
    return found


def acute_limit(uow: UnitOfWork, rt: Runtime) -> int:
    """Weeks an acute case may stay undiscussed, also through blocked weeks."""
    return weeks_undiscussed(uow, rt)[True, False, False]


def weekly(weeks: int, rule: str) -> str:
    """The rule with another number of weeks between: the weekday stays."""
    day = next((part for part in rule.split(";") if part.startswith("BYDAY=")), "")
    parts = ["FREQ=WEEKLY", f"INTERVAL={weeks}", *([day] if day else [])]
    return ";".join(parts)


def weeks_of(rule: str) -> int | None:
    """Weeks between two meetings of a weekly rule; None for another one."""
    parts = dict(part.partition("=")[::2] for part in rule.upper().split(";"))
    return int(parts.get("INTERVAL", "1")) if parts.get("FREQ") == "WEEKLY" else None
