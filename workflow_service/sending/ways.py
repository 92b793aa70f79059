"""The ways out that the settings open."""

from __future__ import annotations

from workflow_service.config import Settings, read_password
from workflow_service.sending.letters import LetterFolder
from workflow_service.sending.mails import Mailer, Server
from workflow_service.sending.run import Sender


def open_ways(settings: Settings) -> frozenset[str]:
    """The kinds that have a way out."""
    ways = {LetterFolder.kind: settings.letter_folder is not None, Mailer.kind: bool(settings.mail_host)}
    return frozenset(kind for kind, is_open in ways.items() if is_open)


def senders(settings: Settings) -> dict[str, Sender]:
    """Kind -> its sender; a kind without one waits. Raises `StartupError` when the file of the mail server's
    password cannot be read."""
    found: dict[str, Sender] = {}
    if settings.letter_folder is not None:
        found[LetterFolder.kind] = LetterFolder(settings.letter_folder)
    if settings.mail_host:
        password = read_password(settings.mail_password_file) if settings.mail_password_file else ""
        server = Server(
            settings.mail_host, settings.mail_port, settings.mail_tls, settings.mail_user, password
        )
        found[Mailer.kind] = Mailer(server, settings.mail_sender, settings.public_url)
    return found
