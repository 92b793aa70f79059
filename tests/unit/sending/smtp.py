"""A mail server of thirty lines, on this machine only, that answers as a test wants it to."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass
class Post:
    """`answers`: verb -> reply instead of the usual one (empty: hangs up). `.` is the end of a mail."""

    answers: dict[str, str] = field(default_factory=dict)
    mails: list[str] = field(default_factory=list)
    port: int = 0

    def reply(self, verb: str) -> str:
        usual = {"DATA": "354 go on", "QUIT": "221 bye"}.get(verb, "250 fine")
        return self.answers.get(verb, usual)


@contextmanager
def serving(post: Post) -> Iterator[Post]:
    """The server, on a free port, until the block ends."""

    class Talk(socketserver.StreamRequestHandler):
        timeout = 20

        def handle(self) -> None:
            self.wfile.write(b"220 post\r\n")
            for line in self.rfile:
                verb = line.split()[0].decode().upper() if line.split() else ""
                if not self.answer(verb) or verb == "QUIT":
                    return
                if verb == "DATA" and post.reply("DATA").startswith("354"):
                    post.mails.append(self.read_mail())
                    if not self.answer("."):
                        return

        def answer(self, verb: str) -> bool:
            text = post.reply(verb)
            self.wfile.write(f"{text}\r\n".encode() if text else b"")
            return bool(text)

        def read_mail(self) -> str:
            lines = iter(self.rfile.readline, b".\r\n")
            return b"".join(lines).decode()

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk) as server:
        server.daemon_threads = True
        post.port = server.server_address[1]
        running = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        running.start()
        try:
            yield post
        finally:
            server.shutdown()
            running.join()
