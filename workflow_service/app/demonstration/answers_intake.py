"""Answers of intake: inquiry, master data, screening, risk, coordinator, first talk, participants, notes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.asking import Ask
from workflow_service.app.demonstration.families import Parent, address, cpr
from workflow_service.app.demonstration.profiles import phrases

Answers = dict[str, Any]

COORDINATORS = {
    "north": ("Mette Holm", "Jonas Friis", "Camilla Bang", "Henrik Juul"),
    "south": ("Birgitte Lund", "Søren Kjeldsen", "Line Thorsen", "Rasmus Eskildsen"),
}
RECEIVERS = {"north": "Ida Lund", "south": "Kasper Winge"}
_PHONES = "51 01"
_AGREED = "Aftalt med familien, hvad der sker nu, og hvornår vi taler sammen igen."


def phone(ask: Ask, at: int) -> str:
    return f"{_PHONES} {ask.family.number:02} {at:02}"


def inquiry(ask: Ask) -> Answers:
    family = ask.family
    first = family.parents[0]
    source, who = family.pick(
        (
            ("family", f"{first.name}, {first.role.lower()}, {phone(ask, 1)}"),
            ("school", "Birgit Kvist, lærer på Åskolen"),
            ("application", f"{first.name}, {first.role.lower()}, {phone(ask, 1)}"),
            ("region", "Børneafdelingen, socialrådgiver Jette Borg"),
        ),
        "source",
    )
    return {
        "source": "notification" if family.has("abuse") else source,
        "who": who,
        "child": family.child,
        "what": ask.say(ask.profile.inquiry),
        "acute": family.has("acute"),
    }


def _parent(ask: Ask, parent: Parent, at: int) -> Answers:
    born = ask.today.replace(year=ask.today.year - 34 - ask.family.number % 9, month=1 + at * 4, day=9 + at)
    return {
        "name": parent.name,
        "phone": phone(ask, at + 1),
        "role": "parent",
        "cpr": cpr(born, ask.family.number + at * 40, parent.role == "Far"),
        "custody": True,
        "residence": parent.residence,
        "interpreter": parent.interpreter,
        "letter_language": parent.letters,
        # one in nine has no use of a computer
        "digital_post": "exempt" if ask.family.number % 9 == 4 and at == 0 else "active",
        "address_protected": parent.protected,
    }


def _households(ask: Ask) -> list[Answers]:
    found = []
    for home in sorted({parent.home for parent in ask.family.parents}):
        adults = [parent for parent in ask.family.parents if parent.home == home]
        names = [parent.first for parent in adults]
        names += [ask.family.first] if home == 0 else [f"{ask.family.first} hver anden weekend"]
        names += [name.split()[0] for name, _ in ask.family.siblings] if home == 0 else []
        found.append(
            {
                "address": address(ask.family, home),
                "members": ", ".join(names),
                "protected": any(parent.protected for parent in adults),
            }
        )
    return found


def master_data(ask: Ask) -> Answers:
    family, support = ask.family, list(ask.profile.support)
    born = family.born(ask.today)
    if family.has("employment"):
        support.append("employment_parents")
    identity: Answers = {"cpr_unknown": False, "child_cpr": cpr(born, family.number, family.boy)}
    if family.has("unborn"):
        identity = {"cpr_unknown": True, "replacement_id": f"Ventet barn {family.number}"}
    # the municipality had heard of some families before they wrote themselves
    aware = ask.today - timedelta(days=34 if family.has("investigation") else family.number % 3)
    school = "Åskolen" if family.age >= 6 else "Børnehuset Skovmusen" if family.age >= 1 else ""
    return {
        "awareness_date": aware.isoformat(),
        **identity,
        "birth_date": born.isoformat(),
        "letter_language": "da",
        "digital_post": "unknown",
        "disability_summary": ask.say(ask.profile.disability),
        "school": [{"name": school, "contact": "Birgit Kvist"}] if school else [],
        "support_types": support,
        "applications": _applications(ask, support),
        "households": _households(ask),
        "parents": [_parent(ask, parent, at) for at, parent in enumerate(family.parents)],
        "siblings": [_sibling(ask, at) for at in range(len(family.siblings))],
        "wish": ask.say(ask.profile.wish),
        "attachments": [],
    }


def correction(ask: Ask) -> Answers:
    """The family as it is written down, with another telephone number."""
    asked = (
        "child_name",
        "cpr_unknown",
        "child_cpr",
        "letter_language",
        "digital_post",
        "disability_summary",
    )
    known = {key: ask.data.get(key) for key in (*asked, "school", "households", "siblings")}
    parents = [{**row, "phone": phone(ask, at + 5)} for at, row in enumerate(ask.data.get("parents") or ())]
    return {**known, "parents": parents, "reason": "Forældrene har fået nye telefonnumre.", "attachments": []}


def _applications(ask: Ask, support: list[str]) -> list[Answers]:
    sections = {"extra_costs": "barnets_lov_86", "lost_earnings": "barnets_lov_87"}
    return [
        {"section": section, "type": kind, "received": ask.today.isoformat()}
        for kind, section in sections.items()
        if kind in support
    ]


def _sibling(ask: Ask, at: int) -> Answers:
    name, age = ask.family.siblings[at]
    born = ask.today - timedelta(days=age * 365 + 100)
    return {
        "name": name,
        "birth_date": born.isoformat(),
        "cpr": cpr(born, ask.family.number + 20, at % 2 == 1),
    }


def screening(ask: Ask) -> Answers:
    family = ask.family
    lasting = "no" if family.has("guidance") else "yes"
    if family.has("unclear") and ask.number == 1:
        lasting = "unclear"
    heard = [{"name": parent.name, "role": parent.role} for parent in family.parents]
    if family.has("abuse") or family.has("honour"):
        # parents are not contacted before the risk is known (INV-14, INV-15)
        heard = [{"name": "Birgit Kvist", "role": "Klasselærer"}]
    reason = {
        "yes": "Funktionsnedsættelsen er varig, og familien har brug for flere slags hjælp på samme tid.",
        "no": "Vanskelighederne kan klares med rådgivning. Familien får vejledning om, hvad der er.",
        "unclear": "Der mangler en udtalelse fra sygehuset, før vi kan sige, om det er varigt.",
    }[lasting]
    if family.has("acute") or family.has("abuse"):
        reason = "Barnets sikkerhed skal vurderes først. Teamlederen har fået besked."
    serious = family.has("investigation")
    return {
        "acute": family.has("acute"),
        "abuse_suspicion": family.has("abuse"),
        "honour_risk": family.has("honour"),
        "disability_related": True,
        "significant_lasting": lasting,
        "serious_or_complex": serious,
        "placement_considered": False,
        "violent_home": False,
        "outcome": "full_investigation" if serious else "none" if lasting == "no" else "exploration",
        "heard": heard,
        "reason": reason,
        "decided_by": ask.choose(
            "users:intake_worker+child_disability_adviser+team_leader", RECEIVERS[family.team]
        ),
    }


def acute_assessment(ask: Ask) -> Answers:
    """F32: in an acute case somebody helps at home from today; otherwise there is no danger now."""
    danger = ask.family.has("acute")
    acts: list[Answers] = [{"text": ask.say("{hjælper} er hos {barn} i aften"), "kind": "act"}]
    if danger:
        act = "Støtte i hjemmet fra i dag, morgen og aften"
        acts.append({"text": act, "kind": "supportive", "catalogue_item": "home_support"})
    reason = "Familien kan ikke være alene med opgaven, til analysemødet er holdt." if danger else None
    return {
        "what_happened": ask.say(ask.profile.challenge),
        "danger_now": danger,
        "safe_until": ask.family.companion,
        "acts_now": acts,
        **({"early_reason": reason} if reason else {}),
        "took_part": [ask.options("users:any")[0][0]],
    }


def risk_assessment(ask: Ask) -> Answers:
    child = ask.family.first
    leader = "Anne Skov" if ask.family.team == "north" else "Per Halberg"
    return {
        "signs": [
            {"text": f"{child} må ikke længere gå hjem med veninderne. Set af klasselæreren siden sommer."},
            {"text": f"{child} har spurgt læreren, om man kan sige nej til en rejse."},
        ],
        "risk_to_child": "moderate",
        "risk_to_child_text": f"{child} er bange for at blive sendt på en lang rejse, hvis familien hører, "
        "at hun har talt med skolen.",
        "safe_contact": "I skoletiden gennem skolens socialrådgiver, aldrig på telefon eller brev.",
        "who_may_know": [
            ask.choose("users:any", leader),
            ask.choose("users:any", RECEIVERS[ask.family.team]),
        ],
        "conclusion": f"Forældrene kontaktes ikke endnu. Vi taler med {child} på skolen først og tager "
        "stilling igen på fredag.",
    }


def coordinator_appointment(ask: Ask) -> Answers:
    names = COORDINATORS[ask.family.team]
    at = ask.family.number % 2
    if ask.family.sibling_of is not None:
        at = ask.family.sibling_of % 2
    return {
        "coordinator": ask.choose("users:child_disability_adviser", names[at]),
        "substitute": ask.choose("users:child_disability_adviser", names[at + 2]),
        "reason": f"{names[at]} kender området og har tid til familien nu.",
    }


def first_talk(ask: Ask) -> Answers:
    family = ask.family
    interpreter = next((parent.interpreter for parent in family.parents if parent.interpreter), None)
    answers: Answers = {
        "contact": family.pick(("visit", "meeting", "phone"), "contact"),
        "participants": talked_with(ask),
        "how_is_it": ask.say(
            "Familien er træt, men glad for at få én at ringe til. {mor} fortæller mest. Vi talte om "
            "modellen, om hvordan {barn} kan være med, og om at tage en bisidder med."
        ),
        "own_control": 1 + family.number % 4,
        "bisidder": family.companion,
        "interpreter_needed": interpreter is not None,
        "child_participation": ways(ask),
    }
    if interpreter is not None:
        answers["interpreter"] = interpreter
    if "through_person" in answers["child_participation"]:
        answers["child_through"] = family.companion
    return answers


def talked_with(ask: Ask) -> list[Answers]:
    if ask.family.has("honour"):
        return [{"name": ask.family.child, "role": "Den unge"}]
    return [{"name": parent.name, "role": parent.role} for parent in ask.family.parents]


def ways(ask: Ask) -> list[str]:
    """How the child takes part in meetings."""
    if ask.family.age < 4:
        return ["through_person"]
    if ask.family.age < 13:
        return ["before_meeting", "drawing_pictures_video"]
    return ["present"]


def sector_involvements(ask: Ask) -> Answers:
    family, since = ask.family, (ask.today - timedelta(days=150 + family_days(ask))).isoformat()
    rows = []
    if family.has("employment"):
        who = "Lars Brogaard, jobcentret"
        rows.append(
            {"person": ask.person(family.parents[0].name), "sector": "employment", "professional": who}
        )
    if family.age >= 6:
        who = "Hella Lyng, PPR"
        rows.append({"person": ask.person(family.child), "sector": "ppr", "professional": who})
    elif 0 <= family.age < 6:
        who = "Anni Fog, sundhedsplejen"
        rows.append({"person": ask.person(family.child), "sector": "health", "professional": who})
    if not rows:
        return {"no_involvements": True}
    return {"no_involvements": False, "sector_involvements": [{**row, "since": since} for row in rows]}


def corrected_involvements(ask: Ask) -> Answers:
    """The health visitor is one more who helps; whoever was there still is."""
    known = ask.rows("sector_involvements")
    new = {
        "person": ask.person(ask.family.child),
        "sector": "health",
        "professional": "Anni Fog, sundhedsplejen",
        "since": ask.today.isoformat(),
    }
    return {
        "no_involvements": False,
        "sector_involvements": [*known, new],
        "change_reason": ask.say("{mor} fortalte, at sundhedsplejersken også kommer i hjemmet nu."),
    }


def family_days(ask: Ask) -> int:
    return ask.family.number * 7 % 200


def participants(ask: Ask) -> Answers:
    proposed = list(ask.data.get("proposed_members") or ())
    members = [value for value, _ in ask.options("core_team_members")]
    # a meeting with the family needs at least two of the core team (INV-03)
    chosen = [*proposed, *(one for one in members if one not in proposed)][: max(2, len(proposed))]
    others = []
    if ask.family.age >= 6:
        others = [
            {"name": "Birgit Kvist", "profession": "teacher", "sector": "school", "phone": "51 02 00 01"}
        ]
    elif ask.family.age >= 1:
        others = [
            {"name": "Ole Buhl", "profession": "pedagogue", "sector": "day_care", "phone": "51 02 00 02"}
        ]
    return {
        "team_members": chosen,
        "case_professionals": others,
        "reason": "Forslaget er suppleret, så mindst to fra kerneteamet følger familien hele vejen.",
    }


def note(ask: Ask) -> Answers:
    return {
        "date": ask.today.isoformat(),
        "type": ask.family.pick(("phone", "meeting", "mail"), ask.element),
        "with_whom": [] if ask.family.has("honour") or ask.family.has("abuse") else talked_with(ask),
        "text": phrases()["notes"].get(ask.element, _AGREED),
        "done": True,
        "development": False,
        "checkin": False,
        "counts_as_child_view": False,
        "attachments": [],
    }
