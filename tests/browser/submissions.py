"""Answers to a form, good and bad, made from its schema: seeded, so that a failure can be repeated.

Every value is one that a person can bring about in the browser: written text that is no number or date, an
option that is gone from the list, a row added or removed. Wrong JSON types reach only the server and are
tested there (`tests/unit/forms/test_hostile.py`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from copy import deepcopy
from typing import Any

from workflow_service.forms import options_key

Component = Mapping[str, Any]
Data = dict[str, Any]

TEXTS = [
    "",
    " ",
    "\u00a0\u2003",
    "a",
    "Æblegrød 😀",
    "😀😀😀😀",
    "x" * 60,
    " kant ",
    "to\nlinjer",
    "\ufeff",
    "\x00",
    "<b>&",
]
SPECIAL = {
    "cpr": ["010119-1234", "0101191234", " 610119-1234 ", "310219-1234", "1234", "9901014000", "290200-4000"],
    "email": ["navn@eksempel.dk", "navn@eksempel", "a b@c.dk", "æ@c.dk", "navn@eksempel.dk "],
    "phone": ["+4512345678", "004512345678", "12345678", "+45 12 34 56 78", "+0512345678", "+45"],
    "pattern": ["1234", "12345", "12a4", "1234\n", "Å1", "😀1", "a b", "ab"],
}
NUMBERS: list[Any] = [None, "", 0, -0.0, 1, -1, 0.1, 0.5, 1.005, 12.345, 1e-7, 1e14, 1e15, 999999999999999]
NUMBERS += ["abc", "1.250,50", "1e5", "12", "-", "1.50", "007"]
DATES: list[Any] = [None, "2026-11-22", "2026-11-23", "2026-11-24", "2026-02-29", "2028-02-29", "1899-12-31"]
DATES += [
    "1900-01-01",
    "2199-12-31",
    "2200-01-01",
    "30.2.2026",
    "i morgen",
    "2027-11-23",
    "2008-11-23",
    "0026-01-01",
]
TIMES: list[Any] = [
    None,
    "13:30",
    "00:00",
    "23:59",
    "24:00",
    "9",
    "13:30:59",
    "13:30Z",
    "13:30+01:00",
    "kl. 13",
]
MOMENTS: list[Any] = [
    None,
    "2026-11-23T09:59+01:00",
    "2026-11-23T10:01+01:00",
    "2026-11-23T23:30-11:00",
    "i dag",
]
MOMENTS += [
    "2026-11-24T00:30+01:00",
    "2026-10-25T02:30",
    "2027-03-28T02:30",
    "2026-11-24T13:00Z",
    "2026-12-03T",
]
MOMENTS += ["T13:30", "31.2.2026T13:30", "2026-12-03T25:00", "2026-11-22T12:00:30+01:00"]


def submissions(
    schema: Mapping[str, Any], base: Data, options: Mapping[str, list[Any]], count: int, seed: int
) -> Iterator[Data]:
    """`count` answers: the realistic one, the empty one, all boxes the other way, others slightly changed."""
    dice = random.Random(seed)
    yield deepcopy(base)
    yield {}
    yield flipped(schema, base)
    for _ in range(count - 3):
        data = deepcopy(base)
        places = list(fields(schema["components"], data))
        for owner, key, component in dice.sample(
            places, min(len(places), dice.choice([1, 2, 3, 6, max(1, len(places) // 5)]))
        ):
            owner[key] = another(component, options, owner.get(key), dice)
        yield data


def flipped(schema: Mapping[str, Any], base: Data) -> Data:
    """Every checkbox and every question of yes and no the other way: what they hide comes and goes."""
    data = deepcopy(base)
    for owner, key, component in fields(schema["components"], data):
        if component["type"] == "checkbox" or component.get("properties", {}).get("type") == "boolean":
            owner[key] = not owner.get(key)
    return data


def fields(children: list[Any], owner: Data) -> Iterator[tuple[Data, str, Component]]:
    """(object, key, component) of every field and list of a scope, the rows that are there included."""
    for component in children:
        kind = component["type"]
        name = component.get("path") if kind in ("group", "dynamiclist") else component.get("key")
        *outer, key = (name or "").split(".")
        place = owner
        for part in outer:
            place = place.setdefault(part, {})
        if kind == "group":
            yield from fields(component["components"], place.setdefault(key, {}) if name else owner)
        elif (
            name and kind != "expression" and not component.get("disabled") and not component.get("readonly")
        ):
            yield place, key, component
            if kind == "dynamiclist":
                for row in place.get(key) or []:
                    yield from fields(component["components"], row)


def another(component: Component, options: Mapping[str, list[Any]], old: Any, dice: random.Random) -> Any:
    """A value for a field or list that a person could leave in it."""
    kind = component["type"]
    if kind == "dynamiclist":
        return other_rows(old or [], dice)
    if kind == "checkbox":
        return dice.choice([True, False])
    if kind in ("select", "radio", "taglist", "checklist"):
        return choice(component, options, dice)
    if kind == "number":
        return dice.choice([*NUMBERS, *around(component)])
    if kind == "datetime":
        return dice.choice({"time": TIMES, "datetime": MOMENTS}.get(component.get("subtype", "date"), DATES))
    if kind == "filepicker":
        return dice.choice(["", None])
    return dice.choice([*TEXTS, *special(component)])


def special(component: Component) -> list[str]:
    validate = component.get("validate", {})
    found: list[str] = []
    for key in ("minLength", "maxLength"):
        if isinstance(validate.get(key), int):
            found += [letter * (validate[key] + step) for step in (-1, 0, 1) for letter in ("y", "😀")]
    kinds = {component.get("properties", {}).get("type"), validate.get("validationType")}
    for kind in (kinds | ({"pattern"} if validate.get("pattern") else set())) & SPECIAL.keys():
        found += SPECIAL[kind]
    return found * 2


def around(component: Component) -> list[Any]:
    """The bounds of a number and what lies beside them, twice as likely as the rest."""
    found: list[Any] = []
    step = component.get("increment") or 1
    for key in ("min", "max"):
        bound = component.get("validate", {}).get(key)
        if isinstance(bound, int | float):
            found += [bound - float(step), bound, bound + float(step), bound + 0.01]
    return found * 2


def choice(component: Component, options: Mapping[str, list[Any]], dice: random.Random) -> Any:
    source = component.get("properties", {}).get("source")
    key = options_key(source) if source else component.get("valuesKey")
    listed = options.get(key, []) if key else component.get("values") or ["red", "green"]
    values = [one["value"] if isinstance(one, dict) else one for one in listed]
    if component["type"] in ("taglist", "checklist"):
        return dice.choice(
            [[], None, values, values[:1], [*values[-1:], "gone"], dice.sample(values, len(values) // 2)]
        )
    return dice.choice([*values, None, "gone"])


def other_rows(rows: list[Data], dice: random.Random) -> list[Data]:
    change = dice.choice(["none", "fresh", "copy", "drop", "many"])
    if change == "none":
        return []
    if change == "drop":
        return rows[1:]
    if change == "many":
        return [deepcopy(row) for row in (rows or [{}]) * 4][:6]
    return [*rows, deepcopy(dice.choice(rows)) if rows and change == "copy" else {}]
