"""Rules about the meetings of a team and of the coordination group: INV-08, INV-09, INV-11, INV-22.

Their facts come from the series and its members, not from one case: the room of the meetings calls these
functions and hands what they return to `casefile.guards.refuse`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from workflow_service.rules.facts import Violation

PHYSICAL: Final = "physical"
PRESENT: Final = "present"
DEPUTY: Final = "deputy"
ABSENT: Final = "absent"
# covered by law: the area that carries every case of the service (barnets lov; domain.md 7, `sector`)
COVERED_BY_LAW: Final = frozenset({"disability_child"})


@dataclass(frozen=True)
class TeamMember:
    """A standing member of the team or group, with the sector the member sits there for."""

    user_id: str
    name: str
    sector: str = ""


@dataclass(frozen=True)
class Attended:
    """What the minutes say of one member. `state`: present, deputy (somebody came instead), absent (nobody
    did), or None while nothing is written. `deputy_id`: who came, or who takes over what was agreed."""

    user_id: str
    state: str | None
    reason: str = ""
    deputy_id: str | None = None


@dataclass(frozen=True)
class Month:
    """One calendar month of the coordination group. `first`: its first day; `cancelled_on`: the day on which
    it was decided that the group does not meet."""

    first: date
    held: bool
    cancelled_on: date | None = None
    cancelled_why: str = ""


def held_in_one_room(mode: str | None, place: str | None) -> list[Violation]:
    """INV-08: a status meeting is closed as held only when all sat in one room. `mode`: physical, online,
    hybrid. Anything else is closed as a deviation, of which this is not asked."""
    found = []
    if mode != PHYSICAL:
        found.append(
            Violation(
                "INV-08",
                "mode",
                "Statusmødet holdes fysisk, så alle er i samme rum om sagerne. Afslut det som afvigelse, og"
                " vælg en ny dato. (Regel 8)",
                "The status meeting is held in person, so that all are in one room about the cases. Close it"
                " as a deviation and choose a new date. (Rule 8)",
            )
        )
    if not str(place or "").strip():
        found.append(
            Violation(
                "INV-08",
                "place",
                "Skriv, hvor mødet blev holdt. Uden et sted kan det kun afsluttes som afvigelse. (Regel 8)",
                "Write where the meeting was held. Without a place it can only be closed as a deviation."
                " (Rule 8)",
            )
        )
    return found


def members_are_accounted_for(
    members: Sequence[TeamMember], attendance: Iterable[Attended]
) -> list[Violation]:
    """INV-09: every member is recorded as present, or absent with a reason and a deputy. The path of a
    violation is `attendance.<n>` with n the member's place in `members`.

    A deputy who came and one who only takes over are both named; which of them counts is `has_quorum`'s.
    """
    written = {one.user_id: one for one in attendance}
    absent = {one.user_id for one in written.values() if one.state in (ABSENT, DEPUTY)}
    return [
        violation
        for at, member in enumerate(members)
        for violation in _accounted(f"attendance.{at}", member, written.get(member.user_id), absent)
    ]


def _accounted(path: str, member: TeamMember, one: Attended | None, absent: set[str]) -> Iterator[Violation]:
    name = member.name
    if one is None or one.state not in (PRESENT, DEPUTY, ABSENT):
        yield Violation(
            "INV-09",
            path,
            f"{name} mangler i fremmødet. Skriv, om {name} var til stede, blev afløst eller var fraværende."
            " (Regel 9)",
            f"{name} is missing from the attendance. Write whether {name} was present, had a deputy or was"
            " absent. (Rule 9)",
        )
        return
    if one.state == PRESENT:
        return
    if not one.reason.strip():
        yield Violation(
            "INV-09",
            f"{path}.reason",
            f"Skriv, hvorfor {name} ikke var med. (Regel 9)",
            f"Write why {name} was absent. (Rule 9)",
        )
    if not one.deputy_id or one.deputy_id == member.user_id:
        yield Violation(
            "INV-09",
            f"{path}.deputy",
            f"Vælg, hvem der afløser {name}, så fagligheden er dækket, og aftalerne når frem. (Regel 9)",
            f"Choose who stands in for {name}, so that the profession is covered and the agreements arrive."
            " (Rule 9)",
        )
    elif one.state == DEPUTY and one.deputy_id in absent:
        yield Violation(
            "INV-09",
            f"{path}.deputy",
            f"Afløseren for {name} er selv skrevet som fraværende. Vælg en anden. (Regel 9)",
            f"The deputy of {name} is recorded as absent. Choose another. (Rule 9)",
        )


def has_quorum(members: Collection[TeamMember], attendance: Iterable[Attended], share: Decimal) -> bool:
    """Was at least `share` (`status_quorum`, 0 to 1) of the members there, or somebody for them?"""
    there = {one.user_id for one in attendance if one.state in (PRESENT, DEPUTY)}
    return sum(one.user_id in there for one in members) >= share * len(members)


def chaired_by_the_head(
    chair_id: str | None, heads: Collection[str], deputy_chairs: Collection[str] = ()
) -> list[Violation]:
    """INV-11: the head of the child-disability area chairs the coordination group, or the named deputy chair.
    `heads`: who holds that post today (the role `coordination_chair`)."""
    if chair_id is not None and (chair_id in heads or chair_id in deputy_chairs):
        return []
    return [
        Violation(
            "INV-11",
            "chair",
            "Afdelingschefen for børnehandicapområdet leder koordinationsgruppen, for dér ligger ansvaret."
            " Vælg afdelingschefen eller den udpegede stedfortræder. (Regel 11)",
            "The head of the child-disability area chairs the coordination group, because the responsibility"
            " lies there. Choose the head or the named deputy chair. (Rule 11)",
        )
    ]


def members_are_heads(
    members: Sequence[TeamMember], department_heads: Collection[str], chairs: Collection[str] = ()
) -> list[Violation]:
    """INV-11: the members of the coordination group are department heads. `chairs`: those who may chair it,
    who are members by that. The path is `members.<n>`."""
    return [
        Violation(
            "INV-11",
            f"members.{at}",
            f"{one.name} er ikke afdelingschef. Koordinationsgruppen skal kunne beslutte på tværs. Vælg"
            " afdelingens chef. (Regel 11)",
            f"{one.name} is not head of a department. The coordination group must be able to decide across"
            " departments. Choose the head. (Rule 11)",
        )
        for at, one in enumerate(members)
        if one.user_id not in department_heads and one.user_id not in chairs
    ]


def months_missed(months: Iterable[Month], today: date) -> list[date]:
    """INV-11: the first days of the past months in which the group neither met nor had cancelled beforehand.
    They are reported; nothing is refused, for the month is over."""
    return [
        one.first
        for one in months
        if _after(one.first) <= today and not one.held and not is_planned_deviation(one)
    ]


def is_planned_deviation(month: Month) -> bool:
    """INV-11: was the month cancelled by a decision with a reason, before it began?"""
    on = month.cancelled_on
    return on is not None and on < month.first and bool(month.cancelled_why.strip())


def cancelled_beforehand(month: Month) -> list[Violation]:
    """INV-11: a month is cancelled by a decision before it begins, with a reason; a later one is a missed
    month, which nobody can cancel any more."""
    found = []
    if month.cancelled_on is None or month.cancelled_on >= month.first:
        found.append(
            Violation(
                "INV-11",
                "cancelled",
                "En måned aflyses, før den begynder. Er den begyndt, så hold mødet, eller lad det stå som"
                " ikke holdt. (Regel 11)",
                "A month is cancelled before it begins. If it has begun, hold the meeting or let it stand as"
                " not held. (Rule 11)",
            )
        )
    if not month.cancelled_why.strip():
        found.append(
            Violation(
                "INV-11",
                "cancelled_why",
                "Skriv, hvorfor måneden aflyses. Det står i ledelsesinformationen. (Regel 11)",
                "Write why the month is cancelled. It stands in the management information. (Rule 11)",
            )
        )
    return found


def shown_to(covered: Collection[str], sector: str | None) -> bool:
    """INV-22: may a member who sits for `sector` read a case's text? `covered`: the sectors covered by
    consent (`casefile.consents.covered`) or by another law. Others see »Sag n« and leave the room."""
    return sector is not None and (sector in covered or sector in COVERED_BY_LAW)


def leaves_the_room(
    members: Iterable[TeamMember], covered: Collection[str], carriers: Collection[str] = ()
) -> tuple[TeamMember, ...]:
    """INV-22: the members who are not there while the case is discussed, in the order given. `carriers`: the
    users who work on this case whatever their sector (coordinator, substitute, team leader)."""
    return tuple(one for one in members if one.user_id not in carriers and not shown_to(covered, one.sector))


def nobody_hears_uncovered(
    members: Iterable[TeamMember],
    covered: Collection[str],
    left: Collection[str],
    carriers: Collection[str] = (),
) -> list[Violation]:
    """INV-22: nobody whose sector is not covered was in the room when a case is minuted as discussed.
    `members`: those who were present; `left`: the user ids of those who went out for this case."""
    leaving = leaves_the_room(members, covered, carriers)
    staying = [one.name for one in leaving if one.user_id not in left]
    if not staying:
        return []
    names = ", ".join(staying)
    return [
        Violation(
            "INV-22",
            "left_for",
            f"Familien har ikke givet samtykke til, at {names} hører sagen. Skriv, at de gik ud, eller udsæt"
            " sagen. (Regel 22)",
            f"The family has not consented to {names} hearing the case. Write that they left the room, or"
            " defer the case. (Rule 22)",
        )
    ]


def case_line(number: int, language: str = "da") -> str:
    """What others see of a case (INV-22): »Sag 3«."""
    return f"{'Case' if language == 'en' else 'Sag'} {number}"


def _after(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
