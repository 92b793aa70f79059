"""What people type into names and addresses never breaks a letter, a page or a rule."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.unit.casefile.journey import MASTER_DATA, Journey
from tests.unit.casefile.municipality import Municipality
from workflow_service import casefile
from workflow_service.errors import Rejection

names = st.text(st.characters(blacklist_categories=("Cs", "Cc")), min_size=1, max_size=40).filter(str.strip)
quick = settings(
    derandomize=True,
    max_examples=15,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)


@pytest.fixture
def counter() -> list[int]:
    return [0]


@quick
@given(child=names, parent=names, address=names)
def test_any_name_can_be_written_read_and_invited(
    town: Municipality, counter: list[int], child: str, parent: str, address: str
) -> None:
    counter[0] += 1
    berg = Journey(town, number=f"2026-{counter[0]:04}")
    berg.inquire(child=child)
    adult: dict[str, Any] = {**MASTER_DATA["parents"][0], "name": parent}
    home = {"address": address, "members": f"{child} og {parent}", "protected": True}
    answers = {**MASTER_DATA, "parents": [adult], "households": [home]}
    berg.complete("record_master_data", "master_data", answers, step="master_data")
    berg.serve("send_welcome_letter", "iben")
    with berg.acting("iben") as uow:
        assert casefile.case_page(uow, berg.case_id or "").child is not None
        try:
            casefile.enforce(uow, berg.case_id, ("INV-04", "INV-05"), {"experts": [{"name": parent}]})
        except Rejection as refused:
            assert refused.code == "inv_04"
