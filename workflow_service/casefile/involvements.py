"""Other sectors' open cases of a family: how the course knows of them, and corrections while it runs."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from workflow_service.casefile.base import ADULTS, Answers, Row, as_date, case_of, rows_of, today
from workflow_service.errors import Invalid
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store.casefile_locks import lock_families
from workflow_service.store.casefile_rows import add, change


def known_to_course(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    """What the course decides by (D2b, P05): the `sectors` with an open case of the family's, and whether one
    of them is a parent's."""
    involved = query.involvements(uow, case["id"])
    adults = {one["id"] for one in query.persons(uow, case["family_id"]) if one["relation"] in ADULTS}
    return {
        "sectors": sorted({one["sector"] for one in involved}),
        "parents_have_measures": any(one["person_id"] in adults for one in involved),
    }


def correct_involvements(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F03 on a case that runs: involvements begin, change and end on a day; whoever is checked for a conflict
    afterwards is checked against them (INV-05). Returns what D2b reads. Raises Invalid when an open one is
    left out: it ends by its day."""
    case = case_of(uow, call)
    # an expert who is checked at this moment is checked against what is written here (INV-05)
    lock_families(uow, case["family_id"])
    rows = [] if answers.get("no_involvements") is True else rows_of(answers, "sector_involvements")
    known = {one["id"]: one for one in query.involvements(uow, case["id"])}
    _refuse_lost(uow, known, rows)
    for row in rows:
        values = {
            "person_id": str(row["person"]),
            "sector": str(row["sector"]),
            "professional": str(row["professional"]).strip(),
            "opened": as_date(row.get("since")),
            "closed": as_date(row.get("closed")),
        }
        before = known.get(str(row.get("involvement")))
        if before is None:
            values = {**values, "case_id": case["id"], "opened": values["opened"] or today(uow)}
            add(uow, tables.sector_involvement, case["key_id"], values)
        elif any(before[key] != value for key, value in values.items()):
            change(uow, tables.sector_involvement, case["key_id"], before["id"], values)
    # what is written above is read again: D2b proposes from what stands now
    return Result(variables={"sectors": _sectors(rows), **_needs(uow, case)})


def _refuse_lost(uow: UnitOfWork, known: Mapping[str, Row], rows: list[Mapping[str, Any]]) -> None:
    told = [str(row.get("involvement")) for row in rows]
    for involvement_id, row in known.items():
        if told.count(involvement_id) != 1:
            who = row["professional"] or ""
            da = f"Sagen hos {who} skal stå på listen én gang. Er den slut, så skriv datoen."
            en = f"The case with {who} must be on the list once. If it is over, enter the day."
            words = en if uow.actor.language == "en" else da
            raise Invalid("involvement_lost", da, en, {"sector_involvements": [words]})


def _sectors(rows: list[Mapping[str, Any]]) -> list[str]:
    return sorted({str(row["sector"]) for row in rows if not row.get("closed")})


def _needs(uow: UnitOfWork, case: Row) -> dict[str, Any]:
    """The child and the case as D2b sees them, from the case file."""
    persons = query.persons(uow, case["family_id"])
    child: Row = next((one for one in persons if one["id"] == case["child_id"]), {})
    return needs(child, case["flags"])


def needs(child: Mapping[str, Any], flags: Collection[str]) -> dict[str, Any]:
    """What D2b reads of the child's master data and the case's flags; the sectors are not among it."""
    born = child.get("birth_date") or child.get("expected_date")
    return {
        "birth_date": born.isoformat() if born else None,
        "support_types": list((child.get("details") or {}).get("support_types") or ()),
        "abuse_suspicion": "abuse_suspicion" in flags,
        "serious_or_complex": "serious_or_complex" in flags,
    }
