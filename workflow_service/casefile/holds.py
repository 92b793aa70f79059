"""Granted support that is held back for want of consent (barnets lov § 32, stk. 2), and when it begins."""

from __future__ import annotations

from workflow_service.casefile import consents, early, lists
from workflow_service.casefile.base import Row, today
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.operations_plan import start_measure
from workflow_service.casefile.prefill_plan import agreement_parties
from workflow_service.errors import Invalid
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_sharing as sharing
from workflow_service.store.casefile_rows import change

# the purpose of a consent (F17) that is about the support itself, not about what is passed on
SUPPORT = "support"


def everybody_consents(uow: UnitOfWork, case: Row) -> bool:
    """Has each custody holder, and the young person from 15, said yes to the support by a consent that holds
    today? The newest answer of each counts."""
    day, said = today(uow), dict[str, bool]()
    for consent in sharing.consents(uow, case["id"]):
        if SUPPORT in consent["purposes"]:
            open_still = any(party["withdrawn_at"] is None for party in consent["parties"])
            said.setdefault(consent["giver_id"], consents.holds(consent, day) and open_still)
    asked = agreement_parties(uow, case)
    return bool(asked) and all(said.get(one) is True for one in asked)


def lift_holds(uow: UnitOfWork, case: Row) -> int:
    """Starts what is decided and waited for consent only, when everybody consents; how many began.

    What INV-06 or INV-21 still forbids is no longer held back and waits for that alone.
    """
    waiting = [
        one
        for one in query.measures(uow, case["id"])
        if one["held_back"] and one["state"] == "proposed" and one["decision_id"]
    ]
    if not waiting or not everybody_consents(uow, case):
        return 0
    started = 0
    for row in waiting:
        start = max(row["start"] or today(uow), today(uow))
        change(uow, tables.measure, case["key_id"], row["id"], {"held_back": False, "start": start})
        try:
            _begin(uow, case, row["id"])
        except Invalid:
            continue
        started += 1
        name = lists.label(lists.MEASURES, row["catalogue_item"], "da")
        write_entry(
            uow,
            case_id=case["id"],
            key_id=case["key_id"],
            kind="note",
            title=f"{name}: begynder efter samtykke",
            content={"text": f"Alle, der skal give samtykke, har sagt ja. {name} er sat i gang."},
        )
    return started


def _begin(uow: UnitOfWork, case: Row, measure_id: str) -> None:
    """What may begin before the analysis meeting (INV-06) does; the rest is started as from the plan."""
    allowed, row = early.allowed(uow, case, measure_id), early.ready(uow, case, measure_id)
    if allowed is None or row is None:
        start_measure(uow, case["id"], measure_id)
    else:
        early.begin(uow, case, row, allowed)
