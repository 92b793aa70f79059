"""Finds the texts of the pages: those that are marked, and words in templates that are not."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from jinja2 import Environment, nodes

import workflow_service.web
from workflow_service import errors

WEB = Path(workflow_service.web.__file__).parent
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
CODE = sorted(WEB.rglob("*.py"))
FUNCTIONS = {"t": 1, "n": 2, "N_": 1}
# names of languages are written in their own
AS_THEY_ARE = {"Dansk", "English", "j", "k", "Enter", "Esc"}
SPOKEN = (
    "alt",
    "aria-label",
    "content",
    "data-confirm",
    "data-confirm-action",
    "data-label",
    "placeholder",
    "title",
)

_ENVIRONMENT = Environment(autoescape=True)
_ATTRIBUTE = re.compile(rf'\b({"|".join(SPOKEN)})="([^"]*)"')


def in_template(source: str) -> Iterator[str]:
    """Marked texts of a template."""
    for call in _ENVIRONMENT.parse(source).find_all(nodes.Call):
        name = call.node.name if isinstance(call.node, nodes.Name) else ""
        for argument in call.args[: FUNCTIONS.get(name, 0)]:
            if isinstance(argument, nodes.Const):
                yield argument.value


def in_code(source: str) -> Iterator[str]:
    """Marked texts of a module."""
    for call in ast.walk(ast.parse(source)):
        if isinstance(call, ast.Call):
            name = call.func.id if isinstance(call.func, ast.Name) else ""
            for argument in call.args[: FUNCTIONS.get(name, 0)]:
                if isinstance(argument, ast.Constant):
                    yield argument.value


def has_twin(function: str) -> bool:
    return function in FUNCTIONS or hasattr(errors, function)


def unmarked(source: str) -> Iterator[str]:
    """Strings of a module that are neither marked, nor of an error (which brings its own twin), nor a
    docstring."""
    tree = ast.parse(source)
    known: set[int] = set()
    for one in ast.walk(tree):
        if isinstance(one, ast.Expr):
            known.add(id(one.value))
        elif isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and has_twin(one.func.id):
            known |= {id(argument) for argument in one.args}
    for one in ast.walk(tree):
        if isinstance(one, ast.Constant) and isinstance(one.value, str) and id(one) not in known:
            yield one.value


def marked() -> set[str]:
    """Every marked text of the room."""
    found = {text for path in TEMPLATES for text in in_template(path.read_text())}
    return found | {text for path in CODE for text in in_code(path.read_text())}


def bare(source: str) -> list[str]:
    """Words a template shows without a mark: between tags, and in attributes that are read aloud."""
    text = re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", "\0", source, flags=re.DOTALL)
    text = re.sub(r"<!--.*?-->|<!doctype[^>]*>", "", text, flags=re.DOTALL)
    spoken = [value for name, value in _ATTRIBUTE.findall(text) if name != "content"]
    between = re.split(r"<[^>]*>", text)
    words = (part.strip(" \n\0·.,:()»«–-/+?×†*\"'") for part in (*between, *spoken))
    return [part for part in words if re.search(r"[^\W\d_]", part) and part not in AS_THEY_ARE]
