"""What stands on a section or reads a parameter is worked out from the release and the program."""

from __future__ import annotations

from pathlib import Path

import orjson

from workflow_service.store.running import DefinitionRow
from workflow_service.studio import read_folder, usage

ROOT = Path(__file__).resolve().parents[3]
KEYS = [row["key"] for row in orjson.loads((ROOT / "bpmn/data/parameters.json").read_bytes())]


def definition(content: str) -> DefinitionRow:
    return DefinitionRow("1", "process", "p", 1, "P", "p.bpmn", content.encode(), None, "")


READ = (
    '<x due="wait_time"/>',
    '<text>parameter("wait_time")</text>',
    "<t>wait_time</t>",
    '<x due="=now() + parameter(&quot;wait_time&quot;)"/>',
    '{"a": "=parameter(\\"wait_time\\")"}',
)
NOT_READ = ('<x id="wait_time"/>', '<flow sourceRef="wait_time"/>', "<t>my wait_time</t>")


def words(content: str) -> list[str]:
    return [use.key for use in usage._of_definition(definition(content))]


def test_a_key_is_found_as_attribute_text_or_in_feel_and_not_as_a_name() -> None:
    assert [content for content in READ if "wait_time" not in words(content)] == []
    assert [content for content in NOT_READ if "wait_time" in words(content)] == []


def test_the_program_reads_a_key_it_names_or_puts_together() -> None:
    assert usage.read_by_program("status_quorum", KEYS)
    assert usage.read_by_program("application_deadline_86", KEYS), "of the section that is applied for"
    assert not usage.read_by_program("nobody_reads_this", KEYS)


def test_what_no_diagram_table_form_or_program_reads_is_known_by_name() -> None:
    files = read_folder([ROOT / "bpmn", ROOT / "forms"])
    read = [one for path, one in files.items() if path.endswith((".bpmn", ".dmn", ".form.json"))]
    named = {word for content in read for word in words(content.decode())}
    waiting = {key for key in KEYS if key not in named and not usage.read_by_program(key, KEYS)}
    weights = {f"case_weight_{kind}" for kind in ("new", "acute", "active", "stable")}
    assert waiting == {"supervision_interval", "retention_years", "ssd_rule"} | weights


def test_every_section_of_the_package_says_when_it_was_confirmed_or_that_it_was_not() -> None:
    rows = orjson.loads((ROOT / "bpmn/data/legal_bases.json").read_bytes())
    assert all("verified_on" in row and "verified" not in row for row in rows)
    assert {row["key"] for row in rows if row["verified_on"] is None} > {"barnets_lov_135", "barnets_lov_138"}
