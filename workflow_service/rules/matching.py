"""Is this the same person? Names, telephone numbers and addresses of mail, compared as people write them."""

from __future__ import annotations

import re
import unicodedata

_EMAIL = re.compile(r"[^\s,;<>()\"']+@[^\s,;<>()\"']+\.[^\s,;<>()\"']+")
_PHONE = re.compile(r"(?:\+|00)?\d(?:[\s.\-/]?\d){5,14}")
# middle names that may stand between first and last
_NEAR = 3
_DANISH = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "ß": "ss"})


def plain_name(name: str) -> str:
    """A name without case, accents, dots and double spaces: `Åse  Møller-Juhl` = `aase moeller juhl`."""
    lowered = unicodedata.normalize("NFC", name).casefold().translate(_DANISH)
    bare = "".join(c for c in unicodedata.normalize("NFKD", lowered) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[^\W_]+", bare))


def same_name(one: str, other: str) -> bool:
    """The same name, written alike, as registers do (`Dahl, Birgit`), or with middle names left out (first
    and last name agree).

    A single word never matches: half the country is called Mette.
    """
    return any(_agree(a.split(), b.split()) for a in _ways(one) for b in _ways(other))


def _ways(name: str) -> tuple[str, ...]:
    last, comma, first = name.partition(",")
    return (plain_name(name), plain_name(f"{first} {last}")) if comma else (plain_name(name),)


def _agree(one: list[str], other: list[str]) -> bool:
    if len(one) < 2 or len(other) < 2:
        return False
    return one == other or (one[0] == other[0] and one[-1] == other[-1])


def mentions(text: str, name: str) -> bool:
    """Does a line of free text (`Dahl, Birgit, jobcentret`) name this person? First and last name stand near
    each other in it, in either order."""
    words, wanted = plain_name(text).split(), plain_name(name).split()
    if len(wanted) < 2:
        return False
    firsts = [at for at, word in enumerate(words) if word == wanted[0]]
    lasts = [at for at, word in enumerate(words) if word == wanted[-1]]
    return any(0 < abs(one - other) <= _NEAR for one in firsts for other in lasts)


def emails(text: str) -> frozenset[str]:
    """Every address of mail in `text`, in small letters."""
    return frozenset(found.casefold().rstrip(".") for found in _EMAIL.findall(text))


def phones(text: str) -> frozenset[str]:
    """The last eight digits of every telephone number in `text` (a Danish number without +45)."""
    digits = (re.sub(r"\D", "", found) for found in _PHONE.findall(text))
    return frozenset(number[-8:] for number in digits if len(number) >= 8)


def same_contact(one: str, other: str) -> bool:
    """Do the two texts share a telephone number or an address of mail?"""
    return bool(emails(one) & emails(other) or phones(one) & phones(other))
