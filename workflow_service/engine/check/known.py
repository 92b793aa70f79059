"""The names a check may compare with: what the release and the service hold."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

Names = Collection[str] | None


@dataclass(frozen=True)
class Known:
    """None in a field: that kind of name is not judged."""

    forms: Names = None
    decisions: Names = None
    roles: Names = None
    parameters: Names = None
    operations: Names = None
    processes: Names = None
    legal_bases: Names = None
    guidance: Names = None
    about: Names = None
