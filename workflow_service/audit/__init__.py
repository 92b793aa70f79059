"""Who did what, when and why: chained events, seals, and the proof that nobody touched them."""

from workflow_service.audit.chain import Chain, changes_of, record
from workflow_service.audit.seals import anchor, seal
from workflow_service.audit.verify import Break, verify_all, verify_chain, verify_seals

__all__ = [
    "Break",
    "Chain",
    "anchor",
    "changes_of",
    "record",
    "seal",
    "verify_all",
    "verify_chain",
    "verify_seals",
]
