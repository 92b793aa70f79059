"""The words of the meeting page: why a case is on, what has happened since, what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from workflow_service import http
from workflow_service.casefile import lists
from workflow_service.casefile.status_meetings import DECISIONS, FINANCING
from workflow_service.meetings.attendance import STATES
from workflow_service.meetings.case_news import News
from workflow_service.meetings.group_points import OUTCOMES
from workflow_service.meetings.run_page import AgendaLine, Attendee, OneCase, RunPage
from workflow_service.meetings.words import ABSENT, reason_words
from workflow_service.web.texts import N_, n, t
from workflow_service.web.words import Words

MODES = {"physical": N_("Fysisk møde"), "online": N_("Møde online"), "hybrid": N_("Møde med nogle online")}
GOAL_TYPES = {"develop": N_("udvikle"), "maintain": N_("fastholde"), "prevent_loss": N_("forebygge tab")}


@dataclass(frozen=True)
class Told:
    """Words of one meeting for one reader."""

    words: Words
    found: RunPage

    def when(self) -> str:
        """`mandag den 23. november kl. 13.00–15.00`."""
        found, words = self.found, self.words
        start, end = words.clock(found.starts_at), words.clock(found.ends_at)
        day = words.long_day(found.starts_at)
        return f"{day} {start}–{end.removeprefix('kl. ')}"

    def mode(self) -> str:
        return t(MODES.get(self.found.mode, MODES["physical"]))

    def modes(self) -> list[tuple[str, str]]:
        return [(code, t(name)) for code, name in MODES.items()]

    def decisions(self) -> list[tuple[str, str]]:
        return [(code, lists.label(DECISIONS, code, http.language())) for code in DECISIONS]

    def financing(self) -> list[tuple[str, str]]:
        return [(code, lists.label(FINANCING, code, http.language())) for code in FINANCING]

    def states(self) -> list[tuple[str, str]]:
        return [(code, lists.label(STATES, code, http.language())) for code in STATES]

    def absent_for(self) -> list[tuple[str, str]]:
        return [(code, lists.label(ABSENT, code, http.language())) for code in ABSENT]

    def under(self, line: AgendaLine) -> str:
        """The line under a case on the agenda: why it is on, and what came of it."""
        parts = [self.reason(one) for one in line.reasons[:2] if one.get("code") not in OPEN_ITEMS]
        if line.state == "deferred":
            parts.append(t("udsat til næste møde"))
        elif line.state == "discussed" and line.decision:
            parts.append(t("besluttet: {decision}", decision=self.outcome(line)))
        return " · ".join(parts)

    def is_open(self, line: AgendaLine) -> bool:
        """Is it an item of the coordination group about no family, which every screen may show?"""
        return bool(line.reasons) and line.reasons[0].get("code") in OPEN_ITEMS

    def came_of(self, line: AgendaLine) -> str:
        """What came of an item of the coordination group."""
        parts = [self.outcome(line)]
        if line.actions:
            parts.append(
                n("1 beslutning bliver en opgave", "{count} beslutninger bliver opgaver", line.actions)
            )
        if line.state == "discussed" and not any(parts):
            parts = [t("drøftet")]
        return "; ".join(one for one in parts if one)

    def outcomes(self) -> list[tuple[str, str]]:
        return [(code, lists.label(OUTCOMES, code, http.language())) for code in OUTCOMES]

    def number(self, value: str) -> str:
        """`33,33`, as the language writes it."""
        return value if http.language() == "en" else value.replace(".", ",")

    def outcome(self, line: AgendaLine) -> str:
        """What came of a case: the decision, or that it waits."""
        if line.state == "deferred":
            return t("udsat til næste møde")
        if line.state != "discussed" or not line.decision:
            return ""
        known = OUTCOMES if line.decision in OUTCOMES else DECISIONS
        return lists.label(known, line.decision, http.language()).lower()

    def will_get(self, line: AgendaLine) -> str:
        """What the case gets when the meeting is closed."""
        if line.state == "deferred":
            return t("udsat til næste møde")
        parts = [self.outcome(line), t(GETS[line.decision or "no_change"])]
        if line.actions:
            parts.append(n("1 aftale bliver en opgave", "{count} aftaler bliver opgaver", line.actions))
        return "; ".join(parts)

    def got(self, line: AgendaLine) -> str:
        """What the case has got, after the meeting."""
        if line.state == "deferred":
            return t("udsat til næste møde")
        if line.sent_at is None:
            return t("ikke drøftet")
        sent = t("sendt {clock}", clock=self.words.clock(line.sent_at))
        return f"{self.will_get(line)} · {sent}"

    def why(self, line: AgendaLine) -> str:
        return " ".join(reason_words(self.words.zone_uow, one) for one in line.reasons)

    def reason(self, one: dict[str, Any]) -> str:
        """Why a case is on, from its code and date."""
        at, code = self._date(one.get("at")), str(one.get("code"))
        if code == "undiscussed" and at:
            return t(UNDISCUSSED[bool(one.get("never"))], day=at)
        with_day, without = REASONS.get(code, (OTHERWISE, OTHERWISE))
        return t(with_day, day=at) if at else t(without)

    def _date(self, at: Any) -> str:
        try:
            return self.words.day(date.fromisoformat(str(at)[:10])) if at else ""
        except ValueError:
            return ""

    def attends(self, one: Attendee) -> str:
        """What stands beside a member: til stede, afløst af …, ude under sag 3."""
        case = self.found.chosen
        if one.out and case is not None and case.state == "now":
            return t("ude under sag {number}", number=case.number)
        if one.state == "deputy":
            return t("afløst af {name}", name=one.deputy or "–")
        if one.state == "absent":
            return t("fraværende")
        if one.state == "present":
            return t("leder mødet") if one.leads else t("til stede")
        return t("ikke noteret")

    def covers(self, case: OneCase) -> tuple[str, str]:
        """(what the consent covers, the sectors it does not cover)."""
        if not case.leaving:
            return t("Samtykke dækker alle til stede"), ""
        sectors = list(dict.fromkeys(sector for _, sector in case.leaving))
        return t("Samtykke dækker alle til stede, undtagen"), ", ".join(sectors)

    def since(self, found: News) -> list[tuple[str, str]]:
        """What has happened since, as (sentence, the words of somebody or "")."""
        day = self.words.day
        lines: list[tuple[str, str]] = []
        if found.checkins:
            lines.append(
                (n("1 afstemning med familien", "{count} afstemninger med familien", found.checkins), "")
            )
        lines += [(t("Opfølgning holdt {day}", day=day(one)), "") for one in found.visits]
        lines += [(t("{name} startet {day}", name=one.name, day=day(one.day)), "") for one in found.started]
        lines += [(t("{name} ophørt {day}", name=one.name, day=day(one.day)), "") for one in found.ended]
        lines += [(t("Meldt {day}:", day=day(one)), what) for one, what in found.told]
        if found.voice is not None:
            lines.append((t("Barnets egne ord {day}:", day=day(found.voice[0])), f"»{found.voice[1]}«"))
        for one in found.agreed:
            state = t("udført {day}", day=day(one.done_on)) if one.done_on else t("ikke udført")
            lines.append((t("Aftale fra sidst ({name}, {state}):", name=one.owner, state=state), one.what))
        return lines

    def goal_type(self, code: str) -> str:
        return t(GOAL_TYPES[code]) if code in GOAL_TYPES else ""


# what a decision does in the case (P07 hands it on)
GETS = {
    "no_change": N_("referatet lægges på sagen"),
    "revise_plan": N_("referatet lægges på sagen, og koordinatoren får opgaven at revidere planen"),
    "new_analysis": N_("referatet lægges på sagen, og planen revideres med et nyt analysemøde"),
    "network_meeting": N_("referatet lægges på sagen, og koordinatoren indkalder til netværksmøde"),
    "close": N_("referatet lægges på sagen, og det vurderes, om forløbet kan afsluttes"),
}
# (with a day, without)
REASONS: dict[str, tuple[str, str]] = {
    "acute_measure": (N_("Støtte før analysemødet"), N_("Støtte før analysemødet")),
    "development": (N_("Ny udvikling, meldt {day}"), N_("Ny udvikling")),
    "follow_up": (N_("Opfølgning før næste møde ({day})"), N_("Opfølgning før næste møde")),
    "financing": (N_("Ny fordeling af udgiften ({day})"), N_("Ny fordeling af udgiften")),
    "escalated": (N_("Løftet til gruppen {day}"), N_("Løftet til gruppen")),
    "added": (N_("Sat på af teamlederen"), N_("Sat på af teamlederen")),
    "at_meeting": (N_("Sat på under mødet"), N_("Sat på under mødet")),
}
# items of the coordination group that are about no family
OPEN_ITEMS = frozenset({"report", "topic"})
UNDISCUSSED = {
    True: N_("Ikke drøftet endnu, åbnet {day}"),
    False: N_("Ikke drøftet siden {day}"),
}
OTHERWISE = N_("Bliver stående på dagsordenen")


def shown_words(words: Words, found: RunPage) -> Told:
    """The words of this meeting for the reader of the request."""
    return Told(words, found)
