"""Puts pages' states that have been quiet for long out of memory; they stand on disk.

Reflex keeps each tab's state in memory as long as it lives, and it must live over a night. The next
event of such a tab loads it again. This leans on internals of the pinned Reflex, as its own purge
of expired states does; `tests/test_states.py` holds it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress

from reflex.istate.manager.disk import StateManagerDisk

QUIET_SECONDS = 30 * 60
EVERY_SECONDS = 5 * 60


def rest(manager: StateManagerDisk, *, now: float, quiet: float = QUIET_SECONDS) -> int:
    """Forget the states in memory that nobody has touched since `quiet` seconds; count them."""
    waiting = {token.cache_key for token in manager._write_queue}
    rested = 0
    for key, (touched, token) in list(manager._token_last_touched.items()):
        if now - touched > quiet and key not in waiting and not manager._is_locked(token):
            manager._purge_token(token)
            rested += 1
    return rested


@asynccontextmanager
async def resting(manager: Callable[[], object]) -> AsyncIterator[None]:
    """Do so now and then while the app runs; does nothing for another kind of manager."""

    async def forever() -> None:
        while True:
            await asyncio.sleep(EVERY_SECONDS)
            found = manager()
            if isinstance(found, StateManagerDisk):
                rest(found, now=time.time())

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
