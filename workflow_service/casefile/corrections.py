"""Which answers of a submitted form can be corrected, how the case file follows, and what to do instead.

Every form of a case gets a new version of its document. Words can be corrected; what the course or a deadline
has built on (choices, dates, numbers, people) stands, unless an operation says how the case file follows.
Decisions and letters that were sent are never rewritten.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from workflow_service.casefile import corrections_follow as follow
from workflow_service.casefile.base import Answers
from workflow_service.casefile.corrections_follow import Follow, Standing
from workflow_service.forms import FieldInfo

Text = tuple[str, str]

# what a form carries along or works out itself is nobody's answer
_NOBODYS: Final = frozenset({"expression", "computed", "carried"})
# a file is kept or another put in its place, as words are
_WORDS: Final = frozenset({"textfield", "textarea", "attachments"})
EVERYTHING: Final = frozenset({"*"})

_NOTE: Final = (
    "Skriv et notat, der nævner dokumentet. Skal noget ske på ny, så brug den vej, forløbet har til det: en"
    " ny afgørelse, en revision af planen, eller udskyd fristen.",
    "Write a note that names the document. If something is to happen anew, use the way the course has for it:"
    " a new decision, a revision of the plan, or postpone the deadline.",
)
_DECISION: Final = (
    "En afgørelse rettes ikke. Træf en ny afgørelse; er familien uenig, så registrér en klage.",
    "A decision is not corrected. Take a new decision; if the family disagrees, register a complaint.",
)
_LETTER: Final = (
    "Brevet er sendt og rettes ikke. Brug »Skriv brev« på sagens side, og nævn det første brev.",
    "The letter was sent and stands. Use “Write a letter” on the case page, and mention the first letter.",
)
_CONSENT: Final = (
    "Et samtykke rettes ikke. Indhent samtykket på ny, eller registrér, at det er tilbagekaldt.",
    "A consent is not corrected. Obtain it again, or record that it was withdrawn.",
)
_PLAN: Final = (
    "Det er aftalt med familien. Revidér planen, så det kan aftales på ny.",
    "It was agreed with the family. Revise the plan, so that it can be agreed anew.",
)
_SPLIT: Final = (
    "Sektorerne har svaret på fordelingen. Start en ny fordeling fra sagens side.",
    "The sectors have answered to the split. Start a new split from the case page.",
)
_PEOPLE: Final = (
    "Brug »Skift koordinator« på sagens side; det skifter også opgaver og adgang.",
    "Use “Change coordinator” on the case page; it moves tasks and access, too.",
)
_FAMILY: Final = (
    "Brug »Ret stamdata« på sagens side; så følger breve, hjem og forældremyndighed med.",
    "Use “Correct master data” on the case page; letters, homes and custody then follow.",
)
_INVOLVED: Final = (
    "Brug »Ret involverede« på sagens side; så følger deltagelse og adgang med.",
    "Use “Correct who is involved” on the case page; participation and access then follow.",
)
_REPORT: Final = (
    "Rapporten er udgivet. Det nye kommer med i næste version, når planen revideres.",
    "The report is published. What is new comes with its next version, when the plan is revised.",
)
_BIRTH: Final = (
    "Ret fødselsdatoen fra sagens side; så flytter frister og fødselsdage med.",
    "Correct the date of birth from the case page; deadlines and birthdays then move along.",
)


@dataclass(frozen=True)
class Way:
    """How the answers of an operation are corrected. `follow`: how the case file follows (None: the new
    version stands in the document only). `free`: paths beside the words (`goal_scores[].score`), or
    everything. `fixed`: words that stand. `instead`: what to do about an answer that stands. `never`: nothing
    of the form is corrected."""

    follow: Follow | None = None
    free: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()
    instead: Text = _NOTE
    never: bool = False

    def allows(self, info: FieldInfo) -> bool:
        """May this field be corrected?"""
        if self.never or info.path in self.fixed:
            return False
        return self.free == EVERYTHING or info.type in _WORDS or info.path in self.free


def _never(instead: Text) -> Way:
    return Way(instead=instead, never=True)


_SCORES = frozenset(follow.SCORES)
WAYS: Final[Mapping[str, Way]] = {
    **dict.fromkeys(("decide", "reassess_decision", "decide_disagreement"), _never(_DECISION)),
    "assess_late_complaint": _never(_DECISION),
    **dict.fromkeys(
        ("send_hearing", "inform_family", "tell_affected", "tell_access_delay", "inform_notifier"),
        _never(_LETTER),
    ),
    **dict.fromkeys(
        ("plan_assessment_meeting", "invite_network", "invite_transition_meeting", "send_free_letter"),
        _never(_LETTER),
    ),
    **dict.fromkeys(("tell_new_date", "assess_exemptions", "redact_bundle"), _never(_LETTER)),
    **dict.fromkeys(("record_consent", "record_consent_withdrawal"), _never(_CONSENT)),
    **dict.fromkeys(("record_agreement", "approve_plan"), _never(_PLAN)),
    **dict.fromkeys(
        ("describe_measure_and_gain", "propose_split", "check_split", "approve_share", "decide_escalation"),
        _never(_SPLIT),
    ),
    **dict.fromkeys(("propose_measures", "revise_measures"), Way(instead=_PLAN)),
    **dict.fromkeys(("appoint_coordinator", "choose_successor", "reopen_case"), Way(instead=_PEOPLE)),
    **dict.fromkeys(("record_master_data", "correct_master_data"), Way(instead=_FAMILY)),
    **dict.fromkeys(
        ("record_sector_involvements", "correct_involvements", "confirm_participants"),
        Way(instead=_INVOLVED),
    ),
    "finalise_report": _never(_REPORT),
    "correct_birth_date": _never(_BIRTH),
    # its deadline and its decision stand on it
    "register_application": Way(free=frozenset({"note"})),
    # the assessment
    "record_assessment_part": Way(follow.part, free=EVERYTHING),
    "record_synthesis": Way(follow.synthesis, free=EVERYTHING),
    "record_family_comments": Way(follow.family_comments, free=EVERYTHING),
    "write_report_draft": Way(follow.report_draft),
    # minutes
    **dict.fromkeys(
        ("hold_assessment_meeting", "hold_meeting_again"), Way(follow.assessment_minutes, free=EVERYTHING)
    ),
    "hold_analysis_meeting": Way(follow.analysis_minutes, fixed=frozenset(follow.ATTENDANCE)),
    "approve_minutes": Way(follow.approved_minutes),
    "agree_network_purpose": Way(follow.network_purpose),
    "hold_network_meeting": Way(follow.network_minutes, fixed=frozenset(follow.ATTENDANCE)),
    "record_agreement_outcome": Way(follow.network_outcome, free=frozenset({"outcome"})),
    "record_agreed_action": Way(follow.agreed_action, free=frozenset({"outcome"})),
    "record_handover_meeting": Way(follow.handover_words),
    "record_handover_summary": Way(follow.handover_words),
    "record_transition_meeting": Way(follow.transition_words),
    "make_transition_plan": Way(follow.transition_words),
    # talks and visits
    "write_note": Way(follow.note, free=frozenset({"type", "date", "asked"})),
    "record_checkin": Way(follow.checkin, free=frozenset({"own_control", "child_participation"})),
    "record_child_view": Way(follow.child_view, free=frozenset({"hide_from_parents"})),
    "record_follow_up": Way(follow.visit, free=frozenset({"child_wellbeing", "goal_scores[].score"})),
    "record_survey": Way(follow.survey, free=_SCORES),
    # what parties say
    "record_hearing": Way(follow.hearing),
    "record_complaint": Way(follow.complaint, instead=_DECISION),
    # the plan
    "write_goals": Way(follow.goals, instead=_PLAN),
    "adjust_goals": Way(follow.goals, instead=_PLAN),
    "describe_development": Way(follow.development, instead=_PLAN),
}
_DEFAULT: Final = Way()


def way_of(operation: str) -> Way:
    """How answers to a task with this operation (`oef:operation`, may be empty) are corrected."""
    return WAYS.get(operation, _DEFAULT)


def standing_paths(infos: Sequence[FieldInfo], before: Answers, after: Answers, way: Way) -> list[str]:
    """Where an answer that stands was changed all the same: paths as a form's errors name them."""
    return [path for path, info in _changed(infos, "", "", before, after) if not way.allows(info)]


def _changed(
    infos: Sequence[FieldInfo], prefix: str, at: str, before: Answers, after: Answers
) -> Iterator[tuple[str, FieldInfo]]:
    """(path with row numbers, field) of every answer that differs within one scope."""
    for info in infos:
        name = info.path.removeprefix(prefix)
        if not info.path.startswith(prefix) or "[]" in name or info.type in _NOBODYS:
            continue
        was, now = _value(before, name), _value(after, name)
        rows = [one for one in (was, now) if isinstance(one, list) and one and isinstance(one[0], Mapping)]
        if not rows:
            if was != now:
                yield at + name, info
            continue
        if was is None or now is None or len(was) != len(now):
            yield at + name, info
            continue
        for number, (one, other) in enumerate(zip(was, now, strict=True)):
            yield from _changed(infos, f"{info.path}[].", f"{at}{name}.{number}.", one, other)


def _value(data: Any, name: str) -> Any:
    for part in name.split("."):
        data = data.get(part) if isinstance(data, Mapping) else None
    return None if data in ("", [], False) else data


__all__ = ["EVERYTHING", "WAYS", "Standing", "Way", "standing_paths", "way_of"]
