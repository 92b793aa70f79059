"""What our FEEL and the browser's (feelin 6.1.1) read differently: text, ours, the browser's, the clause.

The random expressions leave these out, so that everything they find is a defect. A row whose two answers
agree after all must leave the table. Clauses are those of DMN 1.5.
"""

from __future__ import annotations

from typing import Any

DIFFERENCES: list[tuple[str, Any, Any, str]] = [
    ('number("12")', None, 12, "table 73: number takes three arguments"),
    ("0.1 + 0.2 = 0.3", True, False, "10.3.2.3.1: numbers are decimal"),
    ("12345678901234567890 + 1 = 12345678901234567892", False, True, "10.3.2.3.1: 34 digits"),
    ("1 between 3 and 0", False, True, "table 55: from the first end to the second"),
    ("1 instance of number", True, False, "10.3.2.9.1"),
    ("null in [1..3]", None, False, "table 55 and 10.3.2.13: what cannot be compared is null"),
    ("some x in [1] satisfies x > null", None, False, "table 50: neither true nor false"),
    ("null in (1, > 7)", None, False, "table 55"),
    ("median([9, 16, 3])", 9, 3, "table 74: numbers are ordered as numbers"),
    ("mode([-3, 9])", [-3, 9], [9, -3], "table 74: in ascending order of numbers"),
    ("remove([1, 2, 3], -2)", [1, 3], [2, 3], "table 74: -1 is the last place"),
    ("remove([1, 2, 3], -1)", [1, 2], [1, 3], "table 74"),
    ("insert before([3, 1, 2], -1, 9)", [3, 1, 9, 2], [3, 9, 1, 2], "table 74"),
    ("insert before([], 1, 2)", None, [2], "table 74: an empty list has no first place"),
    ("sublist([], 1)", None, [], "table 74"),
    ("[1] < 2", None, True, "table 54: a list has no order"),
    ('substring("", 1, 1)', None, "", "table 73: the place is outside the text"),
    ("during((2..4], [2..4])", True, None, "table 78"),
    ("starts((3..9], (0..11])", False, None, "table 78"),
    ("string(0.1 + 0.2)", "0.3", "0.30000000000000004", "10.3.2.3.1"),
    ('duration("PT36H").hours', 12, 36, "table 63: what is left beyond whole days"),
    ('duration("P14M").years', 1, 0, "table 63"),
    ('string(duration("-P2D"))', "-P2D", "P-2D", "10.3.4.1, after XML Schema"),
    ('string(duration("P14D") + duration("P28D"))', "P42D", "P1M12D", "10.3.2.3.7: days are no months"),
    ('string(date("2026-03-15") - date("2026-01-31"))', "P43D", "P1M13D", "table 58: days and time"),
    ('string(duration("P1D") * 2)', "P2D", None, "table 59"),
    ('string(date and time("2026-01-31T00:00:00Z"))', "2026-01-31T00:00:00Z", "2026-01-31", "table 73"),
    (
        'string(date("2026-01-31") + duration("PT36H"))',
        "2026-02-01",
        "2026-02-01T12:00:00Z",
        "table 57: a date stays a date",
    ),
    ("date(2026, 2, 29) = null", True, False, "table 73: there is no such date"),
    ('"60000" > 50000', None, True, "table 54: a text has no order with a number"),
]
