"""Answers that stay open hold threads of their own: everybody else is answered as if they were not there."""

import http.client
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, closing
from typing import Any

import pytest

from workflow_service.cli.server import Server
from workflow_service.http.streams import EVENT_STREAM, comment, may_stay_open

PATIENCE = 20
STREAMS = 4


class Both:
    """Keeps an answer open where it may, and answers everything else at once."""

    def __init__(self) -> None:
        self.over = threading.Event()
        self.left = threading.Semaphore(0)

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        wanted = environ.get("HTTP_ACCEPT") == EVENT_STREAM
        if wanted and not may_stay_open():
            start_response("204 No Content", [])
            return []
        if wanted:
            start_response("200 OK", [("Content-Type", EVENT_STREAM)])
            return self.events()
        start_response("200 OK", [("Content-Length", "2")])
        return [b"ok"]

    def events(self) -> Iterator[bytes]:
        try:
            while not self.over.wait(0.05):
                yield comment()
        finally:
            self.left.release()


@pytest.fixture
def both() -> Iterator[tuple[Both, int]]:
    application = Both()
    server = Server(application, "127.0.0.1", 0, 1, streams=STREAMS, let_go=application.over.set)
    serving = threading.Thread(target=server.run)
    serving.start()
    yield application, server.port
    server.stop()
    serving.join(PATIENCE)
    assert not serving.is_alive()


def ask(port: int, accept: str) -> tuple[http.client.HTTPConnection, http.client.HTTPResponse]:
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    link.request("GET", "/", headers={"Accept": accept})
    return link, link.getresponse()


def test_open_answers_beyond_the_pool_are_refused_and_plain_ones_answered(both: tuple[Both, int]) -> None:
    with ExitStack() as stack:
        for _ in range(STREAMS):
            link, answer = ask(both[1], EVENT_STREAM)
            stack.enter_context(closing(link))
            stack.enter_context(closing(answer))
            assert answer.status == 200 and answer.read(3) == comment()
        for accept, status in ((EVENT_STREAM, 204), ("text/html", 200)):
            link, answer = ask(both[1], accept)
            assert answer.status == status
            link.close()


def test_a_closed_browser_gives_its_place_back(both: tuple[Both, int]) -> None:
    application, port = both
    for _ in range(STREAMS + 1):
        link, answer = ask(port, EVENT_STREAM)
        assert answer.status == 200 and answer.read(3) == comment()
        link.sock.close() if link.sock else None
        answer.close()
        link.close()
        assert application.left.acquire(timeout=PATIENCE)


def test_the_server_ends_while_answers_are_open(both: tuple[Both, int]) -> None:
    link, answer = ask(both[1], EVENT_STREAM)
    assert answer.read(3) == comment()
    both[0].over.set()
    assert answer.read().replace(comment(), b"") == b""
    link.close()
