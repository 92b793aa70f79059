"""A package of definitions as files: what each file is, and which texts belong to it."""

from __future__ import annotations

import io
import lzma
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from workflow_service.errors import Malformed, TooLarge

# what zipfile lets through when an archive is damaged, whichever part of it is
DAMAGED = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    ValueError,
)
FILE_LIMIT = 5_000_000
FILES_LIMIT = 500
TOTAL_LIMIT = 50_000_000
# a honest archive of XML and JSON shrinks 5 to 20 times
RATIO_LIMIT = 100
LETTERS = "letters.json"
DATA = ("parameters.json", "legal_bases.json", "guidance.json", "library.json", LETTERS)


@dataclass(frozen=True)
class Package:
    """Files by kind, each under its path. `twins` are English texts under the path of what they translate."""

    diagrams: Mapping[str, bytes] = field(default_factory=dict)
    decisions: Mapping[str, bytes] = field(default_factory=dict)
    forms: Mapping[str, bytes] = field(default_factory=dict)
    twins: Mapping[str, bytes] = field(default_factory=dict)
    data: Mapping[str, bytes] = field(default_factory=dict)
    others: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.diagrams or self.decisions or self.forms or self.data)


def sort_files(files: Mapping[str, bytes]) -> Package:
    """A `Package` of files by path. `<stem>.en.json` belongs to `<stem>.bpmn`, `.dmn` or `.form.json`."""
    diagrams, decisions, forms, data = {}, {}, {}, {}
    twins: dict[str, bytes] = {}
    others = []
    for path, content in sorted(files.items()):
        name = path.rsplit("/", 1)[-1].lower()
        if name.endswith((".bpmn", ".bpmn20.xml")):
            diagrams[path] = content
        elif name.endswith(".dmn"):
            decisions[path] = content
        elif name.endswith(".form.json"):
            forms[path] = content
        elif name.endswith(".en.json"):
            twins[path.removesuffix(".en.json")] = content
        elif name in DATA:
            data[name] = content
        elif name != "package.json":
            others.append(path)
    paired = {path: twins[stem] for path in (*diagrams, *forms, *decisions) if (stem := _stem(path)) in twins}
    return Package(diagrams, decisions, forms, paired, data, tuple(others))


def _stem(path: str) -> str:
    for suffix in (".form.json", ".bpmn", ".dmn"):
        path = path.removesuffix(suffix)
    return path


def read_folder(paths: Iterable[Path]) -> dict[str, bytes]:
    """All files of the given files and folders, by path. Raises `TooLarge` or `Malformed` (not readable)."""
    found: dict[str, bytes] = {}
    for path in paths:
        files = sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
        for file in files:
            if path.is_dir() and not file.name.lower().endswith((".bpmn", ".dmn", ".json")):
                continue
            try:
                if file.stat().st_size > FILE_LIMIT:
                    raise _too_large(str(file))
                content = file.read_bytes()
            except OSError as error:
                raise Malformed(
                    "file_unreadable",
                    f"Filen {file} kan ikke læses: {error.strerror}.",
                    f"The file {file} cannot be read: {error.strerror}.",
                ) from error
            if file.suffix == ".zip":
                found |= read_archive(content)
            else:
                found[str(file)] = content
    return found


def _too_large(name: str) -> TooLarge:
    return TooLarge(
        "file_too_large",
        f"{name} er for stor: højst 5 MB pr. fil, 50 MB og 500 filer i alt. Del pakken op.",
        f"{name} is too large: at most 5 MB a file, 50 MB and 500 files in all. Split the package.",
    )


def read_archive(content: bytes) -> dict[str, bytes]:
    """The files of a zip. A zip bomb is refused by what it says and by what it gives: nothing is unpacked to
    disk, and no path may leave the archive. Raises `Malformed` or `TooLarge`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
            _check_entries(entries, len(content))
            found, total = {}, 0
            for entry in entries:
                with archive.open(entry) as source:
                    data = source.read(FILE_LIMIT + 1)
                total += len(data)
                if len(data) > FILE_LIMIT or total > TOTAL_LIMIT:
                    raise _too_large(entry.filename)
                found[entry.filename] = data
            return found
    except DAMAGED as error:
        raise Malformed(
            "archive_unreadable",
            "Pakken er ikke en zip-fil, der kan læses. Lav den om uden adgangskode.",
            "The package is not a readable zip file. Make it again without a password.",
        ) from error


def _check_entries(entries: list[zipfile.ZipInfo], packed: int) -> None:
    total = sum(entry.file_size for entry in entries)
    if len(entries) > FILES_LIMIT or total > TOTAL_LIMIT or total > RATIO_LIMIT * max(packed, 1):
        raise _too_large("Pakken")
    for entry in entries:
        parts = entry.filename.replace("\\", "/").split("/")
        if ".." in parts or entry.filename.startswith(("/", "\\")) or ":" in parts[0]:
            raise Malformed(
                "archive_path",
                f"Pakken har en fil med en ugyldig sti: {entry.filename}.",
                f"The package has a file with an invalid path: {entry.filename}.",
            )
