"""DMN 1.3 to 1.5 over our own FEEL:

Tables, boxed expressions, knowledge models, services, required decisions.
"""

from workflow_service.decisions.errors import DecisionError
from workflow_service.decisions.loading import check_decisions, parse_decisions
from workflow_service.decisions.model import DecisionModel

__all__ = ["DecisionError", "DecisionModel", "check_decisions", "parse_decisions"]
