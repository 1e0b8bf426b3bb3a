"""The API's own description: complete, and shown from local files under a strict policy."""

import re

import pytest

from tests.api.conftest import problem

OPEN_TO_ALL = {"slots_by_slug", "create_hold", "create_booking", "get_linked", "sign_in"}


@pytest.fixture
def document(visitor):
    return visitor.ok("GET", "/api/openapi.json")


def operations(document):
    return [each for item in document["paths"].values() for each in item.values()]


def test_the_document_is_openapi_3_1(document):
    assert document["openapi"] == "3.1.0"
    assert document["info"]["version"]
    names = [operation["operationId"] for operation in operations(document)]
    assert len(names) == len(set(names)) > 40


def test_every_operation_says_what_it_does_what_it_answers_and_who_may(document):
    known = document["components"]["schemas"].keys()
    for operation in operations(document):
        assert operation["description"], operation
        assert operation["tags"]
        assert {"401", "404", "406", "422"} <= operation["responses"].keys()
        assert operation["security"] in ([{"signIn": []}], [{}, {"signIn": []}])
        for status, answer in operation["responses"].items():
            if status >= "400":
                assert list(answer["content"]) == ["application/problem+json"]
    open_to_all = {o["operationId"] for o in operations(document) if {} in o["security"]}
    assert open_to_all > OPEN_TO_ALL
    assert "list_bookings" not in open_to_all
    referred = set(re.findall(r"#/components/schemas/(\w+)", str(document)))
    assert referred <= known


def test_creates_take_an_idempotency_key(document):
    keyed = {
        operation["operationId"]
        for operation in operations(document)
        if "Idempotency-Key" in {each["name"] for each in operation.get("parameters", [])}
    }
    assert keyed == {
        "create_booking",
        "create_customer",
        "create_hold",
        "create_inquiry",
        "create_invitation",
        "create_meeting_type",
        "create_schedule",
        "create_time_off",
        "hold_for_move",
    }  # fmt: skip


def test_request_bodies_refuse_unnamed_fields(document):
    schemas = document["components"]["schemas"]
    asked = {name: schema for name, schema in schemas.items() if name.endswith("Asked")}
    assert len(asked) > 10
    assert all(schema["additionalProperties"] is False for schema in asked.values())


def test_the_page_and_its_files_are_our_own(visitor):
    page = visitor("GET", "/api/docs")

    assert page.status_code == 200
    assert "unsafe-eval" not in page.headers["content-security-policy"]
    assert re.findall(r"script-src ([^;]*)", page.headers["content-security-policy"]) == ["'self'"]
    assert "//" not in page.text.replace("<!doctype", "")
    for file in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert visitor("GET", file).status_code == 200, file
    problem(visitor("GET", "/api/docs/../secrets.json"), 404, "not-found")
    problem(visitor("GET", "/api/docs/main.py"), 404, "not-found")
