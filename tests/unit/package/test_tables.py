"""The decision tables of the package give the answers of domain.md 8, and speak two languages."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from tests.unit.package.files import BPMN, OEF, PACKAGE, PROCESSES, B, C, elements, user_tasks
from workflow_service import decisions, feel

SCOPE = feel.Scope(
    now=datetime(2026, 11, 23, 9, tzinfo=UTC),
    zone=ZoneInfo("Europe/Copenhagen"),
    parameter={"core_share": 0.2}.__getitem__,
)
D2 = ("intake/case_participants.dmn", "intake/core_team.dmn")
CASE = {
    "birth_date": "2017-03-01",
    "support_types": ["respite"],
    "sectors": [],
    "abuse_suspicion": False,
    "serious_or_complex": False,
}


def decide(key: str, variables: dict[str, object]) -> object:
    file = next(file for file in PACKAGE["decisions"] if Path(file).stem == key)
    return decisions.parse_decisions((BPMN / file).read_bytes(), file).evaluate(key, variables, SCOPE)


@pytest.mark.parametrize("file", PACKAGE["decisions"])
def test_the_table_passes_the_check_and_has_its_english_texts(file: str) -> None:
    path = BPMN / file
    assert decisions.check_decisions(path.read_bytes(), file) == []
    english = json.loads(path.with_suffix("").with_suffix(".en.json").read_text())
    text = path.read_text()
    assert all(f'id="{key}"' in text for key in english if key != "annotation_header")


@pytest.mark.parametrize(
    ("lasting", "count", "elsewhere", "answer"),
    [
        ("yes", 2, False, "eligible"),
        ("yes", 1, True, "eligible"),
        ("yes", 1, False, "advise_single_adviser"),
        ("unclear", 3, True, "screen_more"),
        (None, None, None, "screen_more"),
        ("no", 4, True, "redirect"),
    ],
)
def test_d1_decides_the_target_group(lasting: object, count: object, elsewhere: object, answer: str) -> None:
    given = {"significant_lasting": lasting, "support_count": count, "parents_elsewhere": elsewhere}
    assert decide("eligibility", given) == answer


@pytest.mark.parametrize("sign", ["acute", "abuse_suspicion"])
def test_an_urgent_case_goes_on_to_a_full_investigation(sign: str) -> None:
    assert decide("eligibility", {sign: True}) == "eligible"
    assert decide("mandatory_full_investigation", {sign: True}) is True


@pytest.mark.parametrize(
    ("change", "professions"),
    [
        ({}, []),
        ({"sectors": ["ppr"]}, ["ppr"]),
        ({"birth_date": "2027-02-01"}, ["health_visitor"]),
        ({"birth_date": "2023-02-01", "sectors": ["ppr"]}, ["health_visitor"]),
        ({"support_types": ["supportive_measure"]}, ["family_therapist"]),
        ({"abuse_suspicion": True}, ["adviser"]),
        ({"sectors": ["employment"]}, ["employment_adviser"]),
        ({"sectors": ["addiction"], "birth_date": "2010-01-01"}, ["adult_adviser"]),
        ({"birth_date": "2010-01-01"}, ["adult_adviser"]),
    ],
)
def test_d2b_proposes_who_takes_part(change: dict[str, object], professions: list[str]) -> None:
    assert decide("case_participants", CASE | change) == professions


@pytest.mark.parametrize(
    ("mix", "professions"),
    [
        ({}, []),
        ({"ppr": 0.34, "adviser": 0.2, "adult_adviser": 0.21}, ["ppr", "adult_adviser"]),
        ({"teacher": 0.9}, []),
    ],
)
def test_d2a_proposes_who_is_needed_in_more_than_the_share_and_always_the_child_disability_adviser(
    mix: dict[str, float], professions: list[str]
) -> None:
    found = decide("core_team", {"case_mix": mix})
    assert found == ["child_disability_adviser", *professions]


def test_d2a_knows_every_profession_that_d2b_proposes() -> None:
    outputs = [re.findall(r"<outputEntry[^>]*>\s*<text>\"(\w+)\"", (BPMN / file).read_text()) for file in D2]
    assert set(outputs[0]) <= set(outputs[1])


@pytest.mark.parametrize(
    ("given", "required"),
    [
        ({"serious_or_complex": True, "screening_outcome": "none"}, True),
        ({"placement_considered": True, "screening_outcome": "exploration"}, True),
        ({"violent_home": True, "screening_outcome": "exploration"}, True),
        ({"screening_outcome": "full_investigation"}, True),
        ({"screening_outcome": "exploration"}, False),
        ({}, False),
    ],
)
def test_d8_says_when_the_investigation_is_mandatory(given: dict[str, object], required: bool) -> None:
    assert decide("mandatory_full_investigation", given) is required


@pytest.mark.parametrize(
    ("kind", "amount", "authority"),
    [
        ("benefit", 50000, "adviser"),
        ("benefit", 50000.5, "team_leader"),
        ("supportive", 250001, "department_head"),
        ("supportive", 1000001, "committee"),
        ("placement", 100, "statutory_body"),
        ("investigation", None, "team_leader"),
    ],
)
def test_d5_says_who_has_the_grant_competence(kind: str, amount: object, authority: str) -> None:
    given = {"kind": kind, "sector": "disability_child", "annual_amount": amount}
    assert decide("grant_competence", given) == authority


@pytest.mark.parametrize(
    ("support", "placed", "housing", "age", "way"),
    [
        (True, False, False, "transition_age", "transition"),
        (False, True, False, "transition_age", "transition"),
        (False, False, True, "transition_housing_age", "transition"),
        (True, True, True, "transition_housing_age", "transition"),
        (False, False, False, "transition_letter_age", "letter"),
    ],
)
def test_d6_says_when_the_transition_begins(
    support: bool, placed: bool, housing: bool, age: str, way: str
) -> None:
    given = {"receives_support": support, "placed": placed, "adult_housing_expected": housing}
    assert decide("transition_start", given) == {"start_age": age, "way": way}


def test_a_task_that_the_diagram_follows_up_on_says_so_before_it_is_late() -> None:
    followed = {
        (key, event.get("attachedToRef"))
        for key in PROCESSES
        for event in elements(key, "boundaryEvent")
        if event.get("cancelActivity") == "false" and event.find(B + "timerEventDefinition") is not None
    }
    tasks = [(key, task) for key, task in user_tasks() if (key, task.get("id")) in followed]
    assert len(tasks) >= 7
    for key, task in tasks:
        due = re.search(r'^=parameter\("(\w+)"\)$', task.get(C + "dueDate"))
        clock = task.get(OEF + "clock") or (due[1] if due else None)
        assert clock is not None, f"{key}/{task.get('id')} has no clock"
        assert decide("deadlines", {"clock": clock})["breach"] == "task", f"{key}/{task.get('id')}"


def test_d3b_takes_the_weeks_of_a_stable_case_from_the_parameter() -> None:
    model = decisions.parse_decisions(
        (BPMN / "status_meeting_series/cadence.dmn").read_bytes(), "cadence.dmn"
    )
    scope = feel.Scope(now=SCOPE.now, zone=SCOPE.zone, parameter={"max_weeks_undiscussed": 10}.__getitem__)
    stable = {"acute_or_new": False, "goals_falling": False, "transition_year": False}
    assert model.evaluate("max_weeks_undiscussed", stable, scope) == 10
    assert model.evaluate("max_weeks_undiscussed", stable | {"acute_or_new": True}, scope) == 4
