"""The ASGI app that is served: Origin, headers, policy and 404s around the API and the pages."""

import asyncio
import gc
import os
from collections.abc import AsyncIterator, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from sched_app import build, jobs, logs, wiring
from sched_app.edge import lifespans, proxies, rows
from sched_app.edge.asgi import App, Receive, Scope, Send, problem, refuse_socket
from sched_app.edge.counting import counting
from sched_app.edge.domains import Domains
from sched_app.edge.origin import OriginGate
from sched_app.edge.requests import RequestLine

if TYPE_CHECKING:
    from sched_app.edge.pages import Site

REFLEX_SOCKET = "/_event"
REFLEX_PATHS = ("/_event", "/ping")
# The first part of every path that FastAPI answers, its own 404s too.
API_HEADS = frozenset(
    {"api", "auth", "export", "feeds", "files", "health", "ready", "robots.txt", "sitemap.xml"}
)


class NotBuilt(Exception):
    """There is no build of the present sources: `python -m sched_app build` makes it."""


def create(*, pages: bool = True, built: Path | None = None) -> App:
    """Make the whole app; without `pages` it is the API alone and needs no build.

    `built` is the build to serve, else that of the present sources; raise NotBuilt without one.
    """
    whole = wiring.current()
    logs.configure(whole.settings.log_format, whole.settings.log_level)
    from sched_app.api import app as api

    front = Front(api.create(), whole, _pages(whole, built) if pages else None)
    gate = OriginGate(
        front,
        base_url=lambda: rows.base_url(whole),
        allowed=whole.settings.allowed_origins,
        shared=whole.settings.cors_origins,
    )
    domains = Domains(gate, read=lambda: rows.addresses(whole))
    return RequestLine(proxies.behind(domains, whole.settings.trusted_proxies))


@dataclass(frozen=True)
class Pages:
    """The part that needs a build: Reflex's app for the socket, the files, the tabs' states."""

    reflex: App
    site: "Site"
    states: AbstractAsyncContextManager[None]


class Front:
    """Sends each request to the API, to Reflex's socket, or to the built pages."""

    def __init__(
        self,
        api: FastAPI,
        whole: wiring.Wiring,
        pages: Pages | None = None,
    ) -> None:
        self._pages = pages
        self._api = api
        self._whole = whole
        self._shared_api = _shared(api, whole.settings.cors_origins)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Route one request, or run the app's start and end."""
        if scope["type"] == "lifespan":
            return await lifespans.serve(self._running(), receive, send)
        path: str = scope["path"]
        seen = scope["openhours.seen"]
        if self._pages and path.startswith(REFLEX_PATHS):
            seen["route"] = path if path in REFLEX_PATHS else REFLEX_SOCKET
            return await self._pages.reflex(scope, receive, send)
        if scope["type"] == "websocket":
            return await refuse_socket(receive, send)
        if path.split("/", 2)[1] in API_HEADS:
            await self._shared_api(scope, receive, send)
            route = scope.get("route")
            seen["route"] = getattr(route, "path", "none")
            return None
        if self._pages is None:
            return await problem(send, 404, "not-found", "Not found", "There is nothing here.")
        seen["route"] = self._pages.site.route_of(path)
        return await self._pages.site(scope, receive, send)

    @asynccontextmanager
    async def _running(self) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            await stack.enter_async_context(lifespans.running(self._api))
            if self._pages:
                await stack.enter_async_context(lifespans.running(self._pages.reflex))
                await stack.enter_async_context(self._pages.states)
                await stack.enter_async_context(counting(self._whole))
            if worker := jobs.start(self._whole):
                stack.push_async_callback(asyncio.to_thread, worker.stop)
            logs.get().info("started", pages=self._pages is not None)
            # What stands now stays to the end: later collections need not walk through it again.
            gc.collect()
            gc.freeze()
            yield
        logs.get().info("stopped")


def _shared(api: App, origins: Sequence[str]) -> App:
    """Answer the preflights and name the origins of the setting; OriginGate lets no others by."""
    if not origins:
        return api
    return CORSMiddleware(
        api,
        allow_origins=origins,
        allow_methods=["*"],
        allow_headers=["Authorization", "Content-Type", "Idempotency-Key"],
        expose_headers=["X-Request-Id", "Retry-After", "Link"],
        max_age=3600,
    )


def _pages(whole: wiring.Wiring, built: Path | None) -> Pages:
    built = built or build.current()
    if built is None:
        raise NotBuilt("There is no build of these sources. Run: python -m sched_app build")
    states = Path(whole.settings.data_dir) / "states"
    states.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.environ.update(build.environment(built=built, states=states))
    from sched_app.edge.pages import Site
    from sched_app.edge.states import resting
    from sched_app.sched_app import app as reflex

    site = Site(
        built,
        lambda path, token, at: rows.meta(whole, path, token, at),
        frame_ancestors=whole.settings.frame_ancestors,
    )
    tabs = resting(
        lambda: reflex.state_manager,
        lambda: reflex.event_namespace.token_to_sid if reflex.event_namespace else (),
        closed=whole.settings.closed_tab_seconds,
    )
    return Pages(reflex(), site, tabs)
