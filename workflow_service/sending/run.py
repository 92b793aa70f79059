"""The run of the outbox: claim in one transaction, send outside any, write the outcome in another.

One effect is in hand at a time, so a process that is killed leaves at most one of each kind undecided.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from workflow_service.store import Database, outbox
from workflow_service.store.outbox import Effect

log = logging.getLogger(__name__)
# one kind may not keep the others waiting longer than this and one sending
SECONDS_A_KIND = 20.0
# how long a way that is down is left alone, in seconds: four times as long each time
FIRST_PAUSE = 60.0
LONGEST_PAUSE = 1800.0


@dataclass
class NotSent(Exception):
    """Nothing left the house, for certain. `code`: a word of `reasons`, with a number of the other side.

    `final`: trying again cannot help. `whole_way`: the way itself is closed, so all of its kind wait, and it
    is not counted against the effect that met it.
    """

    code: str
    final: bool = False
    whole_way: bool = False


class Sender(Protocol):
    """A way out for one kind of effect. `send` returns when the other side has it, raises `NotSent` when it
    certainly has not, and anything else when nobody can know. It has time limits of its own."""

    kind: str

    def send(self, effect: Effect) -> None: ...


class Outbox:
    """Sends what is due, each kind by its sender. Kinds without one stay in their rows, pending."""

    def __init__(
        self,
        database: Database,
        senders: Mapping[str, Sender],
        *,
        ticking: Callable[[], float] = time.monotonic,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:
        self._database = database
        self._ways = [_Way(sender) for sender in senders.values()]
        self._ticking = ticking
        self._stopping = stopping

    def run(self) -> int:
        """Sends until nothing is due or each kind has had its time; how many were sent.

        Raises `Unavailable` when the database is away: what was claimed becomes unknown at its deadline.
        """
        self._give_up_waiting()
        return sum(self._run_kind(way) for way in self._ways)

    def _give_up_waiting(self) -> None:
        """Also of kinds that have no sender any more."""
        with self._database.begin(purpose="outbox", write=False) as uow:
            overdue = outbox.is_overdue(uow)
        if overdue:
            with self._database.begin(purpose="outbox") as uow:
                given_up = outbox.give_up_waiting(uow)
            log.error("outbox: %s effects got no outcome; a person must decide", given_up)

    def _run_kind(self, way: _Way) -> int:
        ends, done = self._ticking() + SECONDS_A_KIND, 0
        while way.opens_at <= self._ticking() < ends and not self._stopping():
            effect = self._claim(way.sender.kind)
            if effect is None:
                break
            self._database.crash("outbox-claimed")
            done += self._send(way, effect)
        return done

    def _claim(self, kind: str) -> Effect | None:
        # looked at without a write lock first: this is asked every few seconds, mostly for nothing
        with self._database.begin(purpose="outbox", write=False) as uow:
            if not outbox.is_due(uow, kind):
                return None
        with self._database.begin(purpose="outbox") as uow:
            effect = outbox.claim(uow, kind)
            uow.flush()
            uow.crash("outbox-claiming")
        return effect

    def _send(self, way: _Way, effect: Effect) -> bool:
        """Did it leave?"""
        try:
            way.sender.send(effect)
        except NotSent as refused:
            log.warning("outbox: %s %s was not sent: %s", effect.kind, effect.key, refused.code)
            if refused.whole_way:
                way.close(self._ticking())
            with self._database.begin(purpose="outbox") as uow:
                outbox.not_sent(uow, effect, refused.code, final=refused.final, counts=not refused.whole_way)
            return False
        except Exception as error:
            # its text may hold an address
            name = type(error).__name__
            log.error("outbox: nobody knows whether %s %s left: %s", effect.kind, effect.key, name)
            log.debug("outbox: %s", effect.key, exc_info=error)
            way.close(self._ticking())
            with self._database.begin(purpose="outbox") as uow:
                outbox.unanswered(uow, effect, f"{outbox.NO_ANSWER} {name}")
            return False
        way.open()
        self._database.crash("outbox-sent")
        with self._database.begin(purpose="outbox") as uow:
            outbox.sent(uow, effect)
        self._database.crash("outbox-recorded")
        return True


@dataclass
class _Way:
    """A sender, and when it may be used again: a way that is down is not knocked at for every effect."""

    sender: Sender
    opens_at: float = 0.0
    troubles: int = 0

    def close(self, now: float) -> None:
        self.opens_at = now + min(FIRST_PAUSE * 4**self.troubles, LONGEST_PAUSE)
        self.troubles += 1

    def open(self) -> None:
        self.troubles = 0
