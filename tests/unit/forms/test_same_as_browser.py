"""The browser's FEEL (feelin, inside form-js) and ours agree on every expression of our forms."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from tests.unit.forms.support import KEYS, SAMPLES, context, form, sample
from workflow_service.feel import Expression, Scope
from workflow_service.forms import FieldInfo
from workflow_service.forms.compiler import Level
from workflow_service.forms.loading import Loading, jsonable

HERE = Path(__file__).parent
VARIATIONS = 6


def level_of(key: str) -> Level:
    return form(key)._level


def varied(name: str, dice: random.Random) -> dict:
    """A sample with some answers taken away or turned round, and another step now and then."""
    one, data = form(name.partition(".")[0]), sample(name)
    for info in one.fields:
        outer, _, column = info.path.rpartition("[].")
        owners = [data] if not outer else [row for row in data.get(outer) or [] if isinstance(row, dict)]
        for owner in owners:
            if dice.random() < 0.3 and "." not in info.path:
                owner[column or info.path] = another(info, dice)
    return data


def another(info: FieldInfo, dice: random.Random) -> object:
    """An answer of the right type for a field."""
    if info.type in ("dynamiclist", "list_person"):
        return []
    values = [option.value for option in info.options]
    if info.type == "choices":
        return dice.sample(values, dice.randrange(len(values)))
    return dice.choice([None, *values, *([True, False] if info.type == "checkbox" else [])])


def expressions(level: Level) -> Iterator[tuple[str, Expression]]:
    for node in level.nodes:
        yield from (("hide", one) for one in node.hide if isinstance(one, Expression))
        if node.expression is not None:
            yield "value", node.expression
        if isinstance(node.readonly, Expression):
            yield "value", node.readonly


def jobs() -> list[tuple[dict, object]]:
    """(question to the browser, our answer) for every expression on every variation, rows included."""
    dice, out = random.Random(7), []
    for name in SAMPLES * VARIATIONS:
        key = name.partition(".")[0]
        steps = form(key).steps or (None,)
        chosen = context(name, step=dice.choice(steps))
        root = {**chosen.variables, **varied(name, dice)}
        scope = Scope(chosen.now, chosen.zone, chosen.parameter)
        seen = [(level_of(key), root)]
        for node in level_of(key).nodes:
            for number, row in enumerate(root.get(node.name) or [] if node.level else []):
                names = Loading(chosen, {})
                names.root = root
                seen.append((node.level, dict(names.names(row, root, (number + 1,)))))
        for level, names in seen:
            for kind, one in expressions(level):
                value = jsonable(one.evaluate(names, scope))
                question = {"kind": kind, "text": one.text, "data": names}
                out.append((question, value is True if kind == "hide" else value))
    return out


def test_every_expression_means_the_same_in_browser_and_server():
    asked = jobs()
    assert {key for key in KEYS if form(key).has_feel} and len(asked) > 1_000
    done = subprocess.run(
        [Path(sys.executable).with_name("node"), HERE / "feelin.mjs"],
        input=json.dumps([question for question, _ in asked]).encode(),
        capture_output=True,
        timeout=60,
        check=True,
    )
    told = [answer["value"] for answer in json.loads(done.stdout)]
    different = {
        (question["text"], str(ours), str(theirs))
        for (question, ours), theirs in zip(asked, told, strict=True)
        if (theirs is True if question["kind"] == "hide" else theirs) != ours
    }
    assert different == set()
