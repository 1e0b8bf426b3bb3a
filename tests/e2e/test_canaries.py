"""What people type is planted everywhere, then looked for in everything that was logged."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect
from sqlmodel import select

from sched_app.models.messages import OutboxMessage
from tests.e2e.support import Person, Server, ask, free_port, until
from tests.support import studio as studios

CANARY = "canary7q"
EMAIL = f"{CANARY}@example.org"
SECRETS = (CANARY, studios.EMAIL, studios.PASSWORD, "Ana Ruiz", "Fernhill")


def planted(schema: dict[str, Any], parts: dict[str, Any], depth: int = 0) -> Any:
    """Fill a JSON schema: every text is a canary."""
    if "$ref" in schema:
        return planted(parts[schema["$ref"].rsplit("/", 1)[1]], parts, depth)
    for choice in ("anyOf", "oneOf", "allOf"):
        if choice in schema:
            return planted(schema[choice][0], parts, depth)
    kind = schema.get("type", "string")
    if kind == "object":
        fields = schema.get("properties", {})
        return {name: planted(part, parts, depth + 1) for name, part in fields.items()}
    if kind == "array":
        return [planted(schema.get("items", {}), parts, depth + 1)] if depth < 5 else []
    return {"integer": 15, "number": 1.5, "boolean": True}.get(kind, EMAIL)


def operations(server: Server) -> Iterator[tuple[str, str, Any]]:
    """Give every operation of the API with a canary wherever a text goes."""
    document = ask("GET", f"{server.url}/api/openapi.json").json()
    parts = document["components"]["schemas"]
    for path, found in document["paths"].items():
        for method, operation in found.items():
            url, query = path, {}
            for parameter in operation.get("parameters", []):
                if parameter["in"] == "path":
                    url = url.replace("{" + parameter["name"] + "}", CANARY)
                elif parameter["in"] == "query":
                    query[parameter["name"]] = CANARY
            content = operation.get("requestBody", {}).get("content", {}).get("application/json")
            body = planted(content["schema"], parts) if content else None
            yield method.upper(), str(httpx.URL(server.url + url, params=query)), body


@pytest.fixture
def server(serve: Callable[..., Server]) -> Server:
    """A server that logs all it can, and whose mail server is gone."""
    return serve(
        OPENHOURS_LOG_LEVEL="DEBUG", SMTP_URL=f"smtp://{CANARY}:{CANARY}@127.0.0.1:{free_port()}"
    )


def book(server: Server, studio: studios.Studio, token: str) -> None:
    """Book and cancel as somebody whose every field is a canary."""
    api = f"{server.url}/api/v1"
    since = datetime.now(UTC) + timedelta(days=3)
    window = {"from": since.isoformat(), "until": (since + timedelta(days=10)).isoformat()}
    url = f"{api}/meeting-types/{studio.meeting_type_id}/slots"
    slots = ask("GET", url, params=window).json()
    attendee = {"name": CANARY, "email": EMAIL, "phone": "+49 30 901820", "timezone": "UTC"}
    asked = {
        "meeting_type_id": studio.meeting_type_id,
        "starts_at": slots["slots"][0],
        "attendee": attendee,
    }

    made = ask("POST", f"{api}/bookings", json=asked, headers={"Idempotency-Key": CANARY})
    assert made.status_code == 201, made.text
    headers = {"Authorization": f"Bearer {token}"}
    ended = ask(
        "POST",
        f"{api}/bookings/{made.json()['id']}/cancel",
        json={"reason": CANARY},
        headers=headers,
    )
    assert ended.status_code == 200, ended.text


def tried(server: Server) -> bool:
    """Say whether the mail server's absence has been found out."""
    with server.database.reading() as session:
        return any(session.exec(select(OutboxMessage.attempts)))


def test_no_field_of_the_api_and_no_link_reaches_the_log(server: Server):
    studio = server.studio()
    signed_in = ask(
        "POST",
        f"{server.url}/api/v1/sign-ins",
        json={"email": studios.EMAIL, "password": studios.PASSWORD, "device": CANARY},
    ).json()
    token = signed_in["access_token"]
    book(server, studio, token)  # First: among the operations is the end of the sign-in.

    asked = 0
    with httpx.Client(timeout=60) as client:
        for method, url, body in operations(server):
            for headers in ({}, {"Authorization": f"Bearer {token}"}):
                found = client.request(method, url, json=body, headers=headers)
                assert found.status_code < 500, (method, url, found.text)
                asked += 1
    for path in ("sign-in", "set-up", "join"):
        form = dict.fromkeys(("name", "email", "password", "link", "token", "slug"), EMAIL)
        ask("POST", f"{server.url}/auth/{path}?after={CANARY}", data=form)
    until(lambda: tried(server), "the mails are tried")
    server.stop()

    assert asked > 80
    assert server.output.count('"event": "request"') > asked
    for secret in (*SECRETS, token, signed_in["renewal_token"], "901820"):
        assert secret not in server.output


@pytest.mark.browser
def test_nothing_typed_into_a_page_reaches_the_log(server: Server, someone: Callable[..., Person]):
    studio = server.studio()
    visitor = someone()
    visitor.expect(".*")  # What the page says of it is other tests' matter.
    page = visitor.page()
    page.goto(f"{server.url}/sign-in?problem={CANARY}")
    expect(page.locator("#problem")).to_be_focused()  # Later it would take the focus from a field.
    page.get_by_label("E-mail", exact=False).first.fill(EMAIL)
    page.get_by_label("Password", exact=False).first.fill(CANARY)
    with page.expect_navigation(url="**/sign-in?*"):  # The address itself is the same before.
        page.keyboard.press("Enter")
    page.goto(f"{server.url}/booking/{CANARY}?email={EMAIL}")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto(server.url + studio.book + f"?name={CANARY}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("First lesson")
    server.stop()

    for secret in SECRETS:
        assert secret not in server.output
