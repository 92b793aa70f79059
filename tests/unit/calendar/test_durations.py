import pytest

from workflow_service import calendar
from workflow_service.errors import Invalid


@pytest.mark.parametrize(
    ("text", "kind", "da", "en"),
    [
        ("P14D", "calendar", "14 dage", "14 days"),
        ("P1D", "calendar", "1 dag", "1 day"),
        ("P4M", "calendar", "4 måneder", "4 months"),
        ("P12M", "calendar", "1 år", "1 year"),
        ("P18M", "calendar", "18 måneder", "18 months"),
        ("P15Y6M", "calendar", "15 år og 6 måneder", "15 years and 6 months"),
        ("P8W", "calendar", "8 uger", "8 weeks"),
        ("PT24H", "clock", "24 timer", "24 hours"),
        ("PT90M", "clock", "1 time og 30 minutter", "1 hour and 30 minutes"),
        ("P3M15D", "calendar", "3 måneder og 15 dage", "3 months and 15 days"),
        ("P5D", "working_day", "5 arbejdsdage", "5 working days"),
        ("P6D", "weekday", "6 hverdage", "6 weekdays"),
        ("P0D", "calendar", "0 dage", "0 days"),
    ],
)
def test_a_duration_is_said_in_words(text: str, kind: str, da: str, en: str) -> None:
    assert calendar.in_words(text, "da", kind) == da
    assert calendar.in_words(text, "en", kind) == en


@pytest.mark.parametrize(
    "text", ["", "P", "PT", "14", "P1.5M", "14 dage", "P1DT", "P99999999D", "p14d", "P١D"]
)
def test_what_is_no_duration_is_refused_with_an_example(text: str) -> None:
    with pytest.raises(Invalid) as refused:
        calendar.parse_duration(text)
    assert "P14D" in refused.value.da and refused.value.code == "duration_invalid"


def test_a_negative_duration_turns_every_part() -> None:
    assert calendar.parse_duration("-P1M2W3D") == calendar.Duration(months=-1, weeks=-2, days=-3)
