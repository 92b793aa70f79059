"""What the model rules are decided on: plain frozen records, fetched once by `casefile.facts`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True)
class FamilyMember:
    """A person of the family or its network. `relation`: child, parent, guardian, sibling, network."""

    id: str
    name: str
    relation: str
    birth_date: date | None = None
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    custody: bool = False


@dataclass(frozen=True)
class Involvement:
    """A sector's open case with a family member (domain.md 3, SectorInvolvement)."""

    person_id: str | None
    sector: str
    professional: str


@dataclass(frozen=True)
class Invited:
    """Somebody on a meeting's list. `part`: family, core_team, coordinator, external_expert ..."""

    name: str
    part: str
    user_id: str | None = None
    person_id: str | None = None
    contact: str = ""


@dataclass(frozen=True)
class Measure:
    """A measure as INV-06, 16 and 21 see it. `state`: proposed, started, ended. `early_ground`: why it may
    begin before the analysis meeting (acute, parallel), with a reason that was written down."""

    id: str
    kind: str
    existing: bool
    team_initiated: bool
    start: date | None
    decision_id: str | None
    state: str = "proposed"
    early_ground: str | None = None
    # it was followed up at least once
    followed: bool = False


@dataclass(frozen=True)
class ChildView:
    """When and how the child was heard."""

    date: date
    how: tuple[str, ...]
    not_by_talk_reason: str = ""


@dataclass(frozen=True)
class FinancingShare:
    """A sector's share of a joint financing as INV-10 sees it. `decision`: approved, refused, or none yet."""

    sector: str
    pct: Decimal
    decision: str | None = None


@dataclass(frozen=True)
class TransitionArea:
    """One area of the transition to adulthood as INV-17 sees it. `start_date`: a date, or its ISO text."""

    area: str
    decided: bool
    owned: bool
    start_date: date | str | None


@dataclass(frozen=True)
class Facts:
    """Everything the rules may read. A rule names the fields it needs; the others stay empty.

    `today` is the local day. `working_users`: users with a role on a case of this family or in its core team;
    `task_users`: users with an open task there. `parameters` holds values by key (domain.md 9).
    """

    today: date
    case_id: str | None = None
    family: tuple[FamilyMember, ...] = ()
    advisers: frozenset[str] = frozenset()
    coordinator_id: str | None = None
    substitute_id: str | None = None
    active_coordinators: tuple[str, ...] = ()
    core_team: frozenset[str] = frozenset()
    user_names: Mapping[str, str] = field(default_factory=dict)
    involvements: tuple[Involvement, ...] = ()
    working_users: frozenset[str] = frozenset()
    task_users: frozenset[str] = frozenset()
    analysis_held: date | None = None
    measures: tuple[Measure, ...] = ()
    child_views: tuple[ChildView, ...] = ()
    invited: tuple[Invited, ...] = ()
    next_follow_up: date | None = None
    plan_version: int = 0
    goals_without_owner: int = 0
    honour_conflict: bool = False
    risk_assessed: bool = False
    # may release contact that is held (INV-14)
    contact_held: bool = False
    release_by: str | None = None
    # everybody who ever worked on a case of the family (INV-19)
    involved_users: frozenset[str] = frozenset()
    team_leaders: frozenset[str] = frozenset()
    running_catalogue: frozenset[str] = frozenset()
    shares: tuple[FinancingShare, ...] = ()
    # how the assessment began (INV-03): "" not yet, held, declined (the leader has not answered), approved
    assessment_meeting: str = ""
    transition_areas: tuple[TransitionArea, ...] = ()
    # a head of department was asked to let an open area pass and has not answered; or has let one pass
    areas_asked: bool = False
    areas_passed: bool = False
    department_heads: frozenset[str] = frozenset()
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Violation:
    """One broken rule. `path` is the field it belongs to (dotted), None for the whole form.

    The sentences say what is missing, why, and the way forward; the rule's number comes last in brackets.
    """

    rule: str
    path: str | None
    da: str
    en: str

    def text(self, language: str) -> str:
        return self.en if language == "en" else self.da
