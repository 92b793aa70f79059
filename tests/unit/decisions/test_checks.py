"""What the check of a DMN file finds, and files written to do harm."""

from __future__ import annotations

import pytest

from tests.unit.decisions.files import HEAD, dmn, table
from workflow_service.decisions import check_decisions, parse_decisions
from workflow_service.errors import CheckFailed

DECISION = (
    '<decision id="{id}" name="{id}">{needs}<literalExpression><text>1</text></literalExpression></decision>'
)
NEEDS = '<informationRequirement><requiredDecision href="#{id}"/></informationRequirement>'


def rules(xml: bytes) -> list[str]:
    return [finding.rule for finding in check_decisions(xml, "a.dmn")]


def test_a_good_file_has_no_findings() -> None:
    assert check_decisions(table([("&lt; 18", "1")]), "a.dmn") == []


@pytest.mark.parametrize(
    ("xml", "rule"),
    [
        (b"<definitions", "DMN-001"),
        (b"<a/>", "DMN-001"),
        (
            dmn('<inputData id="a" name="b"/>' + DECISION.format(id="a", needs="")),
            "DMN-003",
        ),
        (dmn(DECISION.format(id="a", needs=NEEDS.format(id="gone"))), "DMN-004"),
        (
            dmn(
                DECISION.format(id="a", needs=NEEDS.format(id="b"))
                + DECISION.format(id="b", needs=NEEDS.format(id="a"))
            ),
            "DMN-005",
        ),
        (table([("-", "1")], policy='hitPolicy="BEST"'), "DMN-006"),
        (table([("-", "1")], policy='hitPolicy="COLLECT" aggregation="AVG"'), "DMN-007"),
        (table([("-",)], outputs=()), "DMN-008"),
        (table([("1",)], inputs=0), "DMN-008"),
        (table([("18 ..", "1")]), "DMN-010"),
        (table([("-", "1")], policy='hitPolicy="PRIORITY"'), "DMN-014"),
        (dmn(""), "DMN-015"),
    ],
)
def test_each_mistake_has_its_rule_its_line_and_its_cure(xml: bytes, rule: str) -> None:
    found = check_decisions(xml, "a.dmn")
    assert rule in [one.rule for one in found]
    assert [one for one in found if not (one.line and one.cure_da and one.cure_en)] == []


def test_a_cell_that_cannot_be_read_is_told_with_rule_column_and_line() -> None:
    xml = table([("&lt; 18", "1"), ("18 ..", "2")])
    (finding,) = check_decisions(xml, "a.dmn")
    assert (finding.line, finding.element, finding.severity) == (5, "r1", "error")
    assert finding.da.startswith("Help, regel 2, »age«:")
    assert finding.en.startswith("Help, rule 2, 'age':")
    assert finding.cure_da and finding.cure_en


def test_an_undeclared_name_is_found_when_inputs_are_declared() -> None:
    xml = dmn(
        '<inputData id="i" name="age"/><decision id="a" name="a">'
        '<informationRequirement><requiredInput href="#i"/></informationRequirement>'
        "<literalExpression><text>aeg &gt; 5</text></literalExpression></decision>"
    )
    (finding,) = check_decisions(xml, "a.dmn")
    assert finding.rule == "DMN-011"
    assert "Mente du »age«?" in finding.da


def test_other_languages_and_functions_are_refused() -> None:
    groovy = DECISION.format(id="a", needs="").replace(
        "Expression>", 'Expression expressionLanguage="groovy">', 1
    )
    logic = '<encapsulatedLogic kind="Java"><context/></encapsulatedLogic>'
    java = f'<businessKnowledgeModel id="k" name="k">{logic}</businessKnowledgeModel>'
    assert rules(dmn(groovy)) == ["DMN-018"]
    assert "DMN-013" in rules(dmn(java))


def test_parsing_a_file_with_errors_is_refused_with_the_findings() -> None:
    with pytest.raises(CheckFailed) as caught:
        parse_decisions(table([("18 ..", "1"), ("-", "1 +")]), "a.dmn")
    assert [finding.rule for finding in caught.value.findings] == ["DMN-010", "DMN-010"]
    assert caught.value.da == "Beslutningsfilen a.dmn har 2 fejl."


@pytest.mark.parametrize(
    "head",
    [
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE a [<!ENTITY x "1"><!ENTITY y "&x;&x;&x;&x;">]>',
        '<!doctype a SYSTEM "http://127.0.0.1:1/a.dtd">',
    ],
)
def test_a_doctype_is_refused_before_anything_is_read(head: str) -> None:
    xml = HEAD.replace("\n<definitions", f"\n{head}\n<definitions").encode() + b"&x;</definitions>"
    (finding,) = check_decisions(xml, "a.dmn")
    assert (finding.rule, finding.line) == ("DMN-001", 2)
    assert "DOCTYPE" in finding.da
    assert "<!DOCTYPE" in finding.cure_da and "<!DOCTYPE" in finding.cure_en


def test_other_encodings_cannot_hide_a_doctype() -> None:
    text = '<?xml version="1.0" encoding="UTF-16"?><!DOCTYPE a><definitions/>'
    assert rules(text.encode("utf-16")) == ["DMN-001"]
    assert rules(text.encode("utf-16-be")) == ["DMN-001"]
    seven = b'<?xml version="1.0" encoding="UTF-7"?>+ADwAIQ-DOCTYPE a+AD4-<definitions/>'
    assert rules(seven) == ["DMN-001"]


def test_a_file_that_is_too_large_says_how_to_make_it_smaller() -> None:
    (finding,) = check_decisions(b" " * 6_000_000, "a.dmn")
    assert (finding.line, finding.cure_en) == (1, "Split the decisions into several files.")


def test_a_huge_or_deep_file_is_refused() -> None:
    assert rules(dmn(" " * 6_000_000)) == ["DMN-001"]
    assert rules(dmn("<a>" * 5000 + "</a>" * 5000)) == ["DMN-001"]


def test_deeply_nested_boxes_are_refused() -> None:
    body = "<list>" * 200 + "</list>" * 200
    assert "DMN-019" in rules(dmn(f'<decision id="a" name="a">{body}</decision>'))


def test_a_long_chain_of_decisions_is_refused() -> None:
    chain = "".join(
        DECISION.format(id=f"d{number}", needs=NEEDS.format(id=f"d{number + 1}")) for number in range(500)
    )
    assert "DMN-019" in rules(dmn(chain + DECISION.format(id="d500", needs="")))
