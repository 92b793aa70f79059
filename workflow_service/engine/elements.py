"""Which elements of BPMN 2.0 are run, as data: the table of the README is made from it."""

from __future__ import annotations

from typing import Final

Row = tuple[str, str, str, str]

# Where an event can stand, and what it can be there. The table's notes are made from it, and a test sees to
# it that each has a story.
POSITIONS: Final[dict[str, tuple[str, ...]]] = {
    "startEvent": ("none", "message", "timer", "signal", "conditional"),
    "intermediateCatchEvent": ("message", "timer", "signal", "conditional", "link"),
    "intermediateThrowEvent": ("none", "message", "signal", "escalation", "compensation", "link"),
    "endEvent": (
        "none", "message", "signal", "error", "escalation", "compensation", "cancel", "terminate",
    ),
    "boundaryEvent": (
        "message", "timer", "signal", "conditional", "error", "escalation", "compensation", "cancel",
    ),
    "boundaryEvent (non-interrupting)": ("message", "timer", "signal", "conditional", "escalation"),
    "event sub-process": (
        "message", "timer", "signal", "conditional", "error", "escalation", "compensation",
    ),
    "event sub-process (non-interrupting)": ("message", "timer", "signal", "conditional", "escalation"),
}  # fmt: skip
DANISH: Final = {
    "none": "almindelig", "message": "besked", "timer": "tid", "signal": "signal",
        "conditional": "betingelse",
    "link": "link", "error": "fejl", "escalation": "eskalering", "compensation": "kompensation",
    "cancel": "annullering", "terminate": "afslut alt",
}  # fmt: skip


def _position(place: str) -> Row:
    """The row of the table for a position."""
    kinds = POSITIONS[place]
    danish = ", ".join(DANISH[kind] for kind in kinds).capitalize()
    english = ", ".join(kinds).capitalize()
    if "timer" in kinds:
        danish = danish.replace("tid", "tid (varighed, dato, gentagelse)")
        english = english.replace("timer", "timer (duration, date, cycle)")
    return ("Events", place, danish, english)


_ROWS: Final[tuple[Row, ...]] = (
    ("Tasks", "userTask", "Opgave til en medarbejder", "Opened for a role, completed with a form"),
    ("Tasks", "manualTask", "Som en opgave, uden formular", "Like a user task, without a form"),
    (
        "Tasks",
        "serviceTask",
        "Handling i tjenesten, ellers ekstern opgave",
        "An operation of the service, otherwise an external task (topic)",
    ),
    ("Tasks", "sendTask", "Sender en besked eller udfører en handling", "Sends a message, or runs a topic"),
    ("Tasks", "receiveTask", "Venter på en besked", "Waits for a message; may start a process (instantiate)"),
    ("Tasks", "scriptTask", "Ét FEEL-udtryk", "One FEEL expression, never another language"),
    ("Tasks", "businessRuleTask", "En DMN-beslutning", "A DMN decision (camunda:decisionRef)"),
    ("Tasks", "task", "Går lige igennem", "Passes straight through"),
    ("Sub-processes", "subProcess", "Deler forløbets data", "Embedded; shares the variables of its scope"),
    (
        "Sub-processes",
        "callActivity",
        "Eget diagram og egne data; roller arves",
        "Own variables through in/out mappings; inherits the caller's lane",
    ),
    ("Sub-processes", "transaction", "Kan annulleres og fortrydes", "Cancel end and boundary, compensation"),
    (
        "Sub-processes",
        "adHocSubProcess",
        "Alle opgaver højst én gang, samtidigt eller i rækkefølge, til betingelsen er opfyldt",
        "Every activity at most once, in parallel or in sequence, until the completion condition holds",
    ),
    ("Gateways", "exclusiveGateway", "Valg af én vej", "First condition that holds, or the default flow"),
    ("Gateways", "parallelGateway", "Samtidige veje", "Splits, and joins one token of every flow"),
    (
        "Gateways",
        "inclusiveGateway",
        "Valg af én eller flere veje",
        "Joins what can still come, in loops too (13.4.3)",
    ),
    (
        "Gateways",
        "eventBasedGateway",
        "Den første hændelse vælger",
        "Messages or receive tasks, signals, timers, conditions; may start a process",
    ),
    (
        "Gateways",
        "complexGateway",
        "Går videre, når betingelsen er opfyldt",
        "activationCondition over activationCount; late tokens reset it (waitingForStart)",
    ),
    *(_position(place) for place in POSITIONS),
    (
        "Events",
        "multiple events",
        "Én eller alle af flere hændelser",
        "Any, or all (parallelMultiple): starting, catching, at a border, throwing",
    ),
    (
        "Repetition",
        "multiInstanceLoopCharacteristics",
        "Samtidigt eller efter hinanden, liste eller antal",
        "Parallel and sequential, collection or cardinality, completion condition over numberOf… or nrOf…, "
        "outputs in order; each instance is undone on its own",
    ),
    ("Repetition", "standardLoopCharacteristics", "Løkke med betingelse", "Condition, maximum, test before"),
    (
        "Flows and data",
        "sequenceFlow",
        "Betingelser og standardvej, også ud af opgaver",
        "Conditional and default flows, out of activities too",
    ),
    ("Flows and data", "lane", "Giver rollen", "Gives the role (oef:role, otherwise its name)"),
    ("Flows and data", "dataObject", "Forløbets variabler", "A variable of the scope; drawn, not evaluated"),
    (
        "Flows and data",
        "participant, messageFlow, textAnnotation, group",
        "Vises, men køres ikke; en besked finder sin modtager ved navn og nøgle",
        "Drawn, not run; a message finds its receiver by name and correlation key",
    ),
)

REFUSED: Final[tuple[tuple[str, str, str], ...]] = (
    ("startQuantity, completionQuantity", "Andre antal end 1", "Other quantities than 1"),
    ("isForCompensation subProcess", "Delforløb som fortrydelse", "A sub-process as compensation handler"),
    ("multi-instance behavior", "None, One og Complex", "None, One and Complex"),
    ("adHocSubProcess", "Frit valg af, hvad der udføres hvor ofte", "A choice of what is done how often"),
    (
        "two flows",
        "To pile mellem de samme to, ind i en samling",
        "Two flows between the same two into a join",
    ),
    ("choreography, conversation", "Andre slags diagrammer", "Other kinds of diagrams"),
)


def supported_elements() -> list[Row]:
    """(group, element, Danish note, English note), in the order of the table."""
    return list(_ROWS)


def refused_elements() -> list[tuple[str, str, str]]:
    """(element, Danish note, English note) of what the check refuses by decision (engine.md 3)."""
    return list(REFUSED)
