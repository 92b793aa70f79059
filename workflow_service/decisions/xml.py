"""Reading DMN files that anybody may have written: hardened, and with the DMN version set aside.

Element names are compared without namespace, because DMN 1.1 to 1.5 differ in little else (DMN 1.5, annex
C).
"""

from __future__ import annotations

import re

from lxml import etree

MAX_BYTES = 5 * 1024 * 1024
_DOCTYPE = re.compile(rb"<!\s*(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_WIDE_ENCODING = (b"\xff\xfe", b"\xfe\xff", b"\x00")
_NAMESPACE = re.compile(r"https?://www\.omg\.org/spec/DMN/[\w.\-]+/(?:MODEL/|)")

Element = etree._Element


class UnreadableXml(Exception):
    """The file is no XML that we accept; `da` and `en` say why, `line` where (None: unknown)."""

    def __init__(self, da: str, en: str, line: int | None = None) -> None:
        super().__init__(en)
        self.da, self.en, self.line = da, en, line


def parse_xml(xml: bytes) -> Element:
    """The root element. Raises UnreadableXml for broken, huge or dangerous files."""
    if len(xml) > MAX_BYTES:
        raise UnreadableXml("Filen er på mere end 5 MB.", "The file has more than 5 MB.")
    if xml.startswith(_WIDE_ENCODING) or _DOCTYPE.search(xml):
        raise UnreadableXml(
            "Filen indeholder en DOCTYPE eller bruger en anden tegnkodning end UTF-8.",
            "The file has a DOCTYPE or an encoding other than UTF-8.",
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        line = getattr(problem, "lineno", None)
        raise UnreadableXml(
            f"Filen er ikke gyldig XML: {problem}.", f"The file is not valid XML: {problem}.", line
        ) from problem
    space, name = etree.QName(root).namespace, etree.QName(root).localname
    if name != "definitions" or not _NAMESPACE.match(space or ""):
        raise UnreadableXml(
            "Filen er ikke en DMN-fil: det yderste element skal være »definitions« fra DMN.",
            "The file is not a DMN file: its outermost element must be DMN's 'definitions'.",
            line_of(root),
        )
    return root


def tag(element: Element) -> str:
    """Name without namespace; empty for processing instructions."""
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """The first child with one of the names."""
    if element is None:
        return None
    return next((inner for inner in element if tag(inner) in names), None)


def children(element: Element, *names: str) -> list[Element]:
    """All children with one of the names, in order."""
    return [inner for inner in element if tag(inner) in names]


def clean(name: str | None) -> str:
    """A name with its white space made single spaces."""
    return " ".join((name or "").split())


def text_of(element: Element | None) -> str:
    """The content of the `text` child, as written."""
    inner = child(element, "text")
    return (inner.text or "") if inner is not None else ""


def line_of(element: Element) -> int | None:
    """Line in the file, of the `text` child when there is one."""
    inner = child(element, "text")
    line = (inner if inner is not None else element).sourceline
    return line if isinstance(line, int) else None
