"""Context functions (DMN 1.5, table 81), `not`, `is` and `is defined`."""

from __future__ import annotations

from workflow_service.feel.errors import NullResult
from workflow_service.feel.limits import Run
from workflow_service.feel.registry import built_in, raw
from workflow_service.feel.temporal import format_zone
from workflow_service.feel.values import Value, equal, kind


@built_in("not", "negand: any")
def not_(run: Run, value: Value) -> Value:
    """Null for anything but a boolean."""
    return (not value) if isinstance(value, bool) else None


@built_in("is", "value1: any, value2: any")
def is_(run: Run, left: Value, right: Value) -> Value:
    """Equal and of the same kind; dates and times also written in the same zone."""
    sort = kind(left)
    if sort != kind(right):
        return False
    if sort in ("time", "date and time") and format_zone(left) != format_zone(right):
        return False
    return equal(run, left, right) is True


@built_in("is defined", "value: any")
def is_defined(run: Run, value: Value) -> Value:
    """Whether there is a value."""
    return value is not None


@built_in("get value", "m: context, key: string")
def get_value(run: Run, context: dict[str, Value], key: str) -> Value:
    """The value under a key; null when there is none."""
    return context.get(key)


@built_in("get entries", "m: context")
def get_entries(run: Run, context: dict[str, Value]) -> Value:
    """A list of `{key, value}`."""
    run.spend(len(context))
    return [{"key": key, "value": value} for key, value in context.items()]


@built_in("context", "entries: list")
def context_(run: Run, entries: list[Value]) -> Value:
    """A context from a list of `{key, value}`; null when a key comes twice."""
    run.spend(len(entries))
    made: dict[str, Value] = {}
    for entry in entries:
        if type(entry) is not dict or not isinstance(entry.get("key"), str) or "value" not in entry:
            raise NullResult("context: an entry needs key and value")
        if entry["key"] in made:
            raise NullResult("context: a key comes twice")
        made[entry["key"]] = entry["value"]
    return made


def _named_key(arguments: dict[str, Value]) -> None:
    """The parameter `key` takes one text; a path goes by the name `keys` (DMN 1.5, table 80)."""
    if type(arguments.get("key")) is list and len(arguments["key"]) != 1:
        raise NullResult("context put: key is a list, not a string")


@raw("context put", "context, key, value", "context, keys, value", minimum=3, named=_named_key)
def context_put(run: Run, context: Value, key: Value, value: Value) -> Value:
    """The context with one value, or one value deep inside, put in its place."""
    if type(context) is not dict:
        raise NullResult("context put: a context was expected")
    run.spend(len(context) + 1)
    if type(key) is list and key and all(isinstance(step, str) for step in key):
        if len(key) == 1:
            return {**context, key[0]: value}
        return {**context, key[0]: context_put(run, context.get(key[0]), key[1:], value)}
    if not isinstance(key, str):
        raise NullResult("context put: a key was expected")
    return {**context, key: value}


@built_in("context merge", "contexts: list")
def context_merge(run: Run, contexts: list[Value]) -> Value:
    """Several contexts in one; later entries win."""
    merged: dict[str, Value] = {}
    for context in contexts:
        if type(context) is not dict:
            raise NullResult("context merge: a context was expected")
        run.spend(len(context) + 1)
        merged.update(context)
    return merged
