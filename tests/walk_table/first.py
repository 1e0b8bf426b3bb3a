"""The walk's rows of signing in, booking, and the first pages of the dashboard."""

from tests.support.ground import BASE_URL
from tests.walk_table.rows import Deed, Row, deed, row

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
    "GET /api/v1/workspaces/{workspace}/meeting-types": row("200 200 200 200", path=BY_NAME),
    "GET /api/v1/workspaces/{workspace}/meeting-types/{meeting_type}": row(
        "200 200 200 200", path=BY_NAME
    ),
    "GET /api/v1/workspaces/{workspace}/meeting-types/{meeting_type}/slots": row(
        "200 200 200 200", path=BY_NAME, query=WINDOW
    ),
    "GET /api/v1/meeting-types/{meeting_type_id}/slots": row(
        "200 200 200 200", path=OF_TYPE, query=WINDOW
    ),
    "GET /api/live/{workspace}/{meeting_type}": row(
        "200 200 200 200", path=BY_NAME, is_stream=True
    ),
    "POST /api/v1/holds": row(
        "201 201 201 201", body={"meeting_type_id": "{single}", "starts_at": TIME}
    ),
    "POST /api/v1/bookings": row("201 201 201 201", body=BOOKING),
    # By a token that only its holder knows; a forged one does nothing, and says nothing.
    "POST /api/v1/holds/release": row("204 204 204 204", body={"token": "{hold_token}"}),
    "POST /api/v1/holds/leave": row("204 204 204 204", body={"token": "{hold_token}"}),
    "POST /api/v1/holds/resume": row("409 409 409 200", body={"token": "{hold_token}"}),
    "GET /api/v1/links/{link}": row("404 200 404 200", path=LINK),
    "GET /api/v1/links/{link}/slots": row("404 200 404 200", path=LINK, query=WINDOW),
    "GET /api/v1/links/{link}/calendar.ics": row("404 200 404 200", path=LINK),
    "POST /api/v1/links/{link}/holds": row("404 201 404 201", path=LINK, body={"starts_at": TIME}),
    "POST /api/v1/links/{link}/move": row("404 200 404 200", path=LINK, body={"starts_at": TIME}),
    "POST /api/v1/links/{link}/cancel": row("404 200 404 200", path=LINK, body={}),
    "POST /api/v1/sign-ins": row(
        "401 401 401 201",
        body={"email": "{rightful_email}", "password": "{password}"},
        counts=True,
    ),
    "POST /api/v1/sign-ins/renew": row(
        "401 401 401 200", body={"renewal_token": "{renewal_token}"}
    ),
    # Everyone's own.
    "POST /api/v1/sign-ins/end": row("401 401 204 204"),
    "GET /api/v1/me": row("401 401 200 200"),
    "GET /api/v1/bookings": row("401 401 200 200", query={"which": "all"}),
    "GET /api/v1/meeting-types": row("401 401 200 200"),
    "GET /api/v1/schedules": row("401 401 200 200"),
    "GET /api/v1/time-off": row("401 401 200 200"),
    # The workspace's.
    "GET /api/v1/meeting-types/{meeting_type_id}/explain": row(
        "401 401 404 200", path=OF_TYPE, query={"at": TIME}
    ),
    "GET /api/v1/bookings/{booking_id}": row("401 401 404 200", path=COMING),
    "POST /api/v1/bookings/{booking_id}/accept": row("401 401 404 200", path=REQUEST),
    "POST /api/v1/bookings/{booking_id}/decline": row("401 401 404 200", path=REQUEST, body={}),
    "POST /api/v1/bookings/{booking_id}/move": row(
        "401 401 404 200", path=COMING, body={"starts_at": TIME, "override": True}
    ),
    "POST /api/v1/bookings/{booking_id}/cancel": row("401 401 404 200", path=COMING, body={}),
    "POST /api/v1/bookings/{booking_id}/complete": row("401 401 404 200", path=OVER),
    "POST /api/v1/bookings/{booking_id}/no-show": row("401 401 404 200", path=OVER),
    "POST /api/v1/bookings/{booking_id}/reopen": row("401 401 404 200", path=DONE),
    "POST /api/v1/meeting-types": row("401 401 422 201", body=TYPE),
    "GET /api/v1/meeting-types/{meeting_type_id}": row("401 401 404 200", path=OF_TYPE),
    "PUT /api/v1/meeting-types/{meeting_type_id}": row("401 401 404 200", path=OF_TYPE, body=TYPE),
    "POST /api/v1/meeting-types/{meeting_type_id}/visibility": row(
        "401 401 404 200", path=OF_TYPE, body={"visibility": "inactive"}
    ),
    "DELETE /api/v1/meeting-types/{meeting_type_id}": row("401 401 404 204", path=OF_TYPE),
    "POST /api/v1/schedules": row(
        "401 401 404 201", body={**WEEK, "member_id": "{rightful_member}"}
    ),
    "GET /api/v1/schedules/{schedule_id}": row("401 401 404 200", path=SPARE),
    "PUT /api/v1/schedules/{schedule_id}": row("401 401 404 200", path=SPARE, body=WEEK),
    "POST /api/v1/schedules/{schedule_id}/default": row("401 401 404 200", path=SPARE),
    "DELETE /api/v1/schedules/{schedule_id}": row("401 401 404 204", path=SPARE),
    "PUT /api/v1/schedules/{schedule_id}/overrides/{on}": row(
        "401 401 404 200", path=DAY, body={"hours": [[600, 660]]}
    ),
    "DELETE /api/v1/schedules/{schedule_id}/overrides/{on}": row("401 401 404 200", path=DAY),
    "POST /api/v1/time-off": row(
        "401 401 404 201", body={**ABSENCE, "member_id": "{rightful_member}"}
    ),
    "GET /api/v1/time-off/{time_off_id}": row("401 401 404 200", path=OFF),
    "PUT /api/v1/time-off/{time_off_id}": row("401 401 404 200", path=OFF, body=ABSENCE),
    "DELETE /api/v1/time-off/{time_off_id}": row("401 401 404 204", path=OFF),
    # The plain forms of the pages: back with a problem, or on.
    "POST /auth/sign-in": row(
        "problem problem problem on",
        form={"email": "{rightful_email}", "password": "{password}"},
        counts=True,
    ),
    "POST /auth/sign-out": row("on on on on", form={}, by_cookie=True),
    "POST /auth/join": row(
        "problem problem problem on",
        form={"link": "{join_link}", "password": "correct horse battery"},
    ),
    "POST /auth/set-up": row(
        "problem problem problem on", form={"token": "{set_up_token}", **SET_UP}, is_new=True
    ),
    # About the app itself.
    "GET /health": row("200 200 200 200"),
    "GET /ready": row("200 200 200 200"),
    "GET /api/openapi.json": row("200 200 200 200"),
    "GET /api/docs": row("200 200 200 200"),
    "GET /api/docs/{name}": row("200 200 200 200", path={"name": "swagger-ui.css"}),
    "GET /api/problems/{kind}": row("200 200 200 200", path={"kind": "slot-taken"}),
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
    "AppState.check": deed("shows shows shows shows"),
    "AppState.fail": deed("refused refused refused refused", "problem.slot_taken", {}, False),
    "AccountState.load_sign_in": deed("shows shows shows shows", at="/sign-in"),
    "AccountState.load_set_up": deed(
        "refused refused refused shows", at="/set-up/{set_up_token}", is_new=True
    ),
    "AccountState.set_up": deed(
        "refused refused refused acts", SET_UP, at="/set-up/{set_up_token}", is_new=True
    ),
    "AccountState.load_join": deed("refused refused refused shows", at="/join/{join_link}"),
    "AccountState.join": deed(
        "refused refused refused acts",
        {"password": "correct horse battery"},
        at="/join/{join_link}",
    ),
    "HomeState.open": deed("shows shows shows shows", "UTC", at="/"),
    # The booking page is everyone's.
    "BookingState.hello": deed("shows shows shows shows", PARCEL),
    "BookingState.news": deed("shows shows shows shows", "", first=ARRIVED),
    "BookingState.back": deed("acts acts acts acts", {"step": "times"}, first=KEPT),
    "BookingState.choose": deed("acts acts acts acts", TIME, first=ARRIVED),
    "BookingState.keep_again": deed(
        "acts acts acts acts", first=ARRIVED, before={"hold": {"starts_at": TIME, "token": ""}}
    ),
    "BookingState.hold_fast": deed("shows shows shows shows", first=KEPT),
    "BookingState.change_time": deed("acts acts acts acts", first=KEPT),
    "BookingState.change_details": deed("shows shows shows shows", first=KEPT),
    "BookingState.send_details": deed("shows shows shows shows", SENT, first=KEPT),
    "BookingState.book": deed("acts acts acts acts", SENT, first=KEPT),
    "BookingState.start_over": deed("shows shows shows shows", first=ARRIVED),
    "BookingState.go_month": deed("shows shows shows shows", "2026-12", first=ARRIVED),
    "BookingState.pick_date": deed("shows shows shows shows", "2026-11-24", first=ARRIVED),
    "BookingState.set_clock": deed("shows shows shows shows", "12", first=ARRIVED),
    "BookingState.set_my_zone": deed("shows shows shows shows", "Asia/Tokyo", first=ARRIVED),
    # The manage page is its link's holder's.
    "ManageState.hello": deed("refused shows refused shows", MANAGED),
    "ManageState.news": deed("refused shows refused shows", "", first=OPENED),
    "ManageState.back": deed("refused acts refused acts", {"step": "show"}, first=MOVING),
    "ManageState.change_time": deed("refused shows refused shows", first=OPENED),
    "ManageState.leave_as_is": deed("refused acts refused acts", first=MOVING),
    "ManageState.choose": deed("refused acts refused acts", TIME, first=OPENED),
    "ManageState.keep_again": deed(
        "refused acts refused acts", first=OPENED, before={"hold": {"starts_at": TIME, "token": ""}}
    ),
    "ManageState.move": deed(
        "refused acts refused acts",
        first=OPENED,
        before={"hold": {"starts_at": "2026-11-24T15:00:00+00:00", "token": "{move_hold}"}},
    ),
    "ManageState.ask_cancel": deed("refused shows refused shows", first=OPENED),
    "ManageState.keep_booking": deed("refused shows refused shows", first=OPENED),
    "ManageState.cancel": deed("refused acts refused acts", {"reason": "x"}, first=OPENED),
    "ManageState.go_month": deed("refused shows refused shows", "2026-12", first=OPENED),
    "ManageState.pick_date": deed("refused shows refused shows", "2026-11-24", first=OPENED),
    "ManageState.set_clock": deed("refused shows refused shows", "12", first=OPENED),
    "ManageState.set_my_zone": deed("refused shows refused shows", "Asia/Tokyo", first=OPENED),
    # The dashboard is its members'.
    "DeskState.load": deed("refused refused shows shows"),
    "DeskState.load_one": deed("refused refused refused shows", at="/dashboard/bookings/{coming}"),
    "DeskState.choose_tab": deed("refused refused shows shows", "past"),
    "DeskState.next_page": deed("shows shows shows shows"),
    "DeskState.page_before": deed("refused refused shows shows"),
    "DeskState.accept": deed("refused refused refused acts", "{request}"),
    "DeskState.complete": deed("refused refused refused acts", "{over}"),
    "DeskState.no_show": deed("refused refused refused acts", "{over}"),
    "DeskState.reopen": deed("refused refused refused acts", "{done}"),
    "DeskState.undo": deed("refused refused refused acts", before={"_undo": "{done}"}),
    "DeskState.hide_undo": deed("shows shows shows shows", 0),
    "DeskState.ask": deed("refused refused refused shows", "cancel", "{coming}"),
    "DeskState.close": deed("shows shows shows shows"),
    "DeskState.decline": deed(
        "refused refused refused acts", {"reason": "x"}, before={"target": "{request}"}
    ),
    "DeskState.cancel": deed("refused refused refused acts", {"reason": "x"}, before=TARGET),
    "DeskState.look": deed("refused refused refused shows", "2026-11-24", before=TARGET),
    "DeskState.try_time": deed(
        "refused refused refused shows", "12:00", before={**TARGET, "move_on": "2026-11-24"}
    ),
    "DeskState.choose_time": deed("shows shows shows shows", TIME),
    "DeskState.move": deed(
        "refused refused refused acts", before={**TARGET, "move_at": TIME, "move_on": "2026-11-24"}
    ),
    "OutboxState.load": deed("refused refused shows shows"),
    "OutboxState.choose": deed("refused refused shows shows", "all"),
    "OutboxState.next_page": deed("shows shows shows shows"),
    "OutboxState.page_before": deed("refused refused shows shows"),
    "OutboxState.refresh": deed("refused refused shows shows", before={"is_loaded": True}),
    "OutboxState.open": deed("refused refused refused shows", "{message}"),
    "OutboxState.close": deed("shows shows shows shows"),
    "OutboxState.resend": deed("refused refused refused acts", "{message}"),
    "ScheduleState.load": deed("refused refused shows shows"),
    "ScheduleState.choose_host": deed("refused refused refused shows", "{rightful_member}"),
    "ScheduleState.choose": deed("refused refused refused shows", "{spare}", before=OWN_HOURS),
    "ScheduleState.save_week": deed(
        "refused refused refused acts", [[0, 600, 660]], before=OWN_HOURS
    ),
    "ScheduleState.save_zone": deed("refused refused refused acts", "Asia/Tokyo", before=OWN_HOURS),
    "ScheduleState.ask": deed("shows shows shows shows", "off"),
    "ScheduleState.edit_override": deed("shows shows shows shows", "2026-12-02", "2026-12-02"),
    "ScheduleState.close": deed("shows shows shows shows"),
    "ScheduleState.send": deed(
        "refused refused refused acts",
        {"first_on": "2026-12-24", "last_on": "2026-12-24", "all_day": True, "reason": "x"},
        before={**OWN_HOURS, "dialog": "off"},
    ),
    "ScheduleState.make_default": deed("refused refused refused acts", before=OWN_HOURS),
    "ScheduleState.remove": deed("refused refused refused acts", before=OWN_HOURS),
    "ScheduleState.remove_dates": deed(
        "refused refused refused acts", "{on}", "{on}", before=OWN_HOURS
    ),
    "ScheduleState.remove_off": deed("refused refused refused acts", "{off}", before=OWN_HOURS),
    "ScheduleState.undo": deed(
        "refused refused refused acts",
        before={**OWN_HOURS, "_removed": [("2026-12-03", [[600, 660]])]},
    ),
    "ScheduleState.hide_undo": deed("shows shows shows shows", 0),
    "SettingsState.load": deed("refused refused shows shows"),
    "SettingsState.save": deed(
        "refused refused acts acts",
        {
            "name": "Renamed",
            "slug": "renamed",
            "timezone": "UTC",
            "base_url": BASE_URL,
            "accent": "#0B6E4F",
        },
    ),
    "SettingsState.try_accent": deed("refused refused shows shows", "#0B6E4F"),
    "TodayState.load": deed("refused refused shows shows", at="/dashboard"),
    "TodayState.refresh": deed("refused refused shows shows", before={"is_loaded": True}),
    "TodayState.choose_whose": deed("refused refused shows shows", "mine"),
    "TodayState.accept": deed("refused refused refused acts", "{request}"),
    "TodayState.complete": deed("refused refused refused acts", "{over}"),
    "TodayState.no_show": deed("refused refused refused acts", "{over}"),
    "TodayState.reopen": deed("refused refused refused acts", "{done}"),
    "TodayState.undo": deed("refused refused refused acts", before={"_undo": "{done}"}),
    "TodayState.hide_undo": deed("shows shows shows shows", 0),
    "TodayState.ask": deed("refused refused refused shows", "cancel", "{coming}"),
    "TodayState.close": deed("shows shows shows shows"),
    "TodayState.decline": deed(
        "refused refused refused acts", {"reason": "x"}, before={"target": "{request}"}
    ),
    "TodayState.cancel": deed("refused refused refused acts", {"reason": "x"}, before=TARGET),
    "TodayState.look": deed("refused refused refused shows", "2026-11-24", before=TARGET),
    "TodayState.try_time": deed(
        "refused refused refused shows", "12:00", before={**TARGET, "move_on": "2026-11-24"}
    ),
    "TodayState.choose_time": deed("shows shows shows shows", TIME),
    "TodayState.move": deed(
        "refused refused refused acts", before={**TARGET, "move_at": TIME, "move_on": "2026-11-24"}
    ),
    "TypesState.load": deed("refused refused shows shows"),
    "TypesState.show": deed("refused refused refused acts", "{single}", "inactive"),
    "TypesState.ask": deed("shows shows shows shows", "{single}", "x"),
    "TypesState.close": deed("shows shows shows shows"),
    "TypesState.archive": deed("refused refused refused acts", before={"target": "{single}"}),
    "TypeState.load": deed("refused refused refused shows", at="/dashboard/meeting-types/{single}"),
    "TypeState.save": deed(
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
    "WhyState.load": deed("refused refused shows shows"),
    "WhyState.ask": deed(
        "refused refused refused shows",
        {"type": "{single}", "on": "2026-11-24", "at": "10:00", "zone": "UTC"},
    ),
}
