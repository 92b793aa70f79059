"""What can go wrong with an expression, in plain Danish and English.

The room knows no other room, so these are plain exceptions with `da` and `en`; callers wrap them as they
need.
"""

from __future__ import annotations


class FeelError(Exception):
    """Root of all errors of this room. `text` is the expression, `da` and `en` are whole sentences."""

    def __init__(self, text: str, da: str, en: str) -> None:
        super().__init__(en)
        self.text = text
        self.da = da
        self.en = en

    def sentence(self, language: str) -> str:
        """The sentence in `language` ("da" or "en")."""
        return self.en if language == "en" else self.da


class FeelSyntaxError(FeelError):
    """The expression cannot be read. `position` is the offset in characters, from 0."""

    def __init__(self, text: str, position: int, da: str, en: str) -> None:
        super().__init__(text, da, en)
        self.position = position


class UnknownName(FeelSyntaxError):
    """The expression reads a name that nobody declared."""

    def __init__(self, text: str, position: int, name: str, near: str | None = None) -> None:
        hint_da = f" Mente du »{near}«?" if near else ""
        hint_en = f" Did you mean '{near}'?" if near else ""
        super().__init__(
            text,
            position,
            f"Udtrykket bruger navnet »{name}«, men det er ikke kendt her.{hint_da}",
            f"The expression uses the name '{name}', which is not known here.{hint_en}",
        )
        self.name = name


class FeelRuntimeError(FeelError):
    """The expression can be read but gave no usable answer with these values."""


class LimitExceeded(FeelRuntimeError):
    """The evaluation used more steps, depth or text than it may."""


class NullResult(Exception):
    """Inside the room only:

    This operation is null by the standard (DMN 1.5, 10.3.2.13); the text is the warning.
    """
