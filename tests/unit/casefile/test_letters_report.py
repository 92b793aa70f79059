from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from tests.unit.casefile.test_letters import letters
from workflow_service.store import casefile_active as visits

DRAFT, SURVEY = "Udkast til samlet rapport", "Hvordan går samarbejdet?"
SAID = {
    "summary_child": "Noah læser godt.",
    "summary_parents": "Sara er sygemeldt.",
    "summary_family": "Mormor hjælper.",
    "joint_conclusion": "Ro først.",
    "proposed_direction": "Aflastning.",
}


def share(berg: Journey, **more: object) -> dict[str, dict[str, str]]:
    persons = berg.persons()
    needs = [
        {"person": persons[CHILD], "priority": "high", "need": "Ro om natten", "said_by_family": True},
        {"person": persons[MOTHER], "priority": "high", "need": "Hjælp til angst", "said_by_family": True},
    ]
    answers = {**SAID, "needs": needs, **more}
    berg.complete("write_report_draft", "joint_report", answers, step="draft")
    return letters(berg, DRAFT)


def test_each_parent_gets_the_draft_with_a_day_to_answer_by(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child()
    sent = share(berg)
    assert set(sent) == {MOTHER, FATHER}
    for content in sent.values():
        assert "Noah læser godt." in content["text"] and "svar senest " in content["text"]
        assert "Jeg vil gerne have en ven." in content["text"] and "Noah: Ro om natten" in content["text"]


def test_the_draft_says_nothing_of_the_parent_in_the_other_home(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child()
    sent = share(berg)
    # they live apart: the proposal leaves the part on the parents out, until somebody has read it
    assert all("Sara er sygemeldt." not in content["text"] for content in sent.values())
    assert "Hjælp til angst" in sent[MOTHER]["text"] and "angst" not in sent[FATHER]["text"]
    assert "ikke med i dette brev" in sent[FATHER]["text"]


def test_the_part_on_the_parents_goes_where_somebody_let_it(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child()
    sent = share(berg, without_parents=[berg.persons()[FATHER]])
    assert "Sara er sygemeldt." in sent[MOTHER]["text"] and "Sara er" not in sent[FATHER]["text"]


def test_words_the_child_keeps_from_its_parents_stand_in_no_draft(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child("Jeg er bange.", hide_from_parents=True, hide_reason="Vil ikke")
    sent = share(berg, summary_family="Noah siger: Jeg er bange.", child_words="Ikke spurgt")
    assert all("Jeg er bange." not in content["text"] for content in sent.values())


def test_the_survey_goes_by_letter_and_nothing_is_answered_yet(berg: Journey) -> None:
    berg.to_participants()
    berg.complete("record_survey", "family_survey", {"send_letter": True})
    sent = letters(berg, SURVEY)
    assert set(sent) == {MOTHER, FATHER}
    assert "7.  Hvor meget er planen jeres egen?" in sent[MOTHER]["text"]
    with berg.acting() as uow:
        assert visits.surveys(uow, berg.case_id or "") == []
    assert berg.process["survey_letter_on"]
    answers = {"send_letter": False, "answered": False, "not_answered_reason": "Ingen tid."}
    berg.complete("record_survey", "family_survey", answers)
    assert berg.process["survey_letter_on"] is None
