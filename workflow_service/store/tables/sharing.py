"""Who may know what of a family: consents, access to the file, letters that went wrong (domain.md 3, 5.3).

Names and words are sealed; codes, dates and ids are clear.
"""

from sqlalchemy import Boolean, Column, Date, Index, Integer

from workflow_service.store.columns import id_column, moment, sealed, text
from workflow_service.store.tables.casefile import _owned as owned

# one row per custody holder (and the young person from 15): F17
consent = owned(
    "consent",
    id_column("case_id", nullable=False),
    id_column("family_id", nullable=False),
    id_column("giver_id", nullable=False),
    id_column("for_person_id", nullable=False),
    # given, refused
    text("answer", nullable=False),
    # written, digital, oral_witness
    text("form"),
    text("legal_basis"),
    # JSON lists of codes
    text("purposes", nullable=False),
    text("information_types", nullable=False),
    # what was said of a no, and who was witness of an oral consent
    sealed("content", nullable=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    # when to ask again before it lapses
    Column("remind_at", Date),
    moment("recorded_at", nullable=False),
    id_column("submission_id"),
    Index("ix_consent_family", "tenant_id", "family_id"),
)

# to whom a consent lets the municipality pass something on; each can be withdrawn alone
consent_party = owned(
    "consent_party",
    id_column("consent_id", nullable=False),
    id_column("case_id", nullable=False),
    # a sector, or external_expert
    text("party", nullable=False),
    sealed("name"),
    moment("withdrawn_at"),
    Index("ix_consent_party_case", "tenant_id", "case_id"),
    index="consent_id",
)

# F31
access_request = owned(
    "access_request",
    id_column("case_id", nullable=False),
    # the person of the family who asks; null when somebody else does
    id_column("requester_id"),
    sealed("requester", nullable=False),
    text("relation", nullable=False),
    sealed("scope", nullable=False),
    moment("received_at", nullable=False),
    moment("due_at", nullable=False),
    # registered, collected, assessed, redacted, sent
    text("state", nullable=False),
    # written notice that the deadline is missed
    moment("delay_told_at"),
    moment("sent_at"),
    # the request whose documents are given anew, because a complaint about it was upheld
    id_column("repeats_id"),
    Column("pages", Integer),
    # the PDF as it was sent, in base64
    sealed("bundle"),
)

access_document = owned(
    "access_document",
    id_column("request_id", nullable=False),
    id_column("entry_id", nullable=False),
    Column("position", Integer, nullable=False),
    # give, partly, refuse
    text("verdict"),
    sealed("reason"),
    # the words that were taken out
    sealed("redactions"),
    index="request_id",
)

misdirected_letter = owned(
    "misdirected_letter",
    id_column("case_id", nullable=False),
    # the letter in the journal, when it stands there
    id_column("entry_id"),
    sealed("what", nullable=False),
    sealed("went_to", nullable=False),
    # yes, no, unknown
    text("recalled", nullable=False),
    moment("discovered_at", nullable=False),
    moment("due_at", nullable=False),
    # none, low, high: of the auditor's assessment
    text("risk"),
    Column("reported", Boolean),
    sealed("assessment"),
    moment("assessed_at"),
    id_column("assessed_by"),
    moment("told_at"),
)

__all__ = [
    "access_document",
    "access_request",
    "consent",
    "consent_party",
    "misdirected_letter",
]
