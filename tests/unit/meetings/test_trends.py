"""Figures of the report that compare two moments of a case (domain.md 11), each on rows written by hand."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import pytest

from tests.unit.casefile.municipality import Municipality
from tests.unit.meetings.planning import local
from tests.unit.meetings.test_agenda import a_case
from workflow_service.meetings import trends
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store.casefile_rows import add

SINCE = local(2025, 11, 23)


def written(uow: UnitOfWork, case_id: str, table: Any, **values: Any) -> None:
    key = str(uow.value("SELECT key_id FROM case_file WHERE id = ?", case_id))
    add(uow, table, key, {"case_id": case_id, **values})


def figures(uow: UnitOfWork) -> dict[str, tuple[float | None, int]]:
    uow.flush()
    return {key: (value, behind) for key, value, behind in trends.counted(uow, SINCE)}


@pytest.fixture
def town(database: Database) -> Municipality:
    return Municipality(database).found()


def answered(uow: UnitOfWork, case_id: str, asked: date, on: date) -> None:
    more = {"entry_id": uow.new_id(), "type": "phone", "checkin": False}
    written(uow, case_id, tables.contact, asked=asked, date=on, **more)


def test_an_answer_on_the_next_working_day_is_in_time(town: Municipality) -> None:
    with town.database.begin() as uow:
        case = a_case(uow, town, 1)
        uow.flush()
        answered(uow, case, date(2026, 5, 8), date(2026, 5, 11))  # Friday to Monday
        answered(uow, case, date(2026, 5, 11), date(2026, 5, 13))
        assert figures(uow)["K07"] == (50.0, 1)


def plan(uow: UnitOfWork, case_id: str, number: int, at: datetime) -> None:
    more = {"number": number, "state": "superseded", "written_at": at, "approved_at": at}
    written(uow, case_id, tables.common_plan, **more)


def test_revisions_count_for_each_year_with_a_plan_and_wait_from_the_last_development(
    town: Municipality,
) -> None:
    with town.database.begin() as uow:
        uow.now = local(2026, 11, 23)
        case = a_case(uow, town, 1)
        uow.flush()
        plan(uow, case, 1, local(2024, 11, 23))
        for number, month in ((2, 3), (3, 9)):
            plan(uow, case, number, local(2026, month, 20))
        for day in (2, 10):
            written(uow, case, tables.development, at=local(2026, 3, day), source="note")
        found = figures(uow)
    assert found["K13a"] == (2.0, 1) and found["K13b"] == (10, 1)


def survey(uow: UnitOfWork, case_id: str, on: date, **values: int) -> None:
    written(uow, case_id, tables.family_survey, date=on, answered=bool(values), **values)


def test_experience_and_wellbeing_are_compared_a_year_apart(town: Municipality) -> None:
    with town.database.begin() as uow:
        case = a_case(uow, town, 1)
        uow.flush()
        survey(uow, case, date(2025, 6, 1), trust=2, entry=3, wellbeing_child=4, wellbeing_parent=5)
        survey(uow, case, date(2025, 12, 1), trust=5, entry=5, wellbeing_child=9, wellbeing_parent=9)
        survey(uow, case, date(2026, 6, 1), trust=3, entry=3, wellbeing_child=5, wellbeing_parent=5)
        survey(uow, case, date(2026, 11, 1))
        found = figures(uow)
    assert found["K16a"] == (66.7, 1) and found["K16b"] == (0.5, 1) and found["K20"] == (50.0, 1)


def test_an_investigation_has_four_calendar_months(town: Municipality) -> None:
    with town.database.begin() as uow:
        for number, finished in ((1, local(2026, 6, 27)), (2, local(2026, 6, 30))):
            case = a_case(uow, town, number)
            uow.flush()
            begun = {"prepared_at": local(2026, 2, 20), "decided_at": local(2026, 2, 28)}
            written(uow, case, tables.decision, matter="investigation", state="decided", **begun)
            written(uow, case, tables.assessment_part, type="investigation", completed_at=finished)
        in_time = figures(uow)["K02"]
    # 28 February and four months is 28 June
    assert in_time == (50.0, 2)


def test_the_ladder_counts_measures_under_way_and_placements_the_open_cases(town: Municipality) -> None:
    with town.database.begin() as uow:
        for number, kind, step in ((1, "supportive", 2), (2, "placement", 5)):
            case = a_case(uow, town, number)
            uow.flush()
            written(uow, case, tables.measure, kind=kind, state="started", intrusiveness=step)
            written(uow, case, tables.measure, kind=kind, state="ended", intrusiveness=9)
        found = figures(uow)
    assert found["K22a"] == (3.5, 2) and found["K22b"] == (50.0, 2) and found["K08"] == (100.0, 2)
