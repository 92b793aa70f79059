"""Pages: rendered on the server with Jinja, small moves by htmx, one island for each heavy thing."""

from workflow_service.web.wiring import register

__all__ = ["register"]
