"""Files as people attach them, made by code, and a course whose task takes them."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib

import orjson

from tests import world
from workflow_service.store import UnitOfWork

NAMES = "Noah Berg 010120"
NOTE = {
    "type": "default",
    "id": "file_note",
    "schemaVersion": 19,
    "properties": {"title": "Notat med bilag"},
    "components": [
        {"type": "textarea", "id": "note", "key": "note", "label": "Notat"},
        {
            "type": "taglist",
            "id": "attachments",
            "key": "attachments",
            "label": "Bilag",
            "valuesKey": "options_attachments_task",
            "properties": {"type": "attachments", "source": "attachments:task"},
        },
    ],
    "rules": [
        {
            "id": "words_or_file",
            "path": "note",
            "when": "=note = null and count(attachments) = 0",
            "da": "Skriv noget, eller vedhæft en fil.",
            "en": "Write something or attach a file.",
        }
    ],
}


def publish(uow: UnitOfWork) -> None:
    """`with_files`: one task whose form has a place for attachments."""
    diagram = world.diagram("with_files").replace(b'"small_note"', b'"file_note"')
    diagram = diagram.replace(b"=again<", b"=false<")
    world.publish_more(uow, "file_note", orjson.dumps(NOTE), "form")
    uow.flush()
    world.publish_more(uow, "with_files", diagram)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 8, height: int = 8, told: str = NAMES) -> bytes:
    """A picture that also says something in words."""
    rows = b"".join(b"\0" + bytes((90, 40 + y % 200, 200)) * width for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [
        (b"IHDR", head),
        (b"tEXt", b"Author\0" + told.encode()),
        (b"IDAT", zlib.compress(rows)),
        (b"IEND", b""),
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)


def exif(held: int, told: bytes = b"55.6761N 12.5683E") -> bytes:
    """What a telephone writes into a picture: which way it was held, and where."""
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, held, 0)
    return b"Exif\0\0" + b"II*\0\x08\0\0\0" + struct.pack("<H", 1) + entries + b"\0\0\0\0" + told


def jpeg(held: int = 6) -> bytes:
    """The frame of a picture as a telephone takes it; no browser needs to draw it."""

    def segment(marker: int, data: bytes) -> bytes:
        return bytes((0xFF, marker)) + struct.pack(">H", len(data) + 2) + data

    frame = struct.pack(">BHHB", 8, 30, 40, 1) + b"\x01\x11\x00"
    scan = segment(0xDA, b"\x01\x01\x00\x00\x3f\x00") + b"\x12\xff\x00\x34\xff\xd0\x56"
    parts = [segment(0xE0, b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"), segment(0xE1, exif(held))]
    parts += [segment(0xFE, b"comment of the telephone"), segment(0xC0, frame), scan]
    return b"\xff\xd8" + b"".join(parts) + b"\xff\xd9" + b"a film that lies behind the picture"


def webp() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return kind + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)

    head = bytes([0b1100, 0, 0, 0]) + (39).to_bytes(3, "little") + (29).to_bytes(3, "little")
    body = b"WEBP" + chunk(b"VP8X", head) + chunk(b"VP8L", b"\x2f" + bytes(20)) + chunk(b"EXIF", exif(6))
    return b"RIFF" + struct.pack("<I", len(body)) + body


def pdf(text: str = "Ansøgning om aflastning", pages: int = 1) -> bytes:
    """A real PDF with so many pages."""
    import typst

    body = "\n#pagebreak()\n".join(f"{text}, side {n}" for n in range(1, pages + 1))
    return bytes(typst.compile(body.encode(), format="pdf", ignore_system_fonts=True))


def packed(*entries: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return made.getvalue()


DOCX = packed(("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b"<w:document/>"))
XLSX = packed(("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<workbook/>"))
ODT = packed(("mimetype", b"application/vnd.oasis.opendocument.text"), ("content.xml", b"<office/>"))
MACROS = packed(
    ("[Content_Types].xml", b"<Types/>"), ("word/document.xml", b""), ("word/vbaProject.bin", b"x")
)
WAV = b"RIFF\x24\0\0\0WAVEfmt " + bytes(24)
OGG = b"OggS\0\x02" + bytes(20) + b"\x01\x13OpusHead" + bytes(40)
M4A = b"\0\0\0\x1cftypM4A \0\0\0\0M4A mp42isom" + b"....hdlr\0\0\0\0\0\0\0\0soun"
MP4 = b"\0\0\0\x1cftypisom\0\0\0\0mp42isom" + b"....hdlr\0\0\0\0\0\0\0\0vide"
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic"
MP3 = b"ID3\x04\0\0\0\0\0\0" + bytes(40)
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
