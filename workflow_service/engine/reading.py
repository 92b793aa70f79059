"""From XML to `Element` and `Program`: every attribute and expression of the diagrams is read here, once.

The same reader serves the check (which wants every problem) and the compiler (which wants none): what does
not compile is told to `report` with the XML node, a short place and the reason, and left out.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from lxml import etree

from workflow_service import feel
from workflow_service.engine import expressions
from workflow_service.engine.bpmn import (
    EVENT_KINDS,
    B,
    C,
    O,
    event_definitions,
    line_of,
    local,
    text_of,
    true,
    unprefixed,
)
from workflow_service.engine.correlation import message_key, waiting_key
from workflow_service.engine.expressions import Formula
from workflow_service.engine.face import Element
from workflow_service.engine.programs import Call, EventRule, Mapping, Program, Repeat

Report = Callable[[etree._Element, str, str, str], None]
TIMER_FORMS = {"timeDuration": "duration", "timeDate": "date", "timeCycle": "cycle"}
THROWING = frozenset({"intermediateThrowEvent", "endEvent", "sendTask"})
REFERENCES = {
    "message": "messageRef",
    "signal": "signalRef",
    "error": "errorRef",
    "escalation": "escalationRef",
}


def ignore(node: etree._Element, place: str, text: str, reason: str) -> None:
    """For readers of a diagram that has passed the check."""


class Reader:
    """Reads the elements of one file. `report(node, place, text, reason)` hears of broken expressions."""

    def __init__(self, root: etree._Element, report: Report = ignore) -> None:
        self.by_id = {str(e.get("id")): e for e in root.iter() if isinstance(e.tag, str) and e.get("id")}
        self.report = report
        self.root = root
        self.associated = associations(root)

    # -- expressions ---------------------------------------------------------------------------------

    def formula(self, node: etree._Element, place: str, text: str | None) -> Formula | None:
        """A literal, or FEEL after `=`."""
        return self._compiled(node, place, text, expressions.formula)

    def condition(self, node: etree._Element, place: str, text: str | None) -> Formula | None:
        """FEEL with or without `=`."""
        return self._compiled(node, place, text, expressions.condition)

    def _compiled(
        self, node: etree._Element, place: str, text: str | None, compile_text: Callable[[str], Formula]
    ) -> Formula | None:
        if text is None or not text.strip():
            return None
        try:
            return compile_text(text)
        except feel.FeelSyntaxError as error:
            self.report(node, place, text.strip(), str(error))
            return None

    # -- the element ---------------------------------------------------------------------------------

    def program(self, node: etree._Element, process: str, lane: str | None, scope: str | None) -> Program:
        """Everything the engine and the pages need of one flow node."""
        extension = node.find(B + "extensionElements")
        inputs = self.mappings(extension, "inputParameter")
        outputs = self.mappings(extension, "outputParameter")
        event = self.event(node)
        element = self.element(node, process, lane, scope)
        element = replace(
            element,
            inputs=tuple(name for name, _ in inputs),
            outputs=tuple(name for name, _ in outputs),
            event=event.kind if event and local(node).endswith("Event") else None,
        )
        attribute = self._attribute
        return Program(
            element=element,
            inputs=inputs,
            outputs=outputs,
            all_outputs=self._takes_all(node, element),
            groups=attribute(node, "candidateGroups"),
            users=attribute(node, "candidateUsers"),
            assignee=attribute(node, "assignee"),
            due=attribute(node, "dueDate"),
            clock=self.formula(node, "clock", node.get(O + "clock")),
            clock_start=self.formula(node, "clockStart", node.get(O + "clockStart")),
            follow_up=attribute(node, "followUpDate"),
            priority=attribute(node, "priority"),
            repeat=self.repeat(node),
            event=event,
            call=self.call(node, extension) if local(node) == "callActivity" else None,
            script=self.condition(node, "script", text_of(node, "script")),
            decision=attribute(node, "decisionRef"),
            result=node.get(C + "resultVariable"),
            topic=element.topic,
            interrupting=true(
                node, "cancelActivity" if local(node) == "boundaryEvent" else "isInterrupting", default=True
            ),
        )

    @staticmethod
    def _takes_all(node: etree._Element, element: Element) -> bool:
        """Without output mappings, does all of a task's answer become variables? What a person writes in a
        form never does (design.md 3); a task without a form is answered by programs, like a message."""
        said = node.get(O + "outputs")
        if said is not None:
            return said == "all"
        bare = element.form is None and "operation" not in element.attributes
        return bare and local(node) in ("userTask", "manualTask")

    def _attribute(self, node: etree._Element, name: str) -> Formula | None:
        return self.formula(node, name, node.get(C + name))

    def element(self, node: etree._Element, process: str, lane: str | None, scope: str | None) -> Element:
        """The declaration as text, for pages and rules."""
        own = {
            str(name)[len(O) :]: str(value) for name, value in node.attrib.items() if str(name).startswith(O)
        }
        tag = local(node)
        topic = node.get(C + "topic") if node.get(C + "type") in ("external", None) else None
        if tag in ("serviceTask", "sendTask") and topic is None:
            topic = own.get("operation")
        return Element(
            id=str(node.get("id")),
            process=process,
            type=tag,
            name=(node.get("name") or "").strip(),
            documentation=text_of(node, "documentation") or "",
            lane=lane,
            line=line_of(node),
            form=node.get(C + "formRef") or node.get(C + "formKey"),
            candidate_groups=_names(node.get(C + "candidateGroups")),
            candidate_users=_names(node.get(C + "candidateUsers")),
            assignee=node.get(C + "assignee"),
            due=node.get(C + "dueDate"),
            follow_up=node.get(C + "followUpDate"),
            priority=node.get(C + "priority"),
            topic=topic if tag in ("serviceTask", "sendTask", "businessRuleTask") else None,
            decision=node.get(C + "decisionRef"),
            called=unprefixed(node.get("calledElement")) or None,
            attributes=own,
            scope=scope,
        )

    def mappings(self, extension: etree._Element | None, tag: str) -> tuple[Mapping, ...]:
        """The input or output parameters of `camunda:inputOutput`."""
        found = extension.find(C + "inputOutput") if extension is not None else None
        if found is None:
            return ()
        out = []
        for parameter in found.findall(C + tag):
            name = parameter.get("name")
            text = "".join(t for t in parameter.itertext() if isinstance(t, str))
            value = self.formula(parameter, tag, text) or (Formula("") if not text.strip() else None)
            if name and value is not None:
                out.append((name, value))
        return tuple(out)

    # -- repetition, calls ---------------------------------------------------------------------------

    def repeat(self, node: etree._Element) -> Repeat | None:
        """The loop characteristics of an activity."""
        loop = node.find(B + "standardLoopCharacteristics")
        if loop is not None:
            maximum = loop.get("loopMaximum")
            return Repeat(
                looping=True,
                condition=self.condition(loop, "loopCondition", text_of(loop, "loopCondition")),
                before=true(loop, "testBefore"),
                maximum=int(maximum) if maximum and maximum.strip().lstrip("-").isdigit() else None,
            )
        loop = node.find(B + "multiInstanceLoopCharacteristics")
        if loop is None:
            return None
        collection = loop.get(C + "collection") or self._data(text_of(loop, "loopDataInputRef"))
        return Repeat(
            looping=False,
            sequential=true(loop, "isSequential"),
            condition=self.condition(loop, "completionCondition", text_of(loop, "completionCondition")),
            collection=self.condition(loop, "collection", collection),
            cardinality=self.condition(loop, "loopCardinality", text_of(loop, "loopCardinality")),
            item=loop.get(C + "elementVariable") or self._item(loop, "inputDataItem"),
            output=self._data(text_of(loop, "loopDataOutputRef")),
            output_item=self._item(loop, "outputDataItem"),
        )

    def _data(self, reference: str | None) -> str | None:
        """The variable behind a data reference: the name of the data object it leads to, or itself.

        A loop refers to a data input or output of its activity; an association says which data object stands
        behind it (BPMN 2.0, 10.4.2 and table 10.30).
        """
        reference = unprefixed(reference) or None
        behind = self.associated.get(reference or "", reference)
        node = self.by_id.get(behind or "")
        return (node.get("name") or behind) if node is not None else behind

    def _item(self, loop: etree._Element, tag: str) -> str | None:
        item = loop.find(B + tag)
        return (item.get("name") or item.get("id")) if item is not None else None

    def call(self, node: etree._Element, extension: etree._Element | None) -> Call:
        """Mappings of a call activity."""
        ins, all_in, key = self._call_side(extension, "in")
        outs, all_out, _ = self._call_side(extension, "out")
        return Call(unprefixed(node.get("calledElement")), ins, outs, all_in, all_out, key)

    def _call_side(
        self, extension: etree._Element | None, tag: str
    ) -> tuple[tuple[Mapping, ...], bool, Formula | None]:
        pairs, everything, key = [], False, None
        for mapping in extension.findall(C + tag) if extension is not None else ():
            if mapping.get("variables") == "all":
                everything = True
            elif mapping.get("businessKey"):
                key = self.formula(mapping, "businessKey", mapping.get("businessKey"))
            elif mapping.get("target"):
                source = mapping.get("sourceExpression") or mapping.get("source")
                value = self.condition(mapping, tag, source)
                if value is not None:
                    pairs.append((str(mapping.get("target")), value))
        return tuple(pairs), everything, key

    # -- events --------------------------------------------------------------------------------------

    def event(self, node: etree._Element) -> EventRule | None:
        """What an event, a receive or a send task waits for or throws; None for a plain one."""
        if local(node) in ("receiveTask", "sendTask"):
            if not node.get("messageRef"):
                return None
            return self._named("message", node, node)
        definitions = [(k, d) for k, d in event_definitions(node) if k != "link"]
        for reference in node.findall(B + "eventDefinitionRef"):
            target = self.by_id.get(unprefixed(reference.text))
            if target is not None:
                definitions += [(k, target) for k, d in event_definitions_of(target)]
        parts = tuple(self._rule(kind, definition, node) for kind, definition in definitions)
        if not parts:
            return None
        if len(parts) == 1:
            return parts[0]
        return EventRule("multiple", parts=parts, parallel=true(node, "parallelMultiple"))

    def _rule(self, kind: str, definition: etree._Element, node: etree._Element) -> EventRule:
        if kind == "timer":
            for tag, form in TIMER_FORMS.items():
                text = text_of(definition, tag)
                if text is not None:
                    return EventRule(kind, formula=self.formula(definition, tag, text), form=form)
            return EventRule(kind)
        if kind == "conditional":
            text = text_of(definition, "condition")
            return EventRule(kind, formula=self.condition(definition, "condition", text))
        if kind == "compensation":
            wait = true(definition, "waitForCompletion", default=True)
            return EventRule(kind, ref=unprefixed(definition.get("activityRef")) or None, wait=wait)
        return self._named(kind, definition, node) if kind in REFERENCES else EventRule(kind)

    def _named(self, kind: str, definition: etree._Element, node: etree._Element) -> EventRule:
        """An event with a declared message, signal, error or escalation."""
        reference = unprefixed(definition.get(REFERENCES.get(kind, "")))
        target = self.by_id.get(reference)
        if target is None:
            return EventRule(kind)
        name = target.get("errorCode") or target.get("escalationCode") or target.get("name") or reference
        key = node.get(O + "correlationKey") or target.get(O + "correlationKey")
        if key is None and kind == "message":
            key = self._drawn_key(node, reference)
        return EventRule(kind, ref=name, correlation=self.formula(node, "correlationKey", key))

    def _drawn_key(self, node: etree._Element, message: str) -> str | None:
        """The correlation key that the standard's own elements give."""
        if local(node) in THROWING:
            return message_key(self.root, message)
        process = next(node.iterancestors(B + "process"), None)
        return None if process is None else waiting_key(process, self.root, message)


def associations(root: etree._Element) -> dict[str, str]:
    """Data input or output of an activity to the data object it is filled from or written to."""
    out = {}
    for tag, own, other in (
        ("dataInputAssociation", "targetRef", "sourceRef"),
        ("dataOutputAssociation", "sourceRef", "targetRef"),
    ):
        for node in root.iter(B + tag):
            inside, outside = unprefixed(text_of(node, own)), unprefixed(text_of(node, other))
            if inside and outside:
                out[inside] = outside
    return out


def event_definitions_of(target: etree._Element) -> list[tuple[str, etree._Element]]:
    """(kind, definition) of a top-level event definition that others refer to."""
    kind = EVENT_KINDS.get(local(target))
    return [(kind, target)] if kind else []


def lanes_of(process: etree._Element) -> dict[str, str]:
    """Flow node id to role: a lane's `oef:role`, otherwise its name; the innermost lane decides."""
    out: dict[str, str] = {}
    for lane in process.iter(B + "lane"):  # document order: inner lanes come after outer ones
        role = lane.get(O + "role") or (lane.get("name") or "").strip()
        for reference in lane.findall(B + "flowNodeRef"):
            if role and reference.text:
                out[reference.text.strip()] = role
    return out


def _names(text: str | None) -> tuple[str, ...]:
    if not text:
        return ()
    if text.strip().startswith("="):
        return (text.strip(),)
    return tuple(part.strip() for part in text.split(",") if part.strip())
