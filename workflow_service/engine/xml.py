"""Reading a diagram's XML from a stranger: no entities, no network, no DTD, at most 5 MB (engine.md 4)."""

from __future__ import annotations

from typing import Any, Final

from lxml import etree

MAX_BYTES: Final = 5 * 1024 * 1024


class XmlProblem(Exception):
    """The bytes are no XML we read. `code`: too_large, doctype or syntax; `line` counts from 1."""

    def __init__(self, code: str, line: int | None, detail: str) -> None:
        super().__init__(detail)
        self.code = code
        self.line = line
        self.detail = detail


def read_xml(data: bytes) -> etree._Element:
    """The root element. Raises `XmlProblem`, nothing else, whatever the bytes."""
    if len(data) > MAX_BYTES:
        raise XmlProblem("too_large", None, f"{len(data)} bytes")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise XmlProblem("syntax", error.lineno, error.msg or "no XML") from error
    except (ValueError, LookupError) as error:  # an unknown encoding, a null byte
        raise XmlProblem("syntax", None, str(error)) from error
    docinfo: Any = root.getroottree().docinfo
    if docinfo.doctype:
        raise XmlProblem("doctype", 1, "DOCTYPE")
    return root
