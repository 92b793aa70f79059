"""A completed form as a paper shows it: under the form's own headings, its lists as tables.

Danish only: papers are in the language of the administration.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from workflow_service.forms import answers as readable
from workflow_service.forms.form import Form
from workflow_service.forms.model import FieldInfo, Option

SUBJECT = "Emne"


@dataclass(frozen=True)
class Table:
    """A list of the form: labels of its columns, texts of its rows."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Sheet:
    """`answers`: (label, text) as everywhere; `sections`: the heading that begins at an answer; `tables`: the
    answers that are lists. Both by the answer's place in `answers`."""

    answers: tuple[tuple[str, str], ...]
    sections: Mapping[int, str]
    tables: Mapping[int, Table]


def sheet(form: Form, data: Mapping[str, object], options: Mapping[str, Sequence[Option]]) -> Sheet:
    """The answers in `data` as they go on paper; `options` maps a source to its options."""
    headings = dict(_headings(form.schema("da")))
    labels = readable.labels_of(options)
    told: list[tuple[str, str]] = []
    sections: dict[int, str] = {}
    tables: dict[int, Table] = {}
    current = ""
    for info, label, text in readable.lines(form.fields, data, "da", labels):
        heading = headings.get(info.path.split(".")[0], "")
        if heading and heading != current:
            sections[len(told)] = heading
        current = heading
        table = _table(info, form.fields, data, labels)
        if table is not None:
            tables[len(told)] = table
        told.append((label, text))
    return Sheet(tuple(told), sections, tables)


def _headings(schema: Mapping[str, object], above: str = "") -> Iterator[tuple[str, str]]:
    """(first part of a field's path, heading of the group it stands in)."""
    components = schema.get("components")
    for one in components if isinstance(components, list) else ():
        if not isinstance(one, Mapping):
            continue
        grouped = one.get("type") == "group"
        heading = str(one.get("label") or above) if grouped else above
        key = str(one.get("path") or one.get("key") or "")
        if key and heading:
            yield key.split(".")[0], heading
        if grouped:
            yield from _headings(one, heading)


def _table(
    info: FieldInfo,
    infos: Sequence[FieldInfo],
    data: Mapping[str, object],
    labels: readable.Labels,
) -> Table | None:
    """A list with at least two columns of which none is a list itself; others stay text."""
    start = len(info.path) + 3
    value = readable.value_at(data, info.path)
    if not isinstance(value, list):
        return None
    inner = [one for one in infos if one.path.startswith(f"{info.path}[].")]
    columns = [one for one in inner if one.label_da or _is_subject(one)]
    if len(columns) < 2 or any("[]" in one.path[start:] for one in inner):
        return None
    cells = [_row(columns, start, row, labels) for row in value if isinstance(row, Mapping)]
    used = [at for at in range(len(columns)) if any(row[at] for row in cells)]
    if len(used) < 2:
        return None
    return Table(
        tuple(columns[at].label_da or SUBJECT for at in used),
        tuple(tuple(row[at] for at in used) for row in cells),
    )


def _is_subject(info: FieldInfo) -> bool:
    """What a row of prefilled headings is about: its carried text, which has no label of its own."""
    return info.type == "carried" and info.path.endswith("_text")


def _row(
    columns: Sequence[FieldInfo],
    start: int,
    row: Mapping[str, object],
    labels: readable.Labels,
) -> tuple[str, ...]:
    texts = []
    for column in columns:
        value = readable.value_at(row, column.path[start:])
        texts.append(readable.text_of(column, value, labels))
    return tuple(texts)
