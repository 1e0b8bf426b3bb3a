"""Who may call: the decision on a request's Origin, before anything else sees it."""

import asyncio
import time
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from sched_app import logs
from sched_app.edge.asgi import App, Receive, Scope, Send, header, problem, refuse_socket, without
from sched_app.edge.domains import at

REREAD_SECONDS = 1.0
DEFAULT_PORTS = {"http": 80, "https": 443}


def normal(url: str) -> str:
    """Give an address's origin, lower case and without a default port; empty if it has none."""
    parts = urlsplit(url.strip())
    try:
        port = parts.port
    except ValueError:
        return ""
    if parts.scheme not in DEFAULT_PORTS or not parts.hostname:
        return ""
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    tail = "" if port in (None, DEFAULT_PORTS[parts.scheme]) else f":{port}"
    return f"{parts.scheme}://{host}{tail}"


class OriginGate:
    """Lets a request pass if it has no Origin, or one of ours; takes the header away inside.

    Ours are the base URL (kept in the database from set-up on) and the setting's origins. Before
    set-up the Origin must equal the Host; so it must at a workspace's domain. `shared` origins
    (CORS) reach `/api` alone, without cookies, and with the header kept for who answers them.
    """

    def __init__(
        self,
        app: App,
        *,
        base_url: Callable[[], str | None],
        allowed: Iterable[str] = (),
        shared: Iterable[str] = (),
    ) -> None:
        self.app = app
        self._read_base_url = base_url
        self._fixed = frozenset(filter(None, map(normal, allowed)))
        shared = tuple(shared)
        self._any_shared = "*" in shared
        self._shared = frozenset(filter(None, map(normal, shared)))
        self._base: str | None = None
        self._read_at = float("-inf")
        self._reading = asyncio.Lock()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, or refuse it with 403."""
        if scope["type"] not in ("http", "websocket"):
            return await self.app(scope, receive, send)
        origin = header(scope, b"origin")
        if origin is None:
            return await self.app(scope, receive, send)
        if await self._is_ours(origin, scope):
            return await self.app(without(scope, b"origin"), receive, send)
        if self._is_shared(origin, scope):
            return await self.app(without(scope, b"cookie"), receive, send)
        logs.get().warning("origin_refused", origin=normal(origin)[:200], base_url=self._base)
        if scope["type"] == "websocket":
            return await refuse_socket(receive, send)
        return await problem(
            send,
            403,
            "foreign-origin",
            "Foreign origin",
            "This address is not allowed to call this site. See OPENHOURS_ALLOWED_ORIGINS.",
        )

    def _is_shared(self, origin: str, scope: Scope) -> bool:
        if scope["type"] != "http" or not scope["path"].startswith("/api/"):
            return False
        return self._any_shared or normal(origin) in self._shared

    async def _is_ours(self, origin: str, scope: Scope) -> bool:
        asked = normal(origin)
        if not asked:
            return False
        if at(scope):
            return asked in _own_origins(scope)
        if asked in self._fixed:
            return True
        await self._reread()
        if self._base is not None:
            return asked == self._base
        return _same_host(asked, scope)

    async def _reread(self) -> None:
        # The base URL changes at set-up, perhaps in another process: look again, once a second.
        if time.monotonic() - self._read_at < REREAD_SECONDS:
            return
        async with self._reading:
            now = time.monotonic()
            if now - self._read_at >= REREAD_SECONDS:
                base = await asyncio.to_thread(self._read_base_url)
                self._base = normal(base) if base else None
                self._read_at = now


def _own_origins(scope: Scope) -> tuple[str, str]:
    """Give the origins of a domain's own pages: by https, or as the client came to us."""
    host = header(scope, b"host") or ""
    plain = scope.get("scheme") in ("http", "ws")
    return normal(f"https://{host}"), normal(f"http://{host}") if plain else ""


def _same_host(asked: str, scope: Scope) -> bool:
    host = header(scope, b"host")
    return bool(host) and any(asked == normal(f"{scheme}://{host}") for scheme in DEFAULT_PORTS)
