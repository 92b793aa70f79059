"""Domain.md 14, scenario 1: a family is taken from the first inquiry to a common plan that holds."""

from __future__ import annotations

from tests.acceptance.story import Story, Town
from workflow_service.audit import verify_all
from workflow_service.casefile import open_entry
from workflow_service.monitoring import check
from workflow_service.store import casefile as case_query

# who does what: element and role in the order of the model
EXPECTED = [
    ("register_inquiry", "intake_worker"),
    ("complete_master_data", "intake_worker"),
    ("screening", "intake_worker"),
    ("appoint_coordinator", "team_leader"),
    # the two benefits applied for wait for nothing but the coordinator
    ("prepare_decision", "family_coordinator"),
    ("prepare_decision", "family_coordinator"),
    ("obtain_child_view", "family_coordinator"),
    ("obtain_child_view", "family_coordinator"),
    ("decide", "child_disability_adviser"),
    ("decide", "child_disability_adviser"),
    ("first_talk", "family_coordinator"),
    ("obtain_consent", "family_coordinator"),
    ("obtain_consent", "family_coordinator"),
    ("map_open_sector_cases", "family_coordinator"),
    ("confirm_involved", "family_coordinator"),
    ("offer_family_guide", "family_coordinator"),
    ("prepare_assessment_meeting", "family_coordinator"),
    ("hold_assessment_meeting", "family_coordinator"),
    ("child_conversation", "family_coordinator"),
    ("choose_assessment_parts", "family_coordinator"),
    ("carry_out_part", "core_team_member"),
    ("carry_out_part", "core_team_member"),
    ("ics_synthesis", "family_coordinator"),
    ("compile_joint_report", "family_coordinator"),
    ("share_draft_with_family", "family_coordinator"),
    ("team_approves_draft", "core_team_member"),
    ("propose_experts", "family_coordinator"),
    ("expert_declaration", "family_coordinator"),
    ("expert_declaration", "family_coordinator"),
    ("pseudonymise_material", "family_coordinator"),
    ("inform_family_about_meeting", "family_coordinator"),
    ("hold_analysis_meeting", "family_coordinator"),
    ("approve_minutes", "core_team_member"),
    ("finalise_report", "family_coordinator"),
    ("review_with_family", "family_coordinator"),
    ("write_goals", "family_coordinator"),
    ("propose_measures", "family_coordinator"),
    ("prepare_decision", "family_coordinator"),
    ("decide", "team_leader"),
    ("agree_with_family", "family_coordinator"),
    ("approve_plan", "team_leader"),
]


def status(story: Story) -> str:
    found = story.read(case_query.case_row)
    return str(found["status"])


def test_a_family_comes_from_the_first_inquiry_to_an_active_common_plan(town: Town) -> None:
    asta = town.inquiry("Asta")
    phases = [status(asta)]
    for milestone in (
        "prepare_assessment_meeting",
        "propose_experts",
        "review_with_family",
        "active",
    ):
        phases.append(status(asta.comes_to(milestone)))
    assert phases == ["intake", "assessment", "analysis", "planning", "active"]
    assert asta.trail == EXPECTED
    # support runs; the family is asked about the cooperation from the start
    assert list(asta.tasks()) == ["family_survey"]


def test_the_plan_holds_and_everything_is_on_record(town: Town) -> None:
    asta = town.story("Asta", "active")
    page = asta.page("family_coordinator2")
    assert page.plan is not None and page.plan.state == "active" and page.plan.number == 1
    assert [goal.horizon for goal in page.plan.goals] == ["short", "long"]
    assert {measure.kind: measure.state for measure in page.measures} == {
        "supportive": "started",  # by its own decision (INV-21)
        "other_sector": "started",
        "benefit": "started",
    }
    assert page.voice is not None and page.voice.words.startswith("Jeg vil gerne sove hele natten")
    assert page.coordinator is not None and page.coordinator.name == "Jonas Friis"
    entries = [row for kind in ("document", "meeting", "note") for row in asta.journal(kind)]
    assert len([row for row in entries if row["submission_id"]]) == len(asta.trail)
    with town.database.begin(write=False) as uow:
        assert verify_all(uow) == []
    assert list(check(town.database, town.neck)) == []


def test_each_custody_holder_gets_welcome_analysis_letter_and_plan(town: Town) -> None:
    asta = town.story("Asta", "active")
    letters = [(row["title"], row["recipients"][0]["name"]) for row in asta.journal("letter")]
    for parent in ("Kirstine Holst", "Nikolaj Holst"):
        titles = sorted(title for title, name in letters if name == parent)
        words = ["Afgørelse:", "Afgørelse:", "Afgørelse:", "Brev", "Den", "Indkaldelse"]
        words += ["Kvittering", "Kvittering", "Udkast", "Velkomstbrev"]
        assert [title.split()[0] for title in titles] == words, titles
    experts = [name for title, name in letters if title == "Indkaldelse til analysemøde"]
    assert len(experts) == 2


def test_no_letter_carries_the_protected_address(town: Town) -> None:
    sofia = town.story("Sofia", "hold_analysis_meeting")
    secret = next(
        home["address"]
        for home in sofia.read(lambda uow, case: case_query.households(uow, family(uow, case)))
        if home["protected"]
    )
    with town.driver.acting(town.driver.user("team_leader1")) as uow:
        texts = [open_entry(uow, row["id"]).text for row in sofia.journal("letter")]
    assert len(texts) >= 4
    assert not [text for text in texts if secret.split(",")[0] in text]


def family(uow: object, case_id: str) -> str:
    return str(case_query.case_row(uow, case_id)["family_id"])  # type: ignore[arg-type, index]


def test_a_father_who_disagrees_stops_nothing_but_his_part(town: Town) -> None:
    """Scenario 16: one new talk, then the team leader decides; his words stand in the plan."""
    malthe = town.story("Malthe", "active")
    elements = [element for element, _ in malthe.trail]
    assert elements[-5:] == [
        "agree_with_family",
        "offer_new_talk",
        "agree_after_new_talk",
        "decide_disagreement",
        "approve_plan",
    ]
    case = malthe.read(case_query.case_row)
    plan = malthe.read(case_query.plans)[0]
    assert "disagreement" in case["flags"] and plan["agreement"] == "disagree"
    words = [row["words"] for row in plan["content"]["agreements"] if row["answer"] == "disagree"]
    assert words == ["Jeg er enig i det meste, men synes, at hver anden weekend er for tit."]
    assert any(row["held_back"] for row in malthe.read(case_query.measures))


def test_a_family_outside_the_target_group_is_advised_and_its_case_closed(town: Town) -> None:
    viktor = town.story("Viktor", "redirect_family")
    viktor.does("redirect_family")
    assert viktor.tasks() == {} and status(viktor) == "closed"


def test_an_analysis_meeting_with_too_few_gets_a_new_date_and_a_new_check(town: Town) -> None:
    ellen = town.story("Ellen", "finalise_report")
    elements = [element for element, _ in ellen.trail]
    assert elements.count("hold_analysis_meeting") == 2 and elements.count("expert_declaration") == 4
    states = sorted(row["state"] for row in ellen.read(case_query.meetings) if row["type"] == "analysis")
    assert states == ["held", "no_quorum"]
