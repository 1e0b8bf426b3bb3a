"""Creates that can be sent twice: the same Idempotency-Key and body act once and answer alike."""

from collections.abc import Callable

from fastapi import Request
from pydantic import BaseModel
from starlette.responses import Response

from sched_app.api import answers
from sched_app.api.schemas import Hold
from sched_app.api.work import Ask, write
from sched_app.services import holds

LONGEST = 100


async def create(
    request: Request,
    asked: BaseModel,
    make: Callable[[Ask], str],
    show: Callable[[Ask, str], BaseModel],
    *,
    hold_token: str | None = None,
) -> Response:
    """Make a row and show it."""

    def work(ask: Ask) -> Response:
        return answers.json(show(ask, make(ask)), 201)

    return await write(request, work)


async def hold(
    request: Request,
    asked: BaseModel,
    make: Callable[[Ask], holds.HoldView],
    *,
    link: str = "",
) -> Response:
    """Make a hold."""
    return await write(request, lambda ask: answers.json(Hold.of(make(ask)), 201))
