"""The keywords of one field: what browser and server would take differently, or one of them does not know."""

from __future__ import annotations

import re

from workflow_service.forms.compiler import Component, mapping
from workflow_service.forms.findings import Inspection
from workflow_service.forms.patterns import UnsharedPattern, compile_pattern

_RISKY = re.compile(r"\([^()]*[+*][^()]*\)[+*{]")
_DECIMAL = re.compile(r"-?\d+(\.\d+)?", re.ASCII)


def check_pattern(component: Component, name: object, look: Inspection) -> None:
    """The pattern of a text: one that both languages read alike, and fast."""
    pattern = mapping(component.get("validate")).get("pattern")
    if not pattern:
        return
    try:
        compile_pattern(str(pattern))
    except UnsharedPattern:
        da = "Mønstret kan ikke læses, eller browser og server læser det forskelligt."
        en = "The pattern cannot be read, or browser and server read it differently."
        look.add("pattern", name, da, en)
    if len(str(pattern)) > 500 or _RISKY.search(str(pattern)):
        look.add("pattern", name, "Mønstret kan blive meget langsomt.", "The pattern may be very slow.")


def check_keywords(component: Component, name: object, look: Inspection) -> None:
    """Steps, decimals, kinds of validation, default values."""
    step, digits = component.get("increment"), component.get("decimalDigits")
    if step not in (None, "") and not (_is_decimal(step) and float(str(step)) > 0):
        look.add("limit", name, f"Trinnet »{step}« er ikke et tal.", f"The step '{step}' is not a number.")
    if digits not in (None, "") and (not isinstance(digits, int) or isinstance(digits, bool) or digits < 0):
        da, en = f"Antallet af decimaler »{digits}« kan ikke bruges.", f"Unusable decimalDigits '{digits}'."
        look.add("limit", name, da, en)
    kind = mapping(component.get("validate")).get("validationType")
    if kind not in (None, "", "custom", "email", "phone"):
        look.add("keyword", name, f"Kontrollen »{kind}« findes ikke.", f"There is no validation '{kind}'.")
    if component.get("disabled") is True and component.get("defaultValue") not in (None, ""):
        da = "Et slået fra felt sender ikke sin startværdi."
        en = "A disabled field does not send its default value."
        look.add("keyword", name, da, en)


def check_number(bound: object, name: object, look: Inspection) -> None:
    """A limit that is not FEEL: a number, or decimal text."""
    if bound != "" and not _is_decimal(bound):
        look.add("limit", name, f"Grænsen »{bound}« er ikke et tal.", f"The limit '{bound}' is not a number.")


def _is_decimal(value: object) -> bool:
    number = isinstance(value, int | float | str) and not isinstance(value, bool)
    return number and _DECIMAL.fullmatch(str(value)) is not None
