"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from workflow_service.store.columns import Id, Moment
from workflow_service.store.migrations.tenants import keep_apart

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "absence",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("quiet", sa.Boolean(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.Column("registered_by", Id(), nullable=True),
        sa.Column("registered_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_absence")),
    )
    op.create_index("ix_absence_instance", "absence", ["tenant_id", "instance_id"], unique=False)
    op.create_index("ix_absence_state", "absence", ["tenant_id", "state"], unique=False)
    op.create_index("ix_absence_user", "absence", ["tenant_id", "user_id", "first_on"], unique=False)
    op.create_table(
        "access_document",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("request_id", Id(), nullable=False),
        sa.Column("entry_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("redactions", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_document")),
    )
    op.create_index(
        "ix_access_document_request_id", "access_document", ["tenant_id", "request_id"], unique=False
    )
    op.create_table(
        "access_log",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("subjects", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("route", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_log")),
    )
    op.create_index("ix_access_log_case", "access_log", ["tenant_id", "case_id", "at"], unique=False)
    op.create_table(
        "access_request",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("requester_id", Id(), nullable=True),
        sa.Column("requester", sa.LargeBinary(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("scope", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("delay_told_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("repeats_id", Id(), nullable=True),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("bundle", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_access_request")),
    )
    op.create_index("ix_access_request_case_id", "access_request", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "activity",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("entered_at", Moment(), nullable=False),
        sa.Column("left_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_activity")),
    )
    op.create_index("ix_activity_instance", "activity", ["tenant_id", "instance_id", "id"], unique=False)
    op.create_table(
        "acute_assessment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("notification_id", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reported_at", Moment(), nullable=False),
        sa.Column("assess_by", Moment(), nullable=False),
        sa.Column("danger_now", sa.Boolean(), nullable=True),
        sa.Column("hearing_left_out", sa.Boolean(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_at", Moment(), nullable=True),
        sa.Column("assessed_by", Id(), nullable=True),
        sa.Column("catch_up_by", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_acute_assessment")),
    )
    op.create_index("ix_acute_assessment_case_id", "acute_assessment", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "agenda_action",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("item_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("owner_id", Id(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", Id(), nullable=True),
        sa.Column("outcome", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agenda_action")),
    )
    op.create_index("ix_agenda_action_case", "agenda_action", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_agenda_action_item_id", "agenda_action", ["tenant_id", "item_id"], unique=False)
    op.create_table(
        "agenda_goal_score",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("item_id", Id(), nullable=False),
        sa.Column("goal_uid", Id(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("scored_by", Id(), nullable=True),
        sa.Column("scored_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agenda_goal_score")),
    )
    op.create_index(
        "uq_agenda_goal_score_goal", "agenda_goal_score", ["tenant_id", "item_id", "goal_uid"], unique=True
    )
    op.create_table(
        "agenda_item",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("family_id", Id(), nullable=True),
        sa.Column("ref_id", Id(), nullable=True),
        sa.Column("subject", sa.LargeBinary(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("planned_minutes", sa.Integer(), nullable=False),
        sa.Column("seconds_used", sa.Integer(), nullable=False),
        sa.Column("now_since", Moment(), nullable=True),
        sa.Column("reasons", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("deferred_why", sa.LargeBinary(), nullable=True),
        sa.Column("update_text", sa.LargeBinary(), nullable=True),
        sa.Column("updated_at", Moment(), nullable=True),
        sa.Column("development", sa.LargeBinary(), nullable=True),
        sa.Column("financing", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decision_note", sa.LargeBinary(), nullable=True),
        sa.Column("shares", sa.Text(), nullable=True),
        sa.Column("discussed_without", sa.Text(), nullable=True),
        sa.Column("field_versions", sa.Text(), nullable=True),
        sa.Column("added_by", Id(), nullable=True),
        sa.Column("discussed_at", Moment(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_agenda_item")),
    )
    op.create_index(
        "ix_agenda_item_case", "agenda_item", ["tenant_id", "case_id", "discussed_at"], unique=False
    )
    op.create_index("ix_agenda_item_meeting_id", "agenda_item", ["tenant_id", "meeting_id"], unique=False)
    op.create_index(
        "uq_agenda_item_case", "agenda_item", ["tenant_id", "meeting_id", "case_id", "ref_id"], unique=True
    )
    op.create_index(
        "uq_agenda_item_status",
        "agenda_item",
        ["tenant_id", "meeting_id", "case_id"],
        unique=True,
        postgresql_where=sa.text("ref_id is null"),
        sqlite_where=sa.text("ref_id is null"),
    )
    op.create_table(
        "api_token",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("label", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "token_hash", name=op.f("pk_api_token")),
    )
    op.create_index("ix_api_token_user", "api_token", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "app_user",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("login", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sort_name", sa.Text(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failed_logins", sa.Integer(), nullable=False),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_app_user")),
    )
    op.create_index("uq_app_user_login", "app_user", ["tenant_id", "login"], unique=True)
    op.create_table(
        "application",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("received", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("receipt_on", sa.Date(), nullable=True),
        sa.Column("told_at", sa.Date(), nullable=True),
        sa.Column("new_date", sa.Date(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("decision_id", Id(), nullable=True),
        sa.Column("measure_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_application")),
    )
    op.create_index("ix_application_case_id", "application", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "assessment_part",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("owner_id", Id(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_assessment_part")),
    )
    op.create_index("ix_assessment_part_case_id", "assessment_part", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "attachment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("submission_id", Id(), nullable=True),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("about", sa.LargeBinary(), nullable=False),
        sa.Column("media_type", sa.Text(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("parts", sa.Integer(), nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("version_of", Id(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=False),
        sa.Column("uploaded_by", Id(), nullable=True),
        sa.Column("uploaded_at", Moment(), nullable=False),
        sa.Column("changed_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attachment")),
    )
    op.create_index("ix_attachment_state", "attachment", ["tenant_id", "state", "changed_at"], unique=False)
    op.create_index("ix_attachment_task", "attachment", ["tenant_id", "task_id"], unique=False)
    op.create_table(
        "attachment_part",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("attachment_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "attachment_id", "number", name=op.f("pk_attachment_part")),
    )
    op.create_table(
        "attendance",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("who", sa.LargeBinary(), nullable=True),
        sa.Column("invited", sa.Boolean(), nullable=False),
        sa.Column("present", sa.Boolean(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("declared_at", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_attendance")),
    )
    op.create_index("ix_attendance_meeting_id", "attendance", ["tenant_id", "meeting_id"], unique=False)
    op.create_table(
        "audit_event",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("chain_id", Id(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", Id(), nullable=True),
        sa.Column("on_behalf_of", Id(), nullable=True),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("task_id", Id(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("key_id", Id(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("facts", sa.Text(), nullable=True),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "chain_id", "seq", name=op.f("pk_audit_event")),
    )
    op.create_index("ix_audit_event_actor", "audit_event", ["tenant_id", "actor", "at"], unique=False)
    op.create_index("ix_audit_event_at", "audit_event", ["tenant_id", "at"], unique=False)
    op.create_index("ix_audit_event_case", "audit_event", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "calendar_feed",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("series_id", Id(), nullable=True),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("fetched_at", Moment(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_calendar_feed")),
    )
    op.create_index("ix_calendar_feed_user", "calendar_feed", ["tenant_id", "user_id"], unique=False)
    op.create_index("uq_calendar_feed_token", "calendar_feed", ["tenant_id", "token_hash"], unique=True)
    op.create_table(
        "case_file",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("child_id", Id(), nullable=True),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("flags", sa.Text(), nullable=False),
        sa.Column("coordinator_id", Id(), nullable=True),
        sa.Column("substitute_id", Id(), nullable=True),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("awareness_date", sa.Date(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("analysis_held_at", Moment(), nullable=True),
        sa.Column("last_checkin", sa.Date(), nullable=True),
        sa.Column("paused_at", Moment(), nullable=True),
        sa.Column("resume_on", sa.Date(), nullable=True),
        sa.Column("pause_reason", sa.LargeBinary(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("audit_head", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_file")),
    )
    op.create_index("ix_case_file_family_id", "case_file", ["tenant_id", "family_id"], unique=False)
    op.create_index("ix_case_file_team", "case_file", ["tenant_id", "team_id", "status"], unique=False)
    op.create_index("ix_case_file_unit", "case_file", ["tenant_id", "unit_id", "status"], unique=False)
    op.create_index("uq_case_file_number", "case_file", ["tenant_id", "number"], unique=True)
    op.create_table(
        "case_participant",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("person", sa.LargeBinary(), nullable=True),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("part", sa.Text(), nullable=False),
        sa.Column("valid_from", Moment(), nullable=False),
        sa.Column("valid_to", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_case_participant")),
    )
    op.create_index("ix_case_participant_case_id", "case_participant", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "child_view",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("child_id", Id(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("how", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("hide_from_parents", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_child_view")),
    )
    op.create_index("ix_child_view_case_id", "child_view", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "clock_tick",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("every", sa.Float(), nullable=False),
        sa.Column("ran_at", Moment(), nullable=False),
        sa.Column("runs", sa.Integer(), nullable=False),
        sa.Column("missed", sa.Integer(), nullable=False),
        sa.Column("owner", sa.Text(), nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "name", name=op.f("pk_clock_tick")),
    )
    op.create_table(
        "command_log",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("actor", Id(), nullable=True),
        sa.Column("release_id", Id(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "instance_id", "version", name=op.f("pk_command_log")),
    )
    op.create_table(
        "common_plan",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("agreement", sa.Text(), nullable=True),
        sa.Column("change_reason", sa.LargeBinary(), nullable=True),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.Column("approved_by", Id(), nullable=True),
        sa.Column("next_follow_up", sa.Date(), nullable=True),
        sa.Column("checkin_rhythm", sa.Text(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_common_plan")),
    )
    op.create_index("ix_common_plan_case_id", "common_plan", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "complaint",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("decision_id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("complainant_id", Id(), nullable=True),
        sa.Column("received_at", Moment(), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("reassessor_id", Id(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sent_on_at", sa.Date(), nullable=True),
        sa.Column("family_told_at", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_complaint")),
    )
    op.create_index("ix_complaint_case_id", "complaint", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "consent",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("giver_id", Id(), nullable=False),
        sa.Column("for_person_id", Id(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("purposes", sa.Text(), nullable=False),
        sa.Column("information_types", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("remind_at", sa.Date(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("submission_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consent")),
    )
    op.create_index("ix_consent_case_id", "consent", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_consent_family", "consent", ["tenant_id", "family_id"], unique=False)
    op.create_table(
        "consent_party",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("consent_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("party", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("withdrawn_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_consent_party")),
    )
    op.create_index("ix_consent_party_case", "consent_party", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_consent_party_consent_id", "consent_party", ["tenant_id", "consent_id"], unique=False)
    op.create_table(
        "contact",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("entry_id", Id(), nullable=False),
        sa.Column("author_id", Id(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("asked", sa.Date(), nullable=True),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("checkin", sa.Boolean(), nullable=False),
        sa.Column("with_whom", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact")),
    )
    op.create_index("ix_contact_case_id", "contact", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "contact_hold",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("notification_id", Id(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("officer_id", Id(), nullable=True),
        sa.Column("placed_at", Moment(), nullable=False),
        sa.Column("released_at", Moment(), nullable=True),
        sa.Column("released_by", Id(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_contact_hold")),
    )
    op.create_index("ix_contact_hold_case_id", "contact_hold", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "core_team",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("unit_id", Id(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=True),
        sa.Column("gap_reason", sa.Text(), nullable=True),
        sa.Column("gap_sections", sa.Text(), nullable=True),
        sa.Column("gap_at", Moment(), nullable=True),
        sa.Column("gap_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_core_team")),
    )
    op.create_table(
        "counter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("slot", sa.Integer(), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "kind", "process_key", "element", "slot", name=op.f("pk_counter")
        ),
    )
    op.create_table(
        "cover",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("absence_id", Id(), nullable=False),
        sa.Column("absent_id", Id(), nullable=False),
        sa.Column("substitute_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=True),
        sa.Column("new_only", sa.Boolean(), nullable=False),
        sa.Column("began_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_cover")),
    )
    op.create_index("ix_cover_absence_id", "cover", ["tenant_id", "absence_id"], unique=False)
    op.create_index("ix_cover_absent", "cover", ["tenant_id", "absent_id"], unique=False)
    op.create_index("ix_cover_substitute", "cover", ["tenant_id", "substitute_id"], unique=False)
    op.create_table(
        "deadline_step",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deadline_step")),
    )
    op.create_index(
        "ix_deadline_step_running",
        "deadline_step",
        ["tenant_id", "instance_id"],
        unique=False,
        postgresql_where=sa.text("instance_id is not null and ended_at is null"),
        sqlite_where=sa.text("instance_id is not null and ended_at is null"),
    )
    op.create_index(
        "ux_deadline_step", "deadline_step", ["tenant_id", "task_id", "due_at", "step"], unique=True
    )
    op.create_table(
        "decision",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("matter", sa.Text(), nullable=False),
        sa.Column("matter_id", Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("child_view_id", Id(), nullable=True),
        sa.Column("prepared_at", Moment(), nullable=False),
        sa.Column("prepared_by", Id(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("complaint_until", sa.Date(), nullable=True),
        sa.Column("plan_due", sa.Date(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_decision")),
    )
    op.create_index("ix_decision_case_id", "decision", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "definition",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("translation", sa.LargeBinary(), nullable=True),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_definition")),
    )
    op.create_index(
        "uq_definition_key_version", "definition", ["tenant_id", "kind", "key", "version"], unique=True
    )
    op.create_table(
        "deployment",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("release_id", Id(), nullable=False),
        sa.Column("deployed_by", Id(), nullable=True),
        sa.Column("deployed_at", Moment(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_deployment")),
    )
    op.create_table(
        "development",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("reported_by", Id(), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=True),
        sa.Column("discussed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_development")),
    )
    op.create_index("ix_development_case_id", "development", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "document_print",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("entry_id", Id(), nullable=False),
        sa.Column("printed_at", Moment(), nullable=False),
        sa.Column("printed_by", Id(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_document_print")),
    )
    op.create_index("ix_document_print_entry", "document_print", ["tenant_id", "entry_id"], unique=False)
    op.create_table(
        "early_start",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("measure_id", Id(), nullable=False),
        sa.Column("acute_id", Id(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("allowed_at", Moment(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("started_before_analysis", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_early_start")),
    )
    op.create_index("ix_early_start_case_id", "early_start", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_early_start_measure", "early_start", ["tenant_id", "measure_id"], unique=False)
    op.create_table(
        "expert",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("organisation", sa.Text(), nullable=False),
        sa.Column("expertise", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("user_id", Id(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_expert")),
    )
    op.create_table(
        "external_task",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("lock_owner", sa.Text(), nullable=True),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("retries", sa.Integer(), nullable=False),
        sa.Column("inputs", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_external_task")),
    )
    op.create_index("ix_external_task_instance", "external_task", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_external_task_topic", "external_task", ["tenant_id", "topic", "state", "id"], unique=False
    )
    op.create_table(
        "family",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("display_name", sa.LargeBinary(), nullable=True),
        sa.Column("honour_conflict", sa.Boolean(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_family")),
    )
    op.create_index("ix_family_key_id", "family", ["tenant_id", "key_id"], unique=False)
    op.create_table(
        "family_survey",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("answered", sa.Boolean(), nullable=False),
        sa.Column("way", sa.Text(), nullable=True),
        sa.Column("coherence", sa.Integer(), nullable=True),
        sa.Column("involvement", sa.Integer(), nullable=True),
        sa.Column("flexibility", sa.Integer(), nullable=True),
        sa.Column("trust", sa.Integer(), nullable=True),
        sa.Column("entry", sa.Integer(), nullable=True),
        sa.Column("everyday", sa.Integer(), nullable=True),
        sa.Column("ownership", sa.Integer(), nullable=True),
        sa.Column("wellbeing_child", sa.Integer(), nullable=True),
        sa.Column("wellbeing_parent", sa.Integer(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_family_survey")),
    )
    op.create_index("ix_family_survey_case_id", "family_survey", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "financing_agreement",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("previous_id", Id(), nullable=True),
        sa.Column("measure_id", Id(), nullable=True),
        sa.Column("plan_id", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("eligibility", sa.Text(), nullable=True),
        sa.Column("family_motivated", sa.Text(), nullable=True),
        sa.Column("period_from", sa.Date(), nullable=True),
        sa.Column("period_to", sa.Date(), nullable=True),
        sa.Column(
            "total_cost",
            sa.Numeric(precision=12, scale=2).with_variant(sa.String(length=14), "sqlite"),
            nullable=True,
        ),
        sa.Column("cost_basis", sa.Text(), nullable=True),
        sa.Column(
            "hours_a_month",
            sa.Numeric(precision=7, scale=2).with_variant(sa.String(length=9), "sqlite"),
            nullable=True,
        ),
        sa.Column("payer_id", Id(), nullable=True),
        sa.Column("interim_payer_id", Id(), nullable=True),
        sa.Column("reassess_on", sa.Date(), nullable=True),
        sa.Column("ends_grant", sa.Boolean(), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("activated_at", Moment(), nullable=True),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("CAST(total_cost AS NUMERIC) > 0", name=op.f("ck_financing_agreement_total_cost")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_financing_agreement")),
    )
    op.create_index(
        "ix_financing_agreement_case_id", "financing_agreement", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "financing_cost",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("agreement_id", Id(), nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column(
            "actual",
            sa.Numeric(precision=12, scale=2).with_variant(sa.String(length=14), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "agreed",
            sa.Numeric(precision=12, scale=2).with_variant(sa.String(length=14), "sqlite"),
            nullable=False,
        ),
        sa.Column("recorded_at", Moment(), nullable=False),
        sa.Column("recorded_by", Id(), nullable=True),
        sa.CheckConstraint("CAST(actual AS NUMERIC) >= 0", name=op.f("ck_financing_cost_actual")),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_financing_cost")),
    )
    op.create_index(
        "ix_financing_cost_agreement_id", "financing_cost", ["tenant_id", "agreement_id"], unique=False
    )
    op.create_table(
        "follow_up",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("submission_id", Id(), nullable=True),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("wellbeing", sa.Integer(), nullable=True),
        sa.Column("plan_needed", sa.Boolean(), nullable=False),
        sa.Column("next_date", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_follow_up")),
    )
    op.create_index("ix_follow_up_case_id", "follow_up", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "form_submission",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=False),
        sa.Column("form_id", Id(), nullable=True),
        sa.Column("submitted_by", Id(), nullable=True),
        sa.Column("on_behalf_of", Id(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("corrects_id", Id(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_form_submission")),
    )
    op.create_index("ix_form_submission_case", "form_submission", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "ix_form_submission_instance",
        "form_submission",
        ["tenant_id", "instance_id", "element"],
        unique=False,
    )
    op.create_index(
        "uq_form_submission_task",
        "form_submission",
        ["tenant_id", "task_id", "version"],
        unique=True,
        postgresql_where=sa.text("undone_at IS NULL"),
        sqlite_where=sa.text("undone_at IS NULL"),
    )
    op.create_table(
        "goal",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=False),
        sa.Column("goal_uid", Id(), nullable=False),
        sa.Column("goal_type", sa.Text(), nullable=False),
        sa.Column("horizon", sa.Text(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("indicator", sa.LargeBinary(), nullable=True),
        sa.Column("whose_need", sa.LargeBinary(), nullable=True),
        sa.Column("from_family", sa.Boolean(), nullable=False),
        sa.Column("baseline", sa.Integer(), nullable=True),
        sa.Column("target", sa.Integer(), nullable=True),
        sa.Column("latest", sa.Integer(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("responsible", sa.LargeBinary(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("source_plan", sa.Text(), nullable=True),
        sa.Column("legal_basis", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_goal")),
    )
    op.create_index("ix_goal_plan_id", "goal", ["tenant_id", "plan_id"], unique=False)
    op.create_table(
        "guest_invitation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("email", sa.LargeBinary(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("revoked_at", Moment(), nullable=True),
        sa.Column("code_hash", sa.LargeBinary(), nullable=True),
        sa.Column("code_expires_at", Moment(), nullable=True),
        sa.Column("code_attempts", sa.Integer(), nullable=False),
        sa.Column("codes_sent", sa.Integer(), nullable=False),
        sa.Column("last_code_at", Moment(), nullable=True),
        sa.Column("first_used_at", Moment(), nullable=True),
        sa.Column("declared_at", Moment(), nullable=True),
        sa.Column("contributed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_guest_invitation")),
    )
    op.create_index("ix_guest_invitation_case_id", "guest_invitation", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "ix_guest_invitation_meeting", "guest_invitation", ["tenant_id", "meeting_id"], unique=False
    )
    op.create_index("uq_guest_invitation_token", "guest_invitation", ["tenant_id", "token_hash"], unique=True)
    op.create_table(
        "guest_session",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("invitation_id", Id(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "token_hash", name=op.f("pk_guest_session")),
    )
    op.create_index(
        "ix_guest_session_invitation", "guest_session", ["tenant_id", "invitation_id"], unique=False
    )
    op.create_table(
        "guidance",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("packaged", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_guidance")),
    )
    op.create_table(
        "held_letter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("letter", sa.LargeBinary(), nullable=False),
        sa.Column("held_at", Moment(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("settled_at", Moment(), nullable=True),
        sa.Column("settled_by", Id(), nullable=True),
        sa.Column("entry_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_held_letter")),
    )
    op.create_index("ix_held_letter_case_id", "held_letter", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "household",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("protected", sa.Boolean(), nullable=False),
        sa.Column("address_key", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_household")),
    )
    op.create_index("ix_household_address_key", "household", ["tenant_id", "address_key"], unique=False)
    op.create_index("ix_household_family_id", "household", ["tenant_id", "family_id"], unique=False)
    op.create_table(
        "household_member",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("household_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "household_id", "person_id", name=op.f("pk_household_member")),
    )
    op.create_table(
        "idempotency",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("request_hash", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("key_id", Id(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "user_id", "key", name=op.f("pk_idempotency")),
    )
    op.create_table(
        "incident",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("da", sa.Text(), nullable=False),
        sa.Column("en", sa.Text(), nullable=False),
        sa.Column("detail", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("resolved_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_incident")),
    )
    op.create_index("ix_incident_instance", "incident", ["tenant_id", "instance_id"], unique=False)
    op.create_table(
        "involvement_import",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("closed", sa.Integer(), nullable=False),
        sa.Column("read_at", Moment(), nullable=False),
        sa.Column("read_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_involvement_import")),
    )
    op.create_index(
        "ix_involvement_import_digest", "involvement_import", ["tenant_id", "digest"], unique=False
    )
    op.create_table(
        "job",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("element", sa.Text(), nullable=True),
        sa.Column("ref", sa.Text(), nullable=True),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("timer_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("lock_owner", sa.Text(), nullable=True),
        sa.Column("locked_until", Moment(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("audit_head", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_job")),
    )
    op.create_index(
        "ix_job_audited",
        "job",
        ["tenant_id", "id"],
        unique=False,
        postgresql_where=sa.text("audit_seq is not null"),
        sqlite_where=sa.text("audit_seq is not null"),
    )
    op.create_index(
        "ix_job_due",
        "job",
        ["tenant_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
        sqlite_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_job_instance", "job", ["tenant_id", "instance_id", "ref"], unique=False)
    op.create_index(
        "ix_job_stopped",
        "job",
        ["tenant_id", "state", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('failed', 'locked')"),
        sqlite_where=sa.text("state in ('failed', 'locked')"),
    )
    op.create_table(
        "joint_report",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", Moment(), nullable=False),
        sa.Column("approved_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_joint_report")),
    )
    op.create_index("ix_joint_report_case_id", "joint_report", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "journal_entry",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("submission_id", Id(), nullable=True),
        sa.Column("author_id", Id(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("title", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("recipients", sa.LargeBinary(), nullable=True),
        sa.Column("corrects_id", Id(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_journal_entry")),
    )
    op.create_index("ix_journal_entry_case_id", "journal_entry", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "key",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("owner_kind", sa.Text(), nullable=False),
        sa.Column("owner_id", Id(), nullable=False),
        sa.Column("wrapped", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("destroyed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_key")),
    )
    op.create_table(
        "known_apart",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("first_id", Id(), nullable=False),
        sa.Column("second_id", Id(), nullable=False),
        sa.Column("grounds", sa.Text(), nullable=False),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.Column("decided_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_known_apart")),
    )
    op.create_index("ix_known_apart_first", "known_apart", ["tenant_id", "first_id"], unique=False)
    op.create_index("ix_known_apart_second", "known_apart", ["tenant_id", "second_id"], unique=False)
    op.create_table(
        "legal_basis",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.Column("law", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("text_da", sa.Text(), nullable=False),
        sa.Column("text_en", sa.Text(), nullable=False),
        sa.Column("replaces", sa.Text(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("link", sa.Text(), nullable=True),
        sa.Column("verified_on", sa.Date(), nullable=True),
        sa.Column("verified_by", Id(), nullable=True),
        sa.Column("verified_source", sa.Text(), nullable=True),
        sa.Column("written_by", Id(), nullable=True),
        sa.Column("written_at", Moment(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("packaged", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", "valid_from", name=op.f("pk_legal_basis")),
    )
    op.create_table(
        "library_entry",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("publisher", sa.Text(), nullable=False),
        sa.Column("summary_da", sa.Text(), nullable=False),
        sa.Column("summary_en", sa.Text(), nullable=False),
        sa.Column("link", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("concerns", sa.Text(), nullable=False),
        sa.Column("packaged", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", name=op.f("pk_library_entry")),
    )
    op.create_table(
        "measure",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=True),
        sa.Column("goal_uid", Id(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("catalogue_item", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("purpose", sa.LargeBinary(), nullable=True),
        sa.Column("provider", sa.LargeBinary(), nullable=True),
        sa.Column("start", sa.Date(), nullable=True),
        sa.Column("end", sa.Date(), nullable=True),
        sa.Column("intrusiveness", sa.Integer(), nullable=True),
        sa.Column("existing", sa.Boolean(), nullable=False),
        sa.Column("team_initiated", sa.Boolean(), nullable=False),
        sa.Column("expected_duration", sa.LargeBinary(), nullable=True),
        sa.Column("cost", sa.Numeric(precision=12, scale=2), nullable=True),
        sa.Column("held_back", sa.Boolean(), nullable=False),
        sa.Column("decision_id", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("next_follow_up", sa.Date(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=True),
        sa.Column("followed_up", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_measure")),
    )
    op.create_index("ix_measure_case_id", "measure", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "meeting",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("type", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=True),
        sa.Column("planned_at", Moment(), nullable=True),
        sa.Column("held_at", Moment(), nullable=True),
        sa.Column("place", sa.LargeBinary(), nullable=True),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting")),
    )
    op.create_index("ix_meeting_case_id", "meeting", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "meeting_decision",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("ref_id", Id(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=True),
        sa.Column("owner_id", Id(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("done_by", Id(), nullable=True),
        sa.Column("done_note", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_decision")),
    )
    op.create_index(
        "ix_meeting_decision_meeting_id", "meeting_decision", ["tenant_id", "meeting_id"], unique=False
    )
    op.create_table(
        "meeting_invitation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_invitation")),
    )
    op.create_index(
        "uq_meeting_invitation_user",
        "meeting_invitation",
        ["tenant_id", "meeting_id", "user_id"],
        unique=True,
    )
    op.create_table(
        "meeting_series",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_by", Id(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("planned_until", sa.Date(), nullable=True),
        sa.Column("chair_id", Id(), nullable=True),
        sa.Column("deputy_chair_id", Id(), nullable=True),
        sa.Column("proposed_rule", sa.Text(), nullable=True),
        sa.Column("proposed_reason", sa.Text(), nullable=True),
        sa.Column("declined_rule", sa.Text(), nullable=True),
        sa.Column("audit_head", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_meeting_series")),
    )
    op.create_index("ix_meeting_series_kind", "meeting_series", ["tenant_id", "kind"], unique=False)
    op.create_index("ix_meeting_series_team", "meeting_series", ["tenant_id", "team_id"], unique=False)
    op.create_table(
        "membership",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope_kind", sa.Text(), nullable=False),
        sa.Column("scope_id", Id(), nullable=True),
        sa.Column("valid_from", Moment(), nullable=False),
        sa.Column("valid_to", Moment(), nullable=True),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("cover_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_membership")),
    )
    op.create_index(
        "ix_membership_scope", "membership", ["tenant_id", "scope_kind", "scope_id", "role"], unique=False
    )
    op.create_index("ix_membership_user", "membership", ["tenant_id", "user_id"], unique=False)
    op.create_index(
        "uq_membership_coordinator",
        "membership",
        ["tenant_id", "scope_id"],
        unique=True,
        postgresql_where=sa.text(
            "role = 'family_coordinator' and scope_kind = 'case' and valid_to is null and cover_id is null"
        ),
        sqlite_where=sa.text(
            "role = 'family_coordinator' and scope_kind = 'case' and valid_to is null and cover_id is null"
        ),
    )
    op.create_table(
        "merge",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("kept_id", Id(), nullable=False),
        sa.Column("gone_id", Id(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("choices", sa.Text(), nullable=False),
        sa.Column("merged_at", Moment(), nullable=False),
        sa.Column("merged_by", Id(), nullable=True),
        sa.Column("undo_until", Moment(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.Column("undone_by", Id(), nullable=True),
        sa.Column("undo_reason", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_merge")),
    )
    op.create_index("ix_merge_family_id", "merge", ["tenant_id", "family_id"], unique=False)
    op.create_table(
        "merge_row",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("merge_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("before", sa.Text(), nullable=False),
        sa.Column("after", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "merge_id", "position", name=op.f("pk_merge_row")),
    )
    op.create_table(
        "message",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("message_id", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("from_instance", Id(), nullable=True),
        sa.Column("to_instance", Id(), nullable=True),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("delivered_at", Moment(), nullable=True),
        sa.Column("variables", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_message")),
    )
    op.create_index("ix_message_state", "message", ["tenant_id", "state", "name"], unique=False)
    op.create_index("uq_message_message_id", "message", ["tenant_id", "message_id"], unique=True)
    op.create_table(
        "misdirected_letter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("entry_id", Id(), nullable=True),
        sa.Column("what", sa.LargeBinary(), nullable=False),
        sa.Column("went_to", sa.LargeBinary(), nullable=False),
        sa.Column("recalled", sa.Text(), nullable=False),
        sa.Column("discovered_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("risk", sa.Text(), nullable=True),
        sa.Column("reported", sa.Boolean(), nullable=True),
        sa.Column("assessment", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_at", Moment(), nullable=True),
        sa.Column("assessed_by", Id(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_misdirected_letter")),
    )
    op.create_index(
        "ix_misdirected_letter_case_id", "misdirected_letter", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "notification",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("family_id", Id(), nullable=True),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("assess_by", Moment(), nullable=False),
        sa.Column("receipt_by", Moment(), nullable=False),
        sa.Column("notifier_type", sa.Text(), nullable=True),
        sa.Column("notifier", sa.LargeBinary(), nullable=True),
        sa.Column("child", sa.LargeBinary(), nullable=True),
        sa.Column("concern", sa.LargeBinary(), nullable=True),
        sa.Column("registered_at", Moment(), nullable=True),
        sa.Column("registered_by", Id(), nullable=True),
        sa.Column("warned_at", Moment(), nullable=True),
        sa.Column("breached_at", Moment(), nullable=True),
        sa.Column("abuse_suspicion", sa.Boolean(), nullable=True),
        sa.Column("danger", sa.Boolean(), nullable=True),
        sa.Column("assessment", sa.LargeBinary(), nullable=True),
        sa.Column("assessed_at", Moment(), nullable=True),
        sa.Column("assessed_by", Id(), nullable=True),
        sa.Column("officer_id", Id(), nullable=True),
        sa.Column("restricted", sa.Boolean(), nullable=False),
        sa.Column("receipt_state", sa.Text(), nullable=True),
        sa.Column("receipt_sent_at", Moment(), nullable=True),
        sa.Column("reassessment", sa.Text(), nullable=True),
        sa.Column("screening", sa.LargeBinary(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("decision_id", Id(), nullable=True),
        sa.Column("notifier_informed", sa.Text(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("letters", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_notification")),
    )
    op.create_index("ix_notification_case_id", "notification", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_notification_instance", "notification", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_notification_unit", "notification", ["tenant_id", "unit_id", "received_at"], unique=False
    )
    op.create_table(
        "outbox",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("idempotency_key", sa.Text(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("ref_id", Id(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("claim_id", Id(), nullable=True),
        sa.Column("deadline_at", Moment(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_outbox")),
    )
    op.create_index(
        "ix_outbox_due",
        "outbox",
        ["tenant_id", "kind", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'pending'"),
        sqlite_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_outbox_ref", "outbox", ["tenant_id", "ref_id"], unique=False)
    op.create_index("ix_outbox_state", "outbox", ["tenant_id", "state", "id"], unique=False)
    op.create_index("uq_outbox_idempotency_key", "outbox", ["tenant_id", "idempotency_key"], unique=True)
    op.create_table(
        "parameter",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("calendar_kind", sa.Text(), nullable=False),
        sa.Column("label_da", sa.Text(), nullable=False),
        sa.Column("label_en", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("packaged", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "key", "valid_from", name=op.f("pk_parameter")),
    )
    op.create_table(
        "parameter_change",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("value_before", sa.Text(), nullable=True),
        sa.Column("value_after", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", Id(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("courses", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_parameter_change")),
    )
    op.create_index("ix_parameter_change_key", "parameter_change", ["tenant_id", "key", "at"], unique=False)
    op.create_table(
        "parent_relation",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("child_id", Id(), nullable=False),
        sa.Column("adult_id", Id(), nullable=False),
        sa.Column("custody", sa.Boolean(), nullable=False),
        sa.Column("residence_parent", sa.Boolean(), nullable=False),
        sa.Column("contact_parent", sa.Boolean(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_parent_relation")),
    )
    op.create_index(
        "ix_parent_relation_family_id", "parent_relation", ["tenant_id", "family_id"], unique=False
    )
    op.create_table(
        "party_hearing",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("decision_id", Id(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("sent_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_party_hearing")),
    )
    op.create_index("ix_party_hearing_case_id", "party_hearing", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_party_hearing_decision", "party_hearing", ["tenant_id", "decision_id"], unique=False)
    op.create_table(
        "person",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("family_id", Id(), nullable=False),
        sa.Column("relation", sa.Text(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=True),
        sa.Column("cpr", sa.LargeBinary(), nullable=True),
        sa.Column("cpr_index", sa.LargeBinary(), nullable=True),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("expected_date", sa.Date(), nullable=True),
        sa.Column("contact", sa.LargeBinary(), nullable=True),
        sa.Column("address_protected", sa.Boolean(), nullable=False),
        sa.Column("interpreter", sa.Text(), nullable=True),
        sa.Column("letter_language", sa.Text(), nullable=True),
        sa.Column("digital_post_status", sa.Text(), nullable=True),
        sa.Column("details", sa.LargeBinary(), nullable=True),
        sa.Column("name_key", sa.LargeBinary(), nullable=True),
        sa.Column("merged_into_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_person")),
    )
    op.create_index("ix_person_birth_date", "person", ["tenant_id", "birth_date"], unique=False)
    op.create_index("ix_person_cpr", "person", ["tenant_id", "cpr_index"], unique=False)
    op.create_index("ix_person_family_id", "person", ["tenant_id", "family_id"], unique=False)
    op.create_index("ix_person_name_key", "person", ["tenant_id", "name_key"], unique=False)
    op.create_table(
        "postponement",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("due_before", Moment(), nullable=False),
        sa.Column("due_after", Moment(), nullable=False),
        sa.Column("moved", sa.Boolean(), nullable=False),
        sa.Column("counted", sa.Boolean(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("by_id", Id(), nullable=True),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("reason", sa.LargeBinary(), nullable=False),
        sa.Column("undone_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_postponement")),
    )
    op.create_index("ix_postponement_task", "postponement", ["tenant_id", "task_id"], unique=False)
    op.create_table(
        "priority_agreement",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("series_id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=False),
        sa.Column("agreed_by", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_priority_agreement")),
    )
    op.create_index(
        "ix_priority_agreement_series_id", "priority_agreement", ["tenant_id", "series_id"], unique=False
    )
    op.create_table(
        "process_instance",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("release_id", Id(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("business_key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("phase", sa.Text(), nullable=True),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("team_id", Id(), nullable=True),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("started_by", Id(), nullable=True),
        sa.Column("started_at", Moment(), nullable=False),
        sa.Column("ended_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("snapshot", sa.LargeBinary(), nullable=True),
        sa.Column("audit_head", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_process_instance")),
    )
    op.create_index(
        "ix_process_instance_business", "process_instance", ["tenant_id", "business_key"], unique=False
    )
    op.create_index("ix_process_instance_case", "process_instance", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "ix_process_instance_key",
        "process_instance",
        ["tenant_id", "process_key", "state", "id"],
        unique=False,
    )
    op.create_table(
        "progress_note",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("follow_up_id", Id(), nullable=False),
        sa.Column("goal_uid", Id(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_progress_note")),
    )
    op.create_index("ix_progress_note_case_id", "progress_note", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "uq_progress_note_visit", "progress_note", ["tenant_id", "follow_up_id", "goal_uid"], unique=True
    )
    op.create_table(
        "register",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("audit_head", sa.LargeBinary(), nullable=True),
        sa.Column("audit_seq", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_register")),
    )
    op.create_index("uq_register_kind", "register", ["tenant_id", "kind"], unique=True)
    op.create_table(
        "release",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("effective_at", Moment(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_release")),
    )
    op.create_index("uq_release_number", "release", ["tenant_id", "number"], unique=True)
    op.create_table(
        "release_definition",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("release_id", Id(), nullable=False),
        sa.Column("definition_id", Id(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "release_id", "definition_id", name=op.f("pk_release_definition")
        ),
    )
    op.create_table(
        "row_image",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("table_name", sa.Text(), nullable=False),
        sa.Column("row_id", Id(), nullable=False),
        sa.Column("image", sa.Text(), nullable=False),
        sa.Column("taken_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_row_image")),
    )
    op.create_index(
        "ix_row_image_instance", "row_image", ["tenant_id", "instance_id", "version"], unique=False
    )
    op.create_index("ix_row_image_taken", "row_image", ["tenant_id", "taken_at"], unique=False)
    op.create_table(
        "rule_override",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("ground", sa.Text(), nullable=False),
        sa.Column("about_id", Id(), nullable=True),
        sa.Column("reason", sa.LargeBinary(), nullable=True),
        sa.Column("asked_by", Id(), nullable=True),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_rule_override")),
    )
    op.create_index("ix_rule_override_case_id", "rule_override", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_rule_override_decided_at", "rule_override", ["tenant_id", "decided_at"], unique=False)
    op.create_table(
        "seal",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("heads", sa.Text(), nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "number", name=op.f("pk_seal")),
    )
    op.create_table(
        "sector_involvement",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("person_id", Id(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("unit_id", Id(), nullable=True),
        sa.Column("professional", sa.LargeBinary(), nullable=True),
        sa.Column("reference", sa.LargeBinary(), nullable=True),
        sa.Column("opened", sa.Date(), nullable=True),
        sa.Column("closed", sa.Date(), nullable=True),
        sa.Column("import_id", Id(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_sector_involvement")),
    )
    op.create_index(
        "ix_sector_involvement_case_id", "sector_involvement", ["tenant_id", "case_id"], unique=False
    )
    op.create_table(
        "series_member",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("series_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("deputy_id", Id(), nullable=True),
        sa.Column("profession", sa.Text(), nullable=True),
        sa.Column("sector", sa.Text(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_series_member")),
    )
    op.create_index("ix_series_member_series", "series_member", ["tenant_id", "series_id"], unique=False)
    op.create_index("ix_series_member_user", "series_member", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "share",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("agreement_id", Id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("unit_id", Id(), nullable=False),
        sa.Column("account", sa.LargeBinary(), nullable=True),
        sa.Column(
            "pct",
            sa.Numeric(precision=5, scale=2).with_variant(sa.String(length=7), "sqlite"),
            nullable=False,
        ),
        sa.Column(
            "amount",
            sa.Numeric(precision=12, scale=2).with_variant(sa.String(length=14), "sqlite"),
            nullable=False,
        ),
        sa.Column("rationale", sa.Text(), nullable=False),
        sa.Column("rationale_text", sa.LargeBinary(), nullable=True),
        sa.Column("authority", sa.Text(), nullable=True),
        sa.Column("decision", sa.Text(), nullable=True),
        sa.Column("decided_by", Id(), nullable=True),
        sa.Column("decided_at", Moment(), nullable=True),
        sa.Column("body_decided_on", sa.Date(), nullable=True),
        sa.Column("note", sa.LargeBinary(), nullable=True),
        sa.CheckConstraint("CAST(amount AS NUMERIC) >= 0", name=op.f("ck_share_amount")),
        sa.CheckConstraint(
            "CAST(pct AS NUMERIC) > 0 AND CAST(pct AS NUMERIC) <= 100", name=op.f("ck_share_pct")
        ),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_share")),
    )
    op.create_index("ix_share_agreement", "share", ["tenant_id", "agreement_id"], unique=False)
    op.create_index("ix_share_case_id", "share", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "subscription",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("ref", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("correlation_key", sa.Text(), nullable=True),
        sa.Column("element", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "instance_id", "ref", name=op.f("pk_subscription")),
    )
    op.create_index(
        "ix_subscription_name", "subscription", ["tenant_id", "kind", "name", "correlation_key"], unique=False
    )
    op.create_table(
        "task_draft",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("task_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.Column("data", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "task_id", "user_id", name=op.f("pk_task_draft")),
    )
    op.create_table(
        "team_attendance",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("meeting_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=True),
        sa.Column("deputy_id", Id(), nullable=True),
        sa.Column("reason_code", sa.Text(), nullable=True),
        sa.Column("left_for", sa.Text(), nullable=True),
        sa.Column("recorded_by", Id(), nullable=True),
        sa.Column("recorded_at", Moment(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_team_attendance")),
    )
    op.create_index(
        "uq_team_attendance_user", "team_attendance", ["tenant_id", "meeting_id", "user_id"], unique=True
    )
    op.create_table(
        "team_meeting",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("series_id", Id(), nullable=False),
        sa.Column("nominal_on", sa.Date(), nullable=True),
        sa.Column("starts_at", Moment(), nullable=False),
        sa.Column("ends_at", Moment(), nullable=False),
        sa.Column("place", sa.Text(), nullable=False),
        sa.Column("mode", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("shifts", sa.Text(), nullable=True),
        sa.Column("moved_by", Id(), nullable=True),
        sa.Column("moved_why", sa.LargeBinary(), nullable=True),
        sa.Column("cancelled_by", Id(), nullable=True),
        sa.Column("cancelled_at", Moment(), nullable=True),
        sa.Column("cancelled_why", sa.LargeBinary(), nullable=True),
        sa.Column("extra", sa.Boolean(), nullable=False),
        sa.Column("extra_why", sa.LargeBinary(), nullable=True),
        sa.Column("instance_id", Id(), nullable=True),
        sa.Column("job_id", Id(), nullable=True),
        sa.Column("agenda_at", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("closed_by", Id(), nullable=True),
        sa.Column("deviation_why", sa.LargeBinary(), nullable=True),
        sa.Column("minutes_state", sa.Text(), nullable=False),
        sa.Column("minutes", sa.LargeBinary(), nullable=True),
        sa.Column("report", sa.LargeBinary(), nullable=True),
        sa.Column("replacement_of", Id(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_team_meeting")),
    )
    op.create_index("ix_team_meeting_instance", "team_meeting", ["tenant_id", "instance_id"], unique=False)
    op.create_index("ix_team_meeting_series_id", "team_meeting", ["tenant_id", "series_id"], unique=False)
    op.create_index("ix_team_meeting_starts", "team_meeting", ["tenant_id", "starts_at"], unique=False)
    op.create_index(
        "uq_team_meeting_nominal", "team_meeting", ["tenant_id", "series_id", "nominal_on"], unique=True
    )
    op.create_table(
        "team_membership",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("team_id", Id(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("profession", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.Column("sections", sa.Text(), nullable=False),
        sa.Column("deputy_id", Id(), nullable=True),
        sa.Column("valid_from", sa.Date(), nullable=True),
        sa.Column("valid_to", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "team_id", "user_id", name=op.f("pk_team_membership")),
    )
    op.create_table(
        "tenant",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("clock_offset", sa.Integer(), nullable=False),
        sa.Column("case_year", sa.Integer(), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", name=op.f("pk_tenant")),
    )
    op.create_table(
        "transition_area",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("plan_id", Id(), nullable=False),
        sa.Column("area", sa.Text(), nullable=False),
        sa.Column("status", sa.Text(), nullable=False),
        sa.Column("owner_id", Id(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("start_date", sa.Date(), nullable=True),
        sa.Column("application", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_transition_area")),
    )
    op.create_index("ix_transition_area_case_id", "transition_area", ["tenant_id", "case_id"], unique=False)
    op.create_index("ix_transition_area_plan", "transition_area", ["tenant_id", "plan_id"], unique=False)
    op.create_table(
        "transition_plan",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("key_id", Id(), nullable=False),
        sa.Column("case_id", Id(), nullable=False),
        sa.Column("child_id", Id(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("plan_type", sa.Text(), nullable=True),
        sa.Column("consent_id", Id(), nullable=True),
        sa.Column("guardianship", sa.Text(), nullable=True),
        sa.Column("own_digital_post", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("overridden", sa.Boolean(), nullable=False),
        sa.Column("ready_at", Moment(), nullable=True),
        sa.Column("confirmed_at", Moment(), nullable=True),
        sa.Column("handed_over_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_transition_plan")),
    )
    op.create_index("ix_transition_plan_case_id", "transition_plan", ["tenant_id", "case_id"], unique=False)
    op.create_table(
        "unit",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("sector", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_unit")),
    )
    op.create_table(
        "user_session",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("user_id", Id(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "token_hash", name=op.f("pk_user_session")),
    )
    op.create_index("ix_user_session_user", "user_session", ["tenant_id", "user_id"], unique=False)
    op.create_table(
        "user_task",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("id", Id(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("release_id", Id(), nullable=False),
        sa.Column("process_key", sa.Text(), nullable=False),
        sa.Column("element", sa.Text(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("about", sa.Text(), nullable=True),
        sa.Column("form_key", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("scope_kind", sa.Text(), nullable=False),
        sa.Column("scope_id", Id(), nullable=True),
        sa.Column("case_id", Id(), nullable=True),
        sa.Column("assignee", Id(), nullable=True),
        sa.Column("owner", Id(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("clock_type", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=True),
        sa.Column("follow_up_at", Moment(), nullable=True),
        sa.Column("clock", sa.Text(), nullable=True),
        sa.Column("since", Moment(), nullable=True),
        sa.Column("step_at", Moment(), nullable=True),
        sa.Column("told_at", Moment(), nullable=True),
        sa.Column("told", sa.Text(), nullable=True),
        sa.Column("first_due", Moment(), nullable=True),
        sa.Column("counted_from", Moment(), nullable=True),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.Column("completed_at", Moment(), nullable=True),
        sa.Column("completed_by", Id(), nullable=True),
        sa.Column("inputs", sa.LargeBinary(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "id", name=op.f("pk_user_task")),
    )
    op.create_index(
        "ix_user_task_assignee",
        "user_task",
        ["tenant_id", "assignee", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state in ('claimed', 'delegated')"),
        sqlite_where=sa.text("state in ('claimed', 'delegated')"),
    )
    op.create_index("ix_user_task_case", "user_task", ["tenant_id", "case_id"], unique=False)
    op.create_index(
        "ix_user_task_done",
        "user_task",
        ["tenant_id", "completed_by", "completed_at"],
        unique=False,
        postgresql_where=sa.text("state = 'completed'"),
        sqlite_where=sa.text("state = 'completed'"),
    )
    op.create_index("ix_user_task_instance", "user_task", ["tenant_id", "instance_id"], unique=False)
    op.create_index(
        "ix_user_task_open_role",
        "user_task",
        ["tenant_id", "role", "scope_kind", "scope_id", "due_at", "id"],
        unique=False,
        postgresql_where=sa.text("state = 'created'"),
        sqlite_where=sa.text("state = 'created'"),
    )
    op.create_index(
        "ix_user_task_step",
        "user_task",
        ["tenant_id", "step_at", "id"],
        unique=False,
        postgresql_where=sa.text("step_at is not null and state in ('created', 'claimed', 'delegated')"),
        sqlite_where=sa.text("step_at is not null and state in ('created', 'claimed', 'delegated')"),
    )
    op.create_table(
        "variable_index",
        sa.Column("tenant_id", sa.Integer(), nullable=False),
        sa.Column("instance_id", Id(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text_value", sa.Text(), nullable=True),
        sa.Column("is_number", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "instance_id", "name", name=op.f("pk_variable_index")),
    )
    op.create_index(
        "ix_variable_index_value", "variable_index", ["tenant_id", "name", "text_value"], unique=False
    )
    keep_apart()
