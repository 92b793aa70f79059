"""The split of a joint financing in a real browser: its buttons, its sums, and the page with the pie."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from tests.browser.window import Window
from tests.pages import Town
from tests.unit.web.test_financing import CONTROLLER, Money

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def money(town: Town) -> Money:
    """The steps of this module follow each other in one municipality."""
    return Money(town)


def owner(money: Money, element: str) -> str:
    """The log-in of the one who has the open task."""
    item = next(one for one in money.driver.open_tasks(money.instance) if one.element == element)
    return str(money.town.value("SELECT login FROM app_user WHERE id = ?", item.assignee))


def test_the_buttons_make_the_shares_exactly_a_hundred(money: Money, window: Callable[..., Window]) -> None:
    money.until("propose_split")
    opened = window(owner(money, "propose_split")).open(f"/tasks/{money.town.task('propose_split')}")
    page = opened.page
    shares = page.locator(".fjs-form-field-dynamiclist", has=page.locator(".share-tools"))
    fields = shares.locator(".control-number")
    page.get_by_label(re.compile("^Samlet udgift")).fill("1.000,01")
    page.get_by_role("button", name="Fordel ligeligt").click()
    count = fields.count()
    said = [fields.nth(at).input_value() for at in range(count)]
    assert said == {2: ["50,00", "50,00"], 3: ["33,34", "33,33", "33,33"]}[count]
    assert page.locator(".share-sum").inner_text() == "Tilsammen 100,00 %."
    amounts = page.locator(".share-amounts tbody td:last-child").all_inner_texts()
    assert sum(int(one.replace(".", "").replace(",", "")) for one in amounts) == 100_001
    fields.nth(0).fill("12,5")
    assert "Der mangler" in page.locator(".share-sum").inner_text()
    page.get_by_role("button", name=re.compile("^Læg resten på Børnehandicap")).focus()
    page.keyboard.press("Enter")
    assert page.locator(".share-sum").inner_text() == "Tilsammen 100,00 %."
    assert fields.nth(0).input_value() == said[0] and opened.faults == []


def test_what_is_missing_is_said_before_anything_is_sent(money: Money, window: Callable[..., Window]) -> None:
    money.until("propose_split")
    opened = window(owner(money, "propose_split")).open(f"/tasks/{money.town.task('propose_split')}")
    page = opened.page
    fields = page.locator(".list-row .control-number")
    page.get_by_role("button", name="Fordel ligeligt").click()
    fields.nth(0).fill("33,32")
    page.get_by_role("button", name=re.compile("Afslut opgave|Send")).first.click()
    page.wait_for_selector(".problem-summary:not([hidden])")
    assert "Der mangler" in page.locator(".problem-summary").inner_text()
    assert opened.resize(320).width() <= 320 and opened.barriers() == []


def test_the_page_with_the_pie_has_no_barrier_and_fits_a_phone(
    money: Money, window: Callable[..., Window]
) -> None:
    money.until("done")
    for login in (owner_of_case(money), CONTROLLER):
        opened = window(login).open(money.path)
        assert opened.page.locator("svg.pie .pie-slice").count() >= 2
        assert opened.barriers() == []
        assert opened.resize(320).width() <= 320 and opened.barriers() == []
        assert opened.faults == []


def owner_of_case(money: Money) -> str:
    sql = "SELECT u.login FROM case_file c JOIN app_user u ON u.id = c.coordinator_id WHERE c.number = ?"
    return str(money.town.value(sql, "2025-0001"))
