"""A deadline on its pages: what stands behind it, another day with a reason, another value with a preview."""

from datetime import timedelta

from tests.pages import COORDINATOR, INTAKE, OWNER, Town

REASON = "Skolen har først tid i næste uge."


def own_task(town: Town):
    visitor, task = town.enter(INTAKE), town.task("register_inquiry")
    visitor.post(f"/tasks/{task}/claim", at="/")
    return visitor, task


def test_the_task_says_what_started_its_clock_how_it_counts_and_what_happens(town: Town):
    page = town.enter(COORDINATOR).get(f"/tasks/{town.task('follow_up')}").text
    for text in ("Støtten begyndte", "barnets lov § 95", "Bekræftet", "Den næste leder får en opgave"):
        assert text in page, text
    assert 'data-clock="law"' in page and "Skriv, hvorfor fristen ikke nås" in page


def test_the_preview_and_the_case_say_of_each_clock_what_the_task_says(town: Town):
    visitor, task = town.enter(COORDINATOR), town.task("follow_up")
    said = ("Støtten begyndte", "barnets lov § 95", "Den næste leder får en opgave")
    preview = visitor.get(f"/tasks/{task}/preview").text
    case_id = town.value("SELECT case_id FROM user_task WHERE id = ?", task)
    page = visitor.get(f"/cases/{case_id}").text
    open_tasks = page[page.index('id="open-tasks"') : page.index("</table>", page.index('id="open-tasks"'))]
    for text in said:
        assert text in preview and text in open_tasks, text


def test_a_task_is_postponed_from_its_page_and_every_list_says_so(town: Town):
    visitor, task = own_task(town)
    day = (town.clock.now() + timedelta(days=21)).date().isoformat()
    address = f"/tasks/{task}/deadline"
    refused = visitor.post(address, {"day": day, "reason": " "}, at=address)
    assert refused.status_code == 422 and "Skriv, hvorfor fristen ikke holder" in refused.text
    assert visitor.post(address, {"day": day, "reason": REASON}, at=address).status_code == 303
    page = visitor.get(f"/tasks/{task}").text
    assert REASON in page and "Oprindelig frist" in page
    assert "Udskudt. Den var" in visitor.get("/?tab=mine").text
    assert visitor.post(f"{address}/undo", at=f"/tasks/{task}").status_code == 303
    assert REASON not in visitor.get(f"/tasks/{task}").text


def test_a_legal_deadline_asks_for_the_reason_only(town: Town):
    visitor, task = town.enter(COORDINATOR), town.task("follow_up")
    page = visitor.get(f"/tasks/{task}/deadline").text
    assert "Lovfristen kan ikke udskydes" in page and 'type="date"' not in page
    forced = visitor.post(f"/tasks/{task}/deadline", {"day": "2027-01-01", "reason": REASON}, at="/")
    assert forced.status_code == 409


def test_another_value_is_seen_before_it_is_set(town: Town):
    owner = town.enter(OWNER)
    assert "Almindelig frist for en opgave" in owner.get("/parameters?q=opgave").text
    day = (town.clock.now() + timedelta(days=2)).date().isoformat()
    here, wanted = "/parameters/task_deadline", {"value": "P9D", "valid_from": day}
    seen = owner.post(here, wanted, at=here).text
    assert "åbne frister ville flytte sig" in seen and "Nygaard" not in seen
    given = {**wanted, "apply": "yes", "move": "no", "reason": "Vi måler i ni dage."}
    assert owner.post(here, given, at=here).status_code == 303
    page = owner.get(here).text
    assert "Vi måler i ni dage." in page and "9 dage" in page
    assert owner.post(here, {**wanted, "value": "ni dage"}, at=here).status_code == 422


def test_only_who_answers_for_the_values_opens_them(town: Town):
    assert town.enter(COORDINATOR).get("/parameters").status_code == 403


def test_a_wrong_date_is_corrected_after_its_page_has_said_what_moves(town: Town):
    visitor, case = town.enter(COORDINATOR), town.case()
    here = f"/cases/{case}/dates"
    assert here in visitor.get(f"/cases/{case}").text
    page = visitor.get(here).text
    assert "Kommunen blev opmærksom på behovet" in page and "Se, hvad der flytter sig" in page
    before = town.value("SELECT awareness_date FROM case_file WHERE id = ?", case)
    wanted = {"key": "awareness_date", "day": "2024-01-15"}
    seen = visitor.post(here, wanted, at=here)
    assert "Det sker, hvis du retter" in seen.text
    assert town.value("SELECT awareness_date FROM case_file WHERE id = ?", case) == before
    refused = visitor.post(here, {**wanted, "apply": "yes", "reason": ""}, at=here)
    assert refused.status_code == 422 and "Skriv, hvorfor datoen rettes" in refused.text
    done = visitor.post(here, {**wanted, "apply": "yes", "reason": REASON}, at=here)
    assert done.status_code == 303
    assert town.value("SELECT awareness_date FROM case_file WHERE id = ?", case) == "2024-01-15"
    assert "En dato, som frister tælles fra, er rettet" in visitor.get(f"/cases/{case}").text


def test_a_value_that_nobody_can_change_says_why_and_is_refused_on_page_and_api(town: Town):
    owner = town.enter(OWNER)
    day = (town.clock.now() + timedelta(days=2)).date().isoformat()
    for key, why in (("timezone", "da kommunen blev oprettet"), ("holidays", "de danske helligdage")):
        here, wanted = f"/parameters/{key}", {"value": "andet", "valid_from": day}
        page = owner.get(here).text
        assert why in page and 'name="value"' not in page
        forced = owner.post(here, {**wanted, "apply": "yes", "reason": REASON}, at="/parameters")
        assert forced.status_code == 409 and why in forced.text
        refused = owner.send_json("POST", f"/api/v1{here}/preview", wanted, at="/parameters")
        assert (refused.status_code, refused.json["code"]) == (409, "parameter_fixed")
