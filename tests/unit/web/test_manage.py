"""Publishing, the overview's repairs, one's own account, users."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from tests.pages import ADMIN, COORDINATOR, INTAKE, OWNER, Town
from workflow_service import http
from workflow_service.app.demonstration import PASSWORD
from workflow_service.store import tables
from workflow_service.web.problems import error_page

BPMN = Path(__file__).parents[3] / "bpmn"
SMALL = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"
 xmlns:camunda="http://camunda.org/schema/1.0/bpmn" id="definitions_small"
 targetNamespace="https://oef.dk/bpmn/test">
 <bpmn:process id="small" name="Lille forløb" isExecutable="true">
  <bpmn:startEvent id="begin" name="Begynder"><bpmn:outgoing>f1</bpmn:outgoing></bpmn:startEvent>
  <bpmn:sequenceFlow id="f1" sourceRef="begin" targetRef="work" />
  <bpmn:userTask id="work" name="Ring til skolen" camunda:candidateGroups="intake_worker">
   <bpmn:documentation>Skolen har bedt om det.</bpmn:documentation>
   <bpmn:incoming>f1</bpmn:incoming><bpmn:outgoing>f2</bpmn:outgoing>
  </bpmn:userTask>
  <bpmn:sequenceFlow id="f2" sourceRef="work" targetRef="done" />
  <bpmn:endEvent id="done" name="Færdig"><bpmn:incoming>f2</bpmn:incoming></bpmn:endEvent>
 </bpmn:process>
</bpmn:definitions>"""


def files(*named: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in named]


def intake(old: bytes = b"", new: bytes = b"") -> bytes:
    return (
        (BPMN / "intake" / "intake.bpmn").read_bytes().replace(old, new)
        if old
        else (BPMN / "intake" / "intake.bpmn").read_bytes()
    )


def test_the_list_shows_the_release_in_effect(town: Town):
    package = json.loads((BPMN / "package.json").read_text("utf-8"))
    courses, decisions = len(package["processes"]), len(package["decisions"])
    forms = len(list((BPMN.parent / "forms").glob("*.form.json")))
    page = town.enter(OWNER).get("/releases").text
    assert "Udgivelse 1" in page
    assert f"{courses} arbejdsgange, {forms} formularer, {decisions} beslutningstabeller" in page


def test_a_check_publishes_nothing(town: Town):
    form = {"mode": "check", "files": files(("intake.bpmn", intake(b"Fulgt op", b"Fulgt helt op")))}
    page = town.enter(OWNER).post("/releases", form, at="/releases", content_type="multipart/form-data")
    assert page.status_code == 200 and "Filerne kan udgives" in page.text
    assert town.value("SELECT count(*) FROM release") == 1


def test_a_package_with_errors_is_refused_with_place_and_cure(town: Town):
    broken = intake(b'oef:operation="record_screening"', b'oef:operation="no_such_thing"')
    form = {"mode": "publish", "files": files(("intake.bpmn", broken))}
    page = town.enter(OWNER).post("/releases", form, at="/releases", content_type="multipart/form-data")
    assert page.status_code == 422 and "Det fandt kontrollen" in page.text
    assert 'data-severity="error"' in page.text and "intake.bpmn, linje" in page.text
    assert town.value("SELECT count(*) FROM release") == 1


def test_publishing_makes_a_release_for_the_chosen_day(town: Town):
    day = (town.clock.now() + timedelta(days=10)).date().isoformat()
    form = {"mode": "publish", "note": "Nyt ord", "effective": day}
    form |= {"files": files(("intake.bpmn", intake(b"Fulgt op", b"Fulgt helt op")))}  # type: ignore[dict-item]
    visitor = town.enter(OWNER)
    sent = visitor.post("/releases", form, at="/releases", content_type="multipart/form-data")
    page = visitor.get(sent.headers["Location"]).text
    assert "<h1>Udgivelse 2</h1>" in page and "fre. 13.3." in page and "Nyt ord" in page


def test_no_files_is_said_in_words(town: Town):
    page = town.enter(OWNER).post("/releases", {}, at="/releases", content_type="multipart/form-data")
    assert page.status_code == 422 and "Der er ingen diagrammer" in page.text


def test_parameters_are_shown_in_words(town: Town):
    release = str(town.value("SELECT id FROM release"))
    page = town.enter(OWNER).get(f"/releases/{release}").text
    assert ">21 dage<" in page and "kalenderdage" in page and "P21D" not in page


def test_a_diagram_is_shown_and_given_as_a_file(town: Town):
    release = str(town.value("SELECT id FROM release"))
    visitor = town.enter(OWNER)
    table = visitor.get(f"/releases/{release}/processes/intake").text
    assert "Valg (én vej)" in table and ' title="case_participants">Involverede i sagen<' in table
    sent = visitor.get(f"/releases/{release}/process/intake/file")
    assert sent.data == intake()
    assert sent.headers["Content-Disposition"] == 'attachment; filename="intake.bpmn"'


def test_only_process_owners_publish(town: Town):
    visitor = town.enter(COORDINATOR)
    assert visitor.post("/releases", {}, at="/").status_code == 403
    assert "Ny udgivelse" not in visitor.get("/releases").text


def test_one_changes_phone_and_language(town: Town):
    visitor = town.enter(COORDINATOR)
    visitor.post("/profile", {"phone": "51 22 33 44", "language": "en"}, at="/profile")
    page = visitor.get("/profile").text
    assert 'value="51 22 33 44"' in page and "<h1>My page</h1>" in page


def test_a_new_password_ends_the_other_sessions(town: Town):
    visitor, elsewhere = town.enter(COORDINATOR), town.enter(COORDINATOR)
    new = "tyve gule ænder"
    form = {"old": PASSWORD, "new": new, "again": new}
    assert visitor.post("/profile/password", form, at="/profile").status_code == 303
    assert visitor.get("/profile").status_code == 200
    assert elsewhere.get("/profile").status_code == 303


def test_a_password_is_not_changed_without_the_old_one(town: Town):
    form = {"old": "gætter bare", "new": "tyve gule ænder", "again": "tyve gule ænder"}
    sent = town.enter(COORDINATOR).post("/profile/password", form, at="/profile")
    assert sent.status_code == 422 and "er forkert" in sent.text
    assert town.enter(COORDINATOR).get("/profile").status_code == 200


def test_a_key_is_shown_once_works_and_is_closed(town: Town):
    visitor = town.enter(COORDINATOR)
    page = visitor.post("/profile/tokens", {"label": "Kalender", "days": "30"}, at="/profile").text
    secret = re.search(r"oef_[\w-]+", page)
    assert secret is not None and secret[0] not in visitor.get("/profile").text
    bearer = {"Authorization": f"Bearer {secret[0]}"}
    assert town.app.test_client().get("/api/v1/user-tasks", headers=bearer).status_code == 200
    address = re.search(r'action="(/profile/tokens/\w+/revoke)"', visitor.get("/profile").text)
    assert address is not None
    visitor.post(address[1], at="/profile")
    assert town.app.test_client().get("/api/v1/user-tasks", headers=bearer).status_code == 401


def test_a_user_is_created_with_a_role_and_closed_again(town: Town):
    visitor = town.enter(ADMIN)
    unit = town.value("SELECT id FROM unit ORDER BY name LIMIT 1")
    form = {"login": "ny", "name": "Åse Ny", "password": "rød grød med fløde", "role": "manager"}
    visitor.post("/admin/users", {**form, "place": f"unit/{unit}"}, at="/admin/users")
    user = town.value("SELECT id FROM app_user WHERE login = 'ny'")
    assert town.value("SELECT role FROM membership WHERE user_id = ?", user) == "manager"
    visitor.post(f"/admin/users/{user}/deactivate", at="/admin/users")
    assert not town.value("SELECT active FROM app_user WHERE id = ?", user)


def test_a_login_that_is_taken_leaves_nothing_behind(town: Town):
    visitor = town.enter(ADMIN)
    before = town.value("SELECT count(*) FROM app_user")
    sent = visitor.post(
        "/admin/users", {"login": COORDINATOR, "name": "X", "role": "manager"}, at="/admin/users"
    )
    assert sent.status_code == 422 and "er optaget" in sent.text
    assert town.value("SELECT count(*) FROM app_user") == before


def test_nobody_closes_the_own_access(town: Town):
    me = town.value("SELECT id FROM app_user WHERE login = ?", ADMIN)
    assert town.enter(ADMIN).post(f"/admin/users/{me}/deactivate", at="/admin/users").status_code == 409


def test_a_published_process_is_started_and_its_task_without_a_form_confirmed(town: Town):
    form = {"mode": "publish", "files": files(("small.bpmn", SMALL.encode()))}
    sent = town.enter(OWNER).post("/releases", form, at="/releases", content_type="multipart/form-data")
    assert sent.status_code == 303, re.findall(r"<td>(.*?)</td>", sent.text)
    visitor = town.enter(INTAKE)
    assert "Lille forløb" in visitor.get("/start").text
    task = visitor.post("/start", {"process": "small"}, at="/start").headers["Location"]
    page = visitor.get(task).text
    assert "Opgaven har ingen formular." in page and "Skolen har bedt om det." in page
    assert visitor.post(f"{task}/complete", at=task).status_code == 303
    assert "Løst" in visitor.get(task).text and "Der er ingen svar på opgaven." in visitor.get(task).text


def test_a_course_that_is_sent_twice_starts_once(town: Town):
    visitor, cases = town.enter(INTAKE), "SELECT count(*) FROM process_instance WHERE business_key LIKE '20%'"
    before = town.value(cases)
    once = re.search(r'name="once" value="([^"]+)"', visitor.get("/start").text)
    assert once is not None
    form = {"process": "case_main", "once": once[1]}
    first = visitor.post("/start", form, at="/start").headers["Location"]
    assert visitor.post("/start", form, at="/start").headers["Location"] == first
    assert town.value(cases) == before + 1


def test_a_technical_failure_is_shown_with_case_and_step(town: Town):
    with town.database.begin() as uow:
        instance = uow.value("SELECT id FROM process_instance WHERE business_key = '2026-0001'")
        row = {"id": uow.new_id(), "instance_id": str(instance), "ref": "r", "element": "appoint_coordinator"}
        texts = {
            "code": "expression_failed",
            "da": "Udtrykket kan ikke beregnes.",
            "en": "Cannot be computed.",
        }
        uow.insert(tables.incident, {**row, **texts, "created_at": uow.now})
    page = town.enter(ADMIN).get("/overview").text
    assert "2026-0001" in page and "Udpeg familiekoordinator" in page and "Udtrykket kan ikke" in page
    assert "Se fejlen" in page


@pytest.mark.parametrize("status", [400, 403, 404, 405, 409, 410, 413, 415, 422, 429, 500, 503])
def test_every_error_has_a_page_in_both_languages(town: Town, status: int):
    for language, wanted in (("da", "Gå til forsiden"), ("en", "Go to the front page")):
        with town.app.test_request_context(headers={"Accept-Language": language}):
            problem = http.plain_problem(status)
            sent = error_page(problem)
        page = sent.get_data(as_text=True)
        assert sent.status_code == status and wanted in page and problem.title in page


def test_files_that_are_too_large_are_refused_on_a_page(town: Town):
    """By what they say of their length: nothing is read."""
    kind = "multipart/form-data; boundary=x"
    length = {"CONTENT_LENGTH": "21000000"}
    sent = town.enter(OWNER).client.post("/releases", content_type=kind, environ_overrides=length)
    assert sent.status_code == 413 and "Det er for stort" in sent.text


def test_parameters_are_told_in_words(town: Town):
    release = town.value("SELECT id FROM release WHERE number = 1")
    page = town.enter(OWNER).get(f"/releases/{release}").text
    assert "påskeugen" in page and "easter" not in page
    assert "50.000" in page and 'data-label="Tælles i">–<' in page
    assert "kl. 8.00" in page and "8 timer" not in page
    assert "2 dage før fristen, på fristens dag" in page
