"""Rules about what leaves the service: INV-18 (what is read outside), INV-23 (two homes)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from workflow_service.rules.facts import Violation

# six digits of a day, four more: how a CPR number is written, with or without the hyphen
_CPR = re.compile(r"(?<!\d)(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])\d{2}[- ]?\d{4}(?!\d)")

_POSTAL = re.compile(r"(?:dk-?)?\d{4}(?!\d)")


def nothing_personal(text: str, names: Iterable[str] = (), path: str | None = None) -> list[Violation]:
    """INV-18: what is read outside the service (calendar feed, e-mail, tab title, name of a print) carries no
    CPR number and none of `names`, the whole names of people in the case file.

    >>> [one.rule for one in nothing_personal("Møde om 140317-1234")]
    ['INV-18']
    >>> nothing_personal("Statusmøde, kerneteam Nord, 23.11.2026 kl. 13.00")
    []
    """
    said = _squeezed(text)
    named = any(_squeezed(name) in said for name in names if name.strip())
    if not named and not _CPR.search(text):
        return []
    return [
        Violation(
            "INV-18",
            path,
            "Teksten læses uden for systemet og må ikke have navne eller CPR-numre. Tag det ud, og henvis til"
            " opgaven. (Regel 18)",
            "The text is read outside the system and carries no names or CPR numbers. Take it out; refer to"
            " the task. (Rule 18)",
        )
    ]


def nothing_of_another_home(
    text: str, hidden: Iterable[str | None], path: str | None = None
) -> list[Violation]:
    """INV-23: the text names none of the `hidden` addresses, unknown to the reader. Of an address the
    parts with a number count (not the postal code); capitals, commas and spaces do not.

    >>> len(nothing_of_another_home("Hun bor på SKJULESTIEN 9 nu", ["Skjulestien 9, 4000 Egelund"]))
    1
    """
    said = _squeezed(text)
    if not any(street in said for address in hidden for street in _streets(address)):
        return []
    return [
        Violation(
            "INV-23",
            path,
            "Brevet nævner en beskyttet adresse, som modtageren ikke må kende. Fjern den. (Regel 23)",
            "The letter names a protected address the recipient must not know. Remove it. (Rule 23)",
        )
    ]


def _streets(address: str | None) -> list[str]:
    parts = [_squeezed(one) for one in re.split(r"[\n,]", address or "")]
    return [one for one in parts if any(c.isdigit() for c in one) and not _POSTAL.match(one)]


def _squeezed(text: str) -> str:
    return " ".join(text.casefold().replace(",", " ").split())
