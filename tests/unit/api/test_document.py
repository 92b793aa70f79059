"""The API document is complete, and every sentence a caller may get exists in both languages."""

from __future__ import annotations

import re

import marshmallow as ma
import pytest
from marshmallow import fields, validate

from tests import callers
from tests.callers import Callers
from workflow_service.api.docs import operations
from workflow_service.api.parsing import field_errors, in_danish
from workflow_service.api.schemas import common
from workflow_service.clock import FrozenClock
from workflow_service.store import Database

CONTRACT = """
POST /deployments
GET /process-definitions
GET /process-definitions/{definition_id}
GET /process-definitions/{definition_id}/xml
POST /process-instances
GET /process-instances
GET /process-instances/{instance_id}
GET /process-instances/{instance_id}/activities
GET /process-instances/{instance_id}/variables
GET /process-instances/{instance_id}/tokens
POST /process-instances/{instance_id}/cancel
POST /process-instances/{instance_id}/suspend
POST /process-instances/{instance_id}/resume
GET /process-instances/{instance_id}/base-dates
POST /process-instances/{instance_id}/base-dates/preview-date
POST /process-instances/{instance_id}/base-dates/correct-date
GET /process-instances/{instance_id}/exchanges
GET /process-instances/{instance_id}/persons
GET /process-instances/{instance_id}/persons/{person_id}/removal
POST /process-instances/{instance_id}/persons/{person_id}/remove
POST /process-instances/{instance_id}/removals/{removal_id}/bring-back
POST /notifications/{notification_id}/received/preview
POST /notifications/{notification_id}/received/correct
GET /user-tasks
GET /user-tasks/{task_id}
GET /user-tasks/{task_id}/form
POST /user-tasks/{task_id}/claim
POST /user-tasks/{task_id}/unclaim
POST /user-tasks/{task_id}/delegate
POST /user-tasks/{task_id}/resolve
POST /user-tasks/{task_id}/assign
PUT /user-tasks/{task_id}/draft
POST /user-tasks/{task_id}/complete
GET /user-tasks/{task_id}/correct
POST /user-tasks/{task_id}/correct
GET /user-tasks/{task_id}/attachments
POST /user-tasks/{task_id}/attachments
DELETE /user-tasks/{task_id}/attachments/{attachment_id}
POST /user-tasks/{task_id}/attachments/{attachment_id}/restore
GET /attachments/{attachment_id}
POST /user-tasks/{task_id}/postpone
POST /user-tasks/{task_id}/postpone/undo
GET /parameters
POST /parameters/{key}/preview
POST /parameters/{key}/change
GET /legal-bases
POST /legal-bases
GET /legal-bases/{key}
POST /legal-bases/{key}/rows
POST /legal-bases/{key}/confirm
GET /core-teams
POST /core-teams
GET /core-teams/{team_id}
PUT /core-teams/{team_id}/sections
POST /core-teams/{team_id}/members
PUT /core-teams/{team_id}/members/{user_id}
GET /core-teams/{team_id}/members/{user_id}/work
POST /core-teams/{team_id}/members/{user_id}/end
GET /experts
POST /experts
PUT /experts/{expert_id}
POST /experts/{expert_id}/end
GET /meeting-series
POST /meeting-series
POST /meeting-series/preview
GET /meeting-series/{series_id}
PUT /meeting-series/{series_id}
POST /meeting-series/{series_id}/cadence
POST /meeting-series/{series_id}/end
PUT /meeting-series/{series_id}/members/{user_id}/deputy
POST /meeting-series/{series_id}/meetings
GET /meetings
GET /meetings/{meeting_id}
POST /meetings/{meeting_id}/move
POST /meetings/{meeting_id}/cancel
POST /meetings/{meeting_id}/agenda/refresh
POST /meetings/{meeting_id}/agenda
PUT /meetings/{meeting_id}/agenda/order
PUT /meetings/{meeting_id}/agenda/{item_id}/time
PUT /meetings/{meeting_id}/agenda/{item_id}/update
POST /meetings/{meeting_id}/agenda/{item_id}/defer
POST /meetings/{meeting_id}/agenda/{item_id}/take-back
POST /meetings/{meeting_id}/begin
PUT /meetings/{meeting_id}/room
PUT /meetings/{meeting_id}/attendance
PUT /meetings/{meeting_id}/chair
POST /meetings/{meeting_id}/topics
GET /meetings/{meeting_id}/minutes/{item_id}
PUT /meetings/{meeting_id}/minutes/{item_id}
POST /meetings/{meeting_id}/minutes/{item_id}/take-up
POST /meetings/{meeting_id}/minutes/{item_id}/left
POST /meetings/{meeting_id}/minutes/{item_id}/defer
POST /meetings/{meeting_id}/minutes/{item_id}/finish
POST /meetings/{meeting_id}/minutes/{item_id}/actions
POST /meetings/{meeting_id}/actions/{action_id}/remove
PUT /meetings/{meeting_id}/minutes/{item_id}/recommendation
POST /meetings/{meeting_id}/close
POST /meetings/{meeting_id}/status-minutes
GET /meetings/{meeting_id}/report
GET /meeting-series/{series_id}/agreements
GET /agreements/{agreement_id}
GET /calendar
GET /calendar/feeds
POST /calendar/feeds
POST /calendar/feeds/{feed_id}/revoke
GET /absences
POST /absences
POST /absences/{absence_id}/back
POST /absences/{absence_id}/withdraw
POST /messages
GET /process-instances/{instance_id}/news
POST /process-instances/{instance_id}/tell
POST /signals
GET /jobs
POST /jobs/{job_id}/retry
GET /incidents
GET /incidents/{incident_id}
POST /incidents/{incident_id}/resolve
GET /outbox
POST /outbox/{effect_id}/resend
POST /outbox/{effect_id}/settle
POST /external-tasks/fetch-and-lock
POST /external-tasks/{task_id}/complete
POST /external-tasks/{task_id}/failure
POST /external-tasks/{task_id}/bpmn-error
POST /external-tasks/{task_id}/extend-lock
"""


@pytest.fixture
def api(sqlite_database: Database, clock: FrozenClock) -> Callers:
    """The document does not depend on the database."""
    return callers.make(sqlite_database, clock)


def test_the_document_holds_every_call_of_the_contract_and_no_other(api: Callers) -> None:
    document = api.call(None, "GET", "/openapi.json").json
    assert document["openapi"] == "3.1.0"
    described = {
        f"{method.upper()} {path.removeprefix('/api/v1')}" for method, path, _, _ in operations(document)
    }
    assert described == set(CONTRACT.strip().splitlines())


def test_every_call_is_described_and_every_reference_leads_somewhere(api: Callers) -> None:
    answer = api.call(None, "GET", "/openapi.json")
    for method, path, operation, _ in operations(answer.json):
        assert operation.get("summary"), (method, path)
        assert any(status.startswith("2") for status in operation["responses"]), (method, path)
    for reference in set(re.findall(r'"#/([^"]+)"', answer.text)):
        found = answer.json
        for step in reference.split("/"):
            found = found[step]


def test_errors_are_described_as_problem_details(api: Callers) -> None:
    document = api.call(None, "GET", "/openapi.json").json
    for response in document["components"]["responses"].values():
        assert set(response["content"]) == {"application/problem+json"}


def test_the_readable_page_names_every_call_and_loads_nothing_from_elsewhere(api: Callers) -> None:
    page = api.call(None, "GET", "/docs").text
    for line in CONTRACT.strip().splitlines():
        method, path = line.split()
        assert f"{method} /api/v1{path}<" in page
    assert re.findall(r'(?:src|href)="([^"]+)"', page) == ["/api/v1/docs.css", "/api/v1/openapi.json"]
    assert "<script" not in page and "style=" not in page


def test_the_sentences_of_every_field_kind_have_danish_twins() -> None:
    kinds = (
        common.Text(),
        common.Number(),
        common.Switch(),
        common.Variables(),
        common.Moment(),
        fields.UUID(),
        fields.List(fields.Raw()),
        fields.Boolean(),
        fields.Integer(),
    )
    for kind in kinds:
        for name in ("required", "null", "invalid", "invalid_uuid", "invalid_utf8"):
            if name in kind.error_messages and name != "invalid_utf8":
                message = str(kind.error_messages[name]).format(obj_type="aware datetime", input="x")
                assert in_danish(message), message


@pytest.mark.parametrize(
    ("rule", "value"),
    [
        (validate.Length(max=2), "abc"),
        (validate.Length(min=2), "a"),
        (validate.Length(min=2, max=3), "a"),
        (validate.Range(min=1), 0),
        (validate.Range(max=1), 2),
        (validate.Range(min=1, max=2), 3),
        (validate.OneOf(["a"]), "b"),
        (validate.Regexp("^a$"), "b"),
    ],
)
def test_the_sentences_of_every_limit_have_danish_twins(rule: validate.Validator, value: object) -> None:
    with pytest.raises(ma.ValidationError) as caught:
        rule(value)
    assert in_danish(str(caught.value.messages[0]))


def test_field_paths_lead_to_the_field(api: Callers) -> None:
    body = {"worker_id": "w", "topics": [{"topic": "a"}, {"topic": 3, "lock": 1}]}
    answer = api.call("system", "POST", "/external-tasks/fetch-and-lock", body)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {"topics.1.topic", "topics.1.lock"}
    assert answer.json["errors"]["topics.1.topic"] == ["Skal være en tekst."]


def test_messages_about_a_whole_object_keep_its_path() -> None:
    found = dict(
        field_errors({"variables": {"_schema": ["Invalid input type."]}, "_schema": ["Unknown field."]})
    )
    assert set(found) == {"variables", "body"}
