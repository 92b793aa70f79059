"""The budgets, measured: `make bench`, or `make bench ONLY=name` for one figure. Never a timed test."""
