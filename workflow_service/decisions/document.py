"""One DMN file: its elements by id, its declared types, its imports."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from workflow_service.decisions.findings import Findings
from workflow_service.decisions.types import BASE_TYPES, DeclaredType
from workflow_service.decisions.xml import Element, child, children, clean, tag, text_of
from workflow_service.feel import Expression, FeelSyntaxError
from workflow_service.feel.expression import build

NODES = ("inputData", "decision", "businessKnowledgeModel", "decisionService")
_REQUIREMENTS = ("informationRequirement", "knowledgeRequirement")
_REQUIRED = ("requiredInput", "requiredDecision", "requiredKnowledge")


class Document:
    """A parsed file. `others` are all documents by namespace, this one included."""

    def __init__(self, root: Element, others: dict[str, Document], findings: Findings) -> None:
        self.root = root
        self.findings = findings
        self.namespace = root.get("namespace") or ""
        self._others = others
        others.setdefault(self.namespace, self)
        self.aliases = {
            (item.get("namespace") or ""): clean(item.get("name")) for item in children(root, "import")
        }
        self.items = {clean(item.get("name")): item for item in children(root, "itemDefinition")}
        self.elements: dict[str, Element] = {}
        for element in children(root, *NODES):
            self.elements.setdefault(element.get("id") or f"name:{clean(element.get('name'))}", element)
        self._types: dict[str, DeclaredType | None] = {}

    # ---- references

    def key(self, href: str | None) -> str:
        """Key of the element that a reference names: `namespace#id`."""
        space, _, name = (href or "").rpartition("#")
        return f"{space or self.namespace}#{name}"

    def requirements(self, element: Element) -> list[tuple[Element, str]]:
        """The referring elements and the keys they name."""
        found = []
        for requirement in children(element, *_REQUIREMENTS):
            reference = child(requirement, *_REQUIRED)
            if reference is not None:
                found.append((reference, self.key(reference.get("href"))))
        return found

    # ---- types

    def type(self, reference: str | None, seen: tuple[str, ...] = ()) -> DeclaredType | None:
        """The type of a `typeRef`; None when nothing is asked of the value or the type is unknown."""
        name = clean(reference)
        name = name.removeprefix("feel:")
        if not name:
            return None
        if name in self.items and name not in seen:
            if name not in self._types:
                self._types[name] = self._item(self.items[name], (*seen, name))
            return self._types[name]
        if name == "function":
            return DeclaredType(is_function=True)
        if name in BASE_TYPES:
            base = BASE_TYPES[name]
            return DeclaredType(base=base) if base else None
        for space, alias in self.aliases.items():
            if name.startswith(alias + ".") and space in self._others:
                return self._others[space].type(name[len(alias) + 1 :])
        return None

    def _item(self, item: Element, seen: tuple[str, ...]) -> DeclaredType | None:
        components = children(item, "itemComponent")
        function = child(item, "functionItem")
        if function is not None:
            result = self.type(function.get("outputTypeRef"), seen)
            made: DeclaredType | None = DeclaredType(is_function=True, result=result)
        elif components:
            made = DeclaredType(
                fields={clean(inner.get("name")): self._item(inner, seen) for inner in components}
            )
        else:
            reference = child(item, "typeRef")
            made = self.type(reference.text if reference is not None else item.get("typeRef"), seen)
        if made is not None:
            made = self._restricted(made, child(item, "allowedValues"))
        if item.get("isCollection") == "true":
            made = DeclaredType(is_list=True, item=made)
        if made is not None:
            made = self._restricted(made, child(item, "typeConstraint"))
        return made

    def _restricted(self, declared: DeclaredType, tests: Element | None) -> DeclaredType:
        allowed = self.value_tests(tests)
        if allowed is None:
            return declared
        return replace(declared, allowed=allowed)

    def value_tests(self, element: Element | None) -> Expression | None:
        """Unary tests that list allowed values; None when there are none."""
        text = text_of(element).strip()
        if element is None or not text:
            return None
        try:
            return build(text, ["?"], unary=True)
        except FeelSyntaxError as problem:
            self.findings.syntax(element, ("Tilladte værdier", "Allowed values"), problem)
            return None

    def variable_type(self, element: Element) -> DeclaredType | None:
        """Declared type of a node's variable."""
        variable = child(element, "variable")
        return None if variable is None else self.type(variable.get("typeRef"))

    def member_names(self) -> Mapping[str, None]:
        """Every name that a context of this file may have as a member."""
        names = dict.fromkeys(clean(item.get("name")) for item in self.root.iter("{*}itemComponent"))
        names.update(
            dict.fromkeys(clean(item.get("name")) for item in self.root.iter("{*}column", "{*}output"))
        )
        for entry in self.root.iter("{*}contextEntry"):
            variable = child(entry, "variable")
            if variable is not None:
                names[clean(variable.get("name"))] = None
        names.update(dict.fromkeys(clean(node.get("name")) for node in self.elements.values()))
        names.pop("", None)
        return names

    def nodes(self) -> list[tuple[str, str, Element]]:
        """Key, kind of node, element."""
        return [(f"{self.namespace}#{name}", tag(node), node) for name, node in self.elements.items()]
