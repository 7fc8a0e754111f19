"""Roadmaps and the quiz as text: the canonical files."""

from __future__ import annotations

from roadmap.files.writing import written, written_quiz
from roadmap.graph import Graph
from roadmap.models import Roadmap, Version
from roadmap.queries import quiz_as_told, roadmap_as_told, skills_as_told, stated_graph


def shown_version(roadmap: Roadmap) -> Version | None:
    """What a curator works with: the draft, else the current version, else nothing."""
    return roadmap.versions.drafts().first() or roadmap.current


def exported(roadmap: Roadmap, version: Version) -> str:
    """The canonical file of one version: importing it and exporting again gives the same bytes."""
    version.roadmap = roadmap
    graph = stated_graph(version)
    skills = skills_as_told(_skills_of(graph))
    return written(roadmap_as_told(roadmap, version), graph, skills.values())


def exported_quiz() -> str | None:
    """The canonical file of the fit quiz, None where there is none."""
    quiz = quiz_as_told()
    return written_quiz(quiz) if quiz else None


def _skills_of(graph: Graph) -> set[str]:
    named = {key for key, node in graph.nodes.items() if node.kind == "skill"}
    return named.union(*(node.credit.counts for node in graph.nodes.values() if node.credit))
