"""Breve: the words of every letter, with a preview in both languages, their versions, and changing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from flask import Blueprint, Response, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import http, studio
from workflow_service.casefile import letter_templates
from workflow_service.casefile.letter_language import TemplateError
from workflow_service.casefile.letter_paper import Piece, pieces
from workflow_service.casefile.letter_templates import COMMON, LANGUAGES, Template
from workflow_service.errors import CheckFailed, NotFound, Rejection
from workflow_service.store import UnitOfWork
from workflow_service.store import letters as query
from workflow_service.web.frame import page, toast
from workflow_service.web.texts import t

blueprint = Blueprint("letters", __name__, url_prefix="/letters")

LONGEST = 20_000


@dataclass(frozen=True)
class Preview:
    """A letter, or a part of it, with its samples filled in. `name` is empty for the letter itself."""

    name: str
    title: str
    pieces: list[Piece]


@blueprint.get("")
@http.permission("definitions.read")
def list_letters() -> Response:
    """Every letter that is in force, by name."""
    rows = [(row, letter_templates.read(row)) for row in query.letters(http.current_uow())]
    language = http.language()
    found = sorted(
        ((one, row) for row, one in rows), key=lambda pair: (pair[0].key == COMMON, pair[0].name[language])
    )
    return page("letters.html", t("Breve"), nav="releases", found=found)


@blueprint.get("/<key>")
@http.permission("definitions.read")
def show(key: str) -> Response:
    """One letter: what it says with sample data, its merge fields, its versions."""
    return _show(key)


def _show(
    key: str,
    *,
    given: Mapping[str, str] | None = None,
    error: str = "",
    findings: tuple[Any, ...] = (),
    status: int = 200,
) -> Response:
    uow = http.current_uow()
    found = _letter(uow, key)
    return page(
        "letter.html",
        found.name[http.language()],
        nav="releases",
        status=status,
        letter=found,
        previews={language: _previews(found, language) for language in LANGUAGES},
        spoken=[one for one in LANGUAGES if letter_templates.spoken(uow, found, one) == one],
        versions=[
            {**row, "effective_at": uow.moment(row["effective_at"])} for row in query.versions(uow, key)
        ],
        fields=[
            ("{{" + name + "}}", found.declared[name])
            for name in sorted({*found.fields, *_part_fields(found)})
            if name in found.declared
        ],
        marks=("{{#felt}}", "{{/felt}}"),
        columns=_columns(found),
        given=given or dict(_texts(found)),
        error=error,
        findings=findings,
        may_publish="process_owner" in uow.actor.roles,
    )


def _letter(uow: UnitOfWork, key: str) -> Template:
    row = query.letter(uow, key)
    if row is None:
        raise NotFound(
            "letter_not_found", "Brevet findes ikke i udgivelsen.", "The release has no such letter."
        )
    return letter_templates.read(row)


def _part_fields(found: Template) -> set[str]:
    return {name for part in found.parts.values() for name in part.fields}


def _previews(found: Template, language: str) -> list[Preview]:
    """What the letter says with sample data, then each of its parts, as far as they are written in it."""
    shown = []
    if found.text[language]:
        values = found.samples(found.fields, language)
        text = pieces(found.text_of(values, language))
        shown.append(Preview("", found.title_of(values, language), text))
    for name, part in found.parts.items():
        if part.text[language]:
            text = pieces(found.part(name, found.samples(part.fields, language), language))
            shown.append(Preview(part.name[language], "", text))
    return shown


def _columns(found: Template) -> list[tuple[str, str, str, bool]]:
    """(name of the input, what it is, language, is it long?) of every text that can be changed."""
    columns = []
    for language in LANGUAGES:
        if found.text["da"]:
            columns.append((f"title_{language}", t("Overskrift"), language, False))
            columns.append((f"text_{language}", t("Brevets tekst"), language, True))
        for name, part in found.parts.items():
            columns.append((f"part.{name}.{language}", part.name[http.language()], language, True))
    return columns


def _texts(found: Template) -> list[tuple[str, str]]:
    texts = []
    for language in LANGUAGES:
        texts += [(f"title_{language}", found.title[language]), (f"text_{language}", found.text[language])]
        texts += [(f"part.{name}.{language}", part.text[language]) for name, part in found.parts.items()]
    return texts


@blueprint.post("/<key>")
@http.permission("definitions.write")
def change(key: str) -> BaseResponse:
    """Publishes the changed words as a release of their own: the same road as every other definition, with
    the same check. Letters that are written from now on use them."""
    uow = http.current_uow()
    found = _letter(uow, key)
    given = {
        name: request.form.get(name, "").replace("\r\n", "\n").strip()[:LONGEST] for name, _ in _texts(found)
    }
    note = request.form.get("note", "").strip()[:1000]
    if not note:
        return _show(key, given=given, error=t("Skriv, hvad du har ændret og hvorfor."), status=422)
    files = {"data/letters.json": letter_templates.pack([_changed(uow, key, given)])}
    try:
        done = studio.deploy(uow, http.services().rt, files, note=note)
    except CheckFailed as refused:
        return _show(
            key,
            given=given,
            error=refused.text(http.language()),
            findings=tuple(refused.findings),
            status=422,
        )
    except (Rejection, TemplateError) as refused:
        error = refused.text(http.language()) if isinstance(refused, Rejection) else refused.da
        return _show(key, given=given, error=error, status=422)
    uow.flush()
    if any(kind == "letter" and new for kind, _, _, new in done.definitions):
        toast(t("Udgivelse {number} er lavet. Breve skrives med de nye ord fra nu af.", number=done.number))
    else:
        toast(t("Der var ingen ændringer at udgive."))
    return redirect(url_for("letters.show", key=key), 303)


def _changed(uow: UnitOfWork, key: str, given: Mapping[str, str]) -> bytes:
    """The stored letter with these texts in the place of its own."""
    row = query.letter(uow, key)
    assert row is not None
    data = orjson.loads(bytes(row["content"]))
    for name, text in given.items():
        if name.startswith("part."):
            _, part, language = name.split(".")
            data["parts"][part][f"text_{language}"] = _paragraphs(text)
        elif name.startswith("text_"):
            data[name] = _paragraphs(text)
        else:
            data[name] = text
    return orjson.dumps(data)


def _paragraphs(text: str) -> list[str]:
    return [part for part in text.split("\n\n") if part.strip()]
