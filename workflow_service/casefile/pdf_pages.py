"""A page of a PDF somebody attached, as a picture we drew: nothing that can run in a PDF comes with it."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import typst

PIXELS_PER_INCH = 110.0
MOST_PAGES = 60
_PAGE = '#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", format: "pdf", page: {page})'
_PICTURE = '#image("{name}", format: "{format}")'
# media type -> what the typesetter calls it
FORMATS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp"}
_TINY = 4.0


class CannotDraw(Exception):
    """The PDF is broken, or has no such page."""


def draw_page(content: bytes, page: int, pixels_per_inch: float = PIXELS_PER_INCH) -> bytes:
    """Page `page` (from 1) as PNG. Raises `CannotDraw`."""
    with lend([content]) as (folder, (name,)):
        return _compile(_PAGE.format(name=name, page=page), folder, pixels_per_inch)


def count_pages(content: bytes) -> int:
    """How many pages it has, at most `MOST_PAGES` + 1; 0 for one that cannot be drawn. The drawer tells only
    whether a page is there, so the last one is looked for by halves."""
    there, beyond = 0, MOST_PAGES + 2
    while beyond - there > 1:
        middle = (there + beyond) // 2
        try:
            draw_page(content, middle, pixels_per_inch=_TINY)
            there = middle
        except CannotDraw:
            beyond = middle
    return there


def drawable(content: bytes, media_type: str) -> bool:
    """Can the picture be drawn? One that cannot would spoil the whole bundle it stands in."""
    try:
        with lend([content]) as (folder, (name,)):
            _compile(_PICTURE.format(name=name, format=FORMATS[media_type]), folder, _TINY)
    except CannotDraw:
        return False
    return True


def _compile(source: str, folder: str, pixels_per_inch: float) -> bytes:
    asked: dict[str, Any] = {"root": folder, "ppi": pixels_per_inch, "ignore_system_fonts": True}
    try:
        drawn = typst.compile(source.encode(), format="png", **asked)
    except (typst.TypstError, RuntimeError) as error:
        raise CannotDraw(str(error)) from None
    if not isinstance(drawn, bytes):
        raise CannotDraw("no page")
    return drawn


@contextmanager
def lend(contents: Sequence[bytes]) -> Iterator[tuple[str, list[str]]]:
    """(folder, path below it of each) under which the typesetter finds the bytes. In memory where the system
    has files without a disk (Linux), so that they never lie unsealed on one."""
    with ExitStack() as stack:
        if hasattr(os, "memfd_create"):
            paths = []
            for content in contents:
                handle = os.memfd_create("attachment")
                stack.callback(os.close, handle)
                with os.fdopen(os.dup(handle), "wb") as file:
                    file.write(content)
                paths.append(f"/{handle}")
            yield "/proc/self/fd", paths
        else:
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            for number, content in enumerate(contents):
                (Path(folder) / str(number)).write_bytes(content)
            yield folder, [f"/{number}" for number in range(len(contents))]
