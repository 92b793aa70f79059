"""Remarks on a form, collected while it is checked: each with its line and its cure."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property

from workflow_service.errors import Finding

_NAMED = re.compile(r'"(?:id|key|path)"\s*:\s*"([^"\\]*)"')

# what to do about a finding, by rule: Danish and English
CURES: dict[str, tuple[str, str]] = {
    "size": (
        "Del formularen op i flere, eller fjern felter, der ikke bruges.",
        "Split the form into several, or remove fields that are not used.",
    ),
    "json": (
        "Ret filen, så den er ét objekt i { }. Ofte mangler et komma, et anførselstegn eller en parentes.",
        "Make the file one object in { }. Often a comma, a quotation mark or a bracket is missing.",
    ),
    "id": (
        "Giv formularen et »id«, der begynder med et bogstav fra a til z, fx »note«.",
        "Give the form an 'id' that begins with a letter from a to z, such as 'note'.",
    ),
    "version": (
        "Skriv »schemaVersion« som et helt tal fra 1 til 19.",
        "Write 'schemaVersion' as a whole number from 1 to 19.",
    ),
    "head": (
        'Skriv navnene som en liste af tekster, fx ["draft", "approve"].',
        'Write the names as a list of texts, such as ["draft", "approve"].',
    ),
    "components": (
        "Skriv »components« som en liste af felter. Listen må gerne være tom.",
        "Write 'components' as a list of fields. The list may be empty.",
    ),
    "type": (
        "Skriv feltets »type«, fx textfield, select eller group. Har feltet en »properties.type«, "
        "skal de to passe sammen.",
        "Write the field's 'type', such as textfield, select or group. If the field has a 'properties.type', "
        "the two must fit.",
    ),
    "key": (
        "Skriv en nøgle af bogstaver fra a til z, tal og _, der begynder med et bogstav, fx »next_meeting«.",
        "Write a key of letters from a to z, digits and _ that begins with a letter, such as 'next_meeting'.",
    ),
    "label": (
        "Skriv i »label« den tekst, der skal stå ved feltet.",
        "Write in 'label' the text that shall stand by the field.",
    ),
    "options": (
        "Giv feltet enten »values«, hvor hvert valg har sin egen tekst og værdi, "
        "eller en kilde i »properties.source«.",
        "Give the field either 'values', where each option has its own label and value, "
        "or a source in 'properties.source'.",
    ),
    "pattern": (
        "Skriv et enkelt mønster på højst 500 tegn uden gentagelser i hinanden, fx ^[0-9]{4}$.",
        "Write a simple pattern of at most 500 characters without nested repetition, such as ^[0-9]{4}$.",
    ),
    "duplicate": (
        "Giv hvert felt sin egen nøgle. En nøgle må heller ikke være begyndelsen af en anden (a og a.b).",
        "Give every field a key of its own. No key may be the beginning of another (a and a.b).",
    ),
    "step": (
        "Brug et af trinnene i »properties.steps«, eller tilføj trinnet dér.",
        "Use one of the steps in 'properties.steps', or add the step there.",
    ),
    "feel": (
        "Ret udtrykket. Det skal begynde med =, og tekst skal stå i anførselstegn.",
        "Correct the expression. It must begin with =, and texts must be quoted.",
    ),
    "feel_name": (
        "Ret navnet. Er det en variabel fra forløbet, så skriv den i »properties.variables«.",
        "Correct the name. If it is a variable of the process, add it to 'properties.variables'.",
    ),
    "feel_shadow": (
        "Giv feltet en anden nøgle, eller skriv udtrykket uden funktionen, fx day > string(today()).",
        "Give the field another key, or write the expression without it, such as day > string(today()).",
    ),
    "limit": (
        "Skriv et tal, fx 10, eller et udtryk, der begynder med =.",
        "Write a number, such as 10, or an expression that begins with =.",
    ),
    "keyword": (
        "Fjern ordet fra feltet, eller brug et, som browser og server læser ens.",
        "Remove the keyword from the field, or use one that browser and server read alike.",
    ),
    "rule": (
        "Giv reglen et id, som ingen anden regel har, teksterne »when«, »da« og »en«, "
        "og i »path« et felt, der findes.",
        "Give the rule an id that no other rule has, the texts 'when', 'da' and 'en', "
        "and in 'path' a field that exists.",
    ),
    "english": (
        "Skriv teksten i formularens fil, der ender på .en.json.",
        "Write the text in the form's file that ends in .en.json.",
    ),
    "title": (
        "Skriv titlen i »properties.title«.",
        "Write the title in 'properties.title'.",
    ),
}


@dataclass
class Inspection:
    """The findings of one form, collected on the way. `text` is the file, for line numbers."""

    file: str
    text: str = ""
    findings: list[Finding] = field(default_factory=list)

    def add(
        self,
        rule: str,
        element: object,
        da: str,
        en: str,
        severity: str = "error",
        line: int | None = None,
    ) -> None:
        """One remark on `element` (None: the whole file), `line` where it is known better than by name."""
        name = None if element is None else str(element)
        where = line or self._line(name)
        self.findings.append(Finding(self.file, name, where, f"form.{rule}", severity, da, en, *CURES[rule]))

    def _line(self, element: str | None) -> int | None:
        if element is None:
            return 1
        return self._lines.get(element) or self._lines.get(element.rpartition(".")[2])

    @cached_property
    def _lines(self) -> dict[str, int]:
        """The first line that gives an id, key or path, by name: read once, forms can have many findings."""
        lines: dict[str, int] = {}
        line, read = 1, 0
        for found in _NAMED.finditer(self.text):
            line += self.text.count("\n", read, found.start())
            read = found.start()
            lines.setdefault(found[1], line)
        return lines
