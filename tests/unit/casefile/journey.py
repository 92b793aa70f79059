"""The Berg family from the first call to an active plan, in answers as people would give them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from tests.unit.casefile.municipality import Course
from workflow_service import casefile
from workflow_service.runtime.operations import Result
from workflow_service.store import casefile as query

MOTHER, FATHER, CHILD = "Sara Nygaard Berg", "Thomas Berg", "Noah Berg"
SECRET = "Skjulestien 9, 4000 Egelund"

MASTER_DATA: dict[str, Any] = {
    "child_cpr": "740317-1234",
    "birth_date": "2017-03-14",
    "support_types": ["extra_costs", "supportive_measure"],
    "households": [
        {"address": SECRET, "members": "Sara og Noah", "protected": True},
        {"address": "Bakken 2, 4000 Egelund", "members": "Thomas", "protected": False},
    ],
    "parents": [
        {
            "name": MOTHER,
            "phone": "20 11 22 33",
            "role": "parent",
            "custody": True,
            "residence": "residence_parent",
            "address_protected": True,
        },
        {
            "name": FATHER,
            "phone": "20 44 55 66",
            "role": "parent",
            "custody": True,
            "residence": "contact_parent",
            "address_protected": False,
        },
    ],
    "wish": "At Noah får det godt i skolen.",
    "same_as": "new",
}
SCREENING: dict[str, Any] = {
    "acute": False,
    "abuse_suspicion": False,
    "honour_risk": False,
    "disability_related": True,
    "significant_lasting": "yes",
    "serious_or_complex": False,
    "placement_considered": False,
    "violent_home": False,
    "outcome": "exploration",
    "heard": [{"name": MOTHER, "role": "mor"}],
    "reason": "Behovet er varigt.",
}
EXPERTS = [
    {
        "name": "Kirsten Bach",
        "organisation": "VISO",
        "expertise": "autisme",
        "contact": "kirsten@viso.example",
    },
    {
        "name": "Ole Munk",
        "organisation": "Region Øst",
        "expertise": "epilepsi",
        "contact": "ole@region.example",
    },
]


class Journey(Course):
    """Each method is one step; `to_...` goes there with everything before it."""

    def at(self, days: int, hour: int = 10) -> str:
        moment = self.now() + timedelta(days=days)
        return f"{moment:%Y-%m-%d}T{hour:02}:00:00+01:00"

    def day(self, days: int = 0) -> str:
        return f"{self.now() + timedelta(days=days):%Y-%m-%d}"

    def now(self) -> Any:
        with self.acting() as uow:
            return uow.now

    def travel(self, days: int) -> None:
        clock: Any = self.town.database._clock
        clock.travel(clock.now() + timedelta(days=days))

    def persons(self) -> dict[str, str]:
        with self.acting() as uow:
            case = query.case_row(uow, self.case_id or "") or {}
            return {one["name"]: one["id"] for one in query.persons(uow, case["family_id"])}

    def inquire(self, **more: Any) -> Result:
        self.serve("open_case")
        answers = {
            "source": "family",
            "who": MOTHER,
            "child": CHILD,
            "what": "Skolen går ikke.",
            "acute": False,
            # the same names live in many a test: each is a family of its own unless the test says otherwise
            "same_as": "new",
        }
        return self.complete("record_inquiry", "inquiry", {**answers, **more}, by="iben")

    def to_master_data(self, **more: Any) -> Result:
        self.inquire()
        return self.complete(
            "record_master_data", "master_data", {**MASTER_DATA, **more}, step="master_data", by="iben"
        )

    def to_screening(self, **more: Any) -> Result:
        self.to_master_data()
        by = self.town.ids["iben"]
        return self.complete(
            "record_screening", "screening", {**SCREENING, "decided_by": by, **more}, by="iben"
        )

    def to_coordinator(self) -> Result:
        self.to_screening()
        ids = self.town.ids
        return self.complete(
            "appoint_coordinator",
            "coordinator_appointment",
            {"coordinator": ids["mette"], "substitute": ids["jonas"]},
            by="tove",
            guards="INV-01,INV-02",
        )

    def to_participants(self) -> Result:
        self.to_coordinator()
        self.complete(
            "record_checkin",
            "family_checkin",
            {
                "contact": "phone",
                "how_is_it": "Træt.",
                "interpreter_needed": False,
                "child_participation": ["present"],
            },
            step="first_talk",
        )
        self.map_involvement("employment", "Birgit Dahl, 70 33 44 55")
        members = [self.town.ids[login] for login in ("pia", "sune")]
        return self.complete(
            "confirm_participants", "case_participants", {"team_members": members}, step="confirm"
        )

    def map_involvement(self, sector: str, professional: str) -> Result:
        row = {"person": self.persons()[MOTHER], "sector": sector, "professional": professional}
        return self.complete(
            "record_sector_involvements", "case_participants", {"sector_involvements": [row]}, step="map"
        )

    def to_assessment_meeting(self) -> Result:
        self.to_participants()
        self.complete(
            "plan_assessment_meeting",
            "assessment_meeting",
            {"when": self.at(7), "place": "Rådhuset", "child_participation": ["present"]},
            step="prepare",
        )
        self.travel(7)
        return self.hold_assessment_meeting()

    def hold_assessment_meeting(self, **more: Any) -> Result:
        people = ((MOTHER, "parent"), ("Mette Holm", "coordinator"), ("Pia Ørsted", "core_member"))
        rows = [
            {"name": name, "role": role, "present": True}
            for name, role in (*people, ("Sune Aagaard", "core_member"))
        ]
        answers: dict[str, Any] = {
            "attendance": rows,
            "child_needs_said": "Ro.",
            "parent_needs_said": "Søvn.",
            "resources": "Bedsteforældre.",
            "expectations": "Én plan.",
            "draft_goals": [{"text": "Noah er glad for skolen", "whose": self.persons()[CHILD]}],
        }
        return self.complete(
            "hold_assessment_meeting",
            "assessment_meeting",
            {**answers, **more},
            step="hold",
            guards="INV-03",
        )

    def hear_child(self, words: str = "Jeg vil gerne have en ven.", **more: Any) -> Result:
        answers = {
            "how": ["talk"],
            "place": "Hjemme",
            "present": [{"name": "Mette Holm"}],
            "bisidder_told": True,
            "words": words,
        }
        return self.complete("record_child_view", "child_view", {**answers, **more})

    def to_report(self) -> Result:
        self.to_assessment_meeting()
        self.hear_child()
        parts = [
            {"type": "health", "why": "Søvn", "owner": self.town.ids["sune"], "due": self.day(14)},
        ]
        self.complete("choose_assessment_parts", "assessment_parts", {"parts": parts, "heading_set": "ics_2"})
        self.carry_out_part()
        self.synthesise()
        answers = {
            "needs": [
                {"person": self.persons()[CHILD], "priority": "high", "need": "Ro", "said_by_family": True}
            ],
            "joint_conclusion": "Noah har brug for ro.",
            "proposed_direction": "Støtte i hjemmet.",
        }
        self.complete("write_report_draft", "joint_report", answers, step="draft")
        self.complete(
            "record_family_comments",
            "joint_report",
            {"family_comments": "Det passer."},
            step="family_comments",
        )
        return self.complete("approve_report_draft", "joint_report", {}, step="approve")

    def carry_out_part(self) -> Result:
        (part,) = self.process["parts"]
        with self.acting("sune") as uow:
            known = casefile.prefill(uow, self.case_id or "", "ics_assessment", "x", {"step": "part"})
        rows = [
            {
                **row,
                "status": "covered",
                "information": [{"text": "Sover dårligt", "source": "mor"}],
                "assessment": "Søvn er svært.",
                "strengths": "Nysgerrig",
            }
            for row in known.data["headings"]
        ]
        answers = {"headings": rows}
        return self.complete(
            "record_assessment_part", "ics_assessment", answers, by="sune", step="part", part=part
        )

    def synthesise(self) -> Result:
        return self.complete("record_synthesis", "ics_assessment", {}, step="synthesis")

    def propose_experts(self, **more: Any) -> Result:
        answers = {
            "experts": EXPERTS,
            "when": self.at(10),
            "place": "Rådhuset, lokale 3",
            "questions": [{"text": "Hvad hjælper Noah?"}],
            "delivery": "screen_only",
        }
        return self.complete(
            "propose_experts",
            "analysis_invitation",
            {**answers, **more},
            step="experts",
            guards="INV-04,INV-05",
        )

    def to_analysis(self) -> Result:
        self.to_report()
        self.serve("suggest_experts", "mette")
        self.propose_experts()
        self.serve("check_expert_conflicts", "mette")
        for expert in self.process["experts"]:
            answers = {"no_open_case": True, "confidentiality": True, "given": "oral_to_coordinator"}
            self.complete("record_declaration", "expert_declaration", answers, expert=expert)
        answers_checked = {"material_checked": True}
        self.complete("record_pseudonymised", "analysis_invitation", answers_checked, step="pseudonymise")
        self.serve("send_analysis_invitation", "mette")
        self.complete("inform_family", "analysis_invitation", {}, step="inform_family")
        self.travel(10)
        return self.hold_analysis()

    def hold_analysis(self, experts_present: bool = True) -> Result:
        names = (
            ("Mette Holm", "coordinator"),
            ("Pia Ørsted", "core_member"),
            ("Sune Aagaard", "core_member"),
        )
        rows: list[dict[str, Any]] = [{"name": n, "role": r, "present": True} for n, r in names]
        for one in EXPERTS:
            row = {"name": one["name"], "role": "external_expert", "present": experts_present}
            rows.append(row if experts_present else {**row, "reason": "syg"})
        answers = {
            "attendance": rows,
            "facts": [{"text": "Sover 5 timer."}],
            "observations": [{"text": "Træt i skolen."}],
            "options": [
                {"text": "Støtte hjemme", "pro": "ro", "con": "tid", "intrusiveness": 2},
                {"text": "Aflastning", "pro": "søvn", "con": "adskillelse", "intrusiveness": 3},
            ],
            "recommended": "Støtte hjemme.",
            "least_intrusive_considered": True,
            "least_intrusive_reason": "Råd alene er prøvet.",
            "message_to_family": "Vi foreslår støtte hjemme.",
        }
        return self.complete(
            "hold_analysis_meeting", "analysis_minutes", answers, step="hold", guards="INV-04,INV-05"
        )

    def to_analysis_closed(self) -> Result:
        self.to_analysis()
        self.complete("approve_minutes", "analysis_minutes", {"approved": True}, step="approve")
        answers = {
            "joint_conclusion": "Ro.",
            "proposed_direction": "Støtte.",
            "qualified_at_analysis": "Enige.",
        }
        self.complete("finalise_report", "joint_report", answers, step="final")
        return self.serve("close_analysis", "mette")

    def goal(self, text: str, horizon: str = "short", **more: Any) -> dict[str, Any]:
        persons = self.persons()
        return {
            "text": text,
            "goal_type": "develop",
            "horizon": horizon,
            "whose_need": persons[CHILD],
            "from_family": True,
            "indicator": "Han smiler",
            "baseline": 3,
            "target": 6,
            "sector": "disability_child",
            "responsible": self.town.ids["mette"],
            "start": self.day(1),
            "end": self.day(100),
            **more,
        }

    def write_goals(self) -> Result:
        goals = [self.goal("Noah er glad for skolen"), self.goal("Noah har en ven", "long")]
        answers = {"scope": "whole_family", "family_vision": "Ro i hverdagen.", "goals": goals}
        return self.complete("write_goals", "common_plan", answers, step="goals", guards="INV-07")

    def write_goals_again(self) -> Result:
        """The goals of the plan as the form shows them, unchanged."""
        return self.complete("write_goals", "common_plan", {}, step="goals", guards="INV-07")

    def measure(self, kind: str, item: str, **more: Any) -> dict[str, Any]:
        row = {
            "kind": kind,
            "catalogue_item": item,
            "existing": False,
            "purpose": "Ro",
            "expected_duration": "6 måneder",
            "sector": "disability_child",
            "start": self.day(7),
        }
        return {**row, **more}

    def propose_measures(self) -> Result:
        rows = [self.measure("supportive", "home_support"), self.measure("advice", "counselling")]
        answers = {"measures": rows, "next_follow_up": self.day(60)}
        return self.complete("propose_measures", "common_plan", answers, step="measures", guards="INV-06")

    def agree(self, mother: str = "agree", father: str = "agree") -> Result:
        persons = self.persons()
        rows: list[dict[str, Any]] = []
        for name, answer in ((MOTHER, mother), (FATHER, father)):
            words = {} if answer == "agree" else {"words": "Jeg vil ikke have aflastning."}
            rows.append({"party": persons[name], "answer": answer, **words})
        return self.complete(
            "record_agreement", "common_plan", {"agreements": rows}, step="agree", guards="INV-12,INV-16"
        )

    def to_plan(self, **answers: str) -> Result:
        self.to_analysis_closed()
        self.write_goals()
        self.serve("merge_existing_plans", "mette")
        self.propose_measures()
        self.serve("start_measures", "mette")
        self.agree(**answers)
        self.complete(
            "approve_plan", "common_plan", {"approved": True}, by="tove", step="approve", guards="INV-07"
        )
        return self.serve("publish_plan", "mette")
