"""What depends on a section of law or on a parameter: worked out from the release in effect and from the
program itself, so that a page can say of a value that nothing reads it (domain.md 9 and 12)."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

from workflow_service.calendar import Clock
from workflow_service.runtime import Release, Runtime
from workflow_service.store import UnitOfWork
from workflow_service.store.running import DefinitionRow, current_release, release_definitions

PROGRAM = "program"
# parts of the program that only say a value in words, or make the demonstration
_NO_READERS = ("web/parameter_words.py", "app/demonstration/", "studio/usage.py")
_WORD = re.compile(r'"([a-z][a-z0-9_]*)"')
_BEGUN = re.compile(r'f"([a-z][a-z0-9_]*_)\{')
# a key in a diagram, table or form: a FEEL text, an attribute or the whole text of an element
_NAMED = re.compile(r'([\w:]*=)?(?:\\?"|&#34;|&quot;|>)\s*([a-z][a-z0-9_]*)\s*(?:\\?"|&#34;|&quot;|<)')
# attributes that name the element itself or another one
_NAMES = frozenset(
    {"id", "name", "sourceRef", "targetRef", "bpmnElement", "attachedToRef", "default", "label"}
)


@dataclass(frozen=True)
class Use:
    """Where the parameter `key` is read. `kind`: process, decision, form, letter, or the program; `where` is
    the key of that definition, empty for the program."""

    kind: str
    key: str
    where: str


@dataclass(frozen=True)
class Step:
    """A task, or another step of a diagram."""

    process: str
    process_name: str
    element: str
    name: str


@dataclass(frozen=True)
class LawUse:
    """`steps` that show the section, `clocks` that stand on it."""

    steps: tuple[Step, ...] = ()
    clocks: tuple[Clock, ...] = ()


@dataclass
class _Found:
    steps: list[Step] = field(default_factory=list)
    clocks: list[Clock] = field(default_factory=list)


def release_of(uow: UnitOfWork, runtime: Runtime) -> Release | None:
    """The release in effect; None before the first."""
    row = current_release(uow, uow.now)
    return None if row is None else runtime.releases.get(uow, str(row["id"]))


def law_uses(release: Release | None, language: str) -> dict[str, LawUse]:
    """By key of the legal basis, what shows it or is counted by it; keys that nothing names are left out."""
    found: dict[str, _Found] = {}
    if release is None:
        return {}
    for info in release.diagrams.processes.values():
        english = release.texts.get(info.key, {}).get(info.key, {}).get("name")
        process_name = english if language == "en" and english else info.name
        for element in info.elements.values():
            key = element.attributes.get("legalBasis")
            if key:
                name = release.text(info.key, element.id, "name", language)
                step = Step(info.key, process_name, element.id, name)
                found.setdefault(key, _Found()).steps.append(step)
    for clock in release.clocks.values():
        if clock.law:
            found.setdefault(clock.law, _Found()).clocks.append(clock)
    return {key: LawUse(tuple(one.steps), tuple(one.clocks)) for key, one in found.items()}


def parameter_uses(
    uow: UnitOfWork, release: Release | None, keys: Collection[str]
) -> dict[str, tuple[Use, ...]]:
    """By key of all parameters, who reads it: diagrams, decision tables and forms of the release, and the
    program. Empty: nobody does yet."""
    found: dict[str, list[Use]] = {key: [] for key in keys}
    for use in _named(uow, release) if release is not None else ():
        if use.key in found:
            found[use.key].append(use)
    for key in keys:
        if read_by_program(key, keys):
            found[key].append(Use(PROGRAM, key, ""))
    return {key: tuple(uses) for key, uses in found.items()}


_kept: dict[str, tuple[Use, ...]] = {}


def _named(uow: UnitOfWork, release: Release) -> tuple[Use, ...]:
    """Every word in the release that could be a parameter's key, once for each definition. A release never
    changes, so it is read once."""
    found = _kept.get(release.id)
    if found is None:
        rows = release_definitions(uow, release.id)
        found = tuple(use for row in rows for use in _of_definition(row))
        if len(_kept) > 8:
            _kept.clear()
        _kept[release.id] = found
    return found


def _of_definition(row: DefinitionRow) -> list[Use]:
    text = row.content.decode("utf-8", "replace")
    words = dict.fromkeys(
        word for attribute, word in _NAMED.findall(text) if attribute.rstrip("=") not in _NAMES
    )
    return [Use(row.kind, word, row.key) for word in words]


def read_by_program(key: str, keys: Collection[str]) -> bool:
    """Does the program itself ask for the parameter: by its key, or by a key put together from another
    parameter's (`application_deadline` and the section)?"""
    words, begun = _said_in_program()
    return key in words or any(key.startswith(prefix) and prefix[:-1] in keys for prefix in begun)


@cache
def _said_in_program() -> tuple[frozenset[str], frozenset[str]]:
    """The quoted words of the program, and those that a name is put together from."""
    root = Path(__file__).resolve().parents[1]
    words: set[str] = set()
    begun: set[str] = set()
    for file in sorted(root.rglob("*.py")):
        if not file.relative_to(root).as_posix().startswith(_NO_READERS):
            text = file.read_text(encoding="utf-8")
            words.update(_WORD.findall(text))
            begun.update(_BEGUN.findall(text))
    return frozenset(words), frozenset(begun)


def uses_by_release(uow: UnitOfWork, runtime: Runtime) -> Mapping[str, LawUse]:
    """`law_uses` of the release in effect, in the reader's language."""
    return law_uses(release_of(uow, runtime), uow.actor.language)
