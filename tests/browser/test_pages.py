"""The main pages in a real browser: no barrier, no breach of the content policy, nothing cut off."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.browser.window import Window
from tests.pages import ADMIN, COORDINATOR, INTAKE, LEADER, MANAGER, OWNER, Town

pytestmark = pytest.mark.browser

PAGES = {
    None: ("/login", "/accessibility"),
    COORDINATOR: (
        "/?tab=done",
        "/cases",
        "/cases/{case}",
        "/tasks/{closing}",
        "/search?q=noah",
        "/profile",
        "/calendar",
        "/calendar/feeds",
        "/cases/{case}/plan",
        "/cases/{case}/plan/compare",
        "/cases/{case}/family",
        "/cases/{case}/family/print",
        "/library",
    ),
    LEADER: ("/?tab=roles", "/tasks/{appoint}", "/tasks/{appoint}/hand-over/assign", "/start"),
    MANAGER: ("/overview",),
    OWNER: ("/releases", "/releases/{release}", "/releases/{release}/processes/intake"),
    ADMIN: ("/admin/users",),
}


def paths(town: Town, login: str | None) -> list[str]:
    ids = {
        "case": town.case(),
        "closing": town.task("follow_up"),
        "appoint": town.task("appoint_coordinator"),
        "release": str(town.value("SELECT id FROM release WHERE number = 1")),
    }
    return [path.format(**ids) for path in PAGES[login]]


@pytest.mark.parametrize("login", PAGES)
def test_pages_have_no_barrier_no_breach_and_fit_a_phone(
    town: Town, window: Callable[..., Window], login: str | None
) -> None:
    opened = window(login)
    for path in paths(town, login):
        opened.open(path)
        assert opened.barriers() == [], path
        opened.resize(320)
        assert opened.width() <= 320, path
        opened.resize(1440)
    assert opened.faults == []


@pytest.mark.parametrize(("number", "width"), [(2, 1440), (3, 320)])
def test_the_mark_of_the_makers_stays_visible(
    town: Town, window: Callable[..., Window], number: int, width: int
) -> None:
    """On a diagram and under a form (the licence of bpmn.io)."""
    opened = window(COORDINATOR).resize(width).open(paths(town, COORDINATOR)[number])
    mark = opened.page.locator(".bjs-powered-by, .fjs-powered-by a, .fjs-powered-by svg").first
    mark.scroll_into_view_if_needed()
    box = mark.bounding_box()
    assert box is not None and box["width"] > 30 and box["x"] + box["width"] <= width
    centre = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
    on_top = "([x, y]) => !!document.elementFromPoint(x, y).closest('[class*=powered-by]')"
    assert opened.page.evaluate(on_top, centre)


def test_the_list_is_walked_by_keys(window: Callable[..., Window]) -> None:
    page = window(COORDINATOR).open("/?tab=done").page
    page.keyboard.press("j")
    page.keyboard.press("j")
    current = page.locator(".task-row[aria-current]")
    assert current.count() == 1
    title = current.locator(".task-title").inner_text()
    assert page.evaluate("document.activeElement.textContent") == title
    page.wait_for_selector(f'#preview h2:text-is("{title}")')
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.id") == "search"


def test_the_first_tab_leads_past_the_menu(window: Callable[..., Window]) -> None:
    page = window(COORDINATOR).open("/cases").page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip-link"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_names_are_hidden_at_once_and_stay_hidden(window: Callable[..., Window]) -> None:
    page = window(COORDINATOR).open("/cases").page
    name = page.locator("td .real-name").first
    assert name.is_visible()
    page.click("[data-hide-names]")
    assert not name.is_visible() and page.locator("td .neutral-name").first.is_visible()
    page.reload()
    assert not page.locator("td .real-name").first.is_visible()


def test_the_list_keeps_its_place(window: Callable[..., Window]) -> None:
    page = window(COORDINATOR).open("/?tab=done").page
    link = page.locator(".task-title").nth(20)
    link.scroll_into_view_if_needed()
    row = page.locator(".task-row").nth(20).get_attribute("id")
    link.click()
    page.wait_for_selector("h1")
    page.click(".crumbs a >> nth=0")
    page.wait_for_selector(".task-table")
    assert page.url.endswith(f"/?tab=done#{row}")
    assert page.locator(f"#{row}").evaluate("e => e.getBoundingClientRect().top < innerHeight")


def test_a_dialog_asks_before_a_task_is_put_back(town: Town, window: Callable[..., Window]) -> None:
    task = town.task("appoint_coordinator")
    opened = window(LEADER).open(f"/tasks/{task}")
    page = opened.page
    page.click('main form[action$="/claim"] button')
    opened.settle()
    page.click('form[action$="/unclaim"] button')
    dialog = page.locator("dialog[open]")
    assert "Andre med rollen kan så tage opgaven" in dialog.inner_text()
    dialog.locator(".btn-main").click()
    page.wait_for_selector('.notice-toast:has-text("Opgaven er lagt tilbage")')
    assert town.value("SELECT state FROM user_task WHERE id = ?", task) == "created"
    assert opened.faults == []


def test_a_new_inquiry_is_started_written_and_completed(town: Town, window: Callable[..., Window]) -> None:
    opened = window(INTAKE).open("/start")
    page = opened.page
    page.click("main .btn-main")
    page.wait_for_selector(".notice-toast:has-text('Forløbet er startet')")
    opened.settle()
    page.click(".action-bar .btn-main")
    page.wait_for_selector(".problem-summary:visible")
    assert page.evaluate("!!document.activeElement.closest('.fjs-form-field')")
    form = page.locator(".form-host")
    form.get_by_label("Kilde").select_option(index=1)
    answers = {
        "Hvem henvender sig": "Skoleleder Bo",
        "Barn": "Bo Holm",
        "Hvad drejer det": "Skolen går ikke.",
    }
    for label, text in answers.items():
        field = form.get_by_label(label).first
        field.fill(text)
        # a person leaves the field before the next one
        field.press("Tab")
    form.get_by_label("Nej", exact=True).check()
    page.wait_for_selector('[data-draft-state="saved"]')
    page.click(".action-bar .btn-main")
    page.wait_for_selector("h1:has-text('Udfyld stamoplysninger')")
    assert "Opgaven er afsluttet." in page.locator("#toasts").inner_text()
    assert town.value("SELECT count(*) FROM case_file WHERE number = '2026-0003'") == 1
    assert opened.faults == []
