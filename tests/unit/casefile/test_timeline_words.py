"""Nothing that can happen is shown to a coordinator in the engine's words."""

from __future__ import annotations

import pytest

from workflow_service.casefile import lists
from workflow_service.casefile.timeline import _KINDS
from workflow_service.states import Event


@pytest.mark.parametrize("event", Event)
def test_every_event_has_words_in_both_languages(event: Event) -> None:
    texts = {lists.label(_KINDS, event, language) for language in ("da", "en")}
    assert len(texts) == 2
    assert str(event) not in texts
