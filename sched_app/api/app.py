"""The FastAPI app: routers, their threads, and errors as problem documents."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from fastapi.routing import APIRoute

from sched_app import wiring, writing
from sched_app.api import (
    analytics_files,
    auth_forms,
    auth_links,
    auth_portal,
    bookings,
    customer_files,
    customers,
    docs,
    exports,
    feeds,
    hand_overs,
    health,
    holds,
    inquiries,
    invitations,
    links,
    live,
    meeting_types,
    members,
    openid,
    problems,
    schedules,
    schemas,
    schemas_customers,
    schemas_hours,
    schemas_team,
    schemas_types,
    sign_ins,
    sign_ups,
    site,
    slots,
    switches,
    time_off,
    workspaces,
)
from sched_app.api.guard import Guard
from sched_app.api.live import Watch
from sched_app.api.work import Pools, Reads

# Those that answer most requests stand first: routes are tried in this order.
ROUTERS = (
    slots,
    holds,
    bookings,
    links,
    sign_ins,
    meeting_types,
    schedules,
    time_off,
    hand_overs,
    members,
    invitations,
    workspaces,
    customers,
    live,
    inquiries,
    auth_forms,
    exports,
    analytics_files,
    auth_links,
    sign_ups,
    auth_portal,
    customer_files,
    feeds,
    openid,
    switches,
    site,
    health,
)
GIVEN = (
    schemas.Problem,
    schemas.Slots,
    schemas.Explanation,
    schemas.Hold,
    schemas.Booking,
    schemas.BookingPage,
    schemas.SignInGiven,
    schemas.SignInList,
    schemas.AccessGiven,
    schemas.Me,
    schemas_customers.Customer,
    schemas_customers.Customers,
    schemas_hours.Schedule,
    schemas_hours.ScheduleList,
    schemas_hours.TimeOff,
    schemas_hours.TimeOffList,
    schemas_team.Member,
    schemas_team.MemberList,
    schemas_team.Invitation,
    schemas_team.InvitationList,
    schemas_team.HandOver,
    schemas_team.Departure,
    schemas_team.Left,
    schemas_team.Workspace,
    schemas_types.MeetingType,
    schemas_types.MeetingTypeList,
    schemas_types.PublicType,
    schemas_types.PublicTypeList,
    inquiries.FormGiven,
    inquiries.InquiryGiven,
)
TAKEN = (schemas.BookingAsked, schemas.HoldAsked, schemas.HoldNamed, inquiries.InquiryAsked)


def create() -> FastAPI:
    """Make the API's app; its threads end with its lifespan."""
    api = FastAPI(
        title="OpenHours",
        docs_url=None,
        redoc_url=None,
        openapi_url=None,
        redirect_slashes=False,
        generate_unique_id_function=_operation_id,
        lifespan=_running,
    )
    api.state.pools = Pools(writing.writer(lambda: wiring.current().database))
    api.state.reads = Reads()
    api.state.watch = Watch()
    api.state.in_flight = set()
    problems.install(api)
    for module in ROUTERS:
        api.include_router(module.router)
    docs.install(api, GIVEN, TAKEN)
    api.state.allowed = [
        (route.path_regex, route.methods)
        for module in (*ROUTERS, docs)
        for route in module.router.routes
        if isinstance(route, APIRoute)
    ]
    api.add_middleware(Guard)
    return api


@asynccontextmanager
async def _running(api: FastAPI) -> AsyncIterator[None]:
    yield
    await api.state.watch.close()
    api.state.pools.close()


def _operation_id(route: APIRoute) -> str:
    return route.name
