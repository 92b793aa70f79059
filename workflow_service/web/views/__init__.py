"""The pages, one module for each part of the menu."""

from workflow_service.web.views import (
    cases,
    inbox,
    incidents,
    on_case,
    overview,
    profile,
    releases,
    session,
    start,
    tasks,
    users,
)

BLUEPRINTS = (
    session.blueprint,
    inbox.blueprint,
    tasks.blueprint,
    cases.blueprint,
    on_case.blueprint,
    start.blueprint,
    releases.blueprint,
    overview.blueprint,
    incidents.blueprint,
    profile.blueprint,
    users.blueprint,
)

__all__ = ["BLUEPRINTS"]
