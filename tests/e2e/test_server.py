"""The app as people run it, asked over HTTP: start, headers, origins, what it never tells."""

import json
import re
import signal
import socket
import stat
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from sched_app import texts
from sched_app.db import Database
from sched_app.edge import csp
from tests.e2e.support import Server, ask, until

PAGES = ("/", "/sign-in", "/no/such/page", "/booking/forged", "/set-up/forged", "/join/forged")


def events(server: Server) -> list[dict[str, object]]:
    """Give the log's lines."""
    return [json.loads(line) for line in server.output.splitlines() if line.startswith("{")]


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_the_hashes_of_its_own_scripts(server: Server, path: str):
    found = ask("GET", server.url + path)

    policy = found.headers["content-security-policy"]
    scripts = re.search(r"script-src ([^;]*)", policy)
    assert scripts
    assert set(csp.script_hashes(found.text)) == set(scripts[1].split()) - {"'self'"}
    assert "unsafe" not in scripts[1]
    assert found.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("path", PAGES)
def test_head_says_what_get_says(server: Server, path: str):
    got = ask("GET", server.url + path)
    head = ask("HEAD", server.url + path)

    assert head.status_code == got.status_code
    assert head.content == b""
    same = ("content-length", "content-security-policy", "cache-control", "etag")
    assert [head.headers.get(n) for n in same] == [got.headers.get(n) for n in same]


@pytest.mark.parametrize("path", PAGES[2:])
def test_what_is_not_there_is_404_with_a_page(server: Server, path: str):
    found = ask("GET", server.url + path)

    assert found.status_code == 404
    assert f"<title>{texts.t('home.not_found_title')}</title>" in found.text


def test_files_come_compressed_and_last(server: Server):
    page = ask("GET", server.url).text
    script = re.search(r'"(/t/[^"]+\.js)"', page)
    assert script

    found = ask("GET", server.url + script[1])

    assert found.headers["content-encoding"] == "gzip"
    assert "immutable" in found.headers["cache-control"]
    assert found.headers["content-type"].startswith("text/javascript")
    for path in ("/favicon.ico", "/icon.svg", "/storage.js"):
        assert ask("GET", server.url + path).status_code == 200


def test_nothing_of_the_framework_lies_open(server: Server):
    for path in ("/docs", "/redoc", "/openapi.json", "/_upload", "/_all_routes",
                 "/auth-codespace", "/_health", "/routes.json", "/env.json"):  # fmt: skip
        assert ask("GET", server.url + path).status_code == 404, path
    assert "Built with Reflex" not in ask("GET", server.url).text


FOREIGN = {"Origin": "https://evil.test"}


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/api/v1/me"), ("POST", "/auth/sign-in"), ("OPTIONS", "/api/v1/me"), ("GET", "/"),
     ("GET", "/ping"), ("GET", "/_event/?EIO=4&transport=polling")],
)  # fmt: skip
def test_a_foreign_origin_gets_no_answer(server: Server, method: str, path: str):
    asked = {**FOREIGN, "Access-Control-Request-Method": "GET"}

    found = ask(method, server.url + path, headers=asked)

    assert found.status_code == 403
    assert not [name for name in found.headers if name.startswith("access-control")]


def shake_hands(server: Server, query: str = "token=t1", **headers: str) -> int:
    """Ask for the socket as a browser does; give the answer's status."""
    lines = {
        "Host": f"localhost:{server.port}",
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
        **headers,
    }
    head = f"GET /_event/?EIO=4&transport=websocket&{query} HTTP/1.1\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in lines.items()) + "\r\n"
    with socket.create_connection(("127.0.0.1", server.port), timeout=30) as connection:
        connection.sendall(head.encode())
        return int(connection.recv(1000).split()[1])


def test_a_foreign_origin_gets_no_socket_and_ours_does(server: Server):
    assert shake_hands(server, **FOREIGN) == 403
    assert shake_hands(server, Origin="null") == 403
    assert shake_hands(server, Origin=server.url) == 101
    assert shake_hands(server) == 101  # A program, not a page: it has no Origin.


def test_the_api_is_shared_by_setting_and_without_cookies(serve: Callable[..., Server]):
    server = serve("--api-only", OPENHOURS_CORS_ORIGINS="https://partner.test")
    asked = {"Origin": "https://partner.test", "Access-Control-Request-Method": "GET"}

    preflight = ask("OPTIONS", f"{server.url}/api/v1/me", headers=asked)

    assert preflight.status_code == 200
    assert preflight.headers["access-control-allow-origin"] == "https://partner.test"
    assert "access-control-allow-credentials" not in preflight.headers
    assert ask("OPTIONS", f"{server.url}/api/v1/me", headers=FOREIGN).status_code == 403


def test_the_api_alone_needs_no_build(serve: Callable[..., Server], tmp_path: Path):
    server = serve("--api-only", OPENHOURS_BUILD_DIR=str(tmp_path / "none"))

    assert ask("GET", f"{server.url}/ready").json() == {"status": "ready"}
    assert ask("GET", server.url).status_code == 404


def test_a_second_start_builds_nothing(serve: Callable[..., Server]):
    server = serve()
    server.stop()
    server.start()

    assert "Building" not in server.output
    assert not [line for line in events(server) if line["event"] == "built"]
    assert [line["event"] for line in events(server)].count("started") == 2


@pytest.mark.postgres
def test_it_runs_on_postgres_too(serve: Callable[..., Server], postgres_database: Database):
    server = serve(DATABASE_URL=postgres_database.url)
    studio = server.studio()

    assert ask("GET", f"{server.url}/ready").json() == {"status": "ready"}
    assert "First lesson – Fernhill Studio" in ask("GET", server.url + studio.book).text
    assert ask("GET", f"{server.url}{studio.book}x").status_code == 404


def test_the_first_start_prints_the_guarded_address(serve: Callable[..., Server]):
    server = serve()

    printed = re.search(r"http://localhost:\d+(/set-up/\S+)", server.output)

    assert printed
    assert ask("GET", server.url + printed[1]).status_code == 200
    assert ask("GET", f"{server.url}{printed[1]}x").status_code == 404


def test_one_process_runs_it_and_sigterm_ends_it(serve: Callable[..., Server]):
    server = serve()
    assert server.process is not None
    process = psutil.Process(server.process.pid)

    assert process.children() == []
    server.process.send_signal(signal.SIGTERM)
    server.process.wait(30)
    assert events(server)[-1]["event"] == "stopped"


def test_what_is_kept_is_kept_from_others(serve: Callable[..., Server]):
    server = serve()

    assert stat.S_IMODE((server.folder / "secrets.json").stat().st_mode) == 0o600
    assert stat.S_IMODE((server.folder / "states").stat().st_mode) == 0o700


def test_the_log_holds_no_link_no_token_and_no_query(server: Server):
    ask("GET", f"{server.url}/booking/canary-link?email=canary@example.org")
    ask("POST", f"{server.url}/auth/sign-in?canary=1", data={"email": "canary@example.org"})
    shake_hands(server, "token=canary-token", Cookie="openhours_sign_in=canary")

    def seen() -> bool:
        routes = {line.get("route") for line in events(server)}
        return "/_event" in routes

    until(seen, "the socket's line is written")
    assert "canary" not in server.output
