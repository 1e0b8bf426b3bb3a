"""Workspaces' own domains: whose a request's host is, and what may be seen there.

At a domain stand the site and the booking pages of one workspace. Everything else, and all that
needs a sign-in, is at the base URL: its cookie belongs to that host alone.
"""

import asyncio
import time
from collections.abc import Callable, Mapping
from urllib.parse import quote, unquote

from sqlalchemy.exc import SQLAlchemyError

from sched_app import logs, routes
from sched_app.edge.asgi import App, Receive, Scope, Send, answer, header, problem

REREAD_SECONDS = 1.0
# What the scope calls the workspace whose domain is asked, by slug.
AT = "openhours.at"
OF_ALL = frozenset(
    {
        "", "booking", "pages", routes.CONTACT_PAGE, routes.ROADMAP_PAGE, "files",
        "_event", "ping", "health", "ready", "t", "fonts", "assets", "external", "styles",
    }
)  # fmt: skip
# The second part of these is the workspace's slug.
OF_ONE = frozenset({"book", "embed", "site"})
API_OF_ONE = ("/api/live/", f"{routes.API}/workspaces/")


def host_of(scope: Scope) -> str:
    """Give the host that a request names, lower case and without its port."""
    return (header(scope, b"host") or "").partition(":")[0].rstrip(".").lower()


def at(scope: Scope) -> str:
    """Give the slug of the workspace whose domain is asked; empty at the base URL."""
    return str(scope.get(AT, ""))


class Domains:
    """Tells the layers inside at whose domain they are; sends elsewhere what does not belong there.

    `read` gives the base URL and the slugs by domain. It is asked once a second at most, so a
    change in another process is seen too; while the database is away the last answer holds.
    """

    def __init__(self, app: App, *, read: Callable[[], tuple[str, Mapping[str, str]]]) -> None:
        self.app = app
        self._read = read
        self._base = ""
        self._slugs: Mapping[str, str] = {}
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with the workspace that it is at."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        await self._reread()
        slug = self._slugs.get(host_of(scope), "")
        if not slug:
            return await self.app(scope, receive, send)
        scope[AT] = slug
        if scope["type"] == "websocket" or is_theirs(scope["path"], slug):
            return await self.app(scope, receive, send)
        if scope["method"] not in ("GET", "HEAD") or scope["path"].startswith("/api/"):
            return await problem(
                send, 404, "not-found", "Not found", "This is at the address of the whole site."
            )
        query = scope["query_string"].decode("latin-1")
        path = quote(scope["path"], safe="/%~") + (f"?{query}" if query else "")
        there = routes.absolute(self._base, path)
        kept = [(b"location", there.encode("ascii", "replace")), (b"cache-control", b"no-store")]
        await answer(send, 307, b"", [*kept, (b"referrer-policy", b"no-referrer")])

    async def _reread(self) -> None:
        if time.monotonic() - self._read_at < REREAD_SECONDS:
            return
        async with self._reading:
            now = time.monotonic()
            if now - self._read_at < REREAD_SECONDS:
                return
            try:
                self._base, self._slugs = await asyncio.to_thread(self._read)
            except SQLAlchemyError as error:
                logs.get().warning("domains_not_read", fault=logs.kinds(error))
            self._read_at = now


def is_theirs(path: str, slug: str) -> bool:
    """Say whether a path may be asked at the domain of a workspace."""
    first, _, rest = path.lstrip("/").partition("/")
    if first in OF_ALL:
        return True
    if first in OF_ONE:
        return unquote(rest.partition("/")[0]) == slug
    if first == "api":
        own = tuple(f"{start}{slug}/" for start in API_OF_ONE)
        return path == routes.LEAVE_HOLD or path.startswith((f"{routes.API}/links/", *own))
    # Files at the root: icons, robots.txt, the sitemap.
    return not rest and "." in first
