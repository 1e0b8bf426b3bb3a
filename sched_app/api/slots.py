"""Open times, and why a time is not open."""

from datetime import datetime, timedelta
from typing import Annotated

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, instants, problems
from sched_app.api.answers import told
from sched_app.api.fields import Instant, Minutes, PublicId, Slug, Zone
from sched_app.api.schemas import Explanation, HostReasons, Reason, Slots
from sched_app.api.work import Ask, read
from sched_app.errors import Invalid
from sched_app.services import availability, forms, meeting_types

router = APIRouter(prefix=routes.API, tags=["Open times"])
LONGEST = timedelta(days=62)

Since = Annotated[Instant, Query(alias="from", description="The window's beginning.")]
Until = Annotated[
    Instant, Query(description="The window's end, which is left out; 62 days later at most.")
]
InZone = Annotated[Zone, Query(description="The zone in which the answer is written.")]
Length = Annotated[Minutes | None, Query(description="The first duration if none is named.")]


@router.get(
    "/workspaces/{workspace}/meeting-types/{meeting_type}/slots",
    **told(Slots, refuses=[429], visitors=True),
)
async def slots_by_slug(
    request: Request,
    workspace: Annotated[Slug, Path()],
    meeting_type: Annotated[Slug, Path()],
    since: Since,
    until: Until,
    timezone: InZone = "UTC",
    duration_minutes: Length = None,
) -> Response:
    """List the times that can be booked, for anyone; the type is named as in its address."""
    check(since, until, timezone)

    def work(ask: Ask) -> Response:
        key = meeting_types.key_by_slug(ask.session, workspace, meeting_type)
        return _slots(ask, key, since, until, timezone, duration_minutes)

    return await read(request, work, counted=True)


@router.get("/meeting-types/{meeting_type_id}/slots", **told(Slots, refuses=[429], visitors=True))
async def slots(
    request: Request,
    meeting_type_id: Annotated[PublicId, Path()],
    since: Since,
    until: Until,
    timezone: InZone = "UTC",
    duration_minutes: Length = None,
) -> Response:
    """List the times that can be booked, for anyone; the meeting type is named by its id."""
    check(since, until, timezone)

    def work(ask: Ask) -> Response:
        key = meeting_types.key(ask.session, meeting_type_id)
        return _slots(ask, key, since, until, timezone, duration_minutes)

    return await read(request, work, counted=True)


def check(since: datetime, until: datetime, timezone: str) -> None:
    """Raise Invalid for a window that ends before it begins or is too long, and an unknown zone."""
    if until <= since:
        raise Invalid({"until": "field.ends_before_start"})
    if until - since > LONGEST:
        raise Invalid({"until": ("field.window_long", {"most": LONGEST.days})})
    if timezone not in forms.zones():
        raise Invalid({"timezone": "field.zone"})


def _slots(
    ask: Ask, key: int, since: datetime, until: datetime, timezone: str, minutes: int | None
) -> Response:
    found = availability.open_times(
        ask.session,
        key,
        since,
        until,
        actor=ask.actor,
        now=ask.now,
        duration_minutes=minutes,
    )
    return written(found, timezone)


def written(found: availability.OpenTimes, timezone: str) -> Response:
    """Answer with open times; encoded at once: a model of each would cost more than they do."""
    body = {
        "timezone": timezone,
        "duration_minutes": found.duration_minutes,
        "slots": instants.texts(found.times, timezone),
    }
    return answers.raw(orjson.dumps(body))


@router.get("/meeting-types/{meeting_type_id}/explain", **told(Explanation))
async def explain(
    request: Request,
    meeting_type_id: Annotated[PublicId, Path()],
    at: Annotated[Instant, Query(description="The start that is asked about.")],
    duration_minutes: Length = None,
) -> Response:
    """Tell every reason why a time is or is not offered, for each host."""
    locale = problems.locale_of(request)

    def work(ask: Ask) -> Response:
        view = availability.explain(
            ask.session,
            meeting_types.key(ask.session, meeting_type_id),
            at,
            actor=ask.actor,
            now=ask.now,
            locale=locale,
            duration_minutes=duration_minutes,
        )
        return answers.json(_explanation(view))

    return await read(request, work)


def _explanation(view: availability.ExplanationView) -> Explanation:
    return Explanation(
        at=view.starts_at,
        offered=view.is_offered,
        verdict=view.verdict,
        timezone=view.timezone,
        duration_minutes=view.duration_minutes,
        reasons=[_reason(reason) for reason in view.reasons],
        hosts=[
            HostReasons(
                id=host.id,
                name=host.name,
                is_free=host.is_free,
                line=host.line,
                reasons=[_reason(reason) for reason in host.reasons],
            )
            for host in view.hosts
        ],
    )


def _reason(view: availability.ReasonView) -> Reason:
    return Reason(code=view.code, words=view.words)
