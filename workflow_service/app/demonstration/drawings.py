"""What families of the demonstration hand in: a child's drawing and an application, made here by code."""

from __future__ import annotations

import math
import struct
import zlib
from collections.abc import Iterator
from functools import cache

import typst

from workflow_service.app.demonstration.asking import Ask

WIDTH, HEIGHT = 480, 340
Colour = tuple[int, int, int]
_PAPER, _GRASS, _SUN, _LINE, _SKIN = (
    (252, 250, 244),
    (122, 178, 92),
    (250, 204, 60),
    (60, 56, 72),
    (240, 200, 170),
)
_COATS: tuple[tuple[Colour, Colour], ...] = (
    ((196, 64, 60), (70, 110, 190)),
    ((64, 110, 180), (230, 150, 60)),
    ((120, 80, 160), (70, 150, 120)),
)
# one family in so many has something to hand in: enough to look at, and no more to wait for
_EVERY = 4
# form -> (name of the file, heading, text)
_LETTERS = {
    "application": (
        "ansøgning.pdf",
        "Ansøgning om hjælp til familien",
        "Vi søger om støtte, fordi hverdagen er blevet for tung at klare alene. Nætterne er korte, og der er"
        " ikke nogen, der kan træde til. Vi vil gerne tale om aflastning nogle timer om ugen.",
    ),
    "access_request": (
        "anmodning.pdf",
        "Anmodning om aktindsigt",
        "Jeg vil gerne se det, der er skrevet om mit barn og mig, siden I begyndte at arbejde med sagen. Send"
        " det gerne digitalt.",
    ),
}
_LETTER = """
#set document(title: sys.inputs.heading)
#set page(paper: "a4", margin: 2.5cm)
#set text(lang: "da", size: 11pt)
#heading(sys.inputs.heading)
Til Egelund Kommune

#sys.inputs.text

Venlig hilsen
"""


class _Sheet:
    """A sheet of paper and a few colours."""

    def __init__(self) -> None:
        self._rows = [bytearray(bytes(_PAPER) * WIDTH) for _ in range(HEIGHT)]

    def line(self, y: int, left: float, right: float, colour: Colour) -> None:
        start, end = max(0, round(left)), min(WIDTH, round(right))
        if 0 <= y < HEIGHT and start < end:
            self._rows[y][3 * start : 3 * end] = bytes(colour) * (end - start)

    def box(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for y in range(top, top + height):
            self.line(y, left, left + width, colour)

    def disc(self, x: int, y: int, radius: int, colour: Colour) -> None:
        for at in range(-radius, radius + 1):
            half = math.sqrt(radius * radius - at * at)
            self.line(y + at, x - half, x + half, colour)

    def roof(self, left: int, top: int, width: int, height: int, colour: Colour) -> None:
        for at in range(height):
            half = width / 2 * at / height
            self.line(top + at, left + width / 2 - half, left + width / 2 + half, colour)

    def png(self) -> bytes:
        rows = b"".join(b"\0" + bytes(row) for row in self._rows)
        head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + b"".join(
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
            for kind, data in ((b"IHDR", head), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
        )


@cache
def drawing(number: int) -> bytes:
    """A house, the sun and two people who hold hands, as a child of seven draws them (PNG)."""
    large, small = _COATS[number % len(_COATS)]
    sheet = _Sheet()
    sheet.box(0, 260, WIDTH, 80, _GRASS)
    sheet.disc(410, 62, 36, _SUN)
    sheet.box(56, 150, 150, 116, (226, 190, 150))
    sheet.roof(36, 78, 190, 74, (168, 74, 60))
    sheet.box(112, 200, 38, 66, (110, 76, 50))
    sheet.box(72, 172, 28, 28, (170, 210, 236))
    sheet.box(162, 172, 28, 28, (170, 210, 236))
    for x, top, tall, coat in ((300, 150, 74, large), (370, 190, 44, small)):
        sheet.disc(x, top, 22 if tall > 60 else 17, _SKIN)
        sheet.disc(x - 7, top - 4, 2, _LINE)
        sheet.disc(x + 7, top - 4, 2, _LINE)
        sheet.box(x - 6, top + 7, 12, 2, _LINE)
        sheet.box(x - 18, top + 20, 36, tall, coat)
        sheet.box(x - 12, top + 20 + tall, 8, 30, _LINE)
        sheet.box(x + 4, top + 20 + tall, 8, 30, _LINE)
    sheet.box(318, 222, 36, 6, _SKIN)
    return sheet.png()


@cache
def letter(form: str) -> tuple[str, bytes]:
    """(name, PDF of one page) of what comes with this form."""
    name, heading, text = _LETTERS[form]
    said = {"heading": heading, "text": text}
    made = typst.compile(
        _LETTER.encode(), format="pdf", sys_inputs=said, ignore_system_fonts=True, timestamp=0
    )
    return name, bytes(made)


def files(ask: Ask, given: object) -> Iterator[tuple[str, bytes]]:
    """(name, content) of what is handed in with this answer."""
    number = ask.family.number
    if not isinstance(given, dict):
        return
    if ask.form == "child_view" and "drawing" in given.get("how", ()) and number % _EVERY == 1:
        yield "tegning.png", drawing(number)
    if ask.form in _LETTERS and ask.step in ("", "register"):
        yield letter(ask.form)
