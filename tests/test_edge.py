"""The layers around the app, each alone: origins, policies, heads, files, lines."""

import io
import json
import shutil
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
import pytest

from sched_app import build, logs, texts
from sched_app.edge import csp, heads, lifespans, proxies
from sched_app.edge.asgi import Receive, Scope, Send, answer
from sched_app.edge.origin import OriginGate, normal
from sched_app.edge.pages import Site
from sched_app.edge.requests import RequestLine
from tests.support import loops

INLINE = "console.log('hello — 1')"
HTML = (
    '<!DOCTYPE html><html lang="en"><head><meta charSet="utf-8"/><title>Built</title>'
    f'<script src="/storage.js"></script><script>{INLINE}</script></head><body>{{}}</body></html>'
)


def call(app: Any, method: str, path: str, **headers: str) -> httpx.Response:
    """Ask an ASGI app once, with a host and these headers."""

    async def ask() -> httpx.Response:
        transport = httpx.ASGITransport(app, client=("203.0.113.9", 5))
        async with httpx.AsyncClient(transport=transport, base_url="http://book.test") as client:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            return await client.request(method, path, headers=named)

    return loops.run(ask())


async def echo(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer with the names of the request's headers."""
    names = sorted(name.decode() for name, _ in scope["headers"])
    await answer(send, 200, json.dumps(names).encode())


class TestOrigin:
    """Foreign pages get nothing; ours, and clients without an Origin, get through."""

    @pytest.mark.parametrize(
        ("base", "origin", "passes"),
        [
            (None, "http://book.test", True),
            (None, "https://book.test", True),  # Behind a proxy that ends TLS.
            (None, "http://book.test:8000", False),
            (None, "http://evil.test", False),
            ("https://book.example", "https://book.example", True),
            ("https://book.example/", "https://BOOK.example:443", True),
            ("https://book.example", "http://book.example", False),
            ("https://book.example", "http://book.test", False),  # Host alone is no proof.
            ("https://book.example", "https://book.example.evil.test", False),
            ("https://book.example", "null", False),
            ("https://book.example", "", False),
            ("https://book.example", "https://also.example", True),
        ],
    )
    def test_the_origin_is_the_base_url_or_allowed(
        self, base: str | None, origin: str, passes: bool
    ):
        gate = OriginGate(echo, base_url=lambda: base, allowed=["https://also.example"])

        found = call(gate, "POST", "/auth/sign-in", origin=origin, cookie="a=b")

        assert found.status_code == (200 if passes else 403)
        if passes:
            assert "origin" not in found.json()
            assert "cookie" in found.json()
        else:
            assert found.headers["content-type"] == "application/problem+json"
            assert not [name for name in found.headers if name.startswith("access-control")]

    def test_a_client_without_an_origin_gets_through(self):
        gate = OriginGate(echo, base_url=lambda: "https://book.example")

        assert call(gate, "GET", "/api/v1/me").status_code == 200

    def test_a_shared_origin_reaches_the_api_without_cookies_and_nothing_else(self):
        gate = OriginGate(
            echo, base_url=lambda: "https://book.example", shared=["https://partner.test"]
        )

        api = call(gate, "GET", "/api/v1/slots", origin="https://partner.test", cookie="a=b")
        page = call(gate, "POST", "/auth/sign-in", origin="https://partner.test")

        assert api.status_code == 200
        assert "origin" in api.json()
        assert "cookie" not in api.json()
        assert page.status_code == 403

    def test_a_foreign_socket_is_refused_before_the_app_sees_it(self):
        gate = OriginGate(echo, base_url=lambda: "https://book.example")
        sent: list[Any] = []

        async def receive() -> dict[str, str]:
            return {"type": "websocket.connect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "websocket", "path": "/_event", "headers": [(b"origin", b"http://x.test")]}
        loops.run(gate(scope, receive, send))

        assert sent == [{"type": "websocket.close", "code": 1008}]

    def test_the_base_url_is_read_again_but_not_for_every_request(self):
        asked: list[int] = []

        def base_url() -> str:
            asked.append(1)
            return "https://book.example"

        gate = OriginGate(echo, base_url=base_url)

        async def many() -> None:
            transport = httpx.ASGITransport(gate)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                for _ in range(20):
                    await client.get("/", headers={"origin": "http://evil.test"})

        loops.run(many())
        assert len(asked) == 1

    @pytest.mark.parametrize(
        ("url", "origin"),
        [
            ("HTTPS://Book.Example:443/path?x", "https://book.example"),
            ("http://[::1]:8000", "http://[::1]:8000"),
            ("http://a:99999", ""),
            ("ftp://a", ""),
            ("book.example", ""),
        ],
    )
    def test_origins_are_compared_in_one_form(self, url: str, origin: str):
        assert normal(url) == origin


class TestProxies:
    """A stranger's word about addresses is not heard."""

    async def tell(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with what the app inside would see."""
        names = [name.decode() for name, _ in scope["headers"] if b"forward" in name]
        seen = [scope["client"][0], scope["scheme"], names]
        await answer(send, 200, json.dumps(seen).encode())

    @pytest.mark.parametrize(
        ("trusted", "seen"),
        [
            (["203.0.113.0/24"], ["198.51.100.7", "https", []]),
            (["127.0.0.1"], ["203.0.113.9", "http", []]),
            ([], ["203.0.113.9", "http", []]),
        ],
    )
    def test_only_trusted_proxies_name_the_client(self, trusted: list[str], seen: list[object]):
        app = proxies.behind(self.tell, trusted)

        found = call(app, "GET", "/", x_forwarded_for="198.51.100.7", x_forwarded_proto="https")

        assert found.json() == seen

    def test_a_client_cannot_put_itself_before_the_proxys_word(self):
        app = proxies.behind(self.tell, ["203.0.113.9"])

        found = call(app, "GET", "/", x_forwarded_for="10.0.0.1, 198.51.100.7")

        assert found.json()[0] == "198.51.100.7"


class TestPolicy:
    """Inline scripts run by their hash alone; nothing may eval."""

    def test_each_inline_script_is_named_by_its_hash(self):
        digest = b64encode(sha256(INLINE.encode()).digest()).decode()

        assert csp.script_hashes(HTML) == (f"'sha256-{digest}'",)

    def test_the_policy_allows_no_eval_and_no_unnamed_inline_script(self):
        scripts = csp.policy(csp.script_hashes(HTML)).decode().split("script-src ")[1].split(";")[0]

        assert "unsafe" not in scripts
        assert "*" not in scripts
        assert "default-src 'self'" in csp.policy().decode()


class TestHead:
    """What a row says stands in the head, and cannot leave it."""

    def test_a_hostile_name_stays_text(self):
        found = heads.with_meta(
            HTML, heads.Meta('</title><script>alert(1)</script>"', 'a" onload="x')
        )

        assert "<script>alert" not in found
        assert 'content="a" onload' not in found
        assert found.count("<title>") == 1
        assert csp.script_hashes(found) == csp.script_hashes(HTML)

    def test_a_private_page_has_a_title_and_nothing_to_share(self):
        found = heads.with_meta(HTML, heads.Meta("Your booking", is_private=True))

        assert "<title>Your booking</title>" in found
        assert "og:" not in found
        assert 'content="noindex"' in found


@pytest.fixture
def site(tmp_path: Path) -> Site:
    """A build of four pages, and rows that are there, moved, or not."""
    client = tmp_path / "client"
    (client / "t" / "en-1" / "assets").mkdir(parents=True)
    for locale in ("en", "de"):
        pages = tmp_path / "pages" / locale
        pages.mkdir(parents=True)
        for name in ("index", "sign-in", "404", "__spa-fallback"):
            html = HTML.replace("{}", f"<h1>{name}</h1>").replace('lang="en"', f'lang="{locale}"')
            (pages / f"{name}.html").write_text(html)
    (tmp_path / "languages.json").write_text('{"en": "en-1", "de": "de-1"}')
    (client / "t" / "en-1" / "assets" / "a-hash.js").write_text("1")
    (client / "icon.svg").write_text("<svg/>")
    (tmp_path / "previous" / "t" / "en-0" / "assets").mkdir(parents=True)
    (tmp_path / "previous" / "t" / "en-0" / "assets" / "gone-hash.js").write_text("2")
    (tmp_path / "routes.json").write_text(
        json.dumps(["index", "sign-in", "book/[workspace]/[type]", "booking/[link]", "404"])
    )

    def lookup(path: str, _token: str, _at: str) -> heads.Meta | heads.Moved | None:
        if path == "/book/old/talk":
            return heads.Moved("/book/new/talk")
        if path in ("/book/new/talk", "/booking/good"):
            return heads.Meta("Talk", is_private=path.startswith("/booking"), locale="de")
        return None if path.startswith("/book") else heads.Meta()

    return Site(tmp_path, lookup, frame_ancestors=("https://partner.test",))


class TestSite:
    """Every path has its page, its status and its headers."""

    @pytest.mark.parametrize(
        ("path", "status", "words"),
        [
            ("/", 200, "index"),
            ("/sign-in", 200, "sign-in"),
            ("/book/new/talk", 200, "__spa-fallback"),
            ("/book/new/other", 404, "__spa-fallback"),
            ("/booking/forged", 404, "__spa-fallback"),
            ("/no/such/path", 404, "__spa-fallback"),
            ("/404", 404, "__spa-fallback"),
            ("/index.html", 404, "__spa-fallback"),
            ("/../routes.json", 404, "__spa-fallback"),
        ],
    )
    def test_a_path_has_its_page_and_status(self, site: Site, path: str, status: int, words: str):
        found = call(site, "GET", path)

        assert found.status_code == status
        assert f"<h1>{words}</h1>" in found.text
        for hashed in csp.script_hashes(found.text):
            assert hashed in found.headers["content-security-policy"]

    def test_a_missing_page_says_so_in_its_title(self, site: Site):
        assert (
            f"<title>{texts.t('home.not_found_title')}</title>"
            in call(site, "GET", "/booking/forged").text
        )

    def test_head_is_get_without_its_body(self, site: Site):
        for path in ("/", "/book/new/talk", "/nope", "/t/en-1/assets/a-hash.js"):
            got, head = call(site, "GET", path), call(site, "HEAD", path)

            assert head.content == b""
            assert head.status_code == got.status_code
            same = ("content-length", "content-type", "content-security-policy", "cache-control")
            assert [head.headers.get(n) for n in same] == [got.headers.get(n) for n in same]

    def test_a_changed_slug_redirects_for_ever_and_keeps_the_query(self, site: Site):
        found = call(site, "GET", "/book/old/talk?date=2026-11-23")

        assert found.status_code == 308
        assert found.headers["location"] == "/book/new/talk?date=2026-11-23"

    @pytest.mark.parametrize("path", ["/sign-in/", "/book/new/talk/", "//evil.test/"])
    def test_a_slash_at_the_end_leads_to_the_page_on_this_site(self, site: Site, path: str):
        found = call(site, "GET", f"http://book.test{path}")

        assert found.status_code == 308
        assert found.headers["location"].startswith("/")
        assert not found.headers["location"].startswith("//")

    def test_only_reading_is_answered(self, site: Site):
        found = call(site, "POST", "/sign-in")

        assert found.status_code == 405
        assert found.headers["allow"] == "GET, HEAD"

    def test_files_last_a_year_and_those_of_the_build_before_are_still_there(self, site: Site):
        for path in ("/t/en-1/assets/a-hash.js", "/t/en-0/assets/gone-hash.js"):
            assert "immutable" in call(site, "GET", path).headers["cache-control"]
        assert call(site, "GET", "/icon.svg").headers["cache-control"] == "public, max-age=86400"

    def test_a_page_is_asked_for_again_by_its_tag(self, site: Site):
        first = call(site, "GET", "/")
        second = call(site, "GET", "/", if_none_match=first.headers["etag"])

        assert first.headers["cache-control"] == "no-cache"
        assert (second.status_code, second.content) == (304, b"")

    def test_a_private_page_is_neither_kept_nor_indexed_nor_passed_on(self, site: Site):
        links = ("/sign-in-link/x", "/reset/x", "/email/x", "/join/x")
        for path in ("/booking/good", "/booking/forged", *links):
            found = call(site, "GET", path).headers

            assert found["referrer-policy"] == "no-referrer"
            assert found["cache-control"] == "no-store"
            assert "noindex" in found["x-robots-tag"]

    def test_only_embedded_pages_may_be_framed(self, site: Site):
        plain, framed = call(site, "GET", "/"), call(site, "GET", "/embed/new/talk")

        assert "frame-ancestors 'none'" in plain.headers["content-security-policy"]
        assert plain.headers["x-frame-options"] == "DENY"
        policy = framed.headers["content-security-policy"]
        assert "frame-ancestors https://partner.test" in policy
        assert "x-frame-options" not in framed.headers

    def test_the_log_names_routes_and_never_paths(self, site: Site):
        assert site.route_of("/booking/secret-link") == "/booking/[link]"
        assert site.route_of("/nobody/here") == "none"
        assert site.route_of("/t/en-1/assets/a-hash.js") == "file"


class TestLanguage:
    """A page comes in the language asked for, chosen before, accepted, or the workspace's."""

    @pytest.fixture(autouse=True)
    def two_languages(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """English with all its words, German with none of its own."""
        shutil.copytree(texts.LOCALES / "en", tmp_path / "locales" / "en")
        (tmp_path / "locales" / "de").mkdir()
        monkeypatch.setattr(texts, "LOCALES", tmp_path / "locales")

    @pytest.mark.parametrize(
        ("path", "sent", "language"),
        [
            ("/", {}, "en"),
            ("/", {"accept_language": "de-AT,de;q=0.9,en;q=0.8"}, "de"),
            ("/", {"accept_language": "fr;q=0.9, de;q=0.2, en;q=0.5"}, "en"),
            ("/", {"accept_language": "fr, nonsense;q=x, de;q=0.1"}, "de"),
            ("/", {"cookie": "openhours_language=de", "accept_language": "en"}, "de"),
            ("/", {"cookie": "openhours_language=../x", "accept_language": "en"}, "en"),
            ("/?lang=de", {"cookie": "openhours_language=en"}, "de"),
            ("/?lang=xx", {"cookie": "openhours_language=de"}, "de"),
            ("/book/new/talk", {"accept_language": "fr"}, "de"),
            ("/book/new/talk", {"accept_language": "fr, en"}, "en"),
            ("/nope", {"accept_language": "de"}, "de"),
        ],
    )
    def test_a_page_is_in_the_readers_language(
        self, site: Site, path: str, sent: dict[str, str], language: str
    ):
        found = call(site, "GET", path, **sent)

        assert f'<html lang="{language}"' in found.text
        assert found.headers["content-language"] == language
        assert {"accept-language", "cookie"} <= set(found.headers["vary"].split(", "))

    def test_what_was_asked_for_is_remembered_for_a_year(self, site: Site):
        kept = call(site, "GET", "/?lang=de").headers["set-cookie"]

        assert kept.startswith("openhours_language=de; Path=/; SameSite=Lax; Max-Age=31536000")
        assert "set-cookie" not in call(site, "GET", "/?lang=xx").headers
        assert "set-cookie" not in call(site, "GET", "/", accept_language="de").headers

    def test_the_workspaces_language_lasts_as_long_as_the_visit(self, site: Site):
        kept = call(site, "GET", "/book/new/talk").headers["set-cookie"]

        assert kept == "openhours_language=de; Path=/; SameSite=Lax"

    def test_each_language_has_its_own_tag(self, site: Site):
        tags = {
            call(site, "GET", "/", accept_language=language).headers["etag"]
            for language in ("en", "de")
        }
        assert len(tags) == 2


class TestLine:
    """One line a request, and an answer whatever happens inside."""

    def test_a_failure_inside_is_answered_and_told_without_words(self):
        out = io.StringIO()
        logs.configure("json", "INFO", out)

        async def fails(scope: Scope, receive: Receive, send: Send) -> None:
            scope["openhours.seen"]["route"] = "/booking/[link]"
            raise ValueError("canary@example.org")

        found = call(RequestLine(fails), "GET", "/booking/secret?token=secret")

        assert found.status_code == 500
        lines = [json.loads(line) for line in out.getvalue().splitlines()]
        assert [line["event"] for line in lines] == ["request_failed", "request"]
        assert lines[1]["status"] == 500
        assert lines[1]["route"] == "/booking/[link]"
        assert {line["request_id"] for line in lines} == {found.headers["x-request-id"]}
        assert "secret" not in out.getvalue()
        assert "canary" not in out.getvalue()

    def test_a_person_gets_a_page_and_a_program_a_problem(self):
        logs.configure("json", "INFO", io.StringIO())

        async def fails(scope: Scope, receive: Receive, send: Send) -> None:
            raise ValueError("canary@example.org")

        page = call(RequestLine(fails), "GET", "/", accept="text/html,*/*")
        document = call(RequestLine(fails), "GET", "/", accept="application/json")

        assert (page.status_code, document.status_code) == (500, 500)
        assert f"<h1>{texts.t('fault.title')}</h1>" in page.text
        assert "script-src 'self';" in page.headers["content-security-policy"]
        assert document.json()["type"] == "/api/problems/internal"
        assert "canary" not in page.text + document.text

    def test_every_answer_has_the_common_headers_once(self):
        found = call(RequestLine(echo), "GET", "/")

        assert found.headers.get_list("x-content-type-options") == ["nosniff"]
        assert found.headers["x-request-id"].startswith("rq_")


class TestLifespan:
    """Parts start and stop with the app; a part that cannot start stops the start."""

    def test_a_part_that_fails_refuses_the_start(self):
        async def fails(scope: Scope, receive: Receive, send: Send) -> None:
            await receive()
            raise ValueError("no")

        async def start() -> None:
            async with lifespans.running(fails):
                pass

        with pytest.raises(lifespans.StartFailed, match="ValueError"):
            loops.run(start())


class TestBuild:
    """A build belongs to the sources that it was made of."""

    @pytest.fixture
    def tree(self, tmp_path: Path) -> Path:
        """Make a small tree of sources."""
        for name in ("rxconfig.py", "sched_app/pages/home.py", "sched_app/server.py",
                     "sched_app/edge/csp.py", "assets/styles/base.css"):  # fmt: skip
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("1")
        return tmp_path

    @pytest.mark.parametrize(
        ("name", "matters"),
        [
            ("sched_app/pages/home.py", True),
            ("assets/styles/base.css", True),
            ("rxconfig.py", True),
            ("sched_app/server.py", False),
            ("sched_app/edge/csp.py", False),
            ("sched_app/pages/home.pyc", False),
        ],
    )
    def test_only_what_pages_are_made_of_calls_for_a_build(
        self, tree: Path, name: str, matters: bool
    ):
        before = build.source_hash(tree)
        (tree / name).write_text("2")

        assert (build.source_hash(tree) != before) is matters

    def test_the_browser_dials_the_host_that_it_came_from(self, tmp_path: Path):
        script = tmp_path / "assets" / "reflex-env-x.js"
        script.parent.mkdir()
        script.write_text(
            "var e={PING:`http://localhost:8000/ping`,EVENT:`ws://localhost:8000/_event`}"
        )

        assert build.patch(tmp_path) == 1
        assert "localhost" not in script.read_text()
        assert "`${location.origin}/ping`" in script.read_text()
        assert Path(f"{script}.gz").is_file()
        assert build.patch(tmp_path) == 0
