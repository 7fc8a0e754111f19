"""What the API says about itself, and whether it is well."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection
from django.test import Client
from drf_spectacular.generators import SchemaGenerator

from tests.wire.problem import code_of
from wire import about
from wire.fields import Day, Instant, WebUrl


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    """The schema of this package's own little API."""
    generator = SchemaGenerator(urlconf="tests.wire.endpoints")
    return generator.get_schema(request=None, public=True)


class TestMeta:
    def test_tells_version_feature_level_and_links(self, client: Client, settings: Any) -> None:
        settings.VERSION, settings.FEATURE_LEVEL = "1.2.3", 7

        assert client.get("/api/v1/meta").json() == {
            "version": "1.2.3",
            "feature_level": 7,
            "links": {
                "openapi": "http://testserver/api/v1/openapi.json",
                "docs": "http://testserver/api/v1/docs",
            },
        }


class TestOpenApi:
    def test_is_public_json_with_an_etag_and_made_once(self, client: Client) -> None:
        about._schema.cache_clear()

        first = client.get("/api/v1/openapi.json")
        again = client.get("/api/v1/openapi.json", headers={"If-None-Match": first["ETag"]})

        assert first["Content-Type"] == "application/json"
        assert first.json()["openapi"] == "3.1.1"
        assert "/_allauth/{client}/v1/auth/login" in first.json()["paths"]
        assert again.status_code == 304
        assert about._schema.cache_info().misses == 1
        about._schema.cache_clear()

    def test_of_the_whole_product_is_valid_and_without_a_warning(self, settings: Any) -> None:
        settings.ROOT_URLCONF = "config.urls"

        call_command("spectacular", validate=True, fail_on_warn=True, file="/dev/null")


class TestSchema:
    def test_names_say_what_a_call_does(self, schema: dict[str, Any]) -> None:
        names = {
            operation["operationId"]
            for path, methods in schema["paths"].items()
            for operation in methods.values()
            if path.startswith("/api/")
        }

        assert names == {
            "get_me_echo",
            "put_me_echo",
            "patch_me_echo",
            "delete_me_echo",
            "put_me_note",
            "get_letter",
            "get_fail",
            "get_unrenderable",
            "get_meta",
        }

    def test_things_of_the_learner_are_grouped_by_what_they_are(
        self, schema: dict[str, Any]
    ) -> None:
        assert schema["paths"]["/api/v1/me/echo"]["get"]["tags"] == ["echo"]
        assert schema["paths"]["/api/v1/letters/{letter}"]["get"]["tags"] == ["letters"]

    def test_bodies_are_closed_and_exact(self, schema: dict[str, Any]) -> None:
        body = schema["components"]["schemas"]["EverythingRequest"]

        assert body["additionalProperties"] is False
        assert body["required"] == ["status"]
        assert body["properties"] == {
            "status": {"type": "string", "enum": ["in_progress", "done"]},
            "name": {"type": "string", "maxLength": 10, "pattern": r"^[^\u0000]*$"},
            "code": {"type": "string", "maxLength": 6, "minLength": 2, "pattern": "^[A-Z]+$"},
            "minutes": {"type": "integer", "minimum": 0, "maximum": 600},
            "favourite": {"type": "boolean"},
            "roadmap": {
                "type": ["string", "null"],
                "maxLength": 80,
                "minLength": 1,
                "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$",
            },
            "at": Instant().as_schema(),
            "on": Day().as_schema(),
            "url": WebUrl().as_schema(),
            "days_off": {
                "type": "array",
                "items": Day().as_schema(),
                "maxItems": 2,
            },
            "events": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/EventRequest"},
                "maxItems": 500,
            },
            "inner": {"$ref": "#/components/schemas/EventRequest"},
            "weekly": {"type": "integer", "minimum": 1, "maximum": 10_080, "default": 300},
            "source": {"type": ["string", "null"], "enum": ["client", None]},
        }

    def test_answers_may_gain_fields(self, schema: dict[str, Any]) -> None:
        assert "additionalProperties" not in schema["components"]["schemas"]["Everything"]

    def test_parameters_come_from_the_query_serializer(self, schema: dict[str, Any]) -> None:
        operation = schema["paths"]["/api/v1/me/echo"]["get"]

        parameters = {parameter["name"]: parameter for parameter in operation["parameters"]}
        assert parameters.keys() == {"limit", "cursor", "tracks", "since", "exact", "q"}
        assert parameters["limit"]["schema"] == {
            "type": "integer",
            "minimum": 1,
            "maximum": 100,
            "default": 50,
        }
        assert parameters["tracks"]["explode"] is False
        assert parameters["tracks"]["schema"]["uniqueItems"] is True
        assert parameters["tracks"]["example"] == ["a", "b-c"]
        assert "parameters" not in schema["paths"]["/api/v1/me/echo"]["put"]

    @pytest.mark.parametrize(
        ("path", "method", "statuses"),
        [
            ("/api/v1/me/echo", "get", "200 400 401 403 411 413 422 429 503"),
            ("/api/v1/me/echo", "put", "200 400 401 403 409 411 413 415 429 503"),
            ("/api/v1/me/echo", "delete", "200 400 401 403 411 413 429 503"),
            ("/api/v1/me/notes/{which}", "put", "200 400 401 403 404 411 412 413 428 429 503"),
            ("/api/v1/letters/{letter}", "get", "200 304 400 404 411 413 503"),
            ("/api/v1/meta", "get", "200 304 400 411 413 503"),
        ],
    )
    def test_every_answer_an_endpoint_can_give_is_told(
        self, schema: dict[str, Any], path: str, method: str, statuses: str
    ) -> None:
        assert " ".join(schema["paths"][path][method]["responses"]) == statuses

    def test_problems_are_one_shape_under_their_own_media_type(
        self, schema: dict[str, Any]
    ) -> None:
        responses = schema["components"]["responses"]

        for response in responses.values():
            assert response["content"].keys() == {"application/problem+json"}
            schema_of_one = response["content"]["application/problem+json"]["schema"]
            assert schema_of_one["allOf"][0] == {"$ref": "#/components/schemas/Problem"}

    def test_a_problem_is_narrowed_to_what_the_operation_can_tell(
        self, schema: dict[str, Any]
    ) -> None:
        response = schema["components"]["responses"]["insufficient_scope_or_csrf_failed"]

        _, narrowed = response["content"]["application/problem+json"]["schema"]["allOf"]
        assert narrowed["properties"] == {
            "status": {"const": 403},
            "code": {"enum": ["insufficient_scope", "csrf_failed"]},
        }

    def test_headers_that_come_with_an_answer_are_told(self, schema: dict[str, Any]) -> None:
        responses = schema["components"]["responses"]

        everywhere = {"X-Request-ID"}
        assert responses["not_found"]["headers"].keys() == everywhere
        assert responses["unavailable"]["headers"].keys() == everywhere | {"Retry-After"}
        rate = {"RateLimit", "RateLimit-Policy"}
        assert responses["rate_limited"]["headers"].keys() == everywhere | rate | {"Retry-After"}
        echo = schema["paths"]["/api/v1/me/echo"]["get"]["responses"]
        assert echo["200"]["headers"].keys() == everywhere | rate
        letter = schema["paths"]["/api/v1/letters/{letter}"]["get"]["responses"]
        assert letter["200"]["headers"].keys() == everywhere | {"ETag"}
        assert letter["304"]["headers"].keys() == everywhere | {"ETag"}

    def test_an_operation_that_holds_to_a_state_takes_if_match(
        self, schema: dict[str, Any]
    ) -> None:
        note = schema["paths"]["/api/v1/me/notes/{which}"]["put"]

        assert "If-Match" in [parameter["name"] for parameter in note["parameters"]]

    def test_public_endpoints_ask_for_no_credentials(self, schema: dict[str, Any]) -> None:
        assert "security" not in schema["paths"]["/api/v1/meta"]["get"]
        for method, scope in [("get", "read"), ("put", "write"), ("delete", "write")]:
            assert schema["paths"]["/api/v1/me/echo"][method]["security"] == [
                {"token": [scope]},
                {"session_token": []},
                {"session_cookie": []},
            ]
        assert schema["components"]["securitySchemes"].keys() == {
            "token",
            "session_token",
            "session_cookie",
        }


@pytest.mark.django_db  # Closing a file's answer looks after the connections.
class TestDocs:
    @pytest.mark.parametrize("debug", [False, True])
    def test_stand_on_our_own_static_files(self, settings: Any, *, debug: bool) -> None:
        settings.WHITENOISE_USE_FINDERS = True
        settings.WHITENOISE_AUTOREFRESH = settings.DEBUG = debug
        client = Client()

        page = client.get("/api/v1/docs")

        addresses = re.findall(r'(?:src|href|data-schema)="([^"]+)"', page.content.decode())
        assert len(addresses) == 6
        for address in addresses:
            assert address.startswith("/"), address
            asset = client.get(address)
            assert asset.status_code == 200, address
            asset.close()


class TestHealth:
    def test_lives_whatever_is_down(self, client: Client, settings: Any) -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        response = client.get("/livez")

        assert response.json() == {"status": "ok"}
        assert response["Cache-Control"] == "no-store"

    @pytest.mark.django_db
    def test_is_ready_when_database_and_redis_answer(self, client: Client) -> None:
        assert client.get("/readyz").json() == {"status": "ok"}

    @pytest.mark.django_db
    def test_is_not_ready_without_redis_and_says_so(self, client: Client, settings: Any) -> None:
        settings.REDIS_URL = "redis://127.0.0.1:1/0"

        response = client.get("/readyz")

        assert code_of(response) == (503, "unavailable")
        assert response.json()["detail"] == "No answer from Redis."

    @pytest.mark.django_db
    def test_is_not_ready_without_the_database_and_says_so(self, client: Client) -> None:
        def lost(*_: Any) -> None:
            raise OperationalError("server closed the connection unexpectedly")

        with connection.execute_wrapper(lost):
            response = client.get("/readyz")

        assert code_of(response) == (503, "unavailable")
        assert response.json()["detail"] == "No answer from the database."

    def test_take_no_body_and_no_parameters(self, client: Client) -> None:
        assert code_of(client.get("/livez?x=1")) == (400, "invalid_request")
        assert code_of(client.post("/readyz")) == (405, "method_not_allowed")
