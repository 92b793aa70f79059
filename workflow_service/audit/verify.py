"""Finding out whether anybody changed, removed, reordered, cut or forged the audit (reliability.md 4, 21)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from workflow_service.audit.chain import Chain, event_hash
from workflow_service.audit.seals import read_anchor, read_heads, seal_hash
from workflow_service.store import UnitOfWork
from workflow_service.store import audit as query


@dataclass(frozen=True)
class Break:
    """A place where the audit does not hold. `kind`: changed, missing, cut, forged or orphaned; `chain_id` is
    None for a seal, `seq` the number of the event or seal."""

    kind: str
    chain_id: str | None
    seq: int
    da: str
    en: str


def verify_all(uow: UnitOfWork, anchor: Path | None = None) -> list[Break]:
    """Every chain, every seal and, when its file is given, the anchor. Empty: the audit holds."""
    breaks = verify_seals(uow, anchor)
    for chain_id, seq, head in query.chain_heads(uow):
        breaks += verify_chain(uow, Chain(chain_id, head, seq))
    breaks += [
        Break("orphaned", chain_id, 0, "Hændelserne hører ikke til nogen sag", "The events belong to no case")
        for chain_id in query.orphaned_chains(uow)
    ]
    return breaks


def verify_chain(uow: UnitOfWork, chain: Chain) -> list[Break]:
    """Is every event in its place and unchanged, and does the chain end where its owner's row says?"""
    breaks: list[Break] = []
    before: bytes | None = None
    expected = 1
    for event in query.events(uow, chain.id):
        seq = event["seq"]
        if seq != expected:
            breaks.append(_missing(chain.id, expected, seq - 1))
        elif event_hash(uow.tenant_id, before, event) != event["hash"]:
            breaks.append(
                Break(
                    "changed",
                    chain.id,
                    seq,
                    f"Hændelse {seq} er ændret, eller rækkefølgen er",
                    f"Event {seq} was changed, or the order was",
                )
            )
        before = event["hash"]
        expected = seq + 1
    if expected - 1 < chain.seq:
        breaks.append(_cut(chain.id, expected, chain.seq))
    elif (before, expected - 1) != (chain.head, chain.seq):
        breaks.append(
            Break(
                "forged",
                chain.id,
                expected - 1,
                f"Kæden ender ikke, hvor sagen siger: hændelse {chain.seq}",
                f"The chain does not end where the case says: event {chain.seq}",
            )
        )
    return breaks


def verify_seals(uow: UnitOfWork, anchor: Path | None = None) -> list[Break]:
    """Do the seals follow each other, does each still match its events, and does the anchor know them?"""
    anchored = read_anchor(anchor, uow.tenant_id) if anchor is not None else {}
    breaks: list[Break] = []
    before: bytes | None = None
    number = 0
    while page := query.seals(uow, after=number):
        for row in page:
            if row["number"] != number + 1:
                breaks.append(_missing(None, number + 1, row["number"] - 1))
            elif (
                seal_hash(uow.tenant_id, before, row) != row["hash"]
                or anchored.get(row["number"], row["hash"]) != row["hash"]
            ):
                breaks.append(_forged_seal(row["number"]))
            number, before = row["number"], row["hash"]
            heads = {(chain, seq): head for chain, (seq, head) in read_heads(row).items()}
            breaks += _compare(heads, query.event_hashes(uow, list(heads)))
    last = max(anchored, default=0)
    if last > number:
        breaks.append(_cut(None, number + 1, last))
    return breaks


def _compare(sealed: dict[tuple[str, int], bytes], stored: dict[tuple[str, int], bytes]) -> list[Break]:
    breaks = []
    for (chain_id, seq), head in sealed.items():
        found = stored.get((chain_id, seq))
        if found is None:
            breaks.append(_cut(chain_id, seq, seq))
        elif found != head:
            breaks.append(
                Break(
                    "forged",
                    chain_id,
                    seq,
                    f"Hændelse {seq} er skrevet om, efter den blev forseglet",
                    f"Event {seq} was rewritten after it was sealed",
                )
            )
    return breaks


def _missing(chain_id: str | None, first: int, last: int) -> Break:
    return Break(
        "missing",
        chain_id,
        first,
        f"Nummer {first} til {last} mangler",
        f"Numbers {first} to {last} are missing",
    )


def _cut(chain_id: str | None, first: int, last: int) -> Break:
    return Break(
        "cut",
        chain_id,
        first,
        f"Enden er skåret af: nummer {first} til {last} mangler",
        f"The end was cut off: numbers {first} to {last} are missing",
    )


def _forged_seal(number: int) -> Break:
    return Break(
        "forged",
        None,
        number,
        f"Forsegling {number} er ikke den oprindelige",
        f"Seal {number} is not the original",
    )
