"""Archives from strangers: read, or refused in plain words."""

from __future__ import annotations

import io
import zipfile

from hypothesis import given
from hypothesis import strategies as st

from workflow_service.errors import Malformed, TooLarge
from workflow_service.studio.package import read_archive


def packed(method: int) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        archive.writestr("a/x.bpmn", b"<a>" + b"q w e r t" * 50 + b"</a>")
        archive.writestr("æ.form.json", b"{}")
    return held.getvalue()


ARCHIVES = [packed(zipfile.ZIP_STORED), packed(zipfile.ZIP_DEFLATED), packed(zipfile.ZIP_LZMA)]
changes = st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=3)


@given(st.sampled_from(ARCHIVES), changes)
def test_a_damaged_archive_is_read_or_refused(archive: bytes, changed: list[tuple[int, int]]) -> None:
    damaged = bytearray(archive)
    for place, byte in changed:
        damaged[place % len(damaged)] = byte
    try:
        found = read_archive(bytes(damaged))
    except (Malformed, TooLarge):
        return
    assert all(isinstance(content, bytes) for content in found.values())


def test_a_whole_archive_is_read() -> None:
    assert [set(read_archive(one)) for one in ARCHIVES] == [{"a/x.bpmn", "æ.form.json"}] * 3
