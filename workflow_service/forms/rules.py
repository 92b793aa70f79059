"""Rules across fields, written as data in the form's top-level `rules` (no Python per form).

{"id": "goal_end", "each": "goals", "path": "end", "when": "=date(this.end) <= date(this.start)",
 "da": …, "en": …}
`when` is true when the rule is broken. With `each` it is asked for every row, which it sees as `this` (the
number, from 1, as `i[1]`). `prefill` holds what the server put into the form. A rule on a hidden field rests.
A sentence may name an answer at the top of the form, also a computed one: "Der mangler {shares_missing} %."
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from workflow_service.feel import Expression
from workflow_service.feel.errors import FeelError
from workflow_service.forms.compiler import feel, get_path, mapping
from workflow_service.forms.loading import Loading
from workflow_service.forms.messages import word

_NAMED = re.compile(r"\{(\w+)\}")
RULE_NAMES = frozenset({"prefill", "this", "i"})


@dataclass(frozen=True)
class Rule:
    """One compiled rule; `path` is where its sentence is shown, inside the row when `each` is given."""

    id: str
    when: Expression
    path: str
    each: str | None
    da: str
    en: str

    def check(self, clean: Mapping[str, object], loading: Loading) -> None:
        """Add the rule's sentence to `loading.errors` wherever it is broken.

        A path that already has an error is left alone: one thing to mend at a time.
        """
        if not _shown(clean, self.each or self.path):
            return
        names = {**loading.context.variables, **clean, "prefill": loading.context.variables}
        if self.each is None:
            self._check_one(names, self.path, loading)
            return
        rows = get_path(clean, self.each.split("."))
        for number, row in enumerate(rows if isinstance(rows, list) else []):
            at = f"{self.each}.{number}.{self.path}" if self.path else f"{self.each}.{number}"
            if not self.path or _shown(row, self.path):
                self._check_one({**names, "this": row, "i": [number + 1]}, at, loading)

    def _check_one(self, names: Mapping[str, object], at: str, loading: Loading) -> None:
        if at in loading.errors:
            return
        try:
            broken = self.when.evaluate(names, loading.scope)
        except FeelError:
            # Fail closed: an answer that could not be judged is not accepted.
            loading.errors[at] = [loading.say("rule_failed")]
            return
        if broken is True:
            loading.errors[at] = [self._sentence(names, loading.context.language)]

    def _sentence(self, names: Mapping[str, object], language: str) -> str:
        text = self.en if language == "en" else self.da
        return _NAMED.sub(lambda found: word(names.get(found[1], ""), language), text)


def _shown(data: object, path: str) -> bool:
    """Whether `path` is in the clean data: hidden fields and fields with a wrong type are not."""
    *outer, last = path.split(".")
    return last in mapping(get_path(data, outer))


def build_rules(rules: object) -> tuple[Rule, ...]:
    """Compile the rules of a schema that passed `checks.inspect`."""
    return tuple(
        Rule(
            id=str(one["id"]),
            when=feel(one["when"]),
            path=str(one.get("path") or ""),
            each=str(one["each"]) if one.get("each") else None,
            da=str(one["da"]),
            en=str(one["en"]),
        )
        for one in (rules if isinstance(rules, list) else [])
    )
