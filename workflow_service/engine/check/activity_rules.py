"""The rules for activities, expressions and extensions (see `rules.py`)."""

from __future__ import annotations

from typing import Final

from workflow_service.engine.check.rules import Rule, error, warning

ACTIVITY_RULES: Final[dict[str, Rule]] = {
    "BPMN-060": error(
        "Serviceopgaven siger ikke, hvad der skal udføres.",
        "The service task does not say what to do.",
        "Angiv en handling (oef:operation) eller et emne (camunda:topic).",
        "Name an operation (oef:operation) or a topic (camunda:topic).",
    ),
    "BPMN-061": error(
        "Handlingen »{name}« findes ikke.",
        "The operation “{name}” does not exist.",
        "Vælg en handling fra listen, eller brug camunda:topic til et eksternt system.",
        "Choose an operation from the list, or use camunda:topic for a remote system.",
    ),
    "BPMN-062": error(
        "Beslutningsopgaven nævner ingen beslutning.",
        "The business rule task names no decision.",
        "Vælg en beslutningstabel (camunda:decisionRef).",
        "Choose a decision (camunda:decisionRef).",
    ),
    "BPMN-063": error(
        "Beslutningen »{name}« findes ikke i udgivelsen.",
        "The decision “{name}” is not in the release.",
        "Vælg en beslutning, der findes, eller læg den med i pakken.",
        "Choose a decision that exists, or add it to the package.",
    ),
    "BPMN-064": error(
        "Formularen »{name}« findes ikke i udgivelsen.",
        "The form “{name}” is not in the release.",
        "Vælg en formular, der findes, eller læg den med i pakken.",
        "Choose a form that exists, or add it to the package.",
    ),
    "BPMN-065": warning(
        "Ingen rolle kan tage opgaven.",
        "No role can take the task.",
        "Læg opgaven i en bane, eller angiv roller (candidateGroups).",
        "Put the task into a lane, or name roles (candidateGroups).",
    ),
    "BPMN-094": error(
        "Opgaven er til flere roller eller til bestemte personer ({text}). Det ville ikke blive fulgt.",
        "The task is for several roles or for certain people ({text}), which would not be followed.",
        "Giv den én rolle med en bane eller candidateGroups, brug assignee, eller lav to opgaver.",
        "Give it one role by a lane or candidateGroups, use assignee, or make two tasks.",
    ),
    "BPMN-066": error(
        "Rollen »{name}« findes ikke.",
        "The role “{name}” does not exist.",
        "Vælg en rolle fra listen.",
        "Choose a role from the list.",
    ),
    "BPMN-067": error(
        "Delforløbet kalder »{name}«, som ikke findes i udgivelsen.",
        "The call activity calls “{name}”, which is not in the release.",
        "Vælg et forløb, der findes, eller læg diagrammet med i pakken.",
        "Choose a process that exists, or add its diagram to the package.",
    ),
    "BPMN-068": error(
        "Parameteren »{name}« findes ikke.",
        "The parameter “{name}” does not exist.",
        "Vælg en parameter fra listen, eller opret den.",
        "Choose a parameter from the list, or create it.",
    ),
    "BPMN-069": error(
        "»{name}« findes ikke i listen over {what_da}.",
        "“{name}” is not in the list of {what_en}.",
        "Vælg en post fra listen.",
        "Choose an entry from the list.",
    ),
    "BPMN-070": error(
        "Scriptet er skrevet i »{name}«. Her bruges kun FEEL.",
        "The script is written in “{name}”. Only FEEL is used here.",
        "Sæt scriptFormat til feel, og skriv ét FEEL-udtryk, eller brug en handling (oef:operation).",
        "Set scriptFormat to feel and write one FEEL expression, or use an operation (oef:operation).",
    ),
    "BPMN-071": error(
        "Scriptopgaven har intet script eller ingen resultatvariabel.",
        "The script task has no script or no result variable.",
        "Skriv et FEEL-udtryk, og angiv camunda:resultVariable.",
        "Write a FEEL expression and name camunda:resultVariable.",
    ),
    "BPMN-072": error(
        "Opgaven siger ikke, hvilken besked den venter på eller sender.",
        "The task does not name the message it waits for or sends.",
        "Vælg en besked; en sendeopgave kan også have en handling eller et emne.",
        "Choose a message; a send task may name an operation or topic instead.",
    ),
    "BPMN-073": warning(
        "Forløbene kalder hinanden i ring uden at vente: {names}.",
        "The processes call each other in a circle: {names}.",
        "Se efter, at ringen altid brydes af et valg.",
        "Make sure that a gateway always breaks the circle.",
    ),
    "BPMN-074": error(
        "Gentagelsen skal have netop ét af: en liste eller et antal.",
        "The multi-instance activity needs exactly one of: a collection, a cardinality.",
        "Angiv camunda:collection, eller angiv antallet.",
        "Set camunda:collection, or set the cardinality.",
    ),
    "BPMN-075": error(
        "Gentagelsen bruger »behavior«, som ikke understøttes.",
        "The multi-instance activity uses “behavior”, which is not supported.",
        "Brug en afslutningsbetingelse (completionCondition).",
        "Use a completion condition.",
    ),
    "BPMN-076": error(
        "Løkken har hverken en betingelse eller et højeste antal.",
        "The loop has neither a condition nor a maximum.",
        "Skriv en betingelse, eller sæt et højeste antal.",
        "Write a condition, or set a maximum.",
    ),
    "BPMN-077": error(
        "startQuantity og completionQuantity skal være 1.",
        "startQuantity and completionQuantity must be 1.",
        "Slet attributten, og brug samtidige veje.",
        "Delete the attribute and use a parallel gateway.",
    ),
    "BPMN-078": error(
        "»{text}« er ikke et helt tal fra 0 og op.",
        "“{text}” is not a whole number from 0 up.",
        "Skriv et helt tal eller et FEEL-udtryk.",
        "Write a whole number or a FEEL expression.",
    ),
    "BPMN-079": error(
        "En opgave til kompensation må ikke have pile.",
        "An activity for compensation may have no sequence flows.",
        "Fjern pilene: opgaven kaldes kun for at fortryde.",
        "Remove the flows: it is only called to undo.",
    ),
}

EXPRESSION_RULES: Final[dict[str, Rule]] = {
    "BPMN-080": error(
        "»{text}« er ikke et gyldigt FEEL-udtryk: {reason_da}",
        "“{text}” is not a valid FEEL expression: {reason}",
        "Ret udtrykket.",
        "Mend the expression.",
    ),
    "BPMN-081": error(
        "Udtrykket »{text}« bruger »{name}«, som ingen sætter i dette forløb.{near_da}",
        "The expression “{text}” reads “{name}”, which nothing sets in this process.{near}",
        "Ret navnet, eller sæt værdien med en outputParameter, en mapping eller oef:variable.",
        "Mend the name, or set the value with an output mapping, a call mapping or oef:variable.",
    ),
    "BPMN-082": error(
        "»{text}« er skrevet i et andet værktøjs sprog ({language}).",
        "“{text}” is written in another tool's language ({language}).",
        "Skriv det i FEEL: ${{a == 1}} bliver til a = 1, && til and, || til or, ! til not(...).",
        "Write it in FEEL: ${{a == 1}} becomes a = 1, && becomes and, || becomes or, ! becomes not(...).",
    ),
    "BPMN-083": warning(
        "Udtrykket »{text}« bruger »{name}«, som ingen sætter i diagrammet. "
        "Det skal gives, når forløbet startes.{near_da}",
        "The expression “{text}” reads “{name}”, which nothing in the diagram sets. "
        "The start must bring it.{near}",
        "Erklær det med oef:variable på forløbet.",
        "Declare it with oef:variable on the process.",
    ),
    "BPMN-084": error(
        "Fristen »{text}« er hverken en varighed, en dato eller en parameter.",
        "The due date “{text}” is no duration, date or parameter.",
        'Skriv fx P14D, en parameters navn eller =parameter("plan_deadline").',
        'Write for instance P14D, the key of a parameter, or =parameter("plan_deadline").',
    ),
    "BPMN-085": error(
        "Mappingen mangler navn, kilde eller mål.",
        "The mapping lacks a name, a source or a target.",
        "Udfyld både hvor værdien kommer fra, og hvad den skal hedde.",
        "Fill in both where the value comes from and what it is called.",
    ),
    "BPMN-086": error(
        "Mappingen »{name}« bruger »{tag}«. Her bruges kun tekst og FEEL.",
        "The mapping “{name}” uses “{tag}”. Only text and FEEL are used here.",
        "Skriv værdien som FEEL, fx =[1, 2] eller ={{a: 1}}.",
        "Write the value as FEEL, such as =[1, 2] or ={{a: 1}}.",
    ),
}

EXTENSION_RULES: Final[dict[str, Rule]] = {
    "BPMN-090": error(
        "Opgaven kalder programkode ({name}). Det kan den ikke her.",
        "The task calls program code ({name}). It cannot do so here.",
        "Brug en handling (oef:operation) eller et emne (camunda:topic).",
        "Use an operation (oef:operation) or a topic (camunda:topic).",
    ),
    "BPMN-091": warning(
        "»{name}« bliver ikke læst.",
        "“{name}” is not read.",
        "Fjern den; brug opgaver, handlinger og hændelser i diagrammet i stedet.",
        "Remove it; use tasks, operations and events in the diagram instead.",
    ),
    "BPMN-092": error(
        "Diagrammet er lavet til Camunda 8 (zeebe:{name}).",
        "The diagram was made for Camunda 8 (zeebe:{name}).",
        "Gem det til Camunda 7, eller skriv opgavens emne som camunda:topic.",
        "Save it for Camunda 7, or write the task's topic as camunda:topic.",
    ),
    "BPMN-093": warning(
        "Hver opgave i det frie delforløb (ad hoc) udføres højst én gang. Er betingelsen for at slutte ikke "
        "opfyldt bagefter, står forløbet stille her.",
        "Every activity of the ad-hoc sub-process runs at most once. When the completion condition does not "
        "hold afterwards, the process stands still here.",
        "Sørg for, at betingelsen er opfyldt senest efter den sidste opgave.",
        "Make sure that the condition holds after the last activity at the latest.",
    ),
}
