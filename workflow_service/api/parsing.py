"""Arguments of calls: strict JSON in, field errors in the caller's language out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

import marshmallow as ma
from flask import Request
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy
from werkzeug.datastructures import MultiDict

from workflow_service import http
from workflow_service.errors import Invalid

# marshmallow's sentences in Danish; patterns, because some carry a number
_DANISH = [
    (re.compile(pattern), danish)
    for pattern, danish in (
        (r"Missing data for required field\.", "Feltet mangler."),
        (r"Field may not be null\.", "Feltet må ikke være null."),
        (r"Unknown field\.", "Feltet findes ikke her. Se efter, om navnet er stavet rigtigt."),
        (r"Not a valid string\.", "Skal være en tekst."),
        (r"Not a valid integer\.", "Skal være et helt tal."),
        (r"Not a valid boolean\.", "Skal være true eller false."),
        (r"Not a valid mapping type\.", "Skal være et JSON-objekt."),
        (r"Not a valid list\.", "Skal være en liste."),
        (r"Not a valid UUID\.", "Skal være et id (UUID)."),
        (r"Not a valid date\.", "Skal være en dato, fx 2026-11-23."),
        (r"Not a valid time\.", "Skal være et klokkeslæt, fx 13:00."),
        (
            r"Not a valid (?:aware )?datetime\.",
            "Skal være et tidspunkt med tidszone, fx 2026-11-23T13:00:00+01:00.",
        ),
        (r"Invalid input type\.", "Skal være et JSON-objekt."),
        (r"Must be one of: (?P<v>.+)\.", r"Skal være en af: {v}."),
        (r"Longer than maximum length (?P<v>\d+)\.", r"Må højst være {v} lang."),
        (r"Shorter than minimum length (?P<v>\d+)\.", r"Skal være mindst {v} lang."),
        (r"Length must be between (?P<v>\d+) and (?P<w>\d+)\.", r"Skal være mellem {v} og {w} lang."),
        (r"Must be greater than or equal to (?P<v>[\d.-]+)\.", r"Skal være mindst {v}."),
        (r"Must be less than or equal to (?P<v>[\d.-]+)\.", r"Må højst være {v}."),
        (
            r"Must be greater than or equal to (?P<v>[\d.-]+) and less than or equal to (?P<w>[\d.-]+)\.",
            r"Skal være mellem {v} og {w}.",
        ),
        (r"String does not match expected pattern\.", "Har ikke den form, der ventes."),
    )
]


def in_danish(message: str) -> str | None:
    """One of marshmallow's sentences in Danish; None when it is not known."""
    for pattern, danish in _DANISH:
        found = pattern.fullmatch(message)
        if found is not None:
            return danish.format(**found.groupdict())
    return None


def field_errors(messages: Any, path: str = "") -> Iterator[tuple[str, list[str]]]:
    """Flattens marshmallow's nested messages to field paths ("variables.goals.0.end") and sentences."""
    if isinstance(messages, Mapping):
        for key, below in messages.items():
            # "_schema" stands for the whole object, "key" and "value" for the parts of a mapping
            name = "" if key == "_schema" else str(key)
            yield from field_errors(below, f"{path}.{name}".strip("."))
        return
    sentences = messages if isinstance(messages, list) else [messages]
    yield path or "body", [http.say(in_danish(str(s)) or str(s), str(s)) for s in sentences]


def refused(messages: Any) -> Invalid:
    """What marshmallow found, as our error."""
    return Invalid(
        "request_invalid",
        "Der er fejl i de oplysninger, du har sendt. Ret de nævnte felter, og send igen.",
        "There are errors in what you sent. Correct the fields named and send again.",
        dict(field_errors(messages)),
    )


def load_body(req: Request, schema: ma.Schema) -> Any:
    """The JSON body as `schema` loads it; none at all is an empty object. Raises `Invalid` per field, and
    what `http.read_json` raises."""
    try:
        return schema.load(http.read_json(req, empty={}), unknown=ma.RAISE)
    except ma.ValidationError as error:
        raise refused(error.messages) from None


class StrictParser(FlaskParser):
    """Reads the query and raises our own typed errors. `?purpose=` belongs to the access log and is accepted
    everywhere (see `http.unit_of_work`)."""

    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {
        **FlaskParser.DEFAULT_UNKNOWN_BY_LOCATION,
        "query": ma.RAISE,
    }

    def load_querystring(self, req: Request, schema: ma.Schema) -> MultiDictProxy:
        pairs = [(key, value) for key, value in req.args.items(multi=True) if key != "purpose"]
        return MultiDictProxy(MultiDict(pairs), schema)

    def handle_error(
        self, error: ma.ValidationError, req: Request, schema: ma.Schema, **options: Any
    ) -> NoReturn:
        messages = error.messages
        if isinstance(messages, dict) and len(messages) == 1 and set(messages) <= {"query"}:
            messages = next(iter(messages.values()))
        raise refused(messages)
