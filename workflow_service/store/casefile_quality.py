"""Queries of data quality: persons who may be the same, pairs a person kept apart, the cases of families."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from workflow_service.store import visibility
from workflow_service.store.casefile_rows import Row, as_id, fetch
from workflow_service.store.likeness import derived_key
from workflow_service.store.tables import casefile as tables
from workflow_service.store.tables.quality import known_apart
from workflow_service.store.uow import UnitOfWork

# more alike ones than this cannot be looked through by a person anyway
MOST_ALIKE = 300


@dataclass(frozen=True)
class FamilyCase:
    """A case of a family, and whether the actor may see it."""

    id: str
    family_id: str
    number: str
    status: str
    closed: bool
    restricted: bool
    visible: bool
    coordinator_id: str | None


def name_key(uow: UnitOfWork, name: str) -> bytes | None:
    """The key under which persons with a name of this sound are found."""
    return derived_key(uow.master_key, uow.tenant_id, "name", name)


def address_key(uow: UnitOfWork, address: str) -> bytes | None:
    return derived_key(uow.master_key, uow.tenant_id, "address", address)


def cpr_key(uow: UnitOfWork, cpr: str) -> bytes:
    return uow.master_key.blind_index(uow.tenant_id, cpr)


def alike_persons(
    uow: UnitOfWork,
    *,
    name_keys: Sequence[bytes] = (),
    cpr_keys: Sequence[bytes] = (),
    births: Sequence[date] = (),
    address_keys: Sequence[bytes] = (),
) -> list[Row]:
    """Persons who share a CPR number, the sound of a name, a birth date or an address, each with `at_address`
    (do they live at one of the addresses?). Those merged into somebody else are left out."""
    at_home = (
        "t.id IN (SELECT m.person_id FROM household_member m JOIN household h"
        " ON h.tenant_id = m.tenant_id AND h.id = m.household_id"
        f" WHERE h.address_key IN ({_marks(address_keys)}))"
    )
    parts = [
        (f"t.cpr_index IN ({_marks(cpr_keys)})", cpr_keys),
        (f"t.name_key IN ({_marks(name_keys)})", name_keys),
        (f"t.birth_date IN ({_marks(births)})", births),
        (at_home, address_keys),
    ]
    wanted = [(sql, values) for sql, values in parts if values]
    if not wanted:
        return []
    rows = fetch(
        uow,
        tables.person,
        f"t.merged_into_id IS NULL AND ({' OR '.join(sql for sql, _ in wanted)})",
        *(value for _, values in wanted for value in values),
        tail=f"ORDER BY t.id LIMIT {MOST_ALIKE}",
    )
    there = _living_at(uow, address_keys) if address_keys and rows else frozenset()
    for row in rows:
        row["at_address"] = row["id"] in there
    return rows


def _living_at(uow: UnitOfWork, address_keys: Sequence[bytes]) -> frozenset[str]:
    rows = uow.rows(
        "SELECT m.person_id FROM household_member m JOIN household h ON h.tenant_id = m.tenant_id"
        f" AND h.id = m.household_id WHERE m.tenant_id = ? AND h.address_key IN ({_marks(address_keys)})",
        uow.tenant_id,
        *address_keys,
    )
    return frozenset(str(row["person_id"]) for row in rows)


def family_cases(uow: UnitOfWork, family_ids: Iterable[str]) -> dict[str, list[FamilyCase]]:
    """Family id -> its cases, the open and newest first, whoever may see them; `visible` says whether the
    actor does."""
    wanted = sorted(set(family_ids))
    if not wanted:
        return {}
    condition, values = visibility.case_condition(uow.actor, "c")
    rows = uow.rows(
        "SELECT c.id, c.family_id, c.number, c.status, c.closed_at, c.restricted, c.coordinator_id,"
        f" CASE WHEN {condition} THEN 1 ELSE 0 END AS seen FROM case_file c"
        f" WHERE c.tenant_id = ? AND c.family_id IN ({_marks(wanted)})"
        " ORDER BY CASE WHEN c.closed_at IS NULL THEN 0 ELSE 1 END, c.number DESC",
        *values,
        uow.tenant_id,
        *wanted,
    )
    found: dict[str, list[FamilyCase]] = {}
    for row in rows:
        one = FamilyCase(
            str(row["id"]),
            str(row["family_id"]),
            row["number"],
            row["status"],
            row["closed_at"] is not None,
            bool(row["restricted"]),
            bool(row["seen"]),
            as_id(row["coordinator_id"]),
        )
        found.setdefault(one.family_id, []).append(one)
    return found


def kept_apart(uow: UnitOfWork, person_ids: Iterable[str]) -> dict[frozenset[str], frozenset[str]]:
    """Pairs of persons that somebody said are not the same, with what they had in common then."""
    wanted = sorted(set(person_ids))
    if not wanted:
        return {}
    marks = _marks(wanted)
    rows = uow.rows(
        "SELECT first_id, second_id, grounds FROM known_apart WHERE tenant_id = ?"
        f" AND (first_id IN ({marks}) OR second_id IN ({marks}))",
        uow.tenant_id,
        *wanted,
        *wanted,
    )
    found: dict[frozenset[str], frozenset[str]] = {}
    for row in rows:
        pair = frozenset((str(row["first_id"]), str(row["second_id"])))
        found[pair] = found.get(pair, frozenset()) | frozenset(str(row["grounds"]).split(","))
    return found


def keep_apart(uow: UnitOfWork, one: str, other: str, grounds: Iterable[str]) -> None:
    """Remembers that these two persons are not the same."""
    uow.insert(
        known_apart,
        {
            "id": uow.new_id(),
            "first_id": one,
            "second_id": other,
            "grounds": ",".join(sorted(grounds)),
            "decided_at": uow.now,
            "decided_by": uow.actor.user_id,
        },
    )


def alike_pairs(uow: UnitOfWork, limit: int = 200) -> list[tuple[Row, Row]]:
    """Pairs of persons with the same CPR number, or with the same sound of name and birth date, of whom the
    actor may see at least one case each; the newest first."""
    visible, values = visibility.visible_cases(uow)
    seen = f"(SELECT v.family_id FROM case_file v WHERE v.tenant_id = ? AND v.id IN ({visible}))"
    branch = (
        "SELECT a.id AS one, b.id AS other FROM person a JOIN person b ON b.tenant_id = a.tenant_id"
        " AND {same} AND a.id < b.id WHERE a.tenant_id = ? AND a.merged_into_id IS NULL"
        f" AND b.merged_into_id IS NULL AND a.family_id IN {seen} AND b.family_id IN {seen}"
    )
    one = (uow.tenant_id, uow.tenant_id, *values, uow.tenant_id, *values)
    rows = uow.rows(
        "SELECT one, other FROM ("
        + branch.format(same="b.cpr_index = a.cpr_index")
        + " UNION "
        + branch.format(same="b.name_key = a.name_key AND b.birth_date = a.birth_date")
        + f") AS pairs ORDER BY other DESC, one LIMIT {int(limit)}",
        *one,
        *one,
    )
    pairs = [(str(row["one"]), str(row["other"])) for row in rows]
    people = persons_by_id(uow, (key for pair in pairs for key in pair))
    return [(people[first], people[second]) for first, second in pairs]


def persons_by_id(uow: UnitOfWork, person_ids: Iterable[str]) -> dict[str, Row]:
    """These persons, opened; unknown ids are left out."""
    wanted = sorted(set(person_ids))
    rows = fetch(uow, tables.person, f"t.id IN ({_marks(wanted)})", *wanted) if wanted else []
    return {row["id"]: row for row in rows}


def _marks(values: Sequence[object]) -> str:
    return ", ".join("?" for _ in values)
