"""Any graph and any learner, for properties that hold on all of them."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from progress.folds import Standing
from roadmap.graph import Graph
from tests.graphs import Members, begun, done, graph_of

# Skills that no graph has, but some give credit for.
ELSEWHERE = ["old-a", "old-b"]


@st.composite
def graphs(draw: st.DrawFn) -> Graph:
    """Up to five blocks, each of them waiting for some of what stands in the blocks before."""
    sketch = Sketch(draw)
    for block in range(draw(st.integers(min_value=1, max_value=5))):
        sketch.add(
            draw(st.sampled_from(["skills", "group", "choice", "nested", "milestone"])), block
        )
    return sketch.graph()


@st.composite
def standings(draw: st.DrawFn) -> Standing:
    """Somebody who did, began and skipped this and that on such a graph, and elsewhere."""
    graph = draw(graphs())
    skills = [key for key, node in graph.nodes.items() if node.kind == "skill"]
    made = st.sampled_from([None, None, done, done, begun])
    marks = {skill: make(skill) for skill in [*skills, *ELSEWHERE] if (make := draw(made))}
    skipped = draw(st.sets(st.sampled_from(skills), max_size=4)) if skills else set()
    return Standing.of(graph, marks, frozenset(skipped))


class Sketch:
    """A graph in the making."""

    def __init__(self, draw: st.DrawFn) -> None:
        self.draw = draw
        self.requires: dict[str, str] = {}
        self.groups: dict[str, Members] = {}
        self.milestones: dict[str, str] = {}
        self.skills: list[str] = []
        self.chosen: set[str] = set()

    def add(self, kind: str, block: int) -> None:
        earlier = [*self.requires, *self.milestones]
        if kind == "milestone" and earlier:
            self.milestones[f"~m{block}"] = self.some(earlier, least=1)
            return
        new = [f"s{block}-{number}" for number in range(self.draw(st.integers(1, 4)))]
        self.skills += new
        self.requires |= {key: self.some(earlier) for key in new}
        if kind == "group":
            self.groups[f"~g{block}"] = " ".join(new)
        elif kind == "choice":
            self.choose(f"~c{block}", new)
        elif kind == "nested":
            self.choose(f"~in{block}", new[:2])
            self.groups[f"~g{block}"] = " ".join([*new[2:], f"~in{block}"])
        boxes = [box for box in self.groups if box not in self.requires]
        self.requires |= {box: self.some(earlier) for box in boxes}

    def choose(self, box: str, members: list[str]) -> None:
        self.groups[box] = (" ".join(members), self.draw(st.integers(1, len(members))))
        self.chosen.update(members)

    def some(self, keys: Collection[str], *, least: int = 0) -> str:
        if not keys:
            return ""
        choice = st.lists(st.sampled_from(list(keys)), min_size=least, max_size=3, unique=True)
        return " ".join(self.draw(choice))

    def graph(self) -> Graph:
        credited = self.some(self.skills).split()
        return graph_of(
            self.requires,
            groups=self.groups,
            milestones=self.milestones,
            optional=self.some([key for key in self.requires if key not in self.chosen]),
            recommends={},
            credits={key: self.credit() for key in credited},
            minutes={key: self.draw(st.integers(1, 3)) for key in self.skills},
        )

    def credit(self) -> tuple[str, str]:
        counts = self.some([*ELSEWHERE, *self.skills], least=1)
        return counts, self.draw(st.sampled_from(["any", "all"]))
