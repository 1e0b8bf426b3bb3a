"""Importing customers: choose a file, say what its columns are, look, import, undo."""

import reflex as rx

from sched_app import routes, texts
from sched_app.components import clients, desk, kit
from sched_app.components.upload import upload
from sched_app.state.customer_import import Column, FaultRow, ImportRow, ImportState

S = ImportState
t = texts.t
FIELDS = ("name", "first_name", "last_name", "email", "phone", "tags")
BYTES_MOST = 5_000_000


def add(app: rx.App) -> None:
    """Register the page."""
    title = t("customers.import_title")
    app.add_page(page, route=routes.CUSTOMER_IMPORT, title=title, on_load=S.load)


def page() -> rx.Component:
    """Draw the import."""
    return rx.fragment(
        clients.styles(),
        desk.page(
            kit.page_head(
                t("customers.import_title"),
                t("customers.import_words"),
                back=kit.back_link(t("customers.title"), routes.CUSTOMERS),
            ),
            desk.guarded(
                S.is_loaded,
                S.is_forbidden,
                t("customers.loading"),
                rx.cond(
                    S.is_running,
                    _progress(),
                    rx.cond(S.file == "", rx.fragment(_choose(), _imports()), _mapping()),
                ),
            ),
            active="customers",
        ),
    )


def _choose() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("customers.import_choose")),
        rx.el.p(t("customers.import_hint"), class_name="mut"),
        rx.el.div(
            upload(
                routes.CUSTOMERS_UPLOAD,
                most=BYTES_MOST,
                accept=".csv,.tsv,.txt,text/csv",
                words={
                    "choose": t("customers.import_button"),
                    "sending": t("customers.import_sending"),
                    "large": t("field.file_large", most=BYTES_MOST // 1_000_000),
                    "lost": t("customers.import_lost"),
                },
                on_done=S.uploaded,
                on_refused=S.refused,
            )
        ),
        kit.problem(S.fault, id="file-problem"),
        class_name="card pad stack",
    )


def _mapping() -> rx.Component:
    return rx.el.div(
        rx.el.section(
            rx.el.h2(t("customers.columns")),
            rx.el.p(t("customers.columns_words"), class_name="mut"),
            rx.el.ul(rx.foreach(S.columns, _column), class_name="cols"),
            kit.problem(S.mapping_fault, id="mapping-problem"),
            class_name="card pad stack",
        ),
        rx.el.section(
            rx.el.h2(t("customers.dry")),
            kit.tick(
                t("customers.updates"),
                "updates",
                checked=S.updates,
                on_change=S.choose_updates,
            ),
            rx.el.ul(
                rx.foreach(S.summary, lambda words: rx.el.li(words)), class_name="bul", role="list"
            ),
            rx.cond(S.faults.length() > 0, _faults()),
            rx.el.div(
                kit.button(t("customers.import_drop"), on_click=S.drop),
                kit.button(
                    t("customers.import_do"),
                    look="primary",
                    disabled=~S.can_import,
                    on_click=S.start,
                ),
                class_name="row g8 wrap end",
            ),
            class_name="card pad stack",
        ),
        class_name="stack g24",
    )


def _column(column: rx.Var[Column]) -> rx.Component:
    options = [
        rx.el.option(t("customers.column_none"), value=""),
        *[rx.el.option(t(f"customers.{field}"), value=field) for field in FIELDS],
    ]
    return rx.el.li(
        rx.el.div(
            rx.el.strong(column.head),
            rx.el.span(column.examples, class_name="sm mut clip"),
            class_name="grow stack",
        ),
        rx.el.select(
            *options,
            class_name="input",
            aria_label=column.head,
            value=column.field,
            on_change=lambda field: S.take_as(column.place, field),
        ),
        key=column.place,
    )


def _faults() -> rx.Component:
    return rx.el.div(
        rx.el.table(
            rx.el.caption(t("customers.faults"), class_name="label"),
            rx.el.thead(
                rx.el.tr(
                    rx.el.th(t("customers.row"), scope="col"),
                    rx.el.th(t("customers.wrong"), scope="col"),
                )
            ),
            rx.el.tbody(rx.foreach(S.faults, _fault)),
            class_name="keep",
        ),
        rx.cond(S.more_faults != "", rx.el.p(S.more_faults, class_name="sm mut")),
        class_name="stack g8 scroll",
        tab_index=0,
        role="group",
        aria_label=t("customers.faults"),
    )


def _fault(row: rx.Var[FaultRow]) -> rx.Component:
    return rx.el.tr(rx.el.th(row.number, scope="row"), rx.el.td(row.words))


def _progress() -> rx.Component:
    return rx.el.section(
        rx.el.h2(t("customers.import_running")),
        rx.el.progress(
            value=S.done, max=S.total, aria_label=t("customers.import_running"), class_name="bar"
        ),
        rx.el.p(S.done, " / ", S.total, class_name="mut"),
        class_name="card pad stack",
    )


def _imports() -> rx.Component:
    return rx.cond(
        S.imports.length() > 0,
        rx.el.section(
            rx.el.h2(t("customers.imports")),
            rx.el.ul(rx.foreach(S.imports, _import), class_name="card dl"),
            rx.el.p(t("customers.undo_words"), class_name="sm mut"),
            class_name="stack g12",
        ),
    )


def _import(row: rx.Var[ImportRow]) -> rx.Component:
    return rx.el.li(
        rx.el.div(
            rx.el.p(rx.el.strong(row.at)),
            rx.el.p(row.words, class_name="sm mut"),
            class_name="grow",
        ),
        rx.cond(row.status == "undone", kit.tag(t("customers.undone"), look="badge ring")),
        rx.cond(
            row.can_go_on,
            kit.button(t("customers.go_on"), size="s", look="tonal", on_click=S.go_on(row.id)),
        ),
        rx.cond(
            row.can_undo,
            kit.button(
                t("customers.undo_import"),
                rx.el.span(" ", row.at, class_name="sr"),
                size="s",
                on_click=S.undo(row.id),
            ),
        ),
        key=row.id,
    )
