"""Names of states, exactly as they are stored and as the API says them (style.md 3, api.md)."""

from __future__ import annotations

from enum import StrEnum


class InstanceState(StrEnum):
    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"


class TaskState(StrEnum):
    CREATED = "created"
    CLAIMED = "claimed"
    DELEGATED = "delegated"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


OPEN_TASK_STATES = (TaskState.CREATED, TaskState.CLAIMED, TaskState.DELEGATED)


class JobState(StrEnum):
    PENDING = "pending"
    LOCKED = "locked"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class OutboxState(StrEnum):
    """Of an effect outside the database. `unknown`: between the attempt and its outcome the process died or
    the answer never came; nobody may send it again but a person (reliability.md 1)."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    UNKNOWN = "unknown"


class CaseStatus(StrEnum):
    """domain.md 3: exclusive status of a case."""

    INTAKE = "intake"
    ASSESSMENT = "assessment"
    ANALYSIS = "analysis"
    PLANNING = "planning"
    ACTIVE = "active"
    PAUSED = "paused"
    CLOSED = "closed"


class ClockType(StrEnum):
    """What stands behind a deadline (domain.md 5): only a broken law clock is red on the screen."""

    LAW = "law"
    MODEL = "model"
    LOCAL = "local"
    AGREEMENT = "agreement"


class Event(StrEnum):
    """What the audit says happened to an instance or a task: past tense (style.md 3)."""

    INSTANCE_STARTED = "process_instance.started"
    INSTANCE_CANCELLED = "process_instance.cancelled"
    INSTANCE_SUSPENDED = "process_instance.suspended"
    INSTANCE_RESUMED = "process_instance.resumed"
    TASK_COMPLETED = "user_task.completed"
    TASK_CLAIMED = "user_task.claimed"
    TASK_UNCLAIMED = "user_task.unclaimed"
    TASK_DELEGATED = "user_task.delegated"
    TASK_RESOLVED = "user_task.resolved"
    TASK_ASSIGNED = "user_task.assigned"
    TASK_UNDONE = "user_task.undone"
    TASK_POSTPONED = "user_task.postponed"
    TASK_POSTPONEMENT_UNDONE = "user_task.postponement_undone"
    TASK_DELAY_EXPLAINED = "user_task.delay_explained"
    CLOCKS_RECOUNTED = "clocks.recounted"
    JOB_RETRIED = "job.retried"
    LAW_WRITTEN = "legal_basis.written"
    LAW_CONFIRMED = "legal_basis.confirmed"
    REFERENCE_DATA_BROUGHT = "reference_data.brought"
    TEAM_CREATED = "core_team.created"
    TEAM_SECTIONS_SET = "core_team.sections_set"
    TEAM_MEMBER_ADDED = "core_team.member_added"
    TEAM_MEMBER_CHANGED = "core_team.member_changed"
    TEAM_MEMBER_ENDED = "core_team.member_ended"
    TEAM_GAP_EXPLAINED = "core_team.gap_explained"
    EXPERT_ADDED = "expert.added"
    EXPERT_CHANGED = "expert.changed"
    EXPERT_ENDED = "expert.ended"
    BASE_DATE_CORRECTED = "base_date.corrected"
    FORM_CORRECTED = "form_submission.corrected"
    ATTACHMENT_ADDED = "attachment.added"
    ATTACHMENT_REMOVED = "attachment.removed"
    ATTACHMENT_RESTORED = "attachment.restored"
    TIMER_FIRED = "timer.fired"
    MESSAGE_DELIVERED = "message.delivered"
    SIGNAL_DELIVERED = "signal.delivered"
    INCIDENT_RETRIED = "incident.retried"
    INCIDENT_EDITED = "incident.edited"
    INCIDENT_SKIPPED = "incident.skipped"
    EXTERNAL_COMPLETED = "external_task.completed"
    EXTERNAL_FAILED = "external_task.failed"
    OUTBOX_RESENT = "outbox.resent"
    OUTBOX_SETTLED = "outbox.settled"
    FAMILIES_MERGED = "families.merged"
    PERSONS_MERGED = "persons.merged"
    MERGE_UNDONE = "merge.undone"
    PERSON_REMOVED = "person.removed"
    REMOVAL_UNDONE = "removal.undone"
    SERIES_CREATED = "meeting_series.created"
    SERIES_CHANGED = "meeting_series.changed"
    SERIES_ENDED = "meeting_series.ended"
    MEETING_MOVED = "team_meeting.moved"
    MEETING_CANCELLED = "team_meeting.cancelled"
    MEETING_ADDED = "team_meeting.added"
    MEETING_BEGUN = "team_meeting.begun"
    MEETING_ROOM = "team_meeting.room_changed"
    ATTENDANCE_RECORDED = "team_meeting.attendance_recorded"
    ITEM_ADDED = "agenda_item.added"
    ITEM_TAKEN_UP = "agenda_item.taken_up"
    ITEM_MINUTED = "agenda_item.minuted"
    ITEM_DECIDED = "agenda_item.decided"
    ITEM_SCORED = "agenda_item.scored"
    ITEM_AGREED = "agenda_item.agreed"
    ITEM_AGREEMENT_REMOVED = "agenda_item.agreement_removed"
    ITEM_HEARD_WITHOUT = "agenda_item.heard_without"
    ITEM_DEFERRED = "agenda_item.deferred"
    ITEM_DISCUSSED = "agenda_item.discussed"
    ITEM_RECOMMENDED = "agenda_item.recommended"
    MEETING_CLOSED = "team_meeting.closed"
