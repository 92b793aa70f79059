"""Operations of an absence (T08, F30): it is registered, a colleague stands in from the first day to the
last, and whoever comes back hears what happened.

While the cover runs the substitute holds the roles of the absent one and does their tasks as their own, each
written down "on behalf of"; nothing is moved, so nothing has to be moved back (domain.md 4: substitutes get
the absent person's access for the period).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from workflow_service import access, calendar
from workflow_service.casefile.base import Answers, Row, as_date, first_name, rows_of, today
from workflow_service.casefile.covering import begin, end
from workflow_service.casefile.naming import names
from workflow_service.casefile.sources import Sources
from workflow_service.errors import Conflict, Invalid
from workflow_service.forms import Option
from workflow_service.runtime.operations import Call, InstanceFacts, Result
from workflow_service.store import UnitOfWork, parameters, tables
from workflow_service.store import absences as query
from workflow_service.store import casefile_people as people
from workflow_service.store.casefile_rows import add, change

FORM = "absence"
# law clocks of the first days stand on top of what the substitute reads (domain.md 5.2, T08)
_FIRST_DAYS = "P5D"
_LONGEST = timedelta(days=366)


def absence_of(uow: UnitOfWork, call: Call) -> Row:
    """The absence that the course follows."""
    found = query.of_instance(uow, call.instance_id)
    if found is None:
        raise Conflict(
            "absence_missing",
            "Forløbet hører ikke til et fravær. Skriv fravær fra siden »Fravær«.",
            "The course belongs to no absence. Register one from the page “Absence”.",
        )
    return found


def register_absence(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F30: from when to when, who stands in and in what. Raises Invalid per field."""
    row = absence_of(uow, call)
    absent = str(row["user_id"])
    first, last = _period(uow, answers)
    chosen: dict[tuple[str, str | None], str] = {("all", None): str(answers["substitute"])}
    for one in rows_of(answers, "others"):
        kind, _, what = str(one["what"]).partition(":")
        chosen[kind, what] = str(one["substitute"])
    _require_able(uow, absent, chosen)
    for old in query.covers(uow, [row["id"]]):
        uow.batch.delete(tables.cover, {"tenant_id": uow.tenant_id, "id": old["id"]})
    for (kind, part), substitute in chosen.items():
        values = {
            "absence_id": row["id"],
            "absent_id": absent,
            "substitute_id": substitute,
            "kind": kind,
            "what": part,
            "new_only": answers.get("tasks") == "new",
        }
        add(uow, tables.cover, row["key_id"], values)
    changed = {"state": "planned", "first_on": first, "last_on": last, "quiet": answers.get("ill") is True}
    change(uow, tables.absence, row["key_id"], row["id"], {**changed, "note": answers.get("note") or None})
    return Result(
        variables={
            "absence_id": row["id"],
            "absent_id": absent,
            "first_at": _midnight(uow, first).isoformat(),
            "last_at": None if last is None else _midnight(uow, last + timedelta(days=1)).isoformat(),
            "end_known": last is not None,
            "long": _is_long(uow, first, last),
            "substitutes": [{"id": one} for one in sorted(set(chosen.values()))],
        }
    )


def _period(uow: UnitOfWork, answers: Answers) -> tuple[date, date | None]:
    first = as_date(answers.get("first_on"))
    assert first is not None
    last = None if answers.get("unknown_end") is True else as_date(answers.get("last_on"))
    if last is not None and (last < first or last - first > _LONGEST):
        da = "Vælg en sidste dag efter den første, højst et år senere."
        raise Invalid(
            "absence_invalid",
            da,
            "Choose a last day after the first, at most a year later.",
            {"last_on": [da]},
        )
    if last is not None and last < today(uow):
        da = "Fraværet er forbi. Vælg en sidste dag, der ikke er gået."
        raise Invalid(
            "absence_past",
            da,
            "That absence is over. Choose a last day that has not passed.",
            {"last_on": [da]},
        )
    return first, last


def _require_able(uow: UnitOfWork, absent: str, chosen: Mapping[tuple[str, str | None], str]) -> None:
    """Another person, active, and for families one who may be coordinator (INV-01)."""
    active = {one.id: one.name for one in people.users_with_roles(uow, ())}
    advisers = {one.id for one in people.users_with_roles(uow, ("child_disability_adviser",))}
    families = bool(query.coordinated(uow, absent))
    for (kind, _), substitute in chosen.items():
        path = "substitute" if kind == "all" else "others"
        if substitute == absent or substitute not in active:
            da = "Vælg en anden end den, der er væk."
            raise Invalid(
                "substitute_invalid", da, "Choose somebody else than the one who is away.", {path: [da]}
            )
        if families and kind in ("all", "case") and substitute not in advisers:
            da = "Afløseren for en familiekoordinator skal være rådgiver på børnehandicapområdet (INV-01)."
            en = "A family coordinator's substitute must be an adviser of the child-disability area (INV-01)."
            raise Invalid("substitute_not_adviser", da, en, {path: [da]})


def _midnight(uow: UnitOfWork, day: date) -> datetime:
    """When a day begins here."""
    return calendar.moment_of(day, time(), uow.zone)


def _is_long(uow: UnitOfWork, first: date, last: date | None) -> bool:
    """Of unknown length or beyond `handover_absence`: then P11 is considered (domain.md 5.1, P11)."""
    if last is None:
        return True
    most = str(parameters.parameter_value(uow, "handover_absence", today(uow)) or "P8W")
    ends = calendar.add(_midnight(uow, first), most, "calendar", uow.zone, calendar.DANISH_HOLIDAYS)
    return _midnight(uow, last + timedelta(days=1)) > ends


def begin_cover(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """From now on the substitutes work for the absent one."""
    row = absence_of(uow, call)
    change(uow, tables.absence, row["key_id"], row["id"], {"state": "running"})
    for cover in query.covers(uow, [row["id"]]):
        begin(uow, row, cover)
    team_id, unit_id = _place(uow, row["user_id"])
    return Result(facts=InstanceFacts(None, row["key_id"], team_id, unit_id))


def _place(uow: UnitOfWork, user_id: str) -> tuple[str | None, str | None]:
    """The team and the unit whose leader hears of a long absence."""
    teams = [one["scope_id"] for one in query.memberships_of(uow, user_id) if one["scope_kind"] == "team"]
    found = people.colleagues(uow, [user_id]).get(user_id)
    return (str(teams[0]) if teams else None), (found.unit_id if found else None)


def end_cover(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """The absent one is back: the substitutes' access ends, and what they had taken goes back."""
    row = absence_of(uow, call)
    last = row["last_on"]
    values: Row = {"state": "over"}
    if last is None or last >= today(uow):
        # came back before it was planned: the last day away was yesterday
        values["last_on"] = max(row["first_on"], today(uow) - timedelta(days=1))
    change(uow, tables.absence, row["key_id"], row["id"], values)
    for cover in query.covers(uow, [row["id"]]):
        end(uow, row, cover, call.instance_id)
    return Result()


def withdraw_absence(uow: UnitOfWork, call: Call, variables: Mapping[str, Any]) -> Result:
    """It came to nothing."""
    row = absence_of(uow, call)
    change(uow, tables.absence, row["key_id"], row["id"], {"state": "withdrawn"})
    return Result()


def read_handover(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F30: a substitute has read what must be known."""
    absence_of(uow, call)
    return Result()


def consider_successor(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F30: the leader has decided whether the families get another coordinator (P11) or wait."""
    absence_of(uow, call)
    return Result()


def read_return(uow: UnitOfWork, call: Call, answers: Answers) -> Result:
    """F30: whoever was away has read what happened meanwhile."""
    absence_of(uow, call)
    return Result()


# -- what the form shows -------------------------------------------------------------------------------------


def prefill(uow: UnitOfWork, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What F30 knows when it opens; `inputs` name the absence."""
    row = query.absence(uow, str(inputs.get("absence_id") or ""))
    if row is None:
        return {}, {}
    found = people.colleagues(uow, [row["user_id"]]).get(row["user_id"])
    data: Row = {"absent_name": found.name if found else "–"}
    match inputs.get("step"):
        case "register":
            data |= {"first_on": row["first_on"].isoformat(), "tasks": "all"}
            data["substitute"] = _usual_substitute(uow, row["user_id"])
        case "handover":
            data |= _handover(uow, row)
        case "too_long":
            data |= {"period": period_words(row, "da"), "families": _families(uow, row["user_id"])}
        case "return":
            data["meanwhile"] = _meanwhile(uow, row)
    return data, {}


def period_words(row: Mapping[str, Any], language: str) -> str:
    """»mandag den 6. juli – fredag den 24. juli«, or from when without an end."""
    first = calendar.long_date(row["first_on"], language)
    if row["last_on"] is None:
        return (
            f"fra {first}, ukendt hvor længe" if language == "da" else f"from {first}, until further notice"
        )
    last = calendar.long_date(row["last_on"], language)
    return first if row["last_on"] == row["first_on"] else f"{first} – {last}"


def _usual_substitute(uow: UnitOfWork, user_id: str) -> str | None:
    """The one that stands on most of the families already."""
    counted = query.substitutes_of(uow, user_id)
    return max(counted, key=lambda one: (counted[one], one), default=None)


def _handover(uow: UnitOfWork, row: Row) -> Row:
    ends = calendar.add(uow.now, _FIRST_DAYS, "working_day", uow.zone, calendar.DANISH_HOLIDAYS)
    lines = []
    for task in query.law_clocks(uow, row["user_id"], ends):
        due = uow.moment(task["due_at"])
        assert due is not None
        when = calendar.short_date(due.astimezone(uow.zone).date())
        lines.append(f"{when}: {task['name']} ({task['business_key']})")
    return {
        "period": period_words(row, uow.actor.language),
        "note_read": row["note"],
        "law_clocks": "\n".join(lines) or None,
        "families": _families(uow, row["user_id"]),
    }


def _families(uow: UnitOfWork, user_id: str) -> str | None:
    """The families this user coordinates, a line each."""
    known = names(uow, query.coordinated(uow, user_id))
    return "\n".join(sorted(known.values())) or None


def _meanwhile(uow: UnitOfWork, row: Row) -> str | None:
    lines = []
    for one in query.done_for(uow, row["user_id"], _midnight(uow, row["first_on"])):
        at = uow.moment(one["at"])
        assert at is not None
        when = calendar.short_date(at.astimezone(uow.zone).date())
        number = f" ({one['business_key']})" if one["business_key"] else ""
        lines.append(f"{when}: {one['name']}{number}, {first_name(one['by_name'] or '')}")
    return "\n".join(lines) or None


def part_options(uow: UnitOfWork, instance_id: str | None) -> list[Option]:
    """What another substitute can have: a family, a role, a course (`case:…`, `role:…`, `process:…`)."""
    row = query.of_instance(uow, instance_id) if instance_id else None
    if row is None:
        return []
    language = uow.actor.language
    families = names(uow, query.coordinated(uow, row["user_id"]))
    roles = sorted({one["role"] for one in query.memberships_of(uow, row["user_id"])})
    return [
        *(Option(f"case:{key}", name) for key, name in sorted(families.items(), key=lambda one: one[1])),
        *(Option(f"role:{role}", access.role_name(role, language)) for role in roles),
    ]
