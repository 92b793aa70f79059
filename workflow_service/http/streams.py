"""Answers that stay open: server-sent events, on threads of their own so that they starve nobody.

The server marks its threads for open answers (`on_own_thread`). Anywhere else an open answer would hold a
thread that others need, so it is not begun: the page then asks every two seconds instead.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Response

# what a browser's EventSource asks for
EVENT_STREAM = "text/event-stream"
RETRY_MILLISECONDS = 2000

_here = threading.local()


@contextmanager
def on_own_thread() -> Iterator[None]:
    """Everything this thread answers in here may stay open."""
    _here.own = True
    try:
        yield
    finally:
        _here.own = False


def may_stay_open() -> bool:
    """Is this one of the threads for open answers?"""
    return bool(getattr(_here, "own", False))


def event(name: str, data: str) -> bytes:
    """One event in the format of the HTML standard (9.2.6). `data` is one line."""
    return f"event: {name}\ndata: {data}\n\n".encode()


def comment() -> bytes:
    """Says nothing, but shows whether somebody still listens."""
    return b":\n\n"


def open_answer(events: Iterator[bytes]) -> Response:
    """Sends `events` as they come. No request or unit of work is at hand while they are made."""
    response = Response(events, mimetype=EVENT_STREAM)
    response.headers["Cache-Control"] = "no-store"
    # a proxy must not hold events back until it has a bufferful
    response.headers["X-Accel-Buffering"] = "no"
    return response


def no_place() -> Response:
    """Nobody may follow this way now. 204 tells an EventSource not to come again by itself."""
    return Response(status=204)
