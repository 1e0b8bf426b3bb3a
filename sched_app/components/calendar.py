"""The calendar, wrapped: its days, its keys, its month, its legend."""

from typing import Any

import reflex as rx

from sched_app import texts
from sched_app.components import beside, sheets
from sched_app.state.calendar import CalendarState
from sched_app.state.calendar_months_shown import Brief, Cell, Week
from sched_app.state.calendar_shown import Kind

_LIBRARY, _STYLES = beside.path("calendar.jsx"), beside.path("calendar.css")
assert sheets  # calendar.jsx stands on sheets.jsx, which that module brings along.
KEYS = ["d", "w", "m", "t", "n", "ArrowLeft", "ArrowRight"]
WORDS = ("how", "left", "lifted")
S = CalendarState
t = texts.t


class _CalendarGrid(rx.Component):
    library = _LIBRARY
    tag = "CalendarGrid"
    columns: rx.Var[list[Any]]
    marks: rx.Var[list[Any]]
    hours: rx.Var[list[int]]
    tints: rx.Var[dict[str, str]]
    mode: rx.Var[str]
    zone: rx.Var[str]
    now: rx.Var[int]
    label: rx.Var[str]
    words: rx.Var[dict[str, str]]
    on_move: rx.EventHandler[rx.event.passthrough_event_spec(str, str)]
    on_open: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_away: rx.EventHandler[rx.event.passthrough_event_spec(str)]
    on_new: rx.EventHandler[rx.event.passthrough_event_spec(str, str, str)]
    on_pick: rx.EventHandler[rx.event.passthrough_event_spec(str, bool)]


class _CalendarKeys(rx.Component):
    library = _LIBRARY
    tag = "CalendarKeys"
    keys: rx.Var[list[str]]
    on_press: rx.EventHandler[rx.event.passthrough_event_spec(str, bool)]


class _Styles(rx.Fragment):
    """Brings the calendar's styles along."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def days() -> rx.Component:
    """Draw the day or the week that the page's state holds."""
    return _CalendarGrid.create(
        columns=S.columns,
        marks=S.marks,
        hours=S.hours,
        tints=S.tints,
        mode=S.view,
        zone=S.my_zone,
        now=S.now_at,
        label=S.title,
        words={name: t(f"calendar.{name}") for name in WORDS},
        on_move=S.drop,
        on_open=S.peek,
        on_away=S.show_off,
        on_new=S.ask_new,
        on_pick=S.pick_day,
    )


def keys() -> rx.Component:
    """Hear the calendar's keys."""
    return rx.fragment(_Styles.create(), _CalendarKeys.create(keys=KEYS, on_press=S.press))


def month() -> rx.Component:
    """Draw the month that the page's state holds."""
    heads = rx.foreach(S.heads, lambda head: rx.el.th(head, scope="col"))
    return rx.el.div(
        rx.el.table(
            rx.el.caption(S.title, class_name="sr"),
            rx.el.thead(rx.el.tr(heads)),
            rx.el.tbody(rx.foreach(S.weeks, _week)),
            class_name="mg",
        ),
        class_name="card wkc",
        style=S.tints,
    )


def _week(week: rx.Var[Week]) -> rx.Component:
    return rx.el.tr(rx.foreach(week.cells, _cell), key=week.key)


def _cell(cell: rx.Var[Cell]) -> rx.Component:
    looks = [rx.cond(cell.is_other, "out", ""), " ", rx.cond(cell.is_today, "td", "")]
    narrow = rx.Var("window.innerWidth < 640").to(bool)
    return rx.el.td(
        rx.el.div(
            rx.el.button(
                rx.el.strong(cell.number),
                rx.el.span(cell.count),
                type="button",
                aria_label=cell.label,
                class_name="mc-d",
                custom_attrs={"aria-current": rx.cond(cell.is_today, "date", "false")},
                on_click=S.pick_day(cell.on, narrow),
            ),
            rx.cond(cell.away != "", rx.el.p(cell.away, class_name="ma clip")),
            rx.foreach(cell.briefs, _brief),
            rx.cond(
                cell.more != "",
                rx.el.button(
                    cell.more,
                    type="button",
                    class_name="mo",
                    on_click=S.pick_day(cell.on, narrow),
                ),
            ),
            class_name="mc",
        ),
        class_name=looks[0] + looks[1] + looks[2],
        key=cell.on,
    )


def _brief(one: rx.Var[Brief]) -> rx.Component:
    return rx.el.button(
        rx.el.span(one.time),
        rx.el.strong(one.name, class_name="clip"),
        type="button",
        aria_label=one.label,
        class_name="mb " + one.look,
        style=_tinted(one.tint),
        on_click=S.peek(one.id),
        key=one.id,
    )


def legend() -> rx.Component:
    """Say what the colours and looks stand for."""
    looks = [
        ("ev req", t("calendar.legend_asks")),
        ("ev held", t("calendar.legend_held")),
        ("ev off", t("calendar.off")),
        ("op", t("calendar.legend_open")),
    ]
    return rx.el.ul(
        rx.foreach(S.kinds, _kind),
        *[rx.el.li(rx.el.i(class_name=look), words) for look, words in looks],
        class_name="lg",
        style=S.tints,
    )


def _kind(kind: rx.Var[Kind]) -> rx.Component:
    return rx.el.li(
        rx.el.i(class_name="ev", style=_tinted(kind.tint)), kind.name, key=kind.tint.to_string()
    )


def _tinted(tint: rx.Var[int]) -> dict[str, Any]:
    return {
        f"--k-{role}": "var(--k" + tint.to_string() + f"-{role})"
        for role in ("soft", "text", "mark")
    }
