"""What the case page shows, as frozen records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from workflow_service.casefile.letter_paper import Piece, pieces


@dataclass(frozen=True)
class Code:
    """A stored code with its words in the reader's language."""

    code: str
    label: str


@dataclass(frozen=True)
class PersonCard:
    """Somebody on the case. `addresses` is empty when protected: the page then says so, and the person's own
    card asks for them (danish.md, style guide 7)."""

    id: str
    name: str
    part: str
    part_label: str
    profession: str
    sector: str
    phone: str | None
    email: str | None
    custody: bool = False
    age: str = ""
    interpreter: str | None = None
    address_protected: bool = False
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChildVoice:
    """The child's newest expression. `old`: older than decisions allow (INV-12)."""

    date: date
    how: tuple[str, ...]
    words: str
    observation: str
    hidden_from_parents: bool
    old: bool
    # pictures and sound: id, name, size, kind (`attachments.shown`)
    files: tuple[Mapping[str, str], ...] = ()


@dataclass(frozen=True)
class GoalView:
    uid: str
    text: str
    goal_type: str
    horizon: str
    whose: str
    sector: str
    from_family: bool
    indicator: str | None
    baseline: int | None
    target: int | None
    latest: int | None
    start: date | None
    end: date | None
    source_plan: str | None


@dataclass(frozen=True)
class MeasureView:
    id: str
    name: str
    kind: str
    state: str
    start: date | None
    end: date | None
    existing: bool
    held_back: bool


@dataclass(frozen=True)
class PlanView:
    """A version of the common plan. `state`: draft, active, superseded."""

    id: str
    number: int
    state: str
    vision: str | None
    agreement: str | None
    approved_at: datetime | None
    next_follow_up: date | None
    goals: tuple[GoalView, ...]


@dataclass(frozen=True)
class MeetingView:
    id: str
    type: str
    label: str
    planned_at: datetime | None
    held_at: datetime | None
    place: str | None
    mode: str | None
    state: str


@dataclass(frozen=True)
class ConsentView:
    """What one giver answered about one party. `state`: valid, expiring (asks to be renewed), lapsed,
    withdrawn, refused (then without a party)."""

    id: str
    giver: str
    party: str
    state: str
    valid_from: date | None
    valid_to: date | None
    withdrawn_at: datetime | None


@dataclass(frozen=True)
class HeldContact:
    """Automatic contact with the parents is stopped (INV-14, INV-15). `ground`: abuse, honour; `mine`: may
    the reader release it; `letters` wait, each by title and recipient."""

    since: datetime
    ground: str
    officer: str
    mine: bool
    letters: tuple[str, ...]


@dataclass(frozen=True)
class NextClock:
    """The open task whose deadline comes first."""

    task_id: str
    name: str
    element: str
    process: str
    clock_type: str
    due_at: datetime
    assignee: str | None


@dataclass(frozen=True)
class EntryView:
    """A journal entry in the list; `open_entry` reads the whole of it."""

    id: str
    at: datetime
    kind: str
    title: str
    author: str | None
    recipients: tuple[str, ...]
    corrects_id: str | None
    restricted: bool
    # how a letter goes to its receivers, by their order; empty where that is not certain
    ways: tuple[str, ...] = ()
    # how many are attached
    files: int = 0

    @property
    def told(self) -> str:
        """The receivers in one line, each with the way."""
        ways = self.ways or ("",) * len(self.recipients)
        pairs = zip(self.recipients, ways, strict=True)
        return ", ".join(f"{name} ({way})" if way else name for name, way in pairs)


@dataclass(frozen=True)
class EntryText:
    """A whole journal entry: running `text` (letters, notes) or `answers` (a form)."""

    entry: EntryView
    case_id: str
    text: str
    answers: tuple[tuple[str, str], ...]
    content: Mapping[str, Any]

    @property
    def pieces(self) -> list[Piece]:
        """The running text in headings and paragraphs."""
        return pieces(self.text, self.content.get("headings") or ())

    @property
    def language(self) -> str:
        """Of the running text: what a letter was sent in, Danish otherwise."""
        return str(self.content.get("language") or "da")


@dataclass(frozen=True)
class CasePage:
    """One family's whole course on one page."""

    case_id: str
    number: str
    name: str
    family_name: str
    instance_id: str
    status: Code
    phases: tuple[tuple[Code, str], ...]
    flags: tuple[Code, ...]
    opened_at: datetime
    closed_at: datetime | None
    awareness_date: date | None
    analysis_held_at: datetime | None
    version: int
    child: PersonCard | None
    voice: ChildVoice | None
    family: tuple[PersonCard, ...]
    colleagues: tuple[PersonCard, ...]
    coordinator: PersonCard | None
    substitute: PersonCard | None
    plan: PlanView | None
    measures: tuple[MeasureView, ...]
    meetings: tuple[MeetingView, ...]
    next_clock: NextClock | None
    journal: Sequence[EntryView]
    # »til og med …« while the coordinator is away
    away: str = ""
    consents: tuple[ConsentView, ...] = ()
    # from the newest hand-over (P11); "" before the first
    matters: str = ""
    # why it rests, and until which day; None while it does not
    rests_until: date | None = None
    rests_because: str = ""


@dataclass(frozen=True)
class FamilyItem:
    """One row of a list of cases."""

    case_id: str
    number: str
    name: str
    status: Code
    flags: tuple[Code, ...]
    coordinator: str | None
    is_coordinator: bool
    next_due: datetime | None


@dataclass(frozen=True)
class FamilyPage:
    """Some rows of a list of cases, and how many the whole list has."""

    items: tuple[FamilyItem, ...]
    total: int


@dataclass(frozen=True)
class PlannedMeeting:
    """A meeting to come: which case (`name` as in lists), what kind, when."""

    case_id: str
    number: str
    name: str
    label: str
    at: datetime


@dataclass(frozen=True)
class SearchHit:
    case_id: str
    number: str
    name: str


@dataclass(frozen=True)
class Event:
    """One line of the timeline. `code` is the machine's name of it, `source` where it is written (event,
    submission, journal, meeting), `ref` the row there."""

    at: datetime
    code: str
    label: str
    actor: str | None
    source: str
    ref: str
    element: str | None


@dataclass(frozen=True)
class Timeline:
    events: tuple[Event, ...]
    next_cursor: str | None
