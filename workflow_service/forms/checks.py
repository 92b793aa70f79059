"""Is this file a form we can run? Everything a process owner should know before it is published."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from workflow_service.errors import Finding
from workflow_service.feel.errors import FeelError
from workflow_service.forms.compiler import (
    Component,
    components,
    feel,
    is_feel,
    mapping,
    value_of,
    walk,
)
from workflow_service.forms.fieldtypes import FIELD_TYPES, KEYED, OPTION_CARRIERS, STATIC, type_name
from workflow_service.forms.findings import Inspection
from workflow_service.forms.keywords import check_keywords, check_number, check_pattern
from workflow_service.forms.model import MAX_DEPTH, MAX_SCHEMA_BYTES, options_key
from workflow_service.forms.rules import RULE_NAMES
from workflow_service.forms.translate import every_component, label_of, texts_of

_KEY = re.compile(r"[A-Za-z_]\w*(\.[A-Za-z_]\w*)*", re.ASCII)
_ID = re.compile(r"[A-Za-z_][\w-]*", re.ASCII)
_STEP = re.compile(r'\bstep\s*!?=\s*"([^"]*)"')
_CALLED = re.compile(r"([A-Za-z_]\w*)\s*\(", re.ASCII)
_LOCAL = frozenset({"this", "parent", "i", "_this_", "_parent_", "_i_"})
_MAX_COMPONENTS = 2_000
_LIMITS = ("min", "max", "minLength", "maxLength")


def parse(raw: bytes, file: str) -> tuple[dict[str, object] | None, list[Finding]]:
    """The object in a JSON file, or a finding that says why there is none."""
    look = Inspection(file)
    if len(raw) > MAX_SCHEMA_BYTES:
        look.add("size", None, "Filen er større end 1 MB.", "The file is larger than 1 MB.")
        return None, look.findings
    try:
        value = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError) as problem:
        line = getattr(problem, "lineno", None)
        look.add("json", None, "Filen er ikke gyldig JSON.", "The file is not valid JSON.", line=line)
        return None, look.findings
    if not isinstance(value, dict):
        look.add("json", None, "Filen skal indeholde ét JSON-objekt.", "The file must hold one JSON object.")
        return None, look.findings
    return value, []


def _no_constant(name: str) -> object:
    raise ValueError(name)


def check_form(schema_bytes: bytes, file: str, texts_en: bytes | None = None) -> list[Finding]:
    """Everything wrong with a form file and its English twin; an empty list means that it can be used.

    Never raises for what is in the files. A missing English text is a warning, the rest are errors.
    """
    schema, findings = parse(schema_bytes, file)
    english: dict[str, object] | None = None
    if texts_en is not None:
        english, more = parse(texts_en, file.replace(".form.json", ".en.json"))
        findings = [*findings, *more]
    if schema is None:
        return findings
    return [*findings, *inspect(schema, english, file, schema_bytes.decode("utf-8", "replace"))]


def inspect(
    schema: Mapping[str, object], texts_en: Mapping[str, object] | None, file: str, text: str = ""
) -> list[Finding]:
    """The findings of a parsed form. When there are structural ones, deeper questions are not asked."""
    look = Inspection(file, text)
    if _sound(schema, look):
        _components(schema, look)
        if not look.findings:
            _expressions(schema, look)
            _rules(schema, look)
            _english(schema, texts_en, look)
    return look.findings


def _sound(schema: Mapping[str, object], look: Inspection) -> bool:
    """Whether the file has the shape of a form at all."""
    if not isinstance(schema.get("id"), str) or not _ID.fullmatch(str(schema["id"])):
        look.add(
            "id",
            None,
            "Formularen mangler et id af bogstaver og tal.",
            "The form needs an id of letters and digits.",
        )
    version = schema.get("schemaVersion")
    if not isinstance(version, int) or isinstance(version, bool) or not 1 <= version <= 19:
        look.add("version", None, "schemaVersion skal være højst 19.", "schemaVersion must be at most 19.")
    head = mapping(schema.get("properties"))
    for key in ("steps", "variables"):
        names = head.get(key, [])
        if not isinstance(names, list) or not all(isinstance(one, str) for one in names):
            look.add(
                "head", None, f"»{key}« skal være en liste af navne.", f"'{key}' must be a list of names."
            )
    pending: list[tuple[Mapping[str, object], int]] = [(schema, 0)]
    count = 0
    while pending:
        container, depth = pending.pop()
        children = container.get("components")
        if not isinstance(children, list) or not all(isinstance(one, Mapping) for one in children):
            name = container.get("id")
            look.add("components", name, "Listen »components« mangler.", "The list 'components' is missing.")
            break
        if not all(isinstance(one.get("type"), str) for one in children):
            look.add("type", container.get("id"), "Et felt mangler sin type.", "A field lacks its type.")
            break
        count += len(children)
        if depth > MAX_DEPTH or count > _MAX_COMPONENTS:
            look.add(
                "size", None, "Formularen er for stor eller for dyb.", "The form is too large or too deep."
            )
            break
        # also of fields that have no children by their type: whoever walks the tree meets them
        pending += [
            (one, depth + 1)
            for one in children
            if one.get("type") in ("group", "dynamiclist") or "components" in one
        ]
    return not look.findings


def _components(schema: Mapping[str, object], look: Inspection) -> None:
    for component in every_component(schema):
        name = component.get("key") or component.get("path") or component.get("id")
        kind = component.get("type")
        if kind in ("group", "dynamiclist"):
            _path(component, name, look)
        if kind == "group" or kind in STATIC:
            continue
        row = FIELD_TYPES.get(type_name(component))
        if kind not in KEYED or row is None or kind not in row.carriers:
            shown = f"{kind}/{type_name(component)}"
            look.add("type", name, f"Felttypen »{shown}« findes ikke.", f"There is no field type '{shown}'.")
            continue
        if kind != "dynamiclist" and not _KEY.fullmatch(str(component.get("key") or "")):
            look.add(
                "key", name, "Feltet mangler en nøgle af bogstaver.", "The field needs a key of letters."
            )
        if not label_of(component) and kind != "expression":
            look.add("label", name, "Feltet mangler en ledetekst.", "The field needs a label.")
        if kind in OPTION_CARRIERS:
            _options(component, name, look)
        check_pattern(component, name, look)
        check_keywords(component, name, look)
    for level in _levels(schema):
        _duplicates(level, look)


def _path(component: Component, name: object, look: Inspection) -> None:
    path = component.get("path")
    if (path or component.get("type") == "dynamiclist") and not _KEY.fullmatch(str(path or "")):
        look.add("key", name, "Listen mangler en sti af bogstaver.", "The list needs a path of letters.")


def _options(component: Component, name: object, look: Inspection) -> None:
    source = mapping(component.get("properties")).get("source")
    given = [component.get("values"), source or component.get("valuesKey"), component.get("valuesExpression")]
    if sum(1 for one in given if one) != 1:
        look.add(
            "options", name, "Feltet skal have ét sæt valg.", "The field needs exactly one set of options."
        )
    if FIELD_TYPES[type_name(component)].needs_source and not source:
        look.add("options", name, "Feltet mangler en kilde til valg.", "The field needs a source of options.")
    key = component.get("valuesKey")
    if source and (not isinstance(source, str) or (key and key != options_key(source))):
        look.add("options", name, "valuesKey passer ikke til kilden.", "valuesKey does not fit the source.")
    values = component.get("values") or []
    seen: set[tuple[type, object]] = set()
    for option in values if isinstance(values, list) else [None]:
        value = value_of(option)
        label = mapping(option).get("label")
        if not isinstance(value, str | int | bool) or not isinstance(label, str) or value == "" or not label:
            look.add(
                "options", name, "Et valg mangler tekst eller værdi.", "An option lacks a label or a value."
            )
        elif (type(value), value) in seen:
            look.add(
                "options", name, f"Valget »{value}« er der to gange.", f"Option '{value}' is there twice."
            )
        else:
            seen.add((type(value), value))


def _levels(container: Mapping[str, object]) -> Iterator[list[Component]]:
    """The children of the form and of every dynamic list: the scopes in which keys must differ."""
    yield components(container)
    for component in every_component(container):
        if component.get("type") == "dynamiclist":
            yield components(component)


def _duplicates(children: Sequence[Component], look: Inspection) -> None:
    seen: set[tuple[str, ...]] = set()
    for path, _, _ in walk(children):
        clash = any(path[: len(other)] == other or other[: len(path)] == path for other in seen)
        if clash:
            name = ".".join(path)
            look.add(
                "duplicate", name, f"To felter har nøglen »{name}«.", f"Two fields have the key '{name}'."
            )
        seen.add(path)


def _expressions(schema: Mapping[str, object], look: Inspection) -> None:
    head = mapping(schema.get("properties"))
    steps = head.get("steps") or []
    declared = {str(name) for name in (head.get("variables") or [])}  # type: ignore[attr-defined]
    roots = {path[0] for path, _, _ in walk(components(schema))} | declared | ({"step"} if steps else set())
    in_lists = {id(one) for level in list(_levels(schema))[1:] for one in _inside(level)}
    # In a filter, list[name = …], the columns of a list are names too.
    columns = {path[0] for level in _levels(schema) for path, _, _ in walk(level)}

    def expression(text: object, name: object, names: set[str]) -> None:
        _feel(text, name, names | columns if "[" in str(text) else names, columns, look)
        for step in _STEP.findall(str(text)):
            if step not in steps:  # type: ignore[operator]
                look.add("step", name, f"Trinnet »{step}« findes ikke.", f"There is no step '{step}'.")

    for component in every_component(schema):
        name = component.get("key") or component.get("path") or component.get("id")
        for text in _browser_feel(component, look, name):
            expression(text, name, roots | _LOCAL if id(component) in in_lists else roots)
        _readonly(component, name, declared | {"step"}, look)
    for rule in _objects(schema.get("rules")):
        if isinstance(rule.get("when"), str):
            expression(rule["when"], rule.get("id"), roots | RULE_NAMES)


def _readonly(component: Component, name: object, known: set[str], look: Inspection) -> None:
    """A field locked by an answer would keep what was typed in the browser, on the server the prefill."""
    text = component.get("readonly")
    try:
        answers = feel(text).reads - known if is_feel(text) else frozenset()
    except FeelError:
        return
    for one in sorted(answers):
        da = f"»readonly« afhænger af svaret »{one}«. Brug kun det, der er kendt, når formularen åbnes."
        en = f"'readonly' depends on the answer '{one}'. Use only what is known when the form opens."
        look.add("keyword", name, da, en)


def _inside(children: Sequence[Component]) -> Iterator[Component]:
    """The components of one scope, groups opened."""
    for component in children:
        yield component
        if component.get("type") == "group":
            yield from _inside(components(component))


def _browser_feel(component: Component, look: Inspection, name: object) -> Iterator[object]:
    hide = mapping(component.get("conditional")).get("hide")
    if isinstance(hide, str) and hide:
        if not is_feel(hide):
            look.add("feel", name, "En betingelse skal begynde med =.", "A condition must begin with =.")
        yield hide
    if is_feel(component.get("readonly")):
        yield component["readonly"]
    for key in ("expression", "valuesExpression"):
        if component.get(key):
            yield component[key]
    bounds = [mapping(component.get("validate")).get(key) for key in _LIMITS]
    properties = mapping(component.get("properties"))
    for bound in (*bounds, properties.get("min_rows"), properties.get("max_rows")):
        if is_feel(bound):
            yield bound
        elif bound is not None:
            check_number(bound, name, look)


def _feel(text: object, name: object, names: set[str], columns: set[str], look: Inspection) -> None:
    try:
        found = feel(text)
    except FeelError as error:
        look.add("feel", name, error.da, error.en)
        return
    in_rows = {path.split(".")[1] for path in found.paths if path.startswith("this.")}
    for unknown in sorted((found.reads - names) | (in_rows - columns)):
        look.add(
            "feel_name", name, f"Udtrykket bruger »{unknown}«, som ikke findes.", f"Unknown name '{unknown}'."
        )
    for shadowed in sorted(set(_CALLED.findall(str(text))) & (names - _LOCAL)):
        da = f"I browseren dækker feltet »{shadowed}« for funktionen {shadowed}()."
        en = f"In the browser the field '{shadowed}' hides the function {shadowed}()."
        look.add("feel_shadow", name, da, en)


def _objects(value: object) -> list[Mapping[str, object]]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []


def _rules(schema: Mapping[str, object], look: Inspection) -> None:
    rules = schema.get("rules")
    if rules is not None and (not isinstance(rules, list) or len(_objects(rules)) != len(rules)):
        look.add("rule", None, "»rules« skal være en liste af regler.", "'rules' must be a list of rules.")
    lists = {
        ".".join(path): components(one)
        for path, one, _ in walk(components(schema))
        if one.get("type") == "dynamiclist"
    }
    roots = _names(components(schema))
    seen: set[str] = set()
    for rule in _objects(rules):
        name = str(rule.get("id") or "")
        if name in seen or not _ID.fullmatch(name):
            look.add(
                "rule", name, f"Regel-id »{name}« mangler eller går igen.", f"Rule id '{name}' is not unique."
            )
        seen.add(name)
        for key in ("when", "da", "en"):
            if not isinstance(rule.get(key), str) or not rule[key]:
                look.add("rule", name, f"Reglen mangler »{key}«.", f"The rule lacks '{key}'.")
        each, path = rule.get("each"), str(rule.get("path") or "")
        inner = lists.get(str(each))
        if each is None and path not in roots:
            da = f"Reglen peger på feltet »{path}«, som ikke findes."
            look.add("rule", name, da, f"The rule points to unknown field '{path}'.")
        if each is not None and (inner is None or (path and path not in _names(inner))):
            da = f"Reglen peger på feltet »{each}.{path}«, som ikke findes."
            look.add("rule", name, da, f"The rule points to unknown field '{each}.{path}'.")


def _names(children: Sequence[Component]) -> set[str]:
    return {".".join(path) for path, _, _ in walk(children)}


def _english(schema: Mapping[str, object], texts_en: Mapping[str, object] | None, look: Inspection) -> None:
    english = mapping(mapping(texts_en).get("texts"))

    def add(text: str, name: object) -> None:
        da, en = f"Den engelske tekst til »{text}« mangler.", f"No English text for '{text}'."
        look.add("english", name, da, en, "warning")

    title = mapping(schema.get("properties")).get("title")
    if not isinstance(title, str) or not title:
        look.add("title", None, "Formularen mangler en titel.", "The form needs a title.")
    if not mapping(texts_en).get("title"):
        add(str(title), None)
    for component in every_component(schema):
        name = component.get("key") or component.get("path") or component.get("id")
        for text in texts_of(component):
            if text.strip() and not english.get(text):
                add(text, name)
