"""A serving process whose clock runs, for the measurements of the clock: waitress, the engine, and a note of
when each job's work was committed. Arguments: port, folder, file of notes."""

from __future__ import annotations

import signal
import sys
import time
from pathlib import Path

import orjson

from tests.benchmarks import wsgi
from workflow_service.app.wiring import make_fire
from workflow_service.cli.server import Server
from workflow_service.schedule import EmbeddedEngine

PATIENCE = 20.0


def main(port: int, notes: Path) -> None:
    made = wsgi.world_of_url()
    fire, done = make_fire(made.database, made.runtime), dict[str, float]()

    def noted(job_id: str) -> None:
        fire(job_id)
        done[job_id] = time.time()

    engine = EmbeddedEngine(made.database, noted)
    server = Server(wsgi.app, "127.0.0.1", port, 4)
    signal.signal(signal.SIGTERM, server.stop)
    engine.start()
    server.run()
    engine.stop(PATIENCE)
    notes.write_bytes(orjson.dumps(done))


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
