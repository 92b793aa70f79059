"""Mails to colleagues, by SMTP. They hold a case number and a link, never a name: mail is an open letter."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from workflow_service.rules.privacy import nothing_personal
from workflow_service.sending import meeting_mails
from workflow_service.sending.run import NotSent
from workflow_service.store.outbox import Effect

TIMEOUT_SECONDS = 15.0

_TASK = {
    "da": (
        "Du har fået en opgave",
        "En kollega har givet dig en opgave{about}.\n\nÅbn den her:\n{link}\n\n"
        "Mailen er sendt automatisk og kan ikke besvares.\n",
        " i sag {number}",
    ),
    "en": (
        "You have been given a task",
        "A colleague has given you a task{about}.\n\nOpen it here:\n{link}\n\n"
        "This mail was sent automatically and cannot be answered.\n",
        " in case {number}",
    ),
}


# to experts without an account: no name, no case number, nothing of the case (INV-18)
_GUEST = {
    "guest_link": (
        "Invitation til at deltage som fagperson",
        "Du er inviteret til at deltage i et møde som fagperson.\n\nÅbn dit eget link her:\n{link}\n\n"
        "Du får en kode på mail, når du åbner linket. Giv ikke linket videre.\n\n"
        "Mailen er sendt automatisk og kan ikke besvares.\n",
    ),
    "guest_code": (
        "Din kode",
        "Din kode er {code}\n\nDen gælder i ti minutter og kan bruges én gang. Har du ikke bedt om en kode,"
        " så skal du ikke gøre noget.\n\nMailen er sendt automatisk og kan ikke besvares.\n",
    ),
}

# of a notification whose 24 hours run out (N01): nothing of what it says (INV-18)
_REMINDER = {
    "da": (
        "En opgave skal løses i dag",
        "En opgave med en lovfrist på 24 timer venter{about}.\n\nÅbn den her:\n{link}\n\n"
        "Mailen er sendt automatisk og kan ikke besvares.\n",
        " i sag {number}",
    ),
    "en": (
        "A task must be done today",
        "A task with a legal deadline of 24 hours is waiting{about}.\n\nOpen it here:\n{link}\n\n"
        "This mail was sent automatically and cannot be answered.\n",
        " in case {number}",
    ),
}


# of any other deadline (`reminder_steps`): which task it is stands behind the log-in (INV-18)
_DEADLINE = {
    "da": (
        "Påmindelse om en frist",
        "En af dine opgaver har en frist, der nærmer sig eller er overskredet{about}.\n\nÅbn den her:\n{link}"
        "\n\nMailen er sendt automatisk og kan ikke besvares.\n",
        " i sag {number}",
    ),
    "en": (
        "Reminder of a deadline",
        "One of your tasks has a deadline that is near or was missed{about}.\n\nOpen it here:\n{link}"
        "\n\nThis mail was sent automatically and cannot be answered.\n",
        " in case {number}",
    ),
}
_OF_A_TASK = {"notification_reminder": _REMINDER, "deadline_reminder": _DEADLINE}


@dataclass(frozen=True)
class Server:
    """The mail server. `tls`: starttls, tls (from the first byte) or none. `user` empty: no log-in."""

    host: str
    port: int
    tls: str
    user: str = ""
    password: str = ""


class Mailer:
    """Sends "a task became yours" to the colleague who got it. `public_url`: where the service is found."""

    kind = "mail"

    def __init__(self, server: Server, sender: str, public_url: str) -> None:
        self._server, self._sender = server, sender
        self._public_url = public_url.rstrip("/")

    def send(self, effect: Effect) -> None:
        """Raises `NotSent` up to the moment the server has been given the whole mail; after that only its
        answer counts."""
        try:
            mail = self.compose(effect)
        except ValueError as error:
            # an address that is none
            raise NotSent("mail_refused", final=True) from error
        link = self._connect()
        try:
            self._envelope(link, mail["To"])
            code, _ = link.data(mail.as_bytes(policy=policy.SMTP))
        except smtplib.SMTPDataError as error:
            raise _refused(error.smtp_code) from error
        finally:
            link.close()
        if code != 250:
            raise _refused(code)

    def compose(self, effect: Effect) -> EmailMessage:
        """The mail. Its Message-ID comes from the idempotency key, so that a second copy can be known. Raises
        NotSent for one with a CPR number in it (INV-18)."""
        payload = effect.payload
        subject, body = self._words(effect.topic, payload)
        # a mail is an open letter, and this is its only way out
        if nothing_personal(f"{subject}\n{body}"):
            raise NotSent("mail_personal", final=True)
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self._sender, payload["to"], subject
        mail["Message-ID"] = f"<{effect.key}@{self._domain()}>"
        mail["Date"] = format_datetime(datetime.fromisoformat(payload["at"]))
        mail["Auto-Submitted"] = "auto-generated"
        # not every server takes eight bits
        mail.set_content(body, cte="quoted-printable")
        if meeting_mails.has_event(effect):
            # RFC 6047: calendar programs act on the method in the content type
            event = meeting_mails.event(effect, self._sender, self._meeting_link(payload))
            method = {"method": meeting_mails.METHODS[effect.topic]}
            mail.add_alternative(event, subtype="calendar", params=method, cte="quoted-printable")
        return mail

    def _words(self, topic: str, payload: Mapping[str, Any]) -> tuple[str, str]:
        """Subject and text of a mail of this topic."""
        if topic in _GUEST:
            subject, text = _GUEST[topic]
            link = f"{self._public_url}/guest/{payload.get('secret', '')}"
            return subject, text.format(link=link, code=payload.get("code", ""))
        if topic in meeting_mails.METHODS:
            return meeting_mails.words(topic, payload, self._meeting_link(payload))
        words = _OF_A_TASK.get(topic, _TASK)
        subject, text, about = words.get(payload["language"], words["da"])
        number = payload.get("case_number")
        link = f"{self._public_url}/tasks/{payload['task_id']}"
        return subject, text.format(about=about.format(number=number) if number else "", link=link)

    def _meeting_link(self, payload: Mapping[str, Any]) -> str:
        return f"{self._public_url}/meetings/{payload['meeting_id']}"

    def _domain(self) -> str:
        return self._sender.rpartition("@")[2].rstrip(">")

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        try:
            if server.tls == "tls":
                context = ssl.create_default_context()
                link: smtplib.SMTP = smtplib.SMTP_SSL(
                    server.host, server.port, timeout=TIMEOUT_SECONDS, context=context
                )
            else:
                link = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT_SECONDS)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent("mail_unreachable", whole_way=True) from error
        try:
            if server.tls == "starttls":
                link.starttls(context=ssl.create_default_context())
            if server.user:
                link.login(server.user, server.password)
            else:
                link.ehlo_or_helo_if_needed()
        except smtplib.SMTPAuthenticationError as error:
            link.close()
            raise NotSent(f"mail_login {error.smtp_code}", whole_way=True) from error
        except (OSError, smtplib.SMTPException) as error:
            link.close()
            raise NotSent("mail_unreachable", whole_way=True) from error
        return link

    def _envelope(self, link: smtplib.SMTP, to: Any) -> None:
        """Everything before the content: nothing has left yet."""
        try:
            sender = self._sender.rpartition("<")[2].rstrip(">")
            for code, _ in (link.mail(sender), link.rcpt(str(to))):
                if code not in (250, 251):
                    raise _refused(code)
        except (OSError, smtplib.SMTPException) as error:
            raise NotSent("mail_unreachable", whole_way=True) from error


def _refused(code: int) -> NotSent:
    """5xx: the server will say so every time (RFC 5321, 4.2.1)."""
    return NotSent(f"mail_refused {code}", final=500 <= code < 600)
