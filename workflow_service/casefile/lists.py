"""Lists whose codes are stored and whose words are shown: sectors, professions, the catalogue of measures."""

from __future__ import annotations

from collections.abc import Mapping

Words = Mapping[str, tuple[str, str]]

# domain.md 7, `sector`
SECTORS: Words = {
    "social_child": ("Social (børn og unge)", "Social services (children)"),
    "disability_child": ("Børnehandicap", "Child disability"),
    "school": ("Skole", "School"),
    "ppr": ("PPR", "Educational psychology (PPR)"),
    "health": ("Sundhed", "Health"),
    "day_care": ("Dagtilbud", "Day care"),
    "adult_social": ("Social (voksne)", "Social services (adults)"),
    "employment": ("Beskæftigelse", "Employment"),
    "region_psychiatry": ("Regionens psykiatri", "Regional psychiatry"),
    "addiction": ("Misbrugsbehandling", "Addiction treatment"),
    "other": ("Anden", "Other"),
}

# domain.md 2.1, row 30
PROFESSIONS: Words = {
    "child_disability_adviser": ("Børnehandicaprådgiver", "Child disability adviser"),
    "adviser": ("Børne- og ungerådgiver", "Child and youth adviser"),
    "family_therapist": ("Familiebehandler", "Family therapist"),
    "ppr": ("PPR-psykolog", "Educational psychologist"),
    "health_visitor": ("Sundhedsplejerske", "Health visitor"),
    "teacher": ("Lærer", "Teacher"),
    "pedagogue": ("Pædagog", "Pedagogue"),
    "physiotherapist": ("Fysioterapeut", "Physiotherapist"),
    "occupational_therapist": ("Ergoterapeut", "Occupational therapist"),
    "employment_adviser": ("Beskæftigelsesrådgiver", "Employment adviser"),
    "adult_adviser": ("Voksenrådgiver", "Adult adviser"),
    "doctor": ("Læge", "Doctor"),
    "residential_staff": ("Medarbejder i botilbud", "Residential staff"),
    "other": ("Anden faggruppe", "Other profession"),
}

MEASURES: Words = {
    "family_treatment": ("Familiebehandling", "Family treatment"),
    "home_support": ("Praktisk og pædagogisk støtte i hjemmet", "Practical and pedagogical support at home"),
    "contact_person": ("Fast kontaktperson", "Regular contact person"),
    "support_stay": ("Støtteophold", "Support stay"),
    "respite": ("Aflastning", "Respite care"),
    "parent_course": ("Forældrekursus", "Parent course"),
    "treatment_abusive_children": (
        "Landsdækkende behandling af børn, der krænker",
        "National treatment of children who offend",
    ),
    "foster_family": ("Plejefamilie", "Foster family"),
    "residential_home": ("Børne- og ungehjem", "Residential home"),
    "extra_costs": ("Merudgifter", "Extra costs"),
    "lost_earnings": ("Tabt arbejdsfortjeneste", "Lost earnings"),
    "companion": ("Ledsagelse", "Companion"),
    "home_training": ("Hjemmetræning", "Home training"),
    "special_day_care": ("Særligt dagtilbud", "Special day care"),
    "aids": ("Hjælpemidler", "Aids"),
    "housing": ("Boligindretning", "Housing adaptation"),
    "car": ("Støtte til bil", "Support for a car"),
    "family_adviser": ("Familievejleder", "Family guide"),
    "counselling": ("Rådgivning", "Counselling"),
    "special_education": ("Specialundervisning", "Special education"),
    "ppr_support": ("Støtte fra PPR", "Support from PPR"),
    "health_visits": ("Besøg af sundhedsplejerske", "Visits of the health visitor"),
    "employment_support": ("Støtte fra jobcentret", "Support of the job centre"),
    "adult_support": ("Støtte til forælder", "Support for a parent"),
    # reassessed by new eyes when a notification comes (INV-19)
    "youth_crime": ("Indsats mod ungdomskriminalitet", "Measure against youth crime"),
    "other": ("Anden indsats", "Other measure"),
}

# domain.md 3, kinds of measures
MEASURE_KINDS: Words = {
    "supportive": ("Støttende indsats", "Supportive measure"),
    "placement": ("Anbringelse", "Placement"),
    "benefit": ("Ydelse til barn med funktionsnedsættelse", "Benefit for a child with a disability"),
    "advice": ("Rådgivning eller forebyggelse", "Advice or prevention"),
    "other_sector": ("Indsats fra anden sektor", "Measure of another sector"),
}

# the plan a goal was merged from (F07 `source_plan`)
SOURCE_PLANS: Words = {
    "child_plan": ("Barnets plan", "Child's plan"),
    "youth_plan": ("Ungeplan", "Youth plan"),
    "employment": ("Beskæftigelse", "Employment"),
    "health": ("Sundhed", "Health"),
    "school": ("Skole", "School"),
    "other": ("Anden plan", "Another plan"),
}

RELATIONS: Words = {
    "child": ("barnet", "the child"),
    "parent": ("forælder", "parent"),
    "guardian": ("værge", "guardian"),
    "sibling": ("søskende", "sibling"),
    "network": ("netværk", "network"),
}

STATUSES: Words = {
    "intake": ("Opstart", "Intake"),
    "assessment": ("Tværfaglig udredning", "Interdisciplinary assessment"),
    "analysis": ("Analyse", "Analysis"),
    "planning": ("Plan og afgørelse", "Plan and decision"),
    "active": ("Løbende indsats", "Active support"),
    "paused": ("Sat i bero", "Paused"),
    "closed": ("Afsluttet", "Closed"),
}

# beside the status; codes without words here are kept for the rules and never shown
FLAGS: Words = {
    "transition": ("Overgang til voksenlivet", "Transition to adulthood"),
    "acute": ("Akut", "Acute"),
    "protected_address": ("Beskyttet adresse", "Protected address"),
    "restricted": ("Begrænset adgang", "Restricted access"),
    "disagreement": ("Uenighed", "Disagreement"),
    "development": ("Udvikling", "Development"),
    "contact_hold": ("Forældrene kontaktes ikke automatisk", "No automatic contact with the parents"),
}

HOW_HEARD: Words = {
    "talk": ("samtale", "talk"),
    "drawing": ("tegning", "drawing"),
    "pictures_aac": ("billeder/AAC", "pictures/AAC"),
    "observation": ("observation", "observation"),
    "through_person": ("gennem person", "through a person"),
}

MEETINGS: Words = {
    "assessment": ("Udredningsmøde", "Assessment meeting"),
    "analysis": ("Analysemøde", "Analysis meeting"),
    "status": ("Statusmøde", "Status meeting"),
    "network": ("Netværksmøde", "Network meeting"),
    "handover": ("Trevejsmøde", "Three-way meeting"),
    "transition": ("Overgangsmøde", "Transition meeting"),
    "visitation": ("Visitationsmøde", "Visitation meeting"),
}


def label(words: Words, code: str | None, language: str) -> str:
    """The words of a code; an unknown code is shown as it is."""
    if code is None:
        return ""
    found = words.get(code)
    if found is None:
        return code
    return found[1] if language == "en" else found[0]
