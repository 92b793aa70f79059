"""Which of the rules up to 099 are the standard's own, with their clause of BPMN 2.0.2."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import EXECUTABLE, NEEDED, STANDARD

KINDS: Final[dict[str, tuple[str, str]]] = {
    "BPMN-001": (STANDARD, "15.2"),
    "BPMN-004": (STANDARD, "15.2"),
    "BPMN-005": (STANDARD, "15.2"),
    "BPMN-006": (NEEDED, "10.2"),
    "BPMN-010": (STANDARD, "8.3.1"),
    "BPMN-012": (NEEDED, "8.3.1"),
    "BPMN-014": (STANDARD, "8.4.13"),
    "BPMN-015": (STANDARD, "10.5.5"),
    "BPMN-016": (STANDARD, "7.6.1, 8.4.13"),
    "BPMN-017": (STANDARD, "10.8"),
    "BPMN-025": (STANDARD, "10.3.5"),
    "BPMN-026": (STANDARD, "10.5.2, 10.5.3"),
    "BPMN-028": (STANDARD, "10.3.5"),
    "BPMN-030": (NEEDED, "10.6.2"),
    "BPMN-031": (STANDARD, "10.3, 10.6"),
    "BPMN-034": (STANDARD, "8.4.13"),
    "BPMN-035": (STANDARD, "10.6.6"),
    "BPMN-036": (STANDARD, "10.6.6"),
    "BPMN-037": (STANDARD, "10.6.6"),
    "BPMN-038": (STANDARD, "10.6"),
    "BPMN-039": (NEEDED, "10.6.5"),
    "BPMN-040": (STANDARD, "10.5.4"),
    "BPMN-041": (STANDARD, "10.5.2, 10.5.3, 10.5.4"),
    "BPMN-042": (STANDARD, "10.5.4"),
    "BPMN-043": (STANDARD, "10.7"),
    "BPMN-045": (STANDARD, "10.5.4"),
    "BPMN-046": (STANDARD, "10.5.4"),
    "BPMN-047": (STANDARD, "10.5.4, 10.5.5"),
    "BPMN-048": (EXECUTABLE, "10.5.5"),
    "BPMN-051": (EXECUTABLE, "10.5.5"),
    "BPMN-052": (STANDARD, "10.5.5"),
    "BPMN-053": (EXECUTABLE, "10.5.5"),
    "BPMN-054": (EXECUTABLE, "8.4.3, 10.5.5"),
    "BPMN-057": (STANDARD, "10.5.4"),
    "BPMN-059": (STANDARD, "10.5.3"),
    "BPMN-060": (NEEDED, "10.3.3"),
    "BPMN-062": (NEEDED, "10.3.3"),
    "BPMN-067": (NEEDED, "10.3.6"),
    "BPMN-071": (NEEDED, "10.3.3"),
    "BPMN-072": (NEEDED, "10.3.3"),
    "BPMN-074": (EXECUTABLE, "10.3.8"),
    "BPMN-076": (NEEDED, "10.3.8"),
    "BPMN-079": (STANDARD, "10.7"),
}

# A gateway that does nothing, a way without the circle at one end, a question asked for nothing, receive
# tasks beside message events: the engine does what was meant. Published with a warning; no valid model all
# the same.
TOLERATED: Final = frozenset({"BPMN-038", "BPMN-143", "BPMN-145", "BPMN-146", "BPMN-221"})
# Refused in a process that is to be run, whoever made it: no beginning, no way there, a way that stops.
FIRM: Final = frozenset({"BPMN-020", "BPMN-021", "BPMN-022"})
