"""Where the case file names a person, and taking out of the family one who was written down by mistake."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_service.states import InstanceState
from workflow_service.store.casefile_merging import PERSON_COLUMNS, Mover, keys_of, raw_rows
from workflow_service.store.casefile_rows import Row, fetch
from workflow_service.store.columns import metadata
from workflow_service.store.tables import casefile as tables
from workflow_service.store.tables.quality import merge
from workflow_service.store.uow import UnitOfWork

REMOVAL = "removal"
# rows that belong to a case by another row: their column, and the table it names
PARENTS = {
    "access_document": ("request_id", "access_request"),
    "agenda_action": ("item_id", "agenda_item"),
    "attendance": ("meeting_id", "meeting"),
    "goal": ("plan_id", "common_plan"),
}
# what says who is in the family goes with the person; the rest is no case's, or told again by rows that are
# looked at (an outbox by its journal entry, a message by the course it reached)
ELSEWHERE = frozenset(
    {
        "absence",
        "audit_event",
        "family",
        "household",
        "household_member",
        "merge",
        "message",
        "outbox",
        "parent_relation",
        "person",
        "postponement",
        "priority_agreement",
        "team_meeting",
    }
)
# the form that says who is in the family
_MASTER_DATA = "master_data"


@dataclass(frozen=True)
class Mention:
    """A row that names the person."""

    table: str
    case_id: str


def mentions(uow: UnitOfWork, family_id: str, case_ids: Sequence[str], person_id: str) -> list[Mention]:
    """The rows of the family's cases that name the person in a column or, sealed, by id: one query a table.
    Of answers those that stand, of courses those that run."""
    uow.learn_keys(keys_of(uow, family_id))
    found = []
    for table in metadata.sorted_tables:
        if table.name in ELSEWHERE or "key_id" not in table.columns or "id" not in table.columns:
            continue
        sealed = [column.name for column in table.columns if column.info.get("sealed")]
        if table.name == "journal_entry":
            # its words stay as they were written; whom a letter went to is another matter
            sealed = ["recipients"]
        named = sorted(PERSON_COLUMNS & set(table.columns.keys()))
        if not sealed and not named:
            continue
        for row in _in_force(table, uow.rows(_of_cases(uow, table, case_ids))):
            if any(str(row[name]) == person_id for name in named) or _tells(
                uow, table, row, sealed, person_id
            ):
                found.append(Mention(table.name, str(row["of_case"])))
    return found


def _of_cases(uow: UnitOfWork, table: sa.Table, case_ids: Sequence[str]) -> sa.Select[Any]:
    """The rows of these cases, each with its case as `of_case`, by an index that every such table has."""
    ours = table.c.tenant_id == uow.tenant_id
    if table.name in PARENTS:
        column, name = PARENTS[table.name]
        parent = metadata.tables[name]
        joined = sa.and_(parent.c.tenant_id == table.c.tenant_id, parent.c.id == table.c[column])
        chosen = sa.select(table, parent.c.case_id.label("of_case")).join(parent, joined)
        return chosen.where(ours, parent.c.case_id.in_(case_ids))
    case = table.c.id if table.name == "case_file" else table.c.case_id
    chosen = sa.select(table, case.label("of_case")).where(ours, case.in_(case_ids))
    if table.name == "process_instance":
        running = (InstanceState.ACTIVE, InstanceState.SUSPENDED)
        return chosen.where(table.c.state.in_([state.value for state in running]))
    if table.name == "form_submission":
        return chosen.where(table.c.undone_at.is_(None), table.c.form_key != _MASTER_DATA)
    return chosen


def _in_force(table: sa.Table, rows: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Without answers that were corrected since."""
    found = list(rows)
    if table.name != "form_submission":
        return found
    corrected = {str(row["corrects_id"]) for row in found}
    return [row for row in found if str(row["id"]) not in corrected]


def _tells(
    uow: UnitOfWork, table: sa.Table, row: Mapping[str, Any], sealed: Sequence[str], person_id: str
) -> bool:
    key_id, row_id = str(row["key_id"]), str(row["id"])
    texts = (uow.open_bytes(key_id, table.name, row_id, name, row[name]) for name in sealed)
    return any(text is not None and person_id.encode() in text for text in texts)


def take_out(mover: Mover, person_id: str) -> None:
    """The person leaves homes, relations and family. A home in which nobody lives then goes too, unless its
    address is protected: that ends by an answer of its own."""
    uow = mover.uow
    for row in raw_rows(uow, tables.household_member, person_id=person_id):
        mover.remove(tables.household_member, row)
        if not raw_rows(uow, tables.household_member, household_id=row["household_id"]):
            for home in raw_rows(uow, tables.household, id=row["household_id"], protected=False):
                mover.remove(tables.household, home)
    for name in ("child_id", "adult_id"):
        for row in raw_rows(uow, tables.parent_relation, **{name: person_id}):
            mover.remove(tables.parent_relation, row)
    (person,) = raw_rows(uow, tables.person, id=person_id)
    mover.change(tables.person, person, {"merged_into_id": person_id})


def removals(uow: UnitOfWork, family_id: str) -> list[Row]:
    """Removals from this family that still can be undone, the newest first."""
    return fetch(
        uow,
        merge,
        "t.family_id = ? AND t.kind = ? AND t.undone_at IS NULL AND t.undo_until > ?",
        family_id,
        REMOVAL,
        uow.now,
        tail="ORDER BY t.id DESC",
    )
