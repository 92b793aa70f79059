"""The pages, one module for each part of the menu."""

from workflow_service.web.views import (
    cases,
    documents,
    families,
    financing,
    inbox,
    incidents,
    letters,
    library,
    on_case,
    overview,
    plans,
    profile,
    releases,
    session,
    start,
    tasks,
    transition,
    users,
)

BLUEPRINTS = (
    session.blueprint,
    inbox.blueprint,
    tasks.blueprint,
    cases.blueprint,
    documents.blueprint,
    plans.blueprint,
    transition.blueprint,
    families.blueprint,
    financing.blueprint,
    on_case.blueprint,
    start.blueprint,
    releases.blueprint,
    overview.blueprint,
    incidents.blueprint,
    letters.blueprint,
    library.blueprint,
    profile.blueprint,
    users.blueprint,
)

__all__ = ["BLUEPRINTS"]
