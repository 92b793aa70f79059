"""Management information in words (domain.md 11, T02): each figure with name, definition, value and number.

The report itself is codes, dates and numbers (`meetings.report`), so that it can be kept with the minutes and
read in either language; no child and no employee is named in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from workflow_service import calendar

Report = Mapping[str, Any]

# key -> (name, definition, unit) in Danish and English; units: percent, days, cases, number, change (signed)
FIGURES: Final[dict[str, tuple[tuple[str, str], tuple[str, str], str]]] = {
    "K01": (
        ("Gennemløbstid til plan", "Time until the plan"),
        (
            "Dage, fra kommunen blev opmærksom på behovet, til den fælles plan gælder (median).",
            "Days from awareness of the need until the common plan is in force (median).",
        ),
        "days",
    ),
    "K02": (
        ("Børnefaglige undersøgelser inden 4 måneder", "Child-protection investigations within 4 months"),
        (
            "Færdige inden 4 måneder ud af de besluttede undersøgelser, der blev færdige i perioden.",
            "Finished within 4 months, of the decided investigations finished in the period.",
        ),
        "percent",
    ),
    "K03": (
        ("Underretninger vurderet inden 24 timer", "Notifications assessed within 24 hours"),
        (
            "Vurderet i tide ud af dem, hvis tid er gået.",
            "Assessed in time, of those whose time has come.",
        ),
        "percent",
    ),
    "K04": (
        ("Statusmøder holdt fysisk i rytmen", "Status meetings held in person in the cadence"),
        (
            "Holdt fysisk med nok til stede ud af de planlagte møder.",
            "Held in person with enough there, of the planned meetings.",
        ),
        "percent",
    ),
    "K05": (
        ("Fremmøde på statusmøder", "Attendance at status meetings"),
        (
            "Til stede eller afløst ud af pladserne på de møder, der blev holdt.",
            "Present or deputised, of the seats at the meetings that took place.",
        ),
        "percent",
    ),
    "K06": (
        ("Indsats før analysemøde", "Measures before the analysis meeting"),
        (
            "Ny støtte og det, teamet selv satte i gang, der begyndte før analysemødet, ud af det hele.",
            "New support and team-initiated measures that began before the analysis meeting, of all such.",
        ),
        "percent",
    ),
    "K07": (
        ("Kontakttilgængelighed", "Availability"),
        (
            "Svaret inden for 1 arbejdsdag ud af det, familier har spurgt om.",
            "Answered within 1 working day, of what families asked.",
        ),
        "percent",
    ),
    "K08": (
        ("Koordinator-kontinuitet", "Continuity of the coordinator"),
        (
            "Åbne sager uden skift af koordinator (afløsere tæller ikke med), ud af dem, der er så gamle.",
            "Open cases without a change of coordinator in the period, of those that old.",
        ),
        "percent",
    ),
    "K09a": (
        ("Familien inddraget: mål", "Family involved: goals"),
        (
            "Mål, familien selv har sat ord på, ud af målene i de planer, der gælder.",
            "Goals voiced by the family, of the goals in the plans in force.",
        ),
        "percent",
    ),
    "K09b": (
        ("Familien inddraget: barnets stemme", "Family involved: the child's voice"),
        (
            "Barnets syn højst 3 måneder gammelt ud af sager med løbende indsats.",
            "The child's view at most 3 months old, of the cases with support under way.",
        ),
        "percent",
    ),
    "K10": (
        ("Konkrete mål på kort og lang sigt", "Concrete goals, short and long"),
        (
            "Planer med mindst ét kort og ét langt mål, der kan måles, ud af de planer, der gælder.",
            "Plans with at least one short and one long goal with an indicator, of the plans in force.",
        ),
        "percent",
    ),
    "K11": (
        ("Analysemøder med eksterne", "Analysis meetings with external experts"),
        (
            "Møder med mindst det antal eksterne fagpersoner, kommunen har bestemt, ud af de holdte.",
            "Meetings with at least the municipality's number of external experts, of those held.",
        ),
        "percent",
    ),
    "K13a": (
        ("Fleksibilitet: reviderede planer", "Flexibility: revised plans"),
        (
            "Revisioner af den fælles plan for hvert år, en sag har haft en plan.",
            "Revisions of the common plan for each year that a case has had one.",
        ),
        "number",
    ),
    "K13b": (
        ("Fleksibilitet: fra udvikling til ny plan", "Flexibility: from development to plan"),
        (
            "Dage fra den seneste udvikling, der blev meldt, til planen er revideret (median).",
            "Days from the last development that was reported until the plan is revised (median).",
        ),
        "days",
    ),
    "K14": (
        ("Fælles finansiering", "Joint financing"),
        (
            "Sager, hvor en fordeling gælder, ud af sager, hvor udgiften kan deles.",
            "Cases with a split in force, of the cases whose expense can be shared.",
        ),
        "percent",
    ),
    "K15": (
        ("Sagstal pr. koordinator", "Cases per coordinator"),
        (
            "Åbne sager delt med antallet af koordinatorer; sagerne er ikke vægtet. Normen er {norm}.",
            "Open cases divided by the number of coordinators; not weighted. The norm is {norm}.",
        ),
        "cases",
    ),
    "K16a": (
        ("Familiens oplevelse: svar", "Experience of the family: answers"),
        (
            "Familier, der har svaret, ud af de gange, familier er spurgt.",
            "Answers, of the times families were asked.",
        ),
        "percent",
    ),
    "K16b": (
        ("Familiens oplevelse: ændring", "Experience of the family: change"),
        (
            "Gennemsnitlig ændring på spørgsmålene (1 til 5) fra første svar til svaret et år efter.",
            "Mean change of the questions (1 to 5) from the first answer to the one a year later.",
        ),
        "change",
    ),
    "K17a": (
        ("Ledelsesopbakning: møder", "Management support: meetings"),
        (
            "Måneder, hvor koordinationsgruppen mødtes. Planlagte afvigelser står for sig.",
            "Months in which the coordination group met. Planned deviations stand apart.",
        ),
        "percent",
    ),
    "K17b": (
        ("Ledelsesopbakning: beslutninger", "Management support: decisions"),
        (
            "Gruppens beslutninger, der blev udført til tiden, ud af dem, hvis frist er gået.",
            "The group's decisions carried out in time, of those whose deadline has passed.",
        ),
        "percent",
    ),
    "K20": (
        ("Trivsel", "Wellbeing"),
        (
            "Børn og forældre, hvis trivsel (0 til 10) steg mindst 1 på et år, ud af dem, der har svaret.",
            "Children and parents whose wellbeing (0 to 10) rose by at least 1 in a year, of the answers.",
        ),
        "percent",
    ),
    "K22a": (
        ("Mindre indgribende indsatser: trin", "Less intrusive measures: step"),
        (
            "Gennemsnitligt trin på indsatstrappen for de indsatser, der er i gang.",
            "Mean step on the ladder of measures under way.",
        ),
        "number",
    ),
    "K22b": (
        ("Mindre indgribende indsatser: anbringelser", "Less intrusive measures: placements"),
        (
            "Sager med et barn, der er anbragt, ud af alle åbne sager.",
            "Cases with a child placed outside the home, of all open cases.",
        ),
        "percent",
    ),
    "K24": (
        ("Arbejdsbelastning", "Load of work"),
        (
            "Åbne opgaver, der er over fristen, ud af åbne opgaver med frist.",
            "Open tasks beyond their deadline, of the open tasks with one.",
        ),
        "percent",
    ),
    "K27a": (
        ("Ansøgninger afgjort til tiden", "Applications decided in time"),
        (
            "Afgjort inden fristen ud af dem, hvis frist er gået.",
            "Decided by the deadline, of those whose deadline has passed.",
        ),
        "percent",
    ),
    "K27b": (
        ("Klager, der ændrede noget", "Complaints that changed something"),
        (
            "Ændret ved genvurderingen ud af de klager, der er besvaret.",
            "Changed on re-assessment, of the complaints that were answered.",
        ),
        "percent",
    ),
}
CLOCKS: Final = {
    "law": ("Lovfrist", "Legal deadline"),
    "model": ("Modelfrist", "Model deadline"),
    "local": ("Lokal frist", "Local deadline"),
    "agreement": ("Aftale", "Agreement"),
}
DEVIATIONS: Final = {
    "deviation": ("Holdt som afvigelse", "Held as a deviation"),
    "cancelled": ("Aflyst", "Cancelled"),
    "planned": ("Ikke holdt", "Not held"),
    "open": ("Ikke afsluttet", "Not closed"),
    "running": ("Ikke afsluttet", "Not closed"),
}
MONTHS: Final = {
    "held": ("Holdt", "Held"),
    "planned_deviation": ("Planlagt afvigelse", "Planned deviation"),
    "missed": ("Ikke holdt", "Not held"),
    "coming": ("Ikke afsluttet endnu", "Not over yet"),
}


@dataclass(frozen=True)
class Figure:
    """One key figure in words. `behind`: the number it rests on; empty `value` when there is nothing."""

    key: str
    name: str
    definition: str
    value: str
    behind: str
    masked: bool


def figures(report: Report, language: str) -> list[Figure]:
    """The figures of a report, in the order of the list."""
    return [_figure(one, language) for one in report.get("figures") or ()]


def _figure(one: Mapping[str, Any], language: str) -> Figure:
    english = language == "en"
    name, definition, unit = FIGURES[one["key"]]
    told = definition[english].format(norm=one.get("norm") or "–")
    if one.get("masked"):
        few = "Fewer than {0} cases – not shown" if english else "Under {0} sager – vises ikke"
        return Figure(one["key"], name[english], told, few.format(one["least"]), "", masked=True)
    if one.get("value") is None:
        none = "Nothing in the period" if english else "Ingen i perioden"
        return Figure(one["key"], name[english], told, none, "0", masked=False)
    return Figure(
        one["key"],
        name[english],
        told,
        _value(one["value"], unit, language),
        str(one["behind"]),
        masked=False,
    )


def _value(value: float, unit: str, language: str) -> str:
    number = f"{value:g}" if unit == "days" else f"{value:+.1f}" if unit == "change" else f"{value:.1f}"
    if language != "en":
        number = number.replace(".", ",")
    if unit == "percent":
        return f"{number}%" if language == "en" else f"{number} %"
    return f"{number} {'days' if language == 'en' else 'dage'}" if unit == "days" else number


def pick(words: Mapping[str, tuple[str, str]], code: str, language: str) -> str:
    pair = words.get(code)
    return code if pair is None else pair[language == "en"]


def deviation_line(one: Mapping[str, Any], language: str) -> str:
    """`Statusmøder i Kerneteam Nord, 12.11.: holdt som afvigelse (online)`."""
    modes = {
        "online": ("online", "online"),
        "hybrid": ("nogle var med online", "some online"),
        "physical": ("fysisk", "in person"),
    }
    day = calendar.short_date(date.fromisoformat(one["on"]), language)
    how = ""
    if one["state"] == "deviation":
        how = f" ({pick(modes, one['mode'], language)})"
    return f"{one['series']}, {day}: {pick(DEVIATIONS, one['state'], language).lower()}{how}"


def clock_line(one: Mapping[str, Any], language: str) -> str:
    """`Modelfrist: 7 opgaver over fristen i 6 sager`; a small number of cases is not shown."""
    kind = pick(CLOCKS, one["type"], language)
    if one.get("masked"):
        few = (
            "over the deadline in fewer than {0} cases"
            if language == "en"
            else "over fristen i under {0} sager"
        )
        return f"{kind}: {few.format(one['least'])}"
    if language == "en":
        return f"{kind}: {one['late']} of {one['of']} tasks beyond the deadline, in {one['cases']} cases"
    return f"{kind}: {one['late']} af {one['of']} opgaver over fristen, i {one['cases']} sager"


def financing_lines(one: Mapping[str, int], language: str) -> list[str]:
    """The controller's standing item."""
    words = (
        ("active", "Fordelinger, der gælder: {0}", "Splits in force: {0}"),
        ("due", "Skal ses efter inden næste møde: {0}", "To be looked at before the next meeting: {0}"),
        ("late", "Skulle være set efter: {0}", "Should have been looked at: {0}"),
        (
            "deviated",
            "Udgiften afviger mere end aftalt: {0}",
            "The cost deviates more than agreed: {0}",
        ),
    )
    return [(en if language == "en" else da).format(one.get(key, 0)) for key, da, en in words]


def split_line(one: Mapping[str, Any], language: str) -> str:
    """An escalation or a dispute by its case number only."""
    rounds = one["rounds"]
    if language == "en":
        since = (
            f", since {calendar.short_date(date.fromisoformat(one['since']), language)}"
            if one["since"]
            else ""
        )
        return (
            f"Case {one['case']}: no agreement after {rounds} {'round' if rounds == 1 else 'rounds'}{since}"
        )
    since = (
        f", siden {calendar.short_date(date.fromisoformat(one['since']), language)}" if one["since"] else ""
    )
    return f"Sag {one['case']}: ingen enighed efter {rounds} {'runde' if rounds == 1 else 'runder'}{since}"


def month_line(one: Mapping[str, str], language: str) -> str:
    """`Juli 2026: planlagt afvigelse`."""
    first = date.fromisoformat(one["first"])
    name = calendar.month_text(first, language)
    return f"{name[0].upper()}{name[1:]}: {pick(MONTHS, one['state'], language).lower()}"


def summary(report: Report, language: str) -> str:
    """The report in a few lines, as the form shows it; the page has the whole."""
    english = language == "en"
    rows = [
        ("Sager løftet til gruppen", "Cases raised to the group", len(report.get("escalations") or ())),
        (
            "Uenighed om finansiering, der forhandles",
            "Disputes being negotiated",
            len(report.get("disputes") or ()),
        ),
        (
            "Statusmøder med afvigelse",
            "Status meetings with a deviation",
            len(report.get("deviations") or ()),
        ),
        (
            "Fravigelser fra modelreglerne",
            "Times a model rule was passed by",
            sum(one["times"] for one in report.get("overrides") or ()),
        ),
        ("Gruppens åbne beslutninger", "Open decisions of the group", report.get("open_decisions", 0)),
    ]
    lines = [f"{en if english else da}: {count}" for da, en, count in rows]
    missed = [one for one in report.get("months") or () if one["state"] == "missed"]
    lines += [month_line(one, language) for one in missed]
    lines += financing_lines(report.get("financing") or {}, language)
    return "\n".join(lines)
