"""The work list: tabs, groups by deadline, filters, the preview, and news without reloading."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from urllib.parse import parse_qsl, urlencode

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as BaseResponse

from workflow_service import access, http, inbox
from workflow_service.casefile import absence_page
from workflow_service.casefile.family_lists import planned_meetings
from workflow_service.casefile.views import PlannedMeeting
from workflow_service.inbox import TaskItem, TaskQuery
from workflow_service.store import UnitOfWork
from workflow_service.web.frame import menu_of, page
from workflow_service.web.listing import LONGEST, MOST, Asked, Found, find, read_asked, reasons
from workflow_service.web.reading import preview_of
from workflow_service.web.texts import N_, t
from workflow_service.web.words import CLOCKS, GROUPS, Words, words_of

blueprint = Blueprint("inbox", __name__)

TABS = {
    "mine": N_("Mine"),
    "roles": N_("Ledige i mine roller"),
    "team": N_("Teamets"),
    "waiting": N_("Afventer andre"),
    "done": N_("Løste"),
}
CHIPS = (
    ("", "", N_("Alle")),
    ("due", "overdue", N_("Overskredet")),
    ("due", "today", N_("I dag")),
    ("due", "week", N_("Denne uge")),
    ("clock", "law", N_("Lovfrister")),
)


@blueprint.get("/")
@http.permission(http.LOGIN)
def show() -> BaseResponse:
    """The list; somebody whose work is elsewhere goes there."""
    uow = http.current_uow()
    if access.may_pass(uow.actor, "tasks") is not None:
        others = [item for item in menu_of(uow.actor) if item.key != "inbox"]
        return redirect(url_for(others[0].endpoint if others else "profile.show"), 303)
    asked = read_asked(request.args)
    rt = http.services().rt
    totals = inbox.tab_totals(uow)
    found = find(uow, rt, asked)
    words = words_of(uow)
    return page(
        "inbox.html",
        t("Opgaver"),
        nav="inbox",
        asked=asked,
        found=found,
        totals=totals,
        groups=grouped(found, asked, words),
        reasons=reasons(uow, rt, found.items),
        tabs=TABS,
        chips=[
            (key, value, label, asked.is_chip(key, value), asked.with_chip(key, value))
            for key, value, label in CHIPS
        ],
        roles=_roles(uow),
        clocks={str(code): names[1] for code, names in CLOCKS.items()},
        news_address=url_for("inbox.news") + "?" + _news_query(uow, asked, totals),
        next_due=_next_due(uow, asked, found),
        today=words.long_day(uow.now),
        covering=absence_page.covering(uow),
        strip=day_strip(uow, words),
        preview=_preview(uow, found, asked),
    )


@blueprint.post("/inbox/filter")
@http.permission("tasks")
def narrow() -> BaseResponse:
    """The list with the filters of the form. They are sent, not asked for: the text may be a child's name."""
    asked = read_asked(request.form, request.form.get("q", ""))
    return redirect(url_for("inbox.show") + "?" + asked.query(), 303)


@dataclass(frozen=True)
class DayStrip:
    """Meetings of today and tomorrow, and the first one after them when there are none."""

    today: tuple[PlannedMeeting, ...]
    tomorrow: tuple[PlannedMeeting, ...]
    next_one: PlannedMeeting | None


def day_strip(uow: UnitOfWork, words: Words) -> DayStrip:
    """The reader's meetings for the strip above the list."""
    start = datetime.combine(words.today, time(), uow.zone)
    found = planned_meetings(uow, start)
    days = [(words.local(one.at).date() - words.today).days for one in found]
    near = [tuple(one for one, day in zip(found, days, strict=True) if day == wanted) for wanted in (0, 1)]
    return DayStrip(near[0], near[1], found[0] if found and not any(near) else None)


def _preview(uow: UnitOfWork, found: Found, asked: Asked) -> dict[str, Any] | None:
    """What the panel beside the list begins with: the first row."""
    if not found.items:
        return None
    view = inbox.read_task(uow, http.services().rt, found.items[0].id)
    return preview_of(uow, view, asked.query())


def grouped(found: Found, asked: Asked, words: Words) -> list[tuple[str, str, str, list[TaskItem]]]:
    """(group, heading, number, tasks) in the order of the day. The number is left out where more of the
    group follow on the next page."""
    if asked.tab == "done":
        return [("done", "", "", list(found.items))] if found.items else []
    sorted_in: dict[str, list[TaskItem]] = {key: [] for key in GROUPS}
    for item in found.items:
        sorted_in[words.due(item.due_at, item.clock_type).group].append(item)
    filled = [key for key, items in sorted_in.items() if items]
    open_end = filled[-1] if filled and found.more else None
    first = filled[0] if filled and asked.cursor else None
    return [
        (key, t(GROUPS[key]), "" if key in (open_end, first) else f" ({len(sorted_in[key])})", sorted_in[key])
        for key in filled
    ]


def _roles(uow: UnitOfWork) -> list[tuple[str, str]]:
    """The roles one may filter by: the reader's own, and all when a team or a unit is theirs."""
    wide = any(m.scope_kind in ("team", "unit", "tenant") for m in uow.actor.memberships)
    held = set(access.ROLES) if wide else {m.role for m in uow.actor.memberships}
    named = ((role, access.role_name(role, http.language())) for role in held if role in access.ROLES)
    return sorted(named, key=lambda pair: pair[1])


def _next_due(uow: UnitOfWork, asked: Asked, found: Found) -> datetime | None:
    """For an empty day or week: when the next deadline of the tab is."""
    if found.items or asked.due not in ("today", "week"):
        return None
    rows = inbox.list_tasks(uow, http.services().rt, TaskQuery(asked.tab, limit=MOST)).items
    return next((row.due_at for row in rows if row.due_at is not None and row.due_at > uow.now), None)


def _news_query(uow: UnitOfWork, asked: Asked, totals: dict[str, int]) -> str:
    return urlencode(
        {
            "tab": asked.tab,
            "since": uow.now.isoformat(),
            "had": totals.get(asked.tab, 0),
            "list": asked.query(),
        }
    )


@blueprint.get("/inbox/news")
@http.permission("tasks")
def news() -> BaseResponse:
    """How many tasks came to the tab since the page was made: 204 for none, 304 while nothing changed."""
    uow = http.current_uow()
    asked = read_asked(request.args)
    had = request.args.get("had", 0, int)
    total = inbox.tab_totals(uow).get(asked.tab, had)
    tag = hashlib.sha256(f"{uow.actor.user_id}/{asked.tab}/{had}/{total}".encode()).hexdigest()[:16]
    if total <= had:
        response = Response(status=204)
    else:
        listed = url_for("inbox.show") + "?" + safe_query(request.args.get("list", ""))
        response = make_response(render_template("_news.html", count=total - had, address=listed))
    response.set_etag(tag)
    response.headers["Cache-Control"] = "private, no-cache"
    return response.make_conditional(request) if response.status_code == 200 else response


def safe_query(text: str) -> str:
    """A query string of the list, rebuilt from what it may hold."""
    return read_asked(MultiDict(parse_qsl(text[:LONGEST]))).query()
