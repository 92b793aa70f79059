"""The texts of a form: found, translated, and put into the schema that the browser gets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from workflow_service.feel.certain import certain
from workflow_service.forms.compiler import Component, components, mapping, value_of
from workflow_service.forms.fieldtypes import KEYED, type_name
from workflow_service.forms.model import FieldInfo, OptionText, options_key

_TEXT_KEYS = (
    *("label", "itemLabel", "description", "text", "content"),
    *("dateLabel", "timeLabel", "alt", "title"),
)
_ADORNERS = ("prefixAdorner", "suffixAdorner")
_SERVER_ONLY_PROPERTIES = frozenset({"source"})
_SERVER_ONLY_TOP = frozenset({"rules", "properties"})


def every_component(container: Mapping[str, object]) -> Iterator[Component]:
    """All components of a schema, deep, in document order."""
    for component in components(container):
        yield component
        yield from every_component(component)


def label_of(component: Component) -> str:
    """The text that names a field: form-js gives a date its own label key."""
    if component.get("type") == "datetime":
        subtype = component.get("subtype") or "date"
        name = component.get("timeLabel") if subtype == "time" else component.get("dateLabel")
        return str(name or component.get("label") or "")
    return str(component.get("label") or "")


def texts_of(component: Component) -> Iterator[str]:
    """Every text of one component that a person reads (its children not included)."""
    for key in _TEXT_KEYS:
        if isinstance(component.get(key), str):
            yield str(component[key])
    for key in _ADORNERS:
        adorner = mapping(component.get("appearance")).get(key)
        if isinstance(adorner, str):
            yield adorner
    for option in _items(component.get("values")):
        label = mapping(option).get("label")
        if isinstance(label, str):
            yield label
    for column in _items(component.get("columns")):
        label = mapping(column).get("label")
        if isinstance(label, str):
            yield label
    error = mapping(component.get("validate")).get("patternErrorMessage")
    if isinstance(error, str):
        yield error


def browser_schema(
    schema: Mapping[str, object], texts: Mapping[str, str], language: str = "da"
) -> dict[str, object]:
    """The schema for the browser: `texts` put in, rules in one language, server-only properties left out."""
    kept = {key: value for key, value in schema.items() if key not in _SERVER_ONLY_TOP}
    rules = [_rule(mapping(one), language) for one in _items(schema.get("rules"))]
    return {**kept, "rules": rules, "components": [_component(one, texts) for one in components(schema)]}


def _rule(rule: Mapping[str, object], language: str) -> dict[str, object]:
    """A rule as the browser asks it: `when` with the leading `=` that form-js knows FEEL by."""
    kept = {key: rule[key] for key in ("id", "each", "path") if rule.get(key)}
    return {**kept, "when": "=" + str(rule["when"]).removeprefix("="), "text": rule[language]}


def _component(component: Component, texts: Mapping[str, str]) -> dict[str, object]:
    out = dict(component)
    for key in _TEXT_KEYS:
        if isinstance(out.get(key), str):
            out[key] = texts.get(str(out[key]), out[key])
    if "appearance" in out:
        look = mapping(out["appearance"])
        out["appearance"] = {
            key: texts.get(str(value), value) if key in _ADORNERS else value for key, value in look.items()
        }
    for key in ("values", "columns"):
        if key in out:
            out[key] = [_labelled(item, texts) for item in _items(out[key])]
    validate = mapping(out.get("validate"))
    if validate.get("patternErrorMessage"):
        message = str(validate["patternErrorMessage"])
        out["validate"] = {**validate, "patternErrorMessage": texts.get(message, message)}
    properties = mapping(out.get("properties"))
    if properties.get("source"):
        out["valuesKey"] = options_key(str(properties["source"]))
    if properties:
        out["properties"] = {
            key: value for key, value in properties.items() if key not in _SERVER_ONLY_PROPERTIES
        }
    if "components" in out:
        out["components"] = [_component(one, texts) for one in components(out)]
    return out


def _labelled(item: object, texts: Mapping[str, str]) -> object:
    if not isinstance(item, Mapping) or not isinstance(item.get("label"), str):
        return item
    return {**item, "label": texts.get(item["label"], item["label"])}


def _items(value: object) -> Sequence[object]:
    return value if isinstance(value, list) else []


def sources(schema: Mapping[str, object]) -> frozenset[str]:
    """Every option source the form names in `properties.source`."""
    found = (mapping(one.get("properties")).get("source") for one in every_component(schema))
    return frozenset(str(source) for source in found if source)


def sources_at(schema: Mapping[str, object], step: str) -> frozenset[str]:
    """The sources of the fields that can be shown at a step, whatever is answered: what its `conditional`
    hides for sure needs no options, and its reader is told none."""
    return frozenset(_shown_sources(components(schema), {"step": step}))


def _shown_sources(children: Sequence[Component], known: Mapping[str, str]) -> Iterator[str]:
    for component in children:
        hide = mapping(component.get("conditional")).get("hide")
        if hide is True or (isinstance(hide, str) and hide and certain(hide.removeprefix("="), known)):
            continue
        source = mapping(component.get("properties")).get("source")
        if source:
            yield str(source)
        yield from _shown_sources(components(component), known)


def field_infos(schema: Mapping[str, object], texts: Mapping[str, str]) -> tuple[FieldInfo, ...]:
    """The flat list of fields, rows of lists included, in document order."""
    return tuple(_infos(components(schema), "", texts))


def _infos(children: Sequence[Component], prefix: str, texts: Mapping[str, str]) -> Iterator[FieldInfo]:
    for component in children:
        kind = component.get("type")
        if kind == "group":
            own = f"{prefix}{component['path']}." if component.get("path") else prefix
            yield from _infos(components(component), own, texts)
        elif kind == "dynamiclist":
            path = f"{prefix}{component.get('path')}"
            yield _info(component, path, texts)
            yield from _infos(components(component), f"{path}[].", texts)
        elif kind in KEYED and component.get("key"):
            yield _info(component, f"{prefix}{component['key']}", texts)


def _info(component: Component, path: str, texts: Mapping[str, str]) -> FieldInfo:
    label = label_of(component)
    properties = mapping(component.get("properties"))
    rows = properties.get("min_rows")
    options = [one for one in _items(component.get("values")) if value_of(one) is not None]
    return FieldInfo(
        path=path,
        key=path.rpartition(".")[2].removesuffix("[]"),
        label_da=label,
        label_en=texts.get(label, label),
        type=type_name(component),
        required=mapping(component.get("validate")).get("required") is True
        or properties.get("required") is True
        or bool(rows),
        options=tuple(_option_text(one, texts) for one in options),
        source=str(properties["source"]) if properties.get("source") else None,
    )


def _option_text(option: object, texts: Mapping[str, str]) -> OptionText:
    value = value_of(option)
    label = str(mapping(option).get("label") or value)
    return OptionText(value, label, texts.get(label, label))
