"""Workspaces' own domains, as the outermost layers see them."""

import json
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from sched_app.edge.asgi import Receive, Scope, Send, answer
from sched_app.edge.domains import Domains, at
from sched_app.edge.origin import OriginGate
from tests.support import loops
from tests.test_edge import call

BASE = "https://book.example"
SLUGS = {"fern.example": "fernhill", "oak.example": "oak"}


async def tell(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the workspace that the layers inside are told."""
    await answer(send, 200, json.dumps(at(scope)).encode())


@pytest.fixture
def app() -> Domains:
    """Two domains in front of the layer that looks at Origins."""
    gate = OriginGate(tell, base_url=lambda: BASE, allowed=["https://also.example"])
    return Domains(gate, read=lambda: (BASE, SLUGS))


@pytest.mark.parametrize(
    "path",
    [
        "/", "/contact", "/roadmap", "/pages/about", "/book/fernhill/talk", "/embed/fernhill/talk",
        "/site/fernhill", "/booking/k1.m.bk_1.1.x", "/files/fl_1", "/t/en-1/a.js", "/fonts/a.woff2",
        "/icon.svg", "/robots.txt", "/sitemap.xml", "/api/live/fernhill/talk",
        "/api/v1/holds/leave", "/api/v1/links/k1.m.bk_1.1.x/calendar.ics",
        "/api/v1/workspaces/fernhill/inquiries",
    ],
)  # fmt: skip
def test_at_a_domain_stands_what_visitors_of_its_workspace_need(app: Domains, path: str):
    found = call(app, "GET", path, host="Fern.Example:8443")

    assert (found.status_code, found.json()) == (200, "fernhill")


@pytest.mark.parametrize(
    "path",
    [
        "/book/oak/talk", "/embed/oak/talk", "/site/oak", "/dashboard", "/dashboard/bookings",
        "/sign-in", "/sign-up", "/sign-up-link/x", "/sign-in-link/x", "/reset/x", "/join/x",
        "/set-up/x", "/export/audit.csv", "/something/new",
    ],
)  # fmt: skip
def test_all_else_is_at_the_base_url(app: Domains, path: str):
    found = call(app, "GET", f"{path}?a=b%20c", host="fern.example")

    assert found.status_code == 307
    assert found.headers["location"].startswith(f"{BASE}/")
    assert found.headers["location"].endswith("?a=b%20c")


def test_a_path_cannot_lead_a_redirect_astray(app: Domains):
    for path in ("//evil.test/x", "/%2Fevil.test", "/@evil.test", "/.evil.test/x"):
        found = call(app, "GET", f"http://fern.example{path}", host="fern.example")
        assert found.status_code != 307 or found.headers["location"].startswith(f"{BASE}/")


@pytest.mark.parametrize("path", ["/auth/sign-in", "/auth/sign-up", "/auth/switch", "/api/v1/me"])
def test_nothing_signs_in_at_a_domain(app: Domains, path: str):
    found = call(app, "POST", path, host="fern.example", origin="https://fern.example")

    assert found.status_code == 404
    assert "set-cookie" not in found.headers


@pytest.mark.parametrize(
    "path", ["/api/v1/slots", "/api/live/oak/talk", "/api/v1/workspaces/oak/x"]
)
def test_the_api_of_others_is_not_there(app: Domains, path: str):
    assert call(app, "GET", path, host="fern.example").status_code == 404


@pytest.mark.parametrize("host", ["book.example", "evil.test", "fern.example.evil.test", ""])
def test_other_hosts_are_nobodys(app: Domains, host: str):
    found = call(app, "GET", "/dashboard", host=host)

    assert (found.status_code, found.json()) == (200, "")


@pytest.mark.parametrize(
    ("host", "origin", "passes"),
    [
        ("fern.example", "https://fern.example", True),
        ("fern.example", "https://oak.example", False),
        ("fern.example", BASE, False),
        ("fern.example", "https://also.example", False),
        ("fern.example", "https://evil.test", False),
        ("fern.example", "https://fern.example:8443", False),
        ("book.example", "https://fern.example", False),
        ("book.example", BASE, True),
        ("evil.test", "https://evil.test", False),
        ("evil.test", BASE, True),  # As before: the Host alone opens nothing.
    ],
)
@pytest.mark.parametrize("kind", ["http", "websocket"])
def test_an_origin_is_right_at_its_own_domain_alone(
    app: Domains, kind: str, host: str, origin: str, passes: bool
):
    reached: list[str] = []
    sent: list[Any] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        reached.append(scope["type"])

    async def receive() -> dict[str, str]:
        return {"type": f"{kind}.connect"}

    async def send(message: Any) -> None:
        sent.append(message)

    gate = OriginGate(inside, base_url=lambda: BASE, allowed=["https://also.example"])
    whole = Domains(gate, read=lambda: (BASE, SLUGS))
    headers = [(b"host", host.encode()), (b"origin", origin.encode())]
    scope = {
        "type": kind, "path": "/_event", "method": "POST", "query_string": b"",
        "scheme": "wss" if kind == "websocket" else "https", "headers": headers,
    }  # fmt: skip
    loops.run(whole(scope, receive, send))

    assert bool(reached) is passes
    assert bool(sent) is not passes


def test_the_list_is_read_once_a_second_and_outlives_the_database():
    asked: list[int] = []

    def read() -> tuple[str, dict[str, str]]:
        asked.append(1)
        if len(asked) > 1:
            raise OperationalError("x", {}, Exception())
        return BASE, SLUGS

    app = Domains(tell, read=read)

    async def many() -> list[str]:
        told = []
        for number in range(20):
            if number == 10:
                app._read_at = float("-inf")

            async def send(message: Any) -> None:
                if message["type"] == "http.response.body":
                    told.append(json.loads(message["body"]))

            scope = {"type": "http", "path": "/", "method": "GET", "query_string": b"",
                     "headers": [(b"host", b"oak.example")]}  # fmt: skip
            await app(scope, None, send)  # type: ignore[arg-type]
        return told

    assert loops.run(many()) == ["oak"] * 20
    assert len(asked) == 2
