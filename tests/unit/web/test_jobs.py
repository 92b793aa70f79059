"""Job: views, words and paging of what the clock does, and letting a job that gave up begin again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.pages import ADMIN, COORDINATOR, OWNER, Town
from workflow_service.app import wiring
from workflow_service.config import Settings
from workflow_service.store import jobs
from workflow_service.web.views.jobs import TICKS


def give_up(town: Town) -> str:
    """One job of the lived-through municipality has given up; its id."""
    with town.database.begin() as uow:
        job = str(uow.value("SELECT id FROM job WHERE state = 'pending' AND instance_id IS NOT NULL LIMIT 1"))
        for _ in range(jobs.ATTEMPTS):
            jobs.failed_attempt(uow, job, "OSError at store/jobs.py:1")
    return job


def test_a_job_that_gave_up_is_shown_in_words_and_begins_again(town: Town):
    job = give_up(town)
    visitor = town.enter(ADMIN)
    assert "/jobs?show=failed" in visitor.get("/overview").text
    shown = visitor.get("/jobs?show=failed").text
    assert "Frist eller ventetid" in shown and "OSError at store/jobs.py:1" in shown
    visitor.post(f"/jobs/{job}/retry", {"reason": "Disken er skiftet."}, at="/jobs?show=failed")
    assert town.value("SELECT count(*) FROM audit_event WHERE kind = 'job.retried'") == 1
    assert town.value("SELECT state FROM job WHERE id = ?", job) == "pending"
    assert "Ingen job er opgivet." in visitor.get("/jobs?show=failed").text


def test_only_those_who_run_the_service_see_the_jobs(town: Town):
    assert town.enter(OWNER).get("/jobs").status_code == 200
    assert town.enter(COORDINATOR).get("/jobs").status_code == 403


def test_the_list_says_what_is_late_and_that_the_clock_stands_still(town: Town):
    with town.database.begin() as uow:
        jobs.add(uow, "signal", uow.now - timedelta(hours=3))
    shown = town.enter(ADMIN).get("/jobs").text
    assert "3 timer forsinket" in shown and "Uret har ikke gået endnu" in shown


def test_every_job_is_on_one_page_of_the_list_when_many_are_due_at_once(town: Town):
    with town.database.begin() as uow:
        for _ in range(60):
            jobs.add(uow, "end_course", uow.now + timedelta(days=900))
    visitor, seen = town.enter(ADMIN), 0
    address = "/jobs?show=waiting&kind=end_course"
    for _ in range(2):
        shown = visitor.get(address).text
        seen += shown.count("<tr><td>")
        following = shown.partition('class="pager"')[2].partition('href="')[2].partition('"')[0]
        address = following.replace("&amp;", "&")
    assert (seen, following) == (60, "")


def test_a_page_that_does_not_exist_is_refused_in_plain_words(town: Town):
    assert town.enter(ADMIN).get("/jobs?after=x").status_code == 400


def test_all_that_recurs_has_words_of_its_own(
    town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = ["jobs"]

    class Engine:
        def every(self, name: str, seconds: float, work: object) -> None:
            found.append(name)

        def start(self) -> None: ...

        def stopping(self) -> bool:
            return True

    monkeypatch.setattr(wiring, "make_engine", lambda database, neck: Engine())
    wiring.start_schedule(Settings(data_folder=tmp_path), town.database, wiring.make_runtime())
    assert len(found) >= 5 and set(found) <= TICKS.keys()
