"""Open times, and why a time is not open."""

from datetime import timedelta
from typing import Annotated, Self

import orjson
from fastapi import APIRouter, Path, Query, Request
from pydantic import Field, model_validator
from starlette.responses import Response

from sched_app import routes
from sched_app.api import answers, instants, problems, queries
from sched_app.api.answers import told
from sched_app.api.fields import Asked, Instant, Minutes, Number, PublicId, Slug, Zone
from sched_app.api.schemas import Explanation, HostReasons, Reason, Slots
from sched_app.api.work import Ask, read
from sched_app.errors import Invalid
from sched_app.services import availability, forms, meeting_types

router = APIRouter(prefix=routes.API, tags=["Open times"])
LONGEST = timedelta(days=62)


class Window(Asked):
    """Which times are asked for, and how they are to be written."""

    since: Annotated[Instant, Field(alias="from", description="The window's beginning.")]
    until: Annotated[Instant, Field(description="Its end, left out; 62 days later at most.")]
    timezone: Annotated[Zone, Field(description="The zone in which the times are written.")] = "UTC"

    @model_validator(mode="after")
    def _is_sane(self) -> Self:
        if self.until <= self.since:
            raise Invalid({"until": "field.ends_before_start"})
        if self.until - self.since > LONGEST:
            raise Invalid({"until": ("field.window_long", {"most": LONGEST.days})})
        if self.timezone not in forms.zones():
            raise Invalid({"timezone": "field.zone"})
        return self


class TypeWindow(Window):
    """The same, with the length of the meeting; the first on offer if none is named."""

    duration_minutes: Annotated[
        Number | None, Field(description="The first on offer if none is named.")
    ] = None


class ByAddress(TypeWindow):
    """The same, for a type that is named as in its address."""

    workspace: Slug
    meeting_type: Slug


class ById(TypeWindow):
    """The same, for a type that is named by its id."""

    meeting_type_id: PublicId


@router.get(
    "/workspaces/{workspace}/meeting-types/{meeting_type}/slots",
    **told(
        Slots,
        refuses=[429],
        visitors=True,
        parameters=queries.parameters(ByAddress, "workspace", "meeting_type"),
    ),
)
async def slots_by_slug(request: Request) -> Response:
    """List the times that can be booked, for anyone; the type is named as in its address."""
    asked = queries.read(request, ByAddress)

    def work(ask: Ask) -> Response:
        key = meeting_types.key_by_slug(ask.session, asked.workspace, asked.meeting_type)
        return _slots(ask, key, asked)

    return await read(request, work, counted=True)


@router.get(
    "/meeting-types/{meeting_type_id}/slots",
    **told(
        Slots,
        refuses=[429],
        visitors=True,
        parameters=queries.parameters(ById, "meeting_type_id"),
    ),
)
async def slots(request: Request) -> Response:
    """List the times that can be booked, for anyone; the type is named by its id."""
    asked = queries.read(request, ById)

    def work(ask: Ask) -> Response:
        return _slots(ask, meeting_types.key(ask.session, asked.meeting_type_id), asked)

    return await read(request, work, counted=True)


def _slots(ask: Ask, key: int, asked: TypeWindow) -> Response:
    found = availability.open_times(
        ask.session,
        key,
        asked.since,
        asked.until,
        actor=ask.actor,
        now=ask.now,
        duration_minutes=asked.duration_minutes,
    )
    return written(found, asked.timezone)


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
    duration_minutes: Annotated[Minutes | None, Query()] = None,
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
