"""The command line: a municipality from nothing, and errors in plain words with exit code 1."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from workflow_service.cli import main
from workflow_service.schedule import ProcessLock

PASSWORD = "egelund-hemmelig-42"
ROOT = Path(__file__).parents[3]


class Shell:
    """Runs `oef` with a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __call__(self, *words: str) -> Result:
        environment = {"OEF_DATA_FOLDER": str(self.folder), "OEF_LANGUAGE": "en"}
        return CliRunner(env=environment).invoke(main, words)


@pytest.fixture
def oef(tmp_path: Path) -> Shell:
    return Shell(tmp_path / "data")


@pytest.fixture
def ready(oef: Shell) -> Shell:
    """After `oef init`."""
    done = oef("init", "--name", "Egelund Kommune", "--password", PASSWORD)
    assert done.exit_code == 0, done.output
    return oef


def test_init_makes_key_tables_municipality_and_administrator(ready: Shell) -> None:
    assert (ready.folder / "master.key").stat().st_mode & 0o077 == 0
    assert "the municipality is Egelund Kommune" in ready("doctor").output


def test_a_second_init_is_refused_and_keeps_the_key(ready: Shell) -> None:
    key = (ready.folder / "master.key").read_bytes()
    again = ready("init", "--name", "Anden Kommune", "--password", PASSWORD)
    assert (again.exit_code, "belongs to Egelund Kommune already" in again.output) == (1, True)
    assert (ready.folder / "master.key").read_bytes() == key


def test_without_a_key_a_command_says_what_was_found_and_the_cure(oef: Shell) -> None:
    refused = oef("audit", "verify")
    assert refused.exit_code == 1
    assert "OEF_MASTER_KEY_FILE: found no file" in refused.output
    assert "oef init" in refused.output


def test_serving_tables_of_another_revision_is_refused_with_the_cure(ready: Shell) -> None:
    (ready.folder / "oef.db").unlink()
    refused = ready("serve")
    assert (refused.exit_code, "Run `oef migrate`" in refused.output) == (1, True)


def test_a_second_server_on_one_sqlite_file_is_refused_with_the_cure(ready: Shell) -> None:
    lock = ProcessLock(ready.folder / "oef.db.lock")
    lock.acquire()
    refused = ready("serve")
    lock.release()
    assert (refused.exit_code, "Stop the other one" in refused.output) == (1, True)


def test_migrating_a_current_database_changes_nothing(ready: Shell) -> None:
    done = ready("migrate")
    assert (done.exit_code, "from" in done.output) == (0, False)


def test_a_user_and_a_token_are_made(ready: Shell) -> None:
    added = ready("user", "add", "anna", "--name", "Anna Holm", "--role", "auditor", "--password", PASSWORD)
    assert added.exit_code == 0, added.output
    assert ready("token", "create", "--user", "anna").output.startswith("oef_")


def test_a_token_for_nobody_is_refused(ready: Shell) -> None:
    refused = ready("token", "create", "--user", "bo")
    assert (refused.exit_code, "There is no user bo" in refused.output) == (1, True)


def test_an_unknown_role_is_refused_and_adds_nobody(ready: Shell) -> None:
    words = ("user", "add", "anna", "--name", "Anna Holm", "--password", PASSWORD)
    assert ready(*words, "--role", "king").exit_code == 1
    assert ready(*words).exit_code == 0


def test_an_untouched_audit_is_proved(ready: Shell) -> None:
    done = ready("audit", "verify")
    assert (done.exit_code, done.output) == (0, "The audit holds.\n")


def test_a_sound_database_is_said_to_hold_together(ready: Shell) -> None:
    done = ready("check")
    assert (done.exit_code, done.output) == (0, "Everything holds together.\n")


def test_a_refused_diagram_gives_exit_code_1_and_its_place(oef: Shell, tmp_path: Path) -> None:
    bad = tmp_path / "bad.bpmn"
    bad.write_text("<not-bpmn/>")
    refused = oef("lint", str(bad))
    assert (refused.exit_code, "bad.bpmn" in refused.output) == (1, True)


def test_after_a_restore_what_waits_is_held_for_a_person(ready: Shell) -> None:
    done = ready("outbox", "hold")
    assert (done.exit_code, done.output[:29]) == (0, "0 letters and mails wait for ")


def test_every_setting_is_listed(oef: Shell) -> None:
    assert "OEF_DATABASE_URL" in oef("settings").output


def test_a_folder_with_nothing_to_check_is_said_in_plain_words(oef: Shell, tmp_path: Path) -> None:
    (tmp_path / "readme.md").write_text("")
    empty = oef("lint", "--json", str(tmp_path))
    assert (empty.exit_code, empty.stdout) == (1, "")
    assert empty.stderr == f"oef: The folder {tmp_path} has no files that end in .bpmn, .dmn or .form.json.\n"


def test_a_check_of_files_loads_neither_database_nor_pages() -> None:
    program = (
        "import sys; from workflow_service.cli import main;"
        "main(['lint', 'bpmn/intake'], standalone_mode=False);"
        "print(sorted({'flask', 'sqlalchemy', 'apscheduler', 'workflow_service.store'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, cwd=ROOT, timeout=60
    )
    assert done.stdout.splitlines()[-1:] == ["[]"], done.stderr
