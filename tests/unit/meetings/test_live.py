"""Followers hear of every change, and there are never more of them than places."""

import threading

from workflow_service.meetings.live import LOOK_EVERY, Live

PATIENCE = 20


class Seconds:
    """A clock that tests move; it steps a little each time it is read, so that waiting ends."""

    def __init__(self) -> None:
        self.at = 0.0

    def __call__(self) -> float:
        self.at += 0.01
        return self.at


def test_a_change_is_told_to_everybody_who_follows_and_to_nobody_else() -> None:
    live = Live(4, Seconds())
    with (
        live.follow("a", lambda _: 1) as one,
        live.follow("a", lambda _: 1) as two,
        live.follow("b", lambda _: 1) as other,
    ):
        assert one and two and other
        live.announce("a", 2)
        assert (one.next(0), two.next(0), other.next(0)) == (2, 2, None)
        assert one.next(0) is None


def test_a_change_by_another_process_is_found_by_one_look_for_all() -> None:
    clock, stored, looks = Seconds(), [1], []

    def look(meeting_id: str) -> int:
        looks.append(meeting_id)
        return stored[0]

    live = Live(4, clock)
    with live.follow("a", look) as one, live.follow("a", look) as two:
        assert one and two
        stored[0], looks[:] = 7, []
        clock.at += LOOK_EVERY
        assert (one.next(0), two.next(0)) == (7, 7)
        assert looks == ["a"]


def test_the_one_too_many_gets_no_place_until_somebody_leaves() -> None:
    live = Live(1)
    with live.follow("a", lambda _: 1) as first, live.follow("a", lambda _: 1) as second:
        assert first and second is None
    with live.follow("a", lambda _: 1) as third:
        assert third and live.taken == 1
    assert live.taken == 0


def test_closing_lets_everybody_go_who_waits() -> None:
    live, waits, told = Live(2), threading.Event(), []

    def follow() -> None:
        with live.follow("a", lambda _: 1) as one:
            assert one
            waits.set()
            told.append(one.next(PATIENCE))

    thread = threading.Thread(target=follow)
    thread.start()
    assert waits.wait(PATIENCE)
    live.close()
    thread.join(PATIENCE)
    assert told == [None] and not thread.is_alive()
    with live.follow("a", lambda _: 1) as late:
        assert late is None
