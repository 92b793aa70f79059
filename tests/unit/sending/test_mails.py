"""A mail about a task says no name, is known by its key, and is unknown only when the server went silent."""

from __future__ import annotations

import email
import smtplib
from email import policy

import pytest
import vobject

from tests.unit.sending.smtp import Post, serving
from workflow_service.sending import Mailer, NotSent
from workflow_service.sending.mails import Server
from workflow_service.store.outbox import Effect

PAYLOAD = {
    "to": "mette@egelund.example",
    "language": "da",
    "case_number": "2026-0001",
    "task_id": "0190-task",
    "at": "2026-03-03T09:00:00+00:00",
}


def mail(**changed: object) -> Effect:
    return Effect("1", "mail", "task_mail", "mail-7", "2", PAYLOAD | changed)


def mailer(port: int = 1, **server: str) -> Mailer:
    way = Server("127.0.0.1", port, server.pop("tls", "none"), **server)
    return Mailer(way, "Én indgang <indgang@egelund.example>", "https://indgang.egelund.example/")


def test_the_mail_has_link_and_case_number_and_its_id_comes_from_the_key() -> None:
    with serving(Post()) as post:
        mailer(post.port).send(mail())
    found = email.message_from_string(post.mails[0], policy=policy.default)
    assert found["Message-ID"] == "<mail-7@egelund.example>"
    assert found["Subject"] == "Du har fået en opgave" and found["To"] == PAYLOAD["to"]
    text = found.get_content()
    assert "i sag 2026-0001" in text and "https://indgang.egelund.example/tasks/0190-task" in text


def test_the_mail_is_in_the_colleagues_language_and_does_without_a_case() -> None:
    text = mailer().compose(mail(language="en", case_number=None)).get_content()
    assert text.startswith("A colleague has given you a task.\n")


def test_a_mail_with_a_cpr_number_does_not_leave() -> None:
    with pytest.raises(NotSent) as refused:
        mailer().compose(mail(case_number="140317-1234"))
    assert (refused.value.code, refused.value.final) == ("mail_personal", True)


@pytest.mark.parametrize(
    ("answers", "code", "final"),
    [
        ({"RCPT": "550 no such user"}, "mail_refused 550", True),
        ({"RCPT": "450 later"}, "mail_refused 450", False),
        ({"DATA": "554 no"}, "mail_refused 554", True),
        ({".": "452 full"}, "mail_refused 452", False),
        ({"MAIL": ""}, "mail_unreachable", False),
        ({"EHLO": ""}, "mail_unreachable", False),
    ],
)
def test_what_the_server_refuses_has_certainly_not_left(
    answers: dict[str, str], code: str, final: bool
) -> None:
    with serving(Post(answers)) as post, pytest.raises(NotSent) as refused:
        mailer(post.port).send(mail())
    assert (refused.value.code, refused.value.final) == (code, final)


def test_a_server_that_goes_silent_after_the_whole_mail_leaves_it_unknown() -> None:
    with serving(Post({".": ""})) as post, pytest.raises(smtplib.SMTPServerDisconnected):
        mailer(post.port).send(mail())
    assert len(post.mails) == 1


def test_a_server_without_encryption_gets_nothing_when_encryption_is_asked_for() -> None:
    with serving(Post()) as post, pytest.raises(NotSent) as refused:
        mailer(post.port, tls="starttls").send(mail())
    assert refused.value.whole_way and post.mails == []


def test_nobody_at_the_other_end_closes_the_way() -> None:
    with serving(Post()) as post:
        free = post.port
    with pytest.raises(NotSent) as refused:
        mailer(free).send(mail())
    assert (refused.value.code, refused.value.whole_way) == ("mail_unreachable", True)


@pytest.mark.parametrize("to", ["mette@egelund.example\nBcc: x@y.dk", "mette\r\n@x"])
def test_an_address_that_is_none_is_refused_before_anything_leaves(to: str) -> None:
    with pytest.raises(NotSent) as refused:
        mailer().send(mail(to=to))
    assert refused.value.final


def test_an_invitation_says_time_and_place_and_no_case() -> None:
    effect = Effect(
        "1",
        "mail",
        "meeting_invitation",
        "meeting-7",
        "2",
        {
            "to": "anna@egelund.example",
            "language": "da",
            "at": PAYLOAD["at"],
            "meeting_id": "m1",
            "meeting_name": "Statusmøder",
            "when": "torsdag den 12. marts 2026 kl. 13.00",
            "place": "Lokale 2",
        },
    )
    found = mailer().compose(effect)
    assert found["Subject"] == "Indkaldelse: Statusmøder"
    text = found.get_content()
    assert "Tid: torsdag den 12. marts 2026 kl. 13.00\nSted: Lokale 2" in text
    assert "https://indgang.egelund.example/meetings/m1" in text


MEETING = {
    "to": "anna@egelund.example",
    "language": "da",
    "at": PAYLOAD["at"],
    "meeting_id": "0190-m1",
    "meeting_name": "Statusmøder",
    "when": "torsdag den 12. marts 2026 kl. 13.00",
    "place": "Lokale 2",
    "starts_at": "2026-03-12T12:00:00+00:00",
    "ends_at": "2026-03-12T14:00:00+00:00",
    "zone": "Europe/Copenhagen",
    "sequence": 4,
}


@pytest.mark.parametrize(
    ("topic", "subject", "method", "status"),
    [
        ("meeting_invitation", "Indkaldelse: Statusmøder", "REQUEST", "CONFIRMED"),
        ("meeting_moved", "Flyttet: Statusmøder", "REQUEST", "CONFIRMED"),
        ("meeting_cancelled", "Aflyst: Statusmøder", "CANCEL", "CANCELLED"),
    ],
)
def test_a_mail_about_a_meeting_brings_the_event_for_the_calendar(
    topic: str, subject: str, method: str, status: str
) -> None:
    with serving(Post()) as post:
        mailer(post.port).send(Effect("1", "mail", topic, "meeting-7", "2", MEETING))
    found = email.message_from_string(post.mails[0], policy=policy.default)
    plain, event = found.iter_parts()
    assert found["Subject"] == subject and found.get_content_type() == "multipart/alternative"
    assert "https://indgang.egelund.example/meetings/0190-m1" in plain.get_content()
    assert (event.get_content_type(), event.get_param("method")) == ("text/calendar", method)
    read = vobject.readOne(event.get_content())
    read.validate(raiseException=True)
    assert (read.method.value, read.vevent.status.value, read.vevent.sequence.value) == (method, status, "4")
    assert read.vevent.organizer.value == "mailto:indgang@egelund.example"
    assert read.vevent.uid.value == "0190-m1" and read.vevent.dtstart.value.hour == 13
