"""One document of the journal as a paper: letterhead, case number, headings, tables, page numbers.

PDF/UA-1 (tagged, for screen readers) and PDF/A-2a (made to be kept) at once.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import typst

# the words come in as data and never as source, so that nothing in a document can be read as markup
_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.sender, date: datetime(
  year: data.made.at(0), month: data.made.at(1), day: data.made.at(2)))
#set text(lang: data.language, size: 10.5pt, hyphenate: true)
#set page(paper: "a4", margin: (x: 2.5cm, top: 2.5cm, bottom: 2.8cm), footer: context [
  #set text(size: 8.5pt)
  #data.footer #h(1fr) #data.page_word #counter(page).display() #data.of_word #counter(page).final().first()
])
#let lines(text) = text.split("\\n").map(line => [#line]).join(linebreak())
#set heading(numbering: none)
#grid(columns: (1fr, auto), gutter: 1em,
  text(size: 13pt, weight: "bold", data.sender),
  align(right, text(size: 9pt, lines(data.reference))))
#if data.receiver != "" [ #v(0.8cm) #par(lines(data.receiver)) #v(0.4cm) ] else [ #v(0.4cm) ]
#heading(level: 1, data.title)
#if data.about != "" [ #text(size: 9pt)[#lines(data.about)] ]
#for one in data.warnings [
  #block(stroke: 0.8pt, inset: 8pt, width: 100%)[#strong[#lines(one)]]
]
#for one in data.blocks [
  #if one.kind == "heading" [
    #heading(level: 2, one.text)
  ] else if one.kind == "text" [
    #par(lines(one.text))
  ] else if one.kind == "answer" [
    #block(breakable: true)[#strong[#one.label] #linebreak() #lines(one.text)]
  ] else if one.kind == "drawing" [
    #image(bytes(one.svg), format: "svg", width: 6cm, alt: one.text)
  ] else [
    #block(sticky: true, strong(one.label))
    #table(
      columns: one.columns.len(),
      align: left + top,
      stroke: 0.5pt + luma(120),
      table.header(..one.columns.map(name => table.cell(fill: luma(235), strong(name)))),
      ..one.rows.flatten().map(cell => [#lines(cell)])
    )
  ]
]
"""


@dataclass(frozen=True)
class Sheet:
    """What one paper says. `receiver`: name and address of a letter; `reference`: case number and day;
    `warnings` stand in a frame; `blocks` are headings, texts, answers, tables and drawings in their order;
    `language` is that of its words (da, en)."""

    title: str
    sender: str
    reference: str
    receiver: str
    about: str
    warnings: tuple[str, ...]
    blocks: tuple[Mapping[str, Any], ...]
    footer: str
    language: str = "da"


def heading(text: str) -> Mapping[str, Any]:
    return {"kind": "heading", "text": text}


def paragraph(text: str) -> Mapping[str, Any]:
    return {"kind": "text", "text": text}


def answer(label: str, text: str) -> Mapping[str, Any]:
    return {"kind": "answer", "label": label, "text": text}


def table(label: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> Mapping[str, Any]:
    """A list of a form; every row has as many cells as there are columns."""
    return {"kind": "table", "label": label, "columns": list(columns), "rows": [list(row) for row in rows]}


def drawing(svg: str, text: str) -> Mapping[str, Any]:
    """A drawing we made ourselves; `text` says the same in words."""
    return {"kind": "drawing", "svg": svg, "text": text}


def typeset(sheet: Sheet, made: datetime) -> bytes:
    """The paper as PDF. `made` is the local moment of the document, not of the print: the same document
    gives the same bytes whenever it is asked for."""
    page, of = ("Page", "of") if sheet.language == "en" else ("Side", "af")
    day = [made.year, made.month, made.day]
    data = {**asdict(sheet), "made": day, "page_word": page, "of_word": of}
    content = typst.compile(
        _TEMPLATE.encode(),
        format="pdf",
        sys_inputs={"data": json.dumps(data, ensure_ascii=False)},
        pdf_standards=["ua-1", "a-2a"],
        ignore_system_fonts=True,
        timestamp=int(made.timestamp()),
    )
    return bytes(content)
