"""Is everything as it should be? The checker behind `oef check`."""

from workflow_service.monitoring.check import Problem, check

__all__ = ["Problem", "check"]
