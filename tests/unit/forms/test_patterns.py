"""A pattern means in Python what it means in the browser, or it is refused."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from pathlib import Path

import pytest

from workflow_service.forms.patterns import UnsharedPattern, compile_pattern

PIECES = [
    "a",
    "å",
    "😀",
    ".",
    r"\d",
    r"\D",
    r"\w",
    r"\s",
    r"\S",
    r"\.",
    r"\-",
    "[a-z]",
    "[^a-z]",
    r"[\d_]",
    "[.$^]",
]
PIECES += [
    "(?:ab|c)",
    "(a)",
    "^",
    "$",
    r"\b",
    "|",
    r"\x41",
    r"\u00e5",
    "(?=b)",
    "(?!b)",
    r"[\s-]",
    "[a&&b]",
    " ",
]
COUNTS = ["", "", "", "?", "*", "+", "{2}", "{1,}", "{0,3}", "+?"]
TEXTS = [
    "",
    "a",
    "ab",
    "å😀",
    "A_1",
    "a\n",
    "\n",
    "a b",
    "\u2028",
    "\u00a0",
    "a.b-c",
    "😀😀",
    "^$.",
    "aab&",
    "\ufeff",
]
BROWSER = """
const chunks = []; for await (const chunk of process.stdin) chunks.push(chunk);
const [patterns, texts] = JSON.parse(Buffer.concat(chunks).toString());
const find = pattern => texts.map(text => new RegExp(pattern).test(text));
const ask = pattern => { try { return find(pattern); } catch { return null; } };
process.stdout.write(JSON.stringify(patterns.map(ask)));
"""


def random_patterns(count: int) -> list[str]:
    dice = random.Random(5)
    return [
        "".join(dice.choice(PIECES) + dice.choice(COUNTS) for _ in range(dice.randint(1, 4)))
        for _ in range(count)
    ]


def ours(pattern: str) -> list[bool] | None:
    try:
        found = compile_pattern(pattern)
    except UnsharedPattern:
        return None
    return [found.found_in(text) for text in TEXTS]


def test_random_patterns_find_the_same_in_browser_and_server():
    patterns = random_patterns(1500)
    node = Path(sys.executable).with_name("node")
    question = json.dumps([patterns, TEXTS]).encode()
    told = subprocess.run(
        [node, "--input-type=module", "-e", BROWSER],
        input=question,
        capture_output=True,
        timeout=60,
        check=True,
    )
    here = [ours(pattern) for pattern in patterns]
    both = [
        (p, h, t) for p, h, t in zip(patterns, here, json.loads(told.stdout), strict=True) if h is not None
    ]
    assert [(pattern, h, t) for pattern, h, t in both if h != t] == []
    assert len(both) > 1000


@pytest.mark.parametrize(
    "pattern",
    [
        "(?i)a",
        "(?P<n>a)",
        "a++",
        "[]a]",
        "[^]",
        "a{,3}",
        "a}",
        r"\A",
        r"\Z",
        r"\p{L}",
        r"\cA",
        "(?<=a+)b",
        "[z-a]",
        "\\",
    ],
)
def test_what_the_languages_read_differently_is_refused(pattern):
    with pytest.raises(UnsharedPattern):
        compile_pattern(pattern)
