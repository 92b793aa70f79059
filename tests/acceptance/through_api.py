"""Stories told through the API: every task is answered by a request with its person's own token."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from flask.testing import FlaskClient

from tests import apps
from workflow_service.clock import FrozenClock
from workflow_service.config import Settings
from workflow_service.runtime import Runtime
from workflow_service.store import Database, sessions


class Api:
    """What a client of the service can do."""

    keeps_drafts = False

    def __init__(self, database: Database, neck: Runtime, clock: FrozenClock) -> None:
        self._database, self._neck, self._clock = database, neck, clock

    @cached_property
    def _client(self) -> FlaskClient:
        # made when it is asked for first: many stories end before
        settings = Settings(secret_key="x" * 32, login_rate="1000/minute")
        return apps.service(self._database, self._neck, settings, self._clock).test_client()

    def call(self, user_id: str, method: str, path: str, body: Any = None) -> tuple[int, Any]:
        """Status and answer. The token is a new one: it lasts in real time, which here is the travelling
        clock."""
        with self._database.begin() as uow:
            token = sessions.create_token(uow, user_id, "story", uow.now)
        headers = {"Authorization": f"Bearer {token}"}
        found = self._client.open(f"/api/v1{path}", method=method, headers=headers, json=body)
        return found.status_code, found.json if found.data else None

    def complete(self, user_id: str, task_id: str, answers: Mapping[str, Any]) -> str | None:
        """None when it was done, else the words of the refusal; "" when the door is shut for this role."""
        status, told = self.call(user_id, "POST", f"/user-tasks/{task_id}/complete", {"variables": answers})
        assert status == 200 or 400 <= status < 500, told
        if status == 200:
            return None
        return "" if told["type"].endswith(":role_missing") else str(told["detail"])
