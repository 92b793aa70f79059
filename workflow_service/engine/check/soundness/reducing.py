"""Make a graph smaller without changing what can go wrong in it.

The classic reductions of free-choice nets, told on our graph: stretches, equal ways between the same two
gateways, loops back, gateways of a kind that follow each other. A diagram in which every split has its join
shrinks to one edge: it is sound, and nothing needs to be explored. What stays keeps the view of its inclusive
joins: reductions never change from where an empty way can still be filled.
"""

from __future__ import annotations

from workflow_service.engine.check.soundness.graph import END, START, Edge, Graph, Node


def reduce(graph: Graph) -> None:
    """Shrink in place until nothing changes."""
    changed, backwards = True, False
    while changed:
        changed, backwards = False, not backwards  # blocks in blocks shrink at once in one of the directions
        for key in reversed(list(graph.nodes)) if backwards else list(graph.nodes):
            node = graph.nodes.get(key)
            if node is not None and key != END:
                changed = _once(graph, node) or changed


def _once(graph: Graph, node: Node) -> bool:
    return (
        _stretch(graph, node)
        or _into_end(graph, node)
        or _equal_ways(graph, node)
        or _loop(graph, node)
        or _merge(graph, node)
        or _split(graph, node)
        or _join_then_split(graph, node)
    )


def is_sound(graph: Graph) -> bool:
    """Nothing left but the way from the start to the end."""
    return set(graph.nodes) == {START, END} and len(graph.edges) == 2 and bool(graph.nodes[START].outs)


def _stretch(graph: Graph, node: Node) -> bool:
    """One way in, one way out: it becomes a part of the edge."""
    if node.key == START or len(node.ins) != 1 or len(node.outs) != 1 or not node.steady or node.clears:
        return False
    before, after = graph.edges[node.ins[0]], graph.edges[node.outs[0]]
    if before.source == node.key or after.attached:
        return False
    before.names += [*([node.element] if node.element else []), *after.names]
    before.holds += [*node.holds, *after.holds]
    before.decisions += after.decisions
    before.waits = before.waits or node.waits or after.waits
    before.effect = before.effect or node.effect or after.effect
    graph.nodes[after.target].ins.remove(after.id)
    graph.nodes[after.target].ins.append(before.id)
    before.target, before.at = after.target, after.at
    del graph.edges[after.id], graph.nodes[node.key]
    return True


def _into_end(graph: Graph, node: Node) -> bool:
    """A token that goes to the end beside others vanishes; a merge that only ends is part of the end."""
    sides = [e for e in node.side if graph.edges[e].target == END]
    ends = [e for e in node.outs if graph.edges[e].target == END] if node.split == "all" else []
    others = [e for e in node.outs if e not in ends]
    acting = any(graph.edges[e].effect for e in ends)
    if acting and graph.forward(others, sides=True) & set(node.ins):  # it may come here again while that runs
        ends = [e for e in ends if not graph.edges[e].effect]
    gone = sides + (ends if len(ends) < len(node.outs) else ends[1:])
    for edge in gone:
        node.holds += graph.edges[edge].holds
        graph.drop(edge)
        graph.vanishing = True
    if gone:
        return True
    return _merge_into_end(graph, node)


def _merge_into_end(graph: Graph, node: Node) -> bool:
    last = graph.edges[node.outs[0]] if len(node.outs) == 1 else None
    if last is None or last.target != END or last.effect or last.attached or node.key == START:
        return False
    if node.join != "any" or not node.steady or node.clears or node.effect or not node.ins:
        return False
    for edge_id in list(node.ins):
        edge = graph.edges[edge_id]
        edge.names += last.names
        edge.holds += [*node.holds, *last.holds]
        edge.waits = edge.waits or last.waits
        graph.retarget(edge_id, END)
    graph.drop(last.id)
    del graph.nodes[node.key]
    return True


def _equal_ways(graph: Graph, node: Node) -> bool:
    """Two ways from a split to the join of its kind are as good as one."""
    first: dict[str, Edge] = {}
    if node.never:
        return False
    for edge_id in list(node.outs):
        edge = graph.edges[edge_id]
        other = first.setdefault(edge.target, edge)
        if other is edge or not _alike(node, graph.nodes[edge.target], edge, other):
            continue
        keep, gone = (edge, other) if other.attached and not edge.attached else (other, edge)
        _drop_equal(graph, node, keep, gone)
        return True
    return False


def _alike(split: Node, join: Node, one: Edge, two: Edge) -> bool:
    if one.attached != two.attached and join.join == "or":
        return False
    if join.key == END or join.clears is not None:
        return True
    wanted = {"one": ("any", "or"), "all": ("all", "or"), "some": ("or",)}
    return join.join in wanted[split.split]


def _drop_equal(graph: Graph, node: Node, keep: Edge, gone: Edge) -> None:
    if node.split == "some":
        _equal_conditions(node, keep.id, gone.id)
    keep.holds += gone.holds
    keep.waits = keep.waits or gone.waits
    keep.effect = keep.effect or gone.effect
    graph.drop(gone.id)


def _equal_conditions(node: Node, keep: int, gone: int) -> None:
    """The kept way stands for either: what is always taken, a condition, or that none holds."""
    both = {keep, gone}
    plain = both & node.plain
    if node.default in both:
        node.default, node.nothing = None, bool(plain)
    elif plain and not both <= node.plain:
        node.held = True
    if plain:
        node.plain.add(keep)
    node.exclusive = {pair for pair in node.exclusive if not pair & both}


def _loop(graph: Graph, node: Node) -> bool:
    """Back to where one came from by a single way: it only happens again."""
    if node.split != "one" or node.join != "any" or len(node.outs) < 2 or node.never:
        return False
    for edge_id in node.outs:
        back = graph.edges[edge_id]
        head = graph.nodes[back.target]
        turns = head is node
        if not turns and len(node.ins) == 1 and len(head.outs) == 1 and head.steady and head.join == "any":
            turns = node.ins[0] == head.outs[0] and not head.clears
        if turns:
            holds = node.holds if head is node else graph.edges[node.ins[0]].holds
            holds += back.holds
            graph.drop(edge_id)
            return True
    return False


def _plain(edge: Edge) -> bool:
    return not edge.effect and not edge.attached


def _merge(graph: Graph, node: Node) -> bool:
    """Two merges (or two parallel joins) in a row are one."""
    if len(node.outs) != 1 or not node.steady or node.clears or node.effect or node.key == START:
        return False
    edge = graph.edges[node.outs[0]]
    after = graph.nodes[edge.target]
    if after is node or after.key == END or after.clears or node.join != after.join or node.join == "or":
        return False
    if not _plain(edge) or len(node.ins) < 2 or len(after.ins) < 2:
        return False
    after.holds += [*node.holds, *edge.holds]
    for edge_id in list(node.ins):
        way = graph.edges[edge_id]
        way.names += [*([node.element] if node.element else []), *edge.names]
        way.at = way.at or node.element
        graph.retarget(edge_id, after.key)
    graph.drop(edge.id)
    del graph.nodes[node.key]
    return True


def _split(graph: Graph, node: Node) -> bool:
    """Two choices (or two parallel splits) in a row are one."""
    if node.split not in ("one", "all") or node.event or node.side or node.never:
        return False
    for edge_id in node.outs:
        edge = graph.edges[edge_id]
        after = graph.nodes[edge.target]
        if after is node or after.clears or after.side or after.event or len(after.ins) != 1:
            continue
        if after.split != node.split or not _plain(edge) or after.effect or len(after.outs) < 2:
            continue
        for out in list(after.outs):
            _move_out(graph, node, edge, after, out)
        node.holds += [*edge.holds, *after.holds]
        graph.drop(edge_id)
        del graph.nodes[after.key]
        return True
    return False


def _move_out(graph: Graph, node: Node, before: Edge, after: Node, out: int) -> None:
    edge = graph.edges[out]
    edge.source = node.key
    edge.names = [*before.names, *([after.element] if after.element else []), *edge.names]
    edge.decisions = before.decisions + edge.decisions
    edge.waits = edge.waits or before.waits
    after.outs.remove(out)
    node.outs.append(out)


def _join_then_split(graph: Graph, node: Node) -> bool:
    """A join with one way to a split: one node that joins and splits."""
    if len(node.outs) != 1 or not node.steady or node.clears or node.effect:
        return False
    edge = graph.edges[node.outs[0]]
    after = graph.nodes[edge.target]
    if after is node or after.key == END or after.clears or len(after.ins) != 1 or not _plain(edge):
        return False
    if after.effect or (
        after.event and node.join != "any"
    ):  # what waits in the join is not at the events yet
        return False
    graph.drop(edge.id)
    names = [*edge.names, *([after.element] if after.element else [])]
    node.split, node.chooser, node.event = after.split, after.chooser, after.event
    node.plain, node.default, node.nothing, node.held = after.plain, after.default, after.nothing, after.held
    node.exclusive, node.waits = after.exclusive, node.waits or after.waits
    node.holds += [*edge.holds, *after.holds]
    for out in [*after.outs, *after.side]:
        moved = graph.edges[out]
        moved.source = node.key
        moved.names = [*names, *moved.names]
        moved.decisions = edge.decisions + moved.decisions
        moved.waits = moved.waits or edge.waits
    node.outs, node.side = after.outs, after.side
    del graph.nodes[after.key]
    return True
