"""Ending the server answers what is in hand first (reliability.md 4, 20)."""

import http.client
import threading
from collections.abc import Callable, Iterable
from typing import Any

from workflow_service.cli.server import Server

PATIENCE = 20


class Slow:
    """A WSGI application that answers when it is told to."""

    def __init__(self) -> None:
        self.inside, self.go_on = threading.Event(), threading.Event()

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        self.inside.set()
        assert self.go_on.wait(PATIENCE)
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", "200000")])
        return [b"x" * 200_000]


def test_a_request_in_hand_is_answered_whole_after_the_stop() -> None:
    slow = Slow()
    server = Server(slow, "127.0.0.1", 0, 2)
    port = server.port
    ended: list[bool] = []
    serving = threading.Thread(target=lambda: ended.append(server.run()))
    serving.start()
    answers: list[bytes] = []

    def ask() -> None:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        link.request("GET", "/")
        answers.append(link.getresponse().read())
        link.close()

    asking = threading.Thread(target=ask)
    asking.start()
    assert slow.inside.wait(PATIENCE)
    server.stop()
    slow.go_on.set()
    asking.join(PATIENCE)
    serving.join(PATIENCE)
    assert (ended, len(answers[0])) == ([True], 200_000)


def test_a_server_at_rest_ends_at_once_and_frees_its_port() -> None:
    server = Server(Slow(), "127.0.0.1", 0, 1)
    port = server.port
    serving = threading.Thread(target=server.run)
    serving.start()
    server.stop()
    serving.join(PATIENCE)
    assert not serving.is_alive()
    again = Server(Slow(), "127.0.0.1", port, 1)
    again.stop()
    assert again.run()
