"""What was passed on in a case, as a reader meets it."""

from tests.pages import COORDINATOR, INTAKE, Town


def test_the_register_says_what_to_whom_on_which_basis_and_by_whom(town: Town):
    visitor = town.enter(COORDINATOR)
    path = f"/cases/{town.case()}/exchanges"
    shown = visitor.get(path).text
    for text in ("Materiale til analysemødet, uden navne", "Uden samtykke", "Samtykke fra", "Jonas Friis"):
        assert text in shown, text
    assert "Udkast til samlet rapport" in shown and "Mål fra sektorens egen plan" in shown
    # names of the family can be hidden, here as on the case
    assert shown.count('<span class="neutral-name">Samtykke</span>') == shown.count("Samtykke fra")
    assert f'href="{path}"' in visitor.get(f"/cases/{town.case()}").text
    visitor.post("/profile", {"name": "Jonas Friis", "phone": "", "language": "en"}, at="/profile")
    english = visitor.get(path).text
    assert "Information passed on" in english and "Without consent" in english and "Consent of" in english


def test_a_case_where_nothing_was_passed_on_says_so_and_others_see_none(town: Town):
    new = town.case(
        str(town.value("SELECT number FROM case_file WHERE status = 'intake' ORDER BY id LIMIT 1"))
    )
    path = f"/cases/{new}/exchanges"
    assert "Der er ikke givet oplysninger videre endnu." in town.enter(INTAKE).get(path).text
    assert town.enter("family_coordinator3").get(f"/cases/{town.case()}/exchanges").status_code == 404
