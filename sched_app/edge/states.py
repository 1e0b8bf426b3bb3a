"""Puts states of closed tabs, and of long quiet ones, out of memory; they stand on disk.

Reflex keeps each tab's state in memory as long as it lives, and it must live over a night. The next
event of such a tab loads it again. This leans on internals of the pinned Reflex, as its own purge
of expired states does; `tests/test_states.py` holds it.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import asynccontextmanager, suppress

from reflex.istate.manager.disk import StateManagerDisk

QUIET_SECONDS = 30 * 60
CLOSED_SECONDS = 10 * 60
EVERY_SECONDS = 60


def rest(
    manager: StateManagerDisk,
    *,
    now: float,
    is_open: Collection[str],
    quiet: float = QUIET_SECONDS,
    closed: float = CLOSED_SECONDS,
) -> int:
    """Forget the states in memory that nobody has touched for so many seconds; count them.

    `is_open` holds the tokens of the tabs whose socket stands.
    """
    waiting = {token.cache_key for token in manager._write_queue}
    rested = 0
    for key, (touched, token) in list(manager._token_last_touched.items()):
        most = quiet if token.ident in is_open else closed
        if now - touched > most and key not in waiting and not manager._is_locked(token):
            manager._purge_token(token)
            rested += 1
    return rested


@asynccontextmanager
async def resting(
    manager: Callable[[], object],
    open_tabs: Callable[[], Collection[str]],
    *,
    closed: float = CLOSED_SECONDS,
) -> AsyncIterator[None]:
    """Do so now and then while the app runs; does nothing for another kind of manager."""

    async def forever() -> None:
        while True:
            await asyncio.sleep(min(EVERY_SECONDS, closed))
            found = manager()
            if isinstance(found, StateManagerDisk):
                rest(found, now=time.time(), is_open=open_tabs(), closed=closed)

    task = asyncio.create_task(forever())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
