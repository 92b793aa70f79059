"""Deadlines, dates and states in the words of the screen (danish.md 4)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflow_service import calendar, http
from workflow_service.states import CaseStatus, ClockType
from workflow_service.store import UnitOfWork
from workflow_service.web.texts import N_, t

GROUPS = {
    "overdue": N_("Overskredet"),
    "today": N_("I dag"),
    "week": N_("Denne uge"),
    "later": N_("Senere"),
}
CLOCKS = {
    ClockType.LAW: (N_("Lov"), N_("Lovfrist")),
    ClockType.MODEL: (N_("Model"), N_("Modelfrist")),
    ClockType.LOCAL: (N_("Lokal"), N_("Lokal frist")),
    ClockType.AGREEMENT: (N_("Aftale"), N_("Aftale")),
}
# how the days of a clock count (`parameter.calendar_kind`)
COUNTED = {
    "clock": N_("Timer døgnet rundt, også i weekenden"),
    "calendar": N_("Alle dage tæller"),
    "weekday": N_("Hverdage, mandag til lørdag"),
    "working_day": N_("Arbejdsdage, mandag til fredag"),
}
PHASES = {
    CaseStatus.INTAKE: N_("Opstart"),
    CaseStatus.ASSESSMENT: N_("Tværfaglig udredning"),
    CaseStatus.ANALYSIS: N_("Analyse"),
    CaseStatus.PLANNING: N_("Plan og afgørelse"),
    CaseStatus.ACTIVE: N_("Løbende indsats"),
    CaseStatus.PAUSED: N_("Sat i bero"),
    CaseStatus.CLOSED: N_("Afsluttet"),
}
STATES = {
    "active": N_("I gang"),
    "suspended": N_("Sat i bero"),
    "completed": N_("Gennemført"),
    "terminated": N_("Stoppet"),
}
# a deadline in days ends with its day: such a clock time says nothing
DAY_ENDS = time(23, 59)


@dataclass(frozen=True)
class Due:
    """A deadline for the list: `word` ("i dag", "3 dage over"), `clock` ("kl. 15.00" or ""), `date` below
    it, the group it belongs to and the state that colours it ("" says nothing)."""

    word: str
    clock: str
    date: str
    group: str
    state: str


@dataclass(frozen=True)
class Words:
    """Formats moments for one reader: language, zone and the moment that is now."""

    language: str
    zone_uow: UnitOfWork

    @property
    def now(self) -> datetime:
        return self.zone_uow.now

    @property
    def today(self) -> date:
        return self.local(self.now).date()

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone_uow.zone)

    def day(self, value: date | datetime | None) -> str:
        """`man. 23.11.` this year, `23.11.2026` otherwise."""
        if value is None:
            return ""
        day = self.local(value).date() if isinstance(value, datetime) else value
        return calendar.table_date(day, self.today, self.language)

    def long_day(self, value: date | datetime) -> str:
        day = self.local(value).date() if isinstance(value, datetime) else value
        return calendar.long_date(day, self.language)

    def full_day(self, day: date) -> str:
        """`12.3.2026` whatever the year: a mark that is read years later."""
        return calendar.short_date(day, self.language)

    def clock(self, moment: datetime) -> str:
        return calendar.clock_text(moment, self.zone_uow.zone, self.language)

    def moment(self, moment: datetime | None) -> str:
        """`man. 23.11. kl. 13.30`. Of a meeting at midnight only the day is known."""
        if moment is None:
            return ""
        if self.local(moment).time() == time():
            return self.day(moment)
        return f"{self.day(moment)} {self.clock(moment)}"

    def weekday(self, day: date) -> str:
        return calendar.long_date(day, self.language).split(" ")[0]

    def since(self, moment: datetime) -> str:
        """How long ago in days: "i dag", "1 dag", "12 dage"."""
        days = (self.today - self.local(moment).date()).days
        if days <= 0:
            return t("i dag")
        return t("1 dag") if days == 1 else t("{count} dage", count=days)

    def due(self, at: datetime | None, clock_type: str) -> Due:
        """The deadline in words. Red is for a broken law only (domain.md 14)."""
        if at is None:
            return Due(t("ingen frist"), "", "", "later", "")
        local = self.local(at)
        day, today = local.date(), self.today
        clock = "" if local.time() >= DAY_ENDS else self.clock(at)
        word = calendar.relative_day(day, today, self.language)
        shown = self.day(day)
        if at <= self.now:
            state = "overdue-law" if clock_type == ClockType.LAW else "overdue"
            word = t("overskredet") if day == today else word
            return Due(word, clock if day == today else "", shown, "overdue", state)
        if day == today:
            return Due(word, clock, shown, "today", "today")
        if day <= today + timedelta(days=6 - today.weekday()):
            tomorrow = day == today + timedelta(days=1)
            return Due(word if tomorrow else self.weekday(day), clock, shown, "week", "")
        return Due(word, clock, shown, "later", "")


def words_of(uow: UnitOfWork) -> Words:
    """The formats for the reader of this request."""
    return Words(http.language(), uow)


def phase_name(code: str | None) -> str:
    """The words of a phase; an unknown code says nothing."""
    found = PHASES.get(CaseStatus(code)) if code in list(CaseStatus) else None
    return t(found) if found else ""


def clock_words(code: str) -> tuple[str, str]:
    """(badge, whole name) of a clock type."""
    badge, name = CLOCKS.get(ClockType(code) if code in list(ClockType) else ClockType.AGREEMENT, ("", ""))
    return t(badge), t(name)


def first_sentence(text: str) -> str:
    """The first sentence of a reason, for a line in a list."""
    head, dot, _ = text.strip().partition(". ")
    return head + "." if dot else head


def confirmed(day: date | None, *, inline: bool = False) -> str:
    """The mark of a section of law: `Bekræftet 12.3.2026`, or that nobody has confirmed it (domain.md 12)."""
    if day is None:
        return t("ikke bekræftet") if inline else t("Ikke bekræftet")
    told = calendar.short_date(day, http.language())
    return t("bekræftet {day}", day=told) if inline else t("Bekræftet {day}", day=told)


def told_words(step: str) -> str:
    """A step of the reminders in words: "-2d" is two days before the deadline."""
    days = 0 if step == "0" else int(step.rstrip("d"))
    if days == 0:
        return t("på fristens dag")
    if days < 0:
        return t("1 dag før fristen") if days == -1 else t("{count} dage før fristen", count=-days)
    return t("1 dag efter fristen") if days == 1 else t("{count} dage efter fristen", count=days)
