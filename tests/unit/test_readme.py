"""The README says what the code supports: its table is made from `engine.elements`.

`python -m tests.unit.test_readme` writes the table anew.
"""

from __future__ import annotations

from pathlib import Path

from workflow_service.engine.elements import supported_elements

README = Path(__file__).parents[2] / "README.md"
BEGIN = "<!-- supported: begin (made by `python -m tests.unit.test_readme`) -->"
END = "<!-- supported: end -->"


def table() -> str:
    """The supported elements as a Markdown table."""
    lines = ["| group | element | note |", "|---|---|---|"]
    for group, element, _, note in supported_elements():
        lines.append(f"| {group} | {element} | {note} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    head, rest = text.split(BEGIN)
    return f"{head}{BEGIN}\n\n{table()}\n\n{END}{rest.split(END)[1]}"


def test_the_readme_lists_exactly_what_is_supported() -> None:
    text = README.read_text(encoding="utf-8")
    assert with_table(text) == text


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
