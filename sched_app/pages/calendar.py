"""The calendar: a day, a week or a month of members; what is in it is moved, booked and closed."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_dialogs, calendar, calendar_dialogs, desk, kit, slots
from sched_app.state.calendar import MONTH, VIEWS, CalendarState

S = CalendarState
t = texts.t
REFRESH_SECONDS = 30
NARROW = rx.Var("window.innerWidth < 640").to(bool)


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.CALENDAR, title=t("calendar.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the calendar."""
    return desk.page(
        _head(),
        desk.guarded(
            S.is_loaded,
            rx.Var.create(False),
            t("desk.loading"),
            _bar(),
            rx.cond(S.view == MONTH, calendar.month(), calendar.days()),
            calendar.legend(),
            rx.el.div(
                rx.el.p(t("calendar.keys"), class_name="sm mut hide-s"),
                _hours(),
                class_name="cal-bar cal-foot",
            ),
            kit.every(seconds=REFRESH_SECONDS, on_tick=S.refresh),
        ),
        calendar.keys(),
        booking_dialogs.all_dialogs(S),
        calendar_dialogs.all_dialogs(),
        active="calendar",
    )


def _head() -> rx.Component:
    views = [(view, t(f"calendar.{view}")) for view in VIEWS]
    title = rx.fragment(
        rx.el.span(rx.cond(S.title != "", S.title, t("calendar.title")), class_name="hide-s"),
        rx.el.span(
            rx.cond(S.title_day != "", S.title_day, t("calendar.title")), class_name="only-s"
        ),
    )
    return kit.page_head(
        title,
        rx.el.span(
            rx.el.span(S.summary, class_name="hide-s"),
            rx.el.span(S.summary_day, class_name="only-s"),
            role="status",
        ),
        rx.el.div(
            rx.el.div(
                kit.icon_button(
                    "chevron-left",
                    t("calendar.before"),
                    small=False,
                    look="secondary",
                    on_click=S.step(-1, NARROW),
                ),
                kit.button(t("calendar.today"), on_click=S.to_today),
                kit.icon_button(
                    "chevron-right",
                    t("calendar.after"),
                    small=False,
                    look="secondary",
                    on_click=S.step(1, NARROW),
                ),
                class_name="cal-nav",
            ),
            kit.segmented(t("calendar.view"), views, S.view, S.show_view),
            class_name="row g8 wrap cal-head",
        ),
    )


def _bar() -> rx.Component:
    everyone = kit.chip(t("calendar.everyone"), pressed=S.is_everyone, on_click=S.choose_member(""))
    return rx.el.div(
        rx.cond(
            S.members.length() > 1,
            rx.el.div(
                everyone,
                rx.foreach(S.members, _member),
                class_name="cal-who",
                role="group",
                aria_label=t("calendar.whose"),
            ),
            rx.el.span(),
        ),
        rx.el.div(
            slots.zone_picker(zone=S.my_zone, on_choose=S.set_my_zone),
            kit.button(t("calendar.off_add"), size="s", on_click=S.ask_off("")),
            kit.button(
                t("calendar.new"),
                size="s",
                look="primary",
                icon_name="plus",
                on_click=S.ask_new("", "", ""),
            ),
            class_name="row g8 wrap cal-acts",
        ),
        class_name="cal-bar",
    )


def _member(member: rx.Var[dict[str, str]]) -> rx.Component:
    return kit.chip(
        member["name"],
        pressed=S.chosen.contains(member["id"]),
        on_click=S.choose_member(member["id"]),
        key=member["id"],
    )


def _hours() -> rx.Component:
    words = rx.cond(S.is_whole, t("calendar.some_hours"), t("calendar.all_hours"))
    return rx.cond(
        S.view != MONTH,
        kit.button(words, look="quiet", size="s", on_click=S.show_hours(~S.is_whole)),
    )
