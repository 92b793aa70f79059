"""Decisions about cases and tasks, and the properties every decision keeps."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_service import access
from workflow_service.access import CaseFacts, InstanceFacts, Scope, TaskFacts
from workflow_service.store import Actor, Membership

IDS = ("a", "b")
CASE = CaseFacts("a", "a", "a", "assessment")
TASK = TaskFacts("t", "family_coordinator", "case", "a", "created", case=CASE)

memberships = st.builds(
    Membership,
    st.sampled_from(sorted(access.ROLES)),
    st.sampled_from([str(scope) for scope in Scope]),
    st.sampled_from((*IDS, None)),
)
actors = st.lists(memberships, max_size=5).map(lambda held: Actor("me", "me", "Me", memberships=tuple(held)))
cases = st.builds(
    CaseFacts,
    st.sampled_from(IDS),
    st.sampled_from((*IDS, None)),
    st.sampled_from((*IDS, None)),
    st.sampled_from(("intake", "assessment", "active")),
    st.booleans(),
    st.sampled_from((frozenset(), frozenset({"acute"}))),
)
tasks = st.builds(
    TaskFacts,
    st.just("t"),
    st.sampled_from(sorted(access.ROLES)),
    st.sampled_from([str(scope) for scope in Scope]),
    st.sampled_from((*IDS, None)),
    st.just("created"),
    st.sampled_from((None, "me", "other")),
    st.none(),
    st.none() | cases,
)
instances = st.builds(
    InstanceFacts,
    st.just("i"),
    st.sampled_from(("me", "other")),
    st.sampled_from((*IDS, None)),
    st.sampled_from((*IDS, None)),
    st.none() | cases,
)
TASK_DECISIONS = (
    access.may_read_task,
    access.may_claim,
    access.may_complete,
    access.may_assign,
    access.may_give_up,
    access.may_receive,
)
INSTANCE_DECISIONS = (access.may_see_instance, access.may_steer_instance)


def actor(*held: tuple[str, str, str | None], user: str = "me") -> Actor:
    return Actor(user, user, user, memberships=tuple(Membership(*one) for one in held))


def without(someone: Actor, index: int) -> Actor:
    held = someone.memberships
    return replace(someone, memberships=held[:index] + held[index + 1 :])


@given(actors.filter(lambda a: a.memberships), st.data(), cases, tasks, instances)
@settings(max_examples=300, deadline=None)
def test_nobody_gets_more_by_losing_a_role(someone, data, case, task, instance):
    lesser = without(someone, data.draw(st.integers(0, len(someone.memberships) - 1)))
    facts = [(access.may_see_case, case)]
    facts += [(decide, task) for decide in TASK_DECISIONS]
    facts += [(decide, instance) for decide in INSTANCE_DECISIONS]
    facts += [(access.may_pass, permission) for permission in access.PERMISSIONS]
    gained = [
        decide.__name__
        for decide, fact in facts
        if decide(someone, fact) is not None and decide(lesser, fact) is None
    ]
    assert gained == []


@given(cases, tasks.filter(lambda task: task.assignee != "me"), instances)
def test_a_person_without_a_role_may_nothing_at_all(case, task, instance):
    nobody = actor()
    assert access.may_see_case(nobody, case)
    assert all(decide(nobody, task) for decide in TASK_DECISIONS)
    if instance.started_by != "me" or instance.case is not None:
        assert access.may_see_instance(nobody, instance)
        assert access.may_steer_instance(nobody, instance)


@given(actors, cases.filter(lambda case: case.restricted))
def test_a_restricted_case_opens_only_by_a_role_on_the_case_itself(someone, case):
    on_case = any(m.scope_kind == "case" and m.scope_id == case.case_id for m in someone.memberships)
    if not on_case:
        assert access.may_see_case(someone, case) is not None


def test_an_anonymous_caller_is_not_the_service_itself():
    anonymous = Actor(None, "", "")
    assert access.may_see_case(anonymous, CASE) is not None
    assert access.may_claim(anonymous, TASK) is not None
    assert access.may_pass(anonymous, "login") is not None


def test_process_owners_and_administrators_see_no_case():
    for role in ("process_owner", "system_admin", "auditor", "controller"):
        assert access.may_see_case(actor((role, "tenant", None), (role, "unit", "a")), CASE) is not None


def test_intake_sees_a_case_of_its_unit_until_it_is_received():
    intake = actor(("intake_worker", "unit", "a"))
    assert access.may_see_case(intake, replace(CASE, status="intake")) is None
    assert access.may_see_case(intake, CASE) is not None
    assert access.may_see_case(intake, replace(CASE, status="intake", unit_id="b")) is not None


def test_the_duty_officer_sees_acute_cases_only():
    duty = actor(("duty_officer", "unit", "a"))
    assert access.may_see_case(duty, replace(CASE, flags=frozenset({"acute"}))) is None
    assert access.may_see_case(duty, CASE) is not None


def test_a_task_claimed_by_another_is_not_completed_even_by_one_who_holds_the_role():
    mine = actor(("family_coordinator", "case", "a"))
    denial = access.may_complete(mine, replace(TASK, assignee="other", state="claimed"))
    assert denial is not None and denial.code == "task_is_with_a_colleague"


def test_a_finished_task_opens_its_case_to_nobody_who_does_not_see_the_case():
    done = replace(TASK, role="intake_worker", scope_kind="unit", assignee="me", state="completed")
    former, intake = actor(), actor(("intake_worker", "unit", "a"))
    for one in (former, intake):
        assert access.may_read_task(one, done) is not None
        assert access.may_know_task(one, done) is None
        assert access.may_read_task(one, replace(done, state="claimed")) is None
    assert access.may_read_task(actor(("family_coordinator", "case", "a")), done) is None


def test_the_team_leader_assigns_but_does_not_complete():
    leader = actor(("team_leader", "team", "a"))
    assert access.may_assign(leader, TASK) is None
    assert access.may_complete(leader, TASK) is not None


def test_every_role_has_names_in_both_languages_and_a_scope():
    for role in access.ROLES.values():
        assert role.da and role.en and access.ROLE_SCOPE[role.id] == role.scope


def test_every_permission_names_known_roles_and_an_unknown_one_admits_nobody():
    for roles in access.PERMISSIONS.values():
        assert roles <= set(access.ROLES)
    everything = actor(*((role, "tenant", None) for role in access.ROLES))
    assert access.may_pass(everything, "no_such_permission") is not None


def test_a_form_is_filled_with_the_case_only_for_those_who_see_it() -> None:
    coordinator = Actor("me", "me", "Me", memberships=(Membership("family_coordinator", "case", "a"),))
    expert = Actor("me", "me", "Me", memberships=(Membership("external_expert", "case", "a"),))
    assert access.form_extent(coordinator, CASE) == access.Extent.CASE
    assert access.form_extent(expert, CASE) == access.Extent.TASK
    assert access.form_extent(Actor.system(), replace(CASE, restricted=True)) == access.Extent.CASE


def test_incidents_are_repaired_by_those_who_run_the_service_or_lead_the_case() -> None:
    instance = InstanceFacts("i", None, "a", "a", CASE)
    allowed = {
        role: access.may_repair_instance(Actor("me", "me", "Me", memberships=(held,)), instance) is None
        for role, held in {
            "process_owner": Membership("process_owner", "tenant", None),
            "system_admin": Membership("system_admin", "tenant", None),
            "team_leader": Membership("team_leader", "team", "a"),
            "manager elsewhere": Membership("manager", "unit", "b"),
            "family_coordinator": Membership("family_coordinator", "case", "a"),
        }.items()
    }
    assert [role for role, may in allowed.items() if may] == ["process_owner", "system_admin", "team_leader"]
