from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from workflow_service import rules
from workflow_service.rules import Facts, Measure
from workflow_service.rules.notification import is_professional, needs_new_eyes, within_office_hours

ZONE = ZoneInfo("Europe/Copenhagen")
DAY = date(2026, 11, 23)
SUPPORT = Measure("m1", "supportive", False, False, DAY, "d1", "started")
BENEFIT = Measure("m2", "benefit", False, False, DAY, "d2", "started")
KNOWN = Facts(
    today=DAY,
    coordinator_id="mette",
    involved_users=frozenset({"mette", "tove"}),
    team_leaders=frozenset({"tove"}),
)
RUNNING = Facts(**{**KNOWN.__dict__, "measures": (SUPPORT,)})
OPENS, CLOSES = timedelta(hours=8), timedelta(hours=15)


def broken(rule: str, facts: Facts, **submission: object) -> list[str | None]:
    return [one.path for one in rules.check(rule, facts, submission)]


def test_with_running_support_somebody_new_takes_part_in_the_re_assessment() -> None:
    assert broken("INV-19", RUNNING, reassessed_by=["mette", "tove"]) == ["reassessed_by"]
    assert broken("INV-19", RUNNING, reassessed_by=["mette", "lis"]) == []


def test_in_another_known_case_the_coordinator_and_the_leader_decide() -> None:
    assert broken("INV-19", KNOWN, reassessed_by=["mette"]) == ["reassessed_by"]
    assert broken("INV-19", KNOWN, reassessed_by=["tove"]) == ["reassessed_by"]
    assert broken("INV-19", KNOWN, reassessed_by=["mette", "tove"]) == []


def test_the_refusal_says_what_to_do_in_both_languages() -> None:
    (one,) = rules.check("INV-19", RUNNING, {"reassessed_by": ["mette"]})
    assert "Vælg mindst én" in one.da and one.da.endswith("(Regel 19)") and one.en.endswith("(Rule 19)")


def test_a_benefit_asks_for_nobody_new_but_youth_crime_does() -> None:
    assert not needs_new_eyes((BENEFIT,), {"lost_earnings"})
    assert needs_new_eyes((BENEFIT,), {"youth_crime"}) and needs_new_eyes((SUPPORT,))


def test_a_suspicion_of_abuse_names_who_releases_the_letters() -> None:
    suspected = {"abuse_suspicion": True, "danger_24h": False}
    assert broken("INV-14", KNOWN, **suspected) == ["named_officer"]
    assert broken("INV-14", KNOWN, **suspected, named_officer="pia") == []


def test_a_parent_who_notified_hears_nothing_while_contact_is_held() -> None:
    held = Facts(today=DAY, contact_held=True, release_by="pia")
    assert broken("INV-14", held, notifier_informed="yes", notifier_type="parent") == ["notifier_informed"]
    assert broken("INV-14", held, notifier_informed="yes", notifier_type="school") == []
    assert broken("INV-14", KNOWN, notifier_informed="yes", notifier_type="parent") == []


def test_only_the_named_officer_releases_what_is_held() -> None:
    held = Facts(today=DAY, contact_held=True, release_by="pia")
    assert broken("INV-14", held, release=True, released_by="tove") == [None]
    assert broken("INV-14", held, release=True, released_by="pia") == []


def test_an_acute_measure_may_start_before_the_analysis_meeting() -> None:
    waiting = Measure("m1", "supportive", False, False, DAY, "d1")
    acute = Measure("m1", "supportive", False, False, DAY, "d1", early_ground="acute")
    assert broken("INV-06", Facts(today=DAY, measures=(waiting,))) == [None]
    assert broken("INV-06", Facts(today=DAY, measures=(acute,))) == []


@pytest.mark.parametrize(
    ("hour", "minute", "working_day", "open"),
    [
        (8, 0, True, True),
        (7, 59, True, False),
        (14, 59, True, True),
        (15, 0, True, False),
        (10, 0, False, False),
    ],
)
def test_the_office_is_open_on_working_days_until_it_closes(
    hour: int, minute: int, working_day: bool, open: bool
) -> None:
    assert (
        within_office_hours(datetime(2026, 11, 23, hour, minute, tzinfo=ZONE), OPENS, CLOSES, working_day)
        is open
    )


def test_professionals_hear_whether_an_assessment_was_started() -> None:
    assert [is_professional(one) for one in ("school", "police", "parent", "anonymous", None)] == [
        True,
        True,
        False,
        False,
        False,
    ]
