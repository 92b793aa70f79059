"""The built front end: which files a page needs, and serving them under names made of their content."""

from __future__ import annotations

import json
import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from flask import Blueprint, Response, request, url_for

from workflow_service import http
from workflow_service.errors import NotFound

DIST = Path(__file__).resolve().parent.parent / "static" / "dist"
FOR_EVER = "public, max-age=31536000, immutable"

blueprint = Blueprint("assets", __name__)


@dataclass(frozen=True)
class Assets:
    """Addresses for the head of a page, in the order they are needed."""

    styles: tuple[str, ...] = ()
    preloads: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


@cache
def _manifest(changed: float) -> Mapping[str, Any]:
    found: dict[str, Any] = json.loads((DIST / "manifest.json").read_text(encoding="utf-8"))
    return found


def manifest() -> Mapping[str, Any]:
    """What the front end was built into; empty when it was not built (the pages work without it)."""
    try:
        return _manifest((DIST / "manifest.json").stat().st_mtime)
    except FileNotFoundError:
        return {}


def assets_of(*islands: str) -> Assets:
    """The files of a page with these islands; the site's own come first."""
    known = manifest()
    entries = [known[name] for name in ("site", *islands) if name in known]

    def address(file: str) -> str:
        return url_for("assets.serve", file=file)

    return Assets(
        tuple(address(entry["css"]) for entry in entries if entry["css"]),
        tuple(dict.fromkeys(address(file) for entry in entries for file in entry["preload"])),
        tuple(address(entry["js"]) for entry in entries),
    )


@blueprint.get("/static/dist/<path:file>")
@http.permission(http.PUBLIC)
def serve(file: str) -> Response:
    """A built file; its gzip twin when the browser takes one."""
    path = (DIST / file).resolve()
    if not path.is_relative_to(DIST) or not path.is_file():
        raise NotFound("file_not_found", "Filen findes ikke.", "The file does not exist.")
    packed = path.with_name(path.name + ".gz")
    zipped = request.accept_encodings["gzip"] > 0 and packed.is_file()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    response = Response((packed if zipped else path).read_bytes(), content_type=_charset(kind))
    response.headers["Cache-Control"] = FOR_EVER
    response.vary.add("Accept-Encoding")
    if zipped:
        response.headers["Content-Encoding"] = "gzip"
    return response


def _charset(kind: str) -> str:
    return f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
