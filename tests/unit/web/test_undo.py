"""The button »Fortryd« on the confirmation after a completion."""

import re

from tests.pages import Town
from tests.unit.web.test_tasks import INQUIRY, taken


def completed(town: Town):
    visitor, task = taken(town)
    body = {"variables": INQUIRY}
    sent = visitor.send_json("POST", f"/tasks/{task}/complete", body, at=f"/tasks/{task}")
    return visitor, task, sent.json["next"]


def test_the_confirmation_offers_to_undo_and_the_answers_come_back_as_draft(town: Town):
    visitor, task, following = completed(town)
    page = visitor.get(following).text
    assert re.search(rf'action="/tasks/{task}/undo".*?>Fortryd<', page, re.DOTALL)
    sent = visitor.post(f"/tasks/{task}/undo", at=f"/tasks/{task}")
    assert sent.status_code == 303 and sent.headers["Location"].startswith(f"/tasks/{task}")
    page = visitor.get(f"/tasks/{task}").text
    assert "Opgaven er åben igen." in page and INQUIRY["what"] in page
    assert town.value("SELECT count(*) FROM user_task WHERE element = 'complete_master_data'") is not None


def test_a_finished_task_offers_it_for_a_while_and_says_what_stands_in_the_way(town: Town):
    visitor, task, following = completed(town)
    assert "Fortryd afslutningen" in visitor.get(f"/tasks/{task}").text
    draft = {"variables": {"wish": "Ro"}}
    assert visitor.send_json("PUT", f"{following}/draft", draft, at=following).status_code == 200
    visitor.post(f"/tasks/{task}/undo", at=f"/tasks/{task}")
    page = visitor.get(f"/tasks/{task}").text
    assert "Opgaven kan ikke fortrydes. En er begyndt på den næste opgave." in page
