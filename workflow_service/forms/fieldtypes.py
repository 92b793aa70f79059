"""The one table of field types: what form-js knows, and what we say with its custom `properties.type`.

A type that form-js does not know travels on a component it does know (design.md 6): a `user_ref` is a
`select` whose options the server fills and checks with the same query.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from marshmallow import ValidationError, fields

from workflow_service.forms.model import MAX_ROWS, MAX_TEXT

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BREAKS = re.compile("[\r\n\t]")
# A number as people and programs write it in full; an exponent is neither.
_PLAIN_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
_CPR = re.compile(r"(\d\d)(\d\d)(\d\d)-?(\d)\d{3}", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_TIME = re.compile(r"\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?", re.ASCII)
# A year outside is a slip of the hand (0026, 20226), and no sum of dates from here leaves the calendar.
_YEARS = range(1900, 2200)
_FILE = re.compile(r"files::[\w-]{1,100}", re.ASCII)


class Answer(fields.Field):  # type: ignore[type-arg]
    """An answer that may be empty: `required` is asked later, because a hidden field is never required."""

    def __init__(self) -> None:
        super().__init__(required=False, allow_none=True)

    def _deserialize(self, value: object, attr: object, data: object, **kwargs: object) -> object:
        return None if value == "" else self.read(value)

    def read(self, value: object) -> object:
        """The JSON-able value, or ValidationError with a message code."""
        raise NotImplementedError


class Text(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, str):
            raise ValidationError("not_text")
        if len(value) > MAX_TEXT:
            raise ValidationError("text_too_long")
        if _UNSTORABLE.search(value):
            raise ValidationError("bad_character")
        return value if value.strip() else None


class Line(Text):
    """A text of one line: what would break it is a space, as the browser's one-line control makes it."""

    def read(self, value: object) -> object:
        return super().read(_BREAKS.sub(" ", value) if isinstance(value, str) else value)


class Cpr(Line):
    """DDMMYY-NNNN with a date that exists. The day may be 60 higher (test and replacement numbers).

    Never modulus 11: numbers without it are valid (domain.md 12). Digit 7 with the year gives the century.
    """

    def read(self, value: object) -> object:
        text = super().read(value)
        found = _CPR.fullmatch(text.strip()) if isinstance(text, str) else None
        if text is None:
            return None
        if found is None:
            raise ValidationError("not_cpr")
        day, month, year, seventh = (int(part) for part in found.groups())
        try:
            date(_century(seventh, year) + year, month, day - 60 if day > 60 else day)
        except ValueError:
            raise ValidationError("not_cpr") from None
        return found[0] if "-" in found[0] else f"{found[0][:6]}-{found[0][6:]}"


def _century(seventh: int, year: int) -> int:
    """Century of a CPR number (cpr.dk, "Personnummeret i CPR")."""
    if seventh <= 3:
        return 1900
    if seventh in (4, 9):
        return 2000 if year <= 36 else 1900
    return 2000 if year <= 57 else 1800


class Number(Answer):
    """A finite number below 10^15, as JSON number or as the text that form-js may send."""

    def read(self, value: object) -> object:
        if isinstance(value, bool) or not isinstance(value, int | float | str):
            raise ValidationError("not_number")
        if isinstance(value, int):
            if abs(value) >= 10**15:
                raise ValidationError("number_too_large")
            return value
        if isinstance(value, float) and not math.isfinite(value):
            raise ValidationError("not_number")
        if isinstance(value, float):
            return _as_number(Decimal(str(value)))
        text = value.strip()
        return self.of_text(text) if text else None

    def of_text(self, text: str) -> object:
        """The int or float of a decimal text. Its length first: a million digits are slow to read."""
        if len(text) > 40 or not _PLAIN_NUMBER.fullmatch(text):
            raise ValidationError("not_number")
        return _as_number(Decimal(text))


def _as_number(number: Decimal) -> int | float:
    if number.adjusted() >= 15 or abs(float(number)) >= 1e15:
        raise ValidationError("number_too_large")
    return int(number) if number == number.to_integral_value() else float(number)


class NumberText(Number):
    """A number that leaves the form as decimal text, digit for digit (form-js: serializeToString)."""

    def read(self, value: object) -> object:
        found = super().read(value)
        return f"{Decimal(str(found)):f}" if isinstance(found, int | float) else found

    def of_text(self, text: str) -> object:
        super().of_text(text)
        return text.removeprefix("+")


class Check(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, bool):
            raise ValidationError("not_boolean")
        return value


class Date(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, str) or not _DATE.fullmatch(value):
            raise ValidationError("not_date")
        try:
            day = date.fromisoformat(value)
        except ValueError:
            raise ValidationError("not_date") from None
        if day.year not in _YEARS:
            raise ValidationError("not_date")
        return value


class Moment(Answer):
    """A date and a time; the loader adds the zone when the browser sent none."""

    def read(self, value: object) -> object:
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            raise ValidationError("not_datetime")
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            raise ValidationError("not_datetime") from None
        if moment.year not in _YEARS or (moment.utcoffset() or timedelta()) % timedelta(minutes=1):
            raise ValidationError("not_datetime")
        return moment.isoformat(timespec="seconds")


class Clock(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, str) or not _TIME.fullmatch(value):
            raise ValidationError("not_time")
        try:
            time.fromisoformat(value)
        except ValueError:
            raise ValidationError("not_time") from None
        return value


class Choice(Answer):
    """One option value; whether it is on the list is asked later, with the context."""

    def read(self, value: object) -> object:
        return _option_value(value, "not_choice")


class Choices(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, list) or len(value) > MAX_ROWS:
            raise ValidationError("not_choices")
        chosen: list[object] = []
        for item in value:
            one = _option_value(item, "not_choices")
            if not any(one == other and type(one) is type(other) for other in chosen):
                chosen.append(one)
        return chosen


def _option_value(value: object, code: str) -> object:
    if isinstance(value, str) and len(value) <= 1_000 and not _UNSTORABLE.search(value):
        return value
    if isinstance(value, bool) or (isinstance(value, int) and abs(value) < 10**15):
        return value
    raise ValidationError(code)


class File(Answer):
    def read(self, value: object) -> object:
        if not isinstance(value, str) or not _FILE.fullmatch(value):
            raise ValidationError("not_file")
        return value


@dataclass(frozen=True)
class FieldType:
    """One row of the table.

    `carriers` are the form-js components it may travel on; `reader` makes the marshmallow field (None: the
    server works the value out itself); `required` the message code when an answer is missing.
    """

    name: str
    carriers: tuple[str, ...]
    reader: Callable[[], Answer] | None
    required: str
    needs_source: bool = False


_ONE = ("select", "radio")
_MANY = ("taglist", "checklist")

FIELD_TYPES: Mapping[str, FieldType] = {
    row.name: row
    for row in (
        # form-js's own
        FieldType("textfield", ("textfield",), Line, "required_text"),
        FieldType("textarea", ("textarea",), Text, "required_text"),
        FieldType("number", ("number",), Number, "required_number"),
        FieldType("checkbox", ("checkbox",), Check, "required_check"),
        FieldType("date", ("datetime",), Date, "required_date"),
        FieldType("datetime", ("datetime",), Moment, "required_datetime"),
        FieldType("time", ("datetime",), Clock, "required_time"),
        FieldType("choice", _ONE, Choice, "required_choice"),
        FieldType("choices", _MANY, Choices, "required_choices"),
        FieldType("filepicker", ("filepicker",), File, "required_file"),
        FieldType("dynamiclist", ("dynamiclist",), None, "min_rows_one"),
        FieldType("expression", ("expression",), None, "required_text"),
        # ours, on a component that form-js knows
        FieldType("cpr", ("textfield",), Cpr, "required_text"),
        FieldType("decimal", ("number",), Number, "required_number"),
        FieldType("boolean", ("radio", "checkbox"), Check, "required_choice"),
        FieldType("user_ref", (*_ONE, *_MANY), Choice, "required_choice", needs_source=True),
        FieldType("person_ref", (*_ONE, *_MANY), Choice, "required_choice", needs_source=True),
        FieldType("sector", (*_ONE, *_MANY), Choice, "required_choice", needs_source=True),
        FieldType("profession", (*_ONE, *_MANY), Choice, "required_choice", needs_source=True),
        FieldType("ref", (*_ONE, *_MANY), Choice, "required_choice", needs_source=True),
        FieldType("attachments", ("taglist",), Choices, "required_file", needs_source=True),
        FieldType("list_person", ("dynamiclist",), None, "min_rows_one"),
        FieldType("computed", ("expression",), None, "required_text"),
        # An id or a word that the server put into the row and gets back unchanged (goal_uid, ICS heading).
        FieldType("carried", ("expression", "textfield"), None, "required_carried"),
    )
}

_PLAIN = {"select": "choice", "radio": "choice", "taglist": "choices", "checklist": "choices"}

KEYED = frozenset(carrier for row in FIELD_TYPES.values() for carrier in row.carriers)
STATIC = frozenset(
    {"text", "html", "image", "iframe", "spacer", "separator", "button", "documentPreview", "table"}
)
MANY = frozenset(_MANY)
OPTION_CARRIERS = frozenset((*_ONE, *_MANY))


def type_name(component: Mapping[str, object]) -> str:
    """The row of the table of a form-js component; an unknown custom type is returned as it is."""
    properties = component.get("properties")
    custom = properties.get("type") if isinstance(properties, Mapping) else None
    if isinstance(custom, str):
        return custom
    carrier = str(component.get("type"))
    if carrier == "datetime":
        return str(component.get("subtype") or "date")
    return _PLAIN.get(carrier, carrier)


def reader(component: Mapping[str, object]) -> Answer | None:
    """A fresh marshmallow field for a component, None when the server works the value out itself."""
    row = FIELD_TYPES[type_name(component)]
    if row.reader is Choice and component.get("type") in MANY:
        return Choices()
    if row.reader is Number and component.get("serializeToString") is True:
        return NumberText()
    return row.reader() if row.reader else None
