"""The values that a process owner sets, in words: `14 dage`, `kl. 8.00`, `2 dage før fristen`."""

from __future__ import annotations

import re

from workflow_service import access, calendar, http
from workflow_service.errors import Rejection
from workflow_service.store.parameters import Parameter
from workflow_service.web.texts import N_, t
from workflow_service.web.words import told_words

# months and years are counted in no days
_MONTHS = re.compile(r"P(\d+Y)?(\d+M)?")
# of the day, told as the time since midnight
_TIMES = ("office_opens", "office_closes", "office_closes_friday")
_STEPS = "reminder_steps"
_CALENDARS = {
    "clock": N_("timer på uret"),
    "calendar": N_("kalenderdage"),
    "weekday": N_("hverdage"),
    "working_day": N_("arbejdsdage"),
}
# values that are codes
_VALUES = {
    "dk": N_("danske helligdage"),
    "easter": N_("påskeugen"),
    "mon-sat": N_("mandag–lørdag"),
    "disability_child": N_("børnehandicapområdet"),
    "1+1": N_("ét møde og i særlige tilfælde ét opfølgende"),
}


def spoken(parameter: Parameter) -> str:
    """A value in words. One that cannot be read is shown as it is written."""
    text = str(parameter.value)
    try:
        if parameter.key in _TIMES:
            return _time_of_day(text)
        if parameter.key == _STEPS:
            return ", ".join(told_words(step.name) for step in calendar.parse_steps(text))
        if text.startswith("P"):
            return calendar.in_words(calendar.parse_duration(text), http.language())
    except (Rejection, ValueError):
        return text
    if isinstance(parameter.value, float):
        return text.replace(".", ",") if http.language() == "da" else text
    if isinstance(parameter.value, int):
        return f"{parameter.value:,}".replace(",", "." if http.language() == "da" else ",")
    return ", ".join(_word(part.strip()) for part in text.split(","))


def _time_of_day(text: str) -> str:
    minutes = int(calendar.parse_duration(text).clock.total_seconds()) // 60
    mark = "." if http.language() == "da" else ":"
    return t("kl. {time}", time=f"{minutes // 60}{mark}{minutes % 60:02}")


def _word(code: str) -> str:
    return t(_VALUES[code]) if code in _VALUES else access.role_name(code, http.language())


def counted_in(parameter: Parameter) -> str:
    """Which days a duration counts; nothing for values that are no duration, or in months and years only."""
    text = str(parameter.value)
    counts = text.startswith("P") and not _MONTHS.fullmatch(text) and parameter.key not in _TIMES
    return t(_CALENDARS[parameter.calendar_kind]) if counts and parameter.calendar_kind in _CALENDARS else ""
