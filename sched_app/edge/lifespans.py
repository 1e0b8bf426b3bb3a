"""Runs the start and the end of apps inside ours, by the ASGI lifespan protocol."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from sched_app import logs
from sched_app.edge.asgi import App, Message, Receive, Scope, Send


class StartFailed(Exception):
    """A part of the app could not start."""


@asynccontextmanager
async def running(app: App) -> AsyncIterator[None]:
    """Start an inner app, and stop it at the end; raise StartFailed if it refuses."""
    inbox: asyncio.Queue[Message] = asyncio.Queue()
    outbox: asyncio.Queue[Message] = asyncio.Queue()
    task = asyncio.create_task(_run(app, inbox.get, outbox))
    await inbox.put({"type": "lifespan.startup"})
    first = await outbox.get()
    if first["type"] != "lifespan.startup.complete":
        await task
        raise StartFailed(str(first.get("message", "")))
    try:
        yield
    finally:
        await inbox.put({"type": "lifespan.shutdown"})
        await outbox.get()
        await task


async def _run(app: App, receive: Receive, outbox: asyncio.Queue[Message]) -> None:
    try:
        scope: Scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        await app(scope, receive, outbox.put)
    except Exception as error:  # noqa: BLE001 (whatever it is, the start is refused)
        logs.get().exception("part_failed")
        await outbox.put({"type": "lifespan.startup.failed", "message": logs.kinds(error)})


async def serve(whole: AbstractAsyncContextManager[None], receive: Receive, send: Send) -> None:
    """Answer the server's lifespan messages by entering and leaving a context."""
    await receive()
    try:
        await whole.__aenter__()
    except Exception as error:  # noqa: BLE001 (whatever it is, the start is refused)
        logs.get().exception("start_failed")
        return await send({"type": "lifespan.startup.failed", "message": logs.kinds(error)})
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await whole.__aexit__(None, None, None)
    await send({"type": "lifespan.shutdown.complete"})
