import io

import pypdf
import pytest

from tests.unit.casefile.journey import FATHER, Journey
from workflow_service.casefile import papers
from workflow_service.errors import Conflict, NotFound
from workflow_service.store import casefile as query


def text_of(content: bytes) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(content)).pages)


def entry(berg: Journey, title: str) -> str:
    with berg.acting() as uow:
        found = query.journal(uow, berg.case_id or "", limit=200)
    return str(next(one["id"] for one in found if one["title"].startswith(title)))


def test_a_completed_form_is_a_tagged_paper_with_its_labels_and_the_case_number(berg: Journey) -> None:
    berg.to_screening()
    entry_id = entry(berg, "Screening")
    with berg.acting("iben") as uow:
        made = papers.paper(uow, entry_id)
    reader = pypdf.PdfReader(io.BytesIO(made.content))
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    metadata = reader.trailer["/Root"]["/Metadata"].get_data()
    assert b"<pdfuaid:part>1<" in metadata and b"<pdfaid:part>2<" in metadata
    text = text_of(made.content)
    assert "Sag 2026-0001" in text and "Behovet er varigt." in text and "Side 1 af" in text
    assert made.name.startswith("dokument-2026-0001-") and "Noah" not in made.name


def test_the_same_document_gives_the_same_paper_at_any_time(berg: Journey) -> None:
    berg.to_screening()
    entry_id = entry(berg, "Screening")
    with berg.acting("iben") as uow:
        first = papers.paper(uow, entry_id)
    berg.travel(30)
    with berg.acting("iben") as uow:
        assert papers.paper(uow, entry_id) == first


def test_a_document_that_was_changed_in_the_database_is_not_printed(berg: Journey) -> None:
    berg.to_screening()
    entry_id, other_id = entry(berg, "Screening"), entry(berg, "Henvendelse")
    with berg.acting("iben") as uow:
        other = query.journal_entry(uow, other_id)
        assert other is not None
        sealed = uow.seal(other["key_id"], "journal_entry", entry_id, "content", other["content"])
        uow.rows("UPDATE journal_entry SET content = ? WHERE id = ?", sealed, entry_id)
    with pytest.raises(Conflict) as refused, berg.acting("iben") as uow:
        papers.paper(uow, entry_id)
    assert refused.value.code == "document_changed"


def test_a_restricted_document_is_printed_only_by_those_who_may_read_it(berg: Journey) -> None:
    berg.to_screening(abuse_suspicion=True)
    berg.serve("send_welcome_letter", "iben")
    entry_id = entry(berg, "Brev holdt tilbage")
    with berg.acting("iben") as uow:
        uow.rows("UPDATE journal_entry SET author_id = NULL WHERE id = ?", entry_id)
    with pytest.raises(NotFound), berg.acting("iben") as uow:
        papers.paper(uow, entry_id)
    with berg.acting("tove") as uow:
        assert "Begrænset adgang" in text_of(papers.paper(uow, entry_id).content)


def test_somebody_without_the_case_finds_no_document(berg: Journey) -> None:
    berg.to_screening()
    entry_id = entry(berg, "Screening")
    for look in (papers.paper, papers.record_print):
        with pytest.raises(NotFound), berg.acting("lis") as uow:
            look(uow, entry_id)


def test_a_paper_with_words_the_child_keeps_says_so(berg: Journey) -> None:
    berg.to_assessment_meeting()
    berg.hear_child("Jeg er bange derhjemme.", hide_from_parents=True, hide_reason="Vil ikke")
    entry_id = entry(berg, "Barnets stemme")
    with berg.acting("mette") as uow:
        text = text_of(papers.paper(uow, entry_id).content)
    assert "ikke vises til mor og far" in " ".join(text.split())


def test_a_letter_on_paper_carries_the_receivers_own_address_only(berg: Journey) -> None:
    berg.to_participants()
    berg.serve("send_welcome_letter", "mette")
    with berg.acting("mette") as uow:
        rows = query.journal(uow, berg.case_id or "", kinds=("letter",))
        texts = {row["recipients"][0]["name"]: text_of(papers.paper(uow, row["id"]).content) for row in rows}
    assert "Bakken 2" in texts[FATHER]
    assert all("Skjulestien" not in text for text in texts.values())


def test_prints_are_recorded_with_who_and_when(berg: Journey) -> None:
    berg.to_participants()
    berg.serve("send_welcome_letter", "mette")
    entry_id = entry(berg, "Velkomstbrev")
    with berg.acting("mette") as uow:
        papers.record_print(uow, entry_id)
    with berg.acting("mette") as uow:
        sending, prints = papers.became(uow, entry_id)
        number, found, more = papers.documents(uow, berg.case_id or "")
    assert sending is not None and sending.state == "pending"
    assert [one.by for one in prints] == ["Mette Holm"]
    assert number == "2026-0001" and not more
    assert [one.prints for one in found if one.entry.id == entry_id] == [prints]
