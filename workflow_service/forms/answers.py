"""The answers of a form as a person reads them: on the case page and in the document of a completed form."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from workflow_service.forms.model import FieldInfo, Option

_MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


Labels = Mapping[tuple[type, object], str]


def answers(
    infos: Sequence[FieldInfo],
    data: Mapping[str, object],
    language: str,
    options: Mapping[str, Sequence[Option]],
) -> list[tuple[str, str]]:
    """(label, text) of every answer in `data`, in the order of `infos`; empty answers are left out.

    A list becomes one text with a numbered line for every row; a field without a label is not for reading.
    `options` maps a source to its options.
    """
    found = lines(infos, data, language, labels_of(options))
    return [(label, text) for _, label, text in found]


def lines(
    infos: Sequence[FieldInfo], data: Mapping[str, object], language: str, labels: Labels
) -> Iterator[tuple[FieldInfo, str, str]]:
    """(field, label, text) of every answer, as `answers` tells them."""
    for info in infos:
        if "[]" in info.path:
            continue
        value = _at(data, info.path)
        text = _rows(info, infos, value, language, labels) if isinstance(value, list) else ""
        text = text or _text(info, value, language, labels)
        label = info.label_en if language == "en" else info.label_da
        if text and label:
            yield info, label, text


def labels_of(options: Mapping[str, Sequence[Option]]) -> Labels:
    """The words of every option of every source, by its value."""
    return {(type(one.value), one.value): one.label for group in options.values() for one in group}


def _rows(
    info: FieldInfo, infos: Sequence[FieldInfo], value: list[object], language: str, labels: Labels
) -> str:
    """The numbered lines of a dynamic list; "" when `value` is no list of rows."""
    inner = f"{info.path}[]."
    columns = [one for one in infos if one.path.startswith(inner) and "[]" not in one.path[len(inner) :]]
    lines: list[str] = []
    for number, row in enumerate(value, start=1):
        if not isinstance(row, Mapping):
            return ""
        parts: list[str] = []
        for column in columns:
            cell = _at(row, column.path[len(inner) :])
            nested = _rows(column, infos, cell, language, labels) if isinstance(cell, list) else ""
            text = ("\n" + nested) if nested else _text(column, cell, language, labels)
            label = column.label_en if language == "en" else column.label_da
            if text and label:
                parts.append(f"{label}: {text}")
        if parts:
            lines.append(f"{number}. {_heading(columns, row, len(inner))}" + "; ".join(parts))
    return "\n".join(lines)


def _heading(columns: Sequence[FieldInfo], row: Mapping[str, object], start: int) -> str:
    """What a row of prefilled headings is about: its carried text, which has no label of its own."""
    for column in columns:
        text = _at(row, column.path[start:])
        if column.type == "carried" and column.path.endswith("_text") and isinstance(text, str) and text:
            return f"{text} – "
    return ""


def _text(info: FieldInfo, value: object, language: str, labels: Labels) -> str:
    if value is None or value == "" or value == []:
        return ""
    if isinstance(value, list):
        return ", ".join(filter(None, (_text(info, item, language, labels) for item in value)))
    if isinstance(value, Mapping):
        return ", ".join(str(item) for item in value.values() if item is not None)
    for option in info.options:
        if option.value == value and type(option.value) is type(value):
            return option.en if language == "en" else option.da
    if isinstance(value, bool):
        return ("Yes" if value else "No") if language == "en" else ("Ja" if value else "Nej")
    if isinstance(value, int | float):
        return number_text(value, language)
    if info.type in ("date", "datetime") or (info.type == "computed" and isinstance(value, str)):
        return moment_text(str(value), language)
    return labels.get((type(value), value), str(value))


def number_text(value: int | float, language: str) -> str:
    """1250.5 as `1.250,5` in Danish and `1,250.5` in English (danish.md 5); never with an exponent."""
    text = f"{Decimal(str(value)).normalize():,f}"
    return text if language == "en" else text.translate(str.maketrans(",.", ".,"))


def moment_text(value: str, language: str) -> str:
    """ISO text as `23.11.2026` or `23.11.2026 kl. 13.30`; in English `23 Nov 2026, 13:30`."""
    try:
        day = date.fromisoformat(value) if len(value) == 10 else datetime.fromisoformat(value)
    except ValueError:
        return value
    moment = day if isinstance(day, datetime) else None
    if language == "en":
        words = f"{day.day} {_MONTHS_EN[day.month - 1]} {day.year}"
        return f"{words}, {moment:%H:%M}" if moment else words
    words = f"{day.day}.{day.month}.{day.year}"
    return f"{words} kl. {moment:%H.%M}" if moment else words


def _at(data: Mapping[str, object], path: str) -> object:
    value: object = data
    for part in path.split("."):
        value = value.get(part) if isinstance(value, Mapping) else None
    return value


def value_at(data: Mapping[str, object], path: str) -> object:
    """The answer at a dotted path; None when there is none."""
    return _at(data, path)


def text_of(info: FieldInfo, value: object, labels: Labels) -> str:
    """One answer as Danish text; "" for no answer."""
    return _text(info, value, "da", labels)
