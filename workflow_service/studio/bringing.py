"""What a package's reference data would change, said before and after: what the municipality wrote stands."""

from __future__ import annotations

from collections.abc import Iterator

from workflow_service.audit import registers
from workflow_service.errors import Finding
from workflow_service.states import Event
from workflow_service.store import UnitOfWork
from workflow_service.store.packaged import Change

_FILES = {"legal_basis": "legal_bases.json", "parameter": "parameters.json"}
_FILES |= {"guidance": "guidance.json", "library_entry": "library.json"}


def remarks(changes: list[Change]) -> Iterator[Finding]:
    """A warning for each row where somebody's own text or value meets the package's."""
    for one in changes:
        texts = _texts(one)
        if texts is not None:
            rule, da, en, cure_da, cure_en = texts
            yield Finding(_FILES[one.table.name], one.key, None, rule, "warning", da, en, cure_da, cure_en)


def _texts(one: Change) -> tuple[str, str, str, str, str] | None:
    day = "" if one.valid_from is None else one.valid_from.isoformat()
    if one.what == "kept":
        return (
            "DATA-001",
            f"Pakken har en anden udgave af »{one.key}« fra {day}. Kommunens egen udgave står.",
            f"The package has another row of “{one.key}” from {day}. The municipality's own row stands.",
            "Se begge, og skriv en ny udgave fra en senere dag, hvis pakkens skal gælde.",
            "Look at both, and write a new row from a later day if the package's is to hold.",
        )
    if one.what == "takes_over":
        return (
            "DATA-002",
            f"Pakkens nye udgave af »{one.key}« gælder fra {day} og afløser kommunens egen.",
            f"The package's new row of “{one.key}” holds from {day} and follows the municipality's own.",
            "Skriv jeres egen udgave fra samme dag eller senere, hvis den fortsat skal gælde.",
            "Write your own row from that day or later if it is to hold on.",
        )
    if one.what == "taken" and one.table.name in ("legal_basis", "parameter"):
        lost_da = " Kommunens bekræftelse gjaldt den tidligere tekst." if one.confirmed else ""
        lost_en = " The municipality's confirmation was of the former text." if one.confirmed else ""
        return (
            "DATA-003",
            f"»{one.key}« fra {day} bliver som i pakken; ingen i kommunen har ændret den.{lost_da}",
            f"“{one.key}” from {day} becomes as in the package; nobody here has changed it.{lost_en}",
            "",
            "",
        )
    return None


def note(uow: UnitOfWork, changes: list[Change]) -> None:
    """Says in the audit which rows a deployment changed or met, apart from those it only added."""
    told = [
        f"{one.table.name}:{one.key}:{one.what}"
        for one in changes
        if one.what in ("taken", "kept", "takes_over")
        or (one.what == "marked" and one.table.name == "legal_basis")
    ]
    if told:
        registers.note(uow, registers.VALUES, Event.REFERENCE_DATA_BROUGHT, rows=told)
