"""The papers of the coordination group: the T02 pack with its figures, and the priority agreement.

The pack names no child and no employee: an escalated case is its number (INV-18). Tagged PDF like every
other paper, in the language of whoever asks for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from workflow_service import access, calendar
from workflow_service.casefile import management_report as told
from workflow_service.casefile import override_words
from workflow_service.casefile import typesetting_paper as typesetting
from workflow_service.casefile.papers import Pdf
from workflow_service.meetings.base import local, meeting_of
from workflow_service.meetings.coordination_page import AgreementView, of_the_group, one_agreement
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as case_query
from workflow_service.store import coordination as group

Block = Mapping[str, Any]

_WORDS = {
    "title": (
        "Ledelsesinformation til koordinationsgruppen",
        "Management information for the coordination group",
    ),
    "period": (
        "Tallene ser tilbage til {since}. Opgjort {at}.",
        "The figures look back to {since}. Made {at}.",
    ),
    "figures": ("Nøgletal", "Key figures"),
    "figure": ("Nøgletal", "Key figure"),
    "definition": ("Sådan er det regnet", "Definition"),
    "value": ("Værdi", "Value"),
    "behind": ("Antal bag", "Number behind"),
    "agenda": ("Dagsorden", "Agenda"),
    "item": ("Punkt", "Item"),
    "why": ("Hvorfor", "Why"),
    "raised": ("Sager, der er løftet til gruppen", "Cases raised to the group"),
    "disputes": ("Uenighed om finansiering, der forhandles", "Financing disputes being negotiated"),
    "deviations": (
        "Statusmøder med afvigelse",
        "Status meetings with a deviation",
    ),
    "clocks": ("Opgaver over fristen", "Tasks beyond their deadline"),
    "financing": (
        "Controllerens faste punkt: fælles finansiering",
        "The controller's standing item: financing",
    ),
    "overrides": ("Fravigelser fra modelreglerne", "Where model rules were passed by"),
    "months": ("Gruppens møder", "The group's meetings"),
    "open": (
        "Gruppens åbne beslutninger: {n}, heraf over fristen: {late}",
        "Open decisions: {n}, late: {late}",
    ),
    "none": ("Ingen.", "None."),
    "agreement": ("Prioriteringsaftale", "Priority agreement"),
    "valid": ("Gælder {start} – {end}", "Valid {start} – {end}"),
    "signatures": ("Underskrifter", "Signatures"),
    "name": ("Navn", "Name"),
    "agreed": ("Sagde ja", "Agreed"),
    "file": ("Det underskrevne dokument", "The signed document"),
    "no": ("Nej: {why}", "No: {why}"),
}


class _Words:
    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, key: str, **values: Any) -> str:
        return _WORDS[key][self.language == "en"].format(**values)

    def day(self, day: date | str) -> str:
        found = date.fromisoformat(day) if isinstance(day, str) else day
        return calendar.short_date(found, self.language)


def report_paper(uow: UnitOfWork, meeting_id: str) -> Pdf:
    """The pack of one meeting. Raises NotFound for others than the group, and before it is made."""
    meeting, series = meeting_of(uow, meeting_id)
    if not of_the_group(uow, series) or not meeting["report"]:
        access.require_sight(access.NOT_SEEN)
    word, made = _Words(uow.actor.language), local(uow, meeting["starts_at"])
    topics = [one["subject"] or {} for one in group.topics(uow, meeting_id)]
    paper = typesetting.Sheet(
        title=word("title"),
        sender=case_query.municipality(uow),
        reference=f"{calendar.long_date(made.date(), word.language)}",
        receiver="",
        about=word(
            "period", since=word.day(meeting["report"]["since"]), at=word.day(meeting["report"]["at"])
        ),
        warnings=(),
        blocks=tuple(_pack(meeting["report"], topics, word)),
        footer=word("title"),
        language=word.language,
    )
    return Pdf(f"koordinationsgruppe-{made.date().isoformat()}.pdf", typesetting.typeset(paper, made))


def _pack(report: told.Report, topics: list[Mapping[str, str]], word: _Words) -> Iterator[Block]:
    language = word.language
    if topics:
        rows = [[one.get("what", ""), one.get("why", "")] for one in topics]
        yield typesetting.table(word("agenda"), [word("item"), word("why")], rows)
    for title, key in (("raised", "escalations"), ("disputes", "disputes")):
        yield from _lines(word(title), [told.split_line(one, language) for one in report[key]], word)
    found = [told.deviation_line(one, language) for one in report["deviations"]]
    yield from _lines(word("deviations"), found, word)
    yield from _lines(word("financing"), told.financing_lines(report["financing"], language), word)
    yield from _lines(word("clocks"), [told.clock_line(one, language) for one in report["clocks"]], word)
    yield from _lines(word("months"), [told.month_line(one, language) for one in report["months"]], word)
    passed = [override_words.line(one, language) for one in report.get("overrides") or ()]
    yield from _lines(word("overrides"), passed, word)
    yield typesetting.paragraph(word("open", n=report["open_decisions"], late=report["late_decisions"]))
    columns = [word(key) for key in ("figure", "definition", "value", "behind")]
    rows = [
        [f"{one.key} {one.name}", one.definition, one.value, one.behind]
        for one in told.figures(report, language)
    ]
    yield typesetting.table(word("figures"), columns, rows)


def _lines(title: str, lines: list[str], word: _Words) -> Iterator[Block]:
    yield typesetting.heading(title)
    yield typesetting.paragraph("\n".join(lines) if lines else word("none"))


def agreement_paper(uow: UnitOfWork, agreement_id: str) -> Pdf:
    """The priority agreement with who agreed and when. Raises NotFound for others than the group."""
    series, found = one_agreement(uow, agreement_id)
    word = _Words(uow.actor.language)
    paper = typesetting.Sheet(
        title=word("agreement"),
        sender=case_query.municipality(uow),
        reference=series["name"],
        receiver="",
        about=word("valid", start=word.day(found.valid_from), end=word.day(found.valid_to)),
        warnings=(),
        blocks=tuple(_agreed(found, word)),
        footer=word("agreement"),
        language=word.language,
    )
    made = calendar.end_of_day(found.valid_from, uow.zone).astimezone(uow.zone)
    return Pdf(f"prioriteringsaftale-{found.valid_from.isoformat()}.pdf", typesetting.typeset(paper, made))


def _agreed(found: AgreementView, word: _Words) -> Iterator[Block]:
    yield typesetting.paragraph(found.text)
    if found.file:
        yield typesetting.answer(word("file"), found.file)
    rows = [[one.name, word.day(one.on) if one.on else word("no", why=one.note)] for one in found.signatures]
    yield typesetting.table(word("signatures"), [word("name"), word("agreed")], rows)
