"""What all public reads have in common."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.roadmap.api.asking import get

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("_cast")
@pytest.mark.parametrize(
    "path",
    [
        "/tracks",
        "/tracks/ai-engineer",
        "/roadmaps",
        "/roadmaps/ai-engineer",
        "/roadmaps/ai-engineer/graph",
        "/roadmaps/ai-engineer/nodes/python",
        "/roadmaps/ai-engineer/versions",
        "/roadmaps/ai-engineer/versions/1/graph",
        "/roadmaps/ai-engineer/versions/1/nodes/python",
        "/skills",
        "/skills/python",
    ],
)
class TestEveryPath:
    def test_looks_at_no_credentials_and_sets_no_cookie(self, path: str) -> None:
        response = get(path, Authorization="Bearer wm_stale")

        assert response.status_code == 200
        assert response["Vary"] == "Accept-Encoding"
        assert not response.cookies

    def test_refuses_parameters_it_does_not_know(self, path: str) -> None:
        response = get(f"{path}?colour=red")

        assert response.status_code == 400
        (fault,) = response.json()["errors"]
        assert (fault["in"], fault["pointer"], fault["code"]) == (
            "query",
            "/colour",
            "unknown_parameter",
        )

    def test_is_for_reading_only(self, path: str) -> None:
        response = Client().post(f"/api/v1{path}", "{}", content_type="application/json")

        assert response.status_code == 405
