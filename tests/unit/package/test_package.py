"""The package lists what is there, and everything its diagrams name exists."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from tests.unit.package.files import (
    BPMN,
    FORMS,
    OEF,
    PACKAGE,
    PROCESSES,
    B,
    C,
    elements,
    keys,
    parameters_used,
    rows,
    user_tasks,
)

KINDS = {"clock", "weekday", "working_day", "calendar"}


def relative(paths: list[Path]) -> set[str]:
    return {path.relative_to(BPMN).as_posix() for path in paths}


def test_the_package_lists_exactly_the_files_that_are_there() -> None:
    assert {f"{key}/{key}.bpmn" for key in PROCESSES} == relative(list(BPMN.glob("**/*.bpmn")))
    assert set(PACKAGE["decisions"]) == relative(list(BPMN.glob("**/*.dmn")))
    assert set(PACKAGE["data"]) == relative(list((BPMN / "data").iterdir()))
    assert (BPMN / PACKAGE["forms"]).resolve() == FORMS


def test_every_user_task_names_an_existing_form_and_one_of_its_steps() -> None:
    for _, task in user_tasks():
        form = json.loads((FORMS / f"{task.get(C + 'formRef')}.form.json").read_text())
        steps = form.get("properties", {}).get("steps")
        step = task.findtext(f".//{C}inputParameter[@name='step']")
        assert step in (steps or [task.get(C + "formRef")]), task.get("id")


def test_every_user_task_says_why_guides_and_stands_on_law_that_exists() -> None:
    for _, task in user_tasks():
        assert (task.findtext(B + "documentation") or "").strip(), task.get("id")
        assert task.get(OEF + "guidance") in keys("guidance"), task.get("id")
        assert task.get(OEF + "legalBasis", "barnets_lov_5") in keys("legal_bases"), task.get("id")


def test_every_user_task_names_the_operation_that_writes_its_answer() -> None:
    assert [task.get("id") for _, task in user_tasks() if not task.get(OEF + "operation")] == []


def test_a_deadline_says_what_kind_of_clock_it_is() -> None:
    for _, task in user_tasks():
        clock = task.get(OEF + "clockType")
        assert (clock in {"law", "model", "local", "agreement"}) is (task.get(C + "dueDate") is not None)


def test_guidance_holds_no_text_that_no_task_shows() -> None:
    assert keys("guidance") == {task.get(OEF + "guidance") for _, task in user_tasks()}


@pytest.mark.parametrize("key", PROCESSES)
def test_parameters_used_exist(key: str) -> None:
    assert parameters_used(key) <= keys("parameters")


@pytest.mark.parametrize("key", PROCESSES)
def test_called_processes_and_decisions_are_in_the_package(key: str) -> None:
    called = {node.get("calledElement") for node in elements(key, "callActivity")}
    decided = {node.get(C + "decisionRef") for node in elements(key, "businessRuleTask")}
    assert called <= set(PROCESSES)
    assert decided <= {Path(file).stem for file in PACKAGE["decisions"]}


@pytest.mark.parametrize("name", ["parameters", "legal_bases", "guidance"])
def test_data_keys_are_unique(name: str) -> None:
    assert len(keys(name)) == len(rows(name))


def test_parameters_have_both_languages_a_first_day_and_a_calendar() -> None:
    for row in rows("parameters"):
        assert row["label_da"] and row["label_en"] and row["source"], row["key"]
        assert date.fromisoformat(row["valid_from"]) and row["calendar_kind"] in KINDS, row["key"]


def test_law_texts_exist_in_both_languages() -> None:
    assert all(row["text_da"] and row["text_en"] and row["law"] for row in rows("legal_bases"))


def test_guidance_is_two_to_five_sentences_in_both_languages() -> None:
    for row in rows("guidance"):
        assert 2 <= row["text_da"].count(". ") + 1 <= 5, row["key"]
        assert row["text_da"].count(".") == row["text_en"].count("."), row["key"]


def test_every_publication_has_its_texts_and_stands_beside_tasks_that_exist() -> None:
    entries = rows("library")
    assert len(entries) == len(keys("library")) >= 20
    for entry in entries:
        for name in ("title", "publisher", "summary_da", "summary_en", "tags"):
            assert entry[name], entry["key"]
        assert entry["link"].startswith("https://") and set(entry["concerns"]) <= keys("guidance"), entry
