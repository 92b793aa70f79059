"""Servers in processes of their own, and a client that keeps its connection."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import orjson
import psutil

PATIENCE = 30

WAITRESS = """
import signal, sys
from tests.benchmarks import wsgi
from workflow_service.cli.server import Server
server = Server(getattr(wsgi, sys.argv[2]), "127.0.0.1", int(sys.argv[1]), 4)
signal.signal(signal.SIGTERM, server.stop)
server.run()
"""


@dataclass(frozen=True)
class Serving:
    """A running server; `processor_seconds` of all its processes so far."""

    port: int
    process: psutil.Process

    def processor_seconds(self) -> float:
        own = [self.process, *self.process.children(recursive=True)]
        return sum(sum(p.cpu_times()[:2]) for p in own)

    def megabytes(self) -> float:
        own = [self.process, *self.process.children(recursive=True)]
        return max(p.memory_info().rss for p in own) / 1024 / 1024


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def serving(kind: str, application: str, url: str, folder: Path) -> Iterator[Serving]:
    """`kind` waitress (embedded, 4 threads) or granian (2 threads); `application` app or floor."""
    port = free_port()
    if kind == "waitress":
        command = ["-c", WAITRESS, str(port), application]
    else:
        command = ["-m", "granian", "--interface", "wsgi", "--workers", "1", "--blocking-threads", "2"]
        command += ["--port", str(port), "--no-log", f"tests.benchmarks.wsgi:{application}"]
    environment = {**os.environ, "OEF_TEST_URL": url, "OEF_TEST_DATA": str(folder)}
    child = subprocess.Popen([sys.executable, *command], env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port, child)
        yield Serving(port, psutil.Process(child.pid))
    finally:
        child.terminate()
        child.wait(PATIENCE)


def wait_for(port: int, child: subprocess.Popen[bytes], patience: float = PATIENCE) -> None:
    """Returns when the server takes connections."""
    ends = time.monotonic() + patience
    while time.monotonic() < ends and child.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.01)
    raise RuntimeError(f"the server on port {port} did not start: exit code {child.poll()}")


class Client:
    """One connection, kept."""

    def __init__(self, port: int, token: str = "") -> None:
        self._link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self._headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def post(self, path: str, body: object) -> dict[str, object]:
        return self._ask("POST", path, orjson.dumps(body))

    def get(self, path: str) -> dict[str, object]:
        return self._ask("GET", path)

    def _ask(self, method: str, path: str, body: bytes | None = None) -> dict[str, object]:
        self._link.request(method, path, body, self._headers)
        answer = self._link.getresponse()
        content = answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path}: {answer.status} {content.decode()[:500]}")
        found: dict[str, object] = orjson.loads(content)
        return found

    def close(self) -> None:
        self._link.close()


def throughput(works: list[Callable[[], None]], seconds: float) -> float:
    """Calls a second of all `works` together, each in a thread, over and over."""
    counts = [0] * len(works)
    ends = time.monotonic() + seconds

    def run(number: int) -> None:
        while time.monotonic() < ends:
            works[number]()
            counts[number] += 1

    threads = [threading.Thread(target=run, args=(n,)) for n in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / seconds
