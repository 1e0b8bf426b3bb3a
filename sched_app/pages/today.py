"""Today: what is next, requests that wait, what went wrong, and what is free this week."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_acts, booking_dialogs, desk, kit
from sched_app.state.today import (
    EVERYONE,
    MINE,
    Asked,
    Bar,
    Entry,
    FirstStep,
    FreeRow,
    Tick,
    TodayState,
)

S = TodayState
t = texts.t
REFRESH_SECONDS = 60


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.DASHBOARD, title=t("today.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the day."""
    return desk.page(
        kit.page_head(rx.cond(S.title != "", S.title, t("today.title")), S.summary, _whose()),
        desk.guarded(
            S.is_loaded,
            rx.Var.create(False),
            t("desk.loading"),
            _late(),
            rx.cond(S.steps.length() > 0, _first_steps()),
            rx.cond(S.today.length() > 0, _line()),
            rx.el.div(
                _requests(),
                rx.el.div(_day(), _tomorrow(), class_name="stack g24 agenda"),
                rx.el.div(_free(), _failed(), class_name="stack g24"),
                class_name="today",
            ),
            kit.every(seconds=REFRESH_SECONDS, on_tick=S.refresh),
        ),
        booking_dialogs.all_dialogs(S),
        active="today",
    )


def _whose() -> rx.Component:
    options = [(EVERYONE, t("today.everyone")), (MINE, t("today.mine"))]
    return rx.cond(S.is_team, kit.segmented(t("today.whose"), options, S.whose, S.choose_whose))


def _late() -> rx.Component:
    return rx.cond(
        S.late_words != "",
        kit.note(
            rx.el.strong(S.late_words),
            rx.el.p(t("today.late_words")),
            rx.el.a(t("today.late_link"), href=_outbox("waiting")),
            tone="bad",
            icon_name="triangle-alert",
        ),
    )


def _first_steps() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("onboarding.title")),
            rx.el.span(S.steps_words, class_name="sm mut"),
            class_name="row between wrap",
        ),
        rx.el.ol(rx.foreach(S.steps, _first_step), class_name="firsts"),
        class_name="card pad stack g12",
    )


def _first_step(step: rx.Var[FirstStep]) -> rx.Component:
    done = rx.el.span(
        kit.icon("check", small=True),
        rx.el.span(t("onboarding.is_done"), class_name="sr"),
        class_name="tick",
    )
    return rx.el.li(
        rx.cond(step.is_done, done, rx.el.span(class_name="tick open", aria_hidden="true")),
        rx.el.span(
            rx.el.strong(step.title), rx.el.span(step.words, class_name="sm mut"), class_name="grow"
        ),
        rx.cond(
            step.is_current,
            kit.link_button(t("onboarding.go"), href=step.href, look="primary", size="s"),
            kit.link(
                rx.cond(step.is_done, t("onboarding.change"), t("onboarding.go")),
                href=step.href,
                small=True,
            ),
        ),
        key=step.title,
    )


def _failed() -> rx.Component:
    return rx.cond(
        S.failed_title != "",
        kit.note(
            rx.el.strong(S.failed_title),
            rx.el.p(S.failed_words, class_name="sm wordy"),
            rx.el.a(t("today.failed_link"), href=_outbox("failed"), class_name="sm"),
            tone="bad",
            icon_name="triangle-alert",
        ),
    )


def _outbox(status: str) -> str:
    return f"{routes.OUTBOX}?status={status}"


def _line() -> rx.Component:
    """Draw the day as an hour line; the list below says the same in words."""
    return rx.el.div(
        rx.el.div(rx.foreach(S.open_bars, _bar), rx.foreach(S.bars, _bar), class_name="hl tall"),
        rx.el.div(
            rx.el.b(rx.el.span(S.now_words), style={"left": S.now_left}), class_name="nowline"
        ),
        rx.el.div(rx.foreach(S.ticks, _tick), class_name="ticks"),
        class_name="card dayline",
        aria_hidden="true",
    )


def _bar(bar: rx.Var[Bar]) -> rx.Component:
    return rx.el.i(class_name=bar.look, style={"left": bar.left, "width": bar.width})


def _tick(tick: rx.Var[Tick]) -> rx.Component:
    return rx.el.span(tick.label, class_name=tick.look, style={"left": tick.left})


def _day() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("today.title")),
            kit.link(t("today.all_bookings"), href=routes.BOOKINGS, small=True),
            class_name="row between",
        ),
        rx.cond(
            S.today.length() > 0,
            rx.fragment(_list(S.today), rx.el.p(S.zone_words, class_name="sm mut")),
            _nothing(),
        ),
        class_name="stack g12",
    )


def _nothing() -> rx.Component:
    types = kit.link_button(t("desk.share"), href=routes.MEETING_TYPES, look="primary")
    following = rx.el.a(S.next_words, href=S.next_path, class_name="link")
    words = rx.cond(S.next_words != "", following, t("today.empty_words"))
    return kit.empty(t("today.empty"), words, rx.cond(S.next_words == "", types), level=3)


def _tomorrow() -> rx.Component:
    return rx.cond(
        S.tomorrow.length() > 0,
        rx.el.section(
            rx.el.div(
                rx.el.h2(t("today.tomorrow")),
                rx.el.span(S.tomorrow_words, class_name="sm mut"),
                class_name="row between",
            ),
            _list(S.tomorrow),
            class_name="stack g12",
        ),
    )


def _list(entries: Any) -> rx.Component:
    return rx.el.ol(rx.foreach(entries, _entry), class_name="card agl")


def _entry(entry: rx.Var[Entry]) -> rx.Component:
    row = entry.row
    place = rx.match(
        entry.place, ("link", kit.icon("video")), ("phone", kit.icon("phone")), kit.icon("map-pin")
    )
    return rx.el.li(
        rx.el.span(rx.el.strong(entry.starts), rx.el.span(entry.ends), class_name="ag-t"),
        rx.el.span(place, class_name="ag-i", aria_hidden="true"),
        rx.el.div(
            rx.el.a(row.name, href=row.path, class_name="tname clip"),
            rx.el.p(entry.what, class_name="sm mut"),
            class_name="grow",
        ),
        rx.cond(entry.has_badge, kit.badge(row.status)),
        rx.cond(
            entry.join != "",
            kit.link_button(
                t("today.join"),
                rx.el.span(" ", row.name, class_name="sr"),
                href=entry.join,
                look="tonal",
                size="s",
                target="_blank",
                rel="noopener noreferrer",
            ),
        ),
        booking_acts.menu(S, row),
        class_name=rx.cond(entry.is_over, "done", rx.cond(entry.is_now, "now", "")),
        key=row.id,
    )


def _requests() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("today.requests")),
            rx.cond(S.to_answer > 0, rx.el.span(S.to_answer, class_name="badge warn plain")),
            class_name="row between",
        ),
        rx.cond(
            S.requests.length() > 0,
            rx.el.ul(rx.foreach(S.requests, _request), class_name="card rqs"),
            rx.el.p(t("today.no_requests"), class_name="card pad sm mut"),
        ),
        rx.cond(
            S.more_words != "",
            kit.link(S.more_words, href=f"{routes.BOOKINGS}?tab=requests", small=True),
        ),
        class_name=rx.cond(S.requests.length() > 0, "stack g12 asks", "stack g12 asks none"),
    )


def _request(asked: rx.Var[Asked]) -> rx.Component:
    row = asked.row
    return rx.el.li(
        rx.el.div(
            kit.avatar(asked.initials),
            rx.el.div(
                rx.el.a(row.name, href=row.path, class_name="tname clip"),
                rx.el.p(asked.what, class_name="sm mut"),
                class_name="grow",
            ),
            class_name="row g12",
        ),
        rx.el.p(asked.when, class_name="rq-w"),
        rx.cond(asked.quote != "", rx.el.p(rx.el.q(asked.quote), class_name="sm mut wordy")),
        rx.cond(asked.deadline != "", rx.el.p(asked.deadline, class_name="sm mut")),
        rx.cond(
            row.may_answer,
            rx.el.div(
                *booking_acts.answers(S, row),
                kit.button(
                    t("today.other_time"),
                    rx.el.span(" ", row.name, class_name="sr"),
                    look="quiet",
                    size="s",
                    on_click=S.ask("move", row.id),
                ),
                class_name="row wrap g8",
            ),
        ),
        key=row.id,
    )


def _free() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("today.free")),
            kit.link(t("today.hours"), href=routes.AVAILABILITY, small=True),
            class_name="row between",
        ),
        rx.cond(
            S.free.length() > 0,
            rx.el.ul(rx.foreach(S.free, _type), class_name="card wk"),
            rx.el.div(
                rx.el.p(t("today.no_types"), class_name="sm mut"),
                kit.link(t("today.see_types"), href=routes.MEETING_TYPES, small=True),
                class_name="card pad stack g8",
            ),
        ),
        class_name="stack g12",
    )


def _type(one: rx.Var[FreeRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.a(one.name, href=one.path, class_name="tname"),
            rx.cond(one.first != "", rx.el.p(one.first, class_name="sm mut")),
            class_name="grow",
        ),
        rx.cond(
            one.count != "",
            rx.el.strong(one.count, class_name="nowrap"),
            kit.link(t("today.none_free"), href=routes.WHY, small=True),
        ),
        key=one.path,
    )
