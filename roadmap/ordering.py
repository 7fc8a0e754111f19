"""What comes before what: the order of a graph, its cycles, its layers. Pure, and linear in size.

A group stands in time as an interval. It begins after all it waits for and before its members,
and it ends after them; so an edge to a group holds for each member, and what waits for a group
waits for its members, without an arc for every pair. Each node is therefore two moments, numbered
by its position: `2 * i` where a group begins, `2 * i + 1` where a node or a group is settled.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import heapify, heappop, heappush

from roadmap.graph import Credit, Graph, Node, remembered

LAYER_HEIGHT = 120
COLUMN_WIDTH = 320
# A file that is one great tangle is explained by its first knots.
MOST_CYCLES = 20


def graph_of_nodes(
    nodes: Iterable[Node], *, roadmap: str, title: str, edition: int = 0, version: int = 0
) -> Graph:
    """The graph that these nodes state, in the order they come in, which is the version order.

    Members, and the order among requirements and credited skills, are worked out here: what is
    said in two ways is the same graph. Keys are unique and every key named is among them. Where
    nodes wait for each other, `order` lacks them and all behind them.
    """
    given = {node.key: node for node in nodes}
    place = {key: index for index, key in enumerate(given)}
    members: dict[str, list[str]] = {}
    for node in given.values():
        if node.group is not None:
            members.setdefault(node.group, []).append(node.key)
    settled = {
        key: _settled(node, tuple(members.get(key, ())), place) for key, node in given.items()
    }
    order = tuple(Moments(settled).order())
    return Graph(roadmap, title, edition, version, nodes=settled, order=order)


def _settled(node: Node, members: tuple[str, ...], place: Mapping[str, int]) -> Node:
    credit = node.credit and Credit(tuple(sorted(node.credit.counts)), node.credit.mode)
    return Node(
        key=node.key,
        kind=node.kind,
        title=node.title,
        skill_kind=node.skill_kind,
        summary=node.summary,
        role_note=node.role_note,
        minutes=node.minutes,
        required=node.required,
        group=node.group,
        choose=node.choose,
        members=members,
        requires=tuple(sorted(node.requires, key=place.__getitem__)),
        recommends=tuple(sorted(node.recommends, key=place.__getitem__)),
        credit=credit,
    )


def outline(graph: Graph) -> Iterator[tuple[int, Node]]:
    """Each node with its depth: in version order, but members right behind their group."""
    waiting = [(0, key) for key, node in graph.nodes.items() if node.group is None]
    waiting.reverse()
    while waiting:
        depth, key = waiting.pop()
        node = graph.nodes[key]
        yield depth, node
        waiting += [(depth + 1, member) for member in reversed(node.members)]


class Moments:
    """The moments of a graph and the arcs between them."""

    def __init__(self, nodes: Mapping[str, Node]) -> None:
        self._keys = list(nodes)
        self._nodes = nodes
        place = {key: index for index, key in enumerate(nodes)}
        self._before: list[list[int]] = [[] for _ in range(2 * len(nodes))]
        for index, node in enumerate(nodes.values()):
            begins = 2 * index if node.kind == "group" else 2 * index + 1
            self._before[begins] += [
                2 * place[source] + 1 for source in (*node.requires, *node.recommends)
            ]
            if node.group is not None:
                self._before[begins].append(2 * place[node.group])
            if node.kind == "group":
                ends = 2 * index + 1
                self._before[ends] = [2 * index, *(2 * place[key] + 1 for key in node.members)]

    def order(self) -> list[str]:
        """All keys in a stable topological order, earliest in the version first.

        Keys in a cycle or behind one are left out.
        """
        return [self._keys[moment // 2] for moment in self._sorted() if moment % 2]

    def cycles(self) -> list[list[str]]:
        """One cycle for each knot, as keys from the first back to itself, groups left out.

        A group is named only where fewer than two other nodes would remain.
        """
        found: list[list[int]] = []
        self._sorted(found)
        # A group that stands in itself both begins and ends in a circle.
        return list(map(list, dict.fromkeys(tuple(self._named(cycle)) for cycle in found)))

    def depths(self) -> dict[str, int]:
        """For each key, how many skills and milestones the longest way to it holds, itself too."""
        depths = [0] * len(self._before)
        for moment in self._sorted():
            depths[moment] = max((depths[earlier] for earlier in self._before[moment]), default=0)
            depths[moment] += self._weighs(moment)
        return {key: depths[2 * index + 1] for index, key in enumerate(self._keys)}

    def _weighs(self, moment: int) -> bool:
        return bool(moment % 2) and self._nodes[self._keys[moment // 2]].kind != "group"

    def _sorted(self, cycles: list[list[int]] | None = None) -> list[int]:
        """Kahn's algorithm with a heap. With `cycles`, each knot is noted there and cut."""
        after: list[list[int]] = [[] for _ in self._before]
        for moment, earlier in enumerate(self._before):
            for source in earlier:
                after[source].append(moment)
        waiting = [len(earlier) for earlier in self._before]
        ready = [moment for moment, count in enumerate(waiting) if count == 0]
        heapify(ready)
        done: list[int] = []
        is_done = [False] * len(waiting)
        stuck = 0
        while True:
            while ready:
                moment = heappop(ready)
                if is_done[moment]:
                    continue
                is_done[moment] = True
                done.append(moment)
                for later in after[moment]:
                    waiting[later] -= 1
                    if waiting[later] == 0:
                        heappush(ready, later)
            while stuck < len(is_done) and is_done[stuck]:
                stuck += 1
            if cycles is None or stuck == len(is_done) or len(cycles) == MOST_CYCLES:
                return done
            cycle = self._cycle_behind(stuck, is_done)
            cycles.append(cycle)
            ready.extend(cycle)
            heapify(ready)

    def _cycle_behind(self, moment: int, is_done: Sequence[bool]) -> list[int]:
        """Walk from a stuck moment to what it waits for until one comes again."""
        way: list[int] = []
        seen: dict[int, int] = {}
        while moment not in seen:
            seen[moment] = len(way)
            way.append(moment)
            moment = next(source for source in self._before[moment] if not is_done[source])
        return way[seen[moment] :][::-1]

    def _named(self, cycle: list[int]) -> list[str]:
        keys = list(dict.fromkeys(self._keys[moment // 2] for moment in cycle))
        others = [key for key in keys if self._nodes[key].kind != "group"]
        if len(others) > 1:
            keys = others
        first = min(range(len(keys)), key=lambda index: self._keys.index(keys[index]))
        return [*keys[first:], *keys[: first + 1]]


def layers(graph: Graph) -> dict[str, int]:
    """The layer of each skill and milestone: one below the lowest of all it comes after."""
    depths = Moments(graph.nodes).depths()
    return {key: depths[key] - 1 for key, node in graph.nodes.items() if node.kind != "group"}


@remembered
def layout(graph: Graph) -> dict[str, dict[str, int]]:
    """Where each skill and milestone is drawn: `layer`, `order` in the layer, `x` and `y`.

    Within a layer the version order holds, which keeps members of a group side by side.
    """
    taken: dict[int, int] = {}
    places: dict[str, dict[str, int]] = {}
    for key, layer in layers(graph).items():
        order = taken.get(layer, 0)
        taken[layer] = order + 1
        places[key] = {
            "layer": layer,
            "order": order,
            "x": (order + 1) * COLUMN_WIDTH,
            "y": layer * LAYER_HEIGHT,
        }
    return places
