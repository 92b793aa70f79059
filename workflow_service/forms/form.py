"""A form as the rest of the house sees it: its schema for the browser, its fields, its judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import orjson

from workflow_service.errors import CheckFailed, Invalid
from workflow_service.forms import answers as readable
from workflow_service.forms.checks import inspect, parse
from workflow_service.forms.compiler import Level, build, level_parameters, mapping, needs_prefill
from workflow_service.forms.loading import Loading, jsonable
from workflow_service.forms.messages import message, summary
from workflow_service.forms.model import FieldInfo, FormContext, Option
from workflow_service.forms.rules import Rule, build_rules
from workflow_service.forms.translate import browser_schema, field_infos, sources, sources_at

_VARIABLE = "step"


@dataclass(frozen=True)
class Form:
    """A compiled form. Immutable, so one object serves every thread; made by `compile_form`.

    `sources` are the option sources of all its fields (`sources_at` of those of one step); `steps` the values
    of the prefilled variable `step` (empty: the form has one face); `variables` the other prefilled names its
    expressions read; `needs_prefill` whether what the server puts in matters to the answer (FEEL, carried,
    readonly); `own_keys` the top-level names whose answer the server knows itself, so that no draft of them
    counts.
    """

    key: str
    sources: frozenset[str]
    fields: tuple[FieldInfo, ...]
    steps: tuple[str, ...]
    variables: frozenset[str]
    has_feel: bool
    needs_prefill: bool
    own_keys: frozenset[str]
    titles: Mapping[str, str] = field(repr=False)
    _schemas: Mapping[str, bytes] = field(repr=False)
    _texts: Mapping[str, str] = field(repr=False)
    _level: Level = field(repr=False)
    _rules: tuple[Rule, ...] = field(repr=False)
    _parameters: frozenset[str] = field(repr=False)
    _sources_at: Mapping[str, frozenset[str]] = field(repr=False)

    @property
    def asks(self) -> frozenset[str]:
        """The names that the form has a place for: its fields, and what its expressions read beside them."""
        return frozenset(
            {one.path.partition(".")[0].removesuffix("[]") for one in self.fields}
            | self.variables
            | {_VARIABLE}
        )

    def sources_at(self, step: object) -> frozenset[str]:
        """The option sources that the server must answer at this step: those of fields that can be shown."""
        return self._sources_at.get(str(step), self.sources)

    def title(self, language: str) -> str:
        """The name of the form in `language` ("da" or "en")."""
        return self.titles["en" if language == "en" else "da"]

    def schema(self, language: str) -> dict[str, object]:
        """The form-js schema for the browser: translated, without rules and server-only properties.

        A fresh object every time; the caller may change it.
        """
        found: dict[str, object] = orjson.loads(self._schemas["en" if language == "en" else "da"])
        return found

    def setting(self, context: FormContext) -> dict[str, object]:
        """What the browser must know to judge an answer as `load` will: the moment, the zone, the parameters
        that expressions read, and the prefilled values that rules read. All JSON."""
        names = {name for rule in self._rules for name in rule.when.reads} | {
            path.split(".")[1]
            for rule in self._rules
            for path in rule.when.paths
            if path.startswith("prefill.")
        }
        known = context.variables
        return {
            "now": context.now.isoformat(),
            "zone": context.zone.key,
            "parameters": {key: jsonable(context.parameter(key)) for key in sorted(self._parameters)},
            "prefill": {name: known[name] for name in sorted(names) if name in known},
        }

    def load(self, data: object, context: FormContext) -> dict[str, object]:
        """The clean data of a submission (frontend.md, Server-side validation).

        Hidden, disabled and unknown fields are dropped, expression fields computed again, options checked
        against `context.options`. Dates and moments come out as ISO text, numbers as int or float. Raises
        Invalid with `fields` (dotted path → sentences in `context.language`) and nothing else, whatever
        `data` is.
        """
        language = context.language
        step = context.variables.get(_VARIABLE)
        if self.steps and step not in self.steps:
            raise _invalid(language, {_VARIABLE: [message("unknown_step", language, str(step)[:100])]})
        if not isinstance(data, Mapping):
            raise _invalid(language, {"": [message("not_object", language)]})
        loading = Loading(context, self._texts if language == "en" else {})
        clean = loading.run(self._level, data)
        for rule in self._rules:
            rule.check(clean, loading)
        if loading.errors:
            raise _invalid(language, loading.errors)
        return clean

    def answers(
        self, data: Mapping[str, object], language: str, options: Mapping[str, Sequence[Option]] | None = None
    ) -> list[tuple[str, str]]:
        """(label, text) of every answer in `data`, in the order of the form, for reading and for print.

        `options` gives the labels of options that come from a source; without it their values are shown.
        """
        return readable.answers(self.fields, data, language, options or {})


def compile_form(schema: Mapping[str, object], texts_en: Mapping[str, object] | None = None) -> Form:
    """Compile a form-js schema once, with its English texts ({"title": …, "texts": {Danish: English}}).

    Raises CheckFailed with every error that `check_form` would report.
    """
    found = inspect(schema, texts_en, str(schema.get("id", "")))
    findings = [one for one in found if one.severity == "error"]
    if findings:
        raise CheckFailed(
            "form_invalid",
            "Formularen har fejl og kan ikke bruges.",
            "The form has errors and cannot be used.",
            findings=tuple(findings),
        )
    english = mapping(mapping(texts_en).get("texts"))
    texts = {str(da): str(en) for da, en in english.items()}
    head = mapping(schema.get("properties"))
    title = str(head.get("title") or schema["id"])
    level = build([one for one in schema["components"] if isinstance(one, Mapping)])  # type: ignore[attr-defined]
    rules = build_rules(schema.get("rules"))
    steps = tuple(str(step) for step in _list(head.get("steps")))
    return Form(
        key=str(schema["id"]),
        sources=sources(schema),
        _sources_at={step: sources_at(schema, step) for step in steps},
        fields=field_infos(schema, texts),
        steps=steps,
        variables=frozenset(str(name) for name in _list(head.get("variables"))),
        has_feel=level.has_feel or bool(rules),
        needs_prefill=bool(rules) or needs_prefill(level),
        own_keys=frozenset(
            node.path[0]
            for node in level.nodes
            if node.expression is not None or node.type.name == "carried" or node.readonly is True
        ),
        titles={"da": title, "en": str(mapping(texts_en).get("title") or title)},
        _schemas={
            "da": orjson.dumps(browser_schema(schema, {})),
            "en": orjson.dumps(browser_schema(schema, texts, "en")),
        },
        _texts=texts,
        _level=level,
        _rules=rules,
        _parameters=frozenset(level_parameters(level)).union(*(rule.when.parameters for rule in rules)),
    )


def read_form(schema: bytes, texts_en: bytes | None = None) -> Form:
    """Compile a form from the bytes of its two files. Raises CheckFailed."""
    parsed, findings = parse(schema, "form")
    english, more = parse(texts_en, "texts") if texts_en is not None else (None, [])
    if findings or more or parsed is None:
        raise CheckFailed(
            "form_unreadable",
            "Formularens fil kan ikke læses.",
            "The file of the form cannot be read.",
            findings=(*findings, *more),
        )
    return compile_form(parsed, english)


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _invalid(language: str, problems: Mapping[str, Sequence[str]]) -> Invalid:
    count = len(problems)
    return Invalid("form_invalid", summary(count, "da"), summary(count, "en"), fields=dict(problems))
