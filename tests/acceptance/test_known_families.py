"""A family we know is offered before it is written down again; two that were are merged, and undone."""

from __future__ import annotations

from tests.acceptance.story import Answers, Story, Town
from workflow_service.casefile import merging
from workflow_service.casefile.merging_preview import possible, preview
from workflow_service.errors import Undecided
from workflow_service.store import casefile as query


def family(story: Story) -> str:
    return str(story.read(query.case_row)["family_id"])


def asked(story: Story) -> Undecided:
    """The question that the task of the inquiry comes back with."""
    refusal = story.refused("register_inquiry", lambda answers: answers.pop("same_as", None))
    assert isinstance(refusal, Undecided)
    return refusal


def test_an_inquiry_about_a_child_we_know_joins_its_family_when_a_person_says_so(town: Town) -> None:
    known = town.story("Asta", "screening")
    again = town.inquiry("Asta")
    question = asked(again)
    assert question.choices[-1].value == "new" and question.field == "same_as"
    again.does("register_inquiry", lambda answers: answers.update(same_as=question.choices[0].value))
    assert family(again) == family(known) and again.case_id != known.case_id
    again.does("complete_master_data")
    again.does("screening")
    persons = again.read(lambda uow, _: query.persons(uow, family(known)))
    assert len(persons) == len({one["name"] for one in persons})
    assert "appoint_coordinator" in again.tasks()


def test_two_families_kept_apart_are_found_merged_and_parted_by_the_leader(town: Town) -> None:
    first = town.story("Asta", "screening")
    second = town.inquiry("Asta")
    asked(second)
    second.does("register_inquiry", lambda answers: answers.update(same_as="new"))
    # the date of birth speaks for it now, too
    assert isinstance(second.refused("complete_master_data"), Undecided)
    second.does("complete_master_data", lambda answers: answers.update(same_as="new"))
    assert family(first) != family(second)
    leader = town.driver.user("team_leader1")
    with town.driver.acting(leader) as uow:
        assert all(pair.kind == "family" for pair in possible(uow))
        kept, gone = family(first), family(second)
        chosen = {one.key: one.options[0][0] for one in preview(uow, "family", kept, gone).differences}
        merge_id = merging.merge(uow, "family", kept, gone, "Skrevet op to gange.", chosen)
    assert family(first) == family(second)
    second.does("screening")
    with town.driver.acting(leader) as uow:
        merging.undo(uow, merge_id, "Det er fætre.")
    assert family(first) != family(second)


def test_a_second_case_of_a_family_leaves_homes_and_protection_as_they_were(town: Town) -> None:
    first = town.story("Sofia", "screening")

    def homes() -> list[tuple[str, bool, set[str]]]:
        rows = first.read(lambda uow, _: query.households(uow, family(first)))
        return [(row["address"], bool(row["protected"]), set(row["members"])) for row in rows]

    before = homes()
    assert any(protected for _, protected, _ in before)
    again = town.inquiry("Sofia")
    again.does("register_inquiry", lambda answers: answers.update(same_as=asked(again).choices[0].value))

    def unticked(answers: Answers) -> None:
        for home in answers["households"]:
            home["protected"] = False

    assert again.refused("complete_master_data", unticked).code == "protection_would_end"
    again.does("complete_master_data")
    assert homes() == before
