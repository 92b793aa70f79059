"""The standard's rules for collaborations, conversations, choreographies and drawings (see `rules.py`)."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, broken

COLLABORATION_RULES: Final[dict[str, Rule]] = {
    "BPMN-120": broken(
        "9.4",
        "Beskedpilen går fra »{source}« til »{target}« i samme pulje.",
        "The message flow leads from “{source}” to “{target}” in the same pool.",
        "Brug en almindelig pil inde i puljen; beskedpile går mellem puljer.",
        "Use a sequence flow inside the pool; message flows go between pools.",
    ),
    "BPMN-121": broken(
        "7.6.2, 9.4",
        "En beskedpil kan ikke begynde i »{id}« ({tag}).",
        "A message flow cannot begin at “{id}” ({tag}).",
        "Lad den begynde i en pulje, en opgave eller en hændelse, der sender en besked.",
        "Let it begin at a pool, an activity or an event that sends a message.",
    ),
    "BPMN-122": broken(
        "7.6.2, 9.4",
        "En beskedpil kan ikke ende i »{id}« ({tag}).",
        "A message flow cannot end at “{id}” ({tag}).",
        "Lad den ende i en pulje, en opgave eller en hændelse, der modtager en besked.",
        "Let it end at a pool, an activity or an event that catches a message.",
    ),
    "BPMN-123": broken(
        "10.5.2, 10.5.3, 10.5.4",
        "Hændelsen »{id}« har en beskedpil, men er ikke en beskedhændelse.",
        "The event “{id}” has a message flow but is no message event.",
        "Gør hændelsen til en beskedhændelse, eller slet beskedpilen.",
        "Make it a message event, or delete the message flow.",
    ),
    "BPMN-124": broken(
        "9.3.1",
        "Deltageren kan findes fra {minimum} til {maximum} gange. Det går ikke op.",
        "The participant's multiplicity goes from {minimum} to {maximum}, which cannot be.",
        "Mindst skal være 0 eller mere, højst mindst 1 og ikke under mindst.",
        "The minimum is at least 0, the maximum at least 1 and not below the minimum.",
    ),
    "BPMN-125": broken(
        "9.5.6",
        "Samtalelinjen skal gå mellem en samtale og en deltager.",
        "The conversation link must go between a conversation and a participant.",
        "Slet linjen, og tegn den fra samtalen til deltageren.",
        "Delete the link and draw it from the conversation to the participant.",
    ),
    "BPMN-126": broken(
        "9.5.7",
        "En global samtale kan ikke indeholde »{tag}«.",
        "A global conversation cannot contain “{tag}”.",
        "Flyt indholdet til et samarbejde (collaboration).",
        "Move the content to a collaboration.",
    ),
    "BPMN-127": broken(
        "9.3, 11.5",
        "»{id}« er ikke deltager i det, der kaldes eller står omkring ({place}).",
        "“{id}” is no participant of what is called or stands around ({place}).",
        "Vælg en deltager, der hører til.",
        "Choose a participant that belongs there.",
    ),
    "BPMN-128": broken(
        "9.5.1",
        "Samtalen har kun én deltager.",
        "The conversation has one participant only.",
        "Nævn mindst to deltagere, eller ingen.",
        "Name at least two participants, or none.",
    ),
}

CHOREOGRAPHY_RULES: Final[dict[str, Rule]] = {
    "BPMN-250": broken(
        "11.5",
        "»{id}« begynder udvekslingen, men er ikke en af dens deltagere.",
        "“{id}” initiates the interaction but is none of its participants.",
        "Vælg en af aktivitetens deltagere.",
        "Choose one of the activity's participants.",
    ),
    "BPMN-251": broken(
        "11.5.1",
        "En koreografiopgave har netop to deltagere (her: {count}).",
        "A choreography task has exactly two participants (here: {count}).",
        "Behold to deltagere, eller brug en delkoreografi.",
        "Keep two participants, or use a sub-choreography.",
    ),
    "BPMN-252": broken(
        "11.5.1",
        "Beskedpilen »{id}« går ikke mellem opgavens to deltagere.",
        "The message flow “{id}” does not go between the task's two participants.",
        "Vælg en beskedpil mellem de to deltagere.",
        "Choose a message flow between the two participants.",
    ),
    "BPMN-253": broken(
        "8.4.8, 11.4",
        "»{tag}« kan ikke stå i en koreografi.",
        "“{tag}” cannot stand in a choreography.",
        "Brug en koreografiopgave, eller flyt elementet til et forløb.",
        "Use a choreography task, or move the element to a process.",
    ),
    "BPMN-254": broken(
        "11.6",
        "En hændelse af typen »{kind}« kan ikke stå her i en koreografi ({place}).",
        "An event of the kind “{kind}” cannot stand here in a choreography ({place}).",
        "Brug en hændelse, som alle deltagere kan se: tid, signal, betingelse.",
        "Use an event that all participants can see: timer, signal, condition.",
    ),
    "BPMN-255": broken(
        "11.5.6",
        "»{id}« begynder udvekslingen, men var ikke med i den foregående (»{before}«).",
        "“{id}” initiates the interaction but took no part in the one before (“{before}”).",
        "Lad en deltager fra den foregående udveksling begynde.",
        "Let a participant of the interaction before begin.",
    ),
    "BPMN-256": broken(
        "11.5.1",
        "Ingen af opgavens beskeder sendes af den, der begynder udvekslingen.",
        "None of the task's messages is sent by its initiator.",
        "Ret beskedpilens retning, eller vælg den anden deltager som den, der begynder.",
        "Turn the message flow, or choose the other participant as initiator.",
    ),
    "BPMN-257": broken(
        "11.7.3",
        "Et hændelsesvalg i en koreografi kan ikke føre til »{id}«.",
        "An event-based gateway of a choreography cannot lead to “{id}”.",
        "Sæt en koreografiopgave eller en tids-, signal- eller betingelseshændelse ind.",
        "Insert a choreography task or a timer, signal or conditional event.",
    ),
}

DRAWING_RULES: Final[dict[str, Rule]] = {
    "BPMN-400": broken(
        "12.2.3",
        "Tegningen viser »{id}«, som ikke findes.",
        "The drawing shows “{id}”, which does not exist.",
        "Åbn og gem diagrammet i modelleringsværktøjet, eller slet figuren.",
        "Open and save the diagram in the modeler, or delete the shape.",
    ),
    "BPMN-401": broken(
        "12.2.3",
        "»{shape}« kan ikke vise »{id}« ({tag}).",
        "“{shape}” cannot show “{id}” ({tag}).",
        "Tegn pile og linjer med BPMNEdge, alt andet med BPMNShape.",
        "Draw flows and lines with BPMNEdge, everything else with BPMNShape.",
    ),
    "BPMN-402": broken(
        "12.2.3",
        "»{id}« er tegnet flere gange i samme diagram.",
        "“{id}” is drawn several times in the same diagram.",
        "Slet den ene figur.",
        "Delete one of the shapes.",
    ),
    "BPMN-403": broken(
        "12.2.3",
        "Deltagerbåndet mangler deltageren eller den koreografiaktivitet, det hører til.",
        "The participant band lacks its participant or its choreography activity.",
        "Angiv både bpmnElement, choreographyActivityShape og participantBandKind.",
        "Give bpmnElement, choreographyActivityShape and participantBandKind.",
    ),
    "BPMN-404": broken(
        "12.2.3",
        "Et diagram viser et forløb, et delforløb, et samarbejde eller en koreografi, ikke »{id}« ({tag}).",
        "A diagram shows a process, a sub-process, a collaboration or a choreography, not “{id}” ({tag}).",
        "Lad BPMNPlane henvise til det, diagrammet viser.",
        "Let BPMNPlane refer to what the diagram shows.",
    ),
    "BPMN-405": broken(
        "12.2.3",
        "Figurens bredde og højde kan ikke være under 0.",
        "The width and height of a shape cannot be below 0.",
        "Træk figuren til en synlig størrelse.",
        "Give the shape a visible size.",
    ),
}
