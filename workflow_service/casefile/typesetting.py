"""Bundles of documents as one tagged PDF with an index and page numbers (domain.md 7.1; design.md 6)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

import typst

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
]
#context [#metadata(counter(page).final().first()) <pages>]
"""


@dataclass(frozen=True)
class Paper:
    """One document of a bundle: what it is, `about` (when, by whom), and its text in `parts`."""

    title: str
    about: str
    parts: tuple[str, ...]


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
) -> Bundle:
    """The papers behind a first page with `introduction` and the index. Danish, tagged for screen readers
    (PDF/UA-1). `at` is the moment it says it was made; the same papers give the same bytes."""
    data = {
        "title": title,
        "introduction": list(introduction),
        "documents": [asdict(one) for one in papers],
        "sender": sender,
        "footer": footer,
        "language": "da",
        "index_word": "Indhold",
        "page_word": "Side",
        "of_word": "af",
    }
    inputs = {"data": json.dumps(data, ensure_ascii=False)}
    source = _TEMPLATE.encode()
    stamp = int(at.timestamp())
    content = typst.compile(
        source,
        format="pdf",
        sys_inputs=inputs,
        pdf_standards=["ua-1"],
        ignore_system_fonts=True,
        timestamp=stamp,
    )
    pages = json.loads(
        typst.query(source, "<pages>", field="value", one=True, sys_inputs=inputs, ignore_system_fonts=True)
    )
    return Bundle(bytes(content), int(pages))
