"""What the coordination group answers (F21): its agenda, its minutes, its agreement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from workflow_service.app.demonstration.asking import Ask

Answers = dict[str, Any]

# per cent by how many share, as the group divides an expense
SHARES = {2: ("55.00", "45.00"), 3: ("50.00", "30.00", "20.00"), 4: ("50.00", "25.00", "15.00", "10.00")}
_TOPICS = (
    ("Ventetid på udredning i PPR", "Tre sager har ventet over fristen"),
    ("Fremmøde på statusmøder", "Jobcentret mangler en fast deltager"),
    ("Overgang til voksenområdet", "Fem unge fylder 17½ i næste kvartal"),
)
_DECISIONS = (
    "Udpeg en fast PPR-psykolog til hvert kerneteam.",
    "Giv jobcentrets deltager tid til statusmøderne i kalenderen.",
    "Hold et fælles møde om de unge, der snart fylder 18.",
)


WHY_SHARED = "Ansvaret ligger i børnehandicap. Gevinsten er størst i den anden sektor."
# what is minuted of each kind of item on the meeting's page
SAID = {
    "report": "Gruppen gik ledelsesinformationen igennem. Tallene gav ikke anledning til mere.",
    "raised": "Afdelingerne lagde deres syn frem. Gruppen så på, hvor ansvaret ligger, og hvem der vinder.",
    "topic": "Gruppen talte om, hvad afdelingerne selv kan gøre, og hvad der kræver en fælles beslutning.",
}


def decision_of(month: int) -> str:
    """What the group decides in a month."""
    return _DECISIONS[month % len(_DECISIONS)]


def agenda(ask: Ask) -> Answers:
    """F21 agenda: one item beside the cases that come by themselves."""
    what, why = _TOPICS[ask.today.month % len(_TOPICS)]
    return {"topics": [{"what": what, "why": why}], "agenda_ready": True}


def hold(ask: Ask) -> Answers:
    """F21 hold: all are there, one decision, and the expense of each escalated case is shared."""
    rows = ask.rows("attendance")
    what = decision_of(ask.today.month)
    owner = rows[ask.today.month % len(rows)]["member"]
    answers: Answers = {
        "was_held": True,
        "chair": ask.data["chair"],
        "attendance": [{**row, "state": "present"} for row in rows],
        "decisions": [{"what": what, "owner": owner, "due": (ask.today + timedelta(days=21)).isoformat()}],
        "minutes": SAID["report"],
    }
    if ask.rows("escalations"):
        cases = [{**row, "outcome": "split", "reason": WHY_SHARED} for row in ask.rows("escalations")]
        answers |= {"escalations": cases, "escalated_shares": _shares(ask)}
    return answers


def _shares(ask: Ask) -> list[Answers]:
    """Each case's shares, which stand one after another."""
    rows = ask.rows("escalated_shares")
    by_case: dict[str, list[Answers]] = {}
    for row in rows:
        by_case.setdefault(str(row["share_text"]).rpartition(": ")[0], []).append(row)
    for shares in by_case.values():
        for row, pct in zip(shares, SHARES[len(shares)], strict=True):
            row["pct"] = pct
    return rows


def renew(ask: Ask) -> Answers:
    """F21 renew: everybody agrees."""
    signed = [{**row, "agreed": True, "agreed_on": ask.today.isoformat()} for row in ask.rows("signatures")]
    return {
        "agreement_text": "1. Akutte sager og børn, der ikke kan være hjemme.\n2. Sager, der venter over en"
        " lovfrist.\n3. Unge, der fylder 18 inden for et år.\n4. Nye sager, i den rækkefølge de kommer.",
        "agreement_file": "2026-19883",
        "valid_from": ask.data["valid_from"],
        "valid_to": ask.data["valid_to"],
        "signatures": signed,
    }


def carry_out(ask: Ask) -> Answers:
    """F21 carry_out: it was done."""
    return {"outcome": "done", "outcome_text": "Aftalt med lederne i afdelingerne."}
