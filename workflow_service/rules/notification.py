"""Rules of notifications: INV-14, INV-19, what makes a re-assessment, and when the office is open."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from workflow_service.rules.facts import Facts, Measure, Violation

# barnets lov § 137, stk. 1: §§ 32, 46/47/67, and measures because of youth crime
REASSESSED_KINDS = frozenset({"supportive", "placement"})
YOUTH_CRIME = frozenset({"youth_crime"})
# an anonymous notifier is a citizen; a professional is named (barnets lov §§ 133 and 135)
PRIVATE_NOTIFIERS = frozenset({"parent", "child", "citizen", "anonymous"})
# who must hear nothing automatically while contact is held
FAMILY_NOTIFIERS = frozenset({"parent"})


def is_professional(notifier_type: str | None) -> bool:
    """Does the notifier hear whether an assessment was started (domain.md 12)?"""
    return notifier_type is not None and notifier_type not in PRIVATE_NOTIFIERS


def needs_new_eyes(measures: Iterable[Measure], catalogue: Iterable[str | None] = ()) -> bool:
    """Do measures run that make somebody not earlier involved re-assess (INV-19)? `catalogue`: the items of
    the running measures."""
    running = any(one.state == "started" and one.kind in REASSESSED_KINDS for one in measures)
    return running or any(item in YOUTH_CRIME for item in catalogue)


def within_office_hours(moment: datetime, opens: timedelta, closes: timedelta, working_day: bool) -> bool:
    """Is somebody at work then? `moment` in the municipality's zone; `opens` and `closes` are times of the
    day, the closing time itself is outside; `working_day` says whether that day is one (domain.md 5.3)."""
    at = timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)
    return working_day and opens <= at < closes


def no_contact_under_suspicion(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-14: a suspicion of abuse names who releases what is held back, and while contact is held nothing is
    sent to a parent, not even as the one who notified."""
    suspected = submission.get("abuse_suspicion") is True and "danger_24h" in submission
    if suspected and not submission.get("named_officer"):
        yield Violation(
            "INV-14",
            "named_officer",
            "Der er mistanke om overgreb. Vælg, hvem der må frigive breve til forældrene. (Regel 14)",
            "Abuse is suspected. Choose who may release letters to the parents. (Rule 14)",
        )
    told = submission.get("notifier_informed") == "yes"
    if facts.contact_held and told and submission.get("notifier_type") in FAMILY_NOTIFIERS:
        yield Violation(
            "INV-14",
            "notifier_informed",
            "Underretteren er en forælder, og forældrene må ikke kontaktes endnu. Vælg »Undladt«. (Regel 14)",
            'The notifier is a parent. The parents may not be contacted yet. Choose "Left out". (Rule 14)',
        )
    released = submission.get("release") is True and facts.release_by is not None
    if released and submission.get("released_by") != facts.release_by:
        yield Violation(
            "INV-14",
            None,
            "Kun den navngivne medarbejder kan frigive brevene. Spørg vedkommende. (Regel 14)",
            "Only the named officer can release the letters. Ask that person. (Rule 14)",
        )


def new_eyes_reassess(facts: Facts, submission: Mapping[str, Any]) -> Iterator[Violation]:
    """INV-19: a new notification in a case with support or placement is re-assessed with at least one person
    not earlier involved; in another known case the coordinator and a team leader decide together."""
    if "reassessed_by" not in submission:
        return
    chosen = {str(one) for one in submission.get("reassessed_by") or ()}
    if needs_new_eyes(facts.measures, facts.running_catalogue):
        if chosen and not chosen - facts.involved_users:
            yield Violation(
                "INV-19",
                "reassessed_by",
                "Alle de valgte har arbejdet med familien før. Vælg mindst én, der ikke har. (Regel 19)",
                "All those chosen have worked with the family before. Choose at least one who has not."
                " (Rule 19)",
            )
        return
    missing = facts.coordinator_id is not None and facts.coordinator_id not in chosen
    if missing or not chosen & facts.team_leaders:
        yield Violation(
            "INV-19",
            "reassessed_by",
            "Familiekoordinatoren og teamlederen vurderer sammen. Vælg dem begge. (Regel 19)",
            "The family coordinator and the team leader assess together. Choose both. (Rule 19)",
        )
