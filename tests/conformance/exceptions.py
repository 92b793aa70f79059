"""Test cases of the kit that we do not pass, each with its reason."""

EXCEPTIONS: dict[str, str] = {}
