"""Tracks, skills and roadmaps: what there is to learn, and in which order."""

from roadmap.models.link import LinkCheck, LinkState
from roadmap.models.placement import Credit, Edge, EdgeKind, Node, NodeKind
from roadmap.models.quiz import FirstStep, Option, Question, Weight
from roadmap.models.roadmap import Roadmap, RoadmapKind
from roadmap.models.skill import Resource, ResourceType, Skill, SkillKind
from roadmap.models.stamp import CatalogueStamp
from roadmap.models.track import Fact, Track
from roadmap.models.version import Compiled, Version

__all__ = [
    "CatalogueStamp",
    "Compiled",
    "Credit",
    "Edge",
    "EdgeKind",
    "Fact",
    "FirstStep",
    "LinkCheck",
    "LinkState",
    "Node",
    "NodeKind",
    "Option",
    "Question",
    "Resource",
    "ResourceType",
    "Roadmap",
    "RoadmapKind",
    "Skill",
    "SkillKind",
    "Track",
    "Version",
    "Weight",
]
