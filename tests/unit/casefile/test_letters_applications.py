from datetime import timedelta
from typing import Any

import pytest

from tests.unit.casefile.journey import FATHER, MOTHER, SCREENING, SECRET, Journey
from tests.unit.casefile.test_letters import letters
from workflow_service.errors import Invalid
from workflow_service.store import casefile_decisions as decided

RECEIPT, NEW_DATE = "Kvittering for ansøgning", "Ny dato for afgørelsen"


def applied(berg: Journey, **screening: Any) -> Journey:
    row = {"section": "barnets_lov_82_90", "type": "respite", "received": berg.day()}
    berg.to_master_data(applications=[row])
    assert letters(berg, RECEIPT) == {}
    by = berg.town.ids["iben"]
    answers = {**SCREENING, "decided_by": by, **screening}
    berg.complete("record_screening", "screening", answers, by="iben")
    return berg


def application(berg: Journey) -> Any:
    with berg.acting() as uow:
        (row,) = decided.applications(uow, berg.case_id or "")
    return row


def test_each_party_gets_a_receipt_when_the_screening_allows_it(berg: Journey) -> None:
    sent = letters(applied(berg), RECEIPT)
    assert set(sent) == {MOTHER, FATHER}
    text = sent[MOTHER]["text"]
    assert "Det er søgt: Aflastning" in text and "Afgørelsen kommer senest: " in text
    # nobody coordinates yet: the letter names whoever has it in hand
    assert "Ansøgningen er modtaget af Iben Lund, 70 10 20" in text
    assert application(berg)["receipt_on"] is not None


def test_no_receipt_leaves_before_an_honour_risk_is_assessed(berg: Journey) -> None:
    applied(berg, honour_risk=True)
    assert letters(berg, RECEIPT) == {} and application(berg)["receipt_on"] is None


def test_a_receipt_waits_while_abuse_is_suspected(berg: Journey) -> None:
    applied(berg, abuse_suspicion=True)
    assert letters(berg, RECEIPT) == {}


def tell(berg: Journey, reason: str) -> None:
    answers = {"delay_reason": reason, "new_date": (berg.now() + timedelta(days=30)).date().isoformat()}
    of = application(berg)["id"]
    berg.complete("tell_new_date", "new_decision_date", answers, by="iben", application_id=of)


def test_the_new_date_is_written_to_each_party_and_kept(berg: Journey) -> None:
    tell(applied(berg), "Vi venter på børnelægen.")
    sent = letters(berg, NEW_DATE)
    assert set(sent) == {MOTHER, FATHER}
    assert (
        "Vi venter på børnelægen." in sent[FATHER]["text"] and "får afgørelsen senest" in sent[FATHER]["text"]
    )
    row = application(berg)
    assert row["told_at"] == berg.now().date() and row["new_date"] > row["told_at"]


def test_nobody_was_told_while_the_letter_is_held_back(berg: Journey) -> None:
    tell(applied(berg, abuse_suspicion=True), "Vi venter.")
    assert letters(berg, NEW_DATE) == {} and application(berg)["told_at"] is None


def test_a_reason_that_names_the_hidden_home_is_refused(berg: Journey) -> None:
    applied(berg)
    with pytest.raises(Invalid):
        tell(berg, f"Vi skal besøge {SECRET}.")
