"""The page of closing days: a change is shown before it is made, has a reason, and only some may make it."""

from tests.pages import COORDINATOR, Town

AT = "/closing-days"
NEW = {"what": "add_day", "day": "2026-12-10", "word": "Kursusdag", "valid_from": "2026-11-24"}


def test_a_day_is_previewed_then_added_with_a_reason_and_stands_in_the_history(town: Town) -> None:
    visitor = town.enter("process_owner1")
    assert "grundlovsdag" in visitor.get(AT).text and "Uge 28" in visitor.get(AT).text
    seen = visitor.post(AT, NEW, at=AT).text
    assert "Det sker, hvis du ændrer" in seen and 'value="Kursusdag"' in seen
    refused = visitor.post(AT, {**NEW, "apply": "yes"}, at=AT)
    assert refused.status_code == 422 and "Skriv, hvorfor" in refused.text
    done = visitor.post(AT, {**NEW, "apply": "yes", "reason": "Hele huset er på kursus."}, at=AT)
    assert done.status_code == 303
    page = visitor.get(AT).text
    assert "Kursusdag" in page and "Hele huset er på kursus." in page


def test_what_is_no_day_or_no_week_is_said_and_others_stay_out(town: Town) -> None:
    visitor = town.enter("process_owner1")
    for wrong in (
        {**NEW, "day": "i morgen"},
        {**NEW, "valid_from": "2020-01-01"},
        {"what": "add_week", "week": "60", "valid_from": "2026-11-24"},
    ):
        assert visitor.post(AT, wrong, at=AT).status_code == 422
    assert visitor.post(AT, {"what": "nothing", "valid_from": "2026-11-24"}, at=AT).status_code == 404
    assert town.enter(COORDINATOR).get(AT).status_code == 403
