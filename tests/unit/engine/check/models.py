"""Smallest models of the standard as XML text: no engine's attributes, nothing to run."""

from __future__ import annotations

import itertools

NS = "http://www.omg.org/spec/BPMN/20100524/MODEL"
HEAD = (
    f'<definitions xmlns="{NS}" xmlns:t="urn:t" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
    'xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'id="d" targetNamespace="urn:t">'
)


def model(*parts: str) -> bytes:
    """A file. Root elements of one kind each, drawings last, as the schema wants them."""
    return f"{HEAD}{''.join(parts)}</definitions>".encode()


def proc(*parts: str, id: str = "p", **attributes: str) -> str:
    return f'<process id="{id}"{_given(attributes)}>{"".join(parts)}</process>'


def el(tag: str, id: str, body: str = "", **attributes: str) -> str:
    return f'<{tag} id="{id}"{_given(attributes)}>{body}</{tag}>'


def _given(attributes: dict[str, str]) -> str:
    return "".join(f' {key}="{value}"' for key, value in attributes.items())


def way(*names: str) -> str:
    """Sequence flows from each to the next; `a>b` names both ends of one."""
    pairs = [tuple(n.split(">")) for n in names if ">" in n] or list(itertools.pairwise(names))
    return "".join(f'<sequenceFlow id="f_{a}_{b}" sourceRef="{a}" targetRef="{b}"/>' for a, b in pairs)


def through(*nodes: str, name: str = "a", id: str = "p", **attributes: str) -> str:
    """A process: start, the nodes given (the first of them `name` in the way), end."""
    inside = el("startEvent", f"{id}s") + "".join(nodes) + el("endEvent", f"{id}e")
    return proc(inside, way(f"{id}s", name, f"{id}e"), id=id, **attributes)


def scope(tag: str, id: str, *nodes: str, name: str | None = None, **attributes: str) -> str:
    """A sub-process with a way of its own."""
    inside = el("startEvent", f"{id}s") + "".join(nodes) + el("endEvent", f"{id}e")
    names = (f"{id}s", name, f"{id}e") if name else (f"{id}s", f"{id}e")
    return el(tag, id, inside + way(*names), **attributes)


def shape(element: str, id: str = "", **attributes: str) -> str:
    bounds = '<dc:Bounds x="0" y="0" width="10" height="10"/>'
    return (
        f'<bpmndi:BPMNShape id="{id or element + "_di"}" bpmnElement="{element}"{_given(attributes)}>'
        f"{bounds}</bpmndi:BPMNShape>"
    )


def edge(element: str, id: str = "", **attributes: str) -> str:
    points = '<di:waypoint x="0" y="0"/><di:waypoint x="9" y="9"/>'
    return (
        f'<bpmndi:BPMNEdge id="{id or element + "_di"}" bpmnElement="{element}"{_given(attributes)}>'
        f"{points}</bpmndi:BPMNEdge>"
    )


def drawing(plane: str, *parts: str) -> str:
    return (
        f'<bpmndi:BPMNDiagram id="dia"><bpmndi:BPMNPlane id="plane" bpmnElement="{plane}">{"".join(parts)}'
        "</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>"
    )
