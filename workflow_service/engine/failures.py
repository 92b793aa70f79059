"""Why an element could not do its step: the engine's own kind of exception, with a text for people.

A `Failure` never leaves the engine. The scheduler turns it into an `Incident` at the element, keeps the state
as it was before the step and goes on with the rest of the instance (design.md 3: never a silent default).
"""

from __future__ import annotations

from typing import Final

TEXTS: Final[dict[str, tuple[str, str]]] = {
    "expression_failed": (
        "Udtrykket »{text}« kunne ikke beregnes.",
        "The expression “{text}” could not be evaluated.",
    ),
    "condition_not_boolean": (
        "Betingelsen »{text}« gav {value}. Den skal give sand eller falsk.",
        "The condition “{text}” gave {value}. It must give true or false.",
    ),
    "no_flow_taken": (
        "Ingen af betingelserne er opfyldt, og der er ingen standardvej.",
        "None of the conditions holds, and there is no default flow.",
    ),
    "time_invalid": (
        "»{text}« gav {value}. Det er ikke et tidspunkt eller en varighed.",
        "“{text}” gave {value}. That is neither a moment nor a duration.",
    ),
    "collection_invalid": (
        "»{text}« gav {value}. Listen, der skal gentages for, skal være en liste.",
        "“{text}” gave {value}. The collection to repeat for must be a list.",
    ),
    "count_invalid": (
        "»{text}« gav {value}. Antallet skal være et helt tal fra 0 til {limit}.",
        "“{text}” gave {value}. The number of times must be a whole number from 0 to {limit}.",
    ),
    "decision_failed": (
        "Beslutningen »{text}« kunne ikke træffes.",
        "The decision “{text}” could not be evaluated.",
    ),
    "value_invalid": (
        "»{text}« gav {value}, og det kan ikke bruges her.",
        "“{text}” gave {value}, which cannot be used here.",
    ),
    "process_unknown": (
        "Delforløbet »{text}« findes ikke i denne udgivelse.",
        "The called process “{text}” is not in this release.",
    ),
    "too_deep": (
        "Delforløbene kalder hinanden i mere end {limit} lag. Det er sandsynligvis en ring.",
        "The processes call each other more than {limit} levels deep. It is probably a circle.",
    ),
    "error_uncaught": (
        "Fejlen »{text}« bliver ikke grebet nogen steder i forløbet.",
        "Nothing in the process catches the error “{text}”.",
    ),
    "step_budget": (
        "Forløbet gik gennem {limit} elementer på én gang. Det kører sandsynligvis i ring.",
        "The process passed {limit} elements at once. It is probably running in a circle.",
    ),
}


class Failure(Exception):
    """`code` is a key of TEXTS; `detail` is what the lower room said, for the technician."""

    def __init__(self, code: str, detail: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        danish, english = TEXTS[code]
        self.da = danish.format(**values)
        self.en = english.format(**values)


def shown(value: object) -> str:
    """A value as a person may read it in a text: short, and null instead of None."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    return text if len(text) <= 80 else text[:77] + "..."
