"""`oef serve`: waitress in our own main, so that ending it answers what was asked before it ends.

waitress's own command drops the requests in hand on SIGTERM (measured, docs/operations.md).
"""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from types import FrameType
from typing import Any

from waitress import create_server, wasyncore
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer

from workflow_service import app, http
from workflow_service.cli.dispatch import Dispatcher
from workflow_service.cli.opening import require_current, say
from workflow_service.config import Settings
from workflow_service.schedule import ProcessLock
from workflow_service.store import Database

# how long requests and the job in hand may take to finish after the signal
PATIENCE_SECONDS = 20.0


class Server:
    """Answers `application` until `stop` is called, then answers what is in hand and ends.

    `streams`: threads for answers that stay open, and `let_go`, which ends those.
    """

    def __init__(
        self,
        application: Callable[..., Any],
        host: str,
        port: int,
        threads: int,
        *,
        streams: int = 0,
        let_go: Callable[[], None] = lambda: None,
    ) -> None:
        self._map: dict[int, Any] = {}
        self._let_go = let_go
        # clear_untrusted_proxy_headers: the app itself decides which proxies it trusts
        self._server = create_server(
            application,
            map=self._map,
            host=host,
            port=port,
            threads=threads,
            ident=None,
            clear_untrusted_proxy_headers=False,
            max_request_body_size=256 * 1024 * 1024,
            # reads on while an answer is open, so that a closed browser is noticed at once
            channel_request_lookahead=1,
        )
        dispatcher = Dispatcher(self._server.task_dispatcher, streams)
        for found in (self._server, *self._listening()):
            found.task_dispatcher = dispatcher
        self._stopping = False
        self.port: int = self._listening()[0].socket.getsockname()[1]

    def stop(self, _signal: int = 0, _frame: FrameType | None = None) -> None:
        """Safe in a signal handler and from any thread."""
        self._stopping = True
        for found in self._listening():
            found.pull_trigger()

    def run(self) -> bool:
        """Serves; returns after `stop`, False when requests in hand did not end in time."""
        while not self._stopping:
            wasyncore.loop(timeout=1.0, map=self._map, count=1, use_poll=True)
        # take what the kernel has accepted already, then no more
        wasyncore.loop(timeout=0.0, map=self._map, count=1, use_poll=True)
        for found in self._listening():
            found.accepting = False
            found.socket.close()
            self._map.pop(found._fileno, None)
        self._let_go()
        ends = time.monotonic() + PATIENCE_SECONDS
        while self._busy() and time.monotonic() < ends:
            wasyncore.loop(timeout=0.05, map=self._map, count=1, use_poll=True)
        finished = not self._busy()
        self._server.task_dispatcher.shutdown(timeout=1)
        wasyncore.close_all(self._map, ignore_all=True)
        return finished

    def _listening(self) -> list[Any]:
        return [found for found in self._map.values() if isinstance(found, BaseWSGIServer)]

    def _channels(self) -> list[Any]:
        return [found for found in list(self._map.values()) if isinstance(found, HTTPChannel)]

    def _busy(self) -> bool:
        """Is a request read, computed or its answer not yet sent?"""
        return any(c.requests or c.request or c.total_outbufs_len for c in self._channels())


def serve(settings: Settings, database: Database) -> bool:
    """Serves pages, API and due jobs until SIGTERM or SIGINT. False when something did not end in time.

    Raises `StartupError` when another process serves the same SQLite file or the tables are not current.
    """
    require_current(database)
    lock = None
    if database.is_sqlite:
        lock = ProcessLock(settings.data_folder / "oef.db.lock")
        lock.acquire()
    try:
        neck = app.make_runtime(settings)
        application = app.create_app(settings, database=database, runtime=neck)
        live = http.services(application).live
        server = Server(
            application,
            settings.host,
            settings.port,
            settings.threads,
            streams=settings.live_places,
            let_go=live.close,
        )
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, server.stop)
        schedule = app.start_schedule(settings, database, neck)
        say(f"Serving http://{settings.host}:{settings.port} (Ctrl-C ends)")
        finished = server.run()
        return schedule.stop(PATIENCE_SECONDS) and finished
    finally:
        if lock is not None:
            lock.release()
