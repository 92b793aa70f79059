"""The plan's and the family's pages as a coordinator meets them."""

import re

import pytest

from tests.pages import COORDINATOR, INTAKE, OWNER, Town

NEW_CASE = "2026-0002"


def family(town: Town, number: str = "2025-0001") -> str:
    return f"/cases/{town.case(number)}/family"


def test_the_case_page_leads_to_the_plan_and_the_family(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}").text
    assert f'href="/cases/{town.case()}/plan"' in page and f'href="{family(town)}"' in page


def test_the_plan_shows_goals_agreements_and_versions(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}/plan").text
    for words in ("Den fælles plan, version 1", "Mål på kort sigt", "Mål på langt sigt", "Gælder nu"):
        assert words in page
    assert re.search(
        r'class="scale" data-value="\d+" data-before="\d+" role="img" aria-label="Nu \d+ af 10,', page
    )
    assert 'class="scale-target" data-target="' in page and "Aftale med familien" in page


def test_a_version_there_is_not_and_a_version_that_is_no_number(town: Town):
    visitor, path = town.enter(COORDINATOR), f"/cases/{town.case()}/plan"
    assert visitor.get(f"{path}?version=9").status_code == 404
    assert visitor.get(f"{path}?version=to").status_code == 400
    assert visitor.get(f"{path}/compare?before=1&after=9").status_code == 404


def test_a_single_version_has_nothing_to_be_compared_with(town: Town):
    page = town.enter(COORDINATOR).get(f"/cases/{town.case()}/plan/compare").text
    assert "Der er ikke to versioner at sammenligne." in page


def test_a_case_without_plan_says_when_it_comes(town: Town):
    page = town.enter(INTAKE).get(f"/cases/{town.case(NEW_CASE)}/plan").text
    assert "Der er ingen plan endnu." in page


def test_the_family_has_homes_people_custody_and_its_contact(town: Town):
    page = town.enter(COORDINATOR).get(family(town)).text
    headings = re.findall(r"<h2[^>]*>([^<]+)<", page)
    for heading in ("Hjem", "Personer", "Forældremyndighed", "Andre sektorer", "Familiens kontaktperson"):
        assert heading in headings
    assert re.search(r'class="cpr">\d{6}-••••<', page) and not re.search(r"\d{6}-\d{4}", page)


def test_a_cpr_number_is_shown_alone_and_the_answer_is_logged(town: Town):
    visitor = town.enter(COORDINATOR)
    found = visitor.get(family(town)).text
    person = re.search(r'value="cpr"><input type="hidden" name="of" value="([^"]+)"', found)
    assert person
    answer = {"kind": "cpr", "of": person[1], "why": "Opslag i folkeregistret"}
    shown = visitor.post(f"{family(town)}/reveal", answer, at=family(town))
    assert shown.status_code == 200 and re.search(r'class="revealed">\d{6}-?\d{4}<', shown.text)
    assert shown.headers["Cache-Control"] == "no-store"
    with town.database.begin(write=False) as uow:
        row = uow.row("SELECT purpose FROM access_log ORDER BY id DESC LIMIT 1")
    assert row is not None and row["purpose"].endswith("/family/reveal · cpr: Opslag i folkeregistret")


def test_the_language_of_letters_is_told_and_changed(town: Town):
    visitor = town.enter(COORDINATOR)
    found = visitor.get(family(town)).text
    person = re.search(r'name="person" value="([^"]+)"', found)
    assert person and "breve på dansk" in found and "breve på engelsk" not in found
    answer = {"person": person[1], "language": "en"}
    assert visitor.post(f"{family(town)}/letters", answer, at=family(town)).status_code == 303
    assert "breve på engelsk" in visitor.get(family(town)).text
    answer["language"] = "fr"
    assert visitor.post(f"{family(town)}/letters", answer, at=family(town)).status_code == 422


def test_without_a_purpose_nothing_is_shown(town: Town):
    visitor = town.enter(COORDINATOR)
    answer = {"kind": "cpr", "of": "x", "why": " "}
    assert visitor.post(f"{family(town)}/reveal", answer, at=family(town)).status_code == 422


def test_the_contact_sheet_is_chosen_for_one_parent(town: Town):
    visitor = town.enter(COORDINATOR)
    choice = visitor.get(f"{family(town)}/print").text
    (first, *_) = re.findall(r'href="(/cases/[^"]+/print\?to=[^"]+)"', choice)
    page = visitor.get(first).text
    assert "Ring til os" in page and "Arket er kun til" in page
    assert visitor.get(f"{family(town)}/print?to=x").status_code == 404


@pytest.mark.parametrize("path", ["plan", "plan/compare", "family", "family/print"])
def test_a_case_of_others_has_no_such_pages(town: Town, path: str):
    assert town.enter("team_leader2").get(f"/cases/{town.case()}/{path}").status_code == 404
    assert town.enter(OWNER).get(f"/cases/{town.case()}/{path}").status_code == 403


@pytest.mark.parametrize("path", ["plan", "plan/compare", "family", "family/print"])
def test_the_pages_are_there_in_english(town: Town, path: str):
    visitor = town.enter(COORDINATOR)
    visitor.post("/profile", {"name": "Jonas Friis", "phone": "", "language": "en"}, at="/profile")
    page = visitor.get(f"/cases/{town.case()}/{path}").text
    assert '<html lang="en"' in page and "Mine familier" not in page
