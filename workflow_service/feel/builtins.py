"""All built-in functions by name."""

from __future__ import annotations

from types import MappingProxyType

from workflow_service.feel import (
    builtins_contexts,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_text,
    builtins_time,
    registry,
)

# Importing the modules above has filled the registry; from here on it does not change.
MODULES = (
    builtins_contexts,
    builtins_lists,
    builtins_numbers,
    builtins_ranges,
    builtins_text,
    builtins_time,
)
BUILT_INS = MappingProxyType(registry.BUILT_INS)
