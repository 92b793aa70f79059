"""The processor time that budgets go by."""

from __future__ import annotations

import gc

from workflow_service.clock import processor_seconds

# enough objects that one look through them costs more than reading the clock a few times
_MANY = 300_000


def test_the_collection_of_garbage_is_nobodys_work() -> None:
    held = [[n] for n in range(_MANY)]
    own = processor_seconds()
    for _ in range(3):
        gc.collect()
    collecting = processor_seconds() - own

    own = processor_seconds()
    total = sum(len(one) for _ in range(3) for one in held)
    working = processor_seconds() - own

    assert total == 3 * _MANY
    assert collecting < working
