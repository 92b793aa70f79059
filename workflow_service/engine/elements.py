"""Which elements of BPMN 2.0 are run, as data: the table of the README is made from it."""

from __future__ import annotations

from typing import Final

Row = tuple[str, str, str, str]

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
    ("Tasks", "receiveTask", "Venter på en besked", "Waits for a message"),
    ("Tasks", "scriptTask", "Ét FEEL-udtryk", "One FEEL expression, never another language"),
    ("Tasks", "businessRuleTask", "En DMN-beslutning", "A DMN decision (camunda:decisionRef)"),
    ("Tasks", "task", "Går lige igennem", "Passes straight through"),
    ("Sub-processes", "subProcess", "Deler forløbets data", "Embedded; shares the variables of its scope"),
    (
        "Sub-processes",
        "subProcess (event)",
        "Besked, tid, signal, betingelse, fejl, eskalering, kompensation",
        "Message, timer, signal, conditional, error, escalation, compensation; interrupting and not",
    ),
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
        "Alle opgaver én gang, samtidigt eller i rækkefølge",
        "Every activity once, in parallel or in sequence; no completion condition",
    ),
    ("Gateways", "exclusiveGateway", "Valg af én vej", "First condition that holds, or the default flow"),
    ("Gateways", "parallelGateway", "Samtidige veje", "Splits, and joins one token of every flow"),
    (
        "Gateways",
        "inclusiveGateway",
        "Valg af én eller flere veje",
        "Joins what can still come, in loops too (13.4.3)",
    ),
    ("Gateways", "eventBasedGateway", "Den første hændelse vælger", "Messages, signals, timers, conditions"),
    (
        "Gateways",
        "complexGateway",
        "Går videre, når betingelsen er opfyldt",
        "activationCondition over activationCount; late tokens are swallowed",
    ),
    (
        "Events",
        "startEvent",
        "Almindelig, besked, tid, signal, betingelse",
        "None, message, timer, signal, conditional",
    ),
    (
        "Events",
        "intermediateCatchEvent",
        "Besked, tid, signal, betingelse, link",
        "Message, timer (duration, date), signal, conditional, link",
    ),
    (
        "Events",
        "intermediateThrowEvent",
        "Besked, signal, eskalering, kompensation, link",
        "None, message, signal, escalation, compensation, link",
    ),
    (
        "Events",
        "boundaryEvent",
        "Besked, tid, signal, betingelse, fejl, eskalering, kompensation, annullering",
        "Message, timer (cycle too), signal, conditional, error, escalation, compensation, cancel",
    ),
    (
        "Events",
        "endEvent",
        "Almindelig, besked, signal, fejl, eskalering, kompensation, annullering, afslut alt",
        "None, message, signal, error, escalation, compensation, cancel, terminate",
    ),
    ("Events", "multiple events", "Én eller alle af flere hændelser", "Any, or all (parallelMultiple)"),
    (
        "Repetition",
        "multiInstanceLoopCharacteristics",
        "Samtidigt eller efter hinanden, liste eller antal",
        "Parallel and sequential, collection or cardinality, completion condition, outputs in order",
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
        "Vises, men køres ikke",
        "Drawn, not run",
    ),
)

REFUSED: Final[tuple[tuple[str, str, str], ...]] = (
    ("startQuantity, completionQuantity", "Andre antal end 1", "Other quantities than 1"),
    ("timeCycle", "Gentagelse midt i en vej", "A cycle on an interrupting or an inline event"),
    ("isForCompensation subProcess", "Delforløb som fortrydelse", "A sub-process as compensation handler"),
    ("multi-instance behavior", "None, One og Complex", "None, One and Complex"),
    ("adHocSubProcess completionCondition", "Frit valg med betingelse", "Ad-hoc choice by a condition"),
    ("choreography, conversation", "Andre slags diagrammer", "Other kinds of diagrams"),
)


def supported_elements() -> list[Row]:
    """(group, element, Danish note, English note), in the order of the table."""
    return list(_ROWS)


def refused_elements() -> list[tuple[str, str, str]]:
    """(element, Danish note, English note) of what the check refuses by decision (engine.md 3)."""
    return list(REFUSED)
