"""Why an element could not do its step: the engine's own kind of exception, with a text for people.

A `Failure` never leaves the engine. The scheduler turns it into an `Incident` at the element, keeps the state
as it was before the step and goes on with the rest of the instance (design.md 3: never a silent default).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    "ad_hoc_open": (
        "Alt i det frie delforløb er udført, men betingelsen »{text}« for at slutte er ikke opfyldt.",
        "All of the ad-hoc sub-process is done, but its completion condition “{text}” does not hold.",
    ),
    "error_uncaught": (
        "Fejlen »{text}« bliver ikke grebet nogen steder i forløbet.",
        "Nothing in the process catches the error “{text}”.",
    ),
    "step_budget": (
        "Forløbet gik gennem {limit} elementer på én gang. Det kører sandsynligvis i ring: »{element}« er"
        " nået {times} gange.",
        "The process passed {limit} elements at once. It is probably running in a circle: “{element}” was"
        " passed {times} times.",
    ),
    "time_budget": (
        "Trinnet tog for lang tid at beregne og blev stoppet. Se efter lister eller gentagelser, der er"
        " blevet for store.",
        "The step took too long to compute and was stopped. Look for lists or repetitions that have grown"
        " too large.",
    ),
    "variable_too_large": (
        "Oplysningen »{name}« er for stor: højst {limit} kB. Lange tekster og filer hører til i sagen.",
        "The variable “{name}” is too large: at most {limit} kB. Long texts and files belong in the case"
        " file.",
    ),
    "variables_too_large": (
        "Oplysningerne fylder for meget tilsammen: højst {limit} kB. Lange tekster og filer hører til i"
        " sagen.",
        "The variables are too large together: at most {limit} kB. Long texts and files belong in the case"
        " file.",
    ),
    "data_too_large": (
        "Med »{name}« ville forløbets oplysninger fylde mere end {limit} kB tilsammen.",
        "With “{name}” the process data would be larger than {limit} kB together.",
    ),
    "handed_out_too_large": (
        "Forløbet ville give mere end {limit} kB videre til opgaver på én gang. Lad hver opgave få mindre"
        " med.",
        "The process would hand out more than {limit} kB to tasks at once. Let each task take less along.",
    ),
}


class Failure(Exception):
    """`code` is a key of TEXTS; `detail` is what the lower room said, for the technician."""

    def __init__(self, code: str, detail: str = "", **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        danish, english = TEXTS[code]
        self.da = danish.format(**{name: _told(value, "da") for name, value in values.items()})
        self.en = english.format(**{name: _told(value, "en") for name, value in values.items()})


@dataclass(frozen=True)
class Shown:
    """A value in both languages."""

    da: str
    en: str


def shown(value: object) -> Shown:
    """A value as a text may tell it to somebody who repairs an instance and may not read its case: numbers,
    dates, true, false and null as they are, of everything else the kind and the size. Never walks through a
    value, which may hold itself a million times over."""
    if value is None:
        return Shown("null", "null")
    if isinstance(value, bool):
        word = "true" if value else "false"
        return Shown(word, word)
    if isinstance(value, str):
        return Shown(f"en tekst på {len(value)} tegn", f"a text of {len(value)} characters")
    if isinstance(value, Mapping):
        return Shown(f"en samling af {len(value)} oplysninger", f"a context of {len(value)} entries")
    if isinstance(value, Sequence):
        return Shown(f"en liste med {len(value)} led", f"a list of {len(value)} items")
    text = _short(str(value), 80)
    return Shown(text, text)


def _told(value: object, language: str) -> str:
    if isinstance(value, Shown):
        return value.en if language == "en" else value.da
    return _short(str(value), 300)


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else text[: most - 3] + "..."
