"""Who runs the service sees what is stuck on its way out, and decides with a reason that the audit keeps."""

from __future__ import annotations

import pytest

from tests.callers import Callers, refused
from workflow_service import audit
from workflow_service.store import outbox, running


@pytest.fixture
def unknown(api: Callers) -> tuple[str, str]:
    """(instance, effect): a letter of which nobody knows whether it left."""
    instance_id, _ = api.start()
    with api.world.database.begin() as uow:
        row = running.read_instance(uow, instance_id)
        assert row is not None
        effect_id = outbox.add(
            uow,
            kind="letter",
            topic="welcome_letter",
            idempotency_key="letter-1",
            payload={"text": "Kære Sara"},
            key_id=str(row["key_id"]),
            instance_id=instance_id,
        )
        effect = outbox.claim(uow, "letter")
        assert effect is not None
        outbox.unanswered(uow, effect, outbox.NO_ANSWER)
    return instance_id, effect_id


def test_the_list_says_what_stands_where_and_nothing_of_the_content(
    api: Callers, unknown: tuple[str, str]
) -> None:
    answer = api.call("admin", "GET", "/outbox?state=unknown")
    (item,) = answer.json["items"]
    assert (item["id"], item["topic"], item["attempts"]) == (unknown[1], "welcome_letter", 1)
    assert item["text"].startswith("Afsendelsen begyndte") and "Sara" not in answer.text
    assert answer.json["ways"] == []
    assert api.call("admin", "GET", "/outbox?state=sent").json["items"] == []


@pytest.mark.parametrize(("act", "state"), [("resend", "pending"), ("settle", "sent")])
def test_a_decision_is_done_and_stands_in_the_audit_with_its_reason(
    api: Callers, unknown: tuple[str, str], act: str, state: str
) -> None:
    instance_id, effect_id = unknown
    done = api.call("admin", "POST", f"/outbox/{effect_id}/{act}", {"reason": "Ringede til printcentret."})
    assert (done.status_code, done.json["state"]) == (200, state)
    with api.world.database.begin(write=False) as uow:
        event = uow.row("SELECT * FROM audit_event WHERE kind LIKE 'outbox.%'")
        assert event is not None and str(event["actor"]) == api.ids["admin"]
        place = (str(event["key_id"]), "audit_event", f"{instance_id}/{event['seq']}", "reason")
        assert uow.open(*place, event["reason"]) == "Ringede til printcentret."
        assert audit.verify_all(uow) == []


def test_a_second_decision_is_refused_in_plain_words(api: Callers, unknown: tuple[str, str]) -> None:
    path = f"/outbox/{unknown[1]}"
    api.call("admin", "POST", f"{path}/settle", {"reason": "Afleveret i hånden."})
    again = api.call("admin", "POST", f"{path}/resend", {"reason": "Igen."})
    assert refused(again, 409)["code"] == "outbox_state"


@pytest.mark.parametrize("body", [{}, {"reason": ""}, {"reason": "   "}, {"reason": "x" * 1001}, {"x": 1}])
def test_a_decision_needs_a_reason(api: Callers, unknown: tuple[str, str], body: dict[str, object]) -> None:
    refused(api.call("admin", "POST", f"/outbox/{unknown[1]}/settle", body), 422)
    assert api.call("admin", "GET", "/outbox").json["items"][0]["state"] == "unknown"


def test_only_the_system_administrator_sees_it(api: Callers, unknown: tuple[str, str]) -> None:
    for who in ("anna", "leder", "owner", "system"):
        assert api.call(who, "GET", "/outbox").status_code == 403
        assert api.call(who, "POST", f"/outbox/{unknown[1]}/resend", {"reason": "x"}).status_code == 403


def test_what_is_not_there_is_said(api: Callers) -> None:
    absent = "/outbox/00000000-0000-0000-0000-000000000000/resend"
    assert refused(api.call("admin", "POST", absent, {"reason": "x"}), 404)["code"] == "outbox_not_found"


def test_a_decision_sent_twice_is_taken_once(api: Callers, unknown: tuple[str, str]) -> None:
    key = {"Idempotency-Key": "a"}
    path = f"/outbox/{unknown[1]}/resend"
    answers = [api.call("admin", "POST", path, {"reason": "x"}, headers=key) for _ in range(2)]
    assert [one.status_code for one in answers] == [200, 200]
