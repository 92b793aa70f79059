"""Codes of the outbox in the words of those who decide: what an effect is, and why it did not leave."""

from __future__ import annotations

TOPICS = {
    "welcome_letter": ("Velkomstbrev", "Welcome letter"),
    "assessment_invitation": ("Indkaldelse til udredningsmøde", "Invitation to the assessment meeting"),
    "network_invitation": ("Indkaldelse til netværksmøde", "Invitation to the network meeting"),
    "report_draft": ("Udkast til samlet rapport", "Draft of the joint report"),
    "survey_letter": ("Spørgeskema til familien", "Survey of the family"),
    "free_letter": ("Brev med egne ord", "Letter in own words"),
    "transition_invitation": ("Indkaldelse til overgangsmøde", "Invitation to the transition meeting"),
    "application_receipt": ("Kvittering for ansøgning", "Receipt of an application"),
    "new_decision_date": ("Ny dato for en afgørelse", "New date of a decision"),
    "analysis_letter": ("Brev om analysemødet", "Letter about the analysis meeting"),
    "expert_invitation": ("Indkaldelse af ekstern fagperson", "Invitation of an external expert"),
    "plan_letter": ("Den fælles plan, familiens udgave", "The common plan, the family's version"),
    "hearing_letter": ("Brev om partshøring", "Letter asking a party to comment"),
    "decision_letter": ("Brev med afgørelse", "Letter with a decision"),
    "complaint_guidance": ("Klagevejledning", "Guidance on how to complain"),
    "complaint_letter": ("Brev med svar på en klage", "Letter with the answer to a complaint"),
    "complaint_file": ("Klagesag til Ankestyrelsen", "File of a complaint to Ankestyrelsen"),
    "contact_card": ("Brev om ny familiekoordinator", "Letter about the new family coordinator"),
    "transition_letter": ("Brev om at blive 18 år", "Letter about turning 18"),
    "adult_contact": ("Brev om kontakten som voksen", "Letter about the contact as an adult"),
    "access_bundle": ("Aktindsigt, svaret", "Access to the file, the answer"),
    "access_delay": ("Aktindsigt, brev om forsinkelse", "Access to the file, letter about a delay"),
    "guest_link": ("Link til ekstern fagperson", "Link to an external expert"),
    "guest_code": ("Kode til ekstern fagperson", "Code to an external expert"),
    "notification_receipt": ("Kvittering for en underretning", "Receipt for a notification"),
    "notification_answer": ("Svar til en fagperson, der underrettede", "Answer to a professional notifier"),
    "notification_reminder": (
        "Mail om en underretning, der skal vurderes",
        "Mail about a notification that must be assessed",
    ),
    "meeting_invitation": ("Indkaldelse til et møde", "Invitation to a meeting"),
    "meeting_moved": ("Mail om et møde, der er flyttet", "Mail about a meeting that was moved"),
    "meeting_cancelled": ("Mail om et møde, der er aflyst", "Mail about a meeting that was cancelled"),
    "meeting_deputy_not_needed": (
        "Mail til en afløser, der ikke skal med",
        "Mail to a deputy who is not needed",
    ),
    "deadline_reminder": ("Mail om en frist", "Mail about a deadline"),
    "task_mail": ("Mail til en kollega om en opgave", "Mail to a colleague about a task"),
}

REASONS = {
    "no_answer": (
        "Afsendelsen begyndte, men der kom intet svar. Se hos modtagersystemet, om det er kommet frem.",
        "Sending began, but no answer came. See in the receiving system whether it arrived.",
    ),
    "key_destroyed": (
        "Familiens oplysninger er slettet, så indholdet kan ikke læses mere.",
        "The family's data were erased, so the content can no longer be read.",
    ),
    "restored": (
        "Databasen er genskabt fra en sikkerhedskopi, og den kan være sendt siden. Se hos modtagersystemet.",
        "The database was restored from a backup, and it may have been sent since. See in the receiving"
        " system.",
    ),
    "folder_missing": (
        "Mappen til breve findes ikke. Er drevet koblet på?",
        "The folder for letters does not exist. Is the share mounted?",
    ),
    "folder_closed": (
        "Der kan ikke skrives i mappen til breve. Tjenesten mangler rettigheder.",
        "The folder for letters cannot be written to. The service lacks rights.",
    ),
    "disk_full": ("Der er ikke mere plads på disken til breve.", "The disk for letters is full."),
    "mail_unreachable": (
        "Mailserveren svarer ikke, eller forbindelsen er ikke sikker.",
        "The mail server does not answer, or the connection is not secure.",
    ),
    "mail_personal": (
        "Mailen har et CPR-nummer i sig og bliver ikke sendt. Fjern nummeret dér, hvor teksten er skrevet."
        " (Regel 18)",
        "The mail has a CPR number in it and is not sent. Remove the number where the text was written."
        " (Rule 18)",
    ),
    "mail_login": (
        "Mailserveren afviser tjenestens brugernavn eller adgangskode.",
        "The mail server refuses the service's user name or password.",
    ),
    "mail_refused": (
        "Mailserveren afviser mailen. Tjek medarbejderens mailadresse.",
        "The mail server refuses the mail. Check the colleague's address.",
    ),
}


def topic_name(code: str) -> tuple[str, str]:
    """What an effect is, in Danish and English; an unknown code stands for itself."""
    return TOPICS.get(code, (code, code))


def reason(error: str | None) -> tuple[str, str]:
    """Why it did not leave, in Danish and English, from `last_error`: a code and a number of the other side,
    which follows in brackets (names of exceptions are for the log). Empty when there is no error."""
    code, _, detail = (error or "").partition(" ")
    da, en = REASONS.get(code, (code, code))
    tail = f" ({detail})" if detail.isdigit() else ""
    return da + tail, en + tail
