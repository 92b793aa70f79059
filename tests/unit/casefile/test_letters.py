import pytest

from tests.unit.casefile.journey import FATHER, MOTHER, SECRET, Journey
from workflow_service import casefile
from workflow_service.errors import Invalid
from workflow_service.store import casefile as query


def letters(berg: Journey, title: str) -> dict[str, dict[str, str]]:
    with berg.acting() as uow:
        rows = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=50)
    return {row["recipients"][0]["name"]: row["content"] for row in rows if row["title"].startswith(title)}


def test_each_custody_holder_gets_a_welcome_letter_with_the_contact_card(berg: Journey) -> None:
    berg.to_participants()
    berg.serve("send_welcome_letter", "mette")
    sent = letters(berg, "Velkomstbrev")
    assert set(sent) == {MOTHER, FATHER}
    for name, content in sent.items():
        assert content["text"].startswith(f"Kære {name.split()[0]}\n")
        assert "Mette Holm, telefon 70 10 20" in content["text"] and "Jonas Friis" in content["text"]


def test_no_letter_carries_the_mothers_protected_address(berg: Journey) -> None:
    berg.to_plan()
    berg.serve("send_welcome_letter", "mette")
    with berg.acting() as uow:
        rows = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=50)
    assert len(rows) > 5
    for row in rows:
        assert "Skjulestien" not in str(row["content"])


def test_a_letter_that_names_the_protected_address_is_refused(berg: Journey) -> None:
    berg.to_report()
    berg.serve("suggest_experts", "mette")
    berg.propose_experts()
    text = f"I kan sende bemærkninger til {SECRET.upper()}."
    with pytest.raises(Invalid) as refused:
        berg.complete("inform_family", "analysis_invitation", {"letter": text}, step="inform_family")
    assert "(Regel 23)" in refused.value.da


def test_letters_wait_while_abuse_is_suspected(berg: Journey) -> None:
    berg.to_screening(abuse_suspicion=True)
    berg.serve("send_welcome_letter", "iben")
    assert letters(berg, "Velkomstbrev") == {}
    with berg.acting() as uow:
        (note,) = query.journal(uow, berg.case_id or "", kinds=("note",))
    assert note["title"] == "Brev holdt tilbage: Velkomstbrev" and note["restricted"]


@pytest.mark.parametrize(("risk", "sent"), [("low", 2), ("high", 0), ("unclear", 0)])
def test_an_honour_conflict_holds_letters_until_the_risk_is_low(berg: Journey, risk: str, sent: int) -> None:
    berg.to_screening(honour_risk=True)
    answers = {
        "signs": [{"text": "Truet"}],
        "risk_to_child": risk,
        "risk_to_child_text": "Se notat",
        "safe_contact": "Skolen",
        "who_may_know": [berg.town.ids["tove"]],
        "conclusion": "Vent",
    }
    berg.complete("record_risk_assessment", "risk_assessment", answers, by="iben")
    berg.serve("send_welcome_letter", "iben")
    assert len(letters(berg, "Velkomstbrev")) == sent


def test_the_first_talk_waits_for_the_risk_assessment(berg: Journey) -> None:
    berg.to_screening(honour_risk=True)
    answers = {
        "contact": "phone",
        "how_is_it": "x",
        "interpreter_needed": False,
        "child_participation": ["present"],
    }
    with pytest.raises(Invalid) as refused:
        berg.complete("record_checkin", "family_checkin", answers, step="first_talk", guards="INV-15")
    assert "(Regel 15)" in refused.value.da


def test_a_parent_does_not_read_the_other_parents_own_goal(berg: Journey) -> None:
    berg.to_analysis_closed()
    mothers = berg.goal("Sara får ro om natten", whose_need=berg.persons()[MOTHER])
    goals = [berg.goal("Noah er glad"), berg.goal("Noah har en ven", "long"), mothers]
    answers = {"scope": "whole_family", "family_vision": "Ro.", "goals": goals}
    berg.complete("write_goals", "common_plan", answers, step="goals")
    berg.complete("approve_plan", "common_plan", {"approved": True}, by="tove", step="approve")
    berg.serve("publish_plan", "mette")
    sent = letters(berg, "Den fælles plan")
    assert "Sara får ro om natten" in sent[MOTHER]["text"]
    assert "Sara får ro om natten" not in sent[FATHER]["text"]


def test_hidden_words_of_the_child_reach_no_parent(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child("Jeg kan godt lide at tegne.")
    berg.hear_child("Jeg er bange derhjemme.", hide_from_parents=True, hide_reason="Vil ikke")
    with berg.acting("mette") as uow:
        for form_key, step in (("common_plan", "goals"), ("joint_report", "draft")):
            known = casefile.prefill(uow, berg.case_id or "", form_key, "x", {"step": step})
            assert known.data["child_words"] == "Jeg kan godt lide at tegne."


def test_an_experts_invitation_says_no_name_of_the_family(berg: Journey) -> None:
    berg.to_analysis()
    sent = letters(berg, "Indkaldelse til analysemøde")
    assert set(sent) == {"Kirsten Bach", "Ole Munk"}
    for content in sent.values():
        assert "Noah" not in content["text"] and "Hvad hjælper barnet?" in content["text"]
