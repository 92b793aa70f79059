"""The agenda is put in order by dragging, with a mouse and with a finger; the buttons do the same."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Window
from tests.meetings import status_meeting
from tests.pages import LEADER, Town
from workflow_service.store import meetings_agenda as query

pytestmark = pytest.mark.browser


@pytest.fixture
def meeting(town: Town) -> str:
    return status_meeting(town.database, "2025-0001", "2026-0001", "2026-0002")


def stored(town: Town, meeting: str) -> list[str]:
    with town.database.begin(write=False) as uow:
        return [one["id"] for one in query.items(uow, meeting)]


def shown(page: Page) -> list[str]:
    found = page.locator("[data-item]").evaluate_all("all => all.map(one => one.dataset.item)")
    return [str(one) for one in found]


def grip(page: Page, number: int) -> dict[str, float]:
    """The middle of the handle of an item, in the window."""
    handle = page.locator("[data-handle]").nth(number)
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    return {"x": box["x"] + box["width"] / 2, "y": box["y"] + box["height"] / 2}


def opened(window: Callable[..., Window], meeting: str) -> Page:
    page = window(LEADER).open(f"/meetings/{meeting}").page
    page.wait_for_selector("[data-island=sortable][data-ready=yes]")
    # the whole list fits the window, so that nothing scrolls while it is dragged
    page.set_viewport_size({"width": 1440, "height": 2600})
    return page


def test_an_item_is_dragged_to_another_place_and_stays_there(
    window: Callable[..., Window], town: Town, meeting: str
) -> None:
    first, second, third = stored(town, meeting)
    page = opened(window, meeting)
    start, target = grip(page, 2), grip(page, 0)
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(target["x"], target["y"] - 15, steps=6)
    page.mouse.up()
    expect(page.locator("#announcer")).to_have_text("Flyttet til plads 1 af 3")
    assert shown(page) == stored(town, meeting) == [third, first, second]


def test_a_finger_drags_and_escape_takes_it_back(
    window: Callable[..., Window], town: Town, meeting: str
) -> None:
    first, second, third = stored(town, meeting)
    page = opened(window, meeting)
    start, target = grip(page, 0), grip(page, 1)
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(target["x"], target["y"] + 400, steps=4)
    page.keyboard.press("Escape")
    page.mouse.up()
    assert shown(page) == stored(town, meeting) == [first, second, third]
    finger = page.context.new_cdp_session(page)

    def touch(kind: str, x: float, y: float) -> None:
        points = [] if kind == "touchEnd" else [{"x": x, "y": y}]
        finger.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    touch("touchStart", start["x"], start["y"])
    for part in (60, 200, 320):
        touch("touchMove", start["x"], target["y"] + part)
    touch("touchEnd", 0, 0)
    expect(page.locator("#announcer")).to_have_text("Flyttet til plads 2 af 3")
    assert stored(town, meeting) == [second, first, third]


def test_a_refused_order_is_put_back_and_said(
    window: Callable[..., Window], town: Town, meeting: str
) -> None:
    before = stored(town, meeting)
    page = opened(window, meeting)
    page.route("**/order", lambda route: route.fulfill(status=409, body="{}"))
    start, target = grip(page, 1), grip(page, 0)
    page.mouse.move(start["x"], start["y"])
    page.mouse.down()
    page.mouse.move(target["x"], target["y"] - 15, steps=4)
    page.mouse.up()
    expect(page.locator("#toasts")).to_contain_text("Rækkefølgen kunne ikke gemmes")
    assert shown(page) == stored(town, meeting) == before
