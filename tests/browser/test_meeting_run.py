"""A meeting in the browser: two minute at once, keys, the big screen, barriers, a phone."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.browser.window import Window
from tests.meetings import status_meeting
from tests.pages import COORDINATOR, LEADER, Town
from workflow_service import http

pytestmark = pytest.mark.browser

FIRST, SECOND = "Tre skoledage om ugen.", " Mor er glad."
# both sentences, whoever came first
BOTH = re.compile(r"^Tre skoledage om ugen\.(?=.* Mor er glad\.)(?=.* Far ringer\.).{24,}$")
SAVED = "#development-status [data-saved]:text-matches('gemt kl')"


@pytest.fixture
def run(town: Town) -> str:
    return f"/meetings/{status_meeting(town.database, '2025-0001', '2026-0001', '2026-0002')}/run"


def begin(window: Callable[..., Window], run: str) -> Page:
    page = window(LEADER).open(run).page
    page.click("#everybody")
    page.wait_for_selector("h2:text-is('Fremmøde 9 af 9')")
    page.click("#begin")
    page.wait_for_selector("#development")
    return page


def follows(page: Page) -> Page:
    page.wait_for_selector('#run[data-follows="live"]')
    return page


def test_two_minute_at_once_and_lose_nothing(window: Callable[..., Window], run: str) -> None:
    leader = follows(begin(window, run))
    other = follows(window(COORDINATOR).open(run).page)
    leader.locator("#development").press_sequentially(FIRST)
    leader.wait_for_selector(SAVED)
    expect(other.locator("#development")).to_have_value(FIRST)
    expect(other.locator("#development-status")).to_contain_text("Anne Skov skriver også")
    # both write on at once, neither has seen the other's words
    other.locator("#development").press_sequentially(" Far ringer.")
    leader.locator("#development").press_sequentially(SECOND)
    for page in (leader, other):
        expect(page.locator("#development")).to_have_value(BOTH)


def test_what_one_chooses_stands_on_the_other_s_page_and_a_second_choice_is_asked_about(
    window: Callable[..., Window], run: str
) -> None:
    leader = follows(begin(window, run))
    other = follows(window(COORDINATOR).open(run).page)
    leader.click("label:has(#d-revise_plan)")
    expect(other.locator("#d-revise_plan")).to_be_checked()
    # the second has not heard of the first's new choice
    other.route("**/run/parts*", lambda route: route.abort())
    leader.click("label:has(#d-close)")
    leader.wait_for_selector(".run-decide input[checked]#d-close")
    other.click("label:has(#d-no_change)")
    question = other.locator("#question")
    expect(question).to_contain_text("Anne Skov har valgt »Afslut forløb« imens.")
    other.unroute("**/run/parts*")
    question.get_by_role("button", name="Ingen ændring").click()
    expect(leader.locator("#d-no_change")).to_be_checked()


def test_the_meeting_is_led_by_keys(window: Callable[..., Window], run: str) -> None:
    page = begin(window, run)
    page.fill("#development", FIRST)
    page.wait_for_selector(SAVED)
    page.click("#left")
    page.locator("#left").wait_for(state="detached")
    page.locator("#main").focus()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#d-no_change")).to_be_checked()
    page.keyboard.press("ArrowRight")
    expect(page.locator("#d-revise_plan")).to_be_checked()
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_selector(".run-case h2:text-matches('^Sag 2')")
    expect(page.locator(".run-agenda a >> nth=0")).to_contain_text("besluttet: ingen ændring")
    expect(page.locator("#announcer")).to_have_text("Sag 2 er taget op")


def test_everybody_s_page_goes_on_with_the_meeting(window: Callable[..., Window], run: str) -> None:
    leader = follows(begin(window, run))
    screen = follows(window(COORDINATOR).open(f"{run}/screen").page)
    leader.click("#deferring summary")
    leader.fill("#why", "Skolen er her ikke.")
    leader.click("#deferring .btn-small")
    screen.wait_for_selector(".run-case h2:text-matches('^Sag 2')")
    assert "N.L." not in screen.content() and "Noah" not in screen.locator(".run-agenda").inner_text()


def test_the_big_screen_rests_between_cases(window: Callable[..., Window], run: str) -> None:
    leader = follows(begin(window, run))
    screen = window(COORDINATOR).open(f"{run}/screen").page
    assert screen.locator("#development").count() == 0
    screen.click("#names")
    screen.click("#text")
    follows(screen)
    expect(screen.locator("#development")).to_be_visible()
    expect(screen.locator(".run-case h2")).to_contain_text("Noah")
    leader.fill("#decision-note", "Planen virker.")
    leader.locator("#decision-note").blur()
    expect(screen.locator("#decision-note")).to_have_value("Planen virker.")
    leader.click("#deferring summary")
    leader.fill("#why", "Skolen er her ikke.")
    leader.click("#deferring .btn-small")
    screen.wait_for_selector(".run-case h2:text-matches('^Sag 2')")
    assert screen.locator("#development").count() == 0
    assert "names=" not in screen.url and "text=" not in screen.url
    expect(screen.locator(".run-badge")).to_have_text("Storskærm: navne skjult")


@pytest.mark.parametrize("path", ["", "/screen"])
def test_no_barrier_no_breach_and_it_fits_a_phone(window: Callable[..., Window], run: str, path: str) -> None:
    begin(window, run)
    opened = window(COORDINATOR).open(run + path)
    if path:
        # the text of the case is shown when somebody asks for it
        opened.page.click("#text")
    follows(opened.page)
    opened.page.click("#new-action summary")
    assert opened.barriers() == []
    for width in (390, 320):
        opened.resize(width)
        assert opened.width() <= width
        assert opened.barriers() == []
    assert opened.faults == []


def test_nothing_on_the_big_screen_is_smaller_than_twenty_pixels(
    window: Callable[..., Window], run: str
) -> None:
    begin(window, run)
    page = window(COORDINATOR).open(f"{run}/screen").page
    page.click("#text")
    page.set_viewport_size({"width": 1920, "height": 1080})
    sizes = """() => [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()
      && [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
      .filter(e => !e.closest('.visually-hidden, .skip-link'))
      .filter(e => parseFloat(getComputedStyle(e).fontSize) < 20)
      .map(e => e.className + ' ' + getComputedStyle(e).fontSize)"""
    assert page.evaluate(sizes) == []


def test_the_page_asks_when_every_place_is_taken(town: Town, window: Callable[..., Window], run: str) -> None:
    leader = begin(window, run)
    live = http.services(town.app).live
    places, live.places = live.places, 0
    try:
        other = window(COORDINATOR).open(run)
        other.page.wait_for_selector('#run[data-follows="polls"]')
        leader.click("label:has(#d-close)")
        expect(other.page.locator("#d-close")).to_be_checked()
        assert other.faults == []
    finally:
        live.places = places


def test_choices_are_seen_in_forced_colours(window: Callable[..., Window], run: str) -> None:
    begin(window, run)
    page = window(COORDINATOR, forced_colors="active").open(run).page
    page.click("label:has(#d-close)")
    colours = "id => getComputedStyle(document.querySelector(`#${id} + span`)).backgroundColor"
    assert page.evaluate(colours, "d-close") != page.evaluate(colours, "d-no_change")


def test_the_checklist_before_closing_has_no_barrier_and_fits_a_phone(
    window: Callable[..., Window], run: str
) -> None:
    begin(window, run)
    opened = window(LEADER).open(f"{run}/close")
    assert opened.page.locator(".run-checks li[data-done='yes']").count() == 2
    opened.page.get_by_role("button", name="Afslut som afvigelse").wait_for()
    for width in (1440, 320):
        opened.resize(width)
        assert opened.width() <= width and opened.barriers() == []
    assert opened.faults == []
