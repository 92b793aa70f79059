"""What the case file says to a meeting: what has happened since it was last discussed, and its goals."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from workflow_service.casefile import active, lists
from workflow_service.casefile.base import Row
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_active as stored
from workflow_service.store import meetings_run as run

MOST_DEVELOPMENTS = 5


@dataclass(frozen=True)
class Measure:
    """Support that has begun or ended since."""

    name: str
    day: date


@dataclass(frozen=True)
class Agreed:
    """What was agreed the last time. `done_on`: None while it is not."""

    what: str
    owner: str
    due_on: date | None
    done_on: date | None


@dataclass(frozen=True)
class News:
    """Since `since` (the day the case was last discussed, else its plan or its opening).

    `checkins`: talks in which the family was asked how it goes; `visits`: dates of follow-ups that were held;
    `voice`: the child's own words with their day; `told`: developments that no meeting has had yet.
    """

    since: date
    discussed: bool
    checkins: int
    visits: tuple[date, ...]
    started: tuple[Measure, ...]
    ended: tuple[Measure, ...]
    voice: tuple[date, str] | None
    told: tuple[tuple[date, str], ...]
    agreed: tuple[Agreed, ...]

    @property
    def is_quiet(self) -> bool:
        """Has nothing been written down?"""
        return not (
            self.checkins
            or self.visits
            or self.started
            or self.ended
            or self.voice
            or self.told
            or self.agreed
        )


@dataclass(frozen=True)
class Goal:
    """A goal of the plan that holds. `last`: the score before this meeting; `now`: the one given in it."""

    uid: str
    text: str
    goal_type: str
    from_family: bool
    own: bool
    last: int | None
    now: int | None


def news(uow: UnitOfWork, case: Row, item_id: str) -> News:
    """What has happened in the case since it was last discussed. The reader was let in before."""
    before = run.last_discussed(uow, case["id"], item_id)
    plan = active.active_plan(uow, case["id"])
    moment = before["discussed_at"] if before else (plan and plan["approved_at"]) or case["opened_at"]
    since = _day(uow, moment)
    measures = query.measures(uow, case["id"])
    language = uow.actor.language
    return News(
        since,
        before is not None,
        sum(1 for one in stored.contacts(uow, case["id"], 50) if one["checkin"] and one["date"] >= since),
        tuple(one["date"] for one in reversed(stored.follow_ups(uow, case["id"])) if one["date"] >= since),
        tuple(
            Measure(
                lists.label(lists.MEASURES, one["catalogue_item"], language), _day(uow, one["started_at"])
            )
            for one in measures
            if one["started_at"] and _day(uow, one["started_at"]) >= since
        ),
        tuple(
            Measure(lists.label(lists.MEASURES, one["catalogue_item"], language), one["end"])
            for one in measures
            if one["state"] == "ended" and one["end"] and one["end"] >= since
        ),
        _voice(uow, case["id"], since),
        tuple(
            (_day(uow, one["at"]), str(one["what"]))
            for one in stored.developments(uow, case["id"], MOST_DEVELOPMENTS)
            if one["discussed_at"] is None and one["what"]
        ),
        _agreed(uow, before),
    )


def _day(uow: UnitOfWork, moment: datetime) -> date:
    return moment.astimezone(uow.zone).date()


def _voice(uow: UnitOfWork, case_id: str, since: date) -> tuple[date, str] | None:
    for one in query.newest_child_views(uow, case_id, 1):
        words = str((one["content"] or {}).get("words") or "")
        if one["date"] >= since and words:
            return one["date"], words
    return None


def _agreed(uow: UnitOfWork, before: Row | None) -> tuple[Agreed, ...]:
    if before is None:
        return ()
    rows = run.actions(uow, before["id"])
    names = run.user_names(uow, [one["owner_id"] for one in rows if one["owner_id"]])
    return tuple(
        Agreed(
            one["what"],
            names.get(one["owner_id"], ""),
            one["due_on"],
            _day(uow, one["done_at"]) if one["done_at"] else None,
        )
        for one in rows
    )


def goals_of(uow: UnitOfWork, case_id: str) -> list[Row]:
    """The goals of the plan that holds, in its order."""
    plan = active.active_plan(uow, case_id)
    return query.goals(uow, plan["id"]) if plan else []


def goals(uow: UnitOfWork, case: Row, item_id: str) -> tuple[Goal, ...]:
    """The goals with the score before and the score of this meeting."""
    given = run.scores(uow, item_id)
    return tuple(
        Goal(
            one["goal_uid"],
            one["text"],
            one["goal_type"],
            bool(one["from_family"]),
            one["whose_need"] == case["child_id"],
            one["baseline"] if one["latest"] is None else one["latest"],
            given[one["goal_uid"]]["score"] if one["goal_uid"] in given else None,
        )
        for one in goals_of(uow, case["id"])
    )
