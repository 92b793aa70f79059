"""The language of an answer: the user's own, else what the browser asks for, else the setting."""

from __future__ import annotations

from flask import current_app, g, has_request_context, request

LANGUAGES = ("da", "en")


def language() -> str:
    """ "da" or "en" for the current request."""
    if not has_request_context():
        return "da"
    chosen: str | None = g.get("oef_language")
    if chosen is not None:
        return chosen
    found = current_app.extensions.get("oef")
    default = "da" if found is None else found.settings.language
    return request.accept_languages.best_match(LANGUAGES, default) or default


def use_language(chosen: str) -> None:
    """Answers the rest of this request in `chosen` (the user's language)."""
    if chosen in LANGUAGES:
        g.oef_language = chosen


def say(da: str, en: str) -> str:
    """The one of two sentences that fits the request."""
    return en if language() == "en" else da
