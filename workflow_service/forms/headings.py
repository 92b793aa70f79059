"""ICS headings are data (domain.md 7, F04): the rows that the server puts into the assessment form."""

from __future__ import annotations

from collections.abc import Mapping


def heading_rows(data: Mapping[str, object], heading_set: str | None, language: str) -> list[dict[str, str]]:
    """Rows for the list `headings` of `ics_assessment`.

    `data` is the content of `ics_headings.json`; an unknown or missing `heading_set` means its default.
    """
    sets = data["sets"]
    domains = data["domains"]
    assert isinstance(sets, Mapping) and isinstance(domains, list)
    chosen = sets.get(heading_set) or sets[data["default"]]
    tongue = "en" if language == "en" else "da"
    names = {domain["key"]: domain[tongue] for domain in domains}
    return [
        {
            "heading": row["key"],
            "domain": row["domain"],
            "heading_text": row[tongue],
            "domain_text": names[row["domain"]],
        }
        for row in chosen["headings"]
    ]
