"""The page of a case's joint financing: sheet, chart, spreadsheet in and out, real costs."""

from __future__ import annotations

import html
import io
import re
from typing import Any

import openpyxl
import pypdf
import pytest

from tests.pages import COORDINATOR, LEADER, Town
from workflow_service.app.demonstration import FAMILIES, Driver
from workflow_service.app.wiring import make_fire, make_runtime
from workflow_service.store import casefile_financing as financing
from workflow_service.store import people, tables
from workflow_service.store.casefile_rows import change

CONTROLLER = "controller1"
NOAH = next(one for one in FAMILIES if one.first == "Noah")
STEPS = ("describe_measure_and_gain", "propose_split", "controller_check", "sector_approval")


class Money:
    """The course that shares the expense of Noah's measure, driven to a step."""

    def __init__(self, town: Town) -> None:
        self.town, self.path = town, f"/cases/{town.case()}/financing"
        neck = make_runtime()
        self.driver = Driver(town.database, neck, town.clock, make_fire(town.database, neck))
        sql = "SELECT id FROM process_instance WHERE process_key = 'financing_over_time'"
        self.instance = str(town.value(sql))

    def until(self, step: str) -> Money:
        if self._past(step):
            self._drive("done")
            # the plan is revised, and the course begins a new round of the split
            self.driver.tell(COORDINATOR, "plan_revised", self.town.case())
        return self._drive(step)

    def _past(self, step: str) -> bool:
        """Whether the people of the town left this step behind by themselves."""
        items = self.driver.open_tasks(self.instance)
        return step in STEPS and (not items or STEPS.index(items[0].element) > STEPS.index(step))

    def _drive(self, step: str) -> Money:
        while (items := self.driver.open_tasks(self.instance)) and items[0].element != step:
            assert items[0].element in STEPS
            self.driver.complete(items[0], NOAH)
        assert bool(items) == (step != "done")
        return self

    def send(self, login: str, what: str, form: dict[str, Any]) -> Any:
        return self.town.enter(login).post(f"{self.path}/{what}", form, at=self.path)


@pytest.fixture
def money(town: Town) -> Money:
    return Money(town)


def test_the_interim_payer_is_shown_before_anything_is_agreed(money: Money) -> None:
    with money.town.database.begin() as uow:
        for row in financing.agreements(uow, money.town.case()):
            change(uow, tables.financing_agreement, row["key_id"], row["id"], {"state": "proposed"})
    page = money.town.enter(COORDINATOR).get(money.path).text
    assert "Gælder nu" not in page
    assert re.search(r"Betaler nu:\s*(<[^>]+>\s*)*Børn og Familie Nord", page)


def test_the_sheet_has_a_pie_with_words_and_a_table_of_the_same(money: Money) -> None:
    money.until("done")
    page = money.town.enter(COORDINATOR).get(money.path).text
    assert page.count('class="pie-slice"') == page.count('class="pie-letter"') >= 2
    assert re.search(r'role="img" aria-labelledby="pie-title pie-text"', page)
    assert re.search(r"<desc id=\"pie-text\">A [^<]+ %, B [^<]+ %", page)
    assert "Gælder nu" in page and "Godkendt" in page and "Afdeling, konto" in page


@pytest.mark.parametrize(
    ("login", "language", "words"),
    [
        (COORDINATOR, "da", ("Finansieringsark, version", "Betaler nu", "Godkendt", "Side 1 af")),
        (CONTROLLER, "en", ("Financing sheet, version", "Pays now", "Approved", "Page 1 of")),
    ],
)
def test_the_sheet_is_a_tagged_paper_without_names(
    money: Money, login: str, language: str, words: tuple[str, ...]
) -> None:
    money.until("done")
    with money.town.database.begin() as uow:
        user = people.find_user(uow, login)
        assert user is not None
        people.set_language(uow, user.id, language)
    sent = money.town.enter(login).get(f"{money.path}/sheet.pdf")
    assert sent.status_code == 200 and sent.mimetype == "application/pdf"
    assert re.search(r"finansiering-2025-0001-v\d+\.pdf", sent.headers["Content-Disposition"])
    read = pypdf.PdfReader(io.BytesIO(sent.data))
    text = " ".join(" ".join(one.extract_text().split()) for one in read.pages)
    assert all(one in text for one in words)
    # financing data only; a screen reader finds its tables and the pie in words
    assert "Noah" not in text and "Bech" not in text
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"].value is True
    assert read.trailer["/Root"]["/Lang"] == language


def test_before_anything_was_weighed_there_is_no_paper(money: Money) -> None:
    with money.town.database.begin() as uow:
        for row in financing.agreements(uow, money.town.case()):
            uow.batch.delete(tables.financing_agreement, {"tenant_id": uow.tenant_id, "id": row["id"]})
        uow.flush()
    assert money.town.enter(COORDINATOR).get(f"{money.path}/sheet.pdf").status_code == 409


def test_the_case_page_leads_there_and_a_controller_gets_there_by_the_list(money: Money) -> None:
    money.until("sector_approval")
    assert f'href="{money.path}"' in money.town.enter(COORDINATOR).get(f"/cases/{money.town.case()}").text
    controller = money.town.enter(CONTROLLER)
    listed = controller.get("/financing").text
    assert "2025-0001" in listed and "Noah" not in listed and "Bech" not in listed
    page = controller.get(money.path)
    assert page.status_code == 200 and "Noah" not in page.text
    assert controller.get(f"/cases/{money.town.case()}").status_code in (403, 404)


def test_the_spreadsheet_goes_out_and_comes_back_by_a_preview(money: Money) -> None:
    money.until("controller_check")
    visitor = money.town.enter(LEADER)
    sent = visitor.get(f"{money.path}/sheet.xlsx")
    assert sent.mimetype.endswith("spreadsheetml.sheet")
    book = openpyxl.load_workbook(io.BytesIO(sent.data))
    sheet = book.active
    assert sheet is not None
    sheet["D12"], sheet["D13"] = sheet["D12"].value, 1

    def upload(content: bytes) -> Any:
        form = {"sheet": (io.BytesIO(content), "ark.xlsx")}
        return visitor.post(f"{money.path}/import", form, at=money.path)

    out = io.BytesIO()
    book.save(out)
    bad = upload(out.getvalue())
    assert bad.status_code == 422 and "Intet er gemt" in bad.text and "Der mangler" in bad.text
    good = upload(sent.data)
    assert good.status_code == 200 and "Læs fordelingen ind" in good.text
    payload = re.search(r'name="payload" value="([^"]*)"', good.text)
    assert payload
    done = money.send(LEADER, "import/confirm", {"payload": html.unescape(payload[1])})
    assert done.status_code == 303
    wrong = html.unescape(payload[1]).replace('"60.00"', '"33.33"').replace('"33.34"', '"33.33"')
    assert money.send(LEADER, "import/confirm", {"payload": wrong}).status_code == 422
    for broken in ("", "[]", '{"shares": 1}', "{"):
        assert money.send(LEADER, "import/confirm", {"payload": broken}).status_code == 400


def test_an_import_waits_for_a_split_that_is_being_made(money: Money) -> None:
    money.until("done")
    form = {"sheet": (io.BytesIO(b"x"), "ark.xlsx")}
    assert money.town.enter(LEADER).post(f"{money.path}/import", form, at=money.path).status_code == 409


def test_a_cost_beyond_the_limit_begins_a_new_split(money: Money) -> None:
    money.until("done")
    agreement = money.town.value("SELECT id FROM financing_agreement WHERE state = 'active'")
    day = money.town.clock.now().date().isoformat()
    form = {"agreement": str(agreement), "from": day, "to": day, "actual": "999.999,00"}
    assert money.send(CONTROLLER, "cost", form).status_code == 303
    assert money.town.value("SELECT count(*) FROM financing_agreement WHERE reason = 'cost_deviation'") == 1
    for wrong in ({"actual": "mange"}, {"from": "i går"}, {"actual": "-1"}):
        assert money.send(CONTROLLER, "cost", form | wrong).status_code == 400
    assert money.send(CONTROLLER, "cost", form | {"agreement": "x"}).status_code == 409


def test_a_version_that_is_none_is_a_sentence(money: Money) -> None:
    visitor = money.town.enter(COORDINATOR)
    assert visitor.get(f"{money.path}?version=2").status_code == 400
    assert visitor.get(f"{money.path}?version=019cb2ec-f680-700a-8f20-8e49bac5f50f").status_code == 404
