"""Creates that can be sent twice: the same Idempotency-Key and body act once and answer alike.

An answer is rebuilt from the row that was made, never stored, so no secret is kept with the key. A
repeat that meets its first in this process is told so at once; one in another process waits for it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Protocol, TypeVar

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from sched_app import wiring
from sched_app.api import answers
from sched_app.api.schemas import Hold
from sched_app.api.work import Ask, write
from sched_app.errors import InFlight
from sched_app.services import holds, idempotency, links
from sched_app.services.holds import HoldView

HEADER = "idempotency-key"
CREATED = 201


class Named(Protocol):
    """What has a public id."""

    @property
    def public_id(self) -> str:
        """The id that is told outside."""


T = TypeVar("T", bound=Named)


async def create(
    request: Request,
    asked: BaseModel,
    make: Callable[[Ask], T],
    find: Callable[[Ask, str], T],
    show: Callable[[Ask, T], BaseModel],
    *,
    hold_token: str | None = None,
) -> Response:
    """Make a row and show it; a repeat finds it by its public id and shows it again."""
    key = request.headers.get(HEADER)
    if key is None:
        return await write(request, lambda ask: answers.json(show(ask, make(ask)), CREATED))
    once = _Once(request, asked, key, hold_token or "")

    def work(ask: Ask) -> Response:
        public_id = once.begin(ask)
        if public_id is None:
            row = make(ask)
            once.finish(ask, row.public_id)
        else:
            row = find(ask, public_id)
        return answers.json(show(ask, row), CREATED)

    with once.in_flight():
        return await write(request, work)


async def hold(
    request: Request, asked: BaseModel, make: Callable[[Ask], HoldView], *, link: str = ""
) -> Response:
    """Make a hold and show it; under a key its token is derived, so that a repeat can tell it."""
    key = request.headers.get(HEADER)
    if key is None:
        return await write(request, lambda ask: answers.json(Hold.of(make(ask)), CREATED))
    once = _Once(request, asked, key, link)

    def work(ask: Ask) -> Response:
        made_before = once.begin(ask)
        token = once.token(ask)
        if made_before is None:
            view = holds.rekey(ask.session, make(ask), token)
            once.finish(ask, view.id)
        else:
            view = holds.resume(ask.session, token, now=ask.now)
        return answers.json(Hold.of(view), CREATED)

    with once.in_flight():
        return await write(request, work)


class _Once:
    """One key of one request: whose it is, and what its body was."""

    def __init__(self, request: Request, asked: BaseModel, key: str, secret: str) -> None:
        self._request, self._key, self._secret = request, key, secret
        self._route = f"{request.method} {request.scope['route'].path}"
        self._body = idempotency.body_hash(asked.model_dump_json().encode())

    @contextmanager
    def in_flight(self) -> Iterator[None]:
        """Let one request of this key through at a time; raise InFlight for another."""
        headers = self._request.headers
        sender = headers.get("authorization") or (self._request.client or ("",))[0]
        place = (sender, self._route, self._secret, self._key)
        running: set[tuple[str, ...]] = self._request.app.state.in_flight
        if place in running:
            raise InFlight()
        running.add(place)
        try:
            yield
        finally:
            running.discard(place)

    def begin(self, ask: Ask) -> str | None:
        """Take the key, or give the public id of what was made under it."""
        stored = idempotency.begin(
            ask.session, self._scope(ask), self._key, self._body, now=ask.now
        )
        return stored.result if stored else None

    def finish(self, ask: Ask, public_id: str) -> None:
        """Keep what was made with the key."""
        idempotency.finish(ask.session, self._scope(ask), self._key, CREATED, public_id)

    def token(self, ask: Ask) -> str:
        """Derive the token of a hold that is made under this key."""
        said = f"{self._scope(ask)}:{self._key}:{self._body}"
        return links.keyed_hash(wiring.current().secrets, "hold-token", said)

    def _scope(self, ask: Ask) -> str:
        return idempotency.scope_of(ask.actor, self._route, hold_token=self._secret)
