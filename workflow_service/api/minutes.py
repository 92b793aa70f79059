"""A meeting that is held: its room, who is there, what is said of each case, and closing it."""

from __future__ import annotations

from typing import Any

from workflow_service import access, http, meetings
from workflow_service.api.blueprint import Blueprint
from workflow_service.api.meetings import meeting_version
from workflow_service.api.presenting import text
from workflow_service.api.schemas import minutes as schemas
from workflow_service.api.schemas.meetings import DoneSchema, IdSchema, ReasonedSchema
from workflow_service.meetings import attendance, group_points, minuting, visitation, whole_minutes
from workflow_service.meetings.coordination_run_page import GroupRunPage, live_page
from workflow_service.meetings.whole_minutes import Agreement, Attendee, CaseMinutes, own_item
from workflow_service.store import UnitOfWork
from workflow_service.store import meetings_run as stored

blueprint = Blueprint("team minutes", __name__, "Meetings while they are held, and closing them")


@blueprint.route("/meetings/<uuid:meeting_id>/begin", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def begin(meeting_id: Any) -> dict[str, Any]:
    """Open the minutes and take up the first case"""
    uow, wanted = http.current_uow(), str(meeting_id)
    minuting.begin(uow, wanted, http.services().rt)
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/room", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.RoomSchema)
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def room(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Say how and where the meeting is held"""
    uow, wanted = http.current_uow(), str(meeting_id)
    minuting.set_room(uow, wanted, body["mode"], body["place"])
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/attendance", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.AttendanceSchema)
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def attend(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Record who is there, who came instead, and who is absent and why"""
    uow, wanted = http.current_uow(), str(meeting_id)
    for one in _attendees(body["members"]):
        attendance.attend(uow, wanted, one.user_id, one.state, reason=one.reason, deputy_id=one.deputy_id)
        uow.flush()
    return meeting_version(uow, wanted)


def _attendees(rows: list[dict[str, Any]]) -> list[Attendee]:
    return [
        Attendee(str(one["user_id"]), one["state"], one["reason"], text(one["deputy_id"])) for one in rows
    ]


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>")
@http.permission("meetings")
@blueprint.response(200, schemas.ItemMinutesSchema)
@blueprint.alt_response(404, "NOT_FOUND")
def read(meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Read what is minuted of one case; without its text where the family has not agreed (INV-22)"""
    uow, item = http.current_uow(), str(item_id)
    found = live_page(uow, str(meeting_id), item)
    line, case = found.chosen, found.case
    if line is None or line.id != item:
        access.require_sight(access.NOT_SEEN)
    assert line is not None
    told: dict[str, Any] = {"id": line.id, "number": line.number, "state": line.state, "shown": line.shown}
    if isinstance(found, GroupRunPage):
        return told | _point(found)
    if case is None:
        return told
    names = ("case_id", "update", "development", "written_at", "goals", "decision", "decision_note")
    told |= {name: getattr(case, name) for name in (*names, "financing", "actions", "leaving", "have_left")}
    return told | {"seconds": line.seconds}


def _point(found: GroupRunPage) -> dict[str, Any]:
    """One item of the coordination group as it is minuted."""
    point = found.point
    if point is None:
        return {}
    return {
        "kind": point.kind,
        "title": point.line.name,
        "case_id": point.case_id,
        "why": point.why,
        "known": point.known,
        "development": point.text,
        "written_at": point.written_at,
        "decision": point.outcome,
        "decision_note": point.reason,
        "shares": point.shares,
        "actions": point.decisions,
        "seconds": point.line.seconds,
    }


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.ItemChangeSchema)
@blueprint.response(200, schemas.ItemSavedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def write(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Minute one case, field by field; nobody's words are lost"""
    uow, wanted, item = _item(meeting_id, item_id)
    texts, clashes = {}, {}
    for name in minuting.TEXTS:
        if (given := body[name]) is not None:
            saved = minuting.write_text(uow, item, name, given["base"], given["text"])
            texts[name], clashes[name] = saved.text, list(saved.clashes)
            uow.flush()
    for name in minuting.CHOICES:
        if (given := body[name]) is not None:
            minuting.choose(uow, item, name, given["base"], given["value"])
            uow.flush()
    for one in body["scores"]:
        minuting.score(uow, item, str(one["goal_uid"]), one["base"], one["value"])
        uow.flush()
    for one in body["shares"]:
        group_points.set_share(uow, item, str(one["share_id"]), one["base"] or "", one["value"])
        uow.flush()
    return {**meeting_version(uow, wanted), "texts": texts, "clashes": clashes}


def _item(meeting_id: Any, item_id: Any) -> tuple[UnitOfWork, str, str]:
    """The unit of work and both ids; raises NotFound for an item of another meeting."""
    uow = http.current_uow()
    own_item(uow, str(meeting_id), str(item_id))
    return uow, str(meeting_id), str(item_id)


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/take-up", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def take_up(meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Talk about this case now"""
    uow, wanted, item = _item(meeting_id, item_id)
    minuting.take_up(uow, item)
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/left", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def left(meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Note that those whom the consent does not cover are out of the room"""
    uow, wanted, item = _item(meeting_id, item_id)
    attendance.has_left(uow, item)
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/defer", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(ReasonedSchema)
@blueprint.response(200, schemas.NextSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def defer(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Put the case off to the next meeting and go on"""
    uow, wanted, item = _item(meeting_id, item_id)
    found = stored.item_row(uow, item)
    following = None
    if found is not None and found["ref_id"] is not None:
        visitation.defer(uow, item, body["reason"])
    else:
        following = minuting.defer(uow, item, body["reason"])
    return {**meeting_version(uow, wanted), "next_item_id": following}


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/finish", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, schemas.NextSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def finish(meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """End a case that has been discussed and go on"""
    uow, wanted, item = _item(meeting_id, item_id)
    following = minuting.finish(uow, item)
    return {**meeting_version(uow, wanted), "next_item_id": following}


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/actions", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.ActionSchema)
@blueprint.response(201, IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def agree(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Agree on an action with owner and date"""
    uow, _, item = _item(meeting_id, item_id)
    return {"id": minuting.agree(uow, item, body["what"], str(body["owner_id"]), body["due_on"])}


@blueprint.route("/meetings/<uuid:meeting_id>/actions/<uuid:action_id>/remove", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def remove_action(meeting_id: Any, action_id: Any) -> dict[str, Any]:
    """Take an agreement back while the meeting runs"""
    uow, wanted = http.current_uow(), str(meeting_id)
    found = stored.action_row(uow, str(action_id))
    if found is None:
        access.require_sight(access.NOT_SEEN)
    assert found is not None
    own_item(uow, wanted, found["item_id"])
    minuting.take_back(uow, str(action_id))
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/chair", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.ChairSchema)
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def chair(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Say who leads a meeting of the coordination group (INV-11)"""
    uow, wanted = http.current_uow(), str(meeting_id)
    group_points.set_chair(uow, wanted, str(body["user_id"]))
    return meeting_version(uow, wanted)


@blueprint.route("/meetings/<uuid:meeting_id>/topics", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.GroupTopicSchema)
@blueprint.response(201, IdSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def topic(body: dict[str, Any], meeting_id: Any) -> dict[str, Any]:
    """Raise an item at a meeting of the coordination group"""
    made = group_points.add_topic(http.current_uow(), str(meeting_id), body["what"], body["why"])
    return {"id": made}


@blueprint.route("/meetings/<uuid:meeting_id>/minutes/<uuid:item_id>/recommendation", methods=["PUT"])
@http.permission("meetings")
@blueprint.arguments(schemas.RecommendationSchema)
@blueprint.response(200, DoneSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def recommend(body: dict[str, Any], meeting_id: Any, item_id: Any) -> dict[str, Any]:
    """Recommend a decision at a visitation meeting (F34)"""
    uow, wanted, item = _item(meeting_id, item_id)
    visitation.recommend(
        uow, item, body["outcome"], body["reason"], version=body["version"], left=body["left"]
    )
    return meeting_version(uow, wanted)


# -- closing -----------------------------------------------------------------------------------------


@blueprint.route("/meetings/<uuid:meeting_id>/close", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.CloseSchema)
@blueprint.response(200, schemas.ClosedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def close(body: dict[str, Any], meeting_id: Any) -> Any:
    """Close the meeting; each case gets what was decided, once"""
    uow, why = http.current_uow(), body["deviation_reason"]
    return meetings.close(uow, http.services().rt, str(meeting_id), deviation_why=why)


@blueprint.route("/meetings/<uuid:meeting_id>/status-minutes", methods=["POST"])
@http.permission("meetings")
@http.idempotent
@blueprint.arguments(schemas.StatusMinutesSchema)
@blueprint.response(200, schemas.ClosedSchema)
@blueprint.alt_response(404, "NOT_FOUND")
@blueprint.alt_response(409, "CONFLICT")
def whole(body: dict[str, Any], meeting_id: Any) -> Any:
    """Send the whole minutes of a status meeting (F08s, every field) and close it"""
    uow, wanted = http.current_uow(), str(meeting_id)
    cases = [_case(one) for one in body["cases"]]
    there = _attendees(body["attendance"])
    whole_minutes.write(uow, wanted, body["mode"], body["place"], there, cases)
    return meetings.close(uow, http.services().rt, wanted, deviation_why=body["deviation_reason"])


def _case(one: dict[str, Any]) -> CaseMinutes:
    return CaseMinutes(
        str(one["item_id"]),
        one["development"],
        one["decision"],
        one["decision_note"],
        one["financing_note"],
        {str(score["goal_uid"]): score["value"] for score in one["goal_scores"]},
        [Agreement(done["what"], str(done["owner_id"]), done["due_on"]) for done in one["actions"]],
        one["deferred_why"],
        one["left"],
    )
