"""What a decision can do wrong while it runs."""

from __future__ import annotations

from workflow_service.feel import FeelRuntimeError


class DecisionError(FeelRuntimeError):
    """A decision gave no single answer: rules in conflict, or a value outside what the decision allows.

    The engine makes an incident of it; nothing is ever picked silently. `text` is the decision's name.
    """
