"""Danish public holidays. Store Bededag is gone from 2024 (domain.md 12)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from types import MappingProxyType


@lru_cache(maxsize=256)
def _year(year: int, language: str) -> Mapping[date, str]:
    # imported when first asked: the library costs more at start than the whole room
    from holidays.countries.denmark import Denmark

    # asked for one whole year at a time, so that the library's lazily growing object is never shared
    tongue = "en_US" if language == "en" else "da"
    return MappingProxyType(dict(Denmark(years=year, language=tongue)))  # type: ignore[no-untyped-call]


class DanishHolidays:
    """The public holidays of every year, as a container of dates. Immutable; serves every thread."""

    def __contains__(self, day: object) -> bool:
        return isinstance(day, date) and day in _year(day.year, "da")

    def name(self, day: date, language: str = "da") -> str | None:
        """The holiday's name, None on an ordinary day."""
        return _year(day.year, "en" if language == "en" else "da").get(day)

    def of_year(self, year: int) -> frozenset[date]:
        """All public holidays of `year`."""
        return frozenset(_year(year, "da"))


DANISH_HOLIDAYS = DanishHolidays()
