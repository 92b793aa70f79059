"""`oef lint` reads what a diagram imports from beside it, and judges drawn models by the standard alone."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tests.unit.engine.check.models import el, model, through
from tests.unit.engine.check.pairs import imports
from workflow_service.cli import commands
from workflow_service.studio import lint

OTHER = model(el("message", "M")).replace(b'targetNamespace="urn:t"', b'targetNamespace="urn:o"')
USES = el("sendTask", "a", messageRef="o:@")


def using(name: str, location: str = "deep/other.bpmn") -> bytes:
    text = model(imports(location), through(USES.replace("@", name)))
    return text.replace(b"<definitions", b'<definitions xmlns:o="urn:o"', 1)


def rules(path) -> list[str]:
    [result] = lint([path])
    return [finding.rule for finding in result.findings]


@pytest.mark.parametrize(
    ("name", "location", "found"),
    [
        ("M", "deep/other.bpmn", []),
        ("gone", "deep/other.bpmn", ["BPMN-015"]),
        ("M", "other.bpmn", ["BPMN-100"]),
        ("M", "deep/broken.bpmn", ["BPMN-100"]),
        ("M", "https://example.invalid/other.bpmn", ["BPMN-106"]),
    ],
)
def test_a_reference_leads_into_an_imported_file(tmp_path, name, location, found):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep/other.bpmn").write_bytes(OTHER)
    (tmp_path / "deep/broken.bpmn").write_bytes(b"<definitions")
    (tmp_path / "a.bpmn").write_bytes(using(name, location))
    assert rules(tmp_path / "a.bpmn") == found


def test_files_that_import_each_other_are_read_once(tmp_path):
    for here, there in (("a", "b"), ("b", "a")):
        text = model(imports(f"{there}.bpmn", f"urn:{there}"), through(el("task", "x"), name="x", id=here))
        (tmp_path / f"{here}.bpmn").write_bytes(text.replace(b'"urn:t" ', f'"urn:{here}" '.encode()).replace(
            b'targetNamespace="urn:t"', f'targetNamespace="urn:{here}"'.encode()))  # fmt: skip
    assert [rules(tmp_path / name) for name in ("a.bpmn", "b.bpmn")] == [[], []]


def test_a_warning_does_not_refuse_and_an_error_does(tmp_path):
    good, bad = tmp_path / "good.bpmn", tmp_path / "bad.bpmn"
    good.write_bytes(model(through(el("serviceTask", "a"), isExecutable="true")))
    bad.write_bytes(model(through(el("serviceTask", "a", operationRef="gone"), isExecutable="true")))
    done = CliRunner().invoke(commands.lint, ["--json", str(good), str(bad)])
    told = [json.loads(line) for line in done.output.splitlines()]
    assert [one["accepted"] for one in told] == [True, False] and done.exit_code == 1
    assert [(f["rule"], f["severity"]) for f in told[0]["findings"]] == [("BPMN-060", "warning")]
