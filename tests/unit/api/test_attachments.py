"""Files on a task through the API: who may, what is refused, what stays, on each database."""

from __future__ import annotations

import io
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import request
from werkzeug.test import TestResponse

from tests import attached
from tests.callers import Callers, refused
from workflow_service import inbox
from workflow_service.config import Settings
from workflow_service.http.services import EXTENSION
from workflow_service.monitoring import check
from workflow_service.store import Database, attachments

SCAN = "import sys; found = b'EICAR' in sys.stdin.buffer.read(); sys.exit(1 if found else 0)"


@pytest.fixture
def task(api: Callers) -> str:
    with api.world.database.begin() as uow:
        attached.publish(uow)
    return api.start("with_files")[1]


def put(
    api: Callers, task: str, content: bytes, name: str = "tegning.png", who: str = "anna", **more: Any
) -> TestResponse:
    headers = more.pop("headers", None)
    data = {"file": (io.BytesIO(content), name), **more}
    return api.call(who, "POST", f"/user-tasks/{task}/attachments", data=data, headers=headers)


def listed(api: Callers, task: str) -> list[Any]:
    answer = api.call("bo", "GET", f"/user-tasks/{task}/attachments")
    return [one["name"] for one in answer.json["items"]]


def complete(api: Callers, task: str, *ids: str) -> TestResponse:
    body = {"variables": {"attachments": list(ids)}}
    return api.call("anna", "POST", f"/user-tasks/{task}/complete", body)


def test_a_file_is_put_on_a_task_read_and_sent_with_the_answer(api: Callers, task: str) -> None:
    answer = put(api, task, attached.png())
    assert answer.status_code == 201, answer.text
    one = answer.json
    assert (one["media_type"], one["kind"], one["scan"], one["version"]) == (
        "image/png",
        "image",
        "unscanned",
        1,
    )
    looks = api.count("access_log")
    read = api.call("anna", "GET", f"/attachments/{one['id']}")
    assert api.count("access_log") == looks + 1
    assert attached.NAMES.encode() not in read.data and read.data.startswith(b"\x89PNG")
    assert read.headers["Content-Disposition"].startswith("attachment; filename=tegning.png")
    assert read.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert read.headers["X-Content-Type-Options"] == "nosniff"
    assert complete(api, task, one["id"]).status_code == 200
    assert api.call("anna", "GET", f"/attachments/{one['id']}").data == read.data


def test_the_file_alone_answers_a_form_that_asks_for_words_or_a_file(api: Callers, task: str) -> None:
    refused(complete(api, task), 422)
    one = put(api, task, attached.pdf(), "brev.pdf").json
    assert complete(api, task, one["id"]).status_code == 200


def test_a_file_of_another_task_is_no_answer(api: Callers, task: str) -> None:
    other = api.start("with_files")[1]
    one = put(api, other, attached.png()).json
    body = refused(complete(api, task, one["id"]), 422)
    assert "attachments.0" in body["errors"] or "attachments" in body["errors"]


def test_a_bad_file_is_refused_and_nothing_is_kept(api: Callers, task: str) -> None:
    object.__setattr__(api.app.extensions[EXTENSION].settings, "max_attachment_bytes", 1024)
    before = api.fingerprint()
    refused(put(api, task, attached.SVG, "tegning.png"), 422)
    refused(put(api, task, attached.MACROS, "brev.docx"), 422)
    refused(put(api, task, bytes(200_000), "stor.bin"), 413)
    refused(put(api, task, bytes(1025), "lidt-stor.bin"), 413)
    assert api.fingerprint() == before


def test_a_request_without_its_file_is_refused(api: Callers, task: str) -> None:
    refused(api.call("anna", "POST", f"/user-tasks/{task}/attachments", data={"note": "x"}), 400)
    refused(api.call("anna", "POST", f"/user-tasks/{task}/attachments", {"file": "x"}), 400)


def test_what_the_scanner_refuses_is_never_kept(api: Callers, task: str) -> None:
    settings: Settings = api.app.extensions[EXTENSION].settings
    object.__setattr__(settings, "scan_command", f'{sys.executable} -c "{SCAN}"')
    assert put(api, task, b"Et brev").json["scan"] == "clean"
    assert refused(put(api, task, b"EICAR"), 422)["code"] == "file_infected"
    object.__setattr__(settings, "scan_command", "/no/such/scanner")
    assert refused(put(api, task, b"Et brev"), 503)["code"] == "scanner_away"
    assert len(listed(api, task)) == 1


def test_only_who_may_complete_the_task_puts_files_on_it(api: Callers, task: str) -> None:
    assert api.call("anna", "POST", f"/user-tasks/{task}/claim").status_code == 200
    refused(put(api, task, attached.png(), who="bo"), 403)
    refused(put(api, task, attached.png(), who="carl"), 404)
    one = put(api, task, attached.png()).json
    assert api.call("bo", "GET", f"/attachments/{one['id']}").status_code == 200
    refused(api.call("carl", "GET", f"/attachments/{one['id']}"), 404)
    refused(api.call("bo", "DELETE", f"/user-tasks/{task}/attachments/{one['id']}"), 403)


def test_a_task_whose_form_has_no_place_for_files_takes_none(api: Callers) -> None:
    _, plain = api.start()
    assert refused(put(api, plain, attached.png()), 409)["code"] == "takes_no_files"


def test_a_file_is_taken_away_and_brought_back_while_the_task_is_open(api: Callers, task: str) -> None:
    one = put(api, task, attached.png()).json
    path = f"/user-tasks/{task}/attachments/{one['id']}"
    assert api.call("anna", "DELETE", path).status_code == 204
    assert listed(api, task) == []
    refused(complete(api, task, one["id"]), 422)
    assert api.call("anna", "POST", f"{path}/restore").json["state"] == "held"
    assert complete(api, task, one["id"]).status_code == 200
    refused(api.call("anna", "DELETE", path), 409)
    refused(put(api, task, attached.png()), 409)


def test_a_newer_version_takes_the_place_of_a_file_and_the_older_stays_readable(
    api: Callers, task: str
) -> None:
    first = put(api, task, b"Udkast", "brev.txt").json
    second = put(api, task, b"Rettet", "brev.txt", version_of=first["id"]).json
    assert (second["version"], second["version_of"], listed(api, task)) == (2, first["id"], ["brev.txt"])
    assert complete(api, task, second["id"]).status_code == 200
    assert api.call("anna", "GET", f"/attachments/{first['id']}").data == b"Udkast"
    refused(put(api, task, b"x", version_of=task), 404, 409)


def test_a_repeated_key_keeps_one_file(api: Callers, task: str) -> None:
    key = {"headers": {"Idempotency-Key": "tegning-1"}}
    first, again = (put(api, task, attached.png(), **key) for _ in range(2))
    assert first.json == again.json and api.count("attachment") == 1
    refused(put(api, task, b"andet", **key), 422)


def test_a_task_holds_so_many_files_and_no_more(api: Callers, task: str) -> None:
    object.__setattr__(api.app.extensions[EXTENSION].settings, "max_attachments", 2)
    ids = [put(api, task, attached.png()).json["id"] for _ in range(2)]
    assert refused(put(api, task, attached.png()), 409)["code"] == "attachments_full"
    assert put(api, task, attached.png(), version_of=ids[0]).status_code == 201


def test_a_sound_is_given_in_the_parts_a_player_asks_for(api: Callers, task: str) -> None:
    one = put(api, task, attached.WAV, "stemme.wav").json
    part = api.call("anna", "GET", f"/attachments/{one['id']}", headers={"Range": "bytes=0-3"})
    assert (part.status_code, part.data) == (206, b"RIFF")


def test_nothing_of_a_file_stands_open_in_the_database(database: Database, api: Callers, task: str) -> None:
    secret = b"Far slog i bordet den aften"
    put(api, task, secret, "hemmelig-tegning.txt")
    if database.is_sqlite:
        folder = Path(database.url.database or "").parent
        stored = b"".join(one.read_bytes() for one in folder.glob("*.db*"))
        assert secret not in stored and b"hemmelig-tegning" not in stored
    with database.begin(write=False) as uow:
        (row,) = uow.rows("SELECT about FROM attachment")
        assert b"hemmelig" not in bytes(row["about"])


def test_undoing_the_completion_gives_the_file_back_to_the_task(api: Callers, task: str) -> None:
    one = put(api, task, attached.png()).json
    complete(api, task, one["id"])
    world = api.world
    with world.database.begin(world.worker) as uow:
        inbox.undo_task(uow, world.runtime, task)
    (again,) = api.call("anna", "GET", f"/user-tasks/{task}/attachments").json["items"]
    assert (again["id"], again["state"]) == (one["id"], "held")
    assert complete(api, task, one["id"]).status_code == 200
    assert [found.en for found in check(world.database, world.runtime)] == []


def test_what_was_never_sent_is_cleared_away_and_what_was_sent_stays(api: Callers, task: str) -> None:
    kept, left = (put(api, task, name.encode(), f"{name}.txt").json["id"] for name in ("sendt", "glemt"))
    gone = put(api, task, b"fortrudt").json["id"]
    api.call("anna", "DELETE", f"/user-tasks/{task}/attachments/{gone}")
    with api.world.database.begin() as uow:
        # an open task keeps what is on it, however long it takes
        assert inbox.clear_left_over(uow, uow.now + timedelta(days=30)) == 1
    complete(api, task, kept)
    with api.world.database.begin() as uow:
        assert inbox.clear_left_over(uow, uow.now - timedelta(days=7)) == 0
        assert inbox.clear_left_over(uow, uow.now + timedelta(days=7)) == 1
    assert api.call("anna", "GET", f"/attachments/{kept}").data == b"sendt"
    refused(api.call("anna", "GET", f"/attachments/{left}"), 404)
    assert api.count("attachment") == api.count("attachment_part") == 1


def test_a_file_that_lost_a_part_or_was_changed_is_found(
    api: Callers, task: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attachments, "PART", 100)
    one, other = (put(api, task, bytes(str(n), "ascii") * 150, "lang.txt").json["id"] for n in range(2))
    with api.world.database.begin() as uow:
        uow.rows("DELETE FROM attachment_part WHERE attachment_id = ? AND number = 2 RETURNING 1", one)
        uow.rows("UPDATE attachment_part SET content = ? WHERE attachment_id = ? RETURNING 1", b"x", other)
    assert [found.where for found in check(api.world.database, api.world.runtime)] == [one]
    assert refused(api.call("anna", "GET", f"/attachments/{other}"), 409)["code"] == "attachment_changed"


def test_a_file_on_its_way_in_lies_in_memory_only(api: Callers) -> None:
    head = b'Content-Disposition: form-data; name="file"; filename="x"'
    body = b"--b\r\n" + head + b"\r\n\r\n" + bytes(10**6) + b"\r\n--b--\r\n"
    kind = "multipart/form-data; boundary=b"
    with api.app.test_request_context("/", method="POST", data=body, content_type=kind):
        assert type(request.files["file"].stream) is io.BytesIO
