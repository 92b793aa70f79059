"""A small municipality, and a course through the forms as the work list drives it: prefill, form, rules,
operation, document. Only the diagram is left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from workflow_service import casefile
from workflow_service.casefile import letter_templates
from workflow_service.engine.face import Element
from workflow_service.forms import Form, FormContext, read_form
from workflow_service.rules.releases import fingerprint
from workflow_service.runtime.operations import Call, Result
from workflow_service.store import Actor, Database, Membership, UnitOfWork, packaged, parameters, tables
from workflow_service.store import studio as studio_query
from workflow_service.store.casefile_rows import add

ROOT = Path(__file__).parents[3]
BORN = datetime(2020, 1, 1, tzinfo=UTC)

USERS = {
    # login: (name, profession, roles at (kind, scope))
    "iben": ("Iben Lund", "adviser", [("intake_worker", "unit")]),
    "tove": ("Tove Krag", "adviser", [("team_leader", "team")]),
    "mette": ("Mette Holm", "child_disability_adviser", [("child_disability_adviser", "team")]),
    "jonas": ("Jonas Friis", "child_disability_adviser", [("child_disability_adviser", "team")]),
    "pia": ("Pia Ørsted", "ppr", []),
    "sune": ("Sune Aagaard", "health_visitor", []),
    "lis": ("Lis Ravn", "adviser", []),
}
TEAM = ("mette", "pia", "sune")


@cache
def form(key: str) -> Form:
    path = ROOT / "forms" / f"{key}.form.json"
    return read_form(path.read_bytes(), (ROOT / "forms" / f"{key}.en.json").read_bytes())


def publish_letters(uow: UnitOfWork) -> None:
    """A release with the words of the letters and nothing else."""
    ids = []
    for one in letter_templates.unpack((ROOT / "bpmn" / "data" / "letters.json").read_bytes()):
        ids.append(uow.new_id())
        row = {
            "id": ids[-1],
            "kind": "letter",
            "key": one.key,
            "version": 1,
            "name": one.name,
            "file": one.key,
        }
        digest = fingerprint(one.content, None)
        values = {"content": one.content, "translation": None, "sha256": digest, "created_at": BORN}
        studio_query.add_definition(uow, {**row, **values})
    release = {"id": uow.new_id(), "number": 1, "effective_at": BORN, "created_at": BORN}
    deployment = {"id": uow.new_id(), "release_id": release["id"], "deployed_at": BORN}
    studio_query.add_release(uow, release, ids, deployment)


@dataclass
class Municipality:
    """Ids by login, and the acting people."""

    database: Database
    unit: str = ""
    team: str = ""
    ids: dict[str, str] = field(default_factory=dict)

    def found(self) -> Municipality:
        with self.database.begin() as uow:
            self.unit, self.team = uow.new_id(), uow.new_id()
            uow.insert(tables.unit, {"id": self.unit, "name": "Børnehandicap", "sector": "disability_child"})
            team = {"id": self.team, "name": "Kerneteam Nord", "unit_id": self.unit, "created_at": BORN}
            uow.insert(tables.core_team, team)
            for login, (name, profession, roles) in USERS.items():
                self._add_user(uow, login, name, profession, roles)
            for login in TEAM:
                self._add_member(uow, login)
            data = ROOT / "bpmn" / "data"
            packaged.import_reference_data(
                uow,
                parameters=(data / "parameters.json").read_bytes(),
                legal_bases=(data / "legal_bases.json").read_bytes(),
            )
            publish_letters(uow)
        return self

    def _add_user(
        self, uow: UnitOfWork, login: str, name: str, profession: str, roles: list[tuple[str, str]]
    ) -> None:
        self.ids[login] = user_id = uow.new_id()
        row = {
            "id": user_id,
            "login": login,
            "name": name,
            "sort_name": name.lower(),
            "profession": profession,
            "phone": f"70 10 20 {len(self.ids):02}",
            "email": f"{login}@egelund.example",
            "unit_id": self.unit,
            "language": "da",
            "password_hash": None,
            "active": True,
            "failed_logins": 0,
            "locked_until": None,
            "created_at": BORN,
            "valid_to": None,
        }
        uow.insert(tables.app_user, row)
        for role, kind in roles:
            scope = self.unit if kind == "unit" else self.team
            uow.insert(
                tables.membership,
                {
                    "id": uow.new_id(),
                    "user_id": user_id,
                    "role": role,
                    "scope_kind": kind,
                    "scope_id": scope,
                    "valid_from": BORN,
                    "valid_to": None,
                    "ground": "assigned",
                },
            )

    def _add_member(self, uow: UnitOfWork, login: str) -> None:
        _, profession, _ = USERS[login]
        uow.insert(
            tables.team_membership,
            {
                "team_id": self.team,
                "user_id": self.ids[login],
                "profession": profession,
                "sector": "disability_child",
                "sections": "[]",
                "deputy_id": None,
                "valid_from": None,
                "valid_to": None,
            },
        )

    def actor(self, login: str, language: str = "da") -> Actor:
        with self.database.begin(write=False) as uow:
            held = uow.rows(
                "SELECT role, scope_kind, scope_id FROM membership WHERE tenant_id = 1 AND user_id = ?"
                " AND valid_to IS NULL",
                self.ids[login],
            )
        members = tuple(Membership(m["role"], m["scope_kind"], str(m["scope_id"])) for m in held)
        return Actor(self.ids[login], login, USERS[login][0], language, self.unit, members)


@dataclass
class Course:
    """One family's case. `process` holds what the operations returned, as the diagram's variables would."""

    town: Municipality
    number: str = "2026-0001"
    case_id: str | None = None
    key_id: str = ""
    process: dict[str, Any] = field(default_factory=dict)

    @contextmanager
    def acting(self, login: str = "iben") -> Iterator[UnitOfWork]:
        with self.town.database.begin(self.town.actor(login), purpose="test") as uow:
            yield uow

    def call(self, uow: UnitOfWork, operation: str | None, **more: Any) -> Call:
        form_key = more.pop("form", None)
        attributes = {"guards": more.pop("guards", "")} | ({"operation": operation} if operation else {})
        element = Element(
            operation or "task",
            "case_main",
            "userTask",
            "",
            "",
            None,
            1,
            form=form_key,
            attributes=attributes,
        )
        return Call(
            "01890000-0000-7000-8000-000000000001",
            self.number,
            "case_main",
            element,
            "",
            None,
            more.pop("submission_id", None),
            self.case_id,
            self.key_id,
            uow.actor,
            more.pop("inputs", {}),
        )

    def serve(self, operation: str, by: str = "iben", **variables: Any) -> Result:
        """A service task."""
        with self.acting(by) as uow:
            result = casefile.OPERATIONS[operation](uow, self.call(uow, operation), variables)
            self._learn(result)
        return result

    def complete(
        self,
        operation: str,
        form_key: str,
        answers: Mapping[str, Any],
        *,
        by: str = "mette",
        step: str | None = None,
        guards: str = "",
        **inputs: Any,
    ) -> Result:
        """A user task: what the browser would send is the prefilled form with `answers` over it."""
        given = {"step": step, **inputs} if step else inputs
        with self.acting(by) as uow:
            known = casefile.prefill(uow, self.case_id or "", form_key, operation, given)
            clean = form(form_key).load({**known.data, **answers}, self.context(uow, form_key, known.data))
            call = self.call(uow, operation, form=form_key, guards=guards, inputs=given)
            casefile.check_guards(uow, call, clean)
            result = casefile.OPERATIONS[operation](uow, call, clean)
            casefile.file_document(uow, call, form(form_key).title("da"), form(form_key).answers(clean, "da"))
            self._learn(result)
        return result

    def context(self, uow: UnitOfWork, form_key: str, known: Mapping[str, Any]) -> FormContext:
        on = uow.now.date()
        snapshot = parameters.load_parameters(uow)

        def parameter(key: str) -> object:
            found = snapshot.get(key, on)
            return found.value if found else None

        sources = {one: casefile.options(uow, self.case_id, one) for one in form(form_key).sources}
        return FormContext("da", uow.now, uow.zone, known, sources, parameter)

    def _learn(self, result: Result) -> None:
        self.process |= dict(result.variables)
        if result.facts is not None:
            self.case_id, self.key_id = result.facts.case_id, result.facts.key_id


def child_case(uow: UnitOfWork, team_id: str, *help: str, sector: str = "", **more: Any) -> None:
    """An open case of the team about a child of nine with these kinds of help, and another sector's case."""
    family_id = uow.new_id()
    key_id = uow.new_key("family", family_id)
    child = {"family_id": family_id, "relation": "child", "name": "Ida Berg", "birth_date": date(2017, 3, 1)}
    child_id = add(uow, tables.person, key_id, {**child, "details": {"support_types": list(help)}})
    row = {"number": f"2026-{uow.new_id()}", "family_id": family_id, "child_id": child_id, "status": "active"}
    row |= {"instance_id": uow.new_id(), "flags": "[]", "team_id": team_id, "opened_at": uow.now}
    case_id = add(uow, tables.case_file, key_id, {**row, **more})
    if sector:
        add(uow, tables.sector_involvement, key_id, {"case_id": case_id, "sector": sector})
