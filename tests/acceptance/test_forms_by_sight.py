"""A form is filled with what its reader may see: the case, or for strangers only what the task brings."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.acceptance.story import Story, Town
from workflow_service import inbox
from workflow_service.forms import options_key
from workflow_service.inbox import FormView
from workflow_service.store import casefile as case_query
from workflow_service.store import people, tables


def stranger(story: Story, role: str = "external_expert") -> str:
    """Somebody who holds a role on the case that opens none of it; the user's id."""
    with story.town.database.begin() as uow:
        user_id = people.create_user(uow, f"fremmed_{role}", "Kim Fremmed")
        uow.flush()
        people.grant(uow, user_id, role, "case", story.case_id)
    return user_id


def hand(story: Story, element: str, user_id: str | None) -> str:
    """The open task lies with this user now; its id."""
    item = story.task(element)
    with story.town.database.begin() as uow:
        uow.update(tables.user_task, item.id, {"assignee": user_id})
    return item.id


def form(story: Story, task_id: str, user_id: str) -> FormView:
    with story.town.driver.acting(user_id) as uow:
        return inbox.read_form(uow, story.town.neck, task_id)


def filled(story: Story, view: FormView) -> dict[str, object]:
    """What stands in the form beside the labels of its choices."""
    with story.town.database.begin(write=False) as uow:
        row = uow.row("SELECT release_id FROM process_instance WHERE id = ?", story.instance_id)
        assert row is not None and view.key is not None
        found = story.town.neck.releases.get(uow, str(row["release_id"])).form(view.key)
    labels = {options_key(source) for source in found.sources}
    return {name: value for name, value in view.data.items() if name not in labels}


@pytest.fixture
def asta(town: Town) -> Iterator[Story]:
    yield town.inquiry("Asta")


def test_the_joint_report_opens_full_for_the_coordinator_and_empty_for_a_stranger(asta: Story) -> None:
    asta.comes_to("compile_joint_report")
    own = form(asta, asta.task("compile_joint_report").id, asta.town.driver.user("family_coordinator1"))
    assert own.data["summary_child"] and own.sources
    user_id = stranger(asta)
    task_id = hand(asta, "compile_joint_report", user_id)
    theirs = form(asta, task_id, user_id)
    assert theirs.sources == {} and set(filled(asta, theirs)) <= {"step"}


def test_a_part_of_the_assessment_shows_its_headings_and_its_own_question(asta: Story) -> None:
    asta.comes_to("carry_out_part")
    user_id = stranger(asta, "case_professional")
    view = form(asta, hand(asta, "carry_out_part", user_id), user_id)
    found = filled(asta, view)
    assert found["headings"] and found["part_type"] and found["step"] == "part"
    assert set(found) <= {"headings", "part_type", "part", "heading_set", "step"}


def test_what_a_stranger_answers_is_judged_by_the_form_the_stranger_saw(asta: Story) -> None:
    asta.comes_to("carry_out_part")
    answers = asta.answers("carry_out_part")
    user_id = stranger(asta, "case_professional")
    task_id = hand(asta, "carry_out_part", user_id)
    with asta.town.driver.acting(user_id) as uow:
        done = inbox.complete_task(uow, asta.town.neck, task_id, answers)
    assert done.state == "active"


def test_a_step_that_asks_for_nobody_lists_nobody_to_a_stranger(asta: Story) -> None:
    """Its form has other steps, which ask for persons of the family."""
    user_id = stranger(asta.comes_to("prepare_assessment_meeting"))
    family_id = asta.read(case_query.case_row)["family_id"]
    names = {one["name"] for one in asta.read(lambda uow, _: case_query.persons(uow, family_id))}
    told = str(form(asta, hand(asta, "prepare_assessment_meeting", user_id), user_id).data)
    assert not [name for name in names if name in told]
    hand(asta, "prepare_assessment_meeting", asta.town.driver.user("family_coordinator1"))
    asta.comes_to("hold_assessment_meeting")
    asked = form(asta, hand(asta, "hold_assessment_meeting", user_id), user_id).data
    assert options_key("family_members") in asked and names <= {
        row["label"].split(" (")[0] for row in asked[options_key("family_members")]
    }


def test_along_the_whole_assessment_no_form_tells_a_stranger_of_the_family(asta: Story) -> None:
    user_id = stranger(asta.comes_to("prepare_assessment_meeting"))
    family_id = asta.read(case_query.case_row)["family_id"]
    persons = asta.read(lambda uow, _: case_query.persons(uow, family_id))
    names = {word for one in persons for word in one["name"].split()}
    coordinator, seen = asta.town.driver.user("family_coordinator1"), 0
    for element in ("prepare_assessment_meeting", "hold_assessment_meeting", "child_conversation",
                    "choose_assessment_parts", "ics_synthesis", "propose_experts"):  # fmt: skip
        item = asta.comes_to(element).task(element)
        own = str(filled(asta, form(asta, item.id, coordinator)))
        seen += any(name in own for name in names)
        told = str(filled(asta, form(asta, hand(asta, element, user_id), user_id)))
        assert not [name for name in names if name in told], element
        hand(asta, element, item.assignee)
    assert seen
