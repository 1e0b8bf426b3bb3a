"""For every event handler and every API route: what each kind of person gets.

Four words or numbers for, in this order, a stranger, a customer with a manage link, a member of
another workspace, and the rightful person. `{names}` in what is sent stand for what `walking.till`
made; `{link}` is the genuine manage link for customers and the rightful, a forged one for others.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from tests.support.ground import BASE_URL


@dataclass(frozen=True)
class Row:
    """What four people get, and what they send."""

    gets: tuple[str, ...]
    body: Any = None
    form: Mapping[str, str] | None = None
    query: Mapping[str, str] | None = None
    path: Mapping[str, str] = field(default_factory=dict)
    is_stream: bool = False
    is_new: bool = False  # On a deployment that nobody has set up.
    by_cookie: bool = False
    counts: bool = False  # A refused attempt is counted, so that there are not too many.


@dataclass(frozen=True)
class Deed:
    """What comes of an event handler for four people, and what it is called with."""

    gets: tuple[str, ...]
    args: Sequence[Any] = ()
    before: Mapping[str, Any] = field(default_factory=dict)
    first: Sequence[tuple[str, Sequence[Any]]] = ()
    at: str = "/dashboard/bookings"
    is_new: bool = False


def _row(gets: str, **sent: Any) -> Row:
    return Row(tuple(gets.split()), **sent)


def _page(gets: str, *args: Any, **sent: Any) -> Deed:
    return Deed(tuple(gets.split()), args, **sent)


ATTENDEE = {"name": "Wanda Walker", "email": "wanda@example.org", "timezone": "Europe/Berlin"}
TIME = "2026-11-24T12:00:00+00:00"
WINDOW = {"from": "2026-11-24T00:00:00Z", "until": "2026-11-25T00:00:00Z"}
BOOKING = {"meeting_type_id": "{single}", "starts_at": TIME, "attendee": ATTENDEE}
TYPE = {"name": "Made by the walk", "hosts": [{"member_id": "{rightful_member}"}],
        "location_value": "https://meet.example.org/x"}  # fmt: skip
WEEK = {
    "name": "Walked",
    "timezone": "UTC",
    "weekly": [[[540, 720]], [], [], [], [], [], []],
}
ABSENCE = {"starts_at": "2026-12-24T00:00:00Z", "ends_at": "2026-12-25T00:00:00Z", "reason": "x"}
OF_TYPE = {"meeting_type_id": "{single}"}
BY_NAME = {"workspace": "{slug}", "meeting_type": "single"}
COMING, REQUEST = {"booking_id": "{coming}"}, {"booking_id": "{request}"}
OVER, DONE = {"booking_id": "{over}"}, {"booking_id": "{done}"}
SPARE, OFF = {"schedule_id": "{spare}"}, {"time_off_id": "{off}"}
DAY = {"schedule_id": "{spare}", "on": "{on}"}
LINK = {"link": "{link}"}
SET_UP = {
    "name": "Olga", "email": "o@example.org", "password": "correct horse battery",
    "workspace_name": "Studio", "slug": "studio", "timezone": "UTC", "base_url": "http://h.example",
}  # fmt: skip

ROUTES: dict[str, Row] = {
    # Open to everyone.
    "GET /api/v1/workspaces/{workspace}/meeting-types": _row("200 200 200 200", path=BY_NAME),
    "GET /api/v1/workspaces/{workspace}/meeting-types/{meeting_type}": _row(
        "200 200 200 200", path=BY_NAME
    ),
    "GET /api/v1/workspaces/{workspace}/meeting-types/{meeting_type}/slots": _row(
        "200 200 200 200", path=BY_NAME, query=WINDOW
    ),
    "GET /api/v1/meeting-types/{meeting_type_id}/slots": _row(
        "200 200 200 200", path=OF_TYPE, query=WINDOW
    ),
    "GET /api/live/{workspace}/{meeting_type}": _row(
        "200 200 200 200", path=BY_NAME, is_stream=True
    ),
    "POST /api/v1/holds": _row(
        "201 201 201 201", body={"meeting_type_id": "{single}", "starts_at": TIME}
    ),
    "POST /api/v1/bookings": _row("201 201 201 201", body=BOOKING),
    # By a token that only its holder knows; a forged one does nothing, and says nothing.
    "POST /api/v1/holds/release": _row("204 204 204 204", body={"token": "{hold_token}"}),
    "POST /api/v1/holds/leave": _row("204 204 204 204", body={"token": "{hold_token}"}),
    "POST /api/v1/holds/resume": _row("409 409 409 200", body={"token": "{hold_token}"}),
    "GET /api/v1/links/{link}": _row("404 200 404 200", path=LINK),
    "GET /api/v1/links/{link}/slots": _row("404 200 404 200", path=LINK, query=WINDOW),
    "GET /api/v1/links/{link}/calendar.ics": _row("404 200 404 200", path=LINK),
    "POST /api/v1/links/{link}/holds": _row("404 201 404 201", path=LINK, body={"starts_at": TIME}),
    "POST /api/v1/links/{link}/move": _row("404 200 404 200", path=LINK, body={"starts_at": TIME}),
    "POST /api/v1/links/{link}/cancel": _row("404 200 404 200", path=LINK, body={}),
    "POST /api/v1/sign-ins": _row(
        "401 401 401 201",
        body={"email": "{rightful_email}", "password": "{password}"},
        counts=True,
    ),
    "POST /api/v1/sign-ins/renew": _row(
        "401 401 401 200", body={"renewal_token": "{renewal_token}"}
    ),
    # Everyone's own.
    "POST /api/v1/sign-ins/end": _row("401 401 204 204"),
    "GET /api/v1/me": _row("401 401 200 200"),
    "GET /api/v1/bookings": _row("401 401 200 200", query={"which": "all"}),
    "GET /api/v1/meeting-types": _row("401 401 200 200"),
    "GET /api/v1/schedules": _row("401 401 200 200"),
    "GET /api/v1/time-off": _row("401 401 200 200"),
    # The workspace's.
    "GET /api/v1/meeting-types/{meeting_type_id}/explain": _row(
        "401 401 404 200", path=OF_TYPE, query={"at": TIME}
    ),
    "GET /api/v1/bookings/{booking_id}": _row("401 401 404 200", path=COMING),
    "POST /api/v1/bookings/{booking_id}/accept": _row("401 401 404 200", path=REQUEST),
    "POST /api/v1/bookings/{booking_id}/decline": _row("401 401 404 200", path=REQUEST, body={}),
    "POST /api/v1/bookings/{booking_id}/move": _row(
        "401 401 404 200", path=COMING, body={"starts_at": TIME, "override": True}
    ),
    "POST /api/v1/bookings/{booking_id}/cancel": _row("401 401 404 200", path=COMING, body={}),
    "POST /api/v1/bookings/{booking_id}/complete": _row("401 401 404 200", path=OVER),
    "POST /api/v1/bookings/{booking_id}/no-show": _row("401 401 404 200", path=OVER),
    "POST /api/v1/bookings/{booking_id}/reopen": _row("401 401 404 200", path=DONE),
    "POST /api/v1/meeting-types": _row("401 401 422 201", body=TYPE),
    "GET /api/v1/meeting-types/{meeting_type_id}": _row("401 401 404 200", path=OF_TYPE),
    "PUT /api/v1/meeting-types/{meeting_type_id}": _row("401 401 404 200", path=OF_TYPE, body=TYPE),
    "POST /api/v1/meeting-types/{meeting_type_id}/visibility": _row(
        "401 401 404 200", path=OF_TYPE, body={"visibility": "inactive"}
    ),
    "DELETE /api/v1/meeting-types/{meeting_type_id}": _row("401 401 404 204", path=OF_TYPE),
    "POST /api/v1/schedules": _row(
        "401 401 404 201", body={**WEEK, "member_id": "{rightful_member}"}
    ),
    "GET /api/v1/schedules/{schedule_id}": _row("401 401 404 200", path=SPARE),
    "PUT /api/v1/schedules/{schedule_id}": _row("401 401 404 200", path=SPARE, body=WEEK),
    "POST /api/v1/schedules/{schedule_id}/default": _row("401 401 404 200", path=SPARE),
    "DELETE /api/v1/schedules/{schedule_id}": _row("401 401 404 204", path=SPARE),
    "PUT /api/v1/schedules/{schedule_id}/overrides/{on}": _row(
        "401 401 404 200", path=DAY, body={"hours": [[600, 660]]}
    ),
    "DELETE /api/v1/schedules/{schedule_id}/overrides/{on}": _row("401 401 404 200", path=DAY),
    "POST /api/v1/time-off": _row(
        "401 401 404 201", body={**ABSENCE, "member_id": "{rightful_member}"}
    ),
    "GET /api/v1/time-off/{time_off_id}": _row("401 401 404 200", path=OFF),
    "PUT /api/v1/time-off/{time_off_id}": _row("401 401 404 200", path=OFF, body=ABSENCE),
    "DELETE /api/v1/time-off/{time_off_id}": _row("401 401 404 204", path=OFF),
    # The plain forms of the pages: back with a problem, or on.
    "POST /auth/sign-in": _row(
        "problem problem problem on",
        form={"email": "{rightful_email}", "password": "{password}"},
        counts=True,
    ),
    "POST /auth/sign-out": _row("on on on on", form={}, by_cookie=True),
    "POST /auth/join": _row(
        "problem problem problem on",
        form={"link": "{join_link}", "password": "correct horse battery"},
    ),
    "POST /auth/set-up": _row(
        "problem problem problem on", form={"token": "{set_up_token}", **SET_UP}, is_new=True
    ),
    # About the app itself.
    "GET /health": _row("200 200 200 200"),
    "GET /ready": _row("200 200 200 200"),
    "GET /api/openapi.json": _row("200 200 200 200"),
    "GET /api/docs": _row("200 200 200 200"),
    "GET /api/docs/{name}": _row("200 200 200 200", path={"name": "swagger-ui.css"}),
    "GET /api/problems/{kind}": _row("200 200 200 200", path={"kind": "slot-taken"}),
}

PARCEL = {
    "path": "/book/{slug}/single",
    "zone": "UTC",
    "browser": "b5",
    "fields": {"name": "Wanda Walker", "email": "wanda@example.org"},
}
MANAGED = {"path": "/booking/{link}", "zone": "UTC", "browser": "b9"}
ARRIVED = (("hello", (PARCEL,)),)
OPENED = (("hello", (MANAGED,)),)
MOVING = (*OPENED, ("change_time", ()), ("choose", (TIME,)))
KEPT = (*ARRIVED, ("choose", (TIME,)))
SENT = {**PARCEL, "starts_at": TIME}
TARGET = {"target": "{coming}", "target_name": "x"}
OWN_HOURS = {"host": "{rightful_member}", "current": "{spare}", "timezone": "UTC", "name": "Spare"}

# State and handler → what comes of it. `shows` changes nothing, and shows others' data to nobody.
HANDLERS: dict[str, Deed] = {
    "AppState.check": _page("shows shows shows shows"),
    "AppState.fail": _page("refused refused refused refused", "problem.slot_taken", {}, False),
    "AccountState.load_sign_in": _page("shows shows shows shows", at="/sign-in"),
    "AccountState.load_set_up": _page(
        "refused refused refused shows", at="/set-up/{set_up_token}", is_new=True
    ),
    "AccountState.set_up": _page(
        "refused refused refused acts", SET_UP, at="/set-up/{set_up_token}", is_new=True
    ),
    "AccountState.load_join": _page("refused refused refused shows", at="/join/{join_link}"),
    "AccountState.join": _page(
        "refused refused refused acts",
        {"password": "correct horse battery"},
        at="/join/{join_link}",
    ),
    "HomeState.open": _page("shows shows shows shows", "UTC", at="/"),
    # The booking page is everyone's.
    "BookingState.hello": _page("shows shows shows shows", PARCEL),
    "BookingState.news": _page("shows shows shows shows", "", first=ARRIVED),
    "BookingState.back": _page("acts acts acts acts", {"step": "times"}, first=KEPT),
    "BookingState.choose": _page("acts acts acts acts", TIME, first=ARRIVED),
    "BookingState.keep_again": _page(
        "acts acts acts acts", first=ARRIVED, before={"hold": {"starts_at": TIME, "token": ""}}
    ),
    "BookingState.hold_fast": _page("shows shows shows shows", first=KEPT),
    "BookingState.change_time": _page("acts acts acts acts", first=KEPT),
    "BookingState.change_details": _page("shows shows shows shows", first=KEPT),
    "BookingState.send_details": _page("shows shows shows shows", SENT, first=KEPT),
    "BookingState.book": _page("acts acts acts acts", SENT, first=KEPT),
    "BookingState.start_over": _page("shows shows shows shows", first=ARRIVED),
    "BookingState.go_month": _page("shows shows shows shows", "2026-12", first=ARRIVED),
    "BookingState.pick_date": _page("shows shows shows shows", "2026-11-24", first=ARRIVED),
    "BookingState.set_clock": _page("shows shows shows shows", "12", first=ARRIVED),
    "BookingState.set_my_zone": _page("shows shows shows shows", "Asia/Tokyo", first=ARRIVED),
    # The manage page is its link's holder's.
    "ManageState.hello": _page("refused shows refused shows", MANAGED),
    "ManageState.news": _page("refused shows refused shows", "", first=OPENED),
    "ManageState.back": _page("refused acts refused acts", {"step": "show"}, first=MOVING),
    "ManageState.change_time": _page("refused shows refused shows", first=OPENED),
    "ManageState.leave_as_is": _page("refused acts refused acts", first=MOVING),
    "ManageState.choose": _page("refused acts refused acts", TIME, first=OPENED),
    "ManageState.keep_again": _page(
        "refused acts refused acts", first=OPENED, before={"hold": {"starts_at": TIME, "token": ""}}
    ),
    "ManageState.move": _page(
        "refused acts refused acts",
        first=OPENED,
        before={"hold": {"starts_at": "2026-11-24T15:00:00+00:00", "token": "{move_hold}"}},
    ),
    "ManageState.ask_cancel": _page("refused shows refused shows", first=OPENED),
    "ManageState.keep_booking": _page("refused shows refused shows", first=OPENED),
    "ManageState.cancel": _page("refused acts refused acts", {"reason": "x"}, first=OPENED),
    "ManageState.go_month": _page("refused shows refused shows", "2026-12", first=OPENED),
    "ManageState.pick_date": _page("refused shows refused shows", "2026-11-24", first=OPENED),
    "ManageState.set_clock": _page("refused shows refused shows", "12", first=OPENED),
    "ManageState.set_my_zone": _page("refused shows refused shows", "Asia/Tokyo", first=OPENED),
    # The dashboard is its members'.
    "DeskState.load": _page("refused refused shows shows"),
    "DeskState.load_one": _page("refused refused refused shows", at="/dashboard/bookings/{coming}"),
    "DeskState.choose_tab": _page("refused refused shows shows", "past"),
    "DeskState.next_page": _page("shows shows shows shows"),
    "DeskState.page_before": _page("refused refused shows shows"),
    "DeskState.accept": _page("refused refused refused acts", "{request}"),
    "DeskState.complete": _page("refused refused refused acts", "{over}"),
    "DeskState.no_show": _page("refused refused refused acts", "{over}"),
    "DeskState.reopen": _page("refused refused refused acts", "{done}"),
    "DeskState.undo": _page("refused refused refused acts", before={"_undo": "{done}"}),
    "DeskState.hide_undo": _page("shows shows shows shows", 0),
    "DeskState.ask": _page("refused refused refused shows", "cancel", "{coming}"),
    "DeskState.close": _page("shows shows shows shows"),
    "DeskState.decline": _page(
        "refused refused refused acts", {"reason": "x"}, before={"target": "{request}"}
    ),
    "DeskState.cancel": _page("refused refused refused acts", {"reason": "x"}, before=TARGET),
    "DeskState.look": _page("refused refused refused shows", "2026-11-24", before=TARGET),
    "DeskState.try_time": _page(
        "refused refused refused shows", "12:00", before={**TARGET, "move_on": "2026-11-24"}
    ),
    "DeskState.choose_time": _page("shows shows shows shows", TIME),
    "DeskState.move": _page(
        "refused refused refused acts", before={**TARGET, "move_at": TIME, "move_on": "2026-11-24"}
    ),
    "OutboxState.load": _page("refused refused shows shows"),
    "OutboxState.choose": _page("refused refused shows shows", "all"),
    "OutboxState.next_page": _page("shows shows shows shows"),
    "OutboxState.page_before": _page("refused refused shows shows"),
    "OutboxState.refresh": _page("refused refused shows shows", before={"is_loaded": True}),
    "OutboxState.open": _page("refused refused refused shows", "{message}"),
    "OutboxState.close": _page("shows shows shows shows"),
    "OutboxState.resend": _page("refused refused refused acts", "{message}"),
    "ScheduleState.load": _page("refused refused shows shows"),
    "ScheduleState.choose_host": _page("refused refused refused shows", "{rightful_member}"),
    "ScheduleState.choose": _page("refused refused refused shows", "{spare}", before=OWN_HOURS),
    "ScheduleState.save_week": _page(
        "refused refused refused acts", [[0, 600, 660]], before=OWN_HOURS
    ),
    "ScheduleState.save_zone": _page(
        "refused refused refused acts", "Asia/Tokyo", before=OWN_HOURS
    ),
    "ScheduleState.ask": _page("shows shows shows shows", "off"),
    "ScheduleState.edit_override": _page("shows shows shows shows", "2026-12-02", "2026-12-02"),
    "ScheduleState.close": _page("shows shows shows shows"),
    "ScheduleState.send": _page(
        "refused refused refused acts",
        {"first_on": "2026-12-24", "last_on": "2026-12-24", "all_day": True, "reason": "x"},
        before={**OWN_HOURS, "dialog": "off"},
    ),
    "ScheduleState.make_default": _page("refused refused refused acts", before=OWN_HOURS),
    "ScheduleState.remove": _page("refused refused refused acts", before=OWN_HOURS),
    "ScheduleState.remove_dates": _page(
        "refused refused refused acts", "{on}", "{on}", before=OWN_HOURS
    ),
    "ScheduleState.remove_off": _page("refused refused refused acts", "{off}", before=OWN_HOURS),
    "ScheduleState.undo": _page(
        "refused refused refused acts",
        before={**OWN_HOURS, "_removed": [("2026-12-03", [[600, 660]])]},
    ),
    "ScheduleState.hide_undo": _page("shows shows shows shows", 0),
    "SettingsState.load": _page("refused refused shows shows"),
    "SettingsState.save": _page(
        "refused refused acts acts",
        {
            "name": "Renamed",
            "slug": "renamed",
            "timezone": "UTC",
            "base_url": BASE_URL,
            "accent": "#0B6E4F",
        },
    ),
    "SettingsState.try_accent": _page("refused refused shows shows", "#0B6E4F"),
    "TeamState.load": _page("refused refused shows shows", at="/dashboard/team"),
    "TeamState.ask": _page("shows shows shows shows"),
    "TeamState.close": _page("shows shows shows shows"),
    "TeamState.add": _page(
        "refused refused acts acts",
        {"name": "Added", "email": "added@example.org", "role": "organizer"},
    ),
    "TeamState.renew": _page("refused refused refused acts", "{invited}"),
    "TodayState.load": _page("refused refused shows shows", at="/dashboard"),
    "TodayState.refresh": _page("refused refused shows shows", before={"is_loaded": True}),
    "TodayState.choose_whose": _page("refused refused shows shows", "mine"),
    "TodayState.accept": _page("refused refused refused acts", "{request}"),
    "TodayState.complete": _page("refused refused refused acts", "{over}"),
    "TodayState.no_show": _page("refused refused refused acts", "{over}"),
    "TodayState.reopen": _page("refused refused refused acts", "{done}"),
    "TodayState.undo": _page("refused refused refused acts", before={"_undo": "{done}"}),
    "TodayState.hide_undo": _page("shows shows shows shows", 0),
    "TodayState.ask": _page("refused refused refused shows", "cancel", "{coming}"),
    "TodayState.close": _page("shows shows shows shows"),
    "TodayState.decline": _page(
        "refused refused refused acts", {"reason": "x"}, before={"target": "{request}"}
    ),
    "TodayState.cancel": _page("refused refused refused acts", {"reason": "x"}, before=TARGET),
    "TodayState.look": _page("refused refused refused shows", "2026-11-24", before=TARGET),
    "TodayState.try_time": _page(
        "refused refused refused shows", "12:00", before={**TARGET, "move_on": "2026-11-24"}
    ),
    "TodayState.choose_time": _page("shows shows shows shows", TIME),
    "TodayState.move": _page(
        "refused refused refused acts", before={**TARGET, "move_at": TIME, "move_on": "2026-11-24"}
    ),
    "TypesState.load": _page("refused refused shows shows"),
    "TypesState.show": _page("refused refused refused acts", "{single}", "inactive"),
    "TypesState.ask": _page("shows shows shows shows", "{single}", "x"),
    "TypesState.close": _page("shows shows shows shows"),
    "TypesState.archive": _page("refused refused refused acts", before={"target": "{single}"}),
    "TypeState.load": _page(
        "refused refused refused shows", at="/dashboard/meeting-types/{single}"
    ),
    "TypeState.save": _page(
        "refused refused refused acts",
        {
            "name": "Renamed",
            "slug": "single",
            "visibility": "public",
            "routing": "single",
            "durations": [30],
            "hosts": [{"member": "{rightful_member}", "schedule": "{rightful_schedule}"}],
            "horizon": "days",
            "horizon_days": 60,
            "interval_minutes": 30,
            "request_expires_minutes": 2880,
            "location_kind": "link",
            "location_link": "https://meet.example.org/x",
        },
        before={"is_new": False, "type_id": "{single}", "_version": 1},
    ),
    "WhyState.load": _page("refused refused shows shows"),
    "WhyState.ask": _page(
        "refused refused refused shows",
        {"type": "{single}", "on": "2026-11-24", "at": "10:00", "zone": "UTC"},
    ),
}

# Reflex's own, by name. `setvar` reaches methods named `set_…` only, which are handlers themselves.
EVERYWHERE = frozenset({"setvar"})
REFLEX_HANDLERS: dict[str, frozenset[str]] = {
    "State": frozenset({"hydrate", "hydrate_and_load", "set_is_hydrated"}),
    "FrontendEventExceptionState": frozenset({"handle_frontend_exception"}),
    "OnLoadInternalState": frozenset({"on_load_internal", "set_is_hydrated"}),
    "SharedStateBaseInternal": frozenset(),
    "UpdateVarsInternalState": frozenset({"update_vars_internal"}),
}
