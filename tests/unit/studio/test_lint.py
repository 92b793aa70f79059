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
