"""What the register of information exchanges says: what was passed on, the law behind it, and why no consent
was needed."""

from __future__ import annotations

from collections.abc import Mapping

from workflow_service.casefile import lists

INVITATION, NAMED, NAMELESS, BY_LINK = "expert_invitation", "named_material", "nameless_material", "by_link"
NETWORK, ANSWER, HANDOVER, APPLICATION = "network_meeting", "notifier_answer", "handover", "application"
GOALS, DRAFT, ACCESS, COMPLAINT = "sector_goals", "report_draft", "access", "complaint_file"
ACCESS_DECISION, LETTER = "access_decision", "letter"

KINDS: lists.Words = {
    INVITATION: (
        "Indkaldelse og spørgsmål til analysemødet",
        "Invitation and questions for the meeting",
    ),
    NAMED: ("Materiale til analysemødet, med navne", "Material for the analysis meeting, with names"),
    NAMELESS: ("Materiale til analysemødet, uden navne", "Material for the analysis meeting, without names"),
    BY_LINK: ("Analysemødets side, åbnet gennem et link", "Page of the analysis meeting, opened by a link"),
    NETWORK: ("Det, der blev sagt på netværksmødet", "What was said at the network meeting"),
    ANSWER: ("Svar på en underretning", "Answer to a notification"),
    HANDOVER: ("Overlevering til voksenområdet", "Handover to the adult services"),
    APPLICATION: ("Ansøgning om støtte som voksen", "Application for support as an adult"),
    GOALS: ("Mål fra sektorens egen plan", "Goals of the sector's own plan"),
    DRAFT: ("Udkast til samlet rapport", "Draft of the joint report"),
    ACCESS: ("Sagens dokumenter (aktindsigt)", "Documents of the case (access to the file)"),
    COMPLAINT: ("Klagen og kommunens svar på den", "The complaint and the municipality's answer to it"),
    ACCESS_DECISION: ("Afgørelse om aktindsigt", "Decision on access to the file"),
    LETTER: ("Brev", "Letter"),
}
# the section of law by which it is passed on (domain.md 12)
LAW: Mapping[str, str] = {
    INVITATION: "forvaltningsloven_28",
    NAMED: "forvaltningsloven_28",
    NAMELESS: "forvaltningsloven_28",
    BY_LINK: "forvaltningsloven_28",
    NETWORK: "forvaltningsloven_28",
    ANSWER: "barnets_lov_133",
    HANDOVER: "barnets_lov_123",
    APPLICATION: "barnets_lov_123",
    GOALS: "barnets_lov_92",
    DRAFT: "barnets_lov_20_22",
    ACCESS: "aktindsigt_7_dage",
    COMPLAINT: "klage_til_ankestyrelsen",
    ACCESS_DECISION: "aktindsigt_7_dage",
}
# of a party of the case who asks to see it
PARTY_LAW = "forvaltningsloven_9"
# why it was passed on without a consent
REASONS: lists.Words = {
    INVITATION: (
        "Indkaldelsen er uden familiens navne.",
        "The invitation is without the family's names.",
    ),
    NAMED: (
        "Der står ikke noget samtykke i sagen, som gjaldt den dag.",
        "The case holds no consent that was valid on that day.",
    ),
    NAMELESS: (
        "Materialet er læst igennem, og navnene er skiftet ud.",
        "The material was read through and the names were replaced.",
    ),
    BY_LINK: (
        "Siden er uden familiens navne.",
        "The page is without the family's names.",
    ),
    NETWORK: (
        "Familien var selv til stede.",
        "The family was present itself.",
    ),
    ANSWER: (
        "En fagperson, der har underrettet, får at vide, om der er sat noget i gang.",
        "A professional who has notified is told whether anything was started.",
    ),
    HANDOVER: (
        "Støtten som voksen skal begynde, når den unge fylder 18 år.",
        "The support as an adult must begin when the young person turns 18.",
    ),
    APPLICATION: (
        "Støtten som voksen skal begynde, når den unge fylder 18 år.",
        "The support as an adult must begin when the young person turns 18.",
    ),
    GOALS: (
        "Den fælles plan samler målene fra de sektorer, der hjælper familien.",
        "The common plan gathers the goals of the sectors that help the family.",
    ),
    DRAFT: (
        "Fagpersoner, der kender barnet, tages med i undersøgelsen.",
        "Professionals who know the child take part in the investigation.",
    ),
    ACCESS: (
        "Modtageren har bedt om aktindsigt og har ret til det, der er givet.",
        "The receiver asked for access to the file and has a right to what was given.",
    ),
    COMPLAINT: (
        "Kommunen har holdt fast i hele eller en del af afgørelsen. Derfor skal klagen sendes videre.",
        "The municipality upheld all or a part of its decision. So the complaint must be sent on.",
    ),
    ACCESS_DECISION: (
        "Modtageren har bedt om aktindsigt og får svar på det.",
        "The receiver asked for access to the file and gets an answer.",
    ),
    LETTER: (
        "Grundlaget er ikke skrevet ned.",
        "The basis was not written down.",
    ),
}
# who it was passed on to, where no person is named
COMMON_PLAN = ("Den fælles plan", "The common plan")
NOTIFIER = ("den, der underrettede", "who notified")
ADULT_SERVICES = ("voksenområdet", "adult services")
EXPERT = ("ekstern fagperson", "external professional")
WHO_ASKED = ("den, der bad om aktindsigt", "who asked for access to the file")
FAMILYS_YES = ("Familiens ja til mødet", "The family's yes to the meeting")
CONSENT_OF = ("Samtykke fra {name}", "Consent of {name}")
WITHOUT = ("Uden samtykke", "Without consent")
SERVICE = ("systemet", "the system")


def said(words: tuple[str, str], language: str) -> str:
    """Danish words and their English twin, in this language."""
    return words[1] if language == "en" else words[0]
