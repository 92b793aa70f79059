"""Loops and multi-instance activities of the oracle: the container token owns one scope per instance."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

from tests.oracle.model import Node
from tests.oracle.state import State, Token

if TYPE_CHECKING:
    from tests.oracle.token_engine import Instance


class Loops(State):
    def loop_start(self: Instance, token_id: str, token: Token, node: Node) -> None:
        loop, scope = node.loop or {}, token["in"]
        if loop["kind"] == "loop":
            token.update(count=loop["max"], done=0, active=0, next=0)
            skipped = loop["before"] and (
                loop["max"] == 0 or not self.value(scope, loop["condition"], loopCounter=0)
            )
            if skipped:
                self.later(self.finish, token_id)
            else:
                self.instance(token_id, token, node)
            return
        items = self.value(scope, loop["collection"]) if loop["collection"] else None
        count = len(items) if items is not None else int(self.value(scope, loop["cardinality"]))
        output = [None] * count if loop["output"] else None
        token.update(count=count, done=0, active=0, next=0, items=copy.deepcopy(items), output=output)
        if count == 0:
            if output is not None:
                self.assign(scope, {loop["output"]: []})
            self.later(self.finish, token_id)
        for _ in range(min(count, 1) if loop["sequential"] else count):
            self.instance(token_id, token, node)

    def counters(self, token: Token) -> dict[str, Any]:
        values = {
            "": token["count"] or 0,
            "Active": token["active"],
            "Completed": token["done"],
            "Terminated": 0,
        }
        return {f"{prefix}{k}Instances": v for k, v in values.items() for prefix in ("numberOf", "nrOf")}

    def instance(self: Instance, token_id: str, token: Token, node: Node) -> None:
        loop = node.loop or {}
        index = token["next"]
        token["next"] += 1
        token["active"] += 1
        variables: dict[str, Any] = {"loopCounter": index}
        if token.get("items") is not None and loop["item"]:
            variables[loop["item"]] = token["items"][index]
        if loop.get("output item"):
            variables[loop["output item"]] = None
        process = self.scopes[token["in"]]["process"]
        scope = self.open(node.id, process, token_id, token["in"], vars=variables, branch=index)
        inner = self.add(node.id, scope, "active", index=index)
        self.later(self.begin_instance, inner, node)

    def begin_instance(self: Instance, inner: str, node: Node) -> None:
        if inner in self.tokens:
            self.begin(inner, self.tokens[inner], node)

    def loop_next(self: Instance, inner: str, instance: Token, node: Node) -> None:
        own, loop = self.scopes[instance["in"]], node.loop or {}
        token_id = own["owner"]
        token = self.tokens[token_id]
        outer = token["in"]
        token["active"] -= 1
        token["done"] += 1
        if token.get("output") is not None:
            token["output"][instance["index"]] = copy.deepcopy(own["vars"].get(loop["output item"]))
        self.scopes[outer]["done"] += own["done"]
        self.record(outer, instance["in"], node)
        variables = {**self.counters(token), **own["vars"]}
        self.drop(inner)
        self.close(instance["in"])
        if loop["kind"] == "loop":
            more = loop["max"] is None or token["done"] < loop["max"]
            if more and self.value(outer, loop["condition"], loopCounter=token["done"]):
                self.instance(token_id, token, node)
            else:
                self.later(self.finish, token_id)
            return
        enough = token["done"] == token["count"]
        if enough or (loop["condition"] and self.value(outer, loop["condition"], **variables)):
            for scope in self.owned(token_id):
                self.close(scope)
            if token.get("output") is not None:
                self.assign(outer, {loop["output"]: token["output"]})
            self.later(self.finish, token_id)
        elif loop["sequential"]:
            self.instance(token_id, token, node)
