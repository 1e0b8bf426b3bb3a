"""Serves the built pages and files: titles, policy, cache, 404s and redirects."""

import asyncio
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from urllib.parse import parse_qs, quote

from reflex.utils.precompressed_staticfiles import PrecompressedStaticFiles

from sched_app import languages, routes, texts
from sched_app.cookies import cookie
from sched_app.edge import csp
from sched_app.edge.asgi import (
    Headers,
    Message,
    Receive,
    Scope,
    Send,
    accepts_gzip,
    answer,
    header,
    redirect,
    squeezed,
    without,
)
from sched_app.edge.domains import at
from sched_app.edge.heads import Meta, Moved, with_accent, with_meta, with_parts
from sched_app.routes import SIGN_IN_COOKIE

# Whoever has one of these addresses may act: they are not indexed, passed on or kept.
PRIVATE = (
    "/booking/",
    "/join/",
    "/set-up/",
    "/sign-in-link/",
    "/sign-up-link/",
    "/reset/",
    "/email/",
    "/portal-link/",
)
# Nobody looks these up, though everyone may know their addresses.
UNLISTED = ("/dashboard", "/sign-in", "/embed/", "/portal")
FRAMED = "/embed/"
HASHED = "/t/"
PRELOAD = '<link rel="modulepreload"'
FONT = (
    '<link rel="preload" as="font" type="font/woff2" crossorigin="anonymous"'
    ' href="/fonts/instrument-sans-latin-wght-normal.woff2"/>'
)
SHELL = "__spa-fallback.html"
NOWHERE = "/404"  # Reflex's own page for it; it stands for no row.
YEAR = b"public, max-age=31536000, immutable"
DAY = b"public, max-age=86400"
REMEMBERED = 365 * 86400


# What stands behind a path, for whoever has the cookie of a sign-in, at a workspace's domain.
Lookup = Callable[[str, str, str], Meta | Moved | None]


@dataclass(frozen=True, slots=True)
class Page:
    """One HTML file of the build with its policies, worked out at start."""

    text: str
    body: bytes
    small: bytes
    etag: bytes
    policy: bytes
    framed_policy: bytes

    @classmethod
    def of(cls, text: str, frame_ancestors: str) -> "Page":
        """Prepare a page of the build."""
        # The words and their style come first: without it a slow line waits for scripts to paint.
        text = text.replace(PRELOAD, f'{PRELOAD} fetchpriority="low"').replace(
            "<head>", f"<head>{FONT}", 1
        )
        body = text.encode()
        hashes = csp.script_hashes(text)
        return cls(
            text,
            body,
            squeezed(body),
            _tag(body),
            csp.policy(hashes),
            csp.policy(hashes, frame_ancestors),
        )


@lru_cache(maxsize=256)
def worn(page: Page, accent: str) -> Page:
    """Dress a page in an accent; with another one it has another tag."""
    text = with_accent(page.text, accent)
    if text == page.text:
        return page
    body = text.encode()
    return replace(page, text=text, body=body, small=squeezed(body), etag=_tag(body))


class Site:
    """The pages and files of one build, by path."""

    def __init__(
        self, built: Path, lookup: Lookup, *, frame_ancestors: tuple[str, ...] = ("*",)
    ) -> None:
        client = built / "client"
        self._lookup = lookup
        self._files = {
            "/" + path.relative_to(folder).as_posix(): folder
            for folder in (built / "previous", client)
            for path in folder.rglob("*")
            if path.is_file() and path.suffix not in (".html", ".gz")
        }
        self._static = {
            folder: PrecompressedStaticFiles(directory=folder, encodings=("gzip",))
            for folder in set(self._files.values())
        }
        self._ancestors = " ".join(frame_ancestors) or "'none'"
        self._languages = {
            locale: built / "pages" / locale
            for locale in json.loads((built / languages.LISTED).read_text())
        }
        top = self._languages[texts.DEFAULT]
        self._pages: dict[str, str] = {}
        self._dynamic: list[tuple[re.Pattern[str], str]] = []
        for route in json.loads((built / "routes.json").read_text()):
            if "[" in route:
                self._dynamic.append((_pattern(f"/{route}"), f"/{route}"))
            elif (top / f"{route}.html").is_file() and route != "404":
                self._pages["/" if route == "index" else f"/{route}"] = f"{route}.html"
        self._page_of = cache(self._prepared)

    def _prepared(self, name: str, locale: str) -> Page:
        file = self._languages[locale] / name
        return Page.of(file.read_text(encoding="utf-8"), self._ancestors)

    def route_of(self, path: str) -> str:
        """Give the pattern that a path belongs to, for the log; never the path's own words."""
        if path in self._pages:
            return path
        if path in self._files:
            return "file"
        return next((route for pattern, route in self._dynamic if pattern.fullmatch(path)), "none")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer GET and HEAD; HEAD is a GET without its body."""
        path: str = scope["path"]
        if scope["method"] not in ("GET", "HEAD"):
            return await answer(send, 405, b"", [(b"allow", b"GET, HEAD")])
        if path in self._files:
            return await self._file(path, scope, receive, send)
        if len(path) > 1 and path.endswith("/"):
            query = scope["query_string"].decode("latin-1")
            there = "/" + quote(path.strip("/")) + (f"?{query}" if query else "")
            return await redirect(send, 308, there)
        is_page = path in self._pages
        if not is_page and not any(pattern.fullmatch(path) for pattern, _ in self._dynamic):
            return await self._missing(scope, send)
        found = await asyncio.to_thread(self._lookup, path, sign_in_of(scope), at(scope))
        if isinstance(found, Moved):
            query = scope["query_string"].decode("latin-1")
            return await redirect(send, 308, found.path + (f"?{query}" if query else ""))
        if found is None:
            return await self._missing(scope, send)
        await self._page(self._pages.get(path, SHELL), 200, found, scope, send)

    async def _missing(self, scope: Scope, send: Send) -> None:
        found = await asyncio.to_thread(self._lookup, NOWHERE, sign_in_of(scope), at(scope))
        meta = found if isinstance(found, Meta) else Meta()
        nothing = replace(meta, title_key="home.not_found_title", is_private=True)
        await self._page(SHELL, 404, nothing, scope, send)

    async def _page(self, name: str, status: int, meta: Meta, scope: Scope, send: Send) -> None:
        path: str = scope["path"]
        locale = _reader(scope) or texts.best_locale(meta.locale)
        page, meta = self._page_of(name, locale), meta.said_in(locale)
        headers: Headers = [
            (b"content-type", b"text/html; charset=utf-8"),
            (b"content-language", locale.encode()),
            (b"vary", b"accept-encoding, accept-language, cookie"),
            *page_headers(path, page),
            *_remembered(scope, locale),
        ]
        page = worn(page, meta.accent)
        body = page.body
        if not meta.title:
            if status == 200:
                headers.append((b"etag", page.etag))
                if header(scope, b"if-none-match") == page.etag.decode():
                    return await send_empty(send, 304, headers)
        else:
            body = with_parts(with_meta(page.text, meta), meta.parts).encode()
        if accepts_gzip(scope):
            body = page.small if body is page.body else squeezed(body)
            headers.append((b"content-encoding", b"gzip"))
        await answer(send, status, body, headers, head=scope["method"] == "HEAD")

    async def _file(self, path: str, scope: Scope, receive: Receive, send: Send) -> None:
        lasting = path.startswith((HASHED, "/fonts/"))

        async def with_cache(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [
                    *message["headers"],
                    (b"cache-control", YEAR if lasting else DAY),
                    (b"cross-origin-resource-policy", b"same-origin"),
                ]
            await send(message)

        static = self._static[self._files[path]]
        await static({**without(scope), "root_path": ""}, receive, with_cache)


def sign_in_of(scope: Scope) -> str:
    """Give the token in the cookie of a sign-in; empty without one."""
    for pair in (header(scope, b"cookie") or "").split(";"):
        name, _, value = pair.strip().partition("=")
        if name == SIGN_IN_COOKIE:
            return value.strip('"')
    return ""


def page_headers(path: str, page: Page) -> Headers:
    """Give the headers that depend on where a page stands."""
    framed = path.startswith(FRAMED)
    headers: Headers = [(b"content-security-policy", page.framed_policy if framed else page.policy)]
    if not framed:
        headers.append((b"x-frame-options", b"DENY"))
    if path.startswith(PRIVATE):
        headers += [
            (b"referrer-policy", b"no-referrer"),
            (b"x-robots-tag", b"noindex, nofollow"),
            (b"cache-control", b"no-store"),
        ]
    else:
        if path.startswith(UNLISTED):
            headers.append((b"x-robots-tag", b"noindex"))
        headers += [
            (b"referrer-policy", b"strict-origin-when-cross-origin"),
            (b"cache-control", b"no-cache"),
        ]
    return headers


def _asked(scope: Scope) -> str:
    """Give the language that the address asks for (`?lang=de`), if we have it."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get(routes.LANGUAGE, [""])
    return texts.known(asked[0])


def _reader(scope: Scope) -> str:
    """Give the reader's language: asked for now, chosen before, or the browser's; or nothing."""
    cookies = header(scope, b"cookie") or ""
    accepted = header(scope, b"accept-language") or ""
    return texts.reader_locale(accepted, _asked(scope), cookie(cookies, routes.LANGUAGE_COOKIE))


def _remembered(scope: Scope, locale: str) -> Headers:
    """Keep a language that was asked for, and for this visit one that the workspace speaks.

    The page's events must be answered in the language of the page, and they see only the browser's
    headers.
    """
    lasts = f"; Max-Age={REMEMBERED}" if _asked(scope) else ""
    if not lasts and (_reader(scope) or locale == texts.DEFAULT):
        return []
    secure = "; Secure" if scope["scheme"] == "https" else ""
    value = f"{routes.LANGUAGE_COOKIE}={locale}; Path=/; SameSite=Lax{lasts}{secure}"
    return [(b"set-cookie", value.encode())]


async def send_empty(send: Send, status: int, headers: Headers) -> None:
    """Send an answer that has no body and no length."""
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": b""})


def _tag(body: bytes) -> bytes:
    return b'"%s"' % sha256(body).hexdigest()[:24].encode()


def _pattern(route: str) -> re.Pattern[str]:
    parts = [
        "[^/]+" if part.startswith("[") else re.escape(part) for part in route.split("/") if part
    ]
    return re.compile("/" + "/".join(parts))
