"""A form-js schema (schemaVersion 19) made ready once: levels of nodes, a marshmallow schema and FEEL.

A level is one scope of keys: the form itself, or the row of a dynamic list. Groups are no level of their own:
they only hand their conditions and their path down.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from workflow_service.feel import Expression, compile_expression
from workflow_service.forms.fieldtypes import (
    FIELD_TYPES,
    KEYED,
    MANY,
    OPTION_CARRIERS,
    FieldType,
    Text,
    reader,
    type_name,
)
from workflow_service.forms.model import MAX_ROWS
from workflow_service.forms.patterns import Pattern, compile_pattern

Component = Mapping[str, object]
Limit = Expression | int | float | None


@dataclass(frozen=True)
class Node:
    """One field or list of a level. `name` is its dotted path in the level, `alias` its marshmallow name."""

    name: str
    path: tuple[str, ...]
    alias: str
    type: FieldType
    many: bool
    is_check: bool
    hide: tuple[Expression | bool, ...]
    readonly: Expression | bool
    required: bool
    limits: Mapping[str, Limit]
    pattern: Pattern | None
    pattern_message: str | None
    format: str | None
    decimals: int | None
    increment: Decimal | None
    no_past: bool
    default: object
    expression: Expression | None
    options: frozenset[tuple[bool, object]] | None
    options_expression: Expression | None
    source: str | None
    values_key: str | None
    level: Level | None


@dataclass(frozen=True)
class Level:
    """One scope. `flat` says that every path is a single key, so that raw data needs no picking apart;
    `looks_ahead` that a condition or computation reads a field that is settled after it."""

    nodes: tuple[Node, ...]
    schema: Schema
    flat: bool
    has_feel: bool
    looks_ahead: bool


class Rows(fields.Field):  # type: ignore[type-arg]
    """The rows of a dynamic list, each read by the list's own schema; a bad row never hides the others."""

    def __init__(self, level: Level) -> None:
        super().__init__(required=False, allow_none=True)
        self.level = level

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> object:
        if not isinstance(value, list):
            raise ValidationError("not_list")
        if len(value) > MAX_ROWS:
            raise ValidationError("too_many_rows")
        rows: list[Mapping[str, object]] = []
        errors: dict[int, object] = {}
        for index, raw in enumerate(value):
            row, problems = read_level(self.level, raw) if isinstance(raw, dict) else ({}, ["not_row"])
            rows.append(row)
            if problems:
                errors[index] = problems
        if errors:
            raise ValidationError(errors, valid_data=rows)
        return rows


def read_level(level: Level, raw: Mapping[str, object]) -> tuple[dict[str, object], Mapping[str, object]]:
    """Types of one scope: (values by alias, message codes by field name). Unknown keys are dropped."""
    if not level.flat:
        raw = {node.name: get_path(raw, node.path) for node in level.nodes}
    try:
        return dict(level.schema.load(raw, unknown=EXCLUDE)), {}
    except ValidationError as error:
        return dict(mapping(error.valid_data)), error.messages_dict


def get_path(data: object, path: Sequence[str]) -> object:
    """The value at `path`, None when there is none."""
    for part in path:
        data = data.get(part) if isinstance(data, Mapping) else None
    return data


def set_path(data: dict[str, object], path: Sequence[str], value: object) -> None:
    """Write `value` at `path`, making the objects on the way."""
    for part in path[:-1]:
        inner = data.get(part)
        if not isinstance(inner, dict):
            inner = data[part] = {}
        data = inner
    data[path[-1]] = value


def is_feel(value: object) -> bool:
    """A text that begins with `=` is FEEL (design.md 3)."""
    return isinstance(value, str) and value.startswith("=")


def mapping(value: object) -> Mapping[str, object]:
    """`value` when it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def components(value: object) -> list[Component]:
    """The child components of a schema, group or list; what is no object is left out."""
    inner = mapping(value).get("components")
    return [item for item in inner if isinstance(item, Mapping)] if isinstance(inner, list) else []


def walk(
    children: Sequence[Component], hide: tuple[object, ...] = (), prefix: tuple[str, ...] = ()
) -> Iterator[tuple[tuple[str, ...], Component, tuple[object, ...]]]:
    """(path, component, hide conditions) of one scope, in document order; lists are given but not entered."""
    for component in children:
        condition = mapping(component.get("conditional")).get("hide")
        conditions = hide if condition in (None, "", False) else (*hide, condition)
        kind = component.get("type")
        if kind == "group":
            own = tuple(str(component["path"]).split(".")) if component.get("path") else ()
            yield from walk(components(component), conditions, (*prefix, *own))
        elif kind == "dynamiclist":
            yield (*prefix, *str(component.get("path")).split(".")), component, conditions
        elif kind in KEYED and component.get("key") and component.get("disabled") is not True:
            yield (*prefix, *str(component["key"]).split(".")), component, conditions


def build(children: Sequence[Component]) -> Level:
    """Compile one scope. The schema must have passed `checks.inspect` first."""
    nodes = tuple(
        _node(path, component, hide, f"f{number}")
        for number, (path, component, hide) in enumerate(walk(children))
    )
    readers: dict[str, fields.Field] = {}  # type: ignore[type-arg]
    for node, (_, component, _) in zip(nodes, walk(children), strict=True):
        # A carried value is read as text here and compared with the prefill later.
        readers[node.alias] = Rows(node.level) if node.level else reader(component) or Text()
        readers[node.alias].data_key = node.name
    return Level(
        nodes=nodes,
        schema=Schema.from_dict(readers)(),
        flat=all(len(node.path) == 1 for node in nodes),
        has_feel=any(_node_has_feel(node) for node in nodes),
        looks_ahead=_looks_ahead(nodes),
    )


def _looks_ahead(nodes: Sequence[Node]) -> bool:
    """Whether the fields of a scope cannot be settled in one pass in the order of the form."""
    places = {node.path[0]: at for at, node in enumerate(nodes)}
    return any(
        places.get(name, -1) >= at
        for at, node in enumerate(nodes)
        if node.type.name != "carried"
        for name in _reads(node)
    ) or any(node.level is not None and node.level.looks_ahead for node in nodes)


def _reads(node: Node) -> Iterator[str]:
    """The names of the root and of the row that decide whether and with what a field is shown."""
    for one in (*node.hide, node.readonly, node.expression):
        if isinstance(one, Expression):
            yield from one.reads
            yield from (path.split(".")[1] for path in one.paths if path.startswith(("this.", "parent.")))
    for inner in node.level.nodes if node.level is not None else ():
        yield from _reads(inner)


def _node(path: tuple[str, ...], component: Component, hide: tuple[object, ...], alias: str) -> Node:
    validate = mapping(component.get("validate"))
    properties = mapping(component.get("properties"))
    row = FIELD_TYPES[type_name(component)]
    carrier = component.get("type")
    source = properties.get("source")
    decimals = component.get("decimalDigits")
    expression = component.get("expression") if row.name in ("expression", "computed") else None
    return Node(
        name=".".join(path),
        path=path,
        alias=alias,
        type=row,
        many=carrier in MANY,
        is_check=carrier == "checkbox",
        hide=tuple(_condition(item) for item in hide),
        readonly=_condition(component.get("readonly")),
        required=validate.get("required") is True or properties.get("required") is True,
        limits={
            **{key: limit(validate.get(key)) for key in ("min", "max", "minLength", "maxLength")},
            **{key: limit(properties.get(key)) for key in ("min_rows", "max_rows")},
        },
        pattern=compile_pattern(str(validate["pattern"])) if validate.get("pattern") else None,
        pattern_message=str(validate["patternErrorMessage"]) if validate.get("patternErrorMessage") else None,
        format=str(validate["validationType"]) if validate.get("validationType") else None,
        decimals=decimals if isinstance(decimals, int) else None,
        increment=_increment(component.get("increment")),
        no_past=component.get("disallowPassedDates") is True and row.name != "time",
        default=component.get("defaultValue"),
        expression=feel(expression) if expression else None,
        options=_fixed_options(component),
        options_expression=feel(component["valuesExpression"]) if component.get("valuesExpression") else None,
        source=str(source) if source else None,
        values_key=str(component["valuesKey"]) if component.get("valuesKey") else None,
        level=build(components(component)) if carrier == "dynamiclist" else None,
    )


def _expressions(node: Node) -> Iterator[Expression]:
    """The expressions of one field or list, its columns not included."""
    own = (*node.hide, node.readonly, node.expression, node.options_expression, *node.limits.values())
    yield from (item for item in own if isinstance(item, Expression))


def _node_has_feel(node: Node) -> bool:
    return any(True for _ in _expressions(node)) or bool(node.level and node.level.has_feel)


def level_parameters(level: Level) -> Iterator[str]:
    """The keys of the parameters that the expressions of a scope and its lists read."""
    for node in level.nodes:
        for one in _expressions(node):
            yield from one.parameters
        if node.level is not None:
            yield from level_parameters(node.level)


def needs_prefill(level: Level) -> bool:
    """Whether any field of the scope or its lists looks at what the server put into the form."""
    return level.has_feel or any(
        node.type.name == "carried"
        or node.readonly is not False
        or (node.values_key is not None and node.source is None)
        or (node.level is not None and needs_prefill(node.level))
        for node in level.nodes
    )


def feel(text: object) -> Expression:
    """Compile FEEL with or without the leading `=`. Raises the errors of the `feel` room."""
    return compile_expression(str(text).removeprefix("="))


def limit(value: object) -> Limit:
    """A limit of a field: a number, or FEEL that gives one; None when there is none."""
    if is_feel(value):
        return feel(value)
    if isinstance(value, str):
        return _plain(Decimal(value)) if value else None
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def _plain(number: Decimal) -> int | float:
    return int(number) if number == number.to_integral_value() else float(number)


def _increment(value: object) -> Decimal | None:
    """The step of a number, above 0; None when there is none."""
    number = Decimal(str(value)) if isinstance(value, int | float | str) and value else None
    return number if number is not None and number > 0 else None


def _condition(value: object) -> Expression | bool:
    return feel(value) if isinstance(value, str) and value else value is True


def _fixed_options(component: Component) -> frozenset[tuple[bool, object]] | None:
    values = component.get("values")
    if component.get("type") not in OPTION_CARRIERS or not isinstance(values, list):
        return None
    return frozenset(option_id(value_of(item)) for item in values)


def value_of(item: object) -> object:
    """The value of an option that may be written short ("yes") or long ({value, label})."""
    return item.get("value") if isinstance(item, Mapping) else item


def option_id(value: object) -> tuple[bool, object]:
    """A key for sets in which `True` is not 1."""
    return isinstance(value, bool), value
