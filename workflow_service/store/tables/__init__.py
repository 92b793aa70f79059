"""Every table. `tenant_id` leads every primary key (design.md 4); rows of one case lie together by time.

`sealed` columns hold ciphertext; everything else is clear and carries ids, codes, dates and numbers only.
"""

from workflow_service.store.columns import metadata
from workflow_service.store.tables.absences import *  # noqa: F403
from workflow_service.store.tables.active import *  # noqa: F403
from workflow_service.store.tables.attachments import *  # noqa: F403
from workflow_service.store.tables.casefile import *  # noqa: F403
from workflow_service.store.tables.clock import *  # noqa: F403
from workflow_service.store.tables.deadlines import *  # noqa: F403
from workflow_service.store.tables.decisions import *  # noqa: F403
from workflow_service.store.tables.definitions import *  # noqa: F403
from workflow_service.store.tables.feeds import *  # noqa: F403
from workflow_service.store.tables.financing import *  # noqa: F403
from workflow_service.store.tables.meetings import *  # noqa: F403
from workflow_service.store.tables.notifications import *  # noqa: F403
from workflow_service.store.tables.overrides import *  # noqa: F403
from workflow_service.store.tables.papers import *  # noqa: F403
from workflow_service.store.tables.people import *  # noqa: F403
from workflow_service.store.tables.quality import *  # noqa: F403
from workflow_service.store.tables.records import *  # noqa: F403
from workflow_service.store.tables.running import *  # noqa: F403
from workflow_service.store.tables.sharing import *  # noqa: F403
from workflow_service.store.tables.transition import *  # noqa: F403

__all__ = ["metadata"]
