from datetime import date

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, SECRET, Journey
from tests.unit.casefile.test_letters import letters
from workflow_service import casefile
from workflow_service.casefile.restricted import HOLD
from workflow_service.errors import Invalid
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import change

PREPARED = {
    "place": "Rådhuset, lokale 2",
    "attendance": [
        {"name": MOTHER, "role": "parent"},
        {"name": "Mette Holm", "role": "coordinator"},
        {"name": "Pia Ørsted", "role": "core_member"},
        {"name": "Sune Aagaard", "role": "core_member"},
    ],
    "child_participation": ["before_meeting"],
    "interpreter": "Amal Haddad",
}
ASSESSMENT, NETWORK = "Indkaldelse til udredningsmøde", "Indkaldelse til netværksmøde"


def prepare(berg: Journey, days: int = 7, **more: object) -> None:
    answers = {**PREPARED, "when": berg.at(days), **more}
    berg.complete("plan_assessment_meeting", "assessment_meeting", answers, step="prepare")


def invited(berg: Journey, born: date | None = None) -> Journey:
    berg.to_participants()
    if born:
        child = berg.persons()[CHILD]
        with berg.acting() as uow:
            change(uow, tables.person, berg.key_id, child, {"birth_date": born})
    return berg


def test_each_parent_is_invited_to_the_assessment_meeting_with_time_place_and_who_comes(
    berg: Journey,
) -> None:
    prepare(invited(berg))
    sent = letters(berg, ASSESSMENT)
    assert set(sent) == {MOTHER, FATHER}
    text = sent[FATHER]["text"]
    for said in ("Rådhuset, lokale 2", "kl. 10.00", "Pia Ørsted (kerneteamet)", "Tolk er Amal Haddad."):
        assert said in text
    assert "Vi taler med Noah før mødet." in text and "Mette Holm, telefon" in text
    assert "Udredningsmødet er flyttet" not in text and f"Navn: {FATHER}" in text


def test_a_meeting_that_is_moved_says_so(berg: Journey) -> None:
    prepare(invited(berg))
    prepare(berg, 12)
    with berg.acting() as uow:
        rows = query.journal(uow, berg.case_id or "", kinds=("letter",), limit=4)
    told = ["Udredningsmødet er flyttet" in row["content"]["text"] for row in rows]
    assert told == [True, True, False, False]


def test_a_young_person_is_invited_as_du(berg: Journey) -> None:
    prepare(invited(berg, date(2010, 1, 5)))
    sent = letters(berg, ASSESSMENT)
    assert set(sent) == {MOTHER, FATHER, CHILD}
    assert "Vi taler med dig før mødet." in sent[CHILD]["text"]
    assert "I kan tage" not in sent[CHILD]["text"] and "I kan tage" in sent[MOTHER]["text"]


def test_a_protected_home_is_no_place_of_a_meeting(berg: Journey) -> None:
    with pytest.raises(Invalid) as refused:
        prepare(invited(berg), place=SECRET)
    assert "(Regel 23)" in refused.value.da


def test_invitations_wait_while_contact_is_held_back(berg: Journey) -> None:
    invited(berg)
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        query.change_case(uow, case, {"flags": [HOLD]})
    prepare(berg)
    assert letters(berg, ASSESSMENT) == {}


def test_the_family_gets_the_invitation_to_its_network_meeting(berg: Journey) -> None:
    berg.to_participants()
    said = {"family_consent": True, "purpose": "At mormor og skolen hører det samme."}
    berg.complete("agree_network_purpose", "network_meeting", said, step="purpose")
    answers = {
        "when": berg.at(9),
        "place": "Familiehuset",
        "invited_by_family": [{"name": "Grethe Berg", "role": "mormor"}],
        "professionals": [{"name": "Mette Holm", "role": "familiekoordinator"}],
    }
    meeting = berg.process["meeting_id"]
    berg.complete("invite_network", "network_meeting", answers, step="invite", meeting_id=meeting)
    sent = letters(berg, NETWORK)
    assert set(sent) == {MOTHER, FATHER}
    for content in sent.values():
        assert "At mormor og skolen hører det samme." in content["text"]
        assert "Grethe Berg (mormor)" in content["text"] and "Familiehuset" in content["text"]


def test_the_young_person_and_the_parents_are_invited_to_the_transition_meeting(berg: Journey) -> None:
    invited(berg, date(2009, 9, 1))
    berg.serve("begin_transition")
    answers = {"when": berg.at(9), "place": "Ungehuset"}
    berg.complete("invite_transition_meeting", "transition_plan", answers, step="invite")
    sent = letters(berg, "Indkaldelse til overgangsmøde")
    assert set(sent) == {MOTHER, FATHER, CHILD}
    assert sent[CHILD]["text"].startswith("Kære Noah\n\nDu bliver snart voksen.")
    assert "det, Noah selv ønsker" in sent[MOTHER]["text"] and "Ungehuset" in sent[MOTHER]["text"]
    assert "Mette Holm (familiekoordinator)" in sent[FATHER]["text"]
    with berg.acting("mette") as uow:
        known = casefile.prefill(uow, berg.case_id or "", "transition_plan", "x", {"step": "meeting"})
    assert CHILD in {row["name"] for row in known.data["took_part"]}
    berg.serve("record_transition_meeting", meeting_on=berg.day())
    with berg.acting() as uow:
        (meeting,) = query.meetings(uow, berg.case_id or "", "transition")
    assert (meeting["state"], meeting["place"]) == ("held", "Ungehuset")
