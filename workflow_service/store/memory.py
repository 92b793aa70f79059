"""What a command changed in the case file, kept for as long as it can be taken back.

Rows as they were before a change go into `row_image` in the very statement that changes them: on PostgreSQL
the parts of a statement see the rows as they stood before it, so a completion costs no statement more.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import sqlalchemy as sa

from workflow_service.store.columns import metadata

# what the neck writes is rebuilt from the command log, what is about reading is none of the case's
NOT_KEPT = frozenset(
    {
        "access_log",
        "activity",
        "audit_event",
        "command_log",
        "counter",
        "deadline_step",
        "external_task",
        "form_submission",
        "idempotency",
        "incident",
        "job",
        "process_instance",
        "row_image",
        "subscription",
        "task_draft",
        "user_session",
        "user_task",
        "variable_index",
    }
)
KEYS = ("tenant_id", "id")


@dataclass
class Memory:
    """What one command did so far. `made`: (table, id) of new rows, in their order; `whole` is False once
    something was done that cannot be taken back row by row."""

    instance_id: str
    version: int
    made: list[tuple[str, str]] = field(default_factory=list)
    kept: int = 0
    whole: bool = True
    # before the command: the instance's key, the length of its audit chain, and its case, team and unit
    key_id: str = ""
    seq: int = 0
    place: tuple[str | None, str | None, str | None] = (None, None, None)

    def inserted(self, table: sa.Table, row: Mapping[str, Any]) -> None:
        if table.name in NOT_KEPT:
            return
        if table.name == "key" or "id" not in row:
            # a family's key is made with its case; rows without an id of their own are not found again
            self.whole = False
        else:
            self.made.append((table.name, str(row["id"])))

    def wants(self, table: sa.Table, keys: Mapping[str, Any]) -> bool:
        """Is the row to be kept before it changes?"""
        if table.name in NOT_KEPT:
            return False
        if tuple(keys) != KEYS:
            self.whole = False
            return False
        return (table.name, str(keys["id"])) not in self.made


@cache
def image_sql(table_name: str, columns: Sequence[str], sqlite: bool) -> str:
    """A statement that keeps these columns of the row of `table_name`. Its values: tenant, id of the image,
    instance, version, table, row, moment, then tenant and row again."""
    table = metadata.tables[table_name]
    parts = []
    for name in columns:
        raw = f't."{name}"'
        if isinstance(table.columns[name].type, sa.LargeBinary):
            text = (
                f"CASE WHEN {raw} IS NULL THEN NULL ELSE hex({raw}) END"
                if sqlite
                else f"encode({raw}, 'hex')"
            )
        else:
            text = f"CAST({raw} AS TEXT)"
        parts.append(f"'{name}', {text}")
    built = f"{'json_object' if sqlite else 'json_build_object'}({', '.join(parts)})"
    if not sqlite:
        built = f"CAST({built} AS text)"
    kinds = ("integer", "uuid", "uuid", "integer", "text", "uuid", "timestamptz")
    marks = ", ".join("?" if sqlite else f"CAST(? AS {kind})" for kind in kinds)
    return (
        'INSERT INTO "row_image" ("tenant_id", "id", "instance_id", "version", "table_name", "row_id",'
        f' "taken_at", "image") SELECT {marks}, {built} FROM "{table_name}" t'
        " WHERE t.tenant_id = ? AND t.id = ?"
    )


def values_of(table_name: str, image: str) -> dict[str, Any]:
    """The kept columns as either driver takes them back: bytes, and texts that the column reads."""
    columns = metadata.tables[table_name].columns
    return {
        name: bytes.fromhex(text)
        if text is not None and isinstance(columns[name].type, sa.LargeBinary)
        else text
        for name, text in json.loads(image).items()
    }
