"""The audit log: every change, narrowed by who, what, kind and period, and as a file."""

from typing import Any

import reflex as rx

from sched_app import routes, texts
from sched_app.components import desk, kit
from sched_app.state.audit import AuditLine, AuditState

S = AuditState
t = texts.t


def add(app: rx.App) -> None:
    """Register the audit log."""
    app.add_page(page, route=routes.AUDIT, title=t("audit.title"), on_load=S.load)


def page() -> rx.Component:
    """Draw the audit log."""
    return desk.page(
        kit.page_head(
            t("audit.title"),
            t("audit.words"),
            rx.cond(
                S.is_loaded & ~S.is_forbidden,
                kit.link_button(
                    t("audit.csv"),
                    href=S.csv_path,
                    icon_name="download",
                    download="audit.csv",
                    # The router would look for a page of this name.
                    custom_attrs={"reloadDocument": True},
                ),
            ),
        ),
        desk.guarded(
            S.is_loaded,
            S.is_forbidden,
            t("desk.loading"),
            _filters(),
            rx.cond(S.rows.length() > 0, _list(), _empty()),
        ),
        active="audit",
    )


def _filters() -> rx.Component:
    def choice(name: str, options: Any) -> rx.Component:
        every = rx.el.option(t(f"audit.every.{name}"), value="")
        listed = rx.foreach(options, lambda one: rx.el.option(one["label"], value=one["value"]))
        return kit.select(
            t(f"audit.by_{name}"),
            f"audit-{name}",
            rx.fragment(every, listed),
            value=S.narrowed[name],
            on_change=lambda value: S.narrow(name, value),
        )

    def day(name: str) -> rx.Component:
        return kit.field(
            t(f"audit.by_{name}"),
            f"audit-{name}",
            type="date",
            value=S.narrowed[name],
            on_change=lambda value: S.narrow(name, value),
        )

    return rx.el.div(
        rx.el.div(
            choice("who", S.people),
            choice("what", S.happenings),
            choice("kind", S.kinds),
            day("since"),
            day("until"),
            rx.cond(
                S.is_narrowed,
                kit.button(t("audit.clear"), look="quiet", on_click=S.clear),
            ),
            class_name="filters",
            role="search",
            aria_label=t("audit.narrow"),
        ),
        rx.cond(S.fault != "", kit.error_text(S.fault)),
        class_name="stack g8",
    )


def _list() -> rx.Component:
    return rx.el.div(
        rx.el.ul(rx.foreach(S.rows, _row), class_name="card dl log"),
        rx.el.div(
            rx.el.p(S.zone_words, class_name="sm mut"),
            rx.cond(
                S.has_before | S.has_next,
                rx.el.div(
                    kit.button(
                        t("audit.newer"), size="s", disabled=~S.has_before, on_click=S.page_before
                    ),
                    kit.button(
                        t("audit.older"), size="s", disabled=~S.has_next, on_click=S.next_page
                    ),
                    class_name="row g8",
                ),
            ),
            class_name="row between wrap",
        ),
        class_name="stack",
    )


def _row(row: rx.Var[AuditLine]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(
                rx.el.strong(row.what),
                ": ",
                rx.cond(
                    row.path != "",
                    rx.el.a(row.subject, href=row.path, class_name="link"),
                    rx.el.span(row.subject),
                ),
            ),
            rx.el.p(
                row.who,
                " · ",
                row.origin,
                rx.cond(row.fields != "", rx.el.span(" · ", row.fields), ""),
                class_name="sm mut",
            ),
            class_name="grow stack g4",
        ),
        rx.el.div(
            rx.el.p(row.at, class_name="nowrap"),
            rx.el.p(row.request, class_name="clip", title=t("audit.request")),
            class_name="sm mut when",
        ),
        key=row.id,
        class_name="top",
    )


def _empty() -> rx.Component:
    return rx.cond(
        S.is_narrowed,
        kit.empty(
            t("audit.nothing"),
            t("audit.nothing_words"),
            kit.button(t("audit.clear"), look="primary", on_click=S.clear),
        ),
        kit.empty(t("audit.empty"), t("audit.empty_words")),
    )
