"""Who is party to a decision, and by which way a party is reached (barnets lov § 3, domain.md 12)."""

from __future__ import annotations

from datetime import date

import pytest

from tests.unit.casefile.journey import CHILD, FATHER, MOTHER, Journey
from workflow_service.casefile import decisions
from workflow_service.casefile.letters_decision import family_of_parties
from workflow_service.store import casefile as query
from workflow_service.store import tables
from workflow_service.store.casefile_rows import change


def born(berg: Journey, day: date) -> None:
    berg.to_master_data()
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        values = {"birth_date": day, "digital_post_status": "active"}
        change(uow, tables.person, case["key_id"], case["child_id"], values)


@pytest.mark.parametrize(
    ("day", "kind", "party"),
    [
        (date(2015, 1, 1), "supportive", True),
        (date(2015, 1, 1), "placement", True),
        (date(2015, 1, 1), "benefit", False),
        (date(2019, 1, 1), "supportive", False),
    ],
)
def test_the_child_is_a_party_from_ten_where_the_law_makes_it_one(
    berg: Journey, day: date, kind: str, party: bool
) -> None:
    born(berg, day)
    persons = berg.persons()
    with berg.acting() as uow:
        found = decisions.parties(uow, query.case_row(uow, berg.case_id or "") or {}, kind)
    assert set(found) == {persons[name] for name in (MOTHER, FATHER, *([CHILD] if party else []))}


@pytest.mark.parametrize(("day", "own_post"), [(date(2014, 1, 1), None), (date(2010, 1, 1), "active")])
def test_only_from_fifteen_a_child_has_digital_post_of_its_own(
    berg: Journey, day: date, own_post: str | None
) -> None:
    born(berg, day)
    child_id = berg.persons()[CHILD]
    with berg.acting() as uow:
        case = query.case_row(uow, berg.case_id or "") or {}
        (one,) = family_of_parties(uow, case, [child_id]).recipients
    assert one.is_child and one.digital_post == own_post and (one.cpr is None) is (own_post is None)
