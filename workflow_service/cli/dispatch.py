"""Which thread of the server answers what: open answers have a bounded pool of their own.

Four open answers would starve a server of four threads. When the pool is full, the ordinary threads say so at
once, and the page asks every two seconds instead.
"""

from __future__ import annotations

from typing import Any

from waitress.task import ThreadedTaskDispatcher

from workflow_service.http.streams import EVENT_STREAM, on_own_thread


class _OpenAnswers(ThreadedTaskDispatcher):  # type: ignore[misc]
    """Threads whose answers may stay open."""

    def handler_thread(self, thread_no: int) -> None:
        with on_own_thread():
            super().handler_thread(thread_no)

    def has_room(self) -> bool:
        with self.lock:
            idle: int = len(self.threads) - self.stop_count - self.active_count
            return idle > len(self.queue)


class Dispatcher:
    """Hands each request to `ordinary`, open answers to `streams` threads of their own."""

    def __init__(self, ordinary: ThreadedTaskDispatcher, streams: int) -> None:
        self._ordinary = ordinary
        self._open = _OpenAnswers()
        self._open.set_thread_count(streams)

    def add_task(self, channel: Any) -> None:
        """Called by waitress with a connection whose first request is whole."""
        wanted = channel.requests[0].headers.get("ACCEPT", "").strip() == EVENT_STREAM
        chosen = self._open if wanted and self._open.has_room() else self._ordinary
        chosen.add_task(channel)

    def shutdown(self, cancel_pending: bool = True, timeout: float = 5) -> bool:
        self._open.shutdown(cancel_pending, timeout)
        return bool(self._ordinary.shutdown(cancel_pending, timeout))
