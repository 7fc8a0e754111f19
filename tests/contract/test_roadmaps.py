"""Contract 3: what everybody may read about tracks, roadmaps and skills."""

from __future__ import annotations

from tests.contract.shapes import (
    COUNTS,
    RESOURCE,
    check,
    day,
    instant,
    key,
    one_of,
    slug,
)

NODE = {
    "key": key,
    "kind": one_of("skill", "milestone"),
    "title": str,
    "summary": str,
    "group": (key, None),
    "required": bool,
    "minutes": int,
    "layer": int,
    "order": int,
    "x": int,
    "y": int,
}
ROADMAP = {
    "slug": slug,
    "title": str,
    "track": (slug, None),
    "kind": one_of("role", "specialism", "orientation"),
    "summary": str,
    "version": int,
    "edition": int,
    "counts": COUNTS,
}
SKILL = {
    "slug": slug,
    "title": str,
    "kind": one_of("concept", "practice", "tool", "project"),
    "summary": str,
    "minutes": int,
}


def test_meta(anonymous):
    meta = anonymous.get("/meta").json()

    check(meta, {"version": str, "feature_level": int, "links": {"openapi": str, "docs": str}})


def test_the_schema_is_openapi_3_1(anonymous):
    schema = anonymous.get("/openapi.json").json()

    assert schema["openapi"].startswith("3.1")
    assert "/api/v1/me/marks/{skill}" in schema["paths"]


def test_the_docs_page_names_no_foreign_host(anonymous):
    page = anonymous.get("/docs")

    assert page.status_code == 200
    assert "//cdn" not in page.text
    assert "https://" not in page.text.replace("https://waymark", "")


def test_tracks(anonymous):
    tracks = anonymous.get("/tracks").json()

    check(
        tracks,
        {
            "items": [{"slug": slug, "title": str, "summary": str, "roadmaps": [slug]}],
            "next_cursor": None,
        },
    )
    assert [track["slug"] for track in tracks["items"]] == ["ai-engineer", "ml-engineer"]


def test_one_track_with_its_facts(anonymous):
    track = anonymous.get("/tracks/ml-engineer").json()

    check(
        track,
        {
            "slug": slug,
            "title": str,
            "summary": str,
            "roadmaps": [slug],
            "facts": [
                {
                    "key": str,
                    "label": str,
                    "region": (str, None),
                    "value": (int, float, str),
                    "unit": (str, None),
                    "source": str,
                    "as_of": (day, None),
                }
            ],
        },
    )
    pay = [fact for fact in track["facts"] if fact["key"] == "median_pay"]
    assert {fact["region"]: fact["value"] for fact in pay} == {"US": 250000, "UK": 105000}


def test_roadmaps(anonymous):
    everything = anonymous.get("/roadmaps").json()
    filtered = anonymous.get("/roadmaps", params={"track": "ml-engineer", "kind": "role"}).json()
    searched = anonymous.get("/roadmaps", params={"q": "ai eng"}).json()

    check(everything, {"items": [ROADMAP], "next_cursor": None})
    assert [row["slug"] for row in filtered["items"]] == ["ml-engineer"]
    assert [row["slug"] for row in searched["items"]] == ["ai-engineer"]


def test_one_roadmap(anonymous):
    roadmap = anonymous.get("/roadmaps/ai-engineer").json()

    check(roadmap, ROADMAP | {"published_at": instant, "changelog": str})


def test_the_graph(anonymous):
    graph = anonymous.get("/roadmaps/ai-engineer/graph").json()

    check(
        graph,
        {
            "format": int,
            "roadmap": "ai-engineer".__eq__,
            "title": str,
            "edition": int,
            "version": int,
            "published_at": instant,
            "content_hash": str,
            "counts": COUNTS,
            "nodes": [NODE],
            "groups": [
                {
                    "key": key,
                    "title": str,
                    "parent": (key, None),
                    "required": bool,
                    "choose": (int, None),
                    "members": [key],
                }
            ],
            "edges": [{"from": key, "to": key, "kind": one_of("requires", "recommends")}],
            "credits": [{"node": slug, "counts": [slug], "mode": one_of("any", "all")}],
            "topological_order": [key],
        },
    )
    assert all("skill_kind" in node for node in graph["nodes"] if node["kind"] == "skill")
    boxes = [group["key"] for group in graph["groups"]]
    nodes = [node["key"] for node in graph["nodes"]]
    assert sorted(graph["topological_order"]) == sorted(boxes + nodes)


def test_from_comes_before_to_in_the_topological_order(anonymous):
    graph = anonymous.get("/roadmaps/ml-engineer/graph").json()
    place = {name: at for at, name in enumerate(graph["topological_order"])}

    late = [edge for edge in graph["edges"] if place[edge["from"]] > place[edge["to"]]]

    assert late == []


def test_the_counts_are_those_of_the_document(anonymous):
    graph = anonymous.get("/roadmaps/ml-engineer/graph").json()
    kinds = [node["kind"] for node in graph["nodes"]]

    assert graph["counts"] | {"units": 0, "minutes": 0} == {
        "skills": kinds.count("skill"),
        "units": 0,
        "groups": len(graph["groups"]),
        "milestones": kinds.count("milestone"),
        "edges": len(graph["edges"]),
        "minutes": 0,
    }


def test_one_node(anonymous):
    node = anonymous.get("/roadmaps/ai-engineer/nodes/rag").json()

    check(
        node,
        NODE
        | {
            "description_markdown": str,
            "description_html": str,
            "role_note": str,
            "resources": [RESOURCE],
            "requires": [key],
            "unlocks": [key],
            "also_on": [slug],
        },
    )


def test_a_shared_node_names_the_other_roadmaps(anonymous):
    node = anonymous.get("/roadmaps/ai-engineer/nodes/python").json()

    assert "ml-engineer" in node["also_on"]
    assert "ai-engineer" not in node["also_on"]


def test_the_versions_newest_first(anonymous):
    versions = anonymous.get("/roadmaps/ai-engineer/versions").json()
    number = versions["items"][0]["version"]

    check(
        versions,
        {
            "items": [{"version": int, "edition": int, "published_at": instant, "changelog": str}],
            "next_cursor": None,
        },
    )
    current = anonymous.get("/roadmaps/ai-engineer/graph").json()
    assert anonymous.get(f"/roadmaps/ai-engineer/versions/{number}/graph").json() == current


def test_skills(anonymous):
    check(anonymous.get("/skills").json(), {"items": [SKILL], "next_cursor": (str, None)})
    found = anonymous.get("/skills", params={"q": "retrieval"}).json()
    assert "rag" in [skill["slug"] for skill in found["items"]]


def test_one_skill(anonymous):
    skill = anonymous.get("/skills/python").json()

    check(
        skill,
        SKILL
        | {
            "description_markdown": str,
            "description_html": str,
            "resources": [RESOURCE],
            "on": [slug],
        },
    )
    assert skill["on"] == sorted(skill["on"])
    assert {"ai-engineer", "ml-engineer", "software-foundations"} <= set(skill["on"])
