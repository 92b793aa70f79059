"""Letters as data: the words of each letter come with the package (`data/letters.json`), Danish and English.

A letter's words belong to the municipality, what stands in its fields to the service: `OFFERED` says what
each letter can merge in. A template that names anything else is refused when it is published.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from workflow_service.casefile.letter_language import TemplateError, names, render
from workflow_service.errors import Conflict, Finding
from workflow_service.store import UnitOfWork
from workflow_service.store import letters as query

LANGUAGES = ("da", "en")
COMMON = "common"
NO_ENGLISH = "LET-005"

# what the service fills in: letter, or letter/part -> fields
OFFERED: Mapping[str, frozenset[str]] = {
    key: frozenset(fields.split())
    for key, fields in {
        "common": "",
        "common/coordinator": "name phone email away",
        "common/substitute": "name phone email",
        "common/contact_card": "coordinator substitute case_number",
        "common/signature": "signer municipality",
        "common/held_back": "",
        "common/meeting_slip": "name when case_number",
        "welcome_letter": "first_name child contact_card signature case_number municipality",
        "analysis_letter": "first_name child body contact_card signature case_number municipality",
        "analysis_letter/proposal": "when child",
        "assessment_invitation": "first_name child to_child moved when place mode attendees child_part"
        " bisidder interpreter contact_card signature slip case_number municipality",
        "network_invitation": "first_name child to_child moved when place purpose attendees contact_card"
        " signature slip case_number municipality",
        "transition_invitation": "first_name child to_child moved when place attendees contact_card signature"
        " slip case_number municipality",
        "application_receipt": "first_name child to_child matter section received until handler contact_card"
        " signature case_number municipality",
        "new_decision_date": "first_name child to_child matter received due delay_reason answer_by"
        " contact_card signature case_number municipality",
        "report_draft": "first_name child to_child answer_by left_out contact_card signature draft slip"
        " case_number municipality",
        "report_draft/draft": "summary_child summary_parents summary_family child_words needs dependencies"
        " goals conclusion direction to_child",
        "report_draft/slip": "name case_number",
        "survey_letter": "first_name child to_child answer_by name contact_card signature case_number"
        " municipality",
        "free_letter": "first_name child subject body contact_card signature case_number municipality",
        "expert_invitation": "name when place questions login numbered_paper screen_only signature",
        "contact_card": "first_name child to_child contact_card signature case_number municipality",
        "transition_letter": "first_name child to_child contact_card signature case_number municipality",
        "adult_contact": "first_name child adult_contact contact_card signature case_number municipality",
        "hearing_letter": "first_name matter information until child contact_card signature case_number"
        " municipality",
        "decision_letter": "first_name matter decision child contact_card signature case_number municipality",
        "decision_letter/decision": "matter outcome reason facts child_view purpose duration no_consent"
        " ends_on run_off_until plan_due legal_basis guidance complaint_until to_child",
        "decision_letter/guidance": "time to_child",
        "complaint_guidance": "first_name leader_decision guidance child to_child contact_card signature"
        " case_number municipality",
        "complaint_letter": "first_name matter rejected upheld partly maintained decision reason child"
        " contact_card signature case_number municipality",
        "complaint_file": "case_number matter received complaint result reason decision signature",
        "access_bundle": "first_name documents pages omitted signature",
        "access_delay": "first_name delay_reason answer_by signature",
        "notification_receipt": "first_name received municipality",
        "notification_answer": "first_name received answer municipality",
        "plan_letter": "first_name version plan child contact_card signature case_number municipality",
        "plan_letter/plan": "child to_child vision child_words goals_short goals_long measures family_tasks"
        " agreements leader_decision rhythm next_follow_up",
        "plan_letter/goal": "who text sign until",
        "plan_letter/measure": "text start started",
        "plan_letter/task": "text",
        "plan_letter/agreement": "who agree partly_agree disagree words",
    }.items()
}


@dataclass(frozen=True)
class Field:
    """A merge field: what it is, and a sample for the preview, in both languages."""

    label: Mapping[str, str]
    sample: Mapping[str, str]


@dataclass(frozen=True)
class Part:
    """A piece of a letter that is made for itself: a line of a list, a body that other letters show too."""

    name: Mapping[str, str]
    fields: tuple[str, ...]
    text: Mapping[str, str]


@dataclass(frozen=True)
class Template:
    """A letter's words by language. `to` says who gets it; the service, not the template, decides that."""

    key: str
    name: Mapping[str, str]
    to: Mapping[str, str]
    fields: tuple[str, ...]
    title: Mapping[str, str]
    text: Mapping[str, str]
    parts: Mapping[str, Part]
    declared: Mapping[str, Field]
    version: int = 0

    def title_of(self, values: Mapping[str, str], language: str = "da") -> str:
        return render(self.title[language], values)

    def text_of(self, values: Mapping[str, str], language: str = "da") -> str:
        return render(self.text[language], values)

    def part(self, name: str, values: Mapping[str, str], language: str = "da") -> str:
        return render(self.parts[name].text[language], values)

    def speaks(self, language: str) -> bool:
        """Can the whole letter be written in it? Danish it always can (LET-004)."""
        if language == "da":
            return True
        own = not self.text["da"] or bool(self.title[language] and self.text[language])
        return own and all(one.text[language] for one in self.parts.values())

    def samples(self, fields: Iterable[str], language: str) -> dict[str, str]:
        """Sample values of these fields."""
        return {name: self.declared[name].sample[language] for name in fields}


def template(uow: UnitOfWork, key: str) -> Template:
    """The letter's words that are in force. Raises `Conflict` when the release has none."""
    row = query.letter(uow, key)
    if row is None:
        raise Conflict(
            "letter_template_missing",
            f"Brevet kan ikke skrives: udgivelsen har ingen skabelon »{key}«. Udgiv letters.json.",
            f"The letter cannot be written: the release has no template “{key}”. Publish letters.json.",
        )
    return read(row)


def spoken(uow: UnitOfWork, words: Template, wanted: str) -> str:
    """The language a letter leaves in: the wanted one when the letter and what all letters share are written
    in it, else Danish, so that nobody gets a letter half in each."""
    return wanted if words.speaks(wanted) and template(uow, COMMON).speaks(wanted) else "da"


def read(row: Mapping[str, Any]) -> Template:
    """A stored definition of kind `letter`."""
    return _template(orjson.loads(bytes(row["content"])), int(row["version"]))


def _template(data: Mapping[str, Any], version: int = 0) -> Template:
    return Template(
        data["key"],
        _both(data, "name"),
        _both(data, "to"),
        tuple(data.get("fields") or ()),
        _both(data, "title"),
        _both(data, "text"),
        {
            name: Part(_both(one, "name"), tuple(one.get("fields") or ()), _both(one, "text"))
            for name, one in (data.get("parts") or {}).items()
        },
        {
            name: Field(
                {language: str(one.get(language) or name) for language in LANGUAGES},
                _both(one, "sample"),
            )
            for name, one in (data.get("declared") or {}).items()
        },
        version,
    )


def _both(data: Mapping[str, Any], name: str) -> dict[str, str]:
    return {language: _text(data.get(f"{name}_{language}")) for language in LANGUAGES}


def _text(value: Any) -> str:
    """A text, or paragraphs."""
    return "\n\n".join(str(one) for one in value) if isinstance(value, list) else str(value or "")


@dataclass(frozen=True)
class Packed:
    """One letter of a package's file as it becomes a definition of its own, with its own versions."""

    key: str
    name: str
    content: bytes


def unpack(content: bytes) -> list[Packed]:
    """The letters of `letters.json`, each with the declarations of the fields it names."""
    data = orjson.loads(content)
    declared = data.get("fields") or {}
    found = []
    for row in data["letters"]:
        named = {*(row.get("fields") or ()), *_part_fields(row)}
        own = {**row, "declared": {name: declared[name] for name in sorted(named) if name in declared}}
        whole = orjson.dumps(own, option=orjson.OPT_SORT_KEYS | orjson.OPT_INDENT_2)
        found.append(Packed(row["key"], str(row.get("name_da") or row["key"]), whole))
    return found


def pack(templates: Iterable[bytes]) -> bytes:
    """The file that holds these stored letters: the way back of `unpack`."""
    declared: dict[str, Any] = {}
    rows = []
    for content in templates:
        row = orjson.loads(content)
        declared |= row.pop("declared", {})
        rows.append(row)
    return orjson.dumps({"fields": declared, "letters": rows}, option=orjson.OPT_INDENT_2)


def _part_fields(row: Mapping[str, Any]) -> Iterator[str]:
    for part in (row.get("parts") or {}).values():
        yield from part.get("fields") or ()


# -- the publish check ---------------------------------------------------------------------------------------


@dataclass
class _Check:
    file: str
    found: list[Finding] = field(default_factory=list)

    def say(self, place: str, code: str, da: str, en: str, cure: tuple[str, str], line: int = 1) -> None:
        severity = "warning" if code == NO_ENGLISH else "error"
        self.found.append(Finding(self.file, place, line, code, severity, da, en, *cure))


def check(content: bytes, file: str) -> list[Finding]:
    """The rules LET-001 to LET-004 on a package's letters, and the warning LET-005: without English words a
    letter leaves in Danish, also to who reads English."""
    judge = _Check(file)
    try:
        data = orjson.loads(content)
        declared = {name: one for name, one in data["fields"].items() if isinstance(one, dict)}
        for row in data["letters"]:
            _check_letter(judge, row, declared)
    except (AttributeError, TypeError, KeyError, ValueError):
        judge.say(
            "",
            "LET-001",
            "Brevene kan ikke læses.",
            "The letters cannot be read.",
            (
                'Skriv {"fields": {…}, "letters": [{"key": …, "text_da": …, "text_en": …}]}.',
                'Write {"fields": {…}, "letters": [{"key": …, "text_da": …, "text_en": …}]}.',
            ),
        )
    return judge.found


def _check_letter(judge: _Check, row: Mapping[str, Any], declared: Mapping[str, Any]) -> None:
    key = str(row["key"])
    if key not in OFFERED:
        judge.say(
            key,
            "LET-002",
            f"Der er intet brev, der hedder »{key}«.",
            f"There is no letter called “{key}”.",
            (
                "Brug nøglen på et brev, som en arbejdsgang sender.",
                "Use the key of a letter that a process sends.",
            ),
        )
        return
    places: list[tuple[str, Mapping[str, Any], tuple[str, ...]]] = [(key, row, ("title", "text"))]
    parts = row.get("parts") if isinstance(row.get("parts"), dict) else {}
    places += [(f"{key}/{name}", one, ("text",)) for name, one in (parts or {}).items()]
    wanted = {one for one in OFFERED if one.startswith(f"{key}/")}
    for missing in sorted(wanted - {place for place, *_ in places}):
        judge.say(
            missing,
            "LET-004",
            f"Brevet mangler delen »{missing.partition('/')[2]}«.",
            f"The letter lacks the part “{missing.partition('/')[2]}”.",
            ("Skriv delen på dansk og engelsk.", "Write the part in Danish and English."),
        )
    for place, one, columns in places:
        _check_place(judge, place, one, columns, declared)


def _check_place(
    judge: _Check, place: str, row: Mapping[str, Any], columns: tuple[str, ...], declared: Mapping[str, Any]
) -> None:
    own = {str(name) for name in row.get("fields") or ()}
    offered = OFFERED.get(place, frozenset())
    for name in sorted(own - (offered & set(declared))):
        judge.say(
            place,
            "LET-003",
            f"Feltet »{name}« kan ikke flettes ind i »{place}«.",
            f"The field “{name}” cannot be merged into “{place}”.",
            (
                f"Brug: {', '.join(sorted(offered)) or 'ingen felter'}.",
                f"Use: {', '.join(sorted(offered)) or 'none'}.",
            ),
        )
    for column in columns:
        for language, text in _both(row, column).items():
            if not text and place != COMMON and language == "en":
                judge.say(
                    place,
                    NO_ENGLISH,
                    f"»{place}« har ingen engelsk tekst ({column}_en). Brevet sendes på dansk til alle.",
                    f"“{place}” has no English text ({column}_en). The letter leaves in Danish to everybody.",
                    ("Skriv teksten på engelsk.", "Write the text in English."),
                )
            elif not text and place != COMMON:
                judge.say(
                    place,
                    "LET-004",
                    f"»{place}« mangler sin tekst ({column}_{language}).",
                    f"“{place}” lacks its text ({column}_{language}).",
                    ("Skriv teksten på dansk.", "Write the text in Danish."),
                )
            _check_text(judge, place, f"{column}_{language}", text, own)


def _check_text(judge: _Check, place: str, column: str, text: str, own: set[str]) -> None:
    try:
        for name, line in names(text):
            if name not in own:
                judge.say(
                    place,
                    "LET-003",
                    f"Fletfeltet {{{{{name}}}}} i {column} er ikke et af brevets felter.",
                    f"The merge field {{{{{name}}}}} in {column} is not one of the letter's fields.",
                    (
                        f"Brug: {', '.join(sorted(own)) or 'ingen felter'}.",
                        f"Use: {', '.join(sorted(own)) or 'none'}.",
                    ),
                    line,
                )
    except TemplateError as error:
        judge.say(
            place,
            "LET-001",
            error.da,
            error.en,
            (f"Ret {column}.", f"Mend {column}."),
            error.line,
        )
