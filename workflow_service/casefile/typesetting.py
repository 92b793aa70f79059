"""Bundles of documents as one tagged PDF with an index and page numbers (domain.md 7.1; design.md 6)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

import typst

from workflow_service.casefile.attached_pages import Shown
from workflow_service.casefile.pdf_pages import lend

# the words come in as data and never as source, so that nothing in a document can be read as markup
_TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: data.title, author: data.sender, date: none)
#set text(lang: data.language, size: 10.5pt, hyphenate: true)
#set page(paper: "a4", margin: (x: 2.5cm, y: 2.5cm), footer: context [
  #set text(size: 8.5pt)
  #data.footer #h(1fr) #data.page_word #counter(page).display() #data.of_word #counter(page).final().first()
])
#let lines(text) = text.split("\\n").map(line => [#line]).join(linebreak())
#text(size: 18pt, weight: "bold")[#data.title]
#for part in data.introduction [ #par(lines(part)) ]
#outline(title: data.index_word, depth: 1)
#for one in data.documents [
  #pagebreak()
  #heading(level: 1, one.title)
  #text(size: 9pt)[#one.about]
  #for part in one.parts [ #par(lines(part)) ]
  #for file in one.files [
    #block(sticky: true)[#strong[#file.title] #linebreak() #text(size: 9pt)[#file.about]]
    #for plate in file.plates [
      #block(stroke: 0.5pt + luma(120), image(
        plate.path, format: plate.format, width: 100%, height: 20cm, fit: "contain", alt: plate.alt))
    ]
  ]
]
#context [#metadata(counter(page).final().first()) <pages>]
"""


@dataclass(frozen=True)
class Paper:
    """One document of a bundle: what it is, `about` (when, by whom), its text in `parts`, and the ids of the
    files that are attached to it."""

    title: str
    about: str
    parts: tuple[str, ...]
    files: tuple[str, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """A finished PDF. `pages` is how many it has."""

    content: bytes
    pages: int


def typeset_bundle(
    title: str,
    introduction: Sequence[str],
    papers: Sequence[Paper],
    *,
    sender: str,
    footer: str,
    at: datetime,
    attached: Mapping[str, Shown] | None = None,
) -> Bundle:
    """The papers behind a first page with `introduction` and the index. Danish, tagged for screen readers
    (PDF/UA-1). `at` is the moment it says it was made; the same papers give the same bytes. `attached`: what
    is shown of each file that a paper names."""
    data: dict[str, Any] = {
        "title": title,
        "introduction": list(introduction),
        "sender": sender,
        "footer": footer,
        "language": "da",
        "index_word": "Indhold",
        "page_word": "Side",
        "of_word": "af",
    }
    wanted = [name for paper in papers for name in paper.files]
    shown = {name: one for name, one in (attached or {}).items() if name in wanted}
    with lend([plate.content for one in shown.values() for plate in one.plates]) as (folder, paths):
        free = iter(paths)
        files = {name: _shown(one, free) for name, one in shown.items()}
        data["documents"] = [
            {**asdict(paper), "files": [files[name] for name in paper.files if name in files]}
            for paper in papers
        ]
        inputs = {"data": json.dumps(data, ensure_ascii=False)}
        asked: dict[str, Any] = {"sys_inputs": inputs, "ignore_system_fonts": True, "root": folder}
        content = typst.compile(
            _TEMPLATE.encode(),
            format="pdf",
            pdf_standards=["ua-1"],
            timestamp=int(at.timestamp()),
            **asked,
        )
        pages = json.loads(typst.query(_TEMPLATE.encode(), "<pages>", field="value", one=True, **asked))
    return Bundle(bytes(content), int(pages))


def _shown(one: Shown, paths: Iterator[str]) -> dict[str, Any]:
    plates = [{"path": next(paths), "format": plate.format, "alt": plate.alt} for plate in one.plates]
    return {"title": one.title, "about": one.about, "plates": plates}
