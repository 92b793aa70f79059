"""The standard's rules for activities, data, events and gateways of any model (see `rules.py`)."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, advised, broken

WORK_RULES: Final[dict[str, Rule]] = {
    "BPMN-150": broken(
        "10.3.5",
        "Et frit delforløb (ad hoc) kan ikke indeholde »{tag}«.",
        "An ad-hoc sub-process cannot contain “{tag}”.",
        "Slet start- og sluthændelser i det frie delforløb.",
        "Delete start and end events inside the ad-hoc sub-process.",
    ),
    "BPMN-151": broken(
        "10.3.5",
        "Et frit delforløb (ad hoc) skal indeholde mindst én opgave.",
        "An ad-hoc sub-process must contain at least one activity.",
        "Læg en opgave ind i det frie delforløb.",
        "Put an activity into the ad-hoc sub-process.",
    ),
    "BPMN-152": broken(
        "10.3.6",
        "Kaldets data ind og ud passer ikke til »{id}«: {here} her, {there} dér.",
        "The call's inputs and outputs do not match “{id}”: {here} here, {there} there.",
        "Angiv de samme data ind og ud som i det, der kaldes.",
        "Give the same inputs and outputs as what is called.",
    ),
    "BPMN-153": broken(
        "10.3.8",
        "Gentagelsen har både et antal og en liste.",
        "The multi-instance activity has both a cardinality and a collection.",
        "Behold ét af dem.",
        "Keep one of them.",
    ),
    "BPMN-154": broken(
        "10.3.8",
        "Gentagelsens behavior er »{behavior}«, men {missing} mangler.",
        "The behavior of the multi-instance activity is “{behavior}”, but {missing} is missing.",
        "Angiv det manglende, eller sæt behavior til All.",
        "Add what is missing, or set behavior to All.",
    ),
    "BPMN-155": broken(
        "10.3.8",
        "Gentagelsen har »{tag}«, men ingen »{missing}«.",
        "The multi-instance activity has “{tag}” but no “{missing}”.",
        "Angiv også listen.",
        "Name the collection, too.",
    ),
    "BPMN-156": broken(
        "10.3.3",
        "Modtageopgaven skal starte forløbet, men der fører pile til den.",
        "The receive task is to start the process, but flows lead to it.",
        "Fjern instantiate eller pilene.",
        "Remove instantiate, or the flows.",
    ),
    "BPMN-157": broken(
        "10.3.3",
        "Opgavens data passer ikke til dens besked eller handling: {detail_da}.",
        "The task's data do not match its message or operation: {detail}.",
        "Lad opgaven have ét sæt data af samme type som beskeden.",
        "Give the task one set of data of the message's type.",
    ),
    "BPMN-158": broken(
        "10.3.3",
        "Scriptet siger ikke, hvilket sprog det er skrevet i.",
        "The script does not say which language it is written in.",
        "Angiv scriptFormat, fx feel.",
        "Set scriptFormat, such as feel.",
    ),
    "BPMN-159": broken(
        "10.3.3",
        "Opgavens besked er ikke den, som handlingen »{id}« bruger.",
        "The task's message is not the one that the operation “{id}” uses.",
        "Vælg handlingens besked, eller angiv kun handlingen.",
        "Choose the operation's message, or name the operation only.",
    ),
    "BPMN-160": advised(
        "10.4.1",
        "Et delforløb kan ikke selv have data ind og ud (ioSpecification).",
        "A sub-process cannot have inputs and outputs of its own (ioSpecification).",
        "Brug dataobjekter, eller gør delforløbet til et kald.",
        "Use data objects, or make it a call activity.",
    ),
    "BPMN-161": broken(
        "10.3",
        "{name} er {text}. Den skal være mindst 1.",
        "{name} is {text}. It must be at least 1.",
        "Slet attributten: den er 1, når den ikke står der.",
        "Delete the attribute: it is 1 when it is left out.",
    ),
}

DATA_RULES: Final[dict[str, Rule]] = {
    "BPMN-170": broken(
        "10.4.1",
        "Dataforbindelsen skal ende i elementets egne data, ikke i »{id}«.",
        "The data association must end at the element's own data, not at “{id}”.",
        "Slet forbindelsen, og tegn den igen.",
        "Delete the association and draw it again.",
    ),
    "BPMN-171": broken(
        "10.4.1",
        "Dataforbindelsen skal begynde i elementets egne data, ikke i »{id}«.",
        "The data association must begin at the element's own data, not at “{id}”.",
        "Slet forbindelsen, og tegn den igen.",
        "Delete the association and draw it again.",
    ),
    "BPMN-172": broken(
        "10.4.1",
        "»{id}« kan ikke ses herfra: det ligger i et andet område.",
        "“{id}” cannot be seen from here: it is in another scope.",
        "Læg dataobjektet i det fælles område omkring begge.",
        "Put the data object into the scope around both.",
    ),
    "BPMN-173": broken(
        "10.4.1",
        "Dataforbindelsen har {count} kilder, men ingen omformning.",
        "The data association has {count} sources but no transformation.",
        "Behold én kilde, eller skriv en omformning (transformation).",
        "Keep one source, or write a transformation.",
    ),
    "BPMN-174": broken(
        "10.4.1",
        "Dataforbindelsens kilde og mål er af forskellig type (»{source}«, »{target}«).",
        "Source and target of the data association differ in type (“{source}”, “{target}”).",
        "Brug samme itemDefinition, eller skriv en omformning.",
        "Use the same itemDefinition, or write a transformation.",
    ),
    "BPMN-175": broken(
        "10.4.1",
        "»{id}« står ikke i noget {set}.",
        "“{id}” is in no {set}.",
        "Føj det til et {set}.",
        "Add it to an {set}.",
    ),
    "BPMN-176": broken(
        "10.4.1",
        "»{id}« nævnes i {name}, men ikke blandt sættets data eller i samme ioSpecification.",
        "“{id}” is named in {name} but not among the set's data or in the same ioSpecification.",
        "Føj det til sættets data, eller fjern henvisningen.",
        "Add it to the set's data, or remove the reference.",
    ),
    "BPMN-177": broken(
        "10.4.1",
        "»{one}« og »{other}« henviser ikke til hinanden.",
        "“{one}” and “{other}” do not refer to each other.",
        "Skriv henvisningen i begge sæt (outputSetRefs og inputSetRefs).",
        "Write the reference in both sets (outputSetRefs and inputSetRefs).",
    ),
    "BPMN-178": broken(
        "10.4.1",
        "isCollection er »{here}« her, men »{there}« i itemDefinition »{id}«.",
        "isCollection is “{here}” here but “{there}” in the itemDefinition “{id}”.",
        "Giv begge samme værdi.",
        "Give both the same value.",
    ),
    "BPMN-179": broken(
        "10.4.1",
        "Henvisningen til et dataobjekt siger ikke hvilket.",
        "The data object reference does not say which data object.",
        "Angiv dataObjectRef.",
        "Set dataObjectRef.",
    ),
    "BPMN-180": broken(
        "10.4.1",
        "En henvisning til et dataobjekt kan ikke have sin egen type (itemSubjectRef).",
        "A data object reference cannot have a type of its own (itemSubjectRef).",
        "Angiv typen på dataobjektet.",
        "Give the type to the data object.",
    ),
    "BPMN-181": advised(
        "10.4.1",
        "Dataobjektet har en tilstand. Den hører til på henvisningen til objektet.",
        "The data object has a state, which belongs on a reference to it.",
        "Flyt tilstanden til en dataObjectReference.",
        "Move the state to a dataObjectReference.",
    ),
    "BPMN-182": broken(
        "10.4.1, 10.5.1",
        "Hændelsen har {data} data til {events} hændelsesdefinitioner.",
        "The event has {data} data for {events} event definitions.",
        "Giv hver hændelsesdefinition ét data ind eller ud.",
        "Give every event definition one data input or output.",
    ),
    "BPMN-183": broken(
        "10.3.8",
        "»{id}« kan ikke være gentagelsens liste: den hører ikke til opgaven eller området.",
        "“{id}” cannot be the collection of the multi-instance activity: it belongs to neither the task nor "
        "the scope.",
        "Vælg opgavens egne data, eller et dataobjekt omkring delforløbet.",
        "Choose the task's own data, or a data object around the sub-process.",
    ),
    "BPMN-184": broken(
        "10.4.1, 10.5.1",
        "Hændelsens data er af en anden type (»{here}«) end dens besked, signal eller fejl (»{there}«).",
        "The event's data are of another type (“{here}”) than its message, signal or error (“{there}”).",
        "Brug samme itemDefinition.",
        "Use the same itemDefinition.",
    ),
}

EVENT_STANDARD_RULES: Final[dict[str, Rule]] = {
    "BPMN-190": broken(
        "10.5.4, 10.5.5",
        "Intet link med navnet »{name}« fører hertil.",
        "No link of the name “{name}” leads here.",
        "Lav en sendende linkhændelse med samme navn.",
        "Make a throwing link event of that name.",
    ),
    "BPMN-191": broken(
        "10.5.1",
        "»{kind}« kan ikke stå sammen med andre hændelser i samme symbol.",
        "“{kind}” cannot stand beside other triggers in one event.",
        "Del hændelsen i flere.",
        "Split the event into several.",
    ),
    "BPMN-192": broken(
        "10.5.4, 10.7",
        "En kompensation på kanten har ingen pile ud; den forbindes med den opgave, der fortryder.",
        "A compensation boundary event has no flows out; it is associated with the activity that undoes.",
        "Slet pilen, og tegn en forbindelse (association).",
        "Delete the flow and draw an association.",
    ),
    "BPMN-193": broken(
        "10.5.5",
        "Tidshændelsen har flere tider på én gang.",
        "The timer has several times at once.",
        "Behold ét af felterne: varighed, tidspunkt eller gentagelse.",
        "Keep one of the fields: duration, date or cycle.",
    ),
    "BPMN-195": broken(
        "10.5.5",
        "Linkets kilde og mål passer ikke til linket »{name}«.",
        "The link's source and target do not match the link “{name}”.",
        "Lad source og target pege på links med samme navn, eller slet dem.",
        "Let source and target name links of the same name, or delete them.",
    ),
    "BPMN-196": broken(
        "10.5.5",
        "Beskedhændelsens besked er ikke den, som handlingen »{id}« bruger.",
        "The event's message is not the one that the operation “{id}” uses.",
        "Vælg handlingens besked.",
        "Choose the operation's message.",
    ),
    "BPMN-197": broken(
        "10.5.1",
        "»{id}« hører til en anden hændelse og kan ikke deles.",
        "“{id}” belongs to another event and cannot be shared.",
        "Flyt hændelsesdefinitionen op ved siden af forløbene, eller skriv den i hændelsen selv.",
        "Move the event definition up beside the processes, or write it inside the event.",
    ),
}

GATEWAY_STANDARD_RULES: Final[dict[str, Rule]] = {
    "BPMN-220": broken(
        "10.6",
        'Gatewayen siger gatewayDirection="{direction}", men har {incoming} pile ind og {outgoing} ud.',
        'The gateway says gatewayDirection="{direction}" but has {incoming} flows in and {outgoing} out.',
        "Ret pilene, eller slet gatewayDirection.",
        "Mend the flows, or delete gatewayDirection.",
    ),
    "BPMN-221": broken(
        "10.6.6",
        "Efter et hændelsesvalg kan der stå enten beskedhændelser eller modtageopgaver, ikke begge.",
        "After an event-based gateway there may be message events or receive tasks, not both.",
        "Brug kun den ene slags.",
        "Use one of the two only.",
    ),
    "BPMN-222": broken(
        "10.6.6",
        "Hændelsesvalget skal starte forløbet, men der fører pile til det.",
        "The event-based gateway is to start the process, but flows lead to it.",
        "Fjern instantiate eller pilene.",
        "Remove instantiate, or the flows.",
    ),
    "BPMN-223": broken(
        "10.6.6",
        "Et hændelsesvalg, der venter på alt (Parallel), skal starte forløbet (instantiate).",
        "An event-based gateway that waits for all (Parallel) must start the process (instantiate).",
        "Sæt eventGatewayType til Exclusive, eller brug samtidige veje.",
        "Set eventGatewayType to Exclusive, or use a parallel gateway.",
    ),
}
