"""From DMN files to a compiled model and the remarks on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from workflow_service.decisions import functions, tables
from workflow_service.decisions.boxed import Place, Surroundings, compile_boxed, inner_of
from workflow_service.decisions.document import Document
from workflow_service.decisions.findings import Findings
from workflow_service.decisions.model import (
    DecisionModel,
    DecisionNode,
    InputNode,
    KnowledgeNode,
    Node,
    Requirement,
    ServiceNode,
)
from workflow_service.decisions.types import result_type, shape_of
from workflow_service.decisions.xml import Element, UnreadableXml, child, children, clean, parse_xml
from workflow_service.errors import CheckFailed, Finding
from workflow_service.feel import Expression
from workflow_service.feel.limits import Run
from workflow_service.feel.shapes import FunctionShape, Shape, odd_names
from workflow_service.feel.typetests import TypeTest
from workflow_service.feel.values import Value

RULES = (functions, tables)  # importing them registered their boxed expressions


MAX_CHAIN = 50


class Loader:
    """Compiles every node of a file and of the files it imports."""

    def __init__(self, main: Document, documents: Mapping[str, Document], findings: Findings) -> None:
        self.main = main
        self.findings = findings
        self.documents = documents
        self.elements: dict[str, tuple[str, Element, Document]] = {}
        for document in documents.values():
            for key, sort, element in document.nodes():
                self.elements.setdefault(key, (sort, element, document))
        self._opened = not any(sort == "inputData" for sort, _, _ in self.elements.values())
        self.nodes: dict[str, Node] = {}
        self.expressions: list[Expression] = []
        self._shapes: dict[str, Shape] = {}
        self._busy: list[str] = []
        self._members = odd_names(name for document in documents.values() for name in document.member_names())

    def load(self) -> DecisionModel:
        """Compile everything; problems are findings, and null when they run."""
        for key in self.elements:
            self.shape(key)
        main = [(key, sort) for key, sort, _ in self.main.nodes()]
        return DecisionModel(
            file=self.findings.file,
            namespace=self.main.namespace,
            nodes=self.nodes,
            decisions=tuple(key.rpartition("#")[2] for key, sort in main if sort == "decision"),
            services=tuple(key.rpartition("#")[2] for key, sort in main if sort == "decisionService"),
            expressions=tuple(self.expressions),
        )

    def shape(self, key: str) -> Shape:
        """Shape of a node's value; compiles the node the first time."""
        if key in self._shapes:
            return self._shapes[key]
        if key in self._busy:
            return None
        if len(self._busy) >= MAX_CHAIN:
            self._too_long(key)
            return None
        self._busy.append(key)
        self._shapes[key] = self._compile(key)
        self._busy.remove(key)
        return self._shapes[key]

    def _compile(self, key: str) -> Shape:
        sort, element, document = self.elements[key]
        name = clean(element.get("name"))
        declared = document.variable_type(element)
        if sort == "inputData":
            self.nodes[key] = InputNode(name, element.get("id") or name, declared)
            return shape_of(declared)
        if sort == "decisionService":
            return self._service(key, element, document)
        requirements, names = self._requirements(element, document)
        around = Surroundings(
            document,
            self.findings,
            names,
            self._types(document),
            self._members,
            opened=self._opened,
        )
        place = (name or "?", name or "?")
        if sort == "decision":
            return self._decision(key, element, around, requirements, place)
        return self._knowledge(key, element, around, requirements, place)

    def _decision(
        self,
        key: str,
        element: Element,
        around: Surroundings,
        requirements: tuple[Requirement, ...],
        place: Place,
    ) -> Shape:
        body = inner_of(element)
        if body is None:
            self.findings.add(
                "DMN-012",
                element,
                f"Beslutningen »{place[0]}« har intet indhold og giver altid intet (null).",
                f"The decision '{place[1]}' has no logic and always gives null.",
                ("Tilføj en tabel eller et udtryk.", "Add a table or an expression."),
                warning=True,
            )
        code, shape = compile_boxed(body, around, place)
        declared = around.document.variable_type(element)
        self.expressions.extend(around.expressions)
        self.nodes[key] = DecisionNode(place[0], declared, requirements, code, tuple(sorted(around.free)))
        return shape_of(declared) or shape

    def _knowledge(
        self,
        key: str,
        element: Element,
        around: Surroundings,
        requirements: tuple[Requirement, ...],
        place: Place,
    ) -> Shape:
        logic = child(element, "encapsulatedLogic")
        declared = result_type(around.document.variable_type(element))
        # its own name is known inside, because a function may call itself
        inside = around.with_names({place[0]: FunctionShape(shape_of(declared))})
        if logic is None:
            self.nodes[key] = KnowledgeNode(place[0], declared, requirements, lambda env: None)
            return FunctionShape()
        code, shape = functions.compile_function(logic, inside, place)
        self.expressions.extend(around.expressions)
        self.nodes[key] = KnowledgeNode(place[0], declared, requirements, code)
        return FunctionShape(shape_of(declared)) if declared is not None else shape

    def _service(self, key: str, element: Element, document: Document) -> Shape:
        parameters = []
        for reference in (*children(element, "inputData"), *children(element, "inputDecision")):
            target = document.key(reference.get("href"))
            found = self._found(reference, target)
            if found is not None:
                _, inner, owner = found
                parameters.append((clean(inner.get("name")), target, owner.variable_type(inner)))
        outputs = []
        for reference in children(element, "outputDecision"):
            target = document.key(reference.get("href"))
            if self._found(reference, target) is not None:
                outputs.append(target)
        name = clean(element.get("name"))
        declared = result_type(document.variable_type(element))
        self.nodes[key] = ServiceNode(name, declared, tuple(parameters), tuple(outputs))
        if len(outputs) == 1:
            return FunctionShape(self.shape(outputs[0]))
        names = {target: clean(self.elements[target][1].get("name")) for target in outputs}
        return FunctionShape({name: self.shape(target) for target, name in names.items()})

    def _found(self, reference: Element, target: str) -> tuple[str, Element, Document] | None:
        found = self.elements.get(target)
        if found is None:
            self.findings.add(
                "DMN-004",
                reference,
                f"Henvisningen »{reference.get('href')}« peger på noget, der ikke findes i filen.",
                f"The reference '{reference.get('href')}' points to nothing in the file.",
                ("Slet pilen, og tegn den igen.", "Delete the arrow and draw it again."),
            )
        return found

    def _requirements(
        self, element: Element, document: Document
    ) -> tuple[tuple[Requirement, ...], dict[str, Shape]]:
        requirements: list[Requirement] = []
        names: dict[str, Shape] = {}
        for reference, target in document.requirements(element):
            found = self._found(reference, target)
            if found is None:
                continue
            if target in self._busy:
                self._cycle(reference, target)
            name, owner = clean(found[1].get("name")), found[2]
            alias = document.aliases.get(owner.namespace) if owner is not document else None
            if alias:
                inner = names.setdefault(alias, {})
                if isinstance(inner, dict):
                    inner[name] = self.shape(target)
                requirements.append(Requirement((alias, name), target))
            else:
                names[name] = self.shape(target)
                requirements.append(Requirement((name,), target))
        return tuple(requirements), names

    def _too_long(self, key: str) -> None:
        self.findings.add(
            "DMN-019",
            self.elements[key][1],
            f"Mere end {MAX_CHAIN} beslutninger kræver hinanden på række.",
            f"More than {MAX_CHAIN} decisions require each other in a row.",
            ("Gør kæden kortere.", "Shorten the chain."),
        )

    def _cycle(self, reference: Element, target: str) -> None:
        round_trip = [*self._busy[self._busy.index(target) :], target]
        told = " → ".join(clean(self.elements[key][1].get("name")) for key in round_trip)
        self.findings.add(
            "DMN-005",
            reference,
            f"Beslutningerne kræver hinanden i ring: {told}.",
            f"The decisions require each other in a circle: {told}.",
            ("Fjern en af pilene.", "Remove one of the arrows."),
        )

    def _types(self, document: Document) -> dict[str, TypeTest]:
        """Tests for `instance of`, which asks for the type and not for the allowed values."""
        tests: dict[str, TypeTest] = {}
        for name in document.items:
            declared = document.type(name)

            def test(value: Value, declared: object = declared) -> bool:
                if value is None:
                    return False
                conforms = getattr(declared, "conforms", None)
                return conforms is None or bool(conforms(Run(None), value, values_too=False))

            tests[name] = test
        return tests


def load(
    xml: bytes, file: str, imports: Mapping[str, bytes] | None = None
) -> tuple[DecisionModel | None, list[Finding]]:
    """The model (None when the file cannot be read at all) and every remark on it.

    `imports` are further files that the first may import, by file name.
    """
    findings = Findings(file)
    documents: dict[str, Document] = {}
    main: Document | None = None
    for name, content in {file: xml, **(imports or {})}.items():
        try:
            document = Document(parse_xml(content), documents, findings if name == file else Findings(name))
        except UnreadableXml as problem:
            findings.found.append(
                Finding(name, None, problem.line, "DMN-001", "error", problem.da, problem.en, *problem.cure)
            )
            continue
        main = document if name == file else main
    if main is None:
        return None, findings.found
    _check_ids(main, findings)
    try:
        model = Loader(main, documents, findings).load()
    except RecursionError:
        findings.add(
            "DMN-019",
            main.root,
            "Filens typer ligger for dybt.",
            "The file's types nest too deeply.",
            ("Del typerne op, så færre ligger i hinanden.", "Split the types, so that fewer are nested."),
        )
        return None, findings.found
    if not model.decisions:
        findings.add(
            "DMN-015",
            main.root,
            "Filen indeholder ingen beslutninger.",
            "The file has no decisions.",
            ("Tilføj en beslutning.", "Add a decision."),
        )
    return model, findings.found


def _check_ids(document: Document, findings: Findings) -> None:
    counts = Counter(element.get("id") for element in document.root.iter() if element.get("id"))
    names = Counter(clean(element.get("name")) for element in document.elements.values())
    reported: set[str] = set()
    for element in document.root.iter():
        name = element.get("id")
        if name and counts[name] > 1 and name not in reported:
            reported.add(name)
            findings.add(
                "DMN-003",
                element,
                f"Id'et »{name}« bruges {counts[name]} gange.",
                f"The id '{name}' is used {counts[name]} times.",
                ("Giv hvert element sit eget id.", "Give every element an id of its own."),
            )
    for name, count in names.items():
        if count > 1:
            findings.add(
                "DMN-017",
                next(item for item in document.elements.values() if clean(item.get("name")) == name),
                f"Navnet »{name}« bruges om {count} ting.",
                f"The name '{name}' is used for {count} things.",
                ("Giv dem hver sit navn.", "Give each a name of its own."),
                warning=True,
            )


def parse_decisions(xml: bytes, file: str, imports: Mapping[str, bytes] | None = None) -> DecisionModel:
    """The compiled model of a DMN file. Raises CheckFailed with every finding when the file has errors."""
    model, found = load(xml, file, imports)
    errors = [finding for finding in found if finding.severity == "error"]
    if model is None or errors:
        raise CheckFailed(
            "decision_invalid",
            f"Beslutningsfilen {file} har {len(errors)} fejl.",
            f"The decision file {file} has {len(errors)} error{'s' if len(errors) != 1 else ''}.",
            tuple(found),
        )
    return model


def check_decisions(xml: bytes, file: str, imports: Mapping[str, bytes] | None = None) -> list[Finding]:
    """Every remark on a DMN file; empty when there is nothing to say."""
    return load(xml, file, imports)[1]
