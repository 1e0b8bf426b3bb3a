"""The availability page: weekly hours, dates that differ, time off."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import booking_acts, booking_dialogs, desk, hours, kit, sheets, slots
from sched_app.state.dates_shown import DateCell, DateWeek
from sched_app.state.hours_shown import InTheWay, OffRow, OverrideRow
from sched_app.state.in_the_way import InTheWayState
from sched_app.state.schedules import ScheduleState

S = ScheduleState
t = texts.t


def add(app: rx.App) -> None:
    """Register the availability page."""
    app.add_page(page, route=routes.AVAILABILITY, title=t("hours.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the availability page."""
    return desk.page(
        kit.page_head(
            t("hours.title"),
            t("hours.words"),
            kit.saved(S.saved),
            kit.link_button(t("hours.why"), href=routes.WHY, icon_name="eye"),
        ),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            _schedules(),
            _week(),
            _month(),
            _dates(),
        ),
        _dialogs(),
        booking_dialogs.all_dialogs(InTheWayState),
        kit.toast(S.undo_words, S.undo_number, S.undo, S.hide_undo),
        active="availability",
    )


def _schedules() -> rx.Component:
    whose = kit.select(
        t("hours.whose"),
        "host",
        rx.foreach(S.hosts, lambda host: rx.el.option(host[1], value=host[0])),
        hide_label=True,
        value=S.host,
        on_change=S.choose_host,
    )
    return rx.el.div(
        rx.cond(S.hosts.length() > 1, rx.el.div(whose, class_name="whose")),
        rx.el.div(
            rx.el.div(
                kit.tabs(t("hours.schedules"), S.tabs, S.current, S.choose), class_name="grow"
            ),
            kit.button(
                t("hours.new"),
                look="quiet",
                size="s",
                icon_name="plus",
                on_click=S.ask("new"),
            ),
            class_name="row tabs-more",
        ),
        class_name="stack g12",
    )


def _week() -> rx.Component:
    return rx.el.section(
        rx.el.div(
            rx.el.h2(t("hours.weekly")),
            rx.el.div(
                slots.zone_picker(zone=S.timezone, on_choose=S.save_zone),
                _schedule_menu(),
                class_name="row g4",
            ),
            class_name="avh",
        ),
        hours.hours_editor(
            weekly=S.weekly,
            place=S.member_id + ":hours:" + S.current,
            on_save=S.save_week,
            key=S.current,
        ),
        rx.el.p(
            rx.cond(
                S.used_by != "",
                rx.fragment(t("hours.used_by", names=""), S.used_by),
                t("hours.unused"),
            ),
            rx.cond(S.is_default, rx.fragment(" · ", t("hours.default")), ""),
            class_name="sm mut av-foot",
        ),
        class_name="card av",
    )


def _schedule_menu() -> rx.Component:
    item = rx.el.button
    return kit.menu(
        item(t("hours.rename"), type="button", on_click=S.ask("rename")),
        rx.cond(
            S.is_default,
            rx.fragment(),
            item(t("hours.make_default"), type="button", on_click=S.make_default),
        ),
        item(t("hours.remove"), type="button", on_click=S.ask("remove")),
        button=rx.fragment(kit.icon("ellipsis"), rx.el.span(t("hours.more"), class_name="sr")),
        button_class="btn ghost icon s",
    )


def _month() -> rx.Component:
    """Draw the month of dates; a date opens its dialog."""
    before, after = t("availability.before"), t("availability.after")
    return rx.el.section(
        desk.section(
            t("availability.month"),
            kit.icon_button("chevron-left", before, on_click=S.step_month(-1)),
            rx.el.strong(S.month_words, role="status", class_name="nowrap"),
            kit.icon_button("chevron-right", after, on_click=S.step_month(1)),
            words=t("availability.month_words"),
        ),
        rx.el.div(
            rx.el.table(
                rx.el.caption(S.month_words, class_name="sr"),
                rx.el.thead(
                    rx.el.tr(rx.foreach(S.weekdays, lambda day: rx.el.th(day, scope="col")))
                ),
                rx.el.tbody(rx.foreach(S.weeks, _dates_of_week)),
                class_name="mg om",
            ),
            class_name="card om-box",
        ),
        class_name="stack g12",
    )


def _dates_of_week(week: rx.Var[DateWeek]) -> rx.Component:
    return rx.el.tr(rx.foreach(week.cells, _date), key=week.key)


def _date(cell: rx.Var[DateCell]) -> rx.Component:
    return rx.el.td(
        rx.el.button(
            rx.el.strong(cell.number),
            rx.el.span(cell.words, class_name="om-w"),
            type="button",
            aria_label=cell.label,
            class_name="om-d " + cell.look,
            custom_attrs={"aria-current": rx.cond(cell.is_today, "date", "false")},
            on_click=S.pick_date(cell.on),
        ),
        class_name=rx.cond(cell.is_other, "out", ""),
        key=cell.on,
    )


def _dates() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            desk.section(t("hours.dates"), _adder(t("hours.dates_add"), "date")),
            rx.cond(
                S.overrides.length() > 0,
                rx.el.ul(rx.foreach(S.overrides, _override), class_name="card dl"),
                rx.el.p(t("hours.dates_none"), class_name="mut"),
            ),
            class_name="stack g12",
        ),
        rx.el.section(
            desk.section(t("hours.off"), _adder(t("hours.off_add"), "off")),
            rx.cond(
                S.offs.length() > 0,
                rx.el.ul(rx.foreach(S.offs, _off), class_name="card dl"),
                rx.el.p(t("hours.off_none"), class_name="mut"),
            ),
            class_name="stack g12",
        ),
        class_name="half",
    )


def _adder(words: str, dialog: str) -> rx.Component:
    return kit.button(words, size="s", icon_name="plus", on_click=S.ask(dialog))


def _override(row: rx.Var[OverrideRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title, class_name="strong"),
            rx.el.p(row.words, class_name="sm mut"),
            class_name="grow",
        ),
        _small(
            "pencil", t("hours.edit", title=""), row.title, S.edit_override(row.first, row.last)
        ),
        _small(
            "trash", t("hours.remove_row", title=""), row.title, S.remove_dates(row.first, row.last)
        ),
        key=row.first,
    )


def _off(row: rx.Var[OffRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(row.title, class_name="strong"),
            rx.cond(row.reason != "", rx.el.p(row.reason, class_name="sm mut")),
            rx.cond(
                row.in_the_way_words != "",
                rx.el.div(
                    kit.note(
                        rx.el.p(
                            rx.el.strong(row.in_the_way_words), ". ", t("hours.in_the_way_words")
                        ),
                        rx.el.ul(rx.foreach(row.in_the_way, _meets)),
                        tone="warn",
                    ),
                    class_name="off-note",
                ),
            ),
            class_name="grow stack g4",
        ),
        _small("trash", t("hours.remove_row", title=""), row.title, S.remove_off(row.id)),
        key=row.id,
        class_name="top",
    )


def _meets(one: rx.Var[InTheWay]) -> rx.Component:
    return booking_acts.in_the_way(InTheWayState, one)


def _small(icon: str, label: str, title: Any, on_click: Any) -> rx.Component:
    return kit.icon_button(icon, label + title, on_click=on_click)


def _dialogs() -> rx.Component:
    return rx.fragment(
        _sheet("new", t("hours.new_title"), t("hours.create"), *_new_fields()),
        _sheet("rename", t("hours.rename_title"), t("hours.save"), _name()),
        _sheet("date", t("hours.dates_title"), t("hours.save"), *_date_fields()),
        _sheet("off", t("hours.off_title"), t("hours.save"), *_off_fields()),
        kit.dialog(
            t("hours.remove_title"),
            desk.dialog_problem(),
            rx.el.p(t("hours.remove_words"), class_name="mut"),
            open=S.dialog == "remove",
            on_close=S.close,
            actions=[
                kit.button(t("hours.remove_keep"), on_click=S.close),
                kit.button(t("hours.remove"), look="solid", on_click=S.remove),
            ],
            id="remove-schedule",
        ),
    )


def _sheet(code: str, title: str, save: str, *fields: Any) -> rx.Component:
    return kit.dialog(
        title,
        sheets.sheet(
            desk.dialog_problem(),
            *fields,
            rx.el.div(
                kit.button(t("hours.cancel"), on_click=S.close),
                sheets.send(save, t("hours.saving")),
                class_name="da",
            ),
            place="",
            values=S.values,
            rev=S.opened.to_string(),
            errors=S.errors,
            attempt=S.attempt,
            busy=S.is_busy,
            on_send=S.send,
            more_words={"hours": hours.words()},
            more_icons=["plus", "trash"],
            class_name="stack g20",
        ),
        open=S.dialog == code,
        on_close=S.close,
        id=f"{code}-dialog",
    )


def _name() -> rx.Component:
    return sheets.line(
        t("hours.name"), "name", required=True, hint=t("hours.name_hint"), max=80, first=True
    )


def _new_fields() -> list[rx.Component]:
    return [
        _name(),
        sheets.line(
            t("hours.start_from"),
            "copy",
            "select",
            options=[["", t("hours.start_usual")], [S.current, t("hours.start_copy")]],
        ),
    ]


def _date_fields() -> list[rx.Component]:
    return [
        rx.el.div(
            sheets.line(t("hours.first_on"), "first_on", "date", required=True, first=True),
            sheets.line(
                t("hours.last_on"), "last_on", "date", optional=True, hint=t("hours.last_on_hint")
            ),
            class_name="fg",
        ),
        sheets.line(
            t("hours.kind"),
            "kind",
            "cards",
            options=[
                ["closed", t("hours.kind_closed"), t("hours.kind_closed_words")],
                ["hours", t("hours.kind_hours"), t("hours.kind_hours_words")],
            ],
        ),
        hours.ranges_field(t("hours.own_hours"), "hours", shown_if=["kind", "hours"]),
    ]


def _off_fields() -> list[rx.Component]:
    times = {"required": True, "shown_if": ["all_day", "false"]}
    return [
        rx.el.div(
            sheets.line(t("hours.off_first"), "first_on", "date", required=True, first=True),
            sheets.line(t("hours.off_last"), "last_on", "date", required=True),
            class_name="fg",
        ),
        sheets.line(t("hours.all_day"), "all_day", "switch"),
        rx.el.div(
            sheets.line(t("hours.off_from"), "from", "time", **times),
            sheets.line(t("hours.off_until"), "until", "time", **times),
            class_name="fg",
        ),
        sheets.line(
            t("hours.reason"), "reason", optional=True, hint=t("hours.reason_hint"), max=200
        ),
    ]
