"""The model rules of diagrams in words: what is expected, why, and the way forward."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class ModelRule:
    """`inv`: the model rule of domain.md 6 behind it. All of them block publishing."""

    inv: str
    da: str
    en: str
    cure_da: str
    cure_en: str


# The core steps by what they do, in their order: Danish and English.
STEPS: Final[dict[str, tuple[str, str]]] = {
    "hold_assessment_meeting": ("udredningsmødet", "the assessment meeting"),
    "write_report_draft": ("udkastet til den samlede rapport", "the draft of the joint report"),
    "hold_analysis_meeting": ("analysemødet", "the analysis meeting"),
    "finalise_report": ("den færdige rapport", "the final report"),
    "decide": ("afgørelsen", "the decision"),
    "start_measures": ("starten af indsatserne", "the start of the measures"),
    "approve_plan": ("godkendelsen af planen", "the approval of the plan"),
}

RULES: Final[dict[str, ModelRule]] = {
    "MODEL-01": ModelRule(
        "INV-06",
        "Nye indsatser kan begynde, uden at analysemødet er holdt. Vejen uden om mødet: {way}. (INV-06)",
        "New measures can start without the analysis meeting. The way around it: {way}. (INV-06)",
        "Før alle veje til »{name}« gennem analysemødet. Egne trin kan lægges før og efter.",
        "Lead all ways to “{name}” through the analysis meeting. Steps of your own can lie before and after.",
    ),
    "MODEL-02": ModelRule(
        "INV-04",
        "Familien eller netværket har en bane eller en rolle i diagrammet med analysemødet: »{name}«. De"
        " deltager ikke i mødet. (INV-04)",
        "The family or its network has a lane or a role in the diagram of the analysis meeting: “{name}”."
        " They do not take part in the meeting. (INV-04)",
        "Fjern banen eller rollen. Læg det, familien inddrages i, i et forløb før eller efter mødet.",
        "Remove the lane or role. Put what the family takes part in into a process before or after it.",
    ),
    "MODEL-03": ModelRule(
        "",
        "Et kernetrin mangler: {step} er ikke med i forløbet, efter at sagen er åbnet.",
        "A core step is missing: {step} is not part of the course after a case is opened.",
        'Læg et trin med oef:operation="{operation}" ind igen.',
        'Put a step with oef:operation="{operation}" back.',
    ),
    "MODEL-04": ModelRule(
        "INV-03, INV-06",
        "Kernetrinnene kommer ikke i rækkefølge: {after} kan nås uden {before}. Vejen: {way}. ({inv})",
        "The core steps are not in order: {after} can be reached without {before}. The way: {way}. ({inv})",
        "Før alle veje gennem {before} først.",
        "Lead all ways through {before} first.",
    ),
    "MODEL-05": ModelRule(
        "INV-21",
        "»{name}« kan begynde, ændre eller afslå noget, uden at der er truffet afgørelse. Vejen: {way}."
        " (INV-21)",
        "“{name}” can start, change or refuse something without a decision. The way: {way}. (INV-21)",
        "Kald forløbet »Afgørelse« (decision) før trinnet på alle veje.",
        "Call the process “decision” before the step on all ways.",
    ),
    "MODEL-06": ModelRule(
        "",
        "»{name}« nævner ikke de modelregler, der skal kontrolleres, når trinnet afsluttes. ({inv})",
        "“{name}” does not name the model rules to be checked when the step is done. ({inv})",
        'Skriv oef:guards="{all}" på trinnet.',
        'Write oef:guards="{all}" on the step.',
    ),
    "MODEL-07": ModelRule(
        "",
        "Kernetrinnet »{name}« er ikke låst og kan springes over.",
        "The core step “{name}” is not locked and can be skipped.",
        'Sæt oef:core="true" på trinnet.',
        'Set oef:core="true" on the step.',
    ),
    "MODEL-08": ModelRule(
        "",
        "Opgaven »{name}« har ingen rolle. Ingen vil få den.",
        "The task “{name}” has no role. Nobody will get it.",
        "Læg opgaven i en bane, eller angiv en rolle (candidateGroups).",
        "Put the task into a lane, or name a role (candidateGroups).",
    ),
    "MODEL-09": ModelRule(
        "",
        "Opgaven »{name}« har ingen formular.",
        "The task “{name}” has no form.",
        "Vælg en formular (camunda:formRef).",
        "Choose a form (camunda:formRef).",
    ),
    "MODEL-10": ModelRule(
        "",
        "Uenighed må ikke gå i ring: en vej fører tilbage til »{name}«. Vejen: {way}.",
        "Disagreement must not go in a circle: a way leads back to “{name}”. The way: {way}.",
        "Lad uenigheden gå til en afgørelse hos teamlederen og derefter videre.",
        "Let the team leader decide the disagreement, and go on from there.",
    ),
}
