"""What passed by a model rule, in words (domain.md 6, column Override)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

# ground -> (Danish, English): what happened
GROUNDS: Final[dict[str, tuple[str, str]]] = {
    "family_declined": (
        "udredningen gik videre uden mødet med familien",
        "the assessment went on without the meeting with the family",
    ),
    "acute": ("akut støtte begyndte før analysemødet", "acute support began before the analysis meeting"),
    "parallel": (
        "sideløbende støtte begyndte før analysemødet",
        "parallel support began before the analysis meeting",
    ),
    "not_by_talk": (
        "barnets syn blev ikke indhentet ved en samtale",
        "the child's view was not learnt by a talk",
    ),
    "open_areas": (
        "et område i overgangen måtte mangle",
        "an area of the transition was allowed to stay open",
    ),
    "deputy_chair": (
        "stedfortræderen ledte koordinationsgruppen",
        "the deputy chair led the coordination group",
    ),
    "month_cancelled": (
        "koordinationsgruppens møde var aflyst på forhånd",
        "the meeting of the coordination group was cancelled beforehand",
    ),
}


def what(ground: str, language: str) -> str:
    """What happened, to begin a line with."""
    words = GROUNDS.get(ground)
    said = ground if words is None else words[language == "en"]
    return said[:1].upper() + said[1:]


def rule_name(rule: str, language: str) -> str:
    """`Regel 3` of INV-03."""
    return f"{'Rule' if language == 'en' else 'Regel'} {int(rule.partition('-')[2])}"


def often(times: int, cases: int, language: str) -> str:
    """`3 gange i 2 sager`; without cases (a meeting of leaders) `3 gange`."""
    english = language == "en"
    said = f"{times} {'time' if times == 1 else 'times'}" if english else f"{times} {_danish_times(times)}"
    if not cases:
        return said
    if english:
        return f"{said} in {cases} {'case' if cases == 1 else 'cases'}"
    return f"{said} i {cases} {'sag' if cases == 1 else 'sager'}"


def _danish_times(times: int) -> str:
    return "gang" if times == 1 else "gange"


def line(one: Mapping[str, Any], language: str) -> str:
    """`Regel 3: Udredningen gik videre uden mødet med familien, 2 gange i 2 sager`."""
    told = f"{rule_name(one['rule'], language)}: {what(one['ground'], language)}"
    return f"{told}, {often(one['times'], one['cases'], language)}"
