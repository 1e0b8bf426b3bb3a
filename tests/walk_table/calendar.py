"""The calendar's handlers: a member's own, like every page of the dashboard."""

from tests.walk_table.rows import Deed, deed

AT = "/dashboard/calendar"
TIME = "2026-11-24T12:00:00+00:00"
LOOK = {"zone": "UTC"}
TARGET = {"target": "{coming}", "target_name": "x", **LOOK}
NEW = {
    "offer": "{single}:30",
    "host": "",
    "on": "2026-11-24",
    "at": "12:00",
    "name": "Wanda Walker",
    "email": "wanda@example.org",
}
AWAY = {"first_on": "2026-12-24", "last_on": "2026-12-24", "all_day": True, "reason": "x"}
ALL, OURS, NOBODY = "shows shows shows shows", "refused refused shows shows", "refused refused "
HANDLERS: dict[str, Deed] = {
    "CalendarState.load": deed(OURS, at=AT),
    "CalendarState.refresh": deed(OURS, before={**LOOK, "is_loaded": True}),
    "CalendarState.show_view": deed(OURS, "month", before=LOOK),
    "CalendarState.step": deed(OURS, 1, False, before=LOOK),
    "CalendarState.to_today": deed(OURS, before=LOOK),
    "CalendarState.pick_day": deed(OURS, "2026-11-24", False, before=LOOK),
    "CalendarState.press": deed(OURS, "d", False, before=LOOK),
    "CalendarState.choose_member": deed(OURS, "{rightful_member}", before=LOOK),
    "CalendarState.set_my_zone": deed(OURS, "Asia/Tokyo", before=LOOK),
    "CalendarState.show_hours": deed(OURS, True, before=LOOK),
    "CalendarState.peek": deed(NOBODY + "refused shows", "{coming}", before=LOOK),
    "CalendarState.drop": deed(NOBODY + "refused shows", "{coming}", TIME, before=LOOK),
    "CalendarState.ask_new": deed(OURS, TIME, "", "", before=LOOK),
    "CalendarState.send_new": deed(NOBODY + "refused acts", NEW, before=LOOK),
    "CalendarState.ask_off": deed(ALL, "{rightful_member}", before=LOOK),
    "CalendarState.send_off": deed(
        NOBODY + "refused acts", {**AWAY, "member": "{rightful_member}"}, before=LOOK
    ),
    "CalendarState.show_off": deed(NOBODY + "refused shows", "{off}", before=LOOK),
    "CalendarState.remove_off": deed(NOBODY + "refused acts", before={**LOOK, "off_id": "{off}"}),
    "ScheduleState.step_month": deed(ALL, 1),
    "ScheduleState.pick_date": deed(ALL, "2026-12-02"),
}
# What is done with bookings, on every page that shows some of them.
ACTS: dict[str, Deed] = {
    "accept": deed(NOBODY + "refused acts", "{request}", before=LOOK),
    "complete": deed(NOBODY + "refused acts", "{over}", before=LOOK),
    "no_show": deed(NOBODY + "refused acts", "{over}", before=LOOK),
    "reopen": deed(NOBODY + "refused acts", "{done}", before=LOOK),
    "undo": deed(NOBODY + "refused acts", before={**LOOK, "_undo": "{done}"}),
    "hide_undo": deed(ALL, 0),
    "ask": deed(NOBODY + "refused shows", "cancel", "{coming}"),
    "close": deed(ALL),
    "decline": deed(
        NOBODY + "refused acts", {"reason": "x"}, before={**LOOK, "target": "{request}"}
    ),
    "cancel": deed(NOBODY + "refused acts", {"reason": "x"}, before=TARGET),
    "look": deed(NOBODY + "refused shows", "2026-11-24", before=TARGET),
    "try_time": deed(NOBODY + "refused shows", "12:00", before={**TARGET, "move_on": "2026-11-24"}),
    "choose_time": deed(ALL, TIME),
    "move": deed(
        NOBODY + "refused acts", before={**TARGET, "move_at": TIME, "move_on": "2026-11-24"}
    ),
}
for _state in ("CalendarState", "InTheWayState"):
    HANDLERS |= {f"{_state}.{name}": one for name, one in ACTS.items()}
