"""The API document, and a page to read it on: plain HTML and one style sheet, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape
from typing import Any

from flask import Blueprint, Response, jsonify

from workflow_service import http

METHODS = ("get", "post", "put", "patch", "delete")

STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem;
color: #1a1a1a; }
h1, h2 { line-height: 1.2; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #bbb; }
article { border: 1px solid #ccc; border-radius: 4px; margin: 1rem 0; padding: 0 1rem 1rem; }
h3 { font: 600 1rem/1.6 ui-monospace, monospace; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; vertical-align: top;
border-top: 1px solid #ddd; padding: .25rem .5rem .25rem 0; } .scroll { overflow-x: auto; }
a { color: #004d99; } code { font-family: ui-monospace, monospace; }
"""


def blueprint(document: Mapping[str, Any]) -> Blueprint:
    """Serves the finished API document at /api/v1/openapi.json and the page at /api/v1/docs."""
    pages = Blueprint("api_docs", __name__, url_prefix="/api/v1")

    @pages.get("/openapi.json")
    @http.permission(http.PUBLIC)
    def openapi() -> Response:
        """The OpenAPI 3.1 document."""
        return jsonify(document)

    @pages.get("/docs")
    @http.permission(http.PUBLIC)
    def docs() -> Response:
        """The document as a page."""
        return Response("\n".join(_page(document)), mimetype="text/html")

    @pages.get("/docs.css")
    @http.permission(http.PUBLIC)
    def style() -> Response:
        """The page's style sheet."""
        return Response(STYLE, mimetype="text/css")

    return pages


def operations(document: Mapping[str, Any]) -> Iterator[tuple[str, str, Mapping[str, Any], list[Any]]]:
    """(method, path, operation, parameters) of every call."""
    for path, item in document["paths"].items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                yield method, path, operation, [*item.get("parameters", []), *operation.get("parameters", [])]


def _page(document: Mapping[str, Any]) -> Iterator[str]:
    info = document["info"]
    yield '<!doctype html><html lang="en"><head><meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(info['title'])}</title>"
    yield '<link rel="stylesheet" href="/api/v1/docs.css"></head><body><main>'
    yield f"<h1>{escape(info['title'])} {escape(info['version'])}</h1><p>{escape(info['description'])}</p>"
    yield '<p><a href="/api/v1/openapi.json">OpenAPI 3.1 document</a></p>'
    by_tag: dict[str, list[tuple[str, str, Mapping[str, Any], list[Any]]]] = {}
    for entry in operations(document):
        by_tag.setdefault(entry[2]["tags"][0], []).append(entry)
    for tag, entries in by_tag.items():
        yield f"<h2>{escape(tag.capitalize())}</h2>"
        for method, path, operation, parameters in entries:
            yield from _operation(document, method, path, operation, parameters)
    yield "</main></body></html>"


def _operation(
    document: Mapping[str, Any], method: str, path: str, operation: Mapping[str, Any], parameters: list[Any]
) -> Iterator[str]:
    yield f"<article><h3>{method.upper()} {escape(path)}</h3><p>{escape(operation.get('summary', ''))}</p>"
    if operation.get("description"):
        yield f"<p>{escape(operation['description'])}</p>"
    rows = [
        (f"{p['name']} ({p['in']})", _kind(p.get("schema", {})), p.get("description", "")) for p in parameters
    ]
    yield from _table("Parameters", rows)
    for media, content in operation.get("requestBody", {}).get("content", {}).items():
        yield from _table(f"Body ({media})", _fields(document, content.get("schema", {})))
    for status, response in sorted(operation.get("responses", {}).items()):
        for content in response.get("content", {}).values():
            if status.startswith("2"):
                yield from _table(f"Answer {status}", _fields(document, content.get("schema", {})))
    yield "</article>"


def _table(title: str, rows: list[tuple[str, str, str]]) -> Iterator[str]:
    if not rows:
        return
    yield f'<div class="scroll"><table><caption>{escape(title)}</caption><tbody>'
    for name, kind, text in rows:
        yield f'<tr><th scope="row"><code>{escape(name)}</code></th>'
        yield f"<td>{escape(kind)}</td><td>{escape(text)}</td></tr>"
    yield "</tbody></table></div>"


def _fields(document: Mapping[str, Any], schema: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    reference = schema.get("$ref", "")
    if reference:
        schema = document["components"]["schemas"][reference.rsplit("/", 1)[-1]]
    needed = schema.get("required", ())
    return [
        (f"{name}{' *' if name in needed else ''}", _kind(field), field.get("description", ""))
        for name, field in schema.get("properties", {}).items()
    ]


def _kind(schema: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return str(schema["$ref"]).rsplit("/", 1)[-1]
    kind = schema.get("type", "any")
    text = " or ".join(kind) if isinstance(kind, list) else str(kind)
    if "items" in schema:
        text = f"list of {_kind(schema['items'])}"
    if "enum" in schema:
        text += f": {', '.join(map(str, schema['enum']))}"
    return f"{text} ({schema['format']})" if "format" in schema else text
