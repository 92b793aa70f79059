"""The operations guide lists the settings as they are."""

from pathlib import Path

from workflow_service.config import settings_table

GUIDE = Path(__file__).parents[3] / "docs" / "operations.md"


def test_the_operations_guide_lists_every_setting_as_it_is() -> None:
    listed = GUIDE.read_text().split("<!-- settings -->\n")[1].split("<!-- /settings -->")[0]
    assert listed == settings_table()
