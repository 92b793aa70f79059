"""The open cases point to the professions of the standing team (D2a), and tell of no single case."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.statements import counted
from tests.unit.casefile.municipality import BORN, ROOT, Municipality, child_case
from workflow_service.casefile import core_team, teams
from workflow_service.casefile.core_team import Proposal
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime import Runtime
from workflow_service.store import Database, UnitOfWork, tables
from workflow_service.store import studio as studio_query


def publish(uow: UnitOfWork) -> None:
    """The two tables of D2."""
    ids = []
    for key in (core_team.PARTICIPANTS, core_team.STANDING):
        ids.append(uow.new_id())
        content = (ROOT / "bpmn" / "intake" / f"{key}.dmn").read_bytes()
        row = {"id": ids[-1], "kind": "decision", "key": key, "version": 1, "name": key, "file": f"{key}.dmn"}
        more = {"content": content, "translation": None, "sha256": fingerprint(content, None)}
        studio_query.add_definition(uow, {**row, **more, "created_at": BORN})
    release = {"id": uow.new_id(), "number": 2, "effective_at": uow.now, "created_at": uow.now}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": uow.now}
    studio_query.add_release(uow, release, ids, deployment)


@pytest.fixture
def town(database: Database) -> Municipality:
    found = Municipality(database).found()
    with database.begin() as uow:
        publish(uow)
        for _ in range(5):
            child_case(uow, found.team, "respite", sector="ppr")
        for _ in range(6):
            child_case(uow, found.team, "supportive_measure")
        child_case(uow, found.team, flags='["serious_or_complex"]')
        child_case(uow, uow.new_id(), sector="employment")
        for hidden in ({"restricted": True}, {"closed_at": uow.now}):
            child_case(uow, found.team, sector="employment", **hidden)
    return found


def ask(town: Municipality, uow: UnitOfWork, rt: Runtime | None = None) -> Proposal:
    return core_team.proposed(uow, rt or Runtime(), town.team, teams.seats_of(uow, town.team))


def test_what_more_cases_need_than_the_share_is_proposed_and_missing_when_nobody_has_it(
    town: Municipality,
) -> None:
    with town.database.begin() as uow:
        found = ask(town, uow)
    told = [(one.profession, one.share, one.proposed, one.members) for one in found.needs]
    assert found.cases == 12 and told == [
        ("family_therapist", Decimal(6) / 12, True, ()),
        ("ppr", Decimal(5) / 12, True, ("Pia Ørsted",)),
        ("child_disability_adviser", Decimal(0), True, ("Mette Holm", "Jonas Friis")),
        ("adviser", None, False, ()),
    ]
    assert found.missing == ("family_therapist",) and not found.many_or_few


def test_a_municipality_that_wants_more_cases_for_it_is_proposed_fewer(town: Municipality) -> None:
    with town.database.begin() as uow:
        share = tables.parameter.c.key == "core_share"
        uow.execute(tables.parameter.update().where(share).values(value="0.45"))
        found = ask(town, uow)
    assert [one.profession for one in found.needs if one.proposed] == [
        "family_therapist",
        "child_disability_adviser",
    ]
    assert found.many_or_few, "two are fewer than the model reckons with"


def test_nothing_is_proposed_while_the_cases_are_so_few_that_one_could_be_known(town: Municipality) -> None:
    with town.database.begin() as uow:
        plain = tables.case_file.c.flags == "[]"
        uow.execute(tables.case_file.update().where(plain).values(closed_at=BORN))
        assert ask(town, uow) == Proposal(None, 5, ())


def test_many_cases_are_read_in_as_few_statements_as_one(town: Municipality) -> None:
    rt = Runtime()
    with town.database.begin() as uow:
        seats = teams.seats_of(uow, town.team)
        core_team.proposed(uow, rt, town.team, seats)
    with town.database.begin() as uow, counted(town.database) as sent:
        assert core_team.proposed(uow, rt, town.team, seats).cases == 12
    assert len([sql for sql in sent.sent if sql.startswith("SELECT")]) == 4, str(sent)
