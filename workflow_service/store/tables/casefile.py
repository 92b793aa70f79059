"""The case file: the facts of a family (domain.md 3). Names, words and addresses are sealed."""

from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Constraint,
    Date,
    Index,
    Integer,
    LargeBinary,
    Numeric,
    Table,
)

from workflow_service.store.columns import id_column, likeness, metadata, moment, sealed, text


def _owned(name: str, *columns: Column[Any] | Index | Constraint, index: str = "case_id") -> Table:
    """A table of rows that belong to a family's key and to one case (or family)."""
    return Table(
        name,
        metadata,
        Column("tenant_id", Integer, primary_key=True),
        id_column(primary_key=True, nullable=False),
        id_column("key_id", nullable=False),
        *columns,
        Index(f"ix_{name}_{index}", "tenant_id", index),
    )


family = _owned(
    "family",
    sealed("display_name"),
    Column("honour_conflict", Boolean, nullable=False, default=False),
    moment("created_at", nullable=False),
    Column("version", Integer, nullable=False, default=1),
    # a person found that it is the same as another family: it lives on there
    id_column("merged_into_id"),
    index="key_id",
)

household = _owned(
    "household",
    id_column("family_id", nullable=False),
    sealed("address"),
    Column("protected", Boolean, nullable=False, default=False),
    likeness("address_key", of="address", kind="address"),
    Index("ix_household_address_key", "tenant_id", "address_key"),
    index="family_id",
)

household_member = Table(
    "household_member",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("household_id", primary_key=True, nullable=False),
    id_column("person_id", primary_key=True, nullable=False),
)

person = _owned(
    "person",
    id_column("family_id", nullable=False),
    # child, parent, guardian, sibling, network
    text("relation", nullable=False),
    sealed("name"),
    sealed("cpr"),
    # keyed hash, so that a number can be found again without being readable
    Column("cpr_index", LargeBinary),
    Column("birth_date", Date),
    Column("expected_date", Date),
    sealed("contact"),
    Column("address_protected", Boolean, nullable=False, default=False),
    text("interpreter"),
    # of the letters to this person: da, en; nothing is Danish
    text("letter_language"),
    text("digital_post_status"),
    # disability, school, language and way of communicating: sealed JSON
    sealed("details"),
    likeness("name_key", of="name", kind="name"),
    # the row under which this person lives on; the own one of somebody who was removed from the family
    id_column("merged_into_id"),
    Index("ix_person_cpr", "tenant_id", "cpr_index"),
    Index("ix_person_name_key", "tenant_id", "name_key"),
    Index("ix_person_birth_date", "tenant_id", "birth_date"),
    index="family_id",
)

parent_relation = _owned(
    "parent_relation",
    id_column("family_id", nullable=False),
    id_column("child_id", nullable=False),
    id_column("adult_id", nullable=False),
    Column("custody", Boolean, nullable=False),
    Column("residence_parent", Boolean, nullable=False, default=False),
    Column("contact_parent", Boolean, nullable=False, default=False),
    Column("valid_from", Date),
    Column("valid_to", Date),
    index="family_id",
)

case_file = _owned(
    "case_file",
    text("number", nullable=False),
    id_column("family_id", nullable=False),
    id_column("child_id"),
    id_column("instance_id", nullable=False),
    text("status", nullable=False),
    text("flags", nullable=False),
    id_column("coordinator_id"),
    id_column("substitute_id"),
    id_column("team_id"),
    id_column("unit_id"),
    Column("awareness_date", Date),
    moment("opened_at", nullable=False),
    moment("closed_at"),
    # INV-06: set when the analysis meeting is held
    moment("analysis_held_at"),
    # the family was last asked how it goes (F09, or a note ticked as check-in)
    Column("last_checkin", Date),
    # set to rest: it is shown as paused, its status stays where the course stands
    moment("paused_at"),
    Column("resume_on", Date),
    sealed("pause_reason"),
    Column("restricted", Boolean, nullable=False, default=False),
    Column("version", Integer, nullable=False, default=1),
    # chain of case-file changes made outside a process instance
    Column("audit_head", LargeBinary),
    Column("audit_seq", Integer, nullable=False, default=0),
    Index("uq_case_file_number", "tenant_id", "number", unique=True),
    Index("ix_case_file_team", "tenant_id", "team_id", "status"),
    Index("ix_case_file_unit", "tenant_id", "unit_id", "status"),
    index="family_id",
)

core_team = Table(
    "core_team",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("name", nullable=False),
    id_column("unit_id", nullable=False),
    moment("created_at", nullable=False),
    # JSON list of the legal sections that somebody in the team must cover (domain.md 2.1, item 4)
    text("sections"),
    # why a section is left without anybody, and which ones that was said of (JSON list)
    text("gap_reason"),
    text("gap_sections"),
    moment("gap_at"),
    id_column("gap_by"),
)

team_membership = Table(
    "team_membership",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column("team_id", primary_key=True, nullable=False),
    id_column("user_id", primary_key=True, nullable=False),
    text("profession", nullable=False),
    text("sector", nullable=False),
    # JSON list of legal sections the member covers
    text("sections", nullable=False),
    id_column("deputy_id"),
    Column("valid_from", Date),
    Column("valid_to", Date),
)

sector_involvement = _owned(
    "sector_involvement",
    id_column("case_id", nullable=False),
    id_column("person_id"),
    text("sector", nullable=False),
    id_column("unit_id"),
    sealed("professional"),
    # the other sector's own number of its case
    sealed("reference"),
    Column("opened", Date),
    Column("closed", Date),
    # the file it was read from; null when a person wrote it down
    id_column("import_id"),
)

case_participant = _owned(
    "case_participant",
    id_column("case_id", nullable=False),
    id_column("user_id"),
    sealed("person"),
    text("profession"),
    text("sector"),
    # core_team, case_professional, external_expert
    text("part", nullable=False),
    moment("valid_from", nullable=False),
    moment("valid_to"),
)

meeting = _owned(
    "meeting",
    id_column("case_id", nullable=False),
    text("type", nullable=False),
    text("mode"),
    moment("planned_at"),
    moment("held_at"),
    sealed("place"),
    sealed("minutes"),
    text("state", nullable=False),
    Column("version", Integer, nullable=False, default=1),
)

attendance = _owned(
    "attendance",
    id_column("meeting_id", nullable=False),
    id_column("user_id"),
    id_column("person_id"),
    # family, core_team, case_professional, external_expert, coordinator
    text("part", nullable=False),
    sealed("who"),
    Column("invited", Boolean, nullable=False),
    Column("present", Boolean),
    text("reason_code"),
    Column("declared_at", Date),
    index="meeting_id",
)

assessment_part = _owned(
    "assessment_part",
    id_column("case_id", nullable=False),
    text("type", nullable=False),
    id_column("owner_id"),
    sealed("content"),
    Column("due", Date),
    moment("completed_at"),
)

joint_report = _owned(
    "joint_report",
    id_column("case_id", nullable=False),
    # draft, or version 1..n
    text("state", nullable=False),
    Column("number", Integer, nullable=False),
    sealed("content", nullable=False),
    moment("written_at", nullable=False),
    moment("approved_at"),
)

common_plan = _owned(
    "common_plan",
    id_column("case_id", nullable=False),
    Column("number", Integer, nullable=False),
    # draft, active, superseded
    text("state", nullable=False),
    text("scope"),
    sealed("content"),
    text("agreement"),
    sealed("change_reason"),
    moment("written_at", nullable=False),
    moment("approved_at"),
    id_column("approved_by"),
    Column("next_follow_up", Date),
    text("checkin_rhythm"),
    Column("version", Integer, nullable=False, default=1),
)

goal = _owned(
    "goal",
    id_column("plan_id", nullable=False),
    # stable across versions of the plan
    id_column("goal_uid", nullable=False),
    text("goal_type", nullable=False),
    text("horizon", nullable=False),
    sealed("text", nullable=False),
    sealed("indicator"),
    sealed("whose_need"),
    Column("from_family", Boolean, nullable=False, default=False),
    Column("baseline", Integer),
    Column("target", Integer),
    Column("latest", Integer),
    text("sector", nullable=False),
    sealed("responsible"),
    Column("start", Date),
    Column("end", Date),
    text("source_plan"),
    text("legal_basis"),
    Column("position", Integer, nullable=False, default=0),
    index="plan_id",
)

measure = _owned(
    "measure",
    id_column("case_id", nullable=False),
    id_column("plan_id"),
    id_column("goal_uid"),
    text("kind", nullable=False),
    text("catalogue_item"),
    text("sector"),
    sealed("purpose"),
    sealed("provider"),
    Column("start", Date),
    Column("end", Date),
    Column("intrusiveness", Integer),
    Column("existing", Boolean, nullable=False, default=False),
    # INV-06 holds back what the team sets going, not what another sector does by itself
    Column("team_initiated", Boolean, nullable=False, default=False),
    sealed("expected_duration"),
    # kroner a month
    Column("cost", Numeric(12, 2)),
    # the team leader's decision on disagreement keeps it back
    Column("held_back", Boolean, nullable=False, default=False),
    id_column("decision_id"),
    # proposed, started, ended
    text("state", nullable=False),
    moment("started_at"),
    # INV-16: the next follow-up (§ 95) or review (benefits), and the last one that was held
    Column("next_follow_up", Date),
    # the day from which a parameter counted it; null: it was agreed
    Column("counted_from", Date),
    Column("followed_up", Date),
)

child_view = _owned(
    "child_view",
    id_column("case_id", nullable=False),
    id_column("child_id"),
    Column("date", Date, nullable=False),
    text("how", nullable=False),
    sealed("content", nullable=False),
    Column("hide_from_parents", Boolean, nullable=False, default=False),
)

# notes, letters and the document each completed form becomes; never overwritten, corrected by a new entry
journal_entry = _owned(
    "journal_entry",
    id_column("case_id", nullable=False),
    id_column("submission_id"),
    id_column("author_id"),
    moment("at", nullable=False),
    # note, letter, document, meeting
    text("kind", nullable=False),
    text("form_key"),
    sealed("title", nullable=False),
    sealed("content"),
    sealed("recipients"),
    id_column("corrects_id"),
    Column("restricted", Boolean, nullable=False, default=False),
    # keyed hash of what the entry says, so that a print can be compared with it
    Column("content_hash", LargeBinary, nullable=False),
)

# external experts the municipality can ask (suggest_experts); contact is sealed with the tenant's own key
expert = Table(
    "expert",
    metadata,
    Column("tenant_id", Integer, primary_key=True),
    id_column(primary_key=True, nullable=False),
    text("name", nullable=False),
    text("organisation", nullable=False),
    text("expertise", nullable=False),
    # JSON list of themes
    text("tags", nullable=False),
    text("contact"),
    id_column("user_id"),
    # the last day on which the expert can be invited; null: no end
    Column("valid_to", Date),
)

__all__ = [
    "assessment_part",
    "attendance",
    "case_file",
    "case_participant",
    "child_view",
    "common_plan",
    "core_team",
    "expert",
    "family",
    "goal",
    "household",
    "household_member",
    "joint_report",
    "journal_entry",
    "measure",
    "meeting",
    "parent_relation",
    "person",
    "sector_involvement",
    "team_membership",
]
