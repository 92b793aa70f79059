"""A serving process whose clock runs, for the measurements of the clock: waitress, the engine, and a note of
when the work of each job was committed. Arguments: port, file of notes."""

from __future__ import annotations

import signal
import sys
import threading
import time
from pathlib import Path

import orjson

from tests import world
from tests.benchmarks.wsgi import FOLDER, URL
from tests.conftest import KEY
from workflow_service.app import create_app
from workflow_service.cli.server import Server
from workflow_service.config import Settings
from workflow_service.runtime import fire_job
from workflow_service.schedule import EmbeddedEngine
from workflow_service.store import Database, UnitOfWork

PATIENCE = 20.0


def main(port: int, notes: Path) -> None:
    database, runtime = Database(URL, KEY), world.new_runtime()
    settings = Settings(data_folder=FOLDER, secret_key="b" * 40)
    server = Server(create_app(settings, database=database, runtime=runtime), "127.0.0.1", port, 4)
    done, in_hand = dict[str, float](), list[str]()

    def work(uow: UnitOfWork, job_id: str) -> None:
        fire_job(uow, runtime, job_id)
        in_hand.append(job_id)

    def fire(job_id: str) -> None:
        with database.begin(promised=False) as uow:
            work(uow, job_id)

    def passed(point: str) -> None:
        if point == "after-commit" and threading.current_thread().name == "oef-jobs":
            done.update((job_id, time.time()) for job_id in in_hand)
            in_hand.clear()

    database.crash = passed
    engine = EmbeddedEngine(database, fire, together=work)
    signal.signal(signal.SIGTERM, server.stop)
    engine.start()
    server.run()
    engine.stop(PATIENCE)
    notes.write_bytes(orjson.dumps(done))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
