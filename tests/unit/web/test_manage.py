"""Publishing, the overview's repairs, one's own account, users."""

import io
import re
from datetime import timedelta
from pathlib import Path

from tests.pages import ADMIN, COORDINATOR, OWNER, Town
from workflow_service.app.demonstration import PASSWORD

BPMN = Path(__file__).parents[3] / "bpmn"


def files(*named: tuple[str, bytes]) -> list[tuple[io.BytesIO, str]]:
    return [(io.BytesIO(content), name) for name, content in named]


def intake(old: bytes = b"", new: bytes = b"") -> bytes:
    return (
        (BPMN / "intake" / "intake.bpmn").read_bytes().replace(old, new)
        if old
        else (BPMN / "intake" / "intake.bpmn").read_bytes()
    )


def test_the_list_shows_the_release_in_effect(town: Town):
    page = town.enter(OWNER).get("/releases").text
    assert "Udgivelse 1" in page and "5 arbejdsgange, 18 formularer, 3 beslutningstabeller" in page


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
    assert "<h1>Udgivelse 2</h1>" in page and "fre. 13.3. kl. 00.00" in page and "Nyt ord" in page


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
    assert "Valg (én vej)" in visitor.get(f"/releases/{release}/processes/intake").text
    sent = visitor.get(f"/releases/{release}/process/intake/file")
    assert sent.data == intake()
    assert sent.headers["Content-Disposition"] == 'attachment; filename="intake.bpmn"'


def test_only_process_owners_publish(town: Town):
    visitor = town.enter(COORDINATOR)
    assert visitor.post("/releases", {}, at="/").status_code == 403
    assert "Ny udgivelse" not in visitor.get("/releases").text


def test_a_failed_job_is_shown_and_begins_again(town: Town):
    with town.database.begin() as uow:
        job = uow.value("SELECT id FROM job WHERE state = 'pending' LIMIT 1")
        uow.rows(
            "UPDATE job SET state = 'failed', attempts = 6, last_error = 'x' WHERE id = ? RETURNING id", job
        )
    visitor = town.enter(ADMIN)
    assert "Begynd forfra" in visitor.get("/overview").text
    visitor.post(f"/overview/jobs/{job}/revive", at="/overview")
    assert town.value("SELECT state FROM job WHERE id = ?", job) == "pending"


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
