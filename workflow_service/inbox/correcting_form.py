"""The form of a correction: what stands is shown and locked."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

_LOCKED = ("Kan ikke rettes her.", "Cannot be corrected here.")


def lock(components: list[Any], open_paths: Collection[str], language: str, prefix: str = "") -> None:
    """Locks every field of a browser schema whose path (`goals[].text`) is not open, and says so at it; the
    rows of a list can be neither added nor taken away unless the list is open."""
    for one in components:
        kind, inner = one.get("type"), one.get("components")
        if kind == "group":
            own = f"{prefix}{one['path']}." if one.get("path") else prefix
            lock(inner or [], open_paths, language, own)
        elif kind == "dynamiclist":
            path = f"{prefix}{one.get('path')}"
            one["allowAddRemove"] = one.get("allowAddRemove", True) and path in open_paths
            lock(inner or [], open_paths, language, f"{path}[].")
        elif one.get("key") and kind != "expression" and f"{prefix}{one['key']}" not in open_paths:
            one["readonly"] = True
            told = _LOCKED[1] if language == "en" else _LOCKED[0]
            one["description"] = told


def answers_at(data: Any, path: str) -> Iterator[object]:
    """Every single answer at a field's path, in all rows of its lists."""
    name, _, rest = path.partition("[].")
    for part in name.removesuffix("[]").split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    if rest:
        for row in data if isinstance(data, list) else ():
            yield from answers_at(row, rest)
    elif isinstance(data, list):
        yield from data
    elif data not in (None, ""):
        yield data
