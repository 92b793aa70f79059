"""Files on a form: chosen, dropped, refused in words, taken away and brought back, sent with the answer."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests import attached
from tests.browser.window import Window
from tests.pages import COORDINATOR, Town
from workflow_service import http, inbox
from workflow_service.runtime import start_instance
from workflow_service.store import people

pytestmark = pytest.mark.browser

CHOOSER = "input[type=file] >> nth=0"
ITEM = ".attach-item"
DROP = """([zone, words]) => {
  const transfer = new DataTransfer();
  transfer.items.add(new File([words], 'aftale.txt', { type: 'text/plain' }));
  const told = { dataTransfer: transfer, bubbles: true };
  for (const kind of ['dragover', 'drop']) zone.dispatchEvent(new DragEvent(kind, told));
}"""


@pytest.fixture
def note(town: Town) -> str:
    """The open task of a note in the family's case."""
    with town.database.begin() as uow:
        user = people.find_user(uow, COORDINATOR)
        assert user is not None
        uow.actor = people.actor_of(uow, user.id) or uow.actor
        started = start_instance(uow, http.services(town.app).rt, "contact_log", {}, case_id=town.case())
        uow.flush()
        written = {"date": uow.now.date().isoformat(), "type": "phone", "text": "Skolen ringede."}
        inbox.save_draft(uow, started.task_ids[0], written)
    return started.task_ids[0]


def lines(page: Page) -> list[str]:
    return [text.split()[0] for text in page.locator(f"{ITEM} .attach-words").all_inner_texts()]


def test_files_are_chosen_dropped_and_sent_with_the_note(
    town: Town, note: str, window: Callable[..., Window]
) -> None:
    desk = window(COORDINATOR).open(f"/tasks/{note}")
    page = desk.page
    picture = {"name": "tegning.png", "mimeType": "image/png", "buffer": attached.png(400, 300)}
    page.set_input_files(CHOOSER, [picture])  # type: ignore[list-item]
    page.wait_for_selector(".attach-thumb")
    page.evaluate(DROP, [page.locator(".attach-zone").element_handle(), "Aftalt med skolen."])
    page.wait_for_selector(f"{ITEM}:has-text('aftale.txt')")
    bad = {"name": "billede.svg", "mimeType": "image/svg+xml", "buffer": attached.SVG}
    page.set_input_files(CHOOSER, [bad])  # type: ignore[list-item]
    page.wait_for_selector(f"{ITEM}[data-kind=refused]")
    assert "kan ikke vedhæftes" in page.inner_text(f"{ITEM}[data-kind=refused]")
    page.get_by_role("button", name=re.compile(r"Luk.*billede.svg")).click()
    page.get_by_role("button", name=re.compile(r"Fjern.*aftale.txt")).click()
    page.get_by_role("button", name=re.compile(r"Fortryd.*aftale.txt")).click()
    page.wait_for_selector(f"{ITEM}:has-text('aftale.txt') a")
    assert page.evaluate("document.activeElement.type") == "file"
    assert lines(page) == ["tegning.png", "aftale.txt"]
    assert desk.barriers() == []
    desk.page.locator(".fjs-form-field-attachments").scroll_into_view_if_needed()
    assert desk.resize(320).width() <= 320
    desk.resize(1440)
    page.click(".action-bar .btn-main")
    page.wait_for_selector("#toasts .notice-toast:has-text('Opgaven er afsluttet.')")
    assert [one for one in desk.faults if "422" not in one] == []
    desk.open(f"/tasks/{note}").sees("tegning.png, aftale.txt")
    assert (
        page.locator(".attached-files img").evaluate("one => one.decode().then(() => one.naturalWidth)")
        == 400
    )


def test_a_telephone_offers_its_camera_and_its_recorder(note: str, window: Callable[..., Window]) -> None:
    phone = window(COORDINATOR, has_touch=True, is_mobile=True).resize(390).open(f"/tasks/{note}")
    found = [
        (one.get_attribute("accept"), one.get_attribute("capture"))
        for one in phone.page.locator("input[type=file][capture]").all()
    ]
    assert found == [("image/*", "environment"), ("audio/*", "user")]
    phone.page.locator(".fjs-form-field-attachments").scroll_into_view_if_needed()
    assert phone.barriers() == [] and phone.width() <= 390


def test_a_pdf_is_shown_as_pictures_of_its_pages(
    town: Town, note: str, window: Callable[..., Window]
) -> None:
    desk = window(COORDINATOR).open(f"/tasks/{note}")
    paper = {"name": "ansøgning.pdf", "mimeType": "application/pdf", "buffer": attached.pdf(pages=2)}
    desk.page.set_input_files(CHOOSER, [paper])  # type: ignore[list-item]
    link = desk.page.wait_for_selector(f"{ITEM} a")
    assert link is not None
    desk.open(link.get_attribute("href") or "")
    pages = desk.page.locator(".attached-page")
    assert pages.count() == 2
    pages.last.scroll_into_view_if_needed()
    widths = pages.evaluate_all(
        "all => Promise.all(all.map(one => one.decode().then(() => one.naturalWidth)))"
    )
    assert min(widths) > 100
    assert (desk.barriers(), desk.faults) == ([], [])
