"""Runs the benchmarks named on the command line (a part of the name is enough), or all."""

from __future__ import annotations

import sys

from tests.benchmarks import agenda, clock, completions, elements, parts
from tests.benchmarks.figures import BENCHMARKS, Figure, table

assert agenda and clock and completions and elements and parts


def main(wanted: list[str]) -> None:
    chosen = [name for name in BENCHMARKS if not wanted or any(part in name for part in wanted)]
    if not chosen:
        raise SystemExit(f"No benchmark is called {' '.join(wanted)}; there are {', '.join(BENCHMARKS)}")
    figures: list[Figure] = []
    for name in chosen:
        for figure in BENCHMARKS[name]():
            print(figure.line(), flush=True)
            figures.append(figure)
    print()
    print("\n".join(table(figures)))


main(sys.argv[1:])
