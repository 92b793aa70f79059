"""How the case file follows when what was answered is corrected: the same place is written again.

A place is found by what stands in it. When it says something else by now, somebody has changed it since, and
the correction is refused rather than written over that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from workflow_service.casefile import attachments, guards
from workflow_service.casefile.base import Answers, Row, as_date, as_moment, case_of, named, rows_of
from workflow_service.casefile.documents import note_content, write_entry
from workflow_service.casefile.minutes import amend_minutes
from workflow_service.casefile.operations_analysis import MINUTES as ANALYSIS_MINUTES
from workflow_service.casefile.operations_assessment import (
    REPORT_KEYS,
    draft_report,
    record_assessment_part,
    record_family_comments,
    write_attendance,
)
from workflow_service.casefile.operations_plan import amend
from workflow_service.errors import Conflict
from workflow_service.runtime.operations import Call
from workflow_service.store import UnitOfWork, tables
from workflow_service.store import casefile as query
from workflow_service.store import casefile_active as visits
from workflow_service.store import casefile_decisions as decided
from workflow_service.store import casefile_transition as transitions
from workflow_service.store import meetings_agenda as agenda
from workflow_service.store.casefile_rows import change

ATTENDANCE: Final = tuple(f"attendance[].{name}" for name in ("name", "role", "reason"))
SCORES: Final = (
    "coherence",
    "involvement",
    "flexibility",
    "trust",
    "entry",
    "everyday",
    "ownership",
    "wellbeing_child",
    "wellbeing_parent",
)
_TALK = ("words", "observation", "through", "place", "present", "not_by_talk_reason", "hide_reason")


@dataclass(frozen=True)
class Standing:
    """What is corrected: the answers that stand, their submission and the first one of the task, the document
    they became, and why."""

    data: Mapping[str, Any]
    submission_id: str
    first_id: str
    entry_id: str | None
    reason: str


# returns the document it filed itself, None when the form's document is filed as usual
Follow = Callable[[UnitOfWork, Call, Answers, Standing], str | None]


def _changed_since() -> NoReturn:
    raise Conflict(
        "changed_since",
        "Det, der stod her, er ændret siden i sagen. Skriv et notat, der retter dokumentet.",
        "What stood here has been changed in the case since. Write a note that corrects the document.",
    )


def _says(content: Mapping[str, Any] | None, standing: Standing, keys: Iterable[str]) -> bool:
    """Does a place still say what was answered?"""
    held = content or {}
    return all(held.get(key) == value for key, value in named(standing.data, *keys).items())


def _place(rows: Iterable[Row], column: str, standing: Standing, keys: Iterable[str]) -> Row:
    wanted = tuple(keys)
    found = [row for row in rows if _says(row[column], standing, wanted)]
    if not found:
        _changed_since()
    # of several that say the same it is the one that was written with the answer: ids are in order of time
    after = [row for row in found if str(row["id"]) > standing.first_id]
    return min(after or found, key=lambda row: str(row["id"]))


def _rewritten(content: Mapping[str, Any] | None, answers: Answers, keys: Iterable[str]) -> Row:
    """The content with these answers in the place of the old ones; an answer that was taken out is gone."""
    wanted = tuple(keys)
    kept = {key: value for key, value in (content or {}).items() if key not in wanted}
    return kept | named(answers, *wanted)


# -- the assessment -------------------------------------------------------------------------------------


def part(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F04: a part of the assessment."""
    record_assessment_part(uow, call, answers)


def family_comments(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F05: what the family says to the draft."""
    record_family_comments(uow, call, answers)


def synthesis(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F04: the synthesis of the parts."""
    case = case_of(uow, call)
    rows = [one for one in query.assessment_parts(uow, case["id"]) if one["type"] == "synthesis"]
    row = next((one for one in rows if (one["content"] or {}).get("answers") == dict(standing.data)), None)
    if row is None:
        _changed_since()
    content = {**(row["content"] or {}), "answers": dict(answers)}
    change(uow, tables.assessment_part, row["key_id"], row["id"], {"content": content})


def report_draft(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F05: the draft of the joint report, until its first version is published."""
    case = case_of(uow, call)
    draft = draft_report(uow, case["id"])
    row = _place([draft] if draft else [], "content", standing, REPORT_KEYS)
    content = _rewritten(row["content"], answers, REPORT_KEYS)
    change(uow, tables.joint_report, case["key_id"], row["id"], {"content": content})


# -- minutes --------------------------------------------------------------------------------------------


def assessment_minutes(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F03m hold: the minutes, the place and who came, of the meeting that was held. When it was held stays:
    other deadlines are counted from it. Raises Conflict when there is no such meeting."""
    guards.enforce(uow, call.case_id, ("INV-03",), answers)
    case = case_of(uow, call)
    rows = query.meetings(uow, case["id"], "assessment")
    held = next((one for one in rows if one["state"] == "held"), None)
    when = as_moment(uow, answers.get("when"))
    if held is None or (when is not None and when != held["held_at"]):
        raise Conflict(
            "meeting_moved",
            "Mødets tidspunkt kan ikke rettes her, for frister er regnet fra det. Skriv et notat om det.",
            "The time of the meeting cannot be corrected here: deadlines are counted from it. Write a note.",
        )
    if (answers.get("family_declined") is True) != bool((held["minutes"] or {}).get("family_declined")):
        raise Conflict(
            "attendance_stands",
            "Om familien var med, kan ikke rettes her: teamlederen svarede ud fra det. Skriv et notat.",
            "Whether the family took part cannot be corrected here: the team leader answered by it. Write a"
            " note.",
        )
    minutes = {**(held["minutes"] or {}), **named(answers, *(held["minutes"] or {}))}
    values = {"mode": answers.get("mode"), "place": answers.get("place"), "minutes": minutes}
    query.clear_attendances(uow, held["id"])
    change(uow, tables.meeting, case["key_id"], held["id"], {**values, "version": held["version"] + 1})
    write_attendance(uow, case, held["id"], rows_of(answers, "attendance"), held=True)


def analysis_minutes(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F06b hold: the words of the minutes. Who came stands: the quorum was counted by it."""
    case = case_of(uow, call)
    meeting = _place(query.meetings(uow, case["id"], "analysis"), "minutes", standing, ANALYSIS_MINUTES)
    _minutes(uow, case, meeting, answers, ANALYSIS_MINUTES)


def _minutes(uow: UnitOfWork, case: Row, meeting: Row, answers: Answers, keys: Iterable[str]) -> None:
    values = {"minutes": _rewritten(meeting["minutes"], answers, keys), "version": meeting["version"] + 1}
    change(uow, tables.meeting, case["key_id"], meeting["id"], values)


def approved_minutes(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F06b approve: the remarks of those who approved."""
    case = case_of(uow, call)
    held = [one for one in query.meetings(uow, case["id"], "analysis") if one["state"] == "held"]
    _minutes(uow, case, _place(held, "minutes", standing, ("corrections",)), answers, ("corrections",))


def _network(uow: UnitOfWork, case: Row, call: Call) -> Row:
    rows = query.meetings(uow, case["id"], "network")
    mine = [one for one in rows if (one["minutes"] or {}).get("instance") == call.instance_id]
    if not mine:
        _changed_since()
    return mine[0]


def network_purpose(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F11 purpose: the family's own words."""
    case = case_of(uow, call)
    _minutes(uow, case, _network(uow, case, call), answers, ("purpose", "not_wanted_reason"))


def network_minutes(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F11 hold: what was said, and the wording of what was agreed; who does it and when stands."""
    case = case_of(uow, call)
    meeting = _network(uow, case, call)
    agreed = (meeting["minutes"] or {}).get("agreements") or []
    told = rows_of(answers, "agreements")
    if len(agreed) != len(told):
        _changed_since()
    rows = [{**one, "what": row.get("what")} for one, row in zip(agreed, told, strict=True)]
    _minutes(uow, case, meeting, {**answers, "agreements": rows}, ("strengths", "worries", "agreements"))


def network_outcome(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F11 agreement: how it went."""
    case = case_of(uow, call)
    meeting = _network(uow, case, call)
    wanted = call.inputs.get("agreement")
    mine = wanted.get("id") if isinstance(wanted, Mapping) else None
    keys = ("outcome", "outcome_text")
    rows = [
        _rewritten(one, answers, keys) if one["id"] == mine else one
        for one in (meeting["minutes"] or {}).get("agreements") or []
    ]
    amend_minutes(uow, case, meeting, {}, {"agreements": rows})


def agreed_action(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F08s: how an action of a status meeting went."""
    row = agenda.action(uow, str(call.inputs.get("action_id") or ""))
    if row is None:
        _changed_since()
    values = {"outcome": named(answers, "outcome", "outcome_text"), "version": row["version"] + 1}
    change(uow, tables.agenda_action, row["key_id"], row["id"], values)


def handover_words(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F29: the words of the meeting and of the summary, also after the case was handed over."""
    case = case_of(uow, call)
    keys = ("no_meeting_reason", "family_words", "what_matters", "open_tasks", "agreements")
    asked = [key for key in keys if key in standing.data or key in answers]
    meeting = _place(query.meetings(uow, case["id"], "handover"), "minutes", standing, asked)
    _minutes(uow, case, meeting, answers, asked)


def transition_words(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F-T: the words of the meeting and of the young person's plan."""
    case = case_of(uow, call)
    plan = transitions.transition(uow, case["id"])
    keys = ("young_view", "parents_view", "plan_text", "no_consent_words")
    asked = [key for key in keys if key in standing.data or key in answers]
    row = _place([plan] if plan else [], "content", standing, asked)
    content = _rewritten(row["content"], answers, asked)
    change(uow, tables.transition_plan, case["key_id"], row["id"], {"content": content})


# -- talks and visits -----------------------------------------------------------------------------------


def note(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> str:
    """F00: a note, and its line in the contact log. The day of a check-in stands: the rhythm is counted from
    it. What counted as the child's view says the new words."""
    case = case_of(uow, call)
    if standing.data.get("checkin") is True and answers.get("date") != standing.data.get("date"):
        raise Conflict(
            "checkin_moved",
            "Notatet tæller som en afstemning, og den næste er regnet fra dagen. Skriv et nyt notat.",
            "The note counts as a check-in, and the next one is counted from its day. Write another note.",
        )
    _spoken(uow, case, answers, standing)
    content = note_content(answers) | {"answers": [["Rettet, fordi", standing.reason]]}
    content |= attachments.told(uow, answers)
    title = f"{call.element.name or 'Notat'} (rettet)"
    entry_id = write_entry(
        uow,
        case_id=case["id"],
        key_id=case["key_id"],
        kind="note",
        title=title,
        content=content,
        form_key="note",
        submission_id=call.submission_id,
        corrects_id=standing.entry_id,
    )
    row = next(
        (one for one in visits.contacts(uow, case["id"], 500) if one["entry_id"] == standing.entry_id), None
    )
    if row is not None:
        values: Row = {"entry_id": entry_id, "with_whom": content["with_whom"]}
        values |= {
            "date": as_date(answers.get("date")) or row["date"],
            "asked": as_date(answers.get("asked")),
        }
        values["type"] = str(answers.get("type") or "other")
        change(uow, tables.contact, case["key_id"], row["id"], values)
    return entry_id


def _spoken(uow: UnitOfWork, case: Row, answers: Answers, standing: Standing) -> None:
    if standing.data.get("counts_as_child_view") is not True:
        return
    if answers.get("date") != standing.data.get("date"):
        raise Conflict(
            "child_view_moved",
            "Notatet tæller som barnets syn, og dets alder er regnet fra dagen. Skriv et nyt notat.",
            "The note counts as the child's view, and its age is counted from that day. Write another note.",
        )
    day, text = as_date(standing.data.get("date")), standing.data.get("text")
    for row in query.newest_child_views(uow, case["id"], 50):
        if row["date"] == day and (row["content"] or {}).get("words") == text:
            content = {**row["content"], "words": answers.get("text")}
            change(uow, tables.child_view, case["key_id"], row["id"], {"content": content})
            return
    _changed_since()


def checkin(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F09: what the first talk says of an interpreter and how the child takes part stands with the child."""
    if call.inputs.get("step") != "first_talk":
        return
    case = case_of(uow, call)
    child = next(one for one in query.persons(uow, case["family_id"]) if one["id"] == case["child_id"])
    details = _rewritten(child["details"], answers, ("child_participation", "child_through", "interpreter"))
    change(uow, tables.person, child["key_id"], child["id"], {"details": details})


def child_view(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F28: the child's words as they were; the day and the way stand, for decisions rest on them (INV-12)."""
    case = case_of(uow, call)
    day = as_date(standing.data.get("date"))
    rows = [one for one in query.newest_child_views(uow, case["id"], 50) if one["date"] == day]
    row = _place(rows, "content", standing, _TALK)
    values = {
        "content": _rewritten(row["content"], answers, (*_TALK, "attachments")),
        "hide_from_parents": answers.get("hide_from_parents") is True,
    }
    change(uow, tables.child_view, case["key_id"], row["id"], values)


def visit(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F08f: what was seen and said, and the scores of the goals; dates and what ends stand."""
    case = case_of(uow, call)
    rows = visits.follow_ups(uow, case["id"], 500)
    row = next((one for one in rows if one["submission_id"] == standing.submission_id), None)
    if row is None:
        _changed_since()
    keys = ("wellbeing_by", "child_view", "parent_view", "interval_reason", "goal_scores")
    values = {
        "content": _rewritten(row["content"], answers, keys),
        "wellbeing": answers.get("child_wellbeing"),
    }
    # the visit belongs to the answers that stand
    change(uow, tables.follow_up, case["key_id"], row["id"], {**values, "submission_id": call.submission_id})
    _scores(uow, case, row["id"], answers)


def _scores(uow: UnitOfWork, case: Row, visit_id: str, answers: Answers) -> None:
    noted = visits.progress(uow, case["id"])
    goals = [
        goal
        for plan in query.plans(uow, case["id"])
        if plan["state"] != "superseded"
        for goal in query.goals(uow, plan["id"])
    ]
    for said in rows_of(answers, "goal_scores"):
        of_goal = [one for one in noted if one["goal_uid"] == said["goal_uid"]]
        mine = next((one for one in of_goal if one["follow_up_id"] == visit_id), None)
        if mine is None:
            _changed_since()
        values = {"score": said["score"], "note": said.get("note")}
        change(uow, tables.progress_note, case["key_id"], mine["id"], values)
        if max(of_goal, key=lambda one: (one["date"], one["id"])) is not mine:
            continue
        for goal in goals:
            if goal["goal_uid"] == said["goal_uid"]:
                change(uow, tables.goal, case["key_id"], goal["id"], {"latest": said["score"]})


def survey(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F20: what the family answered."""
    case = case_of(uow, call)
    keys = ("answered_by", "comment", "not_answered_reason")
    rows = [
        one
        for one in visits.surveys(uow, case["id"])
        if all(one[name] == standing.data.get(name) for name in SCORES)
    ]
    row = _place(rows, "content", standing, keys)
    values = {name: answers.get(name) for name in SCORES}
    content = _rewritten(row["content"], answers, keys)
    change(uow, tables.family_survey, case["key_id"], row["id"], {**values, "content": content})


# -- what parties say -----------------------------------------------------------------------------------


def hearing(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F26 replies: until it is decided on them."""
    case = case_of(uow, call)
    row = decided.decision(uow, str(call.inputs.get("decision_id")))
    hearings = decided.hearings(uow, row["id"]) if row else []
    if row is None or not hearings or row["state"] != "prepared":
        raise Conflict(
            "decided_on_it",
            "Der er truffet afgørelse på dette grundlag. Ændrer rettelsen noget, så træf en ny afgørelse.",
            "It has been decided on these replies. If the correction changes anything, take a new decision.",
        )
    content = _rewritten(hearings[0]["content"], answers, ("replies", "changed"))
    change(uow, tables.party_hearing, case["key_id"], hearings[0]["id"], {"content": content})


def complaint(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F27 register: the words of the complaint; day and re-assessor stand."""
    case = case_of(uow, call)
    row = decided.complaint_of(uow, call.instance_id)
    found = _place([row] if row else [], "content", standing, ("text",))
    content = _rewritten(found["content"], answers, ("text",))
    change(uow, tables.complaint, case["key_id"], found["id"], {"content": content})


# -- the plan -------------------------------------------------------------------------------------------


def goals(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F07: the wording of goals in the newest version they stand in, and the plan's own words. Whose need,
    sector, numbers and dates stand: they were agreed, and a change of them is a new version (INV-07)."""
    guards.enforce(uow, call.case_id, ("INV-07",), answers)
    case = case_of(uow, call)
    plan = next((one for one in query.plans(uow, case["id"]) if one["state"] in ("draft", "active")), None)
    if plan is None:
        _changed_since()
    stored = query.goals(uow, plan["id"])
    for was, now in zip(rows_of(standing.data, "goals"), rows_of(answers, "goals"), strict=True):
        words = {key: now.get(key) for key in ("text", "indicator")}
        if words == {key: was.get(key) for key in words}:
            continue
        row = next((one for one in stored if one["text"] == was.get("text")), None)
        if row is None:
            _changed_since()
        change(uow, tables.goal, case["key_id"], row["id"], words)
    keys = [
        key
        for key in ("family_vision", "child_words", "family_tasks")
        if answers.get(key) != standing.data.get(key)
    ]
    if keys:
        _place([plan], "content", standing, keys)
        content = _rewritten(plan["content"], answers, keys)
        values = {"content": content, "version": plan["version"] + 1}
        change(uow, tables.common_plan, case["key_id"], plan["id"], values)


def development(uow: UnitOfWork, call: Call, answers: Answers, standing: Standing) -> None:
    """F07 development: why the plan is revised."""
    case = case_of(uow, call)
    for plan in query.plans(uow, case["id"]):
        revision = (plan["content"] or {}).get("revision") or {}
        if _says(revision, standing, ("development",)) and revision:
            told = _rewritten(revision, answers, ("development",))
            amend(uow, case, plan, {"revision": told}, change_reason=answers.get("change_reason"))
            return
    _changed_since()
