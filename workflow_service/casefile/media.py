"""What a file is, told by what is in it and never by its name: the kinds that can be attached, and no others.

Taken are files that a colleague can open years from now and that do nothing when they are opened. Not taken:
programs, pages and drawings with scripts (HTML, SVG), office files with macros and the old ones that may
have them, packed files, files locked with a password (no scanner sees into them), video, and HEIC, which
browsers cannot show (telephones can send JPEG instead).
"""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping

from workflow_service.casefile.pictures import BadPicture, jpeg_size, png_size, webp_size
from workflow_service.errors import Invalid

MOST_PIXELS = 60_000_000
MOST_UNPACKED = 200 * 1024 * 1024
MOST_ENTRIES = 5000
NAME_LENGTH = 120

_OFFICE = "application/vnd.openxmlformats-officedocument"
PDF = "application/pdf"
IMAGES = frozenset({"image/png", "image/jpeg", "image/webp"})
SOUNDS = frozenset({"audio/mpeg", "audio/mp4", "audio/ogg", "audio/wav"})
# media type -> endings of names, the usual one first
ENDINGS: Mapping[str, tuple[str, ...]] = {
    PDF: (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
    "image/webp": (".webp",),
    "audio/mpeg": (".mp3",),
    "audio/mp4": (".m4a", ".mp4", ".3gp"),
    "audio/ogg": (".ogg", ".oga", ".opus"),
    "audio/wav": (".wav",),
    f"{_OFFICE}.wordprocessingml.document": (".docx",),
    f"{_OFFICE}.spreadsheetml.sheet": (".xlsx",),
    "application/vnd.oasis.opendocument.text": (".odt",),
    "text/plain": (".txt",),
}
# for the file chooser of a browser: a telephone offers its camera and its recorder
ACCEPT = ",".join((*ENDINGS, *(ending for endings in ENDINGS.values() for ending in endings)))
_NAMED_DA = "PDF, billeder (PNG, JPEG, WebP), lyd (MP3, M4A, OGG, WAV), Word, Excel, ODT og ren tekst"
_NAMED_EN = "PDF, pictures (PNG, JPEG, WebP), sound (MP3, M4A, OGG, WAV), Word, Excel, ODT and plain text"
_VIDEO_TRACK = re.compile(rb"hdlr.{8}vide", re.DOTALL)
_SOUND_BRANDS = frozenset(
    {b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso5", b"iso6", b"dash", b"3gp4", b"3gp5"}
    | {b"3gp6", b"3gp7", b"MSNV"}
)


def recognise(content: bytes) -> str:
    """The media type of a file by its content.

    Raises `Invalid` with what can be attached instead: also for a file of a good kind that is empty, locked
    with a password, has macros, or unpacks to far more than it is.
    """
    if not content:
        raise _refused("file_empty", "Filen er tom.", "The file is empty.")
    for begins, look in _BY_BEGINNING:
        if content.startswith(begins):
            found = look(content)
            if found is not None:
                return found
            break
    if content[4:8] == b"ftyp":
        return _sound_of_film(content)
    if _is_text(content):
        return "text/plain"
    raise _unknown()


def tidy_name(name: str, media_type: str) -> str:
    """The name as it is kept: no folders, no characters that are not seen, an ending that fits the content.

    >>> tidy_name("C:\\\\billeder\\\\IMG_1.exe", "image/jpeg")
    'IMG_1.exe.jpg'
    """
    bare = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    seen = "".join(c for c in bare if unicodedata.category(c)[0] not in "CZ" or c == " ").strip(" .")
    endings = ENDINGS[media_type]
    if not seen.casefold().endswith(endings):
        seen = (seen or "fil")[: NAME_LENGTH - 5] + endings[0]
    stem, dot, ending = seen.rpartition(".")
    return stem[: NAME_LENGTH - 1 - len(ending)] + dot + ending


def size_words(size: int, language: str = "da") -> str:
    """`340 kB`, `2,4 MB`: a size for people."""
    if size < 1_000_000:
        return f"{max(1, round(size / 1000))} kB"
    text = f"{size / 1_000_000:.1f} MB"
    return text if language == "en" else text.replace(".", ",")


def _pdf(content: bytes) -> str:
    if re.search(rb"/Encrypt[\s/<\d]", content):
        raise _refused(
            "file_locked",
            "Filen er låst med en adgangskode. Gem den uden, og vedhæft den igen.",
            "The file is locked with a password. Save it without one and attach it again.",
        )
    return PDF


def _picture(media_type: str, size: Callable[[bytes], tuple[int, int]]) -> Callable[[bytes], str]:
    def look(content: bytes) -> str:
        try:
            width, height = size(content)
        except BadPicture:
            raise _refused(
                "picture_broken",
                "Billedet kan ikke læses. Måske er det ikke gemt helt. Tag eller gem det igen.",
                "The picture cannot be read. Perhaps it was not saved whole. Take or save it again.",
            ) from None
        if width * height > MOST_PIXELS:
            raise _refused(
                "picture_too_large",
                f"Billedet har {width} × {height} punkter. Gør det mindre, højst 60 millioner punkter.",
                f"The picture has {width} × {height} pixels. Make it smaller, at most 60 million.",
            )
        return media_type

    return look


def _riff(content: bytes) -> str | None:
    if content[8:12] == b"WEBP":
        return _picture("image/webp", webp_size)(content)
    return "audio/wav" if content[8:12] == b"WAVE" else None


def _ogg(content: bytes) -> str | None:
    head = content[:512]
    heard = any(mark in head for mark in (b"OpusHead", b"\x01vorbis", b"Speex   ", b"\x7fFLAC"))
    return "audio/ogg" if heard and b"\x80theora" not in head else None


def _mpeg(content: bytes) -> str | None:
    """A tag before the sound, or the head of a frame of MPEG audio, layer III."""
    tagged = content.startswith(b"ID3")
    layer = len(content) > 3 and content[1] & 0xE6 == 0xE2 and content[2] >> 4 not in (0, 15)
    return "audio/mpeg" if tagged or layer else None


def _sound_of_film(content: bytes) -> str:
    if content[8:12] in _SOUND_BRANDS and not _VIDEO_TRACK.search(content):
        return "audio/mp4"
    if content[8:12] in (b"heic", b"heix", b"mif1", b"msf1", b"avif"):
        raise _refused(
            "picture_heic",
            "Billedet er i et format (HEIC), som ikke kan vises overalt. Gem det som JPEG, og vedhæft det"
            " igen.",
            "The picture is in a format (HEIC) that cannot be shown everywhere. Save it as JPEG and attach it"
            " again.",
        )
    raise _unknown()


def _packed(content: bytes) -> str | None:
    """Word, Excel or ODT without macros; any other packed file is none of ours."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            whole = sum(entry.file_size for entry in entries)
            kind = archive.read("mimetype")[:60] if "mimetype" in names and whole <= MOST_UNPACKED else b""
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return None
    if whole > MOST_UNPACKED or len(entries) > MOST_ENTRIES:
        raise _refused(
            "file_unpacks_large",
            "Filen fylder langt mere, når den åbnes. Gem den i en mindre udgave.",
            "The file is far larger when it is opened. Save a smaller one.",
        )
    if any(name.lower().endswith("vbaproject.bin") or name.startswith("Basic/") for name in names):
        raise _refused(
            "file_macros",
            "Filen indeholder makroer (små programmer). Gem den uden makroer eller som PDF.",
            "The file holds macros (small programs). Save it without macros or as PDF.",
        )
    if "[Content_Types].xml" in names:
        for entry, part in (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "")):
            if entry in names:
                return f"{_OFFICE}.{part or 'spreadsheetml.sheet'}"
    odt = "application/vnd.oasis.opendocument.text"
    return odt if kind == odt.encode() and "content.xml" in names else None


def _is_text(content: bytes) -> bool:
    """UTF-8 without control characters, and no page or drawing that a browser would run."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return False
    if any((ord(c) < 32 or ord(c) == 127) and c not in "\t\r\n\f" for c in text):
        return False
    return re.match(r"\s*(<[!?a-zA-Z]|#!|\{\\rtf)", text) is None


_BY_BEGINNING: tuple[tuple[bytes, Callable[[bytes], str | None]], ...] = (
    (b"%PDF-", _pdf),
    (b"\x89PNG\r\n\x1a\n", _picture("image/png", png_size)),
    (b"\xff\xd8\xff", _picture("image/jpeg", jpeg_size)),
    (b"RIFF", _riff),
    (b"OggS", _ogg),
    (b"ID3", _mpeg),
    (b"\xff", _mpeg),
    (b"PK\x03\x04", _packed),
)


def _unknown() -> Invalid:
    return _refused(
        "file_kind",
        f"Denne slags fil kan ikke vedhæftes. Vedhæft {_NAMED_DA}.",
        f"This kind of file cannot be attached. Attach {_NAMED_EN}.",
    )


def _refused(code: str, da: str, en: str) -> Invalid:
    return Invalid(code, da, en)
