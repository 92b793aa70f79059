"""What stands around every page: title, menu, who is logged in, messages, the files of the front end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, flash, get_flashed_messages, make_response, render_template, request

from workflow_service import access, http
from workflow_service.store import Actor
from workflow_service.web.assets import assets_of
from workflow_service.web.texts import N_, t
from workflow_service.web.words import words_of

SERVICE = N_("Én indgang")


@dataclass(frozen=True)
class MenuItem:
    """A line of the menu. `key` is the page it belongs to, `permission` who sees it."""

    key: str
    endpoint: str
    label: str
    permission: str
    part: int = 0


MENU = (
    MenuItem("inbox", "inbox.show", N_("Opgaver"), "tasks"),
    MenuItem("cases", "cases.list_families", N_("Mine familier"), "cases"),
    MenuItem("meetings", "meetings.show", N_("Møder"), "meetings"),
    MenuItem("calendar", "calendar.show", N_("Kalender"), "meetings"),
    MenuItem("financing", "financing.list_agreements", N_("Finansiering"), "financing.list"),
    MenuItem("notifications", "notifications.show", N_("Underretninger"), "notifications"),
    MenuItem("start", "start.show", N_("Ny henvendelse"), "instances.start"),
    MenuItem("releases", "releases.list_releases", N_("Arbejdsgange"), "definitions.write", 1),
    MenuItem("parameters", "parameters.show", N_("Frister og værdier"), "parameters", 1),
    MenuItem("law", "law.list_sections", N_("Retsgrundlag"), "parameters", 1),
    MenuItem("overview", "overview.show", N_("Overblik"), "monitoring", 1),
    MenuItem("overview", "overview.show", N_("Overblik"), "operations", 1),
    MenuItem("jobs", "jobs.show", N_("Job"), "operations", 1),
    # others than the leader find these two below, beside the library
    MenuItem("teams", "teams.list_teams", N_("Kerneteam"), "teams.lead", 1),
    MenuItem("teams", "teams.list_teams", N_("Kerneteam"), "users", 1),
    MenuItem("experts", "experts.list_experts", N_("Eksterne fagpersoner"), "teams.lead", 1),
    MenuItem("merging", "merging.show", N_("Dubletter"), "merging", 1),
    MenuItem("imports", "imports.show", N_("Indlæsning"), "imports", 1),
    MenuItem("users", "users.list_users", N_("Brugere"), "users", 1),
    # last: whoever has no tasks lands on the first page of the menu
    MenuItem("library", "library.show", N_("Viden"), "login"),
    MenuItem("teams", "teams.list_teams", N_("Kerneteam"), "teams"),
    MenuItem("experts", "experts.list_experts", N_("Eksterne fagpersoner"), "teams"),
    MenuItem("law", "law.list_sections", N_("Retsgrundlag"), "login"),
)


def menu_of(actor: Actor) -> list[MenuItem]:
    """The lines this actor sees, each page once."""
    found: dict[str, MenuItem] = {}
    for item in MENU:
        if access.may_pass(actor, item.permission) is None:
            found.setdefault(item.key, item)
    return list(found.values())


def role_line(actor: Actor) -> str:
    """The reader's nearest role in words, for the top bar: one on a case before one in a team."""
    held = {m.role for m in actor.memberships if m.absent_id is None}
    nearest = next((role for role in access.ROLES if role in held), None)
    return access.role_name(nearest, http.language()) if nearest else ""


def page(
    template: str,
    title: str,
    *,
    nav: str = "",
    islands: tuple[str, ...] = (),
    status: int = 200,
    **context: Any,
) -> Response:
    """A whole page for somebody logged in. `title` goes to the browser's tab: no names, no case content
    (INV-18)."""
    uow = http.current_uow()
    body = render_template(
        template,
        tab_title=f"{title} · {t(SERVICE)}",
        nav=nav,
        actor=uow.actor,
        role_line=role_line(uow.actor),
        menu=menu_of(uow.actor),
        words=words_of(uow),
        toasts=get_flashed_messages(with_categories=True),
        **around(islands),
        **context,
    )
    return make_response(body, status)


def bare_page(template: str, title: str, *, status: int = 200, **context: Any) -> Response:
    """A page without a menu: before log-in, and errors."""
    body = render_template(template, tab_title=f"{title} · {t(SERVICE)}", **around(()), **context)
    return make_response(body, status)


def fragment(template: str, **context: Any) -> Response:
    """A part of a page, fetched by htmx."""
    uow = http.current_uow()
    return make_response(render_template(template, actor=uow.actor, words=words_of(uow), **context))


def around(islands: tuple[str, ...]) -> dict[str, Any]:
    """What the frame needs whoever reads."""
    return {
        "language": http.language(),
        "names": "hidden" if request.cookies.get("names") == "hidden" else "shown",
        "assets": assets_of(*islands),
    }


def toast(text: str, kind: str = "info") -> None:
    """Says something on the next page. It travels in a cookie: no names, no case content."""
    flash(text, kind)


def wants_json() -> bool:
    """Does the caller (an island) read JSON rather than a page?"""
    best = request.accept_mimetypes.best_match(("text/html", "application/json", "application/problem+json"))
    return best in ("application/json", "application/problem+json")


def is_fragment() -> bool:
    """Does htmx or the polling ask, for a part of a page?"""
    return request.headers.get("HX-Request") == "true" or request.headers.get("X-Requested-With") == "poll"


def safe_path(path: str | None) -> str | None:
    """A path of our own to go back to, never another site's address."""
    if not path or not path.startswith("/") or path.startswith(("//", "/\\")) or "\\" in path:
        return None
    return path if path.isprintable() else None
