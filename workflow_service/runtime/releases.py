"""Releases, compiled once and shared: everything an instance resolves, it resolves inside its release."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from workflow_service import decisions, engine, feel, forms
from workflow_service.calendar import Clock
from workflow_service.decisions import DecisionModel
from workflow_service.engine import CompiledRelease
from workflow_service.engine.receivers import caught_errors, received_messages
from workflow_service.errors import Conflict, NotFound
from workflow_service.forms import Form
from workflow_service.rules.releases import Published, stands_as_published
from workflow_service.store import UnitOfWork
from workflow_service.store import running as query
from workflow_service.store.running import DefinitionRow

KEPT = 16
# the clock table (domain.md 8, D7), and the list of its keys
CLOCKS, CLOCK_KEYS = "deadlines", "deadline_keys"
# the table reads no clock
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Release:
    """A compiled release. `form_ids` gives the definition row of each form key, `process_ids` that of each
    diagram's file, `texts` the English texts
    of each process: {process key: {element id: {"name", "documentation"}}}, `received` the messages and
    `caught` the error codes it listens for."""

    id: str
    diagrams: CompiledRelease
    forms: Mapping[str, Form]
    form_ids: Mapping[str, str]
    decisions: Mapping[str, DecisionModel]
    texts: Mapping[str, Mapping[str, Mapping[str, str]]]
    files: Mapping[str, str]
    received: frozenset[str]
    caught: frozenset[str]
    process_ids: Mapping[str, str]
    clocks: Mapping[str, Clock] = field(default_factory=dict)

    def clock(self, key: str) -> Clock | None:
        """The row of the clock table (D7) with this key; None when the release has none."""
        return self.clocks.get(key)

    def form(self, key: str) -> Form:
        """The form a task names; the publish check made sure it exists."""
        return self.forms[key]

    def text(self, process: str, element: str, field: str, language: str) -> str:
        """`name` or `documentation` of an element in the reader's language ("da" or "en")."""
        if language == "en":
            english = self.texts.get(process, {}).get(element, {}).get(field)
            if english:
                return english
        found = self.diagrams.element(process, element)
        return found.name or found.id if field == "name" else found.documentation


def compile_definitions(
    release_id: str, rows: list[DefinitionRow], *, published: bool = False, before: Release | None = None
) -> Release:
    """A `Release` from its definitions. Raises `CheckFailed` when one is wrong; the diagrams of a release
    that is `published` are not judged again. Forms that are in the release `before` too are taken from it."""
    diagrams = {row.file: row.content for row in rows if row.kind == "process"}
    models: dict[str, DecisionModel] = {}
    built: dict[str, Form] = {}
    for row in rows:
        if row.kind == "decision":
            model = decisions.parse_decisions(row.content, row.file)
            models.update(dict.fromkeys(model.decisions, model))
        elif row.kind == "form" and before is not None and before.form_ids.get(row.key) == row.id:
            built[row.key] = before.forms[row.key]
        elif row.kind == "form":
            twin = None if row.translation is None else orjson.loads(row.translation)
            built[row.key] = forms.compile_form(orjson.loads(row.content), twin)
    texts: dict[str, Any] = {}
    for row in rows:
        if row.kind == "process" and row.translation is not None:
            texts[row.key] = orjson.loads(row.translation)
    compiled = engine.compile_release(diagrams, published=published)
    return Release(
        release_id,
        compiled,
        built,
        {row.key: row.id for row in rows if row.kind == "form"},
        models,
        texts,
        {row.key: row.file for row in rows if row.kind == "process"},
        received_messages(compiled),
        caught_errors(compiled),
        {row.file: row.id for row in rows if row.kind == "process"},
        clock_table(models),
    )


def clock_table(models: Mapping[str, DecisionModel]) -> dict[str, Clock]:
    """The rows of D7 that are asked for: the decision `deadlines`, for every key that its table knows."""
    model = models.get(CLOCKS)
    if model is None:
        return {}
    scope = feel.Scope(now=EVER, zone=ZoneInfo("UTC"))
    found = {}
    for key in model.evaluate(CLOCK_KEYS, {}, scope):
        row = model.evaluate(CLOCKS, {"clock": key}, scope)
        found[str(key)] = Clock(str(key), **row)
    return found


class ReleaseCache:
    """The last used releases, compiled. Releases never change, so nothing in here grows stale."""

    def __init__(self) -> None:
        self._kept: OrderedDict[str, Release] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, uow: UnitOfWork, release_id: str) -> Release:
        """The compiled release; reads and compiles it on first use. Raises `NotFound`, and `Conflict` when a
        definition is not what was published (INV-20)."""
        with self._lock:
            if release_id in self._kept:
                self._kept.move_to_end(release_id)
                return self._kept[release_id]
        rows = query.release_definitions(uow, release_id)
        if not rows:
            raise NotFound("release_not_found", "Udgivelsen findes ikke.", "The release does not exist.")
        changed = stands_as_published(
            Published(row.file, row.content, row.translation, row.sha256) for row in rows
        )
        if changed:
            raise Conflict("inv_20", changed[0].da, changed[0].en)
        return self.put(compile_definitions(release_id, rows, published=True))

    def kept(self, release_id: str) -> Release | None:
        """The release when it is compiled already."""
        with self._lock:
            return self._kept.get(release_id)

    def put(self, release: Release) -> Release:
        with self._lock:
            self._kept[release.id] = release
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return release
