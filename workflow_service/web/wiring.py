"""Putting the pages on a Flask app that `http.init` has prepared."""

from __future__ import annotations

import json

from flask import Flask, request
from jinja2 import StrictUndefined
from markupsafe import Markup

from workflow_service import http
from workflow_service.web import assets, texts, words
from workflow_service.web.problems import error_page
from workflow_service.web.views import BLUEPRINTS

LANGUAGE_COOKIE = "language"


def register(app: Flask) -> None:
    """Adds pages, static files and error pages to `app`."""
    http.services(app).error_page = error_page
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        t=texts.t,
        n=texts.n,
        phase_name=words.phase_name,
        clock_words=words.clock_words,
        counted_words=words.COUNTED,
        told_words=words.told_words,
        confirmed=words.confirmed,
        island_json=island_json,
    )
    app.register_blueprint(assets.blueprint)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)

    @app.before_request
    def remembered_language() -> None:
        # somebody who is logged in gets the language of their own account after this
        http.use_language(request.cookies.get(LANGUAGE_COOKIE, ""))


def island_json(value: object) -> Markup:
    """The parameters of an island: JSON that can stand inside a script element as data."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    for character, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(character, escaped)
    return Markup(text)  # noqa: S704 - every character that could end the element is escaped
