"""The commands. Each opens what it needs, calls one function of a room and says what happened.

A room is imported by the command that uses it, so that a command begins as fast as what it needs.
"""

from __future__ import annotations

import dataclasses
import os
from pathlib import Path
from typing import TextIO

import click
import orjson

from workflow_service.cli.opening import anchor_file, describe, fail, opened, plain_words, say, settings
from workflow_service.clock import SystemClock
from workflow_service.config import settings_table

FOLDERS = click.Path(exists=True, path_type=Path)


@click.group()
def main() -> None:
    """Én familie én indgang: run, publish and look after the workflow service."""
    # the data folder holds keys and a database of families: nobody else on the machine may read it
    os.umask(0o077)


@main.command()
@click.option("--name", required=True, help="The municipality's name.")
@click.option("--login", default="admin", show_default=True, help="Login of the first administrator.")
@click.option("--administrator", default="Administrator", show_default=True, help="The administrator's name.")
@click.password_option(help="The administrator's password.")
def init(name: str, login: str, administrator: str, password: str) -> None:
    """Make the database, the master key, the municipality and its first administrator."""
    from workflow_service.app.wiring import make_master_key
    from workflow_service.store import people, tenants
    from workflow_service.store.migrate import migrate as migrate_tables

    with plain_words():
        found = settings()
        found.data_folder.mkdir(parents=True, exist_ok=True)
        if not found.key_file.exists():
            make_master_key(found.key_file)
            say(f"Made the master key {found.key_file}. Keep a copy elsewhere: without it all data is lost.")
        with opened(found, current=False) as database:
            migrate_tables(database)
            with database.begin(purpose="init") as uow:
                tenants.create_tenant(uow, name)
                user_id = people.create_user(uow, login, administrator, password=password)
                uow.flush()
                for role in ("system_admin", "process_owner"):
                    people.grant(uow, user_id, role, "tenant")
        say(f"{name} is ready. Log in as {login}.")


@main.command()
def migrate() -> None:
    """Bring the tables to what this version needs."""
    from workflow_service.store.migrate import migrate as migrate_tables
    from workflow_service.store.migrate import migration_state

    with plain_words(), opened(settings(), current=False) as database:
        before = migration_state(database)
        migrate_tables(database)
        after = migration_state(database)
        say(f"The tables are at {after.found}" + ("." if before.current else f", from {before.found}."))


@main.command()
def serve() -> None:
    """Serve pages, API and due jobs until SIGTERM or Ctrl-C; requests in hand are answered first."""
    from workflow_service.cli.server import serve as serve_until_stopped

    with plain_words():
        found = settings()
        with opened(found) as database:
            finished = serve_until_stopped(found, database)
        if not finished:
            say("Some work did not end in time. It is not lost: the rows wait for the next start.")
            fail()


@main.command()
@click.argument("folders", nargs=-1, required=True, type=FOLDERS)
@click.option("--note", help="What this deployment changes, for the log.")
@click.option("--dry-run", is_flag=True, help="Check only.")
def deploy(folders: tuple[Path, ...], note: str | None, dry_run: bool) -> None:
    """Publish the diagrams, forms and decision tables in FOLDERS as one release."""
    from workflow_service import app, studio

    with plain_words(), opened(settings()) as database:
        files = studio.read_folder(folders)
        with database.begin(purpose="deploy") as uow:
            done = studio.deploy(uow, app.make_runtime(), files, note=note, dry_run=dry_run)
        for finding in done.findings:
            say(describe(finding))
        changed = sum(new for *_, new in done.definitions)
        if dry_run:
            say(f"The package can be published: {changed} new or changed definitions.")
        else:
            say(f"Release {done.number}: {changed} new or changed of {len(done.definitions)} definitions.")


@main.command()
@click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="One JSON object a file.")
def lint(paths: tuple[Path, ...], as_json: bool) -> None:
    """Check files on their own; exit code 1 when one of them would be refused."""
    from workflow_service.studio import lint as judged

    accepted = True
    for path in paths:
        count = 0
        for result in judged([path]):
            count += 1
            accepted = accepted and result.accepted
            if as_json:
                say(orjson.dumps(dataclasses.asdict(result)).decode())
                continue
            for finding in result.findings:
                say(describe(finding))
        if not count:
            accepted = False
            _nothing_found(path)
    if not accepted:
        fail()


def _nothing_found(folder: Path) -> None:
    """Says on stderr, which is no part of the verdicts, that a folder held nothing to check."""
    from workflow_service.studio.lint import shown

    if settings().language == "da":
        text = f"Mappen {shown(folder)} har ingen filer, der ender på .bpmn, .dmn eller .form.json."
    else:
        text = f"The folder {shown(folder)} has no files that end in .bpmn, .dmn or .form.json."
    click.echo(f"oef: {text}", err=True)


@main.group()
def user() -> None:
    """People who use the service."""


@user.command("add")
@click.argument("login")
@click.option("--name", required=True, help="The person's name.")
@click.option("--role", "roles", multiple=True, help="A role in the whole municipality; repeatable.")
@click.password_option(help="The person's password.")
def user_add(login: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Add a person who logs in as LOGIN."""
    from workflow_service.store import people

    with plain_words(), opened(settings()) as database:
        with database.begin(purpose="user add") as uow:
            user_id = people.create_user(uow, login, name, password=password)
            uow.flush()
            for role in roles:
                people.grant(uow, user_id, role, "tenant")
        say(f"Added {login}.")


@main.group()
def token() -> None:
    """Keys for connected systems."""


@token.command("create")
@click.option("--user", "login", required=True, help="The user the system acts as.")
@click.option("--label", default="command line", show_default=True, help="What the token is for.")
def token_create(login: str, label: str) -> None:
    """Make an API token and show it, this once."""
    from workflow_service.store import people, sessions

    with plain_words(), opened(settings()) as database:
        with database.begin(purpose="token create") as uow:
            found = people.find_user(uow, login)
            if found is None:
                raise SystemExit(f"oef: There is no user {login}. `oef user add {login}` makes one.")
            secret = sessions.create_token(uow, found.id, label, SystemClock().now())
        say(secret)


@main.command("check")
@click.option("--acknowledged", type=click.File(), help="File with ids of tasks a client saw completed.")
@click.option("--fast", is_flag=True, help="Do not replay histories.")
def check_command(acknowledged: TextIO | None, fast: bool) -> None:
    """Look for anything lost, done twice or tampered with; exit code 1 when there is."""
    from workflow_service import app
    from workflow_service.monitoring import check as check_all

    with plain_words():
        found = settings()
        ids = [line.strip() for line in acknowledged if line.strip()] if acknowledged else []
        count = 0
        with opened(found) as database:
            problems = check_all(
                database,
                app.make_runtime(),
                anchor=anchor_file(found),
                acknowledged=ids,
                histories=not fast,
            )
            for problem in problems:
                count += 1
                words = problem.da if found.language == "da" else problem.en
                say(f"{problem.code} {problem.where or '-'}: {words}")
        say("Everything holds together." if not count else f"{count} problems.")
        if count:
            fail()


@main.group("audit")
def audit_group() -> None:
    """The record of who did what."""


@audit_group.command("verify")
def audit_verify() -> None:
    """Prove that no event was changed, removed, reordered, cut or forged; exit code 1 otherwise."""
    from workflow_service import audit

    with plain_words():
        found = settings()
        with opened(found) as database, database.begin(write=False) as uow:
            breaks = audit.verify_all(uow, anchor_file(found))
        for broken in breaks:
            words = broken.da if found.language == "da" else broken.en
            say(f"{broken.kind} {broken.chain_id or 'seal'} {broken.seq}: {words}")
        say("The audit holds." if not breaks else f"{len(breaks)} breaks.")
        if breaks:
            fail()


@main.group("outbox")
def outbox_group() -> None:
    """Letters and mails on their way out."""


@outbox_group.command("hold")
def outbox_hold() -> None:
    """After restoring a backup, before `oef serve`: let a person decide what to send again."""
    from workflow_service.store import outbox

    with plain_words(), opened(settings()) as database:
        with database.begin(purpose="outbox hold") as uow:
            held = outbox.hold(uow)
        say(f"{held} letters and mails wait for a decision on the overview page.")


@main.group("import")
def import_group() -> None:
    """Data of other systems."""


@import_group.command("involvements")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Check only.")
def import_involvements(file: Path, dry_run: bool) -> None:
    """Read other sectors' open cases from FILE (docs/imports.md): all of it, or nothing when a line is wrong;
    exit code 1 then. Says counts, never a name."""
    from workflow_service.casefile import involvement_import

    with plain_words():
        found = settings()
        with opened(found) as database, database.begin(purpose="import involvements") as uow:
            done = involvement_import.import_involvements(uow, file.read_bytes(), dry_run=dry_run)
        for fault in done.faults:
            say(fault.text(found.language))
        counts = (
            f"{done.added} new, {done.changed} changed ({done.closed} closed), {done.unchanged} unchanged"
        )
        if not done.faults:
            say(f"{done.lines} lines: {counts}, {done.outside} without an open case here.")
        say("The file was read." if done.done else "Nothing was changed.")
        if done.faults:
            fail()


@main.command("settings")
def settings_command() -> None:
    """List every setting with its default."""
    say(settings_table())


@main.command()
def doctor() -> None:
    """Say what keeps the service from running well on this machine, and the cure."""
    from workflow_service.cli import doctor as doctor_room

    with plain_words():
        findings = doctor_room.examine(settings())
    for finding in findings:
        say(
            f"{'ok  ' if finding.ok else 'NOT '} {finding.what}" + ("" if finding.ok else f": {finding.cure}")
        )
    if not all(finding.ok for finding in findings):
        fail()
