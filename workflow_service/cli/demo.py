"""`oef demo`: an invented municipality in an empty data folder, and the table of its log-ins."""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from workflow_service.cli.commands import main
from workflow_service.cli.opening import plain_words, say, settings
from workflow_service.clock import FrozenClock, SystemClock

if TYPE_CHECKING:
    from workflow_service.app import demonstration


@main.command()
def demo() -> None:
    """Make the demonstration municipality in an empty database; a filled one is left as it is."""
    from workflow_service import app, sending
    from workflow_service.app import demonstration
    from workflow_service.app.wiring import make_master_key
    from workflow_service.store.migrate import migrate

    with plain_words():
        found = settings()
        found.data_folder.mkdir(parents=True, exist_ok=True)
        if not found.key_file.exists():
            make_master_key(found.key_file)
        if found.letter_folder is not None:
            found.letter_folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        until = SystemClock().now().astimezone(UTC)
        clock = FrozenClock(until)
        database = app.open_database(found, clock)
        try:
            migrate(database)
            # the colleagues of Egelund have no mail server
            letters = {k: way for k, way in sending.senders(found).items() if k == sending.LetterFolder.kind}
            send = sending.Outbox(database, letters).run
            made = demonstration.make(database, app.make_runtime(), clock, until, say=say, send=send)
        except BaseException:
            say(f"Not finished: the municipality is half made. Empty {found.data_folder} and run it again.")
            raise
        finally:
            database.close()
        table(made, found.language)


def table(made: demonstration.Made, language: str) -> None:
    """Every log-in with name and role, and the password they share."""
    from workflow_service import access

    if not made.logins:
        return
    say("")
    for one in made.logins:
        say(f"{one.login:<26} {one.name:<20} {access.role_name(one.role, language)}")
    say(f"\nPassword of all of them: {made.password}")
