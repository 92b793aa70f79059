"""Two people write in one family at once: what is decided under the lock of its row (domain.md 6)."""

from __future__ import annotations

import pytest

from tests.unit.casefile.journey import EXPERTS, MOTHER, Journey
from tests.unit.casefile.municipality import Municipality
from workflow_service import casefile
from workflow_service.casefile import guards
from workflow_service.errors import Invalid
from workflow_service.store import Database, UnitOfWork


def waits(uow: UnitOfWork, journey: Journey, rule: str) -> bool:
    """Would the check of this rule wait for the other one? A wait is cut short by the database."""
    uow.connection.exec_driver_sql("SET LOCAL lock_timeout = '100ms'")
    try:
        guards.enforce(uow, journey.case_id, (rule,), {})
    except Invalid:
        return False
    except Exception as error:
        assert "lock timeout" in str(error)
        return True
    return False


@pytest.fixture
def berg(postgres_database: Database) -> Journey:
    journey = Journey(Municipality(postgres_database).found())
    journey.to_participants()
    return journey


def test_an_expert_who_becomes_involved_at_the_same_moment_is_seen(berg: Journey) -> None:
    name = EXPERTS[0]["name"]
    row = {"person": berg.persons()[MOTHER], "sector": "health", "professional": name}
    experts = {"experts": [{"name": name, "organisation": "VISO", "expertise": "autisme"}]}
    with berg.acting("jonas") as first:
        call = berg.call(first, "record_sector_involvements", inputs={"step": "map"})
        casefile.OPERATIONS["record_sector_involvements"](first, call, {"sector_involvements": [row]})
        first.flush()
        for rule in ("INV-05", "INV-06", "INV-10"):
            with pytest.raises(_Undone), berg.acting("mette") as second:
                assert waits(second, berg, rule)
                raise _Undone
    with pytest.raises(Invalid) as told, berg.acting("mette") as second:
        guards.enforce(second, berg.case_id, ("INV-05",), experts)
    assert told.value.code == "inv_05"


def test_other_rules_do_not_wait_for_the_family(berg: Journey) -> None:
    with berg.acting("jonas") as first:
        guards.enforce(first, berg.case_id, ("INV-06",), {})
        with berg.acting("mette") as second:
            assert not waits(second, berg, "INV-12")


class _Undone(Exception):
    """What the second one began is rolled back."""
