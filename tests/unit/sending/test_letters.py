"""A letter is handed over whole, under its own name, for its owner's eyes."""

from __future__ import annotations

import errno
from pathlib import Path

import orjson
import pytest

from workflow_service.sending import LetterFolder, NotSent
from workflow_service.store.outbox import Effect


def letter(text: str = "Kære Sara", key: str = "letter-1") -> Effect:
    payload = {"subject": "Velkomstbrev", "text": text, "recipient": {"name": "Sara Berg"}}
    return Effect("1", "letter", "welcome_letter", key, "2", payload)


def test_a_letter_is_one_file_named_by_its_key_that_only_the_owner_reads(tmp_path: Path) -> None:
    LetterFolder(tmp_path).send(letter())
    (file,) = tmp_path.iterdir()
    content = orjson.loads(file.read_bytes())
    assert (file.name, file.stat().st_mode & 0o777) == ("letter-1.json", 0o600)
    assert (content["format"], content["key"], content["text"]) == (1, "letter-1", "Kære Sara")


def test_handing_over_twice_leaves_one_file(tmp_path: Path) -> None:
    LetterFolder(tmp_path).send(letter("først"))
    LetterFolder(tmp_path).send(letter("igen"))
    (file,) = tmp_path.iterdir()
    assert orjson.loads(file.read_bytes())["text"] == "igen"


def test_what_a_killed_process_left_half_written_is_no_letter_and_is_written_over(tmp_path: Path) -> None:
    (tmp_path / ".letter-1.part").write_bytes(b'{"format": 1, "te')
    assert list(tmp_path.glob("*.json")) == []
    LetterFolder(tmp_path).send(letter())
    assert [path.name for path in tmp_path.iterdir()] == ["letter-1.json"]


def test_a_folder_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with pytest.raises(NotSent) as refused:
        LetterFolder(tmp_path / "share").send(letter())
    assert (refused.value.code, refused.value.whole_way) == ("folder_missing", True)
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_no_letter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(handle: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(NotSent) as refused:
        LetterFolder(tmp_path).send(letter())
    assert refused.value.code == "disk_full"
    assert list(tmp_path.glob("*.json")) == []


def test_a_link_under_the_hidden_name_is_not_followed(tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("mine")
    folder = tmp_path / "letters"
    folder.mkdir()
    (folder / ".letter-1.part").symlink_to(elsewhere)
    with pytest.raises(NotSent):
        LetterFolder(folder).send(letter())
    assert elsewhere.read_text() == "mine"
