"""The page on which a file of other sectors' cases is checked and read."""

import io
import re

from tests.pages import ADMIN, COORDINATOR, LEADER, Town
from workflow_service.casefile.involvement_import import COLUMNS

HEADING = ";".join(COLUMNS)


def send(town: Town, login: str, text: str):
    file = (io.BytesIO(text.encode()), "sager.csv")
    return town.enter(login).post("/imports", {"file": file}, at="/imports")


def test_a_file_is_checked_then_read(town: Town):
    visitor = town.enter(ADMIN)
    text = f"{HEADING}\n740317-1234;employment;;Birgit Dahl;;;\n"
    page = visitor.post("/imports", {"file": (io.BytesIO(text.encode()), "s.csv")}, at="/imports").text
    assert "Intet er ændret endnu." in page and "Birgit" not in page and "740317" not in page
    (content,) = re.findall(r'name="content" value="([^"]+)"', page)
    done = visitor.post("/imports", {"content": content}, at="/imports")
    assert "Filen er indlæst" in done.text and town.value("SELECT count(*) FROM involvement_import") == 1


def test_faults_are_listed_by_line_and_nothing_is_read(town: Town):
    sent = send(town, LEADER, f"{HEADING}\n999999-1234;employment;;Birgit Dahl;;;\n")
    assert sent.status_code == 422 and "Linje 2, cpr: Det er ikke et CPR-nummer" in sent.text
    assert "Birgit" not in sent.text and town.value("SELECT count(*) FROM involvement_import") == 0


def test_an_empty_file_and_one_that_did_not_arrive_whole(town: Town):
    assert send(town, LEADER, "").status_code == 422
    assert town.enter(LEADER).post("/imports", {"content": "%%"}, at="/imports").status_code == 422


def test_others_have_no_such_page(town: Town):
    assert town.enter(COORDINATOR).get("/imports").status_code == 403
