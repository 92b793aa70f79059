"""What a file is is told by its content; a picture says nothing beside itself."""

from __future__ import annotations

import pytest

from tests import attached
from workflow_service.casefile.media import ENDINGS, recognise, size_words, tidy_name
from workflow_service.casefile.pictures import BadPicture, jpeg_size, png_size, webp_size, without_traces
from workflow_service.errors import Invalid

GOOD = {
    "application/pdf": attached.pdf(),
    "image/png": attached.png(),
    "image/jpeg": attached.jpeg(),
    "image/webp": attached.webp(),
    "audio/mpeg": attached.MP3,
    "audio/mp4": attached.M4A,
    "audio/ogg": attached.OGG,
    "audio/wav": attached.WAV,
    "text/plain": "Ordene er skrevet på dansk: æ, ø, å.\r\n".encode(),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": attached.DOCX,
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": attached.XLSX,
    "application/vnd.oasis.opendocument.text": attached.ODT,
}


def test_every_kind_that_can_be_attached_is_known_by_its_content() -> None:
    assert set(GOOD) == set(ENDINGS)
    assert {kind: recognise(content) for kind, content in GOOD.items()} == {kind: kind for kind in GOOD}


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file_empty"),
        (b"MZ\x90\0 a program", "file_kind"),
        (b"\x7fELF", "file_kind"),
        (attached.SVG, "file_kind"),
        (b"<html><script>alert(1)</script>", "file_kind"),
        (b"#!/bin/sh\nrm -r /\n", "file_kind"),
        (b"{\\rtf1 old}", "file_kind"),
        (attached.MP4, "file_kind"),
        (attached.HEIC, "picture_heic"),
        (attached.MACROS, "file_macros"),
        (attached.packed(("virus.exe", b"MZ")), "file_kind"),
        (b"PK\x03\x04 half a file", "file_kind"),
        (attached.pdf().replace(b"trailer", b"/Encrypt 9 0 R trailer") + b"/Encrypt 9 0 R", "file_locked"),
        (attached.png()[:30], "picture_broken"),
        (b"\xff\xd8\xff\xe0\0", "picture_broken"),
        (
            attached.png(60_001, 1).replace(b"\0\0\xea\x61\0\0\0\x01", b"\0\0\xea\x61\0\0\xff\xff"),
            "picture_too_large",
        ),
        (b"Lat1n \xe6\xf8\xe5", "file_kind"),
    ],
)
def test_a_file_that_could_do_something_or_cannot_be_read_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        recognise(content)
    assert refused.value.code == code


def test_a_packed_file_that_is_far_larger_inside_is_refused() -> None:
    with pytest.raises(Invalid) as refused:
        recognise(attached.packed(*((f"{n}.xml", bytes(30_000_000)) for n in range(8))))
    assert refused.value.code == "file_unpacks_large"


def test_sizes_are_read_of_each_kind_of_picture() -> None:
    assert png_size(attached.png(8, 9)) == (8, 9)
    assert jpeg_size(attached.jpeg()) == (40, 30)
    assert webp_size(attached.webp()) == (40, 30)


@pytest.mark.parametrize(
    ("media_type", "content", "told"),
    [
        ("image/png", attached.png(), attached.NAMES.encode()),
        ("image/jpeg", attached.jpeg(), b"55.6761N"),
        ("image/jpeg", attached.jpeg(), b"comment of the telephone"),
        ("image/jpeg", attached.jpeg(), b"a film that lies behind"),
        ("image/webp", attached.webp(), b"55.6761N"),
    ],
)
def test_a_picture_loses_place_name_and_words_and_stays_a_picture(
    media_type: str, content: bytes, told: bytes
) -> None:
    kept = without_traces(content, media_type)
    assert told in content and told not in kept
    assert recognise(kept) == media_type
    assert without_traces(kept, media_type) == kept


def test_a_picture_that_was_held_upright_still_is() -> None:
    kept = without_traces(attached.jpeg(held=6), "image/jpeg")
    assert b"Exif\0\0MM" in kept and b"\x01\x12\x00\x03\x00\x00\x00\x01\x00\x06" in kept
    assert b"Exif" not in without_traces(attached.jpeg(held=1), "image/jpeg")


@pytest.mark.parametrize("media_type", ["image/png", "image/jpeg"])
def test_half_a_picture_is_refused_at_every_length(media_type: str) -> None:
    whole = without_traces(GOOD[media_type], media_type)
    for length in range(8, len(whole) - 1):
        with pytest.raises(BadPicture):
            without_traces(whole[:length], media_type)


def test_a_name_has_no_folder_no_hidden_signs_and_the_ending_of_its_content() -> None:
    assert tidy_name("../../etc/pa\u202essgpj.exe", "image/jpeg") == "passgpj.exe.jpg"
    assert tidy_name("", "application/pdf") == "fil.pdf"
    assert len(tidy_name("å" * 500 + ".pdf", "application/pdf")) == 120
    assert tidy_name("Tegning.JPEG", "image/jpeg") == "Tegning.JPEG"


def test_sizes_are_told_in_the_readers_language() -> None:
    assert [size_words(340_000), size_words(2_440_000), size_words(2_440_000, "en"), size_words(1)] == [
        "340 kB",
        "2,4 MB",
        "2.4 MB",
        "1 kB",
    ]
