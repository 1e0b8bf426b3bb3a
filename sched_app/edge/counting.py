"""Writes what this process has counted of visits, every few seconds and at its end.

A process that is killed loses the counts of its last EVERY_SECONDS at most.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from sched_app import logs
from sched_app.services import traffic
from sched_app.services.traffic import Visit
from sched_app.wiring import Wiring

EVERY_SECONDS = 10


def write(whole: Wiring) -> int:
    """Write what waits; nothing to write costs nothing. What fails is kept for the next time."""
    taken = whole.tally.take()
    visits = {key: count for key, count in taken.items() if isinstance(key, Visit)}
    if not visits:
        return 0
    try:
        return whole.database.run(lambda session: traffic.write(session, visits))
    except Exception:  # noqa: BLE001 (whatever it is, the next time tries again)
        whole.tally.give_back(visits)
        logs.get().exception("counts_not_written")
        return 0


@asynccontextmanager
async def counting(whole: Wiring, *, every: float = EVERY_SECONDS) -> AsyncIterator[None]:
    """Do so now and then while the app runs, and once more when it stops."""

    async def forever() -> None:
        while True:
            await asyncio.sleep(every)
            await asyncio.to_thread(write, whole)

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await asyncio.to_thread(write, whole)
