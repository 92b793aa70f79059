"""`docs/bpmn-rules.md` lists the rules as they are: it is made from them.

`python -m tests.unit.engine.check.test_page` writes the table anew.
"""

from __future__ import annotations

import re
from pathlib import Path

from workflow_service.engine.check import RULES
from workflow_service.engine.check.rules import Rule
from workflow_service.rules.model_texts import RULES as MODEL

PAGE = Path(__file__).parents[4] / "docs/bpmn-rules.md"
BEGIN = "<!-- rules: begin (made by `python -m tests.unit.engine.check.test_page`) -->"
END = "<!-- rules: end -->"
MODEL_BEGIN = "<!-- model rules: begin (made like the rules above) -->"
MODEL_END = "<!-- model rules: end -->"
ROOMS = {
    "00": "The file", "01": "Identity and references", "02": "The way through", "03": "Gateways",
    "04": "Events", "05": "Events", "06": "Activities", "07": "Activities", "08": "Expressions",
    "09": "Extensions", "10": "Imports, references, roles", "11": "Imports, references, roles",
        "12": "Collaborations and conversations",
    "14": "Sequence flows", "15": "Activities of any model", "16": "Activities of any model",
    "17": "Data", "18": "Data", "19": "Events of any model", "22": "Gateways of any model",
    "24": "Processes and lanes", "25": "Choreographies", "30": "Soundness", "40": "The drawing",
}  # fmt: skip


def plain(text: str) -> str:
    """Values shown as …, nothing that would end a cell of the table."""
    return re.sub(r"\{[a-z_]+\}", "…", text).replace("{{", "{").replace("}}", "}").replace("|", "\\|")


def row(name: str, rule: Rule) -> str:
    severity = f"{rule.severity} (published with a warning)" if rule.tolerated else rule.severity
    cells = [name, f"{rule.kind} {rule.clause}".strip(), severity]
    cells += [f"{plain(rule.da)} *{plain(rule.cure_da)}*", f"{plain(rule.en)} *{plain(rule.cure_en)}*"]
    return f"| {' | '.join(cells)} |"


def table() -> str:
    lines: list[str] = []
    room = ""
    for name, rule in sorted(RULES.items()):
        if ROOMS[name[5:7]] != room:
            room = ROOMS[name[5:7]]
            lines += ["", f"### {room}", "", "| rule | kind, clause | severity | dansk | English |"]
            lines.append("|---|---|---|---|---|")
        lines.append(row(name, rule))
    return "\n".join(lines).strip()


def model_table() -> str:
    """The rules that all diagrams together must keep."""
    lines = ["| rule | model rule | severity | dansk | English |", "|---|---|---|---|---|"]
    for name, rule in sorted(MODEL.items()):
        cells = [name, rule.inv, "error"]
        cells += [f"{plain(rule.da)} *{plain(rule.cure_da)}*", f"{plain(rule.en)} *{plain(rule.cure_en)}*"]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def with_table(text: str) -> str:
    for begin, end, made in ((BEGIN, END, table()), (MODEL_BEGIN, MODEL_END, model_table())):
        head, rest = text.split(begin)
        text = f"{head}{begin}\n\n{made}\n\n{end}{rest.split(end)[1]}"
    return text


def test_the_page_lists_exactly_the_rules() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert with_table(text) == text


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
