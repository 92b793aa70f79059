"""The minutes of a case's meeting: several steps write into them, each its own part."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service.casefile.base import Row
from workflow_service.store import UnitOfWork, tables
from workflow_service.store.casefile_rows import change


def amend_minutes(
    uow: UnitOfWork, case: Row, meeting: Row, values: Mapping[str, Any], more: Mapping[str, Any]
) -> None:
    """Adds `more` to the minutes, and sets `values` of the meeting beside them; its version goes one up."""
    minutes = {**(meeting["minutes"] or {}), **more}
    changed = {**values, "minutes": minutes, "version": meeting["version"] + 1}
    change(uow, tables.meeting, case["key_id"], meeting["id"], changed)
