"""Who follows a meeting right now, and telling them that something has changed.

Followers are told *that*, never what: each then asks for what they may see (INV-22). In this process a change
is told at once; one made by another process is found by looking, once in two seconds for all who follow the
same meeting here together.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

LOOK_EVERY = 2.0

# meeting id -> what its revision is; the stored truth
Look = Callable[[str], int]


@dataclass
class _Meeting:
    revision: int
    looked: float
    followers: int = 0


@dataclass
class Live:
    """The meetings followed in this process, by at most `places` people at once.

    `clock`: seconds that only grow (tests give their own).
    """

    places: int
    clock: Callable[[], float] = time.monotonic
    _taken: int = 0
    _closed: bool = False
    _meetings: dict[str, _Meeting] = field(default_factory=dict)
    _changed: threading.Condition = field(default_factory=threading.Condition)

    @contextmanager
    def follow(self, meeting_id: str, look: Look) -> Iterator[Follower | None]:
        """A place to follow the meeting from; None when all are taken or the service is about to end."""
        revision = look(meeting_id)
        with self._changed:
            free = not self._closed and self._taken < self.places
            if free:
                self._taken += 1
                known = self._meetings.setdefault(meeting_id, _Meeting(revision, self.clock()))
                known.revision = max(known.revision, revision)
                known.followers += 1
        if not free:
            yield None
            return
        try:
            yield Follower(self, meeting_id, look, revision)
        finally:
            self._leave(meeting_id)

    def announce(self, meeting_id: str, revision: int) -> None:
        """The meeting is at this revision now (after the commit). Wakes its followers."""
        with self._changed:
            known = self._meetings.get(meeting_id)
            if known is not None and revision > known.revision:
                known.revision = revision
                self._changed.notify_all()

    def close(self) -> None:
        """The service ends: every follower is let go."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()

    @property
    def taken(self) -> int:
        """Places that are taken now."""
        return self._taken

    def _leave(self, meeting_id: str) -> None:
        with self._changed:
            self._taken -= 1
            known = self._meetings[meeting_id]
            known.followers -= 1
            if not known.followers:
                del self._meetings[meeting_id]

    def _wait(self, meeting_id: str, seen: int, seconds: float) -> int:
        with self._changed:
            self._changed.wait_for(
                lambda: self._closed or self._meetings[meeting_id].revision > seen, max(0.0, seconds)
            )
            return self._meetings[meeting_id].revision

    def _turn_to_look(self, meeting_id: str) -> bool:
        """Is it time to look, and is it this follower who does it for all?"""
        with self._changed:
            known, now = self._meetings[meeting_id], self.clock()
            if now - known.looked < LOOK_EVERY:
                return False
            known.looked = now
            return True


@dataclass
class Follower:
    """One who follows a meeting. `seen`: the revision they were last told of."""

    live: Live
    meeting_id: str
    look: Look
    seen: int

    def next(self, seconds: float) -> int | None:
        """The meeting's new revision as soon as there is one; None when `seconds` have passed without, or
        the service ends (`over`)."""
        ends = self.live.clock() + seconds
        while True:
            left = ends - self.live.clock()
            found = self.live._wait(self.meeting_id, self.seen, min(LOOK_EVERY, left))
            if found == self.seen and self.live._turn_to_look(self.meeting_id):
                self.live.announce(self.meeting_id, self.look(self.meeting_id))
                found = self.live._wait(self.meeting_id, self.seen, 0)
            if found > self.seen:
                self.seen = found
                return found
            if self.over or left <= 0:
                return None

    @property
    def over(self) -> bool:
        """Does the service end?"""
        return self.live._closed
