"""Attached files as pages of a bundle: a picture is one, a PDF as many as it has, the others are told of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from workflow_service.casefile.attachments import File, file_of
from workflow_service.casefile.media import size_words
from workflow_service.casefile.pdf_pages import FORMATS, MOST_PAGES, count_pages, draw_page, drawable
from workflow_service.store import UnitOfWork
from workflow_service.store import attachments as query

# pages that all files of a bundle have together; the files beyond are told of
MOST_PLATES = 150
APART = "Filen kan ikke vises som en side og gives for sig"


@dataclass(frozen=True)
class Plate:
    """One picture. `alt` says in words what it is."""

    content: bytes
    format: str
    alt: str


@dataclass(frozen=True)
class Shown:
    """A file as it stands in a bundle. Without `plates` it is only told of."""

    title: str
    about: str
    plates: tuple[Plate, ...]


def shown_files(uow: UnitOfWork, ids: Iterable[str]) -> dict[str, Shown]:
    """id -> how the file is shown. Danish, as the bundle is."""
    found: dict[str, Shown] = {}
    left = MOST_PLATES
    for row in query.by_ids(uow, ids):
        one = file_of(row)
        plates = _plates(one, query.content(uow, row)) if one.kind in ("image", "pdf") else ()
        if len(plates) > left:
            plates = ()
        left -= len(plates)
        about = f"Bilag, {size_words(one.size)}" + ("" if plates else f". {APART}.")
        found[one.id] = Shown(one.name, about, plates)
    return found


def _plates(one: File, content: bytes) -> tuple[Plate, ...]:
    if one.kind == "image":
        kind = FORMATS[one.media_type]
        shown = drawable(content, one.media_type)
        return (Plate(content, kind, f"Billedet {one.name}"),) if shown else ()
    pages = count_pages(content)
    if pages > MOST_PAGES:
        return ()
    return tuple(
        Plate(draw_page(content, page), "png", f"Side {page} af {pages} i {one.name}")
        for page in range(1, pages + 1)
    )
