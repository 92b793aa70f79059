"""Documents of a case as PDF, and letters as the process owner sees them."""

import io
import re

import pypdf

from tests.pages import COORDINATOR, OWNER, Town


def documents(town: Town) -> str:
    return town.enter(COORDINATOR).get(f"/cases/{town.case()}/documents").text


def test_every_completed_form_of_the_case_is_listed_with_its_paper(town: Town):
    page = documents(town)
    found = re.findall(r'href="(/documents/[0-9a-f-]+\.pdf)"', page)
    assert len(found) > 20 and "Dokumenter" in page
    answer = town.enter(COORDINATOR).get(found[0])
    assert answer.mimetype == "application/pdf" and answer.headers["Cache-Control"] == "private, no-store"
    assert "dokument-2025-0001-" in answer.headers["Content-Disposition"]
    assert pypdf.PdfReader(io.BytesIO(answer.data)).pages


def test_printing_is_recorded_and_shown(town: Town):
    letter = str(town.value("SELECT id FROM journal_entry WHERE kind = 'letter' ORDER BY id LIMIT 1"))
    visitor = town.enter(COORDINATOR)
    sent = visitor.post(f"/documents/{letter}/print", at=f"/entries/{letter}")
    assert sent.status_code == 303 and sent.headers["Location"].endswith(f"/documents/{letter}.pdf")
    assert "Udskrevet" in visitor.get(f"/entries/{letter}").text
    assert town.value("SELECT count(*) FROM document_print") == 1


def test_somebody_who_cannot_see_the_case_gets_no_paper(town: Town):
    letter = str(town.value("SELECT id FROM journal_entry WHERE kind = 'letter' ORDER BY id LIMIT 1"))
    stranger = town.enter("team_leader2")
    assert stranger.get(f"/documents/{letter}.pdf").status_code == 404
    assert stranger.get(f"/cases/{town.case()}/documents").status_code == 404


def test_the_process_owner_sees_each_letter_with_a_preview_in_both_languages(town: Town):
    visitor = town.enter(OWNER)
    page = visitor.get("/letters").text
    assert "Velkomstbrev" in page and "Klage til Ankestyrelsen" in page
    letter = visitor.get("/letters/welcome_letter").text
    assert "Kære Camilla" in letter and "Dear Camilla" in letter
    assert "{{contact_card}}" in letter and "Udgiv brevet" in letter
    assert visitor.get("/letters/greeting").status_code == 404


def texts(town: Town) -> dict[str, str]:
    page = town.enter(OWNER).get("/letters/hearing_letter").text
    fields = re.findall(r'<textarea id="([\w.]+)" name="[\w.]+"[^>]*>([^<]*)</textarea>', page)
    inputs = re.findall(r'<input id="([\w.]+)" name="[\w.]+" value="([^"]*)"', page)
    return dict(fields) | dict(inputs)


def test_changed_words_become_a_release_and_a_version(town: Town):
    given = texts(town) | {"note": "Kortere."}
    given["text_da"] = given["text_da"].replace("Kommunen skal træffe afgørelse", "Vi skal træffe afgørelse")
    sent = town.enter(OWNER).post("/letters/hearing_letter", given, at="/letters/hearing_letter")
    assert sent.status_code == 303, sent.text
    page = town.enter(OWNER).get("/letters/hearing_letter").text
    assert "Vi skal træffe afgørelse" in page and "Version 2." in page and "Kortere." in page
    assert town.value("SELECT count(*) FROM definition WHERE kind = 'letter' AND version = 2") == 1


def test_a_merge_field_nobody_fills_is_refused_with_what_to_use(town: Town):
    given = texts(town) | {"note": "Personligt.", "title_da": "Til {{cpr}}"}
    sent = town.enter(OWNER).post("/letters/hearing_letter", given, at="/letters/hearing_letter")
    assert sent.status_code == 422 and "LET-003" in sent.text and "Til {{cpr}}" in sent.text
    assert town.value("SELECT count(*) FROM definition WHERE kind = 'letter' AND version = 2") == 0


def test_a_coordinator_reads_letters_and_cannot_change_them(town: Town):
    visitor = town.enter(COORDINATOR)
    assert "Udgiv brevet" not in visitor.get("/letters/hearing_letter").text
    assert visitor.post("/letters/hearing_letter", {"note": "x"}, at="/letters").status_code == 403
