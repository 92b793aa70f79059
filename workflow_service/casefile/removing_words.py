"""What can hold a person in a family, in words, and what to do about it."""

from __future__ import annotations

from workflow_service.casefile import lists

ELSEWHERE = "elsewhere"

HOLDS: lists.Words = {
    "child": ("barnet i en sag", "the child of a case"),
    "custody": ("forældremyndighed over et barn i familien", "custody of a child of the family"),
    "protected": ("beskyttet adresse", "a protected address"),
    "consent": ("et samtykke", "a consent"),
    "decision": ("en ansøgning, afgørelse eller klage", "an application, decision or complaint"),
    "letter": ("et brev", "a letter"),
    "plan": ("den fælles plan, dens mål eller støtten", "the common plan, its goals or the support"),
    "child_view": ("barnets syn", "the child's view"),
    "report": ("den tværfaglige udredning", "the joint assessment"),
    "meeting": ("et møde", "a meeting"),
    "sector": ("en anden sektors indsats", "the work of another sector"),
    "access": ("en aktindsigt", "access to the file"),
    "notification": ("en underretning", "a notification"),
    "transition": ("overgangen til voksenlivet", "the transition to adulthood"),
    "financing": ("fordelingen af udgifter", "the sharing of expenses"),
    "contact": ("en samtale", "a talk"),
    "answer": ("et svar på en opgave", "an answer to a task"),
    "course": ("et forløb, der er i gang", "a course that runs"),
    "other": ("andre oplysninger i sagen", "other facts of the case"),
    ELSEWHERE: ("noget i en sag, du ikke har adgang til", "something in a case you have no access to"),
}
_TABLES = {
    "access_document": "access",
    "access_request": "access",
    "acute_assessment": "notification",
    "agenda_action": "meeting",
    "agenda_item": "meeting",
    "application": "decision",
    "assessment_part": "report",
    "attachment": "answer",
    "attendance": "meeting",
    "case_file": "child",
    "case_participant": "meeting",
    "child_view": "child_view",
    "common_plan": "plan",
    "complaint": "decision",
    "consent": "consent",
    "consent_party": "consent",
    "contact": "contact",
    "contact_hold": "notification",
    "decision": "decision",
    "development": "plan",
    "early_start": "notification",
    "family_survey": "answer",
    "financing_agreement": "financing",
    "follow_up": "plan",
    "form_submission": "answer",
    "goal": "plan",
    "guest_invitation": "meeting",
    "held_letter": "letter",
    "joint_report": "report",
    "journal_entry": "letter",
    "measure": "plan",
    "meeting": "meeting",
    "meeting_decision": "meeting",
    "misdirected_letter": "letter",
    "notification": "notification",
    "party_hearing": "decision",
    "process_instance": "course",
    "progress_note": "plan",
    "sector_involvement": "sector",
    "share": "financing",
    "transition_area": "transition",
    "transition_plan": "transition",
}
CURES: lists.Words = {
    "child": (
        "Barnet i en sag bliver stående: ret navnet med »Ret stamdata«, eller læg to rækker for samme barn"
        " sammen under »Dubletter«.",
        'The child of a case stays: correct the name with "Correct master data", or merge two rows of one'
        ' child under "Duplicates".',
    ),
    "custody": (
        "Sæt forældremyndigheden til nej med »Ret stamdata« først.",
        'Set custody to no with "Correct master data" first.',
    ),
    "protected": (
        "Sig med »Ret stamdata« først, at beskyttelsen er ophørt, eller at det er hjemmet, der er beskyttet.",
        'Say with "Correct master data" first that the protection has ended, or that it is the home that is'
        " protected.",
    ),
    "course": (
        "Vent, til forløbet er slut.",
        "Wait until the course has ended.",
    ),
    "stays": (
        "Er personen skrevet op to gange, så læg rækkerne sammen under »Dubletter«. Ellers bliver personen"
        " stående: ret oplysningerne med »Ret stamdata«.",
        'If the person was written down twice, merge the rows under "Duplicates". Otherwise the person'
        ' stays: correct the facts with "Correct master data".',
    ),
    ELSEWHERE: (
        "Spørg teamlederen om det, du ikke kan se.",
        "Ask the team leader about what you cannot see.",
    ),
}


def hold_of(table: str) -> str:
    """The code of what a row of `table` is to a person whom it names."""
    return _TABLES.get(table, "other")
