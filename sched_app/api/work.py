"""One unit of work for one request: who asks, when, in which transaction, on which thread."""

import asyncio
import contextvars
import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import TypeVar

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import FixedWindowRateLimiter
from sqlmodel import Session

from sched_app import wiring
from sched_app.errors import Invalid, NotSignedIn, TooMany
from sched_app.secrets_file import Secrets
from sched_app.services import access, accounts, links
from sched_app.services.access import Actor
from sched_app.writing import Writer

T = TypeVar("T")
BROWSER_HEADER = "openhours-browser"
_IS_TOKEN = re.compile(r"[!-~]{1,200}")
READERS = 2
SLOW = 2
OUTSIDE = 8


@dataclass(frozen=True, slots=True)
class Ask:
    """What a unit of work is given: its transaction, who asks, and the one reading of the clock."""

    session: Session
    actor: Actor
    now: datetime


class Pools:
    """The threads of the API's services.

    Under the interpreter's lock more than two readers make nothing faster. Passwords, which are
    slow on purpose, have threads of their own, and so has what waits for a vendor's answer.
    """

    def __init__(self, writer: Writer) -> None:
        self.reads = ThreadPoolExecutor(READERS, "api-read")
        self.slow = ThreadPoolExecutor(SLOW, "api-slow")
        self.outside = ThreadPoolExecutor(OUTSIDE, "api-outside")
        self.writer = writer

    def close(self) -> None:
        """Let the threads end once they have done what they are at."""
        self.writer.close()
        for pool in (self.reads, self.slow, self.outside):
            pool.shutdown(wait=False, cancel_futures=True)


class Reads:
    """Counts visitors' reads by address, in this process alone."""

    def __init__(self) -> None:
        self._limiter = FixedWindowRateLimiter(MemoryStorage())

    def count(self, address_key: str, most: int) -> None:
        """Count one read; raise TooMany beyond `most` a minute."""
        if not self._limiter.hit(_per_minute(most), address_key):
            raise TooMany(retry_after=60)


async def read(request: Request, work: Callable[[Ask], T], *, counted: bool = False) -> T:
    """Run a piece of work in a snapshot; `counted` limits how often visitors may."""
    return await _run(request.app.state.pools.reads, lambda: _reading(request, work, counted))


async def write(request: Request, work: Callable[[Ask], T]) -> T:
    """Run a piece of work in a transaction that is committed at its end.

    It runs again if the database breaks a deadlock by it, so it touches nothing but the database.
    """
    whole = wiring.current()
    asked = visitor(request, whole)

    def step(session: Session) -> T:
        now = whole.clock()
        return work(Ask(session, _actor(request, session, whole.secrets, asked, now), now))

    return await asyncio.wrap_future(request.app.state.pools.writer.submit(step))


async def flow(
    request: Request,
    work: Callable[[wiring.Wiring, Actor, datetime], T],
    *,
    outside: bool = False,
) -> T:
    """Run a flow, which opens its transactions itself and may be slow, for a visitor.

    One that goes `outside` asks a vendor over the network.
    """

    def running() -> T:
        whole = wiring.current()
        return work(whole, visitor(request, whole), whole.clock())

    pools = request.app.state.pools
    return await _run(pools.outside if outside else pools.slow, running)


async def _run(pool: ThreadPoolExecutor, work: Callable[[], T]) -> T:
    # The context carries the request's id to the log lines written on the thread.
    return await asyncio.get_running_loop().run_in_executor(
        pool, contextvars.copy_context().run, work
    )


def _reading(request: Request, work: Callable[[Ask], T], counted: bool) -> T:
    whole = wiring.current()
    asked = visitor(request, whole)
    if counted and whole.settings.rate_limits and "authorization" not in request.headers:
        request.app.state.reads.count(asked.address_key, whole.settings.reads_per_minute)
    now = whole.clock()
    with whole.database.reading() as session:
        return work(Ask(session, _actor(request, session, whole.secrets, asked, now), now))


def visitor(request: Request, whole: wiring.Wiring) -> Actor:
    """Give the visitor as whom a request comes; their address and browser are hashed at once."""
    client = request.client
    browser = request.headers.get(BROWSER_HEADER)
    if browser is not None and not _IS_TOKEN.fullmatch(browser):
        raise Invalid({"OpenHours-Browser": "field.wrong"})
    return access.visitor(
        address_key=address_key(whole.secrets, client.host if client else ""),
        browser_key=links.keyed_hash(whole.secrets, "browser", browser) if browser else "",
        request_id=request.scope.get("openhours.request_id", ""),
    )


def address_key(secrets: Secrets, address: str) -> str:
    """Hash what one client is told by: its IPv4 address, or the /64 of its IPv6 one."""
    return links.keyed_hash(secrets, "address", links.network_of(address))


def _actor(
    request: Request, session: Session, secrets: Secrets, asked: Actor, now: datetime
) -> Actor:
    given = request.headers.get("authorization")
    if given is None:
        return asked
    kind, _, token = given.partition(" ")
    if kind.lower() != "bearer":
        raise NotSignedIn()
    return accounts.actor_of_jwt(session, secrets, token.strip(), asked=asked, now=now)


@lru_cache(maxsize=8)
def _per_minute(most: int) -> RateLimitItemPerMinute:
    return RateLimitItemPerMinute(most)
