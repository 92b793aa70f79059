"""What a version of the plan says about measures (P06).

A measure's own row tells how it is now. A draft holds what is proposed (`measure_changes`); a version that is
published keeps what it said then (`measures`), so that the version before stays readable (INV-07).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from workflow_service.casefile.base import Row, as_date, rows_of, today
from workflow_service.rules.plan import change_needs_decision
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_decisions as decided
from workflow_service.store.casefile_rows import change

# what can be different between two versions; goal_uid only says which goal a measure serves
VALUES = (
    "kind",
    "catalogue_item",
    "sector",
    "purpose",
    "expected_duration",
    "provider",
    "start",
    "end",
    "cost",
    "intrusiveness",
    "existing",
    "team_initiated",
)
_KEPT = ("id", "goal_uid", *VALUES, "state", "held_back")
# a version's measures: neither refused nor over
OPEN = ("proposed", "started")


def plain(values: Mapping[str, Any], keys: Iterable[str] = VALUES) -> Row:
    """Values that can be sealed with the plan's words: dates as text, amounts as numbers."""
    found: Row = {}
    for key in keys:
        value = values.get(key)
        if value is not None and value != "":
            found[key] = (
                value.isoformat() if isinstance(value, date) else float(value) if key == "cost" else value
            )
    return found


def stored(values: Mapping[str, Any]) -> Row:
    """The same back as a row's values."""
    found = {key: values.get(key) for key in VALUES}
    return {**found, "start": as_date(found["start"]), "end": as_date(found["end"])}


def differs(before: Row, values: Mapping[str, Any]) -> bool:
    """Is what is said about a measure anything else than what holds?"""
    return plain(before) != plain(values)


def entries(plan: Row) -> list[Row]:
    """What the draft proposes: `measure_id` and `change` (new, adjust, end, release; goal: it serves another
    one); an adjusted measure has its `values`."""
    return [dict(row) for row in rows_of(plan["content"] or {}, "measure_changes")]


def pending(uow: UnitOfWork, case: Row, measure_id: str) -> Row:
    """The values the open draft proposes for a measure; empty when it proposes none."""
    plans = query.plans(uow, case["id"])
    if not plans or plans[0]["state"] != "draft":
        return {}
    found = [one for one in entries(plans[0]) if one["measure_id"] == measure_id and one.get("values")]
    return stored(found[0]["values"]) if found else {}


def as_proposed(plan: Row, measures: Iterable[Row]) -> list[Row]:
    """The measures as they will be when everything the draft proposes is decided."""
    found = []
    for row in measures:
        own = [one for one in entries(plan) if one["measure_id"] == row["id"]]
        if row["state"] not in OPEN or any(one["change"] == "end" for one in own):
            continue
        said = dict(row)
        for entry in own:
            said |= stored(entry["values"]) if entry.get("values") else {}
            said |= {"goal_uid": entry["goal_uid"]} if entry["change"] == "goal" else {}
        found.append(said)
    return found


def of_version(plan: Row, measures: list[Row]) -> list[Row]:
    """What a version says: a published one what it said then, a draft what it proposes."""
    if plan["state"] == "draft":
        return as_proposed(plan, measures)
    kept = (plan["content"] or {}).get("measures")
    if kept is None:
        return [one for one in measures if one["state"] != "refused"]
    return [{**dict.fromkeys(_KEPT), **row, **stored(row)} for row in kept]


def record(measures: Iterable[Row]) -> list[Row]:
    """What a version that is published says about measures, for as long as the version exists."""
    return [plain(one, _KEPT) for one in measures if one["state"] in OPEN]


def is_decided(row: Row) -> bool:
    """Does a decision stand behind the measure, so that another one must change or end it (INV-21)?"""
    return change_needs_decision(row["kind"]) and not (row["state"] == "proposed" and not row["decision_id"])


def ends_on(decision: Mapping[str, Any] | None, day: date) -> date | None:
    """The day on which the measure of a decision to end it does end (F25), `day` when it names none; None of
    every other decision."""
    if decision is None or (decision["matter"], decision["outcome"]) != ("end", "ended"):
        return None
    return as_date((decision["content"] or {}).get("ends_on")) or day


def ended(day: date) -> Row:
    """What is written down of a measure that is over."""
    return {"state": "ended", "end": day}


def ending(decision: Mapping[str, Any], day: date) -> Row:
    """What the decision to end a measure makes of it on `day`: it is over, or runs until the day it names."""
    last = ends_on(decision, day) or day
    return {"end": last} if last > day else ended(last)


def newest_ends(uow: UnitOfWork, case_id: str) -> dict[str, Row]:
    """measure id -> the newest decision about its end, whatever it came to: a complaint that was upheld
    afterwards lets it go on."""
    found: dict[str, Row] = {}
    for row in decided.decisions(uow, case_id):
        if row["matter"] == "end" and row["state"] == "decided":
            found.setdefault(row["matter_id"], row)
    return found


def carry_out(uow: UnitOfWork, case: Row, plan: Row) -> list[Row]:
    """Changes and ends what the draft proposes and INV-21 allows: what needs a decision and has none, or was
    refused, stays as it is. Holds are lifted where everybody consents now. The entries, each with `done`."""
    measures = {one["id"]: one for one in query.measures(uow, case["id"])}
    found = entries(plan)
    taken = _decided(uow, case, plan) if found else {}
    for entry in found:
        row = measures.get(entry["measure_id"])
        if row is None or row["state"] not in OPEN or entry.get("done"):
            entry["done"] = entry.get("done") or (row is not None and row["state"] == "ended")
            continue
        decision = taken.get((entry["change"], row["id"]))
        free = entry["change"] in ("release", "goal") or not is_decided(row)
        values = _values(uow, entry, row, decision) if decision or free else None
        entry["done"] = values is not None
        if values is not None:
            change(uow, tables.measure, case["key_id"], row["id"], values)
    return found


def _values(uow: UnitOfWork, entry: Row, row: Row, decision: Row | None) -> Row | None:
    found: Row = {"decision_id": decision["id"]} if decision else {}
    if entry["change"] == "adjust":
        return {**found, **stored(entry["values"])}
    if entry["change"] == "end":
        return {**found, **(ending(decision, today(uow)) if decision else ended(today(uow)))}
    if entry["change"] == "goal":
        return {"goal_uid": entry["goal_uid"]}
    if entry["change"] == "release":
        return {**found, "held_back": False, "start": max(row["start"] or today(uow), today(uow))}
    return None


def _decided(uow: UnitOfWork, case: Row, plan: Row) -> dict[tuple[str, str], Row]:
    """The decisions of this revision that change or end a measure, by what they do to which."""
    began = str((plan["content"] or {}).get("revision", {}).get("began"))
    found: dict[tuple[str, str], Row] = {}
    for row in decided.decisions(uow, case["id"]):
        agreed = (row["content"] or {}).get("consent") is not False
        if row["state"] == "decided" and row["prepared_at"].isoformat() >= began and agreed:
            if row["matter"] == "change" and row["outcome"] == "changed":
                found.setdefault(("adjust", row["matter_id"]), row)
            elif row["matter"] == "end" and row["outcome"] == "ended":
                found.setdefault(("end", row["matter_id"]), row)
    return found
