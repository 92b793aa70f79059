"""Where a prefilled field is from, as the form says under it (danish.md, string 23)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from workflow_service import calendar

Sources = dict[str, Mapping[str, str]]


def source(da: str, en: str, day: date | None = None) -> Mapping[str, str]:
    """What stands under the field; without a day the origin alone.

    >>> source("udredningsmødet", "the assessment meeting", date(2026, 11, 12))["da"]
    'Hentet fra udredningsmødet 12.11.2026'
    """
    if day is None:
        return {"da": f"Hentet fra {da}", "en": f"Taken from {en}"}
    return {
        "da": f"Hentet fra {da} {calendar.short_date(day)}",
        "en": f"Taken from {en} {calendar.short_date(day, 'en')}",
    }
