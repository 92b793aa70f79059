"""Reading a JSON body strictly: what two parsers could read differently is refused (RFC 8259, I-JSON)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from math import inf
from typing import Any

from flask import Request
from werkzeug.exceptions import UnsupportedMediaType

from workflow_service.errors import Malformed

DEEPEST = 40
LARGEST_INTEGER = 2**53 - 1


def read_json(request: Request, *, empty: Any = None) -> Any:
    """The request's JSON value; `empty` when there is no body at all.

    Raises `Malformed` (not UTF-8, no JSON, NaN or Infinity, a key twice, nested deeper than 40, a NUL
    character, half a surrogate pair, an integer that not every client can hold), `UnsupportedMediaType`
    when the body is not said to be JSON, `RequestEntityTooLarge`.
    """
    data = request.get_data(cache=True)
    if not data and not request.mimetype:
        return empty
    if request.mimetype != "application/json" and not request.mimetype.endswith("+json"):
        raise UnsupportedMediaType
    return parse_json(data) if data.strip() else empty


def parse_json(data: bytes) -> Any:
    """A JSON text as a value. Raises `Malformed`."""
    try:
        value = json.loads(data.decode("utf-8"), object_pairs_hook=_object, parse_constant=_constant)
    except Malformed:
        raise
    except RecursionError:
        raise _too_deep() from None
    except UnicodeDecodeError:
        raise _malformed("er ikke UTF-8", "is not UTF-8") from None
    except json.JSONDecodeError as error:
        place = f"{error.lineno}:{error.colno}"
        raise _malformed(f"er ikke JSON (linje {place})", f"is not JSON (line {place})") from None
    except ValueError:
        # an integer of thousands of digits
        raise _malformed("har et tal, der er for stort", "holds a number that is too large") from None
    _check(value)
    return value


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise _malformed("har samme navn to gange i et objekt", "has a name twice in one object")
    return found


def _constant(text: str) -> None:
    raise _malformed(f"har {text}, som ikke er et tal i JSON", f"holds {text}, which is no number in JSON")


def _check(value: Any) -> None:
    """Walks without recursion, so that depth cannot hurt."""
    level = [value]
    for _ in range(DEEPEST):
        below: list[Any] = []
        for item in level:
            if isinstance(item, dict):
                below += item.keys()
                below += item.values()
            elif isinstance(item, list):
                below += item
            else:
                _check_leaf(item)
        if not below:
            return
        level = below
    raise _too_deep()


def _check_leaf(item: Any) -> None:
    if isinstance(item, str):
        if "\0" in item:
            raise _malformed("har et NUL-tegn", "holds a NUL character")
        if not item.isascii() and any("\ud800" <= c <= "\udfff" for c in item):
            raise _malformed("har et halvt tegn (surrogat)", "holds half a character (surrogate)")
    too_large = abs(item) > LARGEST_INTEGER if isinstance(item, int) else item in (inf, -inf)
    if too_large:
        raise _malformed("har et tal, der er for stort", "holds a number that is too large")


def _too_deep() -> Malformed:
    return _malformed(f"er dybere end {DEEPEST} niveauer", f"is nested deeper than {DEEPEST} levels")


def _malformed(da: str, en: str) -> Malformed:
    return Malformed(
        "json_malformed",
        f"Indholdet kan ikke læses: det {da}. Ret det, og send igen.",
        f"The body cannot be read: it {en}. Correct it and send again.",
    )


def reject_nul(values: Mapping[str, Any]) -> None:
    """Raises `Malformed` when a query or path value holds a NUL character (no database text can)."""
    if any("\0" in str(key) or "\0" in str(value) for key, value in values.items()):
        raise _malformed("har et NUL-tegn i adressen", "holds a NUL character in the address")
