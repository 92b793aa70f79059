"""Pictures as files: how large they are, and the same picture without what it says beside itself.

A telephone writes where it was, when, and whose it is into every picture (Exif, XMP, text). A drawing on a
case says none of that: those parts are left out, byte by byte, and the picture itself is not changed. Only
which way it is held is kept, because without it a picture lies on its side.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

_PNG_KEPT = frozenset(
    {
        b"IHDR",
        b"PLTE",
        b"IDAT",
        b"IEND",
        b"tRNS",
        b"gAMA",
        b"cHRM",
        b"sRGB",
        b"iCCP",
        b"sBIT",
        b"bKGD",
        b"pHYs",
    }
    # of a moving picture
    | {b"acTL", b"fcTL", b"fdAT"}
)
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
# start of frame, but not the tables that stand among its codes (DHT, JPG, DAC)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_ORIENTATION = 0x0112


class BadPicture(Exception):
    """The bytes end too early or do not fit together."""


def png_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises `BadPicture`."""
    if len(content) < 33 or content[12:16] != b"IHDR":
        raise BadPicture
    width, height = struct.unpack(">II", content[16:24])
    return _real(width, height)


def jpeg_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises `BadPicture`."""
    for marker, start, end in _segments(content):
        if marker in _FRAMES:
            if end - start < 7:
                raise BadPicture
            height, width = struct.unpack(">HH", content[start + 3 : start + 7])
            return _real(width, height)
    raise BadPicture


def webp_size(content: bytes) -> tuple[int, int]:
    """Width and height in pixels. Raises `BadPicture`."""
    kind, head = content[12:16], content[20:30]
    if len(head) < 10:
        raise BadPicture
    if kind == b"VP8X":
        return _real(int.from_bytes(head[4:7], "little") + 1, int.from_bytes(head[7:10], "little") + 1)
    if kind == b"VP8L":
        bits = int.from_bytes(head[1:5], "little")
        return _real((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if kind == b"VP8 ":
        width, height = struct.unpack("<HH", head[6:10])
        return _real(width & 0x3FFF, height & 0x3FFF)
    raise BadPicture


def _real(width: int, height: int) -> tuple[int, int]:
    if width < 1 or height < 1:
        raise BadPicture
    return width, height


def without_traces(content: bytes, media_type: str) -> bytes:
    """The picture without place, time, name and text. Other files are returned as they are.

    Raises `BadPicture` when it is not whole.
    """
    strip = {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}.get(media_type)
    return content if strip is None else strip(content)


def _png(content: bytes) -> bytes:
    kept = [content[:8]]
    at = 8
    while at + 12 <= len(content):
        (length,) = struct.unpack(">I", content[at : at + 4])
        end = at + 12 + length
        if end > len(content):
            raise BadPicture
        kind = content[at + 4 : at + 8]
        if kind in _PNG_KEPT:
            kept.append(content[at:end])
        if kind == b"IEND":
            return b"".join(kept)
        at = end
    raise BadPicture


def _webp(content: bytes) -> bytes:
    kept = []
    at = 12
    whole = min(len(content), 8 + int.from_bytes(content[4:8], "little"))
    while at + 8 <= whole:
        length = int.from_bytes(content[at + 4 : at + 8], "little")
        end = at + 8 + length + length % 2
        if at + 8 + length > whole:
            raise BadPicture
        kind, piece = content[at : at + 4], content[at:end]
        if kind == b"VP8X":
            # neither Exif nor XMP follows any more
            piece = piece[:8] + bytes([piece[8] & ~0b1100]) + piece[9:]
        if kind in _WEBP_KEPT:
            kept.append(piece)
        at = end
    body = b"WEBP" + b"".join(kept)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def _segments(content: bytes) -> Iterator[tuple[int, int, int]]:
    """(marker, start of its length field, end) of each segment; a scan ends where the next marker begins.
    The last is (0xD9, start, end), the end of the picture. Raises `BadPicture`."""
    at = 2
    while at + 4 <= len(content):
        if content[at] != 0xFF:
            raise BadPicture
        marker = content[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        (length,) = struct.unpack(">H", content[at + 2 : at + 4])
        end = at + 2 + length
        if length < 2 or end > len(content):
            raise BadPicture
        if marker == 0xDA:
            end = _scan_end(content, end)
        yield marker, at + 2, end
        at = end
        if content[at : at + 2] == b"\xff\xd9":
            yield 0xD9, at + 2, at + 2
            return
    raise BadPicture


def _scan_end(content: bytes, at: int) -> int:
    """Where the marker after a scan stands: FF followed by neither 0 nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            raise BadPicture
        if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7 and content[at + 1] != 0xFF:
            return at
        at += 2 if content[at + 1] != 0xFF else 1


def _jpeg(content: bytes) -> bytes:
    kept = [content[:2]]
    held = 1
    for marker, start, end in _segments(content):
        application, comment = 0xE0 <= marker <= 0xEF, marker == 0xFE
        if marker == 0xE1:
            held = _held(content[start + 2 : end]) or held
        # JFIF, colours (ICC) and Adobe's colour transform say nothing of people
        wanted = marker in (0xE0, 0xEE) or (
            marker == 0xE2 and content[start + 2 : start + 14] == b"ICC_PROFILE\0"
        )
        if not comment and (wanted or not application):
            kept.append(content[start - 2 : end])
    if held != 1:
        kept.insert(1, _turned(held))
    return b"".join(kept)


def _held(exif: bytes) -> int | None:
    """Which way the picture is held (2 to 8), out of its Exif; None when it does not say."""
    if exif[:6] != b"Exif\0\0" or exif[6:8] not in (b"II", b"MM"):
        return None
    tiff = exif[6:]
    order = "<" if tiff[:2] == b"II" else ">"
    try:
        (first,) = struct.unpack_from(order + "I", tiff, 4)
        (count,) = struct.unpack_from(order + "H", tiff, first)
        for index in range(min(count, 200)):
            tag, _, _, value = struct.unpack_from(order + "HHIH", tiff, first + 2 + 12 * index)
            if tag == _ORIENTATION:
                return value if 2 <= value <= 8 else None
    except struct.error:
        return None
    return None


def _turned(held: int) -> bytes:
    """An Exif that says only which way the picture is held."""
    tiff = b"MM\0*\0\0\0\x08" + struct.pack(">HHHIHHI", 1, _ORIENTATION, 3, 1, held, 0, 0)
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body
