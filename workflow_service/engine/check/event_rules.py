"""The rules for events (see `rules.py`)."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, error, warning

EVENT_RULES: Final[dict[str, Rule]] = {
    "BPMN-040": error(
        "Hændelsen sidder på »{id}«, som ikke er en opgave eller et delforløb her.",
        "The event is attached to “{id}”, which is no activity here.",
        "Sæt hændelsen på kanten af en opgave eller et delforløb i samme område.",
        "Attach the event to an activity of the same scope.",
    ),
    "BPMN-041": error(
        "En hændelse af typen »{kind}« kan ikke stå her ({place}).",
        "An event of the kind “{kind}” cannot stand here ({place}).",
        "Brug en anden hændelse, eller flyt den.",
        "Use another event, or move it.",
    ),
    "BPMN-042": error(
        "Annullering på kanten findes kun på en transaktion.",
        "A cancel event can only be attached to a transaction.",
        "Brug en fejl i stedet, eller gør delforløbet til en transaktion.",
        "Use an error instead, or make the sub-process a transaction.",
    ),
    "BPMN-043": error(
        "Kompensationen er ikke forbundet med netop én opgave, der fortryder.",
        "The compensation event is not associated with exactly one activity that undoes.",
        "Tegn en forbindelse (association) til en opgave, der er mærket »til kompensation«.",
        "Draw an association to one activity that is marked “for compensation”.",
    ),
    "BPMN-044": error(
        "Et delforløb kan ikke være den opgave, der fortryder.",
        "A sub-process cannot be a compensation handler.",
        "Brug en opgave, eller et delforløb startet af kompensation inde i det, der skal fortrydes.",
        "Use a task, or a compensation event sub-process inside what is to be undone.",
    ),
    "BPMN-045": error(
        "En hændelse af typen »{kind}« afbryder altid.",
        "An event of the kind “{kind}” always interrupts.",
        "Gør hændelsen afbrydende.",
        "Make the event interrupting.",
    ),
    "BPMN-046": error(
        "Hændelsen siger ikke, hvad den venter på.",
        "The event does not say what it waits for.",
        "Vælg besked, tid, signal, betingelse eller en anden hændelse.",
        "Choose message, timer, signal, condition or another event.",
    ),
    "BPMN-047": error(
        "Linket »{name}« har {count} mål i dette område. Det skal have netop ét.",
        "The link “{name}” has {count} targets in this scope. It needs exactly one.",
        "Lav netop én modtagende linkhændelse med samme navn.",
        "Make exactly one catching link event of that name.",
    ),
    "BPMN-048": error(
        "Tidshændelsen skal have netop én tid: varighed, tidspunkt eller gentagelse.",
        "The timer must have exactly one time: duration, date or cycle.",
        "Udfyld ét af felterne.",
        "Fill in one of the fields.",
    ),
    "BPMN-049": error(
        "»{text}« er ikke en tid, der kan læses.",
        "“{text}” is not a time that can be read.",
        'Skriv fx P14D, PT24H, 2026-12-01T08:00, R3/P1M eller =parameter("analysis_deadline").',
        'Write for instance P14D, PT24H, 2026-12-01T08:00, R3/P1M or =parameter("analysis_deadline").',
    ),
    "BPMN-050": warning(
        "Hændelsen sker kun én gang, første gang gentagelsen er inde: den afbryder eller står på vejen.",
        "The event occurs once only, at the first turn of the cycle: it interrupts or stands in the way.",
        "Brug en varighed, eller gør hændelsen ikke-afbrydende. Faste møder er en mødeserie.",
        "Use a duration, or make the event non-interrupting. Recurring meetings are a series.",
    ),
    "BPMN-051": error(
        "Betingelseshændelsen har ingen betingelse.",
        "The conditional event has no condition.",
        "Skriv betingelsen i FEEL.",
        "Write the condition in FEEL.",
    ),
    "BPMN-052": error(
        "Kompensationen nævner »{id}«, som ikke findes i samme område.",
        "The compensation names “{id}”, which is not in its scope.",
        "Vælg en opgave i samme område, eller lad feltet være tomt.",
        "Choose an activity of the same scope, or leave it empty.",
    ),
    "BPMN-053": error(
        "Hændelsen nævner ikke, hvilken besked eller hvilket signal den gælder.",
        "The event does not name its message or signal.",
        "Vælg beskeden eller signalet.",
        "Choose the message or signal.",
    ),
    "BPMN-054": error(
        "Fejlen eller eskaleringen, der udløses, har ingen kode.",
        "The error or escalation that is thrown has no code.",
        "Vælg en fejl eller eskalering med en kode.",
        "Choose an error or escalation with a code.",
    ),
    "BPMN-055": error(
        "Transaktionen kan annulleres, men har ingen annulleringshændelse på kanten.",
        "The transaction can be cancelled but has no cancel event on its border.",
        "Sæt en annulleringshændelse på kanten, og før vejen videre derfra.",
        "Attach a cancel event and lead the way on from there.",
    ),
    "BPMN-056": warning(
        "Ingen i dette diagram griber fejlen »{code}«.",
        "Nothing in this diagram catches the error “{code}”.",
        "Sæt en fejlhændelse på kanten af delforløbet, eller grib den i det diagram, der kalder.",
        "Attach an error event to the sub-process, or catch it in the diagram that calls this one.",
    ),
    "BPMN-057": error(
        "Et sendende link har ingen pile ud, og et modtagende link har ingen pile ind.",
        "A throwing link has no flows out, and a catching link has no flows in.",
        "Slet pilen: linket er vejen.",
        "Delete the flow: the link is the way.",
    ),
    "BPMN-058": error(
        "Betingelsen læser uret ({text}). En betingelseshændelse ser kun på forløbets data.",
        "The condition reads the clock ({text}). A conditional event looks at the variables only.",
        'Brug en tidshændelse, fx =birth_date + duration(parameter("transition_age")).',
        'Use a timer event, such as =birth_date + duration(parameter("transition_age")).',
    ),
    "BPMN-059": error(
        "Annullering findes kun i en transaktion.",
        "A cancel end event exists in a transaction only.",
        "Brug en fejl i stedet, eller gør delforløbet til en transaktion.",
        "Use an error instead, or make the sub-process a transaction.",
    ),
}
