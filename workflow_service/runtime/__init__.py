"""The neck of the service: start, advance, correlate, cancel, suspend an instance (design.md 2)."""

from workflow_service.engine.repairs import kind_of
from workflow_service.runtime.clocks import (
    correct_dates,
    counted_from,
    move_clocks,
    recounted,
    timers_at,
    value_of,
)
from workflow_service.runtime.context import Runtime
from workflow_service.runtime.control import (
    answer_external_task,
    cancel_instance,
    resume_instance,
    suspend_instance,
    variables_of,
)
from workflow_service.runtime.deliver import Correlated, correlate, fire_job, throw_signal
from workflow_service.runtime.incidents import (
    Incident,
    edit_incident,
    incident_not_found,
    read_incident,
    retry_incident,
    retry_job,
    skip_incident,
)
from workflow_service.runtime.instance import Beside, Locked, from_row, lock
from workflow_service.runtime.neck import Advanced, Turn, begin_turn
from workflow_service.runtime.on_case import (
    START_GROUPS,
    case_facts,
    start_group,
    start_label,
    startable_on,
    startable_on_case,
)
from workflow_service.runtime.operations import (
    Call,
    DueJob,
    InstanceFacts,
    JobWork,
    Operation,
    OperationError,
    OutMessage,
    Registry,
    Result,
)
from workflow_service.runtime.releases import Release, ReleaseCache, compile_definitions
from workflow_service.runtime.start import start_instance
from workflow_service.runtime.starts import arm_starts
from workflow_service.runtime.tasks import complete_user_task
from workflow_service.runtime.telling import News, news_of, tell, tellable, the_news
from workflow_service.runtime.undo import undo_completion

__all__ = [
    "START_GROUPS",
    "Advanced",
    "Beside",
    "Call",
    "Correlated",
    "DueJob",
    "Incident",
    "InstanceFacts",
    "JobWork",
    "Locked",
    "News",
    "Operation",
    "OperationError",
    "OutMessage",
    "Registry",
    "Release",
    "ReleaseCache",
    "Result",
    "Runtime",
    "Turn",
    "answer_external_task",
    "arm_starts",
    "begin_turn",
    "cancel_instance",
    "case_facts",
    "compile_definitions",
    "complete_user_task",
    "correct_dates",
    "correlate",
    "counted_from",
    "edit_incident",
    "fire_job",
    "from_row",
    "incident_not_found",
    "kind_of",
    "lock",
    "move_clocks",
    "news_of",
    "read_incident",
    "recounted",
    "resume_instance",
    "retry_incident",
    "retry_job",
    "skip_incident",
    "start_group",
    "start_instance",
    "start_label",
    "startable_on",
    "startable_on_case",
    "suspend_instance",
    "tell",
    "tellable",
    "the_news",
    "throw_signal",
    "timers_at",
    "undo_completion",
    "value_of",
    "variables_of",
]
