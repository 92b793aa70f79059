"""Every rule a diagram is checked against: number, severity, what is wrong and what to do, in two languages.

The numbers are stable: documentation, the studio and tests refer to them. Tens group them: 00 the file, 10
identity and references, 20 the way through, 30 gateways, 40 events, 60 activities, 80 expressions, 90 other
tools' extensions; from 100 on what the standard asks of models that need not run: 100 imports and references,
120 collaborations, 140 flows, 150 activities, 170 data, 190 events, 220 gateways, 240 lanes and processes,
250 choreographies, 300 soundness, 400 the drawing. `{…}` is filled in by the check.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

# What a rule is about; see `Rule.kind`.
STANDARD, EXECUTABLE, NEEDED, SUPPORT = "standard", "executable", "needed", "support"


@dataclass(frozen=True)
class Rule:
    """`clause`: of BPMN 2.0.2 (formal/2013-12-09), empty for rules of our own.

    `kind`: "standard" for what breaks the standard in any model, "executable" for what breaks it in one that
    is to be run, "needed" for what the standard lets a modeler leave out and a run cannot do without,
    "support" for what is valid and not run here, or is about our own extensions. `tolerated`: it breaks the
    standard, but nobody can doubt how it runs, so publishing only warns.
    """

    severity: str
    da: str
    en: str
    cure_da: str
    cure_en: str
    kind: str = SUPPORT
    clause: str = ""
    tolerated: bool = False


def error(da: str, en: str, cure_da: str, cure_en: str) -> Rule:
    return Rule("error", da, en, cure_da, cure_en)


def warning(da: str, en: str, cure_da: str, cure_en: str) -> Rule:
    return Rule("warning", da, en, cure_da, cure_en)


def advised(clause: str, da: str, en: str, cure_da: str, cure_en: str) -> Rule:
    """A rule of the standard that widespread tools do not keep: told, never refused."""
    return Rule("warning", da, en, cure_da, cure_en, STANDARD, clause)


def broken(clause: str, da: str, en: str, cure_da: str, cure_en: str) -> Rule:
    """A rule of the standard: what breaks it is refused in every model, run or only drawn."""
    return Rule("error", da, en, cure_da, cure_en, STANDARD, clause)


FILE_RULES: Final[dict[str, Rule]] = {
    "BPMN-001": error(
        "Filen er ikke læsbar XML: {detail}.",
        "The file is not readable XML: {detail}.",
        "Gem diagrammet igen fra modelleringsværktøjet, og hent filen på ny.",
        "Save the diagram again from the modeler and use that file.",
    ),
    "BPMN-002": error(
        "Filen har en DOCTYPE. Det tillades ikke, fordi den kan hente andre filer ind.",
        "The file has a DOCTYPE. That is not allowed, because it can pull in other files.",
        "Slet linjen, der begynder med <!DOCTYPE.",
        "Delete the line that begins with <!DOCTYPE.",
    ),
    "BPMN-003": error(
        "Filen er for stor: højst {limit} MB.",
        "The file is too large: at most {limit} MB.",
        "Del diagrammet i flere delforløb.",
        "Split the diagram into several called processes.",
    ),
    "BPMN-004": error(
        "Filen er ikke et BPMN 2.0-diagram.",
        "The file is not a BPMN 2.0 diagram.",
        "Vælg en fil, hvor det yderste element er »definitions« fra BPMN 2.0.",
        "Choose a file whose outermost element is “definitions” of BPMN 2.0.",
    ),
    "BPMN-005": error(
        "Filen følger ikke BPMN 2.0-skemaet: {detail_da}",
        "The file does not follow the BPMN 2.0 schema: {detail}",
        "Ret stedet i modelleringsværktøjet, eller tegn elementet igen.",
        "Mend the place in the modeler, or draw the element again.",
    ),
    "BPMN-006": error(
        "Filen har intet forløb, der kan køres.",
        "The file has no process that can be run.",
        "Sæt »Kan køres« (isExecutable) på forløbet.",
        "Mark the process as executable (isExecutable).",
    ),
    "BPMN-007": error(
        "Diagrammet er for dybt indlejret eller for stort til at blive læst: {detail}.",
        "The diagram is nested too deeply or too large to be read: {detail}.",
        "Del diagrammet i flere delforløb.",
        "Split the diagram into several called processes.",
    ),
}

REFERENCE_RULES: Final[dict[str, Rule]] = {
    "BPMN-010": error(
        "Id'et »{id}« bruges af flere elementer.",
        "The id “{id}” is used by several elements.",
        "Giv hvert element sit eget id.",
        "Give every element an id of its own.",
    ),
    "BPMN-011": error(
        "Id'et »{id}« er reserveret.",
        "The id “{id}” is reserved.",
        "Vælg et andet id: ikke Start, End, Root eller noget, der ender på .EndJoin, "
        ".BoundaryEventSplit eller .BoundaryEventJoin.",
        "Choose another id: not Start, End, Root, nor anything that ends in .EndJoin, .BoundaryEventSplit or "
        ".BoundaryEventJoin.",
    ),
    "BPMN-012": error(
        "Et element ({tag}) har intet id.",
        "An element ({tag}) has no id.",
        "Giv elementet et id.",
        "Give the element an id.",
    ),
    "BPMN-013": error(
        "Forløbet »{id}« findes også i {other}.",
        "The process “{id}” is also in {other}.",
        "Giv det ene forløb et andet id.",
        "Give one of the processes another id.",
    ),
    "BPMN-014": error(
        "Pilen fører til eller fra »{id}«, som ikke findes.",
        "The sequence flow leads to or from “{id}”, which does not exist.",
        "Slet pilen, og tegn den igen.",
        "Delete the flow and draw it again.",
    ),
    "BPMN-015": error(
        "Hændelsen henviser til »{id}« ({tag}), som ikke findes i filen.",
        "The event refers to “{id}” ({tag}), which is not in the file.",
        "Vælg eller opret den besked, det signal, den fejl eller den eskalering, der er ment.",
        "Choose or create the message, signal, error or escalation that is meant.",
    ),
    "BPMN-016": error(
        "Pilen går over grænsen til et delforløb (fra »{source}« til »{target}«).",
        "The sequence flow crosses the border of a sub-process (from “{source}” to “{target}”).",
        "Lad pilen gå til selve delforløbet, eller brug en hændelse på kanten.",
        "Let the flow go to the sub-process itself, or use an event on its border.",
    ),
    "BPMN-017": error(
        "Banen henviser til »{id}«, som ikke er et element i forløbet.",
        "The lane refers to “{id}”, which is no element of the flow.",
        "Træk elementet ind i banen igen.",
        "Drag the element into the lane again.",
    ),
    "BPMN-018": error(
        "Elementet »{tag}« kan ikke køres her.",
        "The element “{tag}” cannot be run here.",
        "Se listen over understøttede elementer, og brug et af dem.",
        "See the list of supported elements and use one of those.",
    ),
}

WAY_RULES: Final[dict[str, Rule]] = {
    "BPMN-020": error(
        "Forløbet har ingen begyndelse.",
        "The process has no start.",
        "Tilføj en starthændelse.",
        "Add a start event.",
    ),
    "BPMN-021": error(
        "Elementet kan aldrig nås: ingen vej fører hertil.",
        "The element can never be reached: no way leads to it.",
        "Tegn en pil hertil, eller slet elementet.",
        "Draw a flow to it, or delete it.",
    ),
    "BPMN-022": error(
        "Vejen ender her, uden at forløbet slutter.",
        "The way ends here without an end.",
        "Tegn en pil videre, eller afslut med en sluthændelse.",
        "Draw a flow onwards, or finish with an end event.",
    ),
    "BPMN-023": warning(
        "Opgaven har ingen pil videre. Vejen slutter her.",
        "The activity has no flow onwards. The way ends here.",
        "Tegn en pil til en sluthændelse, så enhver kan se, at det er meningen.",
        "Draw a flow to an end event, so that everyone can see that it is meant.",
    ),
    "BPMN-024": error(
        "Delforløbet skal have netop én almindelig starthændelse (her: {count}).",
        "The sub-process must have exactly one plain start event (here: {count}).",
        "Behold én starthændelse uden symbol i delforløbet.",
        "Keep one start event without a symbol in the sub-process.",
    ),
    "BPMN-025": error(
        "Et delforløb, der startes af en hændelse, skal have netop én starthændelse med en hændelse "
        "(her: {count}).",
        "An event sub-process must have exactly one start event with an event (here: {count}).",
        "Sæt besked, tid, signal, fejl, eskalering, betingelse eller kompensation på den.",
        "Give its start event a message, timer, signal, error, escalation, condition or compensation.",
    ),
    "BPMN-026": error(
        "En pil må ikke føre ind i en starthændelse eller en hændelse på en kant eller ud af en "
        "sluthændelse.",
        "No flow may lead into a start event, into a boundary event or out of an end event.",
        "Vend eller slet pilen.",
        "Turn or delete the flow.",
    ),
    "BPMN-027": warning(
        "Her går forløbet i ring uden at vente på noget: {names}.",
        "Here the process runs in a circle without waiting for anything: {names}.",
        "Sæt en opgave, en ventetid eller en anden ventende hændelse ind i ringen.",
        "Put a task, a timer or another waiting event into the circle.",
    ),
    "BPMN-028": error(
        "Et delforløb, der startes af en hændelse, må ikke have pile eller hændelser på kanten.",
        "An event sub-process may have neither flows nor boundary events.",
        "Fjern pilene og hændelserne på kanten.",
        "Remove the flows and the boundary events.",
    ),
    "BPMN-029": warning(
        "Forløbet har {count} almindelige starthændelser. De begynder alle på én gang.",
        "The process has {count} plain start events. All of them begin at once.",
        "Behold én, eller brug »Samtidige veje« efter starten.",
        "Keep one, or use a parallel gateway after the start.",
    ),
}

GATEWAY_RULES: Final[dict[str, Rule]] = {
    "BPMN-030": error(
        "Pilen ud af valget har ingen betingelse, og den er ikke standardvejen.",
        "The flow out of the gateway has no condition and is not the default flow.",
        "Skriv en betingelse, eller gør pilen til standardvej.",
        "Write a condition, or make it the default flow.",
    ),
    "BPMN-031": error(
        "Standardvejen »{id}« går ikke ud herfra.",
        "The default flow “{id}” does not leave from here.",
        "Vælg en af elementets egne pile som standardvej.",
        "Choose one of the element's own flows as its default.",
    ),
    "BPMN-032": warning(
        "Valget har ingen standardvej. Er ingen betingelse opfyldt, står forløbet stille.",
        "The gateway has no default flow. When no condition holds, the process stands still.",
        "Gør en af pilene til standardvej.",
        "Make one of the flows the default.",
    ),
    "BPMN-033": warning(
        "Standardvejen har en betingelse, som aldrig bliver læst.",
        "The default flow has a condition that is never read.",
        "Slet betingelsen.",
        "Delete the condition.",
    ),
    "BPMN-034": error(
        "Pilen har en betingelse, men herfra tages alle veje.",
        "The flow has a condition, but from here every flow is taken.",
        "Slet betingelsen, eller brug et valg.",
        "Delete the condition, or use an exclusive or inclusive gateway.",
    ),
    "BPMN-035": error(
        "Efter et hændelsesvalg skal der stå en ventende hændelse eller en modtageopgave; "
        "»{id}« er det ikke.",
        "After an event-based gateway there must be a waiting event or a receive task; “{id}” is neither.",
        "Sæt en mellemliggende hændelse (besked, tid, signal, betingelse) ind.",
        "Insert an intermediate event (message, timer, signal, condition).",
    ),
    "BPMN-036": error(
        "Et hændelsesvalg skal have mindst to pile ud.",
        "An event-based gateway needs at least two outgoing flows.",
        "Tilføj en hændelse mere, eller fjern valget.",
        "Add another event, or remove the gateway.",
    ),
    "BPMN-037": error(
        "»{id}« efter hændelsesvalget har også andre pile ind.",
        "“{id}” after the event-based gateway has other incoming flows, too.",
        "Lad kun hændelsesvalget føre hertil.",
        "Let only the event-based gateway lead to it.",
    ),
    "BPMN-038": error(
        "Gatewayen har højst én pil ind og én ud: den hverken deler eller samler.",
        "The gateway has at most one flow in and one out: it neither splits nor merges.",
        "Fjern den, eller tegn den manglende pil.",
        "Remove it, or draw the missing flow.",
    ),
    "BPMN-039": error(
        "Den komplekse gateway siger ikke, hvornår den går videre.",
        "The complex gateway does not say when it goes on.",
        "Skriv en betingelse om activationCount, fx activationCount >= 2.",
        "Write a condition on activationCount, such as activationCount >= 2.",
    ),
}
