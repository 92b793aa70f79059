"""Which thread of the server answers what: open answers have a bounded pool of their own.

Four open answers would starve a server of four threads. When the pool is full, the ordinary threads say so at
once, and the page asks every two seconds instead.
"""

from __future__ import annotations

from threading import Semaphore
from typing import Any

from waitress.task import ThreadedTaskDispatcher

from workflow_service.http.streams import EVENT_STREAM, on_own_thread


class _Place:
    """A connection in the pool of open answers; its place is free again when it is done, however it ends."""

    def __init__(self, channel: Any, free: Semaphore) -> None:
        self._channel, self._free = channel, free

    def service(self) -> None:
        try:
            self._channel.service()
        finally:
            self._free.release()

    def cancel(self) -> None:
        self._free.release()
        self._channel.cancel()


class _OpenAnswers(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads whose answers may stay open."""

    def __init__(self, places: int) -> None:
        super().__init__()
        self._free = Semaphore(places)
        self.set_thread_count(places)

    def handler_thread(self, thread_no: int) -> None:
        with on_own_thread():
            super().handler_thread(thread_no)

    def take(self, channel: Any) -> bool:
        """Whether there was a place for it."""
        if not self._free.acquire(blocking=False):
            return False
        self.add_task(_Place(channel, self._free))
        return True


class Dispatcher:
    """Hands each request to `ordinary`, open answers to `streams` threads of their own."""

    def __init__(self, ordinary: ThreadedTaskDispatcher, streams: int) -> None:
        self._ordinary = ordinary
        self._open = _OpenAnswers(streams)

    def add_task(self, channel: Any) -> None:
        """Called by waitress with a connection whose first request is whole."""
        wanted = channel.requests[0].headers.get("ACCEPT", "").strip() == EVENT_STREAM
        if not (wanted and self._open.take(channel)):
            self._ordinary.add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._open.shutdown(cancel_pending, timeout)
        return bool(self._ordinary.shutdown(cancel_pending, timeout))
