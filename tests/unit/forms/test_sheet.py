"""A completed form on paper: headings of groups, lists as tables."""

from typing import Any

from workflow_service.forms import compile_form
from workflow_service.forms.sheet import sheet


def form(*components: dict[str, Any]) -> Any:
    head = {"type": "default", "id": "test_form", "schemaVersion": 19, "properties": {"title": "Prøve"}}
    return compile_form({**head, "components": list(components)})


def text(key: str, label: str) -> dict[str, Any]:
    return {"type": "textfield", "id": key, "key": key, "label": label}


def people() -> dict[str, Any]:
    inside = [text("name", "Navn"), text("role", "Rolle"), text("phone", "Telefon")]
    return {"type": "dynamiclist", "id": "heard", "path": "heard", "label": "Hørt", "components": inside}


def test_a_list_is_a_table_of_the_columns_that_were_filled_in() -> None:
    data = {"heard": [{"name": "Sara", "role": "mor"}, {"name": "Thomas", "role": "far"}]}
    found = sheet(form(text("reason", "Begrundelse"), people()), {"reason": "Ro", **data}, {})
    assert [label for label, _ in found.answers] == ["Begrundelse", "Hørt"]
    assert found.tables[1].columns == ("Navn", "Rolle")
    assert found.tables[1].rows == (("Sara", "mor"), ("Thomas", "far"))


def test_a_list_with_one_column_stays_text() -> None:
    found = sheet(form(people()), {"heard": [{"name": "Sara"}]}, {})
    assert not found.tables and found.answers == (("Hørt", "1. Navn: Sara"),)


def test_a_heading_stands_where_its_group_begins() -> None:
    group = {
        "type": "group",
        "id": "ability",
        "label": "Funktionsevne",
        "components": [text("walks", "Går"), text("talks", "Taler")],
    }
    found = sheet(form(text("first", "Først"), group), {"first": "a", "walks": "b", "talks": "c"}, {})
    assert found.sections == {1: "Funktionsevne"}
