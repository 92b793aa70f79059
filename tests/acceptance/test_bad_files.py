"""Files that are not ours, packages that would hurt: refused by name, with a cure, and nothing is stored."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

import pytest

from tests import callers
from tests.callers import Callers, refused
from tests.world import DIAGRAM
from workflow_service.clock import FrozenClock
from workflow_service.store import Database


@pytest.fixture
def api(database: Database, clock: FrozenClock) -> Callers:
    """One database is enough: files are judged before anything is asked of it."""
    return callers.make(database, clock)


@pytest.fixture
def unchanged(api: Callers) -> Iterator[None]:
    before = api.fingerprint()
    yield
    assert api.fingerprint() == before


PLAIN = DIAGRAM.format(key="plain", timer="")
FROM_ELSEWHERE = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"
 id="other" targetNamespace="http://bpmn.io/schema/bpmn" exporter="Another Modeler" exporterVersion="5.1">
 <process id="elsewhere" isExecutable="true">
  <startEvent id="begin"><outgoing>f1</outgoing></startEvent>
  <sequenceFlow id="f1" sourceRef="begin" targetRef="ask" />
  <userTask id="ask" name="Ask"><extensionElements><zeebe:assignmentDefinition assignee="=x.y" />
   </extensionElements><incoming>f1</incoming><outgoing>f2</outgoing></userTask>
  <sequenceFlow id="f2" sourceRef="ask" targetRef="many" />
  <complexGateway id="many"><incoming>f2</incoming><outgoing>f3</outgoing></complexGateway>
  <sequenceFlow id="f3" sourceRef="many" targetRef="done" />
  <endEvent id="done"><incoming>f3</incoming></endEvent>
 </process>
</definitions>"""
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY a{n} "{f"&a{n - 1 if n > 1 else str()};" * 10}">' for n in range(1, 9))
    + "]><d>&a8;</d>"
)
OUTSIDE = '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/passwd">]><d>&x;</d>'
DEEP = "<a>" * 20_000 + "</a>" * 20_000


def zipped(*entries: tuple[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", packing) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return packed.getvalue()


def deploy(api: Callers, *given: tuple[str, bytes]) -> Any:
    files = {"files": [(io.BytesIO(content), name) for name, content in given]}
    return api.call("owner", "POST", "/deployments", data=files)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("other.bpmn", FROM_ELSEWHERE),
        ("doctype.bpmn", PLAIN.replace("<bpmn:definitions", "<!DOCTYPE x>\n<bpmn:definitions", 1)),
        ("laughs.bpmn", LAUGHS),
        ("outside.bpmn", OUTSIDE),
        ("outside.dmn", OUTSIDE),
        ("deep.bpmn", DEEP),
        ("half.bpmn", PLAIN[:900]),
        ("empty.bpmn", ""),
        ("html.bpmn", "<html><body>Log ind</body></html>"),
        ("binary.bpmn", "\x00\x01PNG"),
        ("half.form.json", '{"id": "small_note", "components": ['),
        ("list.form.json", "[]"),
        ("number.form.json", "7"),
        ("deep.form.json", "[" * 100_000),
        ("wrong.form.json", '{"type": "default", "id": "x", "components": [{"type": "rocket", "key": "a"}]}'),
        ("wrong.dmn", PLAIN),
        ("small_note.en.json", "[]"),
    ],
)
def test_a_file_that_is_not_ours_is_refused_with_its_name(api: Callers, name: str, content: str) -> None:
    body = refused(deploy(api, (name, content.encode())), 400, 422)
    if body["status"] == 422 and "findings" in body:
        assert {finding["file"] for finding in body["findings"]} == {name}
        assert all(finding["text"] for finding in body["findings"])


@pytest.mark.usefixtures("unchanged")
def test_a_diagram_from_another_tool_is_told_element_by_element_what_to_do(api: Callers) -> None:
    found = refused(deploy(api, ("other.bpmn", FROM_ELSEWHERE.encode())), 422)["findings"]
    errors = [finding for finding in found if finding["severity"] == "error"]
    assert [finding["element"] for finding in errors] == ["ask"]
    assert "many" in {finding["element"] for finding in found}
    assert all(finding["cure"] and finding["line"] for finding in errors)


@pytest.mark.usefixtures("unchanged")
@pytest.mark.parametrize(
    ("content", "status"),
    [
        (zipped(("a.bpmn", b"\0" * 60_000_000)), 413),
        (zipped(*((f"{n}.bpmn", b"\0" * 4_000_000) for n in range(14))), 413),
        (zipped(*((f"{n}.bpmn", b"x") for n in range(501))), 413),
        (zipped(("../../etc/plain.bpmn", PLAIN.encode())), 400),
        (zipped(("/etc/plain.bpmn", PLAIN.encode())), 400),
        (zipped(("c:\\plain.bpmn", PLAIN.encode())), 400),
        (zipped(("inner.zip", zipped(("plain.bpmn", PLAIN.encode())))), 400),
        (zipped(("readme.txt", b"hej")), 400),
        (zipped(("plain.bpmn", PLAIN.encode()))[:-30], 400),
        (b"PK\x03\x04 not a zip", 400),
        (b"", 400),
    ],
    ids=["bomb", "many bombs", "crowd", "up", "root", "drive", "nested", "nothing", "cut", "no zip", "empty"],
)
def test_a_package_that_would_hurt_is_refused(api: Callers, content: bytes, status: int) -> None:
    refused(deploy(api, ("package.zip", content)), status)


@pytest.mark.usefixtures("unchanged")
def test_an_archive_that_lies_about_its_sizes_is_refused(api: Callers) -> None:
    content = zipped(("a.bpmn", b"\0" * 6_000_000))
    size = (6_000_000).to_bytes(4, "little")
    assert size in content
    refused(deploy(api, ("package.zip", content.replace(size, (600).to_bytes(4, "little")))), 400, 413)


@pytest.mark.usefixtures("unchanged")
def test_an_upload_without_files_or_twice_the_same_is_refused(api: Callers) -> None:
    refused(api.call("owner", "POST", "/deployments", data={"note": "x"}), 400)
    refused(api.call("owner", "POST", "/deployments", {"files": []}), 400)
    refused(deploy(api, ("plain.bpmn", PLAIN.encode()), ("plain.bpmn", PLAIN.encode())), 400)


@pytest.mark.usefixtures("unchanged")
def test_an_upload_over_the_limit_is_not_even_read(api: Callers) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="files"; filename="large.bpmn"\r\n\r\n'
    body = head + b" " * 13_000_000 + b"\r\n--x--\r\n"
    sent = {"Content-Type": "multipart/form-data; boundary=x"}
    refused(api.call("owner", "POST", "/deployments", data=body, headers=sent), 413)


@pytest.mark.usefixtures("unchanged")
def test_only_a_process_owner_deploys(api: Callers) -> None:
    files = {"files": [(io.BytesIO(PLAIN.encode()), "plain.bpmn")]}
    refused(api.call("anna", "POST", "/deployments", data=files), 403)
