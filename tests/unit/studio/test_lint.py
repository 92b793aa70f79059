"""`oef lint`: every file gets its verdict, whatever it is."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner

from workflow_service.cli import commands
from workflow_service.studio import lint

# a field that has children although its type has none, and a type that is no text
CROOKED = {
    "type": "default",
    "id": "crooked",
    "schemaVersion": 19,
    "components": [{"type": "textfield", "key": "a", "label": "A", "components": [{"type": []}]}],
}


def test_a_form_with_fields_where_none_belong_is_refused_by_rule(tmp_path: Path) -> None:
    (tmp_path / "crooked.form.json").write_text(json.dumps(CROOKED))
    [found] = lint([tmp_path])
    assert (found.accepted, found.findings[0].rule) == (False, "form.type")


def test_a_name_that_is_no_text_is_judged_and_printed(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/sk\xe6v.bpmn"
    Path(os.fsdecode(name)).write_bytes(b"<a/>")
    done = CliRunner().invoke(commands.lint, ["--json", str(tmp_path)])
    told = json.loads(done.output)
    assert (done.exit_code, told["accepted"], Path(told["file"]).name) == (1, False, "sk\ufffdv.bpmn")


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.bpmn")
    (tmp_path / "so.bpmn").write_bytes(b"")
    assert [one.findings[0].rule for one in lint([tmp_path])] == ["PKG-004", "BPMN-001"]


def test_a_fault_of_the_check_does_not_stop_the_files_after_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("a.dmn", "b.bpmn"):
        (tmp_path / name).write_bytes(b"<a/>")
    monkeypatch.setattr("workflow_service.decisions.check_decisions", lambda *_: [][0])
    assert [one.findings[0].rule for one in lint([tmp_path])] == ["PKG-005", "BPMN-004"]


def test_a_missing_file_is_a_finding_among_the_others(tmp_path: Path) -> None:
    found = list(lint([tmp_path / "gone.bpmn", tmp_path / "gone.dmn"]))
    assert [one.findings[0].rule for one in found] == ["PKG-004", "PKG-004"]


def test_the_finding_on_a_file_as_such_carries_cure_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow_service.decisions.check_decisions", lambda *_: [][0])
    for name, content in {
        "a.en.json": b"[]",
        "b.txt": b"",
        "c.bpmn": b" " * 5_000_001,
        "d.dmn": b"",
        "parameters.json": b'{\n"a": 1,,}',
    }.items():
        (tmp_path / name).write_bytes(content)
    os.mkfifo(tmp_path / "e.dmn")
    found = [
        one for linted in lint([*sorted(tmp_path.iterdir()), tmp_path / "gone"]) for one in linted.findings
    ]
    assert [one.rule[-1] for one in found] == ["1", "2", "3", "5", "4", "6", "4"]
    assert [one for one in found if not (one.cure_da and one.cure_en) or one.cure_da == one.cure_en] == []
    assert [one.line for one in found] == [1, 1, 1, 1, 1, 2, 1]


@pytest.mark.parametrize(
    ("name", "content", "verdict"),
    [
        ("a.en.json", '{"x": {"name": "X"}}', (True, [])),
        ("a.en.json", "{", (False, ["PKG-001"])),
        ("package.json", "{}", (True, [])),
        ("guidance.json", "[]", (True, [])),
        ("guidance.json", "", (False, ["PKG-006"])),
        ("readme.md", "# Hi", (True, ["PKG-002"])),
        ("noget.json", "{", (True, ["PKG-002"])),
        ("diagram.xml", "<a>", (False, ["BPMN-001", "PKG-002"])),
        ("A.DMN", "<a>", (False, ["DMN-001"])),
    ],
)
def test_a_named_file_is_judged_as_what_its_name_says(
    tmp_path: Path, name: str, content: str, verdict: tuple[bool, list[str]]
) -> None:
    (tmp_path / name).write_text(content)
    [found] = lint([tmp_path / name])
    assert (found.accepted, [one.rule for one in found.findings]) == verdict


def test_endings_in_capitals_are_found_in_a_folder(tmp_path: Path) -> None:
    (tmp_path / "TEGNING.BPMN").write_text("<a>")
    (tmp_path / "NOTE.Form.JSON").write_text("[]")
    (tmp_path / "note.en.json").write_text("{}")
    assert [one.findings[0].rule for one in lint([tmp_path])] == ["form.json", "BPMN-001"]
