"""Sections of law as the municipality keeps them: another text from a day on, and its confirmation by
somebody who read the section in its source (domain.md 12)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from workflow_service.audit import registers
from workflow_service.errors import Conflict, Invalid, NotFound
from workflow_service.states import Event
from workflow_service.store import UnitOfWork
from workflow_service.store import law as query
from workflow_service.store.law import LegalBasis, Written

AHEAD = timedelta(days=731)
LONGEST = {"law": 120, "section": 120, "text_da": 2000, "text_en": 2000, "replaces": 200, "source": 300}
LONGEST_REASON = 500
_KEY = re.compile(r"[a-z][a-z0-9_]{2,59}")
_LINK = re.compile(r"https://[^\s<>\"]{4,500}")


def today(uow: UnitOfWork) -> date:
    return uow.now.astimezone(uow.zone).date()


def in_force(rows: list[Written], on: date) -> Written | None:
    """The row of one key that counts on that day; None when its time is over or has not come."""
    begun = [one for one in rows if one.basis.valid_from <= on]
    newest = begun[-1] if begun else None
    if newest is None or (newest.basis.valid_to is not None and newest.basis.valid_to < on):
        return None
    return newest


def history(uow: UnitOfWork, key: str) -> list[Written]:
    """Every row of the section, the oldest first. Raises NotFound for an unknown key."""
    rows = query.rows_of(uow, key)
    if not rows:
        raise NotFound("legal_basis_not_found", "Paragraffen findes ikke.", "There is no such section.")
    return rows


def write(
    uow: UnitOfWork,
    key: str,
    texts: Mapping[str, str | None],
    valid_from: date,
    reason: str,
    *,
    valid_to: date | None = None,
    new: bool = False,
) -> LegalBasis:
    """Another text of the section from its first day on; `new`: a section that was not there.

    `texts`: law, section, text_da, text_en, replaces, source, link. The text is unconfirmed until `confirm`.
    A row that has not begun yet is replaced by another of the same day; what has been in force stands.
    Raises NotFound, Conflict for a key that is taken, Invalid with what is wrong.
    """
    rows = query.rows_of(uow, key)
    if new:
        _require_new(key, rows)
    elif not rows:
        raise NotFound("legal_basis_not_found", "Paragraffen findes ikke.", "There is no such section.")
    _require_days(uow, rows, valid_from, valid_to)
    said = {name: (texts.get(name) or "").strip() for name in (*LONGEST, "link")}
    _require_texts(said)
    why = _reason(reason)
    before = rows[-1].basis if rows else None
    replaces = said["replaces"] or _replaced(before, said) or None
    basis = LegalBasis(
        key,
        said["law"],
        said["section"],
        said["text_da"],
        said["text_en"] or said["text_da"],
        valid_from,
        valid_to,
        replaces,
        said["source"] or None,
        said["link"] or None,
    )
    instead = any(one.basis.valid_from == valid_from for one in rows)
    query.put(uow, basis, why, instead=instead)
    registers.note(
        uow,
        registers.LAW,
        Event.LAW_WRITTEN,
        reason=why,
        changes={"before": _told(before), "after": _told(basis)},
        key=key,
        valid_from=valid_from.isoformat(),
    )
    return basis


def confirm(uow: UnitOfWork, key: str, on: date, source: str, valid_from: date | None = None) -> LegalBasis:
    """Somebody read the section in its source on the day `on`. `valid_from` names the row, otherwise it is
    the one in force today. Raises NotFound, Invalid without a source or for a day to come."""
    rows = history(uow, key)
    if valid_from is None:
        found = in_force(rows, today(uow))
    else:
        found = next((one for one in rows if one.basis.valid_from == valid_from), None)
    if found is None:
        raise NotFound("legal_basis_not_found", "Teksten findes ikke.", "There is no such text.")
    if not date(2000, 1, 1) <= on <= today(uow):
        raise Invalid(
            "verified_on_invalid",
            "Vælg den dag, paragraffen blev slået efter. Det kan højst være i dag.",
            "Choose the day on which the section was looked up: today at the latest.",
            {"verified_on": ["Vælg en dag til og med i dag. / Choose a day up to today."]},
        )
    where = source.strip()
    if not where or len(where) > LONGEST["source"]:
        raise Invalid(
            "source_missing",
            "Skriv, hvor paragraffen er slået efter, fx lovbekendtgørelsens nummer (højst 300 tegn).",
            "Write where the section was looked up, such as the number of the act (at most 300 characters).",
            {"source": ["Skriv kilden. / Write the source."]},
        )
    query.confirm(uow, key, found.basis.valid_from, on, where)
    registers.note(
        uow,
        registers.LAW,
        Event.LAW_CONFIRMED,
        reason=where,
        key=key,
        valid_from=found.basis.valid_from.isoformat(),
        verified_on=on.isoformat(),
    )
    return replace(found.basis, verified_on=on, verified_source=where)


def _require_new(key: str, rows: list[Written]) -> None:
    if rows:
        raise Conflict(
            "legal_basis_exists",
            "Der er allerede en paragraf med den nøgle. Vælg en anden, eller skriv en ny tekst til den.",
            "There is a section with this key already. Choose another, or write a new text of that one.",
        )
    if not _KEY.fullmatch(key):
        raise Invalid(
            "legal_basis_key_invalid",
            "Nøglen er det navn, diagrammerne bruger. Skriv små bogstaver a–z, tal og _, fx barnets_lov_32.",
            "The key is the name that diagrams use. Write small letters a–z, digits and _: barnets_lov_32.",
            {"key": ["Skriv fx barnets_lov_32. / Write as barnets_lov_32."]},
        )


def _require_days(uow: UnitOfWork, rows: list[Written], first: date, last: date | None) -> None:
    now = today(uow)
    stands = max((one.basis.valid_from for one in rows if one.basis.valid_from <= now), default=None)
    if (stands is not None and first <= stands) or not date(1990, 1, 1) <= first <= now + AHEAD:
        raise Invalid(
            "valid_from_invalid",
            "Vælg en første dag efter den tekst, der gælder nu, og højst to år frem. Det, der har været"
            " gældende, bliver stående.",
            "Choose a first day after that of the text in force now, at most two years ahead. What has been"
            " in force stands.",
            {"valid_from": ["Vælg en senere dag. / Choose a later day."]},
        )
    if last is not None and last < first:
        raise Invalid(
            "valid_to_invalid",
            "Den sidste dag kan ikke ligge før den første.",
            "The last day cannot lie before the first.",
            {"valid_to": ["Vælg en senere dag. / Choose a later day."]},
        )


def _require_texts(said: Mapping[str, str]) -> None:
    wrong: dict[str, list[str]] = {}
    for name in ("law", "text_da"):
        if not said[name]:
            wrong[name] = ["Skriv teksten. / Write the text."]
    for name, most in LONGEST.items():
        if len(said[name]) > most:
            wrong[name] = [f"Højst {most} tegn. / At most {most} characters."]
    if said["link"] and not _LINK.fullmatch(said["link"]):
        wrong["link"] = ["Adressen skal begynde med https://. / The address must begin with https://."]
    if wrong:
        raise Invalid(
            "legal_basis_invalid",
            "Lovens navn og den danske tekst skal skrives, og adressen på kilden skal begynde med https://.",
            "The name of the act and the Danish text are needed, and the source's address begins with https://.",
            wrong,
        )


def _reason(reason: str) -> str:
    text = reason.strip()
    if not text or len(text) > LONGEST_REASON:
        raise Invalid(
            "reason_missing",
            "Skriv, hvorfor teksten ændres. Højst 500 tegn.",
            "Write why the text is changed. At most 500 characters.",
            {"reason": ["Skriv en grund. / Write a reason."]},
        )
    return text


def _replaced(before: LegalBasis | None, said: Mapping[str, str]) -> str:
    """What a new text comes instead of: the section as it was cited, or what that one replaced."""
    if before is None:
        return ""
    cited = f"{said['law']} {said['section']}".strip()
    return before.replaces or "" if cited == before.citation else before.citation


def _told(basis: LegalBasis | None) -> dict[str, str | None] | None:
    if basis is None:
        return None
    return {
        "citation": basis.citation,
        "text_da": basis.text_da,
        "text_en": basis.text_en,
        "source": basis.source,
        "link": basis.link,
    }


__all__ = ["confirm", "history", "in_force", "write"]
