"""Danish alphabetical order as plain text order, for a stored sort key."""

from __future__ import annotations

import unicodedata

_LETTERS = "abcdefghijklmnopqrstuvwxyzæøå"
_FOREIGN = {"ä": "æ", "ö": "ø", "ü": "y", "ð": "d", "þ": "th", "ß": "ss", "œ": "ø", "ł": "l", "aa": "å"}


def sort_key(name: str) -> str:
    """A key whose plain text order is Danish alphabetical order (æ, ø, å last; aa as å in names).

    Two hexadecimal digits a character, because digits and a-f keep their order in every collation a
    database may have been created with.
    """
    folded = unicodedata.normalize("NFC", name).casefold()
    for old, new in _FOREIGN.items():
        folded = folded.replace(old, new)
    ranks = []
    for character in folded:
        base = character if character in _LETTERS else unicodedata.normalize("NFKD", character)[0]
        if base in _LETTERS:
            ranks.append(0x20 + _LETTERS.index(base))
        elif base.isascii() and base.isdigit():
            ranks.append(0x10 + int(base))
        else:
            ranks.append(0x01)
    return bytes(ranks).hex()
