"""Letters: handed over as files to the municipality's own gateway for print and Digital Post."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import orjson

from workflow_service.sending.run import NotSent
from workflow_service.store.outbox import Effect

# the shape of the file; a gateway refuses one it does not know
FORMAT = 1
_READABLE = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE
_FULL = (errno.ENOSPC, errno.EDQUOT)


class LetterFolder:
    """Writes each letter as `<idempotency key>.json` into a folder that the gateway empties.

    The name appears only when the whole letter is on the disk, and handing over twice leaves one file. The
    folder is never made here: a share that is not mounted must not be mistaken for an empty one.
    """

    kind = "letter"

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, effect: Effect) -> None:
        """Raises `NotSent` while the letter has no name yet in the folder."""
        content = orjson.dumps({"format": FORMAT, "key": effect.key, **effect.payload}, option=_READABLE)
        hidden = self._folder / f".{effect.key}.part"
        try:
            _write(hidden, content)
            hidden.replace(self._folder / f"{effect.key}.json")
        except OSError as error:
            raise NotSent(_code(error), whole_way=True) from error
        _flush_names(self._folder)


def _write(path: Path, content: bytes) -> None:
    """The file as its owner's only, on the disk when this returns."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
    with os.fdopen(handle, "wb") as file:
        os.fchmod(handle, 0o600)
        file.write(content)
        file.flush()
        os.fsync(handle)


def _flush_names(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _code(error: OSError) -> str:
    if isinstance(error, FileNotFoundError | NotADirectoryError):
        return "folder_missing"
    return "disk_full" if error.errno in _FULL else "folder_closed"
