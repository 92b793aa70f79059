"""Several people minute at once, and nothing that one of them wrote is overwritten unseen."""

from datetime import date, timedelta

import pytest

from tests.conftest import NOW
from tests.unit.meetings.minuted import TEXT, Held
from tests.unit.meetings.test_agenda import a_case
from workflow_service.app.wiring import make_runtime
from workflow_service.errors import Conflict, Forbidden, Invalid, NotFound, Undecided
from workflow_service.meetings import minuting
from workflow_service.meetings.attendance import attend, everybody_is_here, has_left
from workflow_service.meetings.run_page import run_page
from workflow_service.store import Actor
from workflow_service.store import meetings_run as stored


def agreed(held: Held, login: str = "mette") -> str:
    with held.acting(login) as uow:
        due = NOW.date() + timedelta(days=4)
        return minuting.agree(uow, held.item, "Ring til familien", held.town.ids["mette"], due)


def test_two_who_write_in_one_text_both_find_their_words(held: Held) -> None:
    held.begin()
    held.write("mette", "", TEXT)
    held.write("pia", TEXT, f"{TEXT} Mor er glad.")
    saved = held.write("mette", TEXT, f"{TEXT} Far ringer.")
    assert saved.text == f"{TEXT} Mor er glad. Far ringer." and not saved.clashes


def test_what_happened_since_the_morning_is_on_the_agenda_when_the_meeting_begins(held: Held) -> None:
    with held.acting("tove") as uow:
        late = a_case(uow, held.town, 77, flags='["acute"]')
    with held.acting("tove") as uow:
        everybody_is_here(uow, held.meeting)
        minuting.begin(uow, held.meeting, make_runtime())
    with held.acting("tove") as uow:
        found = stored.items(uow, held.meeting)
    # nothing is taken off: people sit down with what they have prepared
    assert [(one["case_id"] == late, one["state"]) for one in found] == [(False, "now"), (True, "waiting")]


def test_words_both_have_changed_stand_side_by_side(held: Held) -> None:
    held.begin()
    held.write("mette", "", TEXT)
    held.write("pia", TEXT, "Fire skoledage om ugen.")
    saved = held.write("mette", TEXT, "To skoledage om ugen.")
    assert saved.text == "Fire / To skoledage om ugen."
    assert [(one.mine, one.theirs) for one in saved.clashes] == [("To", "Fire")]


def test_a_decision_made_by_another_meanwhile_is_asked_about(held: Held) -> None:
    held.begin()
    with held.acting("pia") as uow:
        minuting.choose(uow, held.item, "decision", None, "revise_plan")
    with held.acting("mette") as uow, pytest.raises(Undecided) as asked:
        minuting.choose(uow, held.item, "decision", None, "no_change")
    assert "Pia Ørsted har valgt »Revidér plan«" in asked.value.da
    assert [one.value for one in asked.value.choices] == ["revise_plan", "no_change"]
    with held.acting("mette") as uow:
        minuting.choose(uow, held.item, "decision", "revise_plan", "no_change")
        assert (stored.item_row(uow, held.item) or {})["decision"] == "no_change"


def test_a_case_is_finished_when_it_is_minuted_and_decided_and_something_is_agreed(held: Held) -> None:
    held.begin()
    for missing in ("development", "decision", "action"):
        with held.acting("mette") as uow, pytest.raises(Invalid) as refused:
            minuting.finish(uow, held.item)
        assert missing in refused.value.fields
        if missing == "development":
            held.write("mette", "", TEXT)
        elif missing == "decision":
            with held.acting("mette") as uow:
                minuting.choose(uow, held.item, "decision", None, "revise_plan")
    agreed(held)
    with held.acting("mette") as uow, pytest.raises(Invalid, match="inv_22"):
        minuting.finish(uow, held.item)
    with held.acting("mette") as uow:
        has_left(uow, held.item)
    with held.acting("mette") as uow:
        assert minuting.finish(uow, held.item) is None
        row = stored.item_row(uow, held.item) or {}
    assert (row["state"], row["discussed_without"], row["discussed_at"]) == ("discussed", '["health"]', NOW)


def test_the_time_of_a_case_counts_while_it_is_up(held: Held) -> None:
    held.begin()
    with held.acting("mette") as uow:
        uow.now = NOW + timedelta(minutes=6, seconds=12)
        minuting.defer(uow, held.item, "Skolen er ikke her.")
        row = stored.item_row(uow, held.item) or {}
    assert (row["state"], row["seconds_used"], row["now_since"]) == ("deferred", 372, None)
    assert row["deferred_why"] == "Skolen er ikke her."


@pytest.mark.parametrize(
    ("what", "login", "days"), [("", "mette", 1), ("Ring", "lis", 1), ("Ring", "mette", -1)]
)
def test_an_agreement_needs_a_task_somebody_of_the_meeting_and_a_day_to_come(
    held: Held, what: str, login: str, days: int
) -> None:
    held.begin()
    due: date = NOW.date() + timedelta(days=days)
    with held.acting("mette") as uow, pytest.raises(Invalid):
        minuting.agree(uow, held.item, what, held.town.ids[login], due)


def test_an_agreement_is_taken_back(held: Held) -> None:
    held.begin()
    action = agreed(held)
    with held.acting("pia") as uow:
        minuting.take_back(uow, action)
    with held.acting("pia") as uow:
        assert stored.actions(uow, held.item) == []


def test_who_sits_for_a_sector_without_consent_sees_the_number_alone_and_writes_nothing(held: Held) -> None:
    """INV-22, acceptance 20."""
    held.begin()
    held.write("mette", "", TEXT)
    with held.acting("sune") as uow:
        found = run_page(uow, held.meeting)
    assert found.case is None and (found.lines[0].name, found.lines[0].age, found.lines[0].reasons) == (
        "",
        "",
        (),
    )
    assert TEXT not in repr(found) and held.berg.number not in repr(found)
    with held.acting("sune") as uow, pytest.raises(Forbidden, match="case_not_covered"):
        minuting.write_text(uow, held.item, "development", TEXT, "")


def test_the_page_says_who_leaves_and_then_that_they_have(held: Held) -> None:
    held.begin()
    with held.acting("mette") as uow:
        before = run_page(uow, held.meeting).case
        has_left(uow, held.item)
    with held.acting("mette") as uow:
        after = run_page(uow, held.meeting)
    assert before is not None and before.leaving == (("Sune Aagaard", "Sundhed"),) and not before.have_left
    assert after.case is not None and after.case.have_left
    assert [one.name for one in after.attendance if one.out] == ["Sune Aagaard"]


def test_others_are_told_who_writes_with_them_for_a_moment(held: Held) -> None:
    held.begin()
    held.write("pia", "", TEXT)
    with held.acting("mette") as uow:
        now = run_page(uow, held.meeting).case
        uow.now = NOW + timedelta(minutes=1)
        later = run_page(uow, held.meeting).case
    assert now is not None and later is not None
    assert (now.others, later.others) == (("Pia Ørsted",), ())


def test_nobody_from_outside_sees_the_meeting_and_readers_write_nothing(held: Held) -> None:
    held.begin()
    with held.acting("lis") as uow, pytest.raises(NotFound):
        run_page(uow, held.meeting)
    with held.acting("lis") as uow, pytest.raises(NotFound):
        minuting.take_up(uow, held.item)
    nobody = Actor(None, "", "")
    with held.town.database.begin(nobody) as uow, pytest.raises(NotFound):
        minuting.choose(uow, held.item, "decision", None, "no_change")


def test_nothing_is_minuted_before_the_meeting_begins(held: Held) -> None:
    with held.acting("mette") as uow, pytest.raises(Conflict, match="meeting_not_running"):
        minuting.write_text(uow, held.item, "development", "", TEXT)


def test_an_absent_member_has_a_reason_and_a_deputy_from_the_team(held: Held) -> None:
    ids = held.town.ids
    with held.acting("tove") as uow:
        attend(uow, held.meeting, ids["pia"], "deputy", reason="ill", deputy_id=ids["mette"])
    with held.acting("tove") as uow:
        found = {one.name: one for one in run_page(uow, held.meeting).attendance}
    assert (found["Pia Ørsted"].deputy, found["Pia Ørsted"].reason) == ("Mette Holm", "ill")
    with held.acting("tove") as uow, pytest.raises(Invalid):
        attend(uow, held.meeting, ids["pia"], "deputy", reason="ill", deputy_id=ids["lis"])


def test_each_write_moves_the_revision_and_the_audit_says_who(held: Held) -> None:
    held.begin()
    with held.acting("mette") as uow:
        before = stored.revision(uow, held.meeting)
        minuting.choose(uow, held.item, "decision", None, "no_change")
    with held.acting("mette") as uow:
        assert stored.revision(uow, held.meeting) == before + 1
        event = uow.row("SELECT actor, kind FROM audit_event WHERE kind = ?", "agenda_item.decided")
    assert event is not None and str(event["actor"]) == held.town.ids["mette"]
