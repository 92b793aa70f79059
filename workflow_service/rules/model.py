"""The model rules that a set of diagrams must keep, whatever a municipality adds to it (domain.md 6, D).

Steps are known by what they do (`oef:operation`), not by their names or ids: each may be drawn anew, moved
to another diagram or surrounded by local steps. What must lie on every way is judged from the processes that
open a case, through all they call.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from workflow_service.access import ROLES
from workflow_service.engine import CompiledRelease, Element, Way, compile_release, way_back, ways_around
from workflow_service.errors import CheckFailed, Finding
from workflow_service.rules.model_texts import RULES, STEPS

OPENS: Final = "open_case"
MEETING: Final = "hold_analysis_meeting"
# a case that is reopened has gone that way before: the step refuses one without an approved plan
TAKES_UP: Final = "take_up_case"
DECIDES: Final = "decide"
AGREES: Final = "record_agreement"
# (what must lie before, what, the rule that says so): the order of the core steps
ORDER: Final = (
    ("hold_assessment_meeting", "write_report_draft", "INV-03"),
    ("write_report_draft", MEETING, "INV-06"),
    (MEETING, "finalise_report", "INV-06"),
    ("finalise_report", "start_measures", "INV-06"),
)
# The rules a step must name in `oef:guards`, so that they are checked when it is done.
GUARDS: Final[dict[str, tuple[str, ...]]] = {
    "appoint_coordinator": ("INV-01", "INV-02"),
    "choose_successor": ("INV-01", "INV-02"),
    "transfer_case": ("INV-01", "INV-02"),
    "hold_assessment_meeting": ("INV-03",),
    "choose_assessment_parts": ("INV-03",),
    "hold_meeting_again": ("INV-03",),
    "propose_experts": ("INV-04", "INV-05"),
    "check_expert_conflicts": ("INV-05",),
    "send_analysis_invitation": ("INV-04", "INV-05"),
    MEETING: ("INV-04", "INV-05"),
    "propose_measures": ("INV-06",),
    "revise_measures": ("INV-06", "INV-16"),
    "start_measures": ("INV-06", "INV-21"),
    "start_acute_measure": ("INV-06", "INV-21"),
    "start_parallel_support": ("INV-06", "INV-21"),
    "start_benefit": ("INV-21",),
    DECIDES: ("INV-12", "INV-21"),
    AGREES: ("INV-12", "INV-16"),
    "record_closure": ("INV-12",),
    "record_follow_up": ("INV-12", "INV-16"),
    "end_measure": ("INV-21",),
    "propose_split": ("INV-10",),
    "activate_agreement": ("INV-10",),
    "record_readiness": ("INV-17",),
    "confirm_transition": ("INV-17",),
    "hand_over_to_adult": ("INV-17",),
    "write_goals": ("INV-07",),
    "adjust_goals": ("INV-07",),
    "approve_plan": ("INV-07",),
    "close_status_meeting": ("INV-08", "INV-09", "INV-22"),
    "close_visitation_meeting": ("INV-09", "INV-22"),
    "hold_coordination_meeting": ("INV-09", "INV-11"),
}
# A lane of the family or its network, by a word of its name.
FAMILY: Final = frozenset(
    {"familie", "familien", "forælder", "forældre", "forældrene", "barn", "barnet", "unge"}
    | {"netværk", "netværket", "family", "parent", "parents", "network"}
)
SHOWN: Final = 8


def check_together(diagrams: Mapping[str, bytes]) -> list[Finding]:
    """The model rules of all diagrams (file name to BPMN XML) together; nothing while one of them has errors
    of its own, which come first."""
    try:
        release = compile_release(diagrams)
    except CheckFailed:
        return []
    return check_model(release)


def check_model(release: CompiledRelease) -> list[Finding]:
    """What the diagrams of a release break, in the order of the rules; the release's diagrams have passed
    their own check. Rules about ways are judged when a process that opens a case and all it calls are
    there; what stands in one diagram always."""
    findings = [*_family_stays_away(release), *_guards(release), *_people(release), *_no_circle(release)]
    opening = _opening(release)
    if opening and _is_whole(release, opening):
        findings += [*_ways(release, opening), *_present(release, opening)]
    return sorted(findings, key=lambda one: one.rule)


def does(*operations: str) -> Callable[[Element], bool]:
    """Is it a step with one of these operations?"""
    return lambda element: element.attributes.get("operation") in operations


def guards_of(element: Element) -> frozenset[str]:
    """The model rules an element names."""
    return frozenset(one.strip() for one in element.attributes.get("guards", "").split(",") if one.strip())


def _elements(release: CompiledRelease) -> Iterator[Element]:
    for info in release.processes.values():
        yield from info.elements.values()


def _opening(release: CompiledRelease) -> list[str]:
    return list(dict.fromkeys(one.process for one in filter(does(OPENS), _elements(release))))


def _is_whole(release: CompiledRelease, processes: list[str]) -> bool:
    """Is everything there that they call?"""
    return all(key in release.processes for key in _reached(release, processes))


def _reached(release: CompiledRelease, processes: list[str]) -> list[str]:
    found = list(processes)
    for key in found:
        info = release.processes.get(key)
        found += [one for one in info.called if one not in found] if info is not None else []
    return found


@dataclass(frozen=True)
class _Place:
    file: str
    element: str | None
    line: int | None


def _at(release: CompiledRelease, element: Element) -> _Place:
    return _Place(release.processes[element.process].file, element.id, element.line)


def _finding(rule: str, place: _Place, **values: str) -> Finding:
    """`values`: texts by name; what ends in _da or _en is for that language only."""
    text = RULES[rule]
    danish = {key.removesuffix("_da"): value for key, value in values.items() if not key.endswith("_en")}
    english = {key.removesuffix("_en"): value for key, value in values.items() if not key.endswith("_da")}
    return Finding(
        place.file,
        place.element,
        place.line,
        rule,
        "error",
        text.da.format(**danish),
        text.en.format(**english),
        text.cure_da.format(**danish),
        text.cure_en.format(**english),
    )


def told(way: Way) -> str:
    """The steps of a way as a person reads them; of a long one its beginning and its end."""
    names = [one.name or one.id for one in way.elements if not one.type.endswith("Gateway")]
    if len(names) > 2 * SHOWN:
        names = [*names[:SHOWN], "…", *names[-SHOWN:]]
    return " → ".join(names)


def _name(element: Element) -> str:
    return element.name or element.id


# -- what must lie on every way ---------------------------------------------------------------------------


def _ways(release: CompiledRelease, opening: list[str]) -> Iterator[Finding]:
    around = ways_around(release, opening, does(MEETING, TAKES_UP), does("start_measures"))
    for way in around:
        place = _at(release, way.reached)
        yield _finding("MODEL-01", place, way=told(way), name=_name(way.reached))
    for before, after, inv in ORDER:
        for way in ways_around(release, opening, does(before, TAKES_UP), does(after)):
            if not (around and after == "start_measures"):
                yield _finding("MODEL-04", _at(release, way.reached), way=told(way), inv=inv,
                               **_both("before", before), **_both("after", after))  # fmt: skip
    for way in ways_around(release, _beginnings(release), does(DECIDES), _starts_something):
        yield _finding("MODEL-05", _at(release, way.reached), way=told(way), name=_name(way.reached))


def _starts_something(element: Element) -> bool:
    """A step that starts, changes, ends or refuses something says so by the rule it names; or what it does
    is known to."""
    operation = element.attributes.get("operation", "")
    named = guards_of(element) | frozenset(GUARDS.get(operation, ()))
    return "INV-21" in named and operation != DECIDES


def _beginnings(release: CompiledRelease) -> list[str]:
    """The processes that nobody calls: each begins by itself."""
    called = {key for info in release.processes.values() for key in info.called}
    return [key for key in release.processes if key not in called and _is_whole(release, [key])]


def _both(name: str, operation: str) -> dict[str, str]:
    danish, english = STEPS[operation]
    return {f"{name}_da": danish, f"{name}_en": english}


# -- core steps -------------------------------------------------------------------------------------------


def _present(release: CompiledRelease, opening: list[str]) -> Iterator[Finding]:
    """Each core step is on the course of a case, and locked (`oef:core`), so that nobody skips it."""
    course = set(_reached(release, opening))
    first = _Place(release.processes[opening[0]].file, None, None)
    for operation in STEPS:
        found = [one for one in _elements(release) if one.process in course and does(operation)(one)]
        if not found:
            yield _finding("MODEL-03", first, operation=operation, **_both("step", operation))
        elif not any(one.attributes.get("core") == "true" for one in found):
            yield _finding("MODEL-07", _at(release, found[0]), name=_name(found[0]))


# -- what stands in one diagram ---------------------------------------------------------------------------


def _family_stays_away(release: CompiledRelease) -> Iterator[Finding]:
    """INV-04: no lane and no role of the family or its network where the analysis meeting is held."""
    homes = list(dict.fromkeys(one.process for one in filter(does(MEETING), _elements(release))))
    for key in _reached(release, homes):
        info = release.processes.get(key)
        if info is None:
            continue
        for name in dict.fromkeys((*info.lane_names, *info.lanes)):
            if _of_family(name):
                yield _finding("MODEL-02", _Place(info.file, key, None), name=name)
        for element in info.elements.values():
            for name in filter(_of_family, element.candidate_groups):
                yield _finding("MODEL-02", _at(release, element), name=name)


def _of_family(name: str) -> bool:
    return name not in ROLES and bool(FAMILY & set(re.findall(r"\w+", name.lower())))


def _guards(release: CompiledRelease) -> Iterator[Finding]:
    for element in _elements(release):
        wanted = GUARDS.get(element.attributes.get("operation", ""), ())
        missing = [one for one in wanted if one not in guards_of(element)]
        if missing:
            name, inv = _name(element), ", ".join(missing)
            yield _finding("MODEL-06", _at(release, element), name=name, inv=inv, all=",".join(wanted))


def _people(release: CompiledRelease) -> Iterator[Finding]:
    """Every task of the model's processes has a role and a form."""
    for element in _elements(release):
        attributes = release.processes[element.process].attributes
        if element.type != "userTask" or not {"packageKey", "coreElement"} & attributes.keys():
            continue
        if not (element.lane or element.candidate_groups or element.assignee):
            yield _finding("MODEL-08", _at(release, element), name=_name(element))
        if not element.form:
            yield _finding("MODEL-09", _at(release, element), name=_name(element))


def _no_circle(release: CompiledRelease) -> Iterator[Finding]:
    """Disagreement is settled, it never leads back to the same question (domain.md 5.1, P01 and P05)."""
    for element in filter(does(AGREES), _elements(release)):
        way = way_back(release, element.process, element.id)
        if way is not None:
            yield _finding("MODEL-10", _at(release, element), name=_name(element), way=told(way))
