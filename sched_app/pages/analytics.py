"""Analytics: how many bookings, of what, by whom, how far ahead, and how visits came to them."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, figures, kit, sheets
from sched_app.state.analytics import BOOKED, CHOSEN, PERIODS, AnalyticsState, Behind

S = AnalyticsState
t = texts.t


def add(app: rx.App) -> None:
    """Register the page."""
    app.add_page(page, route=routes.ANALYTICS, title=t("analytics.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the page."""
    return desk.page(
        figures.styles(),
        rx.el.div(
            kit.page_head(t("analytics.title"), _words(), _period()),
            desk.guarded(
                S.is_loaded,
                rx.Var.create(False),
                t("analytics.loading"),
                rx.cond(S.is_custom, _dates()),
                rx.cond(S.is_empty, _empty(), _numbers()),
            ),
            class_name="stack g24 figs",
        ),
        _behind(),
        active="analytics",
    )


def _words() -> rx.Component:
    compared = rx.cond(S.compare, rx.fragment(", ", t("analytics.compared")))
    own = rx.cond(S.is_own, rx.fragment(" ", t("analytics.own")))
    return rx.fragment(S.period_words, rx.cond(S.period_words != "", compared), own)


def _period() -> rx.Component:
    options = [(name, t(f"analytics.period.{name}")) for name in PERIODS]
    return rx.el.div(
        kit.segmented(t("analytics.choose_period"), options, S.period, S.choose_period),
        kit.segmented(
            t("analytics.choose_compare"),
            [("before", t("analytics.compare.before")), ("none", t("analytics.compare.none"))],
            rx.cond(S.compare, "before", "none"),
            S.choose_compare,
        ),
        class_name="row g8 wrap",
    )


def _dates() -> rx.Component:
    return sheets.sheet(
        sheets.line(t("analytics.first"), "first", "date", required=True),
        sheets.line(t("analytics.last"), "last", "date", required=True),
        sheets.send(t("analytics.show"), t("analytics.showing")),
        place="",
        values=S.values,
        errors=S.errors,
        attempt=S.attempt,
        busy=S.is_busy,
        on_send=S.choose_dates,
        class_name="row wrap g12 dates",
    )


def _empty() -> rx.Component:
    return kit.empty(
        t("analytics.empty"),
        t("analytics.empty_words"),
        kit.link_button(t("desk.share"), href=routes.MEETING_TYPES, look="primary"),
    )


def _numbers() -> rx.Component:
    return rx.fragment(
        rx.el.div(rx.foreach(S.tiles, lambda one: figures.tile(S, one)), class_name="tiles"),
        _weeks(),
        rx.el.div(_types(), _members(), class_name="pair"),
        rx.el.div(_week(), _stages(), class_name="pair"),
        rx.el.div(_leads(), _answers(), class_name="pair"),
        _zones(),
    )


def _weeks() -> rx.Component:
    return figures.card(
        S,
        t("analytics.weeks"),
        "weeks",
        figures.plot(S, S.weeks_figure, t("analytics.weeks_alt", words=S.weeks_words), "week"),
        figures.table(S, S.weeks, t("analytics.week"), t("analytics.weeks"), before=S.compare),
        words=S.weeks_words,
    )


def _types() -> rx.Component:
    return figures.card(
        S,
        t("analytics.types"),
        "types",
        rx.cond(S.types.length() > 0, figures.bars(S, S.types), _nothing()),
        figures.table(
            S,
            S.types,
            t("analytics.type"),
            t("analytics.types"),
            before=S.compare,
            more=t("analytics.share"),
            note=t("analytics.no_show_column"),
        ),
    )


def _members() -> rx.Component:
    return figures.card(
        S,
        t("analytics.members"),
        "members",
        rx.cond(S.members.length() > 0, figures.bars(S, S.members), _nothing()),
        rx.el.p(t("analytics.members_note"), class_name="sm mut"),
        figures.table(
            S, S.members, t("analytics.member"), t("analytics.members"), more=t("analytics.full")
        ),
    )


def _nothing() -> rx.Component:
    return rx.el.p(t("analytics.no_bookings"), class_name="sm mut")


def _week() -> rx.Component:
    options = [(BOOKED, t("analytics.heat.booked")), (CHOSEN, t("analytics.heat.chosen"))]
    return figures.card(
        S,
        t("analytics.heat"),
        "times",
        rx.el.div(
            kit.segmented(t("analytics.heat_which"), options, S.heat, S.choose_heat),
            figures.legend(),
            class_name="row between wrap g8",
        ),
        figures.week(S, S.week, S.hours, S.heat == BOOKED),
        figures.table(
            S, S.moments, t("analytics.moment"), t("analytics.heat"), count=t("analytics.count")
        ),
        words=S.heat_words,
    )


def _stages() -> rx.Component:
    return figures.card(
        S,
        t("analytics.stages"),
        "stages",
        figures.plot(
            S,
            S.stages_figure,
            t("analytics.stages_alt", words=S.stages_words),
            "stage",
            height=220,
        ),
        rx.el.p(t("analytics.stages_note"), class_name="sm mut"),
        figures.table(
            S,
            S.stages,
            t("analytics.stage"),
            t("analytics.stages"),
            before=S.compare,
            more=t("analytics.share"),
            count=t("analytics.visits"),
        ),
        words=S.stages_words,
    )


def _leads() -> rx.Component:
    return figures.card(
        S,
        t("analytics.leads"),
        "leads",
        figures.plot(
            S, S.leads_figure, t("analytics.leads_alt", words=S.leads_words), "lead", height=240
        ),
        figures.table(
            S, S.leads, t("analytics.lead"), t("analytics.leads"), more=t("analytics.share")
        ),
        words=S.leads_words,
    )


def _answers() -> rx.Component:
    return figures.card(
        S,
        t("analytics.answers"),
        "answers",
        figures.plot(
            S,
            S.answers_figure,
            t("analytics.answers_alt", words=S.answers_words),
            "answer",
            height=220,
        ),
        figures.table(
            S,
            S.answers,
            t("analytics.answer"),
            t("analytics.answers"),
            more=t("analytics.share"),
            count=t("analytics.kind.asked"),
        ),
        words=S.answers_words,
    )


def _zones() -> rx.Component:
    return figures.card(
        S,
        t("analytics.zones"),
        "zones",
        rx.cond(
            S.zones.length() > 0,
            figures.bars(S, S.zones),
            rx.el.p(t("analytics.zones_none"), class_name="sm mut"),
        ),
        words=t("analytics.zones_note"),
    )


def _behind() -> rx.Component:
    """Draw the rows behind the number that was pressed."""
    return kit.dialog(
        S.open_title,
        rx.el.p(S.open_words, class_name="sm mut"),
        rx.cond(
            S.behind.length() > 0,
            rx.el.div(
                rx.cond(S.open_kind == "stage", _counts(), _bookings()), class_name="card bk-list"
            ),
            rx.el.p(t("analytics.behind_none")),
        ),
        rx.el.div(
            figures.csv("", S.open_csv, S.open_title),
            rx.cond(
                S.has_before | S.has_next,
                rx.el.div(
                    kit.button(
                        t("desk.page_before"),
                        size="s",
                        disabled=~S.has_before,
                        on_click=S.page_before,
                    ),
                    kit.button(
                        t("desk.page_next"), size="s", disabled=~S.has_next, on_click=S.next_page
                    ),
                    class_name="row g8",
                ),
            ),
            class_name="row between wrap",
        ),
        open=S.is_open,
        on_close=S.close,
        actions=(kit.button(t("analytics.close"), on_click=S.close),),
        id="behind",
        wide=True,
    )


def _bookings() -> rx.Component:
    return _table(("when", "client", "meeting", "status"), rx.foreach(S.behind, _booking))


def _counts() -> rx.Component:
    return _table(("when", "meeting", "visits"), rx.foreach(S.behind, _count))


def _table(head: tuple[str, ...], body: rx.Component) -> rx.Component:
    return rx.el.table(
        rx.el.caption(t("analytics.behind_caption"), class_name="sr"),
        rx.el.thead(
            rx.el.tr(
                *[
                    rx.el.th(t(f"analytics.{name}"), scope="col", role="columnheader")
                    for name in head
                ],
                role="row",
            ),
            role="rowgroup",
        ),
        rx.el.tbody(body, role="rowgroup"),
        class_name="table tcard",
        role="table",
    )


def _booking(one: rx.Var[Behind]) -> rx.Component:
    more = rx.cond(one.more != "", rx.el.span(one.more))
    return rx.el.tr(
        rx.el.td(rx.el.strong(one.when), more, class_name="c-w", role="cell"),
        rx.el.td(rx.el.a(one.name, href=one.path), class_name="c-n", role="cell"),
        rx.el.td(
            one.meeting,
            rx.cond(one.hosts != "", rx.fragment(", ", t("analytics.with"), " ", one.hosts)),
            class_name="c-m",
            role="cell",
        ),
        rx.el.td(kit.badge(one.status), class_name="c-s", role="cell"),
        role="row",
        key=one.id,
    )


def _count(one: rx.Var[Behind]) -> rx.Component:
    return rx.el.tr(
        rx.el.td(rx.el.strong(one.when), class_name="c-w", role="cell"),
        rx.el.td(one.meeting, class_name="c-n", role="cell"),
        rx.el.td(one.name, class_name="c-s num", role="cell"),
        role="row",
        key=one.id,
    )
