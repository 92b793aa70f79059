"""The pie of a split: where each slice lies. Pure geometry; the page adds patterns, letters and a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import cos, pi, sin

CENTRE, RADIUS = 110.0, 100.0
LETTERS = "ABCDEFGHIJKLMNOP"


@dataclass(frozen=True)
class Slice:
    """`path`: the `d` of an SVG path in a box of 220 × 220; `letter` stands at (`x`, `y`)."""

    letter: str
    path: str
    x: float
    y: float


def slices(percentages: Sequence[Decimal]) -> list[Slice]:
    """One slice for each percentage, clockwise from the top. They fill the circle as far as they sum up."""
    found, before = [], Decimal(0)
    for letter, pct in zip(LETTERS, percentages, strict=False):
        begin, end = _turn(before), _turn(before + pct)
        middle = _turn(before + pct / 2)
        # a slice that is nearly all has its letter in the middle, a thin one near the edge
        reach = RADIUS * (0.6 if pct > 12 else 0.82)
        x, y = _point(middle, reach)
        found.append(Slice(letter, _path(begin, end, pct), x, y))
        before += pct
    return found


def _turn(pct: Decimal) -> float:
    return float(pct) / 100 * 2 * pi


def _point(turn: float, reach: float) -> tuple[float, float]:
    return round(CENTRE + reach * sin(turn), 2), round(CENTRE - reach * cos(turn), 2)


def _path(begin: float, end: float, pct: Decimal) -> str:
    if pct >= 100:
        top, bottom = CENTRE - RADIUS, CENTRE + RADIUS
        arc = f"A{RADIUS:g} {RADIUS:g} 0 1 1"
        return f"M{CENTRE:g} {top:g}{arc} {CENTRE:g} {bottom:g}{arc} {CENTRE:g} {top:g}Z"
    (x1, y1), (x2, y2) = _point(begin, RADIUS), _point(end, RADIUS)
    large = 1 if pct > 50 else 0
    return f"M{CENTRE:g} {CENTRE:g}L{x1:g} {y1:g}A{RADIUS:g} {RADIUS:g} 0 {large} 1 {x2:g} {y2:g}Z"


# from dark to light and back, so that neighbours differ on paper; the letters say which is which
_GREYS = ("#d9d9d9", "#ffffff", "#bdbdbd", "#f0f0f0")


def drawn(pieces: Sequence[Slice]) -> str:
    """The pie as an SVG of its own, for paper: greys, outlines and letters."""
    parts = [
        f'<path d="{one.path}" fill="{_GREYS[at % len(_GREYS)]}" stroke="#000" stroke-width="1.5"/>'
        for at, one in enumerate(pieces)
    ]
    parts += [
        f'<text x="{one.x:g}" y="{one.y + 6:g}" font-size="17" font-weight="bold" text-anchor="middle"'
        f' font-family="Libertinus Serif">{one.letter}</text>'
        for one in pieces
    ]
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 220 220">{"".join(parts)}</svg>'
