"""What the measured servers serve: the service itself, and the floor under it.

The floor is HTTP and one bare transaction: read state, write state, history, close a task, open a task.
"""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import orjson
import psycopg

from tests.conftest import KEY
from workflow_service.app import create_app
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database

URL = os.environ.get("OEF_TEST_URL", "")
FOLDER = Path(os.environ.get("OEF_TEST_DATA", "/nonexistent"))
STATE = b"x" * 1500

FLOOR_TABLES = (
    "CREATE TABLE floor_state (id INTEGER PRIMARY KEY, state {blob} NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE floor_history (id INTEGER NOT NULL, version INTEGER NOT NULL, payload {blob} NOT NULL,"
    " PRIMARY KEY (id, version))",
    "CREATE TABLE floor_task (id INTEGER NOT NULL, version INTEGER NOT NULL, open BOOLEAN NOT NULL,"
    " PRIMARY KEY (id, version))",
)

_local = threading.local()
Start = Callable[..., Any]


def service() -> Any:
    """The Flask app as it is served."""
    settings = Settings(data_folder=FOLDER, secret_key="b" * 40)
    return create_app(settings, database=Database(URL, KEY), runtime=Runtime())


def floor(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """The least any service like this one does for a completion."""
    environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
    version = _bare_transaction(int(environ["PATH_INFO"].rsplit("/", 1)[-1]))
    start_response("200 OK", [("Content-Type", "application/json")])
    return [orjson.dumps({"version": version})]


def _bare_transaction(number: int) -> int:
    link = _link()
    sqlite = isinstance(link, sqlite3.Connection)
    mark, lock = ("?", "") if sqlite else ("%s", " FOR UPDATE")
    cursor = link.cursor()
    if sqlite:
        cursor.execute("BEGIN IMMEDIATE")
    row = cursor.execute(
        f"SELECT state, version FROM floor_state WHERE id = {mark}{lock}", (number,)
    ).fetchone()
    version = int(row[1]) + 1
    cursor.execute(
        f"UPDATE floor_state SET state = {mark}, version = {mark} WHERE id = {mark}", (STATE, version, number)
    )
    cursor.execute(
        f"INSERT INTO floor_history VALUES ({mark}, {mark}, {mark})", (number, version, STATE[:400])
    )
    cursor.execute(
        f"UPDATE floor_task SET open = {mark} WHERE id = {mark} AND version = {mark}",
        (False, number, version - 1),
    )
    cursor.execute(f"INSERT INTO floor_task VALUES ({mark}, {mark}, {mark})", (number, version, True))
    link.commit()
    return version


def _link() -> Any:
    if not hasattr(_local, "link"):
        if URL.startswith("sqlite"):
            _local.link = sqlite3.connect(URL.removeprefix("sqlite:///"), isolation_level=None, timeout=10)
            _local.link.execute("PRAGMA synchronous=FULL")
        else:
            _local.link = psycopg.connect(URL.replace("postgresql+psycopg", "postgresql"))
    return _local.link


def make_floor(database: Database, cases: int) -> None:
    """The floor's tables with so many cases."""
    with database.engine.connect() as connection:
        if database.is_sqlite:
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        blob = "BLOB" if database.is_sqlite else "bytea"
        for statement in FLOOR_TABLES:
            connection.exec_driver_sql(statement.format(blob=blob))
        marks = "?, ?, ?" if database.is_sqlite else "$1, $2, $3"
        for number in range(cases):
            connection.exec_driver_sql(f"INSERT INTO floor_state VALUES ({marks})", (number, STATE, 1))
        connection.commit()


app = service() if URL else None
