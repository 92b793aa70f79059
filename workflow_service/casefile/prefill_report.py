"""What assessment and report already know: headings, the parts put together, the draft written before."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from workflow_service.casefile import letters_report, prefill_plan
from workflow_service.casefile.base import Row, rows_of, today
from workflow_service.casefile.operations_assessment import REPORT_KEYS
from workflow_service.casefile.sources import Sources, source
from workflow_service.forms import heading_rows
from workflow_service.store import UnitOfWork
from workflow_service.store import casefile as query

Built = tuple[Row, Sources]


@cache
def heading_data() -> Mapping[str, Any]:
    """The heading sets of the assessment form."""
    text = files("workflow_service.casefile").joinpath("ics_headings.json").read_text("utf-8")
    found: Mapping[str, Any] = json.loads(text)
    return found


def ics_assessment(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F04: the headings to be answered; in the synthesis with what the parts said under each."""
    parts = query.assessment_parts(uow, case["id"])
    contents = [one["content"] or {} for one in parts]
    heading_set = next((c["heading_set"] for c in contents if c.get("heading_set")), "ics_2")
    rows = heading_rows(heading_data(), heading_set, uow.actor.language)
    if inputs.get("step") == "synthesis":
        return _synthesis(uow, heading_set, rows, [one for one in parts if one["type"] != "synthesis"])
    return _one_part(heading_set, rows, parts, inputs)


def own_assessment(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F04 for somebody who does not see the case: the headings, and what the own part is to find out; of the
    synthesis the headings only."""
    parts = query.assessment_parts(uow, case["id"])
    contents = [one["content"] or {} for one in parts]
    heading_set = next((c["heading_set"] for c in contents if c.get("heading_set")), "ics_2")
    rows = heading_rows(heading_data(), heading_set, uow.actor.language)
    return _one_part(heading_set, rows, parts, inputs)


def _one_part(
    heading_set: str, rows: list[dict[str, str]], parts: list[Row], inputs: Mapping[str, Any]
) -> Built:
    given = inputs.get("part")
    part_id = given.get("id") if isinstance(given, Mapping) else given
    part: Row = next((one for one in parts if one["id"] == part_id), {})
    why = (part.get("content") or {}).get("why")
    return {
        "heading_set": heading_set,
        "part_type": part.get("type"),
        "part": {**given, "why": why} if isinstance(given, Mapping) else None,
        "headings": rows or None,
    }, {}


def _synthesis(uow: UnitOfWork, heading_set: str, rows: list[dict[str, str]], parts: list[Row]) -> Built:
    """Every heading with what the parts said under it, joined in the order the parts were chosen."""
    answers = [(one["content"] or {}).get("answers") or {} for one in parts]
    headings = []
    for row in rows:
        said = [
            given
            for answer in answers
            for given in rows_of(answer, "headings")
            if given.get("heading") == row["heading"] and given.get("status") == "covered"
        ]
        joined: Row = {**row, "status": "covered" if said else "not_covered"}
        for key in ("assessment", "strengths", "challenges"):
            joined[key] = "\n\n".join(str(one[key]) for one in said if one.get(key)) or None
        joined["information"] = [info for one in said for info in rows_of(one, "information")] or None
        headings.append({key: value for key, value in joined.items() if value is not None})
    done = [one["completed_at"] for one in parts if one["completed_at"]]
    data: Row = {"heading_set": heading_set, "headings": headings or None}
    if heading_set == "bvc":
        data["own_headings"] = [one for answer in answers for one in rows_of(answer, "own_headings")]
    told = source("udredningens dele", "the parts of the assessment", max(done).date() if done else None)
    return data, {"headings": told, "own_headings": told}


def joint_report(uow: UnitOfWork, case: Row, inputs: Mapping[str, Any]) -> Built:
    """F05: the newest draft or version, else a proposal made of the assessment."""
    reports = query.reports(uow, case["id"])
    content = reports[0]["content"] if reports else {}
    data: Row = {key: content.get(key) for key in (*REPORT_KEYS, "family_comments")}
    sources: Sources = {}
    if reports:
        written = reports[0]["written_at"].astimezone(uow.zone).date()
        sources = {key: source("udkastet", "the draft", written) for key in REPORT_KEYS if content.get(key)}
        draft = "draft" if uow.actor.language == "en" else "udkast"
        data["state"] = draft if reports[0]["state"] == "draft" else f"version {reports[0]['number']}"
    else:
        data |= _report_proposal(uow, case, sources)
    if not data.get("child_words"):
        data["child_words"], said = prefill_plan.child_words(uow, case)
        if said is not None:
            sources["child_words"] = said
    if inputs.get("step") == "draft":
        data |= letters_report.sharing_prefill(uow, case)
    if inputs.get("step") in ("approve", "final"):
        present = query.participants(uow, case["id"])
        members = [one["user_id"] for one in present if one["user_id"]]
        data["approvals"] = [{"member": one, "date": today(uow).isoformat()} for one in members] or None
    if inputs.get("step") == "final":
        data["qualified_at_analysis"] = _qualified(uow, case, sources)
    return data, sources


def _report_proposal(uow: UnitOfWork, case: Row, sources: Sources) -> Row:
    """Summaries from the synthesis, draft goals from the assessment meeting in the family's words."""
    data: Row = {}
    parts = query.assessment_parts(uow, case["id"])
    synthesis = next((one for one in reversed(parts) if one["type"] == "synthesis"), None)
    answers = ((synthesis["content"] or {}).get("answers") or {}) if synthesis else {}
    told = source("sammenfatningen", "the synthesis", synthesis["completed_at"].date() if synthesis else None)
    for key, domain in (
        ("summary_child", "child_development"),
        ("summary_parents", "parenting_capacity"),
        ("summary_family", "family_environment"),
    ):
        said = [
            f"{row['heading_text']}: {row['assessment']}"
            for row in (*rows_of(answers, "headings"), *rows_of(answers, "own_headings"))
            if row.get("domain") == domain and row.get("assessment")
        ]
        if said:
            data[key] = "\n\n".join(said)
            sources[key] = told
    goals, met = prefill_plan.family_draft_goals(uow, case)
    if goals:
        data["draft_goals"] = goals
        sources["draft_goals"] = source("udredningsmødet", "the assessment meeting", met)
    return data


def _qualified(uow: UnitOfWork, case: Row, sources: Sources) -> str | None:
    held = next((m for m in query.meetings(uow, case["id"], "analysis") if m["state"] == "held"), None)
    if held is None:
        return None
    day = held["held_at"].astimezone(uow.zone).date()
    sources["qualified_at_analysis"] = source("analysemødet", "the analysis meeting", day)
    recommended = (held["minutes"] or {}).get("recommended")
    return None if recommended is None else str(recommended)
