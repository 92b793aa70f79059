"""Who works in Egelund Kommune: units, standing core teams, users with their roles, external experts.

Everybody is invented. A login is the role's id with a number, so that one can guess who may do what.
"""

from __future__ import annotations

from dataclasses import dataclass

from workflow_service.store import UnitOfWork, people, teams

NAME = "Egelund Kommune"
PASSWORD = "egelund-demo-2026"  # noqa: S105 - the shared password of invented people, printed by the command

# key -> (name, sector); the first two receive families and have a standing core team
UNITS = {
    "north": ("Børn og Familie Nord", "disability_child"),
    "south": ("Børn og Familie Syd", "disability_child"),
    "ppr": ("PPR Egelund", "ppr"),
    "health": ("Sundhedsplejen", "health"),
    "jobcentre": ("Jobcenter Egelund", "employment"),
    "adults": ("Voksen og Handicap", "adult_social"),
    "day_care": ("Dagtilbud Egelund", "day_care"),
    "school": ("Åskolen", "school"),
    "management": ("Børne- og Familieforvaltningen", "social_child"),
    "digital": ("Digitalisering og IT", "other"),
}

TEAMS = {"north": "Kerneteam Nord", "south": "Kerneteam Syd"}


@dataclass(frozen=True)
class Staff:
    """A user. `roles`: (role, kind of scope, key of unit or team); `team`: seat in a core team as (team,
    profession, sector, legal bases covered)."""

    login: str
    name: str
    profession: str
    unit: str
    roles: tuple[tuple[str, str, str], ...] = ()
    team: tuple[str, str, str, tuple[str, ...]] | None = None


def _adviser(login: str, name: str, unit: str) -> Staff:
    role = ("child_disability_adviser", "team", unit)
    return Staff(login, name, "child_disability_adviser", unit, (role,))


def _member(
    number: int, name: str, unit: str, team: str, profession: str, sector: str, *sections: str
) -> Staff:
    seat = (team, profession, sector, sections)
    return Staff(f"core_team_member{number}", name, profession, unit, (), seat)


def _one(login: str, name: str, unit: str, *places: tuple[str, str]) -> Staff:
    role = login.rstrip("0123456789")
    return Staff(login, name, "other", unit, tuple((role, kind, scope) for kind, scope in places))


STAFF = (
    # coordinators are advisers of the child-disability area (INV-01); the appointment makes them coordinator
    _adviser("family_coordinator1", "Mette Holm", "north"),
    _adviser("family_coordinator2", "Jonas Friis", "north"),
    _adviser("family_coordinator3", "Birgitte Lund", "south"),
    _adviser("family_coordinator4", "Søren Kjeldsen", "south"),
    _adviser("child_disability_adviser1", "Camilla Bang", "north"),
    _adviser("child_disability_adviser2", "Henrik Juul", "north"),
    _adviser("child_disability_adviser3", "Line Thorsen", "south"),
    _adviser("child_disability_adviser4", "Rasmus Eskildsen", "south"),
    _one("team_leader1", "Anne Skov", "north", ("team", "north")),
    _one("team_leader2", "Per Halberg", "south", ("team", "south")),
    _member(1, "Karen Dahl", "ppr", "north", "ppr", "ppr"),
    _member(2, "Peter Moos", "health", "north", "health_visitor", "health"),
    _member(3, "Lis Ravn", "north", "north", "family_therapist", "social_child", "barnets_lov_32"),
    _member(4, "Tina Borup", "north", "north", "adviser", "social_child", "barnets_lov_20"),
    _member(5, "Bo Krag", "jobcentre", "north", "employment_adviser", "employment"),
    _member(6, "Gerda Ploug", "adults", "north", "adult_adviser", "adult_social"),
    _member(7, "Ulla Vang", "ppr", "south", "ppr", "ppr"),
    _member(8, "Maja Rønne", "health", "south", "health_visitor", "health"),
    _member(9, "Klaus Hede", "south", "south", "family_therapist", "social_child", "barnets_lov_32"),
    _member(10, "Dorte Sand", "jobcentre", "south", "employment_adviser", "employment"),
    Staff("case_professional1", "Birgit Kvist", "teacher", "school"),
    _one("intake_worker1", "Ida Lund", "north", ("unit", "north")),
    _one("intake_worker2", "Kasper Winge", "south", ("unit", "south")),
    _one("notification_officer1", "Pia Holbæk", "north", ("unit", "north"), ("unit", "south")),
    _one("duty_officer1", "Mogens Tang", "management", ("unit", "north"), ("unit", "south")),
    _one("department_head1", "Erik Balslev", "management", ("unit", "north"), ("unit", "south")),
    _one("department_head2", "Ruth Villadsen", "adults", ("unit", "adults")),
    _one("coordination_chair1", "Kirsten Aaby", "management", ("tenant", "")),
    _one("manager1", "Torben Kofoed", "management", ("unit", "north"), ("unit", "south")),
    _one("controller1", "Hanne Gram", "management", ("unit", "north"), ("unit", "south")),
    _one("grant_authority1", "Lone Fisker", "management", ("unit", "north"), ("unit", "south")),
    # grants for the sectors beside the family's own
    _one(
        "grant_authority2",
        "Vagn Stær",
        "management",
        *(
            ("unit", key)
            for key in ("north", "south", "jobcentre", "adults", "ppr", "health", "school", "day_care")
        ),
    ),
    _one("process_owner1", "Signe Møller", "management", ("tenant", "")),
    _one("auditor1", "Nina Stage", "management", ("tenant", "")),
    _one("system_admin1", "Jesper Ørum", "digital", ("tenant", "")),
    _one("integration1", "Fagsystem Egelund", "digital", ("tenant", "")),
    # gets access to the material of one meeting by the invitation (P04)
    Staff("external_expert1", "Hanne Juhl", "doctor", "health"),
)

# what somebody in each team must cover, and why nobody does (domain.md 2.1, item 4)
SECTIONS = ("barnets_lov_20", "barnets_lov_32")
GAPS = {
    "south": (("barnets_lov_20",), "Kerneteam Nord laver undersøgelserne, til den ledige stilling er besat.")
}

# name, organisation, expertise, themes, contact, login
EXPERTS = (
    ("Hanne Juhl", "Børneneurologisk Klinik", "Epilepsi, søvn og udvikling", "health", "external_expert1"),
    ("Torben Aagaard", "Videnscenter for autisme", "Autisme og skole", "ppr_assessment", None),
    ("Inger Lykke", "Børnehabiliteringen", "Motorik og kommunikation", "functional_ability", None),
    ("Steen Falk", "Børnepsykiatrisk Ambulatorium", "Angst og opmærksomhed", "child_development", None),
    ("Vibeke Rask", "Specialrådgivningen", "Syn, hørelse og sjældne diagnoser", "health", None),
    ("Morten Hald", "Familiehuset Skoven", "Forældresamarbejde i to hjem", "family_environment", None),
)


@dataclass(frozen=True)
class Login:
    """A line of the table of log-ins."""

    login: str
    name: str
    role: str


@dataclass(frozen=True)
class Place:
    """The ids of what was set up: users by login, units and teams by key."""

    users: dict[str, str]
    units: dict[str, str]
    teams: dict[str, str]


def set_up(uow: UnitOfWork, password: str | None = PASSWORD) -> Place:
    """Makes units, users with their roles, core teams and the register of experts."""
    units = {key: people.create_unit(uow, name, sector) for key, (name, sector) in UNITS.items()}
    uow.flush()
    team_ids = {key: teams.create_team(uow, name, units[key]) for key, name in TEAMS.items()}
    users = {}
    for number, staff in enumerate(STAFF, start=1):
        users[staff.login] = people.create_user(
            uow,
            staff.login,
            staff.name,
            password=password,
            unit_id=units[staff.unit],
            profession=staff.profession,
            phone=f"51 00 00 {number:02}",
            email=f"{staff.login}@egelund.example",
        )
    uow.flush()
    place = Place(users, units, team_ids)
    for staff in STAFF:
        _roles(uow, place, staff)
    for key, team_id in team_ids.items():
        teams.set_sections(uow, team_id, SECTIONS)
        if key in GAPS:
            teams.set_gap(uow, team_id, *GAPS[key])
    for number, (name, organisation, expertise, theme, login) in enumerate(EXPERTS, start=61):
        contact = f"51 00 00 {number:02}"
        user_id = users[login] if login else None
        teams.add_expert(uow, name, organisation, expertise, tags=[theme], contact=contact, user_id=user_id)
    return place


def _roles(uow: UnitOfWork, place: Place, staff: Staff) -> None:
    user_id = place.users[staff.login]
    for role, kind, key in staff.roles:
        scope_id = {"team": place.teams.get(key), "unit": place.units.get(key)}.get(kind)
        people.grant(uow, user_id, role, kind, scope_id)
    if staff.team is not None:
        team, profession, sector, sections = staff.team
        teams.add_member(
            uow, place.teams[team], user_id, profession=profession, sector=sector, sections=sections
        )


def logins() -> tuple[Login, ...]:
    """The table of log-ins, each with the role that its login names."""
    return tuple(Login(staff.login, staff.name, staff.login.rstrip("0123456789")) for staff in STAFF)
