"""Correlation keys as the standard draws them (BPMN 2.0, 8.4.2), turned into our one key: text that the
waiting and the arriving side both compute.

A `correlationProperty` says by `messagePath` where it stands in each message, a `correlationSubscription` by
its bindings where it stands in the process data. Several properties are joined by "|".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from lxml import etree

from workflow_service.engine.bpmn import B, text_of, unprefixed


def message_key(root: etree._Element, message: str | None) -> str | None:
    """FEEL for the key of a message (by its id) from what it carries; None when nothing is drawn for it."""
    for key in root.iter(B + "correlationKey"):
        paths = [_message_path(root, name, message) for name in _properties(key)]
        if paths and None not in paths:
            return joined([str(path) for path in paths])
    return None


def waiting_key(process: etree._Element, root: etree._Element, message: str | None) -> str | None:
    """FEEL for the key under which an instance of `process` waits for a message; None when nothing is drawn.

    A subscription of the process says where each property stands in its data (8.4.2, context-based). Without
    one, a property is what an earlier message of the conversation has brought (key-based).
    """
    subscriptions = list(process.iter(B + "correlationSubscription"))
    for key in root.iter(B + "correlationKey"):
        names = list(_properties(key))
        if not names or any(_message_path(root, name, message) is None for name in names):
            continue
        if not subscriptions:
            return joined([_brought(root, name) for name in names])
        for subscription in subscriptions:
            if unprefixed(subscription.get("correlationKeyRef")) == key.get("id"):
                bound = _bindings(subscription)
                if all(bound.get(name) for name in names):
                    return joined([str(bound[name]) for name in names])
    return None


def _bindings(subscription: etree._Element) -> Mapping[str, str | None]:
    return {
        unprefixed(binding.get("correlationPropertyRef")): text_of(binding, "dataPath")
        for binding in subscription.findall(B + "correlationPropertyBinding")
    }


def _brought(root: etree._Element, name: str) -> str:
    """The first of a property's message paths that the process data know."""
    paths = [
        str(text_of(expression, "messagePath")).strip().removeprefix("=").strip()
        for found in root.iter(B + "correlationProperty")
        for expression in found.findall(B + "correlationPropertyRetrievalExpression")
        if found.get("id") == name and text_of(expression, "messagePath")
    ]
    return f"[{', '.join(dict.fromkeys(paths))}][item != null][1]"


def message_keys(root: etree._Element) -> Mapping[str, str]:
    """The key of each message of a file that has one, by the message's name."""
    found = {}
    for message in root.findall(B + "message"):
        text = message_key(root, message.get("id"))
        if text is not None:
            found[message.get("name") or str(message.get("id"))] = text
    return found


def joined(paths: list[str]) -> str:
    """One FEEL text (with `=`) for the parts of a key."""
    plain = [path.strip().removeprefix("=").strip() for path in paths]
    if len(plain) == 1:
        return f"=string({plain[0]})"
    return "=string join([" + ", ".join(f"string({path})" for path in plain) + '], "|")'


def _properties(key: etree._Element) -> Iterator[str]:
    for reference in key.findall(B + "correlationPropertyRef"):
        yield unprefixed(reference.text)


def _message_path(root: etree._Element, name: str, message: str | None) -> str | None:
    for found in root.iter(B + "correlationProperty"):
        for expression in found.findall(B + "correlationPropertyRetrievalExpression"):
            if found.get("id") == name and unprefixed(expression.get("messageRef")) == message:
                return text_of(expression, "messagePath")
    return None
