"""INV-20: a published definition stands as it was published."""

from __future__ import annotations

from workflow_service.rules.releases import Published, fingerprint, stands_as_published


def published(content: bytes, twin: bytes | None, now: bytes, twin_now: bytes | None) -> Published:
    return Published("plan.bpmn", now, twin_now, fingerprint(content, twin))


def test_what_stands_as_it_was_published_breaks_nothing() -> None:
    assert stands_as_published([published(b"a", None, b"a", None), published(b"a", b"b", b"a", b"b")]) == []


def test_a_changed_file_or_a_changed_english_text_is_named() -> None:
    for now, twin in ((b"x", b"b"), (b"a", b"x"), (b"a", None)):
        (told,) = stands_as_published([published(b"a", b"b", now, twin)])
        assert told.rule == "INV-20" and "plan.bpmn" in told.da and "published" in told.en
