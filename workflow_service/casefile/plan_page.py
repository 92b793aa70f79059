"""The common plan on a page of its own: any stored version, and two versions side by side (INV-07)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from workflow_service import calendar
from workflow_service.casefile import lists, measure_changes
from workflow_service.casefile.base import Row, child_of, rows_of, today
from workflow_service.casefile.pages import visible_case
from workflow_service.casefile.plan_comparison import Comparison, PlanMeasure, Side, compare
from workflow_service.casefile.views import Code, GoalView
from workflow_service.errors import NotFound
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import casefile_people as people

HORIZONS = ("short", "long")
TRANSITION_AGE = 16
GOAL_OUTCOMES: lists.Words = {
    "achieved": ("nået", "achieved"),
    "maintained": ("fastholdt", "maintained"),
    "partly": ("delvis nået", "partly achieved"),
    "not_achieved": ("ikke nået", "not achieved"),
}


@dataclass(frozen=True)
class Version:
    """A stored version of the plan in the list of versions. `state`: draft, active, superseded."""

    number: int
    state: str
    written_at: datetime
    approved_at: datetime | None
    approved_by: str
    change_reason: str


@dataclass(frozen=True)
class PlanGoal:
    """A goal with who answers for it and the measures that serve it."""

    goal: GoalView
    responsible: str
    source: str
    measures: tuple[PlanMeasure, ...]


@dataclass(frozen=True)
class Agreement:
    """What one party says to the plan. `answer`: agree, partly, disagree."""

    party: str
    answer: str
    words: str


@dataclass(frozen=True)
class WholePlan:
    """One version, with its goals by horizon."""

    version: Version
    scope: str
    vision: str
    child_words: str
    family_tasks: tuple[str, ...]
    next_follow_up: date | None
    checkin_rhythm: str
    goals: Mapping[str, tuple[PlanGoal, ...]]
    loose_measures: tuple[PlanMeasure, ...]
    agreements: tuple[Agreement, ...]
    leader_decision: str


@dataclass(frozen=True)
class PlanPage:
    """The page of the plan; `plan` is None while none is written."""

    case_id: str
    number: str
    versions: tuple[Version, ...]
    plan: WholePlan | None
    # has the child turned 16? Then the transition plan belongs to the plan
    young: bool = False


@dataclass(frozen=True)
class ComparePage:
    """Two versions, the older first; `comparison` is None while there are not two."""

    case_id: str
    number: str
    versions: tuple[Version, ...]
    before: Version | None
    after: Version | None
    comparison: Comparison | None


def plan_page(uow: UnitOfWork, case_id: str, number: int | None = None) -> PlanPage:
    """Version `number` of the case's plan; without one the active version, else the draft. The look at the
    family is logged. Raises NotFound for a case the actor does not see and for a version there is not."""
    case = visible_case(uow, case_id)
    persons, rows = _looked_up(uow, case)
    row = _chosen(rows, number) if rows or number is not None else None
    goals = query.goals(uow, row["id"]) if row else []
    names = _names(uow, case, persons, rows, goals)
    plan = None if row is None else _whole(uow, case, row, goals, rows, names)
    child = child_of(case, persons)
    born = child["birth_date"] if child else None
    young = born is not None and calendar.ages(born, today(uow)) >= TRANSITION_AGE
    return PlanPage(case["id"], case["number"], _versions(rows, names), plan, young)


def compare_page(
    uow: UnitOfWork, case_id: str, before: int | None = None, after: int | None = None
) -> ComparePage:
    """Versions `before` and `after` side by side, the older first however they were asked for; without
    numbers the two newest. Raises NotFound as `plan_page` does."""
    case = visible_case(uow, case_id)
    persons, rows = _looked_up(uow, case)
    asked = sorted(one for one in (before, after) if one is not None)
    if len(rows) < 2:
        for one in asked:
            _chosen(rows, one)
        names = _names(uow, case, persons, rows, ())
        return ComparePage(case["id"], case["number"], _versions(rows, names), None, None, None)
    newer = _chosen(rows, asked[-1]) if asked else rows[0]
    older = _chosen(rows, asked[0]) if len(asked) == 2 else _one_before(rows, newer)
    goals = {one["id"]: query.goals(uow, one["id"]) for one in {r["id"]: r for r in (older, newer)}.values()}
    names = _names(uow, case, persons, rows, [goal for some in goals.values() for goal in some])
    measures = query.measures(uow, case["id"])
    sides = [
        _comparable(one, goals[one["id"]], measures, names, uow.actor.language) for one in (older, newer)
    ]
    versions = _versions(rows, names)
    by_number = {one.number: one for one in versions}
    return ComparePage(
        case["id"],
        case["number"],
        versions,
        by_number[older["number"]],
        by_number[newer["number"]],
        compare(*sides),
    )


def _looked_up(uow: UnitOfWork, case: Row) -> tuple[list[Row], list[Row]]:
    persons = query.persons(uow, case["family_id"])
    uow.looked_at(case["id"], [one["id"] for one in persons])
    return persons, query.plans(uow, case["id"])


def _chosen(rows: list[Row], number: int | None) -> Row:
    if number is None:
        return next((one for one in rows if one["state"] == "active"), rows[0])
    found = next((one for one in rows if one["number"] == number), None)
    if found is None:
        raise NotFound(
            "plan_version_not_found",
            "Planen har ingen version med det nummer. Vælg en version fra listen på planens side.",
            "The plan has no version with that number. Choose a version from the list on the plan's page.",
        )
    return found


def _one_before(rows: list[Row], newer: Row) -> Row:
    """The version before; the first one has only itself to be compared with."""
    older = [one for one in rows if one["number"] < newer["number"]]
    return older[0] if older else newer


def _names(
    uow: UnitOfWork, case: Row, persons: list[Row], plans: list[Row], goals: Iterable[Row]
) -> dict[str, str]:
    """Names behind the ids that plans and goals hold: the family, colleagues, professionals without login."""
    names = {one["id"]: str(one["name"] or "") for one in persons}
    wanted = {str(goal["responsible"]) for goal in goals if goal["responsible"]} - set(names)
    wanted |= {one["approved_by"] for one in plans if one["approved_by"]}
    found = people.colleagues(uow, wanted)
    names |= {one.id: one.name for one in found.values()}
    if wanted - set(names):
        for one in query.participants(uow, case["id"]):
            names.setdefault(one["id"], str((one["person"] or {}).get("name") or ""))
    return names


def _versions(rows: list[Row], names: Mapping[str, str]) -> tuple[Version, ...]:
    return tuple(_version(one, names) for one in rows)


def _version(row: Row, names: Mapping[str, str]) -> Version:
    return Version(
        row["number"],
        row["state"],
        row["written_at"],
        row["approved_at"],
        names.get(str(row["approved_by"]), ""),
        row["change_reason"] or "",
    )


def _goal(row: Row, names: Mapping[str, str], language: str) -> GoalView:
    return GoalView(
        row["goal_uid"],
        row["text"],
        row["goal_type"],
        row["horizon"],
        names.get(row["whose_need"], ""),
        lists.label(lists.SECTORS, row["sector"], language),
        bool(row["from_family"]),
        row["indicator"],
        row["baseline"],
        row["target"],
        row["latest"],
        row["start"],
        row["end"],
        row["source_plan"],
    )


def _comparable(
    plan: Row, goals: list[Row], measures: list[Row], names: Mapping[str, str], language: str
) -> Side:
    content = plan["content"] or {}
    return Side(
        {key: str(content.get(key) or "") for key in ("family_vision", "child_words")},
        [(_goal(one, names, language), names.get(str(one["responsible"]), "")) for one in goals],
        [_measure(one, language) for one in measure_changes.of_version(plan, measures)],
        {
            str(one["goal_uid"]): lists.label(GOAL_OUTCOMES, one.get("outcome"), language)
            for one in rows_of(content, "closed_goals")
        },
    )


def _whole(
    uow: UnitOfWork, case: Row, row: Row, goals: list[Row], plans: list[Row], names: Mapping[str, str]
) -> WholePlan:
    language, content = uow.actor.language, row["content"] or {}
    measures = _measures_of(row, plans, query.measures(uow, case["id"]))
    uids = {goal["goal_uid"] for goal in goals}
    found = [
        PlanGoal(
            _goal(goal, names, language),
            names.get(str(goal["responsible"]), ""),
            lists.label(lists.SOURCE_PLANS, goal["source_plan"], language),
            tuple(_measure(one, language) for one in measures if one["goal_uid"] == goal["goal_uid"]),
        )
        for goal in goals
    ]
    return WholePlan(
        _version(row, names),
        row["scope"] or "",
        str(content.get("family_vision") or ""),
        str(content.get("child_words") or ""),
        tuple(str(one["text"]) for one in rows_of(content, "family_tasks") if one.get("text")),
        row["next_follow_up"],
        row.get("checkin_rhythm") or "",
        {key: tuple(one for one in found if one.goal.horizon == key) for key in HORIZONS},
        tuple(_measure(one, language) for one in measures if one["goal_uid"] not in uids),
        tuple(
            Agreement(
                names.get(str(one.get("party")), ""),
                str(one.get("answer") or ""),
                str(one.get("words") or ""),
            )
            for one in rows_of(content, "agreements")
        ),
        str(content.get("leader_decision") or ""),
    )


def _measures_of(plan: Row, plans: list[Row], measures: list[Row]) -> list[Row]:
    """The plan in force shows measures as they are now; another version what it said or proposes."""
    if plan["state"] != "active":
        return measure_changes.of_version(plan, measures)
    number_of = {one["id"]: one["number"] for one in plans}
    # a measure proposed in a later version is not shown on an earlier one
    return [one for one in measures if number_of.get(one["plan_id"], 0) <= plan["number"]]


def _measure(row: Row, language: str) -> PlanMeasure:
    return PlanMeasure(
        row["id"],
        lists.label(lists.MEASURES, row["catalogue_item"], language),
        Code(row["kind"], lists.label(lists.MEASURE_KINDS, row["kind"], language)),
        lists.label(lists.SECTORS, row["sector"], language),
        row["provider"] or "",
        row["purpose"] or "",
        row["expected_duration"] or "",
        row["intrusiveness"],
        row["start"],
        row["end"],
        row["state"],
        bool(row["existing"]),
        bool(row["held_back"]),
        None if row["cost"] is None else float(row["cost"]),
    )
