"""Acceptance scenario 7: a diagram that bypasses the analysis meeting cannot be published, by no way in; one
with a step of the municipality's own can, and the case that runs goes on."""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from werkzeug.test import TestResponse

from tests import apps, pages
from tests.acceptance.story import Town
from tests.conftest import NOW
from tests.drawing import Change, file_of, lane, redrawn, task_between, way
from workflow_service import studio
from workflow_service.app.demonstration import PASSWORD
from workflow_service.cli import main
from workflow_service.config import Settings
from workflow_service.errors import CheckFailed
from workflow_service.store import logins, sessions

OWNER = "process_owner1"
BROKEN = [
    ("case_main", way("in_target_group", "call_common_plan"), "MODEL-01", "INV-06"),
    ("analysis_meeting", lane("Familien", "family_coordinator"), "MODEL-02", "INV-04"),
    ("common_plan", way("parents_supported", "start_measures"), "MODEL-05", "INV-21"),
]
OWN_STEP = task_between(
    "is_reopened", "call_intake", "call_the_school",
    camunda__candidateGroups="intake_worker", camunda__formRef="note", oef__operation="write_note",
)  # fmt: skip


def drawn(key: str, change: Change) -> Mapping[str, bytes]:
    """The one diagram that was changed."""
    return {file_of(key): redrawn(key, change)[file_of(key)]}


@pytest.fixture
def app(town: Town) -> Flask:
    settings = Settings(secret_key="s" * 32, login_rate="1000/minute")
    return apps.service(town.database, town.neck, settings, town.driver.clock)


def by_api(app: Flask, town: Town, files: Mapping[str, bytes], *, dry: bool) -> TestResponse:
    with town.database.begin() as uow:
        token = sessions.create_token(uow, town.driver.user(OWNER), "test", NOW)
    sent = {"files": [(io.BytesIO(content), path) for path, content in files.items()]}
    with app.test_client() as client:
        return client.post(
            f"/api/v1/deployments?dry_run={str(dry).lower()}",
            data=sent,
            headers={"Authorization": f"Bearer {token}"},
        )


def by_page(app: Flask, town: Town, files: Mapping[str, bytes], mode: str) -> TestResponse:
    with town.database.begin() as uow:
        logins.set_password(uow, town.driver.user(OWNER), PASSWORD)
    visitor = pages.Town(app, town.database, town.driver.clock).enter(OWNER)
    sent = [(io.BytesIO(content), path) for path, content in files.items()]
    form = {"mode": mode, "files": sent}
    return visitor.post("/releases", form, at="/releases", content_type="multipart/form-data")


def releases(town: Town) -> int:
    with town.database.begin(write=False) as uow:
        return int(uow.value("SELECT count(*) FROM release"))


def test_what_breaks_the_model_is_refused_by_the_api_its_dry_run_and_the_page(town: Town, app: Flask) -> None:
    for key, change, rule, inv in BROKEN:
        files = drawn(key, change)
        for dry in (True, False):
            answer = by_api(app, town, files, dry=dry)
            assert answer.status_code == 422 and answer.json is not None
            found = [one for one in answer.json["findings"] if one["rule"] == rule]
            assert found and inv in str(found) and found[0]["severity"] == "error"
        for mode in ("check", "publish"):
            page = by_page(app, town, files, mode)
            assert page.status_code == 422 and f"({inv})" in page.text
            assert 'data-severity="error"' in page.text and "Filerne kan udgives" not in page.text
    assert releases(town) == 1


def test_the_refusal_names_the_way_around_the_meeting(town: Town) -> None:
    files = drawn("case_main", way("in_target_group", "call_common_plan"))
    with pytest.raises(CheckFailed) as refused, town.driver.acting(town.driver.user(OWNER)) as uow:
        studio.deploy(uow, town.neck, files)
    told = refused.value.findings[0]
    assert "Vejen uden om mødet: " in told.da and "Opstart → Den fælles plan → " in told.da
    assert "Tværfagligt analysemøde" not in told.da


def test_a_step_of_ones_own_is_published_and_new_cases_meet_it(town: Town, app: Flask) -> None:
    running = town.inquiry("Asta")
    files = drawn("case_main", OWN_STEP)
    assert by_api(app, town, files, dry=True).status_code == 200
    assert "Filerne kan udgives" in by_page(app, town, files, "check").text
    assert by_api(app, town, files, dry=False).status_code == 201 and releases(town) == 2
    running.does("register_inquiry")
    assert list(running.tasks()) == ["complete_master_data"]
    assert list(town.inquiry("Asta").tasks()) == ["call_the_school"]


def test_the_command_line_refuses_it_too(tmp_path: Path) -> None:
    for path, content in redrawn("case_main", way("in_target_group", "call_common_plan")).items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    oef = CliRunner(env={"OEF_DATA_FOLDER": str(tmp_path / "data"), "OEF_LANGUAGE": "da"})
    linted = oef.invoke(main, ["lint", str(tmp_path / "bpmn")])
    assert linted.exit_code == 1 and "MODEL-01" in linted.output and "(INV-06)" in linted.output
    oef.invoke(main, ["init", "--name", "Egelund Kommune", "--password", PASSWORD])
    forms = str(Path(__file__).parents[2] / "forms")
    data = str(Path(__file__).parents[2] / "bpmn" / "data")
    refused = oef.invoke(main, ["deploy", "--dry-run", str(tmp_path / "bpmn"), data, forms])
    assert refused.exit_code == 1 and "MODEL-01" in refused.output
