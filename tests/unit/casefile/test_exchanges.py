"""The register of what was passed on: each line from the row where it was done, for those who may read it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from workflow_service.casefile.base import case_by_id
from workflow_service.casefile.documents import write_entry
from workflow_service.casefile.exchange_paper import exchange_paper
from workflow_service.casefile.exchanges import Exchange, exchanges
from workflow_service.errors import NotFound
from workflow_service.store import tables
from workflow_service.store.casefile_rows import add, change

EXPERT = "Kirsten Bach"


def register(berg: Journey, login: str = "mette") -> list[Exchange]:
    with berg.acting(login) as uow:
        return exchanges(uow, str(berg.case_id))[1]


def put(berg: Journey, table: Any, **values: Any) -> str:
    with berg.acting("mette") as uow:
        return add(uow, table, berg.key_id, {"case_id": berg.case_id, **values})


def consents_of_both(berg: Journey) -> dict[str, str]:
    """Both parents said yes to external experts; name of the giver -> id of the party."""
    persons, parties = berg.persons(), {}
    for name in (MOTHER, FATHER):
        day = berg.now().date()
        given = {"giver_id": persons[name], "for_person_id": persons[CHILD], "answer": "given"}
        given |= {"family_id": str(_case(berg)["family_id"]), "purposes": "[]", "information_types": "[]"}
        given |= {"content": {}, "valid_from": day, "valid_to": day + timedelta(days=90)}
        consent_id = put(berg, tables.consent, **given, recorded_at=berg.now())
        parties[name] = put(berg, tables.consent_party, consent_id=consent_id, party="external_expert")
    return parties


def _case(berg: Journey) -> dict[str, Any]:
    with berg.acting("mette") as uow:
        return case_by_id(uow, berg.case_id)


def meeting(berg: Journey, at: datetime, **minutes: Any) -> str:
    values = {"type": "analysis", "state": "held", "planned_at": at, "held_at": at, "minutes": minutes}
    meeting_id = put(berg, tables.meeting, **values)
    who = {"name": EXPERT, "organisation": "VISO"}
    row = {"meeting_id": meeting_id, "part": "external_expert", "who": who, "invited": True, "present": True}
    with berg.acting("mette") as uow:
        add(uow, tables.attendance, berg.key_id, row)
    return meeting_id


def notification(berg: Journey, *, restricted: bool) -> None:
    moments = dict.fromkeys(("received_at", "assess_by", "receipt_by"), berg.now())
    letter = {"key": "notification_answer", "title": "Svar", "text": "Ja.", "at": berg.now().isoformat()}
    values = {"instance_id": berg.case_id, "state": "closed", "notifier": {"name": "Inge Bork"}}
    put(berg, tables.notification, **values, **moments, restricted=restricted, letters=[letter])


def test_material_without_names_needs_no_consent_and_says_why(berg: Journey) -> None:
    berg.to_analysis()
    found = {(one.to, one.kind): one for one in register(berg)}
    one = found[(EXPERT, "nameless_material")]
    assert one.consents == () and one.law is not None and one.law.citation == "forvaltningsloven § 28"
    assert one.why.startswith("Materialet er læst igennem") and one.role == "VISO"
    invited = found[(EXPERT, "expert_invitation")]
    assert invited.by == "Mette Holm" and invited.entry_id is not None and invited.day < one.day
    # letters to the parents are theirs: nothing is passed on by them
    assert {MOTHER, FATHER}.isdisjoint(to for to, _ in found)


def test_material_with_names_stands_with_the_consents_of_that_day(berg: Journey) -> None:
    berg.to_coordinator()
    parties = consents_of_both(berg)
    meeting(berg, berg.now() + timedelta(hours=2), material_form="identifiable")
    with berg.acting("mette") as uow:
        later = uow.now + timedelta(hours=4)
        change(uow, tables.consent_party, berg.key_id, parties[FATHER], {"withdrawn_at": later})
    (one,) = register(berg)
    assert one.kind == "named_material" and one.why == ""
    assert {ground.text for ground in one.consents} == {f"Samtykke fra {MOTHER}", f"Samtykke fra {FATHER}"}
    with berg.acting("mette") as uow:
        earlier = uow.now + timedelta(hours=1)
        change(uow, tables.consent_party, berg.key_id, parties[FATHER], {"withdrawn_at": earlier})
    (one,) = register(berg)
    assert [ground.text for ground in one.consents] == [f"Samtykke fra {MOTHER}"]


def test_a_guest_who_used_the_link_is_in_it_and_one_who_did_not_is_not(berg: Journey) -> None:
    berg.to_coordinator()
    meeting_id = meeting(berg, berg.now(), material_form="pseudonymised", material_checked=True)
    used = {"meeting_id": meeting_id, "email": "x@viso.example", "created_at": berg.now()}
    mette = berg.town.ids["mette"]
    for name, at in (("Ole Munk", berg.now()), ("Else Bro", None)):
        token = name.encode()
        row = {**used, "name": name, "token_hash": token, "created_by": mette}
        put(berg, tables.guest_invitation, **row, codes_sent=0, code_attempts=0, first_used_at=at)
    links = [one for one in register(berg) if one.kind == "by_link"]
    assert [(one.to, one.by, one.why) for one in links] == [
        ("Ole Munk", "Mette Holm", "Siden er uden familiens navne.")
    ]


@pytest.mark.parametrize(
    ("restricted", "login", "seen"), [(False, "pia", 1), (True, "pia", 0), (True, "mette", 1)]
)
def test_whoever_notified_is_read_by_those_who_may_know(
    berg: Journey, restricted: bool, login: str, seen: int
) -> None:
    berg.to_participants()
    notification(berg, restricted=restricted)
    assert [one.to for one in register(berg, login) if one.kind == "notifier_answer"] == ["Inge Bork"] * seen


def test_whoever_does_not_see_a_restricted_case_reads_no_register_of_it(berg: Journey) -> None:
    berg.to_coordinator()
    assert register(berg, "tove") == []
    with berg.acting("mette") as uow:
        uow.update(tables.case_file, str(berg.case_id), {"restricted": True})
    with pytest.raises(NotFound):
        register(berg, "tove")


def test_the_copy_for_a_parent_tells_what_the_given_documents_tell(berg: Journey) -> None:
    berg.to_analysis()
    notification(berg, restricted=False)
    persons = berg.persons()
    with berg.acting("mette") as uow:
        told = {
            "case_id": str(berg.case_id),
            "key_id": berg.key_id,
            "kind": "letter",
            "content": {"text": ""},
        }
        told["content"] = {"template": {"key": "access_bundle"}}
        names = [{"person_id": persons[MOTHER], "name": MOTHER}]
        hers = write_entry(uow, **told, title="Aktindsigt", recipients=names)
    found = register(berg)
    whole = {one.entry_id for one in found if one.entry_id and one.to != "Ole Munk"}
    assert hers in whole
    with berg.acting("mette") as uow:
        case = case_by_id(uow, berg.case_id)
        given = exchange_paper(uow, case, persons[FATHER], whole, ["VISO"])
        assert exchange_paper(uow, case, persons[FATHER], frozenset(), []) is None
    assert given is not None
    text = "\n".join(given.parts)
    assert EXPERT in text and "Uden samtykke (forvaltningsloven § 28)" in text
    assert not [name for name in ("Inge Bork", "Ole Munk", MOTHER, "VISO") if name in text]
