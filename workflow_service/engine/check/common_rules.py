"""The standard's rules for imports, references, flows, processes and lanes (see `rules.py`)."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, advised, broken

COMMON_RULES: Final[dict[str, Rule]] = {
    "BPMN-100": broken(
        "8.2.2",
        "Filen henter »{location}« ind, som ikke kan findes.",
        "The file imports “{location}”, which cannot be found.",
        "Læg filen ved siden af, ret stien, eller slet importen.",
        "Put the file beside this one, mend the path, or delete the import.",
    ),
    "BPMN-101": broken(
        "8.2.2",
        "Importen af »{location}« siger navnerummet »{namespace}«, men filen har »{found}«.",
        "The import of “{location}” says the namespace “{namespace}”, but the file has “{found}”.",
        "Skriv filens targetNamespace i importen.",
        "Write the file's targetNamespace into the import.",
    ),
    "BPMN-102": broken(
        "8.2.2",
        "Importen af »{location}« har typen »{type}«, som ikke passer til filen.",
        "The import of “{location}” has the type “{type}”, which does not fit the file.",
        "Sæt importType til {expected}.",
        "Set importType to {expected}.",
    ),
    "BPMN-103": broken(
        "8.3.1",
        "Id'et »{id}« findes også i den importerede fil »{location}« med samme navnerum.",
        "The id “{id}” is also in the imported file “{location}” of the same namespace.",
        "Giv det ene element et andet id.",
        "Give one of the elements another id.",
    ),
    "BPMN-104": broken(
        "8.3.1",
        "»{tag}« henviser i »{name}« til »{id}«, som ikke findes.",
        "“{tag}” refers in “{name}” to “{id}”, which does not exist.",
        "Vælg et element, der findes, eller fjern henvisningen.",
        "Choose an element that exists, or remove the reference.",
    ),
    "BPMN-105": broken(
        "8.3.1",
        "»{tag}« henviser i »{name}« til »{id}«, som er af typen »{found}«. Her kan stå: {expected}.",
        "“{tag}” refers in “{name}” to “{id}”, which is a “{found}”. Possible here: {expected}.",
        "Vælg et element af den rette type.",
        "Choose an element of the right type.",
    ),
    "BPMN-106": advised(
        "8.2.2",
        "Filen henter »{location}« ind, som ikke kan læses her.",
        "The file imports “{location}”, which cannot be read here.",
        "Se efter, at den fil eller adresse, der hentes ind, findes.",
        "Make sure that what is imported exists.",
    ),
    "BPMN-107": broken(
        "8.4.2",
        "Bindingen nævner »{id}«, som ikke hører til korrelationsnøglen.",
        "The binding names “{id}”, which does not belong to the correlation key.",
        "Vælg en egenskab, som nøglen nævner.",
        "Choose a property that the key names.",
    ),
    "BPMN-108": broken(
        "8.4.12",
        "Rollen binder »{id}«, som ikke er en parameter for ressourcen.",
        "The role binds “{id}”, which is no parameter of its resource.",
        "Vælg en af ressourcens egne parametre.",
        "Choose one of the resource's own parameters.",
    ),
    "BPMN-109": broken(
        "8.4.12",
        "Rollen giver ikke ressourcens påkrævede parameter »{id}« en værdi.",
        "The role gives no value to the required parameter “{id}” of its resource.",
        "Tilføj en binding for parameteren.",
        "Add a binding for the parameter.",
    ),
    "BPMN-110": broken(
        "8.4.2",
        "Korrelationsegenskaben »{id}« siger ikke, hvor den står i beskeden »{message}«.",
        "The correlation property “{id}” does not say where it is in the message “{message}”.",
        "Tilføj et correlationPropertyRetrievalExpression for beskeden.",
        "Add a correlationPropertyRetrievalExpression for the message.",
    ),
}

FLOW_RULES: Final[dict[str, Rule]] = {
    "BPMN-140": broken(
        "8.4.13",
        "»{tag}« hos »{id}« nævner pilen »{flow}«, som hverken begynder eller ender sådan.",
        "“{tag}” of “{id}” names the flow “{flow}”, which does not lead that way.",
        "Slet pilen, og tegn den igen.",
        "Delete the flow and draw it again.",
    ),
    "BPMN-141": broken(
        "8.4.13",
        "Pilen »{flow}« mangler i listen »{tag}« hos »{id}«.",
        "The flow “{flow}” is missing in the list “{tag}” of “{id}”.",
        "Slet pilen, og tegn den igen, så begge ender kender den.",
        "Delete the flow and draw it again, so that both ends know it.",
    ),
    "BPMN-142": broken(
        "8.4.13",
        "Pilen har en betingelse, men den begynder i en hændelse.",
        "The flow has a condition but begins at an event.",
        "Sæt et valg ind efter hændelsen, og skriv betingelsen på pilen derfra.",
        "Insert a gateway after the event and write the condition on its flow.",
    ),
    "BPMN-143": broken(
        "8.4.13",
        "Den eneste pil ud af opgaven har en betingelse.",
        "The only flow out of the activity has a condition.",
        "Tegn også den vej, der tages, når betingelsen ikke holder.",
        "Draw the way that is taken when the condition does not hold, too.",
    ),
    "BPMN-144": broken(
        "8.4.13",
        'Pilen siger isImmediate="false" i et forløb, der skal kunne køres.',
        'The flow says isImmediate="false" in an executable process.',
        "Slet attributten isImmediate.",
        "Delete the attribute isImmediate.",
    ),
    "BPMN-145": broken(
        "10.5.3",
        "Her er en starthændelse, men ingen sluthændelse.",
        "There is a start event here but no end event.",
        "Afslut vejen med en sluthændelse.",
        "Finish the way with an end event.",
    ),
    "BPMN-146": broken(
        "10.5.2",
        "Her er en sluthændelse, men ingen starthændelse.",
        "There is an end event here but no start event.",
        "Begynd med en starthændelse.",
        "Begin with a start event.",
    ),
    "BPMN-147": broken(
        "10.5.3, 10.5.4",
        "Ingen pil fører til hændelsen »{id}«.",
        "No flow leads to the event “{id}”.",
        "Tegn en pil hertil, eller slet hændelsen.",
        "Draw a flow to it, or delete it.",
    ),
    "BPMN-148": broken(
        "10.5.2, 10.5.4",
        "Ingen pil fører videre fra hændelsen »{id}«.",
        "No flow leads on from the event “{id}”.",
        "Tegn en pil videre.",
        "Draw a flow onwards.",
    ),
    "BPMN-149": broken(
        "10.2",
        "»{tag}« kan ikke stå i et forløb.",
        "“{tag}” cannot stand in a process.",
        "Brug en opgave, eller flyt elementet til en koreografi.",
        "Use a task, or move the element to a choreography.",
    ),
}

PROCESS_RULES: Final[dict[str, Rule]] = {
    "BPMN-240": broken(
        "10.2",
        "Forløbet er offentligt (Public) og kan derfor ikke være til at køre.",
        "The process is public and therefore cannot be executable.",
        "Sæt processType til Private, eller fjern isExecutable.",
        "Set processType to Private, or remove isExecutable.",
    ),
    "BPMN-241": broken(
        "10.8",
        "Banen nævner »{id}«, som ligger i et andet forløb eller delforløb.",
        "The lane names “{id}”, which is in another process or sub-process.",
        "Træk elementet ind i en bane i sit eget forløb.",
        "Drag the element into a lane of its own process.",
    ),
    "BPMN-242": broken(
        "10.3.7",
        "Bindingen bruger handlingen »{id}«, som ikke hører til en grænseflade, forløbet understøtter.",
        "The binding uses the operation “{id}” of no interface that the element supports.",
        "Tilføj grænsefladen med supportedInterfaceRef, eller vælg en anden handling.",
        "Add the interface by supportedInterfaceRef, or choose another operation.",
    ),
    "BPMN-243": advised(
        "10.8",
        "Elementet »{id}« ligger i flere baner ved siden af hinanden.",
        "The element “{id}” is in several lanes beside each other.",
        "Lad det ligge i én bane.",
        "Leave it in one lane.",
    ),
}
