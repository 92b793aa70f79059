"""Effects outside the database leave here: letters into a folder, mails to colleagues, one at a time.

The rows of the outbox are the truth (`store.outbox`). What certainly did not leave is tried again by itself;
what may have left waits for a person.
"""

from workflow_service.sending.deciding import resend, settle
from workflow_service.sending.letters import LetterFolder
from workflow_service.sending.mails import Mailer
from workflow_service.sending.reasons import reason, topic_name
from workflow_service.sending.run import NotSent, Outbox, Sender
from workflow_service.sending.ways import open_ways, senders

__all__ = [
    "LetterFolder",
    "Mailer",
    "NotSent",
    "Outbox",
    "Sender",
    "open_ways",
    "reason",
    "resend",
    "senders",
    "settle",
    "topic_name",
]
