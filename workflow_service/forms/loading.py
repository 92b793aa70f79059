"""One submission on its way through a form: what is hidden falls away, what is shown is checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, time
from decimal import ROUND_FLOOR, Decimal

from workflow_service.feel import Expression, Scope
from workflow_service.feel.errors import FeelError
from workflow_service.forms.compiler import Level, Node, get_path, option_id, read_level, set_path, value_of
from workflow_service.forms.messages import message
from workflow_service.forms.model import MAX_ROWS_IN_ALL, FormContext

_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,8}", re.ASCII)
_PHONE = re.compile(r"(\+|00)[1-9][\d ]{5,18}", re.ASCII)
_PATTERN_TEXT = 1_000
_ROUNDS = 10
_EMPTY: tuple[object, ...] = (None, "", [])

At = tuple[str | int, ...]


class Loading:
    """Works through one submission. `errors` maps a dotted path to sentences in the person's language."""

    def __init__(self, context: FormContext, translations: Mapping[str, str]) -> None:
        self.context = context
        self.scope = Scope(context.now, context.zone, context.parameter)
        self.translations = translations
        self.errors: dict[str, list[str]] = {}
        self.root: dict[str, object] = dict(context.variables)

    def run(self, level: Level, data: Mapping[str, object]) -> dict[str, object]:
        """The clean data of the whole form; `errors` is filled on the way."""
        if _rows_in_all(level, data) > MAX_ROWS_IN_ALL:
            self.errors[""] = [self.say("too_many_rows")]
            return {}
        values, problems = read_level(level, data)
        for outer in {node.path[0] for node in level.nodes if len(node.path) > 1}:
            # Answers are written into this object; the caller's prefill must stay as it was.
            self.root[outer] = deepcopy(self.root.get(outer))
        for node in level.nodes:
            if node.expression is not None and node.type.name != "carried":
                set_path(self.root, node.path, None)
            elif self.owned(node, self.root):
                set_path(self.root, node.path, self.prefilled(node))
            else:
                set_path(self.root, node.path, self.visible(node, values.get(node.alias)))
        if level.looks_ahead:
            self.settle(level, values, self.root, None, ())
        return self.level(level, values, problems, (), self.root, None, ())

    def settle(
        self,
        level: Level,
        values: Mapping[str, object],
        this: dict[str, object],
        parent: object,
        index: tuple[int, ...],
    ) -> bool:
        """Work through a scope until what its expressions see stands still; whether anything changed.

        A condition may read a field further down, which a condition may hide in turn. The browser does the
        same (`frontend/src/form/names.js`); conditions that contradict each other stop after some rounds.
        """
        for turn in range(_ROUNDS):
            if not self.settle_once(level, values, this, parent, index):
                return turn > 0
        return True

    def settle_once(
        self,
        level: Level,
        values: Mapping[str, object],
        this: dict[str, object],
        parent: object,
        index: tuple[int, ...],
    ) -> bool:
        """One pass in the order of the form."""
        changed = False
        names = self.names(this, parent, index)
        for node in level.nodes:
            before, raw = get_path(this, node.path), values.get(node.alias)
            if any(self.holds(condition, names) for condition in node.hide):
                value: object = None
            elif node.level is not None:
                value = before if isinstance(before, list) else self.visible(node, raw)
                rows = raw if isinstance(raw, list) else []
                for number, (seen, row) in enumerate(zip(value or [], rows, strict=False), start=1):  # type: ignore[call-overload]
                    changed |= self.settle(node.level, row, seen, this, (*index, number))
            elif node.expression is not None and node.type.name != "carried":
                value = jsonable(self.evaluate(node.expression, names))
            elif self.owned(node, names):
                value = raw if index else self.prefilled(node)
            else:
                value = self.visible(node, raw)
            if value != before or type(value) is not type(before):
                set_path(this, node.path, value)
                changed = True
        return changed

    def visible(self, node: Node, value: object) -> object:
        """A value as expressions see it before its own turn: rows under their keys, not their aliases."""
        if node.level is None:
            return self.complete(node, value)
        if not isinstance(value, list):
            return []
        return [self.row_values(node.level, row) for row in value]

    def row_values(self, level: Level, row: Mapping[str, object]) -> dict[str, object]:
        out: dict[str, object] = {}
        for node in level.nodes:
            computed = node.expression is not None and node.type.name != "carried"
            set_path(out, node.path, None if computed else self.visible(node, row.get(node.alias)))
        return out

    def level(
        self,
        level: Level,
        values: Mapping[str, object],
        problems: Mapping[str, object],
        at: At,
        this: dict[str, object],
        parent: object,
        index: tuple[int, ...],
    ) -> dict[str, object]:
        """One scope in document order. `this` is what its expressions see and is brought up to date."""
        clean: dict[str, object] = {}
        names = self.names(this, parent, index) if level.has_feel else {}
        for node in level.nodes:
            here: At = (*at, *node.path)
            if any(self.holds(condition, names) for condition in node.hide):
                set_path(this, node.path, None)
                continue
            value, problem = values.get(node.alias), problems.get(node.name)
            if self.owned(node, names):
                value = self.own_value(node, value, names, here)
                self.check_required(node, value, here, owned=True)
            elif node.level is not None:
                value = self.rows(node, value, problem, here, this, index)
            elif problem:
                self.type_errors(here, problem)
                continue
            else:
                value = self.complete(node, value)
                if self.check_required(node, value, here):
                    self.check(node, value, names, here)
            set_path(this, node.path, value)
            set_path(clean, node.path, value)
        return clean

    def names(
        self, this: Mapping[str, object], parent: object, index: tuple[int, ...]
    ) -> Mapping[str, object]:
        """Names of an expression as form-js gives them: root data, and in a row `this`, `parent` and `i`."""
        if not index:
            return self.root
        local = {"this": this, "parent": parent, "i": list(index)}
        return {**local, **self.root, **{f"_{key}_": value for key, value in local.items()}}

    def evaluate(self, expression: Expression, names: Mapping[str, object]) -> object:
        """The value of an expression, None when it has none with these answers (as form-js does)."""
        try:
            return expression.evaluate(names, self.scope)
        except FeelError:
            return None

    def holds(self, condition: Expression | bool, names: Mapping[str, object]) -> bool:
        return condition if isinstance(condition, bool) else self.evaluate(condition, names) is True

    def owned(self, node: Node, names: Mapping[str, object]) -> bool:
        """Whether the server knows the value itself, so that the person has no say in it."""
        return node.expression is not None or node.type.name == "carried" or self.holds(node.readonly, names)

    def own_value(self, node: Node, value: object, names: Mapping[str, object], at: At) -> object:
        """The server's own value: computed again, or what it put into the form."""
        if node.expression is not None and node.type.name != "carried":
            return jsonable(self.evaluate(node.expression, names))
        return self.carried(node, value, at)

    def prefilled(self, node: Node) -> object:
        """What the server put in at the top, else what the form itself begins with."""
        given = get_path(self.context.variables, node.path)
        return node.default if given is None else given

    def complete(self, node: Node, value: object) -> object:
        """The submitted value, with the zone a moment lacks and an empty list for nothing chosen."""
        if node.type.name == "datetime" and isinstance(value, str):
            moment = datetime.fromisoformat(value)
            return value if moment.tzinfo else moment.replace(tzinfo=self.context.zone).isoformat()
        return [] if node.many and value is None else value

    def carried(self, node: Node, value: object, at: At) -> object:
        """What the server put in: at the top its own value; in a row the given one, if it handed that out."""
        keys = [part for part in at if isinstance(part, str)]
        if len(keys) == len(at):
            return self.prefilled(node)
        given = [*_prefilled(self.context.variables, keys), node.default]
        return value if any(value == other for other in given) else None

    def rows(
        self,
        node: Node,
        value: object,
        problem: object,
        at: At,
        parent: dict[str, object],
        index: tuple[int, ...],
    ) -> list[object]:
        """The rows of a list, each a scope of its own."""
        row_problems = problem if isinstance(problem, Mapping) else {}
        if problem and not row_problems:
            self.type_errors(at, problem)
            return []
        out: list[object] = []
        assert node.level is not None
        before = get_path(parent, node.path)
        settled = before if isinstance(before, list) else []
        for number, row in enumerate(value if isinstance(value, list) else []):
            bad = row_problems.get(number, {})
            if not isinstance(bad, Mapping):
                self.type_errors((*at, number), bad)
                bad = {}
            seen = settled[number] if number < len(settled) else self.row_values(node.level, row)
            out.append(self.level(node.level, row, bad, (*at, number), seen, parent, (*index, number + 1)))
        self.row_count(node, len(out), at)
        return out

    def row_count(self, node: Node, count: int, at: At) -> None:
        least = self.limit(node, "min_rows", self.root)
        least = max(least or 0, 1 if node.required else 0)
        most = self.limit(node, "max_rows", self.root)
        if count < least:
            self.add(at, "min_rows_one" if least == 1 else "min_rows", least)
        if most is not None and count > most:
            self.add(at, "max_rows", most)

    def check_required(self, node: Node, value: object, at: At, owned: bool = False) -> bool:
        """Whether there is an answer to look at; a missing one that is required is an error."""
        if value not in _EMPTY and not (node.is_check and value is False):
            return True
        if node.required:
            code = "required_choices" if node.many else node.type.required
            self.add(at, "required_carried" if owned else code)
        return False

    def check(self, node: Node, value: object, names: Mapping[str, object], at: At) -> None:
        """Everything else the schema asks of one shown field."""
        if node.type.carriers == ("number",):
            self.check_number(node, Decimal(str(value)), names, at)
        elif isinstance(value, str):
            self.check_text(node, value, names, at)
        allowed = self.allowed(node, names)
        if allowed is not None:
            chosen = value if isinstance(value, list) else [value]
            if any(option_id(item) not in allowed for item in chosen):
                self.add(at, "unknown_option")

    def check_text(self, node: Node, value: str, names: Mapping[str, object], at: At) -> None:
        if node.pattern and not (len(value) <= _PATTERN_TEXT and node.pattern.found_in(value)):
            text = node.pattern_message
            self.errors.setdefault(_dotted(at), []).append(
                self.translations.get(text, text) if text else self.say("pattern")
            )
        if node.format == "email" and not _EMAIL.fullmatch(value):
            self.add(at, "not_email")
        if node.format == "phone" and not _PHONE.fullmatch(value):
            self.add(at, "not_phone")
        shortest, longest = (self.limit(node, key, names) for key in ("minLength", "maxLength"))
        length = len(value.strip())
        if shortest is not None and length < shortest:
            self.add(at, "too_short", shortest)
        if longest is not None and length > longest:
            self.add(at, "too_long", longest)
        if node.no_past and value[:10] < self.context.now.astimezone(self.context.zone).date().isoformat():
            self.add(at, "date_passed")

    def check_number(self, node: Node, value: Decimal, names: Mapping[str, object], at: At) -> None:
        if node.decimals is not None:
            exponent = value.as_tuple().exponent
            if isinstance(exponent, int) and -exponent > node.decimals:
                self.add(at, "not_whole" if node.decimals == 0 else "too_many_decimals", node.decimals)
        if node.increment is not None:
            low = (value / node.increment).to_integral_value(ROUND_FLOOR) * node.increment
            if low != value:
                self.add(at, "not_step", float(low), float(low + node.increment))
        least, most = (self.limit(node, key, names) for key in ("min", "max"))
        if least is not None and value < Decimal(str(least)):
            self.add(at, "below_min", least)
        if most is not None and value > Decimal(str(most)):
            self.add(at, "above_max", most)

    def limit(self, node: Node, key: str, names: Mapping[str, object]) -> int | float | None:
        value: object = node.limits.get(key)
        if isinstance(value, Expression):
            value = jsonable(self.evaluate(value, names))
        return value if isinstance(value, int | float) and not isinstance(value, bool) else None

    def allowed(self, node: Node, names: Mapping[str, object]) -> frozenset[tuple[bool, object]] | None:
        """The ids of the options that may be chosen, None for a field without options."""
        if node.source is not None:
            return frozenset(option_id(one.value) for one in self.context.options.get(node.source, ()))
        if node.options is not None:
            return node.options
        if node.options_expression is not None:
            return _ids(jsonable(self.evaluate(node.options_expression, names)))
        if node.values_key is not None:
            return _ids(get_path(self.context.variables, node.values_key.split(".")))
        return None

    def type_errors(self, at: At, problem: object) -> None:
        codes = problem if isinstance(problem, list) else [problem]
        self.errors.setdefault(_dotted(at), []).extend(self.say(str(code)) for code in codes)

    def add(self, at: At, code: str, n: object = "", m: object = "") -> None:
        self.errors.setdefault(_dotted(at), []).append(self.say(code, n, m))

    def say(self, code: str, n: object = "", m: object = "") -> str:
        return message(code, self.context.language, n, m)


def jsonable(value: object) -> object:
    """A FEEL value as JSON can carry it: decimals as int or float, dates and durations as ISO text."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() and abs(value) < 10**15 else float(value)
    if value is None or isinstance(value, bool | int | float | str):
        return value
    if isinstance(value, Mapping):
        return {str(key): jsonable(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [jsonable(inner) for inner in value]
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _ids(options: object) -> frozenset[tuple[bool, object]]:
    items = options if isinstance(options, list | tuple) else []
    values = (value_of(item) for item in items)
    return frozenset(option_id(value) for value in values if isinstance(value, str | int | float | bool))


def _dotted(at: At) -> str:
    return ".".join(map(str, at))


def _prefilled(data: object, keys: Sequence[str]) -> Iterator[object]:
    """Every value at `keys` in the prefill, through all rows of the lists on the way."""
    if isinstance(data, list | tuple):
        for row in data:
            yield from _prefilled(row, keys)
    elif not keys:
        if data is not None:
            yield data
    elif isinstance(data, Mapping):
        yield from _prefilled(data.get(keys[0]), keys[1:])


def _rows_in_all(level: Level, data: object) -> int:
    """How many rows the declared lists of a submission have, before anything is read."""
    count = 0
    for node in level.nodes:
        rows = get_path(data, node.path) if node.level is not None else None
        if node.level is not None and isinstance(rows, list):
            count += len(rows)
            if count <= MAX_ROWS_IN_ALL and any(inner.level for inner in node.level.nodes):
                count += sum(_rows_in_all(node.level, row) for row in rows)
    return count
