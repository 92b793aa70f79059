"""The standard's rules in one place: for the file as a whole, and for each scope, run or only drawn."""

from __future__ import annotations

from workflow_service.engine.check.choreography import check_choreographies
from workflow_service.engine.check.collaboration import check_collaborations
from workflow_service.engine.check.data import check_data
from workflow_service.engine.check.diagram import Diagram, ScopeView
from workflow_service.engine.check.events import check_events, check_link_ends
from workflow_service.engine.check.flows import check_flows
from workflow_service.engine.check.gateways import check_gateways
from workflow_service.engine.check.interchange import check_drawing
from workflow_service.engine.check.processes import check_processes
from workflow_service.engine.check.references import check_references
from workflow_service.engine.check.structure import check_connections
from workflow_service.engine.check.work import check_roles, check_work


def check_model(diagram: Diagram) -> None:
    """What does not depend on whether a process is executable."""
    check_references(diagram)
    check_roles(diagram)
    check_processes(diagram)
    check_data(diagram)
    check_collaborations(diagram)
    check_choreographies(diagram)
    check_link_ends(diagram)
    check_drawing(diagram)


def check_scopes(diagram: Diagram, scopes: list[ScopeView]) -> None:
    check_connections(diagram, scopes)
    check_flows(diagram, scopes)
    check_gateways(diagram, scopes)
    check_events(diagram, scopes)
    check_work(diagram, scopes)


def check_drawn(diagram: Diagram) -> None:
    """Processes that are not to be run, and choreographies: what we could not run is no fault of theirs."""
    diagram.report.drawn = True
    check_scopes(diagram, diagram.drawn)
    check_connections(diagram, diagram.choreographies)
    check_flows(diagram, diagram.choreographies)
    check_gateways(diagram, diagram.choreographies)
    diagram.report.drawn = False
