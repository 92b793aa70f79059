"""What API and pages share: who asks, the unit of work, errors, headers, limits, language."""

from workflow_service.access import LOGIN, PUBLIC
from workflow_service.http.body import parse_json, read_json
from workflow_service.http.headers import CONTENT_SECURITY_POLICY, request_id
from workflow_service.http.idempotent import idempotent
from workflow_service.http.language import LANGUAGES, language, say, use_language
from workflow_service.http.login import clear_session_cookie, log_in, log_out, set_session_cookie
from workflow_service.http.problems import (
    ErrorPage,
    Problem,
    finding_body,
    plain_problem,
    problem_body,
    problem_of,
)
from workflow_service.http.services import Services, services
from workflow_service.http.unit import current_uow, permission, unit_of_work
from workflow_service.http.uploads import SANDBOX, file_answer, file_body, keep_file, receive_file
from workflow_service.http.wiring import init

__all__ = [
    "CONTENT_SECURITY_POLICY",
    "LANGUAGES",
    "LOGIN",
    "PUBLIC",
    "SANDBOX",
    "ErrorPage",
    "Problem",
    "Services",
    "clear_session_cookie",
    "current_uow",
    "file_answer",
    "file_body",
    "finding_body",
    "idempotent",
    "init",
    "keep_file",
    "language",
    "log_in",
    "log_out",
    "parse_json",
    "permission",
    "plain_problem",
    "problem_body",
    "problem_of",
    "read_json",
    "receive_file",
    "request_id",
    "say",
    "services",
    "set_session_cookie",
    "unit_of_work",
    "use_language",
]
