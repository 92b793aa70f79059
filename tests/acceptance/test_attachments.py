"""A child's drawing and voice, a letter and its pages: from the form to the file that others get to see."""

from __future__ import annotations

import base64
import io
from typing import Any

import pypdf
import pytest

from tests import attached
from tests.acceptance.story import Story, Town
from tests.acceptance.test_access_to_the_file import (
    asked_for_access,
    form_of,
    judged,
    refusal,
    refusal_is_decided,
    the_other_parent,
)
from tests.acceptance.test_consent import answered, begins, coordinator, tasks_of
from workflow_service import inbox
from workflow_service.casefile import papers
from workflow_service.inbox import scanner
from workflow_service.monitoring import check
from workflow_service.store import KeyDestroyed, tables
from workflow_service.store import casefile_sharing as sharing

HIDDEN = {
    "words": None,
    "observation": None,
    "how": ["talk", "drawing"],
    "hide_from_parents": True,
    "hide_reason": "Barnet bad om det",
}


def put(town: Town, user_id: str, task_id: str, name: str, content: bytes, **more: Any) -> str:
    with town.driver.acting(user_id) as uow:
        examined = inbox.examine(name, content, 10**7, scanner(""))
        return inbox.attach(uow, town.neck, task_id, examined, **more).id


def child_draws(town: Town, story: Story) -> list[str]:
    """The talk with the child, who draws and speaks and wants to keep it from its parents."""
    item = story.task("child_conversation")
    user_id = town.driver.who(item)
    files = [put(town, user_id, item.id, "mig og far.png", attached.png(60, 40))]
    files.append(put(town, user_id, item.id, "stemme.wav", attached.WAV))
    story.does("child_conversation", lambda said: said.update(HIDDEN, attachments=files))
    reason = {"correction_reason": "Lyden var forkert."}
    with town.driver.acting(user_id) as uow:
        given = dict(inbox.read_correction(uow, town.neck, item.id).data)
    files[1] = put(town, user_id, item.id, "stemme 2.wav", attached.WAV, version_of=files[1])
    with town.driver.acting(user_id) as uow:
        inbox.correct_task(uow, town.neck, item.id, {**given, **reason, "attachments": files})
    return files


def note_with_files(town: Town, story: Story, login: str) -> None:
    run = begins(story, "contact_log", login)
    (item,) = tasks_of(story, run)
    user_id = town.driver.user(login)
    given = [
        ("skolen.png", attached.png(80, 60)),
        ("brev.pdf", attached.pdf(pages=2)),
        ("plan.docx", attached.DOCX),
    ]
    files = [put(town, user_id, item.id, name, content) for name, content in given]
    day = town.driver.clock.now().date().isoformat()
    answered(story, item, login, date=day, type="phone", text="Skolen ringede.", attachments=files)


def read(town: Town, login: str, attachment_id: str) -> bytes:
    with town.driver.acting(town.driver.user(login)) as uow:
        return inbox.read_file(uow, attachment_id)[1]


def bundle_of(story: Story) -> pypdf.PdfReader:
    (request,) = story.read(sharing.access_requests)
    return pypdf.PdfReader(io.BytesIO(base64.b64decode(request["bundle"])))


def test_what_a_child_draws_is_seen_by_those_who_may_and_by_nobody_else(town: Town) -> None:
    sofia = town.story("Sofia", "child_conversation")
    drawing, voice = child_draws(town, sofia)
    login = coordinator(sofia)
    card = sofia.page(login).voice
    assert card is not None and card.words == ""
    assert [(one["name"], one["kind"]) for one in card.files] == [
        ("mig og far.png", "image"),
        ("stemme 2.wav", "sound"),
    ]
    assert read(town, login, drawing).startswith(b"\x89PNG") and read(town, login, voice) == attached.WAV
    entry = next(one for one in sofia.journal("document") if "attachments" in one["content"])
    with town.driver.acting(town.driver.user(login)) as uow:
        text = pypdf.PdfReader(io.BytesIO(papers.paper(uow, entry["id"]).content)).pages[-1].extract_text()
    digest = entry["content"]["attachments"][0]["sha256"]
    assert "mig og far.png" in text and digest[:8] in text and papers.HIDDEN[:40] in " ".join(text.split())
    note_with_files(town, sofia, login)
    father = the_other_parent(sofia)
    run = asked_for_access(sofia, father["id"], login)
    item, known = form_of(sofia, run, login)
    said = {row["document_title"]: row["verdict"] for row in known["documents"]}
    talk = [title for title in said if "barn" in title.lower() and said[title] == "partly"]
    assert talk, said
    whole = judged(known, talk[0], verdict="give", reason=None)
    assert refusal(sofia, item, login, documents=whole).code == "inv_23"
    answered(sofia, item, login)
    item, _known = form_of(sofia, run, login)
    answered(sofia, item, login)
    refusal_is_decided(sofia, run)
    found = bundle_of(sofia)
    text = " ".join(page.extract_text() for page in found.pages)
    assert "mig og far.png" not in text and "stemme 2.wav" not in text
    assert "Bilagene er ikke med" in text
    # the picture, and the two pages of the letter
    assert sum(len(page.images) for page in found.pages) == 3
    assert "plan.docx" in text and "gives for sig" in text
    assert [one.en for one in check(town.database, town.neck)] == []
    with town.database.begin() as uow:
        for row in uow.rows("SELECT id FROM key"):
            uow.update(tables.key, str(row["id"]), {"wrapped": None, "destroyed_at": uow.now})
    with pytest.raises(KeyDestroyed):
        read(town, login, drawing)
