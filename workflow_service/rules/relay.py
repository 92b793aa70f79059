"""INV-13: a relay log (stafetlog) has exactly one holder at every moment; a hand-over needs acceptance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from workflow_service.rules.facts import Violation


@dataclass(frozen=True)
class Holding:
    """Somebody's time as the holder. `since`, `until`: moments; `until` is None while it lasts.
    `accepted_at`: when the person took the log over; the first holder opens it and needs no acceptance."""

    user_id: str
    since: datetime
    until: datetime | None = None
    accepted_at: datetime | None = None


def one_holder(holdings: Sequence[Holding]) -> list[Violation]:
    """INV-13 on the whole course of an open log: from its opening on exactly one holder, without a gap or an
    overlap, and each new one has accepted. `holdings` in any order."""
    course = sorted(holdings, key=lambda one: one.since)
    current = [one for one in course if one.until is None]
    whole = len(current) == 1 and current[0] is course[-1]
    joined = all(before.until == after.since for before, after in pairwise(course))
    if not whole or not joined:
        return [
            Violation(
                "INV-13",
                "holder",
                "Stafetloggen skal have præcis én stafetholder hele tiden, så barnet ikke slippes. Vælg én,"
                " der tager over samme dag. (Regel 13)",
                "The relay log has exactly one holder at all times, so that nobody lets go of the child."
                " Choose one who takes over the same day. (Rule 13)",
            )
        ]
    if any(one.accepted_at is None for one in course[1:]):
        return [_not_accepted("accepted_at")]
    return []


def handed_over(holder_id: str, to: str | None, accepted_by: str | None) -> list[Violation]:
    """INV-13 on a hand-over: it goes to somebody else, and that person accepts it. Until then the former
    holder keeps the log."""
    if not to or to == holder_id:
        return [
            Violation(
                "INV-13",
                "handover_to",
                "Vælg, hvem der skal være ny stafetholder. Du holder stafetten, til den anden har taget imod."
                " (Regel 13)",
                "Choose who is to be the new holder. You hold the log until the other has accepted."
                " (Rule 13)",
            )
        ]
    return [] if accepted_by == to else [_not_accepted("accepted_at")]


def _not_accepted(path: str) -> Violation:
    return Violation(
        "INV-13",
        path,
        "Den nye stafetholder har ikke taget imod endnu. Stafetten skifter først, når den nye har sagt ja."
        " (Regel 13)",
        "The new holder has not accepted yet. The log changes hands only when the new holder has said yes."
        " (Rule 13)",
    )
