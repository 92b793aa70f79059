"""Notifications (N01): the one a course is about, whom it concerns, and what its forms know."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from workflow_service import calendar
from workflow_service.casefile import lists
from workflow_service.casefile.base import Row, as_date
from workflow_service.casefile.naming import age_text
from workflow_service.casefile.sources import Sources
from workflow_service.errors import Conflict
from workflow_service.forms import Option
from workflow_service.store import Actor, UnitOfWork
from workflow_service.store import casefile as query
from workflow_service.store import notifications as notified

NOBODY = "none"

NOTIFIERS: lists.Words = {
    "school": ("Skole", "School"),
    "day_care": ("Dagtilbud", "Day care"),
    "health_visitor": ("Sundhedspleje", "Health visitor"),
    "doctor": ("Læge", "Doctor"),
    "hospital": ("Sygehus", "Hospital"),
    "police": ("Politi", "Police"),
    "other_administration": ("Anden forvaltning", "Another administration"),
    "other_municipality": ("Anden kommune", "Another municipality"),
    "private_school": ("Fri skole", "Independent school"),
    "parent": ("Forælder", "Parent"),
    "child": ("Barnet selv", "The child itself"),
    "citizen": ("Borger", "Citizen"),
    "anonymous": ("Anonym", "Anonymous"),
}
_YES_NO = {True: ("ja", "yes"), False: ("nej", "no"), None: ("ikke vurderet", "not assessed")}
FORMS = frozenset({"notification", "notification_24h", "notification_screening"})


def of_course(uow: UnitOfWork, instance_id: str, notification_id: Any = None) -> Row:
    """The notification a step is about: the one the diagram names, else the newest of its course. Raises
    Conflict when there is none."""
    row = notified.notification(uow, str(notification_id)) if notification_id else None
    found = row or notified.of_instance(uow, instance_id)
    if found is None or found["instance_id"] != instance_id:
        raise Conflict(
            "notification_missing",
            "Underretningen findes ikke i dette forløb. Registrér den på ny.",
            "The notification does not exist in this course. Register it again.",
        )
    return found


def matches(uow: UnitOfWork, row: Row) -> list[Row]:
    """The persons a notification may be about: by CPR number when it has one, else by name and date of birth.
    A person confirms which one it is."""
    child = row["child"] or {}
    if child.get("cpr"):
        found = notified.children_by_cpr(uow, str(child["cpr"]))
        if found:
            return found
    born = as_date(child.get("birth_date"))
    if born is None:
        return []
    wanted = _words(child.get("name"))
    return [one for one in notified.children_born(uow, born) if wanted & _words(one["name"])]


def _words(name: Any) -> set[str]:
    return set(str(name or "").casefold().split())


def match_options(uow: UnitOfWork, case_id: str | None, instance_id: str | None) -> list[Option]:
    """The families a notification may be about, by the child, and "none that is known". In a course of a
    family it is that family's children."""
    english = uow.actor.language == "en"
    row = notified.of_instance(uow, instance_id) if instance_id else None
    if row is not None and case_id is not None:
        case = query.case_row(uow, case_id)
        persons = query.persons(uow, case["family_id"]) if case else []
        return [_option(uow, one) for one in persons if one["relation"] in ("child", "sibling")]
    nobody = Option(NOBODY, "No known family" if english else "Ingen kendt familie")
    return [*(_option(uow, one) for one in matches(uow, row)), nobody] if row else [nobody]


def _option(uow: UnitOfWork, person: Row) -> Option:
    language = uow.actor.language
    day = uow.now.astimezone(uow.zone).date()
    age = age_text(person["birth_date"], person["expected_date"], day, language)
    numbers = [one["number"] for one in notified.cases_of_families(uow, [person["family_id"]])]
    return Option(person["id"], ", ".join(filter(None, [person["name"], age, *numbers[:1]])))


def text_of(uow: UnitOfWork, row: Row, language: str) -> str:
    """The notification in words: when, from whom, about whom, and the concern as it was said."""
    at = calendar.moment_text(row["received_at"], uow.zone, language)
    english = language == "en"
    who = lists.label(NOTIFIERS, row["notifier_type"], language)
    notifier = row["notifier"] or {}
    child = row["child"] or {}
    head = f"Received {at}" if english else f"Modtaget {at}"
    source = ", ".join(filter(None, [who, notifier.get("name"), notifier.get("contact")]))
    about = ("About: " if english else "Om: ") + str(child.get("name") or "–")
    return "\n".join(filter(None, [head, source, about, "", str(row["concern"] or "")]))


def assessment_text(row: Row, language: str) -> str | None:
    """The 24-hour assessment in words; None before it is made."""
    if row["assessed_at"] is None:
        return None
    at = language == "en"
    danger = _YES_NO[row["danger"]][at]
    abuse = _YES_NO[row["abuse_suspicion"]][at]
    told = row["assessment"] or {}
    lines = [
        f"Danger to health or development: {danger}" if at else f"Fare for sundhed eller udvikling: {danger}",
        f"Suspicion of abuse: {abuse}" if at else f"Mistanke om overgreb: {abuse}",
        str(told.get("danger_reason") or ""),
        *(f"– {one.get('text')}" for one in told.get("acts_now") or ()),
    ]
    return "\n".join(filter(None, lines))


def prefill(uow: UnitOfWork, form_key: str, inputs: Mapping[str, Any]) -> tuple[Row, Sources]:
    """What F12a, F12b and F12c know when they open: of the notification that the task names, never of a case.
    Whoever holds the task may read it."""
    told = inputs.get("notification_id") if form_key in FORMS else None
    row = notified.notification(uow, str(told)) if told else None
    if row is None:
        return {}, {}
    if form_key == "notification":
        return _receipt(uow, row), {}
    language = uow.actor.language
    data: Row = {"notification_text": text_of(uow, row, language), "notification_id": row["id"]}
    if form_key == "notification_24h":
        data["assess_by_text"] = calendar.moment_text(row["assess_by"], uow.zone, language)
        if len(found := matches(uow, row)) == 1:
            data["match"] = found[0]["id"]
        return data, {}
    data |= {
        "assessment_text": assessment_text(row, language),
        "abuse_suspicion": bool(row["abuse_suspicion"]),
        "independent": row["reassessment"] == "independent",
        "receipt_text": receipt_text(uow, row, language),
    }
    return data, {}


def _receipt(uow: UnitOfWork, row: Row) -> Row:
    notifier, child = row["notifier"] or {}, row["child"] or {}
    received = row["received_at"].astimezone(uow.zone)
    return {
        "received_at": received.isoformat(timespec="minutes"),
        "notifier_type": row["notifier_type"],
        "notifier_name": notifier.get("name"),
        "notifier_contact": notifier.get("contact"),
        "child_name": child.get("name"),
        "child_cpr": child.get("cpr"),
        "child_birth_date": child.get("birth_date"),
        "concern_text": row["concern"],
    }


def receipt_text(uow: UnitOfWork, row: Row, language: str) -> str:
    """What became of the receipt to the notifier."""
    english = language == "en"
    if row["receipt_state"] == "sent" and row["receipt_sent_at"] is not None:
        return calendar.moment_text(row["receipt_sent_at"], uow.zone, language)
    words = {
        "anonymous": ("Ingen, underretteren er anonym", "None, the notifier is anonymous"),
        "held": (
            "Holdt tilbage, forældrene må ikke kontaktes",
            "Held back, the parents may not be contacted",
        ),
    }
    return words.get(row["receipt_state"], ("Ikke sendt endnu", "Not sent yet"))[english]


def clock_runs(row: Row) -> bool:
    """Does a clock of the notification run: the 24 hours, or the receipt to the notifier (D7)?"""
    return row["state"] != "closed" and (row["assessed_at"] is None or row["receipt_state"] is None)


def may_read(actor: Actor, row: Row, visible_cases: frozenset[str]) -> bool:
    """A restricted notification is read by those who worked on it, the named officer, and who sees its case
    (INV-14); another by everybody who receives for its unit."""
    if not row["restricted"] or row["case_id"] in visible_cases:
        return True
    named = (row["officer_id"], row["assessed_by"], row["registered_by"])
    return actor.user_id is not None and actor.user_id in named
