"""Sections of law on their pages: read by all, written and confirmed by those who keep the values."""

from __future__ import annotations

from tests.pages import COORDINATOR, OWNER, Town

AT = "/law/barnets_lov_135"


def test_everybody_finds_a_section_and_what_stands_on_it(town: Town) -> None:
    visitor = town.enter(COORDINATOR)
    page = visitor.get("/law?q=§+95").text
    assert "barnets lov §\u00a095" in page and "§ 32, stk" not in page and "Bekræftet 21.11.2026" in page
    only = visitor.get("/law?show=unconfirmed").text
    assert "/law/barnets_lov_135" in only and '/law/barnets_lov_95"' not in only
    one = visitor.get("/law/barnets_lov_95").text
    assert "Lovfrist" in one and "Opgaver" in one and "Skriv en ny tekst" not in one
    assert visitor.get("/law/nothing").status_code == 404
    assert visitor.post(f"{AT}/confirm", {}, at=AT).status_code == 403


def test_a_task_says_whether_its_section_is_confirmed_and_leads_to_it(town: Town) -> None:
    visitor, task = town.enter(COORDINATOR), town.task("follow_up")
    page = visitor.get(f"/tasks/{task}").text
    assert 'href="/law/barnets_lov_95"' in page and "Bekræftet 21.11.2026" in page
    with town.database.begin() as uow:
        uow.rows("UPDATE legal_basis SET verified_on = NULL WHERE key = 'barnets_lov_95' RETURNING key")
    assert "Slå paragraffen efter" in visitor.get(f"/tasks/{task}").text


def test_the_owner_writes_another_text_and_confirms_one(town: Town) -> None:
    owner = town.enter(OWNER)
    wrong = owner.post(f"{AT}/confirm", {"verified_on": "", "where": "LBK"}, at=AT)
    assert wrong.status_code == 422 and "Vælg en dag" in wrong.text
    day = town.clock.now().date().isoformat()
    assert owner.post(f"{AT}/confirm", {"verified_on": day, "where": "LBK 282"}, at=AT).status_code == 303
    page = owner.get(AT).text
    assert "LBK 282" in page and "Ikke bekræftet" not in page
    text = {
        "law": "barnets lov",
        "section": "§ 135 a",
        "text_da": "Alle underretter.",
        "valid_from": "2027-01-01",
    }
    assert owner.post(AT, text, at=AT).status_code == 422, "without a reason"
    assert owner.post(AT, {**text, "reason": "Ny lov"}, at=AT).status_code == 303
    page = owner.get(AT).text
    assert "Ny lov" in page and "afløser barnets lov § 135" in page
    assert "ny tekst fra" in owner.get("/law").text


def test_a_new_section_gets_a_key_of_its_own(town: Town) -> None:
    owner = town.enter(OWNER)
    form = {"key": "kommunens_regel", "law": "Kommunens regel", "text_da": "Vi ringer.", "reason": "Lokal"}
    form["valid_from"] = town.clock.now().date().isoformat()
    refused = owner.post("/law/new", {**form, "key": "barnets_lov_3"}, at="/law/new")
    assert refused.status_code == 422 and "Vi ringer." in refused.text
    assert owner.post("/law/new", form, at="/law/new").headers["Location"] == "/law/kommunens_regel"
    assert "Vi ringer." in owner.get("/law/kommunens_regel").text


def test_a_value_that_nothing_reads_says_so(town: Town) -> None:
    owner = town.enter(OWNER)
    page = owner.get("/parameters?q=supervision").text
    assert "Bruges ikke endnu" in page and "Bruges ikke endnu" not in owner.get("/parameters?q=opgave").text
    assert "ændrer derfor ikke noget" in owner.get("/parameters/supervision_interval").text
    used = owner.get("/parameters/first_contact_deadline").text
    assert "Arbejdsgang: Modtagelse" in used or "Arbejdsgang:" in used
