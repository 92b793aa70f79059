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
    """The file is no XML that we accept; `da` and `en` say why, `line` where, `cure` what to do about it."""

    def __init__(self, da: str, en: str, cure: tuple[str, str], line: int = 1) -> None:
        super().__init__(en)
        self.da, self.en, self.cure, self.line = da, en, cure, line


def parse_xml(xml: bytes) -> Element:
    """The root element. Raises UnreadableXml for broken, huge or dangerous files."""
    if len(xml) > MAX_BYTES:
        raise UnreadableXml(
            "Filen er på mere end 5 MB.",
            "The file has more than 5 MB.",
            ("Del beslutningerne op i flere filer.", "Split the decisions into several files."),
        )
    doctype = _DOCTYPE.search(xml)
    if xml.startswith(_WIDE_ENCODING) or doctype:
        raise UnreadableXml(
            "Filen indeholder en DOCTYPE eller bruger en anden tegnkodning end UTF-8.",
            "The file has a DOCTYPE or an encoding other than UTF-8.",
            (
                "Slet linjerne med <!DOCTYPE og <!ENTITY, og gem filen som UTF-8.",
                "Delete the lines with <!DOCTYPE and <!ENTITY, and save the file as UTF-8.",
            ),
            xml.count(b"\n", 0, doctype.start()) + 1 if doctype else 1,
        )
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True
    )
    try:
        root = etree.fromstring(xml, parser)
    except (etree.XMLSyntaxError, ValueError) as problem:
        raise UnreadableXml(
            f"Filen er ikke gyldig XML: {problem}.",
            f"The file is not valid XML: {problem}.",
            (
                "Ret linjen, eller gem filen igen fra det program, den er tegnet i.",
                "Correct the line, or save the file again from the program it was drawn in.",
            ),
            getattr(problem, "lineno", None) or 1,
        ) from problem
    space, name = etree.QName(root).namespace, etree.QName(root).localname
    if name != "definitions" or not _NAMESPACE.match(space or ""):
        raise UnreadableXml(
            "Filen er ikke en DMN-fil: det yderste element skal være »definitions« fra DMN.",
            "The file is not a DMN file: its outermost element must be DMN's 'definitions'.",
            ("Gem filen som DMN 1.1 til 1.5.", "Save the file as DMN 1.1 to 1.5."),
            line_of(root) or 1,
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
