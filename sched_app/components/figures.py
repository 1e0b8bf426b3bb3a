"""Parts of the analytics page: tiles, cards with a chart and its table, bars, the week."""

from collections.abc import Sequence
from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import beside, kit
from sched_app.components.charts import chart
from sched_app.state.analytics_words import Cell, Line, Tile, Weekday

t = texts.t
_STYLES = beside.path("analytics.css")


class _Styles(rx.Fragment):
    """Brings the page's own styles along."""

    def add_imports(self) -> dict[str, str]:
        """Import the style sheet for its effect."""
        return {"": _STYLES}


def styles() -> rx.Component:
    """Bring the styles of charts, tiles and bars."""
    return _Styles.create()


def tile(state: Any, one: rx.Var[Tile]) -> rx.Component:
    """Draw one number with its change; the whole tile opens what is behind it."""
    unit = rx.cond(one.unit != "", rx.el.small("\u00a0", one.unit))
    return rx.el.div(
        rx.el.dl(
            rx.el.dt(one.label),
            rx.el.dd(
                rx.el.button(
                    one.value,
                    unit,
                    rx.el.span(" ", one.label, ", ", t("analytics.see_rows"), class_name="sr"),
                    type="button",
                    class_name="n",
                    on_click=state.open_rows(one.kind, one.slice),
                ),
                class_name=rx.cond(one.value.length() > 6, "v long", "v"),
            ),
            rx.cond(
                (one.change != "") | (one.rest != ""),
                rx.el.dd(
                    rx.cond(one.change != "", rx.el.span(one.change, " ", class_name=one.tone)),
                    one.rest,
                    class_name="c",
                ),
            ),
        ),
        class_name="card tile",
    )


def card(
    state: Any, title: str, table: str, *children: Any, words: Any = "", actions: Sequence[Any] = ()
) -> rx.Component:
    """Draw a card: a heading, the finding in words, what shows it, and its CSV."""
    below = [] if isinstance(words, str) and not words else [rx.el.p(words, class_name="sm mut")]
    return rx.el.section(
        rx.el.div(
            rx.el.div(rx.el.h2(title), *below, class_name="grow"),
            rx.el.div(*actions, csv(f"{routes.ANALYTICS_CSV}/{table}.csv", state.csv, title),
                      class_name="row g8 wrap"),
            class_name="row between top wrap g8",
        ),
        *children,
        class_name="card pad stack",
    )  # fmt: skip


def csv(path: str, query: Any, what: Any) -> rx.Component:
    """Draw the link that loads numbers down."""
    return kit.link_button(
        t("analytics.csv"),
        rx.el.span(" ", t("analytics.csv_of", what=what), class_name="sr"),
        href=query if path == "" else path + query,
        look="quiet",
        size="s",
        icon_name="download",
        download=True,
        class_name="csv",
        # The router would take the file for one of its pages.
        custom_attrs={"reloadDocument": True},
    )


def plot(state: Any, figure: Any, label: Any, kind: str, *, height: int = 260) -> rx.Component:
    """Draw a chart whose points open the rows behind them."""
    return chart(
        figure,
        label=label,
        on_click=lambda points: state.pick(kind, points),
        height=height,
    )


def number(state: Any, line: rx.Var[Line]) -> rx.Component:
    """Draw a count that opens the rows behind it, where there are rows."""
    return rx.cond(
        line.kind != "",
        rx.el.button(
            line.count,
            rx.el.span(" ", line.label, ", ", t("analytics.see_rows"), class_name="sr"),
            type="button",
            class_name="n",
            on_click=state.open_rows(line.kind, line.slice),
        ),
        rx.el.span(line.count),
    )


def table(
    state: Any,
    lines: Any,
    label: str,
    caption: str,
    *,
    before: Any = None,
    more: str = "",
    note: str = "",
    count: str = "",
) -> rx.Component:
    """Draw “Show as table” below a chart: all of its numbers, each of which opens its rows."""

    def line_of(line: rx.Var[Line]) -> rx.Component:
        cells = [
            rx.el.th(line.label, scope="row"),
            rx.el.td(number(state, line), class_name="num"),
        ]
        if before is not None:
            cells.append(rx.cond(before, rx.el.td(line.before, class_name="num")))
        if more:
            cells.append(rx.el.td(line.more, class_name="num"))
        if note:
            cells.append(rx.el.td(line.note, class_name="num"))
        return rx.el.tr(*cells, key=line.label + line.slice)

    head = [
        rx.el.th(label, scope="col"),
        rx.el.th(count or t("analytics.now"), scope="col", class_name="num"),
    ]
    if before is not None:
        column = rx.el.th(t("analytics.before"), scope="col", class_name="num")
        head.append(rx.cond(before, column))
    if more:
        head.append(rx.el.th(more, scope="col", class_name="num"))
    if note:
        head.append(rx.el.th(note, scope="col", class_name="num"))
    return rx.el.details(
        rx.el.summary(t("analytics.as_table"), rx.el.span(" ", caption, class_name="sr")),
        rx.el.div(
            rx.el.table(
                rx.el.caption(caption, class_name="sr"),
                rx.el.thead(rx.el.tr(*head)),
                rx.el.tbody(rx.foreach(lines, line_of)),
                class_name="table",
            ),
            class_name="scroll",
            tab_index=0,
            role="region",
            aria_label=caption,
        ),
    )


def bars(state: Any, lines: Any) -> rx.Component:
    """Draw names with bars, their counts and one more word."""
    return rx.el.ul(rx.foreach(lines, lambda line: _bar(state, line)), class_name="bars")


def _bar(state: Any, line: rx.Var[Line]) -> rx.Component:
    return rx.el.li(
        rx.el.span(line.label, class_name="clip", title=line.label),
        rx.el.div(
            rx.el.i(style={"left": "0", "width": line.width}),
            class_name="hl tall",
            aria_hidden="true",
        ),
        number(state, line),
        rx.el.span(line.more, class_name="mut sm right nowrap"),
        key=line.slice,
    )


def week(state: Any, days: Any, hours: Any, opens: Any) -> rx.Component:
    """Draw the week as weekdays by hours; cells that hold something open their rows."""
    return rx.el.table(
        rx.el.caption(t("analytics.heat_caption"), class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                rx.el.td(),
                rx.foreach(hours, lambda hour: rx.el.th(hour, scope="col")),
            )
        ),
        rx.el.tbody(rx.foreach(days, lambda day: _weekday(state, day, opens))),
        class_name="heat",
    )


def _weekday(state: Any, day: rx.Var[Weekday], opens: Any) -> rx.Component:
    return rx.el.tr(
        rx.el.th(day.label, scope="row"),
        rx.foreach(day.cells, lambda cell: _cell(state, cell, opens)),
        key=day.label,
    )


def _cell(state: Any, cell: rx.Var[Cell], opens: Any) -> rx.Component:
    # The table below has the same numbers for the keyboard: 100 stops here would be in its way.
    return rx.el.td(
        rx.cond(
            opens & (cell.look != "h0"),
            rx.el.button(
                rx.el.span(cell.words, class_name="sr"),
                type="button",
                class_name="n",
                title=cell.words,
                tab_index=-1,
                on_click=state.open_rows("at", cell.slice),
            ),
            rx.el.span(cell.words, class_name="sr"),
        ),
        class_name=cell.look,
    )


def legend() -> rx.Component:
    """Draw what the shades of the week mean."""
    return rx.el.div(
        rx.el.span(t("analytics.heat_few")),
        rx.el.span(*[rx.el.i(class_name=f"h{look}") for look in range(5)], class_name="lgd"),
        rx.el.span(t("analytics.heat_many")),
        class_name="row g8 xs mut nowrap",
        aria_hidden="true",
    )
