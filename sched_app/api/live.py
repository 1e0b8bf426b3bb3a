"""Tells open booking pages that the times of a meeting type have changed, by server-sent events."""

import asyncio
import contextlib
from collections import Counter
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from sched_app import logs, wiring
from sched_app.api.fields import Slug
from sched_app.api.work import Ask, read
from sched_app.errors import TooMany
from sched_app.services import meeting_types, watching
from sched_app.services.watching import Version

router = APIRouter(tags=["Live"])
POLL_SECONDS = 1.0
KEEP_ALIVE_SECONDS = 20.0
PER_ADDRESS = 30
IN_ALL = 2000
RETRY_MS = 3000
_HEADERS = [
    (b"content-type", b"text/event-stream; charset=utf-8"),
    (b"cache-control", b"no-store"),
    # Proxies such as nginx would hold events back to fill a buffer.
    (b"x-accel-buffering", b"no"),
]


class Watch:
    """Asks the database once a second for the versions of all watched types, and wakes their pages.

    One per process; it asks nothing while no page is open. A change made by another process is seen
    in the same way as one of our own.
    """

    def __init__(self) -> None:
        self._waiting: dict[int, set[asyncio.Event]] = {}
        self._addresses: Counter[str] = Counter()
        self._known: dict[int, Version] = {}
        self._task: asyncio.Task[None] | None = None

    def enter(self, type_id: int, version: Version | None, address: str) -> asyncio.Event:
        """Begin to watch a type; raise TooMany beyond an address's share of streams."""
        if self._addresses[address] >= PER_ADDRESS or self._addresses.total() >= IN_ALL:
            raise TooMany("problem.too_many_streams", retry_after=30)
        self._addresses[address] += 1
        woken = asyncio.Event()
        pages = self._waiting.setdefault(type_id, set())
        if self._known.get(type_id, version) != version:
            woken.set()  # It changed since the last look; those who watch already hear of it then.
        elif version is not None:
            self._known[type_id] = version
        pages.add(woken)
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._look_on())
        return woken

    def leave(self, type_id: int, woken: asyncio.Event, address: str) -> None:
        """Stop watching."""
        self._addresses -= Counter([address])
        pages = self._waiting.get(type_id, set())
        pages.discard(woken)
        if not pages:
            self._waiting.pop(type_id, None)
            self._known.pop(type_id, None)

    async def close(self) -> None:
        """Stop looking, at the process's end."""
        if self._task is not None:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _look_on(self) -> None:
        while self._waiting:
            await asyncio.sleep(POLL_SECONDS)
            watched = list(self._waiting)
            try:
                self._tell(await asyncio.to_thread(_versions, watched), watched)
            except Exception:  # noqa: BLE001
                # The database may be away for a moment; pages stay open and hear of it later.
                logs.get().exception("live_look_failed")

    def _tell(self, found: dict[int, Version], watched: list[int]) -> None:
        for type_id in watched:
            version = found.get(type_id)
            if version is None or type_id not in self._waiting:
                continue
            if self._known.get(type_id, version) != version:
                for woken in self._waiting[type_id]:
                    woken.set()
            self._known[type_id] = version


def _versions(type_ids: list[int]) -> dict[int, Version]:
    with wiring.current().database.reading() as session:
        return watching.versions(session, type_ids)


class Stream(Response):
    """An answer that lasts as long as its page: an event for each change, comments in between."""

    def __init__(self, watch: Watch, type_id: int, woken: asyncio.Event, address: str) -> None:
        super().__init__()
        self._watch, self._type_id = watch, type_id
        self._woken, self._address = woken, address

    async def __call__(self, _scope: Scope, receive: Receive, send: Send) -> None:
        """Send events until the page goes away or the server stops."""
        gone = asyncio.create_task(_gone(receive))
        sending = asyncio.create_task(self._send(send))
        try:
            await asyncio.wait((gone, sending), return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._watch.leave(self._type_id, self._woken, self._address)
            for task in (gone, sending):
                task.cancel()
            await asyncio.gather(gone, sending, return_exceptions=True)

    async def _send(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        await _chunk(send, f"retry: {RETRY_MS}\n\n")
        while True:
            try:
                await asyncio.wait_for(self._woken.wait(), KEEP_ALIVE_SECONDS)
            except TimeoutError:
                await _chunk(send, ": still here\n\n")
            else:
                self._woken.clear()
                await _chunk(send, "data: changed\n\n")


async def _chunk(send: Send, words: str) -> None:
    await send({"type": "http.response.body", "body": words.encode(), "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


@router.get("/api/live/{workspace}/{meeting_type}", include_in_schema=False)
async def live(
    request: Request,
    workspace: Annotated[Slug, Path()],
    meeting_type: Annotated[Slug, Path()],
    seen: Annotated[str, Query(max_length=64)] = "",
) -> Stream:
    """Stream an event within two seconds of each change of a meeting type's times.

    `seen` is what the page saw when it read them: a change since then is told at once.
    """

    def work(ask: Ask) -> tuple[int, Version | None, str]:
        shown = meeting_types.public(ask.session, workspace, meeting_type, actor=ask.actor)
        key = shown.key
        version = watching.versions(ask.session, [key]).get(key)
        return key, version, ask.actor.address_key

    type_id, version, address = await read(request, work, counted=True)
    watch: Watch = request.app.state.watch
    woken = watch.enter(type_id, version, address)
    if seen and seen != watching.mark(version):
        woken.set()
    return Stream(watch, type_id, woken, address)
