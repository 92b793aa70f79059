"""Kalender: a month of meetings, as a grid and as a list; one's own, the teams', the rooms'."""

from __future__ import annotations

from flask import Blueprint, Response, request

from workflow_service import http
from workflow_service.meetings import calendar_page
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

blueprint = Blueprint("calendar", __name__, url_prefix="/calendar")

SHOWN = {"mine": N_("Mine"), "teams": N_("Mine teams"), "rooms": N_("Lokaler")}
VIEWS = {"month": N_("Måned"), "list": N_("Liste")}
MONTHS = (
    N_("Januar {year}"),
    N_("Februar {year}"),
    N_("Marts {year}"),
    N_("April {year}"),
    N_("Maj {year}"),
    N_("Juni {year}"),
    N_("Juli {year}"),
    N_("August {year}"),
    N_("September {year}"),
    N_("Oktober {year}"),
    N_("November {year}"),
    N_("December {year}"),
)


@blueprint.get("")
@http.permission("meetings")
def show() -> Response:
    """One month. A phone shows the list whatever is asked for."""
    uow = http.current_uow()
    shown, view = request.args.get("show", ""), request.args.get("view", "")
    shown = shown if shown in SHOWN else "mine"
    view = view if view in VIEWS else "month"
    first = calendar_page.first_of(uow, request.args.get("month", ""))
    found = calendar_page.month(uow, first, shown)
    return page(
        "calendar.html",
        t("Kalender"),
        nav="calendar",
        found=found,
        heading=t(MONTHS[first.month - 1], year=first.year),
        shown=shown,
        choices=SHOWN,
        view=view,
        views=VIEWS,
    )
