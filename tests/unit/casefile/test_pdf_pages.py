"""A PDF that was attached, page by page as pictures of ours."""

from __future__ import annotations

import os

import pytest

from tests import attached
from workflow_service.casefile import pdf_pages
from workflow_service.casefile.pictures import png_size


def test_each_page_is_drawn_and_counted() -> None:
    content = attached.pdf(pages=3)
    assert pdf_pages.count_pages(content) == 3
    width, height = png_size(pdf_pages.draw_page(content, 3))
    assert 850 < width < 950 and 1200 < height < 1350
    with pytest.raises(pdf_pages.CannotDraw):
        pdf_pages.draw_page(content, 4)


def test_a_broken_pdf_has_no_pages() -> None:
    assert pdf_pages.count_pages(b"%PDF-1.7 and nothing else") == 0


def test_where_there_is_no_memory_file_a_folder_of_ours_lends_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(os, "memfd_create")
    assert pdf_pages.count_pages(attached.pdf(pages=2)) == 2
