"""What holds on any graph for any learner.

`Retold` tells the rules once more, in the words of the design and without care for speed.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from progress.folds import Standing
from progress.next_up import rank
from roadmap.graph import Graph, Node
from roadmap.units import Summary, count, units_of
from tests.random_graphs import standings


@dataclass
class Retold:
    """The rules over the status of each skill, one question at a time."""

    standing: Standing

    @property
    def graph(self) -> Graph:
        return self.standing.graph

    def is_done(self, key: str) -> bool:
        node = self.graph.nodes[key]
        if node.kind == "skill":
            return self.standing.status(key) == "done"
        if node.kind == "group":
            return any(self.is_done(member) for member in node.members)
        return self.is_settled(key)

    def is_settled(self, key: str) -> bool:
        node = self.graph.nodes[key]
        if node.kind == "skill":
            return self.standing.status(key) in ("done", "skipped")
        if node.kind == "milestone":
            return all(map(self.is_settled, node.requires)) and any(
                map(self.is_done, node.requires)
            )
        if node.choose is None:
            return all(
                self.is_settled(key) for key in node.members if self.graph.nodes[key].required
            )
        return sum(map(self.is_done, node.members)) >= min(node.choose, len(self.unskipped(node)))

    def unskipped(self, group: Node) -> list[str]:
        return [key for key in group.members if self.standing.status(key) != "skipped"]

    def is_open(self, key: str) -> bool:
        around = [self.graph.nodes[box] for box in self.graph.boxes_of(key)]
        waits = [need for node in (self.graph.nodes[key], *around) for need in node.requires]
        is_leftover = any(box.choose and self.is_settled(box.key) for box in around)
        return not self.is_settled(key) and all(map(self.is_settled, waits)) and not is_leftover

    def is_required(self, key: str) -> bool:
        return all(self.graph.nodes[each].required for each in (key, *self.graph.boxes_of(key)))

    def singles(self) -> list[str]:
        boxed = {key for node in self.graph.nodes.values() if node.choose for key in node.members}
        return [key for key in self.skills() if self.is_required(key) and key not in boxed]

    def choices(self) -> list[Node]:
        return [
            node for key, node in self.graph.nodes.items() if node.choose and self.is_required(key)
        ]

    def skills(self) -> Iterator[str]:
        return (key for key, node in self.graph.nodes.items() if node.kind == "skill")

    def summary(self) -> Summary:
        status = self.standing.status
        singles = [status(key) for key in self.singles()]
        done, begun, skipped = (singles.count(s) for s in ("done", "in_progress", "skipped"))
        minutes = sum(
            self.minutes(k) for k in self.singles() if status(k) not in ("done", "skipped")
        )
        total = len(singles) - skipped
        for group in self.choices():
            assert group.choose is not None
            members = [status(key) for key in group.members]
            has = min(group.choose, members.count("done"))
            done += has
            begun += min(group.choose - has, members.count("in_progress"))
            length = min(group.choose, len(self.unskipped(group)))
            total += length
            skipped += group.choose - length
            minutes += sum(self.cheapest(group)[: length - has])
        percent = 100 * done // total if total else 0
        return Summary(done, begun, skipped, total, percent, minutes)

    def cheapest(self, group: Node) -> list[int]:
        """The minutes of members not settled, those in progress first."""
        left = [key for key in group.members if not self.is_settled(key)]
        left.sort(key=lambda key: (self.standing.status(key) != "in_progress", self.minutes(key)))
        return [self.minutes(key) for key in left]

    def minutes(self, key: str) -> int:
        return self.graph.nodes[key].minutes

    def units_behind(self, skill: str) -> int:
        """Units that are left among all that waits for `skill`, directly or through others."""
        found: set[str] = set()
        ahead = [skill]
        while ahead:
            new = {key for key in self.waiting(ahead.pop()) if key not in found}
            found |= new
            ahead += new
        units = len(found.intersection(self.singles()))
        for group in self.choices():
            assert group.choose is not None
            has = sum(map(self.is_done, group.members))
            left = min(group.choose, len(self.unskipped(group))) - has
            units += max(0, min(left, len(found.intersection(group.members))))
        return units

    def waiting(self, key: str) -> Iterator[str]:
        """The unsettled keys that cannot be settled, or not be taken up, before `key` is."""
        for other, node in self.graph.nodes.items():
            if self.is_settled(other):
                continue
            if node.kind == "group":
                holds = key in node.members and (node.choose or self.graph.nodes[key].required)
            elif node.kind == "milestone":
                holds = key in node.requires
            else:
                holds = key in self.graph.waits_for[other]
            if holds:
                yield other


class TestStanding:
    @given(standings())
    def test_is_what_the_rules_tell(self, standing: Standing) -> None:
        retold = Retold(standing)

        assert standing.settled == set(filter(retold.is_settled, standing.graph.nodes))
        assert standing.frontier == tuple(filter(retold.is_open, retold.skills()))
        assert standing.summary == retold.summary()

    @given(standings())
    def test_tells_of_a_locked_skill_what_it_waits_for(self, standing: Standing) -> None:
        for key in standing.frontier:
            assert standing.waiting_for(key) == ()
        for key in standing.graph.nodes:
            assert standing.settled.isdisjoint(standing.waiting_for(key))

    @given(standings())
    def test_keeps_its_counts_within_the_version(self, standing: Standing) -> None:
        summary = standing.summary

        assert 0 <= summary.done <= summary.done + summary.in_progress <= summary.total
        assert summary.total + summary.skipped == count(units_of(standing.graph))
        assert 0 <= summary.percent <= 100
        assert (summary.minutes_left == 0) == (summary.done == summary.total)

    @given(standings())
    def test_parts_each_summary_among_the_groups(self, standing: Standing) -> None:
        nodes = standing.graph.nodes
        outermost = [
            summary for key, summary in standing.groups.items() if nodes[key].group is None
        ]
        loose = [key for key in Retold(standing).singles() if nodes[key].group is None]

        assert standing.summary.total == sum(group.total for group in outermost) + sum(
            standing.status(key) != "skipped" for key in loose
        )

    @given(standings())
    def test_has_reached_a_milestone_exactly_when_it_is_settled(self, standing: Standing) -> None:
        marked = {fact.at for fact in standing.facts.values()}

        for key, at in standing.milestones.items():
            assert (at is not None) == (key in standing.settled)
            assert at is None or at in marked


class TestDoingOneMore:
    @given(standings(), st.data())
    def test_takes_nothing_back(self, standing: Standing, data: st.DataObject) -> None:
        assume(standing.graph.order)
        skill = data.draw(st.sampled_from(sorted(Retold(standing).skills())))

        after = standing.supposing(skill)

        assert after.settled >= standing.settled
        assert after.summary.percent >= standing.summary.percent
        assert after.summary.done >= standing.summary.done

    @given(standings())
    def test_closes_nothing_that_was_open_but_leftovers(self, standing: Standing) -> None:
        nodes = standing.graph.nodes
        for skill in standing.frontier:
            after = standing.supposing(skill)
            for closed in set(standing.frontier) - set(after.frontier) - after.settled:
                box = nodes[closed].group
                assert box is not None
                assert nodes[box].choose is not None
                assert box in after.settled - standing.settled

    @given(standings())
    def test_opens_what_a_write_then_tells(self, standing: Standing) -> None:
        for skill in standing.frontier:
            after = standing.supposing(skill)

            assert after.opened_by(skill) == after.opened_since(standing)
            assert set(after.opened_by(skill)) == set(after.frontier) - set(standing.frontier)


class TestSkippingOneMore:
    @given(standings())
    def test_makes_the_path_no_longer_and_takes_nothing_back(self, standing: Standing) -> None:
        for skill in Retold(standing).skills():
            after = Standing.of(standing.graph, standing.marks, standing.skips | {skill})

            assert after.summary.total <= standing.summary.total
            assert after.summary.done == standing.summary.done
            assert after.settled >= standing.settled


class TestRank:
    @given(standings())
    def test_suggests_what_is_open_or_begun_and_says_why(self, standing: Standing) -> None:
        rows = rank([standing], limit=None)

        assert {row.skill for row in rows} == standing.in_progress.union(standing.frontier)
        for row in rows:
            assert row.why
            assert (row.why[0].code == "continue") == (row.status == "in_progress")

    @given(standings())
    def test_tells_what_doing_it_would_unlock(self, standing: Standing) -> None:
        for row in rank([standing], limit=None):
            skills = standing.supposing(row.skill).opened_by(row.skill)
            units = Retold(standing).units_behind(row.skill)
            told = [(why.skills, why.units) for why in row.why if why.code == "unlocks"]

            assert told == ([(skills, units)] if skills or units else [])

    @given(standings(), st.integers(min_value=0, max_value=5))
    def test_cuts_at_the_limit_and_changes_nothing_else(
        self, standing: Standing, limit: int
    ) -> None:
        assert rank([standing], limit=limit) == rank([standing], limit=None)[:limit]
