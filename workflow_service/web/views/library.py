"""What is known about the work: publications to search, by text and by topic (domain.md 2.3)."""

from __future__ import annotations

from flask import Blueprint, Response, request

from workflow_service import http
from workflow_service.store import library as query
from workflow_service.store.library import LibraryEntry
from workflow_service.web.frame import page
from workflow_service.web.texts import N_, t

blueprint = Blueprint("library", __name__)

TAGS = {
    "abuse": N_("Overgreb og beskyttelse"),
    "assessment": N_("Udredning"),
    "consent": N_("Samtykke og udveksling"),
    "coordination": N_("Koordinering"),
    "early": N_("Tidlig indsats"),
    "family": N_("Familien med"),
    "finance": N_("Økonomi"),
    "goals": N_("Mål"),
    "management": N_("Ledelse"),
    "measures": N_("Indsatser"),
    "network": N_("Netværk"),
    "parents": N_("Forældre med egne sager"),
    "school": N_("Skole og dagtilbud"),
    "transition": N_("Overgang til voksenlivet"),
}


@blueprint.get("/library")
@http.permission("login")
def show() -> Response:
    """All publications, or those in which each word of the search stands."""
    wanted = request.args.get("q", "").strip()[:100]
    tag = request.args.get("tag", "")
    tag = tag if tag in TAGS else ""
    everything = query.library(http.current_uow())
    found = [one for one in everything if (not tag or tag in one.tags) and _holds(one, wanted)]
    used = {code for one in everything for code in one.tags}
    tags = sorted((t(label), code) for code, label in TAGS.items() if code in used)
    return page(
        "library.html",
        t("Viden"),
        nav="library",
        found=found,
        total=len(everything),
        wanted=wanted,
        tag=tag,
        tags=tags,
        topics=TAGS,
    )


def _holds(one: LibraryEntry, wanted: str) -> bool:
    topics = (t(TAGS[code]) for code in one.tags if code in TAGS)
    text = " ".join((one.title, one.publisher, one.summary(http.language()), *topics)).casefold()
    return all(word in text for word in wanted.casefold().split())
